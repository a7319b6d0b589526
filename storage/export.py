"""What leaves the archive: which articles, streamed in a stable order, into a file that is whole or not there.

What they look like outside is the business of `formats`. The database is read on a connection that someone else
opened, in one transaction: an export is the archive at one moment, whatever is written meanwhile.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast

from storage.formats.as_atom import Feed, write_atom
from storage.formats.as_csv import write_csv
from storage.formats.as_jsonl import write_jsonl
from storage.formats.as_markdown import as_markdown, path_of
from storage.formats.as_parquet import write_parquet
from storage.formats.shape import Shape
from storage.search import Filters, matching_ids, search
from storage.shapes import article_shapes
from storage.whole import whole

# Articles that are in memory at once.
BATCH = 200

MANIFEST = ".giaoban-export"


class OutputError(Exception):
    """An export cannot be written; the message is a sentence for the person at the keyboard."""


@contextmanager
def one_moment(connection: sqlite3.Connection) -> Iterator[None]:
    """All that is read inside is the archive at one moment."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")


def exported_ids(connection: sqlite3.Connection, query: str | None, filters: Filters) -> Iterator[int]:
    """The numbers of the articles to export, rising: with neither query nor filter every text that the archive has
    or ever had; else those that `search` finds."""
    if query is None and filters == Filters():
        return (row[0] for row in connection.execute("SELECT id FROM articles ORDER BY id"))
    return matching_ids(connection, query, filters)


def newest_ids(connection: sqlite3.Connection, query: str | None, filters: Filters, limit: int) -> list[int]:
    """The numbers of the articles that `search` finds, newest first."""
    return [hit.id for hit in search(connection, query, filters=filters, limit=limit, newest=True)]


def exported(connection: sqlite3.Connection, ids: Iterable[int]) -> Iterator[Shape]:
    """Articles whole (see `article_shapes`), in the order of `ids`, a few hundred of them in memory at a time."""
    waiting = iter(ids)
    while batch := list(islice(waiting, BATCH)):
        yield from article_shapes(connection, batch, whole=True)


def feed_of(connection: sqlite3.Connection, query: str | None, filters: Filters, ids: list[int]) -> Feed:
    """What the feed of these articles says of itself."""
    asked = {"query": query, **{name: getattr(filters, name) for name in filters.__slots__}}
    told = {name: str(value) for name, value in asked.items() if value}
    [updated] = connection.execute(
        "SELECT max(first_seen) FROM articles WHERE id IN (SELECT value FROM json_each(?))", [json.dumps(ids)]
    ).fetchone()
    title = "giaoban" + (": " + ", ".join(told.values()) if told else "")
    return Feed(title, json.dumps(told, ensure_ascii=False, sort_keys=True), updated)


def write_stream(articles: Iterable[Shape], out: BinaryIO, form: str, *, bom: bool, feed: Feed | None) -> None:
    """Write articles in a format that is one stream: csv, jsonl, parquet or atom."""
    writers: dict[str, Callable[[], None]] = {
        "csv": lambda: write_csv(articles, out, bom=bom),
        "jsonl": lambda: write_jsonl(articles, out),
        "parquet": lambda: write_parquet(articles, out),
        "atom": lambda: write_atom(articles, out, feed or Feed("giaoban", "")),
    }
    writers[form]()


# ---- a file ------------------------------------------------------------------------------------------------


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file that takes its name only once it is whole and on disk; one of that name stays until then.

    Compressed where the name ends in `.gz`. What is no ordinary file (a device, a pipe) is written as it comes.
    Raises OutputError.
    """
    path = Path(os.path.realpath(path))
    with _in_words(path):
        if path.exists() and not path.is_file():
            with path.open("wb") as special:
                yield special
            return
        with whole(path) as file:
            if path.suffix == ".gz":
                # No name and no time in it: equal exports are equal bytes.
                with gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0) as packed:
                    yield cast(BinaryIO, packed)
            else:
                yield file


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"The export cannot be written to {path}: {error.strerror or error}. What was there before is as it was."
        ) from error


# ---- a folder ----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class FolderReport:
    """What became of the files of a folder: written anew, as they were, taken away (their article is no longer part
    of the export, or filed elsewhere), and those that somebody changed, which stay as they are."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0
    changed_by_hand: int = 0


