"""Reasons of the archive in Vietnamese: each that the program gives, with what it quotes left as it is."""

from __future__ import annotations

import json
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.serve import reasons
from crawler.serve.reasons import in_vietnamese
from tests.crawler.conftest import Archive

ROOT = Path(__file__).parents[3]
TABLE: dict[str, str] = tomllib.loads(Path(reasons.__file__).with_suffix(".toml").read_text(encoding="utf-8"))
# Made of others by the program.
MADE = {
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    "an error page served as a page, under maintenance", "the proxy refuses the connection",
    "the server refuses the connection", "the name of the server is not known (DNS)",
    "the name of the proxy is not known (DNS)", "it is larger than {0} MB unpacked",
}  # fmt: skip

# What is a value in the source: what a slot takes in, often what stands before a punctuation mark, and some more.
_VALUE = re.compile(r"\{\d\}(?: is)?|[:;,] |(?<=gave).*(?=match)| (?:asks|would have) to be left alone ")


@cache
def program() -> str:
    """All that the program could say: its source, without what only cuts a sentence into lines and values."""
    files = [file for folder in ("crawler", "spiders", "storage") for file in sorted((ROOT / folder).rglob("*.py"))]
    source = "\n".join(file.read_text(encoding="utf-8") for file in files if "serve" not in file.parts)
    return re.sub(r'"\s*\n\s*f?"', "", source)


@pytest.mark.parametrize("english", sorted(TABLE.keys() - MADE))
def test_the_program_gives_the_reasons_of_the_table(english: str) -> None:
    for part in _VALUE.split(english):
        assert part.strip() in program(), part


@pytest.mark.parametrize(("english", "vietnamese"), sorted(TABLE.items()))
def test_each_is_told(english: str, vietnamese: str) -> None:
    assert set(re.findall(r"\{\d\}", english)) == set(re.findall(r"\{\d\}", vietnamese))
    assert in_vietnamese(english.format("12", "9", "3")) == vietnamese.format("12", "9", "3")


@pytest.mark.parametrize(
    ("english", "vietnamese"),
    [
        ("an error page served as a page: “Lỗi 404”", "trang báo lỗi: “Lỗi 404”"),
        ("no such month: 13/2025; no such time of day", "không có tháng này: 13/2025; giờ ghi ở đó không có"),
        ("the page says only “title”", "trang chỉ có “title”"),
        (
            "disagreement: json-ld says 2025-01-01; url speaks of 2024-12-01",
            "các chỗ không khớp nhau: json-ld ghi 2025-01-01; url nhắc đến 2024-12-01",
        ),
        (
            "no page of the portal could be read; the first error: the server refuses the connection",
            "không đọc được trang nào của cổng; lỗi đầu tiên: máy chủ từ chối kết nối",
        ),
        (
            "the rules that gave title and date match on none of 4 pages: a redesign; what is read without them is "
            "the same so far",
            "quy tắc lấy tiêu đề và ngày không còn khớp với trang nào trong 4 trang: cổng đã đổi giao diện; đọc không "
            "cần chúng thì đến nay vẫn như cũ",
        ),
        (
            "a link leads to http://10.0.0.1/, but 10.0.0.1 is an address of a private network: not asked for "
            "(allow_private = true, or --allow-private, lets portals of an intranet be read)",
            "một liên kết dẫn đến http://10.0.0.1/, nhưng 10.0.0.1 là địa chỉ mạng riêng: không tải (allow_private = "
            "true hoặc --allow-private cho đọc cổng trong mạng nội bộ)",
        ),
        (
            "its entry page is no news: a login page (“Đăng nhập”)",
            "trang chủ không phải trang tin: trang đăng nhập (“Đăng nhập”)",
        ),
    ],
)
def test_reasons_within_reasons_are_told_too(english: str, vietnamese: str) -> None:
    assert in_vietnamese(english) == vietnamese


@pytest.mark.parametrize("words", ["", "HTTP 503", "no such month", "Tin tức: “abc”", "a login page of old", "x; y"])
def test_what_the_table_does_not_know_is_not_half_told(words: str) -> None:
    assert in_vietnamese(words) is None


@given(st.text() | st.lists(st.sampled_from([*TABLE, "; ", ": ", " (“", "”", " of ", " pages"])).map("".join))
def test_whatever_a_portal_says_is_told_or_left(words: str) -> None:
    told = in_vietnamese(words)
    assert told is None or told.strip()


def test_an_archive_has_no_reason_without_vietnamese(kept: Archive) -> None:
    given = {reason for (reason,) in kept.sql("SELECT reason FROM rejects")}
    given |= {problem for (problem,) in kept.sql("SELECT published_problem FROM pages") if problem}
    given |= {problem for (problem,) in kept.sql("SELECT problem FROM attachments UNION SELECT problem FROM files")}
    for (dates,) in kept.sql("SELECT dates FROM pages"):
        given |= {date["verdict"] for date in json.loads(dates)}
    given -= {None, "chosen", "agrees", "bounds the date"}
    assert "its pages are pictures" in given
    assert {reason for reason in given if in_vietnamese(reason) is None and not reason.startswith("HTTP ")} == set()
