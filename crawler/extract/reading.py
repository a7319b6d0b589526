"""One page read: every piece with the part it plays and why, before anything is made of it.

The middle of the extractor. It decides; ``article`` puts the decisions together. Each ``Decision``
names the rule that made it, so that a person can ask why a line was kept or dropped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from lxml.etree import _Element as Element

from crawler.dates import parse_published

from .boilerplate import FURNITURE_KINDS, continues_counter, furniture, heads_related, unglue
from .context import is_no_author, is_said_by_the_article
from .credits import Credit, is_caption_label, is_caption_text, is_name, read_body_line, read_credit
from .forest import probability
from .page import Page, Piece, is_centred, is_heading
from .region import IS_MAIN_PARENT, LEAD, LEAD_REACH, SURE, Region, is_set_as_lead
from .ruled import ruled_text
from .rules import Rules
from .text import fold

#: ``doubtful`` only while a page is read: near the text, not set as it is; a caption or a credit, or dropped.
Part = Literal["body", "heading", "caption", "byline", "title", "date", "attachment", "image", "doubtful", "dropped"]

# How far into the region the lines above the text reach, and from which length a line is text itself.
_HEAD, _SHORT = 10, 90
# How many pieces at the end of the text may hold a date line, and how one begins that is no signature's day.
_FOOT = 3
_SAYS_POSTED = re.compile(r"\W*(?:(?:ngay|thoi gian|lan) )?(?:dang|cap nhat|xuat ban|gui|post|publish|updat)")

# How sure the forest must be of a lead. Measured: no loss on pages without leads.
_SURE_OF_LEAD = 0.3
# How far from the text a line that is set otherwise may be its caption or credit.
_CLOSE = 4
_RELATED = "heading of related articles"
_BY_WORDS = frozenset((*FURNITURE_KINDS, _RELATED))
UNLIKE = "does not stand as the text does"

_CANDIDATES: tuple[Part, ...] = ("body", "doubtful")

#: The reason of a caption that the rules marked.
RULED_CAPTION = "rule for captions"

_READ: tuple[Part, ...] = ("body", "caption")
_CAPTION_CLASS = re.compile(r"caption|chu-?thich|image-?desc|img-?desc", re.IGNORECASE)
_NO_END = re.compile(r"[^.!?…:;]\s*$")
_CLOSED = re.compile(r"[.!?…:;”\"/)]\s*$")


@dataclass(slots=True)
class Decision:
    """What a piece is and by which rule; ``text`` is its text after what was cut from it.

    ``row`` is how it stands among the others, where that made the decision: ``forest.reasons`` puts it into words.
    """

    piece: Piece
    part: Part
    reason: str
    text: str = ""
    row: list[float] | None = None


@dataclass(slots=True)
class Reading:
    """The region of the article, decided piece by piece.

    Attributes:
        decisions: in page order, those of the region only.
        region: why this region ("rule:liferay", "generic").
        credit: byline and source read from the lines that carry them.
        first, last: indexes into the page's pieces of the region's ends; -1 where there is no region.
    """

    decisions: list[Decision] = field(default_factory=list)
    region: str = "generic"
    credit: Credit = field(default_factory=Credit)
    first: int = -1
    last: int = -1

    def of(self, *parts: Part) -> list[Decision]:
        return [decision for decision in self.decisions if decision.part in parts]


def read_region(page: Page, region: Region | None, rules: Rules | None, title: str, seen: datetime) -> Reading:
    """Decides on every piece of the region.

    Args:
        region: where the article is, as ``find_region`` says.
        rules: what is known of the page's markup, if anything.
        title: the page's title if it is known, so that it is not kept twice.
        seen: when the page was fetched; a line that gives a date before it, above the text, is a date line.
    """
    if region is None:
        return Reading()
    reading = Reading(region=region.name, first=region.pieces[0], last=region.pieces[-1])
    reading.decisions = _decide(page, region, title)
    _give_back(page, reading.decisions)
    _keep_lead(page, reading.decisions)
    _drop_head(reading.decisions, seen)
    _drop_date_below(reading.decisions, seen)
    _doubt(reading.decisions)
    _mark_captions(page, reading.decisions, rules)
    reading.credit = _take_credits(page, reading.decisions)
    _mark_headings(page, reading.decisions, ruled_text(page.document, rules, "lead"))
    for decision in reading.of("doubtful"):
        decision.part = "dropped"
    return reading


def _decide(page: Page, region: Region, title: str) -> list[Decision]:
    decisions: list[Decision] = []
    folded_title = fold(title)
    in_counter = after_related = False
    for index in region.pieces:
        piece = page.pieces[index]
        decision = _decide_one(page, region, index, folded_title)
        if decision.part == "body" and piece.kind == "text":
            if heads_related(decision.text):
                after_related = True
                decision = Decision(piece, "dropped", _RELATED, decision.text)
            elif after_related and (piece.linked > 0.5 * len(piece.text) or len(piece.text) < 30):
                decision = Decision(piece, "dropped", "in a list of related articles")
            elif in_counter and continues_counter(decision.text):
                decision = Decision(piece, "dropped", "visit counter")
        if piece.repeated and decision.part not in ("dropped", "title"):
            decision = Decision(piece, "dropped", f"the portal repeats it: {piece.repeated}")
        goes_on = decision.part == "image" or decision.reason == "no words"
        in_counter = decision.reason == "visit counter" or (in_counter and goes_on)
        if decision.part == "body" and len(piece.text) > 200 and not piece.linked:
            after_related = False
        decisions.append(decision)
    return decisions


def _decide_one(page: Page, region: Region, index: int, folded_title: str) -> Decision:
    piece = page.pieces[index]
    if piece.dropped is not None:
        return Decision(piece, "dropped", piece.dropped)
    if reason := region.unwanted.get(piece.node):
        return Decision(piece, "dropped", reason)
    if piece.kind == "image":
        return Decision(piece, "image", "image")
    text = unglue(piece.text) if piece.kind == "text" else piece.text
    if by_words := _by_words(piece, text):
        return by_words
    if len(text) == len(folded_title) and fold(text) == folded_title:
        return Decision(piece, "title", "the title again", text)
    if index in region.sure:
        # Few pages have tables of data, so the forest knows little of them; where they stand is enough to know.
        if piece.kind == "table" and region.rows[index][IS_MAIN_PARENT] and piece.linked < 0.3 * len(text):
            return Decision(piece, "body", "table of data among the paragraphs", text, region.rows[index])
        if region.sure[index] < SURE:
            return Decision(piece, "dropped", UNLIKE, text, region.rows[index])
        return Decision(piece, "body", "stands as the text does", text, region.rows[index])
    if piece.kind == "table":
        return Decision(piece, "body", "table of data", text)
    if piece.linked >= 0.8 * len(text) and _in_link_list(page, piece) and not read_credit(text):
        return Decision(piece, "dropped", "a list of links")
    return Decision(piece, "body", "text of the region", text)


def _by_words(piece: Piece, text: str) -> Decision | None:
    """What a text or a table is by its words alone: furniture, or a link to a file; None for all others."""
    if piece.kind == "table":
        kind = furniture(text)
        return Decision(piece, "dropped", kind, text) if kind == "visit counter" else None
    if not text:
        return Decision(piece, "dropped", "visit counter", piece.text)
    if piece.files and len(text) - sum(len(name) for _, name in piece.files) < 40:
        return Decision(piece, "attachment", "a link to a file", text)
    if kind := furniture(text):
        # A line of signs alone is a rule between parts, unless it reckons ("=", "+", "×").
        reckons = kind == "no words" and text.strip("=+×÷ ") == ""
        return Decision(piece, "body" if reckons else "dropped", kind, text)
    return None


def _give_back(page: Page, decisions: list[Decision]) -> None:
    """Gives the article back its lines in furniture's words."""
    above: Decision | None = None
    for index, decision in enumerate(decisions):
        if decision.part == "dropped" and decision.reason in _BY_WORDS and above and above.part == "body":
            behind = [d.piece for d in decisions[index + 1 : index + 1 + _CLOSE] if d.part != "image"]
            if is_said_by_the_article(page, above.piece, decision.piece, behind):
                decision.part, decision.reason = "body", f"words of furniture ({decision.reason}), but the article's"
                continue  # the next of a list is judged by what is above them all
        above = decision


