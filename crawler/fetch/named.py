"""What an answer that is no page names: the entries of a feed or of a sitemap, as the items of a listing. Pure."""

from __future__ import annotations

import re
from typing import Literal

from crawler.extract.text import clean
from crawler.fetch import feeds, sitemaps
from crawler.fetch.items import ListItem
from crawler.fetch.links import absolute
from crawler.prologue import behind_prologue

Kind = Literal["feed", "sitemap"]

_FIRST = re.compile(rb"<(?:\w+:)?(rss|rdf|feed|urlset|sitemapindex)[\s>]", re.IGNORECASE)
_FEEDS = (b"rss", b"rdf", b"feed")
# It stands near the beginning.
_HEAD = 4096


def kind_of(body: bytes) -> Kind | None:
    """Whether an answer is a feed or a sitemap, packed or not; None for a page."""
    unpacked = sitemaps.unpacked(body)
    head = unpacked[:_HEAD]
    if first := _FIRST.match(head, behind_prologue(head, doctype=True)):
        return "feed" if first[1].lower() in _FEEDS else "sitemap"
    if unpacked.lstrip().startswith((b"http://", b"https://")):
        return "sitemap" if sitemaps.read(body) else None
    return None


def items_of(body: bytes, base: str) -> list[ListItem]:
    """The pages that a feed or a sitemap names, in order; none of an index, which names sitemaps."""
    match kind_of(body):
        case "feed":
            told = ((absolute(base, entry.url), entry) for entry in feeds.entries(body))
            return [ListItem(url, clean(entry.title), entry.date) for url, entry in told if url]
        case "sitemap":
            sitemap = sitemaps.read(body)
            return [ListItem(one.url) for one in sitemap.entries] if sitemap and sitemap.kind == "sitemap" else []
        case None:
            return []
