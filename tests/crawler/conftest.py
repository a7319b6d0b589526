"""The real command against the replica portals, as a person would run it: a process of its own each time."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
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
    _changed: float = 0.0

    def giaoban(self, *arguments: str, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
        return warm.run(arguments, self.surroundings, stdin=stdin, timeout=self.patience)

    @property
    def surroundings(self) -> dict[str, str]:
        """The environment of a command."""
        kept = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
        return kept | {"GIAOBAN_HOME": str(self.home)} | self.clock() | self.environment

    def clock(self) -> dict[str, str]:
        """What a command is told of the time, where it is not to be before the archive's last change."""
        ahead = self._last_change() > time.time()
        return {warm.CLOCK: datetime.fromtimestamp(self._last_change(), UTC).isoformat()} if ahead else {}

    def crawl(self, *arguments: str) -> dict[str, Any]:
        """The report of a crawl; of each portal by its name under "portals"."""
        with self.in_another_second():
            run = self.giaoban("crawl", *arguments, "--delay", "0", "--proxy", self.proxy, "--json")
        assert run.stdout, run.stderr.decode()
        report: dict[str, Any] = json.loads(run.stdout)
        assert report["exit_code"] == run.returncode
        return report | {"portals": {portal["portal"]: portal for portal in report["portals"]}}

    @contextmanager
    def in_another_second(self) -> Iterator[None]:
        """The archive keeps whole seconds, and what is to be later than its last change has to be in another: instead
        of waiting for that, the clocks of its commands go on to it."""
        begun, before = time.time(), self._last_change()
        ahead = max(0.0, int(before) + 1 - begun) if before else 0.0
        self._changed = begun + ahead if ahead else before
        yield
        if ahead:
            self._changed = time.time() + ahead
            if self._database.is_file():  # a copy of it tells the same
                os.utime(self._database, (self._changed, self._changed))

    def _last_change(self) -> float:
        return max(self._changed, self._database.stat().st_mtime if self._database.is_file() else 0.0)

    @property
    def _database(self) -> Path:
        return self.home / "articles.db"

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
