"""The files that articles offer for download, in the tables: which article names which, and what came of each.

Functions on a connection, inside the caller's transaction. The bytes of files are the business of `files`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Any

from storage.records import Article
from storage.rows import clean

# An article whose page names the same files by other addresses at every look must not grow without end.
MOST_OF_AN_ARTICLE = 100


def link(connection: sqlite3.Connection, article_id: int, article: Article, portal: str, at: str) -> None:
    """Note what an article offers for download, after what it is known to offer already.

    The same text may stand on another page with files of its own, or be given one later: none is lost.
    """
    if not article.attachments:
        return
    names = offered(connection, article_id)
    [position] = connection.execute(
        "SELECT coalesce(max(position) + 1, 0) FROM article_attachments WHERE article_id = ?", [article_id]
    ).fetchone()
    for url in add(names, article):
        connection.execute(
            "INSERT INTO attachments (portal, url, first_seen) VALUES (?, ?, ?) ON CONFLICT (url) DO NOTHING",
            [portal, url, at],
        )
        connection.execute(
            "INSERT INTO article_attachments (article_id, position, attachment_id, name) "
            "SELECT ?, ?, id, ? FROM attachments WHERE url = ?",
            [article_id, position, names[url], url],
        )
        position += 1


def offered(connection: sqlite3.Connection, article_id: int) -> dict[str, str]:
    """The names of the files that an article is known to offer, by address, in order."""
    rows = connection.execute(
        "SELECT url, name FROM article_attachments JOIN attachments ON attachments.id = attachment_id "
        "WHERE article_id = ? ORDER BY position",
        [article_id],
    )
    return {row["url"]: row["name"] for row in rows}


def add(names: dict[str, str], article: Article) -> list[str]:
    """Add to the names of files by address those that an article offers beside them; returns what was added."""
    before = len(names)
    for attachment in article.attachments:
        if len(names) < MOST_OF_AN_ARTICLE:
            names.setdefault(clean(attachment.url), clean(attachment.name))
    return list(names)[before:]


def unlink(connection: sqlite3.Connection, article_id: int) -> None:
    """Forget what an article offers; the files stay."""
    connection.execute("DELETE FROM article_attachments WHERE article_id = ?", [article_id])


def attachments_of(connection: sqlite3.Connection, article_ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """The attachments of articles as JSON, in the order of each: url, name, status, problem (where there is one), file.

    An article without any is left out.
    """
    rows = connection.execute(
        """
        SELECT article_id, name, url, status, attachments.problem, file_id, sha256, path, files.size, media_type,
               text_status, files.problem AS file_problem
        FROM article_attachments JOIN attachments ON attachments.id = attachment_id
        LEFT JOIN files ON files.id = file_id
        WHERE article_id IN (SELECT value FROM json_each(?)) ORDER BY article_id, position
        """,
        [json.dumps(list(article_ids))],
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["article_id"], []).append(_attachment_json(row))
    return found


def _attachment_json(row: sqlite3.Row) -> dict[str, Any]:
    shape: dict[str, Any] = {name: row[name] for name in ("url", "name", "status")}
    if problem := row["problem"] or row["file_problem"]:
        shape["problem"] = problem
    shape["file"] = (
        None
        if row["file_id"] is None
        else {name: row[name] for name in ("sha256", "path", "size", "media_type", "text_status")}
    )
    return shape
