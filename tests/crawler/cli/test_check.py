"""``giaoban check``: what it prints, and its exit code."""

from __future__ import annotations

import json
from pathlib import Path

from tests.crawler.conftest import Archive
from tests.once import copy_of


def test_an_archive_that_was_just_crawled_is_whole(crawled: Archive) -> None:
    run = crawled.giaoban("check", "--raw")
    assert (run.returncode, run.stderr) == (0, b"")
    [(number,)] = crawled.sql("SELECT (SELECT count(*) FROM captures) + (SELECT count(*) FROM files)")
    assert f"is whole; {number} raw pages and files".encode() in run.stdout


def test_what_is_damaged_is_told_line_by_line(crawled: Archive, tmp_path: Path) -> None:
    home = tmp_path / "home"
    copy_of(crawled.home, home)
    for file in (home / "warc").iterdir():
        file.unlink()
    run = Archive(home, "").giaoban("check", "--json")
    assert run.returncode == 3
    first = json.loads(run.stdout.splitlines()[0])
    assert first["part"] == "raw page"
    assert first["problem"].endswith("is not there")
    assert b"is not whole" in run.stderr
