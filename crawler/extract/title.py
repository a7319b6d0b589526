"""The title of a page: which of the lines above the text, or of what the head says, it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .boilerplate import furniture
from .metadata import Metadata
from .page import Page, Piece
from .ruled import ruled_text
from .rules import Rules
from .text import clean, fold, words

_TITLE_CLASS = re.compile(r"title|tieu-?de|headline|heading|ten-?bai|subject", re.IGNORECASE)
_NOT_TITLE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:site|logo|breadcrumb|menu|nav|widget|module|block-?title|cat(?:egory)?-|folder)", re.IGNORECASE
)
_SEPARATOR = re.compile(r"\s+[|–—»·:-]\s+|\s*[|»]\s*")
_TAG_SCORE = {"h1": 3.0, "h2": 2.0, "h3": 1.0, "h4": 0.5}
# A line this far above the text is the site's, not the article's.
_REACH = 40
_ENOUGH = 1.5


def ruled_title(page: Page, rules: Rules | None, metadata: Metadata) -> tuple[str, str]:
    """The title where the rules say, and where that is; ("", "") where they say nothing that can be one."""
    text = ruled_text(page.document, rules, "title", lambda text: _can_be_title(text, metadata))
    return (text, f"rule:{rules.name}") if rules and text else ("", "")


def find_title(page: Page, metadata: Metadata, listed: str | None, text_starts: int) -> tuple[str, str]:
    """The title with no rule to tell, and where it came from; ("", "") where there is none.

    Args:
        listed: the title in the list item that led here: a line that equals it is the title.
        text_starts: index of the first piece of the article's text; the title stands near it.
    """
    known = _Known(
        listed=words(listed or ""),
        site=words(metadata.site or ""),
        titles=[words(text) for _, text in metadata.titles],
        head=" ".join(words(metadata.head_title or "")),
    )
    best, text = _ENOUGH, ""
    for index in range(max(0, text_starts - _REACH), min(len(page.pieces), text_starts + 6)):
        piece = page.pieces[index]
        if piece.kind == "text" and 8 <= len(piece.text) <= 300 and not piece.repeated:
            score = _score(page, piece, known) - 0.05 * abs(text_starts - index)
            if score > best and not _is_no_title(piece.text):
                best, text = score, piece.text
    if text:
        return clean(text), "generic"
    for where, text in metadata.titles:
        return _without_site(text, metadata.site), where
    if listed:
        return listed, "listing"
    head = _without_site(metadata.head_title or "", metadata.site)
    return (head, "title element") if head and furniture(head) is None else ("", "")  # "Trang chủ" is no title


@dataclass(slots=True)
class _Known:
    """What is said of the page elsewhere, as folded words: the list item's title, the site's name, the head."""

    listed: list[str]
    site: list[str]
    titles: list[list[str]]
    head: str


def _score(page: Page, piece: Piece, known: _Known) -> float:
    """How much a line looks like the title."""
    text = piece.text
    names = f"{page.classes[piece.node]} {page.elements[piece.node].get('id', '')}"
    score = _TAG_SCORE.get(page.tags[piece.node], 0.0)
    if len(names) > 1 and _TITLE_CLASS.search(names) and not _NOT_TITLE_CLASS.search(names):
        score += 2.0
    if piece.bold >= 0.8 * len(text.replace(" ", "")):
        score += 0.5
    if piece.linked > 0.5 * len(text):
        score -= 1.0
    own = words(text)
    if known.listed and known.listed == own:
        score += 4.0
    if known.site and known.site == own:
        score -= 4.0
    return score + _agreement(own, known)


def _is_no_title(text: str) -> bool:
    return sum(map(str.isalpha, text)) < 0.5 * len(text) or furniture(text) is not None


def _agreement(own: list[str], known: _Known) -> float:
    """Whether what the head says of the page says the same."""
    if len(own) < 3:
        return 0.0
    if any(title[: len(own)] == own for title in known.titles):
        return 4.0
    return 3.0 if len(own) >= 4 and " ".join(own) in known.head else 0.0


def _without_site(text: str, site: str | None) -> str:
    """ "Title - Site" without the site; with no name to compare, the longest part."""
    parts = [part for part in _SEPARATOR.split(text) if part]
    if len(parts) < 2:
        return text
    if site and fold(parts[-1]) == fold(site):
        return text[: text.rindex(parts[-1])].rstrip(" |–—»·:-")
    # Only a separator with the site's words behind it: a dash in the title itself is common.
    if re.search(r"(cổng|trang|website|ubnd|portal|báo)", parts[-1], re.IGNORECASE):
        return text[: text.rindex(parts[-1])].rstrip(" |–—»·:-")
    return text


def _can_be_title(text: str, metadata: Metadata) -> bool:
    """Not two letters, not the site's name: as the head names it, or as the end of "Title - Site" there."""
    if sum(map(str.isalpha, text)) < 3:
        return False
    if metadata.site and fold(metadata.site) == fold(text):
        return False
    parts = [fold(part).strip() for part in _SEPARATOR.split(metadata.head_title or "") if part]
    ends_head = len(parts) > 1 and parts[-1] == fold(text) != parts[0]
    return not ends_head or any(fold(said) == fold(text) for _, said in metadata.titles)
