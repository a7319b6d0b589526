"""Captures read on all cores, each portal's in their order: what is learned of a portal goes from one to the next.

A portal has its lane, a process of its own or one that it shares with others. One writer takes what they read.
"""

from __future__ import annotations

import gc
import json
import logging
import signal
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from pathlib import Path

from crawler.archiving import Job, Read, portals_of, read_jobs
from crawler.extract import Profile
from crawler.portals import load_portals
from crawler.processes import context, leave_with_parent
from crawler.reextract import rules_of
from storage import warc
from storage.errors import ArchiveError
from storage.records import CaptureRef

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a capture lies, the portal that it is of, and the canonical address of its page."""

    portal: str
    page: str
    ref: CaptureRef


@dataclass(frozen=True, slots=True)
class Done:
    """Captures read, and what could not be, in words."""

    jobs: tuple[Job, ...] = ()
    read: Read = field(default_factory=lambda: Read((), {}))
    problems: tuple[str, ...] = ()


@dataclass(slots=True)
class Asked:
    """A stretch of captures that is being read; ``order``: their places in it; ``parts``: what each portal's lane is to
    read of it."""

    order: dict[CaptureRef, int]
    parts: dict[str, tuple[Place, ...]]
    under_way: dict[str, Future[Done]] = field(default_factory=dict)


class Lanes:
    """The processes that read; this one, where one core is to do."""

    def __init__(self, folder: Path, jobs: int, captures: Mapping[str, int]) -> None:
        """``folder``: of the WARC files; ``captures``: how many each portal has, for lanes of like length."""
        self._folder = folder
        self._pools: list[ProcessPoolExecutor | None] = [None] * min(jobs, len(captures))
        load: Counter[int] = Counter(dict.fromkeys(range(len(self._pools)), 0))
        self._lane: dict[str, int] = {}
        for portal, number in sorted(captures.items(), key=lambda item: -item[1]):
            lane = min(load, key=lambda one: load[one])
            self._lane[portal] = lane
            load[lane] += number
        self._known: set[str] = set()  # portals whose lane knows what is learned of them
        self._inside = jobs == 1
        # Lanes whose process died once: nothing is asked of them ahead of its turn any more.
        self._careful: set[int] = set()

    def ask(self, places: Sequence[Place], profiles: Mapping[str, Profile]) -> Asked:
        """Begin to read a stretch; ``profiles``: what is known of portals, for lanes that do not know it."""
        parts: dict[str, list[Place]] = {}
        for place in places:
            parts.setdefault(place.portal, []).append(place)
        order = {place.ref: number for number, place in enumerate(places)}
        asked = Asked(order, {portal: tuple(part) for portal, part in parts.items()})
        for portal, part in () if self._inside else asked.parts.items():
            if self._lane[portal] not in self._careful:
                asked.under_way[portal] = self._submit(portal, part, profiles[portal])
        return asked

    def answer(self, asked: Asked, profiles: Mapping[str, Profile], later: Sequence[Asked]) -> list[Done]:
        """What was read of a stretch, portal by portal.

        A page over which a process dies says nothing; the others are read again.

        Args:
            profiles: what is known of portals before this stretch.
            later: the stretches that are under way behind it.
        """
        if self._inside:
            return [read_places(self._folder, part, profiles[portal]) for portal, part in asked.parts.items()]
        return [self._part(portal, part, asked, profiles[portal], later) for portal, part in asked.parts.items()]

    def forget(self, portal: str) -> None:
        """More is known of a portal now than its lane learned."""
        self._known.discard(portal)

    def close(self) -> None:
        for pool in self._pools:
            if pool is not None:
                pool.shutdown(wait=True, cancel_futures=True)
        self._pools = [None] * len(self._pools)

    def _submit(self, portal: str, part: tuple[Place, ...], profile: Profile) -> Future[Done]:
        lane = self._lane[portal]
        pool = self._pools[lane]
        if pool is None:
            pool = self._pools[lane] = ProcessPoolExecutor(1, context(), _start, (self._folder,))
        told = None if portal in self._known else json.dumps(profile.as_json())
        self._known.add(portal)
        try:
            return pool.submit(_read, portal, part, told)
        except BrokenProcessPool as error:
            broken: Future[Done] = Future()
            broken.set_exception(error)
            return broken

    def _part(
        self, portal: str, part: tuple[Place, ...], asked: Asked, profile: Profile, later: Sequence[Asked]
    ) -> Done:
        try:
            future = asked.under_way.get(portal) or self._submit(portal, part, profile)
            return future.result()
        except BrokenProcessPool:
            self._begin_anew(portal, (asked, *later))
        return self._one_by_one(portal, part, profile)

    def _begin_anew(self, portal: str, asked: Sequence[Asked]) -> None:
        """Another process for the lane of a portal; what was under way in it is asked for again when its turn comes."""
        lane = self._lane[portal]
        self._careful.add(lane)
        pool, self._pools[lane] = self._pools[lane], None
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)
        for name in [name for name, of in self._lane.items() if of == lane]:
            self._known.discard(name)
            for one in asked:
                one.under_way.pop(name, None)

    def _one_by_one(self, portal: str, part: tuple[Place, ...], profile: Profile) -> Done:
        done = Done()
        for place in part:
            self._known.discard(portal)
            try:
                one = self._submit(portal, (place,), profile).result()
            except BrokenProcessPool:
                self._begin_anew(portal, ())
                logger.error("the reading process died over %s", place.page)
                one = Done(problems=(f"the reading process died over {place.page}: it is left out",))
            profile = one.read.profiles.get(portal, profile)
            articles = done.read.articles + one.read.articles
            done = Done(done.jobs + one.jobs, Read(articles, {portal: profile}), done.problems + one.problems)
        self._known.discard(portal)
        return done


def read_places(folder: Path, part: Iterable[Place], profile: Profile) -> Done:
    """Captures of one portal, out of the WARC files, to articles."""
    jobs, problems, portal = [], [], ""
    for place in part:
        portal = place.portal
        try:
            capture = replace(warc.read(folder, place.ref), portal=portal, page=place.page)
        except ArchiveError as error:
            problems.append(str(error))
            continue
        jobs.append(Job(capture, place.ref, rules_of(portal)))
    known = dict.fromkeys(portals_of(jobs), profile)
    return Done(tuple(jobs), read_jobs(jobs, known), tuple(problems))


# -- in a lane's process -----------------------------------------------------------------------------

_folder: Path | None = None
_profiles: dict[str, Profile] = {}


def _start(folder: Path) -> None:
    global _folder  # noqa: PLW0603  a process pool's initializer has nowhere else to put it
    # Ctrl-C reaches the whole group; the writer ends in order and then closes this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    leave_with_parent()
    logging.getLogger().addHandler(logging.NullHandler())
    _folder = folder
    _profiles.clear()
    load_portals()
    gc.freeze()  # the modules are here to stay: the collector need not look at them again


def _read(portal: str, part: tuple[Place, ...], told: str | None) -> Done:
    assert _folder
    if told is not None:
        _profiles[portal] = Profile.from_json(json.loads(told))
    done = read_places(_folder, part, _profiles[portal])
    _profiles[portal] = done.read.profiles.get(portal, _profiles[portal])
    return replace(done, jobs=tuple(replace(job, rules=()) for job in done.jobs))
