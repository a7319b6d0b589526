"""``giaoban export``: the archive, or what a search finds, in the formats of others."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

import click
from rich.progress import track

from crawler.cli.archive import open_archive
from crawler.cli.filters import filter_options
from crawler.cli.main import home_option
from crawler.cli.output import console, shown
from crawler.exits import NOT_FOUND
from storage.errors import explained
from storage.export import (
    OutputError,
    exported,
    exported_ids,
    feed_of,
    newest_ids,
    one_moment,
    whole_file,
    write_folder,
    write_stream,
)
from storage.formats import as_parquet
from storage.formats.shape import Shape
from storage.search import Filters
from storage.store import Store

ENDINGS = {
    ".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet", ".atom": "atom", ".xml": "atom",
}  # fmt: skip
STANDARD_OUTPUT = "-"
ENTRIES = 100


@dataclass(frozen=True, slots=True)
class _Request:
    """What is to be exported, and how; ``entries`` is how many a feed has."""

    form: str
    query: str | None
    filters: Filters
    bom: bool
    entries: int


@click.command("export")
@click.argument("query", nargs=-1)
@home_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "jsonl", "parquet", "atom", "markdown"]),
    help="What to write; if not given, the ending of --output says it, and jsonl is written on standard output.",
)
@click.option(
    "--output",
    "-o",
    default=STANDARD_OUTPUT,
    show_default=True,
    help="The file, for markdown the folder; - is standard output. NAME.csv.gz and NAME.jsonl.gz are compressed.",
)
@filter_options
@click.option(
    "--limit", type=click.IntRange(1, 10_000), help=f"How many entries a feed has, newest first.  [default: {ENTRIES}]"
)
@click.option(
    "--bom/--no-bom",
    default=None,
    help="Whether a CSV begins with the mark by which Excel knows UTF-8.  [default: in a file]",
)
def command(
    query: tuple[str, ...],
    home: Path,
    form: str | None,
    output: str,
    filters: Filters,
    limit: int | None,
    bom: bool | None,
) -> None:
    """Write articles as CSV, JSON Lines, Parquet, an Atom feed or a folder of Markdown files.

    Without words to search for and without a filter, every text that the archive has, or ever had, is written; else
    what `giaoban search` finds. Articles come by their number (a feed: newest first). A file of the output's name is
    replaced once the new one is whole.

    \b
    giaoban export -o archive.jsonl.gz              all of it, for `giaoban import`
    giaoban export giao ban --since 2021-01-01 -o giao-ban.csv
    giaoban export --portal laocai --format markdown -o laocai/
    """
    form = form or _format_of(output)
    _check(form, output, limit, bom)
    in_file = output != STANDARD_OUTPUT
    request = _Request(form, " ".join(query) or None, filters, in_file if bom is None else bom, limit or ENTRIES)
    try:
        with open_archive(home) as store, explained(store.path), one_moment(store.connection):
            count, told = _export(store, request, output)
    except OutputError as error:
        click.echo(f"giaoban: {shown(str(error))}", err=True)
        raise click.exceptions.Exit(NOT_FOUND) from error
    if not count:
        kept = in_file and Path(output).exists()
        click.echo(f"No article fits{f'; {shown(output)} is as it was' if kept else ''}.", err=True)
        raise click.exceptions.Exit(NOT_FOUND)
    if in_file:
        click.echo(f"{count:,} article(s) in {shown(output)}{told}.", err=True)


def _export(store: Store, request: _Request, output: str) -> tuple[int, str]:
    """Writes the export; returns how many articles are in it, and what else there is to say."""
    feed, ids = None, exported_ids(store.connection, request.query, request.filters)
    if request.form == "atom":
        newest = newest_ids(store.connection, request.query, request.filters, request.entries)
        feed, ids = feed_of(store.connection, request.query, request.filters, newest), iter(newest)
    first = list(islice(ids, 1))
    if not first and output != STANDARD_OUTPUT and Path(output).exists():
        return 0, ""  # a slip in a query is no reason to lose what an earlier one found
    ids = chain(first, ids)
    counted = _Counted(exported(store.connection, _watched(ids)))
    if request.form == "markdown":
        report = write_folder(counted, Path(output))
        told = f": {report.written:,} written, {report.unchanged:,} as they were, {report.removed:,} taken away"
        if report.changed_by_hand:
            told += f"; {report.changed_by_hand:,} that somebody changed left as they are"
        return counted.count, told
    with whole_file(Path(output)) if output != STANDARD_OUTPUT else _standard_output() as out:
        write_stream(counted, out, request.form, bom=request.bom, feed=feed)
    return counted.count, ""


class _Counted:
    """Articles on their way, counted."""

    def __init__(self, articles: Iterable[Shape]) -> None:
        self._articles = articles
        self.count = 0

    def __iter__(self) -> Iterator[Shape]:
        for article in self._articles:
            self.count += 1
            yield article


def _watched(ids: Iterator[int]) -> Iterable[int]:
    """The same, with progress shown where somebody watches."""
    if not sys.stderr.isatty():
        return ids
    return track(ids, "exporting", total=None, console=console(stderr=True), transient=True)


@contextmanager
def _standard_output() -> Iterator[BinaryIO]:
    yield sys.stdout.buffer
    sys.stdout.buffer.flush()


def _format_of(output: str) -> str:
    if output == STANDARD_OUTPUT:
        return "jsonl"
    if not output:
        raise click.UsageError("--output names nothing: a file, a folder, or - for standard output.")
    if output.endswith("/") or Path(output).is_dir():
        return "markdown"
    form = ENDINGS.get(Path(output.removesuffix(".gz")).suffix.lower())
    if form is None:
        raise click.UsageError(
            f"The ending of {output!r} does not say what to write ({', '.join(ENDINGS)}; for Markdown a folder, with a "
            "/ at the end). Say it with --format."
        )
    return form


def _check(form: str, output: str, limit: int | None, bom: bool | None) -> None:
    """Refuses what cannot be meant."""
    if limit and form != "atom":
        raise click.UsageError("--limit is for a feed (--format atom); every other export is all that fits.")
    if bom is not None and form != "csv":
        raise click.UsageError("--bom and --no-bom are for CSV.")
    if form == "markdown" and output == STANDARD_OUTPUT:
        raise click.UsageError("Markdown is a folder of files: name it with --output.")
    if form != "markdown" and output != STANDARD_OUTPUT and Path(output).is_dir():
        raise click.UsageError(f"{output} is a folder; {form} is written to a file.")
    if form in ("parquet", "atom") and output.endswith(".gz"):
        raise click.UsageError(f"{form} is not compressed once more: leave .gz away.")
    if form == "parquet":
        if not as_parquet.ready():
            raise click.UsageError(
                "Parquet needs pyarrow, which is not installed. Install giaoban with its extra: "
                "pip install 'giaoban[parquet]', or pip install pyarrow."
            )
        if output == STANDARD_OUTPUT and sys.stdout.isatty():
            raise click.UsageError("Parquet is nothing for a terminal: name a file with --output.")
