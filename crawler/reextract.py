"""Captures that are stored, read anew out of the WARC files: on all cores, page by page, with one writer.

What a better reading makes of a page is the business of ``storage.history``. Which captures the present extractor has
read is noted with each, so a run that was ended, however that was, goes on where it was.
"""

from __future__ import annotations

import gc
import hashlib
import json
import logging
import signal
import sqlite3
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from crawler.archiving import read_again, stored_profile
from crawler.conclude import read_periods
from crawler.dates import month_first_places
from crawler.exits import ARCHIVE, DONE, LOCKED, PORTAL
from crawler.extract import VERSION, Profile, Rules, learn, open_page
from crawler.locks import locked
from crawler.portals import load_portals, load_rules
from crawler.processes import context, leave_with_parent
from storage import history, warc
from storage.errors import ArchiveError, explained
from storage.history import Reading, Rebuilt
from storage.records import CaptureRef
from storage.store import Store

logger = logging.getLogger(__name__)

# Captures that a process reads at one go, and that are stored in one transaction.
CHUNK = 32
# Chunks that are under way or waiting for the writer, for each process.
AHEAD = 3
# Pages that a portal without a profile is learned from.
LEARNED_FROM = 96
# Problems that are told one by one.
TOLD = 20

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class PageChange:
    """What reading a page anew changes: of each field what it was and what it is."""

    portal: str
    url: str
    fields: dict[str, tuple[Any, Any]]


@dataclass(slots=True)
class PortalCount:
    """What reading a portal anew came to. ``result``: ok, locked or interrupted.

    ``corrected`` and ``unchanged`` count pages; ``accepted`` and ``rejected`` captures that are an article after all,
    or none after all; ``fields`` pages by field of which another value is known now.
    """

    portal: str
    result: str = "ok"
    problem: str | None = None
    pages: int = 0
    captures: int = 0
    unchanged: int = 0
    corrected: int = 0
    new_texts: int = 0
    texts_gone: int = 0
    accepted: int = 0
    rejected: int = 0
    unreadable: int = 0
    failed: int = 0
    fields: Counter[str] = field(default_factory=Counter)

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__} | {"fields": dict(self.fields)}


@dataclass(slots=True)
class Report:
    """What a re-extraction did, or would do. ``problems`` are captures that could not be read, in words."""

    dry_run: bool
    portals: list[PortalCount] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        results = {portal.result for portal in self.portals}
        if "interrupted" in results or any(portal.failed for portal in self.portals):
            return PORTAL
        if any(portal.unreadable for portal in self.portals):
            return ARCHIVE
        return LOCKED if "locked" in results else DONE

    def as_json(self) -> dict[str, Any]:
        return {
            "exit_code": self.exit_code,
            "dry_run": self.dry_run,
            "extractor": VERSION,
            "portals": [portal.as_json() for portal in self.portals],
            "problems": self.problems,
        }


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be read anew: of these portals (all, if none is named) what an older extractor read, or everything."""

    portals: tuple[str, ...]
    every: bool = False
    dry_run: bool = False
    jobs: int = 1


@dataclass(frozen=True, slots=True)
class _PageRead:
    """A page as a reading process gives it: what its captures say, and why some could not be read."""

    page_id: int
    readings: dict[int, Reading]
    unreadable: tuple[str, ...] = ()
    failed: int = 0


_Page = tuple[int, dict[int, CaptureRef]]
_Chunk = list[_Page]


def reextract(
    home: Path,
    wanted: Wanted,
    *,
    progress: Progress,
    changed: Callable[[PageChange], None],
    stop: threading.Event,
) -> Report:
    """Reads captures anew and corrects what the archive says of their pages.

    Args:
        progress: called with a portal, the pages done and all of them.
        changed: called with every page that is, or would be, another.
        stop: once set, what is under way is stored and nothing more is read.

    Raises:
        ArchiveError: the archive cannot be opened or written; what was stored before stays.
        NoSuchPortal: nothing was read.
    """
    report = Report(wanted.dry_run)
    with ExitStack() as stack:
        store = stack.enter_context(_a_copy(home) if wanted.dry_run else Store(home / "articles.db", create=False))
        free = []
        for portal in _known(store, wanted.portals):
            holder = None if wanted.dry_run else stack.enter_context(locked(home, portal))
            if holder is None:
                free.append(portal)
            else:
                report.portals.append(PortalCount(portal, "locked", f"another run holds it ({holder})"))
        run_id = _begin(store, free, wanted)
        readers = stack.enter_context(closing(_Readers(home, wanted.jobs)))
        for portal in free:
            count = PortalCount(portal)
            report.portals.append(count)
            _Portal(store, home, readers, count, report, changed, stop).read_anew(progress)
        _end(store, run_id, report)
    report.portals.sort(key=lambda count: count.portal)
    return report


class NoSuchPortal(Exception):
    """A portal that the archive does not have; the message says which it has."""


def _known(store: Store, names: Sequence[str]) -> Sequence[str]:
    with explained(store.path):
        known = [row["name"] for row in store.connection.execute("SELECT name FROM portals ORDER BY name")]
    for name in names:
        if name not in known:
            raise NoSuchPortal(f"the archive has no portal {name!r}. It has: {', '.join(known) or 'none'}.")
    return tuple(dict.fromkeys(names)) or known


@contextmanager
def _a_copy(home: Path) -> Iterator[Store]:
    """The archive's database as it is now, copied to where it can be written with no harm."""
    path = home / "articles.db"
    if not path.is_file():
        raise ArchiveError(f"There is no archive at {path}. --home names another folder.")
    with TemporaryDirectory(prefix="giaoban-") as folder, explained(Path(folder) / "articles.db"):
        with (
            explained(path),
            closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(Path(folder) / "articles.db")) as copy,
        ):
            source.backup(copy)
        with Store(Path(folder) / "articles.db", create=False) as store:
            store.connection.execute("PRAGMA synchronous = OFF")
            yield store


