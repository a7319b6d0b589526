"""Which portals a command is about: those that are named, else all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import click

from crawler.cli.output import shown
from crawler.portal import PortalSpider
from crawler.portals import BrokenSpider, broken_spiders, load_portals


def choose(names: Sequence[str]) -> list[type[PortalSpider]]:
    """The portals of these names, all if there are none; what cannot be loaded is told.

    Raises:
        click.UsageError: there is no portal of a name.
    """
    known = load_portals()
    tell_broken()
    must_be_known(names, known)
    return [known[name] for name in dict.fromkeys(names or known)]


def tell_broken() -> list[BrokenSpider]:
    """Says which spiders cannot be loaded; returns them."""
    broken = broken_spiders()
    for each in broken:
        click.echo(f"giaoban: {shown(str(each))}", err=True)
    return broken


def must_be_known(names: Iterable[str], known: Iterable[str]) -> None:
    """Refuses the name of a portal that there is none of."""
    every = list(known)
    for name in names:
        if name not in every:
            raise click.UsageError(f"there is no portal {name!r}. There are: {', '.join(every)} (`giaoban portals`).")
