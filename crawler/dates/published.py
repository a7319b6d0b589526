"""When a page says that it was published: date lines, metadata, list items.

What a line is made of is for ``line``; dates in addresses for ``address``; the choice between several
dates for ``choice``.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

from crawler.dates import fallback
from crawler.dates.facts import (
    ago_fact,
    day_fact,
    instant_fact,
    month_fact,
    unix_fact,
    with_problem,
    year_fact,
)
from crawler.dates.fold import Folded, fold
from crawler.dates.forms import ENGLISH_MONTHS, VIETNAM, calendar_day, local, number_of, weekday_of
from crawler.dates.line import BEHIND_A_TITLE, LONGEST, TOKEN, Dated, dates_of_line
from storage.records import NO_DATE, DateFact

_LONGEST = 3 * LONGEST  # decomposed letters are up to three characters each


def parse_published(text: str, *, seen: datetime, evidence: str = "text", month_first: bool = False) -> DateFact:
    """The date that a date line or a metadata value says.

    Args:
        text: a line as it stands on the page, label, views, weekday and author included, or the value
            of a metadata field.
        seen: when the page was captured, with its zone; relative forms count from it.
        evidence: where the text stood. ``text``, ``listing`` and ``rule:…`` are read as written for
            people; anything else (``meta:…``, ``jsonld``, ``time`` …) may also be a bare year or day
            in digits, or a Unix time.
        month_first: numeric dates are month first. Only where the portal's pages prove it.

    Returns:
        The date in Vietnamese time (+07:00; also the zone of a time that names none). ``text`` is the
        exact part of the line it was read from. No value and no problem: no date line. No value and a
        problem: what looks like a date is impossible, too early or in the future. A value and a
        problem: the weekday contradicts the date, or its time is impossible.

    Raises ValueError where ``seen`` has no zone.
    """
    now = local(seen)
    if evidence.split(":", maxsplit=1)[0] not in _FOR_PEOPLE:
        fact = _machine_value(text, now, evidence)
        if fact is not None:
            return fact
    if len(text) > _LONGEST:
        return NO_DATE
    line = fold(text)
    dates = dates_of_line(line)
    if not dates and (title := BEHIND_A_TITLE.search(line.plain)):
        line = fold(line.cut(title.start() + 1, len(line.plain)).rstrip(") \t\n\u00a0"))
        dates = dates_of_line(line)
    chosen = _chosen(dates) if dates else None
    if chosen is not None:
        fact = _fact(chosen, line, now, evidence, month_first)
        return replace(fact, update=True) if chosen.label == "updated" else fact
    if dates:
        return NO_DATE
    return _iso_oddity(text, now, evidence) or fallback.parse(line, now, evidence)


def find_published(text: str, *, seen: datetime, evidence: str = "text", month_first: bool = False) -> DateFact | None:
    """The date in a short text that may carry other things: several lines, a title with ``(24/04/2019)``.

    Arguments as for ``parse_published``. Of several lines the first with a date value counts; where
    none has one, the first with a problem; None where no line looks like a date line.
    """
    troubled: DateFact | None = None
    for line in (text, *text.splitlines(), *_last_bracket(text)):
        fact = parse_published(line, seen=seen, evidence=evidence, month_first=month_first)
        if fact.value is not None:
            return fact
        if fact.problem is not None and troubled is None:
            troubled = fact
    return troubled


_FOR_PEOPLE = frozenset(("text", "listing", "rule", "platform", "generic"))
_LAST_BRACKET = re.compile(r"[^()]*\(([^()]*)\)\s*$", re.DOTALL)


def _last_bracket(text: str) -> tuple[str, ...]:
    found = _LAST_BRACKET.search(text[-60:])
    return (found.group(1),) if found else ()


def _chosen(dates: list[Dated]) -> Dated | None:
    """Of several dates the one labelled as posted, else the one that is not an update; None: a range."""
    if len(dates) == 1:
        return dates[0]
    for label in ("published", None):
        labelled = [dated for dated in dates if dated.label == label]
        if labelled:
            same_day = len({dated.match.group() for dated in labelled}) == 1
            return labelled[0] if len(labelled) == 1 or same_day else None
    return None if len({dated.match.group() for dated in dates}) > 1 else dates[0]


def _fact(dated: Dated, line: Folded, now: datetime, evidence: str, month_first: bool) -> DateFact:
    start, end = dated.span()
    words = line.cut(start, end).strip()
    if dated.kind in {"ago", "farago", "nearday"}:
        return _relative(dated, now, evidence, words)
    if dated.kind == "number":
        return year_fact(dated.match.group(), now, evidence)
    if dated.kind in {"month", "barmonth", "isomonth", "engmonth"}:
        return month_fact(*_year_month(dated), now, evidence, words)
    year, month, day = _year_month_day(dated, month_first)
    named = calendar_day(year, month, day)
    if named is None:
        return DateFact(evidence=evidence, text=words, problem=f"no such day in the calendar: {words}")
    fact = _moment(named, dated, now, evidence, words)
    if fact.value is None or dated.weekday is None:
        return fact
    if weekday_of(dated.weekday.group()) == named.weekday():
        return fact
    return with_problem(fact, f"the weekday contradicts the date: {named} is a {named:%A}")


def _year_month_day(dated: Dated, month_first: bool) -> tuple[int, int, int]:
    parts = [part for part in dated.match.groups() if part is not None][1:]
    match dated.kind:
        case "iso":
            return int(parts[0]), int(parts[1]), int(parts[2])
        case "ymd":
            return int(parts[0]), int(parts[2]), int(parts[3])
        case "dmy":
            day, month, year = int(parts[0]), int(parts[2]), int(parts[3])
            if len(parts[3]) == 2:
                year += 2000
            return (year, day, month) if month_first else (year, month, day)
        case "spaced":
            return int(parts[2]), int(parts[1]), int(parts[0])
        case "worded":
            return int(parts[2]), number_of(parts[1]), int(parts[0])
        case "reversed":
            return int(parts[2]), number_of(parts[0]), int(parts[1])
        case "english":
            return int(parts[2]), ENGLISH_MONTHS[parts[1][:3]], int(parts[0])
        case _:  # american
            return int(parts[2]), ENGLISH_MONTHS[parts[0][:3]], int(parts[1])


def _year_month(dated: Dated) -> tuple[int, int]:
    parts = [part for part in dated.match.groups() if part is not None][1:]
    match dated.kind:
        case "isomonth":
            return int(parts[0]), int(parts[1])
        case "engmonth":
            return int(parts[1]), ENGLISH_MONTHS[parts[0][:3]]
        case _:
            return int(parts[1]), number_of(parts[0])


def _moment(named: date, dated: Dated, now: datetime, evidence: str, words: str) -> DateFact:
    """The fact of a day with the time and the zone that stand beside it."""
    if dated.kind == "iso":
        hour, minute, second, zone = (dated.match.group(offset) for offset in _ISO_TIME)
    elif dated.time is not None:
        hour, minute, second = _clock(dated.time)
        zone = dated.zone.group() if dated.zone else None
    else:
        return day_fact(named, now, evidence, words)
    if hour is None or int(hour) > 23 or int(minute or 0) > 59 or int(second or 0) > 59:
        return with_problem(day_fact(named, now, evidence, words), "no such time of day")
    moment = datetime(named.year, named.month, named.day, int(hour), int(minute or 0), int(second or 0), tzinfo=VIETNAM)
    if zone is not None:
        offset = _offset(zone)
        if offset is not None and offset != VIETNAM:
            try:
                moment = moment.replace(tzinfo=offset).astimezone(VIETNAM)
            except OverflowError:  # the first or the last day that a calendar holds
                return DateFact(evidence=evidence, text=words, problem="out of the calendar")
    return instant_fact(moment, now, evidence, words, minute=minute is not None, second=second is not None)


_ISO_TIME = range(TOKEN.groupindex["iso"] + 4, TOKEN.groupindex["iso"] + 8)
_AFTERNOON = frozenset(("pm", "ch", "chieu", "toi", "trua", "dem"))


def _clock(token: re.Match[str]) -> tuple[str | None, str | None, str | None]:
    """Hour (24-hour clock), minute, second in digits; the hour None where it contradicts its half day."""
    first = TOKEN.groupindex[token.lastgroup or ""]
    if token.lastgroup == "meridiem":
        hour, minute, second, half = token.group(first + 1), None, None, token.group(first + 2)
    else:
        hour, minute, second, half = (token.group(first + offset) for offset in (1, 2, 3, 4))
    if half is None:
        return hour, minute, second
    half = half.replace(".", "")
    value = int(hour)
    if half in _AFTERNOON:
        night = half == "dem" and (value < 6 or value == 12)  # "1 giờ đêm" is after midnight
        noon = half == "trua" and value in {10, 11}
        if value < 12 and not night and not noon:
            value += 12
        elif night and value == 12:
            value = 0
    elif value == 12 and half in {"am", "sa"}:
        value = 0
    elif value > 12:  # ".NET's HH:mm tt" writes 17:29 PM, but never 17:29 AM
        return None, None, None
    return str(value), minute, second


_OFFSET = re.compile(r"([+-])\s*(\d{1,2}):?(\d{2})?")


def _offset(zone: str) -> timezone | None:
    found = _OFFSET.search(zone)
    if found is None:
        utc = any(name in zone for name in ("z", "gmt", "utc")) and "mui" not in zone
        return timezone.utc if utc else None  # noqa: UP017  # a timezone, as the other branch
    sign = -1 if found.group(1) == "-" else 1
    minutes = int(found.group(2)) * 60 + int(found.group(3) or 0)
    return timezone(sign * timedelta(minutes=minutes)) if minutes < 24 * 60 else None


_NEAR_DAYS = {"hom nay": 0, "today": 0, "hom qua": 1, "yesterday": 1, "hom kia": 2}


def _relative(dated: Dated, now: datetime, evidence: str, words: str) -> DateFact:
    """``Hôm qua lúc 22:10``, ``3 giờ trước``: counted back from the capture."""
    if dated.kind == "nearday":
        back = _NEAR_DAYS[" ".join(dated.match.group().split())]
        return _moment(now.date() - timedelta(days=back), dated, now, evidence, words)
    count, unit = [part for part in dated.match.groups() if part is not None][1:]
    return ago_fact(int(count), unit, now, evidence, words)


# 20200724T010000Z
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})t(\d{2})(\d{2})(\d{2})?(z|[+-]\d{2}:?\d{2})?", re.IGNORECASE)
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_WEEK_DAY = re.compile(r"\d{4}-?W\d{2}-?\d")
_YEAR = re.compile(r"\d{4}")
_UNIX = re.compile(r"\d{10}(?:\d{3})?")


def _machine_value(text: str, now: datetime, evidence: str) -> DateFact | None:
    """The forms that are a date only where a machine wrote it: Unix time, ``20200724``, a year alone."""
    words = text.strip()
    if _UNIX.fullmatch(words):
        return unix_fact(int(words[:10]), now, evidence, words)
    if _YEAR.fullmatch(words):
        return year_fact(words, now, evidence)
    if (day := _COMPACT_DAY.fullmatch(words)) is not None:
        return replace(parse_published("-".join(day.groups()), seen=now, evidence=evidence), text=words)
    return None


def _iso_oddity(text: str, now: datetime, evidence: str) -> DateFact | None:
    """ISO's rarer shapes, sure enough to be read anywhere: ``20200724T010000Z``, ``2020-W30-5``."""
    words = text.strip()
    if _WEEK_DAY.fullmatch(words.upper()):
        try:
            return day_fact(date.fromisoformat(words.upper()), now, evidence, words)
        except ValueError:
            return DateFact(evidence=evidence, text=words, problem=f"no such week: {words}")
    if (compact := _COMPACT.fullmatch(words)) is None:
        return None
    year, month, day, hour, minute, second, zone = compact.groups()
    clock = f"{hour}:{minute}" + (f":{second}" if second else "")
    spelled = f"{year}-{month}-{day}T{clock}{zone or ''}"
    return replace(parse_published(spelled, seen=now, evidence=evidence), text=words)
