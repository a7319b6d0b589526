"""giaoban's extraction against its peers: ``python -m tests.benchmarks.bench_extract`` (``make bench-extract``).

One process, the same pages, CPU time. The systems take turns: each reads the whole corpus, as a crawl or a
re-extraction would, in three rounds that another begins each time; a page's time is the median of its three, so that
whatever else the machine does hits all alike. giaoban starts from bytes and gives the whole article, with no rules;
what the peers are given is told in ``peers``. A peer that is not installed has a row that says so.
"""

from __future__ import annotations

import argparse
import gc
import json
import logging
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from statistics import mean, median

from rich.console import Console
from rich.table import Table

from tests.benchmarks import corpora, peers
from tests.benchmarks.corpora import Corpus, Page, PortalScore
from tests.benchmarks.machine import machine
from tests.benchmarks.peers import OURS, YARDSTICK, System

# The aims on article-bodies; everywhere: above every peer.
AIM_F1 = 0.975
AIM_MS = 5.0
AIM_SPEED = 6.0  # times as fast as the yardstick

ROUNDS = 3

# One page with its body once, twice …: from what a real page weighs to far more than any does.
SCALING_BYTES = 60_000
SCALING = (1, 2, 4, 8, 16, 32, 64)
SCALING_RUNS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """What a system measured on a corpus; ``scores`` is empty where it gives no text, ``ms`` where it did not run."""

    name: str
    version: str
    missing: str
    scores: Mapping[str, float]
    ms: Sequence[float]
    failures: int = 0

    @property
    def median_ms(self) -> float:
        return median(self.ms)


def main() -> None:
    arguments = _parser().parse_args()
    logging.disable(logging.CRITICAL)  # the peers' complaints about pages
    before = machine()
    found = {name: corpus for name in corpora.NAMES if (corpus := corpora.load(name))}
    absent = [name for name in corpora.NAMES if name not in found]
    articles = [_first(found[name], arguments.pages) for name in corpora.ARTICLES if name in found]
    tables = {corpus.name: measure(corpus, peers.systems()) for corpus in articles}
    portal = measure_portal(found[corpora.PORTAL]) if corpora.PORTAL in found else {}
    growth = measure_growth(_page_for_growth(found[corpora.ARTICLES[0]])) if corpora.ARTICLES[0] in found else []
    if arguments.json:
        rows = {name: [asdict(row) | {"ms": list(row.ms)} for row in rows] for name, rows in tables.items()}
        scores = {name: asdict(score) for name, score in portal.items()}
        result = {"machine": before, "absent": absent, "articles": rows, "portal": scores, "growth": growth}
        print(json.dumps(result, indent=2))
        return
    # A table cut to the 80 columns of no terminal would be no table.
    console = Console() if Console().is_terminal else Console(width=120)
    for corpus in articles:
        _print_articles(console, corpus, tables[corpus.name])
    if portal:
        _print_portal(console, portal)
    if growth:
        _print_growth(console, growth)
    for name in absent:
        console.print(
            f"{name} is not beside the project, so it was not measured: {corpora.folder(name)}", soft_wrap=True
        )
    if found:
        console.print(f"Measured on {before}.", soft_wrap=True)


# -- measuring ------------------------------------------------------------------------------------------


def measure(corpus: Corpus, systems: Sequence[System]) -> list[Row]:
    """Every system on every page of a corpus of articles."""
    texts: dict[str, dict[str, str]] = {system.name: {} for system in systems}
    rounds: dict[str, list[list[float]]] = {system.name: [] for system in systems}
    failures = dict.fromkeys(texts, 0)
    runs = [(system.name, system.run) for system in systems if system.run]
    for _, run in runs:
        _timed(run, corpus.pages[0])
    for turn in range(ROUNDS):
        for name, run in runs[turn:] + runs[:turn]:
            gc.collect()  # the garbage of the one before is not this one's work
            gc.freeze()  # what is loaded by now is nobody's garbage
            answers = [_timed(run, page) for page in corpus.pages]
            gc.unfreeze()
            rounds[name].append([ms for ms, _, _ in answers])
            failures[name] = sum(failed for _, _, failed in answers)
            texts[name] = {p.name: t for p, (_, t, _) in zip(corpus.pages, answers, strict=True) if t is not None}
    times = {name: [median(page) for page in zip(*runs, strict=True)] for name, runs in rounds.items()}
    return [
        Row(
            name=system.name,
            version=system.version,
            missing=system.missing,
            scores=corpora.score_bodies(corpus, texts[system.name]) if texts[system.name] else {},
            ms=times[system.name],
            failures=failures[system.name],
        )
        for system in systems
    ]


def measure_portal(corpus: Corpus) -> dict[str, PortalScore]:
    """Whole articles of a real portal: giaoban with rules and without, and the best peer."""
    scores = {f"giaoban, {how}": score for how, score in corpora.measure_portal(corpus).items()}
    if peer := peers.portal_answer():
        answers = {page.name: peer(page) for page in corpus.pages}
        scores["trafilatura, favor_precision"] = corpora.score_portal(corpus, answers, days_only=True)
    return scores


def measure_growth(page: Page) -> list[dict[str, float]]:
    """The time that a page takes with its body once, twice …; linear where ms per KB stays what it was."""
    return [_growth(replace(page, html=html)) for html in _repeated(page.html)]


