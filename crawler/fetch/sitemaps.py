"""What a portal's sitemaps say: where its pages are and, as far as that can be believed, when they changed. Pure.

Sitemaps and indexes of them in XML, packed or not, whole or broken off, and lists of addresses in plain text.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

from crawler.fetch.feeds import local_name
from storage.learned import Hint, HintKind

# What sitemaps.org allows, unpacked.
MOST_BYTES = 50_000_000
MOST_ENTRIES = 50_000
_LINE = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Entry:
    """A page or a further sitemap: its address, and when it changed as the text stands there."""

    url: str
    lastmod: str | None = None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """``kind``: "sitemap", of pages, or "index", of sitemaps."""

    kind: HintKind
    entries: tuple[Entry, ...]


def named(robots: str) -> list[str]:
    """The sitemaps that a robots.txt names, each once."""
    return list(dict.fromkeys(_LINE.findall(robots)))


def read(body: bytes) -> Sitemap | None:
    """A sitemap; None where it is none. Broken XML is read as far as it can be."""
    body = unpacked(body).lstrip()
    if not body.startswith((b"<", b"\xef\xbb\xbf")):
        return _plain(body)
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    kinds: dict[str, tuple[HintKind, str]] = {"urlset": ("sitemap", "url"), "sitemapindex": ("index", "sitemap")}
    if root is None or (kind := kinds.get(local_name(root))) is None:
        return None
    entries = []
    for element in root.iterchildren(etree.Element):
        children = element.iterchildren(etree.Element)
        told = {local_name(child): " ".join((child.text or "").split()) for child in children}
        if local_name(element) == kind[1] and told.get("loc"):
            entries.append(Entry(told["loc"], told.get("lastmod") or None))
    return Sitemap(kind[0], tuple(entries[:MOST_ENTRIES]))


def moment(lastmod: str | None) -> datetime | None:
    """When an entry changed last, at the latest: a day without an hour is over at its end. None for what is no date."""
    try:
        told = datetime.fromisoformat(lastmod or "")
    except ValueError:
        return None
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def changed(told: Mapping[str, datetime], looked_at: Mapping[str, datetime], most: int) -> list[str]:
    """The pages that changed since they were last looked at, as a sitemap says, those that changed last first.

    None where it says so of most of them: such a sitemap is dated when it is made, not when its pages change.

    Args:
        told: when pages changed, by address. looked_at: when the known ones were last looked at.
        most: so many at the most.
    """
    known = told.keys() & looked_at.keys()
    later = sorted((page for page in known if told[page] > looked_at[page]), key=lambda page: told[page], reverse=True)
    return later[:most] if 2 * len(later) <= len(known) else []


def due(entries: Iterable[Entry], known: Mapping[str, Hint], now: datetime, every: float, most: int) -> list[Entry]:
    """The sitemaps of an index that are worth reading: unknown ones, those that changed, as the index says, and those
    not read for ``every`` days, whatever it says; the latest changed first, so that ``most`` of them are enough."""

    def worth(entry: Entry) -> bool:
        hint = known.get(entry.url)
        if hint is None or (now - hint.read_at).days >= every:
            return True
        return entry.lastmod is not None and entry.lastmod != hint.lastmod

    chosen = [entry for entry in entries if worth(entry)]
    return sorted(chosen, key=lambda entry: entry.lastmod or "", reverse=True)[:most]


def unpacked(body: bytes) -> bytes:
    """What is packed, unpacked as far as it is whole, and no further than a sitemap may be long."""
    if not body.startswith(_GZIP):
        return body[:MOST_BYTES]
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(body, MOST_BYTES)
    except zlib.error:
        return b""


def _plain(body: bytes) -> Sitemap | None:
    lines = [line.strip() for line in body.decode("utf-8", "replace").splitlines()]
    urls = [line for line in lines if line.startswith(("http://", "https://"))]
    if not urls or len(urls) < len([line for line in lines if line]):
        return None
    return Sitemap("sitemap", tuple(Entry(url) for url in urls[:MOST_ENTRIES]))
