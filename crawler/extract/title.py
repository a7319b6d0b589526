"""The title of a page: which of the lines above the text, or of what the head says, it is."""

from __future__ import annotations

import re

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
    scored = [
        (_score(page, piece, text_starts - index, metadata, listed), piece.text)
        for index, piece in enumerate(page.pieces[: text_starts + 6])
        if index >= text_starts - _REACH and piece.kind == "text"
    ]
    if scored:
        best = max(scored, key=lambda pair: pair[0])
        if best[0] >= _ENOUGH:
            return clean(best[1]), "generic"
    for where, text in metadata.titles:
        return _without_site(text, metadata.site), where
    if listed:
        return listed, "listing"
    if metadata.head_title:
        return _without_site(metadata.head_title, metadata.site), "title element"
    return "", ""


def _score(page: Page, piece: Piece, above: int, metadata: Metadata, listed: str | None) -> float:
    """How much a line looks like the title; ``above`` is how many pieces before the text it stands."""
    text = piece.text
    if not 8 <= len(text) <= 300 or furniture(text) or sum(c.isalpha() for c in text) < 0.5 * len(text):
        return -1.0
    element = page.elements[piece.node]
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    score = _TAG_SCORE.get(str(element.tag), 0.0)
    if _TITLE_CLASS.search(names) and not _NOT_TITLE_CLASS.search(names):
        score += 2.0
    if piece.bold >= 0.8 * len(text.replace(" ", "")):
        score += 0.5
    own = words(text)
    if listed and words(listed) == own:
        score += 4.0
    score += _agreement(own, metadata)
    if piece.linked > 0.5 * len(text):
        score -= 1.0
    if metadata.site and words(metadata.site) == own:
        score -= 4.0
    return score - 0.05 * abs(above)


def _agreement(own: list[str], metadata: Metadata) -> float:
    """Whether what the head says of the page says the same."""
    if len(own) < 3:
        return 0.0
    if any(words(text)[: len(own)] == own for _, text in metadata.titles):
        return 4.0
    head = " ".join(words(metadata.head_title or ""))
    return 3.0 if " ".join(own) in head and len(own) >= 4 else 0.0


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
