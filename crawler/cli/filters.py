"""The options that narrow a search, for every command that takes a search as a filter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

import click

from storage.search import Filters

_DAY = click.DateTime(formats=["%Y-%m-%d"])


def filter_options(command: Callable[..., None]) -> Callable[..., None]:
    """``--portal``, ``--kind``, ``--since``, ``--until`` and ``--meetings``; the command is given them as one
    ``filters``."""

    @click.option("--portal", help="Only articles that stand on this portal.")
    @click.option("--kind", help='Only this kind of meeting: "giao ban", tong-ket …')
    @click.option("--since", type=_DAY, help="Published on this day (YYYY-MM-DD) or later.")
    @click.option("--until", type=_DAY, help="Published on this day or before.")
    @click.option("--meetings", is_flag=True, help="Only news of meetings.")
    @wraps(command)
    def with_filters(
        *,
        portal: str | None,
        kind: str | None,
        since: datetime | None,
        until: datetime | None,
        meetings: bool,
        **others: Any,
    ) -> None:
        filters = Filters(
            portal=portal,
            kind=kind,
            since=since.date() if since else None,
            until=until.date() if until else None,
            meetings_only=meetings,
        )
        command(filters=filters, **others)

    return with_filters
