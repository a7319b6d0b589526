"""``giaoban extract``: extraction alone, of any saved page. The black box that others can test."""

from __future__ import annotations

import json
from pathlib import Path

import click

from crawler.cli.pages import capture_of, check_address, moment, read_bytes, rules_for
from crawler.extract import extract
from crawler.runs import NOT_FOUND
from storage.records import Article


@click.command("extract")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--url", help="The address that the page was saved from.")
@click.option(
    "--urls", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON: file name to address."
)
@click.option("--seen", help="When the page was fetched, ISO 8601. Default: now.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line (with `file` added), not text.")
def command(files: tuple[Path, ...], url: str | None, urls: Path | None, seen: str | None, as_json: bool) -> None:
    """Say what a saved page says, boilerplate gone. `-` reads the page from standard input.

    \b
    giaoban extract page.html --url https://thoxuan.thanhhoa.gov.vn/… --json
    giaoban extract saved/*.html --urls addresses.json --seen 2021-03-01 --json
    """
    if url:
        check_address("--url", url)
    addresses = _addresses(urls)
    fetched_at = moment(seen)
    failed = False
    for file in files:
        try:
            body = read_bytes(file)
        except OSError as error:
            click.echo(f"giaoban: {file} cannot be read: {error.strerror}", err=True)
            failed = True
            continue
        address = addresses.get(file.name) or addresses.get(str(file)) or url or ""
        article = extract(capture_of(body, address, fetched_at), rules_for(address))
        if as_json:
            click.echo(json.dumps({"file": str(file), **article.as_json()}, ensure_ascii=False))
        else:
            click.echo(_text(file, article))
    if failed:
        raise click.exceptions.Exit(NOT_FOUND)


def _addresses(file: Path | None) -> dict[str, str]:
    if file is None:
        return {}
    try:
        table = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise click.UsageError(f"{file} is no JSON: {error}") from error
    if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
        raise click.UsageError(f'{file} must be one object, {{"file name": "address", …}}.')
    for address in table.values():
        check_address(str(file), address)
    return table


def _text(file: Path, article: Article) -> str:
    if article.not_article:
        return f"{file}: no article: {article.not_article}"
    date = article.published.value or "no date"
    return "\n\n".join([f"{file}\n{click.style(article.title, bold=True)}\n{date}", article.text])
