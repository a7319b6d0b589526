"""Why a page reads as it does: every piece of it, kept or dropped, by which rule and with what evidence.

Decides nothing: it tells what ``extract`` did, from the very same run, for people. How it is shown (a terminal,
an HTML file) is for the command line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from storage.records import Article, BlockKind, Capture, DateFact, Meeting, PeriodFact, Weighed, weighed_json

from . import layout
from .article import Extraction, extracted, open_page
from .boilerplate import furniture, without_repeat
from .fields import web_address
from .forest import probability, reasons
from .page import Page, Piece, PieceKind, absolute, element_text
from .profile import NOTHING_LEARNED, Profile
from .reading import Decision, Part
from .rules import Rules
from .text import fold

# How far above and below the text a line may stand that the published date was read from.
_ABOVE, _BELOW = 12, 4
# Names longer than this say nothing more of an element.
_LONGEST_NAME = 60
# Parts whose text goes into the article as it stands.
_READ: tuple[Part, ...] = ("body", "heading", "caption")


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of a page, and what became of it.

    Attributes:
        number: its place on the page, from 1.
        kind: a run of text, an image, a table, a whole menu.
        part: the part it plays; "dropped" where it plays none.
        text: as the page has it (of an image its alt text).
        reason: which rule made it that. evidence: what the rule went by, in words.
        block: what kind of block of the article it is; None for all that is no block of its text.
        left: what of the text the article has, after what was cut from it.
        says: the fields of the article that this piece says too ("title", "published" …), though it is no block.
        path: the elements that it stands in, "html > body > div.detail > p".
        links: the share of it that is links, 0 to 1.
        image: address of an image, or of the one that a caption belongs to. rows: cells of a table.
    """

    number: int
    kind: PieceKind
    part: Part
    text: str
    reason: str
    evidence: tuple[str, ...] = ()
    block: BlockKind | None = None
    left: str = ""
    says: tuple[str, ...] = ()
    path: str = ""
    links: float = 0.0
    image: str | None = None
    rows: tuple[tuple[str, ...], ...] | None = None

    @property
    def kept(self) -> bool:
        """Whether it is a block of the article's text."""
        return self.block is not None


