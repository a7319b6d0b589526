"""What the archive knows of its portals' health: events, measures, what is held in quarantine, alerts sent.

Rows in and out. What is suspect is judged in ``crawler.health``; what a capture that is held or released makes of its
page, in ``history``. Transactions are the caller's (``Store.batch``).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.instants import stamp
from storage.records import CaptureRef
from storage.rows import capture_ref, clean

# Runs whose measures are a portal's past: enough to outlive an odd one, few enough to follow a slow change.
RUNS_COMPARED = 30


@dataclass(frozen=True, slots=True)
class Held:
    """A capture in quarantine, and where its raw page lies."""

    id: int
    capture_id: int
    page_id: int
    portal: str
    url: str
    kind: str
    reason: str
    title: str
    held_at: str
    state: str
    decided_at: str | None
    decided_by: str | None
    ref: CaptureRef


# ---- events ------------------------------------------------------------------------------------------------


def open_events(connection: sqlite3.Connection, portal: str) -> dict[str, dict[str, Any]]:
    """What is wrong with a portal as far as is known: rows of health_events, by kind."""
    rows = connection.execute("SELECT * FROM health_events WHERE portal = ? AND closed_at IS NULL", [portal])
    return {row["kind"]: dict(row) for row in rows}


def note_event(
    connection: sqlite3.Connection,
    portal: str,
    kind: str,
    words: str,
    *,
    example: str | None,
    at: datetime,
    patience: int,
    since: datetime | None = None,
) -> int:
    """A run found this wrong; returns how many runs in turn did. It is confirmed once ``patience`` of them have.

    Args:
        since: when it began, where that is earlier than ``at``.
    """
    connection.execute(
        "INSERT INTO health_events (portal, kind, words, example, opened_at, last_found_at) "
        "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (portal, kind) WHERE closed_at IS NULL DO UPDATE SET "
        "last_found_at = excluded.last_found_at, times = times + 1, words = excluded.words, "
        "example = coalesce(excluded.example, example)",
        [portal, kind, clean(words), example and clean(example), stamp(since or at), stamp(at)],
    )
    connection.execute(
        "UPDATE health_events SET confirmed = 1 WHERE portal = ? AND kind = ? AND closed_at IS NULL AND times >= ?",
        [portal, kind, patience],
    )
    return int(open_events(connection, portal)[kind]["times"])


def close_event(connection: sqlite3.Connection, portal: str, kind: str, outcome: str, at: datetime) -> bool:
    """A run found this well; returns whether it was not before."""
    closed = connection.execute(
        "UPDATE health_events SET closed_at = ?, outcome = ? WHERE portal = ? AND kind = ? AND closed_at IS NULL",
        [stamp(at), clean(outcome), portal, kind],
    )
    return closed.rowcount > 0


def states(connection: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    """Rows of portal_states, by portal."""
    return {row["portal"]: dict(row) for row in connection.execute("SELECT * FROM portal_states ORDER BY portal")}


def unsent(connection: sqlite3.Connection, channel: str) -> list[dict[str, Any]]:
    """What a channel is to be told: confirmed events (``said`` broken), and that those are over (``said`` well) that it
    was told of, or was to be: of these the end alone is told. Keys: those of health_events, and said.
    """
    rows = connection.execute(
        """
        SELECT events.*, iif(closed_at IS NULL, 'broken', 'well') AS said FROM health_events AS events
        WHERE confirmed AND NOT EXISTS (
            SELECT 1 FROM health_alerts AS alerts WHERE event_id = events.id AND channel = ?1 AND sent_at NOT NULL
            AND alerts.said = iif(closed_at IS NULL, 'broken', 'well')
        ) AND (closed_at IS NULL OR EXISTS (
            SELECT 1 FROM health_alerts WHERE event_id = events.id AND channel = ?1
        )) ORDER BY portal, opened_at, id
        """,
        [channel],
    )
    return [dict(row) for row in rows]


def note_alert(
    connection: sqlite3.Connection,
    events: Iterable[Mapping[str, Any]],
    channel: str,
    at: datetime,
    problem: str | None = None,
) -> None:
    """A channel was told of these events (of ``unsent``), or could not be, for this ``problem``."""
    sent = None if problem else stamp(at)
    connection.executemany(
        "INSERT OR REPLACE INTO health_alerts (event_id, said, channel, tried_at, sent_at, problem) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [(event["id"], event["said"], channel, stamp(at), sent, problem and clean(problem)) for event in events],
    )


# ---- what a portal is like when it is well -----------------------------------------------------------------


def norm(connection: sqlite3.Connection, portal: str) -> tuple[str, dict[str, Any] | None]:
    """Since when a portal is as it is ("": ever), and what its entry page is like."""
    row = connection.execute("SELECT since, front FROM health_norms WHERE portal = ?", [portal]).fetchone()
    return ("", None) if row is None else (row["since"], json.loads(row["front"]) if row["front"] else None)


def save_norm(
    connection: sqlite3.Connection, portal: str, *, front: Mapping[str, Any] | None, since: str | None = None
) -> None:
    """Keep what a portal's entry page is like; ``since``: only what is measured from then on counts."""
    text = None if front is None else json.dumps(front, ensure_ascii=False)
    connection.execute(
        "INSERT INTO health_norms (portal, since, front) VALUES (?1, coalesce(?2, ''), ?3) "
        "ON CONFLICT (portal) DO UPDATE SET front = excluded.front, since = coalesce(?2, since)",
        [portal, since, text],
    )


