"""Where on a page the article is, with no rule to tell: a maximum-sum subtree of blocks.

Each block with enough text and few links counts for its length, every other block against; summed
from the leaves, the best node is the one that holds the article and little else (Bentley's maximum
subarray, on a tree; the weights were measured, see EXTRACTION-FINDINGS in the shared folder).
"""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from .page import Page, Piece

# A block shorter than this says nothing about where the article is (60 lost .018 F1 where measured).
_ENOUGH = 30
# One very long block must not outweigh a page of ordinary ones.
_CAP = 500
_AGAINST = 0.4
# The core of the text is the smallest node that holds this share of what its parent does.
_CORE = 0.6
# What a wider node must add to be the container: this share of the text, or this many characters near it.
_WORTH = 0.25
_NOTICEABLE = 30
_NEAR = 6
_PARAGRAPHS = frozenset(("p", "li", "blockquote", "h1", "h2", "h3", "h4", "tr"))

# Names that page furniture goes by, as whole words of a class or id attribute.
_FURNITURE_NAME = re.compile(
    r"""(?:^|[\s_-])
        (?: related | relate | lien-?quan | tin-?lien-?quan | tin-?khac | tbtinkhac | other-?news | news-?other
          | recommend(?:ed)?
          | sidebar | side-bar | breadcrumb | nav | navigation | post-?nav | menu | footer | toolbar | tool-?box
          | pagination | paging | pager | comment | binh-?luan | share | sharing | social | rating | vote | poll | print
          | counter | thong-?ke | hit-?count | truy-?cap | tag | banner | advert(?:isement)? | popup | modal | cookie
          | newsletter | subscribe | copyright | widget | wm-ipp | author-?box
        )s? (?:$|[\s_-])""",
    re.VERBOSE | re.IGNORECASE,
)


def find(page: Page) -> int | None:
    """The node that holds the article's text; None where no block of the page looks like text."""
    mass = _masses(page)
    if not mass or max(mass) <= 0:
        return None
    core = _core(page, mass, max(range(len(mass)), key=lambda node: (mass[node], node)))
    return _widen(page, mass, core)


def is_furniture(element: Element) -> bool:
    """Whether an element's class or id is a name that page furniture goes by."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return len(names) > 2 and bool(_FURNITURE_NAME.search(names))


def weight(piece: Piece) -> float:
    """What one piece says for (positive) or against (negative) its surroundings being the article."""
    length = len(piece.text)
    if piece.kind == "image":
        return 0.0
    if length >= _ENOUGH and piece.linked < 0.3 * length and piece.repeated is None:
        return min(length, _CAP)
    return -_AGAINST * length


def _masses(page: Page) -> list[float]:
    mass = [0.0] * len(page.elements)
    for piece in page.pieces:
        if piece.node >= 0:
            mass[piece.node] += weight(piece)
    for node in range(len(mass) - 1, 0, -1):
        parent = page.parents[node]
        if parent >= 0:
            mass[parent] += mass[node]
    return mass


def _core(page: Page, mass: list[float], node: int) -> int:
    """Down from the heaviest node to the smallest that still holds most of the text."""
    while True:
        heir = max(_children(page, node), key=lambda child: mass[child], default=None)
        # A single paragraph is no container: its neighbours, a caption or a byline, belong to it.
        if heir is None or mass[heir] < _CORE * mass[node] or page.elements[heir].tag in _PARAGRAPHS:
            return node
        node = heir


def _widen(page: Page, mass: list[float], core: int) -> int:
    """Up again as long as what is gained is worth it: more text of weight, or text right beside.

    A lead stands a line above the text and is a tenth of it; so is a footer, at the other end of the page.
    """
    node = core
    for above in page.ancestors(page.parents[core]):
        gain = mass[above] - mass[node]
        if gain > 0 and (gain >= _WORTH * mass[node] or (gain >= _NOTICEABLE and _is_near(page, node, above))):
            node = above
    return node


def _is_near(page: Page, node: int, above: int) -> bool:
    """Whether every text of weight that the wider node adds stands within a few pieces of the narrower."""
    own = [i for i, piece in enumerate(page.pieces) if node <= piece.node < page.ends[node]]
    added = [
        i
        for i, piece in enumerate(page.pieces)
        if above <= piece.node < page.ends[above] and not own[0] <= i <= own[-1] and weight(piece) > 0
    ]
    return all(own[0] - _NEAR <= i <= own[-1] + _NEAR for i in added)


def _children(page: Page, node: int) -> list[int]:
    found, child = [], node + 1
    while child < page.ends[node]:
        found.append(child)
        child = page.ends[child]
    return found
