"""What a page says of itself in its head: JSON-LD, OpenGraph, Dublin Core, ``itemprop``, ``<time>``.

Evidence only; which of it to believe is for the caller.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from lxml.etree import XPath
from lxml.etree import _Element as Element

from .page import texts_of
from .text import clean

_TITLE_META = ("og:title", "twitter:title", "dc.title", "title")
_DATE_META = (
    "article:published_time", "og:article:published_time", "og:published_time", "article.published", "datepublished",
    "dc.date.issued", "dcterms.issued", "dc.date.created", "dc.date", "dc.created", "dcterms.created", "dcterms.date",
    "citation_publication_date", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "og:pubdate",
    "pubdate", "pub_date", "publishdate", "publish-date", "publish_date", "published", "date",
)  # fmt: skip
# When a page was last changed: it was published by then.
_UPDATE_META = (
    "article:modified_time", "og:updated_time", "og:article:modified_time", "datemodified", "dcterms.modified",
    "dc.date.modified",
)  # fmt: skip
_AUTHOR_META = ("author", "article:author", "dc.creator", "dcterms.creator")
_WANTED = frozenset((*_TITLE_META, *_DATE_META, *_UPDATE_META, *_AUTHOR_META, "og:site_name"))
_ITEMPROPS = XPath("//@itemprop/..")
_MARKED = ("headline", "datePublished", "dateModified")
_ARTICLE_TYPES = re.compile(r"article|posting|report", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Metadata:
    """``titles``, ``dates`` of publication and ``updates`` are (where, text) pairs, most trusted first."""

    titles: tuple[tuple[str, str], ...] = ()
    dates: tuple[tuple[str, str], ...] = ()
    updates: tuple[tuple[str, str], ...] = ()
    author: str | None = None
    site: str | None = None
    head_title: str | None = None
    language: str | None = None


def read_metadata(document: Element) -> Metadata:
    """Reads the head and the marked-up attributes of a page."""
    meta = _meta(document)
    items = list(_linked(document))
    linked = next((item for item in items if _ARTICLE_TYPES.search(str(item.get("@type", "")))), {})
    titles = [("json-ld:headline", _string(linked.get("headline")))]
    marked = _marked(document)
    titles += [("itemprop:headline", marked.get("headline", ""))]
    titles += [(f"meta:{name}", meta.get(name, "")) for name in _TITLE_META]
    dates = [("json-ld:datePublished", _string(linked.get("datePublished") or _page_date(items)))]
    dates += [("itemprop:datePublished", marked.get("datePublished", ""))]
    dates += [(f"meta:{name}", meta.get(name, "")) for name in _DATE_META]
    dates += [("time element", _published_time(document))]
    updates = [("json-ld:dateModified", _string(linked.get("dateModified")))]
    updates += [("itemprop:dateModified", marked.get("dateModified", ""))]
    updates += [(f"meta:{name}", meta.get(name, "")) for name in _UPDATE_META]
    author = linked.get("author")
    author = author[0] if isinstance(author, list) and author else author
    named = _string(author.get("name") if isinstance(author, dict) else author)
    return Metadata(
        titles=tuple((where, text) for where, text in titles if text),
        dates=tuple((where, text) for where, text in dates if text),
        updates=tuple((where, text) for where, text in updates if text),
        author=named or next((meta[name] for name in _AUTHOR_META if meta.get(name)), None),
        site=meta.get("og:site_name"),
        head_title=clean(document.findtext(".//title") or "") or None,
        language=(document.get("lang") or "").strip().lower() or None,
    )


def _meta(document: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in document.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = element.get("content")
        if name and content and (name := name.strip().lower()) in _WANTED:
            found.setdefault(name, clean(content))
    return found


def _page_date(items: Iterable[dict[str, Any]]) -> object:
    """When the page was published of which the JSON-LD knows no article (Yoast says only "WebPage")."""
    pages = (item.get("datePublished") for item in items if item.get("@type") == "WebPage")
    return next(filter(None, pages), None)


def _linked(document: Element) -> Iterator[dict[str, Any]]:
    """The objects of the page's JSON-LD; broken JSON is passed over."""
    for script in document.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            data = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        nodes = data if isinstance(data, list) else [data]
        for node in nodes:
            graph = node.get("@graph") if isinstance(node, dict) else None
            for item in graph if isinstance(graph, list) else [node]:
                if isinstance(item, dict):
                    yield item


def _marked(document: Element) -> dict[str, str]:
    """The first headline and the first date that are marked by ``itemprop``."""
    found: dict[str, str] = {}
    for element in cast(list[Element], _ITEMPROPS(document)):
        if element.get("itemprop") not in _MARKED:
            continue
        value = clean(element.get("content") or element.get("datetime") or "".join(texts_of(element)))
        if value:
            found.setdefault(element.get("itemprop", ""), value)
    return found


def _published_time(document: Element) -> str:
    """The ``<time>`` of the article itself, not of related items.

    That is one called so inside the article's element; else the only one on the page that stands in no link, no
    list and nothing beside the article.
    """
    alone = set()
    for element in document.iter("time"):
        around = {ancestor.tag for ancestor in element.iterancestors()}
        classes = element.get("class") or ""
        published = element.get("pubdate") is not None or "published" in classes or "entry-date" in classes
        if published and "article" in around:
            return element.get("datetime") or ""
        if not around & _BESIDE and "update" not in classes and not _is_of_another(element):
            alone.add(element.get("datetime") or "")
    return alone.pop() if len(alone) == 1 else ""


_BESIDE = frozenset(("a", "li", "aside", "nav", "footer", "table"))
_OTHERS = re.compile(r"comment|binh-?luan|phan-?hoi|related|lien-?quan|list|other|side|widget|foot", re.IGNORECASE)


def _is_of_another(element: Element) -> bool:
    """Whether a ``<time>`` is in a box of comments, of a list, of another article."""
    names = (f"{around.get('class') or ''} {around.get('id') or ''}" for around in element.iterancestors("*"))
    return any(_OTHERS.search(name) for name in names)


def _string(value: object) -> str:
    """A text of JSON-LD; a number is one too (a date as Unix time)."""
    return clean(value) if isinstance(value, str) else str(value) if type(value) is int else ""
