"""``giaoban new-portal``: a look at a portal that nobody has told us of, and the spider that it takes."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import click
from rich.console import Console

from crawler.cli.main import delay_option, home_option, proxy_option
from crawler.cli.output import console, shown, table
from crawler.cli.pages import check_address
from crawler.config import FILE, load
from crawler.contract import EXPECTED, FIXTURES
from crawler.exits import PORTAL
from crawler.extract.text import fold
from crawler.fetch.private import why_private
from crawler.portal import PortalSpider
from crawler.portals import NO_SPIDER, load_platforms, load_portals, portal_at
from crawler.settings import GIAOBAN_HOME
from crawler.survey.entry import add_entry
from crawler.survey.found import Found, SurveyError
from crawler.survey.looking import Sample, Survey, survey
from crawler.survey.platforms import Guess
from crawler.survey.writing import Exists, places, spider_class, write
from crawler.visit import NoAnswer, Visit, host_of, visits
from storage.errors import ArchiveError

_NAME = re.compile(r"[a-z][a-z0-9_-]*")
_FIRST_LETTERS = 90
# Hosts say whose portal it is in their first part, but for these.
_NO_NAME = frozenset(("www", "portal", "cong", "congthongtin", "trangthongtin", "ubnd"))


@click.command("new-portal")
@click.argument("url")
@click.option("--name", help="What to call the portal; else a name is made of its host.")
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), help="The folder to write the spider to.")
@click.option("--yes", is_flag=True, help="Write without asking.")
@home_option
@delay_option
@click.option("--allow-private", is_flag=True, help="Look at it in a private network too, and crawl it there.")
@proxy_option
def command(
    url: str,
    name: str | None,
    into: Path | None,
    yes: bool,
    home: Path,
    delay: float | None,
    allow_private: bool,
    proxy: str | None,
) -> None:
    """Look at a portal, show what would be stored of it, and write the spider that it takes.

    Twenty pages or so are asked for, politely, thirty at most: URL is the portal's front page, or a page that lists
    its news. Nothing is written before you have seen it and said yes, and nothing that exists is written over.
    """
    check_address("URL", url)
    config = load(home).told(delay=delay, proxy=proxy, allow_private=allow_private or None)
    if name is not None and not _NAME.fullmatch(name):
        proposed = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-0123456789")
        told = "must be small letters, figures, - and _, and begin with a letter"
        raise click.UsageError(f"--name {name!r} {told}{f', such as {proposed}' if proposed else ''}.")
    portal, into = name or _name_of(url), into or home / "spiders"
    if portal.startswith(NO_SPIDER):
        raise click.UsageError(f"--name {portal!r}: files that begin so are no spiders; choose another.")
    if portal in load_portals():
        raise click.UsageError(f"there is a portal {portal!r} already (`giaoban portals`); say --name.")
    if not config.allow_private and (why := why_private(host_of(url))):
        raise click.UsageError(f"{why}; --allow-private reads portals in a private network.")
    _check_places(portal, into, home)
    platforms = load_platforms()
    generic = platforms.pop("generic")
    try:
        named = (host_of(url),) if config.allow_private else ()
        [found] = visits([Visit(config, lambda ask: survey(ask, url, platforms, generic, _made(portal)), named)])
    except (NoAnswer, SurveyError) as error:
        click.echo(f"giaoban: {shown(str(error))}", err=True)
        raise click.exceptions.Exit(PORTAL) from error
    _show(found, portal, console())
    if other := portal_at(url):
        click.echo(f"Doubtful: {other.name} reads this host already: with two spiders it is crawled twice.")
    if not yes and not click.confirm(f"Write the spider to {into / portal}.py?", default=False, err=True):
        return
    _write(found, portal, into, home, "allow_private = true\n" if allow_private else "")


def _check_places(portal: str, into: Path, home: Path) -> None:
    """Refuses what cannot be written before the portal is asked for anything."""
    try:
        places(portal, into)
    except Exists as error:
        raise _not_written_over(error) from error
    except OSError as error:
        raise ArchiveError(f"{error.filename or into} cannot be used ({error.strerror}).") from error
    for folder in (into, home):
        there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
        if not there.is_dir() or not os.access(there, os.W_OK):
            raise ArchiveError(f"{folder} cannot be written: {there} is {'not ours' if there.is_dir() else 'a file'}.")


def _not_written_over(error: Exists) -> click.UsageError:
    return click.UsageError(f"{error.path} exists and is not written over; say --name or --into.")


def _write(found: Survey, portal: str, into: Path, home: Path, settings: str) -> None:
    try:
        for path in write(found, portal, into):
            click.echo(f"wrote {path}")
        left = add_entry(home, portal, into, settings)
    except Exists as error:
        raise _not_written_over(error) from error
    except OSError as error:
        raise ArchiveError(f"{error.filename or into} cannot be written ({error.strerror}).") from error
    click.echo(f"To do: {left}." if left else f"named in {home / FILE}")
    click.echo(f"Look at {into / FIXTURES / portal / EXPECTED}: its test fails until somebody has.")
    place = f" --home {shlex.quote(str(home))}" if home != Path(GIAOBAN_HOME) else ""
    click.echo(f"Then: giaoban crawl {portal}{f' --spiders {shlex.quote(str(into))}' if left else ''}{place}")


def _made(portal: str) -> Callable[[Found, Guess], PortalSpider]:
    """Makes the spider that would be written for a portal."""
    return lambda found, guess: spider_class(portal, portal, found, guess)()


def _name_of(url: str) -> str:
    """A name out of a host: "thoxuan.thanhhoa.gov.vn" is thoxuan."""
    parts = [re.sub(r"[^a-z0-9]+", "", fold(part)) for part in (urlsplit(url).hostname or "").split(".")]
    named = [part for part in parts if part and part not in _NO_NAME and not part[0].isdigit()]
    return named[0] if named else "portal"


def _show(found: Survey, portal: str, out: Console) -> None:
    """What would be stored, as a person looks at it."""
    out.print(shown(f"{portal}: {found.name} ({found.found.site.scheme}://{found.found.site.host})"), markup=False)
    out.print(
        shown(f"Platform: {found.guess.platform}, for {found.guess.evidence}. {found.pages} pages looked at."),
        markup=False,
    )
    listings = table("Listings", "items", "name", "address", numbers=("items",))
    for listing in found.found.listings:
        listings.add_row(str(len(listing.items) or "?"), listing.name, listing.address)
    out.print(listings)
    out.print("Articles as they would be stored")
    for sample in found.samples:
        for line in _lines(sample):
            out.print(f"  {shown(line)}", markup=False)
        out.print()
    for doubt in found.doubts:
        out.print(shown(f"Doubtful: {doubt}{'' if doubt.endswith('?') else '.'}"), markup=False)


def _lines(sample: Sample) -> list[str]:
    """An article in a few lines: its title, its date with evidence, its first words, what is doubtful."""
    article, date = sample.article, sample.article.published
    dated = f"{date.value}, from {date.evidence}: {date.text!r}" if date.value else "no date"
    doubts = [f"doubtful: {doubt}" for doubt in sample.doubts]
    return [article.title or sample.item.title, sample.page.url, dated, f"{article.text[:_FIRST_LETTERS]} …", *doubts]
