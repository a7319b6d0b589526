"""What a page says of itself, and what an article says in the same words."""

from __future__ import annotations

import pytest

from crawler.extract.sayings import says

OF_ITSELF = """
    Không tìm thấy trang bạn yêu cầu | KHÔNG TÌM THẤY TRANG | Khong tim thay trang | Trang không tồn tại. Về trang chủ
    Bài viết không tồn tại hoặc đã bị xóa | Rất tiếc, trang bạn tìm không còn. | Lỗi 404 | 404 | Error 404
    404 Not Found | Không tìm thấy bài viết!
    Không tìm thấy kết quả nào phù hợp với từ khóa “giao ban” | Bạn không có quyền truy cập trang này | Có lỗi xảy ra
    Hệ thống đang bảo trì, mời quay lại sau | Website đang được nâng cấp | Cổng thông tin điện tử tạm ngừng hoạt động
    Đăng nhập | Sign in | Vui lòng đăng nhập để xem nội dung bài viết. | Quý khách phải đăng nhập mới xem được nội dung.
    Oops! That page can’t be found. | Sorry, the page you requested does not exist | 502 Bad Gateway | Access Denied
    Warning: include(config.php): failed to open stream | Fatal error: Uncaught Error | Just a moment... | It works!
    Index of /tin-tuc | Đang tải dữ liệu... | Trang đang được chuyển hướng | Account Suspended | Website đang xây dựng
"""
OF_THE_WORLD = """
    UBND xã không tìm thấy chủ của hai con trâu lạc | Không tìm thấy chủ của hai con trâu lạc | Tin đã được kiểm chứng
    Thông báo bảo trì hệ thống dịch vụ công trực tuyến | Thông báo tạm ngừng hệ thống để bảo trì | Sự cố tràn dầu
    Trang thông tin điện tử huyện Ba Vì dừng hoạt động từ ngày 1/7/2025 | Hệ thống loa truyền thanh thôn Hạ đang bảo trì
    Đăng nhập VNeID để nộp hồ sơ | Mời bà con đăng nhập cổng dịch vụ công để nộp hồ sơ. | Lỗi thường gặp khi kê khai
    Nội dung này không còn trong năm | Không có trường hợp nào mắc bệnh | Không có bài học nào quý hơn thực tiễn
    Trang trại của ông Hà bị xóa sổ sau lũ | Bài học không còn mới | Dữ liệu dân cư đã được làm sạch
    404 hộ dân được cấp nước sạch | 500 đại biểu dự đại hội | 502 gia đình được khen | Chuyển hướng sản xuất
    Có lỗi trong danh sách, xã đính chính | Có lỗi khi ghi tên, xã xin đính chính | Đang chuyển hướng sang cây ăn quả
    Không có tin mới về cơn bão | Cổng làng đang được nâng cấp | Cổng chào đang xây dựng | Đang tải lúa về nhà
    Hệ thống kênh mương được nâng cấp | Yêu cầu của dân bị từ chối | Nhập mã xác nhận khi làm căn cước | Bạn có biết?
    Forbidden City | You must log in to leave a comment | Loading dock opens | Just a moment of peace
"""


def lines(text: str) -> list[str]:
    return [line.strip() for row in text.splitlines() for line in row.split(" | ") if line.strip()]


@pytest.mark.parametrize("line", lines(OF_ITSELF))
def test_a_page_says_of_itself_that_it_is_no_article(line: str) -> None:
    assert says(line)
    assert says(f"  “{line}”")


@pytest.mark.parametrize("line", lines(OF_THE_WORLD))
def test_an_article_says_the_same_of_something_else(line: str) -> None:
    assert says(line) is None


def test_what_is_long_is_prose() -> None:
    assert says("Không tìm thấy trang bạn yêu cầu. " * 20) is None
    assert says("") is None
