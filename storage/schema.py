"""The tables of an archive, made and migrated by named steps, and the one door to the file.

What the tables and columns mean stands in `dictionary`, and in the archive's own table of that name.
What goes into them is the business of `store`.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from urllib.parse import quote

import sqlite_utils
from sqlite_utils.migrations import Migrations

from storage.dictionary import TABLES
from storage.errors import ArchiveError, explained

# A cron job and a person may write at once; each write is a few milliseconds.
BUSY_SECONDS = 30.0

migrations = Migrations("giaoban")


def open_database(path: Path, *, readonly: bool = False, create: bool = True) -> sqlite3.Connection:
    """Open the archive's database, bringing its tables up to date.

    `create` makes a missing one, folder included. `readonly` never writes, not even a migration.
    Transactions are the caller's (`BEGIN` … `COMMIT`): nothing is opened behind its back.

    Raises ArchiveError, with nothing changed, for a file that is missing, damaged, no database, no
    archive, made by a newer giaoban, locked, or not writable.
    """
    path = Path(path)
    if not path.exists():
        if readonly or not create:
            raise ArchiveError(
                f"There is no archive at {path}. `giaoban crawl` makes one; --home names another folder."
            )
        _make_folder(path)
    with explained(path):
        connection = _connect(path, readonly)
        try:
            steps = _pending(connection, path)
            if readonly:
                if steps:
                    raise ArchiveError(
                        f"{path} was made by an older giaoban. Any `giaoban crawl` brings it up to date."
                    )
            else:
                _prepare(connection, bool(steps))
        except BaseException:
            connection.close()
            raise
    return connection


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArchiveError(
            f"The folder {path.parent} cannot be made: {error.strerror}. Name another --home."
        ) from error


def _connect(path: Path, readonly: bool) -> sqlite3.Connection:
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
    known = [step.name for step in migrations.pending(_NEVER_MIGRATED)]
    if not tables:
        return known
    applied = set()
    if Migrations.migrations_table in tables:
        query = f"SELECT name FROM {Migrations.migrations_table} WHERE migration_set = ?"
        applied = {row["name"] for row in connection.execute(query, [migrations.name])}
    if not applied:
        raise ArchiveError(
            f"{path} is a SQLite database, but not an archive of giaoban. It was left as it is; name another --home."
        )
    unknown = sorted(applied - set(known))
    if unknown:
        raise ArchiveError(
            f"{path} was written by a newer giaoban (it knows {', '.join(unknown)}). Nothing was changed. "
            "Install that version or a later one to use it."
        )
    return [name for name in known if name not in applied]


def _prepare(connection: sqlite3.Connection, steps_pending: bool) -> None:
    if steps_pending:
        _use_wal(connection)
    connection.execute("PRAGMA synchronous = NORMAL")
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


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch to WAL. SQLite does not wait for a lock here, so two first starts at once need a second try."""
    last_try = time.monotonic() + BUSY_SECONDS
    while True:
        try:
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


# Asked once, at import: against an empty database every step is pending, so this lists them all.
_NEVER_MIGRATED = sqlite_utils.Database(memory=True)


def _run(db: sqlite_utils.Database, statements: tuple[str, ...]) -> None:
    for statement in statements:
        db.conn.execute(statement)


@migrations(name="0001_archive")
def _archive(db: sqlite_utils.Database) -> None:
    _run(db, _ARCHIVE)


@migrations(name="0002_full_text")
def _full_text(db: sqlite_utils.Database) -> None:
    _run(db, _FULL_TEXT)


@migrations(name="0003_views")
def _views(db: sqlite_utils.Database) -> None:
    _run(db, _VIEWS)


@migrations(name="0004_profiles")
def _profiles(db: sqlite_utils.Database) -> None:
    _run(db, _PROFILES)


@migrations(name="0005_dates")
def _dates(db: sqlite_utils.Database) -> None:
    _run(db, _DATES)


@migrations(name="0006_meetings")
def _meetings(db: sqlite_utils.Database) -> None:
    _run(db, _MEETINGS)


# A step that was released never changes: what comes later is a step of its own.

