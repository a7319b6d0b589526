"""Which blocks of a page nobody wrote rules for are the article's: how they are set and where they stand decides."""

from __future__ import annotations

import math

import pytest

from crawler.extract import extract, forest, standing
from crawler.extract.document import parse
from crawler.extract.names import name_kind
from crawler.extract.page import read as cut
from crawler.extract.region import find_region
from storage.records import Article
from tests.crawler.extract.pages import PROSE, TITLE, captured, page, paragraphs, read, texts

COMMENT = "Tôi thấy đường thôn mình đổ bê tông xong đi lại thuận tiện hơn nhiều, mong xã làm nốt đoạn ra đồng Mả Giữa."
TEASER = "Từ đầu tháng, các đoàn thể xã ra quân nạo vét kênh mương, phát quang bờ bụi, chuẩn bị nước cho vụ mùa."
TABLE = (
    "<table><tr><th>Thôn</th><th>Diện tích</th></tr><tr><td>Thôn Thượng</td><td>12,5</td></tr>"
    "<tr><td>Thôn Hạ</td><td>13</td></tr></table>"
)


def read_page(html: str) -> Article:
    return extract(captured(html))


def test_a_thread_of_comments_longer_than_the_article_is_not_the_article() -> None:
    thread = "".join(f"<div class='item'><p>{COMMENT} Ý kiến thứ {n}.</p></div>" for n in range(40))
    html = page(paragraphs(*PROSE)).replace("</body>", f"<div id='binh-luan'>{thread}</div></body>")
    assert texts(read_page(html)) == list(PROSE)


def test_cards_that_lead_to_other_articles_are_not_the_article() -> None:
    cards = "".join(
        f"<div class='o-tin'><h3><a href='/tin-{n}'>Xã Đồng Tâm làm thủy lợi đợt {n}</a></h3><p>{TEASER}</p></div>"
        for n in range(12)
    )
    html = page(paragraphs(*PROSE)).replace("</body>", f"<div class='luoi'>{cards}</div></body>")
    assert texts(read_page(html)) == list(PROSE)


def test_a_paragraph_that_is_only_a_link_among_paragraphs_stays() -> None:
    linked = "<a href='/ke-hoach'>Kế hoạch phòng, chống thiên tai năm nay của Ủy ban nhân dân xã</a>"
    article = read(paragraphs(*PROSE[:2], linked, PROSE[2]))
    assert texts(article)[2] == "Kế hoạch phòng, chống thiên tai năm nay của Ủy ban nhân dân xã"


def test_a_lead_that_is_set_in_its_own_way_is_the_first_block() -> None:
    lead = "UBND xã Đồng Tâm vừa họp giao ban tháng 4, thống nhất sáu việc phải xong trước ngày 25 tháng sau."
    article = read(f"<h2 class='sapo'>{lead}</h2>" + paragraphs(*PROSE))
    assert (article.lead, texts(article)) == (lead, [lead, *PROSE])


@pytest.mark.parametrize("body", [TABLE + paragraphs(*PROSE), paragraphs(*PROSE) + TABLE], ids=["first", "last"])
def test_a_table_of_data_beside_the_paragraphs_is_the_articles(body: str) -> None:
    assert [block.kind for block in read(body).blocks].count("table") == 1


def test_a_long_text_in_an_element_named_like_a_menu_is_no_menu() -> None:
    links = " ".join(f"<a href='/{n}'>điều {n}</a>" for n in range(6))
    html = page(paragraphs(*PROSE, f"Xem các điều: {links}.")).replace('class="text"', 'class="menu-print"')
    assert texts(read_page(html))[:3] == list(PROSE)


def test_a_menu_is_one_piece_and_none_of_the_article() -> None:
    menu = "".join(f"<li><a href='/muc-{n}'>Chuyên mục {n}</a></li>" for n in range(30))
    html = page(paragraphs(*PROSE)).replace("<body>", f"<body><div class='mainMenu'><ul>{menu}</ul></div>", 1)
    document = parse(html)
    assert document is not None
    assert [p.text for p in cut(document, "http://x/").pieces if "Chuyên mục" in p.text] == [
        "".join(f"Chuyên mục {n}" for n in range(30))
    ]
    assert texts(read_page(html)) == list(PROSE)


@pytest.mark.parametrize("style", ["display:none", "visibility: hidden"])
def test_a_page_that_hides_all_of_itself_is_read_for_its_script_shows_it_later(style: str) -> None:
    html = page(paragraphs(*PROSE)).replace("<body>", f"<body style='{style}'>", 1)
    assert texts(read_page(html)) == list(PROSE)


def test_what_is_hidden_on_the_page_is_not_read() -> None:
    hidden = f"<p style='display:none'>{TEASER}</p><div hidden><p>{COMMENT}</p></div>"
    assert texts(read(paragraphs(PROSE[0]) + hidden + paragraphs(*PROSE[1:]))) == list(PROSE)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("relatedPosts", "junk"), ("tin-lien-quan", "junk"), ("box_tinkhac", "junk"), ("main-menu", "junk"),
        ("fb-comments", "comments"), ("binh-luan", "comments"), ("news-meta", "doubtful"),
        ("comment-free-zone-is-no-word", "comments"), ("commentary", None), ("noi-dung", None), ("sharepoint", None),
        ("entry-content", None), ("x" * 1000 + " menu", None),
    ],
)  # fmt: skip
def test_names_are_read_by_their_words(name: str, kind: str | None) -> None:
    assert name_kind(name) == kind


