"""What comes in, written: each thing once, all that either archive knows of it.

A thing that is known already is made one with what comes in, by `rules`; a page's history is made anew from the
captures of both. Importing the same again changes nothing; which archive takes in which makes no difference but for
the numbers.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from storage import articles, dating, history
from storage.ahead import Helper
from storage.connection import Connection
from storage.errors import ArchiveError
from storage.indexed import Indexed
from storage.merging import rules
from storage.merging.batches import batches
from storage.merging.copying import RawFiles, take_file
from storage.merging.incoming import (
    ArticleIn,
    AttachmentIn,
    CaptureIn,
    FileIn,
    ListingIn,
    PageIn,
    PortalIn,
    RejectIn,
    Row,
    RunIn,
    Source,
    Unit,
)
from storage.published import earliest
from storage.rows import date_fact
from storage.sql import insert, named, update
from storage.store import Store

_FILE = re.compile(r"files/[0-9a-f]{2}/[0-9a-f]{64}\.[a-z0-9]{1,10}")


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the files of both archives are: the folder of each, and the names that the WARC files have here."""

    here: Path
    other: Path | None = None
    raw: RawFiles = field(default_factory=RawFiles)


@dataclass(slots=True)
class Report:
    """What came in that was not here: how many of each, by name; and what could not, in words."""

    added: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


def merge(
    store: Store,
    source: Source,
    folders: Folders,
    *,
    dry_run: bool = False,
    helper: Helper[tuple[str, str], Indexed] | None = None,
) -> Report:
    """Take all of a source into an archive, in transactions of some thousand things each.

    Whatever ends it early, what came in is whole, and the same again goes on.

    Args:
        dry_run: all of it is one transaction, and is taken back.
        helper: another process, to call `index_text` of texts that are to come while this one writes.

    Raises ArchiveError where the archive cannot be written, or the source not be read.
    """
    merging = _Merging(store.connection, folders, dry_run)
    with _taken_back(store) if dry_run else nullcontext():
        for batch in batches(source.units(), merging.known, helper):
            with store.batch():
                for unit, indexed in batch:
                    merging.take(unit, indexed)
        with store.batch():
            merging.finish()
    return merging.report


@contextmanager
def _taken_back(store: Store) -> Iterator[None]:
    class Back(Exception):
        pass

    try:
        with store.batch():
            yield
            raise Back
    except Back:
        pass


