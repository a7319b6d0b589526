"""How often each portal is visited, and when: even, spread, the same every time."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from crawler.config import keys
from crawler.schedule.plan import CADENCES, WEEKS, Visit, plan

WEEK = 7 * 24 * 60

PORTALS = st.dictionaries(st.text("abc", min_size=1, max_size=6), st.sampled_from([*CADENCES, "never", "learned"]))


def minutes(visit: Visit) -> list[int]:
    """The minutes of a week that cron starts a line in with these fields."""
    minute, hours, day = visit.at
    days = range(7) if day is None else [day]
    return sorted(each * 1440 + hour * 60 + minute for each in days for hour in hours)


@given(PORTALS)
@limits(max_examples=30)
def test_every_visit_comes_evenly_through_the_week(wanted: dict[str, str]) -> None:
    for visit in plan(wanted, {}, "/srv/giaoban"):
        assert minutes(visit) == list(range(visit.first, WEEK, visit.minutes))
        assert len(minutes(visit)) == WEEK // visit.minutes


@given(PORTALS)
@limits(max_examples=30)
def test_a_plan_is_the_same_every_time_and_leaves_out_what_is_never_to_be_visited(wanted: dict[str, str]) -> None:
    visits = plan(wanted, {}, "/srv/giaoban")
    assert visits == plan(dict(reversed(wanted.items())), {}, "/srv/giaoban")
    assert [visit.portal for visit in visits] == sorted(name for name in wanted if wanted[name] != "never")


def test_no_two_portals_are_visited_in_one_minute_while_there_are_minutes() -> None:
    wanted = {f"portal{number}": cadence for number, cadence in enumerate([*CADENCES, "12h"] * 10)}
    taken = [minute for visit in plan(wanted, {}, "/srv/giaoban") for minute in minutes(visit)]
    assert len(taken) == len(set(taken))


def test_more_visits_than_minutes_share_them_evenly() -> None:
    visits = plan({f"portal{number}": "1h" for number in range(150)}, {}, "/srv/giaoban")
    shared = [sum(visit.first == minute for visit in visits) for minute in range(60)]
    assert sorted(set(shared)) == [2, 3]


def test_visits_are_spread_over_the_day() -> None:
    visits = plan({f"portal{number}": "12h" for number in range(12)}, {}, "/srv/giaoban")
    taken = sorted(minute for visit in visits for minute in minutes(visit))
    assert min(later - earlier for earlier, later in pairwise(taken)) >= 30  # an hour would be even


def test_two_installations_do_not_ask_a_portal_in_the_same_minute() -> None:
    here, there = (plan({"laocai": "1d"}, {}, home) for home in ("/srv/giaoban", "/home/an/giaoban"))
    assert here != there


@pytest.mark.parametrize(("weekly", "cadence"), [(70, "2h"), (20, "4h"), (7, "6h"), (1, "12h"), (0, "1d")])
def test_a_portal_is_visited_by_how_much_it_publishes(weekly: int, cadence: str) -> None:
    (visit,) = plan({"laocai": "learned"}, {"laocai": weekly * WEEKS}, "/srv/giaoban")
    assert visit.cadence == cadence


def test_what_giaoban_toml_says_counts_before_what_was_learned() -> None:
    (visit,) = plan({"laocai": "1w"}, {"laocai": 1000}, "/srv/giaoban")
    assert (visit.cadence, visit.why) == ("1w", "as giaoban.toml says")


def test_a_portal_that_was_never_crawled_is_visited_twice_a_day() -> None:
    (visit,) = plan({"laocai": "learned"}, {}, "/srv/giaoban")
    assert (visit.cadence, visit.why) == ("12h", "its rhythm is not known yet")


def test_whatever_giaoban_toml_takes_can_be_planned() -> None:
    words = keys()["cadence"].kind.takes.replace(" or", ",").replace('"', "").split(", ")
    assert words == ["learned", *CADENCES, "never"]
    assert len(plan({word: word for word in words}, {}, "/srv/giaoban")) == len(words) - 1
