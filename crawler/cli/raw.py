"""``giaoban raw``: the page as it was fetched, from the WARC archive."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from crawler.cli.archive import key_of, open_archive
from crawler.cli.main import home_option
from crawler.exits import NOT_FOUND
from storage import warc


@click.command("raw")
@click.argument("article")
@home_option
@click.option("--headers", is_flag=True, help="Print the response headers first.")
def command(article: str, home: Path, headers: bool) -> None:
    """Print the original bytes of an article's latest capture: the proof behind its text.

    \b
    giaoban raw 42 > page.html
    """
    with open_archive(home) as store:
        ref = store.latest_capture(key_of(article))
    if ref is None:
        click.echo(f"There is no capture of {article!r} in {home}.", err=True)
        raise click.exceptions.Exit(NOT_FOUND)
    capture = warc.read(home / "warc", ref)
    out = sys.stdout.buffer
    if headers:
        lines = [
            f"{capture.url}",
            f"HTTP {capture.status}",
            *(f"{name}: {value}" for name, value in capture.headers),
            "",
            "",
        ]
        out.write("\r\n".join(lines).encode("utf-8"))
    out.write(capture.body)
    out.flush()
