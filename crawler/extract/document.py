"""A parsed page as a tree, and what CSS selectors match in it.

Nothing here knows what an article is; how a page reads is for ``page``.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import cast

from lxml import etree
from lxml.cssselect import CSSSelector, SelectorError
from lxml.etree import _Element as Element

from .mending import may_need_mending, mend

# The classes and ids that a selector asks for: ".noiDung" and ".title" of "div.noiDung > .title:not(.a)".
_NAME = re.compile(r"[.#][\w-]+")
_BRACKETS = re.compile(r"\[[^\]]*\]|\([^()]*\)")
# With more elements of one name than this, one walk over the whole tree is cheaper than one in each of them.
_MANY = 20
# libxml2 compares every attribute of a tag with all before it: a tag of a megabyte of them takes a minute. The
# longest that real pages have are images written into the page; no reader reads any of it.
_LONG = 20_000
_LONG_TAG = re.compile(rf"<([a-zA-Z][\w:-]{{0,30}}+)[^<>]{{{_LONG},}}+")


class Document:
    """The tree of one page.

    Selectors are looked up by the classes and ids that they ask for, and each only once: most rules name
    what is not on the page, and a walk over the tree for every one of them costs more than all the rest.
    """

    def __init__(self, root: Element) -> None:
        self.root = root
        self._matches: dict[str, list[Element]] = {}

    def select(self, selector: str) -> list[Element]:
        """The elements that a CSS selector matches, in page order."""
        found = self._matches.get(selector)
        if found is None:
            found = self._matches[selector] = self._find(selector)
        return found

    def first(self, selectors: tuple[str, ...]) -> list[Element]:
        """The elements of the first selector that matches any."""
        return next((found for selector in selectors if (found := self.select(selector))), [])

    def _find(self, selector: str) -> list[Element]:
        named = self._named
        possible = [(text, names) for text, names in _alternatives(selector) if all(name in named for name in names)]
        if not possible:
            return []
        opening = _opening_name(possible[0][0]) if len(possible) == 1 else None
        starts = named[opening] if opening and len(named[opening]) <= _MANY else [self.root]
        path = _compiled(", ".join(text for text, _ in possible))
        return list(dict.fromkeys(element for start in starts for element in cast(list[Element], path(start))))

    @cached_property
    def _named(self) -> dict[str, list[Element]]:
        """The elements of every class (".sapo") and id ("#part1"), in page order."""
        named: dict[str, list[Element]] = {}
        for element in self.root.iter():
            if classes := element.get("class"):
                for name in classes.split():
                    named.setdefault(f".{name}", []).append(element)
            if identity := element.get("id"):
                named.setdefault(f"#{identity}", []).append(element)
        return named


def parse(source: str) -> Document | None:
    """The document, comments and processing instructions removed; None where there is no element at all."""
    # Encoded again, because lxml refuses text that declares an encoding, as XHTML pages do; without NULs,
    # because libxml2 stops reading at one. huge_tree: nothing of a page of 20 MB is cut off.
    if _may_have_long_tag(source):
        source = _LONG_TAG.sub(r"<\1", source)
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=True
    )
    try:
        root = etree.fromstring(source.encode("utf-8", "replace").replace(b"\0", b""), parser=parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is not None and may_need_mending(source):
        mend(root)
    return None if root is None else Document(root)


def _may_have_long_tag(source: str) -> bool:
    """Whether anywhere no tag ends for so long; in a few steps, for the pattern itself reads every character."""
    at = 0
    while at + _LONG < len(source):
        end = source.rfind(">", at, at + _LONG)
        if end < 0:
            return True
        at = end + 1
    return False


def selector_problem(selector: str) -> str | None:
    """What is wrong with a CSS selector, in the parser's words; None where nothing is."""
    try:
        _compiled(selector)
    except SelectorError as error:
        return str(error)
    return None


@lru_cache(maxsize=2048)
def _compiled(selector: str) -> CSSSelector:
    return CSSSelector(selector, translator="html")


@lru_cache(maxsize=2048)
def _alternatives(selector: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The alternatives of a selector ("td.a, .b"), each with the names without which it matches nothing."""
    outline = selector
    while (shorter := _BRACKETS.sub(lambda match: " " * len(match[0]), outline)) != outline:
        outline = shorter
    ends = [match.start() for match in re.finditer(",", outline)]
    found = []
    for start, end in zip([0, *(end + 1 for end in ends)], [*ends, len(selector)], strict=True):
        # An escaped name (".md\\:flex") is not worth a parser of our own: the tree is walked for it.
        names = () if "\\" in selector else tuple(_NAME.findall(outline[start:end]))
        found.append((selector[start:end].strip(), names))
    return tuple(found)


@lru_cache(maxsize=2048)
def _opening_name(selector: str) -> str | None:
    """The class or id that a selector begins with: ".noiDung" of "div.noiDung > p"."""
    match = re.match(r"[\w-]*([.#][\w-]+)(?!\\)", selector)
    return match[1] if match and "\\" not in selector else None
