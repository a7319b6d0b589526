"""The archive at size: ``python -m tests.benchmarks.bench_archive``, its peers on the same texts in the same run.

Synthetic articles (``synthetic``), with deduplication, near-duplicates and search index: ten thousand at a time are
saved to an archive of their own by this process alone, as a crawl or a rebuild saves them, and that archive is imported
into one that grows, as ``giaoban import`` does it. Making them is not timed. Then, of the large archive: which of the
planted near-duplicates were found and what was taken for one by mistake, how long answers take, and how large the file
is beside the text in it.
"""

from __future__ import annotations

import argparse
import json
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from statistics import median

from rensa import RMinHash, RMinHashLSH
from rich.console import Console
from rich.table import Table

from crawler.cli.long import cores
from crawler.processes import Helper
from storage.indexed import index_text
from storage.merging.from_archive import open_archive_source
from storage.merging.merge import Folders, merge
from storage.similarity import SHINGLE_WORDS, jaccard, shingles
from storage.store import Store
from tests.benchmarks.bench_archive_search import Figure, search_figures
from tests.benchmarks.machine import machine
from tests.benchmarks.synthetic import PORTALS, Synthetic, synthetic

TEN_THOUSAND, HUNDRED_THOUSAND, MILLION = 10_000, 100_000, 1_000_000
SIZES = (16, 2000)  # articles in a transaction, as a crawl saves them (``crawler.pipelines.BATCH``), and many at once
ASKED = 11  # times the front page
PART = "part.db"
PLANTED = 0.8  # pairs of this Jaccard and more count as planted


@dataclass(frozen=True, slots=True)
class Mark:
    """How the filling went up to a number of articles: those imported a second since the last mark; those saved a
    second to the archives that they came from, which had none before; memory in MB."""

    articles: int
    imported: float
    saved: float
    memory: float


@dataclass(frozen=True, slots=True)
class Found:
    """Planted near-duplicates found, and articles that were put into a story with one that they do not copy."""

    planted: int
    found: int
    alike: int
    false: int


@dataclass(frozen=True, slots=True)
class Peer:
    """What another way of doing a part of it takes on the same texts: ``recall`` where it finds near-duplicates."""

    name: str
    articles: int
    rate: float
    recall: float | None = None


@dataclass(slots=True)
class Figures:
    machine: str
    articles: int
    marks: list[Mark] = field(default_factory=list)
    saved: dict[int, float] = field(default_factory=dict)
    found: Found | None = None
    ratio: float = 0.0
    parts: dict[str, float] = field(default_factory=dict)
    search: list[Figure] = field(default_factory=list)
    front_page: float | None = None
    peers: list[Peer] = field(default_factory=list)


def main() -> None:
    arguments = _parser().parse_args()
    count = MILLION if arguments.million else arguments.articles
    figures = Figures(machine(), count)
    with tempfile.TemporaryDirectory() as temporary:
        path = (arguments.keep or Path(temporary)) / "articles.db"
        for size_of_batch in SIZES:
            figures.saved[size_of_batch] = saved(range(min(count, TEN_THOUSAND)), Path(temporary), size_of_batch)
        for mark in fill(path, count, Path(temporary)):
            figures.marks.append(mark)
            print(f"{mark.articles:,}: {mark.imported:,.0f} a second imported", file=sys.stderr)
        with Store(path) as store:
            figures.found = near_duplicates(store.connection, min(count, HUNDRED_THOUSAND))
            figures.ratio, figures.parts = size(store)
            figures.search = search_figures(store.connection)
        figures.front_page = front_page(path.parent)
    figures.peers = peers(min(count, TEN_THOUSAND))
    if arguments.json:
        print(json.dumps(asdict(figures), ensure_ascii=False))
    else:
        _print(Console(width=None if Console().is_terminal else 120), figures)


def fill(path: Path, count: int, folder: Path) -> Iterator[Mark]:
    """Imports so many articles into the archive at ``path``, ten thousand at a time, which are saved to one in
    ``folder`` before; a mark every ten thousand, from a hundred thousand on every hundred thousand."""
    importing = saving = 0.0
    marked = 0
    for first in range(0, count, TEN_THOUSAND):
        numbers = range(first, min(first + TEN_THOUSAND, count))
        saving += len(numbers) / saved(numbers, folder)
        start = time.perf_counter()
        with (
            open_archive_source(folder / PART) as source,
            Store(path) as store,
            Helper(index_text) if cores() > 1 else nullcontext() as helper,
        ):
            merge(store, source, Folders(path.parent), helper=helper)
        importing += time.perf_counter() - start
        done = numbers.stop
        if done >= count or done - marked >= _step(done):
            yield Mark(done, (done - marked) / importing, (done - marked) / saving, memory())
            importing, saving, marked = 0.0, 0.0, done


