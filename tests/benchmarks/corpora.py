"""The pages that extraction is measured on, and how an answer is scored: one place for benchmark, floor and test.

The corpora lie beside the project and are no part of it. Two of them are English articles with a body that people
marked; the third is a real portal with whole articles read by eye (the README beside each says what its fields mean).
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from statistics import mean
from types import ModuleType
from typing import Any

from crawler.cli.pages import rules_for
from crawler.extract import Rules, extract
from storage.records import Article, Capture
from tests.shared import SHARED

ARTICLES = ("article-bodies", "fundus-articles")
PORTAL = "daksong"
NAMES = (*ARTICLES, PORTAL)

# When the pages of articles were fetched is not told; any day after all of them will do.
_SEEN = datetime(2025, 1, 1, tzinfo=UTC)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was fetched: ``html`` as bytes, ``seen`` is when."""

    name: str
    url: str
    html: bytes
    seen: datetime = _SEEN


@dataclass(frozen=True, slots=True)
class Corpus:
    """Pages with the truth about each, by the page's name; ``digest`` tells two versions of a corpus apart."""

    name: str
    digest: str
    pages: tuple[Page, ...]
    truth: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a system says of a page of the portal."""

    text: str
    title: str | None = None
    date: str | None = None
    byline: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class PortalScore:
    """``words`` is the mean F1 of the bodies' words; ``titles``, ``dates``, ``bylines`` count the pages on which that
    field is exact, ``clean`` those without boilerplate in the body; ``unwanted`` counts the pieces of boilerplate."""

    pages: int
    words: float
    titles: int
    dates: int
    bylines: int
    clean: int
    unwanted: int


def folder(name: str) -> Path:
    """Where a corpus lies, if it is there."""
    return SHARED / "real-html" / name if name == PORTAL else SHARED / "benchmarks" / name


def load(name: str) -> Corpus | None:
    """A corpus, or None where it (or what scores it) is not beside the project."""
    if not folder(name).is_dir() or (name in ARTICLES and not _script().exists()):
        return None
    return _portal(folder(name)) if name == PORTAL else _articles(folder(name))


def read(page: Page, rules: Sequence[Rules] = ()) -> Article:
    """giaoban's article of a page: the whole of it, all fields, by the one entry point."""
    return extract(Capture("", page.url, page.url, page.seen, 200, (), page.html), rules)


# -- articles: bodies ---------------------------------------------------------------------------------


def score_bodies(corpus: Corpus, texts: Mapping[str, str]) -> dict[str, float]:
    """F1, precision and recall of 4-word shingles and the share of exact bodies, as the corpus's own script has it.

    ``texts`` are the bodies by page; a page without one counts as empty.
    """
    truth = {page.name: corpus.truth[page.name] for page in corpus.pages}
    if not any(texts.values()):  # the script has no mean of nothing
        return dict.fromkeys(("f1", "precision", "recall", "exact"), 0.0)
    scored = scorer().score(truth, {name: {"articleBody": text} for name, text in texts.items()})
    return {key: float(scored[key]) for key in ("f1", "precision", "recall", "exact")}


def measure_bodies(corpus: Corpus) -> dict[str, float]:
    """giaoban's scores on a corpus of articles, with no rules."""
    return score_bodies(corpus, {page.name: read(page).text for page in corpus.pages})


def _script() -> Path:
    return SHARED / "benchmarks" / "score_bodies.py"


@cache
def scorer() -> ModuleType:
    """The scorer of the shared benchmarks."""
    spec = importlib.util.spec_from_file_location("score_bodies", _script())
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _articles(place: Path) -> Corpus:
    files = sorted([*place.glob("html/*.html.gz"), place / "truth.json"])
    truth = json.loads((place / "truth.json").read_text(encoding="utf-8"))
    pages = (
        Page(name, entry["url"], gzip.decompress((place / "html" / f"{name}.html.gz").read_bytes()))
        for name, entry in truth.items()
    )
    return Corpus(place.name, digest(place, files), tuple(pages), truth)


# -- a portal: whole articles --------------------------------------------------------------------------


