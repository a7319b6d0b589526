"""Which date of publication a page has, seen twice, and which an article has, standing on several pages.

Pure rules over DateFacts. Portals print the moment of rendering where an article has no date of its own
(PORTALS-OVER-TIME.md, "Dates"): one look cannot tell, two can. Where no date is known, bounds are kept:
never a date themselves, and each look may only tighten them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from storage.instants import VIETNAM, Period, period, stamp
from storage.records import NO_DATE, DateFact, Weighed


@dataclass(frozen=True, slots=True)
class PageDate:
    """What is known of a page's date: the fact, and the earliest date that was seen to move, if any."""

    fact: DateFact = NO_DATE
    moved_from: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What the archive knows beside the date that a look shows.

    Attributes:
        first_shown: when the page was first seen with the text it has now.
        not_before: the latest day that the text speaks of as past (an ISO day), None where it speaks of none.
    """

    first_shown: datetime
    not_before: str | None = None


def first_date(shown: DateFact, known: Known) -> PageDate:
    """The date of a page at the first look: the date shown, or else bounds."""
    return PageDate(shown if shown.value else _bounded(shown, known))


def next_date(before: PageDate, shown: DateFact, *, same_text: bool, reused: bool, known: Known) -> PageDate:
    """The date of a page after one more look.

    `shown` is the date it shows now, `same_text` whether its text stood still, `reused` whether the
    address now holds another article.

    A later date over the same text is the rendering's and is withdrawn; the first look then bounds the
    date. Renderings only move on, so a date earlier than one that moved is the author's after all.
    """
    if reused:
        return first_date(shown, known)
    fact = before.fact
    if shown.value is None:
        # A date that disappears is still the date; bounds are those of the first look.
        untold = fact.value is None and before.moved_from is None and not _has_bounds(fact)
        return replace(before, fact=_bounded(shown, known)) if untold else before
    if before.moved_from is not None and not _earlier(shown.value, before.moved_from):
        return before
    if same_text and fact.value is not None and _earlier(fact.value, shown.value):
        return PageDate(_withdrawn(shown, known, _MOVED), moved_from=fact.value)
    if same_text and fact.value is not None and not _earlier(shown.value, fact.value):
        # The same date again, perhaps in other words: the more precise one is worth more.
        return replace(before, fact=earliest([fact, shown]))
    return replace(before, fact=shown)


def listed_date(before: PageDate, listed: DateFact, known: Known) -> PageDate:
    """The date of a page after a look at the listing that names it, with no look at the page itself.

    The listing tells the date of a page that shows none, or tells it more precisely; where the two differ, the
    page is believed. A date of the listing's own that moved on is withdrawn.
    """
    fact = before.fact
    if listed.value is None:
        return before
    if before.moved_from is not None and not _earlier(listed.value, before.moved_from):
        return before
    if fact.value is None:
        return replace(before, fact=listed)
    if fact.evidence == listed.evidence and _earlier(fact.value, listed.value):
        return PageDate(_withdrawn(listed, known, _MOVED), moved_from=fact.value)
    inner, outer = period(listed.value), period(fact.value)
    finer = inner is not None and outer is not None and _within(inner, outer)
    return replace(before, fact=listed) if finer else before


def rendered_date(before: PageDate, rendering: DateFact, known: Known) -> PageDate:
    """The date of a page that shows, or is listed with, the moment at which the portal was rendered.

    Many pages of the portal share it to the minute. A page that shows the same (or the day of it) has no date of
    its own, nor has one whose date is the listing's.
    """
    fact = before.fact
    if fact.value is None or rendering.value is None:
        return before
    if fact.evidence != rendering.evidence and not _overlap(fact.value, rendering.value):
        return before
    return PageDate(_withdrawn(fact, known, _SHARED), moved_from=before.moved_from or fact.value)


def still_withdrawn(before: PageDate, replayed: PageDate, known: Known) -> PageDate:
    """The date of a page whose looks were read anew, where it had been found before to be the moment of rendering.

    What told that (a listing, the portal's other pages) is not in the looks, so it stands; as ever, a date earlier
    than the one that moved is the author's.
    """
    value = replayed.fact.value
    if value is not None and before.moved_from is not None and _earlier(value, before.moved_from):
        return replace(replayed, moved_from=before.moved_from)
    told = before.fact
    fact = DateFact(evidence=told.evidence, text=told.text, problem=told.problem or _MOVED)
    return PageDate(_bounded(fact, known), before.moved_from)


def is_shared(fact: DateFact) -> bool:
    """Whether a date was withdrawn because the portal's other pages show it too."""
    return fact.problem == _SHARED


def merged_date(before: PageDate, after: PageDate, known: Known, *, at_once: bool = False) -> PageDate:
    """The date of a page that two archives have seen with the same text, `after` being what the later one to see it
    knows. Renderings only move on, whoever looks; where both saw it last at one moment (`at_once`), nothing moved."""
    facts = (after.fact, before.fact)
    moved = min(filter(None, (before.moved_from, after.moved_from)), key=_start, default=None)
    if moved is not None:
        authors = earliest(fact for fact in facts if fact.value is not None and _earlier(fact.value, moved))
        untold = next((fact for fact in facts if fact.value is None), None)
        return PageDate(authors if authors.value else untold or _withdrawn(after.fact, known, _MOVED), moved)
    if after.fact.value is None and before.fact.value is None:
        return PageDate(tightened(after.fact, before.fact))
    if not at_once and after.fact.value and before.fact.value and _earlier(before.fact.value, after.fact.value):
        return PageDate(_withdrawn(after.fact, known, _MOVED), before.fact.value)
    return PageDate(earliest(facts))


def tightened(fact: DateFact, bound: DateFact) -> DateFact:
    """A page's bounds with those that its neighbours give; a fact with a date, or that they contradict, as it is.

    The evidence is that of the tighter lower bound, which says more than the first look does.
    """
    if fact.value is not None:
        return fact
    low = max(filter(None, (fact.not_before, bound.not_before)), key=_start, default=None)
    high = min(filter(None, (fact.not_after, bound.not_after)), key=_end, default=None)
    if (low, high) == (fact.not_before, fact.not_after) or (low and high and _start(low) >= _end(high)):
        return fact
    told = bound if low != fact.not_before or not fact.text else fact
    return replace(fact, evidence=told.evidence, text=told.text, not_before=low, not_after=high)


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


NOT_JUDGED = ""
"""The verdict on a date that came in beside a look at its page."""


def decided(weighed: Iterable[Weighed], fact: DateFact) -> list[Weighed]:
    """What was weighed for a page's date, the verdicts as the archive's knowledge of the page has them.

    One look can choose a date that another shows to be the rendering's, or that is known better.
    """
    chosen, others = [], []
    for one in weighed:
        if one.fact.value is not None and (one.fact.value, one.fact.evidence) == (fact.value, fact.evidence):
            chosen.append(replace(one, verdict="chosen"))
        elif one.verdict in ("chosen", "agrees", NOT_JUDGED):
            others.append(replace(one, verdict=_why_not(one, fact)))
        else:
            others.append(one)
    return chosen + others


def article_date(facts: Sequence[DateFact]) -> DateFact:
    """The date of a text that stands on several pages: the earliest; where none is known, what bounds them all.

    The text was published no later than on the page that bounds it most tightly from above, and not before
    all of them were.
    """
    best = earliest(facts)
    if best.value is not None or not facts:
        return best
    # As moments, not as text: a look is stamped in UTC, a neighbour's date is in Vietnamese time.
    told = min(facts, key=lambda fact: (not _has_bounds(fact), _end(fact.not_after) if fact.not_after else _NEVER))
    floors = [fact.not_before for fact in facts]
    return replace(told, not_before=min(filter(None, floors)) if all(floors) else None)


def best_known(fact: DateFact) -> str | None:
    """Where a date stands in the order of time, as ISO text that sorts: the date, without one the day it cannot be
    before, which is most often near. None where neither is known: the first look alone says little."""
    return fact.value or fact.not_before


_MOVED = "the date on the page moves while its text stands still: it is the moment of rendering"
_SHARED = "many pages of the portal show this date to the minute: it is the moment of rendering"


def _withdrawn(shown: DateFact, known: Known, problem: str) -> DateFact:
    return _bounded(DateFact(evidence=shown.evidence, text=shown.text, problem=problem), known)


def _bounded(fact: DateFact, known: Known) -> DateFact:
    """A fact without a value, bounded by the first look and by the text as far as they go together."""
    low = fact.not_before or known.not_before
    high = min(filter(None, (fact.not_after, stamp(known.first_shown))), key=_end)
    if low and _start(low) >= _end(high):
        low = None
    return replace(fact, not_before=low, not_after=high)


def _why_not(one: Weighed, fact: DateFact) -> str:
    """Why a date that a look chose, or that came in beside one, is not the page's."""
    if _agrees(one.fact, fact):
        return "agrees"
    if fact.value is None:
        return fact.problem or "not believed"
    return "another is trusted more" if one.verdict == NOT_JUDGED else f"known to be {fact.value}, from {fact.evidence}"


def _agrees(one: DateFact, other: DateFact) -> bool:
    return one.value is not None and other.value is not None and _overlap(one.value, other.value)


def _has_bounds(fact: DateFact) -> bool:
    return bool(fact.not_before or fact.not_after)


def _overlap(a: str, b: str) -> bool:
    first, second = period(a), period(b)
    return first is not None and second is not None and first[0] < second[1] and second[0] < first[1]


def _earlier(a: str, b: str) -> bool:
    """Whether a is over before b begins: a day is not earlier than an hour of it."""
    first, second = period(a), period(b)
    return first is not None and second is not None and first[1] <= second[0]


def _within(inner: Period, outer: Period) -> bool:
    return inner != outer and outer[0] <= inner[0] and inner[1] <= outer[1]


def _start(value: str) -> datetime:
    reach = period(value)
    return reach[0] if reach else _NEVER


def _end(value: str) -> datetime:
    reach = period(value)
    return reach[1] if reach else _NEVER


_NEVER = datetime.max.replace(tzinfo=VIETNAM)


def _by_start(dated: tuple[Period, DateFact]) -> tuple[datetime, datetime]:
    return dated[0]
