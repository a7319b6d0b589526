"""``giaoban status``: how each portal fares, at a glance."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from crawler.cli.archive import open_archive
from crawler.cli.main import home_option
from crawler.cli.output import console, table
from crawler.locks import holder_of


@click.command("status")
@home_option
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(home: Path, as_json: bool) -> None:
    """What the archive holds of each portal, how the last run went, and who is crawling now."""
    with open_archive(home) as store:
        rows = store.portal_summary()
    for row in rows:
        row["locked_by"] = holder_of(home, row["portal"])
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2, default=str))
        return
    columns = ("portal", "pages", "articles", "gone", "files", "newest", "last run", "result")
    made = table(f"Archive {home}", *columns, numbers=columns[1:5])
    for row in rows:
        newest, run = (row["newest"] or "-")[:10], (row["last_run"] or "-").replace("T", " ")[:16]
        counts = [str(row[name]) for name in ("live", "articles", "gone", "files")]
        made.add_row(row["portal"], *counts, newest, run, _result(row))
    console().print(made)


def _result(row: dict[str, Any]) -> str:
    if row["locked_by"]:
        return f"running ({row['locked_by']})"
    last = row["last_result"]
    if last is None:
        return "never crawled"
    note = last["note"]
    return note.get("problem") or f"{note.get('result', 'ok')}, {last['new']} new, {last['changed']} changed"