def _keep_lead(page: Page, decisions: list[Decision]) -> None:
    """A paragraph right above the text is its lead even where it is set in a way of its own, as leads are."""
    first = next((i for i, d in enumerate(decisions) if d.part == "body"), 0)
    for decision in reversed(decisions[max(0, first - LEAD_REACH) : first]):
        if decision.reason == UNLIKE and len(decision.text) >= LEAD and decision.row and decision.piece.kind == "text":
            likely = probability(decision.row) >= _SURE_OF_LEAD or is_set_as_lead(page, decision.piece)
            if likely and decision.piece.linked < 0.3 * len(decision.text):
                decision.part, decision.reason = "body", "the lead above the text"
            return


def _drop_head(decisions: list[Decision], seen: datetime) -> None:
    """What stands in the region above the text and is none of it: a section's name over the title, date lines."""
    titles = [i for i, d in enumerate(decisions[:_HEAD]) if d.part == "title"]
    for decision in decisions[: titles[0]] if titles else ():
        if decision.part == "body" and len(decision.text) < _SHORT:
            decision.part, decision.reason = "dropped", "above the title"
    for decision in decisions[:_HEAD]:
        if decision.part == "body" and len(decision.text) >= _SHORT:
            break
        if decision.part == "body" and _is_date_line(decision.text, seen):
            decision.part, decision.reason = "date", "a date line above the text"


