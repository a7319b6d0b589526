"""Published dates against dateparser and htmldate: ``python -m tests.benchmarks.bench_dates``, in one run.

The lines are those of ``tests/crawler/dates/corpus/published.jsonl``, which giaoban is tested with: its row says
that the tests pass, not how it does on lines it has never seen. Peers are asked as their documentation asks for
Vietnamese; what they answer counts as right if the day is (giaoban's if all of it is), so that precision they do
not claim costs them nothing. ``none`` is right where there is no date, and else a miss.

Time is measured on the corpus, half of which was made to be hard and to be none, and on ``date_lines.txt``: one line
of every form in which portals print their dates.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from crawler.dates import parse_published
from crawler.dates.forms import local
from tests.benchmarks.machine import machine

PLAIN = Path(__file__).with_name("date_lines.txt")
CORPUS = Path(__file__).parents[1] / "crawler" / "dates" / "corpus" / "published.jsonl"
AIM = 50  # times as fast as dateparser, in the median
YARDSTICK = "dateparser"
OURS = "giaoban"
ROUNDS = 3  # each line is read so often, and the fastest counts

#: What a system makes of a line seen at a moment: an ISO date or day, None for no date.
Read = Callable[[str, datetime], str | None]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the corpus: ``value`` is what a reader reads, None where that is no date."""

    text: str
    seen: datetime
    value: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """How one system did: lines with a date, and lines without one; times in microseconds a line."""

    name: str
    version: str
    right: int
    wrong: int
    none: int
    right_none: int
    wrong_date: int
    median_us: float
    plain_us: float
    first_ms: float


def main() -> None:
    arguments = _parser().parse_args()
    lines = read_corpus()
    before = machine()
    rows = [measure(name, told, read, lines) for name, told, read in systems()]
    if arguments.json:
        print(json.dumps({"machine": before, "lines": len(lines), "rows": [asdict(row) for row in rows]}))
        return
    _print(Console(width=None if Console().is_terminal else 120), before, lines, rows)


def read_corpus() -> list[Line]:
    """The lines as people read them on pages; those of metadata fields and of month-first portals are left out."""
    shapes: list[dict[str, Any]] = [json.loads(line) for line in CORPUS.read_text("utf-8").splitlines()]
    return [
        Line(shape["text"], local(datetime.fromisoformat(shape["seen"])), shape["value"])
        for shape in shapes
        if "evidence" not in shape and "month_first" not in shape
    ]


def measure(name: str, told: str, read: Read, lines: Sequence[Line]) -> Row:
    """Every line once for the answers, and timed: the first line apart, for it loads what a system needs."""
    started = time.perf_counter()
    read(lines[0].text, lines[0].seen)
    first_ms = 1000 * (time.perf_counter() - started)
    answers = [_answer(read, line) for line in lines]
    times = [_fastest(read, line) for line in lines]
    plain = [_fastest(read, Line(text, lines[0].seen, None)) for text in PLAIN.read_text("utf-8").splitlines()]
    exact = name == OURS
    dated = [(line.value, answer) for line, answer in zip(lines, answers, strict=True) if line.value is not None]
    undated = [answer for line, answer in zip(lines, answers, strict=True) if line.value is None]
    right = sum(_is_right(value, answer, exact=exact) for value, answer in dated)
    none = sum(answer is None for _, answer in dated)
    right_none = sum(answer is None for answer in undated)
    return Row(
        name, told, right, len(dated) - right - none, none, right_none, len(undated) - right_none,
        1e6 * median(times), 1e6 * median(plain), first_ms,
    )  # fmt: skip


def _answer(read: Read, line: Line) -> str | None:
    """What a system says; one that fails on a line says nothing."""
    try:
        return read(line.text, line.seen)
    except Exception:  # dateparser: OverflowError on years near the ends of the calendar
        return None


def _is_right(value: str, answer: str | None, *, exact: bool) -> bool:
    if answer is None:
        return False
    return answer == value if exact else answer[:10] == value[:10]


def _fastest(read: Read, line: Line) -> float:
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.perf_counter()
        _answer(read, line)
        best = min(best, time.perf_counter() - started)
    return best


# -- the systems -------------------------------------------------------------------------------------

# ruff: noqa: PLC0415 (each import is one peer's; htmldate may be absent)


def systems() -> Iterator[tuple[str, str, Read]]:
    """Name, version and reader of each that is installed."""
    yield OURS, _version("giaoban"), lambda text, seen: parse_published(text, seen=seen).value
    yield YARDSTICK, _version("dateparser"), _dateparser
    yield (
        f"{YARDSTICK}, label cut off",
        _version("dateparser"),
        lambda text, seen: _dateparser(without_label(text), seen),
    )
    try:
        import htmldate  # noqa: F401
    except ImportError:
        return
    yield "htmldate", _version("htmldate"), _htmldate


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _dateparser(text: str, seen: datetime) -> str | None:
    import dateparser

    settings = {"DATE_ORDER": "DMY", "RELATIVE_BASE": seen.replace(tzinfo=None), "TIMEZONE": "Asia/Ho_Chi_Minh"}
    found = dateparser.parse(text, languages=["vi"], settings=settings)
    return found.isoformat() if found else None


# What stands before the first digit, weekday or relative word of a line.
_LABEL = re.compile(r"^.*?(?=\d|\bthứ\b|\bchủ nhật\b|\bhôm\b|\btháng\b|\bT[2-7]\b)", re.IGNORECASE | re.DOTALL)


def without_label(text: str) -> str:
    """A line without its label, as one would cut it for a parser that expects a date alone."""
    return _LABEL.sub("", text, count=1) or text


def _htmldate(text: str, seen: datetime) -> str | None:
    from html import escape

    from htmldate import find_date

    page = (
        "<html><head><title>Tin</title></head><body><article><h1>Tin</h1>"
        f'<p class="date">{escape(text)}</p><p>Nội dung của tin.</p></article></body></html>'
    )
    found = find_date(page, original_date=True, max_date=seen.strftime("%Y-%m-%d"))
    return str(found) if found else None


# -- output ------------------------------------------------------------------------------------------


def _print(console: Console, before: str, lines: Sequence[Line], rows: Sequence[Row]) -> None:
    dated = sum(line.value is not None for line in lines)
    console.print(before)
    table = Table(title=f"{len(lines)} date lines, {dated} with a date", title_justify="left")
    for column in ("", "version"):
        table.add_column(column, no_wrap=True)
    columns = ("right", "wrong", "none", "no date: right", "wrong", "µs, corpus", "µs, plain lines", "first, ms")
    for column in columns:
        table.add_column(column, justify="right")
    for row in rows:
        counts = (row.right, row.wrong, row.none, row.right_none, row.wrong_date)
        table.add_row(
            row.name,
            row.version,
            *map(str, counts),
            f"{row.median_us:,.0f}",
            f"{row.plain_us:,.0f}",
            f"{row.first_ms:,.0f}",
        )
    console.print(table)
    ours, yardstick = (next(row for row in rows if row.name == name) for name in (OURS, YARDSTICK))
    ratio, plain = yardstick.median_us / ours.median_us, yardstick.plain_us / ours.plain_us
    console.print(
        f"In the median {ratio:.0f} times as fast as {YARDSTICK} on the corpus, {plain:.0f} times on lines as portals "
        f"print them (aim: {AIM})."
    )
    console.print("giaoban is tested with these lines; on lines it has not seen, expect less than all.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.bench_dates", description="Published dates against dateparser and htmldate."
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    return parser


if __name__ == "__main__":
    main()
