"""How an article and the date of a page lie in their rows, and how they come out of them.

The text is stored once, in `body`; blocks are places in it. No SQL here.
"""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from storage import alphabet
from storage.records import (
    Article,
    CaptureRef,
    Chair,
    DateFact,
    Meeting,
    PeriodFact,
    Said,
    Span,
    Weighed,
    date_json,
    meeting_json,
    weighed_from_json,
)
from storage.similarity import Token, spelled, tokens, words_with


def article_row(article: Article) -> dict[str, Any]:
    """The columns of `articles` that follow from the article alone, text in NFC and fit for SQLite."""
    title, texts = clean(article.title), [block.text for block in article.blocks]
    body = BLANK_LINE.join(texts)
    if clean(body) != body:
        texts = [clean(text) for text in texts]
        body = BLANK_LINE.join(texts)
    return {
        "title": title,
        "section": cleaned(article.section),
        "lead_length": _lead_length(article.lead, body),
        "body": body,
        "byline": cleaned(article.byline),
        "source": cleaned(article.source),
        "language": cleaned(article.language),
        **period_columns(article.held_on, article.covers),
        **_meeting_columns(article.meeting),
        "structure": _structure(article, texts),
        "extractor": clean(article.version),
        "words": len(tokens(body)),
        "d_stroke": words_with_d_stroke(title, body),
    }


def words_with_d_stroke(title: str, body: str) -> str:
    """The words with đ of an article, each once, marks off but for that stroke: what the index of all words, which has
    d for đ, cannot tell apart."""
    return " ".join(sorted({_marks_off(word) for text in (title, body) for word in words_with("đ", text)}))


@lru_cache(maxsize=4096)
def _marks_off(word: Token) -> str:
    """A word without its marks. Texts share their words with đ: there are some hundred such syllables."""
    return _MARKS.sub("", unicodedata.normalize("NFD", spelled(word)))


def period_columns(held_on: PeriodFact | None, covers: PeriodFact | None) -> dict[str, str | None]:
    """The columns of `articles` that say when the meeting was and what it covers."""
    return {**_period_columns("held", held_on), **_period_columns("covers", covers)}


def fact_rows(article: Article) -> list[tuple[Any, ...]]:
    """The rows of `facts` that follow from an article, without its id: fact, position, value, detail, field, start,
    length."""
    meeting = article.meeting or Meeting()
    told: list[tuple[str, int, str, str | None, Span]]
    told = [(name, 0, said.value, None, said.span) for name, said in _single_facts(meeting) if said]
    told += [("chair", n, chair.name, chair.role, chair.span) for n, chair in enumerate(meeting.chairs)]
    if not told:
        return []
    stored = {"title": clean(article.title), "body": clean(article.text)}
    return [
        (fact, position, clean(value), cleaned(detail), *_place_of(stored[span.field], span))
        for fact, position, value, detail, span in told
    ]


def meeting_of(row: sqlite3.Row, facts: Iterable[sqlite3.Row]) -> Meeting | None:
    """The meeting that a row of `articles` and its rows of `facts` tell of; None where the text reports none."""
    if not row["is_meeting"]:
        return None
    single: dict[str, Said] = {}
    chairs = []
    for fact in facts:
        span = Span(fact["field"], fact["start"], row[fact["field"]][fact["start"] :][: fact["length"]])
        if fact["fact"] == "chair":
            chairs.append(Chair(fact["value"], fact["detail"], span))
        else:
            single[fact["fact"]] = Said(fact["value"], span)
    return Meeting(single.get("kind"), single.get("place"), single.get("organiser"), tuple(chairs))


def article_json(
    row: sqlite3.Row,
    *,
    views: int | None,
    published: DateFact,
    meeting: Meeting | None,
    attachments: list[dict[str, Any]],
) -> dict[str, Any]:
    """The shape of `Article.as_json` from a row of `articles`; views and date are those of its pages."""
    structure = json.loads(row["structure"])
    body: str = row["body"]
    return {
        "title": row["title"],
        "section": row["section"],
        "lead": row["lead"],
        "blocks": [_block_json(body, *block) for block in structure["blocks"]],
        "text": body,
        "captions": structure.get("captions", []),
        "images": structure.get("images", []),
        "attachments": attachments,
        "byline": row["byline"],
        "source": row["source"],
        "views": views,
        "language": row["language"],
        "published": date_json(published),
        "held_on": _period_json(row, "held"),
        "covers": _period_json(row, "covers"),
        "meeting": meeting_json(meeting),
        "extractor": {"version": row["extractor"], "fields": structure.get("fields", {})},
        "not_article": None,
    }


