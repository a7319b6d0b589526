"""What a line is because of what stands around it: the words of furniture in an article, a name that is no author's.

``boilerplate`` and ``credits`` read one line; here its neighbours are asked. An article may be about the portal itself
(*Lượt truy cập* as a heading), be a manual (*Đăng nhập* as a step), or end with a signature or a list of winners.
"""

from __future__ import annotations

from collections.abc import Sequence

from .credits import is_name, read_credit, signs_for_office
from .page import Page, Piece, is_heading

# A paragraph of prose is so long and no link.
_PROSE = 80


def is_said_by_the_article(page: Page, before: Piece, piece: Piece, behind: Sequence[Piece]) -> bool:
    """Whether a line in furniture's words is the article's own.

    Args:
        before: the line of the article right above. behind: the lines right behind that may be text.
    """
    if not any(_is_prose(other) for other in behind):
        return False  # a widget at one of the text's ends
    if before.text.endswith(":"):
        return True
    if _is_set_as_heading(page, piece):
        return bool(behind) and _is_prose(behind[0])
    return _is_step(page, piece, [before, *behind])


def is_no_author(above: Sequence[str], line: str) -> bool:
    """Whether a bare name at the end belongs to a signature or a list: by the lines above it, last one last."""
    if not above or read_credit(line):
        return False
    return (
        above[-1].endswith(":")
        or any(signs_for_office(other) for other in above[-3:])
        or (len(above) > 1 and is_name(above[-1]) and is_name(above[-2]))
    )


def _is_prose(piece: Piece) -> bool:
    return piece.kind == "text" and len(piece.text) >= _PROSE and piece.linked < 0.3 * len(piece.text)


def _is_set_as_heading(page: Page, piece: Piece) -> bool:
    return is_heading(page.elements[piece.node]) or piece.bold >= 0.95 * len(piece.text.replace(" ", ""))


def _is_step(page: Page, piece: Piece, around: Sequence[Piece]) -> bool:
    """Whether a line is an item of a numbered list in which a neighbour is text."""
    parent = page.parents[piece.node]
    if page.tags[piece.node] != "li" or page.tags[parent] != "ol":
        return False
    return any(page.parents[other.node] == parent for other in around)
