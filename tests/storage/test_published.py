"""Which date a page has, looked at twice, and which an article has, standing on several pages."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.instants import period, stamp
from storage.published import PageDate, earliest, next_date
from storage.records import NO_DATE, DateFact

FIRST_SHOWN = datetime(2019, 4, 2, 1, 0, tzinfo=UTC)


def dated(value: str) -> DateFact:
    return DateFact(value, "minute" if "T" in value else "day", "text", value)


def after(*values: str | None, same_text: bool = True, reused: bool = False) -> PageDate:
    """The date of a page that showed these dates, one look after another."""
    known = PageDate(dated(values[0]) if values[0] else NO_DATE)
    for value in values[1:]:
        known = next_date(
            known,
            dated(value) if value else NO_DATE,
            same_text=same_text,
            reused=reused,
            first_shown=FIRST_SHOWN,
        )
    return known


def test_a_date_that_moves_while_the_text_stands_still_is_withdrawn() -> None:
    fact = after("2019-04-02", "2019-05-03").fact
    assert (fact.value, fact.precision, fact.not_after) == (None, "none", "2019-04-02T01:00:00Z")
    assert fact.problem is not None and "moves" in fact.problem


def test_a_date_that_moves_by_minutes_is_withdrawn() -> None:
    assert after("2019-04-02T08:00:00+07:00", "2019-04-02T08:04:00+07:00").fact.value is None


def test_a_withdrawn_date_is_never_taken_again() -> None:
    for values in (["2019-05-03"], ["2019-06-07"], [None], ["2019-04-02"]):
        assert after("2019-04-02", "2019-05-03", *values).fact.value is None


def test_a_date_before_all_that_moved_is_the_authors_and_stays() -> None:
    assert after("2019-04-02", "2019-05-03", "2019-03-20").fact.value == "2019-03-20"
    assert after("2019-04-02", "2019-05-03", "2019-03-20", "2019-07-01").fact.value == "2019-03-20"


def test_a_date_that_stays_is_kept() -> None:
    assert after("2019-03-20", "2019-03-20").fact.value == "2019-03-20"


def test_a_date_that_disappears_is_still_the_date() -> None:
    assert after("2019-03-20", None).fact.value == "2019-03-20"


def test_a_date_that_appears_is_taken() -> None:
    assert after(None, "2019-03-20").fact.value == "2019-03-20"


def test_an_earlier_date_corrects() -> None:
    assert after("2019-04-02", "2019-03-20").fact.value == "2019-03-20"


def test_the_hour_of_a_known_day_is_no_later_date() -> None:
    assert after("2019-03-20", "2019-03-20T08:51:00+07:00").fact.value == "2019-03-20T08:51:00+07:00"
    assert after("2019-03-20T08:51:00+07:00", "2019-03-20").fact.value == "2019-03-20T08:51:00+07:00"


def test_the_same_moment_in_another_time_zone_is_no_later_date() -> None:
    assert after("2019-06-28T13:49:00+07:00", "2019-06-28T06:49:00+00:00").fact.value is not None


def test_an_edited_text_may_bring_a_later_date() -> None:
    assert after("2019-03-20", "2019-04-01", same_text=False).fact.value == "2019-04-01"


def test_a_reused_address_does_not_inherit_a_date() -> None:
    assert after("2019-03-20", None, same_text=False, reused=True).fact == NO_DATE


def test_the_earliest_date_of_several_pages_wins() -> None:
    assert earliest(map(dated, ["2019-05-03", "2019-03-20", "2019-04-01"])).value == "2019-03-20"


@pytest.mark.parametrize("coarse", ["2019", "2019-03", "2019-03-20"])
def test_of_two_that_can_be_one_moment_the_more_precise_wins(coarse: str) -> None:
    exact = "2019-03-20T08:51:00+07:00"
    assert earliest(map(dated, [coarse, exact])).value == exact
    assert earliest(map(dated, [exact, coarse, "2019-03-21"])).value == exact


def test_without_a_date_there_is_none() -> None:
    assert earliest([NO_DATE, DateFact(not_after="2019-04-02")]) == NO_DATE


days = st.dates(date(1990, 1, 1), date(2100, 1, 1)).map(str)
minutes = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)).map("{:%Y-%m-%dT%H:%M:00+07:00}".format)  # noqa: DTZ001


@given(st.lists(days | minutes))
def test_the_earliest_is_one_of_them_and_none_is_over_before_it_begins(values: list[str]) -> None:
    best = earliest(map(dated, values)).value
    if not values:
        assert best is None
        return
    assert best in values
    reach = period(best)
    assert all((other := period(value)) is None or reach is None or other[1] > reach[0] for value in values)


@given(st.text())
def test_what_is_no_date_has_no_period(value: str) -> None:
    reach = period(value)
    assert reach is None or reach[0] < reach[1]


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        stamp(datetime(2019, 4, 2))  # noqa: DTZ001 - that is the point
