"""Extraction is no worse than it was: the scores of floor.json, on the corpora beside the project.

``python -m tests.benchmarks.floor`` shows them all, and raises the floor.
"""

from __future__ import annotations

import pytest

from tests.benchmarks import corpora, floor
from tests.benchmarks.floor import Measured, falls, is_another_corpus, lowered, raised
from tests.shared import shared


@pytest.mark.parametrize("name", corpora.NAMES)
def test_extraction_is_no_worse_than_its_floor(name: str) -> None:
    shared(*corpora.folder(name).relative_to(corpora.SHARED).parts)
    now, pinned = floor.measure(name), floor.load()
    assert now
    assert name in pinned["corpora"], f"{name} has no floor: python -m tests.benchmarks.floor --raise"
    assert not is_another_corpus(pinned, name, now), f"{name} is another corpus than the one that the floor is of"
    fell = [str(fall) for fall in falls(pinned, name, now)]
    assert not fell, f"{name}: {'; '.join(fell)}"


# -- the floor itself ------------------------------------------------------------------------------------

FLOOR = {"corpora": {"news": {"digest": "a", "scores": {"body": 0.95, "titles": 0.5}}}, "lowered": []}


def now(body: float, titles: float, digest: str = "a") -> Measured:
    return Measured(digest, {"body": body, "titles": titles})


def test_a_score_below_its_floor_is_a_fall() -> None:
    assert [str(fall) for fall in falls(FLOOR, "news", now(0.9489, 0.5))] == ["body fell from 0.9500 to 0.9489"]


def test_a_score_within_the_tolerance_is_none() -> None:
    assert not falls(FLOOR, "news", now(0.9496, 0.9))


def test_a_score_that_nobody_measures_any_more_is_a_fall() -> None:
    assert [str(fall) for fall in falls(FLOOR, "news", Measured("a", {"body": 0.95}))] == [
        "titles fell from 0.5000 to nothing"
    ]


def test_raising_takes_what_rose_and_leaves_what_fell() -> None:
    after = raised(FLOOR, {"news": now(0.96129, 0.4)})
    assert after["corpora"]["news"]["scores"] == {"body": 0.9612, "titles": 0.5}
    assert after["lowered"] == []


def test_raising_takes_a_corpus_that_had_no_floor() -> None:
    after = raised(FLOOR, {"portal": now(0.9, 1.0, "b")})
    assert after["corpora"]["portal"] == {"digest": "b", "scores": {"body": 0.9, "titles": 1.0}}
    assert after["corpora"]["news"] == FLOOR["corpora"]["news"]


def test_raising_never_touches_the_floor_of_another_corpus() -> None:
    other = now(0.99, 1.0, "b")
    assert is_another_corpus(FLOOR, "news", other)
    assert raised(FLOOR, {"news": other}) == FLOOR


def test_lowering_takes_what_fell_alone_and_keeps_what_was_with_the_reason() -> None:
    after = lowered(FLOOR, {"news": now(0.96, 0.4)}, "titles of galleries are no longer guessed")
    assert after["corpora"]["news"]["scores"] == {"body": 0.95, "titles": 0.4}
    assert after["lowered"] == [
        {"corpus": "news", "was": {"titles": 0.5}, "because": "titles of galleries are no longer guessed"}
    ]


def test_lowering_pins_another_corpus_and_keeps_what_was() -> None:
    after = lowered(FLOOR, {"news": now(0.90, 0.6, "b")}, "the corpus has grown")
    assert after["corpora"]["news"] == {"digest": "b", "scores": {"body": 0.9, "titles": 0.6}}
    assert after["lowered"] == [{"corpus": "news", "was": FLOOR["corpora"]["news"], "because": "the corpus has grown"}]


@pytest.mark.parametrize("arguments", [["--lower"], ["--because", "it fell"], ["--lower", "--because", " "]])
def test_a_floor_is_not_lowered_without_a_reason(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["floor", *arguments])
    before = floor.FILE.read_text(encoding="utf-8")
    with pytest.raises(SystemExit):
        floor.main()
    assert "for a reason" in capsys.readouterr().err
    assert floor.FILE.read_text(encoding="utf-8") == before
