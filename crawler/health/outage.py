"""A portal that could not be crawled: noted when its run is over, for a crawl that fails sees nothing to judge."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from crawler.health.records import KINDS
from storage import health
from storage.errors import explained
from storage.store import Store


def note_failure(
    store: Store, portal: str, result: str, problem: str | None, findings: Collection[Any], at: datetime
) -> None:
    """Takes in how a portal's run went as a whole.

    Args:
        result, problem: of the report. One that failed for what was found of its pages is that event, not another.
    """
    with explained(store.path), store.batch():
        if result == "failed" and not findings:
            health.note_event(
                store.connection, portal, "failed", problem or "it failed", example=None, at=at,
                patience=KINDS["failed"].patience,
            )  # fmt: skip
        elif result in ("ok", "suspect", "failed"):
            health.close_event(store.connection, portal, "failed", "it can be crawled again", at)
