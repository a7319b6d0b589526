"""The workers of a run, as the run sees them: portals go in, what happens comes out, and a worker that dies takes no
portal with it but the one that killed it.

Whose code a worker was in when it died is known (``worker.Trail``). That portal is taken up once more, in a worker of
its own; the others that were in it go on in another, with fewer beside them each time. A portal over which a worker
dies that it had to itself has failed.
"""

from __future__ import annotations

import math
import signal
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing import connection as channels
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from crawler.config import Config
from crawler.portal import PortalSpider
from crawler.processes import context, resident_mb
from crawler.report import PortalReport
from crawler.worker import GRACE, Beat, Crumb, Done, Stop, Task, work

# A portal that was in a worker that died has at most so many beside it from then on: after one death, after two.
COMPANY = (10, 1)
# A worker that gives no sign of life for so many seconds is ended: a spider's endless loop stops all its portals.
SILENCE = 120.0
# So long after a worker was told to stop it is ended.
PATIENCE = GRACE + 7
# What a worker takes beyond its limit before it is ended, with what is under way in it.
TOO_MUCH = 2


@dataclass(slots=True)
class _Entry:
    """A portal to be crawled; ``company``: how many may be in a worker with it, itself included."""

    task: Task
    company: int
    deaths: int = 0


@dataclass(slots=True, eq=False)
class _Worker:
    """A process, and what it has in hand, by portal."""

    process: BaseProcess
    line: Connection
    crumb: Crumb
    entries: dict[str, _Entry] = field(default_factory=dict)
    portals: int = 0
    retired: bool = False
    silent: float = 0.0
    ended_for: str | None = None

    def room_for(self, entry: _Entry, most: int) -> bool:
        limits = [most, entry.company, *(other.company for other in self.entries.values())]
        return not self.retired and len(self.entries) < min(limits)

    def tell(self, what: Any) -> None:
        with suppress(OSError):  # it is dead, which is found out elsewhere
            self.line.send(what)


