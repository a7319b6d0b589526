"""What a learned profile adds on pages with no rules: ``python -m tests.benchmarks.bench_profile``.

Three kinds of pages. The replica portals, whose truth is known. The same in disguise: class names and the words of
their furniture made unknown, so that nothing but its repetition gives it away. Whole real portals, where the text that
their rules give stands for the truth, with or without the profile; skipped where they are not beside the project.
"""

from __future__ import annotations

import argparse
import json
import re
import tarfile
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean, median

from lxml import html
from rich.console import Console
from rich.table import Table

from crawler.extract import NOTHING_LEARNED, Opened, Profile, extract, extract_opened, learn, open_page
from crawler.extract.boilerplate import furniture, heads_related
from crawler.extract.profile import mark
from crawler.portals import load_portals
from storage.records import Capture
from tests.replicas.content import load, truth
from tests.replicas.server import page_of
from tests.shared import SHARED

BATCH = 16  # pages learned from at once, as in a crawl
SEEN = datetime(2026, 5, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Portal:
    """Captures of one portal, and the paragraphs of each that is an article."""

    name: str
    captures: Sequence[Capture]
    wanted: Sequence[Sequence[str] | None]


@dataclass(frozen=True, slots=True)
class Score:
    """Body F1 of four-word shingles (mean precision and recall), pages whose paragraphs are exactly those wanted, and
    lines that are none of the article or are missing, over all pages."""

    f1: float
    exact: float
    foreign: int
    missing: int


@dataclass(frozen=True, slots=True)
class Result:
    """``articles`` were compared of ``pages`` learned from; milliseconds are medians a page."""

    name: str
    pages: int
    articles: int
    without: Score
    with_profile: Score
    kilobytes: float
    learn_ms: float
    ask_ms: float
    extract_ms: float


def main() -> None:
    arguments = argparse.ArgumentParser(description="What a learned profile adds on pages with no rules.")
    arguments.add_argument("--json", action="store_true", help="print the figures as JSON")
    as_json = arguments.parse_args().json
    results = [measure(portal) for portal in (*replicas(), *replicas(disguised=True), *real_portals())]
    print(json.dumps([asdict(result) for result in results], indent=2)) if as_json else _print(results)


def measure(portal: Portal) -> Result:
    profile, learn_ms = _learn(portal.captures)
    without, with_profile, ask_ms, extract_ms = [], [], [], []
    for capture in portal.captures:
        without.append(_paragraphs(open_page(capture), NOTHING_LEARNED))
        opened = open_page(capture)
        if opened.page:
            started = time.process_time()
            mark(opened.page, profile)
            ask_ms.append(1000 * (time.process_time() - started))
        started = time.process_time()
        extract(capture, (), profile)
        extract_ms.append(1000 * (time.process_time() - started))
        with_profile.append(_paragraphs(open_page(capture), profile))
    return Result(
        name=portal.name,
        pages=len(portal.captures),
        articles=sum(wanted is not None for wanted in portal.wanted),
        without=score(portal.wanted, without),
        with_profile=score(portal.wanted, with_profile),
        kilobytes=len(json.dumps(profile.as_json())) / 1000,
        learn_ms=median(learn_ms),
        ask_ms=median(ask_ms),
        extract_ms=median(extract_ms),
    )


def replicas(disguised: bool = False) -> Iterator[Portal]:
    for name, content in load().items():
        captures, wanted = [], []
        for article in content.articles:
            page = page_of(name, article)
            captures.append(_captured(disguise(page) if disguised else page, f"http://{content.host}/{article.number}"))
            wanted.append([block[1] for block in truth(article).blocks] or None)
        yield Portal(f"{name}, disguised" if disguised else name, captures, wanted)


def real_portals() -> Iterator[Portal]:
    sites = SHARED / "real-sites"
    if not sites.exists():
        Console(stderr=True).print("real-sites is not beside the project: the real portals are skipped.")
        return
    known = load_portals()
    for packed in sorted(sites.glob("*.tar.xz")):
        name = packed.name.removesuffix(".tar.xz")
        rules = known[name.partition("-")[0]]
        with tempfile.TemporaryDirectory() as folder, tarfile.open(packed) as archive:
            archive.extractall(folder, filter="data")
            captures = [
                _captured(file.read_bytes(), f"http://{rules.host}/{file.parent.relative_to(folder)}/")
                for file in sorted(Path(folder).rglob("index.html"))
            ]
        read = [extract(capture, rules.rules) for capture in captures]
        yield Portal(name, captures, [None if a.not_article else [b.text for b in a.blocks] for a in read])


def disguise(page: bytes) -> bytes:
    """The page with class names, ids and the words of furniture that no list and no rule knows."""
    root = html.fromstring(page.decode())
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "title"):
            continue
        for name in ("class", "id"):
            if value := element.get(name):
                element.set(name, " ".join(f"k{zlib.crc32(part.encode()):x}" for part in value.split()))
        element.text, element.tail = _backwards(element.text), _backwards(element.tail)
    return html.tostring(root, encoding="utf-8", doctype="<!DOCTYPE html>")