def save_measures(connection: sqlite3.Connection, portal: str, at: datetime, measures: Mapping[str, Any]) -> None:
    """Keep what a run measured; that of the same moment is replaced."""
    connection.execute(
        "INSERT OR REPLACE INTO health_measures (portal, at, measures) VALUES (?, ?, ?)",
        [portal, stamp(at), json.dumps(measures)],
    )


def measures(connection: sqlite3.Connection, portal: str, since: str) -> list[dict[str, Any]]:
    """What the latest runs measured, the latest first."""
    rows = connection.execute(
        "SELECT measures FROM health_measures WHERE portal = ? AND at >= ? ORDER BY at DESC LIMIT ?",
        [portal, since, RUNS_COMPARED],
    )
    return [json.loads(row["measures"]) for row in rows]


def days_of_news(connection: sqlite3.Connection, portal: str) -> list[str]:
    """The days (of Vietnam, ISO) on which a portal published, as far as they are known, in order.

    A page tells the day that it is dated; where it has none, when it was first seen, unless that was the first crawl.
    """
    rows = connection.execute(
        """
        SELECT DISTINCT day FROM (
            SELECT CASE WHEN published_precision IN ('second', 'minute', 'hour', 'day') THEN substr(published, 1, 10)
                        WHEN date(pages.first_seen) > date(first_crawled) THEN date(pages.first_seen, '+7 hours')
                   END AS day
            FROM pages JOIN portals ON portals.name = portal WHERE portal = ? AND article_id NOT NULL
        ) WHERE day NOT NULL ORDER BY day
        """,
        [portal],
    )
    return [row["day"] for row in rows]


def first_crawled(connection: sqlite3.Connection, portal: str) -> str | None:
    """The day on which a portal was first crawled (ISO); None where it never was."""
    row = connection.execute("SELECT date(first_crawled, '+7 hours') FROM portals WHERE name = ?", [portal]).fetchone()
    return None if row is None else row[0]


def latest_texts(
    connection: sqlite3.Connection, portal: str, before: datetime, count: int = 200
) -> list[tuple[str, int]]:
    """Title and number of words of the texts that a portal's pages show and that were found before, latest first."""
    rows = connection.execute(
        "SELECT pages.title, words FROM pages JOIN articles ON articles.id = article_id "
        "WHERE portal = ? AND pages.first_seen < ? ORDER BY pages.id DESC LIMIT ?",
        [portal, stamp(before), count],
    )
    return [(row["title"] or "", row["words"]) for row in rows]


def page_before(connection: sqlite3.Connection, url: str) -> dict[str, Any] | None:
    """What a page showed so far: title, words, published, published_evidence, first_seen, last_seen; None where it
    showed no article."""
    row = connection.execute(
        "SELECT pages.title, words, pages.published, pages.published_evidence, pages.first_seen, last_seen "
        "FROM pages JOIN articles ON articles.id = article_id WHERE url = ?",
        [url],
    ).fetchone()
    return None if row is None else dict(row)


