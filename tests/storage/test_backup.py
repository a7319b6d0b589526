"""A backup is an archive; the next one brings only what is new; one that is killed leaves the one before."""

from __future__ import annotations

import hashlib
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from storage.backup import Report, backup
from storage.errors import ArchiveError
from storage.records import StoredFile
from storage.store import Store
from storage.verify import Depth, verify
from storage.warc import WarcWriter
from tests.storage.conftest import article, capture


def add(home: Path, *numbers: int, stored: bool = True) -> None:
    """Pages to an archive, in a WARC file of their own."""
    with Store(home / "articles.db") as store, WarcWriter(home / "warc") as warc:
        for number in numbers:
            shown = capture(f"http://doisim.example/{number}", body=f"<html>{number}".encode())
            ref = warc.write(shown)
            if stored:
                store.save(shown, article(title=f"Tin số {number}"), ref)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An archive of three pages and a file."""
    home = tmp_path / "home"
    add(home, 1, 2, 3)
    content = b"ke hoach"
    name = hashlib.sha256(content).hexdigest()
    (home / "files").mkdir()
    (home / "files" / name).write_bytes(content)
    with Store(home / "articles.db") as store:
        file = StoredFile(name, len(content), f"files/{name}", "pdf", "application/pdf")
        store.connection.execute(
            "INSERT INTO files (sha256, size, media_type, format, path, first_seen) VALUES (?, ?, ?, ?, ?, '')",
            [file.sha256, file.size, file.media_type, file.format, file.path],
        )
    (home / "giaoban.toml").write_text("delay = 2.0\n")
    return home


@pytest.fixture
def to(tmp_path: Path) -> Path:
    return tmp_path / "backup"


def is_whole(folder: Path) -> bool:
    with Store(folder / "articles.db", readonly=True) as store:
        return list(verify(store.connection, folder, Depth(full=True))) == []


def pages(folder: Path) -> int:
    with Store(folder / "articles.db", readonly=True) as store:
        [number] = store.connection.execute("SELECT count(*) FROM pages").fetchone()
    return int(number)


def done(report: Report) -> tuple[int, int]:
    assert report.problems == []
    return report.copied, report.kept


def test_a_backup_is_the_archive_again(home: Path, to: Path) -> None:
    assert done(backup(home, to, ("giaoban.toml",))) == (3, 0)
    assert is_whole(to)
    assert pages(to) == 3
    assert (to / "giaoban.toml").read_text() == "delay = 2.0\n"
    assert list(to.rglob("*.part")) == []


def test_the_next_one_brings_only_what_is_new(home: Path, to: Path) -> None:
    backup(home, to)
    before = {path: path.stat().st_ino for path in (to / "warc").iterdir()}
    add(home, 4)
    assert done(backup(home, to)) == (1, 2)
    assert is_whole(to)
    assert pages(to) == 4
    assert {path: path.stat().st_ino for path in before} == before


def test_of_a_file_that_is_being_written_comes_what_the_database_knows(home: Path, to: Path) -> None:
    with Store(home / "articles.db") as store, WarcWriter(home / "warc") as warc:
        for number in (7, 8):
            shown = capture(f"http://doisim.example/{number}")
            ref = warc.write(shown)
            if number == 7:
                store.save(shown, article(title="Tin số 7"), ref)
        growing = home / "warc" / ref.file
        with growing.open("ab") as file:
            file.write(b"\x1f\x8b\x08half")
        assert done(backup(home, to)) == (3, 0)
        assert is_whole(to)
        assert (to / "warc" / ref.file).stat().st_size == ref.offset


def test_a_file_that_has_grown_comes_again(home: Path, to: Path) -> None:
    with Store(home / "articles.db") as store, WarcWriter(home / "warc") as warc:
        for number in (7, 8):
            shown = capture(f"http://doisim.example/{number}")
            store.save(shown, article(title=f"Tin số {number}"), warc.write(shown))
            backup(home, to)
            assert is_whole(to)
    assert pages(to) == 5


def test_raw_pages_that_the_archive_has_lost_stay_in_the_backup(home: Path, to: Path) -> None:
    backup(home, to)
    [path] = (home / "warc").iterdir()
    path.write_bytes(path.read_bytes()[:100])
    [problem] = backup(home, to).problems
    assert "the backup has it still" in problem
    assert is_whole(to)


def test_what_has_changed_in_a_backup_is_found_by_reading_it_and_brought_again(home: Path, to: Path) -> None:
    backup(home, to)
    for path in ((to / "warc").iterdir(), (to / "files").iterdir()):
        for one in path:
            one.write_bytes(bytes(one.stat().st_size))
    assert not is_whole(to)
    assert done(backup(home, to, full=True)) == (2, 0)
    assert is_whole(to)


def test_a_file_that_is_not_what_was_stored_is_not_backed_up(home: Path, to: Path) -> None:
    [path] = (home / "files").iterdir()
    path.write_bytes(b"ke HOACH")
    [problem] = backup(home, to).problems
    assert "is not the file that was stored" in problem
    assert not list(to.glob("files/*"))


def test_a_damaged_database_leaves_the_backup_before(home: Path, to: Path) -> None:
    backup(home, to)
    data = bytearray((home / "articles.db").read_bytes())
    data[len(data) // 2 :] = b"\xa5" * (len(data) - len(data) // 2)
    (home / "articles.db").write_bytes(data)
    with pytest.raises(ArchiveError, match="damaged"):
        backup(home, to)
    assert is_whole(to)


KILLED = """
import os, signal, sys
from pathlib import Path
import storage.backup as module
name = sys.argv[3]
def die(*_): os.kill(os.getpid(), signal.SIGKILL)
setattr(module._Copies if name in ("name_them", "remember") else module, name, die)
module.backup(Path(sys.argv[1]), Path(sys.argv[2]))
"""


@pytest.mark.parametrize("where", ["_copy_database", "_copy", "name_them", "_put_in_place", "remember"])
def test_a_backup_that_is_killed_leaves_the_one_before(home: Path, to: Path, where: str) -> None:
    backup(home, to)
    add(home, 4)
    run = subprocess.run([sys.executable, "-c", KILLED, str(home), str(to), where], check=False)
    assert run.returncode == -signal.SIGKILL
    assert pages(to) == (4 if where == "remember" else 3)
    with Store(to / "articles.db", readonly=True) as store:
        assert [found for found in verify(store.connection, to, Depth(full=True)) if found.damage] == []
    assert backup(home, to).problems == []
    assert is_whole(to)
    assert pages(to) == 4
    assert list(to.rglob("*.part")) == []


def test_a_backup_goes_neither_into_the_archive_nor_around_it(home: Path) -> None:
    for to in (home, home / "backup", home.parent):
        with pytest.raises(ArchiveError, match="lie in each other"):
            backup(home, to)


def test_what_is_no_backup_is_left_alone(home: Path, to: Path) -> None:
    to.mkdir()
    (to / "letter.txt").write_text("không xóa")
    with pytest.raises(ArchiveError, match="no earlier backup"):
        backup(home, to)
    with pytest.raises(ArchiveError, match="is no folder"):
        backup(home, to / "letter.txt")
    assert [path.name for path in to.iterdir()] == ["letter.txt"]


def test_a_backup_of_nothing_is_none(tmp_path: Path, to: Path) -> None:
    with pytest.raises(ArchiveError, match="no archive"):
        backup(tmp_path, to)
    assert not to.exists()


def test_a_transaction_that_is_under_way_is_not_waited_for(home: Path, to: Path) -> None:
    with closing(sqlite3.connect(home / "articles.db", isolation_level=None)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        writer.execute("DELETE FROM captures")
        backup(home, to)
        writer.execute("ROLLBACK")
    assert is_whole(to)
    assert pages(to) == 3
