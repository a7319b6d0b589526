"""When the meeting was: the day or the days that the prose of a report names.

Reads the lead and the first paragraphs. Dates of cited documents, of commemorations and of what is yet
to come are not the meeting's. Published dates and periods are for other modules.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta

from crawler.dates.fold import Folded, fold
from crawler.dates.forms import EARLIEST_YEAR, NUMBER, WEEKDAY, calendar_day, number_of, weekday_of
from storage.records import PeriodFact

_PART = r"(?:(?:rang\s+)?sang|chieu|toi|trua|dem)"  # of the day: morning, afternoon, evening, noon, night
_HALVES = rf"(?:ca\s+ngay|{_PART}(?:\s+(?:va|,|-)\s*{_PART})?)"
_SEPARATOR = r"\s?[/.-]\s?"
_MONTH_YEAR = rf"(?:{_SEPARATOR}(\d{{1,2}})(?!\d)(?:{_SEPARATOR}(\d{{4}})(?!\d))?"
_MONTH_YEAR += rf"|\s+thang\s+({NUMBER})(?:(?:\s*,)?\s*(?:nam\s+|/\s?|-\s?)(\d{{4}})(?!\d))?)"

# One way of naming days a pattern. Of each the groups are named as in _DAYS.
_RANGE = re.compile(
    rf"""
    # Từ ngày 26 đến 28.10.2020; từ 30/6 đến ngày 2/7/2020; từ ngày 18-20/5; trong 2 ngày, từ 18 đến 19/5
    (?:trong\s+)?(?:(?:{NUMBER}|cac)\s+ngay\s*[,:(]?\s*)?
    tu\s+(?:{_PART}\s+)?(?:ngay\s+)?(?:m[uo]ng\s+)?(?P<first>\d{{1,2}})(?!\d)(?P<first_month>{_MONTH_YEAR})?
    \s*(?:den(?:\s+het)?|-)\s*(?:{_PART}\s+)?(?:ngay\s+)?(?:m[uo]ng\s+)?
    (?P<last>\d{{1,2}})(?!\d)(?P<last_month>{_MONTH_YEAR})
    """,
    re.VERBOSE,
)
_SEVERAL = re.compile(
    rf"""
    # Trong hai ngày 18 và 19/5; trong 2 ngày (18, 19/5); ngày 18-19/5/2020; các ngày 18, 19 và 20/5
    (?:(?:trong\s+)?(?:{NUMBER}|cac)\s+ngay\s*[,:]?\s*\(?\s*|(?:{_HALVES}\s+)?(?:cac\s+)?ngay\s+|{_HALVES}\s+)
    (?:ngay\s+)?(?P<first>\d{{1,2}})(?!\d)(?P<first_month>{_SEPARATOR}\d{{1,2}}(?=\s*(?:va|,|den|-\s)))?
    (?:\s*,\s*\d{{1,2}}(?!\d)(?:{_SEPARATOR}\d{{1,2}}(?=\s*(?:va|,)))?)*
    \s*(?:va|,|-|den)\s*(?:ngay\s+)?(?P<last>\d{{1,2}})(?!\d)(?P<last_month>{_MONTH_YEAR})\)?
    """,
    re.VERBOSE,
)
_SINGLE = re.compile(
    rf"""
    # Chiều ngày 30/11/2023; Ngày 24/6; sáng 03/01; Chiều thứ Sáu (5/6); Chiều qua (14/8);
    # Sáng nay, ngày 5 tháng 6; sáng thứ Ba, ngày 2/7; hôm nay (24.6)
    (?P<lead>
        (?:{_HALVES}\s+)?(?:hom\s+)?(?:nay|qua)\s*[,(]?\s*(?:{_PART}\s+)?(?:ngay\s+)?\(?
      | (?:{_HALVES}\s+)?(?:{WEEKDAY})\s*[,(]?\s*(?:ngay\s+)?\(?
      | {_HALVES}\s*[,(]?\s*(?:(?:hom\s+)?ngay\s+)?\(?
      | (?:ngay|hom)\s+
    )
    (?:m[uo]ng\s+)?(?P<first>\d{{1,2}})(?!\d)(?P<first_month>{_MONTH_YEAR})(?!\d|/\d)\)?
    """,
    re.VERBOSE,
)
# Sáng nay, chiều qua, hôm nay, tối hôm qua
_NEAR = re.compile(rf"(?:{_HALVES}\s+(?:hom\s+)?(?P<part_day>nay|qua)|hom\s+(?P<day>nay|qua|kia))(?![a-z])")
# Sáng thứ Hai, chiều thứ Sáu vừa qua
_WEEKDAY_ALONE = re.compile(
    rf"{_HALVES}\s+(?P<weekday>{WEEKDAY})(?!\s*(?:hang|dau|cuoi|tuan|toi|sau))(?:\s+vua\s+qua)?"
)
_PATTERNS = (_RANGE, _SEVERAL, _SINGLE, _NEAR, _WEEKDAY_ALONE)

_START = re.compile(
    r"""(?<![a-z0-9])(?:
          (?=trong|tu\s|ngay|hom|cac\s|ca\s+ngay|rang|sang|chieu|toi|trua|dem)
        | (?=(?:\d{1,2}|hai|ba|bon|nam)\s+ngay)
        | (?=(?:thu|t)[\s.]|t[2-7](?!\d)|(?:chu|chua)\s+nhat|cn(?![a-z]))
    )""",
    re.VERBOSE,
)

# Nghị quyết số 11-NQ/TU ngày 3/2/2020; Kế hoạch số 12, ngày 5/5: the number stands right before.
_NUMBERED = re.compile(r"(?:(?:so\s+)?\d+[\w.]*\s?[/-]\s?[a-z][\w/.&-]*|so\s+[\w/.&-]+)\s*,?\s*(?:ra\s+)?\(?$")
# Theo Quyết định ngày …; thực hiện kết luận tại cuộc họp ngày …
_CITED = re.compile(
    r"(?:quyet\s+dinh|nghi\s+quyet|nghi\s+dinh|thong\s+tu|chi\s+thi|ke\s+hoach|cong\s+van|cong\s+dien|thong\s+bao"
    r"|giay\s+moi|van\s+ban|huong\s+dan|to\s+trinh|bao\s+cao|luat|phap\s+lenh|ket\s+luan|can\s+cu|theo)"
    r"(?![a-z])[^.;,]{0,80}$"
)
# Kỷ niệm … ngày 3/2, chào mừng ngày 20/11, ngày thành lập …
_COMMEMORATED = re.compile(
    r"(?<![a-z])(?:ky\s+niem|chao\s+mung|huong\s+toi|nhan\s+(?:dip|ngay)|ngay\s+sinh|thanh\s+lap)(?![a-z])"
    r"[^.;,]{0,60}$"
)
# Tính đến ngày 15/5; trước ngày 30/6; hạn chót: ngày …; sinh ngày …; so với ngày …
_OTHER_DAY = re.compile(
    r"(?<![a-z])(?:den(?:\s+het)?|truoc|sau|ke\s+tu|tu|han(?:\s+chot)?|muon\s+nhat|cham\s+nhat|sinh|hieu\s+luc"
    r"|so\s+voi|du\s+kien)\s*:?\s*$"
)
# Lúc 14 giờ 30 ngày 5/6: an hour is an event's
_AT_AN_HOUR = re.compile(r"\d\s*(?:gio|h|g|:)\s*(?:\d{1,2}\s*(?:phut|p|')?)?\s*,?\s*$")
_PLANNED = re.compile(r"(?<![a-z])(?:se|du\s+kien|sap)(?![a-z])[^.;]{0,60}$")
_WILL = re.compile(r"[^.;]{0,60}(?<![a-z])(?:se|du\s+kien)\s+(?:to\s+chuc|dien\s+ra|khai|hop|duoc)")
_OF_A_PAPER = re.compile(r"\s*(?:cua|ve\s+viec|hang\s+nam|den\s+nay)(?![a-z])")
_PARTS = ("sang", "chieu", "toi", "trua", "rang", "ca ", "dem")
_WITHIN = re.compile(r"(?<![a-z])(?:trong|vao|hoi)\s*$")
# tổ chức, diễn ra, khai mạc, họp …: the verbs of a meeting
_MEETS = re.compile(
    r"(?<![a-z])(?:to\s+chuc|dien\s+ra|khai\s+mac|be\s+mac|hop|giao\s+ban|lam\s+viec|chu\s+tri|hoi\s+nghi"
    r"|phien|ky\s+hop|so\s+ket|tong\s+ket)(?![a-z])"
)
_SENTENCE_END = re.compile(r"[.!?;]\s+(?=[^a-z]|[a-z])|\n")


def parse_held(text: str, *, published: date | None) -> PeriodFact | None:
    """The day or the days of the meeting that a report's lead and first paragraphs name.

    Args:
        text: prose.
        published: the day of publication, where it is known. A date without a year is the latest such
            day not after it (28/12 read in January is last year's); ``sáng nay`` is that day. Without it
            only dates with a year are read.

    Returns:
        The first date that is said of the meeting, with the words that say so; None where there is none
        (``vừa qua`` is no date), or where the only ones belong to cited documents, commemorations,
        deadlines or plans.
    """
    line = fold(text)
    for match in _named_days(line):
        span = _days(match, published)
        if span is None or (published is not None and span[0] > published + timedelta(days=1)):
            continue
        if _is_of_the_meeting(line, match):
            first, last = span
            words = line.cut(match.start(), match.end()).strip(" ,(\t\n\u00a0")
            if words.endswith(")") and "(" not in words:
                words = words[:-1]
            return PeriodFact(first.isoformat(), last.isoformat(), words)
    return None


def _named_days(line: Folded) -> Iterator[re.Match[str]]:
    plain = line.plain
    position = 0
    while (start := _START.search(plain, position)) is not None:
        if _is_another_word(line, start.start()):
            position = start.start() + 1
            continue
        for pattern in _PATTERNS:
            match = pattern.match(plain, start.start())
            if match is not None:
                yield match
                position = match.end()
                break
        else:
            position = start.start() + 1


_TONED = frozenset(("sáng", "chiều", "tối", "trưa", "đêm", "rạng"))
_FIRST_WORD = re.compile(r"[a-z]+")


def _is_another_word(line: Folded, start: int) -> bool:
    """Whether a word only folds to a part of the day: ``tới`` (until), ``tôi`` (I), ``sang`` (over)."""
    word = _FIRST_WORD.match(line.plain, start)
    if word is None or word.group() not in _PARTS or line.original.isascii():
        return False
    return unicodedata.normalize("NFC", line.cut(*word.span())).lower() not in _TONED


def _days(match: re.Match[str], published: date | None) -> tuple[date, date] | None:
    """First and last day of a match; None where they cannot be known."""
    if match.re is _NEAR:
        near = match["part_day"] or match["day"]
        return _both(published and published - timedelta(days={"nay": 0, "qua": 1, "kia": 2}[near]))
    if match.re is _WEEKDAY_ALONE:
        if published is None:
            return None
        back = (published.weekday() - weekday_of(match["weekday"])) % 7
        return _both(published - timedelta(days=back))
    if match.re is _SINGLE:
        month, year = _month_year(match["first_month"])
        return _both(_resolve(int(match["first"]), month, year, published))
    month, year = _month_year(match["last_month"])
    last = _resolve(int(match["last"]), month, year, published)
    if last is None:
        return None
    first_month, first_year = _month_year(match["first_month"]) if match["first_month"] else (month, None)
    first_year = first_year or (last.year - 1 if first_month > last.month else last.year)
    first = calendar_day(first_year, first_month, int(match["first"]))
    if first is None or not timedelta(0) <= last - first <= timedelta(days=31):
        return None  # "từ ngày 5/1 đến 30/6": a period of work, no meeting
    return first, last


def _both(day: date | None) -> tuple[date, date] | None:
    return None if day is None else (day, day)


_MONTH_YEAR_PARTS = re.compile(_MONTH_YEAR)


def _month_year(words: str) -> tuple[int, int | None]:
    found = _MONTH_YEAR_PARTS.match(words)
    if found is None:
        return 0, None  # a month that no calendar has: the day resolves to none
    month, year = found.group(1) or found.group(3), found.group(2) or found.group(4)
    return number_of(month), int(year) if year else None


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


def _is_of_the_meeting(line: Folded, match: re.Match[str]) -> bool:
    """Whether a date is said of the meeting, by what stands before and behind it."""
    plain, start, end = line.plain, match.start(), match.end()
    before = plain[max(0, start - 160) : start]
    ends = list(_SENTENCE_END.finditer(before))
    if ends:
        before = before[ends[-1].end() :]
    if _NUMBERED.search(before) or _OTHER_DAY.search(before) or _PLANNED.search(before):
        return False
    if _OF_A_PAPER.match(plain, end) or _WILL.match(plain, end):
        return False
    if match.re is _NEAR or plain.startswith(_PARTS, start) or _AT_AN_HOUR.search(before):
        return True  # who names an hour or a part of the day speaks of an event
    if _CITED.search(before) or _COMMEMORATED.search(before):
        return False
    before = _WITHIN.sub("", before).rstrip(" \"'")
    return not before.strip("-( ") or before.endswith((",", ":", "-", ")")) or _MEETS.search(before) is not None
