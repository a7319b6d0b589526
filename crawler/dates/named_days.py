"""The days that words name: a day, several days, a range, ``sáng nay``, ``thứ Sáu tuần qua``.

Which of them is the meeting's is for ``held``. Patterns are for folded text (see ``fold``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from crawler.dates.fold import Folded
from crawler.dates.forms import (
    DAY_WORD,
    EARLIEST_YEAR,
    NUMBER,
    WEEKDAY,
    calendar_day,
    day_of_month,
    number_of,
    weekday_of,
)

LONGEST_MEETING = timedelta(days=31)
"""``Từ ngày 5/1 đến 30/6`` is a period of work and no meeting."""

# Spaces are counted, so that no run of them makes a pattern slow.
_S = r"\s{1,9}"
_OS = r"\s{0,9}"
PART = rf"(?:sang{_S}som|rang{_S}sang|chieu{_S}toi|sang|trua|chieu|toi|dem)(?![a-z])"
"""A part of the day: (early) morning, dawn, noon, afternoon, evening, night."""
_PARTS = rf"{PART}(?:{_OS}(?:va|,|-){_OS}{PART})?"
HOUR = r"\d{1,2}\s?(?:gio|h|g|:)(?![a-z])(?:\s?\d{1,2}(?!\d)\s?(?:phut|p(?![a-z])|')?)?'?"
"""14 giờ 30 phút, 7h30, 14h00', 08:00"""
_WEEK = rf"(?:vua{_S}(?:qua|roi)|tuan{_S}(?:qua|truoc|roi|nay))"  # last week, this week

# What stands before a day's number, one after the other: "Sáng nay, ngày", "Chủ nhật vừa qua (", "hôm"
_LEAD = rf"""(?:
      {_PARTS}(?:{_S}(?:hom{_S})?(?:nay|qua|kia)(?![a-z])|(?!\s*,\s*\d))
    | (?:ngay{_S})?hom{_S}(?:nay|qua|kia)(?![a-z])
    | {WEEKDAY}(?:{_S}{_WEEK})?
    | ca{_S}ngay | hom(?={_S}(?:ngay|\d)) | ngay(?!\s*,)
)[\s,(]{{0,9}}"""
_DAY = rf"(?:m[uo]ng{_S})?(?:\d{{1,2}}(?!\d)|{DAY_WORD}(?={_S}thang))"
_SEPARATOR = r"\s?[/.-]\s?"
_MONTH = r"(?:0?[1-9]|1[0-2])(?!\d)"
# "/6", "-6-2020", " . 6 . 2020", "/12/19", "/6 năm 2020", " tháng 6 năm 2020", " tháng sáu", " tháng 8/2023"
_MONTH_YEAR = rf"""(?:
      (?:/\d{{1,2}}/|\.\d{{1,2}}\.|-\d{{1,2}}-)\d\d(?!\d|[/.-]\d)
    | {_SEPARATOR}{_MONTH}(?:{_SEPARATOR}\d{{4}}(?!\d)|{_S}nam{_S}\d{{4}}(?!\d))?
    | {_S}thang{_OS}{NUMBER}(?:\s?,?\s?(?:nam{_OS}|[/.-]\s?)\d{{4}}(?!\d))?
)"""
# Trong hai ngày; các ngày; sau 3 ngày làm việc khẩn trương (; diễn ra trong một ngày rưỡi (
_COUNT = r"(?:\d{1,2}(?!\d)|mot|hai|ba|bon|nam|bay|tam|chin|muoi|cac|may)"  # "sau" is "after" far more often
_COUNTED = rf"""(?:(?:trong|sau|qua|suot){_S})?(?:{_COUNT}|(?<=trong\s)sau){_S}ngay(?![a-z])
    (?:(?:\s[a-z]{{1,7}}){{1,7}}\s?[,:(]|{_OS}[,:(]?)[\s(]{{0,3}}"""

