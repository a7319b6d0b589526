"""A webhook that people would be told by, and crawls on any day."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests import warm
from tests.crawler.conftest import Archive
from tests.crawler.health.world import CLOCK_OF_RUN
from tests.replicas.server import ReplicaServer


@dataclass
class Hook:
    """Takes what is posted to it; ``refuses``: with a 500."""

    url: str = ""
    messages: list[dict[str, Any]] = field(default_factory=list)
    refuses: bool = False

    def titles(self) -> list[str]:
        """What was said since the last time, and takes it away."""
        said = [message["title"] for message in self.messages]
        self.messages.clear()
        return said


@pytest.fixture
def hook() -> Iterator[Hook]:
    made = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if not made.refuses:
                made.messages.append(json.loads(body))
            self.send_response(500 if made.refuses else 200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"json://127.0.0.1:{server.server_port}/giaoban"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


Days = Callable[[date], dict[str, Any]]


@dataclass
class Watched:
    """An archive that is crawled once a day."""

    archive: Archive
    portals: tuple[str, ...]

    def crawl(self, day: date, *arguments: str) -> dict[str, Any]:
        """The report of the crawl of a day, in the afternoon."""
        self.archive.environment[warm.CLOCK] = datetime.combine(day, CLOCK_OF_RUN).isoformat()
        return self.archive.crawl(*self.portals, *arguments)


@pytest.fixture
def watch(tmp_path: Path, server: ReplicaServer, hook: Hook) -> Callable[..., Watched]:
    def make(*portals: str, alerts: tuple[str, ...] = (hook.url,)) -> Watched:
        # The portals' addresses go to the replicas as to a proxy; the webhook's own does not.
        archive = Archive(tmp_path / "home", server.url, environment={"no_proxy": "127.0.0.1"})
        archive.home.mkdir()
        (archive.home / "giaoban.toml").write_text(f"alerts = {json.dumps(alerts)}\nattachments = false\n")
        return Watched(archive, portals)

    return make
