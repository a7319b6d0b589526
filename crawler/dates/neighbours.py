"""What the order of a listing says of the items that have no date: bounds, from their neighbours.

Portals list newest first, but not all of them and not all items: those without a date often follow after all
others (PORTALS-OVER-TIME.md, "Listings"), and single items are pinned. So an order is believed only where the
dates that are known keep to it, and an item is bounded only between neighbours that do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from storage.records import DateFact

FEWEST = 4
"""Known days below which an order is chance."""

ORDERED = 0.9
"""The share of neighbouring pairs that must be in order, newest first."""

_DAY = len("2020-07-24")


@dataclass(frozen=True, slots=True)
class _Place:
    """An item of a listing: its address, what is known of its date, the day that it can vouch for."""

    url: str
    fact: DateFact
    day: str | None


def bounds_by_order(items: Sequence[tuple[str, DateFact]]) -> list[tuple[str, DateFact]]:
    """The bounds of items without a date.

    Args:
        items: address and date of each item, in the order of the listing. Dates that are doubted
            (``problem``) vouch for nothing.

    Returns:
        (address, fact) of each item that is bounded: ``not_before`` the day of the next older neighbour,
        ``not_after`` the date of the next newer one, evidence ``neighbours``. Where hardly an item has a date,
        the days that their texts speak of stand in, from below only: what an older item reports had happened.
    """
    dated = [_Place(url, fact, _dated_day(fact)) for url, fact in items]
    if _is_ordered(dated):
        return _between(dated)
    if sum(place.day is not None for place in dated) < FEWEST:
        told = [_Place(url, fact, _dated_day(fact) or fact.not_before) for url, fact in items]
        if _is_ordered(told):
            return _above(told)
    return []


def _dated_day(fact: DateFact) -> str | None:
    known = fact.value is not None and fact.problem is None and len(fact.value) >= _DAY
    return fact.value[:_DAY] if known and fact.value else None


def _is_ordered(places: Sequence[_Place]) -> bool:
    days = [place.day for place in places if place.day]
    pairs = [newer >= older for newer, older in pairwise(days)]
    return len(days) >= FEWEST and sum(pairs) >= ORDERED * len(pairs)


def _between(places: Sequence[_Place]) -> list[tuple[str, DateFact]]:
    """Items that stand between two dated ones, both in order with the dated item behind them."""
    return [
        (
            place.url,
            DateFact(
                evidence="neighbours",
                text=f"listed between {older[0].url} and {newer[0].url}",
                not_before=older[0].day,
                not_after=newer[0].fact.value,
            ),
        )
        for place, newer, older in _undated(places)
        if newer and older and _descend([*reversed(newer), *older])
    ]


def _above(places: Sequence[_Place]) -> list[tuple[str, DateFact]]:
    """Items above one whose text speaks of a day."""
    return [
        (place.url, DateFact(evidence="neighbours", text=f"listed above {older[0].url}", not_before=older[0].day))
        for place, newer, older in _undated(places)
        if older and _descend([*newer[:1], *older])
    ]


def _undated(places: Sequence[_Place]) -> Iterator[tuple[_Place, list[_Place], list[_Place]]]:
    """Each item without a date, and up to two on either side that vouch for a day, the nearest first."""
    for index, place in enumerate(places):
        if place.fact.value is None:
            newer = (other for other in reversed(places[:index]) if other.day)
            older = (other for other in places[index + 1 :] if other.day)
            yield place, list(islice(newer, 2)), list(islice(older, 2))


def _descend(places: Sequence[_Place]) -> bool:
    days = [place.day or "" for place in places]
    return days == sorted(days, reverse=True)
