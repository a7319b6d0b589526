"""Whether an archive is whole: the database against itself, the raw pages against the database, the files.

It reads, and repairs nothing: what is damaged is told, with where it lies and what to do.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from storage.warcfile import Stretch, scan, warc_files


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be.

    Attributes:
        part: database, reference, search index, raw page or file.
        where: the table, row, or path of it.
        problem: what is wrong, in words.
        advice: what to do about it, in words.
        count: how many rows, raw pages or files it concerns.
        damage: false where nothing that was stored is lost by it, or where it only could not be looked at.
    """

    part: str
    where: str
    problem: str
    advice: str
    count: int = 1
    damage: bool = True


@dataclass(frozen=True, slots=True)
class Depth:
    """How close to look.

    Attributes:
        full: read every raw page and every file and compare digests, and the search indexes with the texts; else only
            whether they are there and long enough, and what stands at the end of each WARC file.
        busy: somebody writes into the archive: what the database does not know yet is no finding, and the search
            indexes, which are looked at under the writer's lock, are left alone.
    """

    full: bool = False
    busy: bool = False


# Told of every capture and file that was looked at, for progress.
Looked = Callable[[], None]
Known = tuple[int, int, str]  # of a capture: offset, length, digest

MENDED = "`giaoban repair` mends it"
REBUILT = "`giaoban repair --rebuild` makes the database anew from the raw pages; or put back a backup"
FROM_BACKUP = "put the file back from a backup; the texts that were read from it are in the database"


def verify(
    connection: sqlite3.Connection, home: Path, depth: Depth = Depth(), looked: Looked = lambda: None
) -> Iterator[Finding]:
    """What is wrong with the archive in a folder; nothing where all is well. `connection` is its database, open."""
    broken = list(_database(connection, depth.full))
    yield from broken
    if not broken:
        yield from _references(connection)
        yield from _search_indexes(home / "articles.db", depth)
    yield from _raw_pages(connection, home / "warc", depth, looked)
    yield from _files(connection, home, depth.full, looked)


def _database(connection: sqlite3.Connection, full: bool) -> Iterator[Finding]:
    try:
        for (said,) in connection.execute("PRAGMA integrity_check" if full else "PRAGMA quick_check"):
            if said != "ok":
                yield Finding("database", "articles.db", said, REBUILT)
    except sqlite3.DatabaseError as error:
        yield Finding("database", "articles.db", str(error), REBUILT)


def _references(connection: sqlite3.Connection) -> Iterator[Finding]:
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield Finding("reference", f"{table}, row {row}", f"refers to a row of {parent} that is not there", REBUILT)


def search_indexes(connection: sqlite3.Connection) -> list[str]:
    """The names of an archive's full text indexes."""
    rows = connection.execute("SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL TABLE % USING fts5%'")
    return [name for (name,) in rows]


def _search_indexes(path: Path, depth: Depth) -> Iterator[Finding]:
    if depth.busy:
        return
    with closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as writer:
        yield from unfit_indexes(writer, full=depth.full)


def unfit_indexes(writer: sqlite3.Connection, *, full: bool) -> Iterator[Finding]:
    """The search indexes that are damaged, and (`full`) those that do not fit the texts.

    FTS5 looks at itself, and at the texts that it should cover, when something is "inserted": rolled back here.
    """
    for name in search_indexes(writer):
        try:
            writer.execute("BEGIN")
            writer.execute(f"INSERT INTO {name} ({name}, rank) VALUES ('integrity-check', ?)", [int(full)])
        except sqlite3.DatabaseError as error:
            corrupt = error.sqlite_errorname.startswith("SQLITE_CORRUPT")
            problem = "does not fit the texts" if corrupt else f"was not checked: {error}"
            advice = MENDED if corrupt else "look again when nobody writes into the archive"
            yield Finding("search index", name, problem, advice, damage=corrupt)
        finally:
            if writer.in_transaction:
                writer.execute("ROLLBACK")


# ---- raw pages ---------------------------------------------------------------------------------------------


def known_captures(connection: sqlite3.Connection) -> dict[str, list[Known]]:
    """Where the captures lie that the database knows: by file, in order of place."""
    found: dict[str, list[Known]] = {}
    rows = connection.execute(
        "SELECT warc_file, warc_offset, warc_length, digest FROM captures ORDER BY warc_file, warc_offset"
    )
    for file, *place in rows:
        found.setdefault(file, []).append((place[0], place[1], place[2]))
    return found


