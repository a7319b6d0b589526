"""``giaoban explain``: every block of a page, kept or dropped, and why."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

import click

from crawler.archiving import stored_profile
from crawler.cli.archive import open_archive
from crawler.cli.explain_html import as_html
from crawler.cli.explain_text import summary, write_text
from crawler.cli.main import home_option
from crawler.cli.moments import moment
from crawler.cli.output import console, shown, write_json
from crawler.cli.pages import Unreadable, all_rules, capture_of, check_address, read_page, rules_for
from crawler.config import load
from crawler.exits import NOT_FOUND
from crawler.extract import NOTHING_LEARNED, Explanation, Profile, Rules, explain
from crawler.portals import load_portals, portal_at
from crawler.visit import NoAnswer, fetch_page
from storage import warc
from storage.records import Capture
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Given:
    """A page to explain, what is known of its portal, and where it came from, in words."""

    capture: Capture
    rules: tuple[Rules, ...]
    profile: Profile
    origin: str


@click.command("explain")
@click.argument("page", metavar="FILE|URL")
@click.option("--url", help="The address that a FILE was saved from.")
@click.option("--seen", help="When a FILE was fetched, ISO 8601. Default: now.")
@click.option("--rules", "rules_name", metavar="NAME|none", help="Only these rules, or none, whatever the address.")
@home_option
@click.option("--html", type=click.Path(path_type=Path, allow_dash=True), help="Write one HTML file, for a browser.")
@click.option(
    "--all/--kept", "show_all", default=True, help="Show dropped blocks too (the default), or only kept ones."
)
@click.option("--full", is_flag=True, help="Shorten no text and leave out no evidence.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, all blocks with all evidence.")
def command(
    page: str,
    url: str | None,
    seen: str | None,
    rules_name: str | None,
    home: Path,
    html: Path | None,
    show_all: bool,
    full: bool,
    as_json: bool,
) -> None:
    """Say of every block of a page whether it was kept or dropped, by which rule, with what evidence.

    \b
    FILE is a saved page, or - for standard input. Of a URL the archive's latest capture is explained,
    if it has one; else the page is fetched, once, as a crawl would.
    giaoban explain page.html --url https://thoxuan.thanhhoa.gov.vn/… --html page-explained.html
    giaoban explain http://backancity.gov.vn/hoi-nghi-bao-cao-vien-thanh-uy-thang-11-nam-2018/ --kept
    """
    rules = _rules_named(rules_name)
    if "://" in page:
        if url or seen:
            raise click.UsageError("--url and --seen are for a FILE: a page that is fetched tells both itself.")
        given = _page_at(page, home)
    else:
        if html is not None and _same_file(page, html):
            raise click.UsageError(f"--html {html} is the page itself; it would be written over.")
        given = _page_in(page, url, seen)
    try:
        explanation = explain(given.capture, given.rules if rules is None else rules, given.profile)
    except MemoryError as error:
        raise _failure(f"{page} cannot be read: there is not enough memory for it.") from error
    if html is not None:
        _write(html, as_html(explanation, given.origin))
    if as_json:
        write_json({"origin": given.origin, **explanation.as_json()}, indent=2)
    elif html is None:
        write_text(console(), explanation, given.origin, show_all=show_all, full=full)
    elif str(html) != "-":
        click.echo(f"{shown(str(html))}: {_in_a_line(explanation)}")


def _same_file(page: str, html: Path) -> bool:
    """Whether a file is the one that the page is in, by whatever name, standard input too."""
    try:
        read = os.fstat(0) if page == "-" else Path(page).stat()
        return html.is_file() and os.path.samestat(read, html.stat())
    except OSError:
        return False


def _in_a_line(explanation: Explanation) -> str:
    reason = explanation.article.not_article
    return shown(f"no article: {reason}; {summary(explanation)}" if reason else summary(explanation))


def _rules_named(name: str | None) -> tuple[Rules, ...] | None:
    """The rules to use whatever the page's address; None where nobody named any."""
    if name is None or name == "none":
        return None if name is None else ()
    known = all_rules()
    named = tuple(rules for rules in known if rules.name == name)
    if not named:
        names = ", ".join(dict.fromkeys(rules.name for rules in known))
        raise click.UsageError(f"--rules: there are no rules {name!r}. There are: {names}, none.")
    # Whoever names rules wants them read by; among several of a name the page's look still chooses.
    return (*named, *(replace(rules, fingerprint=()) for rules in named))


# -- where the page comes from ----------------------------------------------------------------------


def _page_in(file: str, url: str | None, seen: str | None) -> Given:
    if url is not None:
        check_address("--url", url)
    fetched_at = moment(seen)
    try:
        body = read_page(file)
    except Unreadable as error:
        raise _failure(str(error)) from error
    origin = "read from standard input" if file == "-" else f"read from {file}"
    return Given(capture_of(body, url or "", fetched_at), rules_for(url or ""), NOTHING_LEARNED, origin)


def _page_at(url: str, home: Path) -> Given:
    check_address("FILE|URL", url)
    if not (home / "articles.db").is_file():
        return _fetched(url, home, None)
    with open_archive(home) as store:
        return _archived(url, home, store) or _fetched(url, home, store)


def _archived(url: str, home: Path, store: Store) -> Given | None:
    """The latest capture of a page in the archive; None where there is none."""
    portal = portal_at(url)
    ref = store.latest_capture(url) or (store.latest_capture(portal().canonical(url)) if portal else None)
    if ref is None:
        return None
    capture = warc.read(home / "warc", ref)
    portals = load_portals()
    rules = portals[capture.portal].rules if capture.portal in portals else rules_for(capture.url)
    when = capture.fetched_at.isoformat(sep=" ", timespec="minutes")
    origin = f"the archive's capture of {when}, warc/{ref.file} at {ref.offset}"
    return Given(capture, rules, stored_profile(store, capture.portal), origin)


def _fetched(url: str, home: Path, store: Store | None) -> Given:
    asked, config = portal_at(url), load(home)
    try:
        capture = fetch_page(url, config.of(asked.name) if asked else config)
    except NoAnswer as error:
        raise _failure(f"{error} The archive {home} has no capture of it either.") from error
    portal = portal_at(capture.url)
    profile = stored_profile(store, portal.name) if store and portal else NOTHING_LEARNED
    return Given(capture, rules_for(capture.url), profile, f"fetched just now; the archive {home} has no capture of it")


# -- output -----------------------------------------------------------------------------------------


def _write(file: Path, text: str) -> None:
    if str(file) == "-":
        click.echo(text, nl=False)
        return
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise _failure(f"{file} cannot be written: {error.strerror}.") from error


def _failure(message: str) -> click.exceptions.Exit:
    """Says what is wrong; to be raised."""
    click.echo(f"giaoban: {shown(message)}", err=True)
    return click.exceptions.Exit(NOT_FOUND)
