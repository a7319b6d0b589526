"""Whether an archive is whole: the database, what refers to what, the search indexes, the raw pages, the files.

It reads, and repairs nothing: what is damaged is told, with where it lies.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from storage import warc
from storage.errors import ArchiveError
from storage.records import CaptureRef


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be.

    Attributes:
        part: database, reference, search index, raw page or file.
        where: the table, row, or path of it.
        problem: what is wrong, in words.
        damage: false where it only could not be looked at.
    """

    part: str
    where: str
    problem: str
    damage: bool = True


# Told of every capture and file that was looked at, for progress.
Looked = Callable[[], None]


def check(
    connection: sqlite3.Connection, home: Path, *, raw: bool = False, looked: Looked = lambda: None
) -> Iterator[Finding]:
    """What is wrong with the archive in a folder; nothing where all is well.

    Args:
        connection: its database, open.
        raw: read every raw page and every file, and compare digests; else only whether they are there, and long
            enough.
    """
    broken = list(_database(connection))
    yield from broken
    if not broken:
        yield from _references(connection)
        yield from _search_indexes(connection, home / "articles.db")
    yield from _raw_pages(connection, home / "warc", raw, looked)
    yield from _files(connection, home, raw, looked)


def _database(connection: sqlite3.Connection) -> Iterator[Finding]:
    try:
        for (said,) in connection.execute("PRAGMA integrity_check"):
            if said != "ok":
                yield Finding("database", "articles.db", said)
    except sqlite3.DatabaseError as error:
        yield Finding("database", "articles.db", str(error))


def _references(connection: sqlite3.Connection) -> Iterator[Finding]:
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield Finding("reference", f"{table}, row {row}", f"refers to a row of {parent} that is not there")


def _search_indexes(connection: sqlite3.Connection, path: Path) -> Iterator[Finding]:
    """FTS5 looks at itself, and at the texts that it should cover, when something is "inserted": rolled back here."""
    names = connection.execute("SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL TABLE % USING fts5%'")
    indexes = [row["name"] for row in names]
    with closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as writer:
        for name in indexes:
            try:
                writer.execute("BEGIN")
                writer.execute(f"INSERT INTO {name} ({name}, rank) VALUES ('integrity-check', 1)")
            except sqlite3.DatabaseError as error:
                corrupt = error.sqlite_errorname.startswith("SQLITE_CORRUPT")
                problem = "does not fit the texts" if corrupt else f"was not checked: {error}"
                yield Finding("search index", name, problem, damage=corrupt)
            finally:
                if writer.in_transaction:
                    writer.execute("ROLLBACK")


def _raw_pages(connection: sqlite3.Connection, folder: Path, raw: bool, looked: Looked) -> Iterator[Finding]:
    sizes: dict[str, int | None] = {}
    captures = connection.execute(
        "SELECT id, warc_file, warc_offset, warc_length, digest FROM captures ORDER BY warc_file, warc_offset"
    )
    for number, file, offset, length, digest in captures:
        looked()
        problem = None
        if raw:
            try:
                warc.read(folder, CaptureRef(file, offset, length, digest))
            except ArchiveError as error:
                problem = str(error)
        else:
            if file not in sizes:
                sizes[file] = _size(folder / file)
            problem = _missing(folder / file, sizes[file], offset + length)
        if problem:
            yield Finding("raw page", f"capture {number}", problem)


def _files(connection: sqlite3.Connection, home: Path, raw: bool, looked: Looked) -> Iterator[Finding]:
    for number, name, size, sha256 in connection.execute("SELECT id, path, size, sha256 FROM files ORDER BY id"):
        looked()
        path = home / name
        problem = _missing(path, _size(path), size)
        if problem is None and raw:
            problem = _other(path, sha256)
        if problem:
            yield Finding("file", f"file {number}", problem)


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _missing(path: Path, size: int | None, needed: int) -> str | None:
    if size is None:
        return f"{path} is not there"
    return f"{path} is cut off: {size} bytes of {needed}" if size < needed else None


def _other(path: Path, sha256: str) -> str | None:
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return f"{path} cannot be read: {error.strerror}"
    return None if found == sha256 else f"{path} is not the file stored: its SHA-256 is {found}"