def _begin(store: Store, portals: Sequence[str], wanted: Wanted) -> int:
    """Note the run; where all captures are wanted, that none of them is read. The same run, ended early, goes on."""
    command = " ".join(["reextract", *(["--all", f"[{_reader(portals)}]"] if wanted.every else []), *portals])
    with explained(store.path), store.batch():
        before = store.connection.execute(
            "SELECT finished_at, outcome FROM runs WHERE command = ? ORDER BY id DESC LIMIT 1", [command]
        ).fetchone()
        goes_on = before is not None and (before["finished_at"] is None or "interrupted" in str(before["outcome"]))
        for portal in portals if wanted.every and not goes_on else ():
            history.forget_extractors(store.connection, portal)
        return store.start_run(command, datetime.now(UTC))


def _end(store: Store, run_id: int, report: Report) -> None:
    outcome = ", ".join(f"{count.portal} {count.result}: {count.corrected} corrected" for count in report.portals)
    store.finish_run(run_id, report.exit_code, datetime.now(UTC), outcome)


def _reader(portals: Sequence[str]) -> str:
    """A short name of what pages are read by: the extractor and the rules."""
    known = load_portals()
    rules = repr([(name, rules_of(name)) for name in portals if name in known])
    return hashlib.blake2b(f"{VERSION} {rules}".encode(), digest_size=6).hexdigest()


def rules_of(portal: str) -> tuple[Rules, ...]:
    """The rules of a portal; where there is no spider for it any more, those of all platforms."""
    spider = load_portals().get(portal)
    return spider.rules if spider else load_rules()


def present_extractors(connection: sqlite3.Connection) -> list[str]:
    """The versions that the archive's captures were read by and that are not older than the present one."""
    rows = connection.execute("SELECT DISTINCT extractor FROM captures WHERE extractor NOT NULL")
    return [version for (version,) in rows if version.isdecimal() and int(version) >= int(VERSION)]


# -- one portal, in the process that writes ----------------------------------------------------------


