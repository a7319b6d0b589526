"""Every line of the corpus reads as a person reads it.

A line of ``corpus/KIND.jsonl``: ``text``, ``kind`` (published, held, covers), ``seen``; for published also
``value``, ``precision``, ``problem`` (true where one is to be reported) and, where it is not the default,
``evidence`` or ``month_first``; for held and covers ``published``, ``from`` and ``to``. Null is no date.
"""

from __future__ import annotations

import json
import unicodedata
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.dates import parse_covers, parse_held, parse_published

LINES: list[dict[str, Any]] = [
    json.loads(line)
    for kind in ("published", "held", "covers")
    for line in (Path(__file__).parent / "corpus" / f"{kind}.jsonl").read_text("utf-8").splitlines()
]
PUBLISHED = [line for line in LINES if line["kind"] == "published"]


def read_published(line: dict[str, Any], text: str) -> Any:
    options = {key: line[key] for key in ("evidence", "month_first") if key in line}
    return parse_published(text, seen=datetime.fromisoformat(line["seen"]), **options)


def read_period(line: dict[str, Any], text: str) -> tuple[str | None, str | None]:
    published = date.fromisoformat(line["published"]) if line["published"] else None
    reader = parse_held if line["kind"] == "held" else parse_covers
    fact = reader(text, published=published)
    return (None, None) if fact is None else (fact.start, fact.end)


def said(line: dict[str, Any]) -> tuple[Any, ...]:
    """What the corpus says of a line, as ``heard`` gives it."""
    if line["kind"] != "published":
        return line["from"], line["to"]
    return line["value"], line["precision"], line.get("problem", False)


def heard(line: dict[str, Any]) -> tuple[Any, ...]:
    """What is read of a line."""
    if line["kind"] != "published":
        return read_period(line, line["text"])
    fact = read_published(line, line["text"])
    assert fact.text is None or fact.text in line["text"]
    return fact.value, fact.precision, fact.problem is not None


@pytest.mark.parametrize("kind", ["published", "held", "covers"])
def test_every_line_reads_right(kind: str) -> None:
    # One test a kind, not one a line: thousands of tests take longer to begin than to run.
    misread = {line["text"]: (said(line), heard(line)) for line in LINES if line["kind"] == kind}
    assert {text: pair for text, pair in misread.items() if pair[0] != pair[1]} == {}


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("spelling", [str, str.upper, str.title, str.lower], ids=lambda how: how.__name__)
def test_case_and_composition_change_nothing(form: Any, spelling: Any) -> None:
    for line in LINES:
        if "evidence" in line:
            continue
        text = unicodedata.normalize(form, spelling(line["text"]))
        if line["kind"] == "published":
            assert read_published(line, text).value == line["value"], text
        else:
            assert read_period(line, text) == (line["from"], line["to"]), text


def test_no_break_spaces_change_nothing() -> None:
    for line in PUBLISHED:
        assert read_published(line, line["text"].replace(" ", "\u00a0")).value == line["value"], line["text"]


def test_the_corpus_is_large_enough() -> None:
    assert len(LINES) >= 300
    assert sum(line.get("value") is None and line.get("from") is None for line in LINES) >= 80
