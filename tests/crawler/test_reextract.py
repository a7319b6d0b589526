"""Stored captures are read again: through the command, on an archive that a crawl made, its spiders changed or not."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from tests import warm
from tests.crawler.conftest import Archive
from tests.crawler.extract.muongthin import page, paragraphs
from tests.crawler.test_repeats import HOST, Portal
from tests.once import copy_of, once
from tests.replicas.server import ReplicaServer, StaticSite

ROOT = Path(__file__).parents[2]
PAGES = 20

# What somebody who keeps the spider adds to it: notes are no text, and a page with such a line is none.
BETTER = """
from crawler.extract import Rules
BacKanCity.rules = (Rules(name="better", drop_text=(r"Ghi chú: .*",), not_article=((".hong", "a page of errors"),)),)
"""
# A spider of a portal is loaded in every process that reads: the way to make one of them slow, or die.
DIES = """
import os, signal
import crawler.reextract
READ, seen = crawler.reextract.read_again, []
def read_again(capture, rules, profile):
    seen.append(capture)
    if {when}:
        {what}
    return READ(capture, rules, profile)
crawler.reextract.read_again = read_again
"""


WORDS = "ao bến cầu dốc đồi ghềnh hang kênh lạch mỏm nương ổi phà quãng rừng suối thác ụ vực xóm".split()


def note(number: int, word: str = "đang được bổ sung") -> str:
    """What no portal repeats: each page has words of its own."""
    return f"Ghi chú: hồ sơ {WORDS[number]} {WORDS[-number]} phía {WORDS[number // 2]} {word}."


def html(number: int, *more: str, note_says: str = "đang được bổ sung") -> str:
    return page(number, [*paragraphs(number), *more, note(number, note_says)])


EDIT = "Chiều cùng ngày, bà con trồng thêm hai hàng tre giữ đất dọc con mương mới khơi."


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of two crawls: page 1 was edited in between, of page 2 the note alone, page 4 is marked."""
    return once(tmp_path_factory, "made", make)


def make(folder: Path) -> Path:
    with ReplicaServer() as server:
        server.serve_folder(HOST, StaticSite(folder / "site"))
        portal, archive = Portal(folder / "site"), Archive(folder / "home", server.url)
        portal.publish(range(PAGES))
        for number in range(PAGES):
            portal.write(f"bai-{number}", html(number))
        portal.write("bai-4", html(4).replace("</body>", '<div class="hong"></div></body>'))
        assert archive.crawl("backan")["portals"]["backan"]["new"] == PAGES
        portal.write("bai-1", html(1, EDIT))
        portal.write("bai-2", html(2, note_says="đã có đủ"))
        assert archive.crawl("backan", "--full")["portals"]["backan"]["changed"] == 2
    return archive.home


