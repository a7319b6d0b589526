"""Published dates: every date in every form, no date from what is none, and what the fact says."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.dates import parse_covers, parse_held, parse_published, tokens
from crawler.dates.fold import fold

SEEN = datetime(2036, 1, 2, 9, 0, tzinfo=timezone(timedelta(hours=7)))
WEEKDAYS = ("Thứ Hai", "thứ 3", "T4", "Thứ năm", "thu sau", "Thứ Bẩy", "CN")
MONTHS = ("một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai")
ENGLISH = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def in_words(number: int) -> str:
    """A day of the month as it is said: mười lăm, hai mươi mốt."""
    tens, units = divmod(number, 10)
    ten = ("", "mười", "hai mươi", "ba mươi")[tens]
    return f"{ten} {('', *MONTHS[:9])[units]}".strip()


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
    lambda d: f"Ngày đăng: {d:%Y%m%d}",
    lambda d: f"Ngày đăng: {d:%Y-%j}",
    lambda d: f"{d:%G-W%V-%u}",
    lambda d: f"Ngày đăng: {d.day}/{d.month} năm {d.year}",
    lambda d: f"Ngày đăng: {d:%d/%m-%Y}",
    lambda d: f"Ngày đăng: {d:%d}\\{d:%m}\\{d:%Y}",
    lambda d: f"Ngày{d.day}tháng{d.month}năm{d.year}",
    lambda d: f"Đăng vào tháng {d.month} ngày {d.day} năm {d.year}",
    lambda d: f"Ngày {in_words(d.day)} tháng {MONTHS[d.month - 1]} năm {d.year}",
    lambda d: f"Ngày ban hành bài: {d:%d/%m/%Y}",
    lambda d: f"Cập nhập: {d:%d/%m/%Y}",
    lambda d: f"Ngày đăng:&nbsp;{d:%d/%m/%Y}",
    lambda d: f"📅 {d:%d/%m/%Y} 👁 {d.year}",
    lambda d: f"Ngày đăng: {d:%d/%m/%Y} (3 phút đọc)",
    lambda d: f"Đăng ngày {d:%d - %m - %Y} 100%",
    lambda d: f"Chính trị {d:%d-%m-%Y}",
    lambda d: f"Sơ kết công tác 6 tháng đầu năm {d.year} ({d:%d/%m/%Y})",
    lambda d: f"3 ngày trước ({d:%d/%m/%Y})",
]
# What stands beside a labelled date and may look like one.
NEIGHBOURS = (
    *(
        "Quyết định số 12/QĐ-UBND ngày 03/02/2020",
        "Hotline: 0219.3866.123",
        "Nhiệm kỳ 2016 - 2021",
        "IMG_20200724_0930.jpg",
    ),
    *(
        "Hạn nộp: 20/06/2020",
        "Ngày ban hành: 03/02/2020",
        "Ngày đăng ký: 01/06/2020",
        "Hôm nay: 15/08/2024",
        "IP: 10.12.20.21",
    ),
    *(
        "ISO 9001:2015",
        "Số ký hiệu: 05/2021/QĐ-UBND",
        "Đánh giá: 4.5/5 (12 phiếu)",
        "Khai mạc: 14/07/2020 08:00",
        "Lượt xem: 30/02",
    ),
)
FOREIGN_LABELS = ("Hạn nộp", "Ngày ban hành", "Ngày đăng ký", "Khai mạc", "Ngày in", "Ngày sinh", "Hiệu lực")
LABELS = ("Ngày đăng: ", "Đăng ngày ", "Ngày xuất bản: ", "Posted on ", "Cập nhật: ", "Ngày phát hành: ")
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
    lambda t: f"Ngày đăng:{t:%d/%m/%Y%H:%M}",
    lambda t: f"{t:%H:%M%d/%m/%Y}",
    lambda t: f"Ngày đăng: {t:%d/%m/%Y-%H:%M}",
    lambda t: f"Ngày đăng: {t:%d/%m/%Y %H.%M}",
    lambda t: f"Đăng lúc {t.hour}h:{t:%M} ngày {t:%d/%m/%Y}",
    lambda t: f"{t:%H}g{t:%M} {t:%d/%m/%Y}",
    lambda t: f"{t:%d/%m/%Y %H:%M}h",
    lambda t: f"Ngày đăng: {t:%d/%m/%Y} | Giờ đăng: {t:%H:%M}",
    lambda t: f"{(t - timedelta(hours=12)):%d/%m/%Y %H:%M} -0500",
    lambda t: f"{(t + timedelta(hours=2)):%d/%m/%Y %H:%M} JST",
    lambda t: f"{t:%d/%m/%Y %H:%M} Asia/Ho_Chi_Minh",
    lambda t: f"{t:%Y%m%dT%H%M}+0700",
    lambda t: f"{t:%G-W%V-%uT%H:%M}+07:00",
    lambda t: f"Có 12/15 xã hoàn thành kế hoạch - {t:%d/%m/%Y %H:%M}",
    lambda t: f"{t:%d/%m/%Y %H:%M} (GMT+7) | ISO 9001:2015",
]
SECOND_FORMS: list[Callable[[datetime], str]] = [
    lambda t: f"{t:%a, %d %b %Y %H:%M:%S} +0700",
    lambda t: f"{(t - timedelta(hours=7)):%a, %d %b %Y %H:%M:%S} GMT",
    lambda t: f"{t:%A, %d-%b-%y %H:%M:%S} +0700",
    lambda t: f"{t:%a %b %d %Y %H:%M:%S} GMT+0700 (Indochina Time)",
    lambda t: f"{t:%a %b %d %H:%M:%S} ICT {t:%Y}",
    lambda t: f"{(t - timedelta(hours=7)):%a %b %d %H:%M:%S} UTC {t - timedelta(hours=7):%Y}",
    lambda t: f"{t:%Y-%m-%dT%H:%M:%S}.250+07:00[Asia/Ho_Chi_Minh]",
    lambda t: f"Ngày đăng: {t:%Y%m%d%H%M%S}",
    lambda t: f"datePublished: {t:%Y-%m-%dT%H:%M:%S}+07:00",
]
DAYS = st.dates(date(1990, 1, 1), date(2035, 12, 31))
VOCABULARY = """hội nghị giao ban khối văn hóa xã hội triển khai nhiệm vụ ngày tháng năm thứ hai ba tuần
    lượt xem đồng chí đảng ủy đang online tỷ lệ đạt hộ xã quý kỳ trước sau giờ lúc đăng cập nhật tin bài
    tác giả nguồn"""
# Parts of labels, months, weekdays, zones, sections and tools, in every order.
VOCABULARY_OF_LINES = """posted published created updated last date time ngày đăng ký nhập ban hành phát hạn nộp
    khai mạc tin liên quan khác cũ hơn bình luận của in bài viết cỡ chữ gửi email chính trị văn hóa kinh tế trang chủ
    hai mươi mốt june may monday thu cn chủ nhật sáng chiều qua nay hôm ict gmt jst giờ việt nam asia/saigon cách
    khoảng 3 12 2020 thg th bởi admin quản trị nguồn: theo: chia sẻ views tổng số lượt vừa xong tạo sửa xuất"""
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


@pytest.mark.parametrize("form", SECOND_FORMS, ids=lambda form: form(datetime(2020, 7, 24, 1, 5, 9)))  # noqa: DTZ001
@given(moment=st.datetimes(datetime(1990, 1, 2), datetime(2035, 12, 31)))  # noqa: DTZ001  # Vietnamese time
def test_every_second_in_every_form_reads_back_the_same(form: Callable[[datetime], str], moment: datetime) -> None:
    fact = parse_published(form(moment), seen=SEEN)
    assert (fact.value, fact.precision) == (f"{moment:%Y-%m-%dT%H:%M:%S}+07:00", "second")


@given(
    day=DAYS,
    label=st.sampled_from(LABELS),
    others=st.lists(st.sampled_from(NEIGHBOURS), min_size=1, max_size=3),
    place=st.integers(0, 3),
    bar=st.sampled_from((" | ", " - ", " • ", "\n", "; ")),
)
def test_a_labelled_date_is_not_lost_to_what_stands_beside_it(
    day: date, label: str, others: list[str], place: int, bar: str
) -> None:
    pieces = [*others[:place], f"{label}{day:%d/%m/%Y}", *others[place:]]
    assert parse_published(bar.join(pieces), seen=SEEN).value == day.isoformat()


@given(day=DAYS, label=st.sampled_from(FOREIGN_LABELS))
def test_the_date_of_another_label_is_no_published_date(day: date, label: str) -> None:
    for bar in (": ", " | ", ":\n", " "):
        assert parse_published(f"{label}{bar}{day:%d/%m/%Y}", seen=SEEN).value is None


@given(day=DAYS, length=st.integers(1, 30))
def test_a_range_of_days_is_no_published_date(day: date, length: int) -> None:
    last = day + timedelta(days=length)
    for text in (f"{day:%d/%m/%Y} - {last:%d/%m/%Y}", f"Ngày đăng: {day:%d/%m/%Y} đến {last:%d/%m/%Y}"):
        assert parse_published(text, seen=SEEN).value is None


@given(text=st.text("0123456789/.-: |()[]đngayàthứ", min_size=200, max_size=400))
@settings(max_examples=30)
def test_no_text_takes_long(text: str) -> None:
    def seconds() -> float:
        start = time.perf_counter()
        parse_published(text, seen=SEEN)
        return time.perf_counter() - start

    assert min(seconds() for _ in range(3)) < 0.02  # 2 ms, on the slowest of machines


@given(words=st.lists(st.one_of(WORDS, st.sampled_from(VOCABULARY_OF_LINES.split())), min_size=1, max_size=6))
def test_the_pattern_of_a_letter_finds_what_all_kinds_together_find(words: list[str]) -> None:
    line = fold(" ".join(words)).plain
    position = 0
    every = tokens._pattern({kind: form for kind, _, form in tokens._LETTERS})
    while (token := tokens.next_token(line, position, len(line))) is not None:
        if line[token.start()].isalpha():
            whole = every.match(line, token.start())
            assert whole is not None
            assert (whole.lastgroup, whole.end()) == (token.lastgroup, token.end())
        position = token.end()


def test_tomorrow_is_no_date_and_a_clock_may_be_minutes_ahead() -> None:
    seen = datetime(2024, 8, 15, 10, 30, tzinfo=timezone(timedelta(hours=7)))
    assert parse_published("Ngày đăng: 15/08/2024 10:33", seen=seen).value == "2024-08-15T10:33:00+07:00"
    for text in ("Ngày đăng: 16/08/2024", "15/08/2024 20:00", "2024-08-15T04:30:00Z", "Hôm nay lúc 23:50"):
        fact = parse_published(text, seen=seen)
        assert fact.value is None
        assert fact.problem is not None


def test_a_header_that_shows_the_second_of_the_capture_is_its_clock() -> None:
    seen = datetime(2024, 7, 17, 10, 22, 31, tzinfo=timezone(timedelta(hours=7)))
    fact = parse_published("Thứ tư, 17/07/2024 10:22:31", seen=seen)
    assert fact.value is None
    assert fact.problem is not None
    assert parse_published("Ngày đăng: 17/07/2024 10:22:31", seen=seen).value == "2024-07-17T10:22:31+07:00"


def test_an_hour_beyond_the_day_leaves_the_day() -> None:
    for text in ("05/06/2020 24:00", "05/06/2020 25h00", "2020-06-05T25:00:00+07:00"):
        fact = parse_published(text, seen=SEEN)
        assert fact.value == "2020-06-05"
        assert fact.problem is not None


def test_an_update_counts_where_the_posted_date_was_left_empty() -> None:
    fact = parse_published("Ngày đăng: 00/00/0000 | Cập nhật: 05/06/2020", seen=SEEN)
    assert (fact.value, fact.update) == ("2020-06-05", True)
    assert parse_published("Ngày đăng: 31/04/2020 | Cập nhật: 05/06/2020", seen=SEEN).value is None


@given(text=st.one_of(st.text(max_size=300), st.text("0123456789/.-: |()ngaythư", max_size=40)))
def test_no_text_raises(text: str) -> None:
    for evidence in ("text", "meta:date"):
        parse_published(text, seen=SEEN, evidence=evidence)
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


def test_the_fast_path_does_not_load_dateparser() -> None:
    program = (
        "import sys; from datetime import datetime, UTC; from crawler.dates import parse_published;"
        "parse_published('Ngày đăng 24/07/2020 | 01:00', seen=datetime.now(UTC));"
        "sys.exit('dateparser' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
