"""``giaoban crawl``: visit portals and archive what is new."""

from __future__ import annotations

import json
import math
from pathlib import Path

import click
from rich.console import Console

from crawler.alerts import MACHINE
from crawler.cli.choosing import choose
from crawler.cli.crawl_progress import progress
from crawler.cli.main import Number, allow_private_option, delay_option, home_option, proxy_option, spiders_option
from crawler.cli.output import console, shown, table
from crawler.config import LONGEST_RUN, NEVER, is_metrics_file, load
from crawler.exits import DONE, LOCKED, NOT_FOUND
from crawler.metrics import write as write_metrics
from crawler.portals import broken_spiders, load_portals
from crawler.report import PortalReport, RunReport
from crawler.runs import run
from storage.errors import ArchiveError
from storage.store import Store


def _seconds(ctx: click.Context, param: click.Parameter, value: str) -> float:
    """A number of seconds; what is none is taken for a portal that stands behind an option without a number."""
    try:
        seconds = float(value)
    except ValueError:
        seconds = math.nan
    if not seconds >= 0:
        told = f"{value!r} is no number of seconds; name portals before --wait, or write --wait=60."
        raise click.BadParameter(told, ctx, param)
    return seconds


@click.command("crawl")
@click.argument("portals", nargs=-1, metavar="[PORTAL]...")
@home_option
@spiders_option
@click.option("--full", is_flag=True, help="Read every listing to its end and look at every known page again.")
@delay_option
@proxy_option
@click.option(
    "--metrics",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="GIAOBAN_METRICS",
    help="Write this file for Prometheus' node_exporter, e.g. /var/lib/node_exporter/giaoban.prom.",
)
@click.option(
    "--wait",
    is_flag=False,
    flag_value="inf",
    default="0",
    callback=_seconds,
    metavar="[SECONDS]",
    help="Wait for portals that another run holds, so many seconds (--wait=60) or, without a number, till it is done.",
)
@click.option(
    "--budget",
    type=Number(0, LONGEST_RUN),
    metavar="MINUTES",
    help="End in order after so many minutes, with what there is; the next run goes on. 0: no limit.",
)
@allow_private_option
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option("--quiet", is_flag=True, help="No progress, and a report only if a portal failed.")
def command(
    portals: tuple[str, ...],
    home: Path,
    full: bool,
    delay: float | None,
    proxy: str | None,
    metrics: Path | None,
    wait: float,
    budget: float | None,
    allow_private: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Visit portals (all, if none is named) and archive what is new or changed.

    \b
    Safe from cron at any time: a portal that another run is visiting is left out (or waited for, with --wait).
    15 6,14 * * *  giaoban crawl --quiet --home /srv/giaoban
    """
    chosen = choose(portals)
    if metrics and not is_metrics_file(metrics.name):
        raise click.UsageError(f"--metrics {str(metrics)!r} must end in .prom, for node_exporter reads no other file.")
    _make(home)
    # A portal whose spider cannot be loaded may be named in the configuration all the same.
    known = None if broken_spiders() else load_portals()
    config = load(home, known).told(
        delay=delay, proxy=proxy, allow_private=allow_private or None, budget_minutes=budget
    )
    chosen = [portal for portal in chosen if portal.name in portals or config.of(portal.name).cadence != NEVER]
    with progress(console(stderr=True), [portal.name for portal in chosen], quiet or as_json) as watch:
        report = run(chosen, home, config, full=full, wait=wait, progress=watch)
    if report.clock:
        click.echo(f"giaoban: {report.clock}", err=True)
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    elif not quiet or report.exit_code not in (DONE, LOCKED):
        _print(report, console(stderr=quiet))
    for problem in report.alert_problems:
        click.echo(f"giaoban: {shown(problem)}", err=True)
    measured = _measure(home, metrics or (home / config.metrics_file if config.metrics_file else None))
    raise click.exceptions.Exit(report.exit_code or measured)


def _measure(home: Path, metrics: Path | None) -> int:
    """Writes the file for Prometheus, if one is wanted; where it cannot be, says so and returns the code for that."""
    try:
        if metrics:
            write_metrics(metrics, home)
    except (OSError, ArchiveError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        click.echo(f"giaoban: {metrics} could not be written: {reason}", err=True)
        return NOT_FOUND
    return DONE


def _make(home: Path) -> None:
    if _has_lost_its_raw_pages(home):
        raise ArchiveError(
            f"{home / 'warc'} is gone, where earlier crawls left raw pages. Put it back, or mount the disk that it is "
            "on; if it is lost for good, make an empty folder of that name: the crawl goes on with the texts there are."
        )
    try:
        (home / "warc").mkdir(parents=True, exist_ok=True)
        probe = home / "warc" / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise ArchiveError(
            f"The archive's folder {home} cannot be written ({error.strerror}). "
            "Name another with --home, or change its owner."
        ) from error


def _has_lost_its_raw_pages(home: Path) -> bool:
    if (home / "warc").exists() or not (home / "articles.db").exists():
        return False
    with Store(home / "articles.db", create=False) as store:
        return store.connection.execute("SELECT 1 FROM run_portals WHERE new > 0 LIMIT 1").fetchone() is not None


def _print(report: RunReport, out: Console) -> None:
    counts = ("requests", "new", "changed", "unchanged", "duplicates", "rejected", "gone", "files", "errors")
    headings = ("asked", *counts[1:], "seconds")
    made = table(f"Run {report.run_id}", "portal", *headings, numbers=headings)
    for portal in report.portals:
        numbers = [str(getattr(portal, name) or "·") for name in counts]
        made.add_row(portal.portal, *numbers, f"{portal.seconds:.1f}")
    if len(report.portals) > 1:
        made.add_section()
        made.add_row("all", *(str(sum(getattr(portal, name) for portal in report.portals)) for name in counts))
    out.print(made)
    if len(report.portals) > 1 and all(portal.result == "failed" and not portal.fetched for portal in report.portals):
        out.print(f"  all portals {MACHINE}", markup=False)
    for portal in report.portals:
        _print_beside(portal, out)
    if report.fatal:
        click.echo(f"giaoban: {report.fatal}", err=True)


def _print_beside(portal: PortalReport, out: Console) -> None:
    """What the numbers of a portal do not say, in lines."""
    if portal.not_modified:
        out.print(f"  {portal.portal}: {portal.not_modified} of the unchanged were not sent again (304)", markup=False)
    for reason, count in portal.reasons.items():
        out.print(f"  {portal.portal}: {count} rejected: {reason}", markup=False)
    for problem, count in portal.file_problems.items():
        out.print(f"  {portal.portal}: {count} file(s) not fetched: {problem}", markup=False)
    if portal.missing:
        out.print(
            f"  {portal.portal}: {portal.missing} page(s) that had an article show none now; they keep their text, "
            "and count as gone only if a later look finds the same"
        )
    for note in portal.notes:
        out.print(f"  {portal.portal}: {note}", markup=False)
    for finding in portal.findings:
        out.print(f"  {portal.portal}: {shown(finding['words'])}", markup=False)
        if finding["example"]:
            out.print(f"    for example {shown(finding['example'])}", markup=False, soft_wrap=True)
    if portal.held:
        out.print(f"  {portal.portal}: {portal.held} page(s) held: see `giaoban quarantine list`", markup=False)
    if portal.problem and not portal.findings:
        out.print(f"  {portal.portal} {portal.result}: {portal.problem}", markup=False)
