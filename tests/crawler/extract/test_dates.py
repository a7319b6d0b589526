"""Where on a page the published date is read, and what is never taken for it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from crawler.extract import extract
from storage.records import Article
from tests.crawler.extract.pages import PROSE, TITLE, captured, page, paragraphs

BODY = paragraphs(*PROSE)


def read(
    body: str = BODY,
    *,
    head: str = "",
    under_title: str = "",
    above: str = "",
    header: str = "",
    related: str = "",
    listed: str | None = None,
    url: str | None = None,
    headers: tuple[tuple[str, str], ...] = (),
) -> Article:
    """An article whose page has these things in their places."""
    html = page(body, head=head)
    html = html.replace(f"<h1>{TITLE}</h1>", f"{above}<h1>{TITLE}</h1>{under_title}")
    html = html.replace('<div class="detail">', f'{header}<div class="detail">')
    html = html.replace("<h3>Tin liên quan</h3>", f"<h3>Tin liên quan</h3>{related}")
    capture = captured(html, **({"url": url} if url else {}))
    return extract(replace(capture, listed_date=listed, headers=(*capture.headers, *headers)))


def linked(**facts: object) -> str:
    data = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE, **facts}
    return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'


DAY = "2024-07-24"
MINUTE = "2024-07-24T08:30:00+07:00"


@pytest.mark.parametrize(
    ("where", "value", "evidence"),
    [
        ({"under_title": "<p>Ngày đăng 24/07/2024 | 08:30 | Lượt xem: 1235</p>"}, MINUTE, "text"),
        ({"under_title": "<div>Thứ Tư, 24/07/2024<br>Lượt xem: 2021</div>"}, DAY, "text"),
        ({"above": '<span class="d">24/07/2024 08:30</span>'}, MINUTE, "text"),
        ({"body": f"{BODY}<p>Đăng lúc: 24/07/2024 (GMT+7)</p>"}, DAY, "text"),
        ({"head": linked(datePublished="2024-07-24T01:30:00Z")}, MINUTE, "json-ld:datePublished"),
        ({"head": '<meta property="article:published_time" content="2024-07-24T08:30:00+07:00">'}, MINUTE,
         "meta:article:published_time"),
        ({"head": '<meta name="DC.date.issued" content="2024-07-24">'}, DAY, "meta:dc.date.issued"),
        ({"head": '<meta name="dcterms.issued" content="2024-07-24">'}, DAY, "meta:dcterms.issued"),
        ({"head": '<meta name="pubdate" content="20240724">'}, DAY, "meta:pubdate"),
        ({"under_title": '<span itemprop="datePublished" content="2024-07-24T08:30:00"></span>'}, MINUTE,
         "itemprop:datePublished"),
        ({"under_title": '<time datetime="2024-07-24T08:30:00+07:00"></time>'}, MINUTE, "time element"),
        ({"listed": "(24.07.2024 08:30)"}, MINUTE, "listing"),
        ({"listed": "2024-07-24T01:30:00.000Z"}, MINUTE, "listing"),
        ({"url": "http://xa.example.gov.vn/portal/Pages/2024-7-24/hop-giao-ban-1a2b3c.aspx"}, DAY, "url"),
        ({"url": "http://xa.example.gov.vn/tin/hop-giao-ban-417240724083000123.htm"}, MINUTE, "url"),
        ({"headers": (("Last-Modified", "Wed, 24 Jul 2024 01:30:00 GMT"),)}, MINUTE, "header:last-modified"),
    ],
)  # fmt: skip
def test_where_a_date_is_read(where: dict[str, str], value: str, evidence: str) -> None:
    fact = read(**where).published  # type: ignore[arg-type]  # each as its parameter takes it
    assert (fact.value, fact.evidence) == (value, evidence)


@pytest.mark.parametrize(
    "where",
    [
        {},
        {"above": "<p>Thứ Sáu, ngày 24/07/2024 -</p>"},
        {"above": "<p>Hôm nay, thứ Sáu 24/07/2024</p>"},
        {"related": "<p><a href='/a'>Xã ra quân</a> (24/07/2024)</p><p><a href='/b'>Hội thi</a> (23/07/2024)</p>"},
        {"related": "<ul><li><a href='/a'>Xã ra quân</a> <span>24/07/2024 08:30</span></li></ul>"},
        {"body": f"{BODY}<p>Căn cứ Quyết định số 12/QĐ-UBND ngày 03/02/2024 của UBND huyện về chỉ tiêu.</p>"},
        {"under_title": "<p>Lượt xem: 2021</p>"},
        {"under_title": "<p>12/15 xã</p><p>10.264 lượt</p><p>0209 387 2024</p>"},
        {"under_title": "<p>Nhiệm kỳ 2021 - 2026</p>"},
        {"head": linked(datePublished="")},
        {"head": '<meta name="date" content="not a date">'},
        {"under_title": '<ul><li><a href="/x"><time datetime="2024-07-24">24/07/2024</time></a></li></ul>'},
        {"url": "http://xa.example.gov.vn/tin/tong-ket-nam-2024-07-24-1134499"},
    ],
)  # fmt: skip
def test_what_is_never_taken_for_it(where: dict[str, str]) -> None:
    assert read(**where).published.value is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "modified", ["Thu, 30 Apr 2026 17:00:00 GMT", "Fri, 01 May 2026 00:00:00 GMT", "30/04/2026", "soon"]
)
def test_a_server_that_says_today_or_yesterday_of_everything_dates_nothing(modified: str) -> None:
    assert read(headers=(("Last-Modified", modified),)).published.value is None


def test_a_date_in_the_future_is_none_and_is_reported() -> None:
    fact = read(under_title="<p>Ngày đăng: 24/07/2031</p>").published
    assert fact.value is None
    assert "after the capture" in (fact.problem or "")


def test_a_page_that_knows_only_when_it_was_changed_was_published_by_then() -> None:
    fact = read(head='<meta property="article:modified_time" content="2024-07-24T08:30:00+07:00">').published
    assert (fact.value, fact.not_after) == (None, MINUTE)


def test_a_modification_beside_a_publication_is_no_rival() -> None:
    head = linked(datePublished="2024-07-24T08:30:00+07:00", dateModified="2025-01-02T10:00:00+07:00")
    fact = read(head=head).published
    assert (fact.value, fact.problem) == (MINUTE, None)


def test_a_text_without_a_date_has_a_bound() -> None:
    body = paragraphs("Chiều 12/3/2024, UBND xã Đồng Tâm tổ chức hội nghị giao ban công tác quý I.", *PROSE[1:])
    fact = read(body).published
    assert (fact.value, fact.not_before, fact.text) == (None, "2024-03-12", "Chiều 12/3/2024")


def test_an_update_gives_way_to_the_date_in_the_list() -> None:
    fact = read(under_title="<p>Cập nhật: 30/09/2025 17:10:00</p>", listed="24/07/2024").published
    assert (fact.value, fact.evidence) == (DAY, "listing")


def test_what_was_weighed_comes_with_the_article() -> None:
    article = read(under_title="<p>Ngày đăng: 24/07/2024 08:30</p>", listed="23/07/2024")
    assert [(one.fact.value, one.verdict) for one in article.dates] == [
        (MINUTE, "chosen"),
        ("2024-07-23", "another is trusted more"),
    ]
    assert article.published.problem == "disagreement: listing says 2024-07-23"


# -- where a date is not the article's ---------------------------------------------------------------

TODAY = "01/05/2026"  # the day of the capture
LABELLED = "<p>Ngày đăng: 24/07/2024 08:30</p>"


@pytest.mark.parametrize(
    "header",
    [
        f'<div id="header"><span>Thứ sáu, {TODAY}</span></div>',
        f"<header><span>{TODAY}</span></header>",
        f'<div class="today">Thứ sáu, {TODAY}</div>',
        '<div class="date-now">ngày 01 tháng 05 năm 2026</div>',
        f"<p>{TODAY}</p><p>Cổng thông tin điện tử xã Đồng Tâm</p>",
    ],
)
@pytest.mark.parametrize("under", [LABELLED, "<p class='date'>24/07/2024</p>", "<p>Ngày đăng: 31/06/2024</p>", ""])
def test_todays_date_in_a_header_is_never_taken(header: str, under: str) -> None:
    fact = read(header=header, under_title=under).published
    wanted = {LABELLED: MINUTE, "<p class='date'>24/07/2024</p>": DAY}.get(under)
    assert fact.value == wanted
    if "31/06" in under:
        assert "no such day" in (fact.problem or "")


def test_an_older_date_in_a_header_loses_to_the_line_under_the_title() -> None:
    fact = read(header='<div class="top">Thứ Hai, 15/03/2021</div>', under_title=LABELLED).published
    assert fact.value == MINUTE


def test_a_date_right_above_the_title_is_the_articles_though_it_is_todays() -> None:
    assert read(above=f'<p class="d">{TODAY} 06:30</p>').published.value == "2026-05-01T06:30:00+07:00"
    assert read(above=f'<p class="d">{TODAY}</p>').published.value == "2026-05-01"


@pytest.mark.parametrize(
    "below",
    [
        '<div id="binh-luan"><p><b>An</b> - 01/12/2020 10:00</p></div>',
        '<div class="comments"><time datetime="2020-12-01T10:00:00+07:00">01/12/2020</time></div>',
        "<div class='box'><p>Văn bản mới</p><p>12/QĐ-UBND</p><p>03/02/2020</p></div>",
        "<div class='copy'><p>24/07/2020</p></div>",
        "<div class='copy'><p>Cập nhật lần cuối: 24/07/2020</p></div>",
        '<div class="list"><article><time datetime="2021-03-10T10:00:00Z">10/03</time><a href="/a">Tin khác</a>'
        "</article></div>",
    ],
)
def test_dates_of_what_stands_below_the_text_are_not_the_articles(below: str) -> None:
    html = page(BODY).replace('<div class="other-news">', f'{below}<div class="other-news">')
    assert extract(captured(html)).published.value is None


@pytest.mark.parametrize("below", ["Đăng lúc: 24/07/2024 08:30", "24/07/2024 08:30 18 lượt xem"])
def test_a_line_below_the_text_that_speaks_of_the_article_dates_it(below: str) -> None:
    html = page(BODY).replace('<div class="other-news">', f'<div class="meta">{below}</div><div class="other-news">')
    assert extract(captured(html)).published.value == MINUTE


def test_a_page_that_is_only_called_a_web_page_in_json_ld_is_dated_too() -> None:
    data = {"@graph": [{"@type": "WebPage", "datePublished": "2024-07-24T01:30:00+00:00"}, {"@type": "WebSite"}]}
    head = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    assert read(head=head).published.value == MINUTE
    number = linked(datePublished=1721784600000)
    assert read(head=number).published.value == "2024-07-24T08:30:00+07:00"
