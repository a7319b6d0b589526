"""``giaoban backup``: a copy of the archive in another folder."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.cli.long import progress
from crawler.cli.main import home_option
from crawler.cli.output import shown, write_json
from crawler.config import FILE
from crawler.exits import ARCHIVE, LOCKED
from crawler.locks import locked
from storage.backup import backup, refuse
from storage.errors import ArchiveError


@click.command("backup")
@click.argument("to", type=click.Path(path_type=Path))
@home_option
@click.option("--full", is_flag=True, help="Read what the earlier backup holds as well, and compare.")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
def command(to: Path, home: Path, full: bool, as_json: bool) -> None:
    """Copy the archive at --home into the folder TO, or bring the backup there up to date.

    Consistent while a crawl runs: the database as it is at one moment, and the raw pages and files that it knows. Only
    what is new is copied, and read back; a backup that is killed leaves the one before whole. TO opens as an archive.

    \b
    giaoban backup /mnt/usb/giaoban
    giaoban verify --full --home /mnt/usb/giaoban
    """
    refuse(home, to)
    try:
        with locked(to, ".backup") as holder:
            if holder is not None:
                click.echo(f"giaoban: another backup is being written there ({shown(holder)}).", err=True)
                raise click.exceptions.Exit(LOCKED)
            with progress(silent=as_json) as watch:
                report = backup(home, to, (FILE,), full=full, progress=watch)
    except OSError as error:
        raise ArchiveError(f"The backup cannot be written to {to}: {error.strerror or error}.") from error
    if as_json:
        write_json(report.as_json())
    else:
        for problem in report.problems:
            click.echo(f"giaoban: {shown(problem)}.", err=True)
        click.echo(
            f"{report.captures:,} raw pages are backed up in {shown(str(to))}: {report.copied:,} files copied "
            f"({report.bytes / 1e6:,.1f} MB with the database), {report.kept:,} were there."
        )
    if report.problems:
        raise click.exceptions.Exit(ARCHIVE)