def _drop_date_below(decisions: list[Decision], seen: datetime) -> None:
    """A date line under the text, if it says so ("Đăng lúc: 30/11/2023"); a day alone may be a signature's."""
    for decision in [d for d in decisions if d.part == "body"][-_FOOT:]:
        if says_posted(decision.text) and _is_date_line(decision.text, seen):
            decision.part, decision.reason = "date", "a date line below the text"


def says_posted(text: str) -> bool:
    """Whether a line begins as one that says when its article was put up or changed."""
    return _SAYS_POSTED.match(fold(text)) is not None


def _is_date_line(text: str, seen: datetime) -> bool:
    """Whether a line is one of a date, be it one that cannot be."""
    if len(text) >= _SHORT:
        return False
    fact = parse_published(text, seen=seen)
    return fact.value is not None or fact.problem is not None


def _doubt(decisions: list[Decision]) -> None:
    """Of the lines that the forest refused, those close to the text get a second look: captions, credits."""
    kept = [i for i, d in enumerate(decisions) if d.part == "body"]
    for decision in decisions[max(0, kept[0] - _CLOSE) : kept[-1] + _CLOSE + 1] if kept else ():
        if decision.reason == UNLIKE and decision.piece.kind == "text":
            decision.part = "doubtful"


def _in_link_list(page: Page, piece: Piece) -> bool:
    """A line that is only a link, among others of its kind or in a list: navigation, not text.

    A lone paragraph that is only a link, directly among paragraphs, is usually text.
    """
    return page.inside(piece.node, "li", "nav", "header", "footer", "dl") or len(piece.text) < 60


# Signs that are sure only for the first line after a picture.
_ONE_A_PICTURE = ("no full stop, after an image",)


# -- captions ---------------------------------------------------------------------------------------


def _mark_captions(page: Page, decisions: list[Decision], rules: Rules | None) -> None:
    by_rule = set()
    for selector in rules.captions if rules else ():
        by_rule |= {page.node_of(element) for element in page.document.select(selector)}
    image: Piece | None = None
    seen: set[str] = set()
    body_began = False
    credit_lines = _closing_credits(decisions)
    for position, decision in enumerate(decisions):
        if decision.part == "image":
            image = decision.piece
            continue
        if decision.part not in _CANDIDATES or decision.piece.kind != "text":
            continue
        if position in credit_lines:
            continue
        reason = _caption_reason(page, decision, image, position, decisions, by_rule, body_began)
        if reason:
            decision.part, decision.reason = "caption", reason
            decision.piece.image = image.image if image else None
            image = None if reason in _ONE_A_PICTURE else image
            # Some pages print the caption under the picture twice.
            if decision.text in seen:
                decision.part, decision.reason = "dropped", "the caption again"
            seen.add(decision.text)
        elif decision.part == "body":
            image = None
            body_began = True


def _closing_credits(decisions: list[Decision]) -> list[int]:
    """Where the last line, or the last two, are credits: they may follow a picture and are no caption of it."""
    texts = [i for i, d in enumerate(decisions) if d.part == "body" or (d.part == "doubtful" and _is_credit(d.text))]
    if not texts or not _is_credit(decisions[texts[-1]].text):
        return []
    return [i for i in texts[-2:] if i == texts[-1] or is_name(decisions[i].text.rstrip(" ."))]


def _is_credit(text: str) -> bool:
    return bool(read_credit(text, set_apart=True)) or read_body_line(text) is not None


def _caption_reason(
    page: Page,
    decision: Decision,
    image: Piece | None,
    position: int,
    decisions: list[Decision],
    by_rule: set[int | None],
    body_began: bool,
) -> str | None:
    piece, text = decision.piece, decision.text
    if piece.node in by_rule:
        return RULED_CAPTION
    element = page.elements[piece.node]
    if page.inside(piece.node, "figcaption") or _CAPTION_CLASS.search(page.classes[piece.node]):
        return "marked as a caption"
    if len(text) > 250 or element.tag == "li" or is_heading(element):
        return None
    if image is None:
        bold = piece.bold >= 0.9 * len(text.replace(" ", ""))
        alone = body_began and not bold and is_caption_text(text) and _among_sentences(decisions, position)
        return "reads as a caption" if alone else None
    if is_caption_label(text) or is_caption_text(text.rstrip(" .")):
        return "reads as a caption, after an image"
    if read_credit(text) and not is_caption_text(text):
        return None
    if not body_began and len(text) > 90 and not _is_slanted(page, piece):
        return None  # the lead under the first picture
    if _is_slanted(page, piece):
        return "set apart, after an image"
    if _NO_END.search(text) and len(text.split()) <= 45 and piece.bold < 0.9 * len(text.replace(" ", "")):
        return "no full stop, after an image"
    return None


