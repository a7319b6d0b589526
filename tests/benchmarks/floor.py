"""The floor under extraction: scores that must not fall, pinned with a digest of the corpus they were measured on.

``python -m tests.benchmarks.floor`` shows them beside what is measured now. ``--raise`` pins what rose, and nothing
lower. ``--lower --because "…"`` pins what fell, or another corpus, and keeps the reason. The idea is that of
trafilatura's ``tests/eval_gate.py``.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks import corpora

FILE = Path(__file__).resolve().parents[1] / "crawler" / "extract" / "floor.json"
TOLERANCE = 0.0005

#: floor.json: ``corpora`` by name, each with ``digest`` and ``scores``; ``lowered``: what was, why, newest last.
Floor = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Measured:
    """The scores of a corpus now, each better the higher; ``digest`` is the corpus's."""

    digest: str
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Fall:
    """A score below its floor; ``now`` is None where it is not measured any more."""

    score: str
    floor: float
    now: float | None

    def __str__(self) -> str:
        return f"{self.score} fell from {self.floor:.4f} to {'nothing' if self.now is None else f'{self.now:.4f}'}"


def load() -> Floor:
    floor: Floor = json.loads(FILE.read_text(encoding="utf-8"))
    return floor


def measure(name: str) -> Measured | None:
    """The scores of a corpus now, or None where it is not beside the project."""
    corpus = corpora.load(name)
    if corpus is None:
        return None
    if name == corpora.PORTAL:
        return Measured(corpus.digest, _portal_scores(corpus))
    return Measured(corpus.digest, {"body F1": corpora.measure_bodies(corpus)["f1"]})


def is_another_corpus(floor: Floor, name: str, now: Measured) -> bool:
    """Whether what is measured is not what the floor was measured on: then no score can be compared."""
    pinned = floor["corpora"].get(name)
    return bool(pinned and pinned["digest"] != now.digest)


def falls(floor: Floor, name: str, now: Measured) -> list[Fall]:
    """The scores of a corpus that are below their floor by more than the tolerance."""
    pinned = floor["corpora"].get(name, {"scores": {}})["scores"]
    return [
        Fall(score, was, now.scores.get(score))
        for score, was in pinned.items()
        if score not in now.scores or now.scores[score] < was - TOLERANCE
    ]


def raised(floor: Floor, measured: Mapping[str, Measured]) -> Floor:
    """The floor with every score that rose, and every one that is new; none lower, and none of another corpus."""
    pinned = dict(floor["corpora"])
    for name, now in measured.items():
        if not is_another_corpus(floor, name, now):
            was = pinned.get(name, {"scores": {}})["scores"]
            rose = {score: max(_pin(value), was.get(score, 0.0)) for score, value in now.scores.items()}
            pinned[name] = {"digest": now.digest, "scores": {**was, **rose}}
    return {**floor, "corpora": pinned}


def lowered(floor: Floor, measured: Mapping[str, Measured], because: str) -> Floor:
    """The floor with every score that fell, and every corpus that is another one, pinned as measured now; what was
    there before goes into ``lowered``, with the reason."""
    pinned, record = dict(floor["corpora"]), list(floor["lowered"])
    for name, now in measured.items():
        if is_another_corpus(floor, name, now):
            record.append({"corpus": name, "was": pinned[name], "because": because})
            pinned[name] = {"digest": now.digest, "scores": {score: _pin(now.scores[score]) for score in now.scores}}
        elif fell := falls(floor, name, now):
            was = pinned[name]["scores"]
            record.append({"corpus": name, "was": {fall.score: fall.floor for fall in fell}, "because": because})
            lower = {fall.score: None if fall.now is None else _pin(fall.now) for fall in fell}
            scores = {score: lower.get(score, value) for score, value in was.items()}
            pinned[name] = {"digest": now.digest, "scores": {s: v for s, v in scores.items() if v is not None}}
    return {"corpora": pinned, "lowered": record}


def _portal_scores(corpus: corpora.Corpus) -> dict[str, float]:
    scores: dict[str, float] = {}
    for how, score in corpora.measure_portal(corpus).items():
        counts = {"titles": score.titles, "dates": score.dates, "bylines": score.bylines, "clean bodies": score.clean}
        scores[f"{how}: F1 of body words"] = score.words
        scores |= {f"{how}: {what}": count / score.pages for what, count in counts.items()}
    return scores


def _pin(score: float) -> float:
    """Four digits, rounded down: a floor is never above what was measured."""
    return math.floor(score * 10_000) / 10_000


def main() -> None:
    arguments = _arguments()
    floor = load()
    found = {name: measure(name) for name in corpora.NAMES}
    measured = {name: now for name, now in found.items() if now}
    for name in found.keys() - measured.keys():
        print(f"{name} is not beside the project, so it was not measured: {corpora.folder(name)}")
    if arguments.lower or arguments.raise_:
        floor = lowered(floor, measured, arguments.because) if arguments.lower else raised(floor, measured)
        FILE.write_text(json.dumps(floor, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    for name, now in measured.items():
        print("\n".join(_table(floor, name, now)))
    sys.exit(any(is_another_corpus(floor, name, now) or falls(floor, name, now) for name, now in measured.items()))


def _table(floor: Floor, name: str, now: Measured) -> Iterator[str]:
    yield f"{name}:"
    if is_another_corpus(floor, name, now):
        yield "  another corpus than the floor was measured on; nothing to compare"
    pinned = floor["corpora"].get(name, {"scores": {}})["scores"]
    fell = {fall.score for fall in falls(floor, name, now)}
    for score in dict.fromkeys([*pinned, *now.scores]):
        was, value = pinned.get(score), now.scores.get(score)
        told = "fell" if score in fell else "rose" if value is not None and _pin(value) > (was or 0.0) else ""
        yield f"  {score:36} now {_number(value)}  floor {_number(was)}  {told}".rstrip()


def _number(score: float | None) -> str:
    return "     –" if score is None else f"{score:.4f}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.floor", description="The floor under extraction, and what is measured now."
    )
    change = parser.add_mutually_exclusive_group()
    change.add_argument("--raise", dest="raise_", action="store_true", help="pin what rose, nothing lower")
    change.add_argument("--lower", action="store_true", help="pin what fell, or another corpus; needs --because")
    parser.add_argument("--because", default="", metavar="REASON", help="kept in floor.json beside what was")
    arguments = parser.parse_args()
    if arguments.lower != bool(arguments.because.strip()):
        parser.error("--lower and --because go together: a floor is lowered for a reason, and for nothing else.")
    return arguments


if __name__ == "__main__":
    main()
