"""Meetings and periods: what the words of the fact are, what a title says, and real reports."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.dates import parse_covers, parse_held

REAL = Path(__file__).parents[4] / "shared" / "real-pages"
GOLD: list[dict[str, Any]] = (
    json.loads((REAL / "gold.json").read_text("utf-8")) if (REAL / "gold.json").exists() else []
)
DAYS = st.dates(date(1991, 1, 1), date(2035, 12, 31))


@given(day=DAYS)
def test_a_day_with_its_year_is_held_then(day: date) -> None:
    fact = parse_held(f"Chiều ngày {day.day}/{day.month}/{day.year}, xã họp giao ban.", published=None)
    assert fact is not None
    assert (fact.start, fact.end) == (day.isoformat(), day.isoformat())


@given(published=DAYS, day=DAYS)
def test_a_day_without_its_year_is_the_latest_not_after_publication(published: date, day: date) -> None:
    fact = parse_held(f"Ngày {day.day}/{day.month}, xã họp giao ban.", published=published)
    assert fact is not None
    held = date.fromisoformat(fact.start)
    assert (held.day, held.month) == (day.day, day.month)
    assert held <= published
    assert (day.day, day.month) == (29, 2) or (published - held).days <= 366


def test_the_words_of_a_meeting_are_cut_as_they_stand() -> None:
    fact = parse_held("Chiều thứ Sáu (5/6), xã họp.", published=date(2020, 6, 7))
    assert fact is not None
    assert fact.text == "Chiều thứ Sáu (5/6)"


def test_the_title_says_the_period_before_the_text() -> None:
    fact = parse_covers("Kết quả tháng 5/2020 khá.", title="Sơ kết quý I/2020", published=date(2020, 6, 7))
    assert fact is not None
    assert (fact.start, fact.end, fact.text) == ("2020-01-01", "2020-03-31", "quý I/2020")


def test_a_title_that_plans_leaves_the_period_to_the_text() -> None:
    title = "Triển khai nhiệm vụ tháng 7/2020"
    fact = parse_covers("Xã đã đánh giá công tác tháng 6.", title=title, published=date(2020, 7, 2))
    assert fact is not None
    assert fact.start == "2020-06-01"


@pytest.mark.skipif(not GOLD, reason="the real pages are not at hand")
@pytest.mark.parametrize("gold", GOLD, ids=lambda gold: gold["file"])
def test_real_reports_read_as_their_gold_says(gold: dict[str, Any]) -> None:
    body = (REAL / gold["file"]).read_text("utf-8").split(gold["title"], 1)[1]
    published = date.fromisoformat(gold["published_at"][:10]) if gold["published_at"] else None
    covers = parse_covers(body, title=gold["title"], published=published)
    held = parse_held(body, published=published)
    assert covers is not None
    assert [covers.start, covers.end] == gold["covers"]
    assert (held.start if held else None) == gold["meeting"]["held_on"]
