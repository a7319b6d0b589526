"""The whole job against bare Scrapy: ``python -m tests.benchmarks.bench_crawl``, in one run on one machine.

``giaoban crawl`` into a fresh archive (fetch, WARC, extraction, deduplication, SQLite, search index) against a
Scrapy that fetches the same pages from the same replicas and does nothing with them. Both are whole processes,
start to end, and take turns; this process serves the pages to both.

Alike for both: five hosts beside each other, one request at a time a host, no delay, robots.txt obeyed. That is
what `giaoban crawl --delay 0` does by itself, and on loopback five requests in flight keep a reactor busy: eight at
a host make bare Scrapy less than a tenth faster.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.benchmarks.machine import adopt_orphans, wait_for_orphans
from tests.benchmarks.portals import write_portals
from tests.replicas import site
from tests.replicas.content import load
from tests.replicas.server import ReplicaServer

AIM = 0.5  # of bare Scrapy's pages per second; on the way to 0.8
PAGE_BYTES = 60_000  # what real article pages weigh
ITEMS_A_LISTING_PAGE = 10  # as real listings have; fewer would make more listing pages, which are the cheap ones


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one side. ``seconds`` is wall time; ``cpu`` seconds are those of all its processes, and
    ``server_cpu`` those of the replicas while they served it."""

    pages: int
    seconds: float
    cpu: float
    server_cpu: float

    @property
    def figures(self) -> dict[str, float]:
        return {
            "pages_per_second": self.pages / self.seconds,
            "cpu_seconds_per_1000_pages": 1000 * self.cpu / self.pages,
            "server_cpu_seconds_per_1000_pages": 1000 * self.server_cpu / self.pages,
            "seconds": self.seconds,
        }


def main() -> None:
    arguments = _parser().parse_args()
    result = measure(arguments.articles, arguments.runs)
    if arguments.json:
        print(json.dumps(result, indent=2))
    else:
        _print(result)


def measure(articles: int, runs: int) -> dict[str, Any]:
    """Both sides, ``runs`` times each, in turns; medians, ratios and what they were taken on."""
    adopt_orphans()
    site.ITEMS_A_CATEGORY_PAGE = ITEMS_A_LISTING_PAGE
    with tempfile.TemporaryDirectory(prefix="giaoban-bench-") as folder:
        content, addresses = Path(folder, "content"), Path(folder, "addresses")
        content.mkdir()
        write_portals(content, articles)
        with ReplicaServer(content=content, pad=PAGE_BYTES) as server:
            # Not counted: the server renders its pages, and its log says which pages there are to fetch.
            stored = _crawl(server, Path(folder, "warm-up"))[1]
            pages = _pages(server)
            addresses.write_text("\n".join(pages), encoding="utf-8")
            ours, bare = [], []
            for number in range(runs):
                bare.append(_fetch(server, addresses))
                ours.append(_crawl(server, Path(folder, f"archive-{number}"))[0])
        if any(run.pages != len(pages) for run in ours + bare):
            sys.exit(f"Not every run fetched the same {len(pages)} pages: {[run.pages for run in ours + bare]}.")
        expected = sum(len(portal.articles) for portal in load(content).values())
    sides = {"giaoban": ours, "bare Scrapy": bare}
    medians = {name: _medians(side) for name, side in sides.items()}
    return {
        "machine": _machine(),
        "pages": len(pages),
        "articles": {"served": expected, "stored": stored},
        "runs": {name: [asdict(run) for run in side] for name, side in sides.items()},
        "median": medians,
        "ratio": round(medians["giaoban"]["pages_per_second"] / medians["bare Scrapy"]["pages_per_second"], 3),
        "aim": AIM,
    }


def _crawl(server: ReplicaServer, home: Path) -> tuple[Run, int]:
    """giaoban into a fresh archive; the run, and how many articles it stored."""
    names = list(load())
    options = ["--home", str(home), "--delay", "0", "--proxy", server.url, "--json"]
    run, said = _run(server, ["-m", "crawler.cli.main", "crawl", *names, *options])
    return run, sum(portal["new"] for portal in json.loads(said)["portals"])


def _fetch(server: ReplicaServer, addresses: Path) -> Run:
    return _run(server, ["-m", "tests.benchmarks.bare", str(addresses)])[0]


def _run(server: ReplicaServer, command: Sequence[str]) -> tuple[Run, str]:
    """Runs Python with a command, turned to the replicas; the figures, and what it printed."""
    server.reset_log()
    environment = os.environ | {"http_proxy": server.url}
    started, children, server_cpu = time.perf_counter(), _cpu_of_children(), time.process_time()
    done = subprocess.run([sys.executable, *command], env=environment, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    wait_for_orphans()
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    pages = len(_pages(server))
    return Run(pages, seconds, _cpu_of_children() - children, time.process_time() - server_cpu), done.stdout


def _pages(server: ReplicaServer) -> list[str]:
    """What the server was asked for and had, robots.txt left out."""
    return [f"http://{host}{path}" for host, path, status in server.requests if status == 200 and path != "/robots.txt"]


def _cpu_of_children() -> float:
    """Of all processes that ended below this one, grandchildren too."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _medians(runs: Sequence[Run]) -> dict[str, float]:
    return {name: round(median(run.figures[name] for run in runs), 2) for name in runs[0].figures}


def _machine() -> dict[str, Any]:
    return {
        "cores": os.cpu_count(),
        "load_before": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "scrapy": version("scrapy"),
        "lxml": version("lxml"),
        "system": f"{platform.system()} {platform.machine()}",
    }


def _print(result: Mapping[str, Any]) -> None:
    machine, articles = result["machine"], result["articles"]
    table = Table(title=f"{result['pages']} pages of {PAGE_BYTES // 1000} KB, median of the runs", title_justify="left")
    table.add_column("")
    for heading in ("pages/s", "CPU s per 1,000", "server's", "wall s", "each run"):
        table.add_column(heading, justify="right")
    for name, figures in result["median"].items():
        each = (f"{run['pages'] / run['seconds']:.0f}" for run in result["runs"][name])
        table.add_row(name, *(f"{figure:.1f}" for figure in figures.values()), " ".join(each))
    console = Console()
    console.print(table)
    console.print(f"giaoban runs at {result['ratio']:.2f} of bare Scrapy (aim: {result['aim']}).")
    console.print(f"It stored {articles['stored']} of the {articles['served']} articles that the replicas serve.")
    console.print(
        f"Measured on {machine['cores']} cores, Python {machine['python']}, Scrapy {machine['scrapy']}, "
        f"lxml {machine['lxml']}, {machine['system']}; load before: {machine['load_before']}."
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.bench_crawl", description="giaoban crawl against bare Scrapy."
    )
    parser.add_argument("--articles", type=int, default=1_500, help="articles on the replicas (default: 1500)")
    parser.add_argument("--runs", type=int, default=3, help="runs of each side (default: 3)")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    return parser


if __name__ == "__main__":
    main()
