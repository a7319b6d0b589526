"""``giaoban repair``: mend an archive out of its raw pages."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import click

from crawler.cli.long import cores, progress, signals
from crawler.cli.main import home_option
from crawler.cli.output import shown, write_json
from crawler.exits import ARCHIVE, LOCKED
from crawler.locks import locked
from crawler.portals import load_portals
from crawler.rebuild import Stopped
from crawler.repair import Report, Wanted, repair
from storage.errors import ArchiveError


@click.command("repair")
@home_option
@click.option("--rebuild", "anew", is_flag=True, help="Make the database anew even if nothing is wrong with it.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and change nothing.")
@click.option("--jobs", type=click.IntRange(1, 256), help="Processes that read; one a core, if not said.")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
def command(home: Path, anew: bool, dry_run: bool, jobs: int | None, as_json: bool) -> None:
    """Mend an archive: do what `giaoban verify` says that this does, and nothing where nothing is wrong.

    A database that is lost or damaged is made anew from the WARC files alone; the one that was there is put aside as
    articles-before-….db. Half a record at the end of a WARC file is cut off into warc/torn/. Search indexes are
    rebuilt. Raw pages that a killed run left are taken in.

    \b
    giaoban repair --dry-run
    giaoban repair
    """
    if not any(home.glob("warc/*.warc.gz")):
        raise ArchiveError(f"There are no raw pages at {home} (no warc/*.warc.gz in it): nothing can be mended.")
    with ExitStack() as stack:
        for name in (".repair", *load_portals()) if not dry_run else ():
            if (holder := stack.enter_context(locked(home, name))) is not None:
                what = f"{shown(name.lstrip('.'))} is under way ({shown(holder)})"
                click.echo(f"giaoban: {what}; try again later.", err=True)
                raise click.exceptions.Exit(LOCKED)
        with signals() as stop, progress(silent=as_json) as watch:
            try:
                report = repair(home, Wanted(anew, dry_run, jobs or cores()), progress=watch, stop=stop)
            except Stopped:
                click.echo("giaoban: stopped before it was done; the archive is as it was.", err=True)
                raise click.exceptions.Exit(130) from None
    if as_json:
        write_json(report.as_json())
    else:
        _print(report)
    if report.lost:
        raise click.exceptions.Exit(ARCHIVE)


def _print(report: Report) -> None:
    for problem in report.problems:
        click.echo(f"giaoban: {shown(problem)}", err=True)
    if report.done and report.dry_run:
        click.echo("Nothing was changed. Without --dry-run:")
    for done in report.done:
        click.echo(f"{shown(done)}.")
    if report.aside:
        click.echo(f"The database before is kept as {report.aside}; remove it when all is well.")
    if not report.done and not report.lost:
        click.echo("Nothing is to be mended.")
