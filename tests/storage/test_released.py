"""Archives that released versions wrote (`released/`), opened by the present giaoban: nothing of them is lost.

A new file there is tested here without a line of code. That a crawl goes on with them is tested in `tests.crawler`.
"""

from __future__ import annotations

import hashlib
import json
import re
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlite_utils

from storage.errors import ArchiveError
from storage.indexed import story_rows
from storage.migrations import STEPS, migrations
from storage.rows import words_with_d_stroke
from storage.schema import open_database
from storage.store import Store
from tests.storage.released import RELEASES, last_step, load

NAMES = [last_step(release) for release in RELEASES]
# The latest release may be of today.
OLDER = [release for release in RELEASES if last_step(release) != STEPS[-1]]

# Made anew from the texts by whatever step changes how: nothing that an archivist would miss.
DERIVED = {"dictionary", "story_bands", "searchable", "_sqlite_migrations"}

# What a step moved elsewhere, or says otherwise: the old value in today's words.
TODAY: dict[tuple[str, str], Callable[[Any], Any]] = {
    # 0007_attachments made rows of them; test_attachments looks at those.
    ("articles", "structure"): lambda text: {k: v for k, v in json.loads(text).items() if k != "attachments"},
    # 0018_runs has each word once, without what stood at it.
    ("articles", "d_stroke"): lambda text: sorted({word for word in re.findall(r"\w+", text) if "đ" in word}),
}


