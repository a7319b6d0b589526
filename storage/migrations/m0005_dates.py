"""Every date that was weighed for a page, and where an article without one is best known to stand."""

STATEMENTS = (
    "ALTER TABLE pages ADD COLUMN dates TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(dates))",
    "ALTER TABLE articles ADD COLUMN best_known TEXT",
    """
    UPDATE articles SET best_known = coalesce(
        published, (SELECT min(published_not_before) FROM pages WHERE article_id = articles.id)
    )
    """,
    "CREATE INDEX articles_best_known ON articles (best_known)",
    "DROP VIEW sightings",
    """
    CREATE VIEW sightings AS
    SELECT articles.id AS article_id, articles.title, pages.portal, pages.url, pages.status,
           pages.published, pages.published_precision, pages.published_evidence, pages.published_not_before,
           pages.published_not_after, pages.published_problem, pages.first_seen, pages.last_seen, pages.views
    FROM pages JOIN articles ON articles.id = pages.article_id
    """,
    "DROP VIEW current_articles",
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
    """
    CREATE VIEW page_dates AS
    SELECT pages.id AS page_id, pages.portal, pages.url, date.key AS position,
           json_extract(date.value, '$.evidence') AS evidence, json_extract(date.value, '$.text') AS text,
           json_extract(date.value, '$.value') AS value, json_extract(date.value, '$.precision') AS precision,
           json_extract(date.value, '$.not_before') AS not_before,
           json_extract(date.value, '$.not_after') AS not_after,
           json_extract(date.value, '$.verdict') AS verdict
    FROM pages, json_each(iif(json_valid(pages.dates), pages.dates, '[]')) AS date
    WHERE date.type = 'object'
    """,
)