def _backwards(text: str | None) -> str | None:
    """Furniture with its words spelt backwards; other text as it is."""
    line = " ".join((text or "").split())
    if text and (furniture(line) or heads_related(line)):
        return re.sub(r"[^\W\d_]+", lambda word: word[0][::-1], text)
    return text


def score(wanted: Sequence[Sequence[str] | None], got: Sequence[Sequence[str]]) -> Score:
    precision, recall, exact = [], [], []
    foreign = missing = 0
    for told, read in zip(wanted, got, strict=True):
        if told is None:
            continue
        ours, theirs = shingles("\n".join(read)), shingles("\n".join(told))
        hit = (ours & theirs).total()
        if ours:
            precision.append(hit / ours.total())
        if theirs:
            recall.append(hit / theirs.total())
        foreign += (Counter(read) - Counter(told)).total()
        missing += (Counter(told) - Counter(read)).total()
        exact.append(list(told) == list(read))
    p, r = mean(precision), mean(recall)
    return Score(round(2 * p * r / (p + r), 4), round(mean(exact), 3), foreign, missing)


def shingles(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[i : i + size]) for i in range(max(1, len(words) - size + 1)) if words)


def _learn(captures: Sequence[Capture]) -> tuple[Profile, list[float]]:
    """The profile of a portal, and the milliseconds that each page took."""
    profile, spent = NOTHING_LEARNED, []
    for start in range(0, len(captures), BATCH):
        pages = [opened.page for opened in map(open_page, captures[start : start + BATCH]) if opened.page]
        started = time.process_time()
        profile = learn(profile, pages)
        spent += [1000 * (time.process_time() - started) / max(1, len(pages))] * len(pages)
    return profile, spent


def _paragraphs(opened: Opened, profile: Profile) -> list[str]:
    article = extract_opened(opened, profile)
    return [] if article.not_article else [block.text for block in article.blocks]


def _captured(page: bytes, url: str) -> Capture:
    return Capture("", url, url, SEEN, 200, (("Content-Type", "text/html; charset=utf-8"),), page)


def _print(results: Sequence[Result]) -> None:
    table = Table(title="Pages with no rules: without a profile → with one", title_justify="left")
    table.add_column("portal")
    for heading in ("articles", "F1", "exact", "foreign lines", "missing lines", "KB", "learn ms", "ask ms", "all ms"):
        table.add_column(heading, justify="right")
    for result in results:
        before, after = result.without, result.with_profile
        table.add_row(
            result.name,
            f"{result.articles} of {result.pages}",
            f"{before.f1:.4f} → {after.f1:.4f}",
            f"{before.exact:.2f} → {after.exact:.2f}",
            f"{before.foreign} → {after.foreign}",
            f"{before.missing} → {after.missing}",
            f"{result.kilobytes:.1f}",
            f"{result.learn_ms:.2f}",
            f"{result.ask_ms:.2f}",
            f"{result.extract_ms:.1f}",
        )
    Console(width=150).print(table)


if __name__ == "__main__":
    main()