@pytest.fixture(params=RELEASES, ids=NAMES)
def released(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The database of a released version, as its own code left it."""
    return load(request.param, tmp_path / "articles.db")


@pytest.fixture(params=OLDER, ids=map(last_step, OLDER))
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """As `released`, of a version that has steps behind it."""
    return load(request.param, tmp_path / "articles.db")


def test_every_release_so_far_has_its_archive() -> None:
    """Landings before 0006 were releases of 0003, 0004 and 0005; what comes later adds its own."""
    assert {"0003_views", "0004_profiles", "0005_dates"} <= set(NAMES) <= set(STEPS)


@pytest.mark.parametrize("release", RELEASES, ids=NAMES)
def test_a_released_step_makes_what_it_made_then(release: Path, tmp_path: Path) -> None:
    old = load(release, tmp_path / "old.db")
    with closing(sqlite3.connect(old)) as database:
        then = tables_and_views(database)
    with closing(sqlite3.connect(tmp_path / "new.db", isolation_level=None)) as database:
        later = [name for name in STEPS if name > last_step(release)]
        database.execute("BEGIN")
        migrations.apply(sqlite_utils.Database(database), stop_before=later)
        database.execute("COMMIT")
        assert tables_and_views(database) == then


def test_an_old_archive_is_brought_up_to_date_and_nothing_of_it_is_lost(released: Path) -> None:
    before = contents(released)
    Store(released).close()
    after = contents(released)
    for table, rows in before.items():
        assert Counter(rows) == Counter(project(after[table], rows)), table
    with closing(sqlite3.connect(released)) as database:
        assert {name for (name,) in database.execute("SELECT name FROM _sqlite_migrations")} == set(STEPS)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        for view in (
            "current_articles",
            "sightings",
            "revisions",
            "gone_pages",
            "copies",
            "undated",
            "proofs",
            "months",
        ):
            assert database.execute(f"SELECT * FROM {view}").fetchall(), view


def test_stories_are_found_in_a_migrated_archive_as_in_a_new_one(released: Path) -> None:
    Store(released).close()
    with closing(sqlite3.connect(released)) as database:
        articles = database.execute("SELECT id, title, body FROM articles").fetchall()
        expected = {(*row, number) for number, title, body in articles for row in story_rows(title, body)}
        assert set(database.execute("SELECT band, hash, sketch, article_id FROM story_bands")) == expected != set()


def test_a_migrated_archive_has_the_words_and_the_index_of_a_new_one(released: Path) -> None:
    Store(released).close()
    with closing(sqlite3.connect(released)) as database:
        for title, body, words in database.execute("SELECT title, body, d_stroke FROM articles"):
            assert words == words_with_d_stroke(title, body)
        database.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")


def test_a_migrated_archive_has_the_same_tables_views_and_indexes_as_a_new_one(released: Path, tmp_path: Path) -> None:
    Store(released).close()
    Store(tmp_path / "new.db").close()
    with closing(sqlite3.connect(released)) as old, closing(sqlite3.connect(tmp_path / "new.db")) as new:
        assert tables_and_views(old) == tables_and_views(new)
        for pragma in ("application_id", "user_version", "encoding"):
            assert old.execute(f"PRAGMA {pragma}").fetchone() == new.execute(f"PRAGMA {pragma}").fetchone()


def test_reading_an_old_archive_says_what_to_do_and_touches_nothing(older: Path) -> None:
    before = files(older)
    with pytest.raises(ArchiveError, match=r"older giaoban.*giaoban crawl.*up to date"):
        open_database(older, readonly=True)
    assert files(older) == before


def test_a_migration_that_fails_leaves_the_archive_as_it_was(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(older)
    *_, last = migrations.pending(sqlite_utils.Database(memory=True))

    def fail(db: sqlite_utils.Database) -> None:
        db.conn.execute("DELETE FROM captures")
        raise sqlite3.OperationalError("hỏng giữa chừng")

    monkeypatch.setattr(last, "fn", fail)
    with pytest.raises(sqlite3.OperationalError, match="hỏng"):
        open_database(older)
    monkeypatch.undo()
    assert contents(older) == before
    Store(older).close()


def test_a_full_disk_in_the_middle_leaves_the_archive_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the oldest release, which has most steps to take: the last ones find room in what they themselves free."""
    released = load(min(RELEASES), tmp_path / "articles.db")
    before = contents(released)
    with closing(sqlite3.connect(released)) as database:
        [(pages,)] = database.execute("PRAGMA page_count")
    connect = sqlite3.connect

    def on_a_small_disk(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **options)
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        return connection

    monkeypatch.setattr(sqlite3, "connect", on_a_small_disk)
    with pytest.raises(ArchiveError, match="No room left"):
        open_database(released)
    monkeypatch.undo()
    assert contents(released) == before
    Store(released).close()


def test_a_migration_that_is_killed_leaves_the_archive_as_it_was(older: Path) -> None:
    """Killed when everything is done but the COMMIT."""
    before = contents(older)
    program = (
        "import sys, time, pathlib\n"
        "from storage import schema\n"
        "def wait(connection):\n"
        "    print('done', flush=True)\n"
        "    time.sleep(60)\n"
        "schema._write_dictionary = wait\n"
        "schema.open_database(pathlib.Path(sys.argv[1]))\n"
    )
    process = subprocess.Popen([sys.executable, "-c", program, str(older)], stdout=subprocess.PIPE)
    assert process.stdout and process.stdout.readline() == b"done\n"
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    process.stdout.close()
    assert contents(older) == before
    Store(older).close()


@pytest.mark.parametrize("release", OLDER, ids=map(last_step, OLDER))
def test_an_older_giaoban_refuses_a_newer_archive_and_touches_nothing(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check is the same since the first release: a step that it does not know."""
    path = tmp_path / "articles.db"
    Store(path).close()
    before = files(path)
    known = tuple(name for name in STEPS if name <= last_step(release))
    monkeypatch.setattr("storage.schema.STEPS", known)
    for readonly in (True, False):
        with pytest.raises(ArchiveError, match=rf"newer giaoban .*{STEPS[-1]}.*Nothing was changed"):
            open_database(path, readonly=readonly)
    assert files(path) == before


# ---- helpers -------------------------------------------------------------------------------------------------------


Row = tuple[tuple[str, Any], ...]


def contents(path: Path) -> dict[str, list[Row]]:
    """Every row of every table that archivists come for: its columns by name, in the words of today."""
    found = {}
    with closing(sqlite3.connect(path)) as database:
        database.row_factory = sqlite3.Row
        tables = database.execute("SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main'")
        for (table,) in tables.fetchall():
            if table not in DERIVED and not table.startswith("sqlite_"):
                columns = [row["name"] for row in database.execute(f"PRAGMA table_xinfo({table})")]
                rows = database.execute(f"SELECT {', '.join(columns)} FROM {table}")
                found[table] = [tuple((name, _today(table, name, row[name])) for name in columns) for row in rows]
    return found


def project(rows: list[Row], like: list[Row]) -> list[Row]:
    """Rows with the columns alone that older ones have."""
    columns = [name for name, _ in like[0]] if like else []
    return [tuple((name, dict(row)[name]) for name in columns) for row in rows] if like else []


def _today(table: str, column: str, value: Any) -> Any:
    say = TODAY.get((table, column))
    return value if say is None else json.dumps(say(value), ensure_ascii=False, sort_keys=True)


def tables_and_views(database: sqlite3.Connection) -> dict[tuple[str, str], str | None]:
    """What the schema says, by type and name; spaces do not matter."""
    rows = database.execute("SELECT type, name, sql FROM sqlite_schema")
    return {(kind, name): sql and " ".join(sql.split()) for kind, name, sql in rows}


def files(path: Path) -> dict[str, str]:
    """The folder of an archive, by what is in each file. An empty log is as good as none, and -shm is no content."""
    found = {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in path.parent.iterdir()
        if not file.name.endswith("-shm") and file.stat().st_size
    }
    assert path.name in found
    return found
