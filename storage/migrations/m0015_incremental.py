"""What crawls learn so that later ones ask for less: honest validators, how deep news stand, feeds and sitemaps."""

STATEMENTS = (
    "ALTER TABLE pages ADD COLUMN not_modified_at TEXT",
    """
    CREATE TABLE validators (
        portal TEXT NOT NULL REFERENCES portals (name),
        validator TEXT NOT NULL CHECK (validator IN ('etag', 'last_modified')),
        steady INTEGER NOT NULL DEFAULT 0,
        ticked INTEGER NOT NULL DEFAULT 0,
        followed INTEGER NOT NULL DEFAULT 0,
        stayed INTEGER NOT NULL DEFAULT 0,
        clocked INTEGER NOT NULL DEFAULT 0,
        not_modified INTEGER NOT NULL DEFAULT 0,
        controls INTEGER NOT NULL DEFAULT 0,
        lies INTEGER NOT NULL DEFAULT 0,
        lied_at TEXT,
        example TEXT,
        PRIMARY KEY (portal, validator)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE listing_readings (
        url TEXT NOT NULL REFERENCES listings (url) ON DELETE CASCADE,
        read_at TEXT NOT NULL,
        why TEXT NOT NULL CHECK (why IN ('first', 'asked', 'due', 'unproved', 'usual')),
        pages INTEGER NOT NULL,
        new INTEGER NOT NULL,
        missed INTEGER,
        places TEXT NOT NULL,
        PRIMARY KEY (url, read_at)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE hints (
        url TEXT PRIMARY KEY NOT NULL,
        portal TEXT NOT NULL REFERENCES portals (name),
        kind TEXT NOT NULL CHECK (kind IN ('feed', 'sitemap', 'index')),
        read_at TEXT NOT NULL,
        lastmod TEXT,
        entries INTEGER NOT NULL,
        new INTEGER NOT NULL,
        problem TEXT
    ) STRICT, WITHOUT ROWID
    """,
)
