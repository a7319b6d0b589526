"""How the text lies on a page: per node, the sums of what stands in it; and which nodes are surely no text.

The ground of the generic extractor. What counts as good text, and the hard rules, were measured
(EXTRACTION-FINDINGS in the shared folder: comment threads, cards and link lists weigh more than articles).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from .names import name_of
from .page import Page, Piece

# A block shorter than this says nothing about where the article is (60 lost .018 F1 where measured).
_ENOUGH = 30
# One very long block must not outweigh a page of ordinary ones.
_CAP = 500
# A line that is a link and this long is a headline that leads elsewhere.
_HEADLINE = 15
# What holds more of the text than this share is no furniture, whatever it is called.
_MOST = 0.4
# Siblings of one tag and class, each with a headline and little text: the cards of a list of other articles.
_FEWEST_CARDS = 3
_NO_CARD = frozenset("p h1 h2 h3 h4 h5 tr td th thead tbody hr blockquote".split())
_FURNITURE_TAGS = frozenset(("nav", "aside"))


@dataclass(slots=True)
class Sums:
    """Per node of a page, over all that stands in it.

    Attributes:
        length: characters of text. linked: of these, in links.
        mass: characters of good text (each block counts up to 500). good: number of its blocks.
        headlines: number of lines that are a link to elsewhere.
    """

    length: list[int]
    linked: list[int]
    mass: list[int]
    good: list[int]
    headlines: list[int]


def is_good(piece: Piece) -> bool:
    """Whether a piece is text of some length that is mostly no link, and not the portal's own."""
    length = len(piece.text)
    return length >= _ENOUGH and piece.kind != "image" and piece.linked < 0.3 * length and piece.repeated is None


def mass(piece: Piece) -> int:
    """What a piece says for its surroundings being the article: its length, if it is good text."""
    return min(len(piece.text), _CAP) if is_good(piece) else 0


def add_up(page: Page, pieces: Sequence[Piece]) -> Sums:
    """The sums of every node over some of the page's pieces."""
    count = len(page.elements)
    length, linked, heavy, good, headlines = ([0] * count for _ in range(5))
    for piece in pieces:
        node = piece.node
        if node < 0 or piece.kind == "image":
            continue
        size = len(piece.text)
        length[node] += size
        if piece.linked:
            linked[node] += piece.linked
            headlines[node] += size >= _HEADLINE and piece.linked >= 0.8 * size
        if own := mass(piece):
            heavy[node] += own
            good[node] += 1
    parents = page.parents
    for node in range(count - 1, 0, -1):
        if length[node]:
            parent = parents[node]
            length[parent] += length[node]
            linked[parent] += linked[node]
            heavy[parent] += heavy[node]
            good[parent] += good[node]
            headlines[parent] += headlines[node]
    return Sums(length, linked, heavy, good, headlines)


def furniture(page: Page, sums: Sums) -> list[str | None]:
    """For each node the reason why all in it is surely no text of an article; None for the others.

    What holds the page's ``h1`` is never furniture, and what holds much of its text only where it is a foot or readers'
    comments: these can outweigh the article.
    """
    reasons: list[str | None] = [None] * len(page.elements)
    titled = _holders_of_title(page)
    most = _MOST * sums.mass[0]
    parents = page.parents
    for node, kind in enumerate(page.kinds):
        if node and reasons[parents[node]]:
            reasons[node] = reasons[parents[node]]
        elif node not in titled and sums.length[node]:
            if kind == "comments":
                reasons[node] = f"comments of readers: “{name_of(page.elements[node])}”"
            elif (kind == "footer" or page.tags[node] == "footer") and not _is_nearly_all(page, node):
                reasons[node] = f"the foot of the page: “{name_of(page.elements[node]) or 'footer'}”"
            elif sums.mass[node] < most:
                if kind == "junk":
                    reasons[node] = f"furniture by name: “{name_of(page.elements[node])}”"
                elif page.tags[node] in _FURNITURE_TAGS:
                    reasons[node] = f"<{page.tags[node]}>"
    _mark_cards(page, sums, titled, reasons)
    return reasons


def _is_nearly_all(page: Page, node: int) -> bool:
    """Whether a node holds so much of the page that its name says nothing: "has-sticky-footer"."""
    return page.ends[node] - node > 0.6 * len(page.elements)


def _holders_of_title(page: Page) -> set[int]:
    return {n for node, tag in enumerate(page.tags) if tag == "h1" for n in page.ancestors(node)}


def _mark_cards(page: Page, sums: Sums, titled: set[int], reasons: list[str | None]) -> None:
    """Marks groups of cards: at least three siblings alike, most with a headline, with little text each.

    Not where their parent holds much text beside them: what is set into an article is the article's.
    """
    groups: dict[tuple[int, str, str], list[int]] = defaultdict(list)
    for node, parent in enumerate(page.parents):
        if parent < 0 or sums.headlines[parent] < _FEWEST_CARDS or reasons[node]:
            continue
        if (tag := page.tags[node]) not in _NO_CARD:
            groups[parent, tag, page.classes[node]].append(node)
    for (parent, tag, name), nodes in groups.items():
        if len(nodes) < _FEWEST_CARDS or (tag == "li" and not name) or not titled.isdisjoint(nodes):
            continue
        headed = sum(1 for node in nodes if sums.headlines[node] and sums.good[node] <= 3)
        if headed < max(_FEWEST_CARDS, 0.7 * len(nodes)) or sum(sums.good[n] for n in nodes) > 1.5 * len(nodes):
            continue
        if sums.mass[parent] - sum(sums.mass[n] for n in nodes) >= 0.3 * sums.mass[0]:
            continue
        for node in nodes:
            for inner in range(node, page.ends[node]):
                reasons[inner] = reasons[inner] or f"one of {len(nodes)} cards that lead elsewhere"
