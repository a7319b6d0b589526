"""The fields of an article, one by one: text, dates and numbers, credits, images, files; and where each came from.

Each takes what the rooms below found (the page in pieces, its reading, its head) and what the rules give, in the order
of trust. ``article`` puts them together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

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
from storage.records import Attachment, Block, BlockKind, Caption, Capture, DateFact, Image, PeriodFact, Weighed

from .boilerplate import without_repeat
from .metadata import Metadata
from .page import Page, absolute, file_name
from .reading import Decision, Reading
from .ruled import as_byline, as_count, as_source, ruled_files, ruled_text
from .rules import Rules
from .text import clean, fold, has_letters

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
_VIEWS = re.compile(
    r"""(?: (?:luot|so \s lan) \s (?:nguoi \s)? (?:xem|doc) | da \s xem | view \s? count
        | views? ) \s* :? \s* (\d[\d.,]*)
      | (\d[\d.,]*) \s* (?:luot \s (?:nguoi \s)? (?:xem|doc) | views?)""",
    re.VERBOSE,
)
_SCHEME = re.compile(r"\s*[A-Za-z][\w+.-]*:")
_TRACKING_IMAGE = re.compile(r"blank\.gif|spacer|pixel|icon|logo|sprite|/captcha", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Told:
    """What an article says that its dates and numbers are read from.

    Attributes:
        title, texts: the title, and the text of each block.
        lines: the lines near the text. near: those that patterns of the rules may be for.
    """

    title: str
    texts: list[str]
    lines: list[str]
    near: list[str]


# -- text -------------------------------------------------------------------------------------------


def blocks_of(page: Page, reading: Reading) -> list[Block]:
    """All a reader reads, in order."""
    blocks: list[Block] = []
    for decision in reading.of("body", "heading"):
        if not decision.text:
            continue
        block = Block(_kind(page, decision), decision.text, decision.piece.rows)
        # A lead that the page shows above the text and again as its first paragraph.
        if blocks and len(blocks) == 1 and block.text == blocks[0].text:
            decision.reason = "the lead again"
            continue
        blocks.append(block)
    return blocks


def _kind(page: Page, decision: Decision) -> BlockKind:
    if decision.piece.kind == "table":
        return "table"
    if decision.part == "heading":
        return "heading"
    if page.inside(decision.piece.node, "li"):
        return "item"
    return "quote" if page.inside(decision.piece.node, "blockquote") else "paragraph"


def lead_of(page: Page, rules: Rules | None, blocks: list[Block]) -> tuple[str | None, str]:
    """The lead is the first block: where the page marks one, that is it; else the first paragraph."""
    if not blocks or blocks[0].kind not in ("paragraph", "quote"):
        return None, ""
    first = blocks[0].text
    marked = ruled_text(page.document, rules, "lead", lambda text: bool(text) and (first in text or text in first))
    return first, f"rule:{rules.name}" if rules and marked else "generic"


def section_of(page: Page, rules: Rules | None, title: str, starts: int, near: list[str]) -> tuple[str | None, str]:
    text = ruled_text(page.document, rules, "section", has_letters, near)
    if rules and text:
        return without_repeat(text), f"rule:{rules.name}"
    # With no rule, one sign is sure: a heading printed twice on one line, close above the title.
    for piece in reversed(page.pieces[max(0, starts - 8) : starts]):
        once = without_repeat(piece.text)
        if once != piece.text and len(once) > 3 and fold(once) != fold(title) and not once.isdigit():
            return once, "generic"
    return None, ""


def language_of(blocks: list[Block], title: str, metadata: Metadata) -> tuple[str | None, str]:
    """ "vi" by its letters, whatever the page declares (portals say ``lang="en-us"``); else as declared."""
    sample = f"{title} {' '.join(block.text for block in blocks[:3])}"[:1000].lower()
    letters = sum(map(str.isalpha, sample))
    vietnamese = sum(sample.count(character) for character in "ăđơưạảấầậắặẹệếềịọộốồợớờụựứừỳ")
    if letters >= 20 and vietnamese > 0.04 * letters:
        return "vi", "text"
    return (metadata.language.split("-")[0], "html:lang") if metadata.language and letters else (None, "")


# -- dates and numbers ------------------------------------------------------------------------------


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
    said: dict[str, str] = {}  # a head that says the same four times is heard once
    for where, text in metadata.dates:
        said.setdefault(text, where)
    candidates += [read(text, where) for text, where in said.items()]
    for where, text in metadata.updates:
        changed = read(text, where)
        if changed.value:
            candidates.append(DateFact(evidence=where, text=changed.text, not_after=changed.value))
    candidates += [read(line, "text") for line in told.lines if line != ruled and _MAY_BE_DATED.search(line)]
    if capture.listed_date:
        candidates.append(read(capture.listed_date, "listing"))
    if fact := published_in_url(capture.url, seen=capture.fetched_at):
        candidates.append(fact)
    if (modified := capture.header("last-modified")) and not _is_served_daily(
        served := read(modified, "header:last-modified"), capture
    ):
        candidates.append(served)
    text = "\n\n".join(told.texts)
    candidates.append(bounds_of_text(opening_of(told.texts), text, title=told.title, seen=capture.fetched_at))
    published, weighed = weigh_published(candidates, seen=capture.fetched_at)
    sources["published"] = (published.evidence or "") if published.value else ""
    counted = ruled_text(page.document, rules, "views", lambda text: _count(text) is not None, told.near)
    views = _count(counted) if counted else _views([ruled, *told.lines])
    sources["views"] = "" if views is None else rule if counted else "generic"
    return published, views, weighed


def _is_served_daily(served: DateFact, capture: Capture) -> bool:
    """A Last-Modified so close to the fetch is the server's habit: NukeViet sends yesterday's date every day."""
    return served.value is None or served.value[:10] > (local(capture.fetched_at) - _HABIT).date().isoformat()


def _count(text: str) -> int | None:
    """The view count that an element marked as one says, with a label or alone."""
    labelled = _views([text])
    return as_count(text) if labelled is None else labelled


def lines_near(page: Page, reading: Reading, starts: int) -> list[str]:
    """The lines just above and below the text, and those in it that were kept out of it."""
    kept = {id(d.piece) for d in reading.of("body", "heading", "caption") if d.text}
    last = max((i for i, piece in enumerate(page.pieces) if id(piece) in kept), default=starts)
    above = range(starts - 1, max(0, starts - _ABOVE) - 1, -1)
    menu = next((i for i in above if page.pieces[i].kind == "menu"), -1)  # above it stands today's date
    near = page.pieces[max(0, starts - _ABOVE, menu + 1) : last + 1 + _BELOW]
    return [
        piece.text
        for piece in near
        if piece.kind == "text" and id(piece) not in kept and not piece.linked and len(piece.text) <= _DATE_LINE
    ]


def edges_of(reading: Reading) -> list[str]:
    """The first and the last lines of the text itself: where rules have a pattern, it may be for one of them."""
    texts = [d.text for d in reading.of("body", "heading")]
    return [*texts[:2], *texts[-3:]]


def _views(lines: list[str]) -> int | None:
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
    opening = opening_of(texts)
    held_on = parse_held(opening, published=day, seen=local(seen).date())
    return held_on, parse_covers(opening, title=title, published=day)


def opening_of(texts: Sequence[str]) -> str:
    """The blocks that say when the meeting was and what it covers; further down stand other dates."""
    return "\n\n".join(texts[:_OPENING])


# -- credits, images, files -------------------------------------------------------------------------


def credit_of(
    page: Page, rules: Rules | None, reading: Reading, near: list[str], sources: dict[str, str]
) -> tuple[str | None, str | None]:
    """Byline and source: by rule, else from the credits at the end of the text."""
    byline, source = reading.credit.byline, reading.credit.source
    sources["byline"], sources["source"] = "generic" if byline else "", "generic" if source else ""
    author = ruled_text(page.document, rules, "byline", lambda text: bool(as_byline(text)), near)
    if rules and author:
        byline, sources["byline"] = as_byline(author), f"rule:{rules.name}"
    body = ruled_text(page.document, rules, "source", lambda text: bool(as_source(text)), near)
    if rules and body:
        source, sources["source"] = as_source(body), f"rule:{rules.name}"
    return byline, source


def caption_of(page: Page, decision: Decision) -> Caption:
    """A caption with the address of the image it stands under, if there is one."""
    return Caption(decision.text, web_address(page, decision.piece.image or ""))


def images_of(page: Page, reading: Reading) -> tuple[Image, ...]:
    """The images of the article, each once; spacers, icons and what has no web address left out."""
    found: dict[str, Image] = {}
    for decision in reading.of("image"):
        address = web_address(page, decision.piece.image or "")
        if address and not _TRACKING_IMAGE.search(address):
            found.setdefault(address, Image(address, decision.piece.text))
    return tuple(found.values())


def attachments_of(
    page: Page, rules: Rules | None, reading: Reading, sources: dict[str, str]
) -> tuple[Attachment, ...]:
    """The files the article leads to, each once: where the rules say, and in its text."""
    ruled = ruled_files(page.document, rules)
    links = [file for d in reading.of("attachment", "body", "heading") for file in d.piece.files]
    found: dict[str, Attachment] = {}
    for address, name in (*ruled, *links):
        if url := web_address(page, address):
            told = name if name and not _says_nothing(name) else file_name(url)
            found.setdefault(url, Attachment(url, told))
    sources["attachments"] = f"rule:{rules.name}" if rules and ruled else reading.region if found else ""
    return tuple(found.values())


def web_address(page: Page, address: str) -> str | None:
    """An address made absolute, as far as the page's own is known; None for what is none of the web (``data:`` …)."""
    address = absolute(page.url, address)
    scheme = _SCHEME.match(address)
    return address if address and (scheme is None or scheme[0].lower() in ("http:", "https:")) else None


def _says_nothing(name: str) -> bool:
    return bool(
        re.fullmatch(
            r"[\W\d]*(?:xem |tai |chi tiet |o |download |file |ve |dinh kem |tai day|day)*[\W]*",
            fold(clean(name)) + " ",
        )
    )
