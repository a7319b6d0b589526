"""``giaoban search``: find articles, typed with or without diacritics."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from crawler.cli.archive import open_archive
from crawler.cli.main import home_option
from crawler.cli.output import console, shown, write_json
from crawler.runs import NOT_FOUND
from storage.errors import explained
from storage.search import Hit, search

_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command("search")
@click.argument("query", nargs=-1, required=True)
@home_option
@click.option("--portal", help="Only articles that stand on this portal.")
@click.option("--since", type=_DAY, help="Published on this day (YYYY-MM-DD) or later.")
@click.option("--until", type=_DAY, help="Published on this day or before.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="How many at the most.")
@click.option("--newest", is_flag=True, help="Newest first, not best first.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def command(
    query: tuple[str, ...],
    home: Path,
    portal: str | None,
    since: datetime | None,
    until: datetime | None,
    limit: int,
    newest: bool,
    as_json: bool,
) -> None:
    """Find articles. All words must occur; "a phrase", beginning*, this OR that, NOT without.

    \b
    giaoban search hoi nghi giao ban dong chi      finds "hội nghị giao ban … đồng chí"
    giaoban search '"tổng kết năm"' --portal laocai --since 2021-01-01
    giaoban search giao ban NOT trực tuyến
    """
    with open_archive(home) as store, explained(store.path):
        hits = search(
            store.connection,
            " ".join(query),
            portal=portal,
            since=since.date() if since else None,
            until=until.date() if until else None,
            limit=limit,
            newest=newest,
        )
    for hit in hits:
        if as_json:
            write_json(_as_json(hit))
        else:
            _print(hit, console())
    if not hits:
        click.echo("Nothing found. Fewer words, or a beginning* with a star, find more.", err=True)
        raise click.exceptions.Exit(NOT_FOUND)


def _print(hit: Hit, out: Console) -> None:
    out.print(Text.assemble((f"{hit.id:>6}  ", "dim"), (shown(hit.title), "bold")), soft_wrap=True)
    out.print(Text(shown(f"        {hit.published or 'no date'} · {hit.portal} · {hit.url}"), "dim"), soft_wrap=True)
    snippet = Text("        ")
    for n, piece in enumerate(hit.pieces):
        snippet.append(shown(piece), "bold green" if n % 2 else None)
    out.print(snippet, soft_wrap=True)


def _as_json(hit: Hit) -> dict[str, Any]:
    values = asdict(hit)
    del values["pieces"]
    return {**values, "snippet": hit.snippet}
