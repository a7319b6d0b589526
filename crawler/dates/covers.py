"""The period that a report takes stock of: a month, a quarter, half a year, a year, a term of office.

Never the one that it plans. The day of publication and the days of the meeting are for other modules.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from crawler.dates.fold import Folded, fold
from crawler.dates.forms import EARLIEST_YEAR, NUMBER, calendar_day, month_end, number_of
from storage.records import PeriodFact

_YEAR = r"(?:\s*(?:,\s*)?(?:cua\s+)?nam\s+|\s?[/.-]\s?)(?P<{}>(?:19|20)\d\d)(?![\d/])"
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_QUARTERS = _ROMAN | {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "dau": 1, "cuoi": 4}

# One alternative a kind of period; the group that closes last names the kind.
# A word that every period has: most texts in other languages have none, and need no closer look.
_UNIT = re.compile(r"\b(?:thang|quy|tuan|nam|giai|nhiem)\b")
_PERIOD = re.compile(
    rf"""
    (?<![a-z\d/.-])(?:
      # những tháng còn lại của năm 2017: never reported, but it says which year is now
      (?P<rest> (?:nhung\s+thang\s+|thoi\s+gian\s+)?(?:con\s+lai|cuoi)\s+(?:cua\s+|trong\s+)?
        nam\s+(?P<rest_year>(?:19|20)\d\d)(?!\d) )
      # năm học 2020-2021: has no days of its own; so/cùng kỳ năm 2019: a comparison
    | (?P<none> nam\s+hoc(?:\s+(?:19|20)\d\d\s*-\s*(?:19|20)\d\d)?
        | (?:so\s+voi|cung\s+ky)\s+(?:cung\s+ky\s+|cua\s+)?(?:thang\s+\d+\s*(?:/|\s+nam\s+)?\s*)?
          (?:nam\s+)?\d{{4}}
        | (?:tu|den|sinh|khoa|truoc|sau|dau|tam\s+nhin(?:\s+den)?|het)\s+nam\s+\d{{4}}(?!\d)
          (?!\s+den\s+(?:nam|nay)) )
      # giai đoạn 2011-2020, nhiệm kỳ 2021 - 2026
    | (?P<term> (?:giai\s+doan|nhiem\s+ky)\s+(?:tu\s+)?(?:nam\s+)?(?P<term_first>(?:19|20)\d\d)
        \s*(?:-|den)\s*(?:nam\s+)?(?P<term_last>(?:19|20)\d\d)(?!\d) )
      # 6 tháng đầu năm 2020, sáu tháng cuối năm, 9 tháng, 10 tháng năm 2020, 2 tháng đầu năm 2021
    | (?P<months> (?P<months_count>{NUMBER})\s+thang
        (?: \s+(?P<months_half>dau|cuoi)(?:\s+nam)?(?:\s+(?P<months_year>(?:19|20)\d\d)(?!\d))?
          | {_YEAR.format("months_of")} | (?!\s*(?:[./-]|\d|tuoi|mot|lan|tu|ke)) ) )
      # quý II/2017, quý 1 năm 2021, quý IV
    | (?P<quarter> quy\s+(?P<quarter_number>iv|i{{1,3}}|[1-4]|mot|hai|ba|bon|tu|dau|cuoi)(?![a-z\d])
        (?: {_YEAR.format("quarter_year")} )? )
      # tuần 32, tuần thứ 32 năm 2020, tuần 32/2020
    | (?P<week> tuan\s+(?:thu\s+|le\s+)?(?P<week_number>\d{{1,2}})(?!\d|\s*[/.-]\s*\d{{1,2}}(?!\d))
        (?: {_YEAR.format("week_year")} )? )
      # tháng 10 và tháng 11 năm 2023, tháng 11, tháng 11/2023, tháng mười một năm 2023
    | (?P<month> thang\s+(?!nam\s+(?:19|20)\d\d)(?P<month_number>{NUMBER})(?!\s+lan)
        (?: (?:\s*,\s*|\s+va\s+)(?:thang\s+)?(?P<month_last>\d{{1,2}})(?=\s*/\s*(?:19|20)\d\d|\s+nam) )?
        (?: {_YEAR.format("month_year")} )? (?!\d|\s*[/.-]\s*\d) )
      # từ đầu năm (2020) đến nay
    | (?P<sofar> tu\s+dau\s+nam(?:\s+(?P<sofar_year>(?:19|20)\d\d))?\s+den\s+nay )
      # năm 2021
    | (?P<year> nam\s+(?P<year_number>(?:19|20)\d\d)(?!\d|\s*-\s*(?:19|20)\d\d) )
    )
    """,
    re.VERBOSE,
)
Kind = Literal["rest", "none", "term", "months", "quarter", "week", "month", "sofar", "year"]

# The cues of a sentence, read from left to right: what follows is reported, or planned.
_CUE = re.compile(
    r"""(?<![a-z])(?:
      # đánh giá, sơ kết, tổng kết, kết quả thực hiện nhiệm vụ, tình hình, báo cáo, giao ban …
      (?P<reported> (?:danh\s+gia|so\s+ket|tong\s+ket|kiem\s+diem|bao\s+cao|nhin\s+lai|ra\s+soat|giao\s+ban
            |ket\s+qua|tinh\s+hinh|thanh\s+tich|dat\s+duoc|da\s+dat|hoan\s+thanh|ghi\s+nhan|bieu\s+duong)
          (?:\s+(?:cac|ket\s+qua|tinh\s+hinh|viec|cong\s+tac|thuc\s+hien|trien\s+khai|nhiem\s+vu|ke\s+hoach
            |chi\s+tieu|muc\s+tieu|chuong\s+trinh|phong\s+trao|va|hoat\s+dong))*
        | (?:thuc\s+hien|trien\s+khai)\s+(?:[a-z]+\s+){0,6}?tu\s+dau )
      # triển khai nhiệm vụ trọng tâm, phương hướng, kế hoạch, trong thời gian tới …
    | (?P<planned> (?:trien\s+khai|phuong\s+huong|ke\s+hoach|chuong\s+trinh\s+cong\s+tac|muc\s+tieu|chi\s+tieu
        |du\s+kien|phan\s+dau|giai\s+phap|thoi\s+gian\s+toi|tiep\s+tuc|yeu\s+cau|trong\s+tam|de\s+ra
        |giao\s+nhiem\s+vu|ban\s+(?:giai\s+phap|nhiem\s+vu)|huong\s+toi
        |dinh\s+huong|nham|de\s+thuc\s+hien) )
      # nhiệm vụ: planned, but "tổng kết nhiệm vụ" is one clause and reported
    | (?P<weak> nhiem\s+vu|xay\s+dung|ban\s+hanh|chuan\s+bi )
    )(?![a-z])""",
    re.VERBOSE,
)
_REACH = 400  # characters that a cue works over: longer sentences are lists
_CLAUSE = re.compile(r"[,;]|\bva\b|\s-\s")
_SENTENCE = re.compile(r"[^.!?;\n]*(?:[.](?=\d)[^.!?;\n]*)*[.!?;\n]?")
# HĐND tỉnh khóa III, nhiệm kỳ 2016-2021: part of a name
_NAME_OF_A_BODY = re.compile(r"(?:khoa\s+[ivxl\d]+\s*,?|hdnd[^,.;]{0,40},?|cac\s+cap|dai\s+bieu[^,.;]{0,40})\s*$")
_DAY_BEFORE = re.compile(r"\d{1,2}\s*(?:,\s*)?$")
_OPENING = re.compile(r"^[\s\"'(-]*(?:trong\s+|qua\s+|ket\s+thuc\s+)?$|(?<![a-z])trong\s+$")


@dataclass(frozen=True, slots=True)
class _Period:
    kind: Kind
    match: re.Match[str]
    line: Folded
    state: Literal["reported", "planned", "neutral"]
    sentence: tuple[int, int]
    opening: bool  # opens its sentence, or stands behind "trong" (in)
    in_title: bool


def parse_covers(text: str, *, title: str = "", published: date | None = None) -> PeriodFact | None:
    """The period that a report takes stock of, both ends included.

    Args:
        text: prose, the lead first; or a phrase alone, such as ``quý II/2017``.
        title: the report's title. What it says of the past counts first.
        published: the day of publication. A period without a year is the one nearest to it that has
            begun by then, unless its sentence names the year (``6 tháng đầu năm, triển khai nhiệm vụ
            6 tháng cuối năm 2020``). Where it is not known, a full date in the text stands for it.

    Returns:
        The first period that is reported (``đánh giá``, ``sơ kết``, ``kết quả`` …), else the first of
        which nothing says that it is planned. None where there is none, where its year cannot be known,
        or where it is yet to come.
    """
    periods = [
        *_periods(fold(title), in_title=True),
        *_periods(fold(text), in_title=False),
    ]
    now = published or _full_date(text)
    reported = [period for period in periods if period.state == "reported"]
    neutral = [period for period in periods if period.state == "neutral" and _may_stand_alone(period)]
    for period in (*reported, *neutral):
        if period.kind in {"rest", "none"}:
            continue
        span = _span(period, periods, now)
        if span is not None and (_is_whole(period) or now is None or _is_past(period, span, now)):
            words = period.line.cut(*period.match.span()).strip()
            return PeriodFact(span[0].isoformat(), span[1].isoformat(), words)
    return None


def _periods(line: Folded, *, in_title: bool) -> Iterator[_Period]:
    plain = line.plain
    if not _UNIT.search(plain):
        return
    for sentence in _SENTENCE.finditer(plain):
        if not sentence.group():
            continue
        start, end = sentence.span()
        for match in _PERIOD.finditer(plain, start, end):
            kind: Kind = match.lastgroup  # type: ignore[assignment]  # the names of the pattern's groups
            before = plain[max(start, match.start() - _REACH) : match.start()]
            if kind in {"month", "year"} and _DAY_BEFORE.search(before):
                continue  # "ngày 5 tháng 6"; "6, năm 2020"
            if kind == "months" and before.rstrip().endswith("ngay"):
                continue  # "ngày 5 tháng sáu"
            if not _is_a_number(match, kind, line):
                continue
            if kind == "term" and _NAME_OF_A_BODY.search(before):
                continue
            opening = _OPENING.search(before) is not None
            yield _Period(kind, match, line, _state(before, kind), (start, end), opening, in_title)


def _state(before: str, kind: Kind) -> Literal["reported", "planned", "neutral"]:
    """What the words of the sentence before a period make of it."""
    state: Literal["reported", "planned", "neutral"] = "neutral"
    since = 0
    for cue in _CUE.finditer(before):
        if cue.lastgroup == "weak":
            one_clause = _CLAUSE.search(before, since, cue.start()) is None
            if state != "reported" or not one_clause:
                state = "planned"
        else:
            state = "reported" if cue.lastgroup == "reported" else "planned"
        since = cue.end()
    return "planned" if kind == "rest" else state


_TONED = frozenset(
    ["một", "hai", "ba", "tư", "bốn", "năm", "sáu", "bảy", "bẩy", "tám", "chín", "mười", "giêng", "chạp"]
)


def _is_a_number(match: re.Match[str], kind: Kind, line: Folded) -> bool:
    """Whether a number in words is one: ``tháng sau`` (next month) only folds to ``tháng sáu`` (June)."""
    if kind not in {"month", "months"} or line.original.isascii():
        return True
    group = "month_number" if kind == "month" else "months_count"
    words = unicodedata.normalize("NFC", line.cut(*match.span(group))).lower()
    return words.isdigit() or all(word in _TONED for word in words.split())


def _is_whole(period: _Period) -> bool:
    return period.match.group().strip() == period.line.plain.strip(" .,;:()\n")


def _is_past(period: _Period, span: tuple[date, date], now: date) -> bool:
    """Whether a period can be reported by now: a year or half a year when half of it is over."""
    first, last = span
    if period.kind in {"year", "months"}:
        return first + (last - first) / 2 <= now
    return first <= now


def _may_stand_alone(period: _Period) -> bool:
    """Whether a period of which no word says that it is reported may still be it."""
    if _is_whole(period):
        return True
    match period.kind:
        case "term":
            return False
        case "year":
            return period.in_title or period.opening
        case "months":
            named = period.match["months_half"] or period.match["months_of"]
            usual = period.in_title and number_of(period.match["months_count"]) in {6, 9, 10, 11}
            return bool(named) or usual or period.opening
        case _:
            return True


def _span(period: _Period, periods: list[_Period], now: date | None) -> tuple[date, date] | None:
    """First and last day; None where the calendar has no such period or its year is not known."""
    match = period.match
    if period.kind == "year":
        year = int(match["year_number"])
        return (date(year, 1, 1), date(year, 12, 31)) if year >= EARLIEST_YEAR else None
    if period.kind == "term":
        first, last = int(match["term_first"]), int(match["term_last"])
        return (date(first, 1, 1), date(last, 12, 31)) if first <= last else None
    if period.kind == "sofar":
        year = int(match["sofar_year"] or (now.year if now else 0))
        return (date(year, 1, 1), now) if now is not None and year <= now.year else None
    year_said = _year_said(match)
    if year_said is not None:
        return _in_year(period, year_said)
    planned = _planned_beside(period, periods)
    if planned is not None:
        return _latest(period, planned, nearest=False)
    anchor = now or _year_elsewhere(period, periods)
    return None if anchor is None else _latest(period, anchor, nearest=True)


def _year_said(match: re.Match[str]) -> int | None:
    for group in ("months_year", "months_of", "quarter_year", "week_year", "month_year"):
        if match[group]:
            return int(match[group])
    return None


def _in_year(period: _Period, year: int) -> tuple[date, date] | None:
    """The period in a year."""
    match = period.match
    if period.kind == "quarter":
        number = match["quarter_number"]
        quarter = int(number) if number.isdigit() else _QUARTERS[number]
        return date(year, 3 * quarter - 2, 1), month_end(year, 3 * quarter)
    if period.kind == "week":
        try:
            monday = date.fromisocalendar(year, int(match["week_number"]), 1)
        except ValueError:
            return None
        return monday, monday + timedelta(days=6)
    if period.kind == "months":
        count = number_of(match["months_count"])
        if not 2 <= count <= 12:
            return None
        if match["months_half"] == "cuoi":
            return date(year, 13 - count, 1), date(year, 12, 31)
        return date(year, 1, 1), month_end(year, count)
    month = number_of(match["month_number"])
    last = int(match["month_last"]) if match["month_last"] else month
    if not 1 <= month <= last <= 12:
        return None
    return date(year, month, 1), month_end(year, last)


def _latest(period: _Period, anchor: date, *, nearest: bool) -> tuple[date, date] | None:
    """The period in the year in which it has begun by the anchor: the latest, or ending nearest to it."""
    spans = [_in_year(period, year) for year in (anchor.year, anchor.year - 1)]
    begun = [span for span in spans if span is not None and span[0] <= anchor]
    if not begun:
        return None
    return min(begun, key=lambda span: abs(span[1] - anchor)) if nearest else begun[0]


def _planned_beside(period: _Period, periods: list[_Period]) -> date | None:
    """An anchor that the same sentence gives with a planned period that names its year."""
    for other in periods:
        if other.line is not period.line or other.sentence != period.sentence or other is period:
            continue
        if other.kind == "rest":
            return date(int(other.match["rest_year"]), 12, 31)
        if other.state == "planned" and other.match.start() > period.match.start():
            if other.kind == "year":
                return date(int(other.match["year_number"]), 1, 1)
            year = _year_said(other.match) if other.kind not in {"term", "sofar", "none"} else None
            span = _in_year(other, year) if year is not None else None
            if span is not None:
                return span[0]
    return None


def _year_elsewhere(period: _Period, periods: list[_Period]) -> date | None:
    """An anchor from a period anywhere in the report that names its year, the same kind first."""
    said = [other for other in periods if other.kind not in {"term", "none"} and other is not period]
    said.sort(key=lambda other: other.kind != period.kind)
    for other in said:
        year = other.match["rest_year"] or other.match["year_number"] or _year_said(other.match)
        if year is not None:
            return date(int(year), 12, 31)
    return None


_FULL_DATE = re.compile(r"(?<![\d/])(\d{1,2})\s?([/.-])\s?(\d{1,2})\s?\2\s?((?:19|20)\d\d)(?!\d)")


def _full_date(text: str) -> date | None:
    found = _FULL_DATE.search(text)
    return calendar_day(int(found[4]), int(found[3]), int(found[1])) if found else None
