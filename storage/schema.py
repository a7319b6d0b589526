"""The one door to an archive's file: opened, made or brought up to date, and described.

The tables themselves are made by the steps in `migrations`; what they and their columns mean stands in
`dictionary`, and in the archive's own table of that name. What goes into them is the business of `store`.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import sqlite_utils

from storage.connection import Connection
from storage.dictionary import TABLES
from storage.errors import ArchiveError, OlderArchiveError, explained
from storage.migrations import STEPS, migrations

# A cron job and a person may write at once; each write is a few milliseconds.
BUSY_SECONDS = 30.0

# Pages kept at hand (KiB). New articles touch places all over the indexes: a larger archive is filled several times as
# fast if those do not go to the disk one by one.
CACHE_KIB = 64_000
# Pages in the log before they go into the file: what some articles change the next ones change again, so the later it
# is copied, the less is written. 128 MB, of a large archive an eighth of it: new articles change pages all over it.
CHECKPOINT_PAGES = 8_000
CHECKPOINT_SHARE = 8

# Of a new archive. Articles are 2 to 4 KB as often as not, and of pages of 4 KB, SQLite's own choice, one such article
# leaves a quarter empty.
PAGE_BYTES = 16_384

# So many articles may be migrated in more time than anybody waits without a word (100,000 took up to four minutes).
MANY = 5_000

log = logging.getLogger(__name__)


def open_database(path: Path, *, readonly: bool = False, create: bool = True) -> Connection:
    """Open the archive's database, bringing its tables up to date.

    `create` makes a missing one, folder included. `readonly` never writes, not even a migration.
    Transactions are the caller's (`BEGIN` … `COMMIT`): nothing is opened behind its back.

    Raises ArchiveError, with nothing changed, for a file that is missing, damaged, no database, no
    archive, made by a newer giaoban, locked, or not writable.
    """
    path = Path(path)
    if not path.exists():
        if readonly or not create:
            _refuse_lost(path, "is not there")
            raise ArchiveError(
                f"There is no archive at {path}. `giaoban crawl` makes one; --home names another folder."
            )
        _refuse_lost(path, "is not there")
        _make_folder(path)
    if path.is_file() and not path.stat().st_size:
        _refuse_lost(path, "is empty")
    with explained(path):
        connection = _connect(path, readonly)
        try:
            steps = _pending(connection, path)
            if readonly:
                if len(steps) == len(STEPS):
                    raise ArchiveError(f"There is nothing in {path} yet: what made it did not get far. Start it again.")
                if steps:
                    raise OlderArchiveError(
                        f"{path} was made by an older giaoban. Any `giaoban crawl` brings it up to date."
                    )
            else:
                _prepare(connection, bool(steps))
        except BaseException:
            connection.close()
            raise
    return connection


def _refuse_lost(path: Path, how: str) -> None:
    """A database beside raw pages that is gone was lost: a new one in its place would know nothing of them."""
    if any(path.parent.glob("warc/*.warc.gz")):
        raise ArchiveError(
            f"{path} {how}, though there are raw pages beside it: it was lost. Put back a backup of it, or let "
            "`giaoban repair` make it anew from the raw pages."
        )


def migrated_copy(path: Path, copy: Path) -> bool:
    """Bring a copy of an older archive up to date; whether it was one. An archive of today is not copied.

    Raises ArchiveError as `open_database` does; `path` is never written.
    """
    with explained(path), closing(_connect(path, readonly=True)) as connection:
        if not _pending(connection, path):
            return False
        with explained(copy), closing(sqlite3.connect(copy)) as target:
            connection.backup(target)
    open_database(copy, create=False).close()
    return True


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArchiveError(
            f"The folder {path.parent} cannot be made: {error.strerror}. Name another --home."
        ) from error


def _connect(path: Path, readonly: bool) -> Connection:
    options = "mode=ro" if readonly else "mode=rwc"
    if readonly and not _beside(path, "-wal").exists() and not _writable(path.parent):
        # On a read-only medium SQLite cannot make the files that WAL needs, and without one needs none.
        options = "immutable=1"
    connection = sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?{options}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        cached_statements=256,
        factory=Connection,
    )
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _writable(folder: Path) -> bool:
    probe = folder / ".giaoban-probe"
    try:
        probe.touch()
        probe.unlink()
    except OSError:
        return False
    return True


def _pending(connection: sqlite3.Connection, path: Path) -> list[str]:
    """The names of the steps still to do. Raises ArchiveError for a foreign or a newer database."""
    tables = {row["name"] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if not tables:
        return list(STEPS)
    applied = set()
    if migrations.migrations_table in tables:
        query = f"SELECT name FROM {migrations.migrations_table} WHERE migration_set = ?"
        applied = {row["name"] for row in connection.execute(query, [migrations.name])}
    if not applied:
        raise ArchiveError(
            f"{path} is a SQLite database, but not an archive of giaoban. It was left as it is; name another --home."
        )
    unknown = sorted(applied - set(STEPS))
    if unknown:
        raise ArchiveError(
            f"{path} was written by a newer giaoban (it knows {', '.join(unknown)}). Nothing was changed. "
            "Install that version or a later one to use it."
        )
    return [name for name in STEPS if name not in applied]


def _prepare(connection: sqlite3.Connection, steps_pending: bool) -> None:
    if steps_pending:
        _tell_of_the_wait(connection)
        _use_wal(connection)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    set_checkpoint(connection)
    # One writer at a time migrates; a second that started with it finds the work done. Taking the lock
    # also shows now, not in the middle of a run, that the file can be written.
    connection.execute("BEGIN IMMEDIATE")
    try:
        if steps_pending:
            migrations.apply(sqlite_utils.Database(connection, execute_plugins=False))
            _write_dictionary(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def set_checkpoint(connection: sqlite3.Connection) -> None:
    """Say how long the log may get, for a file as large as it is now."""
    [pages] = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA wal_autocheckpoint = {max(CHECKPOINT_PAGES, pages // CHECKPOINT_SHARE)}")


def _tell_of_the_wait(connection: sqlite3.Connection) -> None:
    """A person who waits for a large archive to be brought up to date wants to know for what."""
    if connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'articles'").fetchone():
        [articles] = connection.execute("SELECT count(*) FROM articles").fetchone()
        if articles >= MANY:
            log.warning("The archive is brought up to date once; %s articles may take some minutes.", f"{articles:,}")


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch to WAL. SQLite does not wait for a lock here, so two first starts at once need a second try."""
    last_try = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")  # means nothing to a file that has pages
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > last_try:
                raise
            time.sleep(0.05)


def _write_dictionary(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM dictionary")
    rows = [(table, column, meaning) for table, columns in TABLES.items() for column, meaning in columns.items()]
    connection.executemany("INSERT INTO dictionary VALUES (?, ?, ?)", rows)
