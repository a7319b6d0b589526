"""What is no article says so, with the reason in words; what only looks like one of these is an article."""

from __future__ import annotations

import pytest

from crawler.extract import Rules, extract
from crawler.portals import load_rules
from storage.records import Article
from tests.crawler.extract.pages import PROSE, TITLE, URL, captured, page, paragraphs, read
from tests.crawler.extract.portal_pages import (
    BROKEN,
    FRONT_PAGES,
    HEADLINES,
    LISTINGS,
    MAINTENANCE,
    MISSING,
    PASSWORD,
    SITE,
    STACK,
    WALLS,
    bare,
    items,
    portal,
    said,
)

RULES = load_rules()

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
    assert reason("<html><body><p>It works!</p></body></html>") == "a server's own page: “It works!”"
    assert reason("<html><body><p>Xin chào!</p></body></html>") == "the page says only “Xin chào!”"


@pytest.fixture(params=[(), RULES], ids=["generic", "with rules"], scope="module")
def rules(request: pytest.FixtureRequest) -> tuple[Rules, ...]:
    return tuple(request.param)


def refused(html: str, rules: tuple[Rules, ...] = ()) -> str:
    """Why a page is no article; "" where it is one."""
    return extract(captured(html), rules).not_article or ""


@pytest.mark.parametrize(("title", "text"), (*MISSING, *MAINTENANCE, *BROKEN))
def test_an_error_page_is_no_article_whatever_stands_around_it(title: str, text: str, rules: tuple[Rules, ...]) -> None:
    error = said(title, text)
    newest = "<h3>Tin mới nhất</h3>" + LISTINGS["five items and a pager"]
    for html in (bare(error, title), portal(error), portal(error, title=f"{title} - {SITE}"), portal(error + newest)):
        assert refused(html, rules).startswith("an error page served as a page")


def test_the_trace_of_a_broken_program_is_no_article(rules: tuple[Rules, ...]) -> None:
    assert refused(STACK, rules).startswith("an error page served as a page")


@pytest.mark.parametrize(("why", "html"), [(why, html) for why, pages in WALLS.items() for html in pages])
def test_what_stands_in_the_way_of_the_article_is_none(why: str, html: str, rules: tuple[Rules, ...]) -> None:
    assert refused(html, rules).startswith(why)


def test_an_article_with_a_login_box_is_an_article() -> None:
    box = "<div class='login'><input name='u'><input type='password'></div>"
    assert read(paragraphs(*PROSE, *PROSE) + box).not_article is None


@pytest.mark.parametrize("shape", LISTINGS)
def test_a_listing_page_is_no_article(shape: str, rules: tuple[Rules, ...]) -> None:
    assert refused(portal(f"<h1>Tin tức - Sự kiện</h1>{LISTINGS[shape]}"), rules)
    assert refused(portal(LISTINGS[shape], title=f"Tin tức - {SITE}"), rules)
    assert refused(page(LISTINGS[shape], title="Tin tức - Sự kiện"), rules)


@pytest.mark.parametrize("kind", FRONT_PAGES)
def test_a_front_page_a_search_a_gallery_is_no_article(kind: str, rules: tuple[Rules, ...]) -> None:
    assert refused(portal(FRONT_PAGES[kind]), rules)


@pytest.mark.parametrize(
    "below",
    [
        "<div class='text'></div><h3>Tin liên quan</h3><ul>"
        + items("<li><a href='/tin-{0}'>{1}</a></li>", 5)
        + "</ul>",
        "<p>Ngày đăng: 26/04/2024 08:30 | Lượt xem: 55</p><div class='text'><p>&nbsp;</p></div><h3>Tin đã đưa</h3>"
        + items("<p><a href='/tin-{0}'>{1}</a> ({3})</p>", 5),
        "<p>Ngày đăng: 26/04/2024</p><div class='text'></div><h3>Tin liên quan</h3>"
        + items("<div><h4><a href='/tin-{0}'>{1}</a></h4><p>{2}</p></div>", 5),
    ],
    ids=["headlines", "headlines with dates", "teasers"],
)
def test_a_title_over_nothing_but_other_articles_is_no_article(below: str, rules: tuple[Rules, ...]) -> None:
    assert refused(portal(f"<h1>{TITLE}</h1>{below}"), rules)


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


# -- what only looks like one of these --------------------------------------------------------------

