"""Where on a page the article is: the elements the rules name, or the container with a verdict on each of its blocks.

Says what is asked and how sure the answer is; what a line is (text, caption, credit) is for ``reading``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from . import container, layout, standing
from .boilerplate import continues_counter, furniture
from .forest import probability
from .imprint import is_imprint
from .names import FURNITURE, name_of
from .page import Page, Piece
from .ruled import is_inside, lead_nodes, outermost, ruled_nodes
from .rules import Rules

#: From which probability on a block is text.
SURE = 0.5
#: Where in a row it says that a block stands where most of the text does.
IS_MAIN_PARENT = list(standing.FEATURES).index("is_main_parent")
#: A lead that stands apart is so long at least, and so few pieces above the text.
LEAD, LEAD_REACH = 60, 3
_LEAD_NAME = re.compile(r"\b(?:sapo|chapo|mo-?ta|tom-?tat|trich-?(?:dan|yeu)|home-?text|lead)\b", re.IGNORECASE)
# Less text than this, where the rules' own body is empty, is an imprint and no article.
_PROSE, _LONG = 180, 90


@dataclass(slots=True)
class Region:
    """Where the article is.

    Attributes:
        name: what found it ("rule:liferay", "generic").
        pieces: indexes into the page's pieces, in page order; never empty.
        unwanted: nodes in it all of which is furniture, each with the reason.
        rows: for each piece that the forest is asked about, how it stands among the others; empty where rules say.
        sure: for each of these, how sure the forest is that it is text.
        nodes: what it is made of: the elements that the rules name, or the container.
    """

    name: str
    pieces: list[int]
    unwanted: dict[int, str]
    rows: dict[int, list[float]] = field(default_factory=dict)
    sure: dict[int, float] = field(default_factory=dict)
    nodes: list[int] = field(default_factory=list)


def find_region(page: Page, rules: Rules | None) -> Region | None:
    """Where the article is; None where nothing on the page looks like text.

    As the rules say, unless there is nothing where they say it is, and an article elsewhere.
    """
    nodes, holds_text = ruled_nodes(page, rules)
    if rules and holds_text:
        return _ruled_region(page, rules, nodes)
    generic = _generic_region(page, lead_nodes(page, rules))
    if rules and nodes and (generic is None or not _holds_prose(page, generic, nodes[0])):
        return _ruled_region(page, rules, nodes)
    return generic


def is_likely(page: Page, region: Region, index: int) -> bool:
    """Whether a piece will be text, as far as its standing alone tells."""
    piece = page.pieces[index]
    if index in region.sure:
        return region.sure[index] >= SURE
    return _is_asked(piece) and piece.node not in region.unwanted and not furniture(piece.text)


def _is_asked(piece: Piece) -> bool:
    """Whether the forest has anything to say of a piece."""
    return piece.kind in ("text", "table") and piece.dropped is None and piece.repeated is None


def _ruled_region(page: Page, rules: Rules, nodes: list[int]) -> Region | None:
    inside = _within(page, nodes)
    if not inside:
        return None
    return Region(f"rule:{rules.name}", inside, _furniture_within(page, nodes, inside), nodes=nodes)


def _within(page: Page, nodes: list[int]) -> list[int]:
    return [i for i, piece in enumerate(page.pieces) if is_inside(page, piece.node, nodes)]


def _furniture_within(page: Page, region: Iterable[int], inside: Iterable[int]) -> dict[int, str]:
    """Nodes inside the region that go by a name of furniture and do not hold the text itself.

    The name of what holds the text says nothing ("print-content", "post-tags-wrapper").
    """
    pieces = [page.pieces[i] for i in inside]
    sums = layout.add_up(page, pieces)
    most = 0.4 * sum(map(layout.mass, pieces))
    found: dict[int, str] = {}
    for top in region:
        for node in range(top + 1, page.ends[top]):
            if page.parents[node] in found:
                found[node] = found[page.parents[node]]
            elif sums.mass[node] <= most and page.kinds[node] in FURNITURE:
                found[node] = f"furniture by name: “{name_of(page.elements[node])}”"
    return found


def _generic_region(page: Page, lead: list[int]) -> Region | None:
    """The container; where there is none, or only the title or the imprint, what stands around a link to a document."""
    reasons = layout.furniture(page, layout.add_up(page, page.pieces))
    region = _container_region(page, reasons, lead)
    likely = [page.pieces[i] for i, sure in region.sure.items() if sure >= SURE] if region else []
    text = [piece.text for piece in likely if page.tags[piece.node] != "h1"]
    return region if text and not is_imprint(text) else _offer(page, reasons) or region


def _container_region(page: Page, reasons: list[str | None], lead: list[int]) -> Region | None:
    """The container, and with it what the rules know to be the lead; what they know is not asked about."""
    top = container.find(page, reasons)
    if top is None:
        return None
    end = page.ends[top]
    inside = [i for i, p in enumerate(page.pieces) if top <= p.node < end]
    asked = [i for i in inside if _is_asked(page.pieces[i]) and reasons[page.pieces[i].node] is None]
    rows = dict(zip(asked, standing.standings(page, top, [page.pieces[i] for i in asked]), strict=True))
    nodes = outermost(page, [*lead, top]) if lead else [top]
    if lead:
        inside, known = _within(page, nodes), outermost(page, lead)
        rows = {i: row for i, row in rows.items() if not is_inside(page, page.pieces[i].node, known)}
    inside = [*_lead_above(page, reasons, inside[0]), *inside]
    unwanted = {node: reason for node in range(top, end) if (reason := reasons[node])}
    sure = {i: probability(row) for i, row in rows.items()}
    return Region("generic", inside, unwanted, rows, _lists_as_one(page, top, rows, sure), nodes)


def _lead_above(page: Page, reasons: list[str | None], start: int) -> list[int]:
    """The lead where it stands in a box of its own right above the container: bold, or called a lead by its class."""
    for i in range(start - 1, max(-1, start - 1 - LEAD_REACH), -1):
        piece = page.pieces[i]
        if piece.kind == "menu" or page.tags[piece.node] == "h1":
            return []
        if _is_asked(piece) and reasons[piece.node] is None and layout.is_good(piece) and len(piece.text) >= LEAD:
            return [i] if is_set_as_lead(page, piece) else []
    return []


def is_set_as_lead(page: Page, piece: Piece) -> bool:
    """Whether a paragraph is bold, or in an element whose class calls it a lead."""
    named = any(_LEAD_NAME.search(page.classes[n]) for n in (piece.node, page.parents[piece.node]) if n >= 0)
    return named or piece.bold >= 0.8 * len(piece.text.replace(" ", ""))


def _lists_as_one(page: Page, top: int, rows: dict[int, list[float]], sure: dict[int, float]) -> dict[int, float]:
    """The verdicts with every list of text kept or dropped as one thing: its items differ in length, not in kind.

    It is kept where one of its items is, or where it stands among the paragraphs. Lists of links and counters are left
    to the forest.
    """
    lists: dict[int, list[int]] = defaultdict(list)
    for i in sure:
        around = [n for n in page.ancestors(page.pieces[i].node) if n > top and page.tags[n] in ("ul", "ol")]
        if around:
            lists[around[-1]].append(i)
    told, main_parent = dict(sure), _main_parent(page, rows)
    for node, items in lists.items():
        pieces = [page.pieces[i] for i in items]
        links = sum(p.linked for p in pieces) >= 0.3 * sum(len(p.text) for p in pieces)
        if links or page.kinds[node] or all(continues_counter(p.text) for p in pieces):
            continue
        best = max(sure[i] for i in items)
        if best >= SURE or page.parents[node] == main_parent:
            told |= dict.fromkeys(items, max(best, SURE))
    return told


def _main_parent(page: Page, rows: dict[int, list[float]]) -> int:
    """The element in which most of the text stands; -1 where nothing does."""
    return next((page.parents[page.pieces[i].node] for i, row in rows.items() if row[IS_MAIN_PARENT]), -1)


def _offer(page: Page, reasons: list[str | None]) -> Region | None:
    """A page may only offer a document: what stands around the first link to one."""
    linked = next((piece for piece in page.pieces if piece.files and reasons[piece.node] is None), None)
    if linked is None:
        return None
    top = page.parents[linked.node]
    unwanted = {node: reason for node in range(top, page.ends[top]) if (reason := reasons[node])}
    return Region("generic", _within(page, [top]), unwanted, nodes=[top])


def _holds_prose(page: Page, region: Region, ruled: int) -> bool:
    """Whether a region holds what can be an article: where the rules' body is empty, a portal's imprint is none.

    ``ruled`` is the empty body; the names of what holds both say nothing.
    """
    likely = (page.pieces[i] for i, sure in region.sure.items() if sure >= SURE)
    long = (piece for piece in likely if layout.is_good(piece) and len(piece.text) >= _LONG)
    return sum(len(piece.text) for piece in long if not _is_apart(page, piece.node, ruled)) >= _PROSE


def _is_apart(page: Page, node: int, other: int) -> bool:
    """Whether a node stands in furniture that does not hold the other."""
    around = (n for n in page.ancestors(node) if not n <= other < page.ends[n])
    return any(page.kinds[n] in FURNITURE or page.tags[n] in ("footer", "aside") for n in around)
