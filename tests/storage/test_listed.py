"""What a listing tells of the dates of the pages it names."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from storage.published import Known, PageDate, listed_date, rendered_date
from storage.records import DateFact

FIRST = datetime(2025, 6, 1, 2, tzinfo=UTC)
RENDERING = DateFact("2025-06-08T08:20:00+07:00", "minute", "listing", "(08.06.2025 08:20)")
AUTHORS = DateFact("2025-03-12T09:30:00+07:00", "minute", "listing", "(12.03.2025 09:30)")


def on_page(value: str, precision: str = "day") -> PageDate:
    return PageDate(DateFact(value, precision, "rule:lacviet", value))  # type: ignore[arg-type]  # a literal, in effect


def told(known: PageDate, listed: DateFact) -> PageDate:
    return listed_date(known, listed, Known(FIRST))


def rendered(known: PageDate, rendering: DateFact = RENDERING) -> PageDate:
    return rendered_date(known, rendering, Known(FIRST))


def test_a_listing_tells_the_date_of_a_page_that_shows_none() -> None:
    assert told(PageDate(), AUTHORS).fact == AUTHORS


def test_a_listing_tells_the_hour_of_a_page_that_shows_the_day() -> None:
    assert told(on_page("2025-03-12"), AUTHORS).fact == AUTHORS


def test_a_page_is_believed_where_the_listing_says_otherwise() -> None:
    known = on_page("2025-03-10")
    assert told(known, AUTHORS) == known


@pytest.mark.parametrize("shown", ["2025-06-08", "2025-06-08T08:20:00+07:00", "2025-06"])
def test_a_date_that_is_the_renderings_is_withdrawn_and_bounded_by_the_first_look(shown: str) -> None:
    date = rendered(on_page(shown))
    assert date.fact.value is None
    assert date.fact.not_after == "2025-06-01T02:00:00Z"
    assert date.moved_from == shown


def test_an_authors_date_stands_beside_a_rendering() -> None:
    known = on_page("2025-03-12")
    assert rendered(known) == known


def test_a_page_that_had_its_date_from_a_listing_which_shows_the_rendering_has_none() -> None:
    before = PageDate(DateFact("2025-06-01T08:15:00+07:00", "minute", "listing", "(01.06.2025 08:15)"))
    assert rendered(before).fact.value is None


def test_a_listings_date_that_moved_on_is_the_renderings() -> None:
    before = PageDate(DateFact("2025-06-01T08:15:00+07:00", "minute", "listing", "(01.06.2025 08:15)"))
    date = told(before, RENDERING)
    assert date.fact.value is None
    assert date.moved_from == "2025-06-01T08:15:00+07:00"
    assert told(date, DateFact("2025-06-20T09:00:00+07:00", "minute", "listing", "…")).fact.value is None
    assert told(date, AUTHORS).fact == AUTHORS


def test_a_listing_without_a_date_tells_nothing() -> None:
    known = on_page("2025-03-12")
    assert told(known, DateFact(problem="31/04 is no date")) == known
