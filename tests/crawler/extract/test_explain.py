"""Why a page reads as it does: every piece is told of, once, in order, with a reason that is the true one."""

from __future__ import annotations

import json

import pytest

from crawler.extract import NOTHING_LEARNED, Entry, Explanation, Rules, explain, extract, learn, open_page
from crawler.portals import load_portals
from tests.crawler.extract import muongthin
from tests.crawler.extract.pages import PROSE, SEEN, TITLE, captured, page, paragraphs
from tests.crawler.extract.test_replicas import CASES, PORTALS
from tests.replicas.server import page_of

DATE_LINE = '<div class="date">Đăng lúc: 26/04/2026 08:30</div>'
PICTURE = '<figure><img src="/anh/hop.jpg" alt=""></figure><p><i>Quang cảnh hội nghị giao ban</i></p>'
LAST_LINES = paragraphs("Lê Văn Sáng", "100%")
BODY = DATE_LINE + PICTURE + paragraphs(*PROSE) + LAST_LINES


def explained(body: str, rules: tuple[Rules, ...] = (), *, head: str = "") -> Explanation:
    return explain(captured(page(body, head=head)), rules)


def entry(explanation: Explanation, text: str) -> Entry:
    """The one entry whose text begins so."""
    [found] = [entry for entry in explanation.entries if entry.text.startswith(text)]
    return found


def test_the_facts_of_the_meeting_are_told_with_their_words() -> None:
    chaired = "Sáng 03/5, UBND xã Đồng Tâm giao ban tháng 4. Ông Lê Văn Nhẫn, Chủ tịch UBND xã chủ trì hội nghị."
    fields = {field.name: field for field in explained(paragraphs(chaired, *PROSE)).fields}
    assert fields["meeting"].value.startswith("giao ban: “")
    assert fields["organiser"].value == "UBND xã Đồng Tâm: “UBND xã Đồng Tâm”"
    assert fields["chaired_by"].value == (
        "Lê Văn Nhẫn, Chủ tịch UBND xã: “Lê Văn Nhẫn, Chủ tịch UBND xã chủ trì hội nghị”"
    )
    assert {fields[name].source for name in ("meeting", "organiser", "chaired_by")} == {"text"}


# -- every piece, once, in order --------------------------------------------------------------------


def test_every_text_of_the_page_is_told_of_once_and_in_order() -> None:
    told = [entry.text for entry in explained(BODY).entries if entry.kind == "text"]
    assert told == [
        "Trang chủ", "Giới thiệu", TITLE, "Đăng lúc: 26/04/2026 08:30", "Quang cảnh hội nghị giao ban", *PROSE,
        "Lê Văn Sáng", "100%", "Tin liên quan", "Đồng Tâm ra quân làm thủy lợi đầu xuân",
        "Hội Phụ nữ xã gói bánh chưng tặng hộ nghèo", "Thống kê truy cập", "Hôm nay: 25", "Tất cả: 1.234.567",
        "Địa chỉ: thôn Trung, xã Đồng Tâm",
    ]  # fmt: skip


def test_entries_are_numbered_by_their_place() -> None:
    entries = explained(BODY).entries
    assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))


@pytest.mark.parametrize("case", list(CASES)[::3])
@pytest.mark.parametrize("ruled", [True, False], ids=["rules", "no rules"])
def test_what_is_told_is_what_extract_does(case: str, ruled: bool) -> None:
    name, article = CASES[case]
    capture = captured(page_of(name, article), url=f"http://{PORTALS[name].host}/tin-tuc/{article.slug[:80]}")
    rules = load_portals()[name].rules if ruled else ()
    explanation, expected = explain(capture, rules), extract(capture, rules)
    kept = [entry for entry in explanation.entries if entry.kept]
    assert explanation.article == expected
    assert [(entry.block, entry.left) for entry in kept] == [(block.kind, block.text) for block in expected.blocks]
    captions = [entry.left for entry in explanation.entries if entry.part == "caption"]
    assert captions == [caption.text for caption in expected.captions]
    images = [entry.image for entry in explanation.entries if entry.part == "image"]
    assert set(images) == {image.url for image in expected.images}
    assert all(entry.reason for entry in explanation.entries)


# -- the parts --------------------------------------------------------------------------------------


