"""An Atom feed (RFC 4287) of articles, for feed readers and for whoever wants to be told what is new."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Any, BinaryIO
from urllib.parse import quote

from lxml import etree

from storage.formats.shape import Shape, main_page

NAMESPACE = "http://www.w3.org/2005/Atom"

# Names made of this one and of what an entry or a feed is (RFC 4122, version 5) are the same on every machine.
_NAMES = uuid.uuid5(uuid.NAMESPACE_URL, "urn:giaoban:atom")

# An archive can be empty, and a feed still has to say when it changed.
_NEVER = "1970-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says of itself.

    Attributes:
        title: its title.
        about: what it was asked for, in the same words each time: its id follows from it.
        updated: when its archive last took in a text (as `instants.stamp` writes it), None for an empty one.
    """

    title: str
    about: str
    updated: str | None = None


def write_atom(articles: Iterable[Shape], out: BinaryIO, feed: Feed) -> None:
    """Write articles, whole, as a feed, in the order given.

    An entry's id follows from the article's hash: the same text has the same id in every archive.
    """
    with etree.xmlfile(out, encoding="utf-8") as file:
        file.write_declaration()
        # The elements inside are written without a namespace, and have it from this one.
        with file.element(f"{{{NAMESPACE}}}feed", nsmap={None: NAMESPACE}):
            for element in _head(feed):
                file.write(element)
            for article in articles:
                file.write("\n", _entry(article))
    out.write(b"\n")


def _head(feed: Feed) -> Iterator[Any]:
    yield _element("id", _urn("feed " + feed.about))
    yield _element("title", feed.title)
    yield _element("updated", feed.updated or _NEVER)
    author = _element("author")
    author.append(_element("name", "giaoban"))
    yield author
    yield _element("generator", "giaoban")


def _entry(article: Shape) -> Any:
    entry = _element("entry")
    page = main_page(article)
    entry.append(_element("id", _urn("article " + article["hash"])))
    entry.append(_element("title", article["title"] or "(không có tiêu đề)"))  # "without a title"
    entry.append(_element("updated", article["first_seen"]))
    if published := _published(article["published"]):
        entry.append(_element("published", published))
    author = _element("author")
    author.append(_element("name", article["byline"] or article["source"] or (page["portal"] if page else "giaoban")))
    entry.append(author)
    for number, place in enumerate(
        ([page] if page else []) + [other for other in article["pages"] if other is not page]
    ):
        entry.append(_element("link", rel="related" if number else "alternate", href=_iri(place["url"])))
    for portal in dict.fromkeys(place["portal"] for place in article["pages"]):
        entry.append(_element("category", term=portal, scheme="urn:giaoban:portal"))
    if kind := (article["meeting"] or {}).get("kind"):
        entry.append(_element("category", term=kind["value"], scheme="urn:giaoban:kind"))
    if article["lead"]:
        entry.append(_element("summary", article["lead"]))
    entry.append(_element("content", as_html(article["blocks"]), type="html"))
    return entry


def as_html(blocks: Iterable[Shape]) -> str:
    """Blocks as HTML that holds nothing but their text, their kinds and the cells of tables."""
    parts = []
    for is_item, group in groupby(blocks, key=lambda block: block["kind"] == "item"):
        inner = "\n".join(map(_block_html, group))
        parts.append(f"<ul>\n{inner}\n</ul>" if is_item else inner)
    return "\n".join(parts)


def _block_html(block: Shape) -> str:
    if block["kind"] == "table" and block.get("rows"):
        rows = ("".join(f"<td>{_lines(cell)}</td>" for cell in row) for row in block["rows"])
        return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
    tag = _TAGS.get(block["kind"], "p")
    return f"<{tag}>{_lines(block['text'])}</{tag}>"


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _element(name: str, text: str | None = None, **attributes: str) -> Any:
    element = etree.Element(name, {key: _fit(value) for key, value in attributes.items()})
    element.text = None if text is None else _fit(text)
    return element


def _fit(text: str) -> str:
    """Text without the characters that XML has no way to write; a lone carriage return would come back as a line."""
    return _NOT_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def _urn(name: str) -> str:
    return uuid.uuid5(_NAMES, name).urn


def _iri(url: str) -> str:
    """An address with what no address may hold percent-encoded, and what is encoded left so."""
    return quote(url, safe=_IN_ADDRESSES)


def _published(fact: Shape) -> str | None:
    """A date of publication as Atom has them, to the second and with a zone; None where the day is not known."""
    value = fact["value"] or ""
    if _DAY.fullmatch(value):
        return f"{value}T00:00:00+07:00"
    return value if _MOMENT.fullmatch(value) else None


_TAGS = {"heading": "h3", "item": "li", "quote": "blockquote"}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_IN_ADDRESSES = "%:/?#[]@!$&'()*+,;=-._~"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
