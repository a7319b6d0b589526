"""The period that a report takes stock of: a month, a quarter, half a year, a year, a term of office.

Never the one that it plans, and none in news that takes stock of nothing. How periods are named stands in
``covers_forms``, what a sentence does with them in ``covers_roles``, the words of both in ``covers_words``.
The day of publication and the days of the meeting are for other modules.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from crawler.dates import covers_words as words
from crawler.dates.covers_forms import Named, days_in
from crawler.dates.covers_roles import Mention, Role, is_the_whole, mentions_of
from crawler.dates.fold import fold
from crawler.dates.forms import EARLIEST_YEAR, calendar_day, number_of
from storage.records import PeriodFact

_Span = tuple[date, date]


def parse_covers(text: str, *, title: str = "", published: date | None = None) -> PeriodFact | None:
    """The period that a report takes stock of, both ends included.

    Args:
        text: prose, the lead first; or a phrase alone, such as ``quý II/2017``.
        title: the report's title. What it says of the past counts first.
        published: the day of publication. A period without a year is the one nearest to it that has
            begun by then, unless its sentence names the year (``6 tháng đầu năm, triển khai nhiệm vụ
            6 tháng cuối năm 2020``). Where it is not known, a full date in the text stands for it.

    Returns:
        The first period that is reported (``đánh giá``, ``sơ kết``, ``kết quả`` …), else the first of
        which something says that it is over. None where there is none, where its year cannot be known,
        or where it is yet to come.
    """
    lines = [fold(title), fold(text)]
    found = [mention for line, sign in zip(lines, (-1, 1), strict=True) for mention in mentions_of(line, sign)]
    if not found:
        return None
    now = published or next((day for line in reversed(lines) if (day := _full_date(line.plain))), None)
    _step_back(found)
    for mention in sorted(found, key=lambda mention: -mention.role):
        if mention.role <= Role.NEUTRAL:
            break
        read = _read(mention, found, now)
        if read is not None:
            span, cut = read
            return PeriodFact(span[0].isoformat(), span[1].isoformat(), mention.named.line.cut(*cut).strip())
    return None


def _step_back(found: list[Mention]) -> None:
    """Let those step back of which another period of the text says that they are not what is reported."""
    starts = {mention.named.first for mention in found if mention.named.kind == "years" and mention.role >= Role.STOCK}
    for mention in found:
        if mention.named.kind == "year" and mention.named.first in starts and not mention.joined:
            mention.role = Role.ASIDE  # "thu nhập năm 2010 … Sau 10 năm (2010 - 2020), thu nhập đã tăng 5 lần"
        elif mention.role == Role.OF_A_PROGRAMME:
            others = (other for other in found if other.sentence == mention.sentence and other.role == Role.REPORTED)
            mention.role = Role.STOCK if any(others) else Role.REPORTED
        elif mention.role in {Role.BRIEFING, Role.SESSION} and any(_outdoes(other, mention) for other in found):
            mention.role = Role.NEUTRAL


def _outdoes(other: Mention, meeting: Mention) -> bool:
    """``giao ban tháng 11: đánh giá kết quả tháng 10, triển khai nhiệm vụ tháng 11`` is not about November."""
    one, its = other.named, meeting.named
    if one.kind != its.kind:
        return False
    alike = (one.first, one.from_the_end) == (its.first, its.from_the_end)
    return other.role == Role.PLANNED if alike else other.role == Role.REPORTED


# --- In which year -------------------------------------------------------------------------------------------


def _read(mention: Mention, found: list[Mention], now: date | None) -> tuple[_Span, tuple[int, int]] | None:
    """The days of a period and where its words stand; None where they cannot be known or are yet to come."""
    chain = mention.all
    years = _years(mention, found, now)
    if years is None:
        return None
    spans = [days_in(named, year, now) for named, year in zip(chain, years, strict=True)]
    span = spans[0]
    if span is None or not (is_the_whole(mention) or _may_be_over(mention, span, now)):
        return None
    start, end = mention.named.start, mention.named.end
    for (named, to), following in zip(mention.joined, spans[1:], strict=True):
        if following is None or (now is not None and following[0] > now):
            break
        if (to or named.kind == mention.named.kind) and (to or following[0] == span[1] + timedelta(days=1)):
            span, end = (span[0], following[1]), named.end
        elif following[0] <= span[0] and following[1] == span[1]:
            span, start, end = following, named.start, named.end
        else:
            break
    if mention.cumulative:
        span = (date(span[0].year, 1, 1), span[1])
    return (span, (start, end)) if span[0] <= span[1] else None


def _may_be_over(mention: Mention, span: _Span, now: date | None) -> bool:
    """Whether a period can be reported by now: a year, a half or a term when half of it is over."""
    named, (first, last) = mention.named, span
    if named.kind == "term" and mention.role == Role.SESSION:  # "Nhiệm kỳ 2016 - 2021, xã có 26 đại biểu"
        return now is not None and now.year >= last.year
    if now is None:
        return True
    if named.alone and named.year is None and not -60 <= (now - last).days <= 120:
        return False  # "9 tháng" read in May is no period of last year
    if mention.role < Role.BRIEFING and (now - last).days > 400:
        return False  # history, in passing
    if named.kind in {"year", "years", "months", "term"}:
        return first + (last - first) / 2 <= now
    return first <= now


def _years(mention: Mention, found: list[Mention], now: date | None) -> list[int] | None:
    """The year of each period that is named in one breath: what one of them says holds for the others."""
    chain = mention.all
    years = [named.year for named in chain]
    if not any(years):
        years[-1] = _year_concluded(chain[-1], mention, found, now)
        if years[-1] is None:
            return None
    for place in [*range(len(chain) - 2, -1, -1), *range(1, len(chain))]:
        if years[place] is not None:
            continue
        ahead = place + 1 < len(chain) and years[place + 1] is not None
        beside = place + 1 if ahead else place - 1
        year = years[beside]
        if year is None:
            continue
        one, other = days_in(chain[place], year, now), days_in(chain[beside], year, now)
        if one and other and chain[place].kind == chain[beside].kind:
            year += -1 if ahead and one > other else 1 if not ahead and one < other else 0
        years[place] = year
    return [year for year in years if year is not None] if None not in years else None


def _year_concluded(named: Named, mention: Mention, found: list[Mention], now: date | None) -> int | None:
    """The year of a period that nothing beside it says: from its sentence, from now, from the rest of the text."""
    if named.kind == "so far":
        return now.year if now else None
    if named.kind == "year's end":
        return None if now is None else now.year if now.month > 6 else now.year - 1
    anchor = _anchor_beside(named, mention, found, now)
    if anchor is not None:
        return _latest(named, anchor, nearest=False)
    if now is not None:
        coming = days_in(named, now.year, now) if now.month < 12 else days_in(named, now.year + 1, now)
        soon = coming is not None and 0 < (coming[0] - now).days <= 10 and not is_the_whole(mention)
        return None if soon else _latest(named, now, nearest=True)
    anchor = _anchor_elsewhere(mention, found)
    return None if anchor is None else _latest(named, anchor, nearest=True)


def _latest(named: Named, anchor: date, *, nearest: bool) -> int | None:
    """The year in which the period has begun by the anchor: the latest, or that which ends nearest to it."""
    spans = [(year, days_in(named, year)) for year in (anchor.year, anchor.year - 1)]
    begun = [(year, span[1]) for year, span in spans if span is not None and span[0] <= anchor]
    if not begun:
        return None
    return min(begun, key=lambda one: abs(one[1] - anchor))[0] if nearest else begun[0][0]


def _anchor_beside(named: Named, mention: Mention, found: list[Mention], now: date | None) -> date | None:
    """A day that the same sentence gives with another period that names its year: the plan's first of all."""
    others = [other for other in found if other.sentence == mention.sentence and other is not mention]
    others.sort(key=lambda other: (other.role != Role.PLANNED, other.named.start < mention.named.start))
    for other in others:
        if other.named.kind == "rest":
            return date(other.named.first, 12, 31)
        year = next((one.year for one in other.all if one.year is not None), None)
        if year is None or other.named.kind in {"term", "years", "none", "so far"} or other.role == Role.ASIDE:
            continue
        if other.named.kind == "year":
            return _anchor_in_a_year(named, other, year, now)
        span = days_in(other.named, year)
        if span is not None:
            return span[0] if other.role == Role.PLANNED else span[1]
    return None


