"""``giaoban doctor``: is everything that giaoban stands on as it should be, and if not, what to do?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from crawler.cli.choosing import must_be_known
from crawler.cli.main import home_option
from crawler.cli.output import shown, write_json
from crawler.config import NEVER
from crawler.doctor import archive, machine, portals, starting
from crawler.doctor.look import Look, exit_code
from crawler.portal import PortalSpider
from crawler.portals import load_portals
from storage.errors import ArchiveError
from storage.overview import figures
from storage.store import Store


@click.command("doctor")
@click.argument("names", nargs=-1, metavar="[PORTAL]...")
@home_option
@click.option("--offline", is_flag=True, help="Ask nobody for anything: leave the network out.")
@click.option("--test-alerts", is_flag=True, help="Send a message to every channel for alerts.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(names: tuple[str, ...], home: Path, offline: bool, test_alerts: bool, as_json: bool) -> None:
    """Look at the whole installation: Python, libraries, disk, clock, archive, locks, configuration, schedule, and
    each portal (or those named): its name, and one page, asked for politely. Nothing is changed.

    Each line is ok, a warning or a problem, with what to do. The exit code is 0 where there is no problem, 3 where the
    machine or the archive has one, 2 where the configuration has, 4 where a portal has.
    """
    known = load_portals()
    must_be_known(names, known)
    if offline and test_alerts:
        raise click.UsageError("--offline and --test-alerts exclude each other.")
    looks = []
    for look in _looks(known, list(names or known), home, offline, test_alerts):
        looks.append(look)
        if not as_json:
            _print(look)
    code = exit_code(looks)
    if as_json:
        write_json({"exit_code": code, "looks": [_shape(look) for look in looks]}, indent=2)
    raise click.exceptions.Exit(code)


def _looks(
    known: Mapping[str, type[PortalSpider]], names: list[str], home: Path, offline: bool, test_alerts: bool
) -> Iterator[Look]:
    now = datetime.now(UTC)
    yield machine.python()
    yield from machine.libraries()
    yield from machine.disk(home)
    yield machine.folders(home)
    said, newest = archive.database(home)
    yield from said
    yield machine.clock(now, newest)
    yield from archive.locks(home, now)
    said, config = portals.configuration(home, known, names)
    yield from said
    visited = {name: known[name] for name in names if config.of(name).cadence != NEVER}
    yield from starting.schedule(home.absolute(), list(visited), _last_runs(home), now)
    if test_alerts:
        yield from portals.channels(config)
    if not offline:
        yield from portals.answers(visited, config)


def _last_runs(home: Path) -> dict[str, datetime]:
    """When each portal was last visited; nothing where the archive does not say."""
    with suppress(ArchiveError), Store(home / "articles.db", readonly=True) as store:
        rows = figures(store.connection)
        return {row["portal"]: datetime.fromisoformat(row["last_run"]) for row in rows if row["last_run"]}
    return {}


def _print(look: Look) -> None:
    colour = {"warning": "yellow", "problem": "red"}.get(look.state, "green")
    click.echo(f"{click.style(f'{look.state:8}', fg=colour)} {look.subject}: {shown(look.said)}")
    if look.advice:
        click.echo(f"         → {shown(look.advice)}")


def _shape(look: Look) -> dict[str, str]:
    return {name: value for name, value in asdict(look).items() if name != "code"}
