"""What the sentences of a report do with the periods that they name: report, plan, compare, or only mention them.

Which of them the report covers, and in which year it lies, is for ``covers``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from crawler.dates import covers_words as words
from crawler.dates.covers_forms import Named, named_periods
from crawler.dates.fold import Folded

_REACH = 400  # characters that a cue works over: longer sentences are lists
_NEAR = 90  # characters in which the words right beside a period are looked for


class Role(IntEnum):
    """What a sentence does with a period; the higher, the likelier it is what the report covers."""

    ASIDE = 0  # a comparison, a name, a moment
    PLANNED = 1
    NEUTRAL = 2  # in passing
    SESSION = 3  # the month of the meeting itself, the term that a council sits for
    STOCK = 4  # nothing says that it is reported, but what follows lies in the past
    BRIEFING = 5  # giao ban tuần 32
    OF_A_PROGRAMME = 6  # kết quả thực hiện Nghị quyết … nhiệm kỳ 2020-2025
    REPORTED = 7


@dataclass(slots=True)
class Mention:
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
        return self.joined[-1][0].end if self.joined else self.named.end


def mentions_of(line: Folded, sign: int) -> Iterator[Mention]:
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


def _in_sentence(line: Folded, named: Sequence[Named], start: int, end: int, sentence: int) -> Iterator[Mention]:
    mentions: list[Mention] = []
    cues = _Cues(line, max(start, named[0].start - _REACH), named[-1].start)
    for one in named:
        if mentions and _in_brackets(mentions[-1], one):
            mentions[-1].beside = one.end
        elif mentions and (link := _link(mentions[-1], one)):
            mentions[-1].joined.append((one, link["to"] is not None))
        else:
            mentions.append(Mention(one, sentence))
    for place, mention in enumerate(mentions):
        after = mentions[place + 1].named.start if place + 1 < len(mentions) else end
        state = cues.up_to(mention.named.start)
        mention.role = _role(mention, state, start, after, cues)
        cues.passes(mention.end)
    return iter(mentions)


def _in_brackets(mention: Mention, one: Named) -> bool:
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


def _link(mention: Mention, one: Named) -> re.Match[str] | None:
    """What joins a period to the one before, where it goes on from it."""
    before = mention.all[-1]
    link = words.JOIN.fullmatch(one.line.plain, before.end, one.start)
    if link is None or one.kind not in _GOES_ON.get(before.kind, ()):
        return None
    if link["to"]:
        return link if one.kind == before.kind else None
    again = link["again"] and before.kind in {one.kind, "year"}
    return None if again else link


def _cues(plain: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The cue words between two places."""
    for word in words.WORD.finditer(plain, start, end):
        pattern = words.CUES.get(word.group()) if word.start() >= start else None
        cue = pattern.match(plain, word.start(), end) if pattern else None
        if cue:
            start = cue.end()
            yield cue


