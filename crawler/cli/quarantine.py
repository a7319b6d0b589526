"""``giaoban quarantine``: what is not believed, and what a person decides of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from crawler.archiving import read_again, stored_profile
from crawler.cli.archive import open_archive
from crawler.cli.main import home_option
from crawler.cli.output import console, shown, table, write_json
from crawler.exits import ARCHIVE, DONE, LOCKED, NOT_FOUND
from crawler.health import quarantine
from crawler.locks import locked
from crawler.reextract import rules_of
from storage import health, warc
from storage.errors import ArchiveError, explained
from storage.health import Held
from storage.records import Article, Capture, CaptureRef
from storage.store import Store

_BY_HAND = "by hand"


@click.group("quarantine")
def command() -> None:
    """What was held back because a portal seemed broken or hacked: look at it, release it, or drop it.

    \b
    What is held is no article and no change of one; its raw page is kept either way.
    It is released by itself where it proves right: a redesign that three runs in turn read well.
    """


@command.command("list")
@home_option
@click.argument("portals", nargs=-1, metavar="[PORTAL]...")
@click.option("--all", "every", is_flag=True, help="Also what was released or dropped.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def list_(portals: tuple[str, ...], home: Path, every: bool, as_json: bool) -> None:
    """What is held, and why."""
    with open_archive(home) as store, explained(store.path):
        rows = [
            held
            for held in health.held(store.connection, state=None if every else "held")
            if not portals or held.portal in portals
        ]
    if as_json:
        write_json([asdict(held) for held in rows], indent=2)
        return
    if not rows:
        click.echo("Nothing is held in quarantine.")
        return
    made = table("Quarantine", "id", "portal", "since", "state", "title", "why", numbers=("id",))
    for held in rows:
        title = held.title[:40] or "-"
        made.add_row(str(held.id), held.portal, held.held_at[:10], held.state, title, held.reason)
    out = console()
    out.print(made)
    for held in rows:
        out.print(f"  {held.id}: {shown(held.url)}", markup=False, soft_wrap=True)


@command.command("release")
@home_option
@click.argument("what", nargs=-1, required=True, metavar="ID|PORTAL...")
def release(what: tuple[str, ...], home: Path) -> None:
    """Believe it after all: it is read as any page is, and what follows from it is stored.

    With the name of a portal all that is held of it, and what the portal is like now is taken for what it is.
    """
    with _chosen(home, what) as (store, chosen):
        at, unreadable = datetime.now(UTC), []
        with explained(store.path), store.batch():
            for portal in dict.fromkeys(held.portal for held in chosen):
                mine = [held for held in chosen if held.portal == portal]
                unreadable += quarantine.release(store, mine, _reader(store, home, portal), by=_BY_HAND, at=at)
            for portal in (name for name in what if not name.isdigit()):
                quarantine.accept(store, portal, at)
    click.echo(f"{len(chosen) - len(unreadable)} released.")
    for held in unreadable:
        click.echo(f"giaoban: {held.id} stays held: its raw page cannot be read; see `giaoban verify`.", err=True)
    raise click.exceptions.Exit(ARCHIVE if unreadable else DONE)


@command.command("drop")
@home_option
@click.argument("what", nargs=-1, required=True, metavar="ID|PORTAL...")
def drop(what: tuple[str, ...], home: Path) -> None:
    """It is no article and will be none; its raw page is kept."""
    with _chosen(home, what) as (store, chosen), explained(store.path), store.batch():
        quarantine.drop(store, chosen, by=_BY_HAND, at=datetime.now(UTC))
    click.echo(f"{len(chosen)} dropped.")


@contextmanager
def _chosen(home: Path, what: Sequence[str]) -> Iterator[tuple[Store, list[Held]]]:
    """What is held of these numbers and portals, whose locks are ours meanwhile."""
    with ExitStack() as stack:
        open_archive(home).close()  # says in words if there is none
        store = stack.enter_context(Store(home / "articles.db", create=False))
        with explained(store.path):
            every = health.held(store.connection)
            known = health.states(store.connection)
        ids = {str(held.id) for held in every}
        for name in what:
            if name not in ids and name not in known:
                click.echo(f"giaoban: {shown(name)} is the number of nothing that is held, and no portal.", err=True)
                raise click.exceptions.Exit(NOT_FOUND)
        chosen = [held for held in every if str(held.id) in what or held.portal in what]
        for portal in sorted({held.portal for held in chosen} | (known.keys() & set(what))):
            if holder := stack.enter_context(locked(home, portal)):
                click.echo(f"giaoban: {portal} is being crawled ({holder}); try again when that is done.", err=True)
                raise click.exceptions.Exit(LOCKED)
        yield store, chosen


def _reader(store: Store, home: Path, portal: str) -> quarantine.Reread:
    rules, profile = rules_of(portal), stored_profile(store, portal)

    def read(ref: CaptureRef) -> tuple[Capture, Article] | None:
        try:
            capture = warc.read(home / "warc", ref)
        except ArchiveError as error:
            click.echo(f"giaoban: {shown(str(error))}", err=True)
            return None
        article = read_again(capture, rules, profile)
        return (capture, article) if article else None

    return read
