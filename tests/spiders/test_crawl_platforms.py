"""One portal of each newer platform crawled: all its articles and nothing else, each once, whatever leads to them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crawler.conftest import Archive
from tests.once import once
from tests.replicas.content import MORE, load
from tests.replicas.server import ReplicaServer

PORTALS = load(MORE)
# NukeViet, /portal/Pages in both forms, Hà Nội, Liferay's details, WordPress with REST, LacViet.
NAMES = ("khoahocninhbinh", "dbndthanhhoa", "dienbien", "hanoi", "ninhxa", "benthanh", "krongno", "tpthanhhoa")


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory, replicas: ReplicaServer) -> Archive:
    def crawl(folder: Path) -> Archive:
        archive = Archive(folder / "home", replicas.url)
        report = archive.crawl(*NAMES)
        assert report["exit_code"] == 0, report
        return archive

    return once(tmp_path_factory, "platforms", crawl)


@pytest.mark.parametrize("name", NAMES)
def test_every_article_is_archived_once(crawled: Archive, name: str) -> None:
    titles = crawled.sql(
        "SELECT a.title FROM pages p JOIN articles a ON a.id = p.article_id WHERE p.portal = ? AND p.status = 'live'",
        name,
    )
    assert sorted(title for (title,) in titles) == sorted(article.title for article in PORTALS[name].articles)
