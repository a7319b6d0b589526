"""A real server process on a free port, over archives that real crawls made; and a real browser, where there is one."""

from __future__ import annotations

import os
import re
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TextIO

import httpx
import pytest
from playwright.sync_api import Browser, sync_playwright

from crawler.extract import extract
from storage.records import Capture
from storage.store import Store
from storage.warc import WarcWriter
from tests import warm
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
    process: warm.Running
    streams: tuple[TextIO, BinaryIO]
    address: str
    client: httpx.Client

    def get(self, path: str, **headers: str) -> httpx.Response:
        self.client.cookies.clear()
        return self.client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def text(self, path: str, **headers: str) -> str:
        answer = self.get(path, **headers)
        assert answer.status_code == 200, (path, answer.text)
        return answer.text

    def said_at_its_end(self) -> tuple[int, str, bytes]:
        """Its exit code, and what it said on both streams since its address."""
        code, (out, errors) = self.process.wait(timeout=10), self.streams
        errors.seek(0)
        return code, out.read(), errors.read()

    def article(self, where: str) -> int:
        """The number of the first article for which a condition of SQL holds."""
        [(number, *_)] = self.archive.sql(f"SELECT id FROM articles WHERE {where} ORDER BY id LIMIT 1")
        return int(number)


Serve = Callable[[Archive], Any]


@contextmanager
def serving(archive: Archive, *arguments: str) -> Iterator[Site]:
    """The server on a port that the system picks, ended at the end."""
    environment = os.environ | {"PYTHONUNBUFFERED": "1", "GIAOBAN_HOME": str(archive.home)}
    with ExitStack() as stack:
        read, write = os.pipe()
        out = stack.enter_context(os.fdopen(read))
        nothing = stack.enter_context(Path(os.devnull).open("rb"))
        errors = stack.enter_context(tempfile.TemporaryFile())
        with os.fdopen(write, "wb") as its:
            command = ["serve", "--port", "0", *arguments]
            process = stack.enter_context(warm.Running(command, environment, (nothing, its, errors)))
        found = re.search(r"http://\S+?:\d+", line := out.readline())
        if not found:
            process.wait(timeout=20)
            errors.seek(0)
        assert found, (line, errors.read())
        client = stack.enter_context(httpx.Client(base_url=found[0], timeout=30, trust_env=False))
        yield Site(archive, process, (out, errors), found[0], client)
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)


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
        # The database first: raw pages without one are an archive that lost it.
        with Store(home / "articles.db") as store, WarcWriter(home / "warc") as writer:
            ref = writer.write(capture)
            store.save(capture, extract(capture), ref)
            return int(store.connection.execute("SELECT max(id) FROM captures").fetchone()[0])

    return archive


@pytest.fixture
def hostile(tmp_path: Path) -> Archive:
    """The archive that `put` fills."""
    return Archive(tmp_path / "home", "")


@pytest.fixture(scope="module")  # one that nobody needs any more is not idle either
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
