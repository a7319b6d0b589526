"""Bytes to Article: the one function that a crawl, a re-extraction, a test and a benchmark call.

Order of trust, field by field: the rules (a portal's own, else its platform's), metadata, the generic
extractor. Pure: the same capture and rules give the same Article, on any machine, in any year.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from crawler.dates import choose_published, parse_covers, parse_held, parse_published, published_in_url
from storage.records import Article, Attachment, Block, BlockKind, Caption, Capture, DateFact, Image

from .boilerplate import without_repeat
from .decode import decode
from .document import parse
from .imprint import is_imprint
from .metadata import Metadata, read_metadata
from .page import Page, absolute, file_name, read
from .profile import NOTHING_LEARNED, Profile, mark
from .reading import RULED_CAPTION, Decision, Reading, read_region
from .region import Region, find_region, is_likely
from .ruled import as_byline, as_count, as_source, dropped_elements, mark_pieces, ruled_files, ruled_text
from .rules import Rules, choose
from .text import clean, fold, has_letters
from .title import find_title, ruled_title
from .verdict import is_left_over, judge, not_a_page, ruled_out

#: Goes up whenever the same page may give another Article; stored with each.
VERSION = "2"

# How many pieces above and below the text a date line or a view count may stand.
_NEAR = 12
# How many blocks say when the meeting was and what it covers; further down stand other dates.
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
_TRACKING_IMAGE = re.compile(r"blank\.gif|spacer|pixel|icon|logo|sprite|/captcha", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Opened:
    """A captured page, parsed and cut into pieces: what a profile learns from and an article is read from.

    ``refused`` says why the capture is no page at all; there is no ``page`` then.
    """

    capture: Capture
    rules: Rules | None = None
    page: Page | None = None
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """An article, and what it was made of: for those who ask why.

    Attributes:
        opened: the page it was read from.
        region, reading: where the text was looked for (None: nowhere), and what each piece there is.
        dates: every date that was read, most trusted first, the refused ones too.
    """

    article: Article
    opened: Opened
    region: Region | None
    reading: Reading
    dates: tuple[DateFact, ...]


def open_page(capture: Capture, rules: Sequence[Rules] = ()) -> Opened:
    """A capture ready to be learned from or extracted; see ``extract`` for ``rules``."""
    content_type = capture.header("content-type")
    if reason := not_a_page(capture.body, content_type):
        return Opened(capture, refused=reason)
    document = parse(decode(capture.body, content_type))
    if document is None:
        return Opened(capture, refused="not a web page: no HTML in it")
    chosen = choose(rules, document, capture.fetched_at)
    page = read(document, capture.url, dropped_elements(document, chosen))
    mark_pieces(page, chosen)
    return Opened(capture, chosen, page)


def extract(capture: Capture, rules: Sequence[Rules] = (), profile: Profile = NOTHING_LEARNED) -> Article:
    """What a captured page says, boilerplate gone.

    Args:
        capture: the fetched bytes with headers, address and time.
        rules: what is known of markups; ``rules.choose`` says which of them a page is read by. A portal whose
            platform is known passes its own; an unknown page is offered those of all platforms.
        profile: what the portal repeats.

    Returns:
        The article; with ``not_article`` set, and the fields that were found all the same, where the
        page is none. Never raises for anything a page contains.
    """
    return extract_opened(open_page(capture, rules), profile)


def extract_opened(opened: Opened, profile: Profile = NOTHING_LEARNED) -> Article:
    """As ``extract``, of a page that is open."""
    return extracted(opened, profile).article


def extracted(opened: Opened, profile: Profile = NOTHING_LEARNED) -> Extraction:
    """As ``extract_opened``, with what the article was made of."""
    page = opened.page
    if page is None:
        return _refused(opened, opened.refused or "")
    if reason := is_left_over(page):
        return _refused(opened, reason)
    mark(page, profile)
    found = _assemble(opened, page, read_metadata(page.document.root))
    reason = ruled_out(page.document, opened.rules)
    return replace(found, article=replace(found.article, not_article=reason)) if reason else found


def _refused(opened: Opened, reason: str) -> Extraction:
    return Extraction(Article(version=VERSION, not_article=reason), opened, None, Reading(), ())


def _assemble(opened: Opened, page: Page, metadata: Metadata) -> Extraction:
    rules, capture = opened.rules, opened.capture
    sources: dict[str, str] = {}
    region = find_region(page, rules)
    title, sources["title"] = ruled_title(page, rules, metadata)
    if not title:
        title, sources["title"] = find_title(page, metadata, capture.listed_title, _expected_start(page, region))
    reading = read_region(page, region, rules, title, capture.fetched_at)
    starts = _text_starts(page, reading)
    blocks = _blocks(page, reading)
    texts = [block.text for block in blocks]
    if is_imprint(texts):
        blocks = []
        for decision in reading.of("body", "heading"):
            decision.reason = "the foot of the portal, and there is no other text"
    sources["body"] = reading.region if blocks else ""
    lead, sources["lead"] = _lead(page, rules, blocks)
    lines = _lines_near(page, reading, starts)
    near = [*lines, *_edges(reading)]
    published, views, dates = _published(page, metadata, rules, capture, lines, near, sources)
    attachments = _attachments(page, rules, reading, sources)
    byline, source = _credit(page, rules, reading, near, sources)
    section, sources["section"] = _section(page, rules, title, starts, near)
    language, sources["language"] = _language(blocks, title, metadata)
    captions = tuple(_caption(page, d) for d in reading.of("caption"))
    images = _images(page, reading)
    sources["images"] = reading.region if images else ""
    by_rule = rules and any(d.reason == RULED_CAPTION for d in reading.of("caption"))
    sources["captions"] = f"rule:{rules.name}" if rules and by_rule else "generic" if captions else ""
    # A date that is doubted lends its year to nothing.
    day = None if published.problem else _day(published)
    prose = "\n\n".join(block.text for block in blocks[:_OPENING])
    linked = sum(d.piece.linked for d in reading.of("body", "heading"))
    held_on = parse_held(prose, published=day)
    covers = parse_covers(prose, title=title, published=day)
    sources |= {field: "text" for field, fact in (("held_on", held_on), ("covers", covers)) if fact}
    article = Article(
        title=title,
        section=section,
        lead=lead,
        blocks=tuple(blocks),
        captions=captions,
        images=images,
        attachments=attachments,
        byline=byline,
        source=source,
        views=views,
        language=language,
        published=published,
        held_on=held_on,
        covers=covers,
        version=VERSION,
        sources={field: where for field, where in sources.items() if where},
        not_article=judge(page, title, texts, len(attachments), linked),
    )
    return Extraction(article, opened, region, reading, dates)


def _expected_start(page: Page, region: Region | None) -> int:
    """Index of the first piece that will be text, as far as that is known before the title is."""
    if region is None:
        return max(range(len(page.pieces)), key=lambda i: len(page.pieces[i].text), default=0)
    likely = (i for i in region.pieces if is_likely(page, region, i))
    return next(likely, region.pieces[0])


def _text_starts(page: Page, reading: Reading) -> int:
    """Index of the first piece of the article's text, or of the longest piece where there is no region."""
    bodies = reading.of("body", "heading")
    if bodies:
        first = bodies[0].piece
        return next(i for i, piece in enumerate(page.pieces) if piece is first)
    if reading.first >= 0:
        return reading.first
    return max(range(len(page.pieces)), key=lambda i: len(page.pieces[i].text), default=0)