def saved(numbers: range, folder: Path, size: int = SIZES[-1]) -> float:
    """Saves these articles to a new archive in a folder, so many in a transaction; returns how many a second."""
    for left in folder.glob(f"{PART}*"):
        left.unlink()
    seconds = 0.0
    with Store(folder / PART) as store:
        for name in PORTALS:
            store.save_portal(name, host=f"{name}.example", at=synthetic(0).capture.fetched_at)
        for first in range(numbers.start, numbers.stop, size):
            batch = [synthetic(number) for number in range(first, min(first + size, numbers.stop))]
            start = time.perf_counter()
            with store.batch():
                for one in batch:
                    store.save(one.capture, one.article, one.ref)
            seconds += time.perf_counter() - start
    return len(numbers) / seconds


def near_duplicates(connection: sqlite3.Connection, count: int) -> Found:
    """How the first so many articles were told apart; a story of an article and its copies is a true one."""
    # Two copies of an article made the same way are one text; without a story an article is one by itself.
    told = connection.execute(
        "SELECT pages.id - 1, coalesce(story_id, -articles.id) FROM pages JOIN articles ON articles.id = article_id "
        "WHERE pages.id <= ?",
        [count],
    )
    stories: dict[int, int] = dict(told.fetchall())
    planted = found = 0
    origin = {}
    for number in range(count):
        one = synthetic(number)
        origin[number] = number if one.copy_of is None else one.copy_of
        if one.copy_of is not None and _likeness(one, synthetic(one.copy_of)) >= PLANTED:
            planted += 1
            found += stories[number] == stories[one.copy_of]
    members: dict[int, set[int]] = {}
    for number, story in stories.items():
        members.setdefault(story, set()).add(origin[number])
    false = sum(len(origins) for origins in members.values() if len(origins) > 1)
    alike = sum(synthetic(number).series is not None for number in range(count))
    return Found(planted, found, alike, false)


def size(store: Store) -> tuple[float, dict[str, float]]:
    """The file beside the text it holds (UTF-8 of titles and bodies), and what the largest parts of it take."""
    store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    [text] = store.connection.execute(
        "SELECT sum(length(CAST(title AS BLOB)) + length(CAST(body AS BLOB))) FROM articles"
    ).fetchone()
    parts = store.connection.execute(
        "SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY sum(pgsize) DESC LIMIT 8"
    )
    return store.path.stat().st_size / text, {name: taken / text for name, taken in parts}