@dataclass(slots=True)
class _Portal:
    """A portal while its pages are read anew."""

    store: Store
    home: Path
    readers: _Readers
    count: PortalCount
    report: Report
    changed: Callable[[PageChange], None]
    stop: threading.Event
    made: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)

    def read_anew(self, progress: Progress) -> None:
        with explained(self.store.path):
            present = present_extractors(self.store.connection)
            pages = history.waiting(self.store.connection, self.count.portal, present)
        progress(self.count.portal, 0, len(pages))
        if not pages:
            return
        profile = self._profile()
        self._read(pages, profile, lambda done: progress(self.count.portal, done, len(pages)))
        proven = month_first_places(self.store.date_texts(self.count.portal))
        if proven != profile.month_first and not self.stop.is_set():
            # Now that the portal's dates prove another order, those that may be the other way round are read again.
            urls = self.store.dated_at(self.count.portal, proven ^ profile.month_first)
            profile = replace(profile, month_first=proven)
            self._save_profile(profile)
            again = [state.id for url in urls if (state := self.store.page(url))]
            self._read(again, profile, lambda _: None)
        self.count.new_texts, self.count.texts_gone = len(self.made - self.gone), len(self.gone - self.made)
        if self.stop.is_set():
            self.count.result = "interrupted"
            self.count.problem = "stopped before it was done; the same command goes on where it was"

    def _read(self, pages: Sequence[int], profile: Profile, done: Callable[[int], None]) -> None:
        number = 0
        chunks = self._chunks(pages)
        for reads in self.readers.read(chunks, self.count.portal, profile):
            self._keep(reads)
            number += len(reads)
            done(number)

    def _chunks(self, pages: Sequence[int]) -> Iterator[_Chunk]:
        """Pages with the places of their captures, some captures at a time; none any more once we are to stop."""
        chunk: _Chunk = []
        for page_id in pages:
            if self.stop.is_set():
                return
            chunk.append((page_id, history.refs(self.store.connection, page_id)))
            if sum(len(refs) for _, refs in chunk) >= CHUNK:
                yield chunk
                chunk = []
        if chunk:
            yield chunk

    def _keep(self, reads: Sequence[_PageRead]) -> None:
        """Stores pages in one transaction; where that fails, each alone, to see which of them it was."""
        try:
            with self.store.batch():
                changes = [self._keep_page(read) for read in reads]
        except ArchiveError:
            raise
        except Exception as error:
            if len(reads) > 1:
                for read in reads:
                    self._keep([read])
                return
            logger.exception("page %d was not stored", reads[0].page_id)
            self._problem(f"page {reads[0].page_id} could not be stored ({type(error).__name__}: {error})")
            self.count.failed += 1
            return
        for read, change in zip(reads, changes, strict=True):
            self._tally(read, change)

    def _keep_page(self, read: _PageRead) -> tuple[PageChange, Rebuilt]:
        connection = self.store.connection
        [url] = connection.execute("SELECT url FROM pages WHERE id = ?", [read.page_id]).fetchone()
        before = history.portrait(connection, read.page_id)
        rebuilt = self.store.rebuild(read.page_id, read.readings)
        if rebuilt.article_id in rebuilt.corrected and self._dated_beside(url):
            read_periods(self.store, url, datetime.now(UTC))
        history.note_extractor(connection, read.readings, VERSION)
        after = history.portrait(connection, read.page_id)
        fields = {
            name: (before.get(name), after.get(name))
            for name in dict.fromkeys((*before, *after))
            if before.get(name) != after.get(name)
        }
        return PageChange(self.count.portal, url, fields), rebuilt

    def _dated_beside(self, url: str) -> bool:
        """Whether a page has its date from a listing or a feed: days in its text take their year from that."""
        return any(fact.value and fact.evidence in ("listing", "feed") for _, fact in self.store.dates([url]))

    def _tally(self, read: _PageRead, change: tuple[PageChange, Rebuilt]) -> None:
        page, rebuilt = change
        count = self.count
        count.pages += 1
        count.captures += len(read.readings)
        count.failed += read.failed
        count.unreadable += len(read.unreadable)
        for problem in read.unreadable:
            self._problem(problem)
        self.made |= rebuilt.made
        self.gone |= rebuilt.gone
        before, after = page.fields.get("history", ("", ""))
        for was, now in zip(before.split(", "), after.split(", "), strict=True):
            count.accepted += was == "reject" != now
            count.rejected += now == "reject" != was
        count.corrected += bool(page.fields)
        count.unchanged += not page.fields
        count.fields.update(page.fields.keys())
        if page.fields:
            self.changed(page)

    def _problem(self, problem: str) -> None:
        if problem not in self.report.problems and len(self.report.problems) < TOLD:
            self.report.problems.append(problem)

    def _profile(self) -> Profile:
        """What the portal repeats, as it is stored; of a portal that nothing is known of, learned from its pages."""
        profile = stored_profile(self.store, self.count.portal)
        if profile.pages:
            return profile
        rows = self.store.connection.execute(
            "SELECT max(captures.id) AS id, page_id FROM captures JOIN pages ON pages.id = page_id "
            "WHERE portal = ? AND change <> 'reject' GROUP BY page_id ORDER BY page_id DESC LIMIT ?",
            [self.count.portal, LEARNED_FROM],
        ).fetchall()
        for row in reversed(rows):
            ref = history.refs(self.store.connection, row["page_id"])[row["id"]]
            try:
                opened = open_page(warc.read(self.home / "warc", ref), rules_of(self.count.portal))
                profile = learn(profile, [opened.page] if opened.page else [])
            except ArchiveError:
                continue  # told when the page's turn comes
            except Exception:
                logger.exception("nothing could be learned of capture %d", row["id"])
        self._save_profile(profile)
        return profile

    def _save_profile(self, profile: Profile) -> None:
        self.store.save_profile(self.count.portal, json.dumps(profile.as_json()), at=datetime.now(UTC))


