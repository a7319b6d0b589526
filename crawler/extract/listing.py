"""Whether what was read is an article, or the beginnings of several: a listing, a front page, results of a search.

Works on the lines of a page: how much of each is a link, and which of them were kept as the text.
"""

from __future__ import annotations

from collections.abc import Set
from itertools import islice

from lxml.etree import _Element as Element

from .boilerplate import furniture, heads_related
from .page import Page, Piece, absolute, element_text, is_file, is_heading
from .text import fold

# From which length a line is a headline or a text; how many lines may stand between them (a date, a picture's);
# how many texts under headlines make a listing, and how much of what was kept they must be.
_HEADLINE, _TEXT, _BETWEEN = 15, 60, 3
_FEWEST, _SHARE = 3, 0.75
# A block with more links than this is no headline's.
_MOST_LINKS = 20
# A table of links has this many rows at least, most of them with one, and no text of this length beside it.
_ROWS, _LINKED_ROWS, _PROSE = 4, 0.6, 100


def is_listing(page: Page, title: str, texts: Set[str]) -> bool:
    """Whether the texts kept of a page each stand under a headline that links to the rest of it.

    In an article links to others stand beside the text or below it; between its paragraphs there may be one
    here and there, but none above the first.
    """
    pieces = [piece for piece in page.pieces if piece.kind == "text"]
    long = [number for number, piece in enumerate(pieces) if len(piece.text) >= _TEXT]
    kept = [number for number in long if pieces[number].text in texts and not _is_link(pieces, number)]
    if not kept or not _is_teaser(page, title, pieces, kept[0]):
        return False
    teasers = {number for number in long if _is_teaser(page, title, pieces, number)}
    under = sum(len(pieces[number].text) for number in kept if number in teasers)
    return len(teasers) >= _FEWEST and under >= _SHARE * sum(len(pieces[number].text) for number in kept)


def is_table_of_links(page: Page, texts: Set[str]) -> bool:
    """Whether all that was kept is a table whose rows lead to other pages: a register, a listing."""
    tables = [piece for piece in page.pieces if piece.kind == "table" and piece.text in texts]
    if not tables or sum(map(len, texts)) - sum(len(table.text) for table in tables) >= _PROSE:
        return False
    rows = [row for table in tables for row in page.elements[table.node].iter("tr")]
    linked = sum(any(_names_a_page(link) for link in row.iter("a")) for row in rows)
    return len(rows) >= _ROWS and linked >= _LINKED_ROWS * len(rows)


def _names_a_page(link: Element) -> bool:
    return len(element_text(link).split()) >= 4 and not is_file(link.get("href", ""))


def _is_teaser(page: Page, title: str, pieces: list[Piece], number: int) -> bool:
    """Whether a text stands right under a headline that leads elsewhere: between them no other heading, and not the
    title, for under that stands its own text."""
    if _linked(pieces, number) >= 0.3 * len(pieces[number].text):
        return False
    folded = fold(title)
    for above in range(number - 1, max(-1, number - 2 - _BETWEEN), -1):
        piece = pieces[above]
        titled = len(piece.text) == len(folded) and fold(piece.text) == folded
        if not titled and _is_link(pieces, above):
            if _is_headline(piece):
                return _leads_elsewhere(page, piece)
        elif titled or is_heading(page.elements[piece.node]) or len(piece.text) >= _TEXT:
            return False
    return False


def _is_headline(piece: Piece) -> bool:
    names = len(piece.text) >= _HEADLINE and len(piece.text.split()) >= 4
    return names and furniture(piece.text) is None and not heads_related(piece.text)


def _is_link(pieces: list[Piece], number: int) -> bool:
    return _linked(pieces, number) >= 0.75 * len(pieces[number].text)


def _linked(pieces: list[Piece], number: int) -> float:
    """How many characters of a piece are a link. Of lines of one block only all together are counted: where they
    are as many as the first line has, it is the link."""
    piece = pieces[number]
    block = [piece]
    for other in pieces[number + 1 : number + 4]:
        if other.node != piece.node or other.line == 0:
            break
        block.append(other)
    if piece.line == 0 and len(block) > 1:
        linked = sum(line.linked for line in block)
        return len(piece.text) if abs(linked - len(piece.text)) <= 0.2 * len(piece.text) else piece.linked
    return piece.linked


def _leads_elsewhere(page: Page, headline: Piece) -> bool:
    """Whether a headline is one link, to another page. Some themes link the title to its own page; a row of buttons
    is several links."""
    links = [link for link in islice(page.elements[headline.node].iter("a"), _MOST_LINKS) if link.get("href")]
    longest = max(links, key=lambda link: len(element_text(link)), default=None)
    if longest is None or len(element_text(longest)) < 0.6 * len(headline.text):
        return False
    address = longest.get("href", "").strip()
    if address.startswith("#"):
        return len(address) == 1  # "#" is where links of a template lead that nobody filled in
    return absolute(page.url, address).split("#")[0] != page.url.split("#")[0]
