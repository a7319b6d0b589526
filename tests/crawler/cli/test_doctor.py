"""``giaoban doctor``: what is wrong with an installation is named, with what to do, and told by the exit code."""

from __future__ import annotations

import json
import os
import shutil
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from crawler.config import Config
from crawler.doctor import machine
from crawler.doctor.portals import answers
from crawler.locks import locked
from crawler.portal import PortalSpider
from crawler.portals import load_portals
from tests import warm
from tests.crawler.conftest import Archive
from tests.once import copy_of
from tests.replicas.server import ReplicaServer

HOST = "tplaocai.laocai.gov.vn"
CRONTAB = """#!/bin/sh
[ -f "$TAB" ] || { echo "no crontab for you" >&2; exit 1; }
cat "$TAB"
"""


class Installation(Archive):
    """A crawled archive in order, on a machine whose crontab is a file."""

    def doctor(self, *arguments: str) -> tuple[int, list[dict[str, Any]]]:
        """The exit code, and what was found."""
        folder = self.home.parent
        environment = {"PATH": f"{folder}:/bin:/usr/bin", "TAB": str(folder / "tab"), "GIAOBAN_HOME": str(self.home)}
        run = warm.run(["doctor", *arguments, "--json"], environment)
        assert run.stdout, run.stderr.decode()
        told = json.loads(run.stdout)
        assert told["exit_code"] == run.returncode
        return run.returncode, told["looks"]

    def configure(self, text: str) -> None:
        (self.home / "giaoban.toml").write_text(f'contact = "me@example.org"\nproxy = "{self.proxy}"\n{text}')


@pytest.fixture
def here(crawled: Archive, tmp_path: Path) -> Installation:
    made = Installation(copy_of(crawled.home, tmp_path / "home"), crawled.proxy)
    made.configure("")
    (tmp_path / "crontab").write_text(CRONTAB)
    (tmp_path / "crontab").chmod(0o755)
    return made


def wrong(looks: list[dict[str, Any]], *, but: tuple[str, ...] = ("schedule",)) -> list[tuple[str, str]]:
    """What is not ok, and whether it is a problem; each with what to do."""
    found = [look for look in looks if look["state"] != "ok" and look["subject"] not in but]
    assert all(look["advice"] for look in found)
    return [(look["subject"], look["state"]) for look in found]


def said(looks: list[dict[str, Any]], subject: str) -> str:
    return "; ".join(f"{look['said']} → {look['advice']}" for look in looks if look["subject"] == subject)


def test_an_installation_in_order_has_no_problem(here: Installation) -> None:
    code, looks = here.doctor("laocai", "backan")
    assert (code, wrong(looks)) == (0, [])
    subjects = [look["subject"] for look in looks]
    assert {"python", "libraries", "disk", "folder", "archive", "clock", "configuration"} <= set(subjects)
    assert "answers with 200" in said(looks, "laocai")
    assert "thoxuan" not in subjects


def test_one_page_of_a_portal_is_asked_for_and_offline_none(server: ReplicaServer, here: Installation) -> None:
    here.proxy = server.url
    here.configure("")
    here.doctor("--offline")
    assert not server.requests
    here.doctor("laocai")
    assert server.requests == [(HOST, "/robots.txt", 200), (HOST, "/tin-tuc-su-kien", 200)]


def test_a_portal_that_is_down_is_a_problem_of_the_portal(server: ReplicaServer, here: Installation) -> None:
    here.proxy = server.url
    here.configure("")
    server.break_host(HOST)
    code, looks = here.doctor("laocai", "backan")
    assert (code, wrong(looks)) == (4, [("laocai", "problem")])
    assert "HTTP 500" in said(looks, "laocai")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("delai = 1", "did you mean 'delay'"),
        ("[portals.laokai]\ndelay = 1", "did you mean 'laocai'"),
        ('alerts = ["telegraf://x"]', "telegraf://…: apprise knows no such channel"),
    ],
)
def test_a_configuration_that_cannot_be_used_is_a_problem(here: Installation, text: str, word: str) -> None:
    here.configure(text)
    code, looks = here.doctor("--offline", "backan")
    assert (code, wrong(looks)) == (2, [("configuration", "problem")])
    assert word in said(looks, "configuration")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("delay = 0", "half a second"),
        ("[portals.laocai]\nverify_certificates = false", "not verified at laocai"),
        ("[portals.laocai]\nallow_private = true", "allowed at laocai"),
        ('metrics_file = "/not/there/giaoban.prom"', "cannot be written"),
    ],
)
def test_choices_that_one_should_know_of_are_warnings(here: Installation, text: str, word: str) -> None:
    here.configure(text)
    code, looks = here.doctor("--offline")
    assert (code, wrong(looks)) == (0, [("configuration", "warning")])
    assert word in said(looks, "configuration")


def test_a_missing_contact_is_a_warning(here: Installation) -> None:
    (here.home / "giaoban.toml").unlink()
    assert "no contact" in said(here.doctor("--offline")[1], "configuration")


def test_a_portal_that_is_never_visited_is_not_asked(here: Installation) -> None:
    here.configure('[portals.laocai]\ncadence = "never"')
    code, looks = here.doctor("laocai", "backan")
    assert code == 0
    assert not said(looks, "laocai")


# -- the archive ------------------------------------------------------------------------------------


def test_before_the_first_crawl_there_is_nothing_to_complain_of(here: Installation) -> None:
    here.home = here.home.with_name("not there")
    code, looks = here.doctor("--offline")
    assert (code, wrong(looks)) == (0, [("configuration", "warning")])


