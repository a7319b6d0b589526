"""What the archive holds at a glance: what is new in it, how many articles by month, what became of a page.

For those who look around before they search. Reads only, on a connection that someone else opened, and only what
an index gives: the size of the archive does not matter. One article whole is in `reading`, search in `search`.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from storage.records import CaptureRef
from storage.rows import capture_ref


@dataclass(frozen=True, slots=True)
class RawPage:
    """A capture, and the page that it is of: what there is to say about a raw page beside its bytes."""

    id: int
    ref: CaptureRef
    fetched_at: str
    status: int
    change: str
    article_id: int | None
    portal: str
    url: str


def newest(connection: sqlite3.Connection, count: int) -> list[dict[str, Any]]:
    """The articles that came into the archive last, newest first, each with the page that shows it.

    A text that a page was edited to is none of them: see `edited`.
    Keys: id, title, kind, published, published_precision, best_known, first_seen, portal, url, pages (how many).
    """
    return _rows(
        connection,
        """
        SELECT articles.id, articles.title, articles.kind, articles.published, articles.published_precision,
               articles.best_known, articles.first_seen, pages.portal, pages.url,
               (SELECT count(*) FROM pages AS every WHERE every.article_id = articles.id) AS pages
        FROM articles JOIN pages ON pages.id = (
            SELECT id FROM pages AS shown WHERE shown.article_id = articles.id
            ORDER BY shown.status <> 'live', shown.first_seen, shown.id LIMIT 1
        )
        WHERE EXISTS (SELECT 1 FROM captures WHERE captures.article_id = articles.id AND captures.change <> 'edit')
        ORDER BY articles.id DESC LIMIT ?
        """,
        [count],
    )


def edited(connection: sqlite3.Connection, count: int) -> list[dict[str, Any]]:
    """The pages whose text was changed last. Keys: portal, url, fetched_at, article_id, title, previous_article_id."""
    return _rows(
        connection,
        """
        SELECT pages.portal, pages.url, captures.fetched_at, captures.article_id, articles.title,
               (SELECT before.article_id FROM captures AS before
                WHERE before.page_id = captures.page_id AND before.id < captures.id AND before.article_id NOT NULL
                ORDER BY before.id DESC LIMIT 1) AS previous_article_id
        FROM captures JOIN pages ON pages.id = captures.page_id JOIN articles ON articles.id = captures.article_id
        WHERE captures.change = 'edit' ORDER BY captures.id DESC LIMIT ?
        """,
        [count],
    )


def gone(connection: sqlite3.Connection, count: int, portal: str | None = None) -> list[dict[str, Any]]:
    """The pages that went last and whose text is kept. Keys: portal, url, title, article_id, missing_since."""
    return _rows(
        connection,
        """
        SELECT portal, url, title, article_id, missing_since FROM pages INDEXED BY pages_gone
        WHERE status = 'gone' AND missing_since NOT NULL AND article_id NOT NULL AND (?1 IS NULL OR portal = ?1)
        ORDER BY missing_since DESC LIMIT ?2
        """,
        [portal, count],
    )


def rejects(connection: sqlite3.Connection, portal: str, count: int) -> list[dict[str, Any]]:
    """What of a portal was not stored lately. Keys: url, reason, last_seen, times."""
    return _rows(
        connection,
        "SELECT url, reason, last_seen, times FROM rejects WHERE portal = ? ORDER BY last_seen DESC LIMIT ?",
        [portal, count],
    )


def by_month(connection: sqlite3.Connection) -> list[tuple[str, str | None, int]]:
    """How many articles each portal published in each month: (portal, "2020-07", articles), in this order.

    A date known to the year alone counts with its year ("2020"), none at all as None.
    """
    rows = connection.execute(
        "SELECT portal, substr(published, 1, 7) AS month, count(DISTINCT article_id) FROM pages "
        "WHERE article_id NOT NULL GROUP BY portal, month ORDER BY portal, month"
    )
    return [(portal, month, count) for portal, month, count in rows]


def rhythm(connection: sqlite3.Connection, days: int) -> dict[str, int]:
    """How many articles each portal published in so many days before it was last crawled.

    One without a date counts by the day on which it was found, if that was not when everything was. A portal of which
    there is no article yet is left out.
    """
    rows = connection.execute(
        """
        SELECT portals.name, count(pages.id) FROM portals LEFT JOIN pages
            ON pages.portal = portals.name AND pages.article_id NOT NULL
            AND (pages.published NOT NULL OR date(pages.first_seen) > date(portals.first_crawled, '+1 day'))
            AND substr(coalesce(pages.published, pages.first_seen), 1, 10)
                BETWEEN date(portals.last_crawled, ?) AND date(portals.last_crawled, '+1 day')
        WHERE EXISTS (SELECT 1 FROM pages AS known WHERE known.portal = portals.name AND known.article_id NOT NULL)
        GROUP BY portals.name
        """,
        [f"-{days} days"],
    )
    return dict(rows.fetchall())


def figures(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """Each portal in numbers, by name: what there is of it, and how the last run that visited it went.

    Keys: portal, state (well, suspect, broken), articles, live, gone, held (captures in quarantine), last_news
    (first_seen of the newest article page), last_good (when a run last was through with it and all was well), last_run
    (when the latest ended), result (ok, failed, …), and of the latest run the counts of run_portals by their names.
    What no run did is None.
    """
    return _rows(
        connection,
        """
        SELECT portals.name AS portal,
               (SELECT count(DISTINCT article_id) FROM pages WHERE pages.portal = portals.name) AS articles,
               (SELECT count(*) FROM pages WHERE pages.portal = portals.name AND status = 'live'
                                                 AND article_id NOT NULL) AS live,
               (SELECT count(*) FROM pages WHERE pages.portal = portals.name AND status = 'gone'
                                                 AND article_id NOT NULL) AS gone,
               (SELECT max(first_seen) FROM pages WHERE pages.portal = portals.name AND article_id NOT NULL)
                   AS last_news,
               (SELECT finished_at FROM run_portals WHERE run_portals.portal = portals.name
                    AND json_extract(note, '$.result') = 'ok' ORDER BY run_id DESC LIMIT 1) AS last_good,
               last.finished_at AS last_run, json_extract(last.note, '$.result') AS result, last.requests, last.fetched,
               last.new, last.changed, last.unchanged, last.duplicates, last.rejected, last.errors, last.bytes,
               last.seconds, portal_states.state, portal_states.held
        FROM portals JOIN portal_states ON portal_states.portal = portals.name
        LEFT JOIN run_portals AS last ON last.portal = portals.name AND last.run_id = (
            SELECT run_id FROM run_portals AS every WHERE every.portal = portals.name
            AND json_extract(every.note, '$.result') <> 'locked' ORDER BY run_id DESC LIMIT 1
        )
        ORDER BY portals.name
        """,
        [],
    )


def history(connection: sqlite3.Connection, article_id: int) -> list[dict[str, Any]]:
    """What the pages said that show an article, or showed it: a row for each text of each page, in order.

    Keys: page_id, portal, url, capture_id, fetched_at, change (first, edit, reuse), article_id, title,
    previous_article_id (None for the first text of a page).
    """
    return _rows(
        connection,
        """
        SELECT pages.id AS page_id, pages.portal, pages.url, captures.id AS capture_id, captures.fetched_at,
               captures.change, captures.article_id, articles.title,
               lag(captures.article_id) OVER (PARTITION BY captures.page_id ORDER BY captures.id)
                   AS previous_article_id
        FROM captures JOIN pages ON pages.id = captures.page_id JOIN articles ON articles.id = captures.article_id
        WHERE captures.change IN ('first', 'edit', 'reuse') AND captures.page_id IN (
            SELECT id FROM pages WHERE article_id = ?1
            UNION SELECT page_id FROM captures WHERE article_id = ?1
        )
        ORDER BY pages.first_seen, pages.id, captures.id
        """,
        [article_id],
    )


def latest_captures(connection: sqlite3.Connection, article_id: int) -> dict[str, int]:
    """Of each page that shows an article, or showed it: its address, and the number of its latest capture that did."""
    rows = connection.execute(
        "SELECT pages.url, max(captures.id) FROM captures JOIN pages ON pages.id = page_id "
        "WHERE captures.article_id = ? GROUP BY page_id ORDER BY page_id",
        [article_id],
    )
    return dict(rows.fetchall())


def raw_page(connection: sqlite3.Connection, capture_id: int) -> RawPage | None:
    """The capture of this number; None where there is none."""
    row = connection.execute(
        "SELECT captures.*, pages.portal, pages.url FROM captures JOIN pages ON pages.id = page_id "
        "WHERE captures.id = ?",
        [capture_id],
    ).fetchone()
    if row is None:
        return None
    return RawPage(
        row["id"],
        capture_ref(row),
        row["fetched_at"],
        row["status"],
        row["change"],
        row["article_id"],
        row["portal"],
        row["url"],
    )


def _rows(connection: sqlite3.Connection, query: str, values: list[Any]) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(query, values)]
