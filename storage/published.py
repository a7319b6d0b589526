"""Which date of publication a page has, seen twice, and which an article has, standing on several pages.

Pure rules over DateFacts. Portals print the moment of rendering where an article has no date of its own
(PORTALS-OVER-TIME.md, "Dates"): one look cannot tell, two can.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from storage.instants import Period, period, stamp
from storage.records import NO_DATE, DateFact


@dataclass(frozen=True, slots=True)
class PageDate:
    """What is known of a page's date: the fact, and the earliest date that was seen to move, if any."""

    fact: DateFact = NO_DATE
    moved_from: str | None = None


def next_date(known: PageDate, shown: DateFact, *, same_text: bool, reused: bool, first_shown: datetime) -> PageDate:
    """The date of a page after one more look.

    `shown` is the date it shows now, `same_text` whether its text stood still, `reused` whether the
    address now holds another article, `first_shown` when it was first seen with the text it has now.

    A later date over the same text is the rendering's and is withdrawn; the first look then bounds the
    date. Renderings only move on, so a date earlier than one that moved is the author's after all.
    """
    if shown.value is None:
        # A date that disappears is still the date; a new article starts with none.
        unknown = known.fact.value is None and known.moved_from is None
        return PageDate(shown) if reused else replace(known, fact=shown) if unknown else known
    if reused:
        return PageDate(shown)
    if known.moved_from is not None and not _earlier(shown.value, known.moved_from):
        return known
    if same_text and known.fact.value is not None and _earlier(known.fact.value, shown.value):
        return PageDate(_withdrawn(shown, first_shown), moved_from=known.fact.value)
    if same_text and known.fact.value is not None and not _earlier(shown.value, known.fact.value):
        # The same date again, perhaps in other words: the more precise one is worth more.
        return replace(known, fact=earliest([known.fact, shown]))
    return replace(known, fact=shown)


def listed_date(known: PageDate, listed: DateFact, *, rendering: bool, first_shown: datetime) -> PageDate:
    """The date of a page after a look at the listing that names it, with no look at the page itself.

    `rendering`: many items of the listing share this date to the minute, so it is the moment at which the
    portal was rendered; a page that shows the same has no date of its own. Else the listing tells the
    date of a page that shows none, or tells it more precisely; where the two differ, the page is believed.
    """
    if listed.value is None:
        return known
    if rendering:
        shows_it = known.fact.value is not None and _overlap(known.fact.value, listed.value)
        moved = known.fact.evidence == listed.evidence and known.fact.value is not None
        if not shows_it and not moved:
            return known
        return PageDate(_withdrawn(known.fact, first_shown, _SHARED), moved_from=known.moved_from or known.fact.value)
    if known.moved_from is not None and not _earlier(listed.value, known.moved_from):
        return known
    if known.fact.value is None:
        return replace(known, fact=listed)
    if known.fact.evidence == listed.evidence and _earlier(known.fact.value, listed.value):
        return PageDate(_withdrawn(listed, first_shown), moved_from=known.fact.value)
    inner, outer = period(listed.value), period(known.fact.value)
    finer = inner is not None and outer is not None and _within(inner, outer)
    return replace(known, fact=listed) if finer else known


def earliest(facts: Iterable[DateFact]) -> DateFact:
    """The earliest date with a value; of two that can be the same moment the more precise one.

    "2021-05-03" and "2021-05-03T08:51:00+07:00" give the latter. NO_DATE where none has a value.
    """
    dated = [(reach, fact) for fact in facts if fact.value is not None and (reach := period(fact.value))]
    if not dated:
        return NO_DATE
    best = min(dated, key=_by_start)
    while finer := [other for other in dated if _within(other[0], best[0])]:
        best = min(finer, key=_by_start)
    return best[1]


_MOVED = "the date on the page moves while its text stands still: it is the moment of rendering"
_SHARED = "many items of the portal's listings show this date to the minute: it is the moment of rendering"


def _withdrawn(shown: DateFact, first_shown: datetime, problem: str = _MOVED) -> DateFact:
    return DateFact(evidence=shown.evidence, text=shown.text, not_after=stamp(first_shown), problem=problem)


def _overlap(a: str, b: str) -> bool:
    first, second = period(a), period(b)
    return first is not None and second is not None and first[0] < second[1] and second[0] < first[1]


def _earlier(a: str, b: str) -> bool:
    """Whether a is over before b begins: a day is not earlier than an hour of it."""
    first, second = period(a), period(b)
    return first is not None and second is not None and first[1] <= second[0]


def _within(inner: Period, outer: Period) -> bool:
    return inner != outer and outer[0] <= inner[0] and inner[1] <= outer[1]


def _by_start(dated: tuple[Period, DateFact]) -> tuple[datetime, datetime]:
    return dated[0]