class Workers:
    """Crawls portals in worker processes. A context manager: none of them outlives it."""

    def __init__(self, home: Path, config: Config, *, full: bool) -> None:
        self.home, self.config, self.full = home, config, full
        self.most = config.worker_processes
        self.waiting: deque[_Entry] = deque()
        self.workers: list[_Worker] = []
        self.stopped: str | None = None
        self.patience = math.inf
        self._numbers: dict[int, str] = {}
        self._ticked = time.monotonic()

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self.workers:
            worker.process.kill()
        for worker in self.workers:
            worker.process.join()

    @property
    def busy(self) -> bool:
        """Whether a portal is waiting or being crawled, or a worker still at work."""
        return bool(self.waiting or self.workers)

    def add(self, portals: Sequence[type[PortalSpider]]) -> None:
        """Takes portals in, to be crawled after those that are in already."""
        for portal in portals:
            number = len(self._numbers) + 1
            self._numbers[number] = portal.name
            task = Task(portal.name, portal.__module__, portal.__qualname__, number)
            self.waiting.append(_Entry(task, self.config.portals_at_once))

    def stop(self, reason: str) -> Iterator[Done]:
        """Ends all in order, within seconds; gives the portals that were not begun. Told again, at once."""
        if self.stopped is not None:
            self.patience = 0
            return
        self.stopped, self.patience = reason, time.monotonic() + PATIENCE
        for worker in self.workers:
            worker.tell(Stop(reason))
        while self.waiting:
            yield Done(PortalReport.not_begun(self.waiting.popleft().task.portal, reason, datetime.now(UTC)), None)

    def step(self, seconds: float) -> Iterator[Beat | Done]:
        """Hands out what is waiting, and gives what happens within some seconds."""
        self._hand_out()
        lines: dict[Any, _Worker] = {worker.line: worker for worker in self.workers}
        lines |= {worker.process.sentinel: worker for worker in self.workers}
        if not lines:
            time.sleep(seconds)  # until a lock is free
        ready = channels.wait(list(lines), seconds) if lines else []
        passed, self._ticked = time.monotonic() - self._ticked, time.monotonic()
        for worker in self.workers:
            worker.silent += min(passed, 2 * seconds)  # all may have been asleep
        for worker in dict.fromkeys(lines[line] for line in ready):
            yield from self._listen(worker)
        for worker in list(self.workers):
            self._watch(worker)
            if not worker.process.is_alive():
                yield from self._listen(worker)
                yield from self._bury(worker)

    # -- portals to workers --------------------------------------------------------------------------

    def _hand_out(self) -> None:
        held_back: deque[_Entry] = deque()
        while self.waiting:
            entry = self.waiting.popleft()
            worker = self._worker_for(entry)
            if worker is None:
                held_back.append(entry)
                continue
            worker.entries[entry.task.portal] = entry
            worker.portals += 1
            worker.retired = worker.portals >= self.config.worker_portals
            worker.tell(entry.task)
        self.waiting = held_back
        for worker in self.workers:
            if not worker.entries and (worker.retired or not self.waiting):
                self._dismiss(worker)

    def _worker_for(self, entry: _Entry) -> _Worker | None:
        share = math.ceil(self.config.portals_at_once / self.most)
        fitting = [worker for worker in self.workers if worker.room_for(entry, share)]
        idle = [worker for worker in fitting if not worker.entries]
        # One that may have killed a worker holds up no other: there is a worker more for those.
        most = self.most + (entry.deaths > 0 and entry.company == 1)
        if not idle and sum(not worker.retired for worker in self.workers) < most:
            return self._hire()
        return min(fitting, key=lambda worker: len(worker.entries), default=None)

    def _hire(self) -> _Worker:
        ours, its = context().Pipe()
        crumb: Any = context().RawValue("i", 0)
        process = context().Process(  # type: ignore[attr-defined]
            target=work, args=(its, crumb, self.home, self.config, self.full), name="giaoban worker"
        )
        process.start()
        its.close()
        self.workers.append(worker := _Worker(process, ours, crumb))
        return worker

    def _dismiss(self, worker: _Worker) -> None:
        if worker.ended_for is None:
            worker.retired, worker.ended_for = True, ""
            worker.tell(None)

    # -- what workers do -----------------------------------------------------------------------------

    def _listen(self, worker: _Worker) -> Iterator[Beat | Done]:
        try:
            while worker.line.poll():
                said = worker.line.recv()
                worker.silent = 0
                if isinstance(said, Done):
                    worker.entries.pop(said.report.portal, None)
                yield said
        except (EOFError, OSError):
            return  # it has ended

    def _watch(self, worker: _Worker) -> None:
        """Ends a worker that hangs or eats the memory, and lets go of one that grows."""
        limit, taken = self.config.worker_memory_mb, resident_mb(worker.process.pid or 0)
        if taken > limit:
            worker.retired = True
        if taken > TOO_MUCH * limit:
            worker.ended_for = f"it took {taken:.0f} MB of memory (`worker_memory_mb`)"
        elif worker.silent > SILENCE:
            worker.ended_for = f"it gave no sign of life for {SILENCE:.0f} seconds"
        elif time.monotonic() < self.patience:
            return
        worker.process.kill()

    def _bury(self, worker: _Worker) -> Iterator[Done]:
        """What becomes of the portals that a worker had in hand when it ended."""
        worker.process.join()
        worker.line.close()
        self.workers.remove(worker)
        culprit = self._numbers.get(worker.crumb.value)
        alone = len(worker.entries) == 1
        for portal, entry in worker.entries.items():
            entry.deaths += 1
            if self.stopped is not None:
                yield Done(PortalReport.cut_off(portal, self.stopped, datetime.now(UTC)), None)
            elif entry.deaths > 1 and alone:
                problem = f"the process that crawled it alone has ended over it: {_how(worker)}; the raw pages are kept"
                now = datetime.now(UTC)
                yield Done(PortalReport(portal, now, now, "failed", problem), None)
            else:
                deaths = len(COMPANY) if portal == culprit or alone else entry.deaths
                entry.company = COMPANY[min(deaths, len(COMPANY)) - 1]
                self.waiting.append(entry)


def _how(worker: _Worker) -> str:
    """How a process ended, in words."""
    code = worker.process.exitcode
    if worker.ended_for:
        return worker.ended_for
    if code is None or code >= 0:
        return f"it ended itself with code {code}"
    name = signal.Signals(-code).name if -code in {*signal.Signals} else f"signal {-code}"
    return "it was killed, perhaps for want of memory" if name == "SIGKILL" else f"it crashed ({name})"
