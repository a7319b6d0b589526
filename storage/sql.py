"""Rows by the names of their columns; whose names they are is the caller's business, not the reader's.

Inside the caller's transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from functools import lru_cache
from typing import Any


def named(row: sqlite3.Row) -> dict[str, Any]:
    """The columns of a row by name, as `dict(row)` has them: that looks for each of the names among all."""
    return dict(zip(row.keys(), row, strict=True))


def insert(connection: sqlite3.Connection, table: str, columns: Mapping[str, Any]) -> int:
    """Make a row of these columns; returns its number."""
    cursor = connection.execute(_inserting(table, tuple(columns)), [*columns.values()])
    return int(cursor.lastrowid or 0)


@lru_cache(maxsize=64)
def _inserting(table: str, columns: tuple[str, ...]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"


def update(connection: sqlite3.Connection, table: str, columns: Mapping[str, Any], key: Any, of: str = "id") -> None:
    """Give the row whose `of` is `key` these columns; nothing is done where there are none."""
    if columns:
        names = ", ".join(f"{name} = ?" for name in columns)
        connection.execute(f"UPDATE {table} SET {names} WHERE {of} = ?", [*columns.values(), key])
