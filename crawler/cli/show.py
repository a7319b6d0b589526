"""``giaoban show``: one article with the evidence of its dates, and every place where it stands."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import click

from crawler.cli.archive import article_named, open_archive
from crawler.cli.diff_text import likeness_in_words
from crawler.cli.main import home_option
from crawler.cli.output import shown, write_json
from crawler.exits import NOT_FOUND
from storage.difference import difference
from storage.errors import explained
from storage.shapes import article_shapes
from storage.store import Store

# A formula that a thousand pages carry is one story; what differs is told of the first of it.
MOST_COMPARED = 50
REVISION = ("from", "until", "change", "article", "title")


@click.command("show")
@click.argument("article")
@home_option
@click.option("--json", "as_json", is_flag=True, help="The article as JSON, in the documented shape.")
def command(article: str, home: Path, as_json: bool) -> None:
    """Show an article: by its number, the beginning of its hash, or the address of a page.

    \b
    giaoban show 42
    giaoban show http://backancity.gov.vn/hoi-nghi-bao-cao-vien-thanh-uy-thang-11-nam-2018/ --json
    """
    with open_archive(home) as store, explained(store.path):
        found = article_named(store, article)
        if found is not None:
            _tell_story(store, found)
            _tell_revisions(store, found)
    if found is None:
        click.echo(f"There is no article {article!r} in {home}. `giaoban search` gives the numbers.", err=True)
        raise click.exceptions.Exit(NOT_FOUND)
    if as_json:
        write_json(found, indent=2)
    else:
        click.echo(_text(_harmless(found)))


def _tell_story(store: Store, article: dict[str, Any]) -> None:
    """Adds to each article of the same story what differs in it: in short, and how many words."""
    compared = article["same_story"][:MOST_COMPARED]
    others = article_shapes(store.connection, [other["id"] for other in compared])
    for told, other in zip(compared, others, strict=True):
        found = difference(article, other).as_json()
        told["difference"] = {name: found[name] for name in ("short", "words")}


def _tell_revisions(store: Store, article: dict[str, Any]) -> None:
    """Adds to each page the texts that it showed in turn, where there were several."""
    for page in article["pages"]:
        history = store.page_history(page["url"])
        states = [state for state in (history or {"states": []})["states"] if state["article"] is not None]
        page["revisions"] = [{name: state[name] for name in REVISION} for state in states]


def _harmless(value: Any) -> Any:
    """The same with every text in it as it can be shown."""
    if isinstance(value, dict):
        return {key: _harmless(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_harmless(inner) for inner in value]
    return shown(value) if isinstance(value, str) else value


def _text(article: dict[str, Any]) -> str:
    lines = [click.style(article["title"], bold=True), ""]
    lines += [f"{label:<12}{value}" for label, value in _facts(article) if value]
    lines += ["", *_body(article)]
    lines += _files(article)
    lines += ["", "Where it stands:"]
    for page in article["pages"]:
        lines.append(f"  {page['portal']}: {page['url']}")
        lines.append(f"    {page['status']}, seen {page['first_seen']} to {page['last_seen']}")
        lines.append(f"    published {_date(page['published'])}")
        lines += [f"    - {_date(date)}: {date['verdict']}" for date in _losers(page)]
        if len(page["revisions"]) > 1:
            lines += [f"    {state['from']} {state['change']}: {_named(state, article)}" for state in page["revisions"]]
        if capture := page.get("capture"):
            lines.append(f"    raw page: warc/{capture['warc']} at {capture['offset']} ({capture['length']} bytes)")
    if article["same_story"]:
        lines += ["", "The same story, told a little differently:"]
        for other in article["same_story"]:
            lines += [f"  {other['id']}: {other['title']}", f"    {likeness_in_words(other)}"]
            if told := other.get("difference"):
                lines.append(f"    differs: {'; '.join(told['short']) or 'in nothing but what is cosmetic'}")
    lines += ["", f"giaoban raw {article['id']} prints the page as it was fetched."]
    if any(len(page["revisions"]) > 1 for page in article["pages"]):
        lines.append(f"giaoban diff {article['id']} shows what was changed, word by word.")
    return "\n".join(lines)


def _named(state: dict[str, Any], article: dict[str, Any]) -> str:
    return "this article" if state["article"] == article["id"] else f"{state['article']}, {state['title']}"


def _facts(article: dict[str, Any]) -> list[tuple[str, str | None]]:
    views = article["views"]
    return [
        ("published", _date(article["published"])),
        ("held on", _period(article["held_on"])),
        ("covers", _period(article["covers"])),
        *_meeting(article["meeting"] or {}),
        ("section", article["section"]),
        ("byline", article["byline"]),
        ("source", article["source"]),
        ("views", None if views is None else str(views)),
    ]


def _meeting(meeting: dict[str, Any]) -> list[tuple[str, str | None]]:
    """The facts of the meeting, each with the words that say it; the words of a chair stand in the JSON."""
    facts = [("meeting", meeting.get("kind")), ("organiser", meeting.get("organiser")), ("place", meeting.get("place"))]
    told: list[tuple[str, str | None]] = [(name, _said(fact)) for name, fact in facts if fact]
    chairs = (", ".join(filter(None, (chair["name"], chair["role"]))) for chair in meeting.get("chairs", ()))
    return [*told, ("chaired by", "; ".join(chairs) or None)]


def _said(fact: dict[str, Any]) -> str:
    value, words = fact["value"], fact["text"]
    return value if value == words else f"{value}, from the words “{words}”"


def _date(date: dict[str, Any]) -> str:
    """A date in words; of one that was weighed the verdict stands behind it and says the problem."""
    told = f"{date['value']} ({date['precision']})" if date["value"] else "no date known"
    bounds = [f"{key.replace('_', ' ')} {date[key]}" for key in ("not_before", "not_after") if date.get(key)]
    told = ", ".join([told, *bounds])
    if date["evidence"]:
        told += f", from {date['evidence']}" + (f": “{date['text']}”" if date["text"] else "")
    problem = date.get("problem") if "verdict" not in date else None
    return f"{told}; {problem}" if problem else told


def _losers(page: dict[str, Any]) -> list[dict[str, Any]]:
    """What else was weighed for a page's date."""
    return [date for date in page["dates"] if date["verdict"] != "chosen"]


