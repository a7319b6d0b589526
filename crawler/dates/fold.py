"""Text folded for matching: lower case, no diacritics, plain spaces, dashes and slashes; lines kept.

Patterns are written against the folded text alone; ``Folded.cut`` gives back the words as they stand.
What the words mean does not belong here.
"""

from __future__ import annotations

import re
import unicodedata

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_SLASHES = dict.fromkeys(map(ord, "⁄∕"), "/")  # U+2044 stands for "/" on real pages
_QUOTES = dict.fromkeys(map(ord, "’‘‛′´`"), "'") | dict.fromkeys(map(ord, "“”„″"), '"')
_BARS = dict.fromkeys(map(ord, "│┃¦｜"), "|")

_ICONS = frozenset(("So", "Co"))  # 📅, ►, the private letters of an icon font: ornament where words are read

# Combining marks (decomposed letters) and characters without width: they vanish in the folded text.
_VANISHING = re.compile(r"[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufe0f\ufeff]")


class Folded:
    """A text and its folded form.

    Attributes:
        original: the text as it was given.
        plain: the folded text; as long as the original unless characters vanished.
    """

    __slots__ = ("_positions", "original", "plain")

    def __init__(self, original: str, plain: str, positions: list[int] | None = None) -> None:
        self.original = original
        self.plain = plain
        self._positions = positions

    def cut(self, start: int, end: int) -> str:
        """The words of the original that the folded span stands for, marks included."""
        if self._positions is None:
            return self.original[start:end]
        return self.original[self._positions[start] : self._positions[end]]

    def as_written(self, start: int, end: int) -> str:
        """The words that a folded span stands for with their marks, composed and in lower case."""
        return unicodedata.normalize("NFC", self.cut(start, end)).lower()


def fold(text: str) -> Folded:
    """Fold a text. ``Đăng lúc: 30⁄11⁄2023`` gives ``dang luc: 30/11/2023``; NFC and NFD alike."""
    if text.isascii():
        return Folded(text, text.lower().translate(_WHITE))
    if _VANISHING.search(text) is None:
        return Folded(text, text.translate(_TABLE))
    positions = [place for place, char in enumerate(text) if not _VANISHING.match(char)]
    plain = "".join(text[place] for place in positions).translate(_TABLE)
    return Folded(text, plain, [*positions, len(text)])


_WHITE = dict.fromkeys(map(ord, "\t\r\x0b\x0c\x1c\x1d\x1e\x1f"), " ")


class _FoldTable(dict[int, str]):
    """Every character's folded form, one for one so that positions hold; worked out when first met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_char(chr(code))
        return folded


def _fold_char(char: str) -> str:
    if char.isspace():
        return char if char == "\n" else " "  # a new line still ends a sentence
    if "\uff01" <= char <= "\uff5e":  # full-width forms of ASCII
        char = chr(ord(char) - 0xFEE0)
    if unicodedata.category(char) in _ICONS and char not in "©®°":
        return " "
    base = unicodedata.normalize("NFD", char)[0].lower()
    return "d" if base in "đð" else base[0]  # Ð (eth) stands for Đ on real pages


_TABLE = _FoldTable(_DASHES | _SLASHES | _QUOTES | _BARS)
