"""Makes ``crawler/extract/forest.json`` from pages and their truth: the weights ship, the pages do not.

    python -m tests.benchmarks.train_blocks            how good it would be (cross-validated), nothing written
    python -m tests.benchmarks.train_blocks --write    and the table made anew, from all pages

Needs LightGBM, which `.venv-peers` has (`make bench-extract` sets it up). The pages: ../shared/benchmarks, and the real
portals of ../shared/real-sites, read by their rules, whose text is then the truth of the page without rules.
"""

from __future__ import annotations

import argparse
import json
import re
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import lightgbm
import numpy

from crawler.extract import extract, forest, region, standing
from crawler.extract.decode import decode
from crawler.extract.document import parse
from crawler.extract.page import Page, Piece, read
from crawler.portals import load_portals
from storage.records import Capture
from tests.benchmarks import corpora
from tests.shared import SHARED

# What a page weighs: the newspapers of fundus keep other things in the body than the rest, and the portals, a
# hundred pages of two hosts, are there to teach what a Vietnamese lead looks like, not to outvote the others.
WEIGHTS = {"article-bodies": 1.0, "fundus-articles": 0.4, "real-sites": 0.1}
REAL_SITES = {"krongno-2019-07-30": "krongno", "svhttdl-2019-08-01": "svhttdl"}
TREES, LEAVES, RATE = 80, 8, 0.1
WORD = re.compile(r"\w+")


@dataclass
class Sample:
    """One page: the numbers of its blocks, which of them are text, and what each weighs."""

    corpus: str
    key: str
    group: str
    texts: list[str]
    rows: Any
    labels: Any
    weights: Any
    truth: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    write = parser.parse_args().write
    path = Path(forest.__file__).with_name("forest.json")
    if json.loads(path.read_text(encoding="utf-8"))["features"] != list(standing.FEATURES):
        save(path, [0.0])  # the pages of the portals are read by rules, but by a program that wants a table
    samples = [*corpus("article-bodies"), *corpus("fundus-articles"), *portals()]
    print(f"{len(samples)} pages, {sum(len(s.texts) for s in samples)} blocks")
    for name in WEIGHTS:
        for how in ("host", "page"):
            print(f"{name:16} F1 {cross_validated(samples, name, how):.4f}  cross-validated by {how}")
    if write:
        save(path, trees(fit(samples)))
        print(f"{path.name}: {path.stat().st_size / 1000:.0f} KB")


def save(path: Path, trees: list[Any]) -> None:
    table = {"features": list(standing.FEATURES), "trees": trees}
    path.write_text(json.dumps(table, separators=(",", ":")) + "\n", encoding="utf-8")


def corpus(name: str) -> Iterator[Sample]:
    found = corpora.load(name)
    assert found, f"{name} is not beside the project"
    for page in found.pages:
        group = page.name.split("_")[0] if "_" in page.name else str(urlsplit(page.url).hostname)
        if sample := labelled(name, page.name, group, page.html, page.url, found.truth[page.name]["articleBody"]):
            yield sample


def portals() -> Iterator[Sample]:
    """Pages of real portals; captions and credits weigh nothing: they are told apart elsewhere."""
    seen = datetime(2019, 9, 1, tzinfo=UTC)
    for archive, name in REAL_SITES.items():
        portal = load_portals()[name]
        with tarfile.open(SHARED / "real-sites" / f"{archive}.tar.xz") as files:
            pages = {m.name: files.extractfile(m).read() for m in files if m.name.endswith(".html")}  # type: ignore[union-attr]
        for file, body in sorted(pages.items()):
            url = f"http://{portal.host}/{file.partition('/')[2]}"
            article = extract(Capture(name, url, url, seen, 200, (), body), portal.rules)
            if article.not_article or not article.sources.get("body", "").startswith("rule") or len(article.text) < 150:
                continue
            apart = [c.text for c in article.captions] + [t for t in (article.byline, article.source) if t]
            if sample := labelled("real-sites", file, name, body, url, article.text, apart):
                yield sample


