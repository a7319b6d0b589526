"""The short way reads what it reads as the grammar does, and finds no date only where there is none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.dates import parse_published
from crawler.dates.fold import fold
from crawler.dates.quick import has_no_date, read_plain
from storage.records import DateFact
from tests.crawler.dates.test_corpus import PUBLISHED

SEEN = datetime.fromisoformat("2024-08-15T10:30:00+07:00")


def the_long_way(text: str) -> DateFact:
    with (
        patch("crawler.dates.published.read_plain", return_value=None),
        patch("crawler.dates.published.has_no_date", return_value=False),
    ):
        return parse_published(text, seen=SEEN)


def test_the_corpus_reads_the_same_both_ways() -> None:
    for line in PUBLISHED:
        assert parse_published(line["text"], seen=SEEN) == the_long_way(line["text"]), line["text"]


def test_the_plainest_lines_go_the_short_way() -> None:
    texts = [line["text"] for line in PUBLISHED if "evidence" not in line]
    assert sum(read_plain(fold(text), SEEN, "text") is not None for text in texts) > 200
    assert sum(has_no_date(fold(text).plain) for text in texts) > 100


def one_of(*texts: str) -> st.SearchStrategy[str]:
    return st.sampled_from(texts)


LABELS = one_of(
    "", "", "Ngày đăng: ", "Đăng lúc: ", "Đăng ngày ", "đang ", "Đảng: ", "Cập nhật: ", "Cập nhật lúc ", "Ngày ",
    "Xuất bản: ", "Publish date ", "Ngay dang: ", "Thời gian đăng: ", "Ngày đăng ngày đăng ", "Ngày: ",
)  # fmt: skip
WEEKDAYS = one_of("", "", "Thứ Sáu, ", "thứ 3 Ngày ", "Chủ nhật - ", "Thứ hai ", "T6, ", "Thứ bảy")
DAYS = st.tuples(st.integers(0, 33), one_of("/", "-", ".", " / "), st.integers(0, 14), st.integers(1899, 2031)).map(
    lambda day: f"{day[0]:02}{day[1]}{day[2]}{day[1]}{day[3]}"
)
CLOCKS = st.tuples(st.integers(0, 25), st.integers(0, 61), one_of("", ":09", " PM", " am", ":30 AM")).map(
    lambda clock: f"{clock[0]}:{clock[1]:02}{clock[2]}"
)
JOINTS = one_of(" ", ", ", " | ", " - ", "  ", ",", "|")
TAILS = one_of(
    "", "", " ", ")", " (GMT+7)", " | Lượt xem: 1235", " | View Count: 438", " 18 lượt xem", " Đã xem: 1.791", " 503 0",
    " -", " | Tác giả: Lan", " Tác giả: Lan Anh", " | Tác giả: Quyết định số", " | Tác giả: Hôm qua", "\n", ".", " 7",
    " 24", " 15 30", " 2020", " 2020 2021", " 12 5 2020", "  7 0 ",
)  # fmt: skip


@pytest.mark.parametrize("order", [lambda day, clock: (day, clock), lambda day, clock: (clock, day)])
@given(label=LABELS, weekday=WEEKDAYS, day=DAYS, clock=st.one_of(st.just(""), CLOCKS), joint=JOINTS, tail=TAILS)
def test_lines_made_of_the_parts_of_plain_ones_read_the_same_both_ways(
    order: Callable[[str, str], tuple[str, str]],
    label: str,
    weekday: str,
    day: str,
    clock: str,
    joint: str,
    tail: str,
) -> None:
    text = f"{label}{weekday}{joint.join(filter(None, order(day, clock)))}{tail}"
    assert parse_published(text, seen=SEEN) == the_long_way(text)


@given(st.text(alphabet="0123456789/-.:, |thangmyqugoHômQuaTrướcăđ()", max_size=40))
def test_no_date_is_passed_over(text: str) -> None:
    if has_no_date(fold(text).plain):
        assert the_long_way(text) == DateFact()
