"""The report of a run: one and the same on paper, for programs, and in the archive; README says what is in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

from crawler.report import PortalReport
from tests.crawler.conftest import Archive
from tests.replicas.server import ReplicaServer

NewArchive = Callable[[ReplicaServer], Archive]
README = Path(__file__).parents[3] / "README.md"


def test_what_a_run_did_is_stored_as_it_was_told(server: ReplicaServer, archive: NewArchive) -> None:
    here = archive(server)
    server.break_host("huuhoa.thanhtri.hanoi.gov.vn")
    report = here.crawl("backan", "huuhoa")
    for told in report["portals"].values():
        columns = "requests, fetched, new, changed, unchanged, duplicates, rejected, gone, errors, bytes, seconds, note"
        query = f"SELECT {columns} FROM run_portals WHERE run_id = ? AND portal = ?"
        ((*numbers, note),) = here.sql(query, report["run"], told["portal"])
        assert numbers == [told[name] for name in columns.split(", ")[:-1]]
        stored = json.loads(note)
        assert {name: stored[name] for name in ("result", "problem", "reasons", "missing")} == {
            name: told[name] for name in ("result", "problem", "reasons", "missing")
        }
        assert told["bytes"] > 0 and told["seconds"] > 0
    assert here.sql("SELECT exit_code FROM runs WHERE id = ?", report["run"]) == [(report["exit_code"],)]
    assert {name: portal["result"] for name, portal in report["portals"].items()} == {
        "backan": "ok",
        "huuhoa": "failed",
    }


def test_readme_names_everything_that_a_report_holds() -> None:
    text = README.read_text(encoding="utf-8")
    block = text[text.index("    run, exit_code, fatal") : text.index("For Prometheus")]
    missing = [each.name for each in fields(PortalReport) if each.name not in block]
    assert not missing
