"""The words with đ of an article in a column of its own: to find them in SQL took longer than all else of the index."""

import sqlite3

from storage.rows import words_with_d_stroke

# As `0008_search` has it: `unicode61 remove_diacritics 2` takes every Vietnamese mark off but the stroke of đ. Title
# and body are indexed with đ as d, so that `dong chi` finds `đồng chí` with SQLite alone; and the words with đ once
# more, because `đồng` typed in plain SQL looks for a word with đ.
_FOLDED = "replace(replace({0}, 'đ', 'd'), 'Đ', 'D')"
_COLUMNS = "title, body, d_stroke"


def _values(row: str) -> str:
    return f"{row}.id, {_FOLDED.format(f'{row}.title')}, {_FOLDED.format(f'{row}.body')}, {row}.d_stroke"


_ADD = f"INSERT INTO articles_fts (rowid, {_COLUMNS}) VALUES ({_values('new')})"
# What is taken out of the index must be just what was put in.
_REMOVE = f"INSERT INTO articles_fts (articles_fts, rowid, {_COLUMNS}) VALUES ('delete', {_values('old')})"

STATEMENTS = (
    "DROP TRIGGER articles_indexed",
    "DROP TRIGGER articles_unindexed",
    "DROP TRIGGER articles_unindexed_old",
    "DROP TRIGGER articles_reindexed",
    "DROP TABLE articles_fts",
    "DROP VIEW searchable",
    "ALTER TABLE articles ADD COLUMN d_stroke TEXT NOT NULL DEFAULT ''",
)

_INDEX = (
    f"""
    CREATE VIEW searchable AS
    SELECT id, {_FOLDED.format("title")} AS title, {_FOLDED.format("body")} AS body, d_stroke FROM articles
    """,
    f"""
    CREATE VIRTUAL TABLE articles_fts USING fts5 (
        {_COLUMNS}, content = 'searchable', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
    )
    """,
    # `ORDER BY rank` prefers titles.
    "INSERT INTO articles_fts (articles_fts, rank) VALUES ('rank', 'bm25(8.0, 1.0, 0.0)')",
    "INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')",
    # No trigger for a new row: `storage.articles` puts it into the index itself. A statement with a trigger is a
    # savepoint, and for each of those FTS5 writes all it has to the disk: three times the time of the index itself.
    f"CREATE TRIGGER articles_unindexed AFTER DELETE ON articles BEGIN {_REMOVE}; END",
    f"CREATE TRIGGER articles_reindexed AFTER UPDATE OF {_COLUMNS} ON articles BEGIN {_REMOVE}; {_ADD}; END",
)


def fill(database: sqlite3.Connection) -> None:
    """The words of every text, and the index over all."""
    database.create_function("words_with_d_stroke", 2, words_with_d_stroke, deterministic=True)
    database.execute("UPDATE articles SET d_stroke = words_with_d_stroke(title, body)")
    for statement in _INDEX:
        database.execute(statement)
