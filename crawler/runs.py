"""One run: the locks, the portals side by side in their workers, the report, the exit code.

What a run did goes to the caller as data and into the archive (``runs``, ``run_portals``); printing is
for the command line.
"""

from __future__ import annotations

import logging
import math
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from crawler import alerts
from crawler.config import Config
from crawler.fetch.recheck import CLOCKS_DIFFER
from crawler.health.outage import note_failure
from crawler.locks import PortalLock
from crawler.portal import PortalSpider
from crawler.report import ARCHIVE_FAILED, BUDGET, SIGNAL, PortalReport, RunReport
from crawler.worker import Beat, Done
from crawler.workers import Workers
from storage import files
from storage.store import Store

# How often, in seconds, a run looks whether it was told to stop, its time is up, or a lock is free.
TICK = 0.25
# Portals that are named one by one where a run's outcome is told in a line.
A_HANDFUL = 10

logger = logging.getLogger(__name__)
Progress = Callable[[str, str, int], None]


def run(
    portals: Sequence[type[PortalSpider]],
    home: Path,
    config: Config,
    *,
    full: bool = False,
    wait: float = 0,
    progress: Progress | None = None,
) -> RunReport:
    """Crawls portals into the archive at ``home``, beside each other, each politely.

    Args:
        full: read every listing to its end and look at every known page again.
        wait: how many seconds to wait for a portal that another run holds.
        progress: called with a portal's name, "request", "page", "file" or "done", and how often it happened.

    Returns:
        What was done. A portal that another run holds is left out and reported as locked.

    Raises:
        ArchiveError: the archive cannot be opened or written; nothing was fetched.
    """
    started = datetime.now(UTC)
    with Store(home / "articles.db") as store:
        files.tidy(home)
        clock = _clock_problem(store, started)
        run_id = store.start_run("crawl " + " ".join(portal.name for portal in portals), started)
        at_work = _Run(store, run_id, home, config, progress)
        with at_work.signals_heard(), Workers(home, config, full=full) as workers:
            at_work.crawl(_longest_unvisited_first(portals, store), workers, wait)
        report = RunReport(
            run_id, sorted(at_work.reports, key=lambda portal: portal.portal), at_work.fatal, clock=clock
        )
        results = Counter(portal.result for portal in report.portals)
        outcome = report.fatal or ", ".join(f"{portal.portal} {portal.result}" for portal in report.portals)
        if len(report.portals) > A_HANDFUL and not report.fatal:
            outcome = ", ".join(f"{count} {result}" for result, count in results.items())
        if clock:
            logger.warning("%s", clock)
            outcome = f"{outcome}; {clock}"
        store.finish_run(run_id, report.exit_code, datetime.now(UTC), outcome)
        report.alert_problems = alerts.send(store, config.alerts)
        return report


def _clock_problem(store: Store, now: datetime) -> str | None:
    """Why the clock cannot be right, in words: the run before was later, or began before it."""
    before = store.last_moment()
    if before is None or before <= now + CLOCKS_DIFFER:
        return None
    return (
        f"the clock says {now:%Y-%m-%d %H:%M} UTC, but the run before was at {before:%Y-%m-%d %H:%M}: it has gone "
        "back, or was ahead then. Nothing is lost; what is fetched now is kept with the time that the clock says. Put "
        "it right before the next run."
    )


def _longest_unvisited_first(portals: Sequence[type[PortalSpider]], store: Store) -> list[type[PortalSpider]]:
    """So that a run whose time is up leaves none out again and again."""
    visits = store.last_visits()
    return sorted(portals, key=lambda portal: visits.get(portal.name, ""))


class _Run:
    """A run under way: the locks that it holds, and the reports that are in."""

    def __init__(self, store: Store, run_id: int, home: Path, config: Config, progress: Progress | None) -> None:
        self.store, self.run_id, self.home, self.progress = store, run_id, home, progress
        self.reports: list[PortalReport] = []
        self.fatal: str | None = None
        self.told: str | None = None
        self.ends = time.monotonic() + 60 * config.budget_minutes if config.budget_minutes else math.inf
        self.locks: dict[str, PortalLock] = {}
        self.happened = Counter[tuple[str, str]]()

    def crawl(self, portals: Sequence[type[PortalSpider]], workers: Workers, wait: float) -> None:
        """Crawls what nobody else does, as soon as nobody else does; returns when all reports are in."""
        held: dict[type[PortalSpider], str] = dict.fromkeys(portals, "")
        until, stops = time.monotonic() + wait, 0
        try:
            while True:
                if not workers.stopped:
                    free, held = self._take(held)
                    workers.add(free)
                    if time.monotonic() >= until or not held:
                        held = self._leave_out(held)
                if not workers.busy and not held:
                    return
                for event in workers.step(TICK):
                    self._note(event)
                reason = SIGNAL if len(self.signals) > stops else ARCHIVE_FAILED if self.fatal else None
                reason = reason or (BUDGET if time.monotonic() >= self.ends else None)
                if reason and (not workers.stopped or len(self.signals) > stops):
                    stops = len(self.signals)
                    held = self._leave_out(held)
                    for event in workers.stop(reason):
                        self._note(event)
        finally:
            for lock in self.locks.values():
                lock.give_back()

    def _take(
        self, wanted: Mapping[type[PortalSpider], str]
    ) -> tuple[list[type[PortalSpider]], dict[type[PortalSpider], str]]:
        """The portals whose locks are ours now; and the others, with who holds them."""
        free, held = [], {}
        for portal in wanted:
            lock = self.locks.get(portal.name) or PortalLock(self.home, portal.name)
            if holder := lock.take():
                held[portal] = holder
                continue
            self.locks[portal.name] = lock
            now = datetime.now(UTC)
            self.store.save_portal(portal.name, host=portal.host, title=portal.site, platform=portal.platform, at=now)
            free.append(portal)
        return free, held

    def _leave_out(self, held: Mapping[type[PortalSpider], str]) -> dict[type[PortalSpider], str]:
        now = datetime.now(UTC)
        for portal, holder in held.items():
            self._keep(PortalReport(portal.name, now, now, "locked", f"another run holds it ({holder})"))
        return {}

    def _note(self, event: Beat | Done) -> None:
        if isinstance(event, Done):
            self.fatal = self.fatal or event.fatal
            self._keep(event.report)
            return
        for (portal, what), count in event.events.items():
            self.happened[portal, what] += count
            if self.progress and what != "done":
                self.progress(portal, what, count)

    def _keep(self, report: PortalReport) -> None:
        """A portal's crawl is over: it is in the archive, and others may have the portal."""
        # One that was cut off could not tell what it had done.
        report.requests = report.requests or self.happened[report.portal, "request"]
        self.reports.append(report)
        self.store.save_run_portal(self.run_id, asdict(report))
        note_failure(self.store, report.portal, report.result, report.problem, report.findings, report.finished_at)
        if lock := self.locks.pop(report.portal, None):
            lock.give_back()
        if self.progress:
            self.progress(report.portal, "done", 1)

    @contextmanager
    def signals_heard(self) -> Iterator[None]:
        """Ctrl-C and TERM are noted in ``signals`` meanwhile."""
        self.signals: list[int] = []
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        numbers = (signal.SIGINT, signal.SIGTERM)
        before = [signal.signal(number, lambda number, _: self.signals.append(number)) for number in numbers]
        try:
            yield
        finally:
            for number, handler in zip(numbers, before, strict=True):
                signal.signal(number, handler)
