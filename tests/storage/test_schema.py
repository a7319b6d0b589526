"""The archive's file: made, described, protected."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from storage.dictionary import TABLES
from storage.errors import ArchiveError
from storage.schema import open_database
from storage.store import Store
from tests.storage.conftest import REF, Show, article, capture


def test_every_table_and_column_is_described_and_nothing_else(store: Store) -> None:
    names = store.connection.execute(
        "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') "
        "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '%\\_fts\\_%' ESCAPE '\\' "
        "AND name <> '_sqlite_migrations'"
    ).fetchall()
    # Unlike table_info, table_xinfo lists columns that are computed; 1 are those that a virtual table hides.
    found = {
        row["name"]: {""}
        | {c["name"] for c in store.connection.execute(f"PRAGMA table_xinfo({row['name']})") if c["hidden"] != 1}
        for row in names
    }
    assert found == {table: set(columns) for table, columns in TABLES.items()}


def test_the_archive_carries_its_own_dictionary(store: Store) -> None:
    row = store.connection.execute(
        """SELECT meaning FROM dictionary WHERE "table" = 'pages' AND "column" = 'url'"""
    ).fetchone()
    assert row["meaning"] == TABLES["pages"]["url"]


def test_tables_are_strict(store: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        store.connection.execute("INSERT INTO runs (started_at, command) VALUES (x'00', 'crawl')")


def test_every_table_is_strict(store: Store) -> None:
    """All but what SQLite and its extensions make for themselves."""
    tables = store.connection.execute("SELECT name, strict FROM pragma_table_list WHERE type = 'table'")
    loose = {row["name"] for row in tables if not row["strict"] and not row["name"].startswith("sqlite_")}
    assert loose == {"_sqlite_migrations"}


def test_every_reference_is_declared(store: Store) -> None:
    referring = {"portal": "portals"}
    found, declared = set(), set()
    for row in store.connection.execute("SELECT name FROM pragma_table_list WHERE type = 'table'").fetchall():
        table = row["name"]
        columns = [column["name"] for column in store.connection.execute(f"PRAGMA table_info({table})")]
        found |= {(table, name) for name in columns if name.endswith("_id") or name in referring}
        declared |= {(table, key["from"]) for key in store.connection.execute(f"PRAGMA foreign_key_list({table})")}
    # A run keeps what it was told of a portal even where the archive has not heard of that portal. The index of stories
    # has no way from an article to its rows: a reference would be looked for in all of it (`0018_runs`).
    assert found - declared == {("run_portals", "portal"), ("story_bands", "article_id")}


def test_evidence_is_not_deleted_while_something_refers_to_it(store: Store, show: Show) -> None:
    show(article())
    for table in ("portals", "pages", "articles"):
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            store.connection.execute(f"DELETE FROM {table}")


def test_tools_can_tell_an_archive_from_another_database(store: Store) -> None:
    assert store.connection.execute("PRAGMA application_id").fetchone()[0].to_bytes(4, "big") == b"gban"
    store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert store.path.read_bytes()[68:72] == b"gban"


def test_a_page_of_an_unknown_portal_is_refused_by_the_file_itself(store: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        store.connection.execute(
            "INSERT INTO pages (portal, url, fetched_url, first_seen, last_checked) VALUES ('x', 'u', 'u', '', '')"
        )


def test_the_file_is_in_wal_mode(store: Store) -> None:
    assert store.connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_opening_again_keeps_everything(tmp_path: Path) -> None:
    path = tmp_path / "articles.db"
    with Store(path) as store:
        saved = store.save(capture(), article(), REF)
    with Store(path) as store:
        page = store.page("http://doisim.example/a")
    assert page is not None and page.article_id == saved.article_id


def test_a_missing_archive_is_not_made_by_a_reader(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"no archive at .*articles\.db"):
        open_database(tmp_path / "articles.db", readonly=True)
    assert list(tmp_path.iterdir()) == []


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    Store(tmp_path / "articles.db").close()
    with (
        Store(tmp_path / "articles.db", readonly=True) as store,
        pytest.raises(ArchiveError, match="written"),
    ):
        store.save(capture(), article(), REF)


@pytest.mark.parametrize("readonly", [True, False])
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            b"Kh\xc3\xb4ng ph\xe1\xba\xa3i c\xc6\xa1 s\xe1\xbb\x9f d\xe1\xbb\xaf li\xe1\xbb\x87u." * 99,
            "not a SQLite",
        ),
        (b"SQLite format 3\x00" + b"\xff" * 5000, "not a SQLite|damaged"),
    ],
)
def test_a_file_that_is_no_database_is_left_as_it_is(
    tmp_path: Path, content: bytes, words: str, readonly: bool
) -> None:
    path = tmp_path / "articles.db"
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match=words) as raised:
        open_database(path, readonly=readonly)
    assert str(path) in str(raised.value)
    assert path.read_bytes() == content


def test_a_damaged_archive_says_so_in_words(tmp_path: Path) -> None:
    path = tmp_path / "articles.db"
    with Store(path) as store:
        for n in range(30):
            store.save(capture(f"http://doisim.example/{n}"), article(title=f"Tin số {n}"), REF)
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xa5" * (len(whole) - 8192))
    with pytest.raises(ArchiveError, match="damaged"), Store(path) as store:
        store.save(capture("http://doisim.example/new"), article(title="Tin mới"), REF)


def test_a_newer_archive_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "articles.db"
    Store(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('giaoban', '0999_later', '')"
        )
    connection.close()
    before = path.read_bytes()
    with pytest.raises(ArchiveError, match=r"newer giaoban .*0999_later"):
        Store(path)
    assert path.read_bytes() == before


def test_somebody_elses_database_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "articles.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(ArchiveError, match="not an archive of giaoban"):
        Store(path)
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ArchiveError, match="cannot be made"):
        Store(tmp_path / "file" / "articles.db")


def test_a_directory_in_the_files_place_is_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / "articles.db").mkdir()
    with pytest.raises(ArchiveError, match="cannot be opened"):
        Store(tmp_path / "articles.db")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_an_unwritable_archive_is_found_out_at_once(tmp_path: Path) -> None:
    path = tmp_path / "articles.db"
    Store(path).close()
    path.chmod(0o444)
    with pytest.raises(ArchiveError, match="cannot be written"):
        Store(path)


def test_a_lock_that_does_not_go_away_is_an_error_in_words(tmp_path: Path) -> None:
    path = tmp_path / "articles.db"
    with Store(path) as holder, Store(path) as store:
        holder.connection.execute("BEGIN IMMEDIATE")
        store.connection.execute("PRAGMA busy_timeout = 50")
        with pytest.raises(ArchiveError, match="locked"):
            store.save(capture(), article(), REF)


def test_a_path_may_hold_spaces_question_marks_and_letters(tmp_path: Path) -> None:
    path = tmp_path / "kho lưu trữ? 100%" / "articles.db"
    Store(path).close()
    assert path.exists()


def test_two_processes_make_and_fill_one_archive_at_once(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from storage.store import Store\n"
        "from tests.storage.conftest import REF, Show, article, capture\n"
        "with Store(Path(sys.argv[1])) as store:\n"
        "    for n in range(40):\n"
        "        store.save(capture(f'http://{sys.argv[2]}.example/{n}', portal=sys.argv[2]),\n"
        "                   article(title=f'Tin {n}'), REF)\n"
    )
    path = tmp_path / "articles.db"
    started = [subprocess.Popen([sys.executable, "-c", program, str(path), name]) for name in ("hai", "ba")]
    assert [process.wait(60) for process in started] == [0, 0]
    with Store(path) as store:
        counts = store.connection.execute(
            "SELECT (SELECT count(*) FROM pages), (SELECT count(*) FROM articles), (SELECT count(*) FROM captures)"
        ).fetchone()
    assert tuple(counts) == (80, 40, 80)


def test_an_empty_file_beside_raw_pages_is_a_lost_archive(tmp_path: Path) -> None:
    (tmp_path / "warc").mkdir()
    (tmp_path / "warc" / "giaoban-x.warc.gz").touch()
    path = tmp_path / "articles.db"
    path.touch()
    for readonly in (True, False):
        with pytest.raises(ArchiveError, match="was lost"):
            open_database(path, readonly=readonly)
    assert path.stat().st_size == 0
