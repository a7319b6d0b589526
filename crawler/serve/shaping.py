"""What the archive answers, in the shape in which a page shows it. Pure: no archive, no words of a language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from storage.diff import BlockChange, Change, diff, diff_blocks


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of the meeting with the words that say it: ``text`` in the title or body, from character ``start`` (None
    where they stand at no one place)."""

    name: str
    position: int
    value: str
    detail: str | None
    text: str
    field: str
    start: int | None

    @property
    def anchor(self) -> str:
        """The name of its words on the page."""
        return f"{self.name}-{self.position}"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, and the fact that stands on it, if one does."""

    text: str
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A block of an article: its text in pieces, or the rows of a table."""

    kind: str
    pieces: tuple[Piece, ...]
    rows: tuple[tuple[str, ...], ...] = ()


def facts(article: dict[str, Any]) -> list[Fact]:
    """The facts of an article's meeting, in the order in which one asks for them."""
    meeting = article.get("meeting") or {}
    told = [_said(name, 0, meeting[name]) for name in ("kind", "organiser", "place") if meeting.get(name)]
    told[1:1] = [_period(article, name) for name in ("held_on", "covers") if article.get(name)]
    return told + [_said("chair", n, chair) for n, chair in enumerate(meeting.get("chairs") or [])]


def title(article: dict[str, Any], found: Sequence[Fact]) -> tuple[Piece, ...]:
    """The title, the words of the facts marked."""
    return _pieces(article["title"], 0, [fact for fact in found if fact.field == "title"])


def blocks(article: dict[str, Any], found: Sequence[Fact]) -> list[Shown]:
    """The text block by block, the words of the facts marked."""
    in_body = [fact for fact in found if fact.field == "body"]
    shown, start = [], 0
    for block in article["blocks"]:
        rows = tuple(map(tuple, block.get("rows") or ()))
        shown.append(Shown(block["kind"], _pieces(block["text"], start, in_body), rows))
        start += len(block["text"]) + len("\n\n")
    return shown


def by_page(history: Iterable[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The rows of `overview.history`, a list a page."""
    return [list(rows) for _, rows in groupby(history, key=lambda row: row["page_id"])]


def difference(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Two articles, and how the words of the one became those of the other."""
    texts = [[block["text"] for block in article["blocks"]] for article in (before, after)]
    title: tuple[Change, ...] = diff(before["title"], after["title"])
    changed: tuple[BlockChange, ...] = diff_blocks(*texts)
    same = all(change.kind == "equal" for change in title) and all(block.kind == "equal" for block in changed)
    return {"before": before, "after": after, "title": title, "blocks": changed, "same": same}


def by_year(counts: Iterable[tuple[str, str | None, int]]) -> dict[str, Any]:
    """The rows of `overview.by_month` as a table of years: portals, the months of each year by portal, and sums."""
    table: dict[str, dict[str, int]] = {}
    portals: dict[str, int] = {}
    for portal, month, count in counts:
        months = table.setdefault(month or "", {})
        months[portal] = months.get(portal, 0) + count
        portals[portal] = portals.get(portal, 0) + count
    undated = table.pop("", {})
    return {"portals": portals, "months": sorted(table.items(), reverse=True), "undated": undated}


def _said(name: str, position: int, shape: dict[str, Any]) -> Fact:
    value = shape["name"] if name == "chair" else shape["value"]
    return Fact(name, position, value, shape.get("role"), shape["text"], shape["in"], shape["start"])


def _period(article: dict[str, Any], name: str) -> Fact:
    period = article[name]
    text = period["text"]
    field, start = "title", article["title"].find(text)
    if start < 0:
        field, start = "body", article["text"].find(text)
    end = period["to"] if period["to"] != period["from"] else None
    return Fact(name, 0, period["from"], end, text, field, None if start < 0 else start)


def _pieces(text: str, start: int, found: Iterable[Fact]) -> tuple[Piece, ...]:
    """A text that begins at a character of its field, cut where facts stand; of two that overlap the first is kept."""
    pieces, done = [], 0
    placed = sorted((fact.start - start, fact.anchor, fact) for fact in found if fact.start is not None)
    for at, _, fact in placed:
        end = at + len(fact.text)
        if done <= at and end <= len(text) and at < end:
            pieces += [Piece(text[done:at]), Piece(text[at:end], fact)]
            done = end
    return tuple(piece for piece in [*pieces, Piece(text[done:])] if piece.text)
