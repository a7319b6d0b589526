"""What is no article says so, with the reason in words; what only looks like one of these is an article."""

from __future__ import annotations

import pytest

from crawler.extract import Rules, extract
from storage.records import Article
from tests.crawler.extract.pages import PROSE, TITLE, captured, page, paragraphs, read

KNOWN = Rules("xa", fingerprint=(".detail",), title=(".detail h1",), body=(".detail .text",))
MENU = "<ul>" + "".join(f"<li><a href='/muc-{n}'>Chuyên mục tin tức số {n}</a></li>" for n in range(12)) + "</ul>"


def reason(body: str | bytes, content_type: str | None = "text/html") -> str:
    article = extract(captured(body, content_type=content_type))
    assert article.not_article is not None, article
    return article.not_article


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "the page is empty (0 bytes)"),
        (b" \r\n\t \n", "the page is empty (6 bytes)"),
        (b"\0" * 512, "the page is empty (512 bytes)"),
        (bytes(range(32)) * 40, "not a web page: binary data"),
        (b"\x89PNG\r\n\x1a\n" + bytes(1000), "not a web page: binary data"),
        (b"<html><body></body></html>", "the page shows no text"),
        (b"<html><body><script>var a = 1;</script><img src='/a.jpg'></body></html>", "the page shows no text"),
        (b"<!-- nothing -->", "not a web page: no HTML in it"),
    ],
)
def test_what_holds_no_text_is_no_page(body: bytes, why: str) -> None:
    assert reason(body) == why


@pytest.mark.parametrize("media", ["application/pdf", "image/jpeg", "application/json", "application/msword"])
def test_what_the_server_calls_something_else_is_no_page(media: str) -> None:
    assert reason(page(paragraphs(*PROSE)), media) == f"not a web page: the server calls it {media}"


PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Filter/FlateDecode/Length 700>>\nstream\n" + bytes(
    (n * 73 + 11) % 256 for n in range(4000)
)


@pytest.mark.parametrize("content_type", ["text/html", "application/pdf", None])
def test_the_bytes_of_a_pdf_are_no_page_whatever_the_server_calls_them(content_type: str | None) -> None:
    assert reason(PDF, content_type).startswith("not a web page")


@pytest.mark.parametrize(
    "said",
    [
        "Không tìm thấy trang bạn yêu cầu",
        "KHÔNG TÌM THẤY TRANG",
        "Trang không tồn tại. Về trang chủ",
        "Bài viết không tồn tại hoặc đã bị xóa",
        "Hệ thống đang bảo trì, mời quay lại sau",
        "Website đang được nâng cấp",
        "404 Not Found",
        "Page not found",
        "403 Forbidden",
        "502 Bad Gateway",
        "Service Unavailable",
        "Access Denied",
    ],
)
@pytest.mark.parametrize("furnished", [False, True], ids=["bare", "within the portal's page"])
def test_an_error_page_with_status_200_is_no_article(said: str, furnished: bool) -> None:
    html = page(f"<p>{said}</p>", title=said) if furnished else f"<html><body><h1>{said}</h1></body></html>"
    assert reason(html).startswith("an error page served as a page")


def test_the_leavings_of_a_tool_are_no_article() -> None:
    assert "EasyWeb" in reason("<html><body>EasyWeb<p>Default Category Layout</p></body></html>")
    assert reason("<html><body><p>It works!</p></body></html>") == "the page says only “It works!”"


def test_a_login_page_is_no_article() -> None:
    form = "<form><p>Tên đăng nhập <input name='u'></p><p>Mật khẩu <input type='password'></p></form>"
    text = "<p>Bạn cần đăng nhập bằng tài khoản của cổng dịch vụ công để xem nội dung này.</p>"
    assert reason(page(text + form, title="Đăng nhập hệ thống")) == "a login page"


def test_an_article_with_a_login_box_is_an_article() -> None:
    box = "<div class='login'><input name='u'><input type='password'></div>"
    assert read(paragraphs(*PROSE, *PROSE) + box).not_article is None


