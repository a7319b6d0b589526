"""Everything that the pages say, in Vietnamese and in English: words from ``messages.toml``, dates, numbers."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from crawler.serve.reasons import in_vietnamese

# The first is what a reader gets who asks for none of them.
CODES = ("vi", "en")

_MESSAGES = Path(__file__).with_name("messages.toml")
_VIETNAM = timezone(timedelta(hours=7))
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


class Told(NamedTuple):
    """Words, and the code of their language."""

    words: str
    code: str


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the pages. ``say`` gives its words; what has none is a mistake of the program (KeyError)."""

    code: str
    words: Mapping[str, str]

    def say(self, key: str, **values: Any) -> str:
        """The words of a key, values put in; where ``n`` is 1 and there is such a form, those of ``key.one``."""
        if values.get("n") == 1 and f"{key}.one" in self.words:
            key = f"{key}.one"
        values = {name: self.number(value) if isinstance(value, int) else value for name, value in values.items()}
        return self.words[key].format(**values)

    def name(self, group: str, word: str | None) -> str:
        """The name of one of a group's words (``status``, ``verdict`` …), itself where nobody named it."""
        return self.words.get(f"{group}.{word}", word or "")

    def source(self, evidence: str | None) -> str:
        """Where a date was read, in words: by what stands before the colon, which is how the archive writes it."""
        return self.words.get(f"source.{(evidence or '').partition(':')[0]}", "")

    def reason(self, words: str) -> Told:
        """A reason that the archive gives, in this language where it can be said in it, else in English."""
        vietnamese = in_vietnamese(words) if self.code == "vi" else None
        return Told(vietnamese, "vi") if vietnamese else Told(words, "en")

    def verdict(self, word: str) -> Told:
        """What became of a date that was weighed: in a word, or the reason why it is not the page's."""
        named = self.words.get(f"verdict.{word}")
        return Told(named, self.code) if named else self.reason(word)

    def number(self, value: int) -> str:
        """A whole number with its thousands set apart: 12.345 or 12,345."""
        grouped = f"{value:,}"
        return grouped.replace(",", ".") if self.code == "vi" else grouped

    def size(self, count: int) -> str:
        """A number of bytes as people say it: 840 KB, 1,2 MB."""
        for unit, many in (("MB", 1_000_000), ("KB", 1000)):
            if count >= many:
                told = f"{count / many:.1f}".removesuffix(".0")
                return f"{told.replace('.', ',') if self.code == 'vi' else told} {unit}"
        return f"{count} byte"

    def date(self, value: str | None) -> str:
        """A date of the archive (ISO 8601, to the year, month, day or moment), as people write it; "" for None."""
        if not value:
            return ""
        year, month, day, clock = value[:4], value[5:7], value[8:10], value[11:16]
        if not month.isdecimal():
            return year
        if self.code == "vi":
            return "/".join(part for part in (day, month, year) if part) + (f" {clock}" if clock else "")
        words = [str(int(day))] if day.isdecimal() else []
        return " ".join([*words, _MONTHS[(int(month) - 1) % 12], year, *([clock] if clock else [])])

    def moment(self, value: str | None) -> str:
        """A moment of the archive (UTC), as the clock in Vietnam showed it; "" for None."""
        if not value:
            return ""
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return value
        local = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(_VIETNAM)
        return self.date(local.isoformat(timespec="minutes"))


@cache
def languages() -> dict[str, Language]:
    """All languages by their code."""
    tables = tomllib.loads(_MESSAGES.read_text(encoding="utf-8"))
    return {code: Language(code, dict(_flat(tables[code]))) for code in CODES}


def chosen(asked: str | None, remembered: str | None, accepted: str | None) -> Language:
    """The language for a reader: as asked for now, as remembered, as the browser says, else the first."""
    known = languages()
    for code in (asked, remembered, *_by_preference(accepted or "")):
        if code in known:
            return known[code]
    return known[CODES[0]]


def _by_preference(header: str) -> list[str]:
    """The languages of an Accept-Language header, the one liked best first: ``en-GB,vi;q=0.8`` is en, vi."""
    weighed: list[tuple[float, int, str]] = []
    for part in header.split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality or 1)
        except ValueError:
            weight = 0.0
        if weight > 0:
            weighed.append((-weight, len(weighed), tag.split("-")[0].lower()))
    return [code for _, _, code in sorted(weighed)]


def _flat(table: Mapping[str, Any], before: str = "") -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in table.items():
        pairs += _flat(value, f"{before}{key}.") if isinstance(value, dict) else [(f"{before}{key}", value)]
    return pairs
