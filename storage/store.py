"""The archive's one writer: what a capture does to pages, articles and their history; runs and listings.

Decisions only about what is stored. Which texts are alike is asked of `similarity` and `stories`, which
date is true of `published`; answers to readers come from `reading`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from storage import articles, attachments, dating, history, reading, revisions, stories
from storage.errors import ArchiveError, explained
from storage.instants import moment, stamp
from storage.records import (
    Absence,
    Article,
    Capture,
    CaptureRef,
    Change,
    DateFact,
    FileText,
    NotFetched,
    Outcome,
    OutcomeKind,
    PeriodFact,
    StoredFile,
)
from storage.rows import clean, cleaned, date_fact
from storage.schema import open_database, set_checkpoint
from storage.similarity import content_hash
from storage.sql import insert, update

RUN_PORTAL_COLUMNS = (
    "started_at", "finished_at", "requests", "fetched", "new", "changed", "unchanged", "duplicates",
    "rejected", "gone", "errors", "bytes", "seconds",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PageState:
    """What the archive knows of a page; moments are aware, in UTC (see `dictionary` for each field)."""

    id: int
    url: str
    fetched_url: str
    article_id: int | None
    title: str | None
    status: str
    first_seen: datetime
    last_seen: datetime | None
    last_checked: datetime
    last_changed: datetime | None
    missing_since: datetime | None
    etag: str | None
    last_modified: str | None
    listed_title: str | None
    published: str | None


@dataclass(frozen=True, slots=True)
class ListingState:
    """What a listing page showed when last read; `swept_at` is when it was last followed to its end."""

    url: str
    portal: str
    items: tuple[str, ...]
    page_size: int | None
    read_at: datetime
    swept_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Look:
    """One fetch, all of it: what came, what it says, where it lies, and when, as it is stored."""

    capture: Capture
    article: Article
    ref: CaptureRef
    at: str


class Store:
    """An archive's database, open. A context manager; every method is one transaction.

    Moments go in as aware datetimes (ValueError for naive ones). Where the file fails, ArchiveError.
    """

    def __init__(self, path: Path, *, readonly: bool = False, create: bool = True) -> None:
        """Open `articles.db` at `path`; see `schema.open_database` for the options and errors."""
        self.path = Path(path)
        self.connection = open_database(self.path, readonly=readonly, create=create)

    def close(self) -> None:
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Everything saved inside is one transaction: several times as fast for the full text index.

        Nothing of it is stored before its end, and nothing at all if any part fails.
        """
        with self._transaction():
            yield
        with explained(self.path):
            set_checkpoint(self.connection)

    # ---- captures --------------------------------------------------------------------------------------

    def save(self, capture: Capture, article: Article, ref: CaptureRef) -> Outcome:
        """Store what a fetched page says, and what that makes of the page.

        A page that is no article is noted and leaves the page's article alone; the same text is nothing
        new, whatever counter ticked; a text known from another page is a duplicate; another text is an
        edit where title or text are alike, else the address was reused.
        """
        look = _Look(capture, article, ref, stamp(capture.fetched_at))
        with self._transaction():
            self._know_portal(capture.portal, capture.page, look.at)
            page = self._one("SELECT * FROM pages WHERE url = ?", capture.page)
            return self._keep(look, page) if article.not_article is None else self._reject(look, page)

    def _reject(self, look: _Look, page: sqlite3.Row | None) -> Outcome:
        reason = clean(look.article.not_article or "")
        if page is None:
            page_id, article_id = self._write_page(None, self._first_columns(look)), None
        else:
            page_id, article_id = page["id"], page["article_id"]
            self._execute(
                "UPDATE pages SET last_checked = ?, not_modified_at = NULL, "
                "missing_since = coalesce(missing_since, iif(article_id IS NULL, NULL, ?)) WHERE id = ?",
                look.at, look.at, page_id,
            )  # fmt: skip
        self._note_reject(look.capture.portal, look.capture.page, reason, look.at)
        self._insert_capture(look, page_id, None, "reject")
        return Outcome("rejected", page_id, article_id, reason)

    def _note_reject(self, portal: str, url: str, reason: str, at: str) -> None:
        self._execute(
            "INSERT INTO rejects (portal, url, reason, first_seen, last_seen, page_id) "
            "VALUES (?, ?, ?, ?, ?, (SELECT id FROM pages WHERE url = ?)) "
            "ON CONFLICT (url, reason) DO UPDATE SET last_seen = excluded.last_seen, times = times + 1",
            portal, url, reason, at, at, url,
        )  # fmt: skip

    def _keep(self, look: _Look, page: sqlite3.Row | None) -> Outcome:
        at = look.capture.fetched_at
        # What a new page shows is the date of a text that is new with it; of others all their pages are asked.
        shown = dating.date_after_look(None, look.article, at, "first") if page is None else None
        dated = dating.article_columns(shown.fact) if shown and shown.fact.value else None
        article_id, is_new = articles.find_or_make(self.connection, look.article, look.at, dated)
        attachments.link(self.connection, article_id, look.article, look.capture.portal, look.at)
        before = page["article_id"] if page is not None else None
        change = articles.change_between(self.connection, before, article_id)
        date = shown or dating.date_after_look(page, look.article, at, change)
        told = dating.look_columns(date, look.article, None if change == "reuse" else page)
        page_id = self._write_page(page, {**self._page_columns(look, page, article_id, change), **told})
        self._insert_capture(look, page_id, article_id, change)
        is_dated = is_new and dated is not None
        if not is_dated and (page is None or change != "same" or date_fact(page) != date.fact):
            dating.update_articles(self.connection, {article_id, article_id if before is None else before})
        back = before is not None and page is not None and page["status"] == "gone"
        reason = "address reused" if change == "reuse" else "back again" if back else None
        kind = _OUTCOMES.get(change) or ("new" if is_new else "duplicate")
        return Outcome(kind, page_id, article_id, reason)

    def _write_page(self, page: sqlite3.Row | None, columns: Mapping[str, Any]) -> int:
        """Make a page of these columns, or give them to the one there is; returns its number."""
        if page is None:
            return insert(self.connection, "pages", columns)
        update(self.connection, "pages", columns, page["id"])
        return int(page["id"])

    def _page_columns(self, look: _Look, page: sqlite3.Row | None, article_id: int, change: Change) -> dict[str, Any]:
        """What a look at a page that shows an article tells of it, but its date."""
        capture, known = look.capture, dict(page) if page is not None else {}
        listed = {"listed_date": cleaned(capture.listed_date), "listed_title": cleaned(capture.listed_title)}
        told = {"views": look.article.views, **listed}
        return {
            **(self._first_columns(look) if page is None else {}),
            "fetched_url": capture.url,
            "article_id": article_id,
            "title": clean(look.article.title),
            "status": "live",
            "moved_to": None,
            "last_seen": look.at,
            "last_checked": look.at,
            "last_changed": known["last_changed"] if change == "same" else look.at,
            "missing_since": None,
            "not_modified_at": None,
            "etag": cleaned(capture.header("ETag")),
            "last_modified": cleaned(capture.header("Last-Modified")),
            **{name: known.get(name) if value is None else value for name, value in told.items()},
        }

    def _first_columns(self, look: _Look) -> dict[str, Any]:
        """What the first look at a page tells of it, whatever it shows."""
        return {
            "portal": look.capture.portal,
            "url": look.capture.page,
            "fetched_url": look.capture.url,
            "first_seen": look.at,
            "last_checked": look.at,
        }

    def _insert_capture(self, look: _Look, page_id: int, article_id: int | None, change: Change) -> None:
        ref = look.ref
        self._execute(
            "INSERT INTO captures (page_id, article_id, fetched_at, status, warc_file, warc_offset, "
            "warc_length, digest, change, extractor) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            page_id, article_id, look.at, look.capture.status, ref.file, ref.offset,
            ref.length, ref.digest, change, cleaned(look.article.version or None),
        )  # fmt: skip

    # ---- dates -----------------------------------------------------------------------------------------

    def dates(self, urls: Iterable[str]) -> list[tuple[str, DateFact]]:
        """What is known of the dates of these pages, in this order; those that show no article are left out."""
        with explained(self.path):
            rows = [reading.shown_page(self.connection, url) for url in urls]
        return [(row["url"], date_fact(row)) for row in rows if row is not None]

    def dates_seen(self, portal: str, *, since: datetime) -> list[tuple[str, DateFact]]:
        """The dates of a portal's pages that showed an article since then."""
        with explained(self.path):
            return reading.dates_seen(self.connection, portal, stamp(since))

    def date_texts(self, portal: str) -> list[tuple[str, str]]:
        """What dates of a portal's pages were read from: (evidence, text), once a page."""
        with explained(self.path):
            return reading.date_texts(self.connection, portal)

    def dated_at(self, portal: str, places: Iterable[str]) -> list[str]:
        """The addresses of a portal's pages with a date from one of these places (evidences)."""
        with explained(self.path):
            return reading.dated_at(self.connection, portal, places)

    def note_listed(self, url: str, listed: DateFact) -> bool:
        """Take in the date that a listing or a feed shows for a page; see `published.listed_date`.

        Returns:
            Whether the page's date is another now; likewise for the others here.
        """
        with self._transaction():
            return dating.note_listed(self.connection, url, listed)

    def note_rendering(self, url: str, rendering: DateFact) -> bool:
        """Take back a page's date if it is this moment, at which the portal was rendered."""
        with self._transaction():
            return dating.note_rendering(self.connection, url, rendering)

    def note_bounds(self, url: str, bound: DateFact) -> bool:
        """Tighten the bounds of a page without a date by what its neighbours tell."""
        with self._transaction():
            return dating.note_bounds(self.connection, url, bound)

    def correct_dates(self, url: str, article: Article) -> None:
        """Take in a better reading of a page's dates; one that was seen to move stays withdrawn.

        Args:
            article: what the page's latest capture with an article says, as captures are read now.
        """
        with self._transaction():
            dating.correct(self.connection, url, article)

    def correct_periods(self, url: str, held_on: PeriodFact | None, covers: PeriodFact | None) -> None:
        """Take in a better reading of when the meeting was that a page reports, and of what it covers."""
        with self._transaction():
            dating.correct_periods(self.connection, url, held_on, covers)

    # ---- better readings -------------------------------------------------------------------------------

    def shows(self, url: str, article: Article) -> bool | None:
        """Whether a page shows this text as far as the archive knows; None where it shows none."""
        with explained(self.path):
            row = self._one("SELECT hash FROM pages JOIN articles ON articles.id = article_id WHERE url = ?", url)
        return None if row is None else row["hash"] == content_hash(article)

    def reread(self, url: str, article: Article) -> bool:
        """Correct what a page says by a better reading of the capture that it was read from.

        The page did not change, its reading did: no revision; see `history.rebuild`. A page that turns out to be no
        article, and never showed another text, is as if it had been rejected at once.

        Args:
            article: what the page's latest capture with an article says, as captures are read now. What other
                captures of the same text say is taken to be the same.

        Returns:
            Whether there was anything to correct.
        """
        with self._transaction():
            page = reading.shown_page(self.connection, url)
            if page is None or self.shows(url, article):
                return False
            captures = self.connection.execute("SELECT id, article_id FROM captures WHERE page_id = ?", [page["id"]])
            given = {row["id"]: row["article_id"] for row in captures if row["article_id"] is not None}
            if article.not_article is not None and set(given.values()) != {page["article_id"]}:
                return False
            same = [capture for capture, gave in given.items() if gave == page["article_id"]]
            history.rebuild(self.connection, page["id"], dict.fromkeys(same, history.Reading(article)))
        return True

    def rebuild(self, page_id: int, readings: Mapping[int, history.Reading]) -> history.Rebuilt:
        """Make a page's history anew from its captures; see `history.rebuild`."""
        with self._transaction():
            return history.rebuild(self.connection, page_id, readings)

    # ---- pages -----------------------------------------------------------------------------------------

    def page(self, url: str) -> PageState | None:
        """The page at a canonical address, None where the archive has none."""
        with explained(self.path):
            row = self._one(f"SELECT {_PAGE_STATE} FROM pages WHERE url = ?", url)
        return None if row is None else _page_state(row)

    def pages(self, portal: str) -> Iterator[PageState]:
        """All pages of a portal, in the order in which they were first stored."""
        with explained(self.path):
            rows = self.connection.execute(f"SELECT {_PAGE_STATE} FROM pages WHERE portal = ? ORDER BY id", [portal])
            yield from map(_page_state, rows.fetchall())

    def touch(self, url: str, at: datetime) -> None:
        """Note that a page still shows what it showed (HTTP 304)."""
        self._mark("status = 'live', last_seen = :at, last_checked = :at, missing_since = NULL", [url], at)

    def save_absence(self, absence: Absence) -> None:
        """Note that an address brought nothing.

        One that never showed an article is kept too: links to pages that are not there are many, and none
        is to be asked for again at every crawl.
        """
        at = stamp(absence.at)
        with self._transaction():
            self._know_portal(absence.portal, absence.page, at)
            self._execute(
                "INSERT INTO pages (portal, url, fetched_url, status, first_seen, last_checked, missing_since) "
                "VALUES (?, ?, ?, 'gone', ?, ?, ?) ON CONFLICT (url) DO UPDATE SET "
                "last_checked = excluded.last_checked, missing_since = coalesce(missing_since, excluded.missing_since)",
                absence.portal, absence.page, absence.page, at, at, at,
            )  # fmt: skip
            self._note_reject(absence.portal, absence.page, absence.reason, at)

    def mark_missing(self, url: str, at: datetime) -> None:
        """Note that a look at a page brought nothing; since when is kept."""
        self._mark("last_checked = :at, missing_since = coalesce(missing_since, :at)", [url], at)

    def mark_gone(self, urls: Iterable[str], at: datetime) -> int:
        """Note that pages are gone; their text stays. Returns how many were not gone before."""
        return self._mark(
            "status = 'gone', last_checked = :at, missing_since = coalesce(missing_since, :at)",
            urls,
            at,
            where="AND status <> 'gone'",
        )

    def mark_moved(self, url: str, to: str, at: datetime) -> None:
        """Note that a page's address now leads to another one; its text stays."""
        self._mark("status = 'moved', last_checked = :at, moved_to = :to", [url], at, to=to)

    def _mark(self, change: str, urls: Iterable[str], at: datetime, where: str = "", **values: str) -> int:
        facts = values | {"at": stamp(at)}
        with self._transaction():
            return self.connection.executemany(
                f"UPDATE pages SET {change} WHERE url = :url {where}", [facts | {"url": url} for url in urls]
            ).rowcount

    # ---- attachments -----------------------------------------------------------------------------------

    def attachments_to_fetch(self, portal: str, *, since: datetime, limit: int, again: bool = False) -> list[str]:
        """The addresses of a portal's attachments that are to be asked for, those that never failed first.

        Args:
            since: what failed then or later is left for another run.
            limit: bytes that a file may have now; one that was too large for an earlier limit may be small enough.
            again: what was given up or refused too.
        """
        with explained(self.path):
            return attachments.to_fetch(self.connection, portal, stamp(since), limit, again=again)

    def note_not_fetched(self, answer: NotFetched) -> None:
        """Note why there is no file of an attachment."""
        with self._transaction():
            attachments.note_not_fetched(self.connection, answer, stamp(answer.at))

    def save_file(self, url: str, file: StoredFile, at: datetime) -> int:
        """Note that an attachment is fetched, and where its bytes lie already; returns the file's number."""
        with self._transaction():
            return attachments.save_file(self.connection, url, file, stamp(at))

    def save_file_text(self, sha256: str, text: FileText) -> None:
        """Keep what a file says."""
        with self._transaction():
            attachments.save_text(self.connection, sha256, text)

    def files(self) -> Iterator[sqlite3.Row]:
        """The stored files: id, sha256, path, format, reader, text_status."""
        with explained(self.path):
            yield from attachments.files(self.connection)

    def unread_files(self, portal: str) -> list[sqlite3.Row]:
        """Those of the files of a portal whose text nobody tried to read yet: sha256, path, format."""
        with explained(self.path):
            return attachments.unread(self.connection, portal)

    def file(self, key: int | str) -> dict[str, Any] | None:
        """A row of `files`, by number, by the beginning of its hash or by an address that it came from.

        None where there is none; ArchiveError where a hash fits several.
        """
        with explained(self.path):
            return attachments.file(self.connection, key)

    # ---- portals and listings --------------------------------------------------------------------------

    def save_portal(
        self, name: str, *, host: str, at: datetime, title: str | None = None, platform: str | None = None
    ) -> None:
        """Tell the archive what a portal is called; `save` alone knows its host only."""
        with self._transaction():
            self._know_portal(name, f"http://{host}", stamp(at))
            self._execute(
                "UPDATE portals SET host = ?, title = coalesce(?, title), platform = coalesce(?, platform) "
                "WHERE name = ?",
                host, title, platform, name,
            )  # fmt: skip

    def listing(self, url: str) -> ListingState | None:
        """What a listing page showed when it was last read, None where it never was."""
        with explained(self.path):
            row = self._one("SELECT * FROM listings WHERE url = ?", url)
        return None if row is None else _listing_state(row)

    def listings(self, portal: str) -> list[ListingState]:
        """The listing pages of a portal that were ever read."""
        with explained(self.path):
            rows = self.connection.execute("SELECT * FROM listings WHERE portal = ? ORDER BY url", [portal])
            return [_listing_state(row) for row in rows]

    def save_listing(
        self,
        portal: str,
        url: str,
        items: Sequence[str],
        *,
        at: datetime,
        page_size: int | None = None,
        swept: bool = False,
    ) -> None:
        """Keep what a listing page shows: canonical addresses in order. `swept`: to its very end."""
        with self._transaction():
            read_at = stamp(at)
            self._know_portal(portal, url, read_at)
            self._execute(
                "INSERT INTO listings (url, portal, items, page_size, read_at, swept_at) "
                "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET "
                "portal = excluded.portal, items = excluded.items, "
                "page_size = coalesce(excluded.page_size, page_size), read_at = excluded.read_at, "
                "swept_at = coalesce(excluded.swept_at, swept_at)",
                url, portal, json.dumps(list(items), ensure_ascii=False), page_size, read_at,
                read_at if swept else None,
            )  # fmt: skip

    def profile(self, portal: str) -> str | None:
        """What is known of the blocks that a portal repeats, as `save_profile` took it; None where nothing is."""
        with explained(self.path):
            row = self._one("SELECT profile FROM profiles WHERE portal = ?", portal)
        return None if row is None else row["profile"]

    def save_profile(self, portal: str, profile: str, at: datetime) -> None:
        """Keep a portal's profile: JSON text, the extractor's business. The portal must be known."""
        with self._transaction():
            self._execute(
                "INSERT INTO profiles (portal, profile, saved_at) VALUES (?, ?, ?) "
                "ON CONFLICT (portal) DO UPDATE SET profile = excluded.profile, saved_at = excluded.saved_at",
                portal, profile, stamp(at),
            )  # fmt: skip

    def _know_portal(self, name: str, url: str, at: str) -> None:
        """Note that a portal was looked at; one that is new has the host of this address of it."""
        if not name:
            raise ValueError("a capture without a portal cannot be archived")
        known = self.connection.execute(
            "UPDATE portals SET last_crawled = max(last_crawled, ?) WHERE name = ?", [at, name]
        )
        if not known.rowcount:
            self._execute(
                "INSERT INTO portals (name, host, first_crawled, last_crawled) VALUES (?, ?, ?, ?)",
                name, urlsplit(url).hostname or "", at, at,
            )  # fmt: skip

    # ---- runs ------------------------------------------------------------------------------------------

    def start_run(self, command: str, at: datetime) -> int:
        """Note that a run began; returns its number."""
        with self._transaction():
            return self._execute("INSERT INTO runs (command, started_at) VALUES (?, ?)", command, stamp(at))

    def finish_run(self, run_id: int, exit_code: int, at: datetime, outcome: str | None = None) -> None:
        """Note how a run ended, in a number and in words."""
        with self._transaction():
            self._execute(
                "UPDATE runs SET finished_at = ?, exit_code = ?, outcome = ? WHERE id = ?",
                stamp(at), exit_code, outcome, run_id,
            )  # fmt: skip

    def last_moment(self) -> datetime | None:
        """When the latest run began or ended, by its number, whatever the clock said; None where there was none."""
        with explained(self.path):
            row = self._one(
                "SELECT max(started_at, coalesce(finished_at, '')) AS at FROM runs ORDER BY id DESC LIMIT 1"
            )
        return None if row is None else moment(row["at"])

    def save_run_portal(self, run_id: int, report: Mapping[str, Any]) -> None:
        """Keep a portal's part of a run. `report` has `portal`, and columns of run_portals by name.

        `started_at` and `finished_at` are aware datetimes; whatever has no column goes into `note`.
        Saving again replaces.
        """
        values = {name: report[name] for name in RUN_PORTAL_COLUMNS if report.get(name) is not None}
        values |= {name: stamp(values[name]) for name in ("started_at", "finished_at") if name in values}
        rest = {name: value for name, value in report.items() if name not in {"portal", "note", *RUN_PORTAL_COLUMNS}}
        said = report.get("note") or {}
        note = {**(said if isinstance(said, Mapping) else {"note": said}), **rest}
        columns = {"run_id": run_id, "portal": report["portal"], **values}
        columns["note"] = json.dumps(note, ensure_ascii=False, default=str)
        with self._transaction():
            self._execute(
                f"INSERT OR REPLACE INTO run_portals ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
                *columns.values(),
            )

    def last_visits(self) -> dict[str, str]:
        """When each portal's crawl last came to its end, whatever it found there."""
        with explained(self.path):
            rows = self.connection.execute(
                "SELECT portal, max(finished_at) AS at FROM run_portals "
                "WHERE note ->> '$.result' IN ('ok', 'suspect', 'failed') GROUP BY portal"
            )
            return {row["portal"]: row["at"] for row in rows if row["at"]}

    # ---- answers ---------------------------------------------------------------------------------------

    def last_runs(self, count: int = 10) -> list[dict[str, Any]]:
        """The latest runs, newest first: the columns of `runs`, and `portals`, those of run_portals."""
        with explained(self.path):
            return reading.last_runs(self.connection, count)

    def portal_summary(self) -> list[dict[str, Any]]:
        """Per portal: live pages, articles, gone pages, newest date, last run and how it went, its health."""
        with explained(self.path):
            return reading.portal_summary(self.connection)

    def article(self, key: int | str) -> dict[str, Any] | None:
        """An article as JSON, by id, by the beginning of its hash or by the address of a page.

        The shape of `Article.as_json`, and id, hash, story, pages, same_story. None where there is none;
        ArchiveError where a hash fits several.
        """
        with explained(self.path):
            return reading.article(self.connection, key)

    def page_history(self, url: str) -> dict[str, Any] | None:
        """What a page was found to say, in turn, as JSON; see `revisions.page_history`. None where there is no page."""
        with explained(self.path):
            return revisions.page_history(self.connection, url)

    def latest_capture(self, key: int | str) -> CaptureRef | None:
        """Where the latest raw page of an article (by id) or of a page (by address) lies, None if nowhere."""
        with explained(self.path):
            return reading.latest_capture(self.connection, key)

    # ---- helpers ---------------------------------------------------------------------------------------

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All or nothing, with the writer's lock from the start: what is read stays true until written.

        Inside a batch, a part of the batch's transaction.
        """
        if self.connection.in_transaction:
            yield
            return
        with explained(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
            self.connection.unwritten.clear()
            try:
                yield
                if not self.connection.in_transaction:
                    # As SQLite does by itself where the disk is full; who called may not have let that through.
                    raise ArchiveError(
                        f"What was written to {self.path} was taken back by SQLite: nothing of it is stored. What was "
                        "stored before is safe. Look whether the disk is full, and try again."
                    )
                stories.write(self.connection)
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise

    def _one(self, query: str, *values: Any) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self.connection.execute(query, values).fetchone()
        return row

    def _execute(self, statement: str, *values: Any) -> int:
        """Run a statement; returns the row it inserted, if it inserted one."""
        return int(self.connection.execute(statement, values).lastrowid or 0)


_OUTCOMES: dict[Change, OutcomeKind] = {"same": "unchanged", "edit": "changed"}

_PAGE_STATE = (
    "id, url, fetched_url, article_id, title, status, first_seen, last_seen, last_checked, last_changed, "
    "missing_since, etag, last_modified, listed_title, published"
)


def _page_state(row: sqlite3.Row) -> PageState:
    values = dict(row)
    for name in ("first_seen", "last_seen", "last_checked", "last_changed", "missing_since"):
        values[name] = _moment(values[name])
    return PageState(**values)


def _listing_state(row: sqlite3.Row) -> ListingState:
    return ListingState(
        url=row["url"],
        portal=row["portal"],
        items=tuple(json.loads(row["items"])),
        page_size=row["page_size"],
        read_at=moment(row["read_at"]),
        swept_at=_moment(row["swept_at"]),
    )


def _moment(stamped: str | None) -> datetime | None:
    return None if stamped is None else moment(stamped)