def date_fact(row: sqlite3.Row | Mapping[str, Any]) -> DateFact:
    """The date of a row of `pages`, as the record it came from."""
    return DateFact(
        value=row["published"],
        precision=row["published_precision"],
        evidence=row["published_evidence"],
        text=row["published_text"],
        not_before=row["published_not_before"],
        not_after=row["published_not_after"],
        problem=row["published_problem"],
    )


def dates(row: sqlite3.Row | Mapping[str, Any]) -> tuple[Weighed, ...]:
    """What was weighed for the date of a row of `pages`; nothing where another program wrote what is none of that."""
    try:
        return tuple(map(weighed_from_json, json.loads(row["dates"])))
    except (ValueError, TypeError, KeyError, AttributeError):
        return ()


def capture_ref(row: sqlite3.Row) -> CaptureRef:
    """Where the capture of a row of `captures` lies."""
    return CaptureRef(row["warc_file"], row["warc_offset"], row["warc_length"], row["digest"])


def clean(text: str) -> str:
    """Text as the archive keeps it: NFC, without NUL (SQLite would stop there) and half characters."""
    if text.isprintable():  # then it has neither
        return text if text.isascii() else unicodedata.normalize("NFC", text)
    if alphabet.encode(text) is not None:
        return text
    return unicodedata.normalize("NFC", text).encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


def cleaned(text: str | None) -> str | None:
    """`clean`, for what may be missing."""
    return None if text is None else clean(text)


BLANK_LINE = "\n\n"

to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""JSON as the archive keeps it in a column."""

_MARKS = re.compile("[\u0300-\u036f]+")


def _structure(article: Article, texts: list[str]) -> str:
    blocks: list[list[Any]] = []
    start = 0
    for block, text in zip(article.blocks, texts, strict=True):
        blocks.append([block.kind, start, len(text)])
        if block.rows is not None:
            blocks[-1].append([[clean(cell) for cell in row] for row in block.rows])
        start += len(text) + len(BLANK_LINE)
    lists = {
        "captions": [{"text": clean(c.text), "image": cleaned(c.image)} for c in article.captions],
        "images": [{"url": clean(i.url), "alt": clean(i.alt)} for i in article.images],
        "fields": {clean(field): clean(origin) for field, origin in article.sources.items()},
    }
    structure = {"blocks": blocks} | {name: value for name, value in lists.items() if value}
    return to_json(structure)


def _block_json(body: str, kind: str, start: int, length: int, rows: list[list[str]] | None = None) -> dict[str, Any]:
    shape: dict[str, Any] = {"kind": kind, "text": body[start : start + length]}
    return shape if rows is None else shape | {"rows": rows}


def _lead_length(lead: str | None, body: str) -> int | None:
    """A lead is the beginning of its text, and stored as no more than that."""
    stored = cleaned(lead)
    return len(stored) if stored and body.startswith(stored) else None


def _meeting_columns(meeting: Meeting | None) -> dict[str, Any]:
    facts = {name: said and clean(said.value) for name, said in _single_facts(meeting or Meeting())}
    names = [clean(chair.name) for chair in meeting.chairs] if meeting else []
    return {"is_meeting": int(meeting is not None), **facts, "chairs": "; ".join(names) or None}


def _single_facts(meeting: Meeting) -> tuple[tuple[str, Said | None], ...]:
    return (("kind", meeting.kind), ("place", meeting.place), ("organiser", meeting.organiser))


def _place_of(stored: str, span: Span) -> tuple[str, int, int]:
    """Where a span's words stand in the text as it is `stored`: composing letters can have moved them."""
    words = clean(span.text)
    start = span.start if stored.startswith(words, span.start) else max(0, stored.find(words))
    return span.field, start, len(words)


def _period_columns(prefix: str, fact: PeriodFact | None) -> dict[str, str | None]:
    values = (None, None, None) if fact is None else (fact.start, fact.end, clean(fact.text))
    return dict(zip((f"{prefix}_from", f"{prefix}_to", f"{prefix}_text"), values, strict=True))


def _period_json(row: sqlite3.Row, prefix: str) -> dict[str, str] | None:
    if row[f"{prefix}_from"] is None:
        return None
    return {"from": row[f"{prefix}_from"], "to": row[f"{prefix}_to"], "text": row[f"{prefix}_text"]}