def test_a_database_that_is_none_is_a_problem(here: Installation) -> None:
    (here.home / "articles.db").write_bytes(b"x" * 9000)
    code, looks = here.doctor("--offline")
    assert (code, wrong(looks)) == (3, [("archive", "problem")])


def test_a_raw_page_that_is_gone_is_a_problem(here: Installation) -> None:
    next((here.home / "warc").glob("*.warc.gz")).unlink()
    code, looks = here.doctor("--offline")
    assert code == 3
    assert "not there" in said(looks, "archive")


def test_a_page_of_tomorrow_means_that_the_clock_is_wrong(here: Installation) -> None:
    later = datetime.now(UTC) + timedelta(days=1)
    here.sql("UPDATE captures SET fetched_at = ? WHERE id = 1", f"{later:%Y-%m-%dT%H:%M:%SZ}")
    code, looks = here.doctor("--offline")
    assert (code, wrong(looks)) == (3, [("clock", "problem")])


def test_a_folder_that_cannot_be_written_is_a_problem() -> None:
    folder = Path("/proc")  # nobody can, root included
    if not folder.is_dir():
        pytest.skip("there is no folder that root could not write")
    assert machine.folders(folder).state == "problem"


def test_who_is_at_work_is_told_and_for_how_long(here: Installation) -> None:
    with locked(here.home, "laocai"):
        assert "laocai: at work is process" in said(here.doctor("--offline")[1], "locks")
        since = (datetime.now(UTC) - timedelta(days=2)).isoformat(timespec="seconds")
        (here.home / "locks" / "laocai.json").write_text(json.dumps({"pid": os.getpid(), "since": since}))
        code, looks = here.doctor("--offline")
        assert (code, wrong(looks)) == (0, [("locks", "warning")])


def test_the_note_of_a_run_that_was_killed_is_no_lock(here: Installation) -> None:
    (here.home / "locks" / "laocai.json").write_text('{"pid": 1, "since": "2026-01-01T00:00:00+00:00"}')
    code, looks = here.doctor("--offline")
    assert (code, wrong(looks)) == (0, [])
    assert "the next run goes on" in said(looks, "locks")


# -- the machine ------------------------------------------------------------------------------------


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.mark.parametrize(("free", "state"), [(50_000_000, "problem"), (700_000_000, "warning"), (5_000_000_000, "ok")])
def test_a_disk_that_is_nearly_full(free: int, state: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**12, 10**12 - free, free))
    assert next(machine.disk(tmp_path)).state == state


def test_libraries_that_are_missing_or_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "requires", lambda name: ["click>=99", "no-such-thing", 'x; extra == "dev"'])
    found = {look.said: look.state for look in machine.libraries()}
    assert found["no-such-thing is not installed"] == "problem"
    assert [state for words, state in found.items() if words.startswith("click ")] == ["warning"]
    assert len(found) == 2


@pytest.mark.parametrize(
    ("minutes", "portals", "state"), [(2, 5, "ok"), (90, 5, "problem"), (-90, 5, "problem"), (90, 1, "warning")]
)
def test_a_clock_that_goes_otherwise_than_that_of_the_portals(minutes: int, portals: int, state: str) -> None:
    assert machine.clock_of_others(timedelta(minutes=minutes), portals).state == state


def test_a_machine_without_a_network_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    class Nowhere(PortalSpider):
        name = "nowhere"
        host = "nowhere.invalid"
        site = "Huyện Không Có"
        listings = ("/",)

    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    (look,) = answers({"nowhere": Nowhere}, Config())
    assert (look.subject, look.state, look.code) == ("network", "problem", 4)


# -- what starts the crawls ---------------------------------------------------------------------------


def scheduled(here: Installation, *portals: str) -> None:
    """Lines as ``giaoban schedule`` writes them, in the crontab."""
    run = here.giaoban("schedule", *portals)
    (here.home.parent / "tab").write_bytes(run.stdout)


def schedule_of(here: Installation) -> str:
    return said(here.doctor("--offline")[1], "schedule")


def test_a_crontab_without_our_lines_is_a_warning(here: Installation) -> None:
    assert f"giaoban schedule --install --home {here.home}" in schedule_of(here)


def test_portals_that_are_missing_in_the_crontab_are_named(here: Installation) -> None:
    scheduled(here, "laocai", "backan")
    missing = sorted(load_portals().keys() - {"laocai", "backan"})
    assert f"not in the crontab: {missing[0]}, {missing[1]}" in schedule_of(here)


def test_a_program_that_is_gone_is_a_problem(here: Installation) -> None:
    scheduled(here)
    tab = here.home.parent / "tab"
    tab.write_text(tab.read_text().replace(" crawl ", "-of-old crawl "))
    code, _ = here.doctor("--offline")
    assert code == 3
    assert "cannot be run" in schedule_of(here)


def test_a_portal_that_nothing_has_visited_in_time_is_a_warning(here: Installation) -> None:
    scheduled(here)
    assert "was last visited" not in schedule_of(here)
    here.sql("UPDATE run_portals SET finished_at = '2026-01-01T00:00:00Z' WHERE portal = 'laocai'")
    assert "laocai was last visited on 2026-01-01" in schedule_of(here)


def test_people_get_a_line_each_and_what_to_do(here: Installation, replicas: ReplicaServer) -> None:
    here.configure("delay = 0")
    run = here.giaoban("doctor", "--offline")
    assert run.stdout.decode().splitlines()[0].startswith("ok       python: Python 3.")
    assert "         → delay = 1\n" in run.stdout.decode()
