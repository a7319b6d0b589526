"""``giaoban import``: another archive, or an export of one, taken into this."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path

import click
from rich.progress import track

from crawler.cli.long import cores
from crawler.cli.main import home_option
from crawler.cli.output import console, shown
from crawler.exits import LOCKED
from crawler.locks import locked
from crawler.processes import Helper
from storage.errors import ArchiveError
from storage.indexed import index_text
from storage.merging.copying import take_raw_files
from storage.merging.from_archive import ArchiveSource, open_archive_source
from storage.merging.from_lines import LinesSource
from storage.merging.incoming import Source, Unit
from storage.merging.merge import Folders, Report, merge
from storage.store import Store

DATABASE = "articles.db"
SQLITE = b"SQLite format 3\x00"
# No portal has such a name. Two imports at once would each take the other's texts, whose pages are still to come, for
# texts that stand nowhere.
IMPORT = ".import"


@click.command("import")
@click.argument("other", type=click.Path(path_type=Path))
@home_option
@click.option("--dry-run", is_flag=True, help="Say what would come in, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="What came in, as JSON.")
def command(other: Path, home: Path, dry_run: bool, as_json: bool) -> None:
    """Take OTHER into the archive at --home: the folder of another archive, or an export in JSON Lines.

    What both have is kept once: texts, pages, captures, raw pages, files, runs. What a page showed to either is its
    history. Importing again adds nothing; an import that was ended early is completed by the same again. OTHER is
    read and never changed.

    \b
    giaoban import /mnt/usb/giaoban
    giaoban import archive.jsonl.gz --dry-run
    """
    if not other.exists():
        raise ArchiveError(f"There is nothing at {other}.")
    with ExitStack() as stack:
        source = stack.enter_context(_source(other))
        if isinstance(source, ArchiveSource) and home.is_dir() and source.home.samefile(home):
            raise click.UsageError(f"{other} is the archive at {home} itself.")
        target = home
        if dry_run and not (home / DATABASE).exists():
            # What is not there is not made to see what would come into it.
            target = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="giaoban-")))
        store = stack.enter_context(Store(target / DATABASE))
        for name in (IMPORT, *source.portals):
            holder = stack.enter_context(locked(target, name))
            if holder is not None:
                what = "another import is under way" if name == IMPORT else f"{name} is being crawled"
                click.echo(f"giaoban: {shown(what)} ({shown(holder)}); try again later.", err=True)
                raise click.exceptions.Exit(LOCKED)
        report = _merge(store, source, target, dry_run)
    _tell(report, home, dry_run, as_json)


def _merge(store: Store, source: Source, home: Path, dry_run: bool) -> Report:
    """The raw pages first: what the archive says of them is true once it says it."""
    folders = Folders(home)
    if isinstance(source, ArchiveSource):
        raw = take_raw_files(source.home / "warc", home / "warc", dry_run=dry_run)
        folders = replace(folders, other=source.home, raw=raw)
    with Helper(index_text) if cores() > 1 else nullcontext() as helper:
        report = merge(store, _Watched(source), folders, dry_run=dry_run, helper=helper)
    report.added["WARC files"] = folders.raw.copied
    return report


class _Watched:
    """A source whose units are counted where somebody watches."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.portals = source.portals

    def units(self) -> Iterator[Unit]:
        if not sys.stderr.isatty():
            return self._source.units()
        units = track(self._source.units(), "importing", total=None, console=console(stderr=True), transient=True)
        return iter(units)


@contextmanager
def _source(other: Path) -> Iterator[Source]:
    """What OTHER is: the folder of an archive, its database, or else an export."""
    if other.is_dir():
        with open_archive_source(other / DATABASE) as source:
            yield source
    elif _is_database(other):
        with open_archive_source(other) as source:
            yield source
    else:
        yield LinesSource(other)


def _is_database(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(SQLITE)) == SQLITE
    except OSError as error:
        raise ArchiveError(f"{path} cannot be read: {error.strerror}.") from error


def _tell(report: Report, home: Path, dry_run: bool, as_json: bool) -> None:
    added = {name: count for name, count in report.added.items() if count}
    for problem in report.problems:
        click.echo(f"giaoban: {shown(problem)}.", err=True)
    if as_json:
        click.echo(json.dumps({"dry_run": dry_run, "added": added, "problems": report.problems}, ensure_ascii=False))
        return
    told = ", ".join(f"{count:,} {name}" for name, count in added.items()) or "nothing that is not there already"
    click.echo(f"{'Would add' if dry_run else 'Added'} to {shown(str(home))}: {told}.")
