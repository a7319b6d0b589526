"""Parquet: the columns of the CSV with their types, for whoever counts with pandas, DuckDB or R.

pyarrow is large and an extra of its own; without it `ready` is false.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date
from importlib.util import find_spec
from itertools import islice
from typing import Any, BinaryIO

from storage.formats.shape import COLUMNS, Shape, flat
from storage.instants import moment

# Rows are held in memory until a group of them is full: some 10 MB of text.
GROUP = 2000


def ready() -> bool:
    """Whether pyarrow is there."""
    return find_spec("pyarrow") is not None


def write_parquet(articles: Iterable[Shape], out: BinaryIO) -> None:
    """Write articles as rows of `COLUMNS`: days as dates, `first_seen` as a moment, lists as lists.

    A date of publication stays text, for it can be a year or a month alone. What is no day, where a day should be,
    becomes null.
    """
    import pyarrow as pa  # noqa: PLC0415  (not everybody has it)
    from pyarrow import parquet  # noqa: PLC0415

    types = {
        "whole": pa.int64(),
        "text": pa.string(),
        "day": pa.date32(),
        "moment": pa.timestamp("s", tz="UTC"),
        "truth": pa.bool_(),
        "list": pa.list_(pa.string()),
    }
    schema = pa.schema([(name, types[kind]) for name, kind in COLUMNS.items()])
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        for rows in _groups(map(flat, articles)):
            columns = {name: [_READ.get(kind, _as_it_is)(row[name]) for row in rows] for name, kind in COLUMNS.items()}
            writer.write_table(pa.table(columns, schema=schema))


def _groups(rows: Iterable[Shape]) -> Iterator[list[Shape]]:
    waiting = iter(rows)
    while group := list(islice(waiting, GROUP)):
        yield group


def _as_it_is(value: Any) -> Any:
    return value


def _day(value: str | None) -> date | None:
    with suppress(ValueError, TypeError):
        return date.fromisoformat(value or "")
    return None


def _moment(value: str | None) -> Any:
    with suppress(ValueError, TypeError):
        return moment(value or "")
    return None


_READ: dict[str, Callable[[Any], Any]] = {"day": _day, "moment": _moment}
