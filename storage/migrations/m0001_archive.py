"""The tables: portals, articles, pages, captures, stories, rejects, listings, runs."""

STATEMENTS = (
    """
    CREATE TABLE dictionary (
        "table" TEXT NOT NULL,
        "column" TEXT NOT NULL,
        meaning TEXT NOT NULL,
        PRIMARY KEY ("table", "column")
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE portals (
        name TEXT PRIMARY KEY NOT NULL,
        host TEXT NOT NULL,
        title TEXT,
        platform TEXT,
        first_crawled TEXT NOT NULL,
        last_crawled TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE stories (
        id INTEGER PRIMARY KEY,
        title TEXT NOT NULL,
        first_seen TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE articles (
        id INTEGER PRIMARY KEY,
        hash TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        section TEXT,
        lead TEXT,
        body TEXT NOT NULL,
        byline TEXT,
        source TEXT,
        language TEXT,
        published TEXT,
        published_precision TEXT NOT NULL DEFAULT 'none'
            CHECK (published_precision IN ('second', 'minute', 'hour', 'day', 'month', 'year', 'none')),
        published_evidence TEXT,
        published_text TEXT,
        held_from TEXT,
        held_to TEXT,
        held_text TEXT,
        covers_from TEXT,
        covers_to TEXT,
        covers_text TEXT,
        structure TEXT NOT NULL,
        extractor TEXT NOT NULL,
        story_id INTEGER REFERENCES stories (id),
        first_seen TEXT NOT NULL,
        words INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX articles_story ON articles (story_id) WHERE story_id IS NOT NULL",
    "CREATE INDEX articles_published ON articles (published)",
    """
    CREATE TABLE story_bands (
        band INTEGER NOT NULL,
        hash INTEGER NOT NULL,
        article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        PRIMARY KEY (band, hash, article_id)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE pages (
        id INTEGER PRIMARY KEY,
        portal TEXT NOT NULL REFERENCES portals (name),
        url TEXT NOT NULL UNIQUE,
        fetched_url TEXT NOT NULL,
        article_id INTEGER REFERENCES articles (id),
        title TEXT,
        status TEXT NOT NULL DEFAULT 'live' CHECK (status IN ('live', 'gone', 'moved')),
        moved_to TEXT,
        first_seen TEXT NOT NULL,
        last_seen TEXT,
        last_checked TEXT NOT NULL,
        last_changed TEXT,
        missing_since TEXT,
        published TEXT,
        published_precision TEXT NOT NULL DEFAULT 'none'
            CHECK (published_precision IN ('second', 'minute', 'hour', 'day', 'month', 'year', 'none')),
        published_evidence TEXT,
        published_text TEXT,
        published_not_before TEXT,
        published_not_after TEXT,
        published_problem TEXT,
        date_moved_from TEXT,
        views INTEGER,
        etag TEXT,
        last_modified TEXT,
        listed_date TEXT,
        listed_title TEXT
    ) STRICT
    """,
    "CREATE INDEX pages_article ON pages (article_id)",
    "CREATE INDEX pages_portal ON pages (portal, status)",
    """
    CREATE TABLE captures (
        id INTEGER PRIMARY KEY,
        page_id INTEGER NOT NULL REFERENCES pages (id),
        article_id INTEGER REFERENCES articles (id),
        fetched_at TEXT NOT NULL,
        status INTEGER NOT NULL,
        warc_file TEXT NOT NULL,
        warc_offset INTEGER NOT NULL,
        warc_length INTEGER NOT NULL,
        digest TEXT NOT NULL,
        change TEXT NOT NULL CHECK (change IN ('first', 'same', 'edit', 'reuse', 'reject'))
    ) STRICT
    """,
    "CREATE INDEX captures_page ON captures (page_id)",
    "CREATE INDEX captures_article ON captures (article_id)",
    """
    CREATE TABLE rejects (
        id INTEGER PRIMARY KEY,
        portal TEXT NOT NULL REFERENCES portals (name),
        url TEXT NOT NULL,
        reason TEXT NOT NULL,
        first_seen TEXT NOT NULL,
        last_seen TEXT NOT NULL,
        times INTEGER NOT NULL DEFAULT 1,
        page_id INTEGER REFERENCES pages (id),
        UNIQUE (url, reason)
    ) STRICT
    """,
    """
    CREATE TABLE listings (
        url TEXT PRIMARY KEY NOT NULL,
        portal TEXT NOT NULL REFERENCES portals (name),
        items TEXT NOT NULL CHECK (json_valid(items)),
        page_size INTEGER,
        read_at TEXT NOT NULL,
        swept_at TEXT
    ) STRICT
    """,
    """
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY,
        started_at TEXT NOT NULL,
        finished_at TEXT,
        command TEXT NOT NULL,
        exit_code INTEGER,
        outcome TEXT
    ) STRICT
    """,
    """
    CREATE TABLE run_portals (
        run_id INTEGER NOT NULL REFERENCES runs (id),
        portal TEXT NOT NULL,
        started_at TEXT,
        finished_at TEXT,
        requests INTEGER NOT NULL DEFAULT 0,
        fetched INTEGER NOT NULL DEFAULT 0,
        new INTEGER NOT NULL DEFAULT 0,
        changed INTEGER NOT NULL DEFAULT 0,
        unchanged INTEGER NOT NULL DEFAULT 0,
        duplicates INTEGER NOT NULL DEFAULT 0,
        rejected INTEGER NOT NULL DEFAULT 0,
        gone INTEGER NOT NULL DEFAULT 0,
        errors INTEGER NOT NULL DEFAULT 0,
        bytes INTEGER NOT NULL DEFAULT 0,
        seconds REAL NOT NULL DEFAULT 0,
        note TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(note)),
        PRIMARY KEY (run_id, portal)
    ) STRICT
    """,
)
