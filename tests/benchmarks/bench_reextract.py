"""Stored captures read again: ``python -m tests.benchmarks.bench_reextract`` (``make bench-reextract``).

An archive of the five replica portals is crawled over loopback, its captures are multiplied in WARC files of our own to
some thousand, and read again: giaoban with one process and with two, as `giaoban reextract --all` does, rows corrected
and all; beside it trafilatura (with metadata) over the same captures out of the same files by the same reader
(`storage.warc.read`), its text kept nowhere. Wall clock: what an operator waits for.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import TemporaryDirectory

from crawler.archiving import Archiving, Job
from crawler.extract import VERSION
from crawler.reextract import Wanted, reextract, rules_of
from storage import warc, warcfile
from storage.records import Capture, CaptureRef
from storage.warc import WarcWriter
from tests.benchmarks.machine import machine
from tests.crawler.conftest import REPLICAS, Archive
from tests.replicas.server import ReplicaServer

CAPTURES = 2000
CHUNK = 32


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--captures", type=int, default=CAPTURES, help="how many to read (default %(default)s)")
    captures = parser.parse_args().captures
    logging.disable(logging.CRITICAL)
    print(machine())
    with TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        weight = make(home, _crawled(Path(folder)), captures)
        refs = [ref for ref, _ in warcfile.iterate(home / "warc")]
        print(f"{len(refs)} captures of {weight / len(refs) / 1000:.0f} KB each")
        for jobs in (1, 2):
            _tell(f"giaoban {VERSION}, reextract --all", jobs, len(refs), partial(_ours, home, jobs))
        for jobs in (1, 2):
            _tell(f"trafilatura {_version()}", jobs, len(refs), partial(_theirs, home / "warc", refs, jobs))


def make(home: Path, seeds: Sequence[Capture], number: int) -> int:
    """An archive of so many captures, each of a page of its own; returns how many bytes they are."""
    archiving, weight = Archiving(home), 0
    with WarcWriter(home / "warc") as writer:
        for start in range(0, number, CHUNK):
            jobs = []
            for n in range(start, min(number, start + CHUNK)):
                seed = seeds[n % len(seeds)]
                page = f"{seed.page}?n={n}" if n >= len(seeds) else seed.page
                # Another text on each: the copies are articles of their own.
                body = seed.body.replace(b"</p>", f" Bản số {n}.</p>".encode(), 1)
                capture = replace(seed, page=page, url=page, body=body)
                weight += len(body)
                jobs.append(Job(capture, writer.write(capture), rules_of(seed.portal)))
            archiving.archive(jobs)
    archiving.store.close()
    return weight


def _crawled(folder: Path) -> list[Capture]:
    with ReplicaServer() as server:
        archive = Archive(folder / "crawled", server.url)
        archive.crawl(*REPLICAS)
    return [capture for _, capture in warcfile.iterate(archive.home / "warc")]


def _tell(name: str, jobs: int, captures: int, run: Callable[[], None]) -> None:
    started = time.perf_counter()
    try:
        run()
    except ImportError:
        print(f"{name:40} not installed")
        return
    seconds = time.perf_counter() - started
    print(f"{name:40} {jobs} process{'es' if jobs > 1 else '  '} {captures / seconds:8.0f} captures a second")


def _ours(home: Path, jobs: int) -> None:
    report = reextract(
        home, Wanted((), every=True, jobs=jobs), progress=_nothing, changed=_nothing, stop=threading.Event()
    )
    assert report.exit_code == 0, report


def _nothing(*_: object) -> None:
    return None


def _theirs(folder: Path, refs: Sequence[CaptureRef], jobs: int) -> None:
    import trafilatura  # noqa: F401, PLC0415  the peers are not installed everywhere

    chunks = [refs[start : start + CHUNK] for start in range(0, len(refs), CHUNK)]
    if jobs == 1:
        for chunk in chunks:
            _read_by_trafilatura(folder, chunk)
        return
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as pool:
        list(pool.map(partial(_read_by_trafilatura, folder), chunks))


def _read_by_trafilatura(folder: Path, refs: Sequence[CaptureRef]) -> int:
    from trafilatura import bare_extraction  # noqa: PLC0415

    found = 0
    for ref in refs:
        capture = warc.read(folder, ref)
        found += bare_extraction(capture.body, url=capture.url, include_comments=False, with_metadata=True) is not None
    return found


def _version() -> str:
    try:
        return version("trafilatura")
    except PackageNotFoundError:
        return ""


if __name__ == "__main__":
    main()
