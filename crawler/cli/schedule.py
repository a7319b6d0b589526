"""``giaoban schedule``: what cron, or systemd, has to be told so that every portal is visited as often as it should."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from crawler.cli.archive import open_archive
from crawler.cli.choosing import must_be_known, tell_broken
from crawler.cli.main import home_option
from crawler.cli.output import shown, write_json
from crawler.config import Config, load
from crawler.exits import NOT_FOUND
from crawler.portals import load_portals
from crawler.schedule import crontab, systemd
from crawler.schedule.crontab import ScheduleError
from crawler.schedule.plan import WEEKS, Visit, plan
from storage.overview import rhythm


@click.command("schedule")
@click.argument("portals", nargs=-1, metavar="[PORTAL]...")
@home_option
@click.option("--systemd", "timers", is_flag=True, help="Timers of systemd instead of lines for cron.")
@click.option(
    "--units",
    "place",
    type=click.Path(path_type=Path, file_okay=False),
    help="With --systemd: the folder of the units; without this /etc/systemd/system for root, else the user's own.",
)
@click.option("--install", is_flag=True, help="Put them where they work, in the place of those from before.")
@click.option("--remove", is_flag=True, help="Take away what was installed for this archive.")
@click.option("--yes", is_flag=True, help="Install or remove without asking.")
@click.option("--json", "as_json", is_flag=True, help="When each portal is visited, and why, as JSON.")
def command(
    portals: tuple[str, ...],
    home: Path,
    timers: bool,
    place: Path | None,
    install: bool,
    remove: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Print what has every portal (or those named) visited in good time, spread over the day; --install installs it.

    How often is said by `cadence` in giaoban.toml, or learned from what each portal publishes. Nothing but our own
    lines is ever changed in a crontab.

    \b
    giaoban schedule --home /srv/giaoban                     look at the lines
    giaoban schedule --home /srv/giaoban --install           show them, ask, put them into the crontab
    giaoban schedule --home /srv/giaoban --remove            take them out
    """
    if install and remove:
        raise click.UsageError("--install and --remove exclude each other.")
    if place and not timers:
        raise click.UsageError("--units says where the units of --systemd are; cron has none.")
    home = home.absolute()
    try:
        visits = [] if remove else _visits(portals, home)
        if as_json:
            _print_json(visits, home)
            return
        change = _timers(visits, home, place or systemd.folder()) if timers else _lines(visits, home)
        if not (install or remove):
            click.echo(_readable(change.text), nl=False)
        else:
            _carry_out(change, yes)
    except ScheduleError as error:
        click.echo(f"giaoban: {shown(str(error))}", err=True)
        raise click.exceptions.Exit(NOT_FOUND) from error


@dataclass(frozen=True, slots=True)
class _Change:
    """What would be installed, what is, and how the one gets into the place of the other."""

    text: bytes
    before: Callable[[], bytes]
    where: str
    carry_out: Callable[[], None]


def _lines(visits: list[Visit], home: Path) -> _Change:
    block = crontab.block(visits, _giaoban(), home) if visits else b""
    return _Change(
        block,
        lambda: crontab.ours(crontab.read(), home) or b"",
        "the crontab",
        lambda: crontab.write(crontab.replaced(crontab.read(), home, block)),
    )


def _timers(visits: list[Visit], home: Path, place: Path) -> _Change:
    wanted = systemd.units(visits, _giaoban(), home)

    def listed(units: dict[str, str]) -> bytes:
        return "\n".join(f"# {place / name}\n{text}" for name, text in sorted(units.items())).encode(
            errors="surrogateescape"
        )

    return _Change(
        listed(wanted),
        lambda: listed(systemd.installed(place, home)),
        str(place),
        lambda: systemd.install(place, home, wanted),
    )


def _carry_out(change: _Change, yes: bool) -> None:
    """Shows what is to be done, asks, and does it."""
    before = change.before()
    if change.text == before:
        click.echo(f"Nothing to do: {change.where} is as it should be.")
        return
    click.echo(_readable(change.text or before), nl=False)
    question = f"{'Put this into' if change.text else 'Take this out of'} {change.where}?"
    if not yes:
        if not sys.stdin.isatty():
            raise click.UsageError("nobody is there to be asked; --yes does it without.")
        click.confirm(question, abort=True, err=True)
    change.carry_out()
    click.echo(f"Done: {change.where} {'has' if change.text else 'has no longer'} these lines.", err=True)


def _visits(named: tuple[str, ...], home: Path) -> list[Visit]:
    known = load_portals()
    broken = tell_broken()
    must_be_known(named, known)
    config = load(home, None if broken else known)
    if not config.proxy and (os.environ.get("http_proxy") or os.environ.get("https_proxy")):
        click.echo("giaoban: cron does not know of the proxy in your environment; name it in giaoban.toml.", err=True)
    return planned(list(named or known), config, home)


def planned(portals: list[str], config: Config, home: Path) -> list[Visit]:
    """When these portals should be visited, by the configuration and what the archive knows of them."""
    learned = {}
    if (home / "articles.db").is_file():
        with open_archive(home) as store:
            learned = rhythm(store.connection, WEEKS * 7)
    return plan({name: config.of(name).cadence for name in portals}, learned, str(home))


def _giaoban() -> list[str]:
    """What starts this very giaoban, wherever it is started from."""
    script = Path(sys.executable).absolute().with_name("giaoban")
    return [str(script)] if script.is_file() else [sys.executable, "-m", "crawler.cli.main"]


def _readable(text: bytes) -> str:
    return shown(text.decode(errors="replace"))


def _print_json(visits: list[Visit], home: Path) -> None:
    shape = []
    for visit in visits:
        line = os.fsdecode(crontab.line(visit, _giaoban(), home))
        shape.append(asdict(visit) | {"systemd": systemd.calendar(visit), "crontab": line})
    write_json(shape, indent=2)
