"""``giaoban reextract``: read stored captures anew, with the extractor, the rules and the profile of today."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from crawler.cli.long import cores, progress, signals
from crawler.cli.main import home_option
from crawler.cli.output import console, shown, table, write_json
from crawler.reextract import NoSuchPortal, PageChange, PortalCount, Report, Wanted, reextract
from storage.diff import diff

# Pages that are shown one by one, values of a page, and characters of a value.
_PAGES, _SHOWN, _WORDS = 50, 60, 4


@click.command("reextract")
@click.argument("portals", nargs=-1, metavar="[PORTAL]...")
@home_option
@click.option("--older", is_flag=True, help="Only captures that an older extractor read; the default.")
@click.option("--all", "every", is_flag=True, help="Every capture: after rules were changed, for example.")
@click.option("--dry-run", is_flag=True, help="Write nothing, and show what would change.")
@click.option("--jobs", type=click.IntRange(1, 256), help="Processes that read; one a core, if not said.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: each page that changes, and the report last.")
def command(
    portals: tuple[str, ...], home: Path, older: bool, every: bool, dry_run: bool, jobs: int | None, as_json: bool
) -> None:
    """Read captures again out of the WARC files, and correct what the archive says of their pages.

    Articles keep their numbers and pages their history: a better reading is no revision. No portal is asked for
    anything. May be ended at any time: the same command goes on where it was. A dry run works on a copy of
    articles.db in the folder for temporary files.

    \b
    giaoban reextract --dry-run                 what would change, after an update of giaoban
    giaoban reextract                           all portals, what an older extractor read
    giaoban reextract backan --all              all of one portal, after its rules were changed
    """
    if older and every:
        raise click.UsageError("--older and --all exclude each other.")
    wanted = Wanted(portals, every, dry_run, jobs or cores())
    told = _Pages(as_json, dry_run)
    with signals() as stop, progress("pages", silent=as_json) as watch:
        try:
            report = reextract(home, wanted, progress=watch, changed=told, stop=stop)
        except NoSuchPortal as error:
            raise click.UsageError(str(error)) from error
    if as_json:
        write_json({"report": report.as_json()})
    else:
        told.rest()
        _print(report)
    raise click.exceptions.Exit(report.exit_code)


class _Pages:
    """Shows the pages that change as they come: all of them as JSON, for a person the first of them."""

    def __init__(self, as_json: bool, dry_run: bool) -> None:
        self.as_json = as_json
        self.dry_run = dry_run
        self.number = 0

    def __call__(self, page: PageChange) -> None:
        self.number += 1
        if self.as_json:
            fields = {name: {"before": old, "after": new} for name, (old, new) in page.fields.items()}
            write_json({"page": page.url, "portal": page.portal, "changes": fields})
        elif self.dry_run and self.number <= _PAGES:
            click.echo(shown(page.url))
            for name, (old, new) in page.fields.items():
                click.echo(shown(f"  {name}: {_in_words(name, old, new)}"))

    def rest(self) -> None:
        if self.dry_run and self.number > _PAGES:
            click.echo(f"… and {self.number - _PAGES} pages more; --json shows all of them.")


def _in_words(name: str, old: Any, new: Any) -> str:
    if name == "text" and old and new:
        return _words_changed(old, new)
    if name in ("text", "lead"):
        return f"{_short(old)} → {_short(new)}"
    if isinstance(old, list) or isinstance(new, list):
        return f"{len(old or [])} → {len(new or [])}" if len(old or []) != len(new or []) else "others"
    return f"{_short(old)} → {_short(new)}"


def _words_changed(old: str, new: str) -> str:
    """How many words went and came, and the first runs of them."""
    runs = [change for change in diff(old, new) if change.kind != "equal"]
    gone = sum(len(run.text.split()) for run in runs if run.kind == "delete")
    come = sum(len(run.text.split()) for run in runs if run.kind == "insert")
    first = " ".join(
        f"[-{_short(run.text)}-]" if run.kind == "delete" else f"{{+{_short(run.text)}+}}" for run in runs[:_WORDS]
    )
    return f"{gone} words less, {come} more: {first}{' …' if len(runs) > _WORDS else ''}"


def _short(value: Any) -> str:
    text = "nothing" if value is None else " ".join(str(value).split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


_COUNTS = ("pages", "captures", "unchanged", "corrected", "new_texts", "texts_gone", "accepted", "rejected")


def _print(report: Report) -> None:
    out = console()
    headings = tuple(name.replace("_", " ") for name in _COUNTS)
    made = table("What would change" if report.dry_run else "Read again", "portal", *headings, numbers=headings)
    for count in report.portals:
        made.add_row(count.portal, *(str(getattr(count, name) or "·") for name in _COUNTS))
    out.print(made)
    for count in report.portals:
        _print_fields(count)
    for problem in report.problems:
        click.echo(f"giaoban: {shown(problem)}", err=True)
    lost = sum(count.unreadable for count in report.portals)
    failed = sum(count.failed for count in report.portals)
    if lost or failed:
        click.echo(
            f"giaoban: {lost} capture(s) could not be read, and the extractor failed on {failed}: they give what they "
            "gave before, and are tried again by the next reextract.",
            err=True,
        )


def _print_fields(count: PortalCount) -> None:
    if count.fields:
        told = ", ".join(f"{name} {number}" for name, number in count.fields.most_common())
        click.echo(f"  {count.portal}: pages with another {told}")
    if count.problem:
        click.echo(f"  {count.portal} {count.result}: {count.problem}")
