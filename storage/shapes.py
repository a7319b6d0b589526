"""Articles as JSON with every place where they stand: the documented shape, many at a time.

Reads only, and asks the database once a table for a whole batch of articles.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from storage.attachments import attachments_of
from storage.published import article_date
from storage.records import NO_DATE, DateFact, date_json, weighed_json
from storage.rows import article_json, date_fact, dates, meeting_of

Rows = dict[int, list[sqlite3.Row]]


def article_shapes(
    connection: sqlite3.Connection, ids: Sequence[int], *, whole: bool = False
) -> Iterator[dict[str, Any]]:
    """The documented JSON of articles, each with its pages, in the order of `ids`; unknown ones are left out.

    `whole` adds all else that the archive has of them, so that another archive can take them in: `first_seen`,
    `best_known` and `is_meeting`, and for every page `record` (its row of `pages`) and `captures` (all that gave
    this article).
    """
    batch = _load(connection, ids)
    for article_id in ids:
        if article_id in batch.articles:
            yield _shape(batch, article_id, whole)


@dataclass(frozen=True, slots=True)
class _Batch:
    """Articles by number; by article its facts, attachments, the pages that show it and those that did; by page its
    captures."""

    articles: dict[int, sqlite3.Row]
    facts: Rows
    attachments: dict[int, list[dict[str, Any]]]
    shown: Rows
    left: Rows
    captures: Rows


def _load(connection: sqlite3.Connection, ids: Sequence[int]) -> _Batch:
    def rows(query: str, wanted: Iterable[int]) -> sqlite3.Cursor:
        return connection.execute(query, [json.dumps(list(wanted))])

    articles = {row["id"]: row for row in rows(f"SELECT * FROM articles WHERE id IN {_THESE}", ids)}
    shown = _by(
        "article_id", rows(f"SELECT * FROM pages WHERE article_id IN {_THESE} ORDER BY first_seen, id", articles)
    )
    # A text that was edited away is shown by no page, and still has to say where it stood.
    left = _by("was", rows(_LEFT, articles))
    pages = {page["id"] for group in (*shown.values(), *left.values()) for page in group}
    captures = _by("page_id", rows(f"SELECT * FROM captures WHERE page_id IN {_THESE} ORDER BY fetched_at, id", pages))
    facts = rows(f"SELECT * FROM facts WHERE article_id IN {_THESE} ORDER BY article_id, fact, position", articles)
    return _Batch(articles, _by("article_id", facts), attachments_of(connection, articles), shown, left, captures)


def _by(column: str, rows: Iterable[sqlite3.Row]) -> Rows:
    grouped: Rows = defaultdict(list)
    for row in rows:
        grouped[row[column]].append(row)
    return grouped


def _shape(batch: _Batch, article_id: int, whole: bool) -> dict[str, Any]:
    row, shown = batch.articles[article_id], batch.shown[article_id]
    views = [page["views"] for page in shown if page["views"] is not None]
    shape = article_json(
        row,
        views=max(views, default=None),
        published=_published(row, shown),
        meeting=meeting_of(row, batch.facts[article_id]),
        attachments=batch.attachments.get(article_id, []),
    )
    places = [(page, _page_json(page, batch.captures[page["id"]])) for page in shown]
    for page in batch.left[article_id]:
        captures = batch.captures[page["id"]]
        places.append((page, _page_json(page, captures) | _as_it_was(captures, article_id)))
    if whole:
        shape |= {name: row[name] for name in ("first_seen", "best_known")}
        shape["is_meeting"] = None if row["is_meeting"] is None else bool(row["is_meeting"])
        for page, place in places:
            place["record"] = _record(page)
            place["captures"] = [
                _capture_json(capture) for capture in batch.captures[page["id"]] if capture["article_id"] == article_id
            ]
    head = {"id": article_id, "hash": row["hash"], "story": row["story_id"]}
    return {**head, **shape, "pages": [place for _, place in places]}


def _published(row: sqlite3.Row, pages: list[sqlite3.Row]) -> DateFact:
    """The article's date as its pages give it; a text that no page shows any more keeps the one it had."""
    if pages:
        return article_date([date_fact(page) for page in pages])
    return DateFact(row["published"], row["published_precision"], row["published_evidence"], row["published_text"])


def _page_json(page: sqlite3.Row, captures: list[sqlite3.Row]) -> dict[str, Any]:
    shape = {name: page[name] for name in ("url", "portal", "status", "first_seen", "last_seen", "views")}
    shape["published"] = date_json(date_fact(page))
    shape["dates"] = [weighed_json(one) for one in dates(page)]
    gave = [capture for capture in captures if capture["change"] != "reject"] or captures
    shape["capture"] = place_json(gave[-1]) if gave else None
    return shape


def _as_it_was(captures: list[sqlite3.Row], article_id: int) -> dict[str, Any]:
    """What differs for a page that shows another text now: it is "changed", and its captures are those of then."""
    then = [capture for capture in captures if capture["article_id"] == article_id]
    return {
        "status": "changed",
        "published": date_json(NO_DATE),
        "dates": [],
        "first_seen": then[0]["fetched_at"],
        "last_seen": then[-1]["fetched_at"],
        "views": None,
        "capture": place_json(then[-1]),
    }


def place_json(capture: sqlite3.Row) -> dict[str, Any]:
    """Where a row of `captures` has its raw page."""
    return {"warc": capture["warc_file"], "offset": capture["warc_offset"], "length": capture["warc_length"]}


def _capture_json(capture: sqlite3.Row) -> dict[str, Any]:
    told = {name: capture[name] for name in ("fetched_at", "status", "digest", "change", "extractor")}
    return {**told, **place_json(capture)}


def _record(page: sqlite3.Row) -> dict[str, Any]:
    """A row of `pages` without what says itself where it stands, and without numbers of this archive."""
    told = {name: value for name, value in dict(page).items() if name not in _NOT_IN_RECORD}
    return told | {"dates": [weighed_json(one) for one in dates(page)]}


_THESE = "(SELECT value FROM json_each(?))"
_LEFT = f"""
    SELECT DISTINCT captures.article_id AS was, pages.* FROM captures JOIN pages ON pages.id = page_id
    WHERE captures.article_id IN {_THESE} AND pages.article_id IS NOT captures.article_id ORDER BY pages.id
"""
_NOT_IN_RECORD = {"id", "article_id", "portal", "url", "was"}
