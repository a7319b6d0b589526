"""``giaoban export`` as people use it, and what it says when something is wrong."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import feedparser
import pytest
from pyarrow import parquet

from storage.store import Store
from tests.crawler.conftest import Archive


def lines(data: bytes) -> list[dict[str, object]]:
    return [json.loads(line) for line in data.decode().splitlines()]


def test_standard_output_has_every_article_by_number(crawled: Archive) -> None:
    run = crawled.giaoban("export")
    assert run.returncode == 0, run.stderr.decode()
    told = lines(run.stdout)
    assert [one["id"] for one in told] == [row[0] for row in crawled.sql("SELECT id FROM articles ORDER BY id")]
    shown = crawled.json("show", str(told[0]["id"]))
    assert {name: told[0][name] for name in shown if name not in ("pages", "same_story")} == {
        name: value for name, value in shown.items() if name not in ("pages", "same_story")
    }


def test_a_search_is_a_filter(crawled: Archive) -> None:
    found = crawled.giaoban("search", "hoi nghi", "--portal", "thoxuan", "--limit", "1000", "--json")
    told = crawled.giaoban("export", "hoi nghi", "--portal", "thoxuan")
    assert {one["id"] for one in lines(told.stdout)} == {one["id"] for one in lines(found.stdout)} != set()


def test_the_ending_says_the_format(crawled: Archive, tmp_path: Path) -> None:
    [(count,)] = crawled.sql("SELECT count(*) FROM articles")
    for name in ("a.csv", "a.jsonl", "a.jsonl.gz", "a.parquet", "a.atom", "md/"):
        run = crawled.giaoban("export", "-o", f"{tmp_path}/{name}", *(["--limit", "1000"] if name == "a.atom" else []))
        assert run.returncode == 0, run.stderr.decode()
        assert f"{name}" in run.stderr.decode()
    rows = list(csv.DictReader(io.StringIO((tmp_path / "a.csv").read_text("utf-8-sig"), newline="")))
    assert len(rows) == parquet.read_table(tmp_path / "a.parquet").num_rows == count
    assert len(lines((tmp_path / "a.jsonl").read_bytes())) == len(list((tmp_path / "md").rglob("*.md"))) == count
    assert len(feedparser.parse(tmp_path / "a.atom").entries) > 90
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "a.atom", "a.csv", "a.jsonl", "a.jsonl.gz", "a.parquet", "md",
    ]  # fmt: skip


def test_a_feed_is_short_unless_told_otherwise(crawled: Archive) -> None:
    run = crawled.giaoban("export", "--format", "atom", "--limit", "3")
    entries = feedparser.parse(run.stdout).entries
    assert len(entries) == 3
    assert [entry.published for entry in entries] == sorted((entry.published for entry in entries), reverse=True)


def test_an_export_that_nothing_fits_is_empty_and_says_so(crawled: Archive, tmp_path: Path) -> None:
    run = crawled.giaoban("export", "xyzzyx", "-o", str(tmp_path / "a.csv"))
    assert run.returncode == 1
    assert "No article fits" in run.stderr.decode()
    assert (tmp_path / "a.csv").read_text("utf-8-sig").count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["-o", "a.txt"], "--format"),
        (["--format", "markdown"], "--output"),
        (["--format", "csv", "--limit", "3"], "--limit"),
        (["--format", "atom", "--bom"], "--bom"),
        (["-o", "a.parquet.gz", "--format", "parquet"], ".gz"),
        (["--format", "xml"], "xml"),
        (["--since", "2021-13-01"], "2021-13-01"),
        (["-o", ".", "--format", "csv"], "folder"),
    ],
)
def test_what_cannot_be_meant_is_refused(crawled: Archive, arguments: list[str], says: str) -> None:
    run = crawled.giaoban("export", *arguments)
    assert run.returncode == 2
    assert says in run.stderr.decode()
    assert not run.stdout


def test_parquet_without_pyarrow_says_how_to_get_it(crawled: Archive, tmp_path: Path) -> None:
    program = "import sys; sys.modules['pyarrow'] = None\nfrom crawler.cli.main import main; main()"
    command = [sys.executable, "-c", program, "export", "--home", str(crawled.home), "-o", str(tmp_path / "a.parquet")]
    run = subprocess.run(command, capture_output=True, check=False)
    assert run.returncode == 2
    assert "giaoban[parquet]" in run.stderr.decode()


def test_a_place_that_cannot_be_written_is_told_in_words(crawled: Archive, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.md").write_text("")
    for output in (tmp_path / "no" / "a.csv", tmp_path / "mine" / "thesis.md" / "a.csv", tmp_path / "mine/"):
        run = crawled.giaoban("export", "-o", str(output))
        assert run.returncode == 1, run.stderr.decode()
        assert "Traceback" not in run.stderr.decode()
        assert str(output) in run.stderr.decode()
    assert [path.name for path in tmp_path.rglob("*")] == ["mine", "thesis.md"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full disk to write to")
@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet", "atom"])
def test_a_full_disk_is_told_in_words(crawled: Archive, form: str) -> None:
    run = crawled.giaoban("export", "--format", form, "-o", "/dev/full")
    assert run.returncode == 1
    assert "No space left" in run.stderr.decode()
    assert Path("/dev/full").is_char_device()


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet", "atom"])
def test_a_closed_pipe_is_no_fault(crawled: Archive, form: str) -> None:
    command = f"'{sys.executable}' -m crawler.cli.main export --format {form} --home '{crawled.home}' | head -c 10"
    run = subprocess.run(["bash", "-c", command], capture_output=True, check=False)
    assert len(run.stdout) == 10
    assert not run.stderr


def test_an_empty_archive_gives_an_empty_export(tmp_path: Path) -> None:
    Store(tmp_path / "articles.db").close()
    archive = Archive(tmp_path, "")
    for form in ("csv", "jsonl", "parquet", "atom"):
        run = archive.giaoban("export", "--format", form)
        assert run.returncode == 1
        assert "Traceback" not in run.stderr.decode()
    assert Archive(tmp_path / "no", "").giaoban("export").returncode == 3


@pytest.mark.parametrize("name", ["kept.csv", "kept/"])
def test_an_export_of_nothing_leaves_what_an_earlier_one_found(crawled: Archive, tmp_path: Path, name: str) -> None:
    output = tmp_path / name
    assert crawled.giaoban("export", "giao ban", "-o", f"{tmp_path}/{name}").returncode == 0
    files = [output] if output.is_file() else sorted(output.rglob("*.md"))
    before = [file.read_bytes() for file in files]
    run = crawled.giaoban("export", "khongcotunay", "-o", f"{tmp_path}/{name}")
    assert run.returncode == 1
    assert "as it was" in run.stderr.decode()
    assert [file.read_bytes() for file in files] == before != []
