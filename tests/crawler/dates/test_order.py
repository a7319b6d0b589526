"""Whether a portal writes the month first."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.dates import month_first_places, shown_order

AMERICAN = [("text", f"7/{day}/2020 2:05 PM") for day in (24, 25, 26)]


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("24/07/2020", "day"),
        ("07/24/2020", "month"),
        ("4/23/2018 2:05 PM", "month"),
        ("7-4-2020", "either"),
        ("2020-07-24", None),
        ("32/13/2020", None),
        ("00/00/0000", None),
        ("24 tháng 7 năm 2020", None),
        ("", None),
    ],
)
def test_which_number_comes_first_beyond_doubt(text: str, order: str | None) -> None:
    assert shown_order(text) == order


def test_three_dates_that_can_be_nothing_else_prove_month_first() -> None:
    assert month_first_places(AMERICAN) == {"text"}
    assert month_first_places(AMERICAN[:2]) == set()


def test_one_date_that_is_day_first_refutes_it() -> None:
    assert month_first_places([*AMERICAN, ("text", "24/07/2020")]) == set()


def test_each_place_is_proven_by_itself() -> None:
    assert month_first_places([*AMERICAN, ("listing", "24/07/2020"), ("url", "7/25/2020")]) == {"text"}


def test_dates_that_may_be_either_prove_nothing() -> None:
    assert month_first_places([("text", f"{day}/07/2020") for day in range(1, 12)]) == set()


@given(st.lists(st.dates(date(1990, 1, 1), date(2035, 12, 31))))
def test_a_portal_that_writes_the_day_first_is_never_taken_for_the_other(days: list[date]) -> None:
    assert month_first_places([("text", f"{day:%d/%m/%Y}") for day in days]) == set()
