"""How long a search takes in a large archive, beside plain bm25 over all hits and plain newest first.

Run by `bench_archive` on the archive that it made; or by itself on any: `python -m
tests.benchmarks.bench_archive_search articles.db`.
"""

from __future__ import annotations

import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from storage.query import fts_expression, parse
from storage.schema import open_database
from storage.search import Filters, facets, search

TIMES = 15
PORTAL = Filters(portal="huyen07")
DAYS = Filters(since=date(2015, 1, 20), until=date(2015, 2, 10))

# Words of `synthetic`: what stands in most of its articles, with marks, without, and together; what some twenty have.
COMMON = ("hội", "hoi nghi", "văn hóa", "hoi nghi giao ban dong chi", "khen thuong OR tuyen truyen", "ke hoach OR y te")
RARE = ('"Khuổi Luổi"', '"thệp qén"', '"Bông Xinh"', '"chen chy"')


@dataclass(frozen=True, slots=True)
class Figure:
    """Milliseconds of a kind of query: the median over several of them; of processor time, which a busy machine does
    not change, likewise; and the median of the slowest query."""

    name: str
    median: float
    processor: float
    slowest: float


def search_figures(connection: sqlite3.Connection) -> list[Figure]:
    """The figures of an archive of `synthetic` articles."""
    common = [(query, Filters()) for query in COMMON]
    return [
        _figure("common words, top 20", common, lambda query, filters: search(connection, query, filters=filters)),
        _figure(
            "rare words, top 20",
            [(query, Filters()) for query in RARE],
            lambda query, filters: search(connection, query, filters=filters),
        ),
        _figure(
            "common phrase, top 20",
            [(f'"{query}"', Filters()) for query in ("hội nghị", "nhan dan", "văn hóa xã hội")],
            lambda query, filters: search(connection, query, filters=filters),
        ),
        _figure(
            "common words, one portal or three weeks",
            [(query, filters) for query in COMMON[:3] for filters in (PORTAL, DAYS)],
            lambda query, filters: search(connection, query, filters=filters),
        ),
        _figure(
            "common words, newest first",
            common,
            lambda query, filters: search(connection, query, filters=filters, newest=True),
        ),
        _figure("counts of common words", common, lambda query, filters: facets(connection, query, filters)),
        _figure("plain bm25 over all hits", common, lambda query, _: _plain(connection, query, "rank")),
        _figure("plain newest rowid first", common, lambda query, _: _plain(connection, query, "rowid DESC")),
    ]


def _figure(name: str, asked: list[tuple[str, Filters]], ask: Callable[[str, Filters], object]) -> Figure:
    taken = [_medians(partial(ask, query, filters)) for query, filters in asked]
    walls, processors = zip(*taken, strict=True)
    return Figure(name, statistics.median(walls), statistics.median(processors), max(walls))


def _medians(ask: Callable[[], object]) -> tuple[float, float]:
    ask()
    taken = []
    for _ in range(TIMES):
        wall, processor = time.perf_counter(), time.process_time()
        ask()
        taken.append((time.perf_counter() - wall, time.process_time() - processor))
    walls, processors = zip(*taken, strict=True)
    return statistics.median(walls) * 1000, statistics.median(processors) * 1000


def _plain(connection: sqlite3.Connection, query: str, order: str) -> list[sqlite3.Row]:
    statement = f"SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? ORDER BY {order} LIMIT 20"
    return connection.execute(statement, [fts_expression(parse(query))]).fetchall()


def main() -> None:
    connection = open_database(Path(sys.argv[1]), readonly=True)
    for figure in search_figures(connection):
        print(
            f"{figure.name:<42} median {figure.median:7.2f} ms   processor {figure.processor:7.2f} ms"
            f"   slowest {figure.slowest:7.2f} ms"
        )


if __name__ == "__main__":
    main()
