"""The choice of a page's published date among the dates that its evidence gives.

Where candidates come from and how they are read is for others; here they are only weighed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from crawler.dates.forms import local
from storage.records import NO_DATE, DateFact

RENDERING = timedelta(minutes=10)
"""A date this near to the capture is as likely the moment at which the page was rendered."""

_FINENESS = {"year": 4, "month": 7, "day": 10, "hour": 13, "minute": 16, "second": 19}
"""How many characters of an ISO value a precision vouches for."""


def choose_published(candidates: Sequence[DateFact], *, seen: datetime) -> DateFact:
    """The best of the candidates, which come in order of trust; ``seen`` is the time of the capture.

    The rules, in this order:

    1. Last-Modified comes last whatever its place: servers change it with every deployment.
    2. A date within ten minutes of the capture loses to any other: a page that has no date of its own
       often shows the moment of its rendering. Alone it keeps its value and gets a problem.
    3. A date that has a problem (its weekday contradicts it) loses to any that has none.
    4. Else the earlier candidate wins: the order is the caller's knowledge of the page.
    5. A more precise candidate that agrees with the winner as far as the winner goes (to the day, at
       most) takes its place: a list shows the day, the page the minute. Suspect dates and
       Last-Modified, which are about other moments, refine nothing.
    6. Where another candidate, other than Last-Modified or a suspect, names another day, the winner's
       ``problem`` says which and where it stood: the disagreement stays visible, the value stands.

    Without any value: bounds before problems before nothing. The losers are the caller's to keep.
    """
    now = local(seen)
    dated = [fact for fact in candidates if fact.value is not None]
    if not dated:
        bounded = (fact for fact in candidates if fact.not_before or fact.not_after)
        troubled = (fact for fact in candidates if fact.problem)
        return next(bounded, None) or next(troubled, NO_DATE)
    ranked = sorted(dated, key=lambda fact: (_suspect(fact, now), _last_modified(fact), fact.problem is not None))
    winner = ranked[0]
    if _suspect(winner, now):
        return replace(winner, problem=winner.problem or "the moment of the capture: perhaps of the rendering")
    peers = [fact for fact in ranked[1:] if not _suspect(fact, now) and not _last_modified(fact)]
    for fact in peers:
        if _finer(fact, winner) and _agree(fact, winner) and not fact.problem:
            winner = fact
    others = [fact for fact in peers if not _agree(fact, winner)]
    if others and winner.problem is None:
        said = "; ".join(dict.fromkeys(f"{fact.evidence} says {fact.value}" for fact in others))
        return replace(winner, problem=f"disagreement: {said}")
    return winner


def _suspect(fact: DateFact, now: datetime) -> bool:
    if fact.value is None or fact.precision not in {"minute", "second"}:
        return False
    return abs(datetime.fromisoformat(fact.value) - now) <= RENDERING


def _last_modified(fact: DateFact) -> bool:
    return "last-modified" in (fact.evidence or "").lower()


def _finer(one: DateFact, other: DateFact) -> bool:
    return _FINENESS[one.precision] > _FINENESS[other.precision]


def _agree(one: DateFact, other: DateFact) -> bool:
    shared = min(_FINENESS[one.precision], _FINENESS[other.precision], _FINENESS["day"])
    return (one.value or "")[:shared] == (other.value or "")[:shared]
