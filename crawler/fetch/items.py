"""One item of a listing page, out of the element that holds it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from lxml.etree import _Element as Element

from crawler.extract.page import element_text, texts_of
from crawler.extract.text import clean
from crawler.fetch.links import absolute


@dataclass(frozen=True, slots=True)
class ListItem:
    """One item of a listing page: where it leads, what it is called there, the date text beside it."""

    url: str
    title: str = ""
    date: str | None = None


def list_item(element: Element, base: str, dated: Element | None) -> ListItem | None:
    """The item that an element holds: its link with the longest text, less the date if that stands inside."""
    links = [element] if element.tag == "a" else list(element.iter("a"))
    best = max(
        (link for link in links if link.get("href")), key=lambda link: len(text_without(link, dated)), default=None
    )
    url = absolute(base, best.get("href")) if best is not None else None
    if best is None or not url:
        return None
    return ListItem(url, text_without(best, dated), element_text(dated) if dated is not None else None)


def text_without(element: Element, without: Element | None) -> str:
    """What an element says, less what another within it says."""
    skipped = set(texts_of(without)) if without is not None else set()
    return clean("".join(text for text in texts_of(element) if text not in skipped))
