"""Nothing a page contains makes the extractor raise, hang or blow up; time grows with size and no faster."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.extract import Rules, extract
from crawler.extract.boilerplate import LONGEST, continues_counter, furniture, heads_related, unglue
from crawler.extract.credits import (
    is_caption_label,
    is_caption_text,
    is_name,
    read_body_line,
    read_credit,
    signs_for_office,
)
from crawler.extract.people import is_body, may_be_names, may_follow_name
from crawler.extract.sayings import says
from crawler.portals import load_rules
from storage.records import Article
from tests.crawler.extract.pages import PROSE, TITLE, captured, page, paragraphs, read, texts
from tests.crawler.extract.platforms import SAMPLES
from tests.replicas.content import load
from tests.replicas.server import page_of

RULES = load_rules()
# A page of each platform, to be broken.
WHOLE = (
    *(page_of(name, portal.articles[0]) for name, portal in load().items()),
    *(sample().html.encode() for sample in SAMPLES.values()),
)
ODD = (
    *"""< > </div> <p <!-- --> <![CDATA[ <form> </form> <table><tr> </td> <body> <script> </script> &# &#xFFFFFFF;
    <frameset> <svg> <template> <h1> <title> <base/href=':'> <a/href='http://['> <img/src='//['> <time/datetime='x'>
    <meta/itemprop='datePublished'/content='99/99/9999'> 31/02/2023""".split(),
    "\0", "<li>" * 40, "<br>" * 50, "1" * 400,
)  # fmt: skip


def is_an_article(article: Article) -> bool:
    """A whole Article that can leave as JSON, and says why where it is none."""
    shape = article.as_json()
    return bool(article.version) and (article.not_article is not None or bool(shape["text"] or shape["attachments"]))


def seconds(act: Callable[[], object]) -> float:
    """CPU time; the least of three, for other work on the machine only adds."""
    spans = []
    for _ in range(3):
        start = time.process_time()
        act()
        spans.append(time.process_time() - start)
    return min(spans)


# -- anything at all --------------------------------------------------------------------------------


def breaks(number: int, length: int) -> st.SearchStrategy[list[tuple[float, int, str]]]:
    """Up to so many of (where in the page, how much of it goes, what stands there instead)."""
    instead = st.sampled_from(ODD) | st.text(max_size=30)
    return st.lists(st.tuples(st.floats(0, 1), st.integers(0, length), instead), max_size=number)


@given(st.sampled_from(WHOLE), breaks(12, 400), st.floats(0.05, 1))
@settings(max_examples=120)
def test_a_broken_page_is_an_article_or_none(page: bytes, cuts: list[tuple[float, int, str]], kept: float) -> None:
    assert is_an_article(extract(captured(broken(page, cuts, kept)), RULES))


@pytest.mark.slow
@given(st.sampled_from(WHOLE), breaks(40, 4000), st.floats(0, 1))
@settings(max_examples=10_000)
def test_ten_thousand_broken_pages_are_articles_or_none(
    page: bytes, cuts: list[tuple[float, int, str]], kept: float
) -> None:
    assert is_an_article(extract(captured(broken(page, cuts, kept)), RULES))


def broken(page: bytes, cuts: list[tuple[float, int, str]], kept: float) -> bytes:
    """The page with pieces cut out and something odd in their place, and only the first part of it."""
    for where, length, odd in cuts:
        at = int(where * len(page))
        page = page[:at] + odd.encode("utf-8", "replace") + page[at + length :]
    return page[: int(kept * len(page))]


@given(st.binary(max_size=2000) | st.text(max_size=1000).map(str.encode))
@settings(max_examples=100)
@example(b"<")
@example(b"<html>")
@example("<p>ộ".encode()[:-1])
def test_any_bytes_are_an_article_or_none(body: bytes) -> None:
    assert is_an_article(extract(captured(body), RULES))


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=200))
@settings(max_examples=100)
def test_any_texts_in_a_page_are_an_article_or_none(title: str, line: str, attribute: str) -> None:
    markup = f"<p class='{attribute}' style='{attribute}'><a href='{attribute}'>{line}</a></p><img src='{attribute}'>"
    html = page(markup)
    assert is_an_article(extract(captured(html.replace(TITLE, title).encode("utf-8", "replace")), RULES))


@pytest.mark.parametrize(
    "address", ["http://[", "http://[/a.pdf", "//[", "javascript:void(0)", "a b%", "?", "http://:x", ":"]
)
def test_an_address_that_is_none_costs_nothing(address: str) -> None:
    article = read(
        paragraphs(*PROSE) + f"<p><img src='{address}'> xem <a href='{address}'>ở đây nhé</a> hoặc hỏi xã.</p>"
    )
    assert texts(article)[:3] == list(PROSE)
    based = read(paragraphs(*PROSE) + "<img src='/a.jpg'>", head=f"<base href='{address}'>")
    assert texts(based) == list(PROSE)
    assert is_an_article(extract(captured(page(paragraphs(*PROSE)), url=address)))


@pytest.mark.parametrize(
    "linked",
    ["{", "", "null", "[]", "3", '"x"', "[[[[", '{"@type": ["NewsArticle"], "headline": 3, "author": [[]]}',
     '{"@type": "NewsArticle", "headline": null, "datePublished": {}, "author": {"name": []}}', "[" * 100_000,
     '{"@graph": {"@type": "NewsArticle"}}', '{"@type": "NewsArticle", "datePublished": "hôm qua"}',
     '{"@type": "NewsArticle", "headline": "a\nb"}', "<!-- {} -->", '{"a": 1e999999999}', "9" * 5000],
)  # fmt: skip
def test_broken_metadata_costs_nothing(linked: str) -> None:
    article = read(paragraphs(*PROSE), head=f'<script type="application/ld+json">{linked}</script>')
    assert texts(article) == list(PROSE)
    assert article.title == TITLE


# -- odd pages, by hand -----------------------------------------------------------------------------


@pytest.mark.parametrize("rules", [(), RULES], ids=["generic", "with rules"])
def test_a_nul_in_every_word_is_not_seen(rules: tuple[Rules, ...]) -> None:
    html = page(paragraphs(*("\0".join(text) for text in PROSE)))
    assert texts(extract(captured(html), rules)) == list(PROSE)


def test_half_a_page_gives_the_half_that_is_there() -> None:
    html = page(paragraphs(*PROSE))
    article = extract(captured(html[: html.index(PROSE[2]) + 60]))
    assert texts(article)[:2] == list(PROSE[:2])
    assert article.title == TITLE


def test_one_form_around_everything_is_no_form() -> None:
    html = page(paragraphs(*PROSE)).replace("<body>", "<body><form id='aspnetForm' action='./'>", 1)
    assert texts(extract(captured(html.replace("</body>", "</form></body>")))) == list(PROSE)


def test_two_bodies_are_one_page() -> None:
    html = page(paragraphs(*PROSE)).replace('<div class="detail">', '</body><body class="b2"><div class="detail">')
    article = extract(captured(html))
    assert (article.title, texts(article)) == (TITLE, list(PROSE))


def test_a_page_within_a_page_is_one_page() -> None:
    inner = f"<!DOCTYPE html><html><head><title>x</title></head><body>{paragraphs(*PROSE)}</body></html>"
    assert texts(read(inner)) == list(PROSE)


def test_a_megabyte_in_one_attribute_is_not_read() -> None:
    picture = f"<img src='data:image/png;base64,{'A' * 1_000_000}' alt='{'b' * 1_000_000}'>"
    long = f"<p class='{'c ' * 500_000}' style='{'d' * 1_000_000}' id='{'e' * 1_000_000}'>{PROSE[2]}</p>"
    link = f"<a href='/{'.' * 1_000_000}'> </a>"
    article = read(paragraphs(*PROSE[:2]) + long + picture + link)
    assert texts(article) == list(PROSE)
    assert article.images == ()


def test_a_hundred_thousand_attributes_take_no_minute() -> None:
    crowded = f"<div {' '.join(f'data-{number}=1' for number in range(100_000))}>{paragraphs(*PROSE)}</div>"
    capture = captured(page(crowded))
    assert texts(extract(capture, RULES)) == list(PROSE)
    assert seconds(lambda: extract(capture, RULES)) < 1


def test_a_paragraph_of_a_megabyte_is_a_paragraph() -> None:
    text = "Hội nghị thống nhất các nhiệm vụ trọng tâm của tháng sau. " * 20_000
    assert texts(read(paragraphs(PROSE[0], text, PROSE[1]))) == [PROSE[0], text.strip(), PROSE[1]]


@pytest.mark.parametrize("tag", ["div", "span", "table><tr><td", "ul><li", "font", "b", "a href='/x'", "quote", "o:p"])
def test_elements_nested_a_hundred_thousand_deep_do_not_cost_the_text_before_them(tag: str) -> None:
    """What stands deeper than 2,048 elements is lost: libxml2 reads no further."""
    article = extract(captured(page(paragraphs(*PROSE) + f"<{tag}>" * 100_000 + PROSE[0])), RULES)
    assert article.title == TITLE
    assert texts(article)[:3] == list(PROSE)


def test_what_rules_look_for_is_looked_up_once_however_often_its_frame_is_nested() -> None:
    rules = Rules("sâu", fingerprint=(".a .b",), drop=(".a .c", "div .d", "div.a"), body=(".a .b",))
    nested = "<div class='a'>" * 100_000
    assert read(paragraphs(*PROSE) + nested, (rules,)).title == TITLE


# -- time -------------------------------------------------------------------------------------------

REPEATED = {
    "paragraphs": paragraphs(*PROSE),
    "links": "<ul>" + "<li><a href='/tin'>UBND xã họp giao ban</a></li>" * 4 + "</ul>",
    "line breaks": "Hội nghị giao ban tháng 4.<br>Có 30 đại biểu dự họp.<br><br>",
    "table cells": "<table><tr><td>Thôn Thượng</td><td>12,5</td></tr><tr><td>Thôn Hạ</td><td>13</td></tr></table>",
    "pictures": "<p><img src='/a1.jpg' alt='a1.jpg'></p><p><em>Quang cảnh hội nghị</em></p>",
    "names": "<p class='item box'><b>Kim Ngân</b></p>",
    "counters": "<p>Đang online: 5</p><p>Hôm nay: 7</p>",
    "titles": f"<h2>{TITLE}</h2>",
    "empty elements": "<div><span></span></div>" * 4,
    "open elements": "<div><b>",
    "files": "<a href='/a.pdf'>Kế hoạch số 12</a> ",
}


@pytest.mark.parametrize("body", REPEATED.values(), ids=REPEATED)
@pytest.mark.parametrize("rules", [(), RULES], ids=["generic", "with rules"])
def test_time_grows_with_the_size_of_the_page_and_no_faster(body: str, rules: tuple[Rules, ...]) -> None:
    small, large = (captured(page(paragraphs(*PROSE) + body * times)) for times in (100, 800))
    spans = seconds(lambda: extract(small, rules)), seconds(lambda: extract(large, rules))
    assert spans[1] < 16 * spans[0] + 0.02, f"eight times the page took {spans[1] / spans[0]:.1f} times as long"


@pytest.mark.slow
@pytest.mark.parametrize("body", REPEATED.values(), ids=REPEATED)
def test_a_page_of_20_megabytes_is_read_in_seconds(body: str) -> None:
    html = page(body * (20_000_000 // len(body.encode())))
    start = time.process_time()
    assert is_an_article(extract(captured(html), RULES))
    assert time.process_time() - start < 60


# Lines of the greatest length for which a pattern is tried, made to match nearly and fail late.
UNITS = (
    *"A 1 - a. w. www. http://a. ( \\ a\\ x: +a- Kim- Online .Online Tin,ảnh".split(),
    *"a |Hôm nay |Lượt xem |Tổng số |Tin mới |100% |trang |theme : by |giấy phép số |thiết kế bởi ".split("|"),
    *"Kim |Ng. |Kim Ngân, |Kim Ngân - |Tin, |tin ảnh bài |Nguồn |( a|Ảnh |các đồng chí |phát biểu tại ".split("|"),
    *"không tìm thấy |trang bạn yêu cầu |hệ thống đang |cổng |lỗi |please log in |domain |page not |sorry, ".split("|"),
    *"H’Y’|Tin, ảnh – |TM. |CHỦ TỊCH |Ban Văn |chủ tịch xã |copyright |bản quyền thuộc |NgânThống kê |A+ A- ".split(
        "|"
    ),
    *"báo cáo |chào mừng |Chào mừng bạn cổng |đang cập nhật |Thống kê truy cậpThống kê truy cập| ".split("|"),
)
NEAR_MISSES = [
    (unit * LONGEST)[: LONGEST - len(end)] + end for unit in UNITS for end in ("", "x", "!", ".jp", ":", ")", "(", "Ω")
]
LINE_READERS: tuple[Callable[[str], object], ...] = (
    furniture, heads_related, continues_counter, unglue, read_credit, lambda line: read_credit(line, set_apart=True),
    read_body_line, is_name, is_caption_text, is_caption_label, signs_for_office, is_body, may_be_names,
    may_follow_name, says,
)  # fmt: skip


def slowest(act: Callable[[str], object], lines: Sequence[str]) -> tuple[float, str]:
    """CPU seconds of the line that takes longest, each read for the first time: answers are kept."""
    act("Kim NgânThống kê truy cập")  # patterns are compiled when they are first needed
    spans = []
    for line in lines:
        start = time.process_time()
        act(line)
        spans.append((time.process_time() - start, line))
    return max(spans)


@pytest.mark.parametrize("act", LINE_READERS)
def test_no_line_however_near_a_miss_takes_more_than_milliseconds(act: Callable[[str], object]) -> None:
    span, line = slowest(act, NEAR_MISSES)
    assert span < 0.02, line


@given(st.lists(st.sampled_from(NEAR_MISSES).map(lambda line: line[:24]), min_size=1, max_size=12).map("".join))
@settings(max_examples=150)
def test_no_mixture_of_near_misses_takes_more_than_milliseconds(line: str) -> None:
    for act in LINE_READERS:
        assert slowest(act, [line[:LONGEST]])[0] < 0.02
