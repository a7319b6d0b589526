"""``giaoban backup``: while a crawl runs, what it prints, and its exit code."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from threading import Thread

from tests import warm
from tests.crawler.conftest import Archive
from tests.crawler.holdings import differences, holdings
from tests.replicas.server import ReplicaServer


def test_a_backup_opens_as_an_archive(crawled: Archive, tmp_path: Path) -> None:
    report = crawled.json("backup", str(tmp_path / "backup"))
    assert report["problems"] == []
    copy = Archive(tmp_path / "backup", "")
    assert copy.giaoban("verify", "--full").returncode == 0
    assert copy.giaoban("search", "hoi nghi").stdout == crawled.giaoban("search", "hoi nghi").stdout
    assert differences(holdings(crawled.home / "articles.db"), holdings(copy.home / "articles.db")) == []
    assert crawled.json("backup", str(copy.home))["copied"] == 0


def test_backups_in_the_middle_of_a_crawl_are_whole(
    server: ReplicaServer, archive: Callable[[ReplicaServer], Archive], tmp_path: Path
) -> None:
    under_way = archive(server)
    crawl = Thread(target=under_way.crawl, args=("laocai", "thoxuan", "backan"))
    crawl.start()
    pages, copy = [], Archive(tmp_path / "backup", "")
    while crawl.is_alive():
        run = under_way.giaoban("backup", str(copy.home), "--json")
        if run.returncode == 3 and not pages:
            continue  # there is no archive yet
        assert run.returncode == 0, run.stderr.decode()
        pages.append(json.loads(run.stdout)["captures"])
        verified = copy.giaoban("verify", "--full", "--json")
        assert (verified.returncode, verified.stdout) == (0, b"")
    crawl.join()
    assert len(set(pages)) > 1
    assert under_way.json("backup", str(copy.home))["captures"] > pages[0]


def test_a_backup_may_be_named_from_the_folder_at_hand(crawled: Archive, tmp_path: Path) -> None:
    command = ["backup", "bản sao", "--home", str(crawled.home)]
    run = warm.run(command, dict(os.environ), cwd=tmp_path)
    assert run.returncode == 0, run.stderr.decode()
    assert Archive(tmp_path / "bản sao", "").giaoban("verify").returncode == 0


def test_a_place_that_is_no_place_for_it_is_told(crawled: Archive, tmp_path: Path) -> None:
    for to in (crawled.home, tmp_path):
        (tmp_path / "letter").touch()
        run = crawled.giaoban("backup", str(to))
        assert run.returncode == 3
        assert b"Traceback" not in run.stderr
    assert b"not empty" in run.stderr