def _anchor_in_a_year(named: Named, other: Mention, year: int, now: date | None) -> date | None:
    """``quý IV, triển khai nhiệm vụ năm 2020`` lies in 2019; ``quý II, hoàn thành mục tiêu năm 2021`` in 2021."""
    before = other.named.line.plain[max(0, other.named.start - 60) : other.named.start]
    span = days_in(named, year)
    if span is None:
        return None
    if now is not None:
        return min(now, date(year, 12, 31)) if now.year in {year, year - 1} else date(year, 12, 31)
    late = span[1].month >= 10 and span[1].year == year
    if other.role == Role.PLANNED and late and not re.search(r"hoan thanh|%", before):
        return date(year, 1, 1)
    return date(year, 12, 31)


def _anchor_elsewhere(mention: Mention, found: list[Mention]) -> date | None:
    """The end of a year that a period anywhere in the report names, the same kind first."""
    said = [
        (other.named.kind != mention.named.kind, year)
        for other in found
        if other is not mention and (other.role != Role.ASIDE or other.named.kind == "rest")
        for year in (next((one.year for one in other.all if one.year is not None), None),)
        if year is not None and other.named.kind not in {"term", "years", "none"}
    ]
    return date(min(said)[1], 12, 31) if said else None


def _full_date(plain: str) -> date | None:
    """The first full date that is not that of a cited document."""
    for found in words.FULL_DATE.finditer(plain):
        if words.CITED.search(plain, max(0, found.start() - 60), found.start()):
            continue
        month = found["month"] or str(number_of(found["month_words"]))
        day = calendar_day(int(found["year"]), int(month), int(found["day"]))
        if day is not None and day.year >= EARLIEST_YEAR:
            return day
    return None
