"""What rules give of a page, field by field: a value that makes sense, or nothing.

The one room that applies rules; whether the generic extractor has to carry a field is for the caller.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator

from lxml.etree import _Element as Element

from .credits import read_credit
from .document import Document
from .page import Page, Piece, element_text
from .rules import SELECTED, Rules, compiled
from .text import clean, fold

# No line in which a pattern is looked for is longer; patterns are written by people, and some take for ever.
_LONGEST = 1000
# An account of the CMS, not a person: "admin", "quantri", "Super User".
_ACCOUNT = re.compile(r"(?:super ?)?(?:admin|user|root)\w*|quan ?tri(?: ?(?:vien|he thong|web\w*))?|webmaster|editor")
# A count alone or with its label: "131", "Đã xem: 1.234 lượt"; no date, no "12K".
_COUNT = re.compile(r"\D*?(\d{1,3}(?:[.,]\d{3})+|\d+)(?![kKmM])\D*")


def dropped_elements(document: Document, rules: Rules | None) -> dict[Element, str]:
    """The elements that the rules drop, each with the selector as the reason."""
    if rules is None:
        return {}
    return {e: f"rule:{rules.name} drops {selector}" for selector in rules.drop for e in document.select(selector)}


def mark_pieces(page: Page, rules: Rules | None) -> None:
    """Tells the pieces what the rules know of them: which lines are none of the article, which links lead to files."""
    links = [(page.node_of(link), element_text(link), file) for link, file in _ruled_links(page.document, rules)]
    told: dict[int | None, list[tuple[str, tuple[str, str]]]] = {}
    for node, text, file in links:
        told.setdefault(node, []).append((text, file))
    for piece in page.pieces if told else ():
        for text, file in told.get(piece.node, ()):
            if text and text in piece.text and file not in piece.files:
                piece.files = (*piece.files, file)
    if rules is None or not rules.drop_text:
        return
    for piece in page.pieces:
        if piece.dropped is not None or piece.kind != "text":
            continue
        lines = piece.text.split("\n")
        kept = [line for line in lines if not _drops(rules, line)]
        if not kept:
            piece.dropped = f"rule:{rules.name} drops this line"
        elif len(kept) < len(lines):
            piece.text = "\n".join(kept)


def ruled_text(
    document: Document,
    rules: Rules | None,
    field: str,
    accept: Callable[[str], bool] = bool,
    lines: Iterable[str] = (),
) -> str:
    """The text that the rules give for a field of one value; "" where they give none that makes sense.

    Args:
        field: one of ``PATTERNED``, or "lead".
        accept: whether a text makes sense for the field.
        lines: the lines near the article's text, for a field that has patterns and no selectors.
    """
    if rules is None:
        return ""
    nearby = lines if rules.compiled(field) else ()
    texts = _selected_texts(document, rules, field) if rules.selectors(field) else nearby
    return next((value for text in texts for value in _values(rules, field, text) if accept(value)), "")


def ruled_files(document: Document, rules: Rules | None) -> list[tuple[str, str]]:
    """The files that the rules' ``attachments`` lead to, wherever on the page: (address as written, name)."""
    return list({file[0]: file for _, file in _ruled_links(document, rules)}.values())


def ruled_nodes(page: Page, rules: Rules | None) -> tuple[list[int], bool]:
    """The nodes that the rules' body and lead select, in page order, and whether there is text in the body.

    No nodes where the body's selectors match nothing.
    """
    lead = lead_nodes(page, rules)
    chosen: list[int] = []
    for selector in rules.body if rules else ():
        nodes = outermost(page, _nodes(page, page.document.select(selector)))
        chosen = chosen or nodes
        if any(_to_read(piece) and is_inside(page, piece.node, nodes) for piece in page.pieces):
            return outermost(page, [*lead, *nodes]), True
    return (outermost(page, [*lead, *chosen]) if chosen else []), False


def lead_nodes(page: Page, rules: Rules | None) -> list[int]:
    """The nodes that the rules' lead selects."""
    return _nodes(page, page.document.first(rules.lead)) if rules else []


def outermost(page: Page, nodes: Iterable[int]) -> list[int]:
    """Nodes in page order, without those inside others."""
    found: list[int] = []
    for node in sorted(set(nodes)):
        if not found or node >= page.ends[found[-1]]:
            found.append(node)
    return found


def unmatched(document: Document, rules: Rules) -> tuple[str, ...]:
    """The fields for which the rules have selectors and none of them matches on this page.

    One page says little: not every article has a lead or a file to download. A field that was matched on the
    pages of yesterday and is on none of today's tells of a redesign.
    """
    return tuple(f for f in SELECTED if rules.selectors(f) and not document.first(rules.selectors(f)))


def as_byline(text: str) -> str:
    """The byline that the text of an element marked as one says, without its label: "Tác giả: Kim Ngân".

    "" for an account of the CMS ("admin") and for a line with another field's label.
    """
    credit = read_credit(text, set_apart=True)
    said = credit.byline or ("" if credit.source and ":" in text else text.strip(" :"))
    return "" if _ACCOUNT.fullmatch(fold(said)) else said


def as_source(text: str) -> str:
    """The source that the text of an element marked as one says, without its label: "Nguồn tin: Báo Lào Cai"."""
    credit = read_credit(text, set_apart=True)
    return credit.source or ("" if credit.byline and ":" in text else text.strip(" :"))


def as_count(text: str) -> int | None:
    """The number that the text of an element marked as a view count says."""
    match = _COUNT.fullmatch(clean(text))
    digits = re.sub(r"\D", "", match[1]) if match else ""
    return int(digits) if 0 < len(digits) < 12 else None


def _ruled_links(document: Document, rules: Rules | None) -> Iterator[tuple[Element, tuple[str, str]]]:
    for element in document.first(rules.attachments) if rules else ():
        for link in [element] if element.tag == "a" else element.iter("a"):
            address = (link.get("href") or "").strip()
            if rules and address and not address.startswith(("#", "javascript:")):
                name = element_text(link)
                yield link, (address, next(_values(rules, "attachments", name), name))


def _selected_texts(document: Document, rules: Rules, field: str) -> Iterator[str]:
    for selector in rules.selectors(field):
        for element in document.select(selector):
            marked = field == "published" and (element.get("datetime") or element.get("content"))
            yield marked or element_text(element)


def _values(rules: Rules, field: str, text: str) -> Iterator[str]:
    """What a text says for a field: what the first of its patterns that matches has in brackets, else all of it."""
    patterns = rules.compiled(field)
    if not patterns:
        yield text
    for pattern in patterns:
        if match := pattern.search(text[:_LONGEST]):
            value = match["value"] if "value" in pattern.groupindex else match[1]
            yield (value or "").strip()
            return


def _nodes(page: Page, elements: Iterable[Element]) -> list[int]:
    return [node for node in map(page.node_of, elements) if node is not None]


def is_inside(page: Page, node: int, around: list[int]) -> bool:
    """Whether a node is one of some, or in one of them, none of which is in another."""
    before = bisect_right(around, node)
    return before > 0 and node < page.ends[around[before - 1]]


def _drops(rules: Rules, line: str) -> bool:
    return len(line) <= _LONGEST and any(compiled(pattern).fullmatch(line) for pattern in rules.drop_text)


def _to_read(piece: Piece) -> bool:
    return piece.dropped is None and piece.kind != "image" and bool(piece.text or piece.files)
