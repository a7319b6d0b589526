"""When a page says that it was published: date lines, metadata, list items.

What a line is made of is for ``line``; dates in addresses for ``address``; the choice between several
dates for ``choice``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from crawler.dates import fallback
from crawler.dates.facts import (
    ago_and_fact,
    ago_fact,
    day_fact,
    instant_fact,
    month_fact,
    unix_fact,
    with_problem,
    year_fact,
)
from crawler.dates.fold import Folded, fold
from crawler.dates.forms import (
    EARLIEST_YEAR,
    ENGLISH_MONTHS,
    VIETNAM,
    calendar_day,
    day_of_month,
    hour_of,
    local,
    number_of,
    weekday_of,
)
from crawler.dates.line import LONGEST, PARTIAL, RELATIVE, Dated, dates_of_line
from crawler.dates.quick import has_no_date, read_plain
from crawler.dates.tokens import ZONE_MINUTES, groups_of
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
    if not _for_people(evidence):
        fact = _machine_value(text, now, evidence)
        if fact is not None:
            return fact
    if len(text) > _LONGEST:
        return NO_DATE
    line = fold(text)
    if not month_first and (plain := read_plain(line, now, evidence)) is not None:
        return plain
    if has_no_date(line.plain):
        return NO_DATE
    dates = dates_of_line(line)
    if not dates:
        return fallback.parse(line, now, evidence)
    chosen = _chosen(dates)
    if chosen is None:
        return NO_DATE
    fact = _fact(chosen, line, now, evidence, month_first)
    return replace(fact, update=True) if chosen.label == "updated" else fact


def _for_people(evidence: str) -> bool:
    return evidence in _FOR_PEOPLE or evidence.split(":", maxsplit=1)[0] in _FOR_PEOPLE


_FOR_PEOPLE = frozenset(("text", "listing", "rule", "platform", "generic"))


def _chosen(dates: list[Dated]) -> Dated | None:
    """Of several dates the one labelled as posted, else the one that is not an update; None: a range."""
    if len(dates) == 1:
        return dates[0]
    updates = [dated for dated in dates if dated.label == "updated"]
    if updates and len(updates) < len(dates) and all(map(_is_void, (d for d in dates if d.label == "published"))):
        # "Ngày đăng: 00/00/0000 | Cập nhật: 05/06/2020": a field left empty does not deny the other.
        dates = [dated for dated in dates if dated.label != "published"]
    for label in ("published", None, "updated"):
        labelled = [dated for dated in dates if dated.label == label]
        if labelled:
            same_day = len({dated.words() for dated in labelled}) == 1
            return labelled[0] if len(labelled) == 1 or same_day else None
    return None


def _is_void(dated: Dated) -> bool:
    """What a data base writes for no date: 00/00/0000, 01/01/0001, 01/01/1900, 31/12/9999."""
    if dated.kind not in _READ_DAY:
        return False
    year, month, day = _READ_DAY[dated.kind](groups_of(dated.match))
    return year < EARLIEST_YEAR or (year, month, day) == (9999, 12, 31)


def _fact(dated: Dated, line: Folded, now: datetime, evidence: str, month_first: bool) -> DateFact:
    kind = dated.kind
    words = line.cut(*dated.span()).strip()
    if kind in RELATIVE:
        return _relative(dated, now, evidence, words)
    if kind == "number":
        return year_fact(dated.words(), now, evidence)
    said = groups_of(dated.match)
    if kind in PARTIAL:
        return month_fact(*_READ_MONTH[kind](said), now, evidence, words)
    year, month, day = _READ_DAY[kind](said)
    if month_first and kind == "dmy":
        month, day = day, month
    named = calendar_day(year, month, day)
    if named is None:
        return DateFact(evidence=evidence, text=words, problem=f"no such day in the calendar: {words}")
    fact = _moment(named, dated, now, evidence, words)
    if fact.value is None or dated.weekday is None:
        return fact
    if weekday_of(dated.weekday.group()) == named.weekday():
        return fact
    return with_problem(fact, f"the weekday contradicts the date: {named} is a {named:%A}")


# -- what the groups of a date's token say ----------------------------------------------------------

_Said = tuple[str, ...]
_Day = tuple[int, int, int]


def _year_of(digits: str) -> int:
    """``20`` is 2020, ``98`` is 1998."""
    year = int(digits)
    if len(digits) != len("20"):
        return year
    return year + (1900 if year >= EARLIEST_YEAR % 100 else 2000)


def _english_month(name: str) -> int:
    return ENGLISH_MONTHS[name[:3]]


def _week_day(said: _Said) -> _Day:
    try:
        named = date.fromisocalendar(int(said[0]), int(said[1]), int(said[2]))
    except ValueError:
        return 0, 0, 0
    return named.year, named.month, named.day


def _day_of_year(said: _Said) -> _Day:
    named = calendar_day(int(said[0]), 1, 1)
    named = named and named + timedelta(days=int(said[1]) - 1)
    return (named.year, named.month, named.day) if named and named.year == int(said[0]) else (0, 0, 0)


def _year_month_day(said: _Said) -> _Day:
    return int(said[0]), number_of(said[1]), int(said[2])


def _day_month_year(said: _Said) -> _Day:
    day, month, year = said
    return _year_of(year), int(month), int(day)


def _day_word_year(said: _Said) -> _Day:
    return int(said[2]), number_of(said[1]), int(said[0])


def _month_day_year(said: _Said) -> _Day:
    return int(said[2]), number_of(said[0]), int(said[1])


_READ_DAY: dict[str, Callable[[_Said], _Day]] = {
    **dict.fromkeys(("iso", "ymd", "basic", "compact", "yearfirst"), _year_month_day),
    **dict.fromkeys(("dmy", "dayyear", "mixed", "spaced"), _day_month_year),
    "worded": _day_word_year,
    **dict.fromkeys(("reversed", "monthfirst"), _month_day_year),
    "spelled": lambda said: (int(said[2]), number_of(said[1]), day_of_month(said[0])),
    "english": lambda said: (_year_of(said[2]), _english_month(said[1]), int(said[0])),
    "american": lambda said: (int(said[2]), _english_month(said[0]), int(said[1])),
    "unixdate": lambda said: (int(said[6]), _english_month(said[0]), int(said[1])),
    "isoweek": _week_day,
    "ordinal": _day_of_year,
}
_READ_MONTH: dict[str, Callable[[_Said], tuple[int, int]]] = {
    **dict.fromkeys(("month", "wordmonth", "barmonth"), lambda said: (int(said[1]), number_of(said[0]))),
    "isomonth": lambda said: (int(said[0]), int(said[1])),
    "engmonth": lambda said: (int(said[1]), _english_month(said[0])),
}
# Of the kinds with a time inside: where hour, minute, second and zone stand among the groups.
_OWN_TIME = {**dict.fromkeys(("iso", "basic", "isoweek"), (3, 4, 5, 6)), "unixdate": (2, 3, 4, 5)}


# -- times ------------------------------------------------------------------------------------------

_Clock = tuple[str | None, str | None, str | None]


def _moment(named: date, dated: Dated, now: datetime, evidence: str, words: str) -> DateFact:
    """The fact of a day with the time and the zone that stand beside it."""
    zone = dated.zone and dated.zone.group().strip()
    if dated.time is not None:
        hour, minute, second = _clock(dated.time, dated.half)
    elif (own := _own_time(dated)) is not None:
        hour, minute, second, zone = own
    else:
        return day_fact(named, now, evidence, words)
    if hour is None or int(hour) > 23 or int(minute or 0) > 59 or int(second or 0) > 59:
        return with_problem(day_fact(named, now, evidence, words), "no such time of day")
    moment = datetime(named.year, named.month, named.day, int(hour), int(minute or 0), int(second or 0), tzinfo=VIETNAM)
    try:
        offset = _offset(zone) if zone else None
    except ValueError:
        return with_problem(day_fact(named, now, evidence, words), f"no such time zone: {zone}")
    if offset is not None and offset != VIETNAM:
        try:
            moment = moment.replace(tzinfo=offset).astimezone(VIETNAM)
        except OverflowError:  # the first or the last day that a calendar holds
            return DateFact(evidence=evidence, text=words, problem="out of the calendar")
    if second is not None and _is_page_clock(moment, dated, now, evidence):
        return DateFact(evidence=evidence, text=words, problem="the second of the capture: the page's own clock")
    return instant_fact(moment, now, evidence, words, minute=minute is not None, second=second is not None)


def _is_page_clock(moment: datetime, dated: Dated, now: datetime, evidence: str) -> bool:
    """``Thứ tư, 17/07/2024 10:22:31`` in a header, captured in that minute: nobody says that it was posted then."""
    unsaid = dated.label is None and dated.kind not in _OWN_TIME
    return unsaid and abs(moment - now) < timedelta(minutes=1) and _for_people(evidence)


def _own_time(dated: Dated) -> tuple[str | None, ...] | None:
    """Hour, minute, second and zone of a date that has them inside; None for any other."""
    if dated.kind == "compact":
        hour, minute, second = groups_of(dated.match)[3:]
        return None if hour is None else (hour, minute, second, None)
    places = _OWN_TIME.get(dated.kind)
    if places is None:
        return None
    said = groups_of(dated.match)
    return None if said[places[0]] is None else tuple(said[place] for place in places)


def _clock(token: re.Match[str], day_half: str | None) -> _Clock:
    """Hour (24-hour clock), minute, second in digits."""
    kind = token.lastgroup or ""
    said = groups_of(token)
    if kind == "meridiem":
        hour, minute, second, half = said[0], None, None, said[1]
    elif kind == "dotclock":
        hour, minute, second, half = *said, None, None
    else:
        hour, minute, second, half = said
    minute = "30" if minute == "ruoi" else minute
    half = half or day_half
    return (hour if half is None else str(hour_of(int(hour), half.replace(".", ""))), minute, second)


_OFFSET = re.compile(r"([+-]|[ct]\s)\s*(\d{1,2}):?(\d{2})?")
_FARTHEST = 14 * 60  # Kiribati
_UNIVERSAL = re.compile(r"\(?\s*(?:z|gmt|utc)(?![a-z])")


def _offset(zone: str) -> tzinfo | None:
    """The zone that words name; None for Vietnam's and for words that name none. ValueError for one that cannot be."""
    found = _OFFSET.search(zone)
    if found is None:
        if zone in ZONE_MINUTES:
            return timezone(timedelta(minutes=ZONE_MINUTES[zone]))
        return UTC if _UNIVERSAL.match(zone) else None
    sign = -1 if found.group(1) == "-" else 1
    minutes = int(found.group(2)) * 60 + int(found.group(3) or 0)
    if minutes > _FARTHEST:
        raise ValueError(f"no place on earth is so far from UTC: {zone}")
    return timezone(sign * timedelta(minutes=minutes))


_NEAR_DAYS = {"nay": 0, "today": 0, "qua": 1, "yesterday": 1, "kia": 2}


def _relative(dated: Dated, now: datetime, evidence: str, words: str) -> DateFact:
    """``Hôm qua lúc 22:10``, ``3 giờ trước``: counted back from the capture."""
    if dated.kind == "justnow":
        return ago_fact(0, "phut", now, evidence, words)
    if dated.kind == "nearday":
        first, *_, last = [*dated.words().split()] * 2
        dated.half = dated.half or (first if first not in _NEAR_DAYS and first != "hom" else None)
        return _moment(now.date() - timedelta(days=_NEAR_DAYS[last]), dated, now, evidence, words)
    count, unit, more, smaller = groups_of(dated.match)
    if more is not None:
        return ago_and_fact(number_of(count), unit, int(more), smaller, now, evidence, words)
    return ago_fact(number_of(count), unit, now, evidence, words)


_YEAR = re.compile(r"\d{4}")
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
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
