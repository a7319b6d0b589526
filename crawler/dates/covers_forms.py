"""Periods as a text names them, and their days in the calendar.

What a report does with a period, and in which year it lies where nobody says so, is for ``covers``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from crawler.dates.covers_words import (
    COUNT_BEFORE,
    DAYS,
    IN_A_WORD,
    MONTHS,
    NUMBER_BEFORE,
    ONE_MONTH,
    ONE_YEAR,
    QUARTER,
    SO_FAR,
    SPELT,
    TERM,
    TONED,
    UNIT,
    WEEK,
    YEARS,
)
from crawler.dates.fold import Folded
from crawler.dates.forms import EARLIEST_YEAR, calendar_day, month_end, number_of

Kind = Literal[
    "month",  # tháng 11
    "months",  # 6 tháng đầu năm
    "quarter",  # quý II
    "week",  # tuần 32
    "year",  # năm 2021
    "years",  # 10 năm (2011 - 2021), từ năm 2015 đến năm 2020
    "term",  # nhiệm kỳ 2021 - 2026, giai đoạn 2011-2020
    "days",  # từ ngày 15/3 đến ngày 30/3/2018
    "so far",  # từ đầu năm đến nay
    "year's end",  # tổng kết cuối năm
    "rest",  # những tháng còn lại của năm 2017: never reported, but it says which year is now
    "none",  # 2021-2022 of a school year: no period, but no year either
]
LIMIT = 60
"""Periods that one text is asked for: an opening has a handful; a table of figures is not worth more."""

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_QUARTERS = _ROMAN | {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "dau": 1, "cuoi": 4}
_WORD = re.compile(r"[^\W\d_]+")
_TOKEN = re.compile(r"iv|i{1,3}|\d+")
_SINCE_THE_START = re.compile(r"(?<![a-z])tu\s+dau\s+$")
_SINCE = re.compile(r"(?<![a-z])tu\s+$")
_REST = re.compile(r"(?<![a-z])(?:con\s+lai|cuoi)\s+(?:(?:cua|trong)\s+)?$")
_YEARS_END = re.compile(r"(?<![a-z])tong\s+ket\s+(?:cong\s+tac\s+)?(?P<end>cuoi)\s+$")
_COUNTED_YEARS = re.compile(r"(?<![a-z\d/.,-])(?P<count>\d{1,2}|hai|ba|bon|nam|sau|bay|tam|chin|muoi)\s+nam(?![a-z])")
_BESIDE = re.compile(r"\s*(?:qua)?\s*,?\s*(?P<open>\()?\s*(?:tu\s+)?(?:nam\s+)?$")


@dataclass(slots=True)
class Named:
    """A period where it is named: ``line.plain[start:end]``.

    ``first`` and ``last`` count months, quarters, weeks, years or (months) how many months. ``year`` is None
    where it is not said beside it.
    """

    kind: Kind
    line: Folded
    start: int
    end: int
    first: int = 0
    last: int = 0
    year: int | None = None
    from_the_end: bool = False  # 6 tháng cuối năm
    alone: bool = False  # "9 tháng", "6 tháng qua": neither half nor year
    days: tuple[date, date] | None = None

    @property
    def words(self) -> str:
        """The folded words."""
        return self.line.plain[self.start : self.end]


def named_periods(line: Folded) -> list[Named]:
    """Every period that a text names, in the order of the text."""
    toned = TONED.search(line.original) is not None
    found: list[Named] = []
    end = 0
    for unit in UNIT.finditer(line.plain):
        if unit.start() < end or (unit.start() and IN_A_WORD.match(line.plain, unit.start() - 1)):
            continue
        named = _read(line, unit)
        if named is None or (toned and not _is_spelt(named)):
            continue
        found.append(named)
        end = named.end
        if len(found) == LIMIT:
            break
    return found


def days_in(named: Named, year: int, now: date | None = None) -> tuple[date, date] | None:
    """First and last day of a period in a year; None where the calendar has no such period."""
    first, last = named.first, named.last
    if not EARLIEST_YEAR <= (last if named.kind in {"years", "term"} else year) <= 2099:
        return None
    match named.kind:
        case "month":
            return (date(year, first, 1), month_end(year, last)) if 1 <= first <= last <= 12 else None
        case "quarter":
            return (date(year, 3 * first - 2, 1), month_end(year, 3 * last)) if first <= last else None
        case "months":
            if not 2 <= first <= 12:
                return None
            return (date(year, 13 - first, 1), date(year, 12, 31)) if named.from_the_end else (
                date(year, 1, 1), month_end(year, first))  # fmt: skip
        case "week":
            return _week(year, first)
        case "year" | "years" | "term" | "year's end":
            return date(year, 1, 1), date(year + last - first, 12, 31)
        case "so far":
            return (date(year, 1, 1), now) if now is not None and year <= now.year else None
        case "days":
            return named.days or _days_of(named.words, year)
        case _:
            return None


def _week(year: int, week: int) -> tuple[date, date] | None:
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError:
        return None
    return monday, monday + timedelta(days=6)


def _read(line: Folded, unit: re.Match[str]) -> Named | None:
    """The period that stands at a word such as ``tháng``, ``quý``, ``năm``; or at ``2011 - 2021``."""
    start, word = unit.start(), unit.group()
    if word[0].isdigit():
        return _range_of_years(line, start)
    match word.split()[0]:
        case "thang":
            return _months(line, start)
        case "nam":
            return _years(line, start)
        case "tuan":
            return _counted("week", line, WEEK.match(line.plain, start))
        case "tu":
            return _range_of_days(line, start)
        case "giai" | "nhiem":
            return _term(line, start)
        case _:
            return _counted("quarter", line, QUARTER.match(line.plain, start))


def _counted(kind: Kind, line: Folded, match: re.Match[str] | None) -> Named | None:
    """A month, quarter or week by its number, or several: ``tháng 10, 11 năm 2023``."""
    if match is None:
        return None
    said = match["year"] or match["year_short"]
    year = int(said) if said else None
    read = _quarter if kind == "quarter" else number_of
    first = last = read(match["first"])
    for token in _TOKEN.findall(match["more"] or "") if kind != "week" else ():
        last = read(token)
    if last < first:  # "tháng 12, 1/2021": too odd to be read
        return None
    return Named(kind, line, match.start(), match.end(), first, last, year)


def _quarter(words: str) -> int:
    return int(words) if words.isdigit() else _QUARTERS[words.split(maxsplit=1)[0]]


def _months(line: Folded, start: int) -> Named | None:
    plain = line.plain
    month = ONE_MONTH.match(plain, start)
    number = NUMBER_BEFORE.search(plain, max(0, start - 16), start)
    if number is None:
        return _counted("month", line, month)
    if month is not None:  # "5 tháng 6" is a day; "2 tháng 7 và 8" and "hai tháng 7 và 8" are two months
        return _counted("month", line, month) if month["more"] or not number[1].isdigit() else None
    match = MONTHS.match(plain, start)
    if match is None:
        return None
    said = match["half_year"] or match["year"] or match["year_short"]
    count = number_of(number[1])
    return Named(
        "months",
        line,
        number.start(1),
        match.end(),
        count,
        count,
        int(said) if said else None,
        from_the_end=match["half"] == "cuoi",
        alone=match["half"] is None and said is None,
    )


def _years(line: Folded, start: int) -> Named | None:
    plain = line.plain
    before = max(0, start - 40)
    if sofar := SO_FAR.match(plain, start):
        since = _SINCE_THE_START.search(plain, before, start) or (sofar["year"] and _SINCE.search(plain, before, start))
        year = int(sofar["year"]) if sofar["year"] else None
        return Named("so far", line, since.start(), sofar.end(), year=year) if since else None
    match = ONE_YEAR.match(plain, start)
    if match is None:
        end = _YEARS_END.search(plain, before, start)
        return Named("year's end", line, end.start("end"), start + 3) if end else None
    year = int(match["first"])
    if _REST.search(plain, before, start):
        kind: Kind = "year's end" if _YEARS_END.search(plain, before, start) else "rest"
        return Named(kind, line, start, match.end("first"), year, year, year)
    years = [int(token) for token in re.findall(r"\d+", match["more"] or "")]
    last = years[-1] if years else year
    if last <= year:
        return Named("year", line, start, match.end("first"), year, year, year)
    counted = COUNT_BEFORE.search(plain, before, start) or _SINCE.search(plain, before, start)
    if counted:
        return Named("years", line, counted.start(), match.end(), year, last, year)
    if plain.endswith("cac ", before, start):
        return Named("years", line, start, match.end(), year, last, year)
    # "năm 2021 - 2022" alone may be a school year or a season
    is_list = re.search(r"-|den", match["more"]) is None and last - year == len(years)
    return Named("years" if is_list else "none", line, start, match.end(), year, last, year)


def _range_of_years(line: Folded, start: int) -> Named | None:
    """``2011 - 2021`` is a period behind a count of years that it fits: ``10 năm (2011 - 2021)``."""
    match = YEARS.match(line.plain, start)
    if match is None:
        return None
    first, last = int(match["first"]), int(match["last"])
    named = Named("none", line, start, match.end(), first, last, first)
    if last <= first:
        return named
    since = _SINCE.search(line.plain, max(0, start - 8), start)
    if since:
        named.kind, named.start = "years", since.start()
    for count in _COUNTED_YEARS.finditer(line.plain, max(0, start - 200), start):
        if number_of(count["count"]) not in {last - first, last - first + 1}:
            continue
        named.kind = "years"
        beside = _BESIDE.fullmatch(line.plain, count.end(), start)
        if beside:
            named.start = count.start()
            named.end += beside["open"] is not None and line.plain.startswith(")", named.end)
    return named


def _term(line: Folded, start: int) -> Named | None:
    match = TERM.match(line.plain, start)
    if match is None:
        return None
    first, last = int(match["first"]), int(match["last"])
    return Named("term", line, start, match.end(), first, last, first) if first <= last else None


def _range_of_days(line: Folded, start: int) -> Named | None:
    match = DAYS.match(line.plain, start)
    if match is None:
        return None
    said = re.search(r"\d{4}", match["last"])
    year = int(said.group()) if said else None
    named = Named("days", line, start, match.end(), year=year)
    if year is not None:
        named.days = _days_of(match.group(), year)
        return named if named.days else None
    return named


def _days_of(words: str, year: int) -> tuple[date, date] | None:
    """The days of ``từ ngày 15/12 đến ngày 14/6`` of which the last lies in a year."""
    spans = re.findall(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?", words)
    (day, month, said), (last_day, last_month, _) = spans
    last = calendar_day(year, int(last_month), int(last_day))
    first = calendar_day(int(said or year), int(month), int(day))
    if first and last and first > last and not said:
        first = calendar_day(year - 1, int(month), int(day))
    return (first, last) if first and last and first <= last else None


def _is_spelt(named: Named) -> bool:
    """Whether the words are those of a period: ``tháng sau`` (next month) only folds to ``tháng sáu`` (June)."""
    words = named.line.as_written(named.start, named.end)
    return all(word in SPELT for word in _WORD.findall(words))
