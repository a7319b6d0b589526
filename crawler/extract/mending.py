"""A parsed page whose texts were not stored as Unicode, made so in the tree: nothing after it need know.

Two things are mended, page by page and text by text: the legacy Vietnamese fonts (``fonts``) and UTF-8 encoded
twice (``mojibake``). A page that has no sign of either is not even walked through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element as Element

from . import fonts, mojibake

# The telltale letters of both as entities: editors store a page's texts so.
_ENTITY = re.compile(
    r"&(?:micro|cedil|para|sup1|[oO]slash|[iI]uml|[nN]tilde|[oO]uml|Auml|AElig"
    r"|#(?:18[1245]|24[168]|239|19[68]|2(?:07|09|14|16))|#[xX](?:[bB][5689]|[cC][4-6fF]|[dD][168]|[eE][fF]|[fF][168]));"
)
# Elements within which a word goes on; every other ends a run of text.
_INLINE = frozenset(
    "a abbr acronym b big cite code del em font i ins label mark q s small span strike strong sub sup u".split()
)
_READ_ATTRIBUTES = ("alt", "title", "content")
_FAMILY = re.compile(r"(?<![\w-])font(?:-family)?\s*:\s*([^;{}]+)", re.IGNORECASE)
# "p.MsoTitle, h1 {font-family: .VnTimeH}": rules for tags and classes, all that the style sheets of Word have.
_CSS_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--", re.DOTALL)
_SIMPLE_SELECTOR = re.compile(r"[\w-]*(?:\.[\w-]+)?")
_UNFIT_FOR_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(slots=True)
class _Run:
    """Text that a reader sees as one: the nodes of one block that are set in one font, or one attribute."""

    font: str | None = None
    nodes: list[tuple[Element, str, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(text for _, _, text in self.nodes)


def may_need_mending(source: str) -> bool:
    """Whether a page's HTML has any sign that it must be mended: a quick look."""
    return fonts.may_be_legacy(source) or mojibake.may_be_double(source) or bool(_ENTITY.search(source))


def mend(root: Element) -> None:
    """Makes Unicode, in place, of all that a reader sees of a page and of what its head says in attributes."""
    whole = " ".join(map(str, root.itertext()))
    is_double = mojibake.is_double(whole)
    if not is_double and not fonts.has_evidence(whole):
        return
    runs = list(_runs(root))
    if is_double:
        for run in runs:
            run.nodes = [(element, name, _put(element, name, mojibake.undo(text))) for element, name, text in run.nodes]
    encodings = fonts.recognise([run.text for run in runs], [run.font for run in runs])
    for run, encoding in zip(runs, encodings, strict=True):
        if encoding:
            _convert(run, encoding)


def _convert(run: _Run, encoding: fonts.Encoding) -> None:
    capitals = fonts.font_encoding(run.font) == (encoding, True)
    texts = ["", *(text for _, _, text in run.nodes), ""]
    for (element, name, text), last, following in zip(run.nodes, texts, texts[2:], strict=False):
        mended = fonts.convert(text, encoding, capitals=capitals, before=last[-1:], after=following[:1])
        _put(element, name, mended)


def _put(element: Element, name: str, text: str) -> str:
    """Sets the text, the tail or an attribute of an element; gives the text back."""
    text = _UNFIT_FOR_XML.sub("", text)
    if name in ("text", "tail"):
        setattr(element, name, text)
    else:
        element.set(name, text)
    return text


def _runs(root: Element) -> Iterator[_Run]:
    """Every run of text of the page, in order, and every text attribute; scripts and styles left out."""
    of_rules = _fonts_of_rules(root)
    inherited: list[str | None] = [None]
    run = _Run()
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if event == "start":
            inherited.append(_font(element, of_rules) or inherited[-1])
            for name in _READ_ATTRIBUTES:
                if value := element.get(name):
                    yield _Run(nodes=[(element, name, value)])
            if element.tag in ("script", "style") and "ld+json" not in (element.get("type") or ""):
                walker.skip_subtree()
                continue
            name, text = "text", element.text
        else:
            inherited.pop()
            name, text = "tail", element.tail
        if element.tag not in _INLINE or run.font != inherited[-1]:
            if run.nodes:
                yield run
            run = _Run(inherited[-1])
        if text:
            run.nodes.append((element, name, text))
    yield run


def _font(element: Element, of_rules: dict[str, str]) -> str | None:
    """The font-family that an element declares for its text: by style, by ``<font face>``, by the style sheet."""
    declared = _FAMILY.search(element.get("style") or "")
    if declared:
        return declared[1]
    if face := element.get("face"):
        return face
    if not of_rules:
        return None
    names = [f".{name}" for name in (element.get("class") or "").split()]
    keys = (*(f"{element.tag}{name}" for name in names), *names, str(element.tag))
    return next((of_rules[key] for key in keys if key in of_rules), None)


def _fonts_of_rules(root: Element) -> dict[str, str]:
    """The font-family of every simple selector ("h1", ".sapo", "p.MsoTitle") in the style sheets of the page."""
    found: dict[str, str] = {}
    for style in root.iter("style"):
        for rule in _CSS_COMMENT.sub("", style.text or "").split("}"):
            selectors, _, declarations = rule.partition("{")
            if declared := _FAMILY.search(declarations):
                simple = (selector.strip() for selector in selectors.split(","))
                found.update((name, declared[1]) for name in simple if _SIMPLE_SELECTOR.fullmatch(name))
    return found
