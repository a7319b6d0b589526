"""``giaoban portals``: which portals there are spiders for, and which platforms are known."""

from __future__ import annotations

import json
from pathlib import Path

import click

from crawler.cli.choosing import tell_broken
from crawler.cli.main import home_option, spiders_option
from crawler.cli.output import console, table
from crawler.config import load
from crawler.portals import about, load_platforms, load_portals


@click.command("portals")
@home_option
@spiders_option
@click.option("--platforms", is_flag=True, help="The platforms that are known, and the bases of spiders on them.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(home: Path, platforms: bool, as_json: bool) -> None:
    """The portals that `giaoban crawl` knows: the built-in ones and your own (giaoban.toml, --spiders)."""
    load(home)  # a wrong giaoban.toml, which may name spiders, is told
    rows = _platforms() if platforms else _portals()
    tell_broken()
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    columns = [name for name in rows[0] if name != "aliases"]
    made = table("Platforms" if platforms else "Portals", *columns)
    for row in rows:
        made.add_row(*(str(row[name]) for name in columns))
    console().print(made)


def _portals() -> list[dict[str, object]]:
    return [
        {"name": p.name, "host": p.host, "aliases": list(p.aliases), "platform": p.platform, "site": p.site}
        for p in load_portals().values()
    ]


def _platforms() -> list[dict[str, object]]:
    return [
        {"platform": name, "base": f"{base.__module__}.{base.__name__}", "of": about(base)}
        for name, base in load_platforms().items()
    ]
