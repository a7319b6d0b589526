"""What the text of an article says of its meeting.

Texts that were stored before carry nulls until they are read again.
"""

STATEMENTS = (
    "ALTER TABLE articles ADD COLUMN is_meeting INTEGER CHECK (is_meeting IN (0, 1))",
    "ALTER TABLE articles ADD COLUMN kind TEXT",
    "ALTER TABLE articles ADD COLUMN place TEXT",
    "ALTER TABLE articles ADD COLUMN organiser TEXT",
    "ALTER TABLE articles ADD COLUMN chairs TEXT",
    "CREATE INDEX articles_kind ON articles (kind) WHERE kind IS NOT NULL",
    """
    CREATE TABLE facts (
        article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        fact TEXT NOT NULL CHECK (fact IN ('kind', 'place', 'organiser', 'chair')),
        position INTEGER NOT NULL,
        value TEXT NOT NULL,
        detail TEXT,
        field TEXT NOT NULL CHECK (field IN ('title', 'body')),
        start INTEGER NOT NULL,
        length INTEGER NOT NULL,
        PRIMARY KEY (article_id, fact, position)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE VIEW evidence AS
    SELECT facts.article_id, facts.fact, facts.position, facts.value, facts.detail, facts.field, facts.start,
           substr(iif(facts.field = 'title', articles.title, articles.body), 1 + facts.start, facts.length) AS text
    FROM facts JOIN articles ON articles.id = facts.article_id
    UNION ALL
    SELECT id, 'held_on', 0, held_from, held_to, iif(instr(title, held_text), 'title', 'body'),
           coalesce(nullif(instr(title, held_text), 0), nullif(instr(body, held_text), 0)) - 1, held_text
    FROM articles WHERE held_from NOT NULL
    UNION ALL
    SELECT id, 'covers', 0, covers_from, covers_to, iif(instr(title, covers_text), 'title', 'body'),
           coalesce(nullif(instr(title, covers_text), 0), nullif(instr(body, covers_text), 0)) - 1, covers_text
    FROM articles WHERE covers_from NOT NULL
    """,
    """
    CREATE VIEW meetings AS
    SELECT articles.id AS article_id, articles.kind, articles.held_from, articles.held_to, articles.covers_from,
           articles.covers_to, articles.organiser, articles.place, articles.chairs, articles.title,
           articles.published, articles.best_known,
           (SELECT portal FROM pages WHERE pages.article_id = articles.id
            ORDER BY pages.status <> 'live', pages.first_seen, pages.id LIMIT 1) AS portal,
           (SELECT url FROM pages WHERE pages.article_id = articles.id
            ORDER BY pages.status <> 'live', pages.first_seen, pages.id LIMIT 1) AS url
    FROM articles WHERE articles.is_meeting
    """,
    # Which extractor read a capture last: what is older than the present one is to be read again.
    "ALTER TABLE captures ADD COLUMN extractor TEXT",
    """
    UPDATE captures SET extractor = (SELECT extractor FROM articles WHERE articles.id = captures.article_id)
    """,
)
