"""What crawls have learned of a portal, so that later ones ask for less: whether its validators are honest, how deep
in its listings news stand, which feeds and sitemaps it has.

What to make of it is the crawler's business. Nothing of it is told of any article, so no export carries it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from storage.errors import explained
from storage.instants import moment, stamp
from storage.store import Store

Validator = Literal["etag", "last_modified"]
Why = Literal["first", "asked", "due", "unproved", "usual"]
HintKind = Literal["feed", "sitemap", "index"]

# Readings of a listing that are kept: what its portal did years ago says little of today.
READINGS_KEPT = 60
# Looks whose count is kept in full; from then on old ones count half, and half again.
LOOKS_KEPT = 400

_COUNTS = ("steady", "ticked", "followed", "stayed", "clocked", "not_modified", "controls", "lies")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one kind of validator of a portal, in looks; see `dictionary` for each."""

    steady: int = 0
    ticked: int = 0
    followed: int = 0
    stayed: int = 0
    clocked: int = 0
    not_modified: int = 0
    controls: int = 0
    lies: int = 0
    lied_at: datetime | None = None
    example: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a listing that told something; see `dictionary` for each."""

    read_at: datetime
    why: Why
    pages: int
    new: int
    missed: int | None
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Hint:
    """A feed or a sitemap as it was last read; see `dictionary` for each."""

    url: str
    kind: HintKind
    read_at: datetime
    lastmod: str | None
    entries: int
    new: int
    problem: str | None = None


def validators(store: Store, portal: str) -> dict[Validator, Evidence]:
    """What is known of a portal's validators, of those kinds of which anything is."""
    with explained(store.path):
        rows = store.connection.execute("SELECT * FROM validators WHERE portal = ?", [portal]).fetchall()
    return {row["validator"]: _evidence(row) for row in rows}


def note_validator(
    store: Store, portal: str, validator: Validator, counts: Mapping[str, int], *, at: datetime, page: str
) -> None:
    """Add one look to the evidence; a look at which the validator lied ("stayed", "lies") is named with its page."""
    lied = bool(counts.get("stayed") or counts.get("lies"))
    sums = ", ".join(f"{name} = {name} + :{name}" for name in _COUNTS)
    values: dict[str, int | str | None] = {name: counts.get(name, 0) for name in _COUNTS}
    values |= {"portal": portal, "validator": validator}
    with store.batch():
        store.connection.execute(
            "INSERT INTO validators (portal, validator) VALUES (:portal, :validator) ON CONFLICT DO NOTHING", values
        )
        store.connection.execute(
            f"UPDATE validators SET {sums}, lied_at = coalesce(:lied_at, lied_at), "
            "example = coalesce(:example, example) WHERE portal = :portal AND validator = :validator",
            values | {"lied_at": stamp(at) if lied else None, "example": page if lied else None},
        )
        store.connection.execute(
            "UPDATE validators SET steady = steady / 2, ticked = ticked / 2, followed = followed / 2, "
            "clocked = clocked / 2 WHERE portal = ? AND validator = ? AND steady + ticked > ?",
            [portal, validator, LOOKS_KEPT],
        )


def note_not_modified(store: Store, page: str, at: datetime) -> None:
    """A page of which the portal said that it is as it was: looked at, and live."""
    moment_ = stamp(at)
    with store.batch():
        store.connection.execute(
            "UPDATE pages SET last_checked = ?, last_seen = ?, not_modified_at = ? WHERE url = ?",
            [moment_, moment_, moment_, page],
        )


def take_back_not_modified(store: Store, portal: str) -> int:
    """The portal's word that pages are as they were counts no more: those pages were last looked at when they last
    came. Returns how many those are."""
    with store.batch():
        return store.connection.execute(
            "UPDATE pages SET not_modified_at = NULL, (last_checked, last_seen) = "
            "(SELECT max(fetched_at), max(fetched_at) FROM captures WHERE page_id = pages.id) "
            "WHERE portal = ? AND not_modified_at IS NOT NULL "
            "AND EXISTS (SELECT 1 FROM captures WHERE page_id = pages.id)",
            [portal],
        ).rowcount


def readings(store: Store, listing: str) -> list[Reading]:
    """The readings of a listing that told something, the latest first."""
    with explained(store.path):
        rows = store.connection.execute(
            "SELECT * FROM listing_readings WHERE url = ? ORDER BY read_at DESC", [listing]
        ).fetchall()
    return [
        Reading(
            moment(row["read_at"]),
            row["why"],
            row["pages"],
            row["new"],
            row["missed"],
            tuple(json.loads(row["places"])),
        )
        for row in rows
    ]


def note_reading(store: Store, listing: str, reading: Reading) -> None:
    """Keep what a reading of a known listing told."""
    with store.batch():
        store.connection.execute(
            "INSERT OR REPLACE INTO listing_readings VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                listing, stamp(reading.read_at), reading.why, reading.pages, reading.new, reading.missed,
                json.dumps(list(reading.places)),
            ],
        )  # fmt: skip
        store.connection.execute(
            "DELETE FROM listing_readings WHERE url = :url AND read_at NOT IN "
            "(SELECT read_at FROM listing_readings WHERE url = :url ORDER BY read_at DESC LIMIT :kept)",
            {"url": listing, "kept": READINGS_KEPT},
        )


def hints(store: Store, portal: str) -> dict[str, Hint]:
    """The feeds and sitemaps of a portal that were ever asked for, by address."""
    with explained(store.path):
        rows = store.connection.execute("SELECT * FROM hints WHERE portal = ?", [portal]).fetchall()
    return {
        row["url"]: Hint(
            row["url"], row["kind"], moment(row["read_at"]), row["lastmod"], row["entries"], row["new"], row["problem"]
        )
        for row in rows
    }


def note_hint(store: Store, portal: str, hint: Hint) -> None:
    """Keep what a feed or a sitemap gave. The portal must be known."""
    with store.batch():
        store.connection.execute(
            "INSERT OR REPLACE INTO hints VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                hint.url, portal, hint.kind, stamp(hint.read_at), hint.lastmod, hint.entries, hint.new, hint.problem
            ],
        )  # fmt: skip


def _evidence(row: sqlite3.Row) -> Evidence:
    counts = {name: row[name] for name in _COUNTS}
    return Evidence(**counts, lied_at=moment(row["lied_at"]) if row["lied_at"] else None, example=row["example"])
