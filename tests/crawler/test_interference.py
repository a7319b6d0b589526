"""What happens to an archive from outside while giaoban works in it: another program, a folder that goes, the clock."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest

from storage import schema
from storage.errors import ArchiveError
from storage.store import Store
from storage.warc import WarcWriter
from tests.crawler.conftest import Archive
from tests.once import copy_of
from tests.replicas.server import ReplicaServer
from tests.storage.conftest import article, capture


def test_who_finds_the_database_locked_waits_and_then_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "BUSY_SECONDS", 0.2)
    with Store(tmp_path / "articles.db") as store, WarcWriter(tmp_path / "warc") as warc:
        page = capture("http://doisim.example/1")
        ref = warc.write(page)
        with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            with pytest.raises(ArchiveError, match="locked: another program"):
                store.save(page, article(), ref)
            other.execute("ROLLBACK")
        assert store.save(page, article(), ref).kind == "new"


def while_crawling(archive: Archive, *arguments: str) -> Callable[[], subprocess.CompletedProcess[bytes]]:
    """A crawl that has stored its first pages; what is returned waits for its end."""
    ended: list[subprocess.CompletedProcess[bytes]] = []
    command = ("crawl", *arguments, "--proxy", archive.proxy)
    crawl = Thread(target=lambda: ended.append(archive.giaoban(*command)))
    crawl.start()
    while crawl.is_alive():
        try:
            if archive.sql("SELECT count(*) FROM captures")[0][0] >= 2:
                break
        except sqlite3.Error:
            crawl.join(0.05)

    def end() -> subprocess.CompletedProcess[bytes]:
        crawl.join()
        return ended[0]

    return end


@pytest.mark.slow  # it waits for half a minute, again and again
def test_a_crawl_that_finds_the_database_locked_loses_nothing(
    server: ReplicaServer, archive: Callable[[ReplicaServer], Archive]
) -> None:
    under_way = archive(server)
    under_way.patience = 300  # it waits nearly two minutes where nothing else is going on
    end = while_crawling(under_way, "backan", "--delay", "0.2")
    with closing(sqlite3.connect(under_way.home / "articles.db", isolation_level=None, timeout=30)) as other:
        other.execute("BEGIN EXCLUSIVE")
        run = end()
        other.execute("ROLLBACK")
    assert run.returncode == 3
    assert b"is locked: another program" in run.stderr
    assert under_way.giaoban("verify", "--full").returncode == 0
    assert under_way.crawl("backan")["exit_code"] == 0
    assert under_way.sql("SELECT count(*) FROM pages WHERE article_id IS NOT NULL") == [(20,)]


def test_a_folder_that_goes_while_a_crawl_runs_costs_nothing_that_was_stored(
    server: ReplicaServer, archive: Callable[[ReplicaServer], Archive]
) -> None:
    under_way = archive(server)
    end = while_crawling(under_way, "backan", "--delay", "0.1")
    (under_way.home / "warc").rename(under_way.home / "elsewhere")
    run = end()
    assert run.returncode == 3
    assert b"The raw page could not be written" in run.stderr
    assert under_way.giaoban("verify").returncode == 3
    shutil.copytree(under_way.home / "elsewhere", under_way.home / "warc", dirs_exist_ok=True)
    assert under_way.giaoban("verify", "--full").returncode == 0
    assert under_way.crawl("backan")["exit_code"] == 0
    assert under_way.sql("SELECT count(*) FROM pages WHERE article_id IS NOT NULL") == [(20,)]


LATER = "strftime('%Y-%m-%dT%H:%M:%SZ', {0}, '+1 day')"
MOMENTS = {
    "runs": ("started_at", "finished_at"),
    "pages": ("first_seen", "last_seen", "last_checked", "last_changed"),
    "captures": ("fetched_at",),
    "listings": ("read_at", "swept_at"),
}


def test_a_clock_that_was_ahead_is_told_and_nothing_is_lost(crawled: Archive, tmp_path: Path) -> None:
    with ReplicaServer(state=2) as server:
        archive = Archive(copy_of(crawled.home, tmp_path / "home"), server.url)
        for table, columns in MOMENTS.items():
            archive.sql(f"UPDATE {table} SET " + ", ".join(f"{name} = {LATER.format(name)}" for name in columns))
        before = archive.sql("SELECT count(*) FROM articles")
        tomorrow = archive.sql("SELECT min(last_checked) FROM pages")[0][0]
        report = archive.crawl("backan")
        assert "has gone back" in report["clock"]
        assert report["portals"]["backan"]["new"] > 0
        assert archive.sql("SELECT count(*) FROM articles") > before
        assert "has gone back" in archive.sql("SELECT outcome FROM runs ORDER BY id DESC LIMIT 1")[0][0]
        # Pages that were looked at in days to come are looked at again, so all of it heals.
        ahead = "SELECT count(*) FROM pages WHERE portal = 'backan' AND last_checked >= ?"
        [(still,)] = archive.sql(ahead, tomorrow)
        assert archive.crawl("backan")["clock"] is None
        [(after,)] = archive.sql(ahead, tomorrow)
        assert after == 0 or after < still
        assert archive.giaoban("verify", "--full").returncode == 0


def test_a_crawl_does_not_begin_where_its_raw_pages_are_gone(crawled: Archive, tmp_path: Path) -> None:
    """A disk that is not mounted, most likely: a second archive of raw pages would begin in its place."""
    archive = Archive(copy_of(crawled.home, tmp_path / "home"), crawled.proxy)
    shutil.rmtree(archive.home / "warc")
    run = archive.giaoban("crawl", "backan", "--delay", "0", "--proxy", "http://127.0.0.1:9")
    assert (run.returncode, (archive.home / "warc").exists()) == (3, False)
    assert "mount the disk" in run.stderr.decode()


def test_a_home_without_a_name_is_refused(tmp_path: Path) -> None:
    run = Archive(tmp_path, "").giaoban("status", "--home", "")
    assert run.returncode == 2
    assert b"empty" in run.stderr
