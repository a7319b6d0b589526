"""``giaoban verify``: what it prints, and its exit code."""

from __future__ import annotations

import json
from pathlib import Path

from tests.crawler.conftest import Archive
from tests.once import copy_of


def test_an_archive_that_was_just_crawled_is_whole(crawled: Archive) -> None:
    run = crawled.giaoban("verify", "--full")
    assert (run.returncode, run.stderr) == (0, b"")
    [(number,)] = crawled.sql("SELECT (SELECT count(*) FROM captures) + (SELECT count(*) FROM files)")
    assert f"is whole; {number} raw pages and files".encode() in run.stdout


def without_raw_pages(crawled: Archive, folder: Path) -> Archive:
    home = folder / "home"
    copy_of(crawled.home, home)
    for file in (home / "warc").iterdir():
        file.unlink()
    return Archive(home, "")


def test_what_is_damaged_is_told_with_what_to_do(crawled: Archive, tmp_path: Path) -> None:
    run = without_raw_pages(crawled, tmp_path).giaoban("verify")
    assert run.returncode == 3
    assert b"is not there" in run.stdout
    assert b"from a backup" in b" ".join(run.stdout.split())
    assert b"is not whole" in run.stderr


def test_what_is_damaged_is_told_to_programs_line_by_line(crawled: Archive, tmp_path: Path) -> None:
    run = without_raw_pages(crawled, tmp_path).giaoban("verify", "--json")
    assert run.returncode == 3
    first = json.loads(run.stdout.splitlines()[0])
    assert (first["part"], first["problem"], first["damage"]) == ("raw page", "is not there", True)


def test_a_database_that_is_gone_is_told_from_no_archive(crawled: Archive, tmp_path: Path) -> None:
    copy_of(crawled.home / "warc", tmp_path / "warc")
    for command in ("verify", "status", "crawl"):
        run = Archive(tmp_path, "").giaoban(command)
        assert run.returncode == 3
        assert b"`giaoban repair` make it anew" in run.stderr