# Từ ngày 26 đến 28.10.2020; từ sáng 30/6 đến ngày 2/7; Từ 08h00 ngày 26/10 đến 17h00 ngày 28/10/2020;
# trong 2 ngày, từ 18 đến 19/5
_RANGE = re.compile(
    rf"""
    (?:{_COUNTED})?tu{_S}(?:{HOUR}[\s,]{{1,3}})?(?:{_LEAD}){{0,3}}
    (?P<first>{_DAY})(?P<first_month>{_MONTH_YEAR})?
    \)?{_OS}(?:den(?:{_S}het)?|toi|-){_OS}(?:{HOUR}[\s,]{{1,3}})?(?:{_LEAD}){{0,3}}
    (?P<last>{_DAY})(?P<last_month>{_MONTH_YEAR})(?!/\d)\)?
    """,
    re.VERBOSE,
)
# Trong hai ngày 18 và 19/5; Sau hai ngày làm việc (6 - 7/12); các ngày 18, 19 và 20/5; ngày 18-19/5/2020;
# Chiều 18 và sáng 19/5; (khai mạc) sáng 18/7 và bế mạc chiều 20/7
_NEXT = rf"{_OS}(?P<by>va|,|&|-|den){_OS}(?P<again>(?:(?:be{_S}mac|ket{_S}thuc)(?:{_S}vao)?{_S})?(?:{_LEAD}){{0,3}})"
_SEVERAL = re.compile(
    rf"""
    (?:(?P<counted>{_COUNTED})(?:ngay{_S})?|(?:{_PARTS}{_S})?(?:cac{_S})?ngay{_OS}|{_PARTS}{_S}|{WEEKDAY}\s?\()
    (?P<first>{_DAY})(?P<first_month>{_MONTH_YEAR})?
    (?P<middle>(?:{_OS}[,-]{_OS}(?:ngay{_S})?\d{{1,2}}(?!\d)(?:{_SEPARATOR}\d{{1,2}}(?={_OS}(?:va|,)))?){{0,5}})
    {_NEXT}(?P<last>{_DAY})(?P<last_month>{_MONTH_YEAR})(?!/\d)\)?
    """,
    re.VERBOSE,
)
# Chiều ngày 30/11/2023; Ngày 24/6; sáng 03/01; Chiều thứ Sáu (5/6); Chiều qua (14/8); Sáng nay, ngày 5 tháng 6;
# Chủ nhật vừa qua (7/6); ngày làm việc thứ hai (6/6); sau một ngày làm việc (7/12)
_SINGLE = re.compile(
    rf"""
    (?:(?:{_LEAD}){{1,5}}
      | ngay{_S}(?:lam{_S}viec|hop|thi{_S}dau|thu|dau|cuoi)(?:\s[a-z]{{1,7}}){{0,4}}\s?\((?:ngay{_S})?
      | (?:(?:trong|sau|qua){_S})?(?:mot|1|01|nua){_S}ngay(?:\s[a-z]{{1,7}}){{1,5}}\s?\((?:ngay{_S})?
      | m[uo]ng{_S}(?=\d)
    )
    (?P<first>{_DAY})(?P<first_month>{_MONTH_YEAR})(?!\d|/\d)\)?
    """,
    re.VERBOSE,
)
# Sáng nay, chiều qua, hôm nay, tối hôm qua; not the counter of a sidebar ("Hôm nay: 12")
_NEAR = re.compile(rf"(?:{_PARTS}{_S}(?:hom{_S})?|(?:ngay{_S})?hom{_S})(?P<near>nay|qua|kia)(?![a-z]|\s?:)")
# Sáng thứ Hai, chiều thứ Sáu vừa qua, Chủ nhật tuần trước; not "sáng thứ Hai hằng tuần"
_WEEKDAY_ALONE = re.compile(
    rf"""
    (?P<part>{_PARTS}{_S}(?:ngay{_S})?)?(?P<weekday>{WEEKDAY})(?:{_S}(?P<week>{_WEEK}))?
    (?!{_OS}(?:hang|dau|cuoi|tuan|toi|sap|sau|va|den|hoac|-)(?![a-z]))
    """,
    re.VERBOSE,
)

# Where such words may begin, and what they may be there.
_START = re.compile(
    r"""(?<![a-z0-9])(?:
          (?P<bound>(?=tu\s))
        | (?P<counted>(?=(?:(?:trong|sau|qua|suot)\s{1,9})?(?:\d{1,2}|nua|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi
            |cac|may)\s{1,9}ngay))
        | (?P<named>(?=ngay|hom|ca\s+ngay|rang\s|sang|chieu|toi|trua|dem
            |(?:thu|t)[\s.]|t[2-7](?!\d)|(?:chu|chua)\s+nhat|cn(?![a-z])|m[uo]ng\s+\d))
    )""",
    re.VERBOSE,
)
_PATTERNS = {
    "bound": (_RANGE,),
    "counted": (_RANGE, _SEVERAL, _SINGLE),
    "named": (_SEVERAL, _SINGLE, _NEAR, _WEEKDAY_ALONE),
}
_WITH_A_NUMBER = (_RANGE, _SEVERAL, _SINGLE)
_NUMBER = re.compile(r"\d|thang")
_FAR = 120  # longer than what stands before the first number of a day


