"""The fields of an article, one by one: text, credits, images, files; and where each came from.

Each takes what the rooms below found (the page in pieces, its reading, its head) and what the rules give, in the order
of trust. ``article`` puts them together; dates and numbers are in ``datelines``.
"""

from __future__ import annotations

import re

from storage.records import Attachment, Block, BlockKind, Caption, Image

from .boilerplate import without_repeat
from .metadata import Metadata
from .page import Page, absolute, file_name
from .reading import Decision, Reading
from .ruled import as_byline, as_source, ruled_files, ruled_text
from .rules import Rules
from .text import clean, fold, has_letters

_SCHEME = re.compile(r"\s*[A-Za-z][\w+.-]*:")
_TRACKING_IMAGE = re.compile(r"blank\.gif|spacer|pixel|icon|logo|sprite|/captcha", re.IGNORECASE)


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


def edges_of(reading: Reading) -> list[str]:
    """The first and the last lines of the text itself: where rules have a pattern, it may be for one of them."""
    texts = [d.text for d in reading.of("body", "heading")]
    return [*texts[:2], *texts[-3:]]


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
            r"[\W\d]*(?:xem |tai |chi tiet |o |download |file |ve |dinh kem |day)*[\W]*",
            fold(clean(name)) + " ",
        )
    )
