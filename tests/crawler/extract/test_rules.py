"""Rules are data and hints: which of several reads a page, what happens where they fail, how wrong ones are refused."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.extract import Rules, RulesError, extract, unmatched
from crawler.extract.document import Document, parse
from storage.records import Article
from tests.crawler.extract.pages import PROSE, TITLE, captured, paragraphs, read, texts

FIRST = "Hội nghị do đồng chí Chủ tịch UBND xã chủ trì."


IMPRINT = "Cơ quan chủ quản: UBND xã Đồng Tâm. Địa chỉ: thôn Trung, xã Đồng Tâm. Điện thoại: 0000 000 000. Hộp thư: …"


def detail(
    text: str = paragraphs(*PROSE), *, above: str = "", below: str = "", css: str = "text", foot: str = "© Đồng Tâm"
) -> str:
    """A portal's page of which every part can be named by rules."""
    return f"""<html><head><title>{TITLE} - Cổng thông tin xã Đồng Tâm</title></head><body>
<div id="site"><a href="/">Cổng thông tin xã Đồng Tâm</a></div>
<div class="detail"><h1 class="name">{TITLE}</h1>{above}<div class="{css}">{text}</div>{below}</div>
<div class="foot"><p>{foot}</p></div></body></html>"""


def ruled(html: str, *rules: Rules, at: str = "2026-05-01T00:00:00+07:00") -> Article:
    return extract(replace(captured(html), fetched_at=datetime.fromisoformat(at)), rules)


def rules(**fields: Any) -> Rules:
    return Rules("thử", fingerprint=(".detail",), **fields)


# -- which rules read a page ------------------------------------------------------------------------

OLD = Rules("cũ", fingerprint=(".old",), valid_until="2021-06-30", body=(".old", ".text"))
NEW = Rules("mới", fingerprint=(".new",), body=(".new", ".text"))
ALIKE = (replace(OLD, fingerprint=(".detail",)), replace(NEW, fingerprint=(".detail",)))


@pytest.mark.parametrize("order", [ALIKE, ALIKE[::-1]])
@pytest.mark.parametrize(
    ("at", "name"),
    [
        ("2019-01-01T08:00:00+07:00", "cũ"),
        ("2021-06-30T23:59:00+07:00", "cũ"),
        ("2021-06-30T17:01:00+00:00", "mới"),  # 1 July in Vietnam
        ("2026-01-01T08:00:00+07:00", "mới"),
    ],
)
def test_where_both_fit_a_page_is_read_by_the_rules_of_its_day(order: Sequence[Rules], at: str, name: str) -> None:
    assert ruled(detail(), *order, at=at).sources["body"] == f"rule:{name}"


def test_of_three_markups_the_one_that_expires_next_reads_the_page() -> None:
    middle = replace(ALIKE[0], name="giữa", valid_until="2023-12-31")
    read_by = [
        ruled(detail(), ALIKE[1], middle, ALIKE[0], at=f"{year}-01-01T00:00:00+07:00").sources["body"]
        for year in (2020, 2022, 2024)
    ]
    assert read_by == ["rule:cũ", "rule:giữa", "rule:mới"]


@pytest.mark.parametrize(("css", "name"), [("new", "mới"), ("old", "cũ")])
@pytest.mark.parametrize("at", ["2019-01-01T00:00:00+07:00", "2026-01-01T00:00:00+07:00"])
def test_what_a_page_looks_like_goes_before_the_date(css: str, name: str, at: str) -> None:
    """Redesigns overlap in time: the new markup is tried on a few pages, old pages stay as they were."""
    assert ruled(detail(css=css), OLD, NEW, at=at).sources["body"] == f"rule:{name}"


def test_rules_without_a_fingerprint_are_for_pages_that_look_like_no_others() -> None:
    plain = Rules("riêng", body=(".text", ".old"))
    assert ruled(detail(css="old"), plain, OLD).sources["body"] == "rule:cũ"
    assert ruled(detail(), plain, OLD).sources["body"] == "rule:riêng"