def test_a_listing_page_is_no_article() -> None:
    items = "".join(
        f"<div class='item'><a href='/tin-{n}'>UBND xã Đồng Tâm họp giao ban tháng {n}, bàn việc tháng sau</a></div>"
        for n in range(1, 11)
    )
    assert reason(page(items, title="Tin tức - Sự kiện"))


def test_a_title_with_no_text_under_it_is_no_article() -> None:
    assert reason(f"<html><body>{MENU}<div class='detail'><h1>{TITLE}</h1><div class='text'></div></div></body></html>")
    assert reason(page("")) == "no text under the title"
    assert reason(page("<p>&nbsp;</p><p><br></p>")) == "no text under the title"


@pytest.mark.parametrize("text", ["Đang cập nhật", "Nội dung đang được cập nhật...", "(đang cập nhật)", "Updating..."])
def test_a_placeholder_is_no_article(text: str) -> None:
    assert read(f"<p>{text}</p>", (KNOWN,)).not_article == "the text is a placeholder (“đang cập nhật”)"
    assert reason(page(f"<p>{text}</p>"))


def test_the_imprint_of_the_portal_is_no_article() -> None:
    imprint = (
        "Cổng thông tin điện tử xã Đồng Tâm, huyện Ba Vì, thành phố Hà Nội",
        "Chịu trách nhiệm chính: ông Lê Văn A, Chủ tịch UBND xã",
        "Địa chỉ: thôn Trung, xã Đồng Tâm, điện thoại và thư điện tử xem dưới đây",
        "Điện thoại: 024 3000 0000 - Email: dongtam@example.gov.vn",
    )
    html = f"<html><body>{MENU}<h1>{TITLE}</h1><div class='foot'>{paragraphs(*imprint)}</div></body></html>"
    assert reason(html) == "no article text on the page: only the portal's imprint"


def test_an_announcement_with_an_address_is_an_article() -> None:
    assert read(paragraphs(PROSE[0], "Địa chỉ: nhà văn hóa thôn Trung, xã Đồng Tâm.")).not_article is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Trong 3 hồ sơ, có 1 hồ sơ không tìm thấy trang bản đồ địa chính gốc.",
        "Từ ngày 1/5, hệ thống loa truyền thanh của các thôn được bảo trì và nâng cấp.",
        "Kinh phí nội dung này không còn trong năm, chuyển sang năm sau.",
    ],
)
def test_an_article_that_speaks_of_such_things_is_an_article(sentence: str) -> None:
    assert read(paragraphs(*PROSE, sentence, *PROSE)).not_article is None


def test_a_short_announcement_is_an_article() -> None:
    text = "Thông báo: UBND xã tiếp công dân vào sáng thứ Năm hằng tuần tại phòng một cửa, mời bà con đến đúng giờ."
    article = read(f"<p>{text}</p>", title="Thông báo lịch tiếp công dân tháng 5")
    assert article.not_article is None
    assert article.text == text


def test_a_page_that_only_offers_a_document_is_an_article() -> None:
    article = read("<p><a href='/van-ban/ke-hoach-12.pdf'>Kế hoạch số 12</a></p>", (KNOWN,))
    assert article.not_article is None
    assert [file.name for file in article.attachments] == ["Kế hoạch số 12"]


def test_rules_can_rule_a_page_out() -> None:
    rules = Rules("phong", fingerprint=(".detail",), not_article=((".other-news", "a register of documents"),))
    article = read(paragraphs(*PROSE), (rules,))
    assert article.not_article == "a register of documents"
    assert article.title == TITLE


def test_what_was_found_on_a_page_that_is_no_article_is_kept() -> None:
    article = read("<p>Đang cập nhật</p>")
    assert article.title == TITLE
    assert article.version


def test_no_reason_is_given_for_an_article() -> None:
    assert read(paragraphs(*PROSE)) == read(paragraphs(*PROSE))
    assert isinstance(read(paragraphs(*PROSE)), Article)
    assert read(paragraphs(*PROSE)).not_article is None
