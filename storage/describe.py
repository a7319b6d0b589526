"""SCHEMA.md: the archive's database for those who ask it, table by table, made from the tables themselves.

`python -m storage.describe > storage/SCHEMA.md` (`make docs`) writes it; a test says when it is stale. The words of
columns come from `dictionary`, types, keys and indexes from the database, the examples from `questions`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from textwrap import dedent

import sqlite_utils

from storage.dictionary import TABLES
from storage.migrations import STEPS, migrations
from storage.questions import QUESTIONS


def main() -> None:
    print(schema_markdown(), end="")


def schema_markdown() -> str:
    """The whole document."""
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    migrations.apply(sqlite_utils.Database(connection))
    kinds = _kinds(connection)
    tables = [name for name in TABLES if kinds[name] == "table"]
    parts = [
        _INTRODUCTION.format(application_id=_one(connection, "PRAGMA application_id"), last=STEPS[-1]),
        _overview(connection, tables),
        _questions(),
        "## Tables\n",
        *(_table(connection, name) for name in tables),
        "## Full text indexes\n",
        *(_columns_only(connection, name) for name in TABLES if kinds[name] == "virtual"),
        "## Views\n",
        *(_columns_only(connection, name) for name in TABLES if kinds[name] == "view"),
    ]
    connection.close()
    return "\n".join(parts)


_INTRODUCTION = """\
# The archive's database

<!-- Made by `make docs`: change storage/dictionary.py, storage/questions.py or storage/describe.py instead. -->

`articles.db` is a SQLite database that anything reads which reads SQLite (3.37 or later: its tables are `STRICT`).
What stands below stands in it too: `SELECT * FROM dictionary` gives the words of every table (column `''`) and column.

- **Open it for reading**: `sqlite3 -readonly articles.db`. A crawl may write meanwhile (WAL). What you add (tables or
  views with names of your own) stays, but keep it in a database beside it (`ATTACH`): then it survives whatever comes.
- **Moments** (`…_at`, `…_seen`, `…_checked`) are text in UTC, `2026-11-22T15:30:00Z`: they sort, compare and go into
  SQLite's date functions as they are. Dates of publication are as precise as known: `2020`, `2020-07`, `2020-07-24`,
  `2020-07-24T01:00:00+07:00`; they sort as text too.
- **Null** means that the text, or the page, does not say. Nothing is guessed.
- **Keys**: every reference is declared, but for two. An article, a page or a capture is evidence: nothing else goes
  when it goes, so the file refuses to delete it while something refers to it (`PRAGMA foreign_keys = ON`). What is only
  derived from an article (its facts, the list of its files) goes with it (`CASCADE`). `run_portals.portal` is no
  reference: a run may have been kept from a portal that the archive knows nothing of yet. Nor is
  `story_bands.article_id`: that table is an index that has no way from an article to its rows.
- **Which file this is**: `PRAGMA application_id` is {application_id} (“gban”; `file` shows it). `user_version` is not
  used: the migrations that were done stand by name in `_sqlite_migrations`, the last is `{last}`. An older giaoban
  refuses a newer archive and leaves it alone; a newer one brings an older archive up to date in one transaction.
"""


def _overview(connection: sqlite3.Connection, tables: list[str]) -> str:
    lines = ["## What refers to what\n", "```mermaid", "erDiagram"]
    for table in tables:
        for key in _foreign_keys(connection, table):
            lines.append(f"    {key['table']} ||--o{{ {table} : {key['from']}")
    return "\n".join([*lines, "```\n"])


def _questions() -> str:
    lines = ["## The usual questions\n"]
    for question in QUESTIONS:
        lines += [f"{question.words}\n", "```sql", dedent(question.sql).strip(), "```\n"]
    return "\n".join(lines)


def _table(connection: sqlite3.Connection, table: str) -> str:
    keys = {key["from"]: key for key in _foreign_keys(connection, table)}
    lines = [
        f"### {table}\n",
        f"{TABLES[table]['']}\n",
        "| column | type | null | key | |",
        "| --- | --- | --- | --- | --- |",
    ]
    for column in _columns(connection, table):
        name = column["name"]
        null = "" if column["notnull"] or column["pk"] else "null"
        marks = ["primary"] if column["pk"] else []
        if key := keys.get(name):
            then = "" if key["on_delete"] == "NO ACTION" else f", {key['on_delete'].lower()}"
            marks.append(f"→ {key['table']}.{key['to']}{then}")
        kind = column["type"].lower() + (", computed" if column["hidden"] else "")
        lines.append(f"| `{name}` | {kind} | {null} | {' '.join(marks)} | {_cell(TABLES[table][name])} |")
    return "\n".join([*lines, "", *_indexes(connection, table)])


def _indexes(connection: sqlite3.Connection, table: str) -> Iterator[str]:
    found = []
    for index in connection.execute(f"PRAGMA index_list({table})").fetchall():
        if index["origin"] == "pk":
            continue
        columns = ", ".join(row["name"] or "…" for row in connection.execute(f"PRAGMA index_info({index['name']})"))
        unique = "unique " if index["unique"] else ""
        sql = _one(connection, "SELECT sql FROM sqlite_schema WHERE name = ?", index["name"]) or ""
        where = f" where `{' '.join(sql.partition(' WHERE ')[2].split())}`" if index["partial"] else ""
        found.append(f"{unique}({columns}){where}")
    if found:
        yield f"Indexes: {'; '.join(sorted(found))}.\n"


def _columns_only(connection: sqlite3.Connection, name: str) -> str:
    lines = [f"### {name}\n", f"{TABLES[name]['']}\n", "| column | |", "| --- | --- |"]
    lines += [
        f"| `{column['name']}` | {_cell(TABLES[name][column['name']])} |" for column in _columns(connection, name)
    ]
    return "\n".join([*lines, ""])


def _kinds(connection: sqlite3.Connection) -> dict[str, str]:
    return {row["name"]: row["type"] for row in connection.execute("PRAGMA table_list")}


def _columns(connection: sqlite3.Connection, table: str) -> list[sqlite3.Row]:
    """The columns of a table or view, computed ones too; not the hidden ones of a full text index."""
    rows = connection.execute(f"PRAGMA table_xinfo({table})").fetchall()
    return [row for row in rows if row["hidden"] != 1]


def _foreign_keys(connection: sqlite3.Connection, table: str) -> list[sqlite3.Row]:
    return sorted(connection.execute(f"PRAGMA foreign_key_list({table})"), key=lambda key: str(key["from"]))


def _one(connection: sqlite3.Connection, query: str, *values: str) -> str | None:
    row = connection.execute(query, values).fetchone()
    return None if row is None else row[0]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    main()
