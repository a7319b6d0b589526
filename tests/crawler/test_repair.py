"""An archive is mended out of its raw pages: through the command, on archives that crawls made."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from storage.warc import WarcWriter
from storage.warcfile import iterate, scan
from tests import warm
from tests.crawler.conftest import REPLICAS, Archive
from tests.crawler.holdings import Holdings, differences, holdings
from tests.once import copy_of, once
from tests.replicas.server import ReplicaServer

ROOT = Path(__file__).parents[2]
# What no raw page tells: README says so.
DATABASE_ALONE = ("runs", "run_portals")


@pytest.fixture(scope="session")
def twice(tmp_path_factory: pytest.TempPathFactory, crawled: Archive) -> Path:
    """All replicas, crawled in both their states: articles added, edited and gone in between."""

    def crawl(folder: Path) -> Path:
        home = copy_of(crawled.home, folder / "home")
        with ReplicaServer(state=2) as server:
            assert Archive(home, server.url).crawl(*REPLICAS)["exit_code"] == 0
        return home

    return once(tmp_path_factory, "twice", crawl)


# What is damaged is mended alike of few portals as of many.
FEW = ("laocai", "backan")


@pytest.fixture(scope="session")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two of them, crawled likewise."""

    def crawl(folder: Path) -> Path:
        with ReplicaServer() as server:
            archive = Archive(folder / "home", server.url)
            assert archive.crawl(*FEW)["exit_code"] == 0
            server.set_state(2)
            assert archive.crawl(*FEW)["exit_code"] == 0
        return archive.home

    return once(tmp_path_factory, "few", crawl)


@pytest.fixture
def archive(few: Path, tmp_path: Path) -> Archive:
    """A copy of them, to be damaged."""
    return Archive(copy_of(few, tmp_path / "home"), "")


def repaired(archive: Archive, *arguments: str, lost: bool = False) -> dict[str, Any]:
    run = archive.giaoban("repair", "--json", *arguments)
    assert run.returncode == (3 if lost else 0), run.stderr.decode()
    report: dict[str, Any] = json.loads(run.stdout)
    assert bool(report["lost"]) == lost
    return report


def said(database: Path) -> Holdings:
    """What an archive says, but for what no raw page tells, and moments of bookkeeping."""
    found = holdings(database, without=DATABASE_ALONE)
    for row in found["portals"]:
        row["first_crawled"] = row["first_crawled"][:-3]  # the run began a moment before its first request
    for row in found["profiles"]:
        del row["saved_at"]
    # Of a text that came from two portals in the same moments, one is the first: then which was stored first, now which
    # was fetched first. So it is with stories.
    portals: dict[str, set[str]] = {}
    for row in found["pages"]:
        portals.setdefault(row["article_id"], set()).add(row["portal"])
    for row in found["articles"]:
        if len(portals.get(row["hash"], ())) > 1:
            for name in ("section", "structure", "first_seen"):
                del row[name]
    found["stories"] = [{"number": len(found["stories"])}]
    return found


def warc_files(archive: Archive) -> list[Path]:
    return sorted((archive.home / "warc").glob("*.warc.gz"))


def is_whole(archive: Archive) -> bool:
    run = archive.giaoban("verify", "--full")
    return run.returncode == 0 and b"What is not" not in run.stdout


def test_the_raw_pages_alone_make_the_same_archive(twice: Path, tmp_path: Path) -> None:
    archive = Archive(copy_of(twice, tmp_path / "home"), "")
    (archive.home / "articles.db").unlink()
    report = repaired(archive, "--jobs", "2")
    assert report["problems"] == []
    assert report["rebuilt"]["changed"] > 0
    assert differences(said(twice / "articles.db"), said(archive.home / "articles.db")) == []
    assert is_whole(archive)
    assert repaired(archive)["done"] == []


def test_a_damaged_database_is_made_anew_and_kept_aside(archive: Archive, few: Path) -> None:
    path = archive.home / "articles.db"
    with closing(sqlite3.connect(path)) as database:
        [(page,)] = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'captures_page'")
        [(size,)] = database.execute("PRAGMA page_size")
    data = bytearray(path.read_bytes())
    data[(page - 1) * size : page * size] = b"\xa5" * size
    path.write_bytes(data)
    assert archive.giaoban("verify").returncode == 3
    report = repaired(archive, "--jobs", "1")
    assert (archive.home / report["aside"]).read_bytes() == data
    assert "damaged" in report["done"][0]
    # What can be read of it that no raw page tells is taken over.
    assert archive.sql("SELECT count(*) FROM run_portals") == [(2 * len(FEW),)]
    assert differences(said(few / "articles.db"), said(path)) == []


