"""Archives that released versions wrote: a crawl brings them up to date and goes on with them, and they answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.crawler.conftest import Archive
from tests.replicas.server import ReplicaServer
from tests.storage.released import RELEASES, last_step, load


@pytest.mark.parametrize("release", RELEASES, ids=last_step)
def test_a_crawl_goes_on_with_an_old_archive_and_it_answers(
    release: Path, server: ReplicaServer, tmp_path: Path
) -> None:
    load(release, tmp_path / "articles.db")
    (tmp_path / "warc").mkdir()  # the raw pages of a release are not in the fixture
    archive = Archive(tmp_path, server.url)
    server.set_state(2)
    before = dict(archive.sql("SELECT url, body FROM pages JOIN articles ON articles.id = article_id"))
    report = archive.crawl("laocai")
    assert report["exit_code"] == 0
    assert report["portals"]["laocai"]["new"] > 10, "the replica has more than the fixture"
    assert report["portals"]["laocai"]["changed"] == 0
    after = dict(archive.sql("SELECT url, body FROM pages JOIN articles ON articles.id = article_id"))
    assert {url: after[url] for url in before} == before
    assert archive.sql("PRAGMA foreign_key_check") == []
    [(old, title)] = archive.sql("SELECT id, title FROM current_articles ORDER BY id LIMIT 1")
    found = archive.giaoban("search", f'"{title}"', "--json").stdout.splitlines()
    assert old in [json.loads(line)["id"] for line in found]
    shown = archive.json("show", str(old))
    assert shown["text"]
    assert shown["pages"][0]["capture"]["warc"].endswith(".warc.gz")


def test_a_command_on_an_old_archive_says_what_to_do(tmp_path: Path) -> None:
    load(RELEASES[0], tmp_path / "articles.db")
    run = Archive(tmp_path, "").giaoban("search", "giao ban")
    assert (run.returncode, run.stdout) == (3, b"")
    assert b"older giaoban" in run.stderr
