"""Stories in the database: articles that tell the same thing are found when they are stored.

Candidates come from index look-ups in `story_bands`, their number is bounded, and each is compared with
the stored text: the cost does not grow with the archive, and nothing is kept in memory.
What makes two texts one story is decided in `similarity`.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from storage.similarity import (
    BANDS,
    Signature,
    compare_shingles,
    may_be_alike,
    numbers_differ,
    shingles,
    signature,
    title_band,
)

# The title is looked up like one more band: a short text with a part missing shares no other.
TITLE_BAND = -1

# Of a formula that stands a thousand times, a few will do: they are in one story already.
PER_BAND = 20
COMPARED = 16


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands among the others: its `rows` in the index (band, hash, sketch), and the `story` that it tells
    with others."""

    rows: tuple[tuple[int, int, int | None], ...]
    story: int | None


def place(connection: sqlite3.Connection, title: str, body: str, seen: str) -> Place:
    """Where a text that is not in the index belongs: in the story of those that tell the same, which is made if there
    is none yet.

    The text's own row is the caller's to write, with `story_id`; then `keep`. Runs inside the caller's transaction.
    """
    own = signature(body)
    if not own.bands:
        return Place((), None)
    rows = (*((band, value, own.sketch) for band, value in enumerate(own.bands)), (TITLE_BAND, title_band(title), None))
    # Of those that share bands many are the briefings of other months: their titles tell, before any text is cut up.
    candidates = [row for row in _candidates(connection, rows, own) if not numbers_differ(title, row["title"])]
    shingled = shingles(body) if candidates else frozenset[bytes]()
    fellows = [
        row for row in candidates if compare_shingles(title, shingled, row["title"], shingles(row["body"])).same_story
    ]
    return Place(rows, _story_of(connection, fellows, seen) if fellows else None)


def keep(connection: sqlite3.Connection, article_id: int, place: Place) -> None:
    """Put an article into the index, so that those to come find it."""
    # A row a statement: one of several rows is a savepoint (it can fail halfway), and for each of those FTS5 writes all
    # it has to the disk.
    connection.executemany(
        "INSERT INTO story_bands (band, hash, sketch, article_id) VALUES (?, ?, ?, ?)",
        [(*row, article_id) for row in place.rows],
    )


def leave(connection: sqlite3.Connection, article_id: int) -> None:
    """Take an article out of the index and out of its story; a story that one article is left in is none.

    What only this article held together falls apart again.
    """
    connection.execute("DELETE FROM story_bands WHERE article_id = ?", [article_id])
    [story] = connection.execute("SELECT story_id FROM articles WHERE id = ?", [article_id]).fetchone()
    if story is None:
        return
    connection.execute("UPDATE articles SET story_id = NULL WHERE id = ?", [article_id])
    left = connection.execute(
        "SELECT id, title, body, first_seen FROM articles WHERE story_id = ? ORDER BY id", [story]
    ).fetchall()
    # Of a formula that stands a thousand times every pair is alike: comparing them all would tell nothing.
    first, *others = _groups(left) if len(left) <= COMPARED else [left]
    for group in others:
        other = _new_story(connection, group) if len(group) > 1 else None
        connection.executemany("UPDATE articles SET story_id = ? WHERE id = ?", [(other, row["id"]) for row in group])
    if len(first) < 2:
        connection.execute("UPDATE articles SET story_id = NULL WHERE story_id = ?", [story])
        connection.execute("DELETE FROM stories WHERE id = ?", [story])


def _groups(rows: list[sqlite3.Row]) -> list[list[sqlite3.Row]]:
    """Articles that tell the same, directly or by way of others; the group of the first comes first."""
    shingled = {row["id"]: shingles(row["body"]) for row in rows}
    groups: list[list[sqlite3.Row]] = []
    for row in rows:
        alike = [
            group
            for group in groups
            if any(
                compare_shingles(row["title"], shingled[row["id"]], other["title"], shingled[other["id"]]).same_story
                for other in group
            )
        ]
        joined = [*(member for group in alike for member in group), row]
        # Where groups become one it stands where the first of them stood: the first row's group stays the first.
        groups = [joined if alike and group is alike[0] else group for group in groups if group not in alike[1:]]
        if not alike:
            groups.append(joined)
    return groups


def _candidates(
    connection: sqlite3.Connection, rows: Sequence[tuple[int, int, int | None]], own: Signature
) -> list[sqlite3.Row]:
    """The articles that share most bands with these rows of the index, and the latest of the same title."""
    sharing = connection.execute(_SHARING, [number for band, value, _ in rows for number in (band, value)]).fetchall()
    votes = Counter(article_id for article_id, _ in sharing)
    likely = Counter(
        article_id
        for article_id, sketch in sharing
        # The title has no sketch, nor has what an older giaoban stored.
        if votes[article_id] > 1 or sketch is None or may_be_alike(own.sketch, sketch)
    )
    found: list[sqlite3.Row] = []
    for article_id, _ in likely.most_common(COMPARED):
        found += connection.execute(
            "SELECT id, title, body, story_id, first_seen FROM articles WHERE id = ?", [article_id]
        )
    return found


def _story_of(connection: sqlite3.Connection, fellows: list[sqlite3.Row], seen: str) -> int:
    """The one story of articles that tell the same: the oldest that any of them is in, or a new one."""
    stories = sorted({row["story_id"] for row in fellows if row["story_id"] is not None})
    story = int(stories[0]) if stories else _new_story(connection, fellows, seen)
    alone = [row["id"] for row in fellows if row["story_id"] is None]
    connection.executemany("UPDATE articles SET story_id = ? WHERE id = ?", [(story, member) for member in alone])
    for other in stories[1:]:
        connection.execute("UPDATE articles SET story_id = ? WHERE story_id = ?", (story, other))
        connection.execute("DELETE FROM stories WHERE id = ?", [other])
    return story


def _new_story(connection: sqlite3.Connection, members: list[sqlite3.Row], *seen: str) -> int:
    first = min(members, key=lambda row: int(row["id"]))
    cursor = connection.execute(
        "INSERT INTO stories (title, first_seen) VALUES (?, ?)", (first["title"], min([first["first_seen"], *seen]))
    )
    return int(cursor.lastrowid or 0)


# One statement for all bands: a statement a band takes longer than what it does. Each has a limit of its own.
_SHARING = " UNION ALL ".join(
    [
        "SELECT * FROM (SELECT article_id, sketch FROM story_bands WHERE band = ? AND hash = ? "
        f"ORDER BY article_id DESC LIMIT {PER_BAND})"
    ]
    * (BANDS + 1)
)
