"""What `check` finds: nothing in an archive that is whole, and each kind of damage where it is."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage.check import check
from storage.store import Store
from storage.warc import WarcWriter
from tests.storage.conftest import article, capture


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An archive of five pages with their raw pages."""
    with Store(tmp_path / "articles.db") as store, WarcWriter(tmp_path / "warc") as warc:
        for number in range(5):
            shown = capture(f"http://doisim.example/{number}", body=f"<html>{number}".encode())
            store.save(shown, article(title=f"Tin số {number}"), warc.write(shown))
    return tmp_path


def found(home: Path, *, raw: bool = False) -> list[tuple[str, str]]:
    with Store(home / "articles.db", readonly=True) as store:
        return [(finding.part, finding.problem) for finding in check(store.connection, home, raw=raw)]


def damage(home: Path, *statements: str) -> None:
    with closing(sqlite3.connect(home / "articles.db")) as database, database:
        for statement in statements:
            database.execute(statement)


@pytest.mark.parametrize("raw", [False, True])
def test_nothing_is_wrong_with_a_whole_archive_and_nothing_of_it_changes(home: Path, raw: bool) -> None:
    before = (home / "articles.db").read_bytes()
    assert found(home, raw=raw) == []
    assert (home / "articles.db").read_bytes() == before


def test_every_capture_is_looked_at(home: Path) -> None:
    looks: list[None] = []
    with Store(home / "articles.db", readonly=True) as store:
        list(check(store.connection, home, looked=lambda: looks.append(None)))
    assert len(looks) == 5


def test_a_row_that_refers_to_nothing_is_found(home: Path) -> None:
    damage(home, "DELETE FROM portals")
    assert {part for part, _ in found(home)} == {"reference"}


def test_a_search_index_that_missed_a_text_is_found(home: Path) -> None:
    with closing(sqlite3.connect(home / "articles.db")) as database, database:
        triggers = database.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'articles'")
        for (trigger,) in triggers.fetchall():
            database.execute(f"DROP TRIGGER {trigger}")
        database.execute("UPDATE articles SET body = 'Khác hẳn.' WHERE id = 1")
    assert ("search index", "does not fit the texts") in found(home)


def test_a_missing_warc_file_is_found(home: Path) -> None:
    for file in (home / "warc").iterdir():
        file.unlink()
    problems = found(home)
    assert [part for part, _ in problems] == ["raw page"] * 5
    assert "is not there" in problems[0][1]


def test_a_warc_file_that_is_cut_off_is_found(home: Path) -> None:
    [file] = (home / "warc").iterdir()
    file.write_bytes(file.read_bytes()[:-900])
    assert ("raw page", "cut off") in [
        (part, "cut off" if "cut off" in problem else problem) for part, problem in found(home)
    ]


def test_a_raw_page_that_was_changed_is_found_when_it_is_read(home: Path) -> None:
    [file] = (home / "warc").iterdir()
    with Store(home / "articles.db", readonly=True) as store:
        [offset] = store.connection.execute(
            "SELECT warc_offset + warc_length / 2 FROM captures WHERE id = 3"
        ).fetchone()
    data = bytearray(file.read_bytes())
    data[offset] ^= 0xFF
    file.write_bytes(data)
    assert found(home) == []
    assert [part for part, _ in found(home, raw=True)] == ["raw page"]


def test_a_file_that_was_changed_or_is_gone_is_found(home: Path) -> None:
    (home / "files").mkdir()
    (home / "files" / "a").write_bytes(b"ke hoach")
    damage(
        home,
        "INSERT INTO files (sha256, size, media_type, format, path, first_seen) "
        "VALUES ('00', 8, 'application/pdf', 'pdf', 'files/a', ''), ('01', 8, 'text/rtf', 'rtf', 'files/b', '')",
    )
    assert [part for part, _ in found(home)] == ["file"]
    assert [part for part, _ in found(home, raw=True)] == ["file", "file"]


def test_a_damaged_database_is_told_with_what_is_damaged(home: Path) -> None:
    path = home / "articles.db"
    with closing(sqlite3.connect(path)) as database:
        [(page,)] = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'captures_page'")
        [(size,)] = database.execute("PRAGMA page_size")
    data = bytearray(path.read_bytes())
    data[(page - 1) * size : page * size] = b"\xa5" * size
    path.write_bytes(data)
    problems = found(home)
    assert problems[0][0] == "database"