class _Merging:
    """One merge under way; everything inside the caller's transaction."""

    def __init__(self, connection: Connection, folders: Folders, dry_run: bool) -> None:
        self.report = Report()
        self._connection = connection
        self._folders = folders
        self._dry_run = dry_run
        self._without_raw: Counter[str] = Counter()
        self._columns: dict[str, tuple[str, ...]] = {}
        # Texts that a page shows no more. Their dates wait for the other pages: of a text that none shows in the end
        # the date stands, be it that of a page which came before the last.
        self._left_behind: set[int] = set()
        self._rows("CREATE TEMP TABLE IF NOT EXISTS dates_to_come (article_id INTEGER PRIMARY KEY, date TEXT)")
        self._rows("DELETE FROM temp.dates_to_come")

    def known(self, hashes: Iterable[str]) -> Container[str]:
        """Which of these texts are here."""
        return self._ids(hashes).keys()

    def take(self, unit: Unit, indexed: Indexed | None) -> None:
        """Take in one thing; `indexed` is what the indexes hold of it, if it is a text for which that is known.

        Raises ArchiveError where it contradicts what every archive's rows are like.
        """
        try:
            self._take(unit, indexed)
        except (sqlite3.IntegrityError, ValueError, LookupError, TypeError) as error:
            raise ArchiveError(
                f"The other archive has a row that no giaoban writes, and it cannot be taken in ({_named_by(unit)}: "
                f"{type(error).__name__}: {error}). What came in before stays, and is whole."
            ) from error

    def _take(self, unit: Unit, indexed: Indexed | None) -> None:
        match unit:
            case PortalIn():
                self._portal(unit)
            case FileIn():
                self._file(unit)
            case AttachmentIn():
                self._attachment(unit)
            case ArticleIn():
                self._article(unit, indexed)
            case PageIn():
                self._page(unit)
            case RejectIn():
                self._reject(unit)
            case ListingIn():
                self._listing(unit)
            case RunIn():
                self._run(unit)

    def finish(self) -> None:
        """What is known once every page is there: the dates of texts that were edited away, as the other archive has
        them; texts that no capture gives any more, because one of the archives had misread them, go."""
        history.date_articles(self._connection, self._left_behind)
        for row in self._rows(_EDITED_AWAY).fetchall():
            own = self._one("SELECT * FROM articles WHERE id = ?", row["article_id"])
            if own is None:
                continue  # nothing that came gives it any more
            self._update("articles", own, _date_of_one_left(own, json.loads(row["date"])), id=own["id"])
        for row in self._rows(_HELD_BY_NOTHING).fetchall():
            articles.remove(self._connection, row["id"])
        for name, count in sorted(self._without_raw.items()):
            self.report.problems.append(
                f"{name} is missing there, or cut off: {count:,} raw page(s) that it should hold did not come in"
            )

    # ---- portals, listings, rejects, runs ------------------------------------------------------------------

    def _portal(self, unit: PortalIn) -> None:
        name = unit.row["name"]
        own = self._one("SELECT * FROM portals WHERE name = ?", name)
        if own is None:
            self._insert("portals", unit.row)
            self.report.added["portals"] += 1
        else:
            self._update("portals", own, rules.portal(own, unit.row), name=name)
        if unit.profile and self._one("SELECT 1 FROM profiles WHERE portal = ?", name) is None:
            self._insert("profiles", unit.profile)

    def _listing(self, unit: ListingIn) -> None:
        url = unit.row["url"]
        own = self._one("SELECT * FROM listings WHERE url = ?", url)
        if own is None:
            self._insert("listings", unit.row)
            self.report.added["listings"] += 1
        else:
            self._update("listings", own, rules.listing(own, unit.row), url=url)

    def _reject(self, unit: RejectIn) -> None:
        url, reason = unit.row["url"], unit.row["reason"]
        own = self._one("SELECT * FROM rejects WHERE url = ? AND reason = ?", url, reason)
        if own is None:
            page = self._one("SELECT id FROM pages WHERE url = ?", url)
            self._insert("rejects", {**unit.row, "page_id": page and page["id"]})
            self.report.added["rejects"] += 1
        else:
            known = {name: own[name] for name in unit.row}
            self._update("rejects", own, rules.reject(known, unit.row), id=own["id"])

    def _run(self, unit: RunIn) -> None:
        """A run is known by its start and its command; one that was under way when it came in is completed."""
        row = unit.row
        same = self._rows("SELECT * FROM runs WHERE started_at = ? AND command = ?", row["started_at"], row["command"])
        unfinished = None
        for own in map(named, same):
            if row["finished_at"] is None or all(own[name] == value for name, value in row.items()):
                return
            if own["finished_at"] is None:
                unfinished = own
        if unfinished is not None:
            self._update("runs", unfinished, row, id=unfinished["id"])
            self._connection.execute("DELETE FROM run_portals WHERE run_id = ?", [unfinished["id"]])
            run_id = unfinished["id"]
        else:
            run_id = self._insert("runs", row)
            self.report.added["runs"] += 1
        for portal in unit.portals:
            self._insert("run_portals", {**portal, "run_id": run_id})

    # ---- files ---------------------------------------------------------------------------------------------

    def _file(self, unit: FileIn) -> None:
        row, path = unit.row, unit.row["path"]
        if not _FILE.fullmatch(path) or self._folders.other is None:
            self.report.problems.append(f"a file was left out: {path!r} is no place for one")
            return
        if not self._dry_run and not take_file(self._folders.other / path, self._folders.here / path, row["sha256"]):
            self.report.problems.append(f"the file {path} is not in the other archive, or is not what it was")
        own = self._one("SELECT * FROM files WHERE sha256 = ?", row["sha256"])
        if own is None:
            self._insert("files", row)
            self.report.added["files"] += 1
        else:
            known = {name: own[name] for name in row}
            self._update("files", own, rules.file(known, row), id=own["id"])

    def _attachment(self, unit: AttachmentIn) -> None:
        row = {**unit.row, "sha256": unit.sha256}
        own = self._one(
            "SELECT attachments.*, sha256 FROM attachments LEFT JOIN files ON files.id = file_id WHERE url = ?",
            row["url"],
        )
        merged = row if own is None else rules.attachment({name: own[name] for name in row}, row)
        file = self._one("SELECT id FROM files WHERE sha256 = ?", merged["sha256"])
        values = {**{name: value for name, value in merged.items() if name != "sha256"}, "file_id": file and file["id"]}
        if own is None:
            self._insert("attachments", values)
        else:
            self._update("attachments", own, values, id=own["id"])

    def _attach(self, article_id: int, attachments: Sequence[tuple[str, str]]) -> None:
        """Note what an article offers beside what it is known to offer."""
        if not attachments:
            return
        known = self._rows(
            "SELECT url, position FROM article_attachments JOIN attachments ON attachments.id = attachment_id "
            "WHERE article_id = ?",
            article_id,
        ).fetchall()
        place = max((row["position"] + 1 for row in known), default=0)
        new = [one for one in attachments if one[0] not in {row["url"] for row in known}]
        for position, (url, name) in enumerate(new, place):
            attachment = self._one("SELECT id FROM attachments WHERE url = ?", url)
            assert attachment is not None  # it came before
            row = {"article_id": article_id, "position": position, "attachment_id": attachment["id"], "name": name}
            self._insert("article_attachments", row)

    # ---- articles ------------------------------------------------------------------------------------------

    def _article(self, unit: ArticleIn, indexed: Indexed | None) -> None:
        row = unit.row
        own = self._one("SELECT * FROM articles WHERE hash = ?", row["hash"])
        if own is None:
            article_id = articles.insert_row(self._connection, self._known("articles", row), indexed)
            self._facts(article_id, unit.facts)
            self.report.added["articles"] += 1
        else:
            article_id = own["id"]
            self._known_article(own, unit)
        self._attach(article_id, unit.attachments)

    def _known_article(self, own: Row, unit: ArticleIn) -> None:
        """A text that both have: the better reading of it, seen for as long as either knows it."""
        row, article_id = unit.row, own["id"]
        names = [name for name in self._of("articles") if name in row and name not in _NOT_READ]
        theirs, ours = ({name: one[name] for name in (*names, "first_seen")} for one in (row, own))
        values: dict[str, Any] = {"first_seen": min(own["first_seen"], row["first_seen"])}
        if rules.is_better_reading(theirs, ours):
            values = theirs | values
            self._connection.execute("DELETE FROM facts WHERE article_id = ?", [article_id])
            self._facts(article_id, unit.facts)
        if self._one("SELECT 1 FROM pages WHERE article_id = ?", article_id) is None:
            values |= _date_of_one_left(own, row)
        else:
            # The pages that come may show another text: then nothing else is left that says when this was published.
            date = json.dumps({name: row[name] for name in _DATE})
            self._rows("INSERT OR REPLACE INTO temp.dates_to_come VALUES (?, ?)", article_id, date)
        articles.rewrite(self._connection, own, {name: new for name, new in values.items() if new != own[name]})

    def _facts(self, article_id: int, facts: Sequence[Row]) -> None:
        for fact in facts:
            self._insert("facts", {**fact, "article_id": article_id})

    # ---- pages ---------------------------------------------------------------------------------------------

    def _page(self, unit: PageIn) -> None:
        own = self._one(_PAGE, unit.row["url"])
        hashes = {capture.gave for capture in unit.captures} | {unit.shows}
        ids = self._ids(one for one in hashes if one is not None)
        shown = None if unit.shows is None else ids[unit.shows]
        now = self._new_page(unit, shown, ids) if own is None else self._known_page(own, unit, shown, ids)
        if now is not None:
            dating.update_articles(self._connection, [now])

    def _new_page(self, unit: PageIn, shown: int | None, ids: Mapping[str, int]) -> int | None:
        page_id = self._insert("pages", {**unit.row, "article_id": shown})
        self.report.added["pages"] += 1
        self._captures(page_id, unit.captures, ids, {})
        if not unit.whole:
            return self._history_anew(page_id, shown)
        if shown is not None:
            seen = min(capture.row["fetched_at"] for capture in unit.captures if capture.gave is not None)
            self._rows("UPDATE articles SET first_seen = ?1 WHERE id = ?2 AND first_seen > ?1", seen, shown)
        return shown

    def _known_page(self, own: Row, unit: PageIn, shown: int | None, ids: Mapping[str, int]) -> int | None:
        page_id, before = own["id"], own["article_id"]
        known = {name: own[name] for name in unit.row}
        merged, shows = rules.page(known, unit.row, a_shows=own["hash"], b_shows=unit.shows)
        shown = shown if shows == unit.shows else before
        self._update("pages", own, {**merged, "article_id": shown}, id=page_id)
        looks: dict[tuple[str, str], list[Row]] = {}
        for row in map(named, self._rows(_CAPTURES, page_id)):
            looks.setdefault((row["fetched_at"], row["digest"]), []).append(row)
        read_otherwise = self._captures(page_id, unit.captures, ids, looks)
        now = self._history_anew(page_id, before, shown)
        if read_otherwise and now is not None:
            self._rows(
                "UPDATE pages SET title = (SELECT title FROM articles WHERE id = ?1) WHERE id = ?2", now, page_id
            )
        return now

    def _history_anew(self, page_id: int, *before: int | None) -> int | None:
        """Make a page's history of the captures that it has now; `before` are articles that it has shown. Returns what
        it shows."""
        now = history.rebuild(self._connection, page_id, {}, later=self._left_behind).article_id
        self._left_behind |= {one for one in before if one not in (now, None)}
        return now

    def _captures(
        self,
        page_id: int,
        captures: Sequence[CaptureIn],
        ids: Mapping[str, int],
        own: Mapping[tuple[str, str], list[Row]],
    ) -> bool:
        """Add the captures that are new, in order of time; one that is known is read as the better reader read it.

        Args:
            ids: the articles' numbers, by hash.
            own: the captures that the page has, by moment and digest.

        Returns:
            Whether any that was known is read otherwise now.
        """
        latest = max((key[0] for key in own), default="")
        new, read_otherwise = [], False
        for capture in captures:
            known = own.get((capture.row["fetched_at"], capture.row["digest"]))
            if known:
                read_otherwise |= self._read_better(known.pop(0), capture, ids)
            else:
                new.append(capture)
        for capture in new:
            name = capture.row["warc_file"]
            self._note_raw(capture.row)
            gave = None if capture.gave is None else ids[capture.gave]
            row = {"warc_file": self._folders.raw.names.get(name, name), "page_id": page_id, "article_id": gave}
            self._insert("captures", {**capture.row, **row})
        self.report.added["captures"] += len(new)
        if any(capture.row["fetched_at"] < latest for capture in new):
            self._renumber(page_id)
        return read_otherwise

    def _note_raw(self, capture: Row) -> None:
        """A capture whose raw page did not come along is taken in all the same, and told."""
        raw = self._folders.raw
        size = raw.sizes.get(capture["warc_file"])
        if self._folders.other and (size is None or size < capture["warc_offset"] + capture["warc_length"]):
            self._without_raw[capture["warc_file"]] += 1

    def _read_better(self, own: Row, capture: CaptureIn, ids: Mapping[str, int]) -> bool:
        """One capture, read by both: what the better reader read of it. Returns whether that is another article."""
        theirs = rules.reading_rank(capture.row["extractor"], capture.gave)
        if theirs >= rules.reading_rank(own["extractor"], own["hash"]):
            return False
        values = {
            "article_id": None if capture.gave is None else ids[capture.gave],
            "extractor": capture.row["extractor"],
            "change": capture.row["change"],
        }
        self._update("captures", own, values, id=own["id"])
        return bool(capture.gave != own["hash"])

    def _renumber(self, page_id: int) -> None:
        """Give the captures of a page numbers in order of time, as they have it that come one after the other."""
        rows = self._rows("SELECT * FROM captures WHERE page_id = ? ORDER BY fetched_at, id", page_id).fetchall()
        self._connection.execute("DELETE FROM captures WHERE page_id = ?", [page_id])
        for row in rows:
            self._insert("captures", {name: value for name, value in named(row).items() if name != "id"})

    # ---- rows ----------------------------------------------------------------------------------------------

    def _ids(self, hashes: Iterable[str]) -> dict[str, int]:
        """The numbers of those of these texts that are here."""
        found = {content: articles.find(self._connection, content) for content in hashes}
        return {content: article_id for content, article_id in found.items() if article_id is not None}

    def _of(self, table: str) -> tuple[str, ...]:
        """The columns of a table that can be written: those that SQLite makes itself are not among them."""
        if table not in self._columns:
            self._columns[table] = tuple(row["name"] for row in self._rows(f"PRAGMA table_info({table})"))
        return self._columns[table]

    def _insert(self, table: str, row: Row) -> int:
        return insert(self._connection, table, self._known(table, row))

    def _known(self, table: str, row: Row) -> Row:
        """What of a row the table has columns for."""
        return {name: row[name] for name in self._of(table) if name in row}

    def _update(self, table: str, own: Row, row: Row, **where: Any) -> None:
        [(key, value)] = where.items()
        changed = {name: row[name] for name in self._of(table) if name in row and row[name] != own[name]}
        update(self._connection, table, changed, value, of=key)

    def _one(self, query: str, *values: Any) -> dict[str, Any] | None:
        row = self._rows(query, *values).fetchone()
        return None if row is None else named(row)

    def _rows(self, query: str, *values: Any) -> sqlite3.Cursor:
        return self._connection.execute(query, values)