@dataclass(frozen=True, slots=True)
class Place:
    """Where the article was looked for: by what it was found ("rule:vnpt", "generic"; "" where nothing was), why
    there, the paths of its elements, and how much of the page's running text stands in them (0 to 1)."""

    found_by: str
    why: str
    paths: tuple[str, ...] = ()
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the article in words, and where the value came from ("rule:vnpt", "generic", "meta:og:title" …)."""

    name: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """An article and why it is what it is.

    Attributes:
        article: exactly what ``extract`` gives.
        url: the address of the page. rules: the name of the rules that were chosen, None for none; rules_why: why.
        pages: how many pages the portal's profile was learned from; 0 where there was none.
        place: where the article was looked for.
        fields: the fields that have a value. dates: what was weighed for the published date, most trusted first.
        entries: every piece of the page, in page order.
    """

    article: Article
    url: str
    rules: str | None
    rules_why: str
    pages: int
    place: Place
    fields: tuple[Field, ...]
    dates: tuple[Weighed, ...]
    entries: tuple[Entry, ...]

    def as_json(self) -> dict[str, Any]:
        """The documented shape (README), ready for ``json.dumps``."""
        return {
            "url": self.url,
            "rules": {"name": self.rules, "why": self.rules_why},
            "profile": {"pages": self.pages},
            "place": asdict(self.place),
            "dates": [weighed_json(date) for date in self.dates],
            "blocks": [{**asdict(entry), "kept": entry.kept} for entry in self.entries],
            "article": self.article.as_json(),
        }


def explain(capture: Capture, rules: Sequence[Rules] = (), profile: Profile = NOTHING_LEARNED) -> Explanation:
    """What ``extract`` makes of the same capture, rules and profile, piece by piece, with the reasons."""
    found = extracted(open_page(capture, rules), profile)
    return Explanation(
        article=found.article,
        url=capture.url,
        rules=found.opened.rules.name if found.opened.rules else None,
        rules_why=_why_rules(found, rules),
        pages=profile.pages,
        place=_place(found),
        fields=tuple(_fields(found.article)),
        dates=found.article.dates,
        entries=tuple(_entries(found, found.opened.page)) if found.opened.page else (),
    )


# -- the page as a whole ----------------------------------------------------------------------------


def _why_rules(found: Extraction, offered: Sequence[Rules]) -> str:
    page, chosen = found.opened.page, found.opened.rules
    if page is None:
        return "not asked for: there is no page"
    if chosen:
        matching = next((s for s in chosen.fingerprint if page.document.select(s)), None)
        why = f"{matching} is on the page" if matching else "no fingerprint of other rules is on the page"
        return f"{why}; in use until {chosen.valid_until}" if chosen.valid_until else why
    if not offered:
        return "none were offered"
    return f"no fingerprint of {', '.join(dict.fromkeys(rules.name for rules in offered))} is on the page"


def _place(found: Extraction) -> Place:
    page, region, rules = found.opened.page, found.region, found.opened.rules
    if page is None or region is None:
        return Place("", found.article.not_article or "nothing on the page looks like text")
    masses = layout.add_up(page, page.pieces).mass
    share = sum(masses[node] for node in region.nodes) / max(1, masses[0])
    why = "the element with the most running text and the least else"
    if rules and region.name == f"rule:{rules.name}":
        matching = next((s for s in rules.body if page.document.select(s)), "its body")
        why = f"{matching} of the rules"
    elif rules and rules.body:
        why += f"; {', '.join(rules.body)} of the rules gave nothing"
    return Place(region.name, why, tuple(_path(page, node) for node in region.nodes), share)


def _fields(article: Article) -> Iterator[Field]:
    """The fields that have a value, each in words."""
    words = f"{len(article.blocks)} blocks, {len(article.text.split())} words" if article.blocks else ""
    values = {
        "title": article.title,
        "section": article.section,
        "lead": article.lead,
        "body": words,
        "published": _told_date(article.published),
        "held_on": _told_period(article.held_on),
        "covers": _told_period(article.covers),
        **_told_meeting(article.meeting),
        "byline": article.byline,
        "source": article.source,
        "views": None if article.views is None else str(article.views),
        "language": article.language,
        "captions": "\n".join(caption.text for caption in article.captions),
        "images": "\n".join(image.url for image in article.images),
        "attachments": "\n".join(f"{file.name} ({file.url})" for file in article.attachments),
    }
    for name, value in values.items():
        if value:
            source = "meeting" if name in _OF_MEETING else name
            yield Field(name, value, article.sources.get(source, ""))


_OF_MEETING = ("place", "organiser", "chaired_by")


def _told_meeting(meeting: Meeting | None) -> dict[str, str]:
    """What is said of the meeting, fact by fact, with the words that say it."""
    if meeting is None:
        return {}
    facts = {"meeting": meeting.kind, "place": meeting.place, "organiser": meeting.organiser}
    told = {name: f"{said.value}: “{said.span.text}”" for name, said in facts.items() if said}
    chairs = (", ".join(filter(None, (chair.name, chair.role))) + f": “{chair.span.text}”" for chair in meeting.chairs)
    return {**told, "chaired_by": "\n".join(chairs)}


def _told_date(fact: DateFact) -> str:
    told = f"{fact.value} ({fact.precision}): “{fact.text}”" if fact.value else ""
    bounds = [f"not {word} {day}" for word, day in (("before", fact.not_before), ("after", fact.not_after)) if day]
    return "; ".join(filter(None, (told, *bounds, fact.problem)))


def _told_period(fact: PeriodFact | None) -> str:
    if fact is None:
        return ""
    return f"{fact.start if fact.start == fact.end else f'{fact.start} to {fact.end}'}: “{fact.text}”"


# -- piece by piece ---------------------------------------------------------------------------------


def _entries(found: Extraction, page: Page) -> Iterator[Entry]:
    decisions = {id(decision.piece): decision for decision in found.reading.decisions}
    kinds = _kinds(found)
    says = _says(found, page)
    outside = _Outside(found, page)
    addresses = {image.url for image in found.article.images}
    for index, piece in enumerate(page.pieces):
        decision = decisions.get(id(piece))
        if decision is None:
            part, reason, evidence = outside.verdict(piece, says.get(index, ()))
        else:
            part, reason, evidence = _inside(found, page, decision, kinds, addresses)
        block = kinds.get(id(piece))
        if "published" in says.get(index, ()) and block is None:
            part = "date" if part == "dropped" else part
            evidence = (*evidence, "the published date was read here")
        if piece.repeated and str(piece.repeated) not in reason:
            evidence = (*evidence, f"the portal repeats it: {piece.repeated}")
        if piece.kind == "text" and (kind := furniture(piece.text)):
            evidence = (*evidence, "the whole line is nothing else" if kind == reason else f"by its words: {kind}")
        yield Entry(
            number=index + 1,
            kind=piece.kind,
            part=part,
            # The links of a menu are one piece, unspaced; for people they are kept apart.
            text=element_text(page.elements[piece.node]) if piece.kind == "menu" else piece.text,
            reason=reason,
            evidence=evidence,
            block=block,
            left=decision.text if decision and part in _READ else "",
            says=() if block else says.get(index, ()),
            path=_path(page, piece.node),
            links=min(1.0, piece.linked / len(piece.text)) if piece.text else 0.0,
            image=absolute(page.url, piece.image) if piece.image else None,
            rows=piece.rows,
        )


def _kinds(found: Extraction) -> dict[int, BlockKind]:
    """Which pieces are blocks of the article, by their ids: its blocks are some of the decisions, in order."""
    kinds: dict[int, BlockKind] = {}
    blocks = iter(found.article.blocks)
    block = next(blocks, None)
    for decision in found.reading.of("body", "heading"):
        if block and decision.text == block.text:
            kinds[id(decision.piece)] = block.kind
            block = next(blocks, None)
    return kinds


def _inside(
    found: Extraction, page: Page, decision: Decision, kinds: Mapping[int, BlockKind], addresses: set[str]
) -> tuple[Part, str, tuple[str, ...]]:
    """Part, reason and evidence of a piece of the region."""
    piece, part, reason = decision.piece, decision.part, decision.reason
    if part in ("body", "heading") and id(piece) not in kinds:
        part = "dropped"
    if part == "image" and (address := web_address(page, piece.image or "")) not in addresses:
        part, reason = "dropped", "an icon or a spacer by its address" if address else "an image with no web address"
    evidence = []
    if decision.row is not None:
        evidence = [f"as it stands, {probability(decision.row):.0%} sure to be text", *reasons(decision.row)]
    if found.region and found.region.unwanted.get(piece.node) == reason:
        evidence.append(_holder(page, piece.node, found.region.unwanted))
    if part in _READ and decision.text != piece.text:
        evidence.append(f"cut off: “{piece.text.removeprefix(decision.text).strip()}”")
    if part == "caption" and piece.image:
        evidence.append(f"belongs to {absolute(page.url, piece.image)}")
    return part, reason, tuple(evidence)


class _Outside:
    """The pieces that stand outside of where the article was looked for."""

    def __init__(self, found: Extraction, page: Page) -> None:
        self.page = page
        unread = f"not read: {found.article.not_article}" if found.article.not_article else "nothing looks like text"
        self.otherwise = "outside the container of the text" if found.region else unread
        told = layout.furniture(self.page, layout.add_up(self.page, self.page.pieces))
        self.furniture = {node: reason for node, reason in enumerate(told) if reason}

    def verdict(self, piece: Piece, says: tuple[str, ...]) -> tuple[Part, str, tuple[str, ...]]:
        """Part, reason and evidence of a piece."""
        if piece.dropped is not None:
            return "dropped", piece.dropped, ()
        if reason := self.furniture.get(piece.node):
            return "dropped", reason, (_holder(self.page, piece.node, self.furniture),)
        if "title" in says:
            return "title", "says the title", ()
        if piece.repeated:
            return "dropped", f"the portal repeats it: {piece.repeated}", ()
        return "dropped", self.otherwise, ()


def _says(found: Extraction, page: Page) -> dict[int, tuple[str, ...]]:
    """By index, the fields that a piece of the page says by all of its text, or says the very words of."""
    article, title = found.article, fold(found.article.title)
    said: dict[int, tuple[str, ...]] = {}
    date = _date_line(found, page)
    for index, piece in enumerate(page.pieces):
        if piece.kind != "text":
            continue
        fields = {
            "title": bool(title) and len(piece.text) == len(title) and fold(piece.text) == title,
            "published": index == date,
            "section": bool(article.section) and without_repeat(piece.text) == article.section,
        }
        if any(fields.values()):
            said[index] = tuple(field for field, is_said in fields.items() if is_said)
    return said


def _date_line(found: Extraction, page: Page) -> int:
    """Index of the piece that the published date was read from; -1 where it was not read from the page's text."""
    published = found.article.published
    if not published.text or not (published.evidence or "").startswith(("text", "rule:")):
        return -1
    near = range(len(page.pieces))
    if published.evidence == "text":
        near = range(max(0, found.reading.first - _ABOVE), min(len(page.pieces), found.reading.last + _BELOW + 1))
    return next((i for i in near if page.pieces[i].kind == "text" and published.text in page.pieces[i].text), -1)


def _holder(page: Page, node: int, reasons: Mapping[int, str]) -> str:
    """The outermost element around a node that has the node's reason."""
    reason = reasons[node]
    holders = [n for n in page.ancestors(node) if reasons.get(n) == reason]
    return f"as all in {_name(page, holders[-1])}"


def _path(page: Page, node: int) -> str:
    return " > ".join(_name(page, n) for n in reversed([*page.ancestors(node)]))


def _name(page: Page, node: int) -> str:
    """An element as a selector would name it: "div#main.detail"."""
    element = page.elements[node]
    identity = f"#{element.get('id')}" if element.get("id") else ""
    classes = "".join(f".{name}" for name in (element.get("class") or "").split())
    return f"{element.tag}{identity}{classes}"[:_LONGEST_NAME]
