"""What is known of each portal's health: events, what runs measured, what is held in quarantine, alerts sent."""

STATEMENTS = (
    """
    CREATE TABLE health_events (
        id INTEGER PRIMARY KEY,
        portal TEXT NOT NULL REFERENCES portals (name),
        kind TEXT NOT NULL,
        words TEXT NOT NULL,
        example TEXT,
        opened_at TEXT NOT NULL,
        last_found_at TEXT NOT NULL,
        times INTEGER NOT NULL DEFAULT 1,
        confirmed INTEGER NOT NULL DEFAULT 0 CHECK (confirmed IN (0, 1)),
        closed_at TEXT,
        outcome TEXT
    ) STRICT
    """,
    "CREATE UNIQUE INDEX health_events_open ON health_events (portal, kind) WHERE closed_at IS NULL",
    "CREATE INDEX health_events_portal ON health_events (portal, opened_at)",
    """
    CREATE TABLE health_alerts (
        event_id INTEGER NOT NULL REFERENCES health_events (id) ON DELETE CASCADE,
        said TEXT NOT NULL CHECK (said IN ('broken', 'well')),
        channel TEXT NOT NULL,
        tried_at TEXT NOT NULL,
        sent_at TEXT,
        problem TEXT,
        PRIMARY KEY (event_id, said, channel)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE health_measures (
        portal TEXT NOT NULL REFERENCES portals (name),
        at TEXT NOT NULL,
        measures TEXT NOT NULL CHECK (json_valid(measures)),
        PRIMARY KEY (portal, at)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE health_norms (
        portal TEXT PRIMARY KEY NOT NULL REFERENCES portals (name),
        since TEXT NOT NULL,
        front TEXT CHECK (front IS NULL OR json_valid(front))
    ) STRICT
    """,
    """
    CREATE TABLE quarantine (
        id INTEGER PRIMARY KEY,
        capture_id INTEGER NOT NULL UNIQUE REFERENCES captures (id),
        page_id INTEGER NOT NULL REFERENCES pages (id),
        portal TEXT NOT NULL REFERENCES portals (name),
        kind TEXT NOT NULL,
        reason TEXT NOT NULL,
        title TEXT NOT NULL DEFAULT '',
        held_at TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'held' CHECK (state IN ('held', 'released', 'dropped')),
        decided_at TEXT,
        decided_by TEXT
    ) STRICT
    """,
    "CREATE INDEX quarantine_portal ON quarantine (portal, state)",
    "CREATE INDEX quarantine_page ON quarantine (page_id)",
    """
    CREATE VIEW portal_states AS
    SELECT portals.name AS portal,
           CASE WHEN worst.confirmed THEN 'broken' WHEN worst.id THEN 'suspect' ELSE 'well' END AS state,
           coalesce(worst.opened_at, (SELECT max(closed_at) FROM health_events WHERE portal = portals.name),
                    portals.first_crawled) AS since,
           worst.kind, worst.words, worst.example,
           (SELECT count(*) FROM health_events WHERE portal = portals.name AND closed_at IS NULL) AS findings,
           (SELECT count(*) FROM quarantine WHERE portal = portals.name AND state = 'held') AS held
    FROM portals LEFT JOIN health_events AS worst ON worst.id = (
        SELECT id FROM health_events AS every WHERE every.portal = portals.name AND every.closed_at IS NULL
        ORDER BY every.confirmed DESC, every.opened_at, every.id LIMIT 1
    )
    """,
)
