"""Moments as options of the command line say them."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from crawler.dates.forms import VIETNAM

# From before the first page of the web to after the last reader of this: a date near either end of what a calendar
# holds cannot be moved to another time zone.
FIRST_YEAR, LAST_YEAR = 1990, 2100


def moment(text: str | None, where: str = "--seen") -> datetime:
    """What ``--seen`` (or another option: ``where``) says: an aware moment, in Vietnam if it names no zone; now where
    it says nothing."""
    if text is None:
        return datetime.now(UTC)
    try:
        told = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.UsageError(
            f"{where} {text!r} is no ISO 8601 date (2021-03-01 or 2021-03-01T09:00:00+07:00)."
        ) from error
    if not FIRST_YEAR <= told.year <= LAST_YEAR:
        raise click.UsageError(f"{where} {text!r}: no page was seen then; the years are {FIRST_YEAR} to {LAST_YEAR}.")
    return told if told.tzinfo else told.replace(tzinfo=VIETNAM)
