"""When the meeting was: the day or the days that the prose of a report names.

Reads the lead and the first paragraphs. Published dates and periods are for other modules; which days a text
names is in ``named_days``, of what they are told in ``told_of``.
"""

from __future__ import annotations

from datetime import date
from itertools import islice

from crawler.dates.fold import Folded, fold
from crawler.dates.named_days import NamedDays, named_days
from crawler.dates.told_of import is_told_of_the_event
from storage.records import PeriodFact

_ENOUGH = 25  # days that are none of the meeting's: such a text is a calendar or a chronicle


def parse_held(text: str, *, published: date | None, seen: date | None = None) -> PeriodFact | None:
    """The day or the days of the meeting that a report's lead and first paragraphs name.

    Args:
        text: prose.
        published: the day of publication, where it is known. A date without a year is the latest such
            day not after it (28/12 read in January is last year's); ``sáng nay`` is that day. Without it
            only dates with a year are read.
        seen: the day of the capture, where it is known: no report is of a later day.

    Returns:
        The first date that is said of the meeting, with the words that say so; None where there is none
        (``vừa qua`` is no date), or where the only ones belong to cited documents, commemorations,
        deadlines or plans.
    """
    line = fold(text)
    latest = min(filter(None, (published, seen)), default=date.max)
    for days in islice(named_days(line, published), _ENOUGH):
        if days.first > latest:
            continue
        if is_told_of_the_event(line, days, published):
            return PeriodFact(days.first.isoformat(), days.last.isoformat(), _words(line, days))
    return None


def _words(line: Folded, days: NamedDays) -> str:
    """The words that name the days, as they stand, with both brackets or none."""
    start, end = days.start, days.end
    opened = line.plain.rfind("(", start, end)
    if opened >= 0 and line.plain.find(")", opened, end) < 0:
        closed = line.plain.find(")", end, end + 40)
        between = line.plain[end:closed]
        if closed >= 0 and "(" not in between and "\n" not in between:
            end = closed + 1  # "Sáng nay (5/6, thứ Sáu)"
        else:
            start = opened + 1
    words = line.cut(start, end).strip(" ,\t\n\u00a0")
    return words[:-1].rstrip() if words.endswith(")") and "(" not in words else words
