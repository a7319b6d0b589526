"""A worker: one process in which many portals are crawled beside each other, as the run tells it (``workers``).

It tells the run how its portals fare, and lives no longer than the run does. What it is doing at each moment stands in
memory that outlives it: when it dies, the run sees whose code it was in.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, ClassVar, Protocol

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.http import Response

from crawler import stopping
from crawler.config import Config
from crawler.fetch.attachments import FetchedFile
from crawler.pipelines import Archiver, log_to_file
from crawler.portals import spider_class
from crawler.processes import leave_with_parent
from crawler.report import PortalReport, report_of, stats_of
from crawler.run_settings import crawl_settings
from storage.records import NotFetched

# How often it says that it is alive, and what its portals did meanwhile.
BEAT = 0.5
# Told to stop, it lets the answers under way come for so many seconds; then it hangs up.
GRACE = 3.0
# Bytes of answers that wait for the archive process, of all portals together; a portal waits with so many of its own.
BACKLOG = 48_000_000
A_FEW_PAGES = 250_000

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Task:
    """A portal to be crawled: the class of its spider, by where it stands."""

    portal: str
    module: str
    spider: str
    number: int


@dataclass(frozen=True, slots=True)
class Stop:
    """Told to a worker: its portals are to end in order, for this reason (a key of ``report.STOPPED``)."""

    reason: str


@dataclass(frozen=True, slots=True)
class Beat:
    """Told by a worker: it is alive; how often what happened since the last time, by portal and event."""

    events: dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Done:
    """Told by a worker: a portal's crawl is over. ``fatal``: why no other can be archived either."""

    report: PortalReport
    fatal: str | None


class Crumb(Protocol):
    """A number that the run can still read when the worker is dead."""

    value: int


def work(connection: Connection, crumb: Crumb, home: Path, config: Config, full: bool) -> None:
    """The life of a worker, until the run has no more for it; see ``workers`` for who says what."""
    # Who ends a run tells it; the run tells its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    archiver = Archiver.of(home)
    archiver.log = crawl_settings(home, config)["LOG_FILE"]
    archiver.fork()
    leave_with_parent()
    _Worker(connection, crumb, home, config, full).work()