@dataclass(frozen=True, slots=True)
class NamedDays:
    """First and last day, and where the folded text names them.

    Attributes:
        exact: it has a part of the day (``sáng``, ``chiều``): it is the day of some event.
        yearless: its year is the publication's guess.
        relative: no date but ``hôm nay``, ``sáng thứ Hai``.
        bounded: ``từ … đến …``.
        lunar: the month has a name of the lunar calendar (``tháng giêng``) and may be one of it.
    """

    first: date
    last: date
    start: int
    end: int
    exact: bool
    yearless: bool
    relative: bool
    bounded: bool
    lunar: bool


def named_days(line: Folded, published: date | None) -> Iterator[NamedDays]:
    """The days that a text names, in reading order; what no calendar has is left out.

    A date without a year is the latest such day not after ``published``; without it there is none.
    """
    position, number = 0, -1
    while (start := _START.search(line.plain, position)) is not None:
        position = start.start() + 1
        if _is_another_word(line, start.start()):
            continue
        if number < start.start():
            found = _NUMBER.search(line.plain, start.start())
            number = found.start() if found else len(line.plain) + _FAR
        far = number - start.start() > _FAR
        for pattern in _PATTERNS[start.lastgroup or ""]:
            if far and pattern in _WITH_A_NUMBER:
                continue
            match = pattern.match(line.plain, start.start())
            if match is None:
                continue
            span = _days(match, published)
            if span is not None and not _is_lunar(line, match):
                yield _named(match, *span)
            if span is not None or pattern is _SINGLE:
                position = match.end()
                break


def _named(match: re.Match[str], first: date, last: date) -> NamedDays:
    words = match.group()
    return NamedDays(
        first,
        last,
        match.start(),
        match.end(),
        exact=_EXACT.match(words) is not None,
        yearless=match.re not in (_NEAR, _WEEKDAY_ALONE) and _YEAR.search(words) is None,
        relative=match.re in (_NEAR, _WEEKDAY_ALONE),
        bounded=match.re is _RANGE,
        lunar=_LUNAR_MONTH.search(words) is not None,
    )


_EXACT = re.compile(rf"(?:tu{_S})?{PART}")
_YEAR = re.compile(r"\d{4}|[/.-]\d\d?[/.-]\d\d(?!\d)")
_LUNAR_MONTH = re.compile(r"thang\s+(?:gieng|chap)")
# mùng 6 tháng Giêng; (ngày 10/3) âm lịch; (ngày 29 tháng Giêng) năm Tân Sửu
_LUNAR_DAY = re.compile(r"m[uo]ng\s+\w+\s+thang\s+(?:gieng|chap)")
_LUNAR_BEHIND = re.compile(
    r"\s{0,3}\(?(?:am\s+lich|al(?![a-z])|nam\s+(?:giap|at|binh|dinh|mau|ky|canh|tan|nham|quy)\s+[a-z]|tet(?![a-z]))"
)


def _is_lunar(line: Folded, match: re.Match[str]) -> bool:
    return bool(_LUNAR_DAY.search(match.group()) or _LUNAR_BEHIND.match(line.plain, match.end()))


# What only folds to a word of time: tới (until), tôi (I), sang (over), này (this), quá (too)
_TONED = {"sang": "sáng", "chieu": "chiều", "toi": "tối", "trua": "trưa", "dem": "đêm", "rang": "rạng"}
_WORD = re.compile(r"[a-z]+")
# Kỳ họp thứ Sáu, lần thứ Năm: no weekday
_ORDINAL = re.compile(
    r"(?<![a-z])(?:ky|ky\s+hop|lan|khoa|phien|phien\s+hop|hoi\s+nghi|dai\s+hoi|dot|hang|giai|tap|thoi\s+ky)\s+$"
)
_NEAR_WORD = re.compile(r"\s+(?:hom\s+)?(nay|qua)(?![a-z])")


def _is_another_word(line: Folded, start: int) -> bool:
    if line.plain.startswith("t", start) and _ORDINAL.search(line.plain, max(0, start - 20), start):
        return True
    word = _WORD.match(line.plain, start)
    if word is None or line.original.isascii():
        return line.plain.startswith("mung", start) and line.plain.endswith("chao ", 0, start)
    if word.group() == "mung" and line.as_written(*word.span()) != "mùng":
        return True  # "chào mừng 20/11"
    toned = _TONED.get(word.group())
    if toned is not None and line.as_written(*word.span()) != toned:
        return True
    near = _NEAR_WORD.match(line.plain, word.end())
    return near is not None and line.as_written(*near.span(1)) not in ("nay", "qua")


