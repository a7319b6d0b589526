"""``giaoban check``: is the archive whole, and do the raw pages prove what it says?"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path

import click

from crawler.cli.archive import open_archive
from crawler.cli.main import home_option
from crawler.cli.output import shown, write_json
from crawler.exits import ARCHIVE
from storage.check import check


@click.command("check")
@home_option
@click.option("--raw", is_flag=True, help="Read every raw page and file, and compare its digest.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line for each thing that is wrong.")
def command(home: Path, raw: bool, as_json: bool) -> None:
    """Look whether the archive is whole: the database, its references and search indexes, the raw pages, the files.

    Nothing is repaired. The exit code is 0 where all is well, 3 where something is damaged or missing.
    """
    found, looked_at = Counter[str](), 0

    def looked() -> None:
        nonlocal looked_at
        looked_at += 1

    with open_archive(home) as store:
        for finding in check(store.connection, home, raw=raw, looked=looked):
            found[finding.part] += finding.damage
            if as_json:
                write_json(asdict(finding))
            else:
                click.echo(shown(f"{finding.part}: {finding.where}: {finding.problem}"))
    if found.total():
        told = ", ".join(f"{count} × {part}" for part, count in found.items() if count)
        click.echo(f"{home} is not whole: {told}.", err=True)
        raise click.exceptions.Exit(ARCHIVE)
    if not as_json:
        done = "read and compared" if raw else "there (--raw reads them)"
        click.echo(f"{home} is whole; {looked_at} raw pages and files are {done}.")
