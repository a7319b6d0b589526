"""The choice among the dates that a page's evidence gives."""

from __future__ import annotations

from datetime import datetime

from crawler.dates import choose_published
from storage.records import NO_DATE, DateFact

SEEN = datetime.fromisoformat("2020-07-30T09:00:00+07:00")
RULE_DAY = DateFact("2020-07-24", "day", "rule:x", "24/07/2020")
META_MINUTE = DateFact("2020-07-24T01:00:00+07:00", "minute", "meta:date", "2020-07-24T01:00+07:00")
LISTED = DateFact("2020-07-25", "day", "listing", "25/07/2020")
RENDERED = DateFact("2020-07-30T08:58:00+07:00", "minute", "rule:x", "30/07/2020 08:58")
SERVED = DateFact("2020-07-26T10:00:00+07:00", "second", "http:last-modified", "Sun, 26 Jul 2020 03:00:00 GMT")


def test_the_first_candidate_wins() -> None:
    assert choose_published([RULE_DAY, LISTED], seen=SEEN).value == "2020-07-24"


def test_a_disagreement_stays_visible() -> None:
    assert "listing says 2020-07-25" in (choose_published([RULE_DAY, LISTED], seen=SEEN).problem or "")


def test_a_more_precise_one_that_agrees_wins() -> None:
    assert choose_published([RULE_DAY, META_MINUTE], seen=SEEN) == META_MINUTE


def test_a_more_precise_one_of_another_day_does_not() -> None:
    chosen = choose_published([LISTED, META_MINUTE], seen=SEEN)
    assert (chosen.value, chosen.evidence) == ("2020-07-25", "listing")


def test_a_day_refines_a_month_of_its_own() -> None:
    month = DateFact("2020-07", "month", "rule:x", "07/2020")
    assert choose_published([month, LISTED], seen=SEEN) == LISTED


def test_the_moment_of_the_capture_loses_to_any_other() -> None:
    assert choose_published([RENDERED, LISTED], seen=SEEN).value == "2020-07-25"
    assert choose_published([RENDERED, SERVED], seen=SEEN).value == SERVED.value


def test_the_moment_of_the_capture_alone_keeps_its_value_and_gets_a_problem() -> None:
    chosen = choose_published([RENDERED], seen=SEEN)
    assert chosen.value == RENDERED.value
    assert chosen.problem


def test_last_modified_comes_last_wherever_it_stands() -> None:
    assert choose_published([SERVED, LISTED], seen=SEEN) == LISTED


def test_last_modified_refines_nothing() -> None:
    served = DateFact("2020-07-25T10:00:00+07:00", "second", "http:last-modified", "…")
    assert choose_published([LISTED, served], seen=SEEN) == LISTED


def test_last_modified_is_better_than_nothing() -> None:
    assert choose_published([NO_DATE, SERVED], seen=SEEN) == SERVED


def test_a_date_with_a_problem_loses_to_one_without() -> None:
    doubted = DateFact("2020-07-23", "day", "rule:x", "T2, 23/07/2020", problem="weekday")
    assert choose_published([doubted, LISTED], seen=SEEN).value == LISTED.value


def test_bounds_before_problems_before_nothing() -> None:
    impossible = DateFact(evidence="text", text="31/04/2020", problem="no such day")
    bounds = DateFact(evidence="listing", not_after="2020-07-20")
    assert choose_published([impossible, bounds], seen=SEEN) == bounds
    assert choose_published([NO_DATE, impossible], seen=SEEN) == impossible
    assert choose_published([], seen=SEEN) == NO_DATE