class _Worker:
    def __init__(self, connection: Connection, crumb: Crumb, home: Path, config: Config, full: bool) -> None:
        self.connection = connection
        self.home, self.config, self.full = home, config, full
        settings = crawl_settings(home, config)
        self.process = AsyncCrawlerProcess(settings)
        log_to_file(settings["LOG_FILE"], settings["LOG_LEVEL"])
        Trail.crumb = crumb
        self.archiver = Archiver.of(home)
        self.archiver.users += 1  # kept from the first portal to the last
        self.tasks: dict[asyncio.Task[None], Crawler | None] = {}
        self.events = Counter[tuple[str, str]]()
        self.ending: asyncio.Task[None] | None = None
        self.stopped: str | None = None

    def work(self) -> None:
        self.reactor = import_module("twisted.internet.reactor")  # the one that the process above has installed
        self.loop = asyncio.get_event_loop()
        self.loop.add_reader(self.connection.fileno(), self.listen)
        self.loop.call_later(BEAT, self.beat)
        self.process.start(stop_after_crawl=False, install_signal_handlers=False)

    # -- what the run says ---------------------------------------------------------------------------

    def listen(self) -> None:
        """Does what the run says: a portal to be crawled, a reason to stop, or that no more will come (None)."""
        try:
            while self.connection.poll():
                said = self.connection.recv()
                if isinstance(said, Task):
                    self.tasks[self.loop.create_task(self.crawl(said))] = None
                elif isinstance(said, Stop):
                    self.stopped = said.reason
                    self.ending = self.ending or self.loop.create_task(self.end())
                else:
                    self.loop.remove_reader(self.connection.fileno())
                    self.leaving = self.loop.create_task(self.leave())
                    return
        except (EOFError, OSError):
            os._exit(1)  # the run is dead, and nobody waits for what this would say

    async def crawl(self, task: Task) -> None:
        """One portal, from its first request to its report; whatever its spider does, there is a report."""
        started, crawler, problem = datetime.now(UTC), None, None
        Trail.step(task.number)
        try:
            crawler = self._crawler(task)
            if self.stopped is None:
                # Not by the process's `crawl`, which puts its own settings over those of the portal.
                await crawler.crawl_async(full=self.full)
        except Exception as error:  # whatever a spider's author wrote
            logger.exception("the crawl of %s failed", task.portal)
            problem = f"its spider failed: {type(error).__name__}: {error}"
        finally:
            self.tasks.pop(asyncio.current_task(), None)  # type: ignore[arg-type]
            Trail.numbers.pop(task.portal, None)
        if crawler and not problem and not stats_of(crawler):
            problem = "its crawl did not begin"
        if crawler is None or problem:
            now = datetime.now(UTC)
            report, fatal = PortalReport(task.portal, started, now, "failed", problem), None
            if self.stopped is not None:
                report = PortalReport.not_begun(task.portal, self.stopped, started)
        else:
            report, fatal = report_of(crawler), stats_of(crawler).get("giaoban/fatal")
        self.beat_now()
        self.connection.send(Done(report, fatal))

    def _crawler(self, task: Task) -> Crawler:
        spider = spider_class(task.module, task.spider)
        settings = crawl_settings(self.home, self.config.of(task.portal))
        share = max(self.config.portals_at_once // self.config.worker_processes, 1)
        settings.set("SCRAPER_SLOT_MAX_ACTIVE_SIZE", max(BACKLOG // share, A_FEW_PAGES), "cmdline")
        settings["SPIDER_MIDDLEWARES"].set("crawler.worker.Trail", 1, "cmdline")
        Trail.numbers[task.portal] = task.number
        crawler = Crawler(spider, settings)
        self.tasks[asyncio.current_task()] = crawler  # type: ignore[index]
        events = {"request": signals.request_reached_downloader, "done": signals.spider_closed}
        for event, sent in events.items():
            crawler.signals.connect(lambda event=event, **_: self.note(task.portal, event), sent, weak=False)

        def scraped(item: Any, **_: Any) -> None:
            self.note(task.portal, "file" if isinstance(item, FetchedFile | NotFetched) else "page")

        crawler.signals.connect(scraped, signals.item_scraped, weak=False)
        return crawler

    # -- what it says --------------------------------------------------------------------------------

    def note(self, portal: str, event: str) -> None:
        self.events[portal, event] += 1

    def beat(self) -> None:
        self.beat_now()
        self.loop.call_later(BEAT, self.beat)

    def beat_now(self) -> None:
        events, self.events = dict(self.events), Counter()
        try:
            self.connection.send(Beat(events))
        except OSError:
            os._exit(1)

    # -- its end -------------------------------------------------------------------------------------

    async def end(self) -> None:
        """Ends every crawl in order; what hangs is hung up on."""
        assert self.stopped
        told = set[Crawler]()
        last = self.loop.time() + GRACE
        while self.tasks:
            late = self.loop.time() > last
            if late:
                self.archiver.hurry()
            for crawler in [crawler for crawler in self.tasks.values() if crawler]:
                if crawler not in told and stopping.stop(crawler, self.stopped):
                    told.add(crawler)
                if late:
                    stopping.hang_up(crawler)
            await asyncio.sleep(0.1)

    async def leave(self) -> None:
        """Ends the process once every crawl is over."""
        while self.tasks:
            await asyncio.wait(self.tasks)
        self.archiver.leave()
        self.reactor.stop()


class Trail:
    """Spider middleware: leaves a crumb, the number of the portal whose code runs, wherever a spider's code does."""

    crumb: Crumb
    numbers: ClassVar[dict[str, int]] = {}

    def __init__(self, number: int) -> None:
        self.number = number

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Trail:
        return cls(cls.numbers[crawler.spidercls.name])

    @classmethod
    def step(cls, number: int) -> None:
        cls.crumb.value = number

    def process_spider_input(self, response: Response) -> None:
        """Before the spider is given an answer."""
        self.step(self.number)

    def process_spider_output(self, response: Response, result: Iterable[Any]) -> Iterator[Any]:
        """Before each step of what the spider makes of an answer."""
        self.step(self.number)
        for made in result:
            yield made
            self.step(self.number)

    async def process_spider_output_async(self, response: Response, result: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Likewise, where it takes its time."""
        self.step(self.number)
        async for made in result:
            yield made
            self.step(self.number)

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Before each step of what the spider begins with."""
        self.step(self.number)
        async for made in start:
            yield made
            self.step(self.number)
