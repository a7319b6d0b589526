"""What is furniture by its words and what only speaks of the same things: both sides of every form of PORTALS.md."""

from __future__ import annotations

import unicodedata

import pytest

from crawler.extract.boilerplate import furniture, heads_related, unglue, without_repeat
from crawler.extract.text import clean
from tests.crawler.extract.pages import PROSE, TITLE, paragraphs, read, texts

BEFORE_THE_BODY = """
    image banner | Skip to main content | Truy cập nội dung luôn | Đăng nhập | loading... | Ý kiến thăm dò | Bình chọn
    0 người đã tham gia bình chọn | EmailPrintAa | Xuất bản thông tin | null {title} | Bạn đang ở: Tin tức
    Chào mừng bạn đến với Cổng thông tin điện tử xã Đồng Tâm | Chào mừng Quý khách đến với trang thông tin điện tử xã
"""
COUNTERS = """
    Thống kê truy cập | Đang online | Đang online: 12 | Đang truy cập:1736 | Hôm nay: 345 | Hôm qua: 1.024
    Trong tuần: 5 | Tuần này 7 Tháng này 345 | Tháng này: 20.111 | Tháng hiện tại: 8 | Tổng lượt truy cập
    Tổng lượt truy cập: 1.234.567 | Khách viếng thăm: 3 | Lượt xem: 5547 lượt xem | Lượt xem: 12 | Số lượt xem: 12
    Số lượt xem | Số lần đọc: 3 | Đã xem: 77 | View Count: 438 | 18 lượt xem | 1235 | 1.234.567 | 4 0 9
    Đang online 5 Hôm nay 10 Hôm qua 20 Trong tuần 30 Tất cả 400 | Thống kê truy cập Hôm nay : 22 Tháng này : 801
"""
READING_AIDS = """
    100% | - 100% + | Xem với cỡ chữ : A- A A+ | Xem với cở chữ : A- A A+ | A- A A+ | Tương phản: | Đọc bài viết
"""
IMAGE_NAMES = r"""
    a1.jpg | DSC00112.jpg | DSC00112 | z5035764530815_0a1b2c3d4e5f.jpg | Description: D:\Anh\Hop\IMG_0112.jpg
    Responsive image | Ảnh đại diện | IMG_20211230.JPG
"""
AFTER_THE_BODY = """
    QR Code | Bản in | Viết bình luận | Thêm ý kiến | Security code | Security code * | Đánh giá bài viết
    Đánh giá bài viết: 0 điểm | Theme: Cong Thong Tin by ThemesExample | © 2021 UBND xã Đồng Tâm | Copyright 2021
    Bản quyền thuộc về UBND xã Đồng Tâm | Thiết kế và phát triển bởi VNPT | Powered by WordPress
    Giấy phép số 12/GP-TTĐT do Sở Thông tin và Truyền thông cấp
"""
RELATED = """
    Tin liên quan | Bài viết liên quan | Tin cùng chuyên mục | Các tin khác | Tin đã đưa | Những tin mới hơn
    Những tin cũ hơn | Tin mới | Thư viện ảnh | Liên kết website | Tin liên quan: | Tin liên quan (5)
"""
# What an article says in the same words.
SENTENCES = """
    Đến nay trang thông tin điện tử của xã có 1,2 triệu lượt truy cập. | Lượt truy cập cổng dịch vụ công tăng 12%.
    Thống kê truy cập của cổng cho thấy bà con quan tâm thủ tục đất đai. | Mỗi ngày có khoảng 300 lượt xem.
    Tỷ lệ hộ dùng nước sạch đạt 100%. | 100% đại biểu tán thành | Biểu quyết: 100% | Hôm nay, UBND xã họp giao ban.
    Trong tuần, Công an xã xử lý 3 vụ. | Trong năm 2021 | Năm 2021 | Quý I/2022 | Tổng số: 45 | Tổng số 120 đại biểu
    Giảm: 12, tăng: 5 | Tổng: 12, trong đó tăng 3, giảm 2 | Tất cả các thôn đều đạt. | Tăng trưởng | Hôm nay 30/11/2023
    Hôm qua: 3 hộ, hôm nay: 5 hộ | Bình chọn sản phẩm tiêu biểu năm 2021 | Chia sẻ tại hội nghị, ông nêu ba việc.
    Đăng ký nhu cầu sử dụng đất năm 2022 | Tin mới từ hội nghị giao ban | Đang xem xét | Quay lại vấn đề tồn đọng
    Tin liên quan đến dịch bệnh phải được kiểm chứng. | Bản in đầu tiên của cuốn lịch sử Đảng bộ xã đã ra mắt.
    Bản quyền tác giả được phổ biến tại hội nghị. | Thiết kế bởi kiến trúc sư địa phương, ngôi đình có năm gian.
    Giấy phép số 12 do Sở Xây dựng cấp. | Chào mừng các đại biểu về dự hội nghị tại trang trại của hợp tác xã.
    Chào mừng ngày thành lập ngành, cổng chào được dựng lại. | Bạn đang ở đâu cũng có thể nộp hồ sơ trực tuyến.
    Thư viện ảnh của xã mở cửa từ tháng 5. | Các tin khác nhau về giá đất gây hoang mang. | Khách mời
    Ban Quyền lợi người tiêu dùng | Thống kê | Ảnh gửi kèm báo cáo: cau-treo.jpg
    Mã bảo mật của tài khoản không được cho người khác.
"""


