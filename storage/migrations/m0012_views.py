"""Views for the questions that archivists ask, the indexes that make them quick, and a number that tells the file."""

# "gban": what tools and `file` read at byte 68 of an archive's database.
APPLICATION_ID = 0x6762616E

STATEMENTS = (
    f"PRAGMA application_id = {APPLICATION_ID}",
    "CREATE INDEX articles_first_seen ON articles (first_seen)",
    # Meetings are asked for by kind, by period, or by both.
    "DROP INDEX articles_kind",
    "CREATE INDEX articles_kind ON articles (kind, held_from) WHERE kind IS NOT NULL",
    "CREATE INDEX articles_held ON articles (held_from) WHERE held_from IS NOT NULL",
    "CREATE INDEX facts_value ON facts (fact, value)",
    # A file without text is not in the index, so it is no part of what the index covers either: FTS5 can tell then
    # whether the index fits.
    "DROP VIEW searchable_files",
    """
    CREATE VIEW searchable_files AS
    SELECT id, text, replace(replace(text, 'đ', 'd'), 'Đ', 'D') AS folded FROM files WHERE text <> ''
    """,
    "DROP VIEW current_articles",
    """
    CREATE VIEW current_articles AS
    SELECT articles.id, articles.title, articles.lead, articles.body, articles.byline, articles.source,
           articles.published, articles.best_known, articles.first_seen, articles.kind, articles.story_id,
           articles.words, pages.portal, pages.url, pages.status,
           (SELECT count(*) FROM pages AS every WHERE every.article_id = articles.id) AS pages
    FROM articles JOIN pages ON pages.id = (
        SELECT id FROM pages AS shown WHERE shown.article_id = articles.id
        ORDER BY shown.status <> 'live', shown.first_seen, shown.id LIMIT 1
    )
    """,
    # As before, but what is asked of a page or of a kind of change is looked up, not counted through.
    "DROP VIEW revisions",
    """
    CREATE VIEW revisions AS
    SELECT pages.portal, pages.url, captures.id AS capture_id, captures.fetched_at, captures.change,
           captures.article_id, articles.title,
           (SELECT before.article_id FROM captures AS before
            WHERE before.page_id = captures.page_id
            AND (before.fetched_at, before.id) < (captures.fetched_at, captures.id)
                  AND before.change IN ('first', 'edit', 'reuse')
            ORDER BY before.fetched_at DESC, before.id DESC LIMIT 1) AS previous_article_id
    FROM captures JOIN pages ON pages.id = captures.page_id JOIN articles ON articles.id = captures.article_id
    WHERE captures.change IN ('first', 'edit', 'reuse')
    """,
    """
    CREATE VIEW proofs AS
    SELECT pages.portal, pages.url, captures.id AS capture_id, captures.fetched_at, captures.status, captures.change,
           captures.article_id, captures.warc_file, captures.warc_offset, captures.warc_length, captures.digest
    FROM captures JOIN pages ON pages.id = captures.page_id
    """,
    """
    CREATE VIEW copies AS
    SELECT pages.portal, pages.url, pages.article_id, pages.title, 'text' AS same, other.portal AS other_portal,
           other.url AS other_url, other.article_id AS other_article_id, other.title AS other_title,
           other.published AS other_published, other.status AS other_status
    FROM pages JOIN pages AS other ON other.article_id = pages.article_id AND other.id <> pages.id
    UNION ALL
    SELECT pages.portal, pages.url, pages.article_id, pages.title, 'story', other.portal,
           other.url, other.article_id, other.title, other.published, other.status
    FROM pages JOIN articles ON articles.id = pages.article_id
    JOIN articles AS alike ON alike.story_id = articles.story_id AND alike.id <> articles.id
    JOIN pages AS other ON other.article_id = alike.id
    """,
    """
    CREATE VIEW gone_pages AS
    SELECT portal, url, title, article_id, published, first_seen, last_seen, missing_since
    FROM pages WHERE status = 'gone' AND article_id IS NOT NULL
    """,
    """
    CREATE VIEW months AS
    SELECT portal, substr(published, 1, 7) AS month, count(DISTINCT article_id) AS articles
    FROM pages WHERE article_id IS NOT NULL GROUP BY portal, substr(published, 1, 7)
    """,
    """
    CREATE VIEW chairs AS
    SELECT chair.value AS chair, count(DISTINCT coalesce(articles.story_id, -articles.id)) AS meetings,
           count(DISTINCT chair.article_id) AS articles,
           min(articles.held_from) AS first_held, max(articles.held_from) AS last_held,
           (SELECT group_concat(detail, '; ') FROM (
               SELECT DISTINCT detail FROM facts WHERE fact = 'chair' AND value = chair.value AND detail IS NOT NULL
           )) AS offices
    FROM facts AS chair JOIN articles ON articles.id = chair.article_id
    WHERE chair.fact = 'chair' GROUP BY chair.value
    """,
    """
    CREATE VIEW undated AS
    SELECT articles.id AS article_id, articles.title, pages.portal, pages.url,
           pages.published_not_before AS not_before, pages.published_not_after AS not_after,
           pages.published_problem AS problem, articles.best_known
    FROM articles JOIN pages ON pages.article_id = articles.id WHERE articles.published IS NULL
    """,
    """
    CREATE VIEW story_spans AS
    SELECT stories.id AS story_id, stories.title, count(DISTINCT articles.id) AS articles, count(pages.id) AS pages,
           count(DISTINCT pages.portal) AS portals, min(pages.published) AS first_published,
           max(pages.published) AS last_published
    FROM stories JOIN articles ON articles.story_id = stories.id LEFT JOIN pages ON pages.article_id = articles.id
    GROUP BY stories.id
    """,
    """
    CREATE VIEW story_articles AS
    SELECT articles.story_id, articles.id AS article_id, articles.title, pages.portal, pages.url, pages.status,
           pages.published, articles.words
    FROM articles LEFT JOIN pages ON pages.article_id = articles.id WHERE articles.story_id IS NOT NULL
    """,
    """
    CREATE VIEW portal_health AS
    SELECT portals.name AS portal, portals.title, portals.host,
           (SELECT count(*) FROM pages WHERE pages.portal = portals.name AND status = 'live'
                                             AND article_id IS NOT NULL) AS live,
           (SELECT count(*) FROM pages WHERE pages.portal = portals.name AND status = 'gone'
                                             AND article_id IS NOT NULL) AS gone,
           (SELECT max(published) FROM pages WHERE pages.portal = portals.name AND article_id IS NOT NULL) AS newest,
           last.run_id AS last_run, last.started_at AS last_started, last.finished_at AS last_finished,
           json_extract(last.note, '$.result') AS result, json_extract(last.note, '$.problem') AS problem,
           last.new, last.changed, last.rejected, last.errors,
           (SELECT max(started_at) FROM run_portals AS good
            WHERE good.portal = portals.name AND json_extract(good.note, '$.problem') IS NULL) AS last_good
    FROM portals LEFT JOIN run_portals AS last ON last.portal = portals.name AND last.run_id = (
        SELECT run_id FROM run_portals AS every WHERE every.portal = portals.name
        ORDER BY started_at DESC, run_id DESC LIMIT 1
    )
    """,
)