def test_the_parts_that_are_no_text_are_named() -> None:
    explanation = explained(BODY)
    parts = {entry.part: entry.text for entry in explanation.entries if not entry.kept and entry.part != "dropped"}
    assert parts == {
        "title": TITLE,
        "date": "Đăng lúc: 26/04/2026 08:30",
        "image": "",
        "caption": "Quang cảnh hội nghị giao ban",
        "byline": "Lê Văn Sáng",
    }


def test_a_caption_says_which_picture_it_belongs_to() -> None:
    caption = entry(explained(BODY), "Quang cảnh")
    assert caption.image == "http://xa.example.gov.vn/anh/hop.jpg"
    assert f"belongs to {caption.image}" in caption.evidence


def test_a_title_outside_the_text_is_the_title_and_in_a_breadcrumb_it_is_not() -> None:
    html = page(paragraphs(*PROSE)).replace(
        f'<div class="detail"><h1>{TITLE}</h1>',
        f'<div class="breadcrumb"><p>{TITLE}</p></div><div class="top"><h1>{TITLE}</h1></div><div class="detail">',
    )
    titles = [entry for entry in explain(captured(html)).entries if "title" in entry.says]
    assert [entry.part for entry in titles] == ["dropped", "title"]
    assert titles[0].reason == "furniture by name: “breadcrumb”"


def test_the_line_that_the_date_was_read_from_is_told() -> None:
    date = entry(explained(BODY), "Đăng lúc")
    assert date.says == ("published",)
    assert "the published date was read here" in date.evidence


def test_what_was_cut_from_a_line_is_told() -> None:
    last = "Đồng chí Bí thư chúc các thôn được mùa.Thống kê truy cập"
    cut = entry(explained(paragraphs(*PROSE, last)), "Đồng chí Bí thư")
    assert cut.left == "Đồng chí Bí thư chúc các thôn được mùa."
    assert "cut off: “Thống kê truy cập”" in cut.evidence


def test_a_lead_that_stands_twice_is_kept_once() -> None:
    explanation = explained(paragraphs(PROSE[0], *PROSE))
    twice = [entry for entry in explanation.entries if entry.text == PROSE[0]]
    assert [(entry.kept, entry.part) for entry in twice] == [(True, "body"), (False, "dropped")]
    assert twice[1].reason == "the lead again"


def test_a_spacer_is_no_picture() -> None:
    spacer = next(e for e in explained('<p><img src="/icon/new.gif"></p>' + BODY).entries if "icon" in (e.image or ""))
    assert (spacer.part, spacer.reason) == ("dropped", "an icon or a spacer by its address")


# -- the evidence -----------------------------------------------------------------------------------


def test_furniture_by_name_tells_the_element_with_the_name() -> None:
    related = entry(explained(BODY), "Đồng Tâm ra quân")
    assert related.reason == "furniture by name: “other-news”"
    assert related.evidence == ("as all in div.other-news",)
    assert related.path == "html > body > div.other-news > ul > li"
    assert related.links == 1.0


def test_furniture_by_its_words_tells_its_kind() -> None:
    assert entry(explained(BODY), "100%").reason == "reading aid"
    counter = entry(explained(BODY), "Hôm nay: 25")
    assert counter.reason == "outside the container of the text"
    assert counter.evidence == ("by its words: visit counter",)


def test_a_verdict_of_the_forest_comes_with_how_sure_it_is_and_what_spoke_for_it() -> None:
    sure, *spoke = entry(explained(BODY), PROSE[1]).evidence
    assert sure.endswith("% sure to be text")
    assert spoke
    assert all(part[0] in "+-" and part.rsplit(": ", 1)[1] for part in spoke)


RULES = Rules(name="dongtam", fingerprint=(".khong-co", ".text"), title=("h1",), body=(".text",), drop=(".date",))


def test_a_rule_that_drops_is_named_with_its_selector() -> None:
    dropped = next(e for e in explained(BODY, (RULES,)).entries if "Đăng lúc" in e.text)
    assert dropped.reason == "rule:dongtam drops .date"


def test_chosen_rules_are_named_with_the_fingerprint_that_is_on_the_page() -> None:
    explanation = explained(BODY, (RULES,))
    assert (explanation.rules, explanation.rules_why) == ("dongtam", ".text is on the page")
    assert explanation.place.found_by == "rule:dongtam"
    assert explanation.place.why == ".text of the rules"
    assert explanation.place.paths == ("html > body > div.detail > div.text",)
    assert {field.name: field.source for field in explanation.fields}["title"] == "rule:dongtam"