def forms(lines: str) -> list[str]:
    return [form.strip() for line in lines.splitlines() for form in line.split(" | ") if form.strip()]


def plain(text: str) -> str:
    """Without diacritics, as many a portal types it."""
    letters = unicodedata.normalize("NFD", text)
    return "".join(c for c in letters if not unicodedata.combining(c)).replace("đ", "d").replace("Đ", "D")


def spellings(text: str) -> list[str]:
    """NFC, NFD, upper case, title case, without diacritics, with NBSP; cleaned, as every text of a page is."""
    ways = (text, unicodedata.normalize("NFD", text), text.upper(), plain(text), plain(text).upper())
    return [clean(way) for way in (*ways, text.replace(" ", "\u00a0"), f"  {text} ")]


@pytest.mark.parametrize(
    ("lines", "kinds"),
    [
        (BEFORE_THE_BODY, {"button", "image name"}),
        (COUNTERS, {"visit counter", "view count", "no words"}),
        (READING_AIDS, {"reading aid"}),
        (IMAGE_NAMES, {"image name"}),
        (AFTER_THE_BODY, {"button", "theme credit"}),
    ],
    ids=["before the body", "counters", "reading aids", "image names", "after the body"],
)
def test_furniture_is_known_in_every_spelling(lines: str, kinds: set[str]) -> None:
    missed = [(way, furniture(way)) for form in forms(lines) for way in spellings(form) if furniture(way) not in kinds]
    assert not missed


def test_headings_of_related_lists_are_known_in_every_spelling() -> None:
    assert not [way for form in forms(RELATED) for way in spellings(form) if not heads_related(way)]


def test_sentences_in_the_same_words_are_no_furniture_in_any_spelling() -> None:
    ways = [way for sentence in forms(SENTENCES) for way in spellings(sentence)]
    assert not [(way, furniture(way)) for way in ways if furniture(way) or heads_related(way)]


def test_what_is_longer_than_any_furniture_is_text() -> None:
    assert furniture("Lượt xem " * 20) is None


@pytest.mark.parametrize(
    ("glued", "line"),
    [
        ("Kim NgânThống kê truy cập", "Kim Ngân"),
        ("KIM NGÂNTHỐNG KÊ TRUY CẬP", "KIM NGÂN"),
        ("Kim NganThong ke truy cap", "Kim Ngan"),
        ("Kim Ngân.Thống kê truy cập Đang online 5", "Kim Ngân."),
        ("Kim NgânThống kê truy cậpĐang online: 12Hôm nay: 345Tất cả: 1.234.567", "Kim Ngân"),
        ("Kim NgânĐang truy cập:1736", "Kim Ngân"),
        ("Hội nghị bế mạc lúc 16 giờ.Lượt xem: 55", "Hội nghị bế mạc lúc 16 giờ."),
        ("Kim NgânTIN LIÊN QUAN", "Kim Ngân"),
        ("Kim NgânTin cùng chuyên mục", "Kim Ngân"),
        ("Kim NgânChia sẻ", "Kim Ngân"),
        ("Hội nghị nghe báo cáo thống kê truy cập", None),
        ("Báo cáo của Tổ Thống kê truy cập", None),
        ("Thống kê truy cập", None),
        ("Ban Quản lý chợ xãThống kê truy cập mạng tăng.", None),
        ("HỘI NGHỊ GIAO BANIN", None),
        ("Kim Ngân", None),
    ],
)
def test_furniture_glued_to_a_line_comes_off_and_nothing_else(glued: str, line: str | None) -> None:
    for way in (glued, clean(unicodedata.normalize("NFD", glued))):
        assert unglue(way) == (line if line is not None else way)


