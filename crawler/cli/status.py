"""``giaoban status``: how each portal fares, at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from crawler.cli.archive import open_archive
from crawler.cli.main import home_option
from crawler.cli.output import console, shown, table, write_json
from crawler.exits import ARCHIVE
from crawler.locks import holder_of
from storage import health
from storage.errors import explained
from storage.instants import VIETNAM, moment

# How many runs the sparkline shows: two weeks of two runs a day.
RUNS = 28
_BARS = "▁▂▃▄▅▆▇█"
_SIGNS = {"well": ("● well", "green"), "suspect": ("▲ suspect", "yellow"), "broken": ("✖ broken", "red")}


@click.command("status")
@home_option
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(home: Path, as_json: bool) -> None:
    """How each portal fares: whether it is well, what its last runs brought, and who is crawling now.

    \b
    A bar of "runs" is a run, the latest on the right: the higher the more new articles (· none).
    ! is a run that found something wrong, × one that failed.
    """
    with open_archive(home) as store, explained(store.path):
        rows = store.portal_summary()
        runs = health.latest_runs(store.connection, RUNS)
        last_runs = store.last_runs(1)
    for row in rows:
        row["runs"] = runs.get(row["portal"], [])
        row["locked_by"] = holder_of(home, row["portal"])
    if as_json:
        write_json(rows, indent=2)
        return
    columns = ("portal", "health", "runs", "articles", "gone", "held", "newest", "last run", "result")
    made = table(f"Archive {home}", *columns, numbers=("articles", "gone", "held"))
    for row in rows:
        sign, style = _SIGNS[row["health"]["state"]]
        last = _in_vietnam(row["last_run"]) if row["last_run"] else "-"
        counts = (str(row["articles"]), str(row["gone"] or "·"), str(row["health"]["held"] or "·"))
        newest = (row["newest"] or "-")[:10]
        made.add_row(row["portal"], Text(sign, style), sparkline(row["runs"]), *counts, newest, last, _result(row))
    out = console()
    out.print(made)
    if last_runs and not any(row["locked_by"] for row in rows):
        _tell_of_its_end(last_runs[0], out.print)
    for row in rows:
        _explain(row, out.print)


def sparkline(runs: Sequence[dict[str, Any]]) -> str:
    """A character a run, in order: how much was new, on a scale of this portal's own."""
    most = max((run["new"] for run in runs), default=0)
    return "".join(_mark(run, most) for run in runs)


def _mark(run: dict[str, Any], most: int) -> str:
    if run["result"] in ("failed", "suspect"):
        return "×" if run["result"] == "failed" else "!"
    if not run["new"]:
        return "·"
    # By the root: a first crawl brings a hundred times what a day does, and days are to be told apart beside it.
    return _BARS[round((run["new"] / most) ** 0.5 * (len(_BARS) - 1))]


def _explain(row: dict[str, Any], say: Any) -> None:
    told = row["health"]
    if told["state"] == "well":
        return
    more = f" (and {told['findings'] - 1} more)" if told["findings"] > 1 else ""
    words = f"{row['portal']}: {told['words']}, since {_in_vietnam(told['since'])}{more}"
    say(shown(words), markup=False, soft_wrap=True)
    if told["example"]:
        say(f"  for example {shown(told['example'])}", markup=False, soft_wrap=True)


def _tell_of_its_end(run: dict[str, Any], say: Any) -> None:
    """Of the latest run, which nobody is at any more, where it did not end as it should."""
    when = f"The run of {_in_vietnam(run['started_at'])}"
    if run["finished_at"] is None:
        words = (
            f"{when} was killed, or the machine went down. What it fetched is stored; the next run goes on from there."
        )
        say(words, soft_wrap=True)
    elif run["exit_code"] == ARCHIVE:
        say(shown(f"{when} came to no good end: {run['outcome']}"), markup=False, soft_wrap=True)


def _in_vietnam(stamped: str) -> str:
    return f"{moment(stamped).astimezone(VIETNAM):%Y-%m-%d %H:%M}"


def _result(row: dict[str, Any]) -> str:
    if row["locked_by"]:
        return f"running ({row['locked_by']})"
    last = row["last_result"]
    if last is None:
        return "no run has ended yet"
    result = last["note"].get("result", "ok")
    if result != "ok" or not last["note"].get("problem"):
        return f"{result}, {last['new']} new, {last['changed']} changed"
    return shown(last["note"]["problem"])
