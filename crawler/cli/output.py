"""How tables and progress reach a person: one console for all commands, wide enough where nobody watches."""

from __future__ import annotations

import codecs
import json
import os
import re
import sys
from typing import Any

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

# A log or a pipe has no width; cron's mail is read in windows of about this many columns.
_PIPE_WIDTH = 110
# What a page's text may do to a terminal or a reader: control characters (escape codes begin with one), marks that
# turn the direction of what follows, halves of characters, what is no character.
_UNSHOWN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
# What a byte of a file name becomes that is no UTF-8: half a character, which has no UTF-8 either.
_HALVES = re.compile("[\ud800-\udfff]")


def console(*, stderr: bool = False) -> Console:
    """A console for tables and colour; plain text where nobody watches, and where NO_COLOR asks for it."""
    stream = sys.stderr if stderr else sys.stdout
    return Console(
        stderr=stderr,
        width=None if stream.isatty() else _PIPE_WIDTH,
        highlight=False,
        color_system=None if os.environ.get("NO_COLOR") else "auto",
    )


def shown(text: str) -> str:
    """Text of a page that can do no harm where it is shown: what steers a terminal or a reader becomes U+FFFD."""
    return _UNSHOWN.sub("\ufffd", text)


def write_json(value: Any, indent: int | None = None) -> None:
    """Writes JSON on standard output; characters that it has no bytes for are escaped, as JSON can."""
    utf8 = codecs.lookup(sys.stdout.encoding or "ascii").name == "utf-8"
    click.echo(_HALVES.sub("\ufffd", json.dumps(value, ensure_ascii=not utf8, indent=indent)))


class _Table(Table):
    """A table of plain text: no brackets in what a portal says are styles, and nothing of it steers the terminal."""

    def add_row(self, *cells: RenderableType | None, **options: Any) -> None:
        super().add_row(*(Text(shown(cell)) if isinstance(cell, str) else cell for cell in cells), **options)


def table(title: str, *columns: str, numbers: tuple[str, ...] = ()) -> Table:
    """A table of plain text (a cell with a style is a ``Text``); the columns named in ``numbers`` are set to the right,
    the last one may wrap."""
    made = _Table(title=Text(shown(title)), title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for column in columns:
        made.add_column(column, justify="right" if column in numbers else "left", no_wrap=column != columns[-1])
    return made