@pytest.mark.parametrize(
    ("text", "once"),
    [
        ("TIN TỨC TIN TỨC", "TIN TỨC"),
        ("Văn hóa - Xã hội Văn hóa - Xã hội", "Văn hóa - Xã hội"),
        ("Tin tức sự kiện", "Tin tức sự kiện"),
        ("", ""),
    ],
)
def test_a_heading_printed_twice_is_read_once(text: str, once: str) -> None:
    assert without_repeat(text) == once


# -- on a page --------------------------------------------------------------------------------------


@pytest.mark.parametrize("lines", [BEFORE_THE_BODY, COUNTERS, READING_AIDS, IMAGE_NAMES, AFTER_THE_BODY])
@pytest.mark.parametrize("below", [False, True], ids=["above the text", "below it"])
def test_furniture_around_the_text_is_not_in_it(lines: str, below: bool) -> None:
    for form in forms(lines):
        for way in (form, unicodedata.normalize("NFD", form), form.upper()):
            line = f"<div>{way}</div>"
            article = read(paragraphs(*PROSE) + line if below else line + paragraphs(*PROSE))
            assert texts(article) == list(PROSE), way
            assert article.title == TITLE, way


@pytest.mark.parametrize("markup", ["<p>{0}</p><p>{1}</p>", "<p>{0}<br>{1}</p>", "<p>{0}: {1}</p>",
                                    "<div><span>{0}</span><span>{1}</span></div>", "<ul><li>{0}</li><li>{1}</li></ul>",
                                    "<table><tr><td>{0}</td><td>{1}</td></tr></table>"])  # fmt: skip
def test_a_counter_is_dropped_however_its_labels_and_numbers_are_broken(markup: str) -> None:
    labels = ("Đang online", "Hôm nay", "Hôm qua", "Trong tuần", "Tháng hiện tại", "Tất cả", "Tổng lượt truy cập")
    counter = "<div>Thống kê truy cập</div>" + "".join(
        markup.format(label, 1204 + 7 * n) for n, label in enumerate(labels)
    )
    assert texts(read(paragraphs(*PROSE) + counter)) == list(PROSE)


def test_the_list_under_a_heading_of_related_articles_is_dropped() -> None:
    items = "".join(
        f"<p><a href='/tin-{n}'>Đồng Tâm ra quân làm thủy lợi đợt {n}</a> (0{n}/04/2024)</p>" for n in (1, 2, 3)
    )
    for heading in forms(RELATED):
        assert texts(read(paragraphs(*PROSE) + f"<p><b>{heading}</b></p>{items}")) == list(PROSE), heading


def test_sentences_of_the_article_stay_in_every_place() -> None:
    sentences = [sentence for sentence in forms(SENTENCES) if sentence.endswith(".")]
    for sentence in sentences:
        assert texts(read(paragraphs(PROSE[0], sentence, *PROSE[1:]))) == [PROSE[0], sentence, *PROSE[1:]]
        assert texts(read(paragraphs(*PROSE, sentence))) == [*PROSE, sentence]


def test_the_title_above_the_text_is_not_read_twice() -> None:
    assert texts(read(f"<p><b>{TITLE}</b></p>" + paragraphs(*PROSE))) == list(PROSE)
    assert texts(read(f"<p>{TITLE.upper()}</p>" + paragraphs(*PROSE))) == list(PROSE)


def test_a_view_count_is_a_number_and_no_text() -> None:
    article = read("<p>Ngày đăng 24/04/2024 | Lượt xem: 1.235</p>" + paragraphs(*PROSE))
    assert article.views == 1235
    assert texts(article) == list(PROSE)
