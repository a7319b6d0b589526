"""``giaoban check``: do the spiders still do what is expected of them, on the portals as they are now?"""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from crawler import contract
from crawler.checking import Checked, Finding, check
from crawler.cli.choosing import choose
from crawler.cli.main import allow_private_option, delay_option, home_option, proxy_option, spiders_option
from crawler.cli.output import console, table, write_json
from crawler.config import Config, load
from crawler.contract import Fixture, FixtureError
from crawler.exits import PORTAL
from crawler.portal import PortalSpider
from crawler.portals import load_portals
from crawler.visit import Visit, visits

# How a verdict is shown on a terminal.
_STYLES = {"ok": "green", "doubtful": "yellow", "failed": "red"}


@click.command("check")
@click.argument("portals", nargs=-1, metavar="[PORTAL]...")
@home_option
@spiders_option
@click.option("--saved", is_flag=True, help="Ask no portal: hold the saved pages against what is expected of them.")
@click.option("--accept", is_flag=True, help="With --saved: from now on expect what is made of the pages now.")
@delay_option
@proxy_option
@allow_private_option
@click.option("--json", "as_json", is_flag=True, help="One JSON line a portal.")
def command(
    portals: tuple[str, ...],
    home: Path,
    saved: bool,
    accept: bool,
    delay: float | None,
    proxy: str | None,
    allow_private: bool,
    as_json: bool,
) -> None:
    """Look at portals (all, if none is named) as they are now: a listing and three articles, each had twice.

    Which fields are filled, and by which rules, is held against the fixture of the portal's spider; the texts of the
    two downloads are held against each other, so that no counter is left in them. Nothing is stored.

    \b
    giaoban check laocai             the live portal: some eight requests, politely
    giaoban check laocai --saved     what the spider makes of the saved pages, as a diff
    """
    if accept and not saved:
        raise click.UsageError("--accept goes with --saved: what a live portal shows is no expectation.")
    config = load(home, load_portals()).told(delay=delay, proxy=proxy, allow_private=allow_private or None)
    chosen = choose(portals)
    looked = _saved(chosen, accept) if saved else _live(chosen, config)
    for checked in looked:
        if as_json:
            write_json(checked.as_json())
        else:
            _print(checked, console())
    failed = sum(checked.verdict == "failed" for checked in looked)
    if not as_json:
        click.echo(f"{len(looked) - failed} of {len(looked)} portals are as expected.")
    raise click.exceptions.Exit(PORTAL if failed else 0)


def _live(portals: list[type[PortalSpider]], config: Config) -> list[Checked]:
    return visits([_visit(portal, config.of(portal.name)) for portal in portals])


def _visit(portal: type[PortalSpider], config: Config) -> Visit[Checked]:
    private = portal.allowed_domains if config.allow_private else ()
    return Visit(config, partial(check, portal, _fixture(portal)), tuple(private))


def _fixture(portal: type[PortalSpider]) -> Fixture | None:
    """What is expected of a portal; nothing is of one that has no fixture."""
    try:
        return contract.read_fixture(contract.folder_of(portal))
    except FixtureError:
        return None


def _saved(portals: list[type[PortalSpider]], accept: bool) -> list[Checked]:
    return [_held(portal, accept) for portal in portals]


def _held(portal: type[PortalSpider], accept: bool) -> Checked:
    """What a spider makes of its saved pages, beside what is expected of it."""
    try:
        fixture = contract.read_fixture(contract.folder_of(portal))
        now = contract.observed(portal, fixture)
    except FixtureError as error:
        return Checked(portal.name, False, (Finding("fixture", "failed", "saved pages", str(error)),))
    different = contract.difference(fixture, now)
    found = "\n".join(different) or "as expected"
    if accept:
        contract.write(fixture.folder, now | {"looked_at": True})
        return Checked(portal.name, True, (Finding("saved pages", "ok", "what is made of them now", found),))
    held = Finding("saved pages", "failed" if different else "ok", "as expected", found)
    wrong = (Finding("expectation", "failed", "", problem) for problem in contract.problems(fixture))
    return Checked(portal.name, True, (held, *wrong))


def _print(checked: Checked, out: Console) -> None:
    compared = "" if checked.compared else ": no fixture to hold it against"
    made = table(f"{checked.portal}: {checked.verdict}{compared}", "what", "verdict", "expected", "found")
    for finding in checked.findings:
        style = _STYLES[finding.verdict]
        made.add_row(finding.what, Text(finding.verdict, style), finding.expected, finding.found)
    out.print(made)
