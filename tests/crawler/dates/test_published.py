"""Published dates: every date in every form, no date from what is none, and what the fact says."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.dates import find_published, parse_covers, parse_held, parse_published

SEEN = datetime(2036, 1, 2, 9, 0, tzinfo=timezone(timedelta(hours=7)))
WEEKDAYS = ("Thứ Hai", "thứ 3", "T4", "Thứ năm", "thu sau", "Thứ Bẩy", "CN")
MONTHS = ("một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai")
ENGLISH = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)

DAY_FORMS: list[Callable[[date], str]] = [
    lambda d: f"{d:%d/%m/%Y}",
    lambda d: f"{d.day}/{d.month}/{d.year}",
    lambda d: f"{d:%d-%m-%Y}",
    lambda d: f"{d.day} - {d.month} - {d.year}",
    lambda d: f"({d:%d.%m.%Y})",
    lambda d: f"{d:%d⁄%m⁄%Y}",
    lambda d: f"{d:%Y-%m-%d}",
    lambda d: f"{d:%Y/%m/%d}",
    lambda d: f"Đăng lúc: {d:%d/%m/%Y} (GMT+7)",
    lambda d: f"Ngày đăng: {d:%d/%m/%Y} | Lượt xem: {d.year}",
    lambda d: f"ngay dang {d:%d/%m/%Y}",
    lambda d: f"Ngày {d:%d %m %Y}",
    lambda d: f"{WEEKDAYS[d.weekday()]}, {d:%d/%m/%Y}",
    lambda d: f"{WEEKDAYS[d.weekday()]} Ngày {d:%d/%m/%Y}",
    lambda d: f"{d.day} tháng {d.month} năm {d.year}",
    lambda d: f"{d.day} tháng {MONTHS[d.month - 1]} {d.year}",
    lambda d: f"{d.day} Tháng {MONTHS[d.month - 1].title()}, {d.year}",
    lambda d: f"Tháng {MONTHS[d.month - 1].title()} {d.day}, {d.year}",
    lambda d: f"{d.day} Th{d.month} {d.year}",
    lambda d: f"{d.day} {ENGLISH[d.month - 1]} {d.year}",
    lambda d: f"{ENGLISH[d.month - 1][:3]} {d.day}, {d.year}",
    lambda d: f"{d.day} tháng {d.month} {d.year}   131 lượt xem",
]
MINUTE_FORMS: list[Callable[[datetime], str]] = [
    lambda t: f"{t:%d/%m/%Y %H:%M}",
    lambda t: f"{t:%H:%M %d/%m/%Y}",
    lambda t: f"({t:%H:%M %d.%m.%Y})",
    lambda t: f"Ngày đăng {t:%d/%m/%Y} | {t:%H:%M}  | Lượt xem: 1235",
    lambda t: f"{t:%d/%m/%Y} - {t.hour}h{t:%M}'",
    lambda t: f"{t.hour} giờ {t:%M} ngày {t.day}/{t.month}/{t.year}",
    lambda t: f"Lúc {t.hour} giờ {t:%M} phút, ngày {t.day} tháng {t.month} năm {t.year}",
    lambda t: f"{t:%d/%m/%Y %I:%M %p}",
    lambda t: f"{t:%d/%m/%Y %I:%M} {'SA' if t.hour < 12 else 'CH'}",
    lambda t: f"{WEEKDAYS[t.weekday()]}, {t:%d %m %Y %H:%M}",
    lambda t: f"{t:%Y-%m-%dT%H:%M}+07:00",
    lambda t: f"{(t - timedelta(hours=7)):%Y-%m-%dT%H:%M}Z",
]
DAYS = st.dates(date(1990, 1, 1), date(2035, 12, 31))
VOCABULARY = """hội nghị giao ban khối văn hóa xã hội triển khai nhiệm vụ ngày tháng năm thứ hai ba tuần
    lượt xem đồng chí đảng ủy đang online tỷ lệ đạt hộ xã quý kỳ trước sau giờ lúc đăng cập nhật tin bài
    tác giả nguồn"""
WORDS = st.sampled_from(VOCABULARY.split())
NUMBERS = st.one_of(
    st.integers(0, 99_999).map(str),
    st.tuples(st.integers(0, 99), st.integers(0, 99)).map(lambda pair: "/".join(map(str, pair))),
    st.integers(1000, 99_999).map(lambda number: f"{number:,}".replace(",", ".")),
    st.tuples(st.integers(1990, 2030), st.integers(1, 9)).map(lambda pair: f"{pair[0]} - {sum(pair)}"),
)


@pytest.mark.parametrize("form", DAY_FORMS, ids=lambda form: form(date(2020, 7, 24)))
@given(day=DAYS)
def test_every_day_in_every_form_reads_back_the_same(form: Callable[[date], str], day: date) -> None:
    fact = parse_published(form(day), seen=SEEN)
    assert (fact.value, fact.precision, fact.problem) == (day.isoformat(), "day", None)


@pytest.mark.parametrize("form", MINUTE_FORMS, ids=lambda form: form(datetime(2020, 7, 24, 1, 5)))  # noqa: DTZ001
@given(moment=st.datetimes(datetime(1990, 1, 2), datetime(2035, 12, 31)))  # noqa: DTZ001  # Vietnamese time
def test_every_minute_in_every_form_reads_back_the_same(form: Callable[[datetime], str], moment: datetime) -> None:
    fact = parse_published(form(moment), seen=SEEN)
    assert (fact.value, fact.precision) == (f"{moment:%Y-%m-%dT%H:%M}:00+07:00", "minute")


@given(text=st.one_of(st.text(max_size=300), st.text("0123456789/.-: |()ngaythư", max_size=40)))
def test_no_text_raises(text: str) -> None:
    for evidence in ("text", "meta:date"):
        parse_published(text, seen=SEEN, evidence=evidence)
    find_published(text, seen=SEEN)
    parse_held(text, published=SEEN.date())
    parse_covers(text, title=text, published=SEEN.date())
    parse_covers(text)


@given(pieces=st.lists(st.one_of(WORDS, NUMBERS), min_size=1, max_size=12))
def test_random_words_and_numbers_give_no_published_date(pieces: list[str]) -> None:
    text = " ".join(pieces)
    if re.search(r"\d\d? tháng|\d (?:ngày|tuần|năm|tháng) trước|tháng \w+ \d{4}", text):
        return  # by chance a date in words, no random words any more
    assert parse_published(text, seen=SEEN).value is None


@given(day=DAYS, before=st.lists(WORDS, min_size=2, max_size=6), behind=st.lists(WORDS, min_size=2, max_size=6))
def test_a_date_amid_prose_is_no_published_date(day: date, before: list[str], behind: list[str]) -> None:
    text = f"{' '.join(before)} theo {day:%d/%m/%Y} thì {' '.join(behind)}"
    assert parse_published(text, seen=SEEN).value is None


def test_the_text_is_the_part_of_the_line_that_says_the_date() -> None:
    fact = parse_published("Ngày đăng 14/03/2022 | 07:45  | Lượt xem: 12", seen=SEEN, evidence="rule:x")
    assert (fact.text, fact.evidence) == ("14/03/2022 | 07:45", "rule:x")


def test_the_text_of_a_decomposed_line_keeps_its_marks() -> None:
    line = "Cập nhật: Thư\u0301 sáu, 05/06/2020"
    assert parse_published(line, seen=SEEN).text == "Thư\u0301 sáu, 05/06/2020"


def test_a_capture_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        parse_published("05/06/2020", seen=datetime(2020, 7, 1))  # noqa: DTZ001


def test_the_capture_time_may_be_in_any_zone() -> None:
    seen = datetime(2020, 6, 4, 23, 30, tzinfo=UTC)  # 06:30 on 5 June in Vietnam
    assert parse_published("Hôm nay, 05:10", seen=seen).value == "2020-06-05T05:10:00+07:00"


def test_weeks_ago_are_bounds_and_never_a_date() -> None:
    seen = datetime(2020, 6, 30, 9, 0, tzinfo=UTC)
    fact = parse_published("2 tuần trước", seen=seen)
    assert (fact.value, fact.not_before, fact.not_after) == (None, "2020-06-09", "2020-06-16")


def test_find_published_reads_a_date_in_brackets_behind_a_title() -> None:
    fact = find_published("Ra quân làm thủy lợi (24/04/2019)", seen=SEEN)
    assert fact is not None
    assert fact.value == "2019-04-24"


def test_find_published_takes_the_date_line_of_several_lines() -> None:
    fact = find_published("Tin hoạt động\nĐăng lúc: 24/04/2019\nLượt xem: 2021", seen=SEEN)
    assert fact is not None
    assert fact.value == "2019-04-24"


def test_find_published_finds_nothing_in_prose() -> None:
    assert find_published("Ngày 24/4/2019, xã ra quân làm thủy lợi.", seen=SEEN) is None


def test_the_fast_path_does_not_load_dateparser() -> None:
    program = (
        "import sys; from datetime import datetime, UTC; from crawler.dates import parse_published;"
        "parse_published('Ngày đăng 24/07/2020 | 01:00', seen=datetime.now(UTC));"
        "sys.exit('dateparser' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
