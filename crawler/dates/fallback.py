"""What the grammar of ``line`` declines and dateparser reads right: English and relative forms in odd shapes.

dateparser takes 150 ms to load and guesses where it does not know (``1520`` becomes a year, ``11`` a day),
so it is asked only about lines made of nothing but the words of a date, and its answer is checked.
"""

from __future__ import annotations

import re
from datetime import datetime

from crawler.dates.facts import ago_fact, day_fact, instant_fact
from crawler.dates.fold import Folded
from crawler.dates.forms import ENGLISH_MONTH, ENGLISH_MONTHS, NUMBER_WORDS, VIETNAM
from storage.records import NO_DATE, DateFact

LONGEST = 60

_LABEL = re.compile(
    r"[\s(]*(?:(?:ngay|da|duoc|dang|cap nhat|vao|luc|posted|published|publish|updated|last|modified|date|on"
    r"|at)(?![a-z])[\s:]*)*"
)
_ENGLISH_COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNTS = NUMBER_WORDS | {word: count for count, word in enumerate(_ENGLISH_COUNTS, start=1)}
_COUNTS |= {"a": 1, "an": 1}
# an hour ago, một giờ trước, two days ago
_RELATIVE = re.compile(r"([a-z]+)\s+(minute|hour|day|phut|gio|tieng|ngay)s?\s+(?:ago|truoc)")
# 2020 June 5; June 5 2020 at 3pm; the 5th of June, 2020
_ENGLISH_WORD = rf"(?:{ENGLISH_MONTH}|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|at|on|of|the)"
_ENGLISH = re.compile(
    rf"(?=.*(?<![a-z]){ENGLISH_MONTH})(?=.*(?<!\d)(?:19|20)\d\d(?!\d))"
    rf"(?:{_ENGLISH_WORD}(?![a-z])|\d{{1,2}}(?:st|nd|rd|th)?(?![a-z\d:])|\d{{4}}(?!\d)"
    r"|\d{1,2}(?::\d{2}){1,2}\s?(?:[ap]m)?|\d{1,2}\s?[ap]m|[\s,.'/-])+"
)
# No line is one of these forms without one of these.
_SIGNS = ("ago", "truoc", *ENGLISH_MONTHS)
_DIGITS = re.compile(r"\d+")
_TIME = re.compile(r"\d:\d\d|\d\s?[ap]m")


def parse(line: Folded, now: datetime, evidence: str) -> DateFact:
    """The date of a line that is nothing but a label and a date in words; NO_DATE for any other."""
    if len(line.plain) > LONGEST or not any(word in line.plain for word in _SIGNS):
        return NO_DATE
    label = _LABEL.match(line.plain)
    start = label.end() if label else 0
    rest = line.plain[start:].rstrip(" .)")
    words = line.cut(start, start + len(rest))
    if (relative := _RELATIVE.fullmatch(rest)) is not None:
        count = _COUNTS.get(relative.group(1))
        return NO_DATE if count is None else ago_fact(count, relative.group(2), now, evidence, words)
    if _ENGLISH.fullmatch(rest) is not None:
        return _english(rest, words, now, evidence)
    return NO_DATE


def _english(rest: str, words: str, now: datetime, evidence: str) -> DateFact:
    said = _ask(rest, now)
    month = re.search(rf"(?<![a-z]){ENGLISH_MONTH}", rest)
    numbers = {int(digits) for digits in _DIGITS.findall(rest)}
    if said is None or month is None or ENGLISH_MONTHS[month.group()[:3]] != said.month:
        return NO_DATE
    if not {said.day, said.year} <= numbers:
        return NO_DATE
    if _TIME.search(rest):
        return instant_fact(said.replace(tzinfo=VIETNAM), now, evidence, words, second=False)
    return day_fact(said.date(), now, evidence, words)


def _ask(words: str, now: datetime) -> datetime | None:
    import dateparser  # noqa: PLC0415  # 150 ms that most processes never need

    settings = {
        "DATE_ORDER": "DMY",
        "PARSERS": ["absolute-time"],
        "REQUIRE_PARTS": ["day", "month", "year"],
        "RELATIVE_BASE": now.replace(tzinfo=None),
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    answer = dateparser.parse(words, languages=["vi", "en"], settings=settings)
    return answer if isinstance(answer, datetime) else None