_ARCHIVE = (
    """
    CREATE TABLE dictionary (
        "table" TEXT NOT NULL,
        "column" TEXT NOT NULL,
        meaning TEXT NOT NULL,
        PRIMARY KEY ("table", "column")
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE portals (
        name TEXT PRIMARY KEY NOT NULL,
        host TEXT NOT NULL,
        title TEXT,
        platform TEXT,
        first_crawled TEXT NOT NULL,
        last_crawled TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE stories (
        id INTEGER PRIMARY KEY,
        title TEXT NOT NULL,
        first_seen TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE articles (
        id INTEGER PRIMARY KEY,
        hash TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        section TEXT,
        lead TEXT,
        body TEXT NOT NULL,
        byline TEXT,
        source TEXT,
        language TEXT,
        published TEXT,
        published_precision TEXT NOT NULL DEFAULT 'none'
            CHECK (published_precision IN ('second', 'minute', 'hour', 'day', 'month', 'year', 'none')),
        published_evidence TEXT,
        published_text TEXT,
        held_from TEXT,
        held_to TEXT,
        held_text TEXT,
        covers_from TEXT,
        covers_to TEXT,
        covers_text TEXT,
        structure TEXT NOT NULL,
        extractor TEXT NOT NULL,
        story_id INTEGER REFERENCES stories (id),
        first_seen TEXT NOT NULL,
        words INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX articles_story ON articles (story_id) WHERE story_id IS NOT NULL",
    "CREATE INDEX articles_published ON articles (published)",
    """
    CREATE TABLE story_bands (
        band INTEGER NOT NULL,
        hash INTEGER NOT NULL,
        article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        PRIMARY KEY (band, hash, article_id)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE pages (
        id INTEGER PRIMARY KEY,
        portal TEXT NOT NULL REFERENCES portals (name),
        url TEXT NOT NULL UNIQUE,
        fetched_url TEXT NOT NULL,
        article_id INTEGER REFERENCES articles (id),
        title TEXT,
        status TEXT NOT NULL DEFAULT 'live' CHECK (status IN ('live', 'gone', 'moved')),
        moved_to TEXT,
        first_seen TEXT NOT NULL,
        last_seen TEXT,
        last_checked TEXT NOT NULL,
        last_changed TEXT,
        missing_since TEXT,
        published TEXT,
        published_precision TEXT NOT NULL DEFAULT 'none'
            CHECK (published_precision IN ('second', 'minute', 'hour', 'day', 'month', 'year', 'none')),
        published_evidence TEXT,
        published_text TEXT,
        published_not_before TEXT,
        published_not_after TEXT,
        published_problem TEXT,
        date_moved_from TEXT,
        views INTEGER,
        etag TEXT,
        last_modified TEXT,
        listed_date TEXT,
        listed_title TEXT
    ) STRICT
    """,
    "CREATE INDEX pages_article ON pages (article_id)",
    "CREATE INDEX pages_portal ON pages (portal, status)",
    """
    CREATE TABLE captures (
        id INTEGER PRIMARY KEY,
        page_id INTEGER NOT NULL REFERENCES pages (id),
        article_id INTEGER REFERENCES articles (id),
        fetched_at TEXT NOT NULL,
        status INTEGER NOT NULL,
        warc_file TEXT NOT NULL,
        warc_offset INTEGER NOT NULL,
        warc_length INTEGER NOT NULL,
        digest TEXT NOT NULL,
        change TEXT NOT NULL CHECK (change IN ('first', 'same', 'edit', 'reuse', 'reject'))
    ) STRICT
    """,
    "CREATE INDEX captures_page ON captures (page_id)",
    "CREATE INDEX captures_article ON captures (article_id)",
    """
    CREATE TABLE rejects (
        id INTEGER PRIMARY KEY,
        portal TEXT NOT NULL REFERENCES portals (name),
        url TEXT NOT NULL,
        reason TEXT NOT NULL,
        first_seen TEXT NOT NULL,
        last_seen TEXT NOT NULL,
        times INTEGER NOT NULL DEFAULT 1,
        page_id INTEGER REFERENCES pages (id),
        UNIQUE (url, reason)
    ) STRICT
    """,
    """
    CREATE TABLE listings (
        url TEXT PRIMARY KEY NOT NULL,
        portal TEXT NOT NULL REFERENCES portals (name),
        items TEXT NOT NULL CHECK (json_valid(items)),
        page_size INTEGER,
        read_at TEXT NOT NULL,
        swept_at TEXT
    ) STRICT
    """,
    """
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY,
        started_at TEXT NOT NULL,
        finished_at TEXT,
        command TEXT NOT NULL,
        exit_code INTEGER,
        outcome TEXT
    ) STRICT
    """,
    """
    CREATE TABLE run_portals (
        run_id INTEGER NOT NULL REFERENCES runs (id),
        portal TEXT NOT NULL,
        started_at TEXT,
        finished_at TEXT,
        requests INTEGER NOT NULL DEFAULT 0,
        fetched INTEGER NOT NULL DEFAULT 0,
        new INTEGER NOT NULL DEFAULT 0,
        changed INTEGER NOT NULL DEFAULT 0,
        unchanged INTEGER NOT NULL DEFAULT 0,
        duplicates INTEGER NOT NULL DEFAULT 0,
        rejected INTEGER NOT NULL DEFAULT 0,
        gone INTEGER NOT NULL DEFAULT 0,
        errors INTEGER NOT NULL DEFAULT 0,
        bytes INTEGER NOT NULL DEFAULT 0,
        seconds REAL NOT NULL DEFAULT 0,
        note TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(note)),
        PRIMARY KEY (run_id, portal)
    ) STRICT
    """,
)

# `unicode61 remove_diacritics 2` takes every Vietnamese mark off but the stroke of đ. A third column holds
# the text with đ as d, so whoever types `dong chi` finds `đồng chí`, with SQLite alone. The triggers are
# plain SQL: whatever tool writes, the index stays right.
_FOLDED = "replace(replace({0}title || ' ' || {0}body, 'đ', 'd'), 'Đ', 'D')"
_ADD = (
    "INSERT INTO articles_fts (rowid, title, body, folded) "
    f"VALUES (new.id, new.title, new.body, {_FOLDED.format('new.')})"
)
_REMOVE = (
    "INSERT INTO articles_fts (articles_fts, rowid, title, body, folded) "
    f"VALUES ('delete', old.id, old.title, old.body, {_FOLDED.format('old.')})"
)
_FULL_TEXT = (
    f"CREATE VIEW searchable AS SELECT id, title, body, {_FOLDED.format('')} AS folded FROM articles",
    """
    CREATE VIRTUAL TABLE articles_fts USING fts5 (
        title, body, folded,
        content = 'searchable', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
    )
    """,
    f"CREATE TRIGGER articles_indexed AFTER INSERT ON articles BEGIN {_ADD}; END",
    f"CREATE TRIGGER articles_unindexed AFTER DELETE ON articles BEGIN {_REMOVE}; END",
    f"CREATE TRIGGER articles_reindexed AFTER UPDATE OF title, body ON articles BEGIN {_REMOVE}; {_ADD}; END",
)

_VIEWS = (
    """
    CREATE VIEW sightings AS
    SELECT articles.id AS article_id, articles.title, pages.portal, pages.url, pages.status,
           pages.published, pages.first_seen, pages.last_seen, pages.views
    FROM pages JOIN articles ON articles.id = pages.article_id
    """,
    """
    CREATE VIEW current_articles AS
    SELECT articles.id, articles.title, articles.lead, articles.body, articles.byline, articles.source,
           articles.published, articles.story_id, articles.words, pages.portal, pages.url, pages.status,
           (SELECT count(*) FROM pages AS every WHERE every.article_id = articles.id) AS pages
    FROM articles JOIN pages ON pages.id = (
        SELECT id FROM pages AS shown WHERE shown.article_id = articles.id
        ORDER BY shown.status <> 'live', shown.first_seen, shown.id LIMIT 1
    )
    """,
    """
    CREATE VIEW revisions AS
    SELECT pages.portal, pages.url, captures.id AS capture_id, captures.fetched_at, captures.change,
           captures.article_id, articles.title,
           lag(captures.article_id) OVER (PARTITION BY captures.page_id ORDER BY captures.id)
               AS previous_article_id
    FROM captures JOIN pages ON pages.id = captures.page_id JOIN articles ON articles.id = captures.article_id
    WHERE captures.change IN ('first', 'edit', 'reuse')
    """,
    """
    CREATE VIEW blocks AS
    SELECT articles.id AS article_id, block.key AS position, json_extract(block.value, '$[0]') AS kind,
           substr(
               articles.body, 1 + json_extract(block.value, '$[1]'), json_extract(block.value, '$[2]')
           ) AS text
    FROM articles, json_each(articles.structure, '$.blocks') AS block
    """,
)

_PROFILES = (
    """
    CREATE TABLE profiles (
        portal TEXT PRIMARY KEY NOT NULL REFERENCES portals (name),
        profile TEXT NOT NULL CHECK (json_valid(profile)),
        saved_at TEXT NOT NULL
    ) STRICT
    """,
)

_DATES = (
    "ALTER TABLE pages ADD COLUMN dates TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(dates))",
    "ALTER TABLE articles ADD COLUMN best_known TEXT",
    """
    UPDATE articles SET best_known = coalesce(
        published, (SELECT min(published_not_before) FROM pages WHERE article_id = articles.id)
    )
    """,
    "CREATE INDEX articles_best_known ON articles (best_known)",
    "DROP VIEW sightings",
    """
    CREATE VIEW sightings AS
    SELECT articles.id AS article_id, articles.title, pages.portal, pages.url, pages.status,
           pages.published, pages.published_precision, pages.published_evidence, pages.published_not_before,
           pages.published_not_after, pages.published_problem, pages.first_seen, pages.last_seen, pages.views
    FROM pages JOIN articles ON articles.id = pages.article_id
    """,
    "DROP VIEW current_articles",
    """
    CREATE VIEW current_articles AS
    SELECT articles.id, articles.title, articles.lead, articles.body, articles.byline, articles.source,
           articles.published, articles.best_known, articles.story_id, articles.words, pages.portal, pages.url,
           pages.status,
           (SELECT count(*) FROM pages AS every WHERE every.article_id = articles.id) AS pages
    FROM articles JOIN pages ON pages.id = (
        SELECT id FROM pages AS shown WHERE shown.article_id = articles.id
        ORDER BY shown.status <> 'live', shown.first_seen, shown.id LIMIT 1
    )
    """,
    """
    CREATE VIEW page_dates AS
    SELECT pages.id AS page_id, pages.portal, pages.url, date.key AS position,
           json_extract(date.value, '$.evidence') AS evidence, json_extract(date.value, '$.text') AS text,
           json_extract(date.value, '$.value') AS value, json_extract(date.value, '$.precision') AS precision,
           json_extract(date.value, '$.not_before') AS not_before,
           json_extract(date.value, '$.not_after') AS not_after,
           json_extract(date.value, '$.verdict') AS verdict
    FROM pages, json_each(iif(json_valid(pages.dates), pages.dates, '[]')) AS date
    WHERE date.type = 'object'
    """,
)

# What the text of an article says of its meeting. Texts that were stored before carry nulls until they are read again.
_MEETINGS = (
    "ALTER TABLE articles ADD COLUMN is_meeting INTEGER CHECK (is_meeting IN (0, 1))",
    "ALTER TABLE articles ADD COLUMN kind TEXT",
    "ALTER TABLE articles ADD COLUMN place TEXT",
    "ALTER TABLE articles ADD COLUMN organiser TEXT",
    "ALTER TABLE articles ADD COLUMN chairs TEXT",
    "CREATE INDEX articles_kind ON articles (kind) WHERE kind IS NOT NULL",
    """
    CREATE TABLE facts (
        article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        fact TEXT NOT NULL CHECK (fact IN ('kind', 'place', 'organiser', 'chair')),
        position INTEGER NOT NULL,
        value TEXT NOT NULL,
        detail TEXT,
        field TEXT NOT NULL CHECK (field IN ('title', 'body')),
        start INTEGER NOT NULL,
        length INTEGER NOT NULL,
        PRIMARY KEY (article_id, fact, position)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE VIEW evidence AS
    SELECT facts.article_id, facts.fact, facts.position, facts.value, facts.detail, facts.field, facts.start,
           substr(iif(facts.field = 'title', articles.title, articles.body), 1 + facts.start, facts.length) AS text
    FROM facts JOIN articles ON articles.id = facts.article_id
    UNION ALL
    SELECT id, 'held_on', 0, held_from, held_to, iif(instr(title, held_text), 'title', 'body'),
           coalesce(nullif(instr(title, held_text), 0), nullif(instr(body, held_text), 0)) - 1, held_text
    FROM articles WHERE held_from NOT NULL
    UNION ALL
    SELECT id, 'covers', 0, covers_from, covers_to, iif(instr(title, covers_text), 'title', 'body'),
           coalesce(nullif(instr(title, covers_text), 0), nullif(instr(body, covers_text), 0)) - 1, covers_text
    FROM articles WHERE covers_from NOT NULL
    """,
    """
    CREATE VIEW meetings AS
    SELECT articles.id AS article_id, articles.kind, articles.held_from, articles.held_to, articles.covers_from,
           articles.covers_to, articles.organiser, articles.place, articles.chairs, articles.title,
           articles.published, articles.best_known,
           (SELECT portal FROM pages WHERE pages.article_id = articles.id
            ORDER BY pages.status <> 'live', pages.first_seen, pages.id LIMIT 1) AS portal,
           (SELECT url FROM pages WHERE pages.article_id = articles.id
            ORDER BY pages.status <> 'live', pages.first_seen, pages.id LIMIT 1) AS url
    FROM articles WHERE articles.is_meeting
    """,
    # Which extractor read a capture last: what is older than the present one is to be read again.
    "ALTER TABLE captures ADD COLUMN extractor TEXT",
    """
    UPDATE captures SET extractor = (SELECT extractor FROM articles WHERE articles.id = captures.article_id)
    """,
)
