"""Bounds: what a text says of a date that nobody gives, what neighbours in a listing say of each other."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.dates import bounds_by_order, bounds_of_text
from storage.records import NO_DATE, DateFact

SEEN = datetime.fromisoformat("2021-03-01T08:00:00+07:00")


# -- text --------------------------------------------------------------------------------------------


def floor(opening: str, text: str = "", title: str = "") -> str | None:
    return bounds_of_text(opening, text or opening, title=title, seen=SEEN).not_before


def test_a_report_is_not_older_than_its_meeting() -> None:
    assert floor("Chiều ngày 28/3/2018, thành phố họp giao ban.") == "2018-03-28"


def test_a_report_is_not_older_than_the_period_it_takes_stock_of() -> None:
    assert floor("Xã họp đánh giá công việc.", title="Giao ban quý II/2017") == "2017-04-01"


def test_a_report_is_not_older_than_a_paper_that_it_cites() -> None:
    said = "Các tổ làm theo Quyết định số 12/QĐ-UBND ngày 03/02/2020 của huyện."
    assert floor("Xã họp giao ban.", said) == "2020-02-03"
    assert bounds_of_text("", said, seen=SEEN).text == "Quyết định số 12/QĐ-UBND ngày 03/02/2020"


def test_the_latest_of_all_counts() -> None:
    said = "Sáng 5/6/2019, xã họp triển khai Kế hoạch số 4/KH-UBND ngày 10 tháng 5 năm 2019."
    assert floor(said, title="Giao ban quý II/2019") == "2019-06-05"


@pytest.mark.parametrize(
    "said",
    [
        "Xã họp giao ban.",
        "Sáng 5/6, xã họp giao ban.",  # of which year?
        "Việc này phải xong trước ngày 30/6/2020.",
        "Nghị định có hiệu lực từ ngày 01/7/2020.",
        "Đại hội sẽ tổ chức vào ngày 20/12/2020.",
        "Sáng 5/6/2031, xã họp giao ban.",  # a slip of the pen: after the capture
        "",
    ],
)
def test_what_is_planned_due_or_impossible_bounds_nothing(said: str) -> None:
    assert bounds_of_text(said, said, seen=SEEN) == NO_DATE


def test_a_capture_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        bounds_of_text("", seen=datetime(2020, 7, 1))  # noqa: DTZ001


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    bound = bounds_of_text(text, text, title=text[:80], seen=SEEN)
    assert bound.value is None
    assert bound.not_before is None or bound.not_before <= "2021-03-01"


# -- order -------------------------------------------------------------------------------------------


def listing(*days: str | None) -> list[tuple[str, DateFact]]:
    """A listing of items with these days; of "~2020-05-01" only the text speaks."""
    items = []
    for number, day in enumerate(days):
        fact = NO_DATE
        if day and day.startswith("~"):
            fact = DateFact(evidence="text", text="…", not_before=day[1:])
        elif day:
            fact = DateFact(day, "minute" if "T" in day else "day", "listing", day)
        items.append((f"/{number}", fact))
    return items


def bounds(*days: str | None) -> dict[str, tuple[str | None, str | None]]:
    return {url: (bound.not_before, bound.not_after) for url, bound in bounds_by_order(listing(*days))}


def test_an_item_between_two_dated_ones_is_between_their_dates() -> None:
    told = bounds("2020-07-24T09:30:00+07:00", "2020-07-22", None, "2020-07-20", "2020-07-18T10:00:00+07:00")
    assert told == {"/2": ("2020-07-20", "2020-07-22")}


def test_items_behind_all_dated_ones_may_be_of_any_day() -> None:
    assert bounds("2020-07-24", "2020-07-22", "2020-07-20", "2020-07-18", None, None) == {}


def test_an_item_above_all_dated_ones_is_not_bounded_from_above() -> None:
    assert bounds(None, "2020-07-24", "2020-07-22", "2020-07-20", "2020-07-18") == {}


def test_a_listing_in_no_order_says_nothing() -> None:
    assert bounds("2020-07-24", None, "2020-07-28", "2020-07-01", None, "2020-07-20", "2020-08-01") == {}


def test_neighbours_out_of_order_bound_nothing_though_the_rest_is_in_order() -> None:
    days = [f"2020-06-{day:02}" for day in range(30, 8, -1)]
    pinned = [days[0], "2019-01-01", None, *days[1:6], None, *days[6:]]
    assert bounds(*pinned) == {"/8": (days[6], days[5])}


def test_few_dates_are_no_order() -> None:
    assert bounds("2020-07-24", None, "2020-07-20") == {}


def test_a_doubted_date_vouches_for_nothing() -> None:
    items = listing("2020-07-24", "2020-07-22", None, "2020-07-20", "2020-07-18")
    url, fact = items[3]
    items[3] = url, DateFact(fact.value, "day", "listing", fact.text, problem="disagreement: …")
    assert bounds_by_order(items) == []


def test_without_dates_what_older_texts_speak_of_had_happened() -> None:
    told = bounds(None, "~2018-12-05", "~2018-09-26", "~2018-06-30", None, "~2018-03-28", "~2017-12-30")
    assert told["/0"] == ("2018-12-05", None)
    assert told["/4"] == ("2018-03-28", None)
    assert "/6" not in told


@given(st.lists(st.tuples(st.dates(date(2015, 1, 1), date(2020, 12, 31)), st.booleans()), max_size=40))
def test_bounds_hold_in_every_ordered_listing(items: list[tuple[date, bool]]) -> None:
    newest_first = sorted(items, reverse=True)
    told = bounds(*(day.isoformat() if shown else None for day, shown in newest_first))
    for url, (low, high) in told.items():
        day, shown = newest_first[int(url[1:])]
        assert not shown
        assert low is None or low <= day.isoformat()
        assert high is None or day.isoformat() <= high
