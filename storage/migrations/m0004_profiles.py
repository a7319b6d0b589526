"""What a portal repeats on its pages."""

STATEMENTS = (
    """
    CREATE TABLE profiles (
        portal TEXT PRIMARY KEY NOT NULL REFERENCES portals (name),
        profile TEXT NOT NULL CHECK (json_valid(profile)),
        saved_at TEXT NOT NULL
    ) STRICT
    """,
)
