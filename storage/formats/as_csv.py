"""CSV (RFC 4180) for spreadsheets, in which no text of a portal is ever a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import Any, BinaryIO

from storage.formats.shape import COLUMNS, Shape, flat

# Excel takes a file without it for one in the machine's own code page, and spoils every Vietnamese letter.
BOM = "\ufeff"

# What stands between the items of a list.
BETWEEN = "; "

# A spreadsheet runs what begins with one of these, in half or full width, even after spaces or characters that nobody
# sees. An apostrophe is among them, so that the one put before them can be told from one of the text.
_ACTIVE = re.compile(
    r"[\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]*[=+\-@＝＋－＠']|[\t\r\n]"
)


def write_csv(articles: Iterable[Shape], out: BinaryIO, *, bom: bool = False) -> None:
    """Write articles as rows of `COLUMNS`, in UTF-8, below a row of their names; every text in quotes."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    try:
        if bom:
            text.write(BOM)
        writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        for article in articles:
            writer.writerow(map(cell, flat(article).values()))
        text.flush()
    finally:
        text.detach()


def cell(value: Any) -> str | int | None:
    """A value as it stands in a cell: lists in one text, truths as 1 and 0, an apostrophe before what could run."""
    if value is None or isinstance(value, int):
        return int(value) if isinstance(value, bool) else value
    text = BETWEEN.join(value) if isinstance(value, list) else str(value)
    return f"'{text}" if _ACTIVE.match(text) else text


def uncell(text: str) -> str:
    """The text of a cell as it was: a first apostrophe is always one that `cell` put there."""
    return text.removeprefix("'")