def test_where_all_have_expired_those_that_expired_last_read_the_page() -> None:
    older = replace(OLD, name="xưa", valid_until="2015-01-01")
    assert ruled(detail(css="old"), older, OLD).sources["body"] == "rule:cũ"


def test_where_the_date_tells_nothing_the_first_rules_are_used() -> None:
    own = replace(NEW, name="riêng")
    assert ruled(detail(css="new"), own, NEW).sources["body"] == "rule:riêng"
    assert ruled(detail(css="new"), NEW, own).sources["body"] == "rule:mới"


def test_rules_of_another_markup_touch_nothing() -> None:
    other = Rules("khác", fingerprint=(".asset",), title=("#site",), drop=(".text",), drop_text=(".+",))
    assert ruled(detail(), other) == ruled(detail())


# -- where rules fail -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    ["#site", ".no", ".empty", ".short"],
    ids=["the site's name", "matches nothing", "matches an empty element", "two letters"],
)
def test_a_title_that_makes_no_sense_is_looked_for_elsewhere(wrong: str) -> None:
    html = detail(above="<p class='empty'> &nbsp; </p><p class='short'>HT</p>")
    article = ruled(html, rules(title=(wrong,)))
    assert (article.title, article.sources["title"]) == (TITLE, "generic")


def test_a_title_is_not_the_sites_name_wherever_the_head_names_it() -> None:
    html = (
        detail()
        .replace(f"{TITLE} - Cổng", "Cổng")
        .replace("<head>", '<head><meta property="og:site_name" content="Cổng thông tin xã Đồng Tâm">')
    )
    assert ruled(html, rules(title=("#site", ".name"))).title == TITLE


def test_a_title_may_equal_the_end_of_the_head_if_the_page_says_so_itself() -> None:
    html = detail().replace("<head>", '<head><meta property="og:title" content="Cổng thông tin xã Đồng Tâm">')
    assert ruled(html, rules(title=("#site",))).title == "Cổng thông tin xã Đồng Tâm"


def test_the_next_selector_is_tried_where_the_first_gives_nothing_that_makes_sense() -> None:
    html = detail(above="<h2 class='name2'></h2><div class='date'>Hôm nay</div><div class='date2'>24/4/2026</div>")
    article = ruled(html, rules(title=(".name2", ".name"), published=(".date", ".date2")))
    assert article.sources["title"] == article.sources["published"] == "rule:thử"
    assert article.published.value == "2026-04-24"


@pytest.mark.parametrize("wrong", [".no", ".gallery"], ids=["matches nothing", "matches an empty element"])
def test_a_body_that_is_not_where_the_rules_say_is_found_by_the_generic_extractor(wrong: str) -> None:
    article = ruled(detail(above='<div class="gallery"></div>'), rules(title=(".name",), body=(wrong,)))
    assert texts(article) == list(PROSE)
    assert article.sources["body"] == "generic"
    assert article.sources["title"] == "rule:thử"


def test_the_name_of_a_frame_around_all_does_not_keep_the_generic_extractor_from_the_text() -> None:
    html = detail(above='<div class="gallery"></div>').replace('class="detail"', 'class="detail has-sidebar"')
    assert texts(ruled(html, rules(body=(".gallery",)))) == list(PROSE)


def test_a_lead_that_is_marked_is_kept_where_the_rule_for_the_body_fails() -> None:
    between = paragraphs(*(f"Mục {n}" for n in range(8)))
    html = detail(above=f'<div class="sapo">{FIRST}</div><div class="gallery"></div><div class="tools">{between}</div>')
    article = ruled(html, rules(lead=(".sapo",), body=(".gallery",), drop=(".tools",)))
    assert texts(article) == [FIRST, *PROSE]
    assert (article.lead, article.sources["lead"]) == (FIRST, "rule:thử")


