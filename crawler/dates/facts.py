"""Facts made of instants, days, months and years; none is made of what cannot be a publication.

How the parts are read from words is for the modules above; this one knows the calendar and the capture.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from crawler.dates.forms import EARLIEST_YEAR, VIETNAM, calendar_day
from storage.records import DateFact

CLOCK_SKEW = timedelta(minutes=5)
"""How far ahead of the capture an instant may be: two machines' clocks differ. Publication precedes capture."""


def instant_fact(
    moment: datetime, now: datetime, evidence: str, words: str, *, minute: bool = True, second: bool = True
) -> DateFact:
    """The fact of an instant in Vietnamese time, precise to the second, the minute or the hour."""
    problem = _misplaced(moment.date(), now, moment)
    if problem:
        return DateFact(evidence=evidence, text=words, problem=problem)
    value = moment.isoformat()  # no caller's moment has microseconds
    return DateFact(value, "second" if second else "minute" if minute else "hour", evidence, words)


def day_fact(named: date, now: datetime, evidence: str, words: str) -> DateFact:
    """The fact of a day."""
    problem = _misplaced(named, now, None)
    if problem:
        return DateFact(evidence=evidence, text=words, problem=problem)
    return DateFact(named.isoformat(), "day", evidence, words)


def month_fact(year: int, month: int, now: datetime, evidence: str, words: str) -> DateFact:
    """The fact of a month; a month that has not begun by the capture is none."""
    first = calendar_day(year, month, 1)
    if first is None:
        return DateFact(evidence=evidence, text=words, problem=f"no such month: {words}")
    problem = _misplaced(first, now, None)
    if problem:
        return DateFact(evidence=evidence, text=words, problem=problem)
    return DateFact(f"{year:04}-{month:02}", "month", evidence, words)


def _misplaced(named: date, now: datetime, moment: datetime | None) -> str | None:
    if named.year < EARLIEST_YEAR:
        return f"before there were portals: {named}"
    ahead = moment > now + CLOCK_SKEW if moment is not None else named > now.date()
    return f"after the capture of {now:%Y-%m-%d %H:%M}" if ahead else None


def with_problem(fact: DateFact, problem: str) -> DateFact:
    """The same fact with a problem; one without a value keeps its own."""
    return fact if fact.value is None else replace(fact, problem=problem)


def year_fact(words: str, now: datetime, evidence: str) -> DateFact:
    """The fact of a year in four digits."""
    if EARLIEST_YEAR <= int(words) <= now.year:
        return DateFact(words, "year", evidence, words)
    return DateFact(evidence=evidence, text=words, problem=f"not a year of publication: {words}")


def unix_fact(seconds: int, now: datetime, evidence: str, words: str) -> DateFact:
    """The fact of a Unix time in seconds."""
    return instant_fact(datetime.fromtimestamp(seconds, UTC).astimezone(VIETNAM), now, evidence, words)


def ago_fact(count: int, unit: str, now: datetime, evidence: str, words: str) -> DateFact:
    """``count`` units before the capture.

    An hour's answer keeps the clock's minutes but is precise to the hour. Weeks, months and years are
    rounded down by whoever prints them ("2 tuần trước" covers days 14 to 20), so they give bounds.
    """
    length, precision = _length_of(unit)
    then = now - count * length
    if precision == "day":
        return day_fact(then.date(), now, evidence, words)
    if precision == "bounds":
        shortest = count * length * 0.9 if length.days > 7 else count * length
        return DateFact(
            evidence=evidence,
            text=words,
            not_before=(now - (count + 1) * length).date().isoformat(),
            not_after=(now - shortest).date().isoformat(),
            problem="rounded to weeks, months or years: known as bounds only",
        )
    if precision == "second":
        return instant_fact(then.replace(microsecond=0), now, evidence, words)
    then = then.replace(second=0, microsecond=0)
    return instant_fact(then, now, evidence, words, minute=precision == "minute", second=False)


def ago_and_fact(count: int, unit: str, more: int, smaller: str, now: datetime, evidence: str, words: str) -> DateFact:
    """``1 giờ 20 phút trước``: two units, precise to the smaller; of days and hours the day is sure alone."""
    (length, precision), (rest, finer) = _length_of(unit), _length_of(smaller)
    if precision == "bounds" or rest >= length:
        return DateFact(evidence=evidence, text=words, problem=f"no such distance in time: {words}")
    then = now - count * length - more * rest
    if precision == "day":
        return day_fact(then.date(), now, evidence, words)
    then = then.replace(second=0, microsecond=0)
    return instant_fact(then, now, evidence, words, minute=finer == "minute", second=False)


def _length_of(unit: str) -> tuple[timedelta, str]:
    return next(_UNITS[key] for key in _UNITS if unit.startswith(key))


# Of each unit its length and what it is precise to; longer units are known as bounds only.
_UNITS: dict[str, tuple[timedelta, str]] = {
    "giay": (timedelta(seconds=1), "second"),
    "sec": (timedelta(seconds=1), "second"),
    "phut": (timedelta(minutes=1), "minute"),
    "min": (timedelta(minutes=1), "minute"),
    "p": (timedelta(minutes=1), "minute"),
    "gio": (timedelta(hours=1), "hour"),
    "tieng": (timedelta(hours=1), "hour"),
    "hour": (timedelta(hours=1), "hour"),
    "hr": (timedelta(hours=1), "hour"),
    "hom": (timedelta(days=1), "day"),
    "h": (timedelta(hours=1), "hour"),  # after all that begin with it
    "ngay": (timedelta(days=1), "day"),
    "day": (timedelta(days=1), "day"),
    "tuan": (timedelta(days=7), "bounds"),
    "week": (timedelta(days=7), "bounds"),
    "thang": (timedelta(days=31), "bounds"),
    "month": (timedelta(days=31), "bounds"),
    "nam": (timedelta(days=366), "bounds"),
    "year": (timedelta(days=366), "bounds"),
}
