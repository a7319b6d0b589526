"""Meetings: the words of the fact, ranges and years, and what such a reader must never do.

What is read of which sentence stands in ``corpus/held.jsonl``.
"""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.dates import parse_held

PUBLISHED = date(2020, 6, 10)
DAYS = st.dates(date(1991, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Chiều thứ Sáu (5/6), xã họp.", "Chiều thứ Sáu (5/6)"),
        ("Hôm qua (ngày 9/6), xã họp.", "Hôm qua (ngày 9/6)"),
        ("Sáng nay (5/6, thứ Sáu), xã họp.", "Sáng nay (5/6, thứ Sáu)"),
        ("Vừa qua, UBND xã (sáng 5/6) đã họp.", "sáng 5/6"),
        ("Sau hai ngày làm việc (4 - 5/6), kỳ họp bế mạc.", "Sau hai ngày làm việc (4 - 5/6)"),
        ("Trong 2 ngày, từ 4 đến 5/6, xã họp.", "Trong 2 ngày, từ 4 đến 5/6"),
        ("Chiều 4 và sáng 5/6, huyện họp.", "Chiều 4 và sáng 5/6"),
        ("Kỳ họp thứ Sáu, ngày 5/6/2020, HĐND xã đã họp.", "ngày 5/6/2020"),
        ("Sáng   ngày   05/06/2020  , xã họp.", "Sáng   ngày   05/06/2020"),
        ("Lúc 14 giờ 30 ngày 5/6, xã họp.", "ngày 5/6"),
        ("Sáng 5⁄6⁄2020, xã họp.", "Sáng 5⁄6⁄2020"),
        ("Chủ nhật vừa qua (7/6), xã họp.", "Chủ nhật vừa qua (7/6)"),
        ("Sáng nay (5/6\nxã họp.", "5/6"),
    ],
)
def test_the_words_stand_in_the_text_with_both_brackets_or_none(text: str, words: str) -> None:
    fact = parse_held(text, published=PUBLISHED)
    assert fact is not None
    assert fact.text == words


@given(published=DAYS, back=st.integers(0, 200), length=st.integers(1, 20))
def test_a_range_without_years_is_the_latest_that_has_begun(published: date, back: int, length: int) -> None:
    first = published - timedelta(days=back)
    last = first + timedelta(days=length)
    if (2, 29) in ((first.month, first.day), (last.month, last.day)):
        return
    text = f"Từ ngày {first.day}/{first.month} đến ngày {last.day}/{last.month}, huyện tổ chức hội thi."
    fact = parse_held(text, published=published)
    assert fact is not None
    assert (fact.start, fact.end) == (first.isoformat(), last.isoformat())


@given(day=DAYS)
def test_a_day_in_words_of_a_range_with_its_year_needs_no_publication(day: date) -> None:
    after = day + timedelta(days=1)
    text = f"Trong hai ngày {day:%d/%m/%Y} và {after:%d/%m/%Y}, xã họp."
    fact = parse_held(text, published=None)
    assert fact is not None
    assert (fact.start, fact.end) == (day.isoformat(), after.isoformat())


PIECES = (
    "sáng chiều tối ngày trong hai các từ đến và khai mạc bế mạc thứ Sáu (5/6) 18 19/5 ngày 5/6/2020 , ( ) - . : \n "
    "hôm nay qua mùng tháng giêng năm của sẽ theo Kế hoạch số 12/KH-UBND hội nghị tổ chức 8h30 99/99 CN T6 tức"
).split(" ")


@given(words=st.lists(st.sampled_from(PIECES), max_size=40), published=st.none() | DAYS)
def test_no_words_raise_and_no_day_is_after_the_publication(words: list[str], published: date | None) -> None:
    text = " ".join(words)
    fact = parse_held(text, published=published)
    if fact is not None:
        assert fact.text
        assert fact.text in text
        assert fact.text.count("(") == fact.text.count(")")
        assert fact.start <= fact.end
        assert published is None or fact.start <= published.isoformat()


@given(text=st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    parse_held(text, published=PUBLISHED)


def test_a_calendar_of_other_days_holds_no_meeting() -> None:
    text = "".join(f"Hạn nộp ngày {day}/5. " for day in range(1, 29)) + "Sáng 5/6, xã họp."
    assert parse_held(text, published=PUBLISHED) is None


SLOW = (
    "sáng" + " " * 4990,
    *("từ ngày 1", "ngày 18, ", "các ngày 18/5, ", "ngày 5/6/2020 của ", "sáng và chiều ", "thứ hai ", "1/", "(", "\n"),
    *("theo kế hoạch ngày 5/6 ", "chiều 18 và sáng ", "trong hai ngày ", "mùng năm tháng "),
)


@pytest.mark.parametrize("piece", SLOW)
def test_no_text_is_slow_to_read(piece: str) -> None:
    text = (piece * 5000)[:5000]
    begun = time.perf_counter()
    parse_held(text, published=PUBLISHED)
    assert time.perf_counter() - begun < 0.2  # a tenth of it where nothing else runs


def test_no_report_is_of_a_day_after_the_capture() -> None:
    said = "Sáng 05/06/2031, xã họp giao ban."
    assert parse_held(said, published=None) is not None
    assert parse_held(said, published=None, seen=date(2020, 6, 5)) is None