def score_portal(corpus: Corpus, answers: Mapping[str, Answer], days_only: bool = False) -> PortalScore:
    """The answers against the gold, a page without one as if nothing was said; ``days_only`` for a system that gives
    no time of day: its date is right where the day is."""
    scored = [(corpus.truth[page.name], answers.get(page.name, Answer(""))) for page in corpus.pages]
    unwanted = [sum(text in tidy(answer.text) for text in gold["must_not_contain"]) for gold, answer in scored]
    return PortalScore(
        pages=len(scored),
        words=mean(_words_f1(gold, answer) for gold, answer in scored),
        titles=sum(tidy(answer.title or "") == tidy(gold["title"]) for gold, answer in scored),
        dates=sum(answer.date == _shown(gold, days_only) for gold, answer in scored),
        bylines=sum(_byline_is_right(gold, answer) for gold, answer in scored),
        clean=unwanted.count(0),
        unwanted=sum(unwanted),
    )


def measure_portal(corpus: Corpus) -> dict[str, PortalScore]:
    """giaoban's scores on a portal, with the rules that ``giaoban extract`` takes for its pages and with none."""
    ruled = {page.name: read(page, rules_for(page.url)) for page in corpus.pages}
    alone = {page.name: read(page) for page in corpus.pages}
    return {
        how: score_portal(corpus, {name: _answer(article) for name, article in articles.items()})
        for how, articles in (("with rules", ruled), ("without rules", alone))
    }


def words_f1(wanted: Sequence[str], got: Sequence[str]) -> float:
    """F1 of two bags of words: their order does not count, how often each stands does."""
    common = sum((Counter(wanted) & Counter(got)).values())
    return 2 * common / (len(wanted) + len(got)) if wanted or got else 1.0


def without(words: Sequence[str], optional: Iterable[Sequence[str]]) -> list[str]:
    """The words with each of the optional runs of words taken out, once, where it stands whole."""
    left = list(words)
    for run in optional:
        length = len(run)
        for start in range(len(left) - length + 1 if run else 0):
            if left[start : start + length] == list(run):
                del left[start : start + length]
                break
    return left


def tidy(text: str) -> str:
    """NFC, and one space for any white space: what texts are compared in."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _answer(article: Article) -> Answer:
    return Answer(article.text, article.title, article.published.value, article.byline, article.source)


def _words_f1(gold: Mapping[str, Any], answer: Answer) -> float:
    optional = _optional(gold)
    wanted, got = _WORD.findall(tidy("\n".join(gold["body"]))), _WORD.findall(tidy(answer.text))
    return words_f1(without(wanted, optional), without(got, optional))


def _optional(gold: Mapping[str, Any]) -> list[list[str]]:
    """What is right in a body and out of it, as words, the longest first. A table is in the gold apart from the body:
    its rows may stand there, and the cells of two words and more where a row is read otherwise."""
    rows = [row for table in gold["tables"] for row in table]
    lines = [*gold["body_optional"], *gold["captions_or_body"], *(" ".join(row) for row in rows)]
    runs = [_WORD.findall(tidy(line)) for line in lines]
    runs += [words for row in rows for cell in row if len(words := _WORD.findall(tidy(cell))) > 1]
    return sorted(runs, key=len, reverse=True)


def _shown(gold: Mapping[str, Any], days_only: bool) -> str | None:
    shown: str | None = gold["published_shown"]
    return shown[:10] if shown and days_only else shown


def _byline_is_right(gold: Mapping[str, Any], answer: Answer) -> bool:
    """A person after the label of a source may stand in either field, as the gold's notes have it."""
    said = [answer.byline]
    if (gold["byline_line"] or "").startswith("Nguồn"):
        said.append(answer.source)
    return gold["byline"] in said


def _portal(place: Path) -> Corpus:
    entries = json.loads((place / "gold.json").read_text(encoding="utf-8"))
    truth = {entry["file"]: entry for entry in entries if entry.get("kind") != "listing"}
    pages = (
        Page(name, gold["url"], (place / name).read_bytes(), datetime.fromisoformat(gold["stored_at"]))
        for name, gold in truth.items()
    )
    files = [*(place / name for name in truth), place / "gold.json"]
    return Corpus(place.name, digest(place, files), tuple(pages), truth)


def digest(place: Path, files: Iterable[Path]) -> str:
    """SHA-256 over the names and contents of files, in the order of their names."""
    total = hashlib.sha256()
    for file in sorted(files):
        content = file.read_bytes()
        total.update(f"{file.relative_to(place).as_posix()}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()