# -- the processes that read ------------------------------------------------------------------------


class _Readers:
    """Processes that read pages, and this one where one core is to do."""

    def __init__(self, home: Path, jobs: int) -> None:
        self.home = home
        self.jobs = jobs
        self._pool: ProcessPoolExecutor | None = None

    def read(self, chunks: Iterator[_Chunk], portal: str, profile: Profile) -> Iterator[list[_PageRead]]:
        """Chunks read, in their order: what one page makes of another's article does not hang on who is faster."""
        if self.jobs == 1:
            for chunk in chunks:
                yield [_read_page(self.home, page, rules_of(portal), profile) for page in chunk]
            return
        under_way: deque[tuple[_Chunk, Future[list[_PageRead]]]] = deque()
        text = json.dumps(profile.as_json())
        for chunk in chunks:
            under_way.append((chunk, self._submit(chunk, portal, text)))
            if len(under_way) >= AHEAD * self.jobs:
                yield self._result(*under_way.popleft(), portal, text)
        while under_way:
            yield self._result(*under_way.popleft(), portal, text)

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def _submit(self, chunk: _Chunk, portal: str, profile: str) -> Future[list[_PageRead]]:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self.jobs, context(), _start, (self.home,))
        try:
            return self._pool.submit(_read_chunk, chunk, portal, profile)
        except BrokenProcessPool:
            self.close()
            return self._submit(chunk, portal, profile)

    def _result(self, chunk: _Chunk, future: Future[list[_PageRead]], portal: str, profile: str) -> list[_PageRead]:
        """What came of a chunk; where its process died, each page alone: the one that killed it says nothing new."""
        try:
            return future.result()
        except BrokenProcessPool:
            self.close()
            if len(chunk) > 1:
                return [
                    self._result([page], self._submit([page], portal, profile), portal, profile)[0] for page in chunk
                ]
            logger.error("the reading process died over page %d", chunk[0][0])
            return [_PageRead(chunk[0][0], {}, failed=len(chunk[0][1]))]


_home: Path | None = None


def _start(home: Path) -> None:
    global _home  # noqa: PLW0603  a process pool's initializer has nowhere else to put it
    # Ctrl-C reaches the whole group; the writer ends in order and then closes this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    leave_with_parent()
    logging.getLogger().addHandler(logging.NullHandler())
    _home = home
    load_portals()
    gc.freeze()  # the modules are here to stay: the collector need not look at them again


def _read_chunk(chunk: _Chunk, portal: str, profile: str) -> list[_PageRead]:
    assert _home
    rules, known = rules_of(portal), Profile.from_json(json.loads(profile))
    return [_read_page(_home, page, rules, known) for page in chunk]


def _read_page(home: Path, page: _Page, rules: tuple[Rules, ...], profile: Profile) -> _PageRead:
    page_id, refs = page
    readings, unreadable, failed = {}, [], 0
    for number, ref in refs.items():
        try:
            capture = warc.read(home / "warc", ref)
        except ArchiveError as error:
            unreadable.append(str(error))
            continue
        article = read_again(capture, rules, profile)
        if article is None:
            failed += 1
        else:
            readings[number] = Reading(article, replace(capture, body=b""))
    return _PageRead(page_id, readings, tuple(unreadable), failed)
