"""How tables and progress reach a person: one console for all commands, wide enough where nobody watches."""

from __future__ import annotations

import sys

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

# A log or a pipe has no width; cron's mail is read in windows of about this many columns.
_PIPE_WIDTH = 110


def console(*, stderr: bool = False) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, width=None if stream.isatty() else _PIPE_WIDTH, highlight=False)


def table(title: str, *columns: str, numbers: tuple[str, ...] = ()) -> Table:
    """A plain table; the columns named in ``numbers`` are set to the right, the last one may wrap."""
    made = Table(title=title, title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for column in columns:
        made.add_column(column, justify="right" if column in numbers else "left", no_wrap=column != columns[-1])
    return made