def front_page(home: Path) -> float | None:
    """Milliseconds until the first page of `giaoban serve` is there, over HTTP, in the median; None where it is not
    installed."""
    command = [sys.executable, "-m", "crawler.cli.main", "serve", "--home", str(home), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            told = re.search(r"http://\S+", server.stdout.readline())
            if told is None:
                return None
            taken = []
            for _ in range(ASKED):
                start = time.perf_counter()
                with urllib.request.urlopen(told[0]) as answer:
                    answer.read()
                taken.append(time.perf_counter() - start)
        finally:
            server.terminate()
    return 1000 * median(taken)


def memory() -> float:
    """What this process holds now, in MB; 0 where the system does not say."""
    try:
        told = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return int(told.split("VmRSS:")[1].split()[0]) / 1024


def peers(count: int) -> list[Peer]:
    """Parts of the job as others do them, on the first so many articles: all in memory but the first."""
    texts = [synthetic(number) for number in range(count)]
    pairs = [
        (number, one.copy_of)
        for number, one in enumerate(texts)
        if one.copy_of is not None and _likeness(one, texts[one.copy_of]) >= PLANTED
    ]
    measured = [_bare_insert(texts), _rensa(texts, pairs)]
    try:
        measured.append(_datasketch(texts[: count // 4], [pair for pair in pairs if pair[0] < count // 4]))
    except ImportError:
        measured.append(Peer("datasketch: not installed (make bench-archive installs it)", 0, 0.0))
    return measured


def _bare_insert(texts: Sequence[Synthetic]) -> Peer:
    """A table of titles and bodies with an external-content index, and nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder) / "bare.db", isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("CREATE TABLE articles (id INTEGER PRIMARY KEY, title TEXT, body TEXT)")
        connection.execute(
            "CREATE VIRTUAL TABLE found USING fts5 (title, body, content = 'articles', content_rowid = 'id', "
            "tokenize = 'unicode61 remove_diacritics 2')"
        )
        start = time.perf_counter()
        for first in range(0, len(texts), SIZES[-1]):
            connection.execute("BEGIN")
            for number, one in enumerate(texts[first : first + SIZES[-1]], first):
                row = (number, one.article.title, one.article.text)
                connection.execute("INSERT INTO articles VALUES (?, ?, ?)", row)
                connection.execute("INSERT INTO found (rowid, title, body) VALUES (?, ?, ?)", row)
            connection.execute("COMMIT")
        seconds = time.perf_counter() - start
        connection.close()
    return Peer("bare SQLite, text and index only", len(texts), len(texts) / seconds)


def _rensa(texts: Sequence[Synthetic], pairs: Sequence[tuple[int, int]]) -> Peer:
    index = RMinHashLSH(threshold=0.7, num_perm=128, num_bands=32)
    sketches = []
    start = time.perf_counter()
    for number, one in enumerate(texts):
        sketch = RMinHash(num_perm=128, seed=42)
        sketch.update(_runs_of_words(one.article.text))
        index.query(sketch)
        index.insert(number, sketch)
        sketches.append(sketch)
    seconds = time.perf_counter() - start
    found = sum(original in index.query(sketches[copy]) for copy, original in pairs)
    return Peer(f"rensa {version('rensa')}, MinHash and LSH", len(texts), len(texts) / seconds, found / len(pairs))


def _datasketch(texts: Sequence[Synthetic], pairs: Sequence[tuple[int, int]]) -> Peer:
    from datasketch import MinHash, MinHashLSH  # noqa: PLC0415 - a peer, of .venv-peers

    index = MinHashLSH(threshold=0.7, num_perm=128)
    sketches = []
    start = time.perf_counter()
    for number, one in enumerate(texts):
        sketch = MinHash(num_perm=128)
        sketch.update_batch(_runs_of_words(one.article.text))
        index.query(sketch)
        index.insert(str(number), sketch)
        sketches.append(sketch)
    seconds = time.perf_counter() - start
    found = sum(str(original) in index.query(sketches[copy]) for copy, original in pairs)
    name = f"datasketch {version('datasketch')}, MinHash and LSH"
    return Peer(name, len(texts), len(texts) / seconds, found / len(pairs))


def _runs_of_words(text: str) -> list[bytes]:
    """The five-word shingles of a text, as those who have no numbers for them make them."""
    words = text.lower().encode().split()
    return list(set(map(b" ".join, zip(*(words[start:] for start in range(SHINGLE_WORDS)), strict=False))))


def _likeness(one: Synthetic, other: Synthetic) -> float:
    return jaccard(shingles(one.article.text), shingles(other.article.text))


def _step(done: int) -> int:
    return TEN_THOUSAND if done <= HUNDRED_THOUSAND else HUNDRED_THOUSAND


def _print(console: Console, figures: Figures) -> None:
    console.print(f"{figures.articles:,} articles; {figures.machine}", soft_wrap=True)
    for size_of_batch, rate in figures.saved.items():
        console.print(f"Saved by this process alone, {size_of_batch} in a transaction: {rate:,.0f} a second")
    table = Table("articles", "imported a second", "saved a second", "memory, MB", title="Text, dedup, near-dup, index")
    for mark in figures.marks:
        table.add_row(f"{mark.articles:,}", f"{mark.imported:,.0f}", f"{mark.saved:,.0f}", f"{mark.memory:.0f}")
    console.print(table)
    if found := figures.found:
        console.print(
            f"Near-duplicates: {found.found} of {found.planted} planted pairs found "
            f"({found.found / max(1, found.planted):.2%}, aim 99.5 %); {found.false} of {found.alike} look-alikes in a "
            f"false story ({found.false / max(1, found.alike):.3%}, aim under 0.1 %)",
            soft_wrap=True,
        )
    parts = ", ".join(f"{name} {taken:.2f}" for name, taken in figures.parts.items())
    console.print(f"Size: {figures.ratio:.2f} times the text (aim 2.2): {parts}", soft_wrap=True)
    table = Table("answer", "ms, median", "of processor time", "slowest query", title="Asking")
    for asked in figures.search:
        table.add_row(asked.name, f"{asked.median:.1f}", f"{asked.processor:.1f}", f"{asked.slowest:.1f}")
    console.print(table)
    if figures.front_page is not None:
        console.print(f"Front page of serve: {figures.front_page:.0f} ms (aim 200)")
    table = Table("peer", "articles", "a second", "recall", title="Parts of it, as others do them")
    for peer in figures.peers:
        recall = "" if peer.recall is None else f"{peer.recall:.3f}"
        table.add_row(peer.name, f"{peer.articles:,}", f"{peer.rate:,.0f}", recall)
    console.print(table)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=HUNDRED_THOUSAND)
    parser.add_argument("--million", action="store_true", help="a million of them: an hour, and 8 GB of disk")
    parser.add_argument("--keep", type=Path, help="make the archive in this folder, and leave it there")
    parser.add_argument("--json", action="store_true")
    return parser


if __name__ == "__main__":
    main()