def _files(article: dict[str, Any]) -> list[str]:
    """What the article offers for download, and what came of it."""
    lines = ["", "Files:"] if article["attachments"] else []
    for attachment in article["attachments"]:
        lines += [f"  {attachment['name']}", f"    {attachment['url']}"]
        if file := attachment["file"]:
            kind = f"{file['size']} bytes, {file['media_type']}"
            lines.append(f"    file {file['id']}: {file['path']} ({kind}), {_legible(attachment)}")
        else:
            problem = attachment.get("problem")
            lines.append(f"    {attachment['status']}" + (f": {problem}" if problem else ""))
    return lines


def _legible(attachment: dict[str, Any]) -> str:
    """Whether a file's text is there, in words."""
    status, problem = attachment["file"]["text_status"], attachment.get("problem")
    told = _LEGIBLE.get(status, "not read yet")
    return f"{told}: {problem}" if problem else told


_LEGIBLE = {
    "text": "with its text",
    "scanned": "scanned: no text",
    "empty": "no text in it",
    "unreadable": "no text, unreadable",
    "unsupported": "no text, not a format that is read",
}


def _period(period: dict[str, str] | None) -> str | None:
    if period is None:
        return None
    days = period["from"] if period["from"] == period["to"] else f"{period['from']} to {period['to']}"
    return f"{days}, from the words “{period['text']}”"


def _body(article: dict[str, Any]) -> list[str]:
    lines: list[str] = []
    for block in article["blocks"]:
        text = block["text"]
        if block["kind"] == "heading":
            text = click.style(text, bold=True)
        elif block["kind"] == "item":
            text = f"- {text}"
        lines += ["", *(text.split("\n") if block["kind"] == "table" else textwrap.wrap(text, 100))]
    lines += [f"  [picture] {caption['text']}" for caption in article["captions"]]
    return lines[1:]
