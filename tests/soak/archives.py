"""What an archive says, whatever numbers and moments it says it with; and whether it is whole."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from storage import warc
from storage.errors import ArchiveError
from storage.records import CaptureRef

# What two archives of the same portals have in common, by table: no number of a row, no moment of a crawl, no counter.
CONTENT: Mapping[str, str] = {
    "articles": "SELECT hash, title, body, language, held_from, held_to, covers_from, covers_to, kind, place, "
    "organiser, chairs, is_meeting, best_known FROM articles",
    # A text that two portals show has these of the one that was read first, and who that is, is chance.
    "facts": "SELECT hash, section, byline, source, structure, articles.published, articles.published_evidence "
    "FROM articles JOIN pages ON article_id = articles.id GROUP BY hash HAVING count(DISTINCT portal) = 1",
    "pages": "SELECT url, portal, pages.title, status, moved_to, hash, pages.published, pages.published_precision, "
    "pages.published_evidence FROM pages LEFT JOIN articles ON articles.id = article_id",
    "stories": "SELECT group_concat(hash, ' ') FROM (SELECT story_id, hash FROM articles ORDER BY hash) "
    "GROUP BY story_id",
    "rejects": "SELECT portal, url, reason FROM rejects",
    "listings": "SELECT portal, url, items, swept_at IS NOT NULL FROM listings",
    "attachments": "SELECT attachments.url, attachments.status, sha256, text, text_status FROM attachments "
    "LEFT JOIN files ON files.id = file_id",
    "offers": "SELECT hash, position, name, url FROM article_attachments "
    "JOIN articles ON articles.id = article_id JOIN attachments ON attachments.id = attachment_id",
    "found": "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'giao'",
}


def content(home: Path) -> dict[str, set[tuple[object, ...]]]:
    """What an archive says, by table."""
    with closing(sqlite3.connect(home / "articles.db")) as database:
        return {name: set(database.execute(query)) for name, query in CONTENT.items()}


def differences(
    before: Mapping[str, set[tuple[object, ...]]], after: Mapping[str, set[tuple[object, ...]]]
) -> list[str]:
    """What one archive says and the other does not, in lines."""
    said = []
    for table, rows in before.items():
        said += [f"{table}: lost   {row!r:.300}" for row in sorted(rows - after[table], key=repr)]
        said += [f"{table}: gained {row!r:.300}" for row in sorted(after[table] - rows, key=repr)]
    return said


def damage(home: Path) -> list[str]:
    """What is wrong with an archive as such: its database, or a capture that is not where it says, or another."""
    with closing(sqlite3.connect(home / "articles.db")) as database:
        found = [row[0] for row in database.execute("PRAGMA integrity_check") if row[0] != "ok"]
        found += [f"foreign key: {row!r}" for row in database.execute("PRAGMA foreign_key_check")]
        refs = database.execute("SELECT warc_file, warc_offset, warc_length, digest FROM captures").fetchall()
    for ref in refs:
        try:
            warc.read(home / "warc", CaptureRef(*ref))
        except ArchiveError as error:
            found.append(str(error))
    return found
