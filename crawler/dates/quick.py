"""A short way for the commonest lines: one pattern for the plainest date lines, one look for lines that have no date.

``line`` reads all of them the same way and a test holds the two against each other over the whole corpus; a crawl
asks of every line near a text whether it is a date, and most are one of these.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

from crawler.dates.facts import day_fact, instant_fact
from crawler.dates.fold import Folded
from crawler.dates.forms import ENGLISH_MONTHS, VIETNAM, hour_of, says_posted, weekday_of
from storage.records import DateFact

# Ngày đăng: 24/07/2020 | 01:00 | Lượt xem: 1235; (28.11.2018); Thứ sáu - 24/07/2020 01:00; 15:33 05/01/2018;
# Cập nhật lúc: 13/01/2020 07:55:24 AM; Đăng lúc: 30/11/2023 (GMT+7); 14/01/2022 08:54 18 lượt xem;
# Ngày đăng bài: 12/05/2020 | Tác giả: Lan Anh; 03/12/2022 503 0
_PLAIN = re.compile(
    r"""
    [\s(]*
    (?P<label> (?:(?:ngay|thoi\s+gian)\s+)?
        (?: (?P<posted> dang(?:\s+(?:tin|bai|luc|ngay|vao))* | xuat\s+ban | publish(?:ed)?(?:\s+(?:date|on))?
              | posted(?:\s+on)? )
          | cap\s+nhat(?:\s+(?:luc|ngay|vao))* ) \s*:?\s* )?
    (?:ngay\s*:?\s*)?
    (?P<words>
        (?P<weekday> (?:thu\s(?:[2-7]|hai|ba|tu|nam|sau|bay)|chu\snhat) )?
        (?(weekday) (?:\s*,\s*|\s+-\s+|\s+) (?:ngay\s+)? )
        (?: (?P<hour>\d\d?):(?P<minute>\d\d) (?:\s*,\s*|\s+) (?:ngay\s+)? )?
        (?P<day>\d{1,2}) \s?(?P<sep>[/.-])\s? (?P<month>\d{1,2}) \s?(?P=sep)\s? (?P<year>\d{4})
        (?: (?:\s*[|,]\s*|\s+-\s+|\s+) (?P<hour2>\d\d?):(?P<minute2>\d\d) (?P<second>:\d\d)? (?:\s?(?P<half>[ap]m))? )?
        (?: \s?\(gmt\+7\) )?
    )
    [\s)]*
    (?: (?:\|\s*)? (?:(?:so\s+)?luot\s+(?:xem|doc)|da\s+xem|view\s+count) \s*:?\s* \d[\d.]*
      | \|?\s*\d[\d.]* \s+ luot\s+(?:xem|doc)
      | \|?\s*tac\s+gia\s*:[a-z\s]{1,40}
      | (?<=\d)(?:\s+\d{1,6}){1,2} )?
    \s*
    """,
    re.VERBOSE,
)

# What a date in figures has: 24/7/20, 2020-07, 20200724, 08 08 2019, 07/2020, 2020-W30, 5/6 năm 2020, 03-Feb-20,
# a year at the end of its line.
_FIGURES = re.compile(
    r"""\d(?: \s*[-/.\\]\s*\d{1,2}\s*[-/.\\]\s*\d | \d{3}(?:\s?[-/.]|w) | \d{7} | \d\s\d\d\s\d{4} | \s?[-/]\s?\d{4}
        | \s?[-/.]\s?\d{1,2}[\s,]*nam | -[a-z]{3}-\d | \d{3}\s*$ )""",
    re.VERBOSE,
)
# A date in words has a year beside its month; one that counts back from the capture has one of these.
_YEAR = re.compile(r"(?:19|20)\d\d(?!\d)")
_MONTHS = ("th", *ENGLISH_MONTHS)
_BACK = ("truoc", "ago", "hom", "nay", "qua", "today", "yester", "xong", "just", "cach")


def has_no_date(plain: str) -> bool:
    """Whether a folded line has nothing that a date could be made of."""
    if _FIGURES.search(plain) is not None:
        return False
    if _YEAR.search(plain) is not None and any(month in plain for month in _MONTHS):
        return False
    return not any(word in plain for word in _BACK)


def read_plain(line: Folded, now: datetime, evidence: str) -> DateFact | None:
    """The fact of a plain date line that is in order; None for any other, and for one that needs a closer look."""
    found = _PLAIN.fullmatch(line.plain)
    if found is None:
        return None
    label, posted, weekday, hour, day, month, year, hour2, second, half = found.group(*_GROUPS)
    if (hour and hour2) or (posted and "dang" in posted and not says_posted(line.cut(*found.span("posted")))):
        return None  # two times; perhaps "đang" (now)
    try:
        named = date(int(year), int(month), int(day))
        if weekday and weekday_of(weekday) != named.weekday():
            return None
        words = line.cut(*found.span("words")).strip()
        if hour is None and hour2 is None:
            fact = day_fact(named, now, evidence, words)
        else:
            clock = int(hour or hour2) if half is None else hour_of(int(hour2), half)
            seconds = int(second[1:]) if second else 0
            minute = int(found["minute"] or found["minute2"])
            moment = datetime(named.year, named.month, named.day, clock, minute, seconds, tzinfo=VIETNAM)
            if second and not label and abs(moment - now) < _A_MINUTE:
                return None  # perhaps the page's own clock
            fact = instant_fact(moment, now, evidence, words, second=second is not None)
    except ValueError:
        return None
    return replace(fact, update=True) if label and not posted else fact


_A_MINUTE = timedelta(minutes=1)
_GROUPS = ("label", "posted", "weekday", "hour", "day", "month", "year", "hour2", "second", "half")
