"""The real command against the replica portals, as a person would run it: a process of its own each time."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests import warm
from tests.once import once
from tests.replicas.server import ReplicaServer

REPLICAS = ("laocai", "thoxuan", "backan", "huuhoa", "vanphuc")


@dataclass
class Archive:
    """An archive in a folder of its own, and the command that works on it; ``patience``: seconds that it may take."""

    home: Path
    proxy: str
    patience: float = 120
    environment: dict[str, str] = field(default_factory=dict)

    def giaoban(self, *arguments: str, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
        environment = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
        environment |= {"GIAOBAN_HOME": str(self.home)} | self.environment
        return warm.run(arguments, environment, stdin=stdin, timeout=self.patience)

    def crawl(self, *arguments: str) -> dict[str, Any]:
        """The report of a crawl; of each portal by its name under "portals"."""
        self.wait_for_another_second()
        run = self.giaoban("crawl", *arguments, "--delay", "0", "--proxy", self.proxy, "--json")
        assert run.stdout, run.stderr.decode()
        report: dict[str, Any] = json.loads(run.stdout)
        assert report["exit_code"] == run.returncode
        return report | {"portals": {portal["portal"]: portal for portal in report["portals"]}}

    def wait_for_another_second(self) -> None:
        """The archive keeps whole seconds: what is to be later than its last change has to be in another."""
        database = self.home / "articles.db"
        if database.is_file() and warm.CLOCK not in self.environment:
            time.sleep(max(0.0, int(database.stat().st_mtime) + 1 - time.time()))

    def json(self, *arguments: str) -> Any:
        run = self.giaoban(*arguments, "--json")
        assert run.returncode == 0, run.stderr.decode()
        return json.loads(run.stdout)

    def sql(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Asked through plain sqlite3, as an archivist would."""
        connection = sqlite3.connect(self.home / "articles.db")
        try:
            rows = connection.execute(query, values).fetchall()
            connection.commit()
            return rows
        finally:
            connection.close()


@pytest.fixture(scope="session")
def replicas() -> Iterator[ReplicaServer]:
    with ReplicaServer() as server:
        yield server


@pytest.fixture
def server() -> Iterator[ReplicaServer]:
    """Replicas of a test's own, to be changed while it runs."""
    with ReplicaServer() as server:
        yield server


@pytest.fixture
def archive(tmp_path: Path) -> Callable[[ReplicaServer], Archive]:
    return lambda server: Archive(tmp_path / "an archive", server.url)


@pytest.fixture(scope="session")
def crawled(tmp_path_factory: pytest.TempPathFactory, replicas: ReplicaServer) -> Archive:
    """All five replicas, crawled once; for tests that only read."""

    def crawl(folder: Path) -> Archive:
        archive = Archive(folder / "home", replicas.url)
        assert archive.crawl(*REPLICAS)["exit_code"] == 0
        return archive

    return once(tmp_path_factory, "crawled", crawl)
