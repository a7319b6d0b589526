"""Answers from the archive's tables: an article whole, with its places, and how portals and runs fared.

Reads only, on a connection that someone else opened. Full text search is in `search`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Any

from storage import health
from storage.errors import ArchiveError
from storage.records import CaptureRef, DateFact
from storage.rows import capture_ref, date_fact
from storage.shapes import article_shapes
from storage.similarity import compare

# Digits alone are the beginning of a hash only if there are so many of them.
SURELY_A_HASH = 8


def article(connection: sqlite3.Connection, key: int | str) -> dict[str, Any] | None:
    """The documented JSON of an article with its pages and its story; see `Store.article`."""
    row = _find(connection, key)
    if row is None:
        return None
    [shape] = article_shapes(connection, [row["id"]])
    return {**shape, "same_story": _same_story(connection, row)}


def latest_capture(connection: sqlite3.Connection, key: int | str) -> CaptureRef | None:
    """The latest capture of an article, or of a page: its latest that gave an article, if any did."""
    if isinstance(key, int):
        where, value = "article_id = ?", key
    else:
        page = _page_at(connection, key)
        if page is None:
            return None
        where, value = "page_id = ?", page["id"]
    row = connection.execute(
        f"SELECT * FROM captures WHERE {where} ORDER BY change = 'reject', fetched_at DESC, id DESC LIMIT 1", [value]
    ).fetchone()
    return None if row is None else capture_ref(row)


def last_runs(connection: sqlite3.Connection, count: int) -> list[dict[str, Any]]:
    """The latest runs, newest first, each with `portals`: its rows of run_portals."""
    runs = [
        dict(row) for row in connection.execute("SELECT * FROM runs ORDER BY started_at DESC, id DESC LIMIT ?", [count])
    ]
    for run in runs:
        rows = connection.execute("SELECT * FROM run_portals WHERE run_id = ? ORDER BY portal", [run["id"]])
        run["portals"] = [dict(row) | {"note": json.loads(row["note"])} for row in rows]
    return runs


def portal_summary(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """One dict a portal, by name: portal, host, title, live, articles, gone, newest, files, last_run, last_result,
    health.

    `live` and `gone` count pages that show (showed) an article, `files` the attachments that are fetched,
    `newest` is the latest date of publication, `last_run` when the portal's last run ended (or began) and
    `last_result` its row of run_portals with the run's exit code; both None for a portal that no run has crawled.
    `health` is its row of portal_states.
    """
    states = health.states(connection)
    portals = connection.execute(
        """
        SELECT portals.name AS portal, host, portals.title,
               count(pages.id) FILTER (WHERE pages.status = 'live') AS live,
               count(DISTINCT pages.article_id) AS articles,
               count(pages.id) FILTER (WHERE pages.status = 'gone') AS gone,
               max(pages.published) AS newest,
               (SELECT count(*) FROM attachments WHERE portal = portals.name AND status = 'fetched') AS files
        FROM portals LEFT JOIN pages ON pages.portal = portals.name AND pages.article_id IS NOT NULL
        GROUP BY portals.name ORDER BY portals.name
        """
    ).fetchall()
    return [dict(row) | _last_run(connection, row["portal"]) | {"health": states[row["portal"]]} for row in portals]


def shown_page(connection: sqlite3.Connection, url: str) -> sqlite3.Row | None:
    """The page at a canonical address, if it shows an article."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM pages WHERE url = ? AND article_id NOT NULL", [url]
    ).fetchone()
    return row


def dates_seen(connection: sqlite3.Connection, portal: str, since: str) -> list[tuple[str, DateFact]]:
    """See `Store.dates_seen`."""
    rows = connection.execute(
        "SELECT * FROM pages WHERE portal = ? AND article_id NOT NULL AND last_seen >= ? AND published NOT NULL "
        "ORDER BY id",
        [portal, since],
    )
    return [(row["url"], date_fact(row)) for row in rows]


def date_texts(connection: sqlite3.Connection, portal: str) -> list[tuple[str, str]]:
    """See `Store.date_texts`."""
    rows = connection.execute(
        "SELECT DISTINCT page_id, evidence, text FROM page_dates "
        "WHERE portal = ? AND evidence NOT NULL AND text NOT NULL",
        [portal],
    )
    return [(row["evidence"], row["text"]) for row in rows]


def dated_at(connection: sqlite3.Connection, portal: str, places: Iterable[str]) -> list[str]:
    """See `Store.dated_at`."""
    rows = connection.execute(
        "SELECT DISTINCT url FROM page_dates WHERE portal = ? AND evidence IN (SELECT value FROM json_each(?))",
        [portal, json.dumps(list(places))],
    )
    return [row["url"] for row in rows]


def _find(connection: sqlite3.Connection, key: int | str) -> sqlite3.Row | None:
    text = str(key)
    if "://" in text:
        page = _page_at(connection, text)
        return None if page is None else _by_id(connection, page["article_id"])
    if text.isascii() and text.isdigit() and len(text) < 19 and (row := _by_id(connection, int(text))):
        return row
    # A hash is hexadecimal; a short number that is no article's is hardly meant for the beginning of one.
    if not text or text.strip("0123456789abcdef") or (text.isdigit() and len(text) < SURELY_A_HASH):
        return None
    rows = connection.execute("SELECT * FROM articles WHERE hash >= ? AND hash < ? LIMIT 2", [text, text + "g"])
    found: list[sqlite3.Row] = rows.fetchall()
    if len(found) > 1:
        raise ArchiveError(f"Several articles have a hash that begins with {text}. Give more of it.")
    return found[0] if found else None


def _by_id(connection: sqlite3.Connection, article_id: int | None) -> sqlite3.Row | None:
    row: sqlite3.Row | None = connection.execute("SELECT * FROM articles WHERE id = ?", [article_id]).fetchone()
    return row


def _page_at(connection: sqlite3.Connection, url: str) -> sqlite3.Row | None:
    """The page of a canonical address, or else the one that was fetched from this address."""
    row: sqlite3.Row | None = connection.execute("SELECT * FROM pages WHERE url = ?", [url]).fetchone()
    if row is None:
        row = connection.execute("SELECT * FROM pages WHERE fetched_url = ? LIMIT 1", [url]).fetchone()
    return row


def _same_story(connection: sqlite3.Connection, row: sqlite3.Row) -> list[dict[str, Any]]:
    if row["story_id"] is None:
        return []
    others = connection.execute(
        "SELECT id, hash, title, body FROM articles WHERE story_id = ? AND id <> ? ORDER BY id",
        [row["story_id"], row["id"]],
    )
    shapes = []
    for other in others:
        likeness = compare(row["title"], row["body"], other["title"], other["body"])
        shapes.append(
            {name: other[name] for name in ("id", "hash", "title")}
            | {
                "jaccard": likeness.jaccard,
                "containment": likeness.containment,
                "same_story": likeness.same_story,
                "reason": likeness.reason,
            }
        )
    return shapes


def _last_run(connection: sqlite3.Connection, portal: str) -> dict[str, Any]:
    row = connection.execute(
        "SELECT run_portals.*, runs.exit_code, runs.started_at AS run_started FROM run_portals "
        "JOIN runs ON runs.id = run_id WHERE portal = ? ORDER BY runs.started_at DESC, run_id DESC LIMIT 1",
        [portal],
    ).fetchone()
    if row is None:
        return {"last_run": None, "last_result": None}
    result = dict(row) | {"note": json.loads(row["note"])}
    return {"last_run": row["finished_at"] or row["run_started"], "last_result": result}
