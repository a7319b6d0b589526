"""What `verify` finds: nothing in an archive that is whole, and each kind of damage where it is."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage.store import Store
from storage.verify import Depth, Finding, verify
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


def findings(home: Path, *, full: bool = False, busy: bool = False) -> list[Finding]:
    with Store(home / "articles.db", readonly=True) as store:
        return list(verify(store.connection, home, Depth(full, busy)))


def found(home: Path, *, full: bool = False) -> list[tuple[str, str]]:
    return [(finding.part, finding.problem) for finding in findings(home, full=full)]


def damage(home: Path, *statements: str) -> None:
    with closing(sqlite3.connect(home / "articles.db")) as database, database:
        for statement in statements:
            database.execute(statement)


@pytest.mark.parametrize("full", [False, True])
def test_nothing_is_wrong_with_a_whole_archive_and_nothing_of_it_changes(home: Path, full: bool) -> None:
    before = (home / "articles.db").read_bytes()
    assert found(home, full=full) == []
    assert (home / "articles.db").read_bytes() == before


def test_every_capture_is_looked_at(home: Path) -> None:
    looks: list[None] = []
    with Store(home / "articles.db", readonly=True) as store:
        list(verify(store.connection, home, looked=lambda: looks.append(None)))
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
    assert ("search index", "does not fit the texts") in found(home, full=True)


def test_a_missing_warc_file_is_found(home: Path) -> None:
    for file in (home / "warc").iterdir():
        file.unlink()
    [finding] = findings(home)
    assert (finding.part, finding.problem, finding.count) == ("raw page", "is not there", 5)
    assert "backup" in finding.advice


def test_a_warc_file_that_is_cut_off_is_found(home: Path) -> None:
    [file] = (home / "warc").iterdir()
    file.write_bytes(file.read_bytes()[:-900])
    [finding] = findings(home)
    assert (finding.part, finding.count) == ("raw page", 1)
    assert "is cut off" in finding.problem
    assert [(one.count, one.damage) for one in findings(home, full=True)] == [(1, True), (1, False)]


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
    assert [part for part, _ in found(home, full=True)] == ["raw page"]


def test_a_place_or_a_digest_that_is_wrong_is_found(home: Path) -> None:
    damage(home, "UPDATE captures SET warc_offset = warc_offset + 1 WHERE id = 2")
    damage(home, "UPDATE captures SET digest = 'sha1:' || digest WHERE id = 4")
    problems = {finding.problem: finding.damage for finding in findings(home, full=True)}
    assert problems["no record begins where the database says"]
    assert problems["holds other pages than were stored"]


@pytest.mark.parametrize("full", [False, True])
def test_what_a_killed_run_left_is_told_and_is_no_damage(home: Path, full: bool) -> None:
    with WarcWriter(home / "warc") as warc:
        warc.write(capture("http://doisim.example/9"))
    name = sorted((home / "warc").iterdir())[-1]
    name.write_bytes(name.read_bytes() + b"\x1f\x8b\x08half")
    told = findings(home, full=full)
    assert [(finding.part, finding.damage) for finding in told] == [("raw page", False)] * 2
    assert "does not know" in told[0].problem
    assert "half a record" in told[1].problem


def test_what_is_being_written_is_no_finding(home: Path) -> None:
    with WarcWriter(home / "warc") as warc:
        warc.write(capture("http://doisim.example/9"))
        assert findings(home, full=True, busy=True) == []


def test_a_file_that_was_changed_or_is_gone_is_found(home: Path) -> None:
    (home / "files").mkdir()
    (home / "files" / "a").write_bytes(b"ke hoach")
    damage(
        home,
        "INSERT INTO files (sha256, size, media_type, format, path, first_seen) "
        "VALUES ('00', 8, 'application/pdf', 'pdf', 'files/a', ''), ('01', 8, 'text/rtf', 'rtf', 'files/b', '')",
    )
    assert [part for part, _ in found(home)] == ["file"]
    assert [part for part, _ in found(home, full=True)] == ["file", "file"]


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
