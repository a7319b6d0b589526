"""Stories in the database: articles that tell the same thing are found when they are stored.

Candidates come from index look-ups in `story_bands`, their number is bounded, and each is compared with
the stored text: the cost does not grow with the archive, and nothing is kept in memory.
What makes two texts one story is decided in `similarity`.
"""

from __future__ import annotations

import sqlite3
from collections import Counter

from storage.similarity import BANDS, bands, compare_shingles, numbers_differ, shingles, title_band

# The title is looked up like one more band: a short text with a part missing shares no other.
TITLE_BAND = -1

# Of a formula that stands a thousand times, a few will do: they are in one story already.
PER_BAND = 20
COMPARED = 16


def join_story(connection: sqlite3.Connection, article_id: int, title: str, body: str, seen: str) -> int | None:
    """Index a new article and join it to the story it tells, if another article tells it.

    Returns the story's id, None where the article stands alone. Runs inside the caller's transaction.
    """
    keys = [*enumerate(bands(body)), (TITLE_BAND, title_band(title))]
    if len(keys) == 1:
        return None
    # Most texts that share a band are the briefings of other months: their titles tell, before any text is cut up.
    candidates = [row for row in _candidates(connection, keys) if not numbers_differ(title, row["title"])]
    shingled = shingles(body) if candidates else frozenset[bytes]()
    fellows = [
        row for row in candidates if compare_shingles(title, shingled, row["title"], shingles(row["body"])).same_story
    ]
    connection.execute(_KEEPING, [number for band, value in keys for number in (band, value, article_id)])
    return _join(connection, article_id, fellows, seen) if fellows else None


def leave_story(connection: sqlite3.Connection, article_id: int) -> None:
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


def _candidates(connection: sqlite3.Connection, keys: list[tuple[int, int]]) -> list[sqlite3.Row]:
    """The articles that share most bands with these keys, and the latest of the same title."""
    found = connection.execute(_SHARING, [number for key in keys for number in key])
    votes = Counter(row["article_id"] for row in found)
    rows: list[sqlite3.Row] = []
    for article_id, _ in votes.most_common(COMPARED):
        rows += connection.execute(
            "SELECT id, title, body, story_id, first_seen FROM articles WHERE id = ?", [article_id]
        )
    return rows


def _join(connection: sqlite3.Connection, article_id: int, fellows: list[sqlite3.Row], seen: str) -> int:
    """Put the article and its fellows into one story: the oldest that any of them is in, or a new one."""
    stories = sorted({row["story_id"] for row in fellows if row["story_id"] is not None})
    story = int(stories[0]) if stories else _new_story(connection, fellows, seen)
    members = [article_id, *(row["id"] for row in fellows if row["story_id"] is None)]
    connection.executemany("UPDATE articles SET story_id = ? WHERE id = ?", [(story, member) for member in members])
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


# One statement for all bands: a statement a band takes longer than what it does. The look-up has a limit for each.
_KEEPING = f"INSERT INTO story_bands (band, hash, article_id) VALUES {', '.join(['(?, ?, ?)'] * (BANDS + 1))}"
_SHARING = " UNION ALL ".join(
    [
        "SELECT * FROM (SELECT article_id FROM story_bands WHERE band = ? AND hash = ? "
        f"ORDER BY article_id DESC LIMIT {PER_BAND})"
    ]
    * (BANDS + 1)
)
