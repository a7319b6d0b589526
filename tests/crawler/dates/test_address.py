"""Dates in addresses."""

from __future__ import annotations

from datetime import datetime

import pytest

from crawler.dates import published_in_url

SEEN = datetime.fromisoformat("2025-12-01T08:00:00+07:00")


@pytest.mark.parametrize(
    ("url", "value", "precision"),
    [
        ("https://xa.gov.vn/portal/Pages/2020-7-24/hop-giao-ban-1a2b3c.aspx", "2020-07-24", "day"),
        (
            "https://p.hanoi.gov.vn/tin/hop-giao-ban-417250715083015123.htm",
            "2025-07-15T08:30:15+07:00",
            "second",
        ),
        (
            "https://p.gov.vn/-/view-article/1/1595500000000/1595527300123",
            "2020-07-24T01:01:40+07:00",
            "second",
        ),
        ("https://p.gov.vn/2020/07/24/hop-giao-ban/", "2020-07-24", "day"),
        ("https://p.gov.vn/2020/07/hop-giao-ban/", "2020-07", "month"),
    ],
)
def test_an_address_that_carries_a_date(url: str, value: str, precision: str) -> None:
    fact = published_in_url(url, seen=SEEN)
    assert fact is not None
    assert (fact.value, fact.precision, fact.evidence) == (value, precision, "url")
    assert fact.text is not None


@pytest.mark.parametrize(
    "url",
    [
        "https://p.gov.vn/van-hoa/hop-giao-ban-1134499",
        "https://p.gov.vn/1227/27461/54439/293909/van-hoa/hop-giao-ban",
        "https://p.gov.vn/hop-giao-ban-thang-6-2019/",
        "https://p.gov.vn/wp-content/uploads/2020/07/anh-hop.jpg",
        "https://p.gov.vn/tin/hop-999999999999999.htm",
        "https://p.gov.vn/?ngay=/2020-07-24/",
        "http://[",
        "",
    ],
)
def test_an_address_that_carries_none(url: str) -> None:
    assert published_in_url(url, seen=SEEN) is None


def test_an_impossible_day_in_a_path_is_reported() -> None:
    fact = published_in_url("https://xa.gov.vn/portal/Pages/2020-13-45/a.aspx", seen=SEEN)
    assert fact is not None
    assert fact.value is None
    assert fact.problem
