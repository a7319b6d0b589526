"""The files that articles offer for download: their addresses, what came of each, the files, an index of their texts.

What articles said of their attachments moves out of `articles.structure`, where no index could reach it.
"""

# As for articles: the tokenizer takes every mark off but the stroke of đ, so a second column has đ as d.
_FOLDED = "replace(replace({0}text, 'đ', 'd'), 'Đ', 'D')"
# A file without text is not in the index.
_ADD = (
    "INSERT INTO files_fts (rowid, text, folded) "
    f"SELECT new.id, new.text, {_FOLDED.format('new.')} WHERE new.text <> ''"
)
_REMOVE = (
    "INSERT INTO files_fts (files_fts, rowid, text, folded) "
    f"SELECT 'delete', old.id, old.text, {_FOLDED.format('old.')} WHERE old.text <> ''"
)

# Where an article was first seen; every article came with a capture of some page.
_PORTAL = (
    "(SELECT pages.portal FROM captures JOIN pages ON pages.id = captures.page_id "
    "WHERE captures.article_id = articles.id ORDER BY captures.id LIMIT 1)"
)
_OLD = "FROM articles, json_each(articles.structure, '$.attachments') AS old"

STATEMENTS = (
    """
    CREATE TABLE files (
        id INTEGER PRIMARY KEY,
        sha256 TEXT NOT NULL UNIQUE,
        size INTEGER NOT NULL,
        media_type TEXT NOT NULL,
        format TEXT NOT NULL,
        path TEXT NOT NULL,
        text TEXT NOT NULL DEFAULT '',
        text_status TEXT CHECK (text_status IN ('text', 'scanned', 'empty', 'unreadable', 'unsupported')),
        problem TEXT,
        reader TEXT,
        pages INTEGER,
        first_seen TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX files_unread ON files (id) WHERE text_status IS NULL",
    """
    CREATE TABLE attachments (
        id INTEGER PRIMARY KEY,
        portal TEXT NOT NULL REFERENCES portals (name),
        url TEXT NOT NULL UNIQUE,
        file_id INTEGER REFERENCES files (id),
        status TEXT NOT NULL DEFAULT 'waiting'
            CHECK (status IN ('waiting', 'fetched', 'failed', 'too large', 'refused')),
        problem TEXT,
        size INTEGER,
        tries INTEGER NOT NULL DEFAULT 0,
        first_seen TEXT NOT NULL,
        last_checked TEXT
    ) STRICT
    """,
    "CREATE INDEX attachments_portal ON attachments (portal, status)",
    "CREATE INDEX attachments_file ON attachments (file_id) WHERE file_id IS NOT NULL",
    """
    CREATE TABLE article_attachments (
        article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        attachment_id INTEGER NOT NULL REFERENCES attachments (id),
        name TEXT NOT NULL,
        PRIMARY KEY (article_id, position)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX article_attachments_attachment ON article_attachments (attachment_id)",
    f"""
    INSERT INTO attachments (portal, url, first_seen)
    SELECT {_PORTAL} AS first_portal, json_extract(old.value, '$.url'), articles.first_seen {_OLD}
    WHERE first_portal IS NOT NULL ORDER BY articles.id, old.key
    ON CONFLICT (url) DO NOTHING
    """,
    f"""
    INSERT INTO article_attachments (article_id, position, attachment_id, name)
    SELECT articles.id, old.key, attachments.id, json_extract(old.value, '$.name')
    {_OLD} JOIN attachments ON attachments.url = json_extract(old.value, '$.url')
    """,
    "UPDATE articles SET structure = json_remove(structure, '$.attachments') "
    "WHERE json_type(structure, '$.attachments') IS NOT NULL",
    f"CREATE VIEW searchable_files AS SELECT id, text, {_FOLDED.format('')} AS folded FROM files",
    """
    CREATE VIRTUAL TABLE files_fts USING fts5 (
        text, folded,
        content = 'searchable_files', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
    )
    """,
    f"CREATE TRIGGER files_indexed AFTER INSERT ON files BEGIN {_ADD}; END",
    f"CREATE TRIGGER files_unindexed AFTER DELETE ON files BEGIN {_REMOVE}; END",
    f"CREATE TRIGGER files_reindexed AFTER UPDATE OF text ON files BEGIN {_REMOVE}; {_ADD}; END",
    """
    CREATE VIEW files_of_articles AS
    SELECT article_attachments.article_id, articles.title, article_attachments.position,
           article_attachments.name, attachments.url, attachments.portal, attachments.status,
           coalesce(attachments.problem, files.problem) AS problem, files.id AS file_id, files.sha256,
           files.path, files.format, files.size, files.pages, files.text_status
    FROM article_attachments
    JOIN articles ON articles.id = article_attachments.article_id
    JOIN attachments ON attachments.id = article_attachments.attachment_id
    LEFT JOIN files ON files.id = attachments.file_id
    """,
)