def newest_capture(connection: sqlite3.Connection, page_id: int) -> int:
    """The number of a page's last capture."""
    return int(connection.execute("SELECT max(id) FROM captures WHERE page_id = ?", [page_id]).fetchone()[0])


# ---- quarantine --------------------------------------------------------------------------------------------


def hold(
    connection: sqlite3.Connection, captures: Iterable[tuple[int, str]], kind: str, reason: str, at: datetime
) -> None:
    """Note that captures are held, each with the title that it would have; one that was decided on stays so."""
    connection.executemany(
        "INSERT OR IGNORE INTO quarantine (capture_id, page_id, portal, kind, reason, title, held_at) "
        "SELECT captures.id, page_id, portal, ?, ?, ?, ? FROM captures JOIN pages ON pages.id = page_id "
        "WHERE captures.id = ?",
        [(kind, clean(reason), clean(title), stamp(at), capture) for capture, title in captures],
    )


def held(
    connection: sqlite3.Connection,
    *,
    portal: str | None = None,
    kinds: Sequence[str] = (),
    ids: Sequence[int] = (),
    state: str | None = "held",
) -> list[Held]:
    """What is in quarantine, oldest first."""
    where, values = ["1"], []
    for condition, value in (("quarantine.portal = ?", portal), ("quarantine.state = ?", state)):
        if value is not None:
            where.append(condition)
            values.append(value)
    for column, chosen in (("quarantine.kind", kinds), ("quarantine.id", ids)):
        if chosen:
            where.append(f"{column} IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(list(chosen)))
    rows = connection.execute(
        "SELECT quarantine.*, pages.url, warc_file, warc_offset, warc_length, digest FROM quarantine "
        "JOIN captures ON captures.id = capture_id JOIN pages ON pages.id = quarantine.page_id "
        f"WHERE {' AND '.join(where)} ORDER BY quarantine.id",
        values,
    )
    names = [name for name in Held.__slots__ if name != "ref"]
    return [Held(**{name: row[name] for name in names}, ref=capture_ref(row)) for row in rows]


def known_captures(connection: sqlite3.Connection, captures: Sequence[int]) -> set[int]:
    """Those of these captures that are, or were, in quarantine."""
    rows = connection.execute(
        "SELECT capture_id FROM quarantine WHERE capture_id IN (SELECT value FROM json_each(?))",
        [json.dumps(captures)],
    )
    return {row["capture_id"] for row in rows}


def decide(connection: sqlite3.Connection, ids: Iterable[int], state: str, by: str, at: datetime) -> None:
    """Note what became of captures in quarantine."""
    connection.executemany(
        "UPDATE quarantine SET state = ?, decided_at = ?, decided_by = ? WHERE id = ?",
        [(state, stamp(at), by, number) for number in ids],
    )


def pages_held(connection: sqlite3.Connection, portal: str) -> set[str]:
    """The addresses of pages that something is held of: what they show now is not known."""
    rows = connection.execute(
        "SELECT DISTINCT url FROM quarantine JOIN pages ON pages.id = page_id "
        "WHERE quarantine.portal = ? AND state = 'held'",
        [portal],
    )
    return {row["url"] for row in rows}


# ---- at a glance -------------------------------------------------------------------------------------------


def latest_runs(connection: sqlite3.Connection, count: int) -> dict[str, list[dict[str, Any]]]:
    """Of each portal its latest runs, the oldest first: run_id, started_at, new, result (None before it was kept)."""
    rows = connection.execute(
        """
        SELECT portal, run_id, started_at, new, result FROM (
            SELECT portal, run_id, started_at, new, json_extract(note, '$.result') AS result,
                   row_number() OVER (PARTITION BY portal ORDER BY run_id DESC) AS back
            FROM run_portals WHERE json_extract(note, '$.result') IS NOT 'locked'
        ) WHERE back <= ? ORDER BY portal, run_id
        """,
        [count],
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        run = dict(row)
        found.setdefault(run.pop("portal"), []).append(run)
    return found
