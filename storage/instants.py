"""Moments and periods as the archive writes them: ISO 8601 text that sorts.

Only the written form: no reading of dates from pages, no opinion on which date is true.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

# A date with no zone is one that a Vietnamese page printed: UTC+7, all year.
VIETNAM = timezone(timedelta(hours=7))

Period = tuple[datetime, datetime]


def stamp(moment: datetime) -> str:
    """An aware moment as the archive stores it: UTC, whole seconds, "2026-11-22T15:30:00Z".

    Raises ValueError for a naive one: the archive does not guess a time zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"a moment without a time zone cannot be stored: {moment!r}")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def moment(stamped: str) -> datetime:
    """What `stamp` wrote, as an aware datetime in UTC."""
    return datetime.fromisoformat(stamped)


@lru_cache(maxsize=4096)
def period(value: str) -> Period | None:
    """The stretch of time that an ISO value means, end excluded: "2021-03" is all of March.

    Values without an offset are Vietnamese time. None for what is no ISO value or beyond the calendar.
    """
    try:
        if "T" in value:
            start = datetime.fromisoformat(value)
            # Minutes are written with ":00": seconds count where there are any.
            length = timedelta(seconds=1) if start.second else timedelta(minutes=1)
            start = start if start.tzinfo else start.replace(tzinfo=VIETNAM)
            return start, start + length
        numbers = [int(part) for part in value.split("-")]
        year, month, day = [*numbers, 1, 1][:3]
        start = datetime(year, month, day, tzinfo=VIETNAM)
        match len(numbers):
            case 1:
                return start, start.replace(year=year + 1)
            case 2:
                return start, start.replace(year=year + month // 12, month=month % 12 + 1)
            case 3:
                return start, start + timedelta(days=1)
    except (ValueError, OverflowError):
        pass
    return None
