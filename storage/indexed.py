"""What the indexes hold of a text. Pure, and a good part of the work of storing one: other processes than the one that
writes can do it (`ahead`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from storage import alphabet
from storage.similarity import signature, title_band

# The title is looked up like one more band: a short text with a part missing shares no other.
TITLE_BAND = -1

StoryRow: TypeAlias = tuple[int, int, int | None]
"""A text's row in the index of stories: band, hash, sketch."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """What the indexes hold of a text: its rows in that of stories; title and body as that of words is given them."""

    stories: tuple[StoryRow, ...]
    title: str
    body: str


def index_text(text: tuple[str, str]) -> Indexed:
    """What the indexes hold of a title and a body, given as they are stored."""
    title, body = text
    return Indexed(story_rows(title, body), _bare(title), _bare(body))


def story_rows(title: str, body: str) -> tuple[StoryRow, ...]:
    """The rows of a text in the index of stories; none where it has no words."""
    own = signature(body)
    if not own.bands:
        return ()
    return (*((band, value, own.sketch) for band, value in enumerate(own.bands)), (TITLE_BAND, title_band(title), None))


def _bare(text: str) -> str:
    """Text for the full text index, with d for đ. The index takes all other marks off too, letter by letter, which
    takes it longer than all else that it does with a word: it finds the same words where none are left."""
    encoded = alphabet.encode(text)
    return text.replace("đ", "d").replace("Đ", "D") if encoded is None else alphabet.bare(encoded)