@dataclass
class Here:
    """A copy of the archive, and a folder with spiders of its own, from which the command is started."""

    home: Path
    folder: Path

    def spider(self, more: str) -> None:
        shutil.rmtree(self.folder / "spiders", ignore_errors=True)
        shutil.copytree(ROOT / "spiders", self.folder / "spiders", ignore=shutil.ignore_patterns("__pycache__"))
        with (self.folder / "spiders" / "backan.py").open("a", encoding="utf-8") as file:
            file.write(more)

    def reextract(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        return warm.run(["reextract", "--home", str(self.home), *arguments], os.environ, cwd=self.folder)

    def json(self, *arguments: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """The pages that changed, and the report."""
        run = self.reextract("--json", *arguments)
        assert run.stdout, run.stderr.decode()
        *pages, last = map(json.loads, run.stdout.decode().splitlines())
        assert last["report"]["exit_code"] == run.returncode
        return pages, last["report"]

    def sql(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        return Archive(self.home, "").sql(query, *values)

    def holdings(self) -> list[str]:
        """All rows but the bookkeeping: which runs there were, and which extractor read a capture."""
        connection = sqlite3.connect(self.home / "articles.db")
        connection.execute("UPDATE captures SET extractor = NULL")
        rows = [line for line in connection.iterdump() if not line.startswith('INSERT INTO "runs"')]
        connection.close()
        return rows

    def changes(self, number: int) -> list[str]:
        query = "SELECT change FROM captures JOIN pages ON pages.id = page_id WHERE url LIKE ? ORDER BY captures.id"
        return [change for (change,) in self.sql(query, f"%/bai-{number}/")]

    def text(self, number: int) -> str:
        query = "SELECT body FROM pages JOIN articles ON articles.id = article_id WHERE url LIKE ?"
        [(body,)] = self.sql(query, f"%/bai-{number}/")
        return str(body)


@pytest.fixture
def here(made: Path, tmp_path: Path) -> Iterator[Here]:
    copy_of(made, tmp_path / "home")
    (tmp_path / "start").mkdir()
    yield Here(tmp_path / "home", tmp_path / "start")


def test_what_the_present_extractor_read_is_not_read_again(here: Here) -> None:
    pages, report = here.json()
    assert (pages, report["portals"][0]["pages"], report["exit_code"]) == ([], 0, 0)


def test_the_same_extractor_changes_nothing(here: Here, made: Path) -> None:
    pages, report = here.json("--all")
    assert (pages, report["portals"][0]["unchanged"], report["portals"][0]["captures"]) == ([], PAGES, 2 * PAGES)
    after = here.holdings()
    shutil.copy(made / "articles.db", here.home / "articles.db")
    assert after == here.holdings()


def test_better_rules_correct_texts_and_keep_numbers_and_history(here: Here) -> None:
    numbers = dict(here.sql("SELECT url, article_id FROM pages"))
    here.spider(BETTER)
    predicted, told = here.json("backan", "--all", "--dry-run")
    pages, report = here.json("backan", "--all")
    assert pages == predicted
    assert report | {"dry_run": True} == told
    assert [here.text(n) for n in (0, 1)] == ["\n\n".join([*paragraphs(0)]), "\n\n".join([*paragraphs(1), EDIT])]
    assert (here.changes(1), here.changes(2), here.changes(4)) == (["first", "edit"], ["first", "same"], ["reject"] * 2)
    [portal] = report["portals"]
    assert (portal["corrected"], portal["rejected"], portal["fields"]["text"]) == (PAGES, 2, PAGES)
    kept = dict(here.sql("SELECT url, article_id FROM pages WHERE article_id NOT NULL AND url NOT LIKE '%bai-2/'"))
    assert kept.items() <= numbers.items()
    assert here.sql("SELECT count(*) FROM articles WHERE body LIKE '%Ghi chú%'") == [(0,)]
    assert here.sql("SELECT reason, times FROM rejects WHERE reason NOT LIKE 'HTTP%'") == [("a page of errors", 2)]

    shutil.rmtree(here.folder / "spiders")
    here.json("--all")
    assert (here.changes(2), here.changes(4)) == (["first", "edit"], ["first", "same"])
    assert note(4) in here.text(4)
    assert here.sql("SELECT count(*) FROM rejects WHERE reason NOT LIKE 'HTTP%'") == [(0,)]


def test_a_dry_run_writes_not_a_byte_and_shows_what_would_change(here: Here) -> None:
    def prints() -> dict[str, tuple[int, str]]:
        files = [file for file in here.home.rglob("*") if file.is_file() and not file.name.endswith(("-shm", "-wal"))]
        return {str(file): (file.stat().st_mtime_ns, hashlib.sha256(file.read_bytes()).hexdigest()) for file in files}

    here.spider(BETTER)
    before = prints()
    run = here.reextract("--all", "--dry-run")
    assert prints() == before
    shown = run.stdout.decode()
    assert "What would change" in shown
    assert "history: first, edit → first, same" in shown
    assert f"[-{note(0)}-]" in shown


def test_only_what_an_older_extractor_read_is_read_and_new_columns_are_filled(here: Here) -> None:
    connection = sqlite3.connect(here.home / "articles.db")
    connection.execute(
        "UPDATE captures SET extractor = '1' WHERE page_id IN (SELECT id FROM pages WHERE url LIKE '%bai-3/')"
    )
    connection.execute("UPDATE articles SET is_meeting = NULL, extractor = '1'")
    connection.commit()
    connection.close()
    _, report = here.json("--older")
    assert (report["portals"][0]["pages"], report["portals"][0]["new_texts"]) == (1, 0)
    assert here.sql("SELECT count(*) FROM articles WHERE is_meeting NOT NULL") == [(1,)]
    assert here.json()[1]["portals"][0]["pages"] == 0


@pytest.mark.parametrize("number", ["SIGKILL", "SIGTERM"])
def test_a_run_that_is_ended_goes_on_where_it_was(here: Here, number: str) -> None:
    here.spider(DIES.format(when="len(seen) == 36", what=f"os.kill(os.getpid(), signal.{number})") + BETTER)
    run = here.reextract("--all", "--jobs", "1")
    assert run.returncode == (-9 if number == "SIGKILL" else 4)
    [(done,)] = here.sql("SELECT count(DISTINCT page_id) FROM captures WHERE extractor NOT NULL")
    assert 0 < done <= PAGES
    here.spider(BETTER)
    _, report = here.json("--all")
    assert (report["portals"][0]["pages"], report["exit_code"]) == (PAGES - done, 0)
    assert here.sql("SELECT count(*) FROM articles WHERE body LIKE '%Ghi chú%'") == [(0,)]
    assert here.json("--all")[1]["portals"][0]["pages"] == PAGES


def test_a_page_that_kills_its_process_costs_itself_alone(here: Here) -> None:
    here.spider(DIES.format(when="'bai-5/' in capture.url", what="os._exit(1)") + BETTER)
    _, report = here.json("--all", "--jobs", "2")
    [portal] = report["portals"]
    assert (report["exit_code"], portal["failed"], portal["pages"]) == (4, 2, PAGES)
    assert note(5) in here.text(5)
    assert note(6) not in here.text(6)


def test_a_page_that_the_extractor_fails_on_keeps_what_it_has(here: Here) -> None:
    here.spider(DIES.format(when="'bai-5/' in capture.url", what="return None"))
    before = here.text(5)
    _, report = here.json("--all")
    assert (report["exit_code"], report["portals"][0]["failed"]) == (4, 2)
    assert (here.text(5), here.changes(5)) == (before, ["first", "same"])


def test_a_warc_file_that_is_missing_or_damaged_costs_its_captures_alone(here: Here) -> None:
    first, second = sorted((here.home / "warc").iterdir())
    first.unlink()
    data = second.read_bytes()
    second.write_bytes(data[: len(data) // 2])
    before = here.sql("SELECT id, page_id, article_id, change FROM captures"), here.sql("SELECT * FROM articles")
    run = here.reextract("--all")
    assert run.returncode == 3
    assert b"could not be read" in run.stderr
    assert first.name.encode() in run.stderr
    assert (
        here.sql("SELECT id, page_id, article_id, change FROM captures"), here.sql("SELECT * FROM articles")
    ) == before  # fmt: skip


def test_a_portal_that_is_being_crawled_is_left_out(here: Here) -> None:
    with FileLock(here.home / "locks" / "backan.lock"):
        pages, report = here.json("--all")
    assert (pages, report["exit_code"], report["portals"][0]["result"]) == ([], 5, "locked")


def test_a_portal_that_the_archive_does_not_have_is_a_mistake(here: Here) -> None:
    run = here.reextract("laocai")
    assert (run.returncode, b"backan" in run.stderr) == (2, True)


def test_where_there_is_no_archive_none_is_made(here: Here) -> None:
    for more in ([], ["--dry-run"]):
        run = here.reextract("--home", str(here.folder / "nowhere"), *more)
        assert (run.returncode, b"no archive" in run.stderr) == (3, True)
    assert not (here.folder / "nowhere").exists()
