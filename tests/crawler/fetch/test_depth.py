"""How deep listings are read, as past readings teach; and what is missed, against reading everything."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.fetch.depth import DEEPEST, plan, sweep_interval, usual_depth
from storage.learned import Reading, Why
from tests.benchmarks.listing_simulation import Listing, compare

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def reading(why: Why, *places: int, missed: int | None = None) -> Reading:
    return Reading(NOW, why, 40, len(places), missed, places)


def test_a_listing_never_read_is_read_to_its_end_and_one_that_the_operator_wants() -> None:
    assert plan([], None, NOW).why == "first"
    assert plan([], NOW - DAY, NOW, asked=True).why == "asked"
    assert plan([], NOW - DAY, NOW).why == "usual"
    assert plan([], NOW - DAY * 7, NOW).why == "due"


def test_pages_in_which_nine_of_ten_new_items_stood_are_always_read() -> None:
    assert usual_depth([]) == 1
    assert usual_depth([reading("usual", 1, 1, 1, 2, 1)]) == 2
    assert usual_depth([reading("due", *[1] * 19, 7)]) == 1
    assert usual_depth([reading("due", 30, 31, 32)]) == DEEPEST
    assert usual_depth([reading("first", 30, 31, 32)]) == 1


def test_sweeps_that_miss_nothing_become_rare_and_one_that_did_is_soon_followed() -> None:
    quiet = reading("due", 1, missed=0)
    assert sweep_interval([quiet] * 2) == DAY * 7
    assert sweep_interval([quiet] * 3) == DAY * 14
    assert sweep_interval([reading("usual", 2), *[quiet] * 6]) == DAY * 14
    assert sweep_interval([reading("due", 4, missed=1), *[quiet] * 6]) == DAY * 2


def test_a_listing_that_never_stands_still_is_not_read_to_its_end_every_time() -> None:
    moved = reading("unproved", 1, 2)
    assert plan([moved] * 2, NOW - DAY, NOW).most is None
    assert plan([moved] * 3, NOW - DAY, NOW).most == DEEPEST
    assert plan([reading("usual", 1), *[moved] * 3], NOW - DAY, NOW).most == DEEPEST
    assert plan([reading("unproved", 9), *[moved] * 3], NOW - DAY, NOW).most is None
    assert plan([moved] * 3, NOW - DAY * 7, NOW).full


@pytest.mark.parametrize("restless", [False, True])
def test_next_to_nothing_is_missed_against_reading_everything(restless: bool) -> None:
    results = compare([Listing(300, 5, restless, seed) for seed in range(2)], days=90)
    every, ours, naive = results["every page"], results["giaoban"], results["to the first known page"]
    assert ours.missed <= 1
    assert ours.at_once >= 0.9
    assert ours.requests < 0.4 * every.requests
    assert naive.missed > 20  # what a crawl that stops at known items loses on the same listings
