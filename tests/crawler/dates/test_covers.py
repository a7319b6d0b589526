"""What a report covers: whose word counts, which words are given back, and what is no report at all."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.dates import parse_covers

PUBLISHED = date(2022, 7, 15)
MONTHS = st.integers(1, 12)
YEARS = st.integers(1991, 2035)
SYLLABLES = st.sampled_from(
    "tháng quý tuần năm nhiệm kỳ giai đoạn đầu cuối 6 11 2021 II - / , ; . : và đến từ ngày kết quả triển khai nhiệm vụ"
    " sơ kết công tác ( ) so với cùng kỳ tới qua sẽ đã\n".split(" ")
)


def covered(text: str, *, title: str = "", published: date | None = PUBLISHED) -> tuple[str, str] | None:
    fact = parse_covers(text, title=title, published=published)
    return None if fact is None else (fact.start, fact.end)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Xã sơ kết công tác 6 tháng đầu năm 2022, bàn việc 6 tháng cuối năm", "6 tháng đầu năm 2022"),
        ("Kết quả công tác tháng 5 và tháng 6/2022 của xã", "tháng 5 và tháng 6/2022"),
        ("Báo cáo quý I, II/2022", "quý I, II/2022"),
        ("Đánh giá công tác tháng 6 và 6 tháng đầu năm 2022", "6 tháng đầu năm 2022"),
        ("Kết quả từ tháng 10/2021 đến tháng 3/2022", "tháng 10/2021 đến tháng 3/2022"),
        ("Tổng kết 10 năm (2011 - 2021) phong trào văn nghệ", "10 năm (2011 - 2021)"),
        ("Sơ kết 3 năm thực hiện mô hình camera (2018-2021)", "2018-2021"),
        ("Kết quả Quý I (năm 2022) của phường", "Quý I (năm 2022)"),
        ("Từ đầu năm đến nay, xã đã trao 20 suất quà", "Từ đầu năm đến nay"),
    ],
)
def test_the_words_are_the_part_of_the_text_that_says_the_period(text: str, words: str) -> None:
    fact = parse_covers(text, published=PUBLISHED)
    assert fact is not None
    assert fact.text == words


def test_a_meeting_of_a_month_that_reports_half_a_year_covers_the_half_year() -> None:
    lead = "UBND huyện họp phiên thường kỳ tháng 6/2022 để đánh giá kết quả 6 tháng đầu năm."
    assert covered(lead, title="Phiên họp thường kỳ tháng 6") == ("2022-01-01", "2022-06-30")


def test_the_month_of_a_briefing_gives_way_to_the_month_that_it_reports() -> None:
    lead = "Hội nghị đánh giá kết quả tháng 6, triển khai nhiệm vụ tháng 7."
    assert covered(lead, title="Đảng ủy xã giao ban tháng 7/2022") == ("2022-06-01", "2022-06-30")


def test_a_programme_whose_name_has_a_stage_is_reported_for_the_year_that_is_named() -> None:
    text = "Kết quả thực hiện Chương trình giảm nghèo giai đoạn 2021-2025 trong năm 2021"
    assert covered(text) == ("2021-01-01", "2021-12-31")


def test_the_day_of_a_cited_document_says_nothing_about_now() -> None:
    text = "Theo Kế hoạch số 12/KH-UBND ngày 15/01/2020, sáng 06/10/2021, xã sơ kết quý III"
    assert covered(text, published=None) == ("2021-07-01", "2021-09-30")


def test_a_month_that_is_about_to_begin_is_not_the_one_of_last_year() -> None:
    assert covered("Xã giao ban tháng 10", published=date(2021, 9, 29)) is None


def test_an_election_for_a_term_is_no_report_on_it() -> None:
    assert covered("Kết quả bầu cử đại biểu HĐND xã nhiệm kỳ 2021 - 2026", published=date(2021, 6, 1)) is None


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Lễ hội đình làng năm 2022", "Lễ hội diễn ra trong tháng 3, thu hút 2.000 lượt khách."),
        ("Khánh thành nhà văn hóa thôn", "Công trình được khởi công vào tháng 3/2022, hoàn thành trong tháng 6/2022."),
        ("Mừng Đảng, mừng Xuân năm 2022", "Chương trình chào mừng 92 năm thành lập Đảng (1930 - 2022) có 20 tiết mục."),
        ("Làm giàu từ cây cam", "Năm 2021, ông Ba vay 50 triệu đồng. Mỗi năm vườn cam cho thu 200 triệu đồng."),
        ("Khai giảng năm học 2021-2022", "Năm học này, trường có 612 học sinh. Trường được thành lập năm 1985."),
        (
            "Giải bóng đá nam 2022",
            "Đội thắng 3 trận; anh Tuấn 32 tuổi ghi 2 bàn. Quỹ một triệu đồng được trao cho đội.",
        ),
        ("Thông báo tuyển dụng năm 2022", "Hồ sơ nhận đến hết quý III năm 2022; thời gian thử việc 6 tháng."),
    ],
)
def test_news_that_takes_stock_of_nothing_covers_nothing(title: str, text: str) -> None:
    assert covered(text, title=title, published=date(2022, 9, 1)) is None


@given(month=MONTHS, year=YEARS)
def test_a_month_that_is_reported_reads_back(month: int, year: int) -> None:
    fact = parse_covers(f"Đánh giá công tác tháng {month}/{year}, triển khai nhiệm vụ thời gian tới")
    assert fact is not None
    assert fact.start == f"{year}-{month:02}-01"


@given(month=MONTHS, year=YEARS)
def test_a_plan_that_names_its_year_dates_the_month_before_it(month: int, year: int) -> None:
    before = 12 if month == 1 else month - 1
    expected = f"{year - (month == 1)}-{before:02}-01"
    for text in (
        f"Đánh giá kết quả tháng {before}, triển khai nhiệm vụ tháng {month}/{year}",
        f"Triển khai nhiệm vụ tháng {month}/{year}, đánh giá kết quả tháng {before}",
    ):
        fact = parse_covers(text)
        assert fact is not None
        assert fact.start == expected


@given(st.lists(SYLLABLES, max_size=60), st.none() | st.dates(date(1991, 1, 1), date(2035, 12, 31)))
def test_no_text_raises_and_every_period_is_in_order(syllables: list[str], published: date | None) -> None:
    text = " ".join(syllables)
    fact = parse_covers(text, title=text[:80], published=published)
    if fact is not None:
        assert date.fromisoformat(fact.start) <= date.fromisoformat(fact.end)
        assert fact.text in text


@pytest.mark.parametrize(
    "piece",
    ["tháng 6 và ", "quý I, ", "năm 2020 đến ", "3 năm (2018-2021) ", "từ ngày 1/1 đến ", "năm 2020, xã đã ",
     "tháng   ", "Đánh giá công tác tháng 11, triển khai nhiệm vụ tháng 12/2023 ", "kỷ niệm 10 năm (2010 - 2020) "],
)  # fmt: skip
def test_a_long_list_of_periods_is_read_in_no_time(piece: str) -> None:
    text = (piece * 2500)[:5000]
    started = time.process_time()
    parse_covers(text, title=text, published=PUBLISHED)
    assert time.process_time() - started < 0.25  # some 10 ms on a quiet machine
