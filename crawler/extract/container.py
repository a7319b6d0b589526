"""Where on a page the article is, with no rule to tell: a maximum-sum subtree of blocks.

Each block with enough text and few links counts for its length, every other block against; summed
from the leaves, the best node is the one that holds the article and little else (Bentley's maximum
subarray, on a tree; the weights were measured, see EXTRACTION-FINDINGS in the shared folder).
"""

from __future__ import annotations

from .layout import mass
from .page import Page, Piece

_AGAINST = 0.4
# Down from the best node to a smaller one only where it holds nearly all of the same.
_ALL = 0.97


def find(page: Page, unwanted: list[str | None]) -> int | None:
    """The node that holds the article's text; None where no block of the page looks like text.

    Args:
        unwanted: for each node why all in it is no text, or None (``layout.furniture``).
    """
    weights = [0.0] * len(page.elements)
    for piece in page.pieces:
        if piece.node >= 0:
            weights[piece.node] += _weight(piece, unwanted[piece.node] is None and piece.dropped is None)
    parents = page.parents
    for node in range(len(weights) - 1, 0, -1):
        weights[parents[node]] += weights[node]
    if not weights or max(weights) <= 0:
        return None
    return _down(page, weights, max(range(len(weights)), key=lambda node: (weights[node], node)))


def _weight(piece: Piece, wanted: bool) -> float:
    """What one piece says for (positive) or against (negative) its surroundings being the article."""
    if piece.kind == "image":
        return 0.0
    return (wanted and mass(piece)) or -_AGAINST * len(piece.text)


def _down(page: Page, weights: list[float], node: int) -> int:
    while True:
        heir = max(page.children(node), key=lambda child: weights[child], default=None)
        if heir is None or weights[heir] < _ALL * weights[node]:
            return node
        node = heir