def _named_by(unit: Unit) -> str:
    """What a thing that comes in is, for a person."""
    row = unit.row
    name = next((row[key] for key in ("url", "name", "hash", "path", "started_at") if row.get(key)), "?")
    return f"{type(unit).__name__.removesuffix('In').lower()} {name}"


def _date_of_one_left(own: Row, other: Row) -> dict[str, Any]:
    """The date of a text that no page here shows: the earlier that either archive has."""
    columns = _DATE[:-1]
    rows = sorted((own, other), key=lambda row: [row[name] or "" for name in columns])
    best = earliest(date_fact({**dict.fromkeys(_BOUNDS), **row}) for row in rows)
    if best.value is None:
        return {"best_known": min(filter(None, (row["best_known"] for row in rows)), default=None)}
    values = (best.value, best.precision, best.evidence, best.text)
    return {**dict(zip(columns, values, strict=True)), "best_known": best.value}


_BOUNDS = ("published_not_before", "published_not_after", "published_problem")
_DATE = ("published", "published_precision", "published_evidence", "published_text", "best_known")
# What of an article is not read from one of its captures.
_NOT_READ = {"id", "hash", "story_id", "first_seen", *_DATE}
_PAGE = "SELECT pages.*, hash FROM pages LEFT JOIN articles ON articles.id = article_id WHERE url = ?"
_CAPTURES = """
    SELECT captures.*, hash FROM captures LEFT JOIN articles ON articles.id = article_id
    WHERE page_id = ? ORDER BY fetched_at, captures.id
"""
_EDITED_AWAY = """
    SELECT * FROM temp.dates_to_come
    WHERE NOT EXISTS (SELECT 1 FROM pages WHERE pages.article_id = dates_to_come.article_id)
"""
_HELD_BY_NOTHING = """
    SELECT id FROM articles WHERE NOT EXISTS (SELECT 1 FROM captures WHERE article_id = articles.id)
    AND NOT EXISTS (SELECT 1 FROM pages WHERE article_id = articles.id)
"""