class _Cues:
    """The cue words of a sentence, read from left to right up to each of its periods."""

    __slots__ = (
        "_cues",
        "_line",
        "_next",
        "any_passed",
        "by_noun",
        "event",
        "passed",
        "since",
        "start",
        "state",
        "summed",
        "went_on",
    )

    def __init__(self, line: Folded, start: int, end: int) -> None:
        self._line = line
        self._cues = list(_cues(line.plain, start, end))
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
        discusses = match.lastgroup == "planned" and match.group().startswith("ban ")
        if meant is None and not discusses:
            return True
        cut = self._line.as_written(*match.span())
        if discusses:  # "bàn công tác" plans, "Ban Công tác Mặt trận" is a body
            return cut.startswith("bàn") or words.TONED.search(self._line.original) is None
        return cut == meant or cut == match.group()

    def _leave(self, end: int) -> None:
        """What is aside ends with its clause; what is reported or planned, with a semicolon behind its period."""
        stop = ",;:" if self.state == Role.ASIDE else ";" if self.any_passed else ""
        if stop and any(mark in stop for mark in self.gap(end)):
            self.state, self.since = Role.NEUTRAL, end

    def _take(self, cue: re.Match[str]) -> None:
        """What a cue makes of the state; one that finds its sentence in another state may change nothing."""
        self._leave(cue.start())
        if not self.says(cue, words.CUES_SPELT):
            return
        # A report's clause goes on up to its period: nothing but a plan ends it before.
        reports = self.state == Role.REPORTED and not self.passed
        match cue.lastgroup:
            case "reported":
                self._set(Role.REPORTED, cue)
                self.summed = cue.group().endswith("ket")
            case "result" if self.state != Role.PLANNED or self.passed or ";" in self.gap(cue.start()):
                self._set(Role.REPORTED, cue)
            case "planned":
                self._set(Role.PLANNED, cue)
            case "weak":
                self._noun_of_a_plan(cue)
            case "nothing" if reports:
                self.went_on = cue.end()
            case "event" if reports:
                self.event = words.RUN_BY_AN_OFFICE.search(self.gap(cue.start())) is None
            case "briefing" | "aside" if not reports:
                self._set(Role.BRIEFING if cue.lastgroup == "briefing" else Role.ASIDE, cue)
            case "event" if self.state != Role.PLANNED:
                self._set(Role.ASIDE, cue)
            case "session" | "stock":
                self._lesser(cue)

    def _lesser(self, cue: re.Match[str]) -> None:
        """A meeting or a field of work: it counts where nothing stronger came before."""
        if cue.lastgroup == "stock" and self.state == Role.BRIEFING:
            self._set(Role.REPORTED, cue)  # "giao ban công tác tháng 9"
        elif self.state == Role.NEUTRAL or (cue.lastgroup == "stock" and self.state == Role.SESSION):
            self._set(Role.STOCK if cue.lastgroup == "stock" else Role.SESSION, cue)

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


def _role(mention: Mention, state: Role, start: int, after: int, cues: _Cues) -> Role:
    """What a sentence does with a period, by the words before and after it."""
    named, plain = mention.named, mention.named.line.plain
    near = plain[max(start, named.start - _NEAR) : named.start]
    end = mention.beside or mention.end
    tail = plain[end : min(after, end + 2 * _NEAR)]
    if is_the_whole(mention):
        return Role.REPORTED
    if named.kind in {"none", "rest"} or words.COMPARED.search(near) or _is_named_only(mention, state, near, tail):
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


def is_the_whole(mention: Mention) -> bool:
    """Whether the text is a phrase alone, such as ``quý II/2017``."""
    plain = mention.named.line.plain
    if mention.named.kind in {"none", "rest"} or len(plain) > mention.end - mention.named.start + 20:
        return False
    rest = (plain[: mention.named.start], plain[mention.end :])
    return all(words.BARE.fullmatch(part) for part in rest)


def _is_named_only(mention: Mention, state: Role, near: str, tail: str) -> bool:
    """Whether it is a moment, a length of time, or the name of something else."""
    named, kind = mention.named, mention.named.kind
    ranged = bool(mention.joined) and mention.joined[0][1]
    if kind in {"month", "quarter", "year", "week"} and not ranged and _is_a_moment(named, near):
        mention.cumulative = kind in {"month", "quarter"} and words.TO_THE_END_OF.search(near) is not None
        since = near.endswith("tu dau ") and tail.lstrip().startswith(("den nay", "toi nay"))
        if not since and not mention.cumulative:
            return True
    if kind == "month":
        # "tháng Giêng" is the lunar month of feasts, unless work is reported in it.
        lunar = re.search(r"gieng|chap", named.words) is not None and "nam" not in named.words
        return words.DAY_BEFORE_MONTH.search(near) is not None or (lunar and state < Role.BRIEFING)
    if kind == "months":
        alone = named.alone and (words.LENGTH_BEFORE.search(near) or words.LENGTH_AFTER.match(tail))
        return bool(alone) or near.rstrip().endswith("ngay")
    if kind == "quarter" and named.year is None and not re.search(r"\s(?:i|v)", named.words):
        return words.PRECIOUS.search(near) is not None
    if kind == "days":
        return words.OF_AN_EVENT.search(near) is not None
    if kind == "year" and words.DAY_BEFORE_YEAR.search(near):
        return True
    if kind == "year" and words.OF_AN_ACT.search(near):
        return True
    return kind in {"year", "years"} and words.OF_A_SEASON.search(near) is not None


