"""The first views: sightings, current_articles, revisions, blocks."""

STATEMENTS = (
    """
    CREATE VIEW sightings AS
    SELECT articles.id AS article_id, articles.title, pages.portal, pages.url, pages.status,
           pages.published, pages.first_seen, pages.last_seen, pages.views
    FROM pages JOIN articles ON articles.id = pages.article_id
    """,
    """
    CREATE VIEW current_articles AS
    SELECT articles.id, articles.title, articles.lead, articles.body, articles.byline, articles.source,
           articles.published, articles.story_id, articles.words, pages.portal, pages.url, pages.status,
           (SELECT count(*) FROM pages AS every WHERE every.article_id = articles.id) AS pages
    FROM articles JOIN pages ON pages.id = (
        SELECT id FROM pages AS shown WHERE shown.article_id = articles.id
        ORDER BY shown.status <> 'live', shown.first_seen, shown.id LIMIT 1
    )
    """,
    """
    CREATE VIEW revisions AS
    SELECT pages.portal, pages.url, captures.id AS capture_id, captures.fetched_at, captures.change,
           captures.article_id, articles.title,
           lag(captures.article_id) OVER (PARTITION BY captures.page_id ORDER BY captures.id)
               AS previous_article_id
    FROM captures JOIN pages ON pages.id = captures.page_id JOIN articles ON articles.id = captures.article_id
    WHERE captures.change IN ('first', 'edit', 'reuse')
    """,
    """
    CREATE VIEW blocks AS
    SELECT articles.id AS article_id, block.key AS position, json_extract(block.value, '$[0]') AS kind,
           substr(
               articles.body, 1 + json_extract(block.value, '$[1]'), json_extract(block.value, '$[2]')
           ) AS text
    FROM articles, json_each(articles.structure, '$.blocks') AS block
    """,
)
