"""What a text that names no date of publication still says of it: the latest past day that it speaks of.

Bounds, never dates. What neighbours in a listing say of each other is for the archive, which knows them.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from crawler.dates.covers import parse_covers
from crawler.dates.fold import Folded, fold
from crawler.dates.forms import EARLIEST_YEAR, calendar_day, local
from crawler.dates.held import parse_held
from storage.records import NO_DATE, DateFact

# Quyết định số 12/QĐ-UBND ngày 03/02/2020; Nghị quyết 11-NQ/TU, ngày 5 tháng 6 năm 2019: a paper that is
# cited is there already. What it takes effect on, or is due by, has other words before its day.
_CITED = re.compile(
    r"""(?<![a-z])(?:quyet\s+dinh|nghi\s+quyet|nghi\s+dinh|thong\s+tu|chi\s+thi|ke\s+hoach|cong\s+van|cong\s+dien
          |thong\s+bao|to\s+trinh|bao\s+cao|ket\s+luan)
        \s+(?:so\s*:?\s*)?\d+[\w./&-]*\s*,?\s*(?:ra\s+)?\(?ngay\s+
        (?P<day>\d{1,2})(?:\s?[/.-]\s?|\s+thang\s+)(?P<month>\d{1,2})(?:\s?[/.-]\s?|\s+nam\s+)(?P<year>\d{4})(?!\d)""",
    re.VERBOSE,
)


def bounds_of_text(opening: str, text: str = "", *, title: str = "", seen: datetime) -> DateFact:
    """The day before which a report cannot have been published.

    The latest of: the last day of the meeting, the first day of the period that it takes stock of (both read
    from ``opening`` and ``title``, both only where their year stands there), the days of papers that it cites
    (anywhere in ``text``). Days after the capture are slips and say nothing.

    Args:
        opening: the lead and the first paragraphs. text: all of it.
        seen: when the page was captured, with its zone.

    Returns:
        A fact with ``not_before`` (an ISO day) and the words that say so, evidence ``text``; NO_DATE where
        the text says nothing. Raises ValueError where ``seen`` has no zone.
    """
    today = local(seen).date()
    told = [(day, words) for day, words in _told(opening, text, title) if day <= today]
    if not told:
        return NO_DATE
    day, words = max(told, key=lambda one: one[0])
    return DateFact(evidence="text", text=words, not_before=day.isoformat())


def _told(opening: str, text: str, title: str) -> list[tuple[date, str]]:
    told = _cited_days(fold(text))
    if held := parse_held(opening, published=None):
        told.append((date.fromisoformat(held.end), held.text))
    if covers := parse_covers(opening, title=title, published=None):
        told.append((date.fromisoformat(covers.start), covers.text))
    return told


def _cited_days(line: Folded) -> list[tuple[date, str]]:
    found = []
    for match in _CITED.finditer(line.plain):
        day = calendar_day(int(match["year"]), int(match["month"]), int(match["day"]))
        if day is not None and day.year >= EARLIEST_YEAR:
            found.append((day, line.cut(*match.span())))
    return found
