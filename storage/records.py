"""The records every room stands on: what was fetched, what it says, what became of it.

Frozen dataclasses and nothing else: no I/O, no parsing, no knowledge of Scrapy, HTML or SQL.
The JSON of an article (``Article.as_json``) is an interface: it is the one shape in which an article
leaves the program, whether from ``extract``, ``show`` or ``export``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

BlockKind = Literal["paragraph", "heading", "item", "quote", "table"]
Precision = Literal["second", "minute", "hour", "day", "month", "year", "none"]
Field = Literal["title", "body"]
Change = Literal["first", "same", "edit", "reuse", "reject"]
TextStatus = Literal["text", "scanned", "empty", "unreadable", "unsupported"]
OutcomeKind = Literal["new", "changed", "unchanged", "duplicate", "rejected"]


@dataclass(frozen=True, slots=True)
class Capture:
    """One fetched response, as it came over the wire.

    Attributes:
        portal: name of the portal it belongs to ("" where there is none, as for a file given by hand).
        url: the address that answered, after redirects.
        page: the canonical address of the page, one a page however it was reached.
        fetched_at: when the answer arrived; always aware.
        status: HTTP status.
        headers: response headers in the order received, names and values as text.
        body: the payload, content encoding (gzip, br) undone, character encoding untouched.
        request_headers: what was asked, likewise.
        method: HTTP method of the request.
        listed_date: the date text of the list item that led here, where there was one.
        listed_title: the title in that item, likewise.
    """

    portal: str
    url: str
    page: str
    fetched_at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    request_headers: tuple[tuple[str, str], ...] = ()
    method: str = "GET"
    listed_date: str | None = None
    listed_title: str | None = None

    def header(self, name: str) -> str | None:
        """The first value of a response header, whatever its case; None where it was not sent."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True)
class CaptureRef:
    """Where a capture lies in the WARC archive.

    Attributes:
        file: name of the WARC file, relative to the archive's ``warc/`` folder.
        offset: first byte of the response record's gzip member.
        length: number of bytes of that member.
        digest: payload digest, ``sha1:`` and base32, as WARC writes it.
    """

    file: str
    offset: int
    length: int
    digest: str


@dataclass(frozen=True, slots=True)
class Note:
    """What a crawl learned that no capture tells, as it is kept beside them: with it, raw pages alone make an archive.

    Attributes:
        kind: what it is about, of those that ``crawler.notes`` knows.
        data: what it says, fit for JSON.
    """

    kind: str
    portal: str
    at: datetime
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Absence:
    """A page that was asked for and is not there: ``reason`` says how the portal put it ("HTTP 404")."""

    portal: str
    page: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class NotModified:
    """A page of which the portal said that it is as it was (HTTP 304), asked with one of its validators."""

    portal: str
    page: str
    at: datetime
    validator: Literal["etag", "last_modified"]


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that articles offer for download, as it lies in the archive.

    Attributes:
        sha256: of its bytes, hexadecimal. size: their number.
        path: where they lie, relative to the archive's folder.
        format: "pdf", "docx" …, and ``media_type``: what the bytes are, whatever anybody says.
    """

    sha256: str
    size: int
    path: str
    format: str
    media_type: str


@dataclass(frozen=True, slots=True)
class NotFetched:
    """An attachment that was asked for, or was not to be, and that there is no file of.

    Attributes:
        status: "failed" (it is tried again), "too large" (``size``: how many bytes it has, at least), "refused".
        problem: why, in words.
    """

    portal: str
    url: str
    at: datetime
    status: Literal["failed", "too large", "refused"]
    problem: str
    size: int | None = None


@dataclass(frozen=True, slots=True)
class FileText:
    """What a person reads in a file; ``reader`` says which library read it. ``problem``, in words: why there is no
    text, or not all of it."""

    status: TextStatus
    text: str = ""
    problem: str | None = None
    reader: str | None = None
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class DateFact:
    """A date with its evidence. A date is never invented: no evidence, no value.

    Attributes:
        value: ISO 8601, as precise as ``precision`` says ("2023-11-30", "2020-07-24T01:00:00+07:00",
            "2021-03", "2019"); None where nothing gave a date.
        precision: what of the value is known; "none" with no value.
        evidence: where it was read ("rule:thoxuan", "meta:article:published_time", "text", "listing" …).
        text: the words it was read from, as they stand on the page.
        not_before, not_after: bounds (ISO) where no date is known; never a date themselves.
        problem: why a date that was seen is not given or not trusted, in words.
        update: whether the words speak of an update ("Cập nhật: …"), which may be later than the publication.
    """

    value: str | None = None
    precision: Precision = "none"
    evidence: str | None = None
    text: str | None = None
    not_before: str | None = None
    not_after: str | None = None
    problem: str | None = None
    update: bool = False


NO_DATE = DateFact()


@dataclass(frozen=True, slots=True)
class Weighed:
    """A date that was read on a page or beside it, and why it is the published date or is not, in words."""

    fact: DateFact
    verdict: str


@dataclass(frozen=True, slots=True)
class PeriodFact:
    """A day or a range of days, both ends ISO dates and included, with the words that say so."""

    start: str
    end: str
    text: str


@dataclass(frozen=True, slots=True)
class Span:
    """Words of an article that say something: ``text`` as it stands there, from character ``start`` (0 is the first)
    of its title or of its body (``Article.text``)."""

    field: Field
    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """A fact in the form that is compared and counted, and the words that say it."""

    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class Chair:
    """Somebody who chaired a meeting: the name alone, the office as the text has it, and the words that say so."""

    name: str
    role: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Meeting:
    """What a text says of the meeting that it reports; each part None, or empty, where it does not say.

    Attributes:
        kind: "giao ban", "tổng kết", "sơ kết", "kỳ họp" …, lower case (``crawler.extract.meeting`` has them all).
        place: where it was held.
        organiser: the body that held it.
        chairs: who chaired it, in the order of the text.
    """

    kind: Said | None = None
    place: Said | None = None
    organiser: Said | None = None
    chairs: tuple[Chair, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """One thing a reader reads: a paragraph, a heading, a list item, a quotation, a table.

    ``rows`` holds the cells of a table; its ``text`` is the same cells for reading (cells joined by
    " | ", rows by a new line).
    """

    kind: BlockKind
    text: str
    rows: tuple[tuple[str, ...], ...] | None = None


@dataclass(frozen=True, slots=True)
class Caption:
    text: str
    image: str | None = None


@dataclass(frozen=True, slots=True)
class Image:
    url: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    url: str
    name: str


@dataclass(frozen=True, slots=True)
class Article:
    """What a page says, boilerplate gone. ``not_article`` gives the reason where it says nothing.

    ``blocks`` is everything a reader reads, in order; the lead, where there is one, is the first of
    them. ``meeting`` is None where the text is no news of a meeting. ``sources`` says field by field where
    a value came from ("rule:liferay", "meta:og:title", "generic" …); ``dates`` is all that was weighed for
    ``published``, the chosen first; ``version`` is the extractor's.
    """

    title: str = ""
    section: str | None = None
    lead: str | None = None
    blocks: tuple[Block, ...] = ()
    captions: tuple[Caption, ...] = ()
    images: tuple[Image, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    byline: str | None = None
    source: str | None = None
    views: int | None = None
    language: str | None = None
    published: DateFact = NO_DATE
    dates: tuple[Weighed, ...] = ()
    held_on: PeriodFact | None = None
    covers: PeriodFact | None = None
    meeting: Meeting | None = None
    version: str = ""
    sources: Mapping[str, str] = field(default_factory=dict)
    not_article: str | None = None

    @property
    def text(self) -> str:
        """The blocks' texts, a blank line between two."""
        return "\n\n".join(block.text for block in self.blocks)

    def as_json(self) -> dict[str, Any]:
        """The documented JSON shape (DESIGN, "The JSON of an article"), ready for ``json.dumps``."""
        return {
            "title": self.title,
            "section": self.section,
            "lead": self.lead,
            "blocks": [_block_json(block) for block in self.blocks],
            "text": self.text,
            "captions": [{"text": c.text, "image": c.image} for c in self.captions],
            "images": [{"url": i.url, "alt": i.alt} for i in self.images],
            "attachments": [{"url": a.url, "name": a.name} for a in self.attachments],
            "byline": self.byline,
            "source": self.source,
            "views": self.views,
            "language": self.language,
            "published": date_json(self.published),
            "held_on": period_json(self.held_on),
            "covers": period_json(self.covers),
            "meeting": meeting_json(self.meeting),
            "extractor": {"version": self.version, "fields": dict(self.sources)},
            "not_article": self.not_article,
        }