@pytest.mark.parametrize("foot", [IMPRINT, "</p></div><div class='footer'><p>" + IMPRINT * 3])
def test_an_empty_body_is_not_filled_with_the_portals_imprint(foot: str) -> None:
    article = ruled(detail("", foot=foot), rules(title=(".name",), body=(".text",)))
    assert article.not_article == "no text under the title"
    assert texts(article) == []


def test_a_body_of_pictures_alone_is_no_failure_of_the_rule() -> None:
    article = ruled(detail('<p><img src="/a.jpg"></p>'), rules(body=(".text",)))
    assert [image.url.rpartition("/")[2] for image in article.images] == ["a.jpg"]
    assert article.sources["images"] == "rule:thử"


def test_a_date_that_is_none_is_looked_for_elsewhere() -> None:
    html = detail(above="<p class='date'>Đang cập nhật</p><p>Ngày đăng: 24/04/2026 08:30</p>")
    article = ruled(html, rules(published=(".date",)))
    assert (article.published.value, article.sources["published"]) == ("2026-04-24T08:30:00+07:00", "text")


def test_views_that_are_no_number_are_looked_for_elsewhere() -> None:
    html = detail(above="<p class='views'>nhiều</p><p>Lượt xem: 318</p>")
    article = ruled(html, rules(views=(".views",)))
    assert (article.views, article.sources["views"]) == (318, "generic")


@pytest.mark.parametrize(("shown", "views"), [("1.235", 1235), ("Đã đọc 77", 77), ("12K", None), ("24/04/2026", None)])
def test_a_number_is_enough_where_the_rules_say_that_views_stand(shown: str, views: int | None) -> None:
    article = ruled(detail(above=f"<p class='views'>{shown}</p>"), rules(views=(".views",)))
    assert article.views == views
    assert article.sources.get("views") == ("rule:thử" if views else None)


@pytest.mark.parametrize("account", ["admin", "Quản trị viên", "Super User", "quantri", "Nguồn: Báo Lào Cai", ""])
def test_an_account_of_the_cms_is_no_byline(account: str) -> None:
    html = detail(
        paragraphs(*PROSE) + '<p style="text-align:right"><b>Đỗ Văn Sáu</b></p>', below=f"<i class='by'>{account}</i>"
    )
    article = ruled(html, rules(body=(".text",), byline=(".by",)))
    assert (article.byline, article.sources["byline"]) == ("Đỗ Văn Sáu", "generic")


def test_labels_before_a_byline_and_a_source_are_taken_off() -> None:
    html = detail(below="<p class='by'>Tác giả: Đỗ Văn Sáu</p><p class='by'>Nguồn tin: Đài Truyền thanh xã</p>")
    article = ruled(html, rules(byline=(".by",), source=(".by",)))
    assert (article.byline, article.source) == ("Đỗ Văn Sáu", "Đài Truyền thanh xã")
    assert article.sources["byline"] == article.sources["source"] == "rule:thử"


# -- patterns, drops, files -------------------------------------------------------------------------

LINE = "Chuyên mục Tin xã / đăng 24-04-2026 / 318 người đã đọc / Đỗ Văn Sáu (Đài xã)"
PATTERNS = (
    ("section", r"Chuyên mục ([^/]+) /"),
    ("published", r"đăng (?P<value>[\d-]+)"),
    ("views", r"(\d+) người đã đọc"),
    ("byline", r"đã đọc / (?P<who>(?P<value>[^(]+)) \("),
    ("source", r"\((Đài[^)]+)\)$"),
)


@pytest.mark.parametrize("selected", [(".line",), ()], ids=["in the element", "near the text"])
@pytest.mark.parametrize("known", [True, False], ids=["kept out of the text", "in the text"])
def test_a_pattern_cuts_values_out_of_a_longer_line(selected: tuple[str, ...], known: bool) -> None:
    fields: dict[str, Any] = dict.fromkeys((field for field, _ in PATTERNS), selected)
    article = ruled(
        detail(above=f"<p class='line'>{LINE}</p>"),
        rules(patterns=PATTERNS, **fields, body=(".text",) if known else ()),
    )
    found = (article.section, article.published.value, article.views, article.byline, article.source)
    assert found == ("Tin xã", "2026-04-24", 318, "Đỗ Văn Sáu", "Đài xã")
    assert {article.sources[field] for field, _ in PATTERNS} == {"rule:thử"}


