"""``giaoban file``: a file that articles offer for download, as it was fetched, or its text."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from crawler.cli.archive import key_of, open_archive
from crawler.cli.main import home_option
from crawler.cli.output import shown
from crawler.exits import NOT_FOUND
from storage import files


@click.command("file")
@click.argument("file")
@home_option
@click.option("--text", is_flag=True, help="Print the text that was read in it, not its bytes.")
def command(file: str, home: Path, text: bool) -> None:
    """Print a stored file: by its number, the beginning of its hash, or the address that it was fetched from.

    \b
    giaoban file http://backancity.gov.vn/wp-content/uploads/bao-cao-6-thang.pdf > bao-cao.pdf
    giaoban file 3 --text
    """
    with open_archive(home) as store:
        found = store.file(key_of(file))
    if found is None:
        click.echo(f"There is no file {file!r} in {home}. `giaoban show` lists those of an article.", err=True)
        raise click.exceptions.Exit(NOT_FOUND)
    if not text:
        sys.stdout.buffer.write(files.read(home, found["path"], found["sha256"]))
        sys.stdout.buffer.flush()
    elif found["text"]:
        click.echo(shown(found["text"]))
    else:
        why = f"{found['text_status'] or 'not read yet'}" + (f", {found['problem']}" if found["problem"] else "")
        click.echo(f"There is no text of {file!r}: {why}.", err=True)
        raise click.exceptions.Exit(NOT_FOUND)