def _raw_pages(connection: sqlite3.Connection, folder: Path, depth: Depth, looked: Looked) -> Iterator[Finding]:
    known = known_captures(connection)
    paths = {path.name: path for path in warc_files(folder)} | {name: folder / name for name in known}
    for name, path in sorted(paths.items()):
        captures = known.get(name, [])
        try:
            yield from _warc_file(path, captures, depth, looked)
        except FileNotFoundError:
            yield Finding("raw page", f"warc/{name}", "is not there", FROM_BACKUP, len(captures))
        except OSError as error:
            yield Finding("raw page", f"warc/{name}", f"cannot be read: {error.strerror}", FROM_BACKUP, len(captures))


def _warc_file(path: Path, captures: list[Known], depth: Depth, looked: Looked) -> Iterator[Finding]:
    size = path.stat().st_size
    end = max((offset + length for offset, length, _ in captures), default=0)
    lacking = sum(offset + length > size for offset, length, _ in captures)
    if lacking:
        problem = f"is cut off: {size} bytes of {end} at least"
        yield Finding("raw page", f"warc/{path.name}", problem, FROM_BACKUP, lacking)
    if depth.full:
        inside = [capture for capture in captures if capture[0] + capture[1] <= size]
        yield from _compared(path, inside, depth, looked)
        return
    for _ in captures:
        looked()
    yield from _beside(path.name, list(scan(path, end)) if size > end else [], depth)


def _compared(path: Path, captures: list[Known], depth: Depth, looked: Looked) -> Iterator[Finding]:
    """The records of a file against what the database says of them."""
    expected = {offset: (length, digest) for offset, length, digest in captures}
    others, differing = [], 0
    for stretch in scan(path):
        if stretch.offset not in expected:
            others.append(stretch)
            continue
        looked()
        ref = stretch.ref
        length, digest = expected.pop(stretch.offset)
        if stretch.problem or ref is None:
            what = stretch.problem or "it is no response"
            yield Finding("raw page", _at(stretch), f"cannot be read: {what}", FROM_BACKUP)
        elif (ref.length, ref.digest) != (length, digest):
            differing += 1
    if expected:
        problem = "no record begins where the database says"
        yield Finding("raw page", f"warc/{path.name}", problem, FROM_BACKUP, len(expected))
    if differing:
        yield Finding("raw page", f"warc/{path.name}", "holds other pages than were stored", FROM_BACKUP, differing)
    yield from _beside(path.name, others, depth)


def _beside(name: str, stretches: Iterable[Stretch], depth: Depth) -> Iterator[Finding]:
    """What lies in a file that the database does not name."""
    if depth.busy:
        return
    unknown = [stretch for stretch in stretches if stretch.response]
    if unknown:
        problem = "holds pages that the database does not know: a run was killed before it stored them"
        advice = "`giaoban repair` takes them in; a crawl fetches those anew that are still there"
        yield Finding("raw page", f"warc/{name}", problem, advice, len(unknown), damage=False)
    for stretch in stretches:
        if stretch.torn:
            problem = f"ends in half a record ({stretch.length} bytes): a run was killed while it wrote"
            advice = "nothing that was stored is lost; `giaoban repair` puts them into a file beside it"
            yield Finding("raw page", _at(stretch), problem, advice, damage=False)
        elif stretch.problem:
            problem = f"{stretch.length} bytes cannot be read: {stretch.problem}"
            yield Finding("raw page", _at(stretch), problem, "no stored page is concerned", damage=False)


def _at(stretch: Stretch) -> str:
    return f"warc/{stretch.file}, byte {stretch.offset}"


# ---- files -------------------------------------------------------------------------------------------------


def _files(connection: sqlite3.Connection, home: Path, full: bool, looked: Looked) -> Iterator[Finding]:
    advice = "put it back from a backup; `giaoban crawl --full` asks for what is still offered"
    for name, size, sha256 in connection.execute("SELECT path, size, sha256 FROM files ORDER BY id"):
        looked()
        problem = file_problem(home / name, size, sha256 if full else None)
        if problem:
            yield Finding("file", name, problem, advice)


def file_problem(path: Path, size: int, sha256: str | None = None) -> str | None:
    """What is wrong with a stored file of this size (and hash, if it is to be read); None where nothing is."""
    try:
        found = path.stat().st_size
        if found != size:
            return f"is cut off: {found} bytes of {size}" if found < size else f"has {found} bytes instead of {size}"
        if sha256 is None:
            return None
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return "is not there"
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    return None if digest == sha256 else f"is not the file stored: its SHA-256 is {digest}"