# -- text -------------------------------------------------------------------------------------------


def _blocks(page: Page, reading: Reading) -> list[Block]:
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


def _lead(page: Page, rules: Rules | None, blocks: list[Block]) -> tuple[str | None, str]:
    """The lead is the first block: where the page marks one, that is it; else the first paragraph."""
    if not blocks or blocks[0].kind not in ("paragraph", "quote"):
        return None, ""
    first = blocks[0].text
    marked = ruled_text(page.document, rules, "lead", lambda text: bool(text) and (first in text or text in first))
    return first, f"rule:{rules.name}" if rules and marked else "generic"


def _section(page: Page, rules: Rules | None, title: str, starts: int, near: list[str]) -> tuple[str | None, str]:
    text = ruled_text(page.document, rules, "section", has_letters, near)
    if rules and text:
        return without_repeat(text), f"rule:{rules.name}"
    # With no rule, one sign is sure: a heading printed twice on one line, close above the title.
    for piece in reversed(page.pieces[max(0, starts - 8) : starts]):
        once = without_repeat(piece.text)
        if once != piece.text and len(once) > 3 and fold(once) != fold(title) and not once.isdigit():
            return once, "generic"
    return None, ""


def _language(blocks: list[Block], title: str, metadata: Metadata) -> tuple[str | None, str]:
    """ "vi" by its letters, whatever the page declares (portals say ``lang="en-us"``); else as declared."""
    sample = f"{title} {' '.join(block.text for block in blocks[:3])}"[:1000].lower()
    letters = sum(map(str.isalpha, sample))
    vietnamese = sum(sample.count(character) for character in "ăđơưạảấầậắặẹệếềịọộốồợớờụựứừỳ")
    if letters >= 20 and vietnamese > 0.04 * letters:
        return "vi", "text"
    return (metadata.language.split("-")[0], "html:lang") if metadata.language and letters else (None, "")


# -- dates and numbers ------------------------------------------------------------------------------


