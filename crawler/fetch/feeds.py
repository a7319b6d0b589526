"""What a portal's feed says of its articles: where each is, what it is called, when it was published.

RSS in all its versions, Atom, and sitemaps with news. Pure: which feed to ask for and what to make of the dates
is for others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from lxml import etree
from lxml.etree import _Element as Element

from crawler.fetch.links import link_tags

_OF_A_FEED = re.compile(r"""\stype\s*=\s*["']?application/(?:rss|atom)\+xml""", re.IGNORECASE)
_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]+)"|'([^']+)'|([^\s"'>]+))""", re.IGNORECASE)
# WordPress declares a feed of comments beside that of articles.
_COMMENTS = re.compile(r"comment|binh-luan|phan-hoi", re.IGNORECASE)

_ENTRIES = frozenset(("item", "entry", "url"))
# RSS 2.0, Atom, RSS 1.0 with Dublin Core, Google's news sitemap. What only says "updated" is no publication.
_DATES = ("pubdate", "published", "issued", "date", "publication_date")
MOST_ENTRIES = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a feed: ``date`` is the text of its date of publication as it stands there."""

    url: str
    title: str
    date: str | None


def declared(html: str) -> list[str]:
    """The addresses of the feeds of articles that a page declares in its head, as they stand there."""
    links = [tag for tag in link_tags(html) if _OF_A_FEED.search(tag) and not _COMMENTS.search(tag)]
    hrefs = [_HREF.search(link) for link in links]
    return list(dict.fromkeys(unescape(next(filter(None, href.groups()))).strip() for href in hrefs if href))


def entries(body: bytes) -> list[Entry]:
    """The entries of a feed in order; none of what is no feed. Broken XML is read as far as it can be."""
    root = _root(body)
    return [] if root is None else list(_entries(root))[:MOST_ENTRIES]


def page_of(body: bytes) -> tuple[str, str] | None:
    """The address of the page whose feed this is, and what it is called; None where the feed does not say."""
    root = _root(body)
    if root is None:
        return None
    channel = next((child for child in root.iterchildren(etree.Element) if local_name(child) == "channel"), root)
    url = _link(channel)
    titles = [child.text or "" for child in channel.iterchildren(etree.Element) if local_name(child) == "title"]
    return (url, " ".join("".join(titles[:1]).split())) if url else None


def _root(body: bytes) -> Element | None:
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(body.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _entries(root: Element) -> Iterator[Entry]:
    for element in root.iter(etree.Element):
        if local_name(element) not in _ENTRIES:
            continue
        told: dict[str, str] = {}
        for child in element.iter(etree.Element):
            text = " ".join((child.text or "").split())
            if text:
                told.setdefault(local_name(child), text)
        url = _link(element) or told.get("loc")
        if url:
            date = next((told[name] for name in _DATES if name in told), None)
            yield Entry(url, told.get("title", ""), date)


def _link(element: Element) -> str | None:
    """RSS writes the address as text, Atom as an attribute, of several the one that is the article itself."""
    for child in element.iterchildren(etree.Element):
        is_link = local_name(child) == "link" and child.get("rel", "alternate") == "alternate"
        if is_link and (url := (child.get("href") or child.text or "").strip()):
            return url
    return None


def local_name(element: Element) -> str:
    """What an element is called, without its namespace; broken XML has names that are none."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()
