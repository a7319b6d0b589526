"""Vietnamese encoded in UTF-8 twice ("Há»™i nghá»‹"): recognised on a page where it is certain, and undone.

It comes about where UTF-8 is taken for windows-1252 on its way through a database or a template, so a page can
hold it in its texts and proper Unicode in its frame. Only strings in and out.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from .syllables import TONES, WHOLE_LETTER, is_syllable

_SIGNS = "\u00a0«»°²³·½×–—‘’“”•…₫\u200b\ufeff\u0302\u0306\u031b" + "".join(sorted(TONES))
_VOWELS = "aăâeêioôơuưy"
# Letters that only Vietnamese has make sequences that no text has: so many different ones are no accident.
_CERTAIN = 3
# "à" is C3 A0, and A0 is a no-break space, which many a program has made a plain one, or one with the next.
_LOST, _LOSS = "Ã ", "\x1f"
_AFTER_LOSS = re.compile(rf"([^\W\d_]{{0,4}})à{_LOSS}(?=( |[^\W\d_]{{0,4}}))")


def may_be_double(text: str) -> bool:
    """Whether any of it can be encoded twice: a quick look. Ä begins ă and đ, Æ begins ơ and ư."""
    return "Ä" in text or "Æ" in text


def is_double(text: str) -> bool:
    """Whether the text of a page certainly holds Vietnamese that is encoded twice."""
    found = set(map(_meanings().__getitem__, _garbled().findall(text))) if may_be_double(text) else set()
    return sum(letter.isalpha() and letter >= "ă" for letter in found) >= _CERTAIN


def undo(text: str) -> str:
    """A text of such a page as it was meant; as it stands where it has whole Vietnamese letters."""
    if text.isascii() or WHOLE_LETTER.search(text):
        return text
    return _AFTER_LOSS.sub(_close_up, _garbled().sub(lambda match: _meanings()[match[0]], text))


def _close_up(match: re.Match[str]) -> str:
    """A word with "à" and the space after it, where that is one: not within a syllable, nor before another space."""
    before, after = match.groups()
    ends = after.isalpha() and not is_syllable(f"{before}à{after}")
    return f"{before}à " if ends or match.end() == len(match.string) else f"{before}à"


@lru_cache(maxsize=1)
def _meanings() -> dict[str, str]:
    """What UTF-8 read as a Western or the Vietnamese code page looks like, to the character that it was."""
    letters = {unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in ("", *TONES)} | {"đ"}
    meant = {letter for letter in letters | set(map(str.upper, letters)) | set(_SIGNS) if not letter.isascii()}
    return {_LOST: f"à{_LOSS}"} | {
        "".join(_read(byte, codec) for byte in character.encode()): character
        for codec in ("latin-1", "windows-1252", "windows-1258")
        for character in meant
    }


def _read(byte: int, codec: str) -> str:
    """One byte read in a code page; where it has nothing there, the control character that browsers put."""
    try:
        return bytes([byte]).decode(codec)
    except UnicodeDecodeError:
        return chr(byte)


@lru_cache(maxsize=1)
def _garbled() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _meanings())))
