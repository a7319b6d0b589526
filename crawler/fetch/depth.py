"""How deep a listing is read in this run, learned from what its past readings found. Pure.

Every reading to the end tells where its new items stood, and which of them a usual reading (``fetch.listing``) would
not have come to. From that follow three things: how many pages are always read, how often all are, and whether a
listing whose end never stands still is worth being read to its end every time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from crawler.fetch.recheck import CLOCKS_DIFFER
from storage.learned import Reading, Why

# A listing is read to its end this often, whatever its tail says: at first; so many times as rarely once so many such
# readings have missed nothing; and where the last one found that usual readings miss something.
SWEEP_EVERY = timedelta(days=7)
LATER = 2
QUIET = 3
SWEEP_SOON = timedelta(days=2)
# Pages that are always read hold nine of ten new items of late, and are no more than this: what stands deeper is found
# by the tail, or by the sweep.
DEEPEST = 5
SHARE = 0.9
LATE_ITEMS = 40
# A listing that was read to its end so often in a row because its tail had moved, with nothing new down there, is
# restless: until the next sweep only the pages are read in which its news stand.
RESTLESS = 3


@dataclass(frozen=True, slots=True)
class Plan:
    """How far a listing is to be read, and why: see `listing_readings.why`. ``depth`` and ``most`` as ``ListingWalk``
    takes them."""

    why: Why
    depth: int = 1
    most: int | None = None

    @property
    def full(self) -> bool:
        return self.why in ("first", "asked", "due")


def plan(
    readings: Sequence[Reading],
    swept_at: datetime | None,
    now: datetime,
    *,
    asked: bool = False,
    every: timedelta = SWEEP_EVERY,
) -> Plan:
    """How to read a listing.

    Args:
        readings: the past ones that told something, the latest first.
        swept_at: when it was last read to its end, None: never.
        asked: whether the operator wants all of it read.
        every: how often all of it is read at first.
    """
    why: Why = "usual"
    if asked:
        why = "asked"
    elif swept_at is None:
        why = "first"
    elif now - swept_at >= sweep_interval(readings, every) or swept_at > now + CLOCKS_DIFFER:
        why = "due"
    depth = usual_depth(readings)
    return Plan(why, depth, max(depth, DEEPEST) if is_restless(readings) else None)


def usual_depth(readings: Sequence[Reading]) -> int:
    """How many pages are read in any case: those in which nearly all new items stood of late."""
    places = [place for reading in readings if reading.why != "first" for place in reading.places][:LATE_ITEMS]
    if not places:
        return 1
    return min(DEEPEST, sorted(places)[ceil(SHARE * len(places)) - 1])


def sweep_interval(readings: Sequence[Reading], every: timedelta = SWEEP_EVERY) -> timedelta:
    """How long after a reading to the end the next is due."""
    missed = [reading.missed for reading in readings if reading.why in ("asked", "due")]
    if missed and missed[0]:
        return min(SWEEP_SOON, every)
    quiet = next((n for n, count in enumerate(missed) if count), len(missed))
    return every * (LATER if quiet >= QUIET else 1)


def is_restless(readings: Sequence[Reading]) -> bool:
    """Whether the tail of a listing has moved all the time of late, with nothing new behind its first pages."""
    last = [reading for reading in readings if reading.why != "usual"][:RESTLESS]
    return len(last) == RESTLESS and all(
        reading.why == "unproved" and max(reading.places, default=1) <= DEEPEST for reading in last
    )
