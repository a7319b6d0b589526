"""Bytes to Article: the one function that a crawl, a re-extraction, a test and a benchmark call.

Order of trust, field by field: the rules (a portal's own, else its platform's), metadata, the generic
extractor. Pure: the same capture and rules give the same Article, on any machine, in any year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from storage.records import Article, Capture

from .challenge import challenge
from .datelines import Told, lines_near, periods_of, published_and_views
from .decode import decode
from .document import parse
from .fields import (
    attachments_of,
    blocks_of,
    caption_of,
    credit_of,
    edges_of,
    images_of,
    language_of,
    lead_of,
    section_of,
)
from .imprint import is_imprint
from .meeting import meeting_of
from .metadata import Metadata, read_metadata
from .page import Page, read
from .profile import NOTHING_LEARNED, Profile, mark
from .reading import RULED_CAPTION, Reading, read_region
from .region import Region, find_region, is_likely
from .ruled import dropped_elements, mark_pieces
from .rules import Rules, choose
from .title import find_title, ruled_title
from .verdict import is_left_over, judge, not_a_page, ruled_out

#: Goes up whenever the same page may give another Article; stored with each.
VERSION = "5"


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
    """

    article: Article
    opened: Opened
    region: Region | None
    reading: Reading


def open_page(capture: Capture, rules: Sequence[Rules] = ()) -> Opened:
    """A capture ready to be learned from or extracted; see ``extract`` for ``rules``."""
    content_type = capture.header("content-type")
    if reason := not_a_page(capture.body, content_type) or challenge(capture.body):
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
        profile: what the portal repeats, and how it writes its dates.

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
    found = _assemble(opened, page, read_metadata(page.document.root), profile.month_first)
    reason = ruled_out(page.document, opened.rules)
    return replace(found, article=replace(found.article, not_article=reason)) if reason else found


def _refused(opened: Opened, reason: str) -> Extraction:
    return Extraction(Article(version=VERSION, not_article=reason), opened, None, Reading())


def _assemble(opened: Opened, page: Page, metadata: Metadata, month_first: frozenset[str]) -> Extraction:
    rules, capture = opened.rules, opened.capture
    sources: dict[str, str] = {}
    region = find_region(page, rules)
    title, sources["title"] = ruled_title(page, rules, metadata)
    if not title:
        title, sources["title"] = find_title(page, metadata, capture.listed_title, _expected_start(page, region))
    reading = read_region(page, region, rules, title, capture.fetched_at)
    starts = _text_starts(page, reading)
    blocks = blocks_of(page, reading)
    texts = [block.text for block in blocks]
    if is_imprint(texts):
        blocks = []
        for decision in reading.of("body", "heading"):
            decision.reason = "the foot of the portal, and there is no other text"
    sources["body"] = reading.region if blocks else ""
    lead, sources["lead"] = lead_of(page, rules, blocks)
    lines = lines_near(page, reading, starts, title)
    near = [*(line.text for line in lines), *edges_of(reading)]
    told = Told(title, texts, lines, near)
    published, views, dates = published_and_views(
        page, metadata, rules, capture, told, month_first=month_first, sources=sources
    )
    attachments = attachments_of(page, rules, reading, sources)
    byline, source = credit_of(page, rules, reading, near, sources)
    section, sources["section"] = section_of(page, rules, title, starts, near)
    language, sources["language"] = language_of(blocks, title, metadata)
    captions = tuple(caption_of(page, d) for d in reading.of("caption"))
    images = images_of(page, reading)
    sources["images"] = reading.region if images else ""
    by_rule = rules and any(d.reason == RULED_CAPTION for d in reading.of("caption"))
    sources["captions"] = f"rule:{rules.name}" if rules and by_rule else "generic" if captions else ""
    linked = sum(d.piece.linked for d in reading.of("body", "heading"))
    held_on, covers = periods_of(title, texts, published, capture.fetched_at)
    sources |= {field: "text" for field, fact in (("held_on", held_on), ("covers", covers)) if fact}
    not_article = judge(page, title, texts, len(attachments), linked)
    meeting = None if not_article else meeting_of(title, "\n\n".join(texts))
    sources["meeting"] = "text" if meeting else ""
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
        dates=dates,
        held_on=held_on,
        covers=covers,
        meeting=meeting,
        version=VERSION,
        sources={field: where for field, where in sources.items() if where},
        not_article=not_article,
    )
    return Extraction(article, opened, region, reading)


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
