"""Text as a reader wants it: NFC, plain spaces, nothing invisible; and a folded form for comparing.

Only strings in and out. What a text means (a counter, a byline, a date) is for other rooms.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# The capital and the small letters of Latin script with marks: they alternate in Unicode, so no range will do.
CAPITALS = "A-Z" + "".join(c for c in map(chr, [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)]) if c.isupper())
SMALL = "a-z" + "".join(c for c in map(chr, [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)]) if c.islower())

# Characters that a reader cannot see and that split words for a machine: soft hyphen, zero-width
# space, joiners, marks of direction, word joiner, byte order mark.
_INVISIBLE = re.compile("[\0\u00ad\u200b-\u200f\u2060\ufeff]")
_LINE_SPACE = re.compile(r" *\n[ \n]*")


def clean(text: str) -> str:
    """One line of running text: NFC, invisible characters gone, every run of white space one space.

    ``str.split`` with no argument also splits at NBSP (U+00A0) and the other Unicode spaces.
    """
    if text.isascii():
        return " ".join(text.split())
    text = " ".join(_INVISIBLE.sub("", text).split())
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def clean_lines(text: str) -> str:
    """As ``clean``, but a new line stays a new line (several of them one)."""
    if "\n" not in text:
        return clean(text)
    return "\n".join(line for line in (clean(part) for part in text.split("\n")) if line)


def fold(text: str) -> str:
    """The text without diacritics, đ as d, in lower case; one character for one, so positions hold.

    Expects NFC. ``fold("Đồng chí Hà")`` is ``"dong chi ha"``.
    """
    return (text if text.isascii() else text.translate(_fold_table())).lower()


def words(text: str) -> list[str]:
    """The words of a text, folded: for comparing titles and the like, not for display."""
    return re.findall(r"\w+", fold(text))


def has_letters(text: str) -> bool:
    return any(character.isalpha() for character in text)


@lru_cache(maxsize=1)
def _fold_table() -> dict[int, str]:
    """Every precomposed Latin letter to its base letter, and the two letters with a stroke."""
    table = {ord("đ"): "d", ord("Đ"): "D"}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base.isascii():
            table[code] = base
    # "İ" and the like would grow when lowered; none stands in Vietnamese, all fold to plain letters here.
    return table
