"""``giaoban portals``: which portals there are spiders for."""

from __future__ import annotations

import json
from pathlib import Path

import click

from crawler.cli.main import home_option, spiders_option
from crawler.cli.output import console, table
from crawler.config import load
from crawler.portals import broken_spiders, load_portals


@click.command("portals")
@home_option
@spiders_option
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(home: Path, as_json: bool) -> None:
    """The portals that `giaoban crawl` knows: the built-in ones and your own (giaoban.toml, --spiders)."""
    load(home)  # a wrong giaoban.toml, which may name spiders, is told
    portals = load_portals().values()
    for broken in broken_spiders():
        click.echo(f"giaoban: {broken}", err=True)
    if as_json:
        shape = [
            {"name": p.name, "host": p.host, "aliases": list(p.aliases), "site": p.site, "platform": p.platform}
            for p in portals
        ]
        click.echo(json.dumps(shape, ensure_ascii=False, indent=2))
        return
    made = table("Portals", "name", "host", "platform", "site")
    for portal in portals:
        made.add_row(portal.name, portal.host, portal.platform, portal.site)
    console().print(made)
