"""How Vietnamese words are typed and written: without marks, with the tone on either vowel, with y or i.

Pure text; what a query is made of them is the business of `query`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache


def fold(text: str) -> str:
    """Text without marks and case, đ as d, letter for letter: positions stay."""
    return text.translate(_FOLDED)


@lru_cache(maxsize=4096)
def spellings(word: str) -> tuple[str, ...]:
    """A word as typed, and as others write the same word, in lower case: `hòa` hoà, `kỷ` kỉ, `quý` quí qúy.

    The tone mark of an open oa, oe, uy stands on either vowel. y and i are one sound at the end of a syllable that
    begins with h, k, l, m, s, t, and after qu; nowhere else (`tui` is not `tuy`, `hai` not `hay`).
    """
    word = word.lower()
    written = {word: None, _tone_moved(word): None}
    for one in tuple(written):
        swapped = _i_or_y(one)
        written |= {swapped: None, _tone_moved(swapped): None}
    return tuple(written)


@lru_cache(maxsize=4096)
def folded_spellings(word: str) -> tuple[str, ...]:
    """The same without marks: what an index without marks has."""
    return tuple(dict.fromkeys(map(fold, spellings(word))))


def words_pattern(words: tuple[tuple[str, ...], ...], *, marks: bool, prefix: bool = False) -> re.Pattern[str]:
    """Finds words that stand one after the other, each in one of its spellings, in text as it is written.

    marks: with just the marks of the spelling; else with whatever marks (a text need not be folded to be searched).
    prefix: the last word may go on.
    """
    letters = _same_letter if marks else _any_mark
    (begin, first), *others = ((_begins(spelt, letters), _goes_on(spelt, letters)) for spelt in words)
    # Whether a letter stands before is asked after the first letter: patterns that begin with letters are fast.
    joined = r"[\W_]+".join([rf"{begin}(?<![^\W_][\s\S]){first}", *(f"{start}{rest}" for start, rest in others)])
    return re.compile(joined + ("" if prefix else r"(?![^\W_])"))


class _Folding(dict[int, str]):
    """What `str.translate` asks for a character, worked out once."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        base = unicodedata.normalize("NFD", letter)[0].lower()
        self[code] = folded = base if len(base) == 1 else letter
        return folded


_FOLDED = _Folding({ord("đ"): "d", ord("Đ"): "d"})

# The letters of Latin with their marks: more than Vietnamese has, and all that a mark is looked for on.
_LATIN = [chr(code) for first, last in ((0x41, 0x24F), (0x1E00, 0x1EFF)) for code in range(first, last + 1)]


@lru_cache(maxsize=1024)
def _any_mark(letter: str) -> str:
    folded = fold(letter)
    return _one_of({letter, folded, folded.upper(), *(marked for marked in _LATIN if fold(marked) == folded)})


@lru_cache(maxsize=1024)
def _same_letter(letter: str) -> str:
    return _one_of({letter, letter.lower(), letter.upper()})


def _begins(spelt: tuple[str, ...], letters: Callable[[str], str]) -> str:
    """A class of the letters that spellings of a word begin with."""
    return "[" + "".join(letters(spelling[0])[1:-1] for spelling in spelt) + "]"


def _goes_on(spelt: tuple[str, ...], letters: Callable[[str], str]) -> str:
    """What comes after the first letter of any of the spellings."""
    rests = (f"(?<={letters(spelling[0])})" + "".join(map(letters, spelling[1:])) for spelling in spelt)
    return f"(?:{'|'.join(rests)})"


def _one_of(letters: set[str]) -> str:
    return "[" + "".join(re.escape(letter) for letter in sorted(letters) if len(letter) == 1) + "]"


def _tone_moved(word: str) -> str:
    """The word with its tone on the other vowel, where it ends in oa, oe or uy with a tone: `hòa`, `hoà`."""
    match = _OPEN.fullmatch(unicodedata.normalize("NFD", word))
    if match is None:
        return word
    begin, first, tone, second, later = match.groups()
    if first + second not in {"oa", "oe", "uy"} or bool(tone) == bool(later):
        return word
    return unicodedata.normalize("NFC", begin + first + later + second + tone)


def _i_or_y(word: str) -> str:
    """The word with y for i or i for y, where they are one sound."""
    match = _I_OR_Y.fullmatch(unicodedata.normalize("NFD", word))
    if match is None:
        return word
    begin, vowel, end = match.groups()
    return unicodedata.normalize("NFC", begin + ("y" if vowel == "i" else "i") + end)


_TONE = "[\u0300\u0301\u0303\u0309\u0323]?"
_OPEN = re.compile(rf"(.*)([ou])({_TONE})([aey])({_TONE})")
# `kỷ`, `lí`; `quý`, and after qu in `quýt`, `quỳnh`, `quých` too.
_I_OR_Y = re.compile(rf"([hklmst](?=[iy]{_TONE}$)|qu{_TONE})([iy])({_TONE}(?:t|nh|ch)?)")
