"""What is wrong with an archive is mended out of what it still has: the raw pages above all.

Which mending is needed follows from what ``storage.verify`` finds. Nothing is thrown away: what is replaced or cut off
is put aside.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.rebuild import Event, Index, Progress, index, rebuild
from storage import verify
from storage.errors import ArchiveError, explained
from storage.instants import stamp
from storage.store import Store
from storage.warcfile import Stretch

DATABASE = "articles.db"
# Where a database grows until it is whole, and where what is cut off WARC files goes.
GROWING, TORN = "repair.part", "torn"
# What of the database before is in no WARC file, and is taken over as it is.
CARRIED = ("runs", "run_portals")


@dataclass(frozen=True, slots=True)
class Wanted:
    """``anew``: make the database anew though nothing is wrong with it; ``dry_run``: only say what would be done."""

    anew: bool = False
    dry_run: bool = False
    jobs: int = 1


@dataclass(slots=True)
class Report:
    """What was done, or would be, and what could not be; ``lost``: raw pages that are not there any more."""

    dry_run: bool
    lost: int = 0
    done: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    rebuilt: dict[str, int] | None = None
    aside: str | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def repair(home: Path, wanted: Wanted, *, progress: Progress, stop: threading.Event) -> Report:
    """Mends an archive; nobody else may be writing into it.

    Raises:
        ArchiveError: it cannot be mended, in words; what was there is there.
        Stopped: ``stop`` was set; likewise.
    """
    report = Report(wanted.dry_run)
    found = index(home / "warc", wanted.jobs, progress)
    report.problems += found.unread
    _tell_of_strangers(found, report)
    _cut_torn_ends(home, found, report)
    why = "as was asked for" if wanted.anew else _lost(home / DATABASE)
    if why:
        _rebuild(home, found, wanted, report, why, progress, stop)
    else:
        _mend_indexes(home / DATABASE, report)
        _take_in(home, found, wanted, report, progress, stop)
        _tell_of_lost_files(home, report)
    return report


def _lost(path: Path) -> str | None:
    """Why a database must be made anew; None where it is whole."""
    if not path.is_file() or not path.stat().st_size:
        return "it was lost"
    uri = f"{path.absolute().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(uri, uri=True, timeout=30)) as connection:
            said = [row[0] for row in connection.execute("PRAGMA integrity_check(1)")]
            if said != ["ok"]:
                return f"it is damaged ({said[0]})"
            if connection.execute("PRAGMA foreign_key_check").fetchone():
                return "it refers to rows that are not there"
    except sqlite3.OperationalError as error:
        with explained(path):
            raise error
    except sqlite3.DatabaseError as error:
        return f"it is damaged ({error})"
    return None


def _tell_of_strangers(found: Index, report: Report) -> None:
    if found.strangers:
        report.problems.append(
            f"{len(found.strangers)} raw pages are of no portal that there is a spider for, and are left out: "
            f"{found.strangers[0]} …"
        )


def _tell_of_lost_files(home: Path, report: Report) -> None:
    """WARC files that the database names and that are not there: nothing here can make them."""
    with Store(home / DATABASE, readonly=True) as store, explained(store.path):
        named = verify.known_captures(store.connection)
    lost = sorted(name for name in named if not (home / "warc" / name).is_file())
    if lost:
        report.lost = sum(len(named[name]) for name in lost)
        report.problems.append(
            f"{report.lost} raw pages cannot be mended: {len(lost)} WARC file(s) are not there ({lost[0]} …); "
            "put them back, from a backup if there is one"
        )


# -- small repairs -----------------------------------------------------------------------------------


def _cut_torn_ends(home: Path, found: Index, report: Report) -> None:
    """Half a record at the end of a WARC file goes into a file beside it: any program reads the rest to its end."""
    for stretch in found.damage:
        if not stretch.torn:
            report.problems.append(
                f"warc/{stretch.file}, byte {stretch.offset}: {stretch.length} bytes cannot be read "
                f"({stretch.problem}); a backup may have the file whole"
            )
        elif stretch.offset:
            report.done.append(
                f"cut half a record ({stretch.length} bytes) off warc/{stretch.file}, kept in warc/{TORN}/"
            )
            if not report.dry_run:
                _cut(home / "warc", stretch)


def _cut(folder: Path, stretch: Stretch) -> None:
    path, aside = folder / stretch.file, folder / TORN / f"{stretch.file}.{stretch.offset}"
    aside.parent.mkdir(exist_ok=True)
    with path.open("r+b") as file:
        file.seek(stretch.offset)
        with aside.open("wb") as kept:
            shutil.copyfileobj(file, kept)
            kept.flush()
            os.fsync(kept.fileno())
        file.truncate(stretch.offset)
        os.fsync(file.fileno())


def _mend_indexes(path: Path, report: Report) -> None:
    with explained(path), closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as connection:
        broken = [finding.where for finding in verify.unfit_indexes(connection, full=True) if finding.damage]
        for name in broken:
            report.done.append(f"rebuilt the search index {name}")
            if not report.dry_run:
                connection.execute(f"INSERT INTO {name} ({name}) VALUES ('rebuild')")


def _take_in(
    home: Path, found: Index, wanted: Wanted, report: Report, progress: Progress, stop: threading.Event
) -> None:
    """Captures and files that a killed run had on disk, and not in the database, come into it."""
    with Store(home / DATABASE, readonly=True) as store, explained(store.path):
        known = {
            (file, offset)
            for file, captures in verify.known_captures(store.connection).items()
            for offset, _, _ in captures
        }
        hashes = {row["sha256"] for row in store.files()}
    unknown = [event for event in found.events if _is_unknown(event, known, hashes)]
    captures = [event.place for event in unknown if event.place]
    if not unknown:
        return
    report.done.append(
        f"took in {len(captures)} raw pages and {len(unknown) - len(captures)} files that the database did not know"
    )
    if wanted.dry_run:
        return
    later = _looked_at_later(home / DATABASE, [(place.page, event.said) for event in unknown if (place := event.place)])
    added = rebuild(home, home / DATABASE, replace(found, events=unknown), jobs=1, progress=progress, stop=stop)
    report.problems += added.problems
    with Store(home / DATABASE) as store, store.batch():
        for url in dict.fromkeys(place.page for place in captures):
            if page := store.page(url):
                store.rebuild(page.id, {})  # what came late goes where it belongs in time
        store.connection.executemany(
            "UPDATE pages SET status = ?, moved_to = ?, last_checked = ?, missing_since = ? WHERE id = ?", later
        )


def _looked_at_later(path: Path, captures: Iterable[tuple[str, datetime]]) -> list[tuple[Any, ...]]:
    """What pages are known to be since captures that are still to come in: a look after theirs said it."""
    with Store(path, readonly=True) as store, explained(path):
        rows = [
            store.connection.execute(
                "SELECT status, moved_to, last_checked, missing_since, id FROM pages "
                "WHERE url = ? AND last_checked > ?",
                [page, stamp(at)],
            ).fetchone()
            for page, at in captures
        ]
    return [tuple(row) for row in rows if row]


def _is_unknown(event: Event, known: set[tuple[str, int]], hashes: set[str]) -> bool:
    if event.place:
        return (event.place.ref.file, event.place.ref.offset) not in known
    return event.sha256 is not None and event.sha256 not in hashes


# -- the whole database ------------------------------------------------------------------------------


def _rebuild(
    home: Path,
    found: Index,
    wanted: Wanted,
    report: Report,
    why: str,
    progress: Progress,
    stop: threading.Event,
) -> None:
    captures = sum(event.place is not None for event in found.events)
    if not captures:
        raise ArchiveError(f"There are no raw pages in {home / 'warc'}: nothing can be made of them.")
    report.done.append(f"made {DATABASE} anew from {captures} raw pages: {why}")
    if wanted.dry_run:
        return
    growing = home / GROWING
    with _folder(growing):
        result = rebuild(home, growing / DATABASE, found, jobs=wanted.jobs, progress=progress, stop=stop)
        report.problems += result.problems
        report.rebuilt = dict(sorted(result.outcomes.items()))
        _compare(home / DATABASE, growing / DATABASE, report)
        _settle(growing / DATABASE)
        report.aside = _put_in_place(growing / DATABASE, home / DATABASE)


@contextmanager
def _folder(path: Path) -> Iterator[None]:
    """A folder for what is being made; gone afterwards, whatever comes."""
    shutil.rmtree(path, ignore_errors=True)
    try:
        path.mkdir()
        yield
    except OSError as error:
        raise ArchiveError(f"The database could not be made anew in {path}: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _compare(before: Path, after: Path, report: Report) -> None:
    """What the database before had beside the raw pages is taken over, as far as it can be read; what it had more of is
    told."""
    if not before.is_file():
        return
    with closing(sqlite3.connect(after, isolation_level=None)) as connection, explained(after):
        try:
            connection.execute("ATTACH ? AS before", [f"{before}"])
        except sqlite3.DatabaseError:
            report.problems.append("the database before cannot be read at all: nothing of it was taken over")
            return
        for name in CARRIED:
            with suppress(sqlite3.DatabaseError):
                columns = ", ".join(_columns(connection, "main", name) & _columns(connection, "before", name))
                connection.execute(f"INSERT OR IGNORE INTO main.{name} ({columns}) SELECT {columns} FROM before.{name}")
        for name in ("captures", "articles", "files"):
            try:
                [had, has] = connection.execute(
                    f"SELECT (SELECT count(*) FROM before.{name}), (SELECT count(*) FROM main.{name})"
                ).fetchone()
            except sqlite3.DatabaseError:
                continue
            if had > has:
                report.problems.append(f"the database before had {had} {name}, the new one has {has}")


def _columns(connection: sqlite3.Connection, database: str, table: str) -> set[str]:
    return {row[1] for row in connection.execute(f"PRAGMA {database}.table_info({table})")}


def _settle(path: Path) -> None:
    """All of a database in its one file, on disk."""
    with explained(path), closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA optimize")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _put_in_place(new: Path, path: Path) -> str | None:
    """The new database in the place of the old, which is put aside with what SQLite keeps beside it; where to."""
    aside: Path | None = None
    if path.exists():
        aside = path.with_name(f"articles-before-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.db")
        path.replace(aside)
    for suffix in ("-wal", "-shm"):
        beside = path.with_name(path.name + suffix)
        if aside is None or suffix == "-shm":
            beside.unlink(missing_ok=True)
        elif beside.exists():
            beside.replace(aside.with_name(aside.name + suffix))
    new.replace(path)
    return aside.name if aside else None
