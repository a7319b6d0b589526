"""What a page said at which time, as its captures tell. Reads only.

What changed from one text to the next is the business of `difference`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from storage.shapes import place_json


def page_history(connection: sqlite3.Connection, url: str) -> dict[str, Any] | None:
    """All that the archive saw at the address of a page, as JSON; None where it knows no such page.

    `states`, oldest first, are what it was found to be in turn: `change` (first, edit, reuse; back: the text of before,
    after it was missing; reject: no article; absent: no page), `article` and `title` (null where there is none),
    `reason` (why there is none, in words), `from` and `until` (the first and the last look that found it so; null where
    that is not known), `looks`, and `capture`, the raw page of the first look.
    """
    page = connection.execute(
        "SELECT * FROM pages WHERE url = ?1 OR fetched_url = ?1 ORDER BY url <> ?1, id LIMIT 1", [url]
    ).fetchone()
    if page is None:
        return None
    captures = connection.execute(_CAPTURES, [page["id"]]).fetchall()
    rejects = connection.execute(
        "SELECT * FROM rejects WHERE url = ? ORDER BY first_seen, id", [page["url"]]
    ).fetchall()
    states = _states(captures, rejects) + _absences(captures, rejects)
    return {name: page[name] for name in _TOLD} | {"states": sorted(states, key=lambda state: str(state["from"]))}


def _states(captures: Sequence[sqlite3.Row], rejects: Sequence[sqlite3.Row]) -> list[dict[str, Any]]:
    states: list[dict[str, Any]] = []
    for before, capture in pairwise([None, *captures]):
        assert capture is not None
        rejected = capture["change"] == "reject"
        reason = _reason(capture["fetched_at"], rejects) if rejected else None
        change = capture["change"]
        if change == "same":
            change = "back" if before is None or before["change"] == "reject" else "same"
        if states and (
            change == "same" or (rejected and (change, reason) == (states[-1]["change"], states[-1]["reason"]))
        ):
            states[-1]["until"] = capture["fetched_at"]
            states[-1]["looks"] += 1
        else:
            states.append(
                {
                    "change": change,
                    "article": capture["article_id"],
                    "title": capture["title"],
                    "reason": reason,
                    "from": capture["fetched_at"],
                    "until": capture["fetched_at"],
                    "looks": 1,
                    "capture": {**place_json(capture), "digest": capture["digest"]},
                }
            )
    return states


def _reason(at: str, rejects: Sequence[sqlite3.Row]) -> str | None:
    """Why a capture of this moment gave no article; of several reasons of the time the latest to come up."""
    known = [reject["reason"] for reject in rejects if reject["first_seen"] <= at <= reject["last_seen"]]
    return known[-1] if known else None


def _absences(captures: Sequence[sqlite3.Row], rejects: Sequence[sqlite3.Row]) -> list[dict[str, Any]]:
    """The looks that got nothing to capture: their rejects are of moments of which there is no capture."""
    captured = {capture["fetched_at"] for capture in captures if capture["change"] == "reject"}
    return [
        {
            "change": "absent",
            "article": None,
            "title": None,
            "reason": reject["reason"],
            "from": reject["first_seen"],
            "until": reject["last_seen"],
            "looks": reject["times"],
            "capture": None,
        }
        for reject in rejects
        if reject["first_seen"] not in captured
    ]


_TOLD = ("url", "portal", "status", "moved_to", "first_seen", "last_seen", "last_checked", "missing_since")
_REJECTS = "SELECT * FROM rejects WHERE url = ? ORDER BY first_seen, id"
_CAPTURES = """
    SELECT captures.*, articles.title FROM captures LEFT JOIN articles ON articles.id = captures.article_id
    WHERE page_id = ? ORDER BY fetched_at, captures.id
"""
