"""What an archive says, whatever numbers its rows have: two archives that say the same are equal here."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

# Where a row of one table is named in another: by what it is, not by its number.
_NAMES = {
    "articles": "(SELECT hash FROM articles WHERE id = {})",
    "pages": "(SELECT url FROM pages WHERE id = {})",
    "files": "(SELECT sha256 FROM files WHERE id = {})",
    "attachments": "(SELECT url FROM attachments WHERE id = {})",
    "captures": "(SELECT warc_file || ':' || warc_offset FROM captures WHERE id = {})",
    "stories": "(SELECT group_concat(hash) FROM (SELECT hash FROM articles WHERE story_id = {} ORDER BY hash))",
}
# Bookkeeping, and what follows from other rows.
_LEFT_OUT = {"dictionary", "story_bands", "_sqlite_migrations", "sqlite_sequence"}

Holdings = dict[str, list[dict[str, Any]]]


def holdings(database: Path, without: tuple[str, ...] = ()) -> Holdings:
    """Every row of every table, by table, in an order that follows from what is in them."""
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        tables = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table'").fetchall()
        virtual = {row["name"] for row in tables if row["sql"].startswith("CREATE VIRTUAL")}
        shadows = tuple(f"{name}_" for name in virtual)
        names = [
            row["name"]
            for row in tables
            if row["name"] not in virtual
            and not row["name"].startswith(shadows)
            and row["name"] not in {*_LEFT_OUT, *without}
        ]
        return {name: sorted(_rows(connection, name), key=repr) for name in names}


def _rows(connection: sqlite3.Connection, table: str) -> list[dict[str, Any]]:
    refers = {row["from"]: row["table"] for row in connection.execute(f"PRAGMA foreign_key_list({table})")}
    columns = []
    for row in connection.execute(f"PRAGMA table_info({table})"):
        name = row["name"]
        if name == "id" and table != "runs":
            continue
        place = f"{table}.{name}"
        named = _NAMES.get(refers.get(name, ""))
        columns.append(f"{named.format(place)} AS {name}" if named else f'"{name}"')
    return [dict(row) for row in connection.execute(f"SELECT {', '.join(columns)} FROM {table}")]


def differences(one: Holdings, other: Holdings) -> list[str]:
    """What one says and the other does not, a line each."""
    told = []
    for table in sorted({*one, *other}):
        left, right = one.get(table, []), other.get(table, [])
        for row in [row for row in left if row not in right]:
            told.append(f"- {table}: {row}")
        for row in [row for row in right if row not in left]:
            told.append(f"+ {table}: {row}")
    return told