def test_the_first_of_a_fields_patterns_that_matches_is_used() -> None:
    patterns = (("views", r"xem (\d+)"), ("views", r"đọc (\d+)"), ("views", r"(\d+)"))
    assert ruled(detail(above="<p class='v'>7 bài, đọc 318</p>"), rules(views=(".v",), patterns=patterns)).views == 318


def test_a_pattern_that_does_not_match_leaves_the_field_to_the_generic_extractor() -> None:
    patterns = (("published", r"Cập nhật (\d.*)"), ("title", r"Tiêu đề: (.+)"))
    article = ruled(detail(above="<p>Đăng ngày 24/04/2026</p>"), rules(title=(".name",), patterns=patterns))
    assert (article.title, article.sources["title"]) == (TITLE, "generic")
    assert (article.published.value, article.sources["published"]) == ("2026-04-24", "text")


def test_patterns_are_matched_whatever_the_case_and_the_form_of_the_letters() -> None:
    pattern = unicodedata.normalize("NFD", r"ĐĂNG NGÀY (\S+)")
    article = ruled(detail(above="<p>Đăng ngày 24/04/2026</p>"), rules(patterns=(("published", pattern),)))
    assert article.sources["published"] == "rule:thử"


def test_a_pattern_for_the_title_takes_off_what_portals_hang_on_it() -> None:
    html = detail().replace("</h1>", " (15:06 24/04/2026)</h1>")
    article = ruled(html, rules(title=(".name",), patterns=(("title", r"^(.+?)\s*\(\d\d:\d\d [\d/]+\)$"),)))
    assert article.title == TITLE


def test_lines_that_a_portal_hangs_into_its_texts_are_dropped() -> None:
    hung = "Đường dây nóng của xã: 0000 000 000 - Mời bà con gọi"
    text = f"<p>{hung}</p>{paragraphs(*PROSE)}<p>{PROSE[0]}<br><br>Mời quý vị xem tiếp trang sau</p>"
    article = ruled(detail(text), rules(body=(".text",), drop_text=(r"Đường dây nóng.*", r"mời quý vị xem.*")))
    assert texts(article) == [*PROSE, PROSE[0]]


def test_a_line_that_is_dropped_may_be_one_of_a_paragraph() -> None:
    text = f"<p>{PROSE[0]}<br>- mời xem tiếp -</p>{paragraphs(*PROSE[1:])}"
    assert texts(ruled(detail(text), rules(body=(".text",), drop_text=("- mời xem tiếp -",)))) == list(PROSE)


def test_only_whole_lines_are_dropped() -> None:
    assert texts(ruled(detail(), rules(body=(".text",), drop_text=(r"Sáng ngày 26/4", "hội nghị")))) == list(PROSE)


def test_links_that_the_rules_mark_are_files_whatever_their_address() -> None:
    files = (
        '<p><a href="?download=1&id=0">Tải về: ke-hoach.doc</a></p><ul class="dk"><li><a href="#x">Xem</a></li></ul>'
    )
    article = ruled(
        detail(paragraphs(*PROSE) + files, below='<p class="dk"><a href="/tai/7">Danh sách</a></p>'),
        rules(body=(".text",), attachments=(".text a[href*=download], .dk",), patterns=(("attachments", r": (.+)"),)),
    )
    found = [(file.url.rpartition("/")[2], file.name) for file in article.attachments]
    assert found == [("hop-giao-ban-1?download=1&id=0", "ke-hoach.doc"), ("7", "Danh sách")]
    assert texts(article) == list(PROSE)
    assert article.sources["attachments"] == "rule:thử"


