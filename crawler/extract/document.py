"""A parsed page as a tree, and what CSS selectors match in it.

Nothing here knows what an article is; how a page reads is for ``page``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import cast

from lxml import etree
from lxml.cssselect import CSSSelector
from lxml.etree import _Element as Element

# The classes and ids that an element must have to match: ".sapo" and "#part1" of "#part1 p.sapo".
# What stands in brackets ("[href$='.pdf']", ":not(.a)") is no such name.
_NAME = re.compile(r"[.#]([\w-]+)")
_BRACKETS = re.compile(r"\[[^\]]*\]|\([^)]*\)")


class Document:
    """The tree of one page. Each selector is asked once, and not at all where the page has no such name."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self._names: frozenset[str] | None = None
        self._matches: dict[str, list[Element]] = {}

    def select(self, selector: str) -> list[Element]:
        """The elements that a CSS selector matches, in page order; selectors split by commas are one."""
        if selector not in self._matches:
            path, wanted = _compiled(selector)
            possible = any(names <= self._all_names() for names in wanted)
            self._matches[selector] = cast(list[Element], path(self.root)) if possible else []
        return self._matches[selector]

    def first(self, selectors: tuple[str, ...]) -> list[Element]:
        """The elements of the first selector that matches any."""
        return next((found for selector in selectors if (found := self.select(selector))), [])

    def _all_names(self) -> frozenset[str]:
        if self._names is None:
            self._names = frozenset(name for value in _names(self.root) for name in value.split())
        return self._names


def parse(source: str) -> Document | None:
    """The document, comments and processing instructions removed; None where there is no element at all."""
    # Encoded again, because lxml refuses text that declares an encoding, as XHTML pages do; without NULs,
    # because libxml2 stops reading at one. huge_tree: nothing of a page of 20 MB is cut off.
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=True
    )
    try:
        root = etree.fromstring(source.replace("\0", "").encode("utf-8", "replace"), parser=parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return None if root is None else Document(root)


_names = etree.XPath("//@class | //@id", smart_strings=False)


@lru_cache(maxsize=1024)
def _compiled(selector: str) -> tuple[CSSSelector, tuple[frozenset[str], ...]]:
    """A selector ready for use, and the names that each of its alternatives needs."""
    plain = _BRACKETS.sub("", selector)
    return CSSSelector(selector, translator="html"), tuple(
        frozenset(_NAME.findall(alternative)) for alternative in plain.split(",")
    )