def _is_slanted(page: Page, piece: Piece) -> bool:
    """In italics or in the middle: how captions are set where nothing else marks them."""
    if piece.italic >= 0.6 * len(piece.text):
        return True
    own = list(page.ancestors(piece.node))[:3]
    return len(piece.text) <= 200 and any(is_centred(page.elements[n]) for n in own)


def _among_sentences(decisions: list[Decision], position: int) -> bool:
    """Whether the line before, and the one after if there is one, is a paragraph that ends as one."""
    before = next((decisions[i] for i in range(position - 1, -1, -1) if decisions[i].part in _READ), None)
    after = next((decisions[i] for i in range(position + 1, len(decisions)) if decisions[i].part in _READ), None)
    around = [decision for decision in (before, after) if decision]
    return any(d.part == "caption" or (len(d.text) > 120 and _CLOSED.search(d.text)) for d in around)


# -- credits ----------------------------------------------------------------------------------------


def _take_credits(page: Page, decisions: list[Decision]) -> Credit:
    """Takes byline and source from the last lines of the text; marks the lines that gave them."""
    texts = [d for d in decisions if d.part in (*_CANDIDATES, "caption") and d.piece.kind == "text"]
    texts = [d for d in texts if d.part != "doubtful" or _is_credit(d.text)]
    byline: str | None = None
    source: str | None = None
    for position in range(len(texts) - 1, max(-1, len(texts) - 6), -1):
        decision = texts[position]
        lines = decision.text.split("\n")
        credit, taken = _credit_of(page, decision, lines)
        if not credit:
            break
        above = "\n".join(d.text for d in texts[max(0, position - 3) : position]).split("\n") + lines[:-1]
        if is_no_author(above, lines[-1]):
            decision.part = "body"
            break
        if decision.part == "caption" and not credit.byline:
            break
        source = credit.source or source
        byline = credit.byline or byline
        decision.text = "\n".join(lines[: len(lines) - taken])
        if not decision.text:
            decision.part, decision.reason = "byline", "credits at the end"
        if byline and credit.byline:
            break
    return Credit(byline, source)


def _credit_of(page: Page, decision: Decision, lines: list[str]) -> tuple[Credit, int]:
    """The credit that the last lines of a piece carry, and how many lines it takes."""
    if page.elements[decision.piece.node].tag == "li" or decision.part == "caption":
        credit = read_credit(lines[-1]) if decision.part != "caption" else Credit()
        return credit, 1
    if body := read_body_line(lines[-1]):
        above = read_credit(lines[-2], set_apart=True) if len(lines) > 1 else Credit()
        if above.byline:
            return Credit(above.byline, body), 2
        return (read_credit(body, set_apart=True) if len(lines) == 1 else Credit()), 1
    credit = read_credit(lines[-1], set_apart=True)
    if credit and len(lines) > 1:
        above = read_credit(lines[-2], set_apart=True)
        if above and not (above.byline and credit.byline):
            return Credit(above.byline or credit.byline, above.source or credit.source), 2
    return credit, 1


# -- headings ---------------------------------------------------------------------------------------


def _mark_headings(page: Page, decisions: list[Decision], lead: str) -> None:
    texts = [d for d in decisions if d.part == "body" and d.piece.kind == "text"]
    for position, decision in enumerate(texts):
        element, text = page.elements[decision.piece.node], decision.text
        if position == 0 and text in lead:
            continue  # some themes set the lead as an <h2>
        if is_heading(element) and len(text) <= 150 and not text.endswith("."):
            decision.part, decision.reason = "heading", f"<{_tag(element)}>"
        elif (
            0 < position < len(texts) - 1
            and element.tag != "li"
            and len(text) <= 150
            and decision.piece.bold >= 0.95 * len(text.replace(" ", ""))
            and not text.endswith((".", ":", ";", ","))
            and not text[0].islower()
        ):
            decision.part, decision.reason = "heading", "a bold line between paragraphs"


def _tag(element: Element) -> str:
    return str(element.tag)
