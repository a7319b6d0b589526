"""The small forms that dates are made of: months, weekdays and numbers in words, the calendar's limits.

Pattern fragments are for folded text (see ``fold``). Where a date stands and what it means is for the
modules that read published dates, meetings and periods.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))
"""Vietnam keeps UTC+7 all year; a time without a zone is in it."""

EARLIEST_YEAR = 1990
"""Older than any portal: an earlier date is a default value (01/01/0001, 1970) or history."""

_UNITS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9}
NUMBER_WORDS = _UNITS | {"muoi": 10, "muoi mot": 11, "muoi hai": 12}
"""một, hai … mười hai (one to twelve), folded."""

MONTH_WORDS = NUMBER_WORDS | {"gieng": 1, "chap": 12}
"""tháng giêng (January) and tháng chạp (December) beside the numbers in words."""

DAY_WORDS = (
    NUMBER_WORDS
    | {f"{tens}muoi {word}": start + unit for tens, start in (("", 10), ("hai ", 20)) for word, unit in _UNITS.items()}
    | {"hai muoi": 20, "ba muoi": 30, "ba muoi mot": 31}
)
"""The days of a month in words, folded: (mùng) một … ba mươi mốt."""

_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ENGLISH_MONTHS = {name: number for number, name in enumerate(_ENGLISH, start=1)}

WEEKDAY_WORDS = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5}
"""thứ hai (Monday) … thứ bảy (Saturday), counted as ``date.weekday`` does."""

_ENGLISH_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _one_of(words: Iterable[str]) -> str:
    """A pattern for any of these, the longest first: "muoi hai" before "muoi"."""
    longest_first = sorted(words, key=len, reverse=True)
    return "(?:" + "|".join(word.replace(" ", r"\s+") for word in longest_first) + ")(?![a-z])"


MONTH_WORD = _one_of(MONTH_WORDS)
MONTH = rf"(?:\d{{1,2}}(?!\d)|{MONTH_WORD})"
NUMBER_WORD = _one_of(NUMBER_WORDS)
DAY_WORD = _one_of(DAY_WORDS)
NUMBER = MONTH
"""A number to twelve in digits or words; the two names of months more do no harm."""
ENGLISH_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])"
)
# "Thứ Bẩy", "Thứ 3", "T6", "CN", "chủ nhật"
WEEKDAY = (
    r"(?:(?:thu|t)[\s.-]?[2-7](?![\d/.h-]|:\d)|thu[\s-]+(?:hai|ba|tu|nam|sau|bay)(?![a-z])"
    r"|(?:chu|chua)\s+nhat(?![a-z])|cn(?![a-z]))"
)
# A short form needs its comma or its month: "thu", "mon", "sat" and "sun" are Vietnamese syllables too.
ENGLISH_WEEKDAY = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day(?![a-z])"
    rf"|(?:mon|tues?|wed|thu(?:rs)?|fri|sat|sun)(?=[.,]|\s+(?:\d{{1,2}}\s+)?{ENGLISH_MONTH}))"
)


def number_of(words: str) -> int:
    """A number in digits or Vietnamese words; ``words`` must have matched NUMBER or MONTH."""
    return int(words) if words.isdigit() else MONTH_WORDS[" ".join(words.split())]


def day_of_month(words: str) -> int:
    """A day's number in digits or words; ``words`` must have matched DAY_WORD or be digits."""
    return int(words) if words.isdigit() else DAY_WORDS[" ".join(words.split())]


def weekday_of(words: str) -> int:
    """A weekday as ``date.weekday`` counts it; ``words`` must have matched one of the patterns."""
    last = words[-1]
    if last.isdigit():
        return int(last) - 2
    if words.startswith(("chu", "cn")):
        return 6
    word = words.replace("-", " ").rsplit(maxsplit=1)[-1]
    return WEEKDAY_WORDS[word] if word != words else _ENGLISH_DAYS.index(word[:3])


_AFTERNOON = frozenset(("pm", "ch", "chieu", "toi", "trua", "dem"))


def says_posted(words: str) -> bool:
    """Whether words whose folded form has ``dang`` mean ``đăng`` (posted), not ``đảng`` (the Party), ``đang`` (now)."""
    words = words.lower()
    if "đăng" in words or "dang" in words:
        return True
    words = unicodedata.normalize("NFC", words).replace("ð", "đ")
    return "đăng" in words or "dăng" in words  # "dăng" is a slip seen on pages


def hour_of(hour: int, half: str) -> int:
    """The hour of a half day on the 24-hour clock; one that is on it already stays ("17:29 PM", "13:15 AM")."""
    if half in _AFTERNOON:
        night = half == "dem" and (hour < 6 or hour == 12)  # "1 giờ đêm" is after midnight
        noon = half == "trua" and hour in {10, 11}
        if hour < 12 and not night and not noon:
            hour += 12
        elif night and hour == 12:
            hour = 0
    elif hour == 12 and half in {"am", "sa"}:
        hour = 0
    return hour


def calendar_day(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def local(seen: datetime) -> datetime:
    """A capture time in Vietnam. Raises ValueError where it has no zone: a guess would move days."""
    if seen.tzinfo is VIETNAM:
        return seen
    if seen.tzinfo is None:
        raise ValueError("`seen` must carry a time zone")
    return seen.astimezone(VIETNAM)


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, 12, 31) if month == 12 else date(year, month + 1, 1) - timedelta(days=1)
