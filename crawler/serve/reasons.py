"""The reasons that the archive gives, in English, told in Vietnamese by the table in ``reasons.toml``."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("reasons.toml")
_SLOT = re.compile(r"\\\{\d\\\}")
_NO_LETTERS = re.compile(r"[\W\d_]+")
# A reason quotes its portal, which can write what it likes: what is longer is left as it is, and what is in what is in
# a reason too.
_LONGEST = 1000
_DEEPEST = 3


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A reason with slots: what it is in English and in Vietnamese, and for each slot whether it may be a reason."""

    english: re.Pattern[str]
    vietnamese: str
    slots: tuple[bool, ...]


def in_vietnamese(reason: str) -> str | None:
    """A reason in Vietnamese, what it quotes left as it is; None for one that the table does not know.

    ``in_vietnamese("no such month: 13/2025")`` is ``"không có tháng này: 13/2025"``.
    """
    return None if len(reason) > _LONGEST else _told(reason, _DEEPEST)


def _told(reason: str, deep: int) -> str | None:
    exact, patterns = _known()
    if reason in exact or not deep:
        return exact.get(reason)
    if several := _several(reason, deep):
        return several
    for pattern in patterns:
        if match := pattern.english.fullmatch(reason):
            filled = zip(match.groups(), pattern.slots, strict=True)
            return pattern.vietnamese.format(*((open and _told(words, deep - 1)) or words for words, open in filled))
    return _with_more(reason, deep)


def _several(reason: str, deep: int) -> str | None:
    """Several reasons in one, all of them known."""
    parts = reason.split("; ")
    told = [words for part in parts if (words := _told(part, deep - 1))] if len(parts) > 1 else []
    return "; ".join(told) if told and len(told) == len(parts) else None


def _with_more(reason: str, deep: int) -> str | None:
    """A reason, and behind it what the page said, or more about it."""
    for sign in (": ", " (“"):
        head, found, more = reason.partition(sign)
        if found and (begun := _told(head, 0)):
            return f"{begun}{sign}{_told(more, deep - 1) or more}"
    return None


@cache
def _known() -> tuple[dict[str, str], list[_Pattern]]:
    """The reasons without slots, and the others, those with most words of their own first."""
    table: dict[str, str] = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    exact = {english: vietnamese for english, vietnamese in table.items() if "{" not in english}
    slotted = sorted(table.keys() - exact.keys(), key=lambda english: (-len(_NO_LETTERS.sub("", english)), english))
    return exact, [_pattern(english, table[english]) for english in slotted]


def _pattern(english: str, vietnamese: str) -> _Pattern:
    slots = tuple(f"“{{{n}}}”" not in english for n in range(english.count("{")))
    return _Pattern(re.compile(_SLOT.sub("(.+?)", re.escape(english)), re.DOTALL), vietnamese, slots)