def _is_a_moment(named: Named, near: str) -> bool:
    """Whether the word before makes a moment of it: ``hồi tháng 5``, but not ``văn hóa - xã hội tháng 5``."""
    match = words.MOMENT.search(near)
    if match is None or match["word"] is None:
        return match is not None
    if words.TONED.search(named.line.original) is None:
        return match["word"] not in words.UNSURE_WITHOUT_MARKS
    start = named.start - len(near) + match.start("word")
    cut = named.line.as_written(start, start + len(match["word"]))
    meant = words.MOMENT_SPELT.get(match["word"], cut).split()
    return cut in meant


def _role_of_a_term(mention: Mention, state: Role, cues: _Cues) -> Role:
    """A term of office or a stage is mostly part of a name; it must be reported in so many words."""
    gap = cues.gap(mention.named.start)
    if state == Role.PLANNED:
        return state
    if state != Role.REPORTED:
        opening = words.OPENING.search(mention.named.line.plain[cues.start : mention.named.start])
        sign = _sign(cues, mention.end, mention.end + _NEAR) if opening else None
        return {"over": Role.STOCK, "some": Role.SESSION}.get(sign or "", Role.ASIDE)
    if words.OF_AN_ELECTION.search(gap) or (not cues.summed and words.OF_A_BODY.search(gap)):
        return Role.ASIDE
    return Role.OF_A_PROGRAMME if words.OF_A_PROGRAMME.search(gap) else Role.REPORTED


def _role_alone(mention: Mention, state: Role, near: str, after: int, cues: _Cues) -> Role:
    """A period that no word reports may still be it, where something says that it is over."""
    named, plain = mention.named, mention.named.line.plain
    opening = words.OPENING.search(plain[max(cues.start, named.start - _NEAR) : named.start])
    end = mention.beside or mention.end
    sign = _sign(cues, end, after)
    if opening and sign is None and plain.startswith(":", end) and (named.kind != "month" or named.year):
        sign = "some"
    if named.kind in {"years", "days", "so far", "year's end"}:
        since_new_year = named.kind == "so far" and " dau " in named.words
        over = sign == "over" and (opening is not None or named.kind == "years")
        return Role.STOCK if since_new_year or state == Role.STOCK or over else Role.NEUTRAL
    if words.PAST_AFTER.match(plain, mention.end) or named.words.endswith("qua"):
        return Role.STOCK
    if state == Role.STOCK:
        comma = plain.find(",", end, after)
        return Role.PLANNED if _sign(cues, end, after if comma < 0 else comma) == "ahead" else state
    if sign == "ahead":
        return Role.PLANNED
    certain = named.kind == "quarter" or (named.kind == "months" and not named.from_the_end and not named.alone)
    if opening:
        person = words.PERSON.match(plain, mention.end) if named.kind in {"year", "month"} else None
        over = sign is not None or (certain and named.year is not None)
        return Role.STOCK if over and not person and not (named.from_the_end and sign != "over") else Role.NEUTRAL
    inside = words.INSIDE.search(near) is not None
    behind = _sign(cues, max(cues.start, named.start - _NEAR), named.start) in {"over", "some"}
    risen = sign == "over" and not named.alone and words.RESULT_NEXT.match(plain, end)
    if risen or words.RESULTS_AFTER.match(plain, end):
        return Role.STOCK
    if certain:
        counted = sign is not None or behind
        return Role.STOCK if sign == "over" or inside or (counted and named.kind == "months") else Role.NEUTRAL
    return Role.STOCK if inside and (behind or sign == "over") else Role.NEUTRAL


def _sign(cues: _Cues, start: int, end: int) -> str | None:
    """Whether the first word that tells says that something is over, is ahead, or is counted (``some``)."""
    plain = cues._line.plain
    stop = words.STOP.search(plain, start, end)
    for sign in words.SIGN.finditer(plain, start, stop.start() if stop else end):
        if cues.says(sign, words.SIGNS_SPELT):
            return sign.lastgroup
    return None
