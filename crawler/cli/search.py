"""``giaoban search``: find articles, typed with or without diacritics."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from crawler.cli.archive import open_archive
from crawler.cli.filters import filter_options
from crawler.cli.main import home_option
from crawler.cli.output import console, shown, table, write_json
from crawler.exits import NOT_FOUND
from storage.errors import explained
from storage.search import Facets, Filters, Hit, facets, search


@click.command("search")
@click.argument("query", nargs=-1, required=True)
@home_option
@filter_options
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="How many at the most.")
@click.option("--newest", is_flag=True, help="Newest first, not best first.")
@click.option(
    "--files/--no-files", default=True, help="Find articles by the texts of their files too; behind all others."
)
@click.option("--counts", is_flag=True, help="How many there are, by portal, year and kind of meeting; no articles.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def command(
    query: tuple[str, ...],
    home: Path,
    filters: Filters,
    limit: int,
    newest: bool,
    files: bool,
    counts: bool,
    as_json: bool,
) -> None:
    """Find articles. All words must occur; "a phrase", beginning*, this OR that, NOT without, (brackets).

    \b
    giaoban search hoi nghi giao ban dong chi      finds "hội nghị giao ban … đồng chí"
    giaoban search '"tổng kết năm"' --portal laocai --since 2021-01-01
    giaoban search '(giao ban OR sơ kết) NOT "trực tuyến"' --counts

    Words typed with marks rank those first that have them just so; hòa is hoà and kỷ is kỉ.
    """
    typed = " ".join(query)
    with open_archive(home) as store, explained(store.path):
        if counts:
            found = facets(store.connection, typed, filters)
        else:
            hits = search(store.connection, typed, filters=filters, limit=limit, newest=newest, files=files)
    if counts:
        _write_counts(found, as_json)
    else:
        _write_hits(hits, as_json)
    if not (found.total if counts else hits):
        click.echo("Nothing found. Fewer words, or a beginning* with a star, find more.", err=True)
        raise click.exceptions.Exit(NOT_FOUND)


def _write_counts(found: Facets, as_json: bool) -> None:
    if as_json:
        write_json(asdict(found))
        return
    out = console()
    out.print(f"{found.total} found")
    for name, values in (("portal", found.portals), ("year", found.years), ("kind", found.kinds)):
        if values:
            counted = table("", name, "articles", numbers=("articles",))
            for value, times in values:
                counted.add_row("-" if value is None else value, str(times))
            out.print(counted)


def _write_hits(hits: list[Hit], as_json: bool) -> None:
    for hit in hits:
        if as_json:
            write_json(_as_json(hit))
        else:
            _print(hit, console())


def _print(hit: Hit, out: Console) -> None:
    out.print(Text.assemble((f"{hit.id:>6}  ", "dim"), (shown(hit.title), "bold")), soft_wrap=True)
    out.print(Text(shown(f"        {hit.published or 'no date'} · {hit.portal} · {hit.url}"), "dim"), soft_wrap=True)
    if hit.file:
        out.print(Text(shown(f"        in the file {hit.file.id}: {hit.file.name}"), "dim"), soft_wrap=True)
    snippet = Text("        ")
    for n, piece in enumerate(hit.pieces):
        snippet.append(shown(piece), "bold green" if n % 2 else None)
    out.print(snippet, soft_wrap=True)


def _as_json(hit: Hit) -> dict[str, Any]:
    values = asdict(hit)
    del values["pieces"]
    return {**values, "snippet": hit.snippet}
