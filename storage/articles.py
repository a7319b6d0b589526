"""Distinct texts in the database: found by their hash, made, corrected in place, put in another's place, removed.

What a text has beside its row (facts, story, index) is kept right here. Which pages show it, and since when,
is the business of `store` and `history`. Transactions are the caller's.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from storage import stories
from storage.connection import Connection
from storage.indexed import Indexed, index_text, story_rows
from storage.records import Article, Change
from storage.rows import article_row, fact_rows
from storage.similarity import content_hash, edited
from storage.sql import insert, update


def find_or_make(
    connection: Connection, article: Article, at: str, dated: Mapping[str, str | None] | None = None
) -> tuple[int, bool]:
    """The article of this content, and whether it had to be made; `at` is when it was first seen, `dated` the columns
    of its date where they are known already."""
    content = content_hash(article)
    known = find(connection, content)
    if known is not None:
        return known, False
    columns = {"hash": content, "first_seen": at, **article_row(article), **(dated or {})}
    article_id = insert_row(connection, columns)
    _save_facts(connection, article_id, article)
    return article_id, True


def insert_row(connection: Connection, columns: Mapping[str, Any], indexed: Indexed | None = None) -> int:
    """Make a row of `articles`, in the story that it tells, and put it into the full text index, which has d for đ;
    returns its number. `indexed` is what `index_text` makes of its title and body, if somebody has done that.

    The only way in: `0013_words` says why no trigger does it.
    """
    title, body = columns["title"], columns["body"]
    ready = indexed or index_text((title, body))
    story = stories.story_of(connection, ready.stories, title, body, columns["first_seen"])
    article_id = insert(connection, "articles", {**columns, "story_id": story})
    stories.keep(connection, article_id, ready.stories)
    connection.execute(
        "INSERT INTO articles_fts (rowid, title, body, d_stroke) VALUES (?, ?, ?, ?)",
        [article_id, ready.title, ready.body, columns["d_stroke"]],
    )
    return article_id


def find(connection: sqlite3.Connection, content: str) -> int | None:
    """The article whose content has this hash."""
    row = connection.execute("SELECT id FROM articles WHERE hash = ?", [content]).fetchone()
    return None if row is None else int(row["id"])


def correct(connection: Connection, article_id: int, article: Article) -> bool:
    """Give an article a better reading, in its place; whether anything but the extractor's version differs.

    The content of the better reading must be no other article's.
    """
    before = connection.execute("SELECT * FROM articles WHERE id = ?", [article_id]).fetchone()
    values = {"hash": content_hash(article), **article_row(article)}
    changed = {name: value for name, value in values.items() if before[name] != value}
    rewrite(connection, dict(before), changed)
    new_facts = _facts(connection, article_id) != sorted(fact_rows(article))
    if new_facts:
        connection.execute("DELETE FROM facts WHERE article_id = ?", [article_id])
        _save_facts(connection, article_id, article)
    return new_facts or bool(changed.keys() - {"extractor"})


def rewrite(connection: Connection, before: Mapping[str, Any], columns: Mapping[str, Any]) -> None:
    """Give an article, whose row this is `before`, other columns; where it reads otherwise then, its story is found
    anew."""
    article_id, row = before["id"], {**before, **columns}
    # The same text stands where it stood, and most corrections are of other columns.
    moved = "hash" in columns or (
        not columns.keys().isdisjoint(("title", "body"))
        and story_rows(before["title"], before["body"]) != story_rows(row["title"], row["body"])
    )
    if moved:
        stories.leave(connection, article_id)
    update(connection, "articles", columns, article_id)
    if moved:
        places = story_rows(row["title"], row["body"])
        story = stories.story_of(connection, places, row["title"], row["body"], row["first_seen"])
        update(connection, "articles", {"story_id": story}, article_id)
        stories.keep(connection, article_id, places)


def put_in_place(connection: Connection, article_id: int, of: int) -> None:
    """Let an article take the place of another, `of`, whose number it has from now on; the other is no more."""
    stories.leave(connection, article_id)
    remove(connection, of)
    row = connection.execute("SELECT * FROM articles WHERE id = ?", [article_id]).fetchone()
    # The hash is unique, and for a moment both rows are there.
    connection.execute("UPDATE articles SET hash = '' WHERE id = ?", [article_id])
    # Columns that SQLite computes are not in this list.
    names = [name for (name,) in connection.execute("SELECT name FROM pragma_table_info('articles')")]
    insert_row(connection, {name: row[name] for name in names} | {"id": of})
    for table, column in _references(connection):
        connection.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE "{column}" = ?', [of, article_id])
    connection.execute("DELETE FROM articles WHERE id = ?", [article_id])


def remove(connection: Connection, article_id: int) -> None:
    """Take an article out of the archive: no capture gives it any more."""
    stories.leave(connection, article_id)
    connection.execute("DELETE FROM articles WHERE id = ?", [article_id])


def change_between(connection: sqlite3.Connection, before: int | None, now: int) -> Change:
    """What it is for a page to show one article, having shown another (or none) before."""
    if before is None:
        return "first"
    if before == now:
        return "same"
    old, new = (
        connection.execute("SELECT title, body FROM articles WHERE id = ?", [article_id]).fetchone()
        for article_id in (before, now)
    )
    return "edit" if edited(old["title"], old["body"], new["title"], new["body"]) else "reuse"


def _facts(connection: sqlite3.Connection, article_id: int) -> list[tuple[Any, ...]]:
    rows = connection.execute(
        "SELECT fact, position, value, detail, field, start, length FROM facts WHERE article_id = ?", [article_id]
    )
    return sorted(tuple(row) for row in rows)


def _save_facts(connection: sqlite3.Connection, article_id: int, article: Article) -> None:
    connection.executemany(
        "INSERT INTO facts (article_id, fact, position, value, detail, field, start, length) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(article_id, *fact) for fact in fact_rows(article)],
    )


def _references(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Every table and column that names articles by number, asked of the schema: there may be more tomorrow."""
    rows = connection.execute(
        'SELECT tables.name, keys."from" FROM sqlite_schema AS tables, pragma_foreign_key_list(tables.name) AS keys '
        "WHERE tables.type = 'table' AND keys.\"table\" = 'articles'"
    )
    return [(row[0], row[1]) for row in rows]