def test_a_marked_lead_is_no_heading_though_it_is_set_as_one() -> None:
    article = ruled(detail(f"<h2>{FIRST[:-1]}</h2>{paragraphs(*PROSE)}"), rules(lead=(".text h2",), body=(".text",)))
    assert article.lead == FIRST[:-1]


# -- where values came from -------------------------------------------------------------------------


def test_without_rules_every_field_says_so() -> None:
    picture = '<p><img src="/a.jpg"></p><p><em>Quang cảnh hội nghị</em></p>'
    text = f'<p>Ngày đăng: 26/04/2026</p>{picture}{paragraphs(*PROSE)}<p><a href="/kh.pdf">Kế hoạch</a></p>'
    assert read(text).sources == {
        "title": "generic",
        "published": "text",
        "body": "generic",
        "lead": "generic",
        "captions": "generic",
        "images": "generic",
        "attachments": "generic",
        "language": "text",
        "covers": "text",
        "held_on": "text",
        "meeting": "text",
    }


def test_a_language_that_only_the_page_declares_is_said_to_be_declared() -> None:
    text = paragraphs(*["The committee met on Monday to hear the report of the commune and to plan the month."] * 3)
    assert read(text, title="Meeting of the committee").sources["language"] == "html:lang"


def test_captions_that_the_rules_mark_say_so() -> None:
    text = f'<p><img src="/a.jpg"></p><p class="ct">Quang cảnh hội nghị.</p>{paragraphs(*PROSE)}'
    article = ruled(detail(text), rules(captions=(".ct",)))
    assert article.sources["captions"] == "rule:thử"
    assert [(c.text, (c.image or "")[-5:]) for c in article.captions] == [("Quang cảnh hội nghị.", "a.jpg")]


def tree(html: str) -> Document:
    document = parse(html)
    assert document
    return document


def test_the_rules_that_match_nothing_on_a_page_are_named() -> None:
    told = rules(title=("h1",), published=(".date", ".time"), body=(".noidung",), drop=(".tin-khac",), lead=())
    assert unmatched(tree(detail()), told) == ("published", "body")
    assert unmatched(tree(detail(css="noidung", above="<b class='time'></b>")), told) == ()


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        (".no, b.y, i", "12"),
        (".x .y, .no .y", "1"),
        (".y:not(.no)", "1"),
        (".x:has(b:not(:is(.y) .no)) i", "2"),
        ("[title='a, .b'] i, .no", "2"),
        (r".md\:w-1 b", "1"),
        (r"p.md\:w-1, .no", "12"),
        ("#x > .y ~ i", "2"),
        (".no", ""),
    ],
)
def test_selectors_are_looked_up_by_their_names_and_still_mean_what_css_says(selector: str, found: str) -> None:
    document = tree("""<p id="x" class="x md:w-1" title="a, .b"><b class="y">1</b><i>2</i></p><u>3</u>""")
    assert "".join("".join(element.itertext()) for element in document.select(selector)) == found


# -- rules that are wrongly written -----------------------------------------------------------------

