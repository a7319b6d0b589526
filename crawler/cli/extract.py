"""``giaoban extract``: extraction alone, of any saved page. The black box that others can test."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import click

from crawler.extract import Rules, extract
from crawler.runs import NOT_FOUND, load_portals, load_rules
from storage.records import Article, Capture


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
        _check("--url", url)
    addresses = _addresses(urls)
    fetched_at = _moment(seen)
    failed = False
    for file in files:
        try:
            body = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        except OSError as error:
            click.echo(f"giaoban: {file} cannot be read: {error.strerror}", err=True)
            failed = True
            continue
        address = addresses.get(file.name) or addresses.get(str(file)) or url or ""
        article = extract(_capture(body, address, fetched_at), rules_for(address))
        if as_json:
            click.echo(json.dumps({"file": str(file), **article.as_json()}, ensure_ascii=False))
        else:
            click.echo(_text(file, article))
    if failed:
        raise click.exceptions.Exit(NOT_FOUND)


def _capture(body: bytes, url: str, fetched_at: datetime) -> Capture:
    return Capture(portal="", url=url, page=url, fetched_at=fetched_at, status=200, headers=(), body=body)


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
        _check(str(file), address)
    return table


def _check(where: str, address: str) -> None:
    try:
        urlsplit(address)
    except ValueError as error:
        raise click.UsageError(f"{where}: {address!r} is no address: {error}.") from error


def _moment(text: str | None) -> datetime:
    if text is None:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.UsageError(
            f"--seen {text!r} is no ISO 8601 date (2021-03-01 or 2021-03-01T09:00:00+07:00)."
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def rules_for(url: str) -> tuple[Rules, ...]:
    """The rules of the portal at this address; for an unknown host those of all platforms, by fingerprint."""
    host = (urlsplit(url).hostname or "") if url else ""
    known = (portal.rules for portal in load_portals().values() if host in (portal.host, *portal.aliases))
    return next(known, load_rules())


def _text(file: Path, article: Article) -> str:
    if article.not_article:
        return f"{file}: no article: {article.not_article}"
    date = article.published.value or "no date"
    return "\n\n".join([f"{file}\n{click.style(article.title, bold=True)}\n{date}", article.text])