LIST = "<p>Thành phần dự:</p><ol><li>Thường trực Đảng ủy</li><li>Cán bộ</li><li>Bí thư chi bộ</li></ol>"


@pytest.mark.parametrize("body", [paragraphs(*PROSE[:2]) + LIST + paragraphs(PROSE[2]), paragraphs(*PROSE) + LIST])
def test_a_list_of_the_article_is_kept_whole_however_short_its_items(body: str) -> None:
    assert [block.text for block in read(body).blocks if block.kind == "item"] == [
        "Thường trực Đảng ủy", "Cán bộ", "Bí thư chi bộ",
    ]  # fmt: skip


def test_a_list_in_a_list_is_kept_with_it() -> None:
    nested = (
        "<ul><li>Về kinh tế<ul><li>Lúa xuân 245 ha</li><li>Ngô 20 ha</li></ul></li><li>Về xã hội: ổn định</li></ul>"
    )
    kept = texts(read(paragraphs(*PROSE[:2]) + nested + paragraphs(PROSE[2])))
    assert kept[2:6] == ["Về kinh tế", "Lúa xuân 245 ha", "Ngô 20 ha", "Về xã hội: ổn định"]


def test_a_table_of_data_that_holds_a_table_is_one_table() -> None:
    inner = "<table><tr><td>lúa 50</td></tr><tr><td>ngô 25</td></tr></table>"
    rows = f"<tr><th>Thôn</th><th>ha</th></tr><tr><td>Trung</td><td>80</td></tr><tr><td>Hạ</td><td>{inner}</td></tr>"
    table = f"<table border=1>{rows}</table>"
    article = read(paragraphs(*PROSE[:2]) + table + paragraphs(PROSE[2]))
    assert [block.rows for block in article.blocks if block.rows] == [
        (("Thôn", "ha"), ("Trung", "80"), ("Hạ", "lúa 50 ngô 25"))
    ]


@pytest.mark.parametrize(
    "box", ["<div class='sapo'>{}</div>", "<div><b>{}</b></div>", "<div class='moTa'><p>{}</p></div>"]
)
def test_a_lead_in_a_box_beside_the_text_is_the_lead(box: str) -> None:
    lead = "Sáng 26/4, UBND xã Đồng Tâm họp giao ban, kiểm điểm việc trong tháng và giao việc cho tháng sau."
    html = page(paragraphs(*PROSE)).replace(
        '<div class="text">', f'<div class="x">{box.format(lead)}</div><div class="text">'
    )
    assert texts(read_page(html)) == [lead, *PROSE]


def test_the_foot_of_the_page_is_not_the_article_however_short_that_is() -> None:
    foot = "".join(f"<p>{line}</p>" for line in ("Cổng thông tin điện tử xã Đồng Tâm, huyện Ví Dụ", *PROSE[:2]))
    html = page(f"<p>{PROSE[2]}</p>").replace('<div class="foot">', f'<div class="footer">{foot}')
    assert texts(read_page(html)) == [PROSE[2]]


def test_a_page_whose_name_speaks_of_a_footer_is_read() -> None:
    html = page(paragraphs(*PROSE)).replace("<body>", "<body class='has-sticky-footer'>").replace("h1>", "h4>")
    assert texts(read_page(html)) == list(PROSE)


def test_title_and_date_within_a_line_are_no_text() -> None:
    head = f"<span class='Title'>{TITLE}</span><br><span class='Date'>26/04/2026</span>"
    html = page(paragraphs(*PROSE)).replace(f"<h1>{TITLE}</h1>", head)
    article = read_page(html)
    assert (article.title, article.published.value, texts(article)) == (TITLE, "2026-04-26", list(PROSE))


def test_an_address_that_is_none_of_the_web_is_neither_image_nor_file() -> None:
    picture = "<p><img src='javascript:alert(4)'></p><p><em>Quang cảnh hội nghị</em></p>"
    link = "<p><a href='javascript:x//a.pdf'>a</a></p>"
    article = read(paragraphs(*PROSE[:2]) + picture + link + paragraphs(PROSE[2]))
    assert ([c.image for c in article.captions], article.images, article.attachments) == ([None], (), ())


# -- the forest -------------------------------------------------------------------------------------


def rows() -> list[list[float]]:
    document = parse(page(paragraphs(*PROSE) + TABLE))
    assert document is not None
    region = find_region(cut(document, "http://x/"), None)
    assert region is not None
    return list(region.rows.values())


def test_the_table_of_the_forest_is_one_for_the_features_that_are_measured() -> None:
    assert all(len(row) == len(standing.FEATURES) for row in rows())
    assert all(0 < forest.probability(row) < 1 for row in rows())


def test_the_reasons_for_a_verdict_add_up_to_it() -> None:
    """Every tree begins with its mean; what the features add to the means is the verdict."""
    for row in rows():
        parts = [float(reason.split()[0]) for reason in forest.reasons(row, most=len(standing.FEATURES))]
        verdict = math.log(forest.probability(row) / (1 - forest.probability(row)))
        means = sum(tree[2] if isinstance(tree, list) else tree for tree in forest._trees())
        assert sum(parts) + means == pytest.approx(verdict, abs=0.05 * len(standing.FEATURES))
