"""A full text index of half the size that tells đ from d only where someone types đ; indexes for filters and counts."""

# `unicode61 remove_diacritics 2` takes every Vietnamese mark off but the stroke of đ. So title and body are indexed
# with đ as d, and whoever types `dong chi` finds `đồng chí` with SQLite alone. The tokenizer treats what is typed in
# the same way, so `đồng` typed in plain SQL would look for a word that is not there: a third column holds just the
# words with đ. (A second copy of all of the text, as there was before, made the index twice as large.)
_FOLDED = "replace(replace({0}, 'đ', 'd'), 'Đ', 'D')"

# The words with đ, one after the other: `rest` is what is left of the text, `at` the first đ in it (C4 91); the word
# reaches from the last space before it to the next one. In bytes, because SQLite counts the characters of a text anew
# at every step; and without `json_each`, because FTS5 refuses it when it reads a view to rebuild or check its index.
_BEFORE = "CAST(substr(rest, 1, at - 1) AS TEXT)"
_D_STROKE = f"""
    WITH RECURSIVE words (rest, at) AS (
        SELECT text, instr(text, x'C491') FROM (
            SELECT CAST(replace(replace(title || ' ' || body || ' ', char(10), ' '), 'Đ', 'đ') AS BLOB) AS text
        )
        UNION ALL
        SELECT substr(rest, at + instr(substr(rest, at), x'20')),
               instr(substr(rest, at + instr(substr(rest, at), x'20')), x'C491')
        FROM words WHERE at
    )
    SELECT group_concat(
        iif(at = 1 OR substr(rest, at - 1, 1) = x'20', '',
            substr({_BEFORE}, 1 + length(rtrim({_BEFORE}, replace({_BEFORE}, ' ', '')))))
        || substr(rest, at, instr(substr(rest, at), x'20')), ''
    ) FROM words WHERE at
"""

_COLUMNS = "title, body, d_stroke"
# What is taken out of the index must be just what was put in, so both are read from the view: before the row changes,
# and after.
_ADD = f"INSERT INTO articles_fts (rowid, {_COLUMNS}) SELECT id, {_COLUMNS} FROM searchable WHERE id = new.id"
_REMOVE = (
    f"INSERT INTO articles_fts (articles_fts, rowid, {_COLUMNS}) "
    f"SELECT 'delete', id, {_COLUMNS} FROM searchable WHERE id = old.id"
)

STATEMENTS = (
    "DROP TRIGGER articles_indexed",
    "DROP TRIGGER articles_unindexed",
    "DROP TRIGGER articles_reindexed",
    "DROP TABLE articles_fts",
    "DROP VIEW searchable",
    f"""
    CREATE VIEW searchable AS
    SELECT id, {_FOLDED.format("title")} AS title, {_FOLDED.format("body")} AS body, ({_D_STROKE}) AS d_stroke
    FROM articles
    """,
    f"""
    CREATE VIRTUAL TABLE articles_fts USING fts5 (
        {_COLUMNS}, content = 'searchable', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
    )
    """,
    # `ORDER BY rank` prefers titles.
    "INSERT INTO articles_fts (articles_fts, rank) VALUES ('rank', 'bm25(8.0, 1.0, 0.0)')",
    "INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')",
    f"CREATE TRIGGER articles_indexed AFTER INSERT ON articles BEGIN {_ADD}; END",
    f"CREATE TRIGGER articles_unindexed BEFORE DELETE ON articles BEGIN {_REMOVE}; END",
    f"CREATE TRIGGER articles_unindexed_old BEFORE UPDATE OF title, body ON articles BEGIN {_REMOVE}; END",
    f"CREATE TRIGGER articles_reindexed AFTER UPDATE OF title, body ON articles BEGIN {_ADD}; END",
    # What a search is narrowed and counted by, without reading the long rows of articles.
    "CREATE INDEX articles_narrow ON articles (id, best_known, published, kind, is_meeting)",
    "DROP INDEX pages_article",
    "CREATE INDEX pages_article ON pages (article_id, portal)",
)
