"""``giaoban verify``: is the archive whole, and do the raw pages prove what it says?"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from crawler.cli.archive import open_archive
from crawler.cli.main import home_option
from crawler.cli.output import console, table, write_json
from crawler.exits import ARCHIVE
from crawler.locks import anybody
from storage.store import Store
from storage.verify import Depth, Finding, Looked, verify


@click.command("verify")
@home_option
@click.option("--full", is_flag=True, help="Read every raw page and file, and compare digests.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line for each thing that is wrong.")
def command(home: Path, full: bool, as_json: bool) -> None:
    """Look whether the archive is whole: the database, its references and search indexes, the raw pages, the files.

    Nothing is repaired. Each thing that is wrong is told with what to do about it. The exit code is 0 where all is
    well, 3 where something that was stored is damaged or missing.

    \b
    giaoban verify                    whether everything is there; seconds
    giaoban verify --full             read all of it and compare
    giaoban verify --full --home /mnt/backup
    """
    with open_archive(home) as store:
        depth = Depth(full, busy=anybody(home))
        looked = Counter[str]()
        with _progress(store, looked, silent=as_json) as look:
            found = list(verify(store.connection, home, depth, look))
    if as_json:
        for finding in found:
            write_json(asdict(finding))
    elif found:
        _print(found)
    damage = Counter[str]()
    for finding in found:
        damage[finding.part] += finding.count * finding.damage
    if damage.total():
        told = ", ".join(f"{count} × {part}" for part, count in damage.items() if count)
        click.echo(f"{home} is not whole: {told}.", err=True)
        raise click.exceptions.Exit(ARCHIVE)
    if not as_json:
        done = "read and compared" if full else "there (--full reads them)"
        click.echo(f"{home} is whole; {looked.total()} raw pages and files are {done}.")


@contextmanager
def _progress(store: Store, counted: Counter[str], *, silent: bool) -> Iterator[Looked]:
    """Counts what was looked at, on a terminal in a bar."""

    def count() -> None:
        counted["looked"] += 1

    if silent or not sys.stderr.isatty():
        yield count
        return
    [total] = store.connection.execute(
        "SELECT (SELECT count(*) FROM captures) + (SELECT count(*) FROM files)"
    ).fetchone()
    columns = (TextColumn("raw pages and files"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)

        def show() -> None:
            count()
            bar.advance(task)

        yield show


def _print(found: list[Finding]) -> None:
    made = table(
        "What is not as it should be", "where", "how many", "what is wrong", "what to do", numbers=("how many",)
    )
    for column in made.columns:
        column.no_wrap, column.overflow = False, "fold"
    made.columns[0].max_width = 36
    for finding in found:
        words = (f"{finding.part}: {finding.where}", f"{finding.count:,}", finding.problem, finding.advice)
        made.add_row(*words, end_section=True)
    console().print(made)
