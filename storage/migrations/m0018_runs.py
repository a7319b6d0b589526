"""Texts are cut into words, and their runs of words numbered, in a fraction of the time: all bands are other numbers,
and the words with đ stand in another order, each once.

The new table does not refer to `articles`: whenever an article is removed SQLite would look for it in all of the table,
which has no index by article. `storage.stories` takes its rows out by what they are of.
"""

import sqlite3
from itertools import islice
from operator import itemgetter

from storage.indexed import story_rows
from storage.rows import words_with_d_stroke

STATEMENTS = (
    "DROP TABLE story_bands",
    """
    CREATE TABLE story_bands (
        band INTEGER NOT NULL,
        hash INTEGER NOT NULL,
        article_id INTEGER NOT NULL,
        sketch INTEGER,
        PRIMARY KEY (band, hash, article_id)
    ) STRICT, WITHOUT ROWID
    """,
)

# Rows of some thousand articles, written in the order of the index: each place of it once, not once an article.
AT_A_TIME = 100_000


def fill(database: sqlite3.Connection) -> None:
    """The rows of every text, and its words with đ, anew."""
    _fill_bands(database)
    _fill_words(database)


def _fill_bands(database: sqlite3.Connection) -> None:
    rows = (
        (band, value, article_id, sketch)
        for article_id, title, body in database.execute("SELECT id, title, body FROM articles")
        for band, value, sketch in story_rows(title, body)
    )
    while some := list(islice(rows, AT_A_TIME)):
        some.sort(key=itemgetter(0, 1, 2))
        database.executemany("INSERT INTO story_bands (band, hash, article_id, sketch) VALUES (?, ?, ?, ?)", some)


def _fill_words(database: sqlite3.Connection) -> None:
    """All at once, and the full text index then: its trigger would do it an article at a time."""
    [trigger] = database.execute("SELECT sql FROM sqlite_schema WHERE name = 'articles_reindexed'").fetchone()
    database.execute("DROP TRIGGER articles_reindexed")
    database.create_function("words_with_d_stroke", 2, words_with_d_stroke, deterministic=True)
    database.execute("UPDATE articles SET d_stroke = words_with_d_stroke(title, body)")
    database.execute(trigger)
    database.execute("INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')")
