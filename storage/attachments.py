"""The files that articles offer for download, in the tables: which article names which, and what came of each.

Functions on a connection, inside the caller's transaction. The bytes of files are the business of `files`.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

from storage.errors import ArchiveError
from storage.records import Article, FileText, NotFetched, StoredFile
from storage.rows import clean, cleaned

# An article whose page names the same files by other addresses at every look must not grow without end.
MOST_OF_AN_ARTICLE = 100

# What leads to a place within a file, and what names a visit.
_NO_ADDRESS = re.compile(r"#.*|;jsessionid=[^/?#]*", re.IGNORECASE | re.DOTALL)

# What could not be had is tried in so many runs, then given up.
MOST_TRIES = 4


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
            names.setdefault(_NO_ADDRESS.sub("", clean(attachment.url)), clean(attachment.name))
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


# ---- fetching ------------------------------------------------------------------------------------------


def to_fetch(connection: sqlite3.Connection, portal: str, since: str, limit: int, *, again: bool) -> list[str]:
    """See `Store.attachments_to_fetch`."""
    rows = connection.execute(
        """
        SELECT url FROM attachments
        WHERE portal = :portal AND EXISTS (SELECT 1 FROM article_attachments WHERE attachment_id = attachments.id)
        AND (
            status = 'waiting'
            OR (status = 'failed' AND (tries < :tries OR :again) AND last_checked < :since)
            OR (status = 'refused' AND :again AND last_checked < :since)
            OR (status = 'too large' AND size <= :limit)
        )
        ORDER BY tries, id
        """,
        {"portal": portal, "since": since, "limit": limit, "tries": MOST_TRIES, "again": again},
    )
    return [row["url"] for row in rows]


def note_not_fetched(connection: sqlite3.Connection, answer: NotFetched, at: str) -> None:
    """See `Store.note_not_fetched`."""
    connection.execute(
        "UPDATE attachments SET status = ?, problem = ?, size = ?, tries = tries + 1, last_checked = ? WHERE url = ?",
        [answer.status, clean(answer.problem), answer.size, at, answer.url],
    )


def save_file(connection: sqlite3.Connection, url: str, file: StoredFile, at: str) -> int:
    """See `Store.save_file`."""
    connection.execute(
        "INSERT INTO files (sha256, size, media_type, format, path, first_seen) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (sha256) DO NOTHING",
        [file.sha256, file.size, file.media_type, file.format, file.path, at],
    )
    file_id: int = connection.execute("SELECT id FROM files WHERE sha256 = ?", [file.sha256]).fetchone()["id"]
    connection.execute(
        "UPDATE attachments SET status = 'fetched', file_id = ?, problem = NULL, size = NULL, last_checked = ? "
        "WHERE url = ?",
        [file_id, at, url],
    )
    return file_id


# ---- files ---------------------------------------------------------------------------------------------


def save_text(connection: sqlite3.Connection, sha256: str, text: FileText) -> None:
    """See `Store.save_file_text`."""
    connection.execute(
        "UPDATE files SET text = ?, text_status = ?, problem = ?, reader = ?, pages = ? WHERE sha256 = ?",
        [clean(text.text), text.status, cleaned(text.problem), text.reader, text.pages, sha256],
    )


def files(connection: sqlite3.Connection) -> Iterator[sqlite3.Row]:
    """See `Store.files`."""
    yield from connection.execute(
        "SELECT id, sha256, path, format, reader, text_status FROM files ORDER BY id"
    ).fetchall()


def unread(connection: sqlite3.Connection, portal: str) -> list[sqlite3.Row]:
    """See `Store.unread_files`."""
    return connection.execute(
        "SELECT sha256, path, format FROM files WHERE text_status IS NULL "
        "AND EXISTS (SELECT 1 FROM attachments WHERE file_id = files.id AND portal = ?) ORDER BY id",
        [portal],
    ).fetchall()


def file(connection: sqlite3.Connection, key: int | str) -> dict[str, Any] | None:
    """See `Store.file`."""
    text = str(key)
    if "://" in text:
        where, values = "id = (SELECT file_id FROM attachments WHERE url = ?)", [text]
    elif isinstance(key, int) and connection.execute("SELECT 1 FROM files WHERE id = ?", [key]).fetchone():
        where, values = "id = ?", [text]
    elif text and not text.strip("0123456789abcdef"):
        where, values = "sha256 >= ? AND sha256 < ?", [text, text + "g"]
    else:
        return None
    rows = connection.execute(f"SELECT * FROM files WHERE {where} LIMIT 2", values).fetchall()
    if len(rows) > 1:
        raise ArchiveError(f"Several files have a hash that begins with {text}. Give more of it.")
    return dict(rows[0]) if rows else None


def _attachment_json(row: sqlite3.Row) -> dict[str, Any]:
    shape: dict[str, Any] = {name: row[name] for name in ("url", "name", "status")}
    if problem := row["problem"] or row["file_problem"]:
        shape["problem"] = problem
    shape["file"] = (
        None
        if row["file_id"] is None
        else {"id": row["file_id"]}
        | {name: row[name] for name in ("sha256", "path", "size", "media_type", "text_status")}
    )
    return shape
