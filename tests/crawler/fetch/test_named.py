"""What an answer is, is told by its first element, whatever stands before it, and in no time."""

from __future__ import annotations

import time

import pytest

from crawler.documents.formats import is_web_page
from crawler.fetch import feeds
from crawler.fetch.links import absolute, head_link, hrefs
from crawler.fetch.named import kind_of
from crawler.fetch.posts import rest_root

COMMENT = b"<!-- giao dien cu -->\n"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<rss version='2.0'>", "feed"),
        (b"\xef\xbb\xbf\n<?xml version='1.0'?>\n<!-- a > b --><!DOCTYPE rss><feed xmlns='x'>", "feed"),
        (b"<?xml version='1.0'?><?xml-stylesheet href='a.xsl'?><s:urlset >", "sitemap"),
        (b"<sitemapindex>", "sitemap"),
        (COMMENT * 50 + b"<rss>", "feed"),
        (COMMENT * 50 + b"<html><body><rss>", None),
        (COMMENT * 5000 + b"<rss>", None),
        (b"<!-- never closed <rss>", None),
        (b"<feedback>", None),
        (b"", None),
    ],
)
def test_the_first_element_tells(body: bytes, kind: str | None) -> None:
    started = time.process_time()
    assert kind_of(body) == kind
    assert time.process_time() - started < 1


@pytest.mark.parametrize("times", [0, 1, 50])
def test_a_page_in_the_place_of_a_file_may_begin_with_comments(times: int) -> None:
    started = time.process_time()
    assert is_web_page(COMMENT * times + b"<!DOCTYPE html><html>")
    assert not is_web_page(COMMENT * times + b"a,b,c")
    assert time.process_time() - started < 1


@pytest.mark.parametrize("tag", ["<link ", "<a ", "<link rel=alternate type=", "<a href", '<link rel="', "<link href="])
def test_tags_that_are_never_closed_take_no_longer_than_others(tag: str) -> None:
    html = tag * 100_000
    started = time.process_time()
    hrefs(html)
    head_link(html, "canonical", "http://xa.example/")
    feeds.declared(html)
    rest_root(f"{html} api.w.org", [], "http://xa.example/")
    assert time.process_time() - started < 5


def test_what_stands_in_the_head_is_found_in_any_order() -> None:
    html = (
        "<link href='/a/1' rel='canonical'><link type=application/rss+xml rel=alternate href=/tin.rss>"
        "<link rel='https://api.w.org/' href='http://xa.example/wp-json/' />"
    )
    assert head_link(html, "canonical", "http://xa.example/") == "http://xa.example/a/1"
    assert feeds.declared(html) == ["/tin.rss"]
    assert rest_root(html, [], "http://xa.example/") == "http://xa.example/wp-json/"
    header = '<http://xa.example/index.php?rest_route=/>; rel="https://api.w.org/"'
    assert rest_root("", [header], "http://xa.example/") == "http://xa.example/index.php?rest_route=/"


def test_nobodys_password_is_part_of_an_address() -> None:
    assert absolute("http://xa.example/", "http://ai:matkhau@xa.example:8080/b/2.html?a=1") == (
        "http://xa.example:8080/b/2.html?a=1"
    )
