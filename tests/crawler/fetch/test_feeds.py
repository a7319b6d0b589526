"""What feeds and sitemaps say, of every kind and in every state."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.fetch.feeds import MOST_ENTRIES, Entry, declared, entries, page_of
from crawler.fetch.named import items_of

RSS = b"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>X\xc3\xa3</title><link>http://x/</link>
<atom:link href="http://x/feed/" rel="self" type="application/rss+xml"/>
<item><title>H\xe1\xbb\x8dp giao ban</title><link>http://x/a/</link>
<pubDate>Fri, 24 Jul 2020 01:00:00 +0700</pubDate></item>
<item><title>Kh\xc3\xb4ng ng\xc3\xa0y</title><link> http://x/b/ </link></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>X</title><link href="http://x/"/>
<entry><title>A</title><link rel="self" href="http://x/a.atom"/><link rel="alternate" href="http://x/a"/>
<updated>2021-01-01T00:00:00Z</updated><published>2020-07-24T01:00:00+07:00</published></entry>
<entry><title>B</title><link href="/b"/><updated>2021-01-01T00:00:00Z</updated></entry></feed>"""
RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><item rdf:about="http://x/a"><title>A</title><link>http://x/a</link>
<dc:date>2020-07-24</dc:date></item></rdf:RDF>"""
SITEMAP = b"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>http://x/a</loc><lastmod>2021-01-01</lastmod>
<news:news><news:publication_date>2020-07-24T01:00+07:00</news:publication_date><news:title>A</news:title></news:news>
</url><url><loc>http://x/b</loc><lastmod>2021-01-01</lastmod></url></urlset>"""


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (RSS, [Entry("http://x/a/", "Họp giao ban", "Fri, 24 Jul 2020 01:00:00 +0700"),
               Entry("http://x/b/", "Không ngày", None)]),
        (ATOM, [Entry("http://x/a", "A", "2020-07-24T01:00:00+07:00"), Entry("/b", "B", None)]),
        (RDF, [Entry("http://x/a", "A", "2020-07-24")]),
        (SITEMAP, [Entry("http://x/a", "A", "2020-07-24T01:00+07:00"), Entry("http://x/b", "", None)]),
        (b"\n\n" + RSS[:-30], [Entry("http://x/a/", "Họp giao ban", "Fri, 24 Jul 2020 01:00:00 +0700"),
                               Entry("http://x/b/", "Không ngày", None)]),
        (b"", []),
        (b"<html><body><h1>Not found</h1></body></html>", []),
        (b"\x00\xff", []),
    ],
)  # fmt: skip
def test_feeds_of_every_kind(body: bytes, told: list[Entry]) -> None:
    assert entries(body) == told


def test_a_feed_that_is_a_bomb_is_no_feed() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(8)
    )
    body = bomb + b"]><rss><item><link>http://x/a</link><title>&i;</title></item></rss>"
    assert len(entries(body)) <= 1
    assert len(entries(b"<rss>" + b"<item><link>http://x/a</link></item>" * 5000 + b"</rss>")) == MOST_ENTRIES


@example(b"<:")
@given(st.binary(max_size=500))
def test_any_bytes_are_read(body: bytes) -> None:
    assert isinstance(entries(body), list)
    assert isinstance(entries(b"<rss><item><link>" + body), list)
    assert isinstance(items_of(b"<rss><item><link>" + body, "http://x/"), list)
    page_of(b"<rss>" + body)


def test_a_feed_says_whose_it_is() -> None:
    assert page_of(RSS) == ("http://x/", "Xã")
    assert page_of(ATOM) == ("http://x/", "X")
    assert page_of(b"<html><p>x</p></html>") is None


def test_the_feeds_that_a_page_declares() -> None:
    html = """<link rel="stylesheet" href="/style.css">
    <link rel="alternate" type="application/rss+xml" title="Tin" href="http://x/feed/?a=1&amp;b=2" />
    <link rel="alternate" type="application/rss+xml" title="Comments Feed" href="http://x/comments/feed/" />
    <LINK REL=alternate TYPE=application/atom+xml HREF=/atom.xml>
    <link rel='alternate' type='application/rss+xml' href='http://x/feed/?a=1&amp;b=2'>
    <link rel="alternate" type="application/rss+xml">"""
    assert declared(html) == ["http://x/feed/?a=1&b=2", "/atom.xml"]
    assert declared("") == []
