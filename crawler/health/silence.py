"""Silence, measured against a portal's own rhythm, in working days: offices rest at weekends, on holidays, over Tết."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from crawler.health.records import Finding, Rhythm

# A quiet week, and the half of another, happens everywhere: it is never an alarm.
LEAST = 7
# A portal may be silent twice as long as it ever was in the past year, and so many days more.
TIMES, MORE = 2, 1
# A rhythm shows after so many days with news, spread over some weeks.
DAYS_OF_NEWS, OVER = 8, timedelta(days=21)
# Older days tell nothing of how a portal publishes now.
REMEMBERED = timedelta(days=365)
# Offices slow down before Tết and wake slowly after it (first to fifteenth of the first month).
BEFORE_TET, AFTER_TET = timedelta(days=7), timedelta(days=14)


def silence(rhythm: Rhythm) -> Finding | bool | None:
    """A portal that used to have news and has none for longer than it ever had none."""
    news = [day for day in rhythm.news if rhythm.today - REMEMBERED <= day <= rhythm.today]
    if len(news) < DAYS_OF_NEWS or news[-1] - news[0] < OVER:
        return None
    limit = max(LEAST, TIMES * longest_gap(news) + MORE)
    if working_days(news[-1], rhythm.watched_since) > limit:
        return None  # it was silent already when it was first crawled: that is what it is like
    quiet = working_days(news[-1], rhythm.today)
    if quiet <= limit:
        return True
    return Finding(
        "silence",
        f"no news since {news[-1]:%d/%m/%Y}: {quiet} working days, where {limit} would be long for it",
        since=news[-1],
    )


def longest_gap(news: Sequence[date]) -> int:
    """The most working days between two days with news that follow each other."""
    return max((working_days(before, after) for before, after in pairwise(news)), default=0)


def working_days(start: date, end: date) -> int:
    """The working days after ``start`` up to ``end``; a day that is just beginning counts too."""
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(day.weekday() < 5 and day not in _rest(day.year) for day in days)


@lru_cache(maxsize=64)
def _rest(year: int) -> frozenset[date]:
    """The days of a year on which Vietnam's offices rest, or as good as."""
    # Half a second to import, and needed only where a portal has a rhythm.
    from holidays import country_holidays  # noqa: PLC0415

    days = country_holidays("VN", years=year, language="en_US")
    rest = set(days)
    for day, name in days.items():
        if name == "Lunar New Year":
            first, last = day - BEFORE_TET, day + AFTER_TET
            rest |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
    return frozenset(rest)
