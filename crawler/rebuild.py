"""The database made from the WARC files alone: captures and notes of all of them come again, in order of time.

Each goes the way that it went when it was fetched (``Archiving``), so pages, revisions, duplicates, stories, dates and
facts of meetings come out as they were, as far as the WARC files tell. What they do not tell: README, "Repair".
"""

from __future__ import annotations

import logging
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from heapq import merge
from pathlib import Path

from crawler import notes
from crawler.archiving import Archiving, Read
from crawler.conclude import PortalRun
from crawler.documents import TextReader
from crawler.extract import Profile
from crawler.lanes import Asked, Done, Lanes, Place
from crawler.portals import load_portals, portal_at
from crawler.processes import context
from crawler.reextract import rules_of
from storage.records import CaptureRef, Note
from storage.warcfile import Stretch, scan, warc_files

logger = logging.getLogger(__name__)

# Captures that are stored in one transaction, and stretches of them that are read ahead, for each process.
STRETCH, AHEAD = 32, 3
# Problems that are told one by one.
TOLD = 50

Progress = Callable[[str, int, int], None]


class Stopped(Exception):
    """It was asked to end before it was done."""


@dataclass(frozen=True, slots=True)
class Event:
    """A capture, or a note that a crawl left, and when that was.

    ``at`` is ``said``, what the clock was, but never goes back within a file: a file is written in order.
    """

    at: datetime
    said: datetime
    portal: str
    place: Place | None = None
    note: tuple[str, str, int] | None = None  # kind, file, offset
    sha256: str | None = None  # of the file that a note tells of


@dataclass(slots=True)
class Index:
    """What lies in the WARC files of an archive, in order of time."""

    events: list[Event] = field(default_factory=list)
    damage: list[Stretch] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)  # addresses of captures of no portal that is known
    unread: list[str] = field(default_factory=list)  # files that cannot be read, in words


@dataclass(slots=True)
class Rebuilt:
    """What came out: captures by what they gave, and what could not be read, in words."""

    captures: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    def problem(self, words: str) -> None:
        if words not in self.problems and len(self.problems) < TOLD:
            self.problems.append(words)


# -- what there is -----------------------------------------------------------------------------------


def index(folder: Path, jobs: int, progress: Progress) -> Index:
    """Reads all WARC files of a folder from end to end, several at once."""
    files = warc_files(folder)
    found, streams = Index(), []
    for number, one in enumerate(_scanned(files, jobs)):
        streams.append(one.events)
        found.damage += one.damage
        found.strangers += one.strangers
        found.unread += one.unread
        progress("reading WARC files", number + 1, len(files))
    found.events = list(merge(*streams, key=lambda event: event.at))
    return found


def _scanned(files: Sequence[Path], jobs: int) -> Iterator[Index]:
    if jobs == 1 or len(files) == 1:
        yield from map(_index_file, files)
        return
    with ProcessPoolExecutor(min(jobs, len(files) or 1), context()) as pool:
        yield from pool.map(_index_file, files)


def _index_file(path: Path) -> Index:
    found, latest = Index(), None
    try:
        for stretch in scan(path):
            if stretch.problem:
                found.damage.append(stretch)
            event = _event(stretch, found)
            if event:
                latest = max(latest or event.at, event.at)
                found.events.append(replace(event, at=latest))
    except OSError as error:
        found.unread.append(f"{path} cannot be read: {error.strerror}")
    return found


def _event(stretch: Stretch, found: Index) -> Event | None:
    if stretch.note:
        note = stretch.note
        kept = note.data.get("file") if note.kind == notes.FILE else None
        sha256 = kept.get("sha256") if isinstance(kept, dict) else None
        return Event(note.at, note.at, note.portal, note=(note.kind, stretch.file, stretch.offset), sha256=sha256)
    if not stretch.response:
        return None
    capture, digest = stretch.response
    portal, page = capture.portal, capture.page
    if not portal:  # another program's WARC file
        spider = portal_at(capture.url)
        if spider is None:
            found.strangers.append(capture.url)
            return None
        portal, page = spider.name, spider().canonical(capture.url)
    ref = CaptureRef(stretch.file, stretch.offset, stretch.length, digest)
    return Event(capture.fetched_at, capture.fetched_at, portal, Place(portal, page, ref))


