"""Less room for the same: a lead is a length, not a copy; a text is found alike by 12 numbers instead of 20."""

import sqlite3

from storage.indexed import TITLE_BAND
from storage.similarity import signature

STATEMENTS = (
    # The lead is the beginning of the body, so its length says it all. SQLite drops no column that a view names.
    "DROP VIEW current_articles",
    "ALTER TABLE articles ADD COLUMN lead_length INTEGER",
    "UPDATE articles SET lead_length = length(lead) WHERE substr(body, 1, length(lead)) = lead",
    "ALTER TABLE articles DROP COLUMN lead",
    "ALTER TABLE articles ADD COLUMN lead TEXT GENERATED ALWAYS AS (substr(body, 1, lead_length)) VIRTUAL",
    """
    CREATE VIEW current_articles AS
    SELECT articles.id, articles.title, articles.lead, articles.body, articles.byline, articles.source,
           articles.published, articles.best_known, articles.story_id, articles.words, pages.portal, pages.url,
           pages.status,
           (SELECT count(*) FROM pages AS every WHERE every.article_id = articles.id) AS pages
    FROM articles JOIN pages ON pages.id = (
        SELECT id FROM pages AS shown WHERE shown.article_id = articles.id
        ORDER BY shown.status <> 'live', shown.first_seen, shown.id LIMIT 1
    )
    """,
    # Of the 20 bands and the title only the title stays what it was, under a number that does not move again.
    "UPDATE story_bands SET band = -1 WHERE band = 20",
    "DELETE FROM story_bands WHERE band >= 0",
)


def fill(database: sqlite3.Connection) -> None:
    """The bands of every text, anew."""
    assert TITLE_BAND == -1
    for article_id, body in database.execute("SELECT id, body FROM articles"):
        database.executemany(
            "INSERT INTO story_bands (band, hash, article_id) VALUES (?, ?, ?)",
            [(band, value, article_id) for band, value in enumerate(signature(body).bands)],
        )
