"""``giaoban import`` as people use it: archives of crawls, exports, and what it says when something is wrong."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import time
from pathlib import Path

import pytest

from crawler.locks import locked
from storage.store import Store
from tests import warm
from tests.crawler.conftest import Archive
from tests.once import copy_of
from tests.replicas.server import ReplicaServer
from tests.storage.conftest import REF, article, capture

COUNTS = "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM pages), (SELECT count(*) FROM captures)"


def added(archive: Archive, *arguments: str) -> dict[str, int]:
    told: dict[str, int] = archive.json("import", *arguments)["added"]
    return told


def crawled_apart(tmp_path: Path, proxy: str) -> tuple[Archive, Archive]:
    """Two archives of different portals, one of which both have crawled."""
    one, two = Archive(tmp_path / "one", proxy), Archive(tmp_path / "two", proxy)
    one.crawl("laocai", "huuhoa")
    two.crawl("huuhoa", "vanphuc")
    return one, two


def raw_files(archive: Archive) -> set[str]:
    """The names of an archive's WARC files: one a process that crawled."""
    return {path.name for path in (archive.home / "warc").glob("*.warc.gz")}


def test_machines_that_crawled_different_portals_come_together(tmp_path: Path, replicas: ReplicaServer) -> None:
    one, two = crawled_apart(tmp_path, replicas.url)
    would = added(one, str(two.home), "--dry-run")
    [before] = one.sql(COUNTS)
    first = added(one, str(two.home))
    assert {name: would[name] for name in ("articles", "pages", "captures")} == {
        name: first[name] for name in ("articles", "pages", "captures")
    }
    [after] = one.sql(COUNTS)
    assert after[0] - before[0] == first["articles"] > 0
    assert after[1] == len({*one.sql("SELECT url FROM pages"), *two.sql("SELECT url FROM pages")})
    assert raw_files(one) >= raw_files(two)
    assert added(one, str(two.home)) == {}
    for [page] in one.sql("SELECT url FROM pages WHERE portal = 'vanphuc' AND article_id NOT NULL LIMIT 3"):
        assert one.giaoban("raw", page).stdout
    report = one.crawl("vanphuc")
    assert report["portals"]["vanphuc"]["new"] == 0
    shared = "SELECT count(*) FROM (SELECT article_id FROM pages GROUP BY 1 HAVING count(DISTINCT portal) > 1)"
    assert one.sql(shared)[0][0] > 0


def test_an_export_comes_back(crawled: Archive, tmp_path: Path) -> None:
    path, other = tmp_path / "all.jsonl.gz", Archive(tmp_path / "other", "")
    assert crawled.giaoban("export", "-o", str(path)).returncode == 0
    [(articles,)] = crawled.sql("SELECT count(*) FROM articles")
    assert added(other, str(path))["articles"] == articles
    hashes = "SELECT url, hash FROM pages JOIN articles ON articles.id = article_id ORDER BY url"
    assert other.sql(hashes) == crawled.sql(hashes)
    run = other.giaoban("import", str(path))
    assert run.returncode == 0
    assert "nothing that is not there already" in run.stdout.decode()
    assert other.giaoban("search", "hoi nghi").returncode == 0


def small(home: Path, url: str = "http://doisim.example/a") -> Archive:
    with Store(home / "articles.db") as store:
        store.save(capture(url), article(title=url), REF)
    return Archive(home, "")


def test_what_is_no_archive_and_no_export_is_told_in_words(tmp_path: Path) -> None:
    here = small(tmp_path / "here")
    before = here.sql(COUNTS)
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").write_text("giao ban")
    (tmp_path / "damaged.db").write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
    with sqlite3.connect(tmp_path / "foreign.db") as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()
    for name in ("no", "empty", "notes.txt", "damaged.db", "foreign.db"):
        run = here.giaoban("import", str(tmp_path / name))
        assert run.returncode == 3, run.stderr.decode()
        assert "Traceback" not in run.stderr.decode()
        assert str(tmp_path / name) in run.stderr.decode()
    assert here.sql(COUNTS) == before
    assert here.giaoban("import", str(here.home)).returncode == 2
    assert here.giaoban("import").returncode == 2