# Two sentences are an article, whatever words of the above they use: (title, text).
NOTICES = {
    "Thông báo lịch tiếp công dân tháng 5": "UBND xã tiếp công dân vào sáng thứ Năm hằng tuần tại phòng một cửa. Mời "
    "bà con đến đúng giờ.",
    "Thông báo tạm ngừng cấp điện": "Sáng mai, thôn Thượng mất điện từ 7 giờ đến 11 giờ để thay trạm. Bà con chủ động "
    "bơm nước từ tối nay.",
    "Thông báo tìm chủ trâu lạc": "UBND xã không tìm thấy chủ của hai con trâu lạc ở đồng Mả Đỏ. Ai mất trâu xin đến "
    "trụ sở trước ngày 30/4.",
    "Thông báo bảo trì hệ thống dịch vụ công trực tuyến": "Từ 17 giờ ngày 30/4 đến 8 giờ ngày 1/5, hệ thống dịch vụ "
    "công trực tuyến của tỉnh sẽ tạm ngừng để bảo trì. Bà con "
    "nộp hồ sơ trước giờ trên.",
    "Thông báo bảo trì hệ thống loa truyền thanh": "Hệ thống loa truyền thanh thôn Hạ đang bảo trì. Bà con theo dõi "
    "tin trên trang này cho đến hết ngày 2/5.",
    "Hướng dẫn đăng nhập Cổng dịch vụ công": "Bà con đăng nhập Cổng dịch vụ công bằng tài khoản VNeID để nộp hồ sơ. "
    "Ai chưa có tài khoản thì đến Công an xã.",
    "Kết quả xét nghiệm nước giếng": "Kết quả xét nghiệm nước giếng thôn Hạ không có mẫu nào vượt ngưỡng. Bà con yên "
    "tâm sử dụng.",
    "Gỡ chốt kiểm dịch thôn Trung": "Trang trại của ông Hà ở thôn Trung không còn dịch. Xã gỡ chốt kiểm dịch từ hôm "
    "nay.",
    "Tình hình dịch bệnh trong tuần": "Không có trường hợp nào mắc bệnh trong tuần qua. Trạm Y tế tiếp tục phun thuốc.",
    "Tin bão số 3": "Tin bão: bão đã đi qua, không có thiệt hại về người. Xã gỡ lệnh cấm tàu thuyền ra sông.",
    "Đính chính": "Có lỗi trong danh sách hộ nghèo đăng ngày 2/4. Xã xin đính chính và cáo lỗi cùng bà con.",
    "Nghỉ học vì bão": "Trường Tiểu học Đồng Tâm nghỉ học ngày 28/4 vì bão.",
}


@pytest.mark.parametrize(("title", "text"), NOTICES.items())
@pytest.mark.parametrize("box", ["", f"<div class='login'>{PASSWORD}</div>"], ids=["", "with a login box"])
def test_a_short_announcement_is_an_article(title: str, text: str, box: str, rules: tuple[Rules, ...]) -> None:
    html = page(f"<p>{text}</p>", title=title).replace('<ul class="menu">', f'{box}<ul class="menu">')
    article = extract(captured(html), rules)
    assert (article.not_article, article.title, article.text) == (None, title, text)


@pytest.mark.xfail(strict=True, reason="the imprint of four lines outweighs the text of two sentences")
def test_a_short_announcement_over_a_long_imprint_is_an_article() -> None:
    title, text = next(iter(NOTICES.items()))
    html = portal(f"<h1>{title}</h1><div class='text'><p>{text}</p></div>")
    assert extract(captured(html)).text == text
    assert extract(captured(html.replace("xã Đồng Tâm</p>", "xã Đồng Tâm, huyện Ba Vì, Hà Nội</p>"))).text == text