def _published(
    page: Page,
    metadata: Metadata,
    rules: Rules | None,
    capture: Capture,
    lines: list[str],
    near: list[str],
    sources: dict[str, str],
) -> tuple[DateFact, int | None, tuple[DateFact, ...]]:
    """The published date with its evidence, the view count, and all dates that were weighed.

    ``lines`` are those near the text; ``near`` are those that patterns of the rules may be for.
    """
    seen = capture.fetched_at
    candidates: list[DateFact] = []
    rule = f"rule:{rules.name}" if rules else ""

    def is_date(text: str) -> bool:
        return parse_published(text, seen=seen, evidence=rule).value is not None

    ruled = ruled_text(page.document, rules, "published", is_date, near)
    # Where the rules give no date, what they give may still say why, or hold the view count.
    ruled = ruled or ruled_text(page.document, rules, "published")
    if ruled:
        candidates.append(parse_published(ruled, seen=seen, evidence=rule))
    said: dict[str, str] = {}  # a head that says the same four times is heard once
    for where, text in metadata.dates:
        said.setdefault(text, where)
    candidates += [parse_published(text, seen=seen, evidence=where) for text, where in said.items()]
    candidates += [parse_published(line, seen=seen, evidence="text") for line in lines if _MAY_BE_DATED.search(line)]
    if capture.listed_date:
        candidates.append(parse_published(capture.listed_date, seen=seen, evidence="listing"))
    if fact := published_in_url(capture.url, seen=seen):
        candidates.append(fact)
    if modified := capture.header("last-modified"):
        candidates.append(parse_published(modified, seen=seen, evidence="header:last-modified"))
    published = choose_published(candidates, seen=seen)
    sources["published"] = published.evidence or ""
    counted = ruled_text(page.document, rules, "views", lambda text: _count(text) is not None, near)
    views = _count(counted) if counted else _views([ruled, *lines])
    sources["views"] = "" if views is None else rule if counted else "generic"
    return published, views, tuple(candidates)


def _count(text: str) -> int | None:
    """The view count that an element marked as one says, with a label or alone."""
    labelled = _views([text])
    return as_count(text) if labelled is None else labelled


def _lines_near(page: Page, reading: Reading, starts: int) -> list[str]:
    """The lines just above and below the text, and those in it that were kept out of it."""
    kept = {id(d.piece) for d in reading.of("body", "heading", "caption") if d.text}
    last = max((i for i, piece in enumerate(page.pieces) if id(piece) in kept), default=starts)
    above = range(starts - 1, max(0, starts - _NEAR) - 1, -1)
    menu = next((i for i in above if page.pieces[i].kind == "menu"), -1)  # above it stands today's date
    near = page.pieces[max(0, starts - _NEAR, menu + 1) : last + 4]
    return [
        piece.text
        for piece in near
        if piece.kind == "text" and id(piece) not in kept and not piece.linked and len(piece.text) <= _DATE_LINE
    ]


def _edges(reading: Reading) -> list[str]:
    """The first and the last lines of the text itself: where rules have a pattern, it may be for one of them."""
    texts = [d.text for d in reading.of("body", "heading")]
    return [*texts[:2], *texts[-3:]]


def _views(lines: list[str]) -> int | None:
    for line in lines:
        if match := _VIEWS.search(fold(line)):
            digits = re.sub(r"\D", "", match[1] or match[2])
            return int(digits) if len(digits) < 12 else None
    return None


def _day(fact: DateFact) -> date | None:
    return date.fromisoformat(fact.value[:10]) if fact.value and len(fact.value) >= 10 else None


# -- credits, images, files -------------------------------------------------------------------------


def _credit(
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


def _caption(page: Page, decision: Decision) -> Caption:
    image = decision.piece.image
    return Caption(decision.text, absolute(page.url, image) if image else None)


def _images(page: Page, reading: Reading) -> tuple[Image, ...]:
    found: dict[str, Image] = {}
    for decision in reading.of("image"):
        address = absolute(page.url, decision.piece.image or "")
        if address.startswith(("http://", "https://")) and not _TRACKING_IMAGE.search(address):
            found.setdefault(address, Image(address, decision.piece.text))
    return tuple(found.values())


def _attachments(page: Page, rules: Rules | None, reading: Reading, sources: dict[str, str]) -> tuple[Attachment, ...]:
    ruled = ruled_files(page.document, rules)
    links = [file for d in reading.of("attachment", "body", "heading") for file in d.piece.files]
    found: dict[str, Attachment] = {}
    for address, name in (*ruled, *links):
        url = absolute(page.url, address)
        told = name if name and not _says_nothing(name) else file_name(url)
        found.setdefault(url, Attachment(url, told))
    sources["attachments"] = f"rule:{rules.name}" if rules and ruled else reading.region if found else ""
    return tuple(found.values())


def _says_nothing(name: str) -> bool:
    return bool(
        re.fullmatch(
            r"[\W\d]*(?:xem |tai |chi tiet |o |download |file |ve |dinh kem |tai day|day)*[\W]*",
            fold(clean(name)) + " ",
        )
    )
