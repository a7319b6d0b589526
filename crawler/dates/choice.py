"""The choice of a page's published date among the dates that its evidence gives.

Where candidates come from and how they are read is for others; here they are only weighed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from crawler.dates.forms import local
from storage.records import NO_DATE, DateFact, Weighed

RENDERING = timedelta(minutes=10)
"""A date this near to the capture is as likely the moment at which the page was rendered."""

_FINENESS = {"year": 4, "month": 7, "day": 10, "hour": 13, "minute": 16, "second": 19}
"""How many characters of an ISO value a precision vouches for."""

DISAGREEMENT = "disagreement"
"""How the problem of a date begins that another place contradicts, and nothing else."""

_WITNESSES = {
    "rule": "page", "platform": "page", "generic": "page", "text": "page", "time": "page",
    "json-ld": "head", "itemprop": "head", "meta": "head",
    "listing": "listing", "feed": "feed", "sitemap": "feed", "url": "url",
}  # fmt: skip
"""Who speaks where evidence stands: what one template prints twice is one witness, not two."""


def choose_published(candidates: Sequence[DateFact], *, seen: datetime) -> DateFact:
    """The best of the candidates, which come in order of trust; ``seen`` is the time of the capture.

    The rules, in this order:

    1. A date within ten minutes of the capture loses to any other: a page that has no date of its own
       often shows the moment of its rendering. Alone it keeps its value and gets a problem.
    2. Last-Modified comes after all others whatever its place: servers change it with every deployment.
    3. A date that has a problem (its weekday contradicts it) loses to any that has none.
    4. A date that the page calls an update loses to any that it does not.
    5. Two witnesses outvote one: where the list item, the feed, the address, the head or the page's own
       line agree on a day, two against one, that day wins. What one template prints twice is one witness.
    6. Else the earlier candidate wins: the order is the caller's knowledge of the page.
    7. A more precise candidate that agrees with the winner as far as the winner goes (to the day, at
       most) takes its place: a list shows the day, the page the minute. Suspect dates, updates and
       Last-Modified, which are about other moments, refine nothing.
    8. Where another candidate names another day, the winner's ``problem`` says which and where it stood:
       the disagreement stays visible, the value stands. Last-Modified, suspects and updates are not
       heard on this; a bound that the winner breaks is.

    Without any value: the bounds of all candidates together; before problems; before nothing.
    """
    return weigh_published(candidates, seen=seen)[0]


def weigh_published(candidates: Sequence[DateFact], *, seen: datetime) -> tuple[DateFact, tuple[Weighed, ...]]:
    """What ``choose_published`` gives, and every candidate that says something with what became of it."""
    now = local(seen)
    telling = [fact for fact in dict.fromkeys(candidates) if fact != NO_DATE and _tells(fact)]
    dated = [fact for fact in telling if fact.value is not None]
    if not dated:
        chosen = _bounds(telling) or next(iter(telling), NO_DATE)
        return chosen, tuple(Weighed(fact, _without_value(fact)) for fact in telling)
    ranked = sorted(dated, key=lambda fact: _drawbacks(fact, now))
    best = _outvoted([fact for fact in ranked if _drawbacks(fact, now) == _drawbacks(ranked[0], now)])
    peers = [fact for fact in dated if fact is not best and _is_peer(fact, now)]
    winner = best if _suspect(best, now) else _refined(best, peers)
    verdicts = {id(winner): "chosen"}
    for fact in dated:
        verdicts.setdefault(id(fact), _why_not(fact, winner, now))
    weighed = [Weighed(fact, verdicts.get(id(fact)) or _without_value(fact)) for fact in telling]
    weighed.sort(key=lambda one: one.fact is not winner)
    bounds = [fact for fact in telling if fact.value is None]
    return _with_doubts(winner, peers, bounds, now), tuple(weighed)


def _tells(fact: DateFact) -> bool:
    return bool(fact.value or fact.not_before or fact.not_after or fact.problem)


def _drawbacks(fact: DateFact, now: datetime) -> tuple[bool, bool, bool, bool]:
    """What stands against a date, the heaviest first."""
    return _suspect(fact, now), _last_modified(fact), fact.problem is not None, fact.update


def _suspect(fact: DateFact, now: datetime) -> bool:
    if fact.value is None or fact.precision not in {"minute", "second"}:
        return False
    return abs(datetime.fromisoformat(fact.value) - now) <= RENDERING


def _last_modified(fact: DateFact) -> bool:
    return "last-modified" in (fact.evidence or "").lower()


def _is_peer(fact: DateFact, now: datetime) -> bool:
    """Whether a date speaks of the publication as far as one can tell, and so may refine or contradict another."""
    return not (_suspect(fact, now) or _last_modified(fact) or fact.update)


def _outvoted(equals: Sequence[DateFact]) -> DateFact:
    """The first of the candidates against which nothing stands, unless two witnesses name another day."""
    first = equals[0]
    if len(equals) < 3 or not _says_day(first):
        return first
    for fact in equals[1:]:
        if not _agree(fact, first) and len(_witnesses(fact, equals)) > max(1, len(_witnesses(first, equals))):
            return fact
    return first


def _says_day(fact: DateFact) -> bool:
    return _FINENESS.get(fact.precision, 0) >= _FINENESS["day"]


def _witnesses(fact: DateFact, others: Iterable[DateFact]) -> set[str]:
    agreeing = (other for other in others if _says_day(other) and _agree(other, fact))
    return {_witness(other) for other in agreeing}


def _witness(fact: DateFact) -> str:
    where = (fact.evidence or "").split(":", maxsplit=1)[0].split(" ", maxsplit=1)[0]
    return _WITNESSES.get(where, where)


def _refined(best: DateFact, peers: Iterable[DateFact]) -> DateFact:
    winner = best
    for fact in peers:
        if _finer(fact, winner) and _agree(fact, winner) and not fact.problem:
            winner = fact
    return winner


def _finer(one: DateFact, other: DateFact) -> bool:
    return _FINENESS[one.precision] > _FINENESS[other.precision]


def _agree(one: DateFact, other: DateFact) -> bool:
    shared = min(_FINENESS[one.precision], _FINENESS[other.precision], _FINENESS["day"])
    return (one.value or "")[:shared] == (other.value or "")[:shared]


_AT_CAPTURE = "the moment of the capture: perhaps of the rendering"


def _with_doubts(winner: DateFact, peers: Iterable[DateFact], bounds: Iterable[DateFact], now: datetime) -> DateFact:
    """The winner with what speaks against it in ``problem``."""
    if _suspect(winner, now):
        return replace(winner, problem=winner.problem or _AT_CAPTURE)
    if winner.problem:
        return winner
    others = [fact for fact in peers if not _agree(fact, winner)]
    said = list(dict.fromkeys(f"{fact.evidence} says {fact.value}" for fact in others))
    said += [f"{fact.evidence} speaks of {fact.not_before}" for fact in bounds if _is_before(winner, fact.not_before)]
    said += [f"{fact.evidence} knows it by {fact.not_after}" for fact in bounds if _is_after(winner, fact.not_after)]
    return replace(winner, problem=f"{DISAGREEMENT}: {'; '.join(said)}") if said else winner


def _is_before(fact: DateFact, bound: str | None) -> bool:
    """Whether a date is over before the day of a bound begins."""
    shared = min(_FINENESS[fact.precision], _FINENESS["day"])
    return bound is not None and (fact.value or "")[:shared] < bound[:shared]


def _is_after(fact: DateFact, bound: str | None) -> bool:
    """Whether a date begins after the day of a bound is over."""
    shared = min(_FINENESS[fact.precision], _FINENESS["day"], len(bound or ""))
    return bound is not None and (fact.value or "")[:shared] > bound[:shared]


def _bounds(facts: Iterable[DateFact]) -> DateFact | None:
    """All bounds as one: the latest day that it cannot be before, the earliest that it cannot be after."""
    bounded = [fact for fact in facts if fact.not_before or fact.not_after]
    if not bounded:
        return None
    lowest = max((fact for fact in bounded if fact.not_before), key=lambda fact: fact.not_before or "", default=None)
    highest = min((fact for fact in bounded if fact.not_after), key=lambda fact: fact.not_after or "", default=None)
    told = lowest or highest
    assert told is not None  # one of the two is there
    return replace(
        told,
        not_before=lowest.not_before if lowest else None,
        not_after=highest.not_after if highest else None,
    )


def _without_value(fact: DateFact) -> str:
    if fact.problem:
        return fact.problem
    return "bounds the date" if fact.not_before or fact.not_after else "no date"


def _why_not(fact: DateFact, winner: DateFact, now: datetime) -> str:
    if _last_modified(fact):
        return "Last-Modified: the last resort, for servers change it with every deployment"
    if _suspect(fact, now):
        return _AT_CAPTURE
    if fact.problem:
        return fact.problem
    if _agree(fact, winner):
        return "agrees"
    return "an update, not the publication" if fact.update else "another is trusted more"