LONG_RELATED = "<div class='others'><h3>Tin liên quan</h3><ul>" + "".join(
    f"<li><a href='/tin-{n}'>Đồng Tâm làm thủy lợi đợt {n}</a> <span>({n:02}/04/2024)</span></li>" for n in range(1, 31)
) + "</ul></div>"  # fmt: skip
TEASERS_BELOW = "<div class='x'>" + items("<div><h4><a href='/tin-{0}'>{1}</a></h4><p>{2}</p></div>", 5) + "</div>"
ODD_ARTICLES = {
    "speaks of errors": paragraphs(
        "Hội nghị nghe báo cáo về lỗi hệ thống một cửa, trong đó 12 hồ sơ không tìm thấy trên phần mềm, 3 lần báo lỗi "
        "404 khi bà con tra cứu.", *PROSE
    ),
    "speaks of missing pages": paragraphs(*PROSE, "Trong 3 hồ sơ, có 1 hồ sơ không tìm thấy trang bản đồ gốc.", *PROSE),
    "speaks of money gone": paragraphs("Kinh phí nội dung này không còn trong năm, chuyển sang năm sau.", *PROSE),
    "over many related": paragraphs(*PROSE[:2]) + LONG_RELATED,
    "over teasers": paragraphs(*PROSE) + TEASERS_BELOW,
    "mostly a list": "<p>Các thôn được khen gồm:</p><ul>" + "".join(
        f"<li>Thôn {name}: {n} hộ hiến đất, {n + 3} hộ góp công</li>"
        for n, name in enumerate(("Thượng", "Trung", "Hạ", "Đông", "Đoài", "Nam"), 2)
    ) + "</ul>",
    "mostly links to documents": f"<p>{PROSE[0]}</p><p>Bà con tải các văn bản sau:</p><ul>" + "".join(
        f"<li><a href='/vb/{n}.pdf'>Quyết định số {n} về việc phê duyệt danh sách hộ nghèo thôn số {n}</a></li>"
        for n in range(1, 9)
    ) + "</ul>",
    "mostly a table": "<p>Lịch tiếp công dân tháng 5:</p><table><tr><th>Ngày</th><th>Người tiếp</th><th>Nơi "
    "tiếp</th></tr>"
    + "".join(f"<tr><td>{n:02}/5</td><td>Chủ tịch</td><td>Phòng một cửa</td></tr>"
              for n in range(2, 14, 2)) + "</table>",
    "a table of documents": f"<p>{PROSE[0]}</p><table><tr><th>Số</th><th>Tên văn bản</th></tr>" + "".join(
        f"<tr><td>{n}</td><td><a href='/vb/{n}.pdf'>Quyết định số {n} về việc phê duyệt</a></td></tr>"
        for n in range(1, 8)
    ) + "</table>",
    "many links": paragraphs(*(
        text.replace("UBND xã", "<a href='/u'>UBND xã</a>").replace("bà con", "<a href='/b'>bà con</a>")
        .replace("các thôn", "<a href='/t'>các thôn</a>").replace("báo cáo", "<a href='/c'>báo cáo</a>")
        for text in PROSE
    )),
    "a link after each paragraph": "".join(
        f"<p>{text}</p><p><a href='/tin-{n}'>Xem thêm: {HEADLINES[n]}</a></p>"
        for n, text in enumerate((*PROSE, *PROSE[:2]))
    ),
    "a headline after each paragraph": "".join(
        f"<p>{text}</p><h4><a href='/tin-{n}'>{HEADLINES[n]}</a></h4>" for n, text in enumerate((*PROSE, *PROSE[:2]))
    ),
    "headings with anchors": "".join(
        f"<h3><a href='#muc-{n}'>{HEADLINES[n]}</a></h3><p>{text}</p>" for n, text in enumerate((*PROSE, *PROSE))
    ),
    "a long law": "".join(
        f"<p><b>Điều {n}. Phạm vi và trách nhiệm</b></p><p>1. {PROSE[n % 3]}</p><p>2. {PROSE[2 - n % 3]}</p>"
        for n in range(1, 40)
    ),
    "an interview": "".join(
        f"<p><b>Phóng viên: Việc thứ {n} thì sao, thưa ông?</b></p><p>Ông Lê Văn Sáu: {PROSE[n % 3]}</p>"
        for n in range(5)
    ),
    "two lines": "Bà con thôn Hạ nhận gạo hỗ trợ tại nhà văn hóa.<br>Thời gian: 8 giờ ngày 28/4.",
    "a poem": "<p>Đồng Tâm vào vụ cấy chiêm,<br>Mạ non xanh mướt nối liền đôi thôn.<br>Ai về qua ngõ đầu "
    "thôn,<br>Nghe trong gió thoảng mùi rơm mùi bùn.</p>",
    "pictures with a line": items("<p><img src='/a{0}.jpg'></p><p><em>{1}</em></p>", 5) + f"<p>{PROSE[0]}</p>",
    "a line and a document": "<p>UBND xã đăng Kế hoạch số 12 để bà con biết và góp ý.</p><p><a "
    "href='/vb/ke-hoach-12.pdf'>Tải file đính kèm</a></p>",
    "an address": paragraphs(PROSE[0], "Địa chỉ: nhà văn hóa thôn Trung, xã Đồng Tâm."),
}  # fmt: skip


@pytest.mark.parametrize("shape", ODD_ARTICLES)
def test_an_article_of_an_odd_shape_is_an_article(shape: str, rules: tuple[Rules, ...]) -> None:
    for title in (TITLE, "Kết quả tìm kiếm hài cốt liệt sĩ", "Khắc phục lỗi không tìm thấy hồ sơ", "Bảo trì hệ thống "
    "trạm bơm",
                  "Đăng nhập Cổng dịch vụ công thế nào?"):  # fmt: skip
        article = extract(captured(page(ODD_ARTICLES[shape], title=title)), rules)
        assert (article.not_article, article.title) == (None, title)


