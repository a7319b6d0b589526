"""A copy of an archive in another folder, which opens as an archive: consistent while a crawl writes, and incremental.

The database comes first, as it is at one moment; then of each WARC file as much as that database knows of (they only
grow at their ends), and the files that it names. What is new is copied under other names, read back and compared; it
gets its names only once all of it is there, the database last. So a backup that is killed leaves the one before.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from storage.errors import ArchiveError, explained
from storage.verify import Known, file_problem, known_captures
from storage.warcfile import scan, warc_files
from storage.whole import PART, whole

DATABASE, WARC, MANIFEST = "articles.db", "warc", "backup.json"
CHUNK = 1 << 20
# What may lie in a folder that holds no backup yet.
_NOTHING = frozenset(("locks", "lost+found"))

Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Report:
    """What was copied, and what could not be, in words. ``kept``: files that the backup before had already."""

    to: str
    copied: int = 0
    kept: int = 0
    bytes: int = 0
    captures: int = 0
    problems: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


def refuse(home: Path, to: Path) -> None:
    """Raises ArchiveError for a folder that is no place for a backup of the archive at ``home``."""
    if not (home / DATABASE).is_file():
        raise ArchiveError(f"There is no archive at {home} (no {DATABASE} in it): --home names another folder.")
    own, other = home.resolve(), to.resolve()
    if own.is_relative_to(other) or other.is_relative_to(own):
        raise ArchiveError(f"{to} and the archive at {home} lie in each other: name a folder beside it, or elsewhere.")
    if to.exists() and not to.is_dir():
        raise ArchiveError(f"{to} is no folder.")
    try:
        used = to.is_dir() and not (to / MANIFEST).is_file() and {path.name for path in to.iterdir()} - _NOTHING
    except OSError as error:
        raise ArchiveError(f"{to} cannot be read: {error.strerror}.") from error
    if used and not all(name.endswith(PART) for name in used):
        raise ArchiveError(
            f"{to} is no earlier backup, and not empty: nothing in it was touched. Name an empty folder, or a new one."
        )


def backup(
    home: Path, to: Path, others: tuple[str, ...] = (), *, full: bool = False, progress: Progress = lambda *_: None
) -> Report:
    """Brings the backup of an archive in the folder ``to`` up to date, or makes it.

    Args:
        others: names of more files of the archive's folder that belong to it.
        full: read what the backup before has too, and compare; else its sizes must do.

    Raises:
        ArchiveError: it could not be done, in words; the backup before is as it was.
    """
    refuse(home, to)
    report = Report(str(to))
    with _in_words(to), _Copies(home, to, report, full, progress) as copies:
        database = to / f".{DATABASE}{PART}"
        try:
            _copy_database(home / DATABASE, database)
            with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
                captures = known_captures(connection)
                stored = connection.execute("SELECT path, size, sha256 FROM files ORDER BY path").fetchall()
            report.captures = sum(map(len, captures.values()))
            copies.warc(captures)
            copies.files(stored)
            copies.others(others)
            copies.name_them()
            _put_in_place(database, to / DATABASE)
            report.bytes += (to / DATABASE).stat().st_size
        finally:
            for suffix in ("", "-wal", "-shm", "-journal"):
                database.with_name(database.name + suffix).unlink(missing_ok=True)
        copies.remember()
    return report


@contextmanager
def _in_words(to: Path) -> Iterator[None]:
    try:
        to.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise ArchiveError(
            f"The backup could not be written to {to}: {error.filename or to}: {error.strerror or error}. "
            "What an earlier backup left there is as it was; make room, or check the folder, and try again."
        ) from error


# ---- the database ------------------------------------------------------------------------------------------


def _copy_database(path: Path, copy: Path) -> None:
    """The database as it is at one moment, whoever writes meanwhile, in one file, and looked over."""
    copy.unlink(missing_ok=True)
    uri = f"{path.absolute().as_uri()}?mode=ro"
    with explained(path), closing(sqlite3.connect(uri, uri=True, timeout=30)) as source:
        if not source.execute("SELECT 1 FROM sqlite_schema WHERE name = 'captures'").fetchone():
            raise ArchiveError(f"{path} is no archive of giaoban, or there is nothing in it yet.")
        with explained(copy), closing(sqlite3.connect(copy, isolation_level=None)) as target:
            source.backup(target)
            [said] = target.execute("PRAGMA quick_check(1)").fetchone()
            # A WAL of its own has no place beside a copy; the first who writes makes it anew.
            target.execute("PRAGMA journal_mode = DELETE")
            target.execute("PRAGMA journal_mode = WAL")
    if said != "ok":
        raise ArchiveError(
            f"{path} is damaged ({said}): it was not backed up, and the backup before is as it was. `giaoban repair` "
            "makes it anew from the raw pages."
        )
    _sync(copy)


def _put_in_place(copy: Path, path: Path) -> None:
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    copy.replace(path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# ---- files -------------------------------------------------------------------------------------------------


class _Copies:
    """Files on their way into a backup, and what the backup before has of them."""

    def __init__(self, home: Path, to: Path, report: Report, full: bool, progress: Progress) -> None:
        self.home = home
        self.to = to
        self.report = report
        self.full = full
        self.progress = progress
        self.known: dict[str, tuple[int, str]] = {}  # by name: size and SHA-256
        self.waiting: list[tuple[Path, Path]] = []

    def __enter__(self) -> _Copies:
        with suppress(OSError, ValueError, KeyError, TypeError):
            told = json.loads((self.to / MANIFEST).read_bytes())["files"]
            self.known = {str(name): (int(size), str(sha256)) for name, (size, sha256) in told.items()}
        if not (self.to / MANIFEST).is_file():
            self.remember()  # from now on it is a backup, if one that holds nothing yet
        for folder in (self.to, self.to / WARC):
            for part in folder.glob(f".*{PART}"):  # of one that was killed
                part.unlink(missing_ok=True)
        return self

    def __exit__(self, *_: object) -> None:
        for part, _path in self.waiting:
            part.unlink(missing_ok=True)

    def warc(self, captures: dict[str, list[Known]]) -> None:
        """Of each WARC file as much as the database knows of, with what was noted behind it."""
        names = sorted({*captures, *(path.name for path in warc_files(self.home / WARC))})
        for number, name in enumerate(names):
            self.progress("WARC files", number + 1, len(names))
            end = max((offset + length for offset, length, _ in captures.get(name, [])), default=0)
            path = self.home / WARC / name
            if not path.is_file() or path.stat().st_size < end:
                self._lacking(f"{WARC}/{name}", end)
            elif length := _known_length(path, end):
                self._bring(f"{WARC}/{name}", length)

    def files(self, stored: list[tuple[str, int, str]]) -> None:
        """The files that articles offer for download, which are called by their hashes."""
        for number, (name, size, sha256) in enumerate(stored):
            self.progress("files", number + 1, len(stored))
            if file_problem(self.to / name, size, sha256 if self.full else None) is None:
                self.report.kept += 1
            elif problem := file_problem(self.home / name, size):
                self.report.problems.append(f"{name} of the archive {problem}; it was not backed up")
            else:
                self._bring(name, size, sha256)

    def others(self, names: tuple[str, ...]) -> None:
        for name in names:
            if (self.home / name).is_file():
                self.known.pop(name, None)
                self._bring(name, (self.home / name).stat().st_size)

    def name_them(self) -> None:
        """What was copied gets its names."""
        folders = {path.parent for _, path in self.waiting}
        while self.waiting:
            part, path = self.waiting[-1]
            part.replace(path)
            self.waiting.pop()
        for folder in folders:
            _sync(folder)

    def remember(self) -> None:
        """What the backup holds, for the next one, and for whoever finds it."""
        told = {
            "of": str(self.home.resolve()),
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "files": {name: list(of) for name, of in sorted(self.known.items())},
        }
        with whole(self.to / MANIFEST) as file:
            file.write(json.dumps(told, ensure_ascii=False, indent=0).encode("utf-8", "surrogateescape"))

    def _bring(self, name: str, length: int, sha256: str | None = None) -> None:
        """The beginning of a file, if the backup has not just that already."""
        target = self.to / name
        size, known = self.known.get(name, (-1, ""))
        if size == length and file_problem(target, length, known if self.full else None) is None:
            self.report.kept += 1
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{target.name}{PART}")
        self.waiting.append((part, target))
        found = _copy(self.home / name, part, length)
        if (sha256 or found) != found or file_problem(part, length, found) is not None:
            self.waiting.pop()
            part.unlink()
            what = "is not the file that was stored" if sha256 not in (None, found) else "does not read back as written"
            self.report.problems.append(f"{name} {what}; it was not backed up")
            return
        self.known[name] = length, found
        self.report.copied += 1
        self.report.bytes += length

    def _lacking(self, name: str, end: int) -> None:
        kept = self.to / name
        has = kept.is_file() and kept.stat().st_size >= end
        what = "the backup has it still" if has else "raw pages are lost"
        self.report.problems.append(f"{name} of the archive is missing or cut off: {what}")


def _known_length(path: Path, end: int) -> int:
    """Where a WARC file ends as far as the database knows it: behind its last capture there, and what was written with
    it and noted since; 0 where there is nothing of that."""
    worth = end
    for stretch in scan(path, end):
        if stretch.response or stretch.problem:
            break
        end = stretch.end
        worth = end if worth or stretch.note else 0
    return worth


def _copy(source: Path, target: Path, length: int) -> str:
    """The first bytes of a file into another, on disk; their SHA-256."""
    digest = hashlib.sha256()
    with source.open("rb") as file, target.open("wb") as copy:
        rest = length
        while rest and (chunk := file.read(min(CHUNK, rest))):
            digest.update(chunk)
            copy.write(chunk)
            rest -= len(chunk)
        copy.flush()
        os.fsync(copy.fileno())
    return digest.hexdigest()