def test_rules_of_which_no_fingerprint_is_on_the_page_are_named() -> None:
    explanation = explained(
        BODY, (Rules(name="xala", fingerprint=(".la",)), Rules(name="xala2", fingerprint=(".la2",)))
    )
    assert explanation.rules is None
    assert explanation.rules_why == "no fingerprint of xala, xala2 is on the page"


def test_a_generic_place_says_how_much_of_the_text_it_holds() -> None:
    place = explained(BODY).place
    assert place.found_by == "generic"
    assert place.paths[0].startswith("html > body > div.detail")
    assert 0.8 < place.share <= 1


def test_rules_whose_body_is_not_on_the_page_are_told() -> None:
    rules = Rules(name="cu", fingerprint=(".detail",), body=("#noi-dung-cu",))
    assert "#noi-dung-cu of the rules gave nothing" in explained(BODY, (rules,)).place.why


def test_every_date_that_was_weighed_has_a_verdict() -> None:
    head = (
        '<meta property="article:published_time" content="2026-04-27T08:00:00+07:00">'
        '<meta name="pubdate" content="2031-01-01">'
    )
    dates = [(date.fact.value, date.verdict) for date in explained(BODY, head=head).dates]
    assert dates == [
        ("2026-04-27T08:00:00+07:00", "chosen"),
        (None, f"after the capture of {SEEN:%Y-%m-%d} 07:00"),
        ("2026-04-26T08:30:00+07:00", "another is trusted more"),
    ]


# -- what the portal repeats -------------------------------------------------------------------------


def test_what_a_portal_repeats_says_on_how_many_of_its_pages_it_stood() -> None:
    captures = (captured(muongthin.page(n), url=f"http://muongthin.example.gov.vn/tin/{n}") for n in range(12))
    profile = learn(NOTHING_LEARNED, [opened.page for opened in map(open_page, captures) if opened.page])
    explanation = explain(captured(muongthin.page(77)), (), profile)
    assert explanation.pages == 12
    assert [entry.left for entry in explanation.entries if entry.kept] == muongthin.paragraphs(77)
    assert entry(explanation, muongthin.HOTLINE).reason == "the portal repeats it: on 12 of 12 pages"
    assert entry(explanation, muongthin.IMPRINT).reason == "the portal repeats it: on 12 of 12 pages"


# -- pages that are no article ----------------------------------------------------------------------


@pytest.mark.parametrize("body", [b"", b"\0" * 5000])
def test_bytes_that_are_no_page_have_a_reason_and_no_entries(body: bytes) -> None:
    explanation = explain(captured(body, content_type=None))
    assert explanation.article.not_article
    assert explanation.place.why == explanation.article.not_article
    assert explanation.entries == ()


def test_a_page_with_next_to_nothing_on_it_says_why_it_was_not_read() -> None:
    explanation = explain(captured("<h1>Trang không tồn tại</h1>"))
    assert explanation.article.not_article
    assert [entry.reason for entry in explanation.entries] == [f"not read: {explanation.article.not_article}"]


def test_a_page_of_which_only_the_imprint_has_text_drops_it_for_that() -> None:
    imprint = (
        "Cổng thông tin điện tử xã Đồng Tâm, giấy phép số 12/GP-TTĐT của Sở Thông tin và Truyền thông cấp",
        "Chịu trách nhiệm chính: Ông Trần Đức Long, Phó Chủ tịch Ủy ban nhân dân xã Đồng Tâm, Trưởng Ban biên tập",
    )
    explanation = explain(captured(f"<html><body><h1>{TITLE}</h1><div>{paragraphs(*imprint)}</div></body></html>"))
    assert explanation.article.blocks == ()
    told = [(entry.part, entry.reason) for entry in explanation.entries if entry.text in imprint]
    assert told == [("dropped", "the foot of the portal, and there is no other text")] * 2


# -- as data ----------------------------------------------------------------------------------------


def test_an_explanation_is_json() -> None:
    shape = json.loads(json.dumps(explained(BODY).as_json()))
    assert set(shape) == {"url", "rules", "profile", "place", "dates", "blocks", "article"}
    assert [block["left"] for block in shape["blocks"] if block["kept"]] == list(PROSE)
