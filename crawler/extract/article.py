"""Bytes to Article: the one function that a crawl, a re-extraction, a test and a benchmark call.

Order of trust, field by field: the rules (a portal's own, else its platform's), metadata, the generic
extractor. Pure: the same capture and rules give the same Article, on any machine, in any year.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from lxml.etree import _Element as Element

from crawler.dates import choose_published, parse_covers, parse_held, parse_published, published_in_url
from storage.records import Article, Attachment, Block, BlockKind, Caption, Capture, DateFact, Image

from .boilerplate import without_repeat
from .decode import decode
from .document import parse
from .metadata import Metadata, read_metadata
from .page import Page, absolute, element_text, file_name, read
from .reading import Decision, Reading, Region, find_region, is_likely, read_region
from .rules import Rules, choose, dropped_elements
from .text import clean, fold
from .title import find_title, ruled_title
from .verdict import is_imprint, is_left_over, judge, not_a_page, ruled_out

#: Goes up whenever the same page may give another Article; stored with each.
VERSION = "1"

# How many pieces above and below the text a date line or a view count may stand.
_NEAR = 12
# How many blocks say when the meeting was and what it covers; further down stand other dates.
_OPENING = 3
_VIEWS = re.compile(
    r"""(?: (?:luot|so \s lan) \s (?:nguoi \s)? (?:xem|doc) | da \s xem | view \s? count
        | views? ) \s* :? \s* (\d[\d.,]*)
      | (\d[\d.,]*) \s* (?:luot \s (?:nguoi \s)? (?:xem|doc) | views?)""",
    re.VERBOSE,
)
_TRACKING_IMAGE = re.compile(r"blank\.gif|spacer|pixel|icon|logo|sprite|/captcha", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Extraction:
    """An article, and what it was made of: for those who ask why.

    Attributes:
        page: the page cut into pieces; None where there was no page to cut.
        rules: the rules that were chosen for it.
        region, reading: where the text was looked for (None: nowhere), and what each piece there is.
        dates: every date that was read, most trusted first, the refused ones too.
    """

    article: Article
    page: Page | None
    rules: Rules | None
    region: Region | None
    reading: Reading
    dates: tuple[DateFact, ...]


def extract(capture: Capture, rules: Sequence[Rules] = ()) -> Article:
    """What a captured page says, boilerplate gone.

    Args:
        capture: the fetched bytes with headers, address and time.
        rules: what is known of markup families; the first whose fingerprint is on the page is used.
            A portal whose family is known passes just that one; an unknown page passes all.

    Returns:
        The article; with ``not_article`` set, and the fields that were found all the same, where the
        page is none. Never raises for anything a page contains.
    """
    return extracted(capture, rules).article


def extracted(capture: Capture, rules: Sequence[Rules] = ()) -> Extraction:
    """As ``extract``, with what the article was made of."""
    content_type = capture.header("content-type")
    if reason := not_a_page(capture.body, content_type):
        return _refused(reason)
    document = parse(decode(capture.body, content_type))
    if document is None:
        return _refused("not a web page: no HTML in it")
    chosen = choose(rules, document)
    page = read(document, capture.url, dropped_elements(document, chosen))
    if reason := is_left_over(page):
        return _refused(reason, page, chosen)
    found = _assemble(page, read_metadata(document.root), chosen, capture)
    reason = ruled_out(document, chosen)
    return replace(found, article=replace(found.article, not_article=reason)) if reason else found


def _refused(reason: str, page: Page | None = None, rules: Rules | None = None) -> Extraction:
    return Extraction(Article(version=VERSION, not_article=reason), page, rules, None, Reading(), ())


def _assemble(page: Page, metadata: Metadata, rules: Rules | None, capture: Capture) -> Extraction:
    sources: dict[str, str] = {}
    region = find_region(page, rules)
    title, sources["title"] = ruled_title(page, rules)
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
    sources["body"] = reading.region
    lead, sources["lead"] = _lead(page, rules, blocks)
    published, views, dates = _published(page, metadata, rules, capture, reading, starts)
    attachments = _attachments(page, reading)
    byline, source = _credit(page, rules, reading, sources)
    section, sources["section"] = _section(page, rules, title, starts)
    if views is not None:
        sources["views"] = "rule" if rules and rules.views else "generic"
    if published.evidence:
        sources["published"] = published.evidence
    # A date that is doubted lends its year to nothing.
    day = None if published.problem else _day(published)
    prose = "\n\n".join(block.text for block in blocks[:_OPENING])
    linked = sum(d.piece.linked for d in reading.of("body", "heading"))
    article = Article(
        title=title,
        section=section,
        lead=lead,
        blocks=tuple(blocks),
        captions=tuple(_caption(page, d) for d in reading.of("caption")),
        images=_images(page, reading),
        attachments=attachments,
        byline=byline,
        source=source,
        views=views,
        language=_language(blocks, title, metadata),
        published=published,
        held_on=parse_held(prose, published=day),
        covers=parse_covers(prose, title=title, published=day),
        version=VERSION,
        sources={field: where for field, where in sources.items() if where},
        not_article=judge(page, title, texts, len(attachments), linked),
    )
    return Extraction(article, page, rules, region, reading, dates)


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
    for element in page.document.first(rules.lead) if rules else ():
        marked = element_text(element)
        if marked and (blocks[0].text in marked or marked in blocks[0].text):
            return blocks[0].text, f"rule:{rules.name if rules else ''}"
    return blocks[0].text, "generic"


def _section(page: Page, rules: Rules | None, title: str, starts: int) -> tuple[str | None, str]:
    for element in page.document.first(rules.section) if rules else ():
        if text := without_repeat(element_text(element)):
            return text, f"rule:{rules.name if rules else ''}"
    # With no rule, one sign is sure: a heading printed twice on one line, close above the title.
    for piece in reversed(page.pieces[max(0, starts - 8) : starts]):
        once = without_repeat(piece.text)
        if once != piece.text and len(once) > 3 and fold(once) != fold(title) and not once.isdigit():
            return once, "generic"
    return None, ""


def _language(blocks: list[Block], title: str, metadata: Metadata) -> str | None:
    """ "vi" by its letters, whatever the page declares (portals say ``lang="en-us"``); else as declared."""
    sample = f"{title} {' '.join(block.text for block in blocks[:3])}"[:1000].lower()
    letters = sum(map(str.isalpha, sample))
    vietnamese = sum(sample.count(character) for character in "ăđơưạảấầậắặẹệếềịọộốồợớờụựứừỳ")
    if letters >= 20 and vietnamese > 0.04 * letters:
        return "vi"
    return metadata.language.split("-")[0] if metadata.language and letters else None


# -- dates and numbers ------------------------------------------------------------------------------


def _published(
    page: Page, metadata: Metadata, rules: Rules | None, capture: Capture, reading: Reading, starts: int
) -> tuple[DateFact, int | None, tuple[DateFact, ...]]:
    """The published date with its evidence, the view count, and all dates that were weighed."""
    seen = capture.fetched_at
    candidates: list[DateFact] = []
    ruled = [_shown_or_marked(element) for element in page.document.first(rules.published)] if rules else []
    for line in ruled:
        candidates.append(parse_published(line, seen=seen, evidence=f"rule:{rules.name if rules else ''}"))
    candidates += [parse_published(text, seen=seen, evidence=where) for where, text in metadata.dates]
    lines = _lines_near(page, reading, starts)
    candidates += [parse_published(line, seen=seen, evidence="text") for line in lines if len(line) <= 160]
    if capture.listed_date:
        candidates.append(parse_published(capture.listed_date, seen=seen, evidence="listing"))
    if fact := published_in_url(capture.url, seen=seen):
        candidates.append(fact)
    if modified := capture.header("last-modified"):
        candidates.append(parse_published(modified, seen=seen, evidence="header:last-modified"))
    viewed = [element_text(element) for element in page.document.first(rules.views)] if rules else []
    return choose_published(candidates, seen=seen), _views([*viewed, *ruled, *lines]), tuple(candidates)


def _shown_or_marked(element: Element) -> str:
    """The date of an element: its ``datetime`` or ``content`` attribute, else its text."""
    return element.get("datetime") or element.get("content") or element_text(element)


def _lines_near(page: Page, reading: Reading, starts: int) -> list[str]:
    """The lines just above and below the text, and those in it that were kept out of it."""
    kept = {id(d.piece) for d in reading.of("body", "heading", "caption") if d.text}
    last = max((i for i, piece in enumerate(page.pieces) if id(piece) in kept), default=starts)
    near = page.pieces[max(0, starts - _NEAR) : last + 4]
    return [piece.text for piece in near if piece.kind == "text" and id(piece) not in kept and not piece.linked]


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
    page: Page, rules: Rules | None, reading: Reading, sources: dict[str, str]
) -> tuple[str | None, str | None]:
    """Byline and source: by rule, else from the credits at the end of the text."""
    byline, source = reading.credit.byline, reading.credit.source
    for field, value in (("byline", byline), ("source", source)):
        if value:
            sources[field] = "generic"
    for field, selectors in (("byline", rules.byline), ("source", rules.source)) if rules else ():
        for element in page.document.first(selectors):
            if text := element_text(element).strip(" :"):
                sources[field] = f"rule:{rules.name if rules else ''}"
                byline, source = (text, source) if field == "byline" else (byline, text)
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


def _attachments(page: Page, reading: Reading) -> tuple[Attachment, ...]:
    found: dict[str, Attachment] = {}
    for decision in reading.of("attachment", "body", "heading"):
        for address, name in decision.piece.files:
            url = absolute(page.url, address)
            told = name if name and not _says_nothing(name) else file_name(url)
            found.setdefault(url, Attachment(url, told))
    return tuple(found.values())


def _says_nothing(name: str) -> bool:
    return bool(
        re.fullmatch(
            r"[\W\d]*(?:xem |tai |chi tiet |o |download |file |ve |dinh kem |tai day|day)*[\W]*",
            fold(clean(name)) + " ",
        )
    )
