"""``giaoban status``: how each portal fares, at a glance."""

from __future__ import annotations

import json
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from crawler.cli.archive import open_archive
from crawler.cli.main import home_option
from crawler.runs import holder_of


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
    table = Table(title=f"Archive {home}", title_justify="left")
    for name in ("portal", "pages", "articles", "gone", "newest", "last run", "result"):
        table.add_column(name, justify="right" if name in ("pages", "articles", "gone") else "left")
    for row in rows:
        result = f"running ({row['locked_by']})" if row["locked_by"] else row["last_result"] or "-"
        table.add_row(
            row["portal"], str(row["live_pages"]), str(row["articles"]), str(row["gone_pages"]),
            (row["newest_published"] or "-")[:10], (row["last_run"] or "-"), result,
        )  # fmt: skip
    Console().print(table)
