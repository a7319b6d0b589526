"""When a page says that it was published, and how often it was viewed: what its lines, its head and its address tell.

Which lines may be the article's own date line is decided here, by where they stand; what a line says is for
``crawler.dates``, and so is the choice among what all of them say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from crawler.dates import (
    DISAGREEMENT,
    bounds_of_text,
    parse_covers,
    parse_held,
    parse_published,
    published_in_url,
    weigh_published,
)
from crawler.dates.forms import local
from storage.records import Capture, DateFact, PeriodFact, Weighed

from .metadata import Metadata
from .page import Page
from .reading import Reading, says_posted
from .ruled import as_count, ruled_text
from .rules import Rules
from .text import fold

# How many pieces above and below the text a date line or a view count may stand.
_ABOVE, _BELOW = 12, 3
# A Last-Modified no older than this is none.
_HABIT = timedelta(days=2)
# How many blocks say when the meeting was.
_OPENING = 3
# No line with a date or a number of views is longer.
_DATE_LINE = 160
# A date has a digit, or is today.
_MAY_BE_DATED = re.compile(r"\d|\bh(?:ô|o)m\b|nay|day|ago", re.IGNORECASE)
# thứ hai, T3, chủ nhật: what a clock in a page's header shows before today's date
_WEEKDAY = re.compile(r"\W*(?:thu \w+|t[2-7]|cn|chu nhat)\b")
_OF_A_HEADER = re.compile(r"head|banner|top|today|clock|now|ngay|date-?time|time-?date", re.IGNORECASE)
_OF_AN_ARTICLE = re.compile(r"news|\btin|\bbai|article|entry|post|detail|content", re.IGNORECASE)
_VIEWS = re.compile(
    r"""(?: (?:luot|so \s lan) \s (?:nguoi \s)? (?:xem|doc) | da \s xem | view \s? count
        | views? ) \s* :? \s* (\d[\d.,]*)
      | (\d[\d.,]*) \s* (?:luot \s (?:nguoi \s)? (?:xem|doc) | views?)""",
    re.VERBOSE,
)
_CLOCK = "the day of the capture, in a page's header: its clock"


@dataclass(frozen=True, slots=True)
class Line:
    """A line near an article's text: ``above`` its title and outside its container, ``below`` its text, or ``near``.

    ``clock``: it stands where and how a page's header shows today's date.
    """

    text: str
    place: Literal["above", "near", "below"]
    clock: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What an article says that its dates and numbers are read from.

    Attributes:
        title, texts: the title, and the text of each block.
        lines: the lines near the text, most trusted first. near: the texts that patterns of the rules may be for.
    """

    title: str
    texts: list[str]
    lines: list[Line]
    near: list[str]


def lines_near(page: Page, reading: Reading, starts: int, title: str) -> list[Line]:
    """The lines just above and below the text, and those in it that were kept out of it.

    Those below the title come first: above it stand other dates as well, today's among them.
    """
    kept = {id(d.piece) for d in reading.of("body", "heading", "caption") if d.text}
    last = max((i for i, piece in enumerate(page.pieces) if id(piece) in kept), default=starts)
    above = range(starts - 1, max(0, starts - _ABOVE) - 1, -1)
    menu = next((i for i in above if page.pieces[i].kind == "menu"), -1)  # above it stands today's date
    named = fold(title)
    titled = next((i for i in above if named and named in fold(page.pieces[i].text)), starts)
    near: list[Line] = []
    before: list[Line] = []
    for index in range(max(0, starts - _ABOVE, menu + 1), min(len(page.pieces), last + 1 + _BELOW)):
        piece = page.pieces[index]
        if piece.kind != "text" or id(piece) in kept or piece.linked or len(piece.text) > _DATE_LINE:
            continue
        outside = not 0 <= reading.first <= index <= reading.last
        if index < titled:
            apart = index + 1 < titled or _in_header(page, piece.node) or _WEEKDAY.match(fold(piece.text)) is not None
            before.append(Line(piece.text, "above" if outside else "near", clock=outside and apart))
        else:
            near.append(Line(piece.text, "below" if outside and index > last else "near"))
    return near + before


def _in_header(page: Page, node: int) -> bool:
    """Whether a piece stands in the head of the page, and not in that of an article ("entry-header")."""
    for element in (page.elements[node], *page.elements[node].iterancestors()):
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if _OF_AN_ARTICLE.search(names):
            return False
        if element.tag == "header" or _OF_A_HEADER.search(names):
            return True
        if element.tag == "body":
            break
    return False


