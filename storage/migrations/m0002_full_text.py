"""Full text search that plain SQL can ask."""

# `unicode61 remove_diacritics 2` takes every Vietnamese mark off but the stroke of đ. A third column holds
# the text with đ as d, so whoever types `dong chi` finds `đồng chí`, with SQLite alone. The triggers are
# plain SQL: whatever tool writes, the index stays right.
_FOLDED = "replace(replace({0}title || ' ' || {0}body, 'đ', 'd'), 'Đ', 'D')"
_ADD = (
    "INSERT INTO articles_fts (rowid, title, body, folded) "
    f"VALUES (new.id, new.title, new.body, {_FOLDED.format('new.')})"
)
_REMOVE = (
    "INSERT INTO articles_fts (articles_fts, rowid, title, body, folded) "
    f"VALUES ('delete', old.id, old.title, old.body, {_FOLDED.format('old.')})"
)
STATEMENTS = (
    f"CREATE VIEW searchable AS SELECT id, title, body, {_FOLDED.format('')} AS folded FROM articles",
    """
    CREATE VIRTUAL TABLE articles_fts USING fts5 (
        title, body, folded,
        content = 'searchable', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
    )
    """,
    f"CREATE TRIGGER articles_indexed AFTER INSERT ON articles BEGIN {_ADD}; END",
    f"CREATE TRIGGER articles_unindexed AFTER DELETE ON articles BEGIN {_REMOVE}; END",
    f"CREATE TRIGGER articles_reindexed AFTER UPDATE OF title, body ON articles BEGIN {_REMOVE}; {_ADD}; END",
)