@dataclass(frozen=True, slots=True)
class _Listed:
    """A line of the manifest: a file that an export wrote."""

    id: int
    digest: str
    path: str

    def __str__(self) -> str:
        return f"{self.id}\t{self.digest}\t{self.path}\n"


def write_folder(articles: Iterable[Shape], folder: Path) -> FolderReport:
    """Make a folder hold these articles, in rising order of their numbers, as Markdown files: no more, no less.

    What an export wrote stands in a manifest, in the same order. Only such files are replaced or taken away, and only
    while they are as they were written. Raises OutputError, for a folder of somebody else's too.
    """
    report = FolderReport()
    with _in_words(folder):
        _claim(folder)
        manifest = folder / MANIFEST
        new = folder / f"{MANIFEST}.{os.getpid()}.part"
        try:
            with manifest.open(encoding="utf-8") as old, new.open("x", encoding="utf-8") as lines:
                lines.write(_HEAD)
                listed = _listed(old)
                before = next(listed, None)
                for article in articles:
                    while before and before.id < article["id"]:
                        _remove(folder, before, report)
                        before = next(listed, None)
                    known = before if before and before.id == article["id"] else None
                    lines.write(str(_file(folder, article, known, report)))
                    if known:
                        before = next(listed, None)
                while before:
                    _remove(folder, before, report)
                    before = next(listed, None)
            new.replace(manifest)
        finally:
            new.unlink(missing_ok=True)
    return report


def _claim(folder: Path) -> None:
    """Make the folder, if need be, and mark it as ours; one that holds anything else already is refused."""
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / MANIFEST).is_file():
        return
    if any(folder.iterdir()):
        raise OutputError(
            f"{folder} holds files that no export wrote ({MANIFEST} is not in it). Nothing was changed; name another "
            "folder, or an empty one."
        )
    (folder / MANIFEST).write_text(_HEAD, encoding="utf-8")


def _file(folder: Path, article: Shape, known: _Listed | None, report: FolderReport) -> _Listed:
    """Bring an article's file up to date; returns the line of the manifest."""
    content = as_markdown(article)
    listed = _Listed(article["id"], _digest(content), str(path_of(article)))
    if known and known.path != listed.path:
        _remove(folder, known, report)
        known = None
    target = folder / listed.path
    try:
        there: bytes | None = target.read_bytes()
    except FileNotFoundError:
        there = None
    if there == content:
        report.unchanged += 1
    elif there is None or (_digest(there) == known.digest if known else there.startswith(_beginning(article))):
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f"{target.name}.part")
        part.write_bytes(content)
        part.replace(target)
        report.written += 1
    else:
        report.changed_by_hand += 1
    return listed


def _remove(folder: Path, listed: _Listed, report: FolderReport) -> None:
    target = folder / listed.path
    if not target.is_file():
        return
    if _digest(target.read_bytes()) != listed.digest:
        report.changed_by_hand += 1
        return
    target.unlink()
    report.removed += 1
    for empty in (target.parent, target.parent.parent):
        with suppress(OSError):
            empty.rmdir()


def _listed(lines: Iterable[str]) -> Iterator[_Listed]:
    """The files of a manifest; a line that no export can have written is passed over."""
    for line in lines:
        if found := _LINE.fullmatch(line):
            yield _Listed(int(found[1]), found[2], found[3])


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _beginning(article: Shape) -> bytes:
    """How a file begins that an export wrote and, being killed, did not come to list."""
    return f"---\nid: {article['id']}\nhash: ".encode()


_HEAD = "# Files that `giaoban export` wrote here: it replaces and takes away no others.\n"
_LINE = re.compile(r"([0-9]{1,18})\t([0-9a-f]{64})\t([a-z0-9-]+/(?:[0-9]{4}|undated)/[a-z0-9-]+\.md)\n")