def _days(match: re.Match[str], published: date | None) -> tuple[date, date] | None:
    """First and last day of a match; None where they cannot be known."""
    if match.re is _NEAR:
        day = published and published - timedelta(days={"nay": 0, "qua": 1, "kia": 2}[match["near"]])
        return None if day is None else (day, day)
    if match.re is _WEEKDAY_ALONE:
        day = published and _weekday(match, published)
        return None if day is None else (day, day)
    if match.re is _SINGLE:
        day = _resolve(_number(match["first"]), *_month_year(match["first_month"]), published)
        return None if day is None else (day, day)
    if match.re is _SEVERAL and _is_a_ratio(match):
        return None
    return _span(match, published)


def _span(match: re.Match[str], published: date | None) -> tuple[date, date] | None:
    month, year = _month_year(match["last_month"])
    first_words = match["first_month"] or ""
    if match.re is _SEVERAL and first_words.strip().startswith("-") and not match["last_month"].strip().startswith("-"):
        first_words = ""  # "ngày 10-11 và 12/5" are three days of May
    if not first_words and match.re is _SEVERAL and (middle := _MIDDLE_MONTH.search(match["middle"])):
        first_words = middle.group()  # "các ngày 30, 31/12 và 1/1"
    first_month, first_year = _month_year(first_words) if first_words else (month, None)
    first_day, last_day = _number(match["first"]), _number(match["last"])
    if year is None and first_year is None:
        first = _resolve(first_day, first_month, None, published)
    else:
        before = year is not None and first_month > month  # from December to January
        first = _resolve(first_day, first_month, first_year or (year or 0) - before, published)
    if first is None:
        return None
    last = calendar_day(year or first.year + (month < first_month), month, last_day)
    if last is None or not timedelta(0) < last - first <= LONGEST_MEETING:
        return None
    return first, last


_MIDDLE_MONTH = re.compile(r"[/.]\s?\d{1,2}")
_LISTED = re.compile(r"trong|sau|qua|suot|hai|ba|cac|may")  # not "Hướng dẫn 20 (ngày 3/6, sáng 9/6)"


def _is_a_ratio(match: re.Match[str]) -> bool:
    """``Sáng 5/6, 7/9 ủy viên``; ``theo Giấy mời ngày 1/6, chiều 3/6``: the second is no day, or another's."""
    listed = _LISTED.match(match["counted"] or "") or "mac" in match["again"]
    return match["by"] == "," and match["first_month"] is not None and not listed


def _weekday(match: re.Match[str], published: date) -> date | None:
    """The latest such day; ``tuần trước`` is the week before that of the publication.

    ``Thứ Sáu tuần qua`` said on a Saturday may be yesterday or a week ago: no date.
    """
    week = " ".join((match["week"] or "").split())
    back = (published.weekday() - weekday_of(match["weekday"])) % 7
    latest = published - timedelta(days=back)
    in_this_week = back <= published.weekday()
    if week == "tuan truoc":
        return latest - timedelta(days=7 * in_this_week)
    if week == "tuan nay":
        return latest if in_this_week else None
    if week in ("tuan qua", "tuan roi"):
        return None if in_this_week else latest
    if week:  # "vừa qua" is not today
        return latest if back else None
    return latest if match["part"] else None  # without either an ordinal: "kỳ họp thứ Sáu"


_MONTH_YEAR_PARTS = re.compile(rf"[\s/.-]*(?:thang\s*)?(?P<month>{NUMBER})(?:\D*(?P<year>\d+))?")


def _month_year(words: str) -> tuple[int, int | None]:
    found = _MONTH_YEAR_PARTS.match(words)
    if found is None:
        return 0, None  # a month that no calendar has: the day resolves to none
    year = int(found["year"]) if found["year"] else None
    if year is not None and year < 100:
        year += 2000 if year < 90 else 1900
    return number_of(found["month"]), year


def _number(words: str) -> int:
    return day_of_month(re.sub(r"^m[uo]ng\s+", "", words))


def _resolve(day: int, month: int, year: int | None, published: date | None) -> date | None:
    if year is not None:
        return calendar_day(year, month, day) if EARLIEST_YEAR <= year <= 2100 else None
    if published is None:
        return None
    for candidate_year in range(published.year, published.year - 5, -1):  # 29/2 comes every four years
        candidate = calendar_day(candidate_year, month, day)
        if candidate is not None and candidate <= published:
            return candidate
    return None
