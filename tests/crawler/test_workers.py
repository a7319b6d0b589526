"""Portals beside each other in worker processes: what one of them does to its process is its own, and nobody else's."""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from crawler.locks import PortalLock, locked
from tests.crawler.many import Many
from tests.once import once
from tests.replicas.server import ReplicaServer
from tests.warm import processes_of

ARTICLES = 4
CRASHES = """
    def items(self, response):
        import os, signal
        os.kill(os.getpid(), signal.SIGSEGV)
"""
ENDS_ITSELF = """
    async def start(self):
        import os
        os._exit(3)
        yield
"""
RAISES = """
    def __init__(self, *args, **kwargs):
        raise KeyError("nothing of that name")
"""
LEAKS = """
    def items(self, response):
        import time
        self.kept = [b"x" * (1 << 20) for _ in range(260)]
        time.sleep(1.5)
        return super().items(response)
"""
PORTALS = {"mot": "", "hai": CRASHES, "ba": "", "bon": ENDS_ITSELF, "nam": RAISES, "sau": ""}


@dataclass(frozen=True)
class Crawled:
    home: Path
    report: dict[str, Any]


@pytest.fixture(scope="module")
def beside_killers(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """A crawl of six portals in one process, of which three have spiders that end it or fail."""

    def crawl(folder: Path) -> Crawled:
        with ReplicaServer() as server:
            here = Many.of(folder, server, PORTALS, ARTICLES)
            (here.home / "giaoban.toml").write_text("processes = 1\n")
            return Crawled(here.home, here.crawl())

    return once(tmp_path_factory, "beside_killers", crawl)


@pytest.mark.parametrize("portal", ["mot", "ba", "sau"])
def test_a_portal_beside_one_that_kills_its_process_is_crawled_whole(beside_killers: Crawled, portal: str) -> None:
    assert Many(beside_killers.home, "").articles(portal) == ARTICLES
    assert beside_killers.report["portals"][portal]["result"] == "ok"


@pytest.mark.parametrize(
    ("portal", "said"),
    [
        ("hai", "the process that crawled it alone has ended over it: it crashed (SIGSEGV)"),
        ("bon", "the process that crawled it alone has ended over it: it ended itself with code 3"),
        ("nam", "its spider failed: KeyError"),
    ],
)
def test_the_portal_at_fault_has_failed_with_a_sentence(beside_killers: Crawled, portal: str, said: str) -> None:
    report = beside_killers.report["portals"][portal]
    assert report["result"] == "failed"
    assert said in report["problem"]
    assert beside_killers.report["exit_code"] == 4


def test_every_portal_of_a_run_is_in_the_archive_whatever_became_of_it(beside_killers: Crawled) -> None:
    stored = Many(beside_killers.home, "").sql("SELECT portal, note ->> '$.result' FROM run_portals")
    assert dict(stored) == {name: told["result"] for name, told in beside_killers.report["portals"].items()}
    assert len(stored) == len(PORTALS)


def test_a_portal_that_fills_the_memory_costs_the_others_nothing(server: ReplicaServer, tmp_path: Path) -> None:
    here = Many.of(tmp_path, server, {"mot": "", "hai": LEAKS}, ARTICLES)
    (here.home / "giaoban.toml").write_text("processes = 1\nworker_memory_mb = 150\n")
    report = here.crawl()["portals"]
    assert (report["mot"]["result"], here.articles("mot")) == ("ok", ARTICLES)
    assert report["hai"]["result"] == "failed"
    assert "MB of memory (`worker_memory_mb`)" in report["hai"]["problem"]


def test_a_process_makes_way_for_a_new_one_after_some_portals(server: ReplicaServer, tmp_path: Path) -> None:
    here = Many.of(tmp_path, server, dict.fromkeys(("mot", "hai", "ba"), ""), ARTICLES)
    (here.home / "giaoban.toml").write_text("processes = 1\nworker_portals = 1\nportals_at_once = 2\n")
    assert here.crawl()["exit_code"] == 0
    assert len(list((here.home / "warc").glob("*.warc.gz"))) == 3, "each process writes a file of its own"


# -- signals ------------------------------------------------------------------------------------------


class Hanging:
    """A proxy that takes requests and never answers one."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._listening = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=50))
        self._listening.settimeout(30)
        self.url = "http://{}:{}".format(*self._listening.getsockname())

    def wait_until_asked(self) -> None:
        self._stack.enter_context(self._listening.accept()[0])


@pytest.fixture
def hanging() -> Iterator[Hanging]:
    with ExitStack() as stack:
        yield Hanging(stack)


def wait_until_locked(here: Many, portal: str) -> None:
    deadline = time.monotonic() + 30
    while not PortalLock(here.home, portal).holder() and time.monotonic() < deadline:
        time.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_all_portals_within_seconds_though_they_hang(
    server: ReplicaServer, hanging: Hanging, tmp_path: Path, number: int
) -> None:
    here = Many.of(tmp_path, server, dict.fromkeys(("mot", "hai", "ba"), ""))
    here.proxy = hanging.url
    (here.home / "giaoban.toml").write_text("portals_at_once = 2\ndelay = 600\n")
    running = here.start()
    hanging.wait_until_asked()
    hanging.wait_until_asked()
    begun = time.monotonic()
    running.send_signal(number)
    out, _ = running.communicate(timeout=60)
    assert time.monotonic() - begun < 15
    assert running.returncode == 4
    told = json.loads(out)["portals"]
    assert {portal["result"] for portal in told} == {"interrupted"}
    assert not processes_of(running.pid)


def test_no_process_outlives_a_run_that_is_killed(server: ReplicaServer, hanging: Hanging, tmp_path: Path) -> None:
    here = Many.of(tmp_path, server, dict.fromkeys(("mot", "hai"), ""))
    here.proxy = hanging.url
    running = here.start_anew()
    hanging.wait_until_asked()
    assert len(processes_of(running.pid)) > 1
    running.kill()
    running.wait(timeout=30)
    deadline = time.monotonic() + 15
    while processes_of(running.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not processes_of(running.pid)


# -- time and locks -----------------------------------------------------------------------------------


def test_a_run_whose_time_is_up_ends_well_and_the_next_goes_on(server: ReplicaServer, tmp_path: Path) -> None:
    here = Many.of(tmp_path, server, {"mot": "", "hai": ""}, 12)
    (here.home / "giaoban.toml").write_text("portals_at_once = 1\nprocesses = 1\n")
    first = here.giaoban("crawl", "--budget", "0.05", "--delay", "0.5", "--proxy", here.proxy, "--json")
    told = {portal["portal"]: portal for portal in json.loads(first.stdout)["portals"]}
    assert first.returncode == 0
    assert [told[name]["result"] for name in ("mot", "hai")].count("unfinished") == 2
    assert "the time for the run was up" in told["mot"]["problem"]
    assert here.crawl()["exit_code"] == 0
    assert (here.articles("mot"), here.articles("hai")) == (12, 12)


def test_a_run_begins_with_the_portals_that_waited_longest(server: ReplicaServer, tmp_path: Path) -> None:
    here = Many.of(tmp_path, server, {"ba": "", "hai": "", "mot": ""}, 2)
    (here.home / "giaoban.toml").write_text("portals_at_once = 1\nprocesses = 1\n")
    here.crawl("ba")
    here.crawl("hai")
    server.reset_log()
    here.crawl()
    hosts = dict.fromkeys(host.partition(".")[0] for host, _, _ in server.requests)
    assert list(hosts) == ["mot", "ba", "hai"]


def test_a_run_waits_for_a_portal_that_another_holds(server: ReplicaServer, tmp_path: Path) -> None:
    here = Many.of(tmp_path, server, {"mot": "", "hai": ""}, ARTICLES)
    with locked(here.home, "mot"):
        running = here.start("--wait", "--delay", "0")
        wait_until_locked(here, "hai")
        deadline = time.monotonic() + 30
        while PortalLock(here.home, "hai").holder() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert running.poll() is None
        assert here.articles("hai") == ARTICLES, "what nobody holds is not kept waiting"
    out, _ = running.communicate(timeout=60)
    assert running.returncode == 0
    assert {portal["result"] for portal in json.loads(out)["portals"]} == {"ok"}
    assert here.articles("mot") == ARTICLES


@pytest.mark.parametrize("wait", [(), ("--wait=0.5",)])
def test_a_run_leaves_when_another_holds_a_portal_for_too_long(
    server: ReplicaServer, tmp_path: Path, wait: tuple[str, ...]
) -> None:
    here = Many.of(tmp_path, server, {"mot": ""})
    with locked(here.home, "mot"):
        report = here.crawl(*wait)
    assert report["exit_code"] == 5
    assert f"process {os.getpid()}" in report["portals"]["mot"]["problem"]


def test_a_lock_whose_holder_was_killed_is_free(tmp_path: Path) -> None:
    lock = PortalLock(tmp_path, "mot")
    (tmp_path / "locks" / "mot.json").write_text('{"pid": 999999999, "since": "2026-01-01T00:00:00+00:00"}')
    assert lock.holder() is None
    assert lock.take() is None
    lock.give_back()


def test_wait_tells_a_portal_behind_it_from_a_number(server: ReplicaServer, tmp_path: Path) -> None:
    here = Many.of(tmp_path, server, {"mot": ""})
    run = here.giaoban("crawl", "--wait", "mot")
    assert run.returncode == 2
    assert b"name portals before --wait" in run.stderr
