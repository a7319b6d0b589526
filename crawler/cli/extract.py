"""``giaoban extract``: extraction alone, of any saved page. The black box that others can test."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click

from crawler.cli.moments import moment
from crawler.cli.output import shown, write_json
from crawler.cli.pages import Unreadable, capture_of, check_address, read_at_most, read_page, rules_for
from crawler.exits import NOT_FOUND
from crawler.extract import extract
from storage.records import Article


@click.command("extract")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=str, allow_dash=True))
@click.option("--url", help="The address that the page was saved from.")
@click.option(
    "--urls", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON: file name to address."
)
@click.option("--seen", help="When the page was fetched, ISO 8601. Default: now.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line (with `file` added), not text.")
def command(files: tuple[str, ...], url: str | None, urls: Path | None, seen: str | None, as_json: bool) -> None:
    """Say what a saved page says, boilerplate gone. `-` reads the page from standard input.

    \b
    giaoban extract page.html --url https://thoxuan.thanhhoa.gov.vn/… --json
    giaoban extract saved/*.html --urls addresses.json --seen 2021-03-01 --json
    """
    if url is not None:
        check_address("--url", url)
        if len(files) > 1:
            raise click.UsageError("--url is the address of one page; for several files there is --urls.")
    addresses = _addresses(urls)
    fetched_at = moment(seen)
    failed = False
    for file in files:
        address = addresses.get(Path(file).name) or addresses.get(file) or url or ""
        try:
            article = _extracted(file, address, fetched_at)
        except Unreadable as error:
            click.echo(f"giaoban: {shown(str(error))}", err=True)
            failed = True
            continue
        if as_json:
            write_json({"file": file, **article.as_json()})
        else:
            click.echo(_text(file, article))
    if failed:
        raise click.exceptions.Exit(NOT_FOUND)


def _extracted(file: str, address: str, fetched_at: datetime) -> Article:
    body = read_page(file)
    try:
        return extract(capture_of(body, address, fetched_at), rules_for(address))
    except MemoryError as error:
        raise Unreadable(f"{shown(file)} cannot be read: there is not enough memory for it.") from error


def _addresses(file: Path | None) -> dict[str, str]:
    if file is None:
        return {}
    try:
        table = json.loads(read_at_most(str(file)).decode("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise click.UsageError(f"{file} is no JSON: {error}") from error
    except RecursionError as error:
        raise click.UsageError(f"{file} is nested too deeply to be a table of addresses.") from error
    if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
        raise click.UsageError(f'{file} must be one object, {{"file name": "address", …}}.')
    for address in table.values():
        check_address(str(file), address)
    return table


def _text(file: str, article: Article) -> str:
    name = shown(file)
    if article.not_article:
        return f"{name}: no article: {shown(article.not_article)}"
    date = article.published.value or "no date"
    return "\n\n".join([f"{name}\n{click.style(shown(article.title), bold=True)}\n{date}", shown(article.text)])
