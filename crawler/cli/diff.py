"""``giaoban diff``: what a page said before and when it changed, or what differs between two articles."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from crawler.cli.archive import article_named, history_at, open_archive
from crawler.cli.diff_text import Writer
from crawler.cli.main import home_option
from crawler.cli.moments import moment
from crawler.cli.output import console, shown, write_json
from crawler.cli.pages import rules_for
from crawler.exits import NOT_FOUND
from crawler.extract import extract
from storage import warc
from storage.difference import difference
from storage.errors import ArchiveError, explained
from storage.instants import stamp
from storage.records import CaptureRef
from storage.shapes import article_shapes
from storage.similarity import compare
from storage.store import Store

Shape = dict[str, Any]


@click.command("diff")
@click.argument("article", metavar="ARTICLE|ADDRESS")
@click.argument("other", metavar="[OTHER]", required=False)
@home_option
@click.option("--at", metavar="DATE", help="What a page said on this day (ISO 8601), beside what it says now.")
@click.option("--full", is_flag=True, help="Leave out nothing of what did not change.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, whole.")
def command(article: str, other: str | None, home: Path, at: str | None, full: bool, as_json: bool) -> None:
    """Show every text that a page had, in turn, and what changed, word by word; of two articles what differs.

    White space, quotes, dashes and where a paragraph is cut are no difference. Away from a terminal what went stands
    in [-these-], what came in {+these+}.

    \b
    giaoban diff http://backancity.gov.vn/hoi-nghi-bao-cao-vien-thanh-uy-thang-11-nam-2018/
    giaoban diff 42                                  the pages that show article 42, or showed it
    giaoban diff 42 57                               two articles, of one story for example
    giaoban diff ADDRESS --at 2021-03-01             what it said then, and what it says now
    """
    if at is not None and other is not None:
        raise click.UsageError("--at compares a page with itself: name no other article.")
    out = Writer(console(), full=full)
    with open_archive(home) as store, explained(store.path):
        if other is not None:
            found = _between(_article(store, article, home), _article(store, other, home))
            write_json(found, indent=2) if as_json else out.pair(found)
        elif at is not None:
            found = _then_and_now(store, article, _end_of(at), home)
            write_json(found, indent=2) if as_json else out.pair(found)
        else:
            pages = [_with_differences(store, page) for page in _pages(store, article, home)]
            for page in pages:
                _add_titles(page, home / "warc")
            write_json({"pages": pages}, indent=2) if as_json else out.pages(pages)


def _article(store: Store, key: str, home: Path) -> Shape:
    found = article_named(store, key)
    if found is None:
        raise _nothing(f"There is no article {key!r} in {home}. `giaoban search` gives the numbers.")
    return found


def _pages(store: Store, key: str, home: Path) -> list[Shape]:
    """The histories of the page at an address, or of all pages of an article."""
    if "://" in key:
        page = history_at(store, key)
        if page is None:
            raise _nothing(f"There is no page {key!r} in {home}.")
        return [page]
    urls = [page["url"] for page in _article(store, key, home)["pages"]]
    return [page for url in urls if (page := store.page_history(url))]


def _with_differences(store: Store, page: Shape) -> Shape:
    """A history, each edit with its difference from the text before."""
    texts = [state for state in page["states"] if state["article"] is not None]
    ids = sorted({state["article"] for state in texts})
    articles = {shape["id"]: shape for shape in article_shapes(store.connection, ids)}
    before: Mapping[str, Any] | None = None
    for state in page["states"]:
        state["difference"] = None
        if state["article"] is None:
            continue
        now = articles[state["article"]]
        if before is not None and state["change"] == "edit":
            state["difference"] = difference(before, now).as_json()
        before = now
    return page


def _add_titles(page: Shape, folder: Path) -> None:
    """Gives a look that found no article the title that stood there all the same: half of all edits are the text of a
    page that was put up with a title alone. It is read out of the raw page; where that is lost there is none."""
    for state in page["states"]:
        if state["change"] != "reject":
            continue
        place = state["capture"]
        try:
            raw = warc.read(folder, CaptureRef(place["warc"], place["offset"], place["length"], place["digest"]))
        except ArchiveError:
            continue
        state["title"] = extract(raw, rules_for(page["url"])).title or None


def _between(before: Shape, after: Shape) -> Shape:
    likeness = compare(before["title"], before["text"], after["title"], after["text"])
    return {
        "before": _head(before),
        "after": _head(after),
        "jaccard": likeness.jaccard,
        "containment": likeness.containment,
        "same_story": likeness.same_story,
        "reason": likeness.reason,
        "difference": difference(before, after).as_json(),
    }


def _head(article: Shape) -> Shape:
    told: Shape = {name: article[name] for name in ("id", "title", "story")}
    return told | {"published": article["published"]["value"], "pages": [page["url"] for page in article["pages"]]}


def _then_and_now(store: Store, key: str, at: str, home: Path) -> Shape:
    [page, *others] = _pages(store, key, home)
    if others:
        urls = "\n".join(f"  {one['url']}" for one in (page, *others))
        raise click.UsageError(f"--at: {key} stands on several pages. Name one by its address:\n{urls}")
    texts = [state for state in page["states"] if state["article"] is not None]
    then = [state["article"] for state in texts if state["from"] <= at]
    if not then:
        raise _nothing(f"{page['url']} showed no text yet on that day; it was first seen {page['first_seen']}.")
    before, now = (
        shape for one in (then[-1], texts[-1]["article"]) for shape in article_shapes(store.connection, [one])
    )
    return {"url": page["url"], "at": at, **_between(before, now)}


def _end_of(at: str) -> str:
    """The moment that ``--at`` names, as the archive writes it; of a day without a time its last second."""
    told = moment(at, "--at")
    if len(at) <= len("2021-03-01"):
        told = told.replace(hour=23, minute=59, second=59)
    return stamp(told)


def _nothing(message: str) -> click.exceptions.Exit:
    """Says that there is nothing; to be raised."""
    click.echo(shown(message), err=True)
    return click.exceptions.Exit(NOT_FOUND)
