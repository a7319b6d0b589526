"""What is known of a platform's or a portal's markup, as data: CSS selectors and little else.

Rules are hints. Where a rule matches nothing, the generic extractor carries the field, and the
Article says so. The rules of the platforms stand with their spiders (``spiders/platforms``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lxml.etree import _Element as Element

from .document import Document

Selectors = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """Selectors of one markup family; in each tuple the first that matches wins.

    Attributes:
        name: stands in ``Article.sources`` as "rule:<name>".
        fingerprint: any of these on a page means that it is of this family; empty: only by name.
        title, section, lead, published, views, byline, source: one element each, its text is the value.
        body: the element (or elements, in page order) that hold the text.
        captions: elements whose text is a caption wherever they stand.
        drop: elements that are never part of the article (related lists, counters, print links).
        not_article: (selector, reason) pairs: a page with such an element is no article.
    """

    name: str
    fingerprint: Selectors = ()
    title: Selectors = ()
    section: Selectors = ()
    lead: Selectors = ()
    published: Selectors = ()
    views: Selectors = ()
    byline: Selectors = ()
    source: Selectors = ()
    body: Selectors = ()
    captions: Selectors = ()
    drop: Selectors = ()
    not_article: tuple[tuple[str, str], ...] = ()


def choose(candidates: Iterable[Rules], document: Document) -> Rules | None:
    """The first rules whose fingerprint is on the page."""
    return next((rules for rules in candidates if document.first(rules.fingerprint)), None)


def dropped_elements(document: Document, rules: Rules | None) -> dict[Element, str]:
    """The elements that the rules drop, each with the selector as the reason."""
    if rules is None:
        return {}
    return {e: f"rule:{rules.name} drops {selector}" for selector in rules.drop for e in document.select(selector)}
