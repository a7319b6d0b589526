"""Which date a page has, looked at twice, and which an article has, standing on several pages."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.instants import period, stamp
from storage.published import (
    Known,
    PageDate,
    article_date,
    best_known,
    decided,
    earliest,
    first_date,
    next_date,
    tightened,
)
from storage.records import NO_DATE, DateFact, Weighed

FIRST_SHOWN = datetime(2019, 4, 2, 1, 0, tzinfo=UTC)
FIRST_LOOK = "2019-04-02T01:00:00Z"


def dated(value: str) -> DateFact:
    return DateFact(value, "minute" if "T" in value else "day", "text", value)


def after(*values: str | None, same_text: bool = True, reused: bool = False) -> PageDate:
    """The date of a page that showed these dates, one look after another."""
    known = Known(FIRST_SHOWN)
    date = first_date(dated(values[0]) if values[0] else NO_DATE, known)
    for value in values[1:]:
        shown = dated(value) if value else NO_DATE
        date = next_date(date, shown, same_text=same_text, reused=reused, known=known)
    return date


def test_a_date_that_moves_while_the_text_stands_still_is_withdrawn() -> None:
    fact = after("2019-04-02", "2019-05-03").fact
    assert (fact.value, fact.precision, fact.not_after) == (None, "none", FIRST_LOOK)
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
    assert after("2019-03-20", None, same_text=False, reused=True).fact == DateFact(not_after=FIRST_LOOK)


# ---- bounds ------------------------------------------------------------------------------------------------


def test_a_page_without_a_date_was_published_by_the_first_look() -> None:
    assert after(None).fact == DateFact(not_after=FIRST_LOOK)
    assert after(None, None, None).fact == DateFact(not_after=FIRST_LOOK)


def test_what_the_text_speaks_of_bounds_a_date_that_is_withdrawn() -> None:
    known = Known(FIRST_SHOWN, not_before="2019-03-28")
    date = first_date(dated("2019-04-02"), known)
    fact = next_date(date, dated("2019-05-03"), same_text=True, reused=False, known=known).fact
    assert (fact.value, fact.not_before, fact.not_after) == (None, "2019-03-28", FIRST_LOOK)


def test_a_text_that_speaks_of_later_days_than_the_first_look_bounds_nothing() -> None:
    told = DateFact(evidence="text", text="ngày 5/6/2019", not_before="2019-06-05")
    fact = first_date(told, Known(FIRST_SHOWN)).fact
    assert (fact.not_before, fact.not_after) == (None, FIRST_LOOK)


def test_neighbours_tighten_bounds_and_never_loosen_them() -> None:
    known = DateFact(evidence="text", text="quý I", not_before="2019-01-01", not_after=FIRST_LOOK)
    bound = DateFact(evidence="neighbours", text="between", not_before="2019-03-01", not_after="2019-03-04")
    assert tightened(known, bound) == bound
    assert tightened(bound, known) == bound
    loose = DateFact(evidence="neighbours", text="between", not_before="2018-03-01", not_after="2019-03-04")
    told = tightened(known, loose)
    assert (told.not_before, told.not_after, told.text) == ("2019-01-01", "2019-03-04", "quý I")


def test_neighbours_that_contradict_what_is_known_are_not_heard() -> None:
    known = DateFact(not_before="2019-03-10", not_after=FIRST_LOOK)
    assert tightened(known, DateFact(not_after="2019-03-01")) == known
    assert tightened(dated("2019-03-10"), DateFact(not_after="2019-03-01")) == dated("2019-03-10")


def test_an_article_on_several_pages_is_bounded_by_all_of_them() -> None:
    first = DateFact(not_before="2019-03-01", not_after="2019-04-02T01:00:00Z")
    second = DateFact(not_before="2019-03-20", not_after="2019-03-25T01:00:00Z")
    fact = article_date([first, second])
    assert (fact.value, fact.not_before, fact.not_after) == (None, "2019-03-01", "2019-03-25T01:00:00Z")
    assert article_date([first, dated("2019-03-22")]).value == "2019-03-22"
    assert article_date([]) == NO_DATE


def test_bounds_in_two_time_zones_compare_as_moments() -> None:
    look = DateFact(not_after="2026-11-22T15:30:00Z", problem="of the look")  # 22:30 in Vietnam
    neighbour = DateFact(not_after="2026-11-22T20:00:00+07:00", problem="of the neighbour")
    assert article_date([look, neighbour]).problem == "of the neighbour"


@pytest.mark.parametrize(
    ("fact", "place"),
    [
        (dated("2019-03-20"), "2019-03-20"),
        (DateFact(not_before="2019-03-01", not_after=FIRST_LOOK), "2019-03-01"),
        (DateFact(not_after=FIRST_LOOK), None),
        (NO_DATE, None),
    ],
)
def test_what_is_best_known_says_where_a_text_stands_in_time(fact: DateFact, place: str | None) -> None:
    assert best_known(fact) == place


def test_verdicts_follow_what_the_archive_knows() -> None:
    looked = [Weighed(dated("2019-05-03"), "chosen"), Weighed(dated("2019-05-02"), "another is trusted more")]
    assert decided(looked, dated("2019-05-03")) == looked
    kept = decided(looked, dated("2019-03-01"))
    assert [one.verdict for one in kept] == ["known to be 2019-03-01, from text", "another is trusted more"]
    withdrawn = decided(looked, DateFact(problem="it moves"))
    assert [one.verdict for one in withdrawn] == ["it moves", "another is trusted more"]
    assert [one.verdict for one in decided(withdrawn, dated("2019-05-02"))] == ["chosen", "it moves"]


# ---- several pages -----------------------------------------------------------------------------------------


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
