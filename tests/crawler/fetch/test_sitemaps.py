"""What sitemaps say, whole and broken, and how far they are believed."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.fetch.named import items_of
from crawler.fetch.sitemaps import MOST_BYTES, Entry, Sitemap, changed, due, moment, named, read
from storage.learned import Hint

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
PAGES = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> http://x/a </loc><lastmod>2026-02-01</lastmod><image:image><image:loc>http://x/a.jpg</image:loc></image:image>
</url><url><loc>http://x/b?c=1&amp;d=2</loc></url></urlset>"""
INDEX = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>http://x/s1.xml</loc><lastmod>2026-02-01T08:00:00+07:00</lastmod></sitemap>
<sitemap><loc>http://x/s2.xml.gz</loc></sitemap></sitemapindex>"""
READ = Sitemap("sitemap", (Entry("http://x/a", "2026-02-01"), Entry("http://x/b?c=1&d=2")))


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (PAGES, READ),
        (gzip.compress(PAGES), READ),
        (b"\n" + PAGES[:-20], READ),
        (INDEX, Sitemap("index", (Entry("http://x/s1.xml", "2026-02-01T08:00:00+07:00"), Entry("http://x/s2.xml.gz")))),
        (b"http://x/a\nhttp://x/b\n", Sitemap("sitemap", (Entry("http://x/a"), Entry("http://x/b")))),
        (b"<html><body><h1>404</h1></body></html>", None),
        (b"<rss><item><link>http://x/a</link></item></rss>", None),
        (b"Not found", None),
        (b"\x1f\x8bbroken", None),
        (b"", None),
    ],
)
def test_sitemaps_of_every_kind(body: bytes, told: Sitemap | None) -> None:
    assert read(body) == told


def test_a_bomb_is_unpacked_no_further_than_a_sitemap_may_be_long() -> None:
    bomb = gzip.compress(b"<urlset><url><loc>http://x/a</loc></url>" + b" " * (2 * MOST_BYTES))
    assert read(bomb) == Sitemap("sitemap", (Entry("http://x/a"),))


@example(b"<:")
@given(st.binary(max_size=300))
def test_any_bytes_are_read(body: bytes) -> None:
    read(body)
    read(b"<urlset>" + body)
    items_of(b"<urlset>" + body, "http://x/")


def test_robots_txt_names_sitemaps() -> None:
    robots = "User-agent: *\nDisallow: /admin\n\nSitemap: http://x/s.xml\r\n sitemap:http://x/news.xml\n# Sitemap: http://x/no\n"
    assert named(robots) == ["http://x/s.xml", "http://x/news.xml"]


def test_pages_that_changed_are_told_the_latest_first_unless_all_are_said_to_have() -> None:
    looked_at = {f"p{n}": NOW - DAY for n in range(10)}
    told = dict.fromkeys(looked_at, NOW - DAY * 30) | {"p3": NOW - DAY / 2, "p7": NOW, "unknown": NOW}
    assert changed(told, looked_at, 20) == ["p7", "p3"]
    assert changed(told, looked_at, 1) == ["p7"]
    assert changed(dict.fromkeys(looked_at, NOW), looked_at, 20) == []


def test_of_an_index_what_is_new_or_changed_or_long_unread_is_read() -> None:
    def hint(url: str, lastmod: str | None, days: int) -> Hint:
        return Hint(url, "sitemap", NOW - DAY * days, lastmod, 100, 0)

    known = {
        h.url: h for h in (hint("same", "2026-01-01", 2), hint("old", "2026-01-01", 7), hint("later", "2026-01-01", 2))
    }
    entries = [Entry("same", "2026-01-01"), Entry("old", "2026-01-01"), Entry("later", "2026-02-20"), Entry("new")]
    assert [entry.url for entry in due(entries, known, NOW, 7, 20)] == ["later", "old", "new"]
    assert [entry.url for entry in due(entries, known, NOW, 7, 1)] == ["later"]


@pytest.mark.parametrize("text", [None, "", "hôm qua", "0000-00-00", "31/12/2025"])
def test_what_is_no_date_is_none(text: str | None) -> None:
    assert moment(text) is None
