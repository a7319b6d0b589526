"""Listings as real ones change from day to day (PORTALS-OVER-TIME.md), and how much each way of reading them misses.

A listing holds ten items a page: those with an author's date first, the newest first; then those without one. A new
one with a date comes among the first three (63 %), lower on page 1 (19 %) or behind it (18 %); one without: 13, 44 and
43 %. Items are taken out, renamed (the page stays, a new address takes its place in the list) and dated later (they
move up). In some listings neighbours change places at every rendering. News come in batches. A renamed page is no news:
its text is known.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from crawler.fetch.depth import plan
from crawler.fetch.listing import ListingRead, ListingWalk
from storage.learned import Reading

SIZE = 10
START = datetime(2026, 1, 1, 6, tzinfo=UTC)
DAYS = 120
# Two in three articles had no date of their own; a few in a hundred get one later, are renamed, or go.
UNDATED = 2 / 3
RENAMED_A_DAY = 8 / 900 / 120
GONE_A_DAY = 110 / 900 / 120
DATED_LATER = 0.15
BATCH = 4


@dataclass
class Listing:
    """A listing of ``items`` articles, with ``weekly`` new ones; ``restless``: neighbours change places."""

    items: int
    weekly: float
    restless: bool = False
    seed: int = 1
    order: list[str] = field(default_factory=list)
    dated: set[str] = field(default_factory=set)
    ever: dict[str, int] = field(default_factory=dict)  # the day on which each new item was put up

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.order = [f"a{n}" for n in range(self.items)]
        self.dated = set(self.order[: round(self.items * (1 - UNDATED))])

    def pass_day(self, day: int) -> None:
        """What editors do in a day."""
        if self.random.random() < self.weekly / 7 / (1 + BATCH) * 2:
            for _ in range(self.random.randint(1, BATCH)):
                self._publish(day)
        for item in list(self.order):
            chance = self.random.random()
            if chance < GONE_A_DAY:
                self.order.remove(item)
            elif chance < GONE_A_DAY + RENAMED_A_DAY:
                self.order[self.order.index(item)] = f"{item}-r"
        if self.random.random() < self.weekly / 7 * DATED_LATER:
            self._date_one()
        if self.restless:
            for _ in range(max(1, len(self.order) // 20)):
                place = self.random.randrange(len(self.order) - 1)
                self.order[place : place + 2] = reversed(self.order[place : place + 2])

    def _publish(self, day: int) -> None:
        dated = self.random.random() > UNDATED
        first, lower = (0.63, 0.19) if dated else (0.13, 0.44)
        chance = self.random.random()
        if chance < first:
            place = self.random.randint(0, 2)
        elif chance < first + lower:
            place = self.random.randint(3, SIZE - 1)
        else:
            place = self.random.randint(min(SIZE, len(self.order)), len(self.order))
        item = f"n{len(self.ever)}"
        self.ever[item] = day
        self.order.insert(place, item)
        if dated:
            self.dated.add(item)

    def _date_one(self) -> None:
        undated = [item for item in self.order if item not in self.dated]
        if undated:
            item = self.random.choice(undated)
            self.dated.add(item)
            self.order.remove(item)
            self.order.insert(self.random.randint(0, 2), item)


@dataclass
class Result:
    """What a way of reading asked and found; ``late``: days that each item was found after it stood there."""

    requests: int = 0
    late: list[int] = field(default_factory=list)
    missed: int = 0

    @property
    def at_once(self) -> float:
        """The share of new items that the first crawl after their publication found."""
        found = len(self.late) + self.missed
        return sum(days == 0 for days in self.late) / found if found else 1.0


# The items of a page of a listing by its number, and whether another follows.
Fetch = Callable[[int], tuple[list[str], bool]]
# A way of reading: reads a listing as it stands at a moment.
Read = Callable[[Fetch, datetime], None]


def everything() -> Read:
    """Every page, every time."""

    def read(fetch: Fetch, _: datetime) -> None:
        number = 1
        while fetch(number)[1]:
            number += 1

    return read


def to_the_first_known_page() -> Read:
    """On from page 1 until a page holds nothing new: what most crawlers do."""
    known: set[str] = set()

    def read(fetch: Fetch, _: datetime) -> None:
        number, more = 1, True
        while more:
            items, more = fetch(number)
            new = set(items) - known
            known.update(items)
            if not new:
                return
            number += 1

    return read


def three_pages() -> Read:
    """The first three pages; all of them at first."""
    first = True

    def read(fetch: Fetch, _: datetime) -> None:
        nonlocal first
        number = 1
        while fetch(number)[1] and (first or number < 3):
            number += 1
        first = False

    return read


def ours() -> Read:
    """As a crawl reads a listing, with what it learned from the readings before."""
    known: list[str] = []
    swept_at: datetime | None = None
    past: list[Reading] = []

    def read(fetch: Fetch, now: datetime) -> None:
        nonlocal known, swept_at
        how = plan(past, swept_at, now)
        walk = ListingWalk(known, page_size=min(SIZE, len(known)), full=how.full, depth=how.depth, most=how.most)
        number: int | None = 1
        while number is not None:
            items, more = fetch(number)
            number = walk.feed(number, items, more=more)
        told = ListingRead("", walk, how).told()
        if told and (reading := told.reading(now, lambda item: item.startswith("n") and not item.endswith("-r"))):
            past.insert(0, reading)
        known = list(walk.order)
        if walk.complete:
            swept_at = now

    return read


READERS: dict[str, Callable[[], Read]] = {
    "every page": everything,
    "to the first known page": to_the_first_known_page,
    "three pages": three_pages,
    "giaoban": ours,
}


def simulate(listing: Listing, reader: Read, days: int = DAYS) -> Result:
    """Crawls a listing once a day; the first crawl, which reads everything, is not counted."""
    result, seen = Result(), set[str]()
    for day in range(days):
        if day:
            listing.pass_day(day)
        asked: list[int] = []

        def fetch(number: int, asked: list[int] = asked) -> tuple[list[str], bool]:
            asked.append(number)
            return listing.order[(number - 1) * SIZE : number * SIZE], number * SIZE < len(listing.order)

        reader(fetch, START + timedelta(days=day))
        result.requests += len(asked) if day else 0
        read = {item for number in asked for item in listing.order[(number - 1) * SIZE : number * SIZE]}
        result.late += [day - listing.ever[item] for item in read - seen if item in listing.ever]
        seen |= read
    # What was put up and taken out again before the next crawl, no way of reading finds.
    result.missed = len((listing.ever.keys() - seen) & set(listing.order))
    return result


def compare(listings: Sequence[Listing], days: int = DAYS) -> dict[str, Result]:
    """Each way of reading on the same listings, which change the same way for all."""
    results = {}
    for name, make in READERS.items():
        total = Result()
        for listing in listings:
            fresh = Listing(listing.items, listing.weekly, listing.restless, listing.seed)
            one = simulate(fresh, make(), days)
            total.requests += one.requests
            total.late += one.late
            total.missed += one.missed
        results[name] = total
    return results
