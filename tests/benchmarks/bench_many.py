"""Two hundred portals in one command: ``python -m tests.benchmarks.bench_many``, against bare Scrapy in one process.

``giaoban crawl`` of 200 replica portals into a fresh archive (fetch, WARC, extraction, deduplication, SQLite, search
index; in as many worker processes as there are cores, an archive process beside each) against a Scrapy that fetches
the same pages from the same replicas with a crawler a portal in one process, and does nothing with them. No delay: the
portals answer as fast as this machine serves and reads them. Memory is that of all processes of a side together, each
shared page counted once (PSS), at its most.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.benchmarks.machine import adopt_orphans, machine, wait_for_orphans
from tests.benchmarks.portals import write_portals
from tests.replicas.content import load
from tests.replicas.server import PLATFORMS, ReplicaPortal, ReplicaServer

ROOT = Path(__file__).parents[2]
PAGE_BYTES = 60_000  # what real article pages weigh
CLASSES = {
    "laocai": "spiders.laocai",
    "thoxuan": "spiders.thoxuan",
    "backan": "spiders.backan",
    "huuhoa": "spiders.huuhoa",
    "vanphuc": "spiders.vanphuc",
}


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one side: pages that the replicas served to it, wall time, CPU time and memory of its processes."""

    pages: int
    seconds: float
    cpu: float
    megabytes: float


def main() -> None:
    arguments = _parser().parse_args()
    before = machine()
    adopt_orphans()
    with tempfile.TemporaryDirectory(prefix="giaoban-bench-") as folder, ReplicaServer() as server:
        names = _portals(server, Path(folder), arguments.portals, arguments.articles)
        ours, report = _crawl(server, Path(folder), names, arguments.portals_at_once)
        addresses = Path(folder, "addresses")
        addresses.write_text("\n".join(_pages(server)), encoding="utf-8")
        bare, _ = _run(server, ["-m", "tests.benchmarks.bare", str(addresses)], Path(folder))
    result = {
        "machine": before,
        "portals": len(names),
        "results": {word: sum(p["result"] == word for p in report["portals"]) for word in ("ok", "failed")},
        "articles": {"served": len(names) * arguments.articles, "stored": sum(p["new"] for p in report["portals"])},
        "giaoban": _figures(ours, len(names)),
        "bare Scrapy": _figures(bare, len(names)),
        "ratio": round((ours.pages / ours.seconds) / (bare.pages / bare.seconds), 2),
    }
    print(json.dumps(result, indent=2)) if arguments.json else _print(result)


def _portals(server: ReplicaServer, folder: Path, number: int, articles: int) -> list[str]:
    """Puts up portals, each with a host and articles of its own, and spiders for them; returns their names."""
    spiders = folder / "spiders"
    shutil.copytree(ROOT / "spiders", spiders, ignore=shutil.ignore_patterns("__pycache__"))
    lines, names = [], []
    for seed in range(-(-number // len(PLATFORMS))):
        content = folder / f"content-{seed}"
        content.mkdir()
        write_portals(content, articles * len(PLATFORMS), seed)
        for kind, portal in load(content).items():
            name = f"{kind}{seed}"
            host = f"{name}.example.gov.vn"
            own = replace(portal, name=name, host=host)
            server.add_portal(host, ReplicaPortal(own, PLATFORMS[kind], PAGE_BYTES))
            lines += [f"class {name.title()}(a_{kind}):", f'    name, host, aliases = "{name}", "{host}", ()', ""]
            names.append(name)
    imports = [
        f"a_{kind} = next(c for c in vars(__import__({module!r}, fromlist=['*'])).values() "
        f"if isinstance(c, type) and c.__module__ == {module!r})"
        for kind, module in CLASSES.items()
    ]
    (spiders / "many.py").write_text("\n".join([*imports, "", *lines]), encoding="utf-8")
    return names[:number]


def _crawl(server: ReplicaServer, folder: Path, names: Sequence[str], at_once: int) -> tuple[Run, dict[str, Any]]:
    home = folder / "home"
    home.mkdir()
    (home / "giaoban.toml").write_text(f"portals_at_once = {at_once}\n")
    options = ["--home", str(home), "--delay", "0", "--proxy", server.url, "--json"]
    run, said = _run(server, ["-m", "crawler.cli.main", "crawl", *names, *options], folder)
    return run, json.loads(said)


def _run(server: ReplicaServer, command: Sequence[str], folder: Path) -> tuple[Run, str]:
    server.reset_log()
    environment = os.environ | {"http_proxy": server.url, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"}
    before, started = os.times(), time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *command], env=environment, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    watching = _Memory(process.pid)
    said, told = process.communicate()
    seconds = time.perf_counter() - started
    watching.end()
    wait_for_orphans()
    if process.returncode:
        sys.exit(f"{' '.join(command)[:200]} ended with {process.returncode}:\n{told.decode()[-2000:]}")
    used = os.times()
    cpu = used.children_user + used.children_system - before.children_user - before.children_system
    return Run(len(_pages(server)), seconds, cpu, watching.most / 1000), said.decode()


class _Memory:
    """The memory of a process and of all below it, at its most, in kilobytes."""

    def __init__(self, root: int) -> None:
        self.root, self.most, self._over = root, 0, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def end(self) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.5):
            self.most = max(self.most, sum(map(_pss, self._family())))

    def _family(self) -> set[int]:
        parents = {int(path.parent.name): _parent(path) for path in Path("/proc").glob("[0-9]*/stat")}
        family = {self.root}
        while more := {pid for pid, parent in parents.items() if parent in family} - family:
            family |= more
        return family


def _parent(stat: Path) -> int:
    try:
        return int(stat.read_text().rpartition(") ")[2].split()[1])
    except OSError:
        return 0


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def _pages(server: ReplicaServer) -> list[str]:
    return [f"http://{host}{path}" for host, path, status in server.requests if status == 200 and path != "/robots.txt"]


def _figures(run: Run, portals: int) -> dict[str, float]:
    return {
        "pages": run.pages,
        "seconds": round(run.seconds, 1),
        "pages_per_second": round(run.pages / run.seconds, 1),
        "cpu_seconds_per_1000_pages": round(1000 * run.cpu / run.pages, 1),
        "megabytes": round(run.megabytes),
        "megabytes_per_portal": round(run.megabytes / portals, 2),
    }


def _print(result: dict[str, Any]) -> None:
    table = Table(title=f"{result['portals']} portals in one command, pages of {PAGE_BYTES // 1000} KB")
    headings = tuple(result["giaoban"])
    for heading in ("", *headings):
        table.add_column(heading.replace("_", " "), justify="right")
    for side in ("giaoban", "bare Scrapy"):
        table.add_row(side, *(f"{figure:g}" for figure in result[side].values()))
    console = Console(width=140)
    console.print(table)
    articles, results = result["articles"], result["results"]
    console.print(f"giaoban runs at {result['ratio']:.2f} of bare Scrapy, which stores nothing.")
    console.print(
        f"{results['ok']} portals ok, {results['failed']} failed; {articles['stored']} articles stored of "
        f"{articles['served']} that the replicas serve."
    )
    console.print(f"Measured on {result['machine']}.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.bench_many", description="Many portals at once.")
    parser.add_argument("--portals", type=int, default=200, help="how many (default: 200)")
    parser.add_argument("--articles", type=int, default=20, help="articles of each (default: 20)")
    parser.add_argument("--portals-at-once", type=int, default=200, help="visited at the same time (default: 200)")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    return parser


if __name__ == "__main__":
    main()
