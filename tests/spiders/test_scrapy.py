"""Scrapy's own commands work as a Scrapy developer expects."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from crawler.portals import load_portals
from tests import warm
from tests.replicas.server import ReplicaServer, Reply

ROOT = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what a developer has before them: new spiders go there."""
    shutil.copy(ROOT / "scrapy.cfg", tmp_path)
    shutil.copytree(ROOT / "spiders", tmp_path / "spiders", ignore=shutil.ignore_patterns("__pycache__", "fixtures"))
    return tmp_path


def scrapy(
    project: Path, *arguments: str, proxy: str = "", own: Path | None = None
) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    environment |= {"PYTHONPATH": os.pathsep.join((str(project), str(ROOT))), "http_proxy": proxy}
    environment |= {"GIAOBAN_SPIDERS": str(own)} if own else {}
    if arguments[0] == "crawl":  # one starts as a developer starts it
        command = [sys.executable, "-m", "scrapy", *arguments]
        return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    run = warm.run(["scrapy", *arguments], environment, cwd=project)
    return subprocess.CompletedProcess(run.args, run.returncode, run.stdout.decode(), run.stderr.decode())


def test_genspider_makes_a_spider_that_list_names(project: Path) -> None:
    made = scrapy(project, "genspider", "-t", "portal", "vidu", "https://xa.example.gov.vn/tin-tuc")
    assert made.returncode == 0, made.stderr
    source = (project / "spiders" / "vidu.py").read_text()
    assert 'host = "xa.example.gov.vn"' in source
    listed = scrapy(project, "list").stdout.split()
    assert listed == sorted([*load_portals(), "vidu"])


def test_spiders_of_ones_own_are_listed_and_found(project: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "xa.py").write_text(
        "from spiders.platforms.generic import GenericSpider\n\n\nclass Xa(GenericSpider):\n"
        "    name = 'xa'\n    host = 'xa.example.gov.vn'\n    site = 'Xã'\n    listings = ('/',)\n"
    )
    assert scrapy(project, "list", own=own).stdout.split() == sorted([*load_portals(), "xa"])
    told = scrapy(project, "check", "-l", "xa", own=own)
    assert (told.returncode, "xa" in told.stdout) == (0, True), told.stderr


def test_genspider_needs_no_template_to_be_named(project: Path) -> None:
    assert scrapy(project, "genspider", "vidu", "xa.example.gov.vn").returncode == 0
    assert "GenericSpider" in (project / "spiders" / "vidu.py").read_text()


def test_check_looks_at_the_listing_of_a_portal(project: Path, replicas: ReplicaServer) -> None:
    run = scrapy(project, "check", "thoxuan", proxy=replicas.url)
    assert run.returncode == 0
    assert "Ran 1 contract" in run.stderr
    assert "OK" in run.stderr
    assert not (project / "giaoban-archive").exists()


def test_check_fails_where_a_listing_names_no_article(project: Path, server: ReplicaServer) -> None:
    server.answer("tplaocai.laocai.gov.vn", "/lien-he", Reply(200, "<p>Địa chỉ: số 1, đường Chợ".encode()))
    own = project / "spiders" / "vidu.py"
    own.write_text(
        "from spiders.platforms.generic import GenericSpider\n\n\nclass Vidu(GenericSpider):\n"
        "    name, host, site, listings = 'vidu', 'tplaocai.laocai.gov.vn', 'X', ('/lien-he',)\n"
    )
    run = scrapy(project, "check", "vidu", proxy=server.url)
    assert run.returncode == 1
    assert "names no article" in run.stderr


def test_shell_has_the_portals_spider_and_leaves_nothing_behind(project: Path, replicas: ReplicaServer) -> None:
    code = "(spider.name, len(list(spider.items(response))))"
    run = scrapy(project, "shell", "http://tplaocai.laocai.gov.vn/tin-tuc-su-kien", "-c", code, proxy=replicas.url)
    assert run.stdout.strip() == "('laocai', 4)"
    assert not (project / "giaoban-archive").exists()


def test_crawl_archives_a_portal(project: Path, replicas: ReplicaServer) -> None:
    run = scrapy(project, "crawl", "dakrlap", "-s", "DOWNLOAD_DELAY=0", proxy=replicas.url)
    assert run.returncode == 0
    assert "Traceback" not in run.stderr, run.stderr
    with closing(sqlite3.connect(project / "giaoban-archive" / "articles.db")) as database:
        assert database.execute("SELECT count(*) FROM articles").fetchone() == (3,)
