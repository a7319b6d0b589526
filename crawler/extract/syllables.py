"""Whether a word can be a Vietnamese syllable: onset, rhyme and tone that go together.

By the rules of the spelling, not by a list of words: the 3,800 syllables without tones follow from two small
tables (the way of www.hieuthi.com/blog/2017/03/21/all-vietnamese-syllables.html). What it is for: telling
Vietnamese that was read in the right encoding from what a wrong one makes of it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT = "\u0300\u0301\u0303\u0309\u0323"
TONES = frozenset((_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT))

# A letter that Vietnamese alone has, whole: no 8-bit encoding has it.
WHOLE_LETTER = re.compile("[\u1ea0-\u1ef9]")

# What may close each nucleus; "-" is nothing. Loan words that every paper has are in it (xoong, moóc).
_CODAS = {
    "a": "- c ch i m n ng nh o p t u y", "ă": "c m n ng p t", "â": "c m n ng p t u y",
    "e": "- c m n ng o p t", "ê": "- ch m n nh p t u", "i": "- a ch m n nh p t u", "iê": "c m n ng p t u",
    "o": "- c i m n ng p t", "oo": "c ng", "ô": "- c i m n ng p t", "ơ": "- i m n p t",
    "u": "- a c i m n ng p t", "uô": "c i m n ng t", "ư": "- a c i m n ng t u", "ươ": "c i m n ng p t u",
    "y": "-", "yê": "m n ng t u",
    "oa": "- c ch i m n ng nh o p t y", "oă": "c m n ng t", "oe": "- m n ng o t", "uâ": "n ng t y",
    "uê": "- ch nh u", "uơ": "-", "uy": "- a ch n nh p t u", "uyê": "n t",
}  # fmt: skip
# After "qu" the u is already spoken: the nuclei that follow it, and their codas where those are not the usual ones.
_AFTER_QU = {"a": "", "ă": "", "â": "", "e": "", "ê": "", "i": "", "yê": "", "ô": "c", "ơ": "- t", "y": "- ch nh t"}
_ONSETS = ("", *"b c d đ g h k l m n p r s t v x ch gh gi kh ng ngh nh ph th tr qu".split())
_FRONT = frozenset("eêiy")
# A y by itself is written for i after these only (hy vọng, kỷ, lý, Mỹ, tỷ); "yê" opens a word.
_BEFORE_Y = frozenset(("", "h", "k", "l", "m", "n", "s", "t", "th", "v", "qu"))


def is_syllable(word: str) -> bool:
    """Whether the word, in either case and any normalisation form, is a possible Vietnamese syllable.

    ``"nghị"`` and ``"QUÝT"`` are; ``"nghi\u0323i"``, ``"cafe"``, ``"hôc"`` (c closes only with the tones of
    ``hốc`` and ``hộc``) are not.
    """
    letters = unicodedata.normalize("NFD", word.lower())
    tones = [letter for letter in letters if letter in TONES]
    if len(tones) > 1:
        return False
    plain = unicodedata.normalize("NFC", "".join(letter for letter in letters if letter not in TONES))
    if plain not in _plain_syllables():
        return False
    return not plain.endswith(("c", "ch", "p", "t")) or tones in ([_ACUTE], [_DOT])


@lru_cache(maxsize=1)
def _plain_syllables() -> frozenset[str]:
    """Every syllable without its tone."""
    return frozenset(
        onset + nucleus + coda.strip("-")
        for nucleus, codas in _CODAS.items()
        for onset in _ONSETS
        if _go_together(onset, nucleus)
        for coda in _codas_after(onset, nucleus, codas)
    )


def _go_together(onset: str, nucleus: str) -> bool:
    if nucleus == "y":
        return onset in _BEFORE_Y
    if nucleus == "yê":
        return onset in ("", "qu")
    if onset == "qu":
        return nucleus in _AFTER_QU
    if onset == "gi":
        return nucleus[0] not in "iy"
    if onset in ("k", "gh", "ngh"):
        return nucleus[0] in _FRONT
    if onset in ("c", "ng"):
        return nucleus[0] not in _FRONT
    return onset != "g" or nucleus[0] not in "eê"


def _codas_after(onset: str, nucleus: str, codas: str) -> list[str]:
    return (_AFTER_QU.get(nucleus) or codas if onset == "qu" else codas).split()