def labelled(
    name: str, key: str, group: str, body: bytes, url: str, truth: str, apart: Sequence[str] = ()
) -> Sample | None:
    document = parse(decode(body))
    if document is None:
        return None
    page = read(document, url)
    pieces, rows = candidates(page)
    if not pieces:
        print(f"{name} {key}: no text found on the page")
        return None
    covered, words = cover([piece.text for piece in pieces], truth)
    weights = numpy.array([min(n, 100) + 2.0 for n in words])
    weights[[any(text in piece.text for text in apart) for piece in pieces]] = 0
    return Sample(
        name,
        key,
        group,
        [piece.text for piece in pieces],
        numpy.array(rows, dtype=float),
        numpy.array([share >= 0.5 for share in covered], dtype=float),
        weights / max(1.0, weights.sum()) * 100 * WEIGHTS[name],
        truth,
    )


def candidates(page: Page) -> tuple[list[Piece], list[list[float]]]:
    """The blocks that the forest is asked about, as ``reading`` asks about them."""
    found = region.find_region(page, None)
    return ([page.pieces[i] for i in found.rows], list(found.rows.values())) if found else ([], [])


def cover(texts: Sequence[str], truth: str) -> tuple[list[float], list[int]]:
    """Which share of each text's words stands in the truth, in its order; and how many words it has."""
    words = [WORD.findall(text) for text in texts]
    flat = [(word, i) for i, own in enumerate(words) for word in own]
    found = [0] * len(texts)
    matcher = SequenceMatcher(None, WORD.findall(truth), [word for word, _ in flat], autojunk=False)
    for match in matcher.get_matching_blocks():
        for _, i in flat[match.b : match.b + match.size]:
            found[i] += 1
    return [n / len(own) if own else 0.0 for n, own in zip(found, words, strict=True)], [len(own) for own in words]


def fit(samples: Sequence[Sample], seed: int = 0) -> lightgbm.Booster:
    settings = {
        "objective": "binary", "num_leaves": LEAVES, "learning_rate": RATE, "min_data_in_leaf": 20,
        "bagging_fraction": 0.8, "bagging_freq": 1, "feature_fraction": 0.5, "lambda_l2": 5, "seed": seed,
        "verbose": -1, "num_threads": 1, "deterministic": True,
    }  # fmt: skip
    rows = numpy.vstack([s.rows for s in samples])
    labels, weights = (numpy.concatenate([getattr(s, field) for s in samples]) for field in ("labels", "weights"))
    return lightgbm.train(settings, lightgbm.Dataset(rows, label=labels, weight=weights), TREES)


def trees(booster: lightgbm.Booster) -> list[Any]:
    def table(node: dict[str, Any]) -> Any:
        if "leaf_value" in node:
            return round(node["leaf_value"], 4)
        value = round(node["internal_value"], 4)
        low, high = table(node["left_child"]), table(node["right_child"])
        return [node["split_feature"], float(f"{node['threshold']:.5g}"), value, low, high]

    return [table(tree["tree_structure"]) for tree in booster.dump_model()["tree_info"]]


def cross_validated(samples: Sequence[Sample], name: str, how: str, folds: int = 8) -> float:
    """F1 on a corpus, each page read by a forest that saw neither it nor (``host``) any page of its host."""
    own = [s for s in samples if s.corpus == name]
    groups = sorted({s.group if how == "host" else s.key for s in own})
    random = numpy.random.RandomState(0)
    random.shuffle(groups)
    fold = {group: i % folds for i, group in enumerate(groups)}
    if len(groups) < 3:
        fold = {group: i for i, group in enumerate(groups)}
    predicted = {}
    for number in sorted(set(fold.values())):
        held = {id(s) for s in own if fold[s.group if how == "host" else s.key] == number}
        booster = fit([s for s in samples if id(s) not in held])
        for sample in own:
            if id(sample) in held:
                chosen = booster.predict(sample.rows) >= 0.5
                predicted[sample.key] = {
                    "articleBody": "\n\n".join(t for t, kept in zip(sample.texts, chosen, strict=True) if kept)
                }
    truth = {s.key: {"articleBody": s.truth} for s in own}
    return float(corpora.scorer().score(truth, predicted)["f1"])


if __name__ == "__main__":
    main()
