"""All of another archive, as it was at one moment, for `merge`. It is read and never written."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from storage.dictionary import TABLES
from storage.errors import ArchiveError, explained
from storage.merging.incoming import (
    PORTAL,
    RAW_FILE,
    ArticleIn,
    AttachmentIn,
    CaptureIn,
    FileIn,
    ListingIn,
    PageIn,
    PortalIn,
    RejectIn,
    RunIn,
    Unit,
    is_moment,
)
from storage.schema import migrated_copy, open_database
from storage.sql import named

BATCH = 200


class ArchiveSource:
    """An archive's database, open at one moment; `home` is its folder."""

    def __init__(self, connection: sqlite3.Connection, home: Path) -> None:
        self.home = home
        self._connection = connection
        self.portals = tuple(row["name"] for row in self._rows("SELECT name FROM portals ORDER BY name"))

    def units(self) -> Iterator[Unit]:
        yield from self._portals()
        for row in self._all("files", "ORDER BY id"):
            yield FileIn(_without(row, "id"))
        for row in self._rows(_ATTACHMENTS):
            yield AttachmentIn(_without(row, "id", "file_id", "sha256"), row["sha256"])
        yield from self._articles()
        yield from self._pages()
        for row in self._all("rejects", "ORDER BY id"):
            yield RejectIn(_without(row, "id", "page_id"))
        for row in self._all("listings", "ORDER BY url"):
            yield ListingIn(named(row))
        yield from self._runs()

    def _portals(self) -> Iterator[PortalIn]:
        profiles = {row["portal"]: named(row) for row in self._all("profiles")}
        for row in self._all("portals", "ORDER BY name"):
            yield PortalIn(named(row), profiles.get(row["name"]))

    def _articles(self) -> Iterator[ArticleIn]:
        for rows in self._batches("articles"):
            ids = json.dumps([row["id"] for row in rows])
            facts = _grouped(self._rows(_FACTS, ids))
            attachments = _grouped(self._rows(_ARTICLE_ATTACHMENTS, ids))
            for row in rows:
                yield ArticleIn(
                    _without(row, "id", "story_id"),
                    tuple(_without(fact, "article_id") for fact in facts.get(row["id"], ())),
                    tuple((one["url"], one["name"]) for one in attachments.get(row["id"], ())),
                )

    def _pages(self) -> Iterator[PageIn]:
        for rows in self._batches("pages"):
            captures = _grouped(self._rows(_CAPTURES, json.dumps([row["id"] for row in rows])))
            shown = {row["article_id"] for row in rows if row["article_id"] is not None}
            hashes = {
                row["id"]: row["hash"]
                for row in self._rows(f"SELECT id, hash FROM articles WHERE id IN {_THESE}", json.dumps([*shown]))
            }
            for row in rows:
                shows, looks = hashes.get(row["article_id"]), captures.get(row["id"], ())
                yield PageIn(
                    _without(row, "id", "article_id"),
                    shows,
                    tuple(
                        CaptureIn(_without(one, "id", "page_id", "article_id", "hash"), one["hash"]) for one in looks
                    ),
                    whole=_is_plain(shows, looks),
                )

    def _runs(self) -> Iterator[RunIn]:
        for row in self._all("runs", "ORDER BY id"):
            portals = self._all("run_portals", "WHERE run_id = ? ORDER BY portal", row["id"])
            yield RunIn(_without(row, "id"), tuple(_without(portal, "run_id") for portal in portals))

    def _batches(self, table: str) -> Iterator[list[sqlite3.Row]]:
        last = 0
        while rows := self._all(table, f"WHERE id > ? ORDER BY id LIMIT {BATCH}", last).fetchall():
            yield rows
            last = rows[-1]["id"]

    def _all(self, table: str, rest: str = "", *values: Any) -> sqlite3.Cursor:
        """Rows of a table with all columns that are giaoban's: whoever has the archive may have added some."""
        return self._rows(f"SELECT {_columns(table)} FROM {table} {rest}", *values)

    def _rows(self, query: str, *values: Any) -> sqlite3.Cursor:
        return self._connection.execute(query, values)