@dataclass(frozen=True, slots=True)
class Outcome:
    """What saving a capture did.

    Attributes:
        kind: new (a text nobody had), duplicate (a text known from another page), changed (this page
            said something else before), unchanged, rejected (no article).
        page_id: row of the page. article_id: row of the article it shows now, None where it has none.
        reason: why it was rejected, or what else a reader of the report should know.
    """

    kind: OutcomeKind
    page_id: int
    article_id: int | None
    reason: str | None = None


def date_json(fact: DateFact) -> dict[str, Any]:
    """A published date as JSON: the four facts always, bounds, problem and ``update`` where there are any."""
    optional = {
        "not_before": fact.not_before,
        "not_after": fact.not_after,
        "problem": fact.problem,
        "update": True if fact.update else None,
    }
    return {
        "value": fact.value,
        "precision": fact.precision,
        "evidence": fact.evidence,
        "text": fact.text,
    } | {key: value for key, value in optional.items() if value is not None}


def weighed_json(weighed: Weighed) -> dict[str, Any]:
    """A date that was weighed, as JSON: as ``date_json``, and the verdict."""
    return {**date_json(weighed.fact), "verdict": weighed.verdict}


def weighed_from_json(shape: Mapping[str, Any]) -> Weighed:
    """What ``weighed_json`` wrote."""
    fact = {name: value for name, value in shape.items() if name != "verdict"}
    return Weighed(DateFact(**fact), shape["verdict"])


def period_json(fact: PeriodFact | None) -> dict[str, str] | None:
    """A meeting's days or the period covered as JSON; None where there is none."""
    return None if fact is None else {"from": fact.start, "to": fact.end, "text": fact.text}


def meeting_json(meeting: Meeting | None) -> dict[str, Any] | None:
    """What is known of a meeting as JSON; None where the text reports none.

    Each fact is {value, text, in: title|body, start}; a chair has ``name`` and ``role`` for ``value``.
    """
    if meeting is None:
        return None
    return {
        "kind": _said_json(meeting.kind),
        "place": _said_json(meeting.place),
        "organiser": _said_json(meeting.organiser),
        "chairs": [{"name": chair.name, "role": chair.role, **_span_json(chair.span)} for chair in meeting.chairs],
    }


def _said_json(said: Said | None) -> dict[str, Any] | None:
    return None if said is None else {"value": said.value, **_span_json(said.span)}


def _span_json(span: Span) -> dict[str, Any]:
    return {"text": span.text, "in": span.field, "start": span.start}


def _block_json(block: Block) -> dict[str, Any]:
    shape: dict[str, Any] = {"kind": block.kind, "text": block.text}
    if block.rows is not None:
        shape["rows"] = [list(row) for row in block.rows]
    return shape