def published_and_views(
    page: Page,
    metadata: Metadata,
    rules: Rules | None,
    capture: Capture,
    told: Told,
    *,
    month_first: frozenset[str],
    sources: dict[str, str],
) -> tuple[DateFact, int | None, tuple[Weighed, ...]]:
    """The published date with its evidence, the view count, and all dates that were weighed."""
    rule = f"rule:{rules.name}" if rules else ""

    def read(text: str, evidence: str) -> DateFact:
        return parse_published(text, seen=capture.fetched_at, evidence=evidence, month_first=evidence in month_first)

    def is_date(text: str) -> bool:
        return read(text, rule).value is not None

    ruled = ruled_text(page.document, rules, "published", is_date, told.near)
    # Where the rules give no date, what they give may still say why, or hold the view count.
    ruled = ruled or ruled_text(page.document, rules, "published")
    candidates = [read(ruled, rule)] if ruled else []
    candidates += _of_head(metadata, read)
    lines = (line for line in told.lines if line.text != ruled and _MAY_BE_DATED.search(line.text))
    candidates += [_of_line(line, read(line.text, "text"), capture) for line in lines]
    candidates += _of_visit(capture, read)
    text = "\n\n".join(told.texts)
    candidates.append(bounds_of_text(_opening(told.texts), text, title=told.title, seen=capture.fetched_at))
    published, weighed = weigh_published(candidates, seen=capture.fetched_at)
    sources["published"] = (published.evidence or "") if published.value else ""
    counted = ruled_text(page.document, rules, "views", lambda text: _count(text) is not None, told.near)
    views = _count(counted) if counted else _views([ruled, *(line.text for line in told.lines)])
    sources["views"] = "" if views is None else rule if counted else "generic"
    return published, views, weighed


def _of_head(metadata: Metadata, read: Callable[[str, str], DateFact]) -> Iterator[DateFact]:
    """What the head says: when the page was published, and when it was changed, for by then it was there."""
    said: dict[str, str] = {}  # a head that says the same four times is heard once
    for where, text in metadata.dates:
        said.setdefault(text, where)
    yield from (read(text, where) for text, where in said.items())
    for where, text in metadata.updates:
        changed = read(text, where)
        yield DateFact(evidence=changed.evidence, text=changed.text, not_after=changed.value)


def _of_visit(capture: Capture, read: Callable[[str, str], DateFact]) -> Iterator[DateFact]:
    """What is known beside the page: the list item that led to it, its address, and as a last resort Last-Modified.

    One close to the fetch is the server's habit: NukeViet sends yesterday's every day.
    """
    if capture.listed_date:
        yield read(capture.listed_date, "listing")
    if fact := published_in_url(capture.url, seen=capture.fetched_at):
        yield fact
    served = read(capture.header("last-modified") or "", "header:last-modified")
    if served.value and served.value[:10] <= (local(capture.fetched_at) - _HABIT).date().isoformat():
        yield served


def _of_line(line: Line, fact: DateFact, capture: Capture) -> DateFact:
    """What a line's date is worth where it stands.

    Below the text stand comments, other boxes and the page's foot: only what says that it was posted, or how often it
    was viewed, is the article's. In a header the day of the capture is the clock's.
    """
    posted = says_posted(line.text)
    if line.place == "below" and (not posted or fact.update) and _views([line.text]) is None:
        return DateFact()
    today = local(capture.fetched_at).date().isoformat()
    if line.clock and not posted and fact.precision == "day" and fact.value == today:
        return replace(fact, value=None, precision="none", problem=_CLOCK)
    return fact


def _count(text: str) -> int | None:
    """The view count that an element marked as one says, with a label or alone."""
    labelled = _views([text])
    return as_count(text) if labelled is None else labelled


def _views(lines: Sequence[str]) -> int | None:
    for line in lines:
        if match := _VIEWS.search(fold(line)):
            digits = re.sub(r"\D", "", match[1] or match[2])
            return int(digits) if len(digits) < 12 else None
    return None


def periods_of(
    title: str, texts: Sequence[str], published: DateFact, seen: datetime
) -> tuple[PeriodFact | None, PeriodFact | None]:
    """When the meeting was and which period it took stock of, by the title and the first blocks of an article.

    The day of publication gives days without a year theirs; one that is doubted lends its year to nothing, but one
    that only another place contradicts does: the years are hardly in question.
    """
    told = published.value if published.value and len(published.value) >= len("2020-07-24") else None
    trusted = published.problem is None or published.problem.startswith(DISAGREEMENT)
    day = date.fromisoformat(told[:10]) if told and trusted else None
    opening = _opening(texts)
    held_on = parse_held(opening, published=day, seen=local(seen).date())
    return held_on, parse_covers(opening, title=title, published=day)


def _opening(texts: Sequence[str]) -> str:
    """The blocks that say when the meeting was and what it covers; further down stand other dates."""
    return "\n\n".join(texts[:_OPENING])