@contextmanager
def open_archive_source(path: Path) -> Iterator[ArchiveSource]:
    """The archive whose `articles.db` is at `path`, to be read at one moment.

    One that an older giaoban made is brought up to date in a temporary copy. Raises ArchiveError for what is no
    archive, a newer one, a damaged one, and one that says what no giaoban ever wrote.
    """
    if not path.is_file():
        raise ArchiveError(f"There is no archive at {path.parent} (no {path.name} in it).")
    with tempfile.TemporaryDirectory(prefix="giaoban-") as folder:
        copy = Path(folder) / path.name
        readable = copy if migrated_copy(path, copy) else path
        with closing(open_database(readable, readonly=True)) as connection, explained(path):
            # Whoever made the file: nothing in its schema runs more than SQLite's own harmless functions.
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("BEGIN")
            _check(connection, path)
            yield ArchiveSource(connection, path.parent)


def _check(connection: sqlite3.Connection, path: Path) -> None:
    """Refuses, before anything of it comes in, a database that SQLite or we cannot trust."""
    [problem] = connection.execute("PRAGMA quick_check(1)").fetchone()
    if problem != "ok":
        raise ArchiveError(f"{path} is damaged: {problem}. Nothing of it was taken in.")
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    for table in _READ:
        there = {row["name"] for row in connection.execute(f"PRAGMA table_xinfo({table})")}
        if table not in tables or not there >= TABLES[table].keys() - {""}:
            raise ArchiveError(f"{path} is no whole archive: its table {table} is not as any giaoban made it.")
    checks: list[tuple[str, str, Callable[[str], object]]] = [
        ("the name of a portal", "SELECT name FROM portals", PORTAL.fullmatch),
        ("the name of a file", "SELECT DISTINCT warc_file FROM captures", RAW_FILE.fullmatch),
        *(("a moment", query, is_moment) for query in _MOMENTS),
    ]
    for what, query, fits in checks:
        for [value] in connection.execute(query):
            if not isinstance(value, str) or not fits(value):
                raise ArchiveError(f"{path} gives {value!r} as {what}, which none is. Nothing of it was taken in.")


def _columns(table: str) -> str:
    return ", ".join(f"{table}.{name}" for name in TABLES[table] if name)


def _is_plain(shows: str | None, looks: Sequence[sqlite3.Row]) -> bool:
    """Whether a page never showed but one article, and its captures, in order of time, say so: as nearly all do."""
    gave = [look for look in looks if look["hash"] is not None]
    return (
        {look["hash"] for look in gave} == ({shows} - {None})
        and [look["change"] for look in gave] == [*["first"][: len(gave)], *["same"] * (len(gave) - 1)]
        and all(look["change"] == "reject" for look in looks if look["hash"] is None)
        and all(one["id"] < other["id"] for one, other in pairwise(looks))
        and len({(look["fetched_at"], look["digest"]) for look in looks}) == len(looks)
    )


def _without(row: sqlite3.Row, *names: str) -> dict[str, Any]:
    values = named(row)
    for name in names:
        del values[name]
    return values


def _grouped(rows: Iterable[sqlite3.Row]) -> dict[Any, list[sqlite3.Row]]:
    """Rows by their first column, in which order they come."""
    return {key: list(group) for key, group in groupby(rows, key=lambda row: row[0])}


# What is read here.
_READ = (
    "portals", "profiles", "files", "attachments", "article_attachments", "articles", "facts", "pages", "captures",
    "rejects", "listings", "runs", "run_portals",
)  # fmt: skip
_MOMENTS = [
    f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL"
    for table, columns in {
        "captures": ("fetched_at",),
        "articles": ("first_seen",),
        "pages": ("first_seen", "last_seen", "last_checked", "last_changed", "missing_since"),
    }.items()
    for column in columns
]
_THESE = "(SELECT value FROM json_each(?))"
_FACTS = f"SELECT {_columns('facts')} FROM facts WHERE article_id IN {_THESE} ORDER BY article_id, fact, position"
_CAPTURES = f"""
    SELECT page_id, {_columns("captures")}, hash FROM captures LEFT JOIN articles ON articles.id = article_id
    WHERE page_id IN {_THESE} ORDER BY page_id, fetched_at, captures.id
"""
_ATTACHMENTS = f"""
    SELECT {_columns("attachments")}, sha256 FROM attachments LEFT JOIN files ON files.id = file_id ORDER BY url
"""
_ARTICLE_ATTACHMENTS = f"""
    SELECT article_id, url, name FROM article_attachments JOIN attachments ON attachments.id = attachment_id
    WHERE article_id IN {_THESE} ORDER BY article_id, position
"""