def test_a_newer_archive_is_refused_and_an_older_is_read_from_a_copy(tmp_path: Path) -> None:
    here, other = small(tmp_path / "here"), small(tmp_path / "other", "http://doisim.example/b")
    database = other.home / "articles.db"
    with sqlite3.connect(database) as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('giaoban', '9999_later', '')"
        )
    connection.close()
    run = here.giaoban("import", str(other.home))
    assert run.returncode == 3
    assert "newer giaoban" in run.stderr.decode()


def test_a_dry_run_makes_no_archive(tmp_path: Path) -> None:
    other = small(tmp_path / "other")
    here = Archive(tmp_path / "here", "")
    assert added(here, str(other.home), "--dry-run")["articles"] == 1
    assert not here.home.exists()
    assert added(here, str(other.home / "articles.db"))["articles"] == 1


@pytest.mark.parametrize(("lock", "says"), [("doisim", "doisim is being crawled"), (".import", "another import")])
def test_what_another_holds_is_waited_for(tmp_path: Path, lock: str, says: str) -> None:
    here, other = small(tmp_path / "here"), small(tmp_path / "other", "http://doisim.example/b")
    with locked(here.home, lock):
        run = here.giaoban("import", str(other.home))
    assert run.returncode == 5
    assert says in run.stderr.decode()
    assert here.giaoban("import", str(other.home)).returncode == 0


def test_an_import_that_is_killed_loses_nothing_and_is_completed(tmp_path: Path) -> None:
    here, other = small(tmp_path / "here"), Archive(tmp_path / "other", "")
    with Store(other.home / "articles.db") as store, store.batch():
        for n in range(1500):
            store.save(capture(f"http://doisim.example/{n}"), article(title=f"Tin số {n}", text=f"Bản tin {n}."), REF)
    with warm.Started(["import", str(other.home), "--home", str(here.home)], os.environ) as process:
        while process.poll() is None and here.sql("SELECT count(*) FROM articles")[0][0] < 300:
            time.sleep(0.01)
        process.kill()
        process.communicate(timeout=20)
    [(problem,)] = here.sql("PRAGMA integrity_check")
    assert problem == "ok"
    assert here.giaoban("import", str(other.home)).returncode == 0
    assert here.sql(COUNTS) == [(1501, 1501, 1501)]
    assert added(here, str(other.home)) == {}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_an_archive_that_cannot_be_written_is_told_in_words(tmp_path: Path) -> None:
    here, other = small(tmp_path / "here"), small(tmp_path / "other", "http://doisim.example/b")
    (here.home / "articles.db").chmod(0o444)
    run = here.giaoban("import", str(other.home))
    assert run.returncode == 3
    assert "cannot be written" in run.stderr.decode()


def test_the_other_archive_may_lie_where_nothing_can_be_written(tmp_path: Path) -> None:
    here, other = small(tmp_path / "here"), small(tmp_path / "other", "http://doisim.example/b")
    before = {path.name: path.read_bytes() for path in other.home.iterdir() if path.is_file()}
    other.home.chmod(0o555)
    try:
        assert added(here, str(other.home))["articles"] == 1
    finally:
        other.home.chmod(0o755)
    assert (other.home / "articles.db").read_bytes() == before["articles.db"]
    shutil.rmtree(other.home)
    assert json.loads(here.giaoban("show", "http://doisim.example/b", "--json").stdout)["pages"]


def test_raw_pages_that_do_not_come_along_are_told(crawled: Archive, tmp_path: Path) -> None:
    other = Archive(tmp_path / "other", "")
    copy_of(crawled.home, other.home)
    warc, *_ = sorted((other.home / "warc").glob("*.warc.gz"))
    warc.unlink()
    run = Archive(tmp_path / "here", "").giaoban("import", str(other.home))
    assert run.returncode == 0
    assert f"{warc.name} is missing there" in run.stderr.decode()