WRONG: list[tuple[dict[str, Any], str]] = [
    ({"title": ("h1[",)}, r"'thử', title: 'h1\[' is no CSS selector"),
    ({"fingerprint": ("..x",)}, r"'thử', fingerprint: '..x' is no CSS selector"),
    ({"drop": ("p::before",)}, r"'thử', drop: .*Pseudo-elements"),
    ({"body": (".a", "p:khong(b)")}, r"'thử', body: .*pseudo-class"),
    ({"body": ".text"}, r"'thử', body: '.text' is no tuple of strings; a single one is written \('.text',\)"),
    ({"views": (1,)}, r"'thử', views: \(1,\) is no tuple of strings"),
    ({"valid_until": "30/6/2021"}, r"'thử', valid_until: '30/6/2021' is no day like 2021-07-01"),
    ({"valid_until": "2021-02-30"}, r"'thử', valid_until: '2021-02-30' is no day"),
    ({"valid_until": 2021}, r"'thử', valid_until: 2021 is no day"),
    ({"patterns": (("published", "Đăng (ngày"),)}, r"'thử', patterns: 'Đăng \(ngày' is no regular expression: .*\)"),
    ({"patterns": (("published", "Đăng ngày"),)}, r"'thử', patterns: 'Đăng ngày' has no group"),
    ({"patterns": (("body", "(.*)"),)}, r"'thử', patterns: 'body' is none of title, section"),
    ({"patterns": ("views", "(.*)")}, r"'thử', patterns: .* is no tuple of pairs"),
    ({"drop_text": ("[",)}, r"'thử', drop_text: '\[' is no regular expression"),
    ({"drop_text": (".*",)}, r"'thử', drop_text: '\.\*' matches an empty line"),
    ({"not_article": ((".x", ""),)}, r"'thử', not_article: '.x' has no reason"),
    ({"not_article": ((".x[", "listing"),)}, r"'thử', not_article: '.x\[' is no CSS selector"),
    ({"not_article": (".x",)}, r"'thử', not_article: .* is no tuple of pairs"),
    ({"name": " "}, r"Rules need a name"),
]


@pytest.mark.parametrize(("fields", "message"), WRONG, ids=[f"{next(iter(f))} {m[-20:]}" for f, m in WRONG])
def test_wrong_rules_are_refused_when_they_are_made_with_a_sentence(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(RulesError, match=message):
        Rules(**{"name": "thử", **fields})


# -- rules as plain data ----------------------------------------------------------------------------

FILE = """
name = "xa-dong-tam"
fingerprint = ".detail"
valid_until = 2027-12-31
title = ["h1.ten", "h1.name"]
body = ".text"
drop = [".tools"]
drop_text = "Mời xem tiếp.*"

[patterns]
published = 'Đăng (\\S+)'
views = ['xem (\\d+)', 'đọc (\\d+)']

[not_article]
".list" = "a listing page"
"""


def test_rules_can_be_written_as_a_file() -> None:
    told = Rules.from_data(tomllib.loads(FILE))
    assert told == Rules(
        "xa-dong-tam",
        fingerprint=(".detail",),
        valid_until="2027-12-31",
        title=("h1.ten", "h1.name"),
        body=(".text",),
        drop=(".tools",),
        drop_text=("Mời xem tiếp.*",),
        patterns=(("published", r"Đăng (\S+)"), ("views", r"xem (\d+)"), ("views", r"đọc (\d+)")),
        not_article=((".list", "a listing page"),),
    )
    article = ruled(detail(above="<p>Đăng 24/04/2026, đọc 318</p>"), told)
    assert (article.published.value, article.views) == ("2026-04-24", 318)
    assert article.sources["title"] == article.sources["views"] == "rule:xa-dong-tam"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"name": "x", "titel": "h1"}, r"'x' have a field that is not known, 'titel': 'title' is meant\?"),
        ({"name": "x", "hop": "h1"}, r"not known, 'hop'; known are name, fingerprint, valid_until"),
        ({"title": "h1"}, r"Rules need a name"),
        ({"name": "x", "title": 7}, r"'x', title: 7 is no tuple"),
        ({"name": "x", "title": ["h1", 7]}, r"'x', title: .* is no tuple of strings"),
        ({"name": "x", "title": "h1["}, r"'x', title: 'h1\[' is no CSS selector"),
        ({"name": "x", "patterns": ["(.)"]}, r"'x', patterns: .* is no table"),
        ({"name": "x", "patterns": {"views": 7}}, r"'x', patterns"),
        ({"name": "x", "not_article": {".x": ["a", 1]}}, r"'x', not_article"),
        ({"name": "x", "valid_until": datetime(2021, 1, 1, 8, tzinfo=UTC)}, r"'x', valid_until: .* is no day"),
    ],
)
def test_wrong_data_is_refused_with_a_sentence(data: dict[str, Any], message: str) -> None:
    with pytest.raises(RulesError, match=message):
        Rules.from_data(data)
