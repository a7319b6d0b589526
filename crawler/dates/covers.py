"""The period that a report takes stock of: a month, a quarter, half a year, a year, a term of office.

Never the one that it plans, and none in news that takes stock of nothing. How periods are named stands in
``covers_forms``, the words around them in ``covers_words``. The day of publication and the days of the
meeting are for other modules.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import IntEnum

from crawler.dates import covers_words as words
from crawler.dates.covers_forms import Named, days_in, named_periods
from crawler.dates.fold import Folded, fold
from crawler.dates.forms import EARLIEST_YEAR, calendar_day, number_of
from storage.records import PeriodFact

_REACH = 400  # characters that a cue works over: longer sentences are lists
_NEAR = 90  # characters in which the words right beside a period are looked for
_Span = tuple[date, date]


class Role(IntEnum):
    """What a sentence does with a period; the higher, the likelier it is what the report covers."""

    ASIDE = 0  # a comparison, a name, a moment
    PLANNED = 1
    NEUTRAL = 2  # in passing
    SESSION = 3  # the month of the meeting itself
    STOCK = 4  # nothing says that it is reported, but what follows lies in the past
    BRIEFING = 5  # giao ban tuần 32
    OF_A_PROGRAMME = 6  # kết quả thực hiện Nghị quyết … nhiệm kỳ 2020-2025
    REPORTED = 7


@dataclass(slots=True)
class _Mention:
    """A period in its sentence. Those that are named in one breath (``tháng 10 và tháng 11/2023``) hang together."""

    named: Named
    sentence: int  # of the title negative
    role: Role = Role.NEUTRAL
    joined: list[tuple[Named, bool]] = field(default_factory=list)  # whether "đến" (to) joins it
    cumulative: bool = False  # đến hết quý III
    beside: int = 0  # the end of its days in brackets

    @property
    def all(self) -> list[Named]:
        return [self.named, *(named for named, _ in self.joined)]

    @property
    def end(self) -> int:
        return self.all[-1].end


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
    found = [mention for line, sign in zip(lines, (-1, 1), strict=True) for mention in _mentions(line, sign)]
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


# --- What a sentence makes of its periods --------------------------------------------------------------------


def _mentions(line: Folded, sign: int) -> Iterator[_Mention]:
    """The periods of a title or a text, each with its role; ``sign`` tells the sentences of the two apart."""
    named = named_periods(line)
    if not named:
        return
    bounds = [0, *(end.end() for end in words.SENTENCE_END.finditer(line.plain)), len(line.plain)]
    number = 1
    while named:
        while bounds[number] <= named[0].start:
            number += 1
        start, end = bounds[number - 1], bounds[number]
        inside = [one for one in named if one.start < end]
        yield from _in_sentence(line, inside, start, end, sign * number)
        named = named[len(inside) :]


def _in_sentence(line: Folded, named: Sequence[Named], start: int, end: int, sentence: int) -> Iterator[_Mention]:
    mentions: list[_Mention] = []
    cues = _Cues(line, max(start, named[0].start - _REACH), named[-1].start)
    for one in named:
        if mentions and _in_brackets(mentions[-1], one):
            mentions[-1].beside = one.end
        elif mentions and (link := _link(mentions[-1], one)):
            mentions[-1].joined.append((one, link["to"] is not None))
        else:
            mentions.append(_Mention(one, sentence))
    for place, mention in enumerate(mentions):
        after = mentions[place + 1].named.start if place + 1 < len(mentions) else end
        state = cues.up_to(mention.named.start)
        mention.role = _role(mention, state, start, after, cues)
        cues.passes(mention.end)
    return iter(mentions)


def _in_brackets(mention: _Mention, one: Named) -> bool:
    """``tuần 32 (từ ngày 03/8 đến ngày 09/8/2020)``: the days of the same period."""
    return one.kind == "days" and mention.named.line.plain[mention.end : one.start].strip() == "("


# Which periods go on from one of a kind: "tháng 10 và tháng 11", "tháng 12, quý IV và năm 2021"
_GOES_ON = {
    "month": {"month", "quarter", "months", "year"},
    "quarter": {"quarter", "months", "year"},
    "months": {"months", "year"},
    "year": {"year", "years", "term"},
    "week": {"week"},
}


def _link(mention: _Mention, one: Named) -> re.Match[str] | None:
    """What joins a period to the one before, where it goes on from it."""
    before = mention.all[-1]
    link = words.JOIN.fullmatch(one.line.plain, before.end, one.start)
    if link is None or one.kind not in _GOES_ON.get(before.kind, ()):
        return None
    if link["to"]:
        return link if one.kind == before.kind else None
    again = link["again"] and (one.kind == before.kind or before.kind == "year")
    return None if again else link


class _Cues:
    """The cue words of a sentence, read from left to right up to each of its periods."""

    __slots__ = ("_cues", "_line", "_next", "any_passed", "by_noun", "event", "passed", "since", "start", "state", "summed", "went_on")

    def __init__(self, line: Folded, start: int, end: int) -> None:
        self._line = line
        self._cues = list(words.CUE.finditer(line.plain, start, end))
        self._next = 0
        self.start = start
        self.state = Role.NEUTRAL
        self.since = start  # the end of the last cue that counted
        self.passed = False  # whether a period stood since then
        self.any_passed = False  # whether one stood before in the sentence
        self.by_noun = False  # planned by a noun alone: "chỉ tiêu 6 tháng đầu năm đều đạt"
        self.event = False  # "tổng kết Giải chạy …": of an event, not of a year
        self.summed = False  # by "tổng kết" or "sơ kết"
        self.went_on = 0  # the end of a plan's noun that a report's clause took in

    def up_to(self, end: int) -> Role:
        """The state at a place of the sentence."""
        while self._next < len(self._cues) and self._cues[self._next].end() <= end:
            self._take(self._cues[self._next])
            self._next += 1
        if self.since < end - _REACH:
            self.state = Role.NEUTRAL
        self._leave(end)
        return self.state

    def passes(self, end: int) -> None:
        """A period stands here: what it was reported or planned by has had its say."""
        self.passed = self.any_passed = True
        self.went_on = 0
        if self.state in {Role.BRIEFING, Role.SESSION}:
            self.state, self.since = Role.NEUTRAL, end

    def gap(self, end: int) -> str:
        """The words since the last cue."""
        return self._line.plain[self.since : end]

    def says(self, match: re.Match[str], spelt: dict[str, str]) -> bool:
        """Whether a short word is the one meant: ``đã`` and not ``đá``."""
        meant = spelt.get(match.group())
        if meant is None:
            return True
        cut = unicodedata.normalize("NFC", self._line.cut(*match.span())).lower()
        return cut == meant or cut == match.group()

    def _leave(self, end: int) -> None:
        """What is aside ends with its clause; what is reported or planned, with a semicolon behind its period."""
        stop = ",;:" if self.state == Role.ASIDE else ";" if self.any_passed else ""
        if stop and any(mark in stop for mark in self.gap(end)):
            self.state, self.since = Role.NEUTRAL, end

    def _take(self, cue: re.Match[str]) -> None:
        self._leave(cue.start())
        if not self.says(cue, words.CUES_SPELT):
            return
        state = self.state
        match cue.lastgroup:
            case "reported":
                self._set(Role.REPORTED, cue)
                self.summed = cue.group().endswith("ket")
            case "result" if state != Role.PLANNED or self.passed or ";" in self.gap(cue.start()):
                self._set(Role.REPORTED, cue)
            case "briefing" if state != Role.REPORTED or self.passed:
                self._set(Role.BRIEFING, cue)
            case "session" if state == Role.NEUTRAL:
                self._set(Role.SESSION, cue)
            case "planned":
                self._set(Role.PLANNED, cue)
            case "weak":
                self._noun_of_a_plan(cue)
            case "aside" if state != Role.REPORTED or self.passed:
                self._set(Role.ASIDE, cue)
            case "event":
                if state == Role.REPORTED and not self.passed:
                    self.event = "cong tac" not in self.gap(cue.start()) and "quan ly" not in self.gap(cue.start())
                elif state != Role.PLANNED:
                    self._set(Role.ASIDE, cue)
            case "stock":
                if state in {Role.NEUTRAL, Role.SESSION}:
                    self._set(Role.STOCK, cue)
                elif state == Role.BRIEFING:
                    self._set(Role.REPORTED, cue)

    def _noun_of_a_plan(self, cue: re.Match[str]) -> None:
        if self.state == Role.PLANNED and not self.by_noun:
            return
        if self.state == Role.REPORTED and not self.passed:
            goes_on = self.went_on and words.LIST_GOES_ON.fullmatch(self._line.plain, self.went_on, cue.start())
            if goes_on or not words.CLAUSE.search(self.gap(cue.start())):
                self.went_on = cue.end()
                return
        self._set(Role.PLANNED, cue)
        self.by_noun = True

    def _set(self, state: Role, cue: re.Match[str]) -> None:
        self.state, self.since = state, cue.end()
        self.passed = self.by_noun = self.event = self.summed = False
        self.went_on = 0


def _role(mention: _Mention, state: Role, start: int, after: int, cues: _Cues) -> Role:
    """What a sentence does with a period, by the words before and after it."""
    named, plain = mention.named, mention.named.line.plain
    near = plain[max(start, named.start - _NEAR) : named.start]
    end = mention.beside or mention.end
    tail = plain[end : min(after, end + 2 * _NEAR)]
    if _is_the_whole(mention):
        return Role.REPORTED
    if named.kind in {"none", "rest"} or words.COMPARED.search(near) or _is_named_only(mention, near, tail):
        return Role.ASIDE
    if words.NEXT_AFTER.match(tail):
        return Role.PLANNED
    if named.kind == "term":
        return _role_of_a_term(mention, state, cues)
    if state == Role.PLANNED and cues.by_noun and _sign(cues, end, end + len(tail)) == "over":
        return Role.STOCK
    if state == Role.REPORTED and cues.event and named.kind == "year":
        return Role.ASIDE
    if state >= Role.BRIEFING or state in {Role.PLANNED, Role.ASIDE}:
        return state
    if state == Role.SESSION:
        return state if named.kind in {"month", "quarter", "week"} else Role.NEUTRAL
    return _role_alone(mention, state, near, end + len(tail), cues)


def _is_the_whole(mention: _Mention) -> bool:
    """Whether the text is a phrase alone, such as ``quý II/2017``."""
    plain = mention.named.line.plain
    if mention.named.kind in {"none", "rest"} or len(plain) > mention.end - mention.named.start + 20:
        return False
    rest = (plain[: mention.named.start], plain[mention.end :])
    return all(words.BARE.fullmatch(part) for part in rest)


def _is_named_only(mention: _Mention, near: str, tail: str) -> bool:
    """Whether it is a moment, a length of time, or the name of something else."""
    named, kind = mention.named, mention.named.kind
    ranged = bool(mention.joined) and mention.joined[0][1]
    if kind in {"month", "quarter", "year", "week"} and not ranged and _is_a_moment(named, near):
        mention.cumulative = kind in {"month", "quarter"} and words.TO_THE_END_OF.search(near) is not None
        since = near.endswith("tu dau ") and tail.lstrip().startswith(("den nay", "toi nay"))
        if not since and not mention.cumulative:
            return True
    if kind == "month":
        lunar = re.search(r"gieng|chap", named.words)
        return words.DAY_BEFORE_MONTH.search(near) is not None or (lunar is not None and "nam" not in named.words)
    if kind == "months":
        alone = named.alone and (words.LENGTH_BEFORE.search(near) or words.LENGTH_AFTER.match(tail))
        return bool(alone) or near.rstrip().endswith("ngay")
    if kind == "quarter" and named.year is None and not re.search(r"\s(?:i|v)", named.words):
        return words.PRECIOUS.search(near) is not None
    if kind == "days":
        return re.search(r"(?<![a-z])(?:dien ra|to chuc|khai mac|nghi|keo dai|trung bay)\s+$", near) is not None
    if kind == "year" and words.DAY_BEFORE_YEAR.search(near):
        return True
    return kind in {"year", "years"} and words.OF_A_NAME.search(near) is not None


def _is_a_moment(named: Named, near: str) -> bool:
    match = words.MOMENT.search(near)
    if match is None or match["word"] is None:
        return match is not None
    if named.line.original.isascii():
        return match["word"] not in words.UNSURE_WITHOUT_MARKS
    start = named.start - len(near) + match.start("word")
    cut = unicodedata.normalize("NFC", named.line.cut(start, start + len(match["word"]))).lower()
    meant = words.MOMENT_SPELT.get(match["word"], cut).split()
    return cut in meant


def _role_of_a_term(mention: _Mention, state: Role, cues: _Cues) -> Role:
    """A term of office or a stage is mostly part of a name; it must be reported in so many words."""
    gap = cues.gap(mention.named.start)
    if state == Role.PLANNED:
        return state
    if state != Role.REPORTED:
        opening = words.OPENING.search(mention.named.line.plain[cues.start : mention.named.start])
        over = opening and _sign(cues, mention.end, mention.end + _NEAR) == "over"
        return Role.STOCK if over else Role.ASIDE
    if words.OF_AN_ELECTION.search(gap) or (not cues.summed and words.OF_A_BODY.search(gap)):
        return Role.ASIDE
    return Role.OF_A_PROGRAMME if words.OF_A_PROGRAMME.search(gap) else Role.REPORTED


def _role_alone(mention: _Mention, state: Role, near: str, after: int, cues: _Cues) -> Role:
    """A period that no word reports may still be it, where something says that it is over."""
    named, plain = mention.named, mention.named.line.plain
    opening = words.OPENING.search(plain[max(cues.start, named.start - _NEAR) : named.start])
    end = mention.beside or mention.end
    sign = _sign(cues, end, after)
    if opening and sign is None and plain.startswith(":", end) and (named.kind != "month" or named.year):
        sign = "some"
    if named.kind in {"years", "days", "so far", "year's end"}:
        since_new_year = named.kind == "so far" and " dau " in named.words
        return Role.STOCK if since_new_year or state == Role.STOCK or (opening and sign == "over") else Role.NEUTRAL
    if words.PAST_AFTER.match(plain, mention.end) or named.words.endswith("qua"):
        return Role.STOCK
    if sign == "ahead":
        return Role.PLANNED
    if state == Role.STOCK:
        return state
    certain = named.kind == "quarter" or (named.kind == "months" and not named.from_the_end and not named.alone)
    if opening:
        person = words.PERSON.match(plain, mention.end) if named.kind in {"year", "month"} else None
        over = sign is not None or (certain and named.year is not None)
        return Role.STOCK if over and not person and not (named.from_the_end and sign != "over") else Role.NEUTRAL
    inside = words.INSIDE.search(near) is not None
    behind = _sign(cues, max(cues.start, named.start - _NEAR), named.start) in {"over", "some"}
    if sign == "over" and re.match(r"\s*:\s*(?:ket qua|nhung|thanh tuu|dau an|nhin lai)", plain[end : end + 20]):
        return Role.STOCK
    if certain:
        return Role.STOCK if sign is not None or behind or inside else Role.NEUTRAL
    return Role.STOCK if inside and (behind or sign == "over") else Role.NEUTRAL


def _sign(cues: _Cues, start: int, end: int) -> str | None:
    """Whether the first word that tells says that something is over, is ahead, or is counted (``some``)."""
    plain = cues._line.plain
    stop = re.compile(r"[;\n]|\.(?!\d)").search(plain, start, end)
    for sign in words.SIGN.finditer(plain, start, stop.start() if stop else end):
        if cues.says(sign, words.SIGNS_SPELT):
            return sign.lastgroup
    return None


def _step_back(found: list[_Mention]) -> None:
    """Let those step back of which another period of the text says that they are not what is reported."""
    starts = {mention.named.first for mention in found if mention.named.kind == "years" and mention.role >= Role.STOCK}
    for mention in found:
        if mention.named.kind == "year" and mention.named.first in starts and not mention.joined:
            mention.role = Role.ASIDE  # "thu nhập năm 2010 … Sau 10 năm (2010 - 2020), thu nhập đã tăng 5 lần"
        elif mention.role == Role.OF_A_PROGRAMME:
            others = (other for other in found if other.sentence == mention.sentence and other.role == Role.REPORTED)
            mention.role = Role.STOCK if any(others) else Role.REPORTED
        elif mention.role in {Role.BRIEFING, Role.SESSION}:
            # "giao ban tháng 11: đánh giá kết quả tháng 10, triển khai nhiệm vụ tháng 11"
            for other in found:
                same = other.named.kind == mention.named.kind
                alike = (other.named.first, other.named.from_the_end) == (mention.named.first, mention.named.from_the_end)
                planned = other.role == Role.PLANNED and alike
                earlier = other.role == Role.REPORTED and not alike
                if same and (planned or earlier):
                    mention.role = Role.NEUTRAL


# --- In which year -------------------------------------------------------------------------------------------


def _read(mention: _Mention, found: list[_Mention], now: date | None) -> tuple[_Span, tuple[int, int]] | None:
    """The days of a period and where its words stand; None where they cannot be known or are yet to come."""
    chain = mention.all
    years = _years(mention, found, now)
    if years is None:
        return None
    spans = [days_in(named, year, now) for named, year in zip(chain, years, strict=True)]
    span = spans[0]
    if span is None or not (_is_the_whole(mention) or _may_be_over(mention, span, now)):
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


def _may_be_over(mention: _Mention, span: _Span, now: date | None) -> bool:
    """Whether a period can be reported by now: a year, a half or a term when half of it is over."""
    if now is None:
        return True
    named, (first, last) = mention.named, span
    if named.alone and named.year is None and not -60 <= (now - last).days <= 120:
        return False  # "9 tháng" read in May is no period of last year
    if mention.role < Role.BRIEFING and (now - last).days > 400:
        return False  # history, in passing
    if named.kind in {"year", "years", "months", "term"}:
        return first + (last - first) / 2 <= now
    return first <= now


def _years(mention: _Mention, found: list[_Mention], now: date | None) -> list[int] | None:
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


def _year_concluded(named: Named, mention: _Mention, found: list[_Mention], now: date | None) -> int | None:
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
        soon = coming is not None and 0 < (coming[0] - now).days <= 10 and not _is_the_whole(mention)
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


def _anchor_beside(named: Named, mention: _Mention, found: list[_Mention], now: date | None) -> date | None:
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


def _anchor_in_a_year(named: Named, other: _Mention, year: int, now: date | None) -> date | None:
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


def _anchor_elsewhere(mention: _Mention, found: list[_Mention]) -> date | None:
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
