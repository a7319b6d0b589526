"""Stories in the database: articles that tell the same thing are found when they are stored.

Candidates come from index look-ups in `story_bands`, their number is bounded, and each is compared with
the stored text: the cost does not grow with the archive, and nothing is kept in memory but what a transaction
has yet to write (`connection`).
What makes two texts one story is decided in `similarity`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from storage.connection import Connection
from storage.indexed import StoryRow, story_rows
from storage.similarity import BANDS, compare_shingles, may_be_alike, numbers_differ, shingles

# Of a formula that stands a thousand times, a few will do: they are in one story already.
PER_BAND = 20
COMPARED = 16

# Places of the index that a transaction has yet to write: of some thousand articles, a few MB.
MOST_UNWRITTEN = 50_000


@dataclass(frozen=True, slots=True)
class _Told:
    """An article, and the story that it is known to tell."""

    id: int
    title: str
    body: str
    story: int | None
    seen: str


def story_of(connection: Connection, rows: Sequence[StoryRow], title: str, body: str, seen: str) -> int | None:
    """The story that a text, not in the index yet, tells with others: it is made if there is none yet. None where no
    other tells the same.

    `rows` are those of the text for the index. Its own row is the caller's to write, with `story_id`; then `keep`.
    Runs inside the caller's transaction.
    """
    # Of those that share bands many are the briefings of other months: their titles tell, before any text is cut up.
    candidates = [one for one in _candidates(connection, rows) if not numbers_differ(title, one.title)]
    shingled = shingles(body) if candidates else frozenset[int]()
    fellows = [one for one in candidates if compare_shingles(title, shingled, one.title, shingles(one.body)).same_story]
    return _joined(connection, fellows, seen) if fellows else None


def keep(connection: Connection, article_id: int, rows: Sequence[StoryRow]) -> None:
    """Put an article into the index, so that those to come find it."""
    bands = connection.unwritten.bands
    for band, value, sketch in rows:
        bands.setdefault((band, value), []).append((article_id, sketch))
    if len(bands) > MOST_UNWRITTEN:
        write(connection)


def write(connection: Connection) -> None:
    """Write what a transaction has `unwritten`: to be done before its end, and before its stories are read with SQL."""
    bands, stories = connection.unwritten.bands, connection.unwritten.stories
    # A row a statement: one of several rows is a savepoint (it can fail halfway), and for each of those FTS5 writes all
    # it has to the disk. What another program left there of an article that it took out is no reason to fail.
    connection.executemany(
        "INSERT OR IGNORE INTO story_bands (band, hash, article_id, sketch) VALUES (?, ?, ?, ?)",
        [(*key, *row) for key in sorted(bands) for row in bands[key]],
    )
    connection.executemany(
        "UPDATE articles SET story_id = ? WHERE id = ?", [(story, article_id) for article_id, story in stories.items()]
    )
    connection.unwritten.clear()


def leave(connection: Connection, article_id: int) -> None:
    """Take an article out of the index and out of its story; a story that one article is left in is none.

    What only this article held together falls apart again.
    """
    write(connection)
    title, body, story = connection.execute(
        "SELECT title, body, story_id FROM articles WHERE id = ?", [article_id]
    ).fetchone()
    connection.executemany(
        "DELETE FROM story_bands WHERE band = ? AND hash = ? AND article_id = ?",
        [(band, value, article_id) for band, value, _ in story_rows(title, body)],
    )
    if story is None:
        return
    connection.execute("UPDATE articles SET story_id = NULL WHERE id = ?", [article_id])
    rows = connection.execute(
        "SELECT id, title, body, story_id, first_seen FROM articles WHERE story_id = ? ORDER BY id", [story]
    )
    left = [_Told(*row) for row in rows]
    # Of a formula that stands a thousand times every pair is alike: comparing them all would tell nothing.
    first, *others = _groups(left) if len(left) <= COMPARED else [left]
    for group in others:
        other = _new_story(connection, group) if len(group) > 1 else None
        connection.executemany("UPDATE articles SET story_id = ? WHERE id = ?", [(other, one.id) for one in group])
    if len(first) < 2:
        connection.execute("UPDATE articles SET story_id = NULL WHERE story_id = ?", [story])
        connection.execute("DELETE FROM stories WHERE id = ?", [story])


def _groups(articles: list[_Told]) -> list[list[_Told]]:
    """Articles that tell the same, directly or by way of others; the group of the first comes first."""
    shingled = {one.id: shingles(one.body) for one in articles}
    groups: list[list[_Told]] = []
    for one in articles:
        alike = [
            group
            for group in groups
            if any(
                compare_shingles(one.title, shingled[one.id], other.title, shingled[other.id]).same_story
                for other in group
            )
        ]
        joined = [*(member for group in alike for member in group), one]
        # Where groups become one it stands where the first of them stood: the first row's group stays the first.
        groups = [joined if alike and group is alike[0] else group for group in groups if group not in alike[1:]]
        if not alike:
            groups.append(joined)
    return groups


def _candidates(connection: Connection, rows: Sequence[StoryRow]) -> list[_Told]:
    """The articles that share most bands with these rows of the index, and the latest of the same title."""
    sharing = _sharing(connection, rows) if rows else []
    if not sharing:
        return []
    [(_, _, own), *_] = rows
    votes = Counter(article_id for _, article_id, _ in sharing)
    likely = Counter(
        article_id
        for _, article_id, sketch in sharing
        # The title has no sketch: nothing speaks against those that share it.
        if votes[article_id] > 1 or own is None or sketch is None or may_be_alike(own, sketch)
    )
    found = []
    for article_id, _ in likely.most_common(COMPARED):
        # None is there where another program took the article out.
        for title, body, story, seen in connection.execute(
            "SELECT title, body, story_id, first_seen FROM articles WHERE id = ?", [article_id]
        ):
            found.append(_Told(article_id, title, body, connection.unwritten.stories.get(article_id, story), seen))
    return found


def _sharing(connection: Connection, rows: Sequence[StoryRow]) -> list[tuple[int, int, int | None]]:
    """The latest articles in each of these places of the index: band, article, sketch."""
    written = connection.execute(_SHARING, [number for row in rows for number in row[:2]]).fetchall()
    unwritten = connection.unwritten.bands
    if not any(row[:2] in unwritten for row in rows):
        return written
    sharing = []
    for band, value, _ in rows:
        newer = [(band, *one) for one in unwritten.get((band, value), ())]
        latest = sorted([*newer, *(row for row in written if row[0] == band)], key=lambda row: -row[1])
        sharing += latest[:PER_BAND]
    return sharing


def _joined(connection: Connection, fellows: list[_Told], seen: str) -> int:
    """The one story of articles that tell the same: the oldest that any of them is in, or a new one."""
    stories = sorted({one.story for one in fellows if one.story is not None})
    story = stories[0] if stories else _new_story(connection, fellows, seen)
    connection.unwritten.stories |= {one.id: story for one in fellows if one.story is None}
    if len(stories) > 1:
        write(connection)
    for other in stories[1:]:
        connection.execute("UPDATE articles SET story_id = ? WHERE story_id = ?", (story, other))
        connection.execute("DELETE FROM stories WHERE id = ?", [other])
    return story


def _new_story(connection: Connection, members: Sequence[_Told], *seen: str) -> int:
    first = min(members, key=lambda one: one.id)
    cursor = connection.execute(
        "INSERT INTO stories (title, first_seen) VALUES (?, ?)", (first.title, min([first.seen, *seen]))
    )
    return int(cursor.lastrowid or 0)


# One statement for all bands: a statement a band takes longer than what it does. Each has a limit of its own.
_SHARING = " UNION ALL ".join(
    [
        "SELECT * FROM (SELECT band, article_id, sketch FROM story_bands WHERE band = ? AND hash = ? "
        f"ORDER BY article_id DESC LIMIT {PER_BAND})"
    ]
    * (BANDS + 1)
)
