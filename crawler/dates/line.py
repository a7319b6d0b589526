"""The grammar of a date line: which dates a short line carries, and whether it is a date line at all.

A line is cut into tokens (dates, times, weekdays, labels, counters, names); only a line in which every
token has its place gives dates, so prose and stray numbers give none. What the dates are worth is for
``published``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Literal

from crawler.dates.fold import Folded
from crawler.dates.forms import ENGLISH_MONTH, ENGLISH_WEEKDAY, MONTH, MONTH_WORD, WEEKDAY

LONGEST = 400
"""Characters; no line with a date and its furniture is longer, whatever is longer is prose."""

Label = Literal["published", "updated"]

_UNIT = (
    "(?:giay|phut|gio|tieng|h(?=\\s)|ngay|hom|tuan|thang|nam|seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?"
    "|months?|years?)"
)
_HALF_DAY = r"(?:\s*([ap]\.?m(?![a-z])\.?|(?:sa|ch|sang|chieu|toi|trua|dem)(?![a-z])))"
_OFFSET = r"(?:\s*[+-]\s*\d{1,2}(?::?\d{2})?)"
_COUNTED = (  # what is counted beside an article: views, comments, shares, downloads
    r"(?:(?:luot\s+)?(?:xem|doc|truy\s+cap|view\s+counts?|views?|hits?|reads?|binh\s+luan|phan\s+hoi|comments?"
    r"|chia\s+se|shares?|thich|likes?|tai\s+ve|downloads?)(?:\s+bai|\s+tin)?(?![a-z]))"
)

# The order matters: what begins like another form and goes on stands before it. For speed the forms that
# begin with a digit and with a letter stand apart.
TOKEN = re.compile(
    rf"""
      (?P<gap> \s(?=[\da-z(]) | [,:]\s(?=[\da-z]) )        # by far the most frequent
    | (?P<bar> \s*[|•·»]\s* )
    | (?P<dash> \s+-+(?:\s+|$) )
    | (?=\d) (?:
        # 2020-07-24T01:00:00.000Z, 2024-04-07+0709:12:08, 2024-04-07ICT09:12:08+07:00
        (?P<iso> (\d{{4}})-(\d{{1,2}})-(\d{{1,2}})
          (?: t | (?:[a-z]{{3,4}}|[+-]\d\d)(?=\d\d:) )
          (\d{{2}}):?(\d{{2}})(?::?(\d{{2}})(?:[.,]\d+)?)?
          \s?(z|[+-]\d\d:?(?:\d\d)?)?(?![\d:]) )
      | (?P<ymd> (\d{{4}})\s?(?P<ymd_sep>[-/.])\s?(\d{{1,2}})\s?(?P=ymd_sep)\s?(\d{{1,2}})(?![\d/]) )
      | (?P<dmy> (\d{{1,2}})\s*(?P<dmy_sep>[-/.])\s*(\d{{1,2}})\s*(?P=dmy_sep)\s*(\d{{4}}|\d{{2}})
          (?![\d/:]|h\d) )
      | (?P<spaced> (\d{{2}})\s(\d{{2}})\s(\d{{4}})(?!\d) )                # 08 08 2019
      # 14:35, 17:29:33 PM, 8:34 SA
      | (?P<clock> (\d{{1,2}})\s?:\s?(\d{{2}})(?:\s?:\s?(\d{{2}})(?:[.,]\d+)?)?(?![\d:]) {_HALF_DAY}? )
      # 24 tháng 7 năm 2020; 2 tháng mười một 2018; 29 thg 9, 2020
      | (?P<worded> (\d{{1,2}})[\s,.-]*(?:thang|thg\.?|th\.?)\s*({MONTH})
          \s*[,./-]?\s*(?:nam\s+)?(\d{{4}})(?!\d) )
      # 5 June 2020, 5th of Jun. 2020, 05-Jun-2020
      | (?P<english> (\d{{1,2}})(?:st|nd|rd|th)?[\s,./-]*(?:of\s+)?({ENGLISH_MONTH})[\s,./-]*
          (\d{{4}})(?!\d) )
      | (?P<barmonth> (\d{{2}})\s?[/-]\s?(\d{{4}})(?![\d/-]) )             # 03/2021
      | (?P<isomonth> (\d{{4}})-(\d{{2}})(?![\d/-]) )                      # 2021-03
      # 3 giờ trước, 2 hours ago
      | (?P<ago> (\d{{1,3}})\s*({_UNIT})\s+(?:truoc|ago)(?![a-z]) )
      # 14h35', 11 giờ 30, 7 giờ 05 phút, 7g; the number behind is no minute where a date begins with it
      | (?P<hours> (\d{{1,2}})\s*(?:gio|[hg])(?![a-z])
          (?:\s*(\d{{1,2}}) (?!\d | \s*[/.-]\s*\d | [\s,-]*th(?:ang|g|\d) | \s+\d | [\s-]+{ENGLISH_MONTH})
            \s*(?:phut|ph|p|'+)?(?![a-z]) (?:\s*(\d{{1,2}})\s*(?:giay|s|"|'')(?![a-z]))? )?
          {_HALF_DAY}? )
      | (?P<meridiem> (\d{{1,2}}) {_HALF_DAY} )                            # 12 AM
      # 18 lượt xem; 1.235 lượt; 3 bình luận
      | (?P<counted> \d[\d.,]*\s*k?\s*(?:luot|lan|nguoi)?\s*{_COUNTED} | \d[\d.,]*\s*(?:luot|lan)(?![a-z]) )
      | (?P<number> \d[\d.,]*(?![^\s|,;()\[\]]) )
      )
    | (?=[a-z]) (?:
        (?P<weekday> {WEEKDAY} | {ENGLISH_WEEKDAY} )
      | (?P<dayzone> (?:ict|z)(?![a-z\d]) | (?:gmt|utc){_OFFSET}?(?![\da-z])
          | (?:theo\s+)?(?:gio|mui\s+gio)\s+(?:viet\s+nam|ha\s+noi)(?![a-z]) )
      # what else stands in such lines: print, text size, e-mail
      | (?P<tool> (?:xem\s+voi\s+)?co\s+chu(?![a-z]) | in\s+(?:bai\s+viet|bai|trang|tin)(?![a-z])
          | (?:ban\s+in|doc\s+bai(?:\s+viet)?|tuong\s+phan|e-?mail|print)(?![a-z]) | a(?![a-z])\s?[+-]? )
      # Tác giả: …; Người đăng …; Nguồn: …; Posted by …
      | (?P<author> (?:tac\s+gia|nguoi\s+(?:dang|viet|gui|cap\s+nhat)
            |(?:dang|gui|viet|posted|published|submitted)\s+(?:boi|by)|duoc\s+viet\s+boi|written\s+by|bien\s+tap|phong\s+vien
            |author|thuc\s+hien|by|boi)(?![a-z])\s*:?
          | (?:pv|ctv|nguon(?:\s+tin)?|(?:tin|bai)(?:\s*,\s*|\s+va\s+|\s+)anh|tin(?:\s+bai)?|bai|anh
            |chuyen\s+muc|danh\s+muc|the\s+loai|don\s+vi|category|source|theo|trong|in)\s*: )
      | (?P<published> (?:(?:thoi\s+(?:gian|diem)|da|duoc)\s+)*
          (?:dang(?:\s+(?:tai|bai|tin|len|tren))*|xuat\s+ban|dua\s+(?:tin|len|bai)|gui(?:\s+bai)?|viet\s+bai|viet(?=\s+(?:ngay|luc|vao))
            |(?:khoi\s+)?tao|posted|post|published|publish|publication|created?|submitted)(?![a-z]) )
      | (?P<updated> (?:(?:thoi\s+gian|da|duoc|lan)\s+)*
          (?:cap\s+nhat|chinh\s+sua|sua(?:\s+doi)?|last|updated?|modified)
          (?:\s+(?:lan\s+cuoi|cuoi(?:\s+cung)?|moi\s+nhat|updated?|modified))*(?![a-z]) )
      | (?P<glue> (?:ngay(?:\s+gio)?|nam(?=\s)|vao|luc|hoi|on|at|date|time|the|m[uo]ng|bai\s+viet|bai|tin|gio)
          (?![a-z]) )
      # Tháng Sáu 5, 2020
      | (?P<reversed> (?:thang|thg\.?|th\.?)\s*({MONTH_WORD}|\d{{1,2}}(?=\s+\d{{1,2}}\s*,))\s+(\d{{1,2}})
          (?:\s*,\s*|\s+)(?:nam\s+)?(\d{{4}})(?!\d) )
      | (?P<american> ({ENGLISH_MONTH})\.?\s*(\d{{1,2}})(?:st|nd|rd|th)?(?:\s*,\s*|\s+)(\d{{4}})(?!\d) )
      # Tháng 3/2021, tháng tư năm 2021; June 2020
      | (?P<month> (?:thang|thg)\s*({MONTH})\s*(?:[/.,-]\s*|nam\s+)(\d{{4}})(?![\d/]) )
      | (?P<engmonth> ({ENGLISH_MONTH})\.?,?\s*(\d{{4}})(?!\d) )
      | (?P<farago> cach\s+day\s+(?:khoang\s+|hon\s+)?(\d{{1,3}})\s*({_UNIT})(?:\s+truoc)?(?![a-z])
          | (?:khoang|hon)\s+(\d{{1,3}})\s*({_UNIT})\s+truoc(?![a-z]) )
      | (?P<nearday> hom\s+(?:nay|qua|kia)(?![a-z])|yesterday(?![a-z])|today(?![a-z]) )
      # Lượt xem: 1.235; View Count: 438; a label without its number too
      | (?P<counter> (?:(?:tong\s+)?(?:so\s+)?(?:luot|lan|nguoi)\s+|da\s+)? {_COUNTED}
          (?:\s*[:=-]?\s*\(?\d[\d.,]*k?(?![\d/:h-])\)?(?:\s*(?:luot|lan)(?:\s+(?:xem|doc))?(?![a-z]))?)? )
      )
    # (GMT+7), +0700
    | (?P<zone> \(\s*(?:gmt|utc){_OFFSET}?\s*\)(?:\s*bangkok\s*,\s*hanoi\s*,\s*jakarta)?
        | [+-]\d{{2}}:?\d{{2}}(?![\d/-]) | \+\d{{2}}(?![\d:/-]) )
    | (?P<space> \s*[,;:.()\[\]{{}}<>"'*~…/_-]+\s*(?!-) | \s+ | [,;:.()\[\]{{}}<>"'*~…/_-]+ )
    | (?P<word> [^\s|]+ )
    """,
    re.VERBOSE,
)
"""Whoever reads the groups inside a token counts from the token's own; some are named to repeat them."""

# Papers are sent and signed on days of their own: "công văn gửi ngày …" dates the paper.
_PAPERS = re.compile(
    r"(?:cong van|quyet dinh|van ban|bao cao|nghi quyet|ke hoach|giay moi|to trinh|thong bao|thu|don)"
    r"(?![a-z])"
)

# "Title of the article (15:06 06/04/2019)": so sure a form that the title's words do not matter.
BEHIND_A_TITLE = re.compile(
    r"""\(\s* (?: \d{1,2}\s?[:h]\s?\d{2}(?::\d{2})? [\s,|-]+ \d{1,2}([/.-])\d{1,2}\1\d{4}
              | \d{1,2}([/.-])\d{1,2}\2\d{4} [\s,|-]+ \d{1,2}\s?[:h]\s?\d{2}(?::\d{2})? ) \s*\)\s*$""",
    re.VERBOSE,
)

# Năm xuất bản: 2019, xuất bản năm 2019
_LABELLED_YEAR = re.compile(r"(?:(?::|xuat\s+ban)\s*|nam\s+)(?:19|20)\d\d$")

_WHOLE = frozenset(("iso", "ymd", "dmy", "worded", "reversed", "english", "american"))
_PARTIAL = frozenset(("month", "barmonth", "isomonth", "engmonth", "number"))
_RELATIVE = frozenset(("ago", "farago", "nearday"))
_TIMES = frozenset(("clock", "hours", "meridiem"))
_GAPS = frozenset(("gap", "space"))
_DATES = (_WHOLE | _PARTIAL | _RELATIVE | {"spaced"}) - {"number"}


@dataclass(slots=True)
class Dated:
    """A date of a line with what belongs to it; each part the match that TOKEN gave."""

    match: re.Match[str]
    label: Label | None
    time: re.Match[str] | None = None
    zone: re.Match[str] | None = None
    weekday: re.Match[str] | None = None

    @property
    def kind(self) -> str:
        """The token's name in TOKEN."""
        return self.match.lastgroup or ""

    def span(self) -> tuple[int, int]:
        """First and last position of the words that say the date, in the folded line."""
        start, end = self.match.span()
        for part in (self.time, self.zone, self.weekday):
            if part is not None:
                start, end = min(start, part.start()), max(end, part.end())
        return start, end


@dataclass(slots=True)
class _Reading:
    """What has been met of a line so far."""

    dates: list[Dated] = field(default_factory=list)
    label: Label | None = None
    time: re.Match[str] | None = None
    weekday: re.Match[str] | None = None
    glued: bool = False  # a "ngày" or "lúc" came before the date
    naming: bool = False  # words now are an author's or a source's name
    words: list[re.Match[str]] = field(default_factory=list)  # unknown words of this segment
    dated: bool = False  # this segment has a date
    numbers_before: int = 0
    numbers_behind: int = 0
    barred: bool = False  # this segment was opened by a bar
    strangers: int = 0  # unknown words of other segments, set off by a dash
    refused: bool = False


def dates_of_line(line: Folded) -> list[Dated]:
    """The dates that a date line carries, one or several in order; none where it is no date line."""
    plain = line.plain
    if len(plain) > LONGEST:
        return []
    reading = _Reading()
    scanner = TOKEN.scanner(plain)  # type: ignore[attr-defined]  # typeshed leaves the method out
    while (token := scanner.match()) is not None:
        kind = token.lastgroup
        if kind in _GAPS:
            continue
        if kind in _DATES:
            _meet_date(reading, token)
        else:
            _MEET.get(kind, _meet_other)(reading, token, line)
        if reading.refused:
            return []
    _close_segment(reading, line, barred=reading.barred)
    return [] if reading.refused else _accepted(reading, plain)


def _meet_date(reading: _Reading, token: re.Match[str]) -> None:
    kind = token.lastgroup
    if kind == "spaced" and not (reading.label or reading.weekday or reading.glued or reading.time):
        # "08 08 2019" is three numbers unless something says that it is a date; a time may still follow.
        following = TOKEN.match(token.string, token.end() + 1)
        if following is None or following.lastgroup not in _TIMES:
            reading.refused = True
            return
    reading.naming = False
    reading.dated = True
    dated = Dated(token, reading.label, time=reading.time, weekday=reading.weekday)
    reading.dates.append(dated)
    reading.label = reading.time = reading.weekday = None


def _meet_time(reading: _Reading, token: re.Match[str], _line: Folded) -> None:
    reading.naming = False
    last = reading.dates[-1] if reading.dates else None
    if last is not None and last.time is None and reading.label is None and last.kind != "iso":
        last.time = token
    elif reading.time is None and (last is None or reading.label is not None):
        reading.time = token
    else:
        reading.refused = True  # "08:00 - 11:00": the hours of an event


def _meet_weekday(reading: _Reading, token: re.Match[str], _line: Folded) -> None:
    reading.naming = False
    if reading.dates and reading.label is None and reading.dates[-1].weekday is None:
        reading.dates[-1].weekday = token
    else:
        reading.weekday = token


def _meet_zone(reading: _Reading, token: re.Match[str], _line: Folded) -> None:
    if reading.dates:
        reading.dates[-1].zone = token


def _meet_label(reading: _Reading, token: re.Match[str], line: Folded) -> None:
    kind = token.lastgroup
    if kind == "published" and not _says_posted(token, line):
        _meet_other(reading, token, line)
        return
    if reading.words and not reading.dated:  # "quantri gửi vào …": a name before the verb
        first, last = reading.words[0].start(), reading.words[-1].end()
        named = len(reading.words) <= 5 and not _PAPERS.match(line.plain, first)
        if named and not any(char.isdigit() for char in line.plain[first:last]):
            reading.words.clear()
    reading.naming = False
    reading.label = "published" if kind == "published" else (reading.label or "updated")


def _meet_glue(reading: _Reading, token: re.Match[str], line: Folded) -> None:
    if reading.naming and reading.words:
        return
    reading.glued = True
    if reading.words:
        _meet_other(reading, token, line)


def _meet_number(reading: _Reading, token: re.Match[str], line: Folded) -> None:
    if reading.label == "published" and not reading.dates and _LABELLED_YEAR.search(line.plain, 0, token.end()):
        _meet_date(reading, token)  # "Năm xuất bản: 2019": a year alone needs the word for it
    elif reading.dates:
        reading.numbers_behind += 1
    elif not reading.naming:
        reading.numbers_before += 1


def _meet_author(reading: _Reading, token: re.Match[str], line: Folded) -> None:
    if reading.words and not reading.dated:
        _meet_other(reading, token, line)
    else:
        reading.naming = True


def _meet_other(reading: _Reading, token: re.Match[str], _line: Folded) -> None:
    if not reading.naming:
        reading.words.append(token)


def _meet_bar(reading: _Reading, _token: re.Match[str], line: Folded) -> None:
    _close_segment(reading, line, barred=True)
    reading.naming = False
    reading.barred = True


def _meet_dash(reading: _Reading, _token: re.Match[str], line: Folded) -> None:
    if not reading.naming:
        _close_segment(reading, line, barred=reading.barred)
        reading.barred = False


def _meet_counter(reading: _Reading, _token: re.Match[str], _line: Folded) -> None:
    reading.naming = False


_MEET = {
    "clock": _meet_time,
    "hours": _meet_time,
    "meridiem": _meet_time,
    "weekday": _meet_weekday,
    "zone": _meet_zone,
    "dayzone": _meet_zone,
    "published": _meet_label,
    "updated": _meet_label,
    "glue": _meet_glue,
    "number": _meet_number,
    "author": _meet_author,
    "counter": _meet_counter,
    "counted": _meet_counter,
    "tool": _meet_counter,
    "bar": _meet_bar,
    "dash": _meet_dash,
}


def _says_posted(token: re.Match[str], line: Folded) -> bool:
    """Whether a folded ``dang`` is ``đăng`` (posted), not ``đảng`` (the Party) or ``đang`` (now)."""
    if "dang" not in token.group():
        return True
    words = unicodedata.normalize("NFC", line.cut(*token.span())).lower()
    return "đăng" in words or "dang" in words


def _close_segment(reading: _Reading, line: Folded, *, barred: bool) -> None:
    """Judge the unknown words of a segment: a name or a heading set off by itself may stand, prose not."""
    words, reading.words = reading.words, []
    dated, reading.dated = reading.dated, False
    if not words:
        return
    has_digit = any(char.isdigit() for word in words for char in word.group())
    if len(words) > 8 or has_digit:
        reading.refused = True
    elif dated:
        # "Ngày đăng 24/07/2020 Lan Anh": behind a labelled date, capitalised words are a name.
        label = reading.dates[-1].label if reading.dates else None
        behind = words[0].start() > reading.dates[-1].match.end()
        capital = all(line.cut(*word.span())[:1].isupper() for word in words)
        reading.refused = not (label and behind and capital)
    elif not barred:
        reading.strangers += 1


def _accepted(reading: _Reading, plain: str) -> list[Dated]:
    dates = reading.dates
    if not dates or reading.numbers_before or reading.numbers_behind > 3:
        return []
    if len(dates) > 1 and any(dated.kind in _RELATIVE for dated in dates):
        return []  # "Hôm nay, 16/07/2024": the clock in a page's header
    labelled = any(dated.label for dated in dates)
    sure = labelled or any(dated.time or dated.kind == "iso" for dated in dates)
    if reading.strangers and not sure:
        return []  # "Hà Nội - 12/05/2020": a place and a day
    first = dates[0]
    if first.kind == "dmy" and not (sure or first.weekday) and not first.match.group()[-4:].isdigit():
        return []  # "12.05.20": three numbers, unless something says that it is a date
    if first.kind in {"ago", "farago"} and first.time:
        return []  # "2 giờ 15 phút trước": not one number of one unit
    if first.kind == "nearday" and (not sure or reading.numbers_behind):
        return []  # "Hôm nay: 123" is a visitor counter
    if first.kind in _PARTIAL and (reading.numbers_behind or (reading.strangers and not labelled)):
        return []
    if first.weekday and not labelled and plain.rstrip().endswith("-"):
        return []  # "Thứ 3, Ngày 16/07/2024 -": today's date in a page's header
    return dates