# -- all of it again ---------------------------------------------------------------------------------


def rebuild(
    home: Path, database: Path, found: Index, *, jobs: int, progress: Progress, stop: threading.Event
) -> Rebuilt:
    """Makes a database at ``database``, or adds to it, from what lies in the WARC files of the archive at ``home``.

    Raises:
        ArchiveError: it cannot be written.
        Stopped: ``stop`` was set; what is made is of no use.
    """
    result = Rebuilt()
    archiving = Archiving(home, database)
    with closing(archiving.store):
        _Replay(home, archiving, found.events, result, jobs).all(progress, stop)
        read_texts(archiving, home, progress, stop)
    return result


def read_texts(archiving: Archiving, home: Path, progress: Progress, stop: threading.Event) -> None:
    """Reads the files whose texts nobody has read yet."""
    unread = [
        (row["sha256"], row["path"], row["format"]) for row in archiving.store.files() if row["text_status"] is None
    ]
    with TextReader() as reader:
        for number, (sha256, path, format_name) in enumerate(unread):
            if stop.is_set():
                raise Stopped
            if (home / path).is_file():
                archiving.store.save_file_text(sha256, reader.read(home / path, format_name))
            progress("reading files", number + 1, len(unread))


class _Replay:
    """Events on their way into a database."""

    def __init__(self, home: Path, archiving: Archiving, events: Sequence[Event], result: Rebuilt, jobs: int) -> None:
        self.home = home
        self.archiving = archiving
        self.events = events
        self.result = result
        self.jobs = jobs
        captures = Counter(event.portal for event in events if event.place)
        self.lanes = Lanes(home / "warc", jobs, captures)
        # Of each portal, captures that no note of its run follows yet: when the first and the last came.
        self.open: dict[str, tuple[datetime, datetime]] = {}
        self.listed: dict[str, dict[str, str]] = {}

    def all(self, progress: Progress, stop: threading.Event) -> None:
        self._name_portals()
        waiting: deque[tuple[Sequence[Event], Asked | None]] = deque()
        units = _units(self.events)
        held: Sequence[Event] | None = None
        done = 0
        with closing(self.lanes):
            while True:
                while len(waiting) < AHEAD * self.jobs:
                    held = held or next(units, None)
                    if held is None or not _may_be_asked(held, [unit for unit, _ in waiting]):
                        break
                    waiting.append((held, self._ask(held)))
                    held = None
                if not waiting:
                    break
                unit, asked = waiting.popleft()
                if asked is None:
                    self._take_note(unit[0])
                else:
                    self._keep(asked, [later for _, later in waiting if later])
                done += len(unit)
                progress("rebuilding", done, len(self.events))
                if stop.is_set():
                    raise Stopped
        for portal in list(self.open):
            self._finish(self._as_if_ended(portal))

    def _ask(self, unit: Sequence[Event]) -> Asked | None:
        places = [event.place for event in unit if event.place]
        return self.lanes.ask(places, self._profiles(places)) if places else None

    def _profiles(self, places: Iterable[Place]) -> dict[str, Profile]:
        return {portal: self.archiving.profile(portal) for portal in {place.portal for place in places}}

    def _name_portals(self) -> None:
        """Portals are called what the last run called them, or what their spiders do."""
        since: dict[str, datetime] = {}
        runs: dict[str, list[Event]] = {}
        for event in self.events:
            since.setdefault(event.portal, event.at)
            if event.note and event.note[0] == notes.RUN:
                runs.setdefault(event.portal, []).append(event)
        known = load_portals()
        for portal, first_seen in since.items():
            at = first_seen
            spider = known.get(portal)
            facts = notes.PortalFacts(spider.host, spider.site, spider.platform) if spider else None
            if portal in runs:
                first, last = self._note(runs[portal][0]), self._note(runs[portal][-1])
                with self._told(portal):
                    at = min(at, notes.run_of(first, ()).started) if first else at
                    facts = notes.facts_of(last) if last else facts
            if facts:
                store = self.archiving.store
                store.save_portal(portal, host=facts.host, title=facts.title, platform=facts.platform, at=at)

    def _keep(self, asked: Asked, later: Sequence[Asked]) -> None:
        parts = [place for part in asked.parts.values() for place in part]
        done = self.lanes.answer(asked, self._profiles(parts), later)
        for one in done:
            for problem in one.problems:
                self.result.problem(problem)
        read = _in_order(done, asked)
        jobs = [replace(job, rules=rules_of(job.capture.portal)) for job in read.jobs]
        outcomes = self.archiving.keep(jobs, read.read) if jobs else []
        self.result.captures += len(jobs)
        self.result.outcomes.update(outcome.kind for outcome in outcomes)
        for job in jobs:
            capture = job.capture
            first, _ = self.open.get(capture.portal, (capture.fetched_at, capture.fetched_at))
            self.open[capture.portal] = first, capture.fetched_at
            if capture.listed_date:
                self.listed.setdefault(capture.portal, {})[capture.page] = capture.listed_date

    def _note(self, event: Event) -> Note | None:
        assert event.note
        _, file, offset = event.note
        try:
            return next(scan(self.home / "warc" / file, offset)).note
        except (OSError, StopIteration):
            return None

    def _take_note(self, event: Event) -> None:
        note = self._note(event)
        if note is None:
            return
        store = self.archiving.store
        with self._told(note.portal):
            if note.kind == notes.RUN:
                self._finish(notes.run_of(note, rules_of(note.portal)))
            elif note.kind == notes.FILE:
                kept = notes.file_of(note)
                store.save_file(kept.url, kept.file, note.at)
            elif note.kind == notes.NOT_FETCHED:
                store.note_not_fetched(notes.not_fetched_of(note))
            elif note.kind == notes.NOT_MODIFIED:
                self.archiving.note_not_modified(notes.not_modified_of(note))

    @contextmanager
    def _told(self, portal: str) -> Iterator[None]:
        """A note that another program wrote, or a newer giaoban, is told and left out."""
        try:
            yield
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            self.result.problem(f"a note on {portal} says nothing that is known here ({error!r})")

    def _finish(self, run: PortalRun) -> None:
        self.archiving.finish(run)
        self.lanes.forget(run.portal)
        self.open.pop(run.portal, None)
        self.listed.pop(run.portal, None)

    def _as_if_ended(self, portal: str) -> PortalRun:
        """The end of a run that noted none: it was killed, or is of before there were notes."""
        first, last = self.open[portal]
        return PortalRun(
            portal=portal,
            started=first,
            finished=last,
            looked_at=0,
            absences=(),
            listings=(),
            dates=tuple(("listing", page, text) for page, text in self.listed.get(portal, {}).items()),
            rules=rules_of(portal),
        )


def _units(events: Sequence[Event]) -> Iterator[Sequence[Event]]:
    """Events as they are stored: captures some at a time, a note alone."""
    unit: list[Event] = []
    for event in events:
        if event.note or len(unit) >= STRETCH:
            if unit:
                yield unit
            unit = []
        if event.note:
            yield [event]
        else:
            unit.append(event)
    if unit:
        yield unit


def _may_be_asked(unit: Sequence[Event], before: Iterable[Sequence[Event]]) -> bool:
    """Whether nothing that is still to be stored may change what is known of the portals of a unit."""
    ending = {events[0].portal for events in before if events[0].note and events[0].note[0] == notes.RUN}
    return bool(unit[0].note) or ending.isdisjoint(event.portal for event in unit)


def _in_order(done: Sequence[Done], asked: Asked) -> Done:
    """What was read of a stretch in each lane, together, in the order in which it was asked for."""
    pairs = [pair for one in done for pair in zip(one.jobs, one.read.articles, strict=True)]
    pairs.sort(key=lambda pair: asked.order[pair[0].ref])
    profiles = {portal: profile for one in done for portal, profile in one.read.profiles.items()}
    return Done(tuple(job for job, _ in pairs), Read(tuple(article for _, article in pairs), profiles))