def test_of_a_damaged_warc_file_all_comes_back_but_what_is_damaged(archive: Archive, few: Path) -> None:
    (archive.home / "articles.db").unlink()
    damaged = [stretch for stretch in scan(warc_files(archive)[0]) if stretch.response][4]
    with warc_files(archive)[0].open("r+b") as file:
        file.seek(damaged.offset + damaged.length // 2)
        file.write(b"damage")
    report = repaired(archive, "--jobs", "1")
    assert [problem for problem in report["problems"] if f"byte {damaged.offset}" in problem]
    [(before,)] = Archive(few, "").sql("SELECT count(*) FROM captures")
    assert archive.sql("SELECT count(*) FROM captures") == [(before - 1,)]


def test_a_database_that_is_whole_keeps_what_warc_files_have_lost(archive: Archive) -> None:
    *_, first, last = sorted(warc_files(archive), key=lambda path: path.stat().st_size)
    last.unlink()
    first.write_bytes(first.read_bytes()[: first.stat().st_size // 2])
    before = holdings(archive.home / "articles.db")
    report = repaired(archive, lost=True)
    assert holdings(archive.home / "articles.db") == before
    assert "half a record" in report["done"][0]
    run = archive.giaoban("verify")
    assert run.returncode == 3
    assert b"is not there" in run.stdout
    assert b"is cut off" in run.stdout


def test_half_a_record_is_put_aside(archive: Archive) -> None:
    path = warc_files(archive)[-1]
    size = path.stat().st_size
    with path.open("ab") as file:
        file.write(b"\x1f\x8b\x08\x00half")
    assert repaired(archive)["done"]
    assert path.stat().st_size == size
    [aside] = (archive.home / "warc" / "torn").iterdir()
    assert aside.read_bytes() == b"\x1f\x8b\x08\x00half"
    assert is_whole(archive)


def test_what_a_killed_run_did_not_store_is_taken_in(archive: Archive) -> None:
    captures = {capture.url: capture for _, capture in iterate(archive.home / "warc") if capture.portal == "backan"}
    [*_, older, other] = captures.values()
    with WarcWriter(archive.home / "warc") as writer:
        new = f"{other.page.rstrip('/')}-nua/"
        writer.write(replace(other, url=new, page=new))
        writer.write(replace(older, fetched_at=older.fetched_at.replace(year=older.fetched_at.year - 1)))
    shown = "SELECT article_id, status, last_checked, last_seen, missing_since FROM pages WHERE url = ?"
    before = archive.sql(shown, older.page)
    assert b"does not know" in archive.giaoban("verify", "--json").stdout
    assert "took in 2 raw pages" in repaired(archive)["done"][0]
    assert is_whole(archive)
    assert archive.sql("SELECT count(*) FROM pages WHERE url = ?", new) == [(1,)]
    assert archive.sql(shown, older.page) == before  # an old look tells nothing of what a page shows now


def test_a_search_index_that_does_not_fit_is_rebuilt(archive: Archive) -> None:
    archive.sql("DELETE FROM articles_fts_data WHERE id > 100")
    assert archive.giaoban("verify", "--full").returncode == 3
    assert repaired(archive)["done"] == ["rebuilt the search index articles_fts"]
    assert is_whole(archive)


def test_a_dry_run_changes_nothing(archive: Archive) -> None:
    with warc_files(archive)[-1].open("ab") as file:
        file.write(b"half")
    before = [path.read_bytes() for path in (archive.home / "articles.db", *warc_files(archive))]
    run = archive.giaoban("repair", "--rebuild", "--dry-run")
    assert run.returncode == 0
    assert run.stdout.startswith(b"Nothing was changed. Without --dry-run:\n")
    assert run.stdout.count(b"\n") == 3
    assert [path.read_bytes() for path in (archive.home / "articles.db", *warc_files(archive))] == before
    assert not (archive.home / "warc" / "torn").exists()


def test_nothing_is_mended_while_a_portal_is_being_crawled(archive: Archive) -> None:
    with FileLock(archive.home / "locks" / "backan.lock"):
        run = archive.giaoban("repair", "--rebuild")
    assert run.returncode == 5
    assert b"backan is under way" in run.stderr


def test_where_there_are_no_raw_pages_nothing_can_be_mended(tmp_path: Path) -> None:
    run = Archive(tmp_path, "").giaoban("repair")
    assert run.returncode == 3
    assert b"no raw pages" in run.stderr


DIES = """
import os, signal
import crawler.lanes
READ = crawler.lanes.read_jobs
def read_jobs(jobs, profiles):
    if any(job.capture.url == {url!r} for job in jobs):
        os.kill(os.getpid(), signal.SIGKILL)
    return READ(jobs, profiles)
crawler.lanes.read_jobs = read_jobs
"""


def test_a_page_that_kills_its_reader_costs_no_other_page(archive: Archive, tmp_path: Path) -> None:
    [(before,)] = archive.sql("SELECT count(*) FROM captures")
    (archive.home / "articles.db").unlink()
    victim = next(capture for _, capture in iterate(archive.home / "warc") if capture.portal == "laocai")
    times = sum(capture.url == victim.url for _, capture in iterate(archive.home / "warc"))
    shutil.copytree(ROOT / "spiders", tmp_path / "spiders", ignore=shutil.ignore_patterns("__pycache__"))
    with (tmp_path / "spiders" / "laocai.py").open("a", encoding="utf-8") as file:
        file.write(DIES.format(url=victim.url))
    run: subprocess.CompletedProcess[bytes] = warm.run(
        ["repair", "--home", str(archive.home), "--jobs", "2", "--json"], os.environ, cwd=tmp_path
    )
    assert run.returncode == 0, run.stderr.decode()
    assert "the reading process died over" in json.loads(run.stdout)["problems"][0]
    assert archive.sql("SELECT count(*) FROM captures") == [(before - times,)]


def test_what_was_a_database_and_is_none_is_made_anew(archive: Archive) -> None:
    [before] = archive.sql("SELECT count(*) FROM captures")
    (archive.home / "articles.db").write_bytes(os.urandom(40_000))
    assert b"giaoban repair" in archive.giaoban("status").stderr
    run = archive.giaoban("repair")
    assert run.returncode == 0, run.stderr.decode()
    assert archive.sql("SELECT count(*) FROM captures") == [before]


def test_raw_pages_that_are_not_there_are_told_for_they_cannot_be_mended(archive: Archive) -> None:
    lost, *_ = sorted((archive.home / "warc").glob("*.warc.gz"))
    lost.rename(archive.home / lost.name)
    run = archive.giaoban("repair")
    assert run.returncode == 3
    assert "cannot be mended" in run.stderr.decode() and lost.name in run.stderr.decode()
