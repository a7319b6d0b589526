"""A real server process on a free port, over archives that real crawls made; and a real browser, where there is one."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, sync_playwright

from crawler.extract import extract
from storage.records import Capture
from storage.store import Store
from storage.warc import WarcWriter
from tests.crawler.conftest import Archive
from tests.once import once
from tests.replicas.server import ReplicaServer
from tests.storage.conftest import START

# Two of them share articles, each has one edited and one taken down.
PORTALS = ("thoxuan", "huuhoa", "vanphuc")


@dataclass
class Site:
    """A running `giaoban serve`: its archive, its process, and a client that follows no redirects."""

    archive: Archive
    process: subprocess.Popen[str]
    address: str
    client: httpx.Client

    def get(self, path: str, **headers: str) -> httpx.Response:
        self.client.cookies.clear()
        return self.client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def text(self, path: str, **headers: str) -> str:
        answer = self.get(path, **headers)
        assert answer.status_code == 200, (path, answer.text)
        return answer.text

    def article(self, where: str) -> int:
        """The number of the first article for which a condition of SQL holds."""
        [(number, *_)] = self.archive.sql(f"SELECT id FROM articles WHERE {where} ORDER BY id LIMIT 1")
        return int(number)


Serve = Callable[[Archive], Any]


@contextmanager
def serving(archive: Archive, *arguments: str) -> Iterator[Site]:
    """The server on a port that the system picks, ended at the end."""
    command = [sys.executable, "-m", "crawler.cli.main", "serve", "--port", "0", *arguments]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1", "GIAOBAN_HOME": str(archive.home)},
    )
    try:
        assert process.stdout
        line = process.stdout.readline()
        found = re.search(r"http://\S+?:\d+", line)
        assert found, (line, process.stderr and process.stderr.read())
        with httpx.Client(base_url=found[0], timeout=30, trust_env=False) as client:
            yield Site(archive, process, found[0], client)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """Three portals, crawled before and after articles were added, edited and taken down."""

    def crawl_twice(folder: Path) -> Archive:
        with ReplicaServer() as server:
            archive = Archive(folder / "a home # with ? signs", server.url)
            assert archive.crawl(*PORTALS)["exit_code"] == 0
            server.set_state(2)
            assert archive.crawl(*PORTALS, "--full")["exit_code"] == 0
        return archive

    return once(tmp_path_factory, "kept", crawl_twice)


@pytest.fixture(scope="session")
def site(kept: Archive) -> Iterator[Site]:
    with serving(kept) as site:
        yield site


Put = Callable[..., int]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """`put(html, …)`: a page goes into an archive at `tmp_path / "home"` as a crawl would put it; gives its capture."""

    def archive(
        html: str | bytes, url: str = "http://doisim.example/tin/mot.html", portal: str = "doisim", **changes: Any
    ) -> int:
        body = html.encode() if isinstance(html, str) else html
        headers = changes.pop("headers", (("Content-Type", "text/html; charset=utf-8"),))
        capture = Capture(portal, url, url, START, 200, headers, body)
        home = tmp_path / "home"
        with WarcWriter(home / "warc") as writer:
            ref = writer.write(capture)
        with Store(home / "articles.db") as store:
            store.save(capture, extract(capture), ref)
            return int(store.connection.execute("SELECT max(id) FROM captures").fetchone()[0])

    return archive


@pytest.fixture
def hostile(tmp_path: Path) -> Archive:
    """The archive that `put` fills."""
    return Archive(tmp_path / "home", "")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium of this machine."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
    if found is None:
        pytest.skip("no Chromium on this machine (for example `apt-get install chromium`)")
    with sync_playwright() as playwright:
        # A container's root has no user namespaces to build Chromium's sandbox from.
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"] if os.getuid() == 0 else [])
        yield browser
        browser.close()