def _growth(page: Page) -> dict[str, float]:
    size = len(page.html) / 1000
    ms = median(_timed(lambda page, _: corpora.read(page).text, page)[0] for _ in range(SCALING_RUNS))
    return {"kb": size, "ms": ms, "ms_per_kb": ms / size}


def _repeated(html: bytes) -> Iterator[bytes]:
    match = re.fullmatch(rb"(.*<body\b[^>]*>)(.*)(</body.*)", html, re.DOTALL | re.IGNORECASE)
    assert match, "a page with a body was chosen"
    return (match[1] + match[2] * times + match[3] for times in SCALING)


def _page_for_growth(corpus: Corpus) -> Page:
    whole = [page for page in corpus.pages if re.search(rb"<body\b.*</body", page.html, re.DOTALL | re.IGNORECASE)]
    return min(whole, key=lambda page: abs(len(page.html) - SCALING_BYTES))


def _timed(run: peers.Run, page: Page) -> tuple[float, str | None, bool]:
    """CPU milliseconds, the text, and whether it raised (then the text is empty)."""
    html = page.html.decode(errors="replace")
    started = time.process_time()
    try:
        text, failed = run(page, html), False
    except Exception:  # whatever a peer raises is its answer
        text, failed = "", True
    return 1000 * (time.process_time() - started), text, failed


def _first(corpus: Corpus, pages: int | None) -> Corpus:
    return replace(corpus, pages=corpus.pages[:pages])


# -- printing -------------------------------------------------------------------------------------------


def _print_articles(console: Console, corpus: Corpus, rows: Sequence[Row]) -> None:
    table = _table(f"{corpus.name}: {len(corpus.pages)} pages", "version")
    for heading in ("F1", "precision", "recall", "exact", "ms, median", "ms, mean", "speed"):
        table.add_column(heading, justify="right")
    yardstick = next((row.median_ms for row in rows if row.name == YARDSTICK and row.ms), None)
    for row in rows:
        if row.missing:
            table.add_row(row.name, row.missing)
            continue
        scores = [f"{row.scores[key]:.4f}" if row.scores else "" for key in ("f1", "precision", "recall", "exact")]
        speed = f"{yardstick / row.median_ms:.1f}" if yardstick else ""
        table.add_row(row.name, row.version, *scores, f"{row.median_ms:.2f}", f"{mean(row.ms):.2f}", speed)
    console.print(table)
    console.print(f"ms: CPU time of a page. speed: times as fast as {YARDSTICK}.")
    for row in rows:
        if row.failures:
            console.print(f"{row.name} failed on {row.failures} of the pages.")
    for line in _conclusion(corpus, rows):
        console.print(line, soft_wrap=True)
    console.print()


def _conclusion(corpus: Corpus, rows: Sequence[Row]) -> Iterator[str]:
    ours = next(row for row in rows if row.name == OURS)
    others = [row for row in rows if row.scores and row is not ours]
    aimed = corpus.name == corpora.ARTICLES[0]
    if others:
        best = max(others, key=lambda row: row.scores["f1"])
        aim = f", and {AIM_F1}" if aimed else ""
        yield f"F1 {ours.scores['f1']:.4f}; to be above {best.scores['f1']:.4f} ({best.name}){aim}."
    yardstick = next((row for row in others if row.name == YARDSTICK), None)
    if yardstick and aimed:
        ratio = yardstick.median_ms / ours.median_ms
        yield f"{ratio:.1f} times as fast as {YARDSTICK} (aim: {AIM_SPEED:.0f})."
        yield f"{ours.median_ms:.2f} ms a page in the median (aim: at most {AIM_MS:.0f})."


def _print_portal(console: Console, scores: Mapping[str, PortalScore]) -> None:
    pages = next(iter(scores.values())).pages
    table = _table(f"{corpora.PORTAL}: {pages} real pages of portals")
    for heading in ("F1 of body words", "title exact", "date exact", "byline exact", "boilerplate in bodies"):
        table.add_column(heading, justify="right")
    for name, score in scores.items():
        exact = (f"{count}/{pages}" for count in (score.titles, score.dates, score.bylines))
        table.add_row(name, f"{score.words:.4f}", *exact, f"{score.unwanted} on {pages - score.clean} pages")
    console.print(table)
    console.print(
        "trafilatura gives no time: its date is exact where the day is. To say none is exact where there is none."
    )
    console.print()


def _print_growth(console: Console, growth: Sequence[Mapping[str, float]]) -> None:
    table = Table(title="giaoban, one page with its body repeated", title_justify="left")
    for heading in ("times", "KB", "ms, median", "ms per KB"):
        table.add_column(heading, justify="right")
    for times, figures in zip(SCALING, growth, strict=True):
        cells = f"{figures['kb']:,.0f}", f"{figures['ms']:.1f}", f"{figures['ms_per_kb']:.4f}"
        table.add_row(str(times), *cells)
    console.print(table)
    console.print()


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left")
    for column in ("", *columns):
        table.add_column(column, no_wrap=True)
    return table


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.bench_extract", description="giaoban's extraction against its peers."
    )
    parser.add_argument("--pages", type=int, help="only the first so many pages of each corpus of articles")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    return parser


if __name__ == "__main__":
    main()