def test_a_long_notice_of_maintenance_is_an_article() -> None:
    notice = (
        "Để nâng cao chất lượng phục vụ, Sở bảo trì máy chủ của cổng dịch vụ công từ 20 giờ ngày 30/4 đến 6 giờ ngày "
        "1/5, trên toàn bộ các trang thành phần của huyện và xã.",
        "Trong thời gian trên, bà con có thể nộp hồ sơ tại bộ phận một cửa, cán bộ trực đến 21 giờ; hồ sơ gấp xin gọi "
        "số điện thoại đường dây nóng in trên bảng thông báo của xã.",
    )
    assert read(paragraphs(*notice), title="Thông báo bảo trì hệ thống").not_article is None


def test_an_article_whose_title_leads_to_its_own_page_is_an_article() -> None:
    linked = page(paragraphs(*PROSE)).replace(f"<h1>{TITLE}</h1>", f"<h1><a href='{URL}'>{TITLE}</a></h1>")
    assert refused(linked.replace("</body>", f"{TEASERS_BELOW}</body>")) == ""


def test_an_article_beside_teasers_of_others_is_an_article(rules: tuple[Rules, ...]) -> None:
    for body in (
        f"{TEASERS_BELOW}<h1>{TITLE}</h1>{paragraphs(*PROSE)}",
        f"<h1>{TITLE}</h1>{paragraphs(*PROSE)}{LONG_RELATED}",
    ):
        assert refused(portal(body), rules) == ""


def test_a_page_that_only_offers_a_document_is_an_article() -> None:
    article = read("<p><a href='/van-ban/ke-hoach-12.pdf'>Kế hoạch số 12</a></p>", (KNOWN,))
    assert article.not_article is None
    assert [file.name for file in article.attachments] == ["Kế hoạch số 12"]


def test_a_page_that_only_offers_a_document_is_an_article_with_no_rule_to_tell() -> None:
    assert refused(page("<p><a href='/vb/ke-hoach-12.pdf'>Kế hoạch số 12 về phòng chống thiên tai</a></p>")) == ""


def test_a_text_in_a_script_that_writes_no_spaces_has_words() -> None:
    text = (
        "商品の改造が商標法違反に問われることがある。村の会議では、四月の仕事の結果と五月の計画について話し合われた。"
        * 3
    )
    assert refused(page(f"<p>{text}</p>", title="村の会議で四月の仕事を話し合う")) == ""


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


@pytest.mark.parametrize("heading", ["Kết quả tìm kiếm", "Tìm thấy 5 kết quả"])
def test_search_results_are_no_article(heading: str) -> None:
    results = "".join(
        f"<p><a href='/tin-{n}'>Đồng Tâm họp giao ban tháng {n}</a> … bàn việc cấy hái …</p>" for n in (1, 2)
    )
    assert refused(page(results, title=heading)).startswith("a page of search results")


def test_headlines_over_no_text_are_named_a_listing() -> None:
    items = "".join(f"<p><a href='/tin-{n}'>UBND xã Đồng Tâm họp giao ban công tác tháng {n}</a></p>" for n in range(8))
    assert refused(page(items)).startswith("a listing page: 10 headlines")


def banner(name: str, link: str) -> str:
    return f"""<html><head><title>Liên hệ - {SITE}</title></head><body>
<header><p class="site-title"><a href="{link}">{name}</a></p>
<p class="site-description">Đoàn kết – Kỷ cương – Sáng tạo – Vì nhân dân phục vụ</p></header>{MENU}
<main><h1>Liên hệ</h1><p>Thôn Trung, xã Đồng Tâm.</p></main></body></html>"""


@pytest.mark.parametrize("link", ["/", " / ", URL.split("/", 3)[0] + "//" + URL.split("/")[2]])
def test_a_page_of_which_only_the_banner_is_read_is_no_article(link: str) -> None:
    assert reason(banner(SITE, link)) == f"nothing but what the portal calls itself: “{SITE}”"


def test_a_headline_that_leads_elsewhere_is_no_banner() -> None:
    notice = (
        f"<h1><a href='{URL}'>{TITLE}</a></h1><p>Ủy ban nhân dân xã thông báo lịch tiếp công dân tháng 5 năm 2021, vào "
        "sáng thứ Hai hằng tuần tại phòng tiếp dân.</p>"
    )
    article = read(notice)
    assert (article.title, article.not_article) == (TITLE, None)
