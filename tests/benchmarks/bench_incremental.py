"""What later crawls ask for, and what they miss: ``python -m tests.benchmarks.bench_incremental [PART]...``

unchanged   portals of 100, 1,000 and 3,000 articles on which nothing happens: requests at once again, a day later (some
            pages are due by their age) and eight days later (listings are read to their end)
listings    listings as real ones change (``listing_simulation``), crawled daily for 120 days: requests, and what each
            way of reading missed against reading everything
sites       the two real portals of ../shared/real-sites over their three dates, each crawled when it is new, at once
            again and a day later; what a fresh archive has that reads everything, and ours has not

Time passes by moving the moments of the archive into the past.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.benchmarks.listing_simulation import DAYS, Listing, compare
from tests.crawler.conftest import Archive
from tests.crawler.test_portal_over_time import HOST, Portal
from tests.crawler.test_real_sites import DATES
from tests.replicas.server import ReplicaServer, StaticSite
from tests.shared import SHARED

SIZES = (100, 1_000, 3_000)
COUNTS = ("requests", "new", "changed", "unchanged", "not_modified", "rejected", "gone", "missing", "errors")
LISTINGS: Mapping[str, list[Listing]] = {
    "40 pages, 1 new a week": [Listing(400, 1, seed=seed) for seed in range(6)],
    "40 pages, 5 a week": [Listing(400, 5, seed=seed) for seed in range(6)],
    "100 pages, 11 a week": [Listing(1000, 11, seed=seed) for seed in range(4)],
    "40 pages, 5 a week, restless": [Listing(400, 5, True, seed) for seed in range(6)],
}
# Where the archive keeps moments that what it asks for depends on.
_MOMENTS = {
    "pages": ("first_seen", "last_seen", "last_checked", "last_changed", "missing_since", "not_modified_at"),
    "listings": ("read_at", "swept_at"),
    "listing_readings": ("read_at",),
    "hints": ("read_at",),
}

out = Console()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parts = {"unchanged": unchanged, "listings": listings, "sites": sites}
    parser.add_argument("parts", nargs="*", metavar="PART", help="unchanged, listings, sites; all if none is named")
    parser.add_argument("--articles", type=int, nargs="*", default=SIZES, help="sizes of the portals of `unchanged`")
    arguments = parser.parse_args()
    if unknown := set(arguments.parts) - parts.keys():
        parser.error(f"there is no part {', '.join(unknown)}; there are: {', '.join(parts)}")
    for name in arguments.parts or parts:
        if name == "unchanged":
            unchanged(arguments.articles)
        else:
            parts[name]()


def pass_days(home: Path, days: int) -> None:
    """Makes an archive ``days`` older."""
    with closing(sqlite3.connect(home / "articles.db")) as database, database:
        for table, columns in _MOMENTS.items():
            for column in columns:
                earlier = f"strftime('%Y-%m-%dT%H:%M:%SZ', {column}, '-{days} days')"
                database.execute(f"UPDATE {table} SET {column} = {earlier} WHERE {column} IS NOT NULL")


def unchanged(sizes: tuple[int, ...] = SIZES) -> None:
    table = _table(
        "Nothing happened: requests", "articles", "first", "at once again", "a day later", "eight days later"
    )
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="giaoban-bench-") as folder, ReplicaServer() as server:
            portal = Portal.of(Path(folder, "site"), range(size))
            portal.publish()
            server.serve_folder(HOST, StaticSite(portal.folder))
            archive, requests = Archive(Path(folder, "home"), server.url, patience=3600), []
            for days in (0, 0, 1, 7):
                if days:
                    pass_days(archive.home, days)
                told = archive.crawl("krongno")["portals"]["krongno"]
                requests.append(str(told["requests"]))
                if requests[1:] and (told["new"] or told["changed"] or told["gone"]):
                    sys.exit(f"Nothing happened, and yet: {told}")
        table.add_row(f"{size:,}", *requests)
        out.print(f"{size:,} articles: {', '.join(requests)} requests")
    out.print(table)


def listings() -> None:
    for name, kind in LISTINGS.items():
        table = _table(
            f"{len(kind)} listings of {name}, daily for {DAYS} days",
            "read", "requests", "of all", "new", "found by the next crawl", "later, days", "not found",
        )  # fmt: skip
        results = compare(kind)
        every = results["every page"].requests
        for reader, result in results.items():
            late = [days for days in result.late if days]
            table.add_row(
                reader,
                f"{result.requests:,}",
                f"{result.requests / every:.0%}",
                str(len(result.late) + result.missed),
                f"{result.at_once:.1%}",
                f"{len(late)}, up to {max(late)}" if late else "0",
                str(result.missed),
            )
        out.print(table)


def sites() -> None:
    packed = SHARED / "real-sites"
    if not packed.is_dir():
        out.print(f"There is no {packed}: the real portals are left out.")
        return
    with tempfile.TemporaryDirectory(prefix="giaoban-bench-") as temporary, ReplicaServer() as server:
        folder = Path(temporary)
        for portal, dates in DATES.items():
            table = _table(portal, "state", "crawl", *COUNTS, "not found")
            home, today = folder / f"{portal}-home", None
            archive = Archive(home, server.url)
            for state in map(date.fromisoformat, dates):
                if today:
                    pass_days(home, (state - today).days - 1)
                today = state
                site = folder / f"{portal}-{state}"
                with tarfile.open(packed / f"{portal}-{state}.tar.xz") as files:
                    files.extractall(site, filter="data")
                server.serve_folder(f"{portal}.daknong.gov.vn", StaticSite(site))
                for crawl in ("new state", "at once again", "a day later"):
                    if crawl == "a day later":
                        pass_days(home, 1)
                    _add(table, str(state), crawl, archive.crawl(portal)["portals"][portal], "")
                fresh = Archive(folder / f"{portal}-{state}-fresh", server.url)
                told = fresh.crawl(portal)["portals"][portal]
                _add(table, str(state), "all, afresh", told, str(len(_articles(fresh) - _articles(archive))))
            out.print(table)


def _articles(archive: Archive) -> set[str]:
    return {url for (url,) in archive.sql("SELECT url FROM pages WHERE article_id NOT NULL")}


def _add(table: Table, state: str, crawl: str, told: Mapping[str, Any], missed: str) -> None:
    table.add_row(state, crawl, *(str(told[name] or "·") for name in COUNTS), missed)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(column, justify="left" if column in ("read", "state", "crawl") else "right")
    return table


if __name__ == "__main__":
    main()
