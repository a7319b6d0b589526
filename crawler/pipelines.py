"""Capture → WARC file → extract → store, the last two in a process of their own beside the one that fetches.

Raw first: the fetching process has a capture on disk before anything is made of it, and a file likewise. The
archive process owns the database connection that writes, so a page that kills a parser kills no crawl and loses
nothing, and both cores work.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import multiprocessing
import re
import signal
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, TypeVar, cast

from scrapy.crawler import Crawler

from crawler import notes
from crawler.archiving import EXTRACTOR_FAILED, Archiving, Job, is_another_text
from crawler.conclude import ListingOrder, PortalRun
from crawler.documents import TextReader, format_of
from crawler.extract import VERSION
from crawler.fetch.attachments import WEB_PAGE, FetchedFile
from crawler.fetch.listing import ListingRead
from crawler.health.quarantine import HELD
from crawler.health.watch import Checked
from crawler.portal import PortalSpider
from crawler.processes import context, leave_with_parent
from storage import files
from storage.errors import ArchiveError
from storage.records import Absence, Capture, FileText, NotFetched, NotModified, Outcome, StoredFile
from storage.store import Store
from storage.warc import WarcWriter

logger = logging.getLogger(__name__)
T = TypeVar("T")

# Captures that are waiting are stored in one transaction, up to so many.
BATCH = 16


class Archiver:
    """The archive process, as the crawl sees it: calls that are carried out there, in order.

    One a home in each crawling process; the spiders share it.
    """

    _of_home: ClassVar[dict[Path, Archiver]] = {}

    @classmethod
    def of(cls, home: Path) -> Archiver:
        if home not in cls._of_home:
            cls._of_home[home] = cls(home)
        return cls._of_home[home]

    def __init__(self, home: Path) -> None:
        self.home = home
        self.writer = WarcWriter(home / "warc", software=f"giaoban extractor {VERSION}")
        self.log: str | None = None
        self.users = 0
        self._begun = False
        self._pool: ProcessPoolExecutor | None = None
        self._waiting: list[tuple[Job, asyncio.Future[Outcome]]] = []
        self._at_work: asyncio.Future[None] | None = None
        self._reader = TextReader()
        self._reading = asyncio.Lock()
        self._hurried = False
        self._one_by_one = asyncio.Lock()

    def fork(self) -> None:
        """Starts the archive process now, as a fork that shares the memory of this one, which must have neither a
        thread nor a reactor yet."""
        if context().get_start_method() == "forkserver":  # so it can fork at all
            self._pool = ProcessPoolExecutor(1, multiprocessing.get_context("fork"), _open, (self.home, self.log))
            self._pool.submit(gc.collect)

    def begin(self) -> None:
        """Makes the archive where there is none yet, before the first raw page: ``scrapy crawl`` leaves that to us.

        Raises:
            ArchiveError: it cannot be made.
        """
        if not self._begun:
            self.home.mkdir(parents=True, exist_ok=True)
            Store(self.home / "articles.db").close()
            self._begun = True

    async def archive(self, job: Job) -> Outcome:
        """Archives one capture, together with those that wait at the same time; see ``call`` for what it raises."""
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append((job, future))
        if self._at_work is None or self._at_work.done():
            self._at_work = asyncio.ensure_future(self._work())
        return await future

    async def _work(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
            await self._carry_out(batch)

    async def _carry_out(self, batch: Sequence[tuple[Job, asyncio.Future[Outcome]]]) -> None:
        try:
            jobs = [job for job, _ in batch]
            outcomes = await (self.call if len(batch) == 1 else self._submit)(archive, jobs)
        except ArchiveError as error:
            for _, future in batch:
                future.set_exception(error)
        except Exception as error:
            if len(batch) == 1:
                batch[0][1].set_exception(error)
            for one in batch if len(batch) > 1 else ():  # each alone, to see which of them it was
                await self._carry_out([one])
        else:
            for (_, future), outcome in zip(batch, outcomes, strict=True):
                future.set_result(outcome)

    async def call(self, function: Callable[..., T], *arguments: Any) -> T:
        """Runs ``function(*arguments)`` in the archive process; started at the first call, and anew if it died.

        Where it died, calls that were waiting are made again one by one: one page costs no other anything.

        Raises:
            ArchiveError: the archive cannot be written.
            BrokenProcessPool: the process died over this call.
        """
        if not self._one_by_one.locked():
            try:
                return await self._submit(function, *arguments)
            except BrokenProcessPool:
                pass
        async with self._one_by_one:
            return await self._submit(function, *arguments)

    async def _submit(self, function: Callable[..., T], *arguments: Any) -> T:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, context(), _open, (self.home, self.log))
        pool = self._pool
        try:
            return await asyncio.get_running_loop().run_in_executor(pool, function, *arguments)
        except BrokenProcessPool:
            if self._pool is pool:
                self._pool = None
            raise

    async def read_files(self, portal: str) -> None:
        """Reads the texts of a portal's files that nobody has read yet, beside all else: one may take its time."""
        async with self._reading:
            for sha256, path, format_name in [] if self._hurried else await self.call(unread_files, portal):
                text = await asyncio.to_thread(self._reader.read, self.home / path, format_name)
                if self._hurried:
                    return
                await self.call(save_text, sha256, text)

    def hurry(self) -> None:
        """The run is to end: what is being read is left for the next."""
        if not self._hurried:
            self._hurried = True
            self._reader.close()

    def leave(self) -> None:
        """One that used this does no longer; the last one closes it."""
        self.users -= 1
        if not self.users:
            self.close()

    def close(self) -> None:
        self._reader.close()
        if self._pool is not None:
            self._pool.shutdown(wait=True)
            self._pool = None
        self.writer.close()
        self._of_home.pop(self.home, None)


class ArchivePipeline:
    """Hands what a spider yields to the archive process and counts what became of it."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.archiver = Archiver.of(Path(crawler.settings["GIAOBAN_HOME"]))
        self.archiver.log = crawler.settings.get("LOG_FILE")
        self.absences: list[Absence] = []
        self.looked_at = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ArchivePipeline:
        return cls(crawler)

    @property
    def spider(self) -> PortalSpider:
        return cast(PortalSpider, self.crawler.spider)

    def open_spider(self) -> None:
        self.archiver.users += 1

    async def process_item(self, item: Any) -> Any:
        if isinstance(item, FetchedFile | NotFetched):
            await self._keep_file(item)
            return item
        self.looked_at += 1
        if isinstance(item, Absence):
            self.absences.append(item)
            self._count("absent")
        elif isinstance(item, NotModified):
            await self._note_not_modified(item)
        elif isinstance(item, Capture):
            await self._archive(item)
        return item

    async def _note_not_modified(self, item: NotModified) -> None:
        try:
            self.archiver.writer.note(notes.of_not_modified(item))
            await self.archiver.call(note_not_modified, item)
        except ArchiveError as error:
            self._give_up(str(error))
            return
        except Exception as error:
            self._fault(f"that {item.page} is as it was, was not stored", error)
            return
        self._count("unchanged")
        self._count("not_modified")

    async def _archive(self, capture: Capture) -> None:
        conditional = self.spider.asking.conditional
        control = conditional.controls.get(capture.page)
        try:
            self.archiver.begin()
            ref = self.archiver.writer.write(capture)
            outcome = await self.archiver.archive(Job(capture, ref, self.spider.rules, control))
        except BrokenProcessPool:
            self._count("errors")
            logger.error("the archive process died over %s; it is started anew", capture.url)
            return
        except ArchiveError as error:
            self._give_up(str(error))
            return
        except Exception as error:
            self._fault(f"{capture.url} was not stored", error)
            return
        self.spider.came(capture.page, outcome.kind)
        self._count("fetched")
        # A control of a page that was counted as unchanged counts again only if it was not.
        if not control or outcome.kind != "unchanged":
            self._count(outcome.kind)
        if control and is_another_text(outcome):
            self._count("unchanged", -1)
            conditional.lied()
        if outcome.kind == "rejected":
            self._count("held", str(outcome.reason).startswith(HELD))
            self._count(f"reason/{_kind_of(outcome.reason or '')}")
            self._count("missing", outcome.article_id is not None)
            self._count("errors", str(outcome.reason).startswith(EXTRACTOR_FAILED))

    async def _keep_file(self, item: FetchedFile | NotFetched) -> None:
        """The bytes are on disk before the database speaks of them, and before anyone opens them."""
        try:
            if isinstance(item, NotFetched):
                self._count_problem(item)
                self.archiver.writer.note(notes.of_not_fetched(item))
                await self.archiver.call(note_not_fetched, item)
                return
            self._count("file_answers")
            format_ = format_of(item.body)
            sha256, path = files.keep(self.archiver.home, item.body, format_.name)
            file = StoredFile(sha256, len(item.body), path, format_.name, format_.media_type)
            self.archiver.writer.note(notes.of_file(self.spider.name, item.url, file, item.at))
            await self.archiver.call(save_file, item.url, file, item.at)
            self._count("files")
            await self.archiver.read_files(self.spider.name)
        except BrokenProcessPool:
            self._count("errors")
            logger.error("the archive process died over %s; it is started anew", item.url)
        except ArchiveError as error:
            self._give_up(str(error))
        except Exception as error:
            self._fault(f"{item.url} was not stored", error)

    def _count_problem(self, item: NotFetched) -> None:
        self._count("file_answers", item.problem == WEB_PAGE)
        # Sizes and addresses differ from file to file: what is counted is the kind of thing.
        self._count(f"file_problem/{re.split('[:;,]', item.problem if item.size is None else item.status)[0]}")

    async def close_spider(self) -> None:
        """Remembers the listings and what is gone, now that every capture of this portal is stored."""
        assert self.crawler.stats
        if self.crawler.stats.get_value("giaoban/fatal"):
            self.archiver.leave()  # the archive cannot be written: each more try would wait for it again
            return
        for refused in self.spider.asking.attachments.refused if self.spider.asking.attachments else ():
            self._count_problem(refused)
        try:
            await self.archiver.read_files(self.spider.name)  # those too that a killed run left
            told = self._told()
            self.archiver.writer.note(notes.of_run(told, self._facts()))
            gone, checked = await self.archiver.call(finish, told)
            self._count("gone", gone)
            self._count_health(checked)
        except ArchiveError as error:
            self._give_up(str(error))
        except Exception as error:
            self._fault("what the run as a whole tells was not stored", error)
        self.archiver.leave()

    def _count_health(self, checked: Checked) -> None:
        """What is held in quarantine is neither new nor changed."""
        assert self.crawler.stats
        self.crawler.stats.set_value("giaoban/findings", checked.findings)
        for taken_for, number in checked.held.items():
            self._count(taken_for, -number)
            self._count("held", number)

    def _fault(self, what: str, error: Exception) -> None:
        """A fault of ours is an error of the run and stops no other page: the raw pages are on disk."""
        assert self.crawler.stats
        self._count("errors")
        if not self.crawler.stats.get_value("giaoban/first_error"):
            self.crawler.stats.set_value("giaoban/first_error", f"{what}: {error}")
        logger.error("%s", what, exc_info=error)

    def _facts(self) -> notes.PortalFacts:
        return notes.PortalFacts(self.spider.host, self.spider.site, self.spider.platform)

    def _told(self) -> PortalRun:
        finished = datetime.now(UTC)
        readings = (read.told() for read in self.spider.asking.listings_read)
        return PortalRun(
            portal=self.spider.name,
            started=self.spider.started,
            finished=finished,
            looked_at=self.looked_at,
            absences=tuple(self.absences),
            listings=tuple(_order_of(read) for read in self.spider.asking.listings_read if read.walk.order),
            dates=tuple(
                (evidence, page, item.date)
                for evidence, items in (("feed", self.spider.hints.fed), ("listing", self.spider.listed))
                for page, item in items.items()
                if item.date
            ),
            rules=self.spider.rules,
            refused=tuple(self.spider.asking.attachments.refused) if self.spider.asking.attachments else (),
            readings=tuple(told for told in readings if told),
            hints=tuple(self.spider.hints.told),
            named=self.crawler.stats.get_value("giaoban/items", 0) if self.crawler.stats else 0,
            front=self.spider.front,
            leads_away=self.spider.leads_away,
        )

    def _give_up(self, message: str) -> None:
        """The archive cannot be written: what was stored stays, and asking for more pages is pointless."""
        assert self.crawler.stats
        if not self.crawler.stats.get_value("giaoban/fatal"):
            self.crawler.stats.set_value("giaoban/fatal", message)
            logger.error("%s", message)
            self.spider.stop("archive failed")

    def _count(self, what: str, number: int = 1) -> None:
        assert self.crawler.stats
        self.crawler.stats.inc_value(f"giaoban/{what}", number)


def _kind_of(reason: str) -> str:
    """Why a page is no article, without the words of the page: a calendar has a thousand."""
    return re.split(r":? “", reason, maxsplit=1)[0]


def _order_of(read: ListingRead) -> ListingOrder:
    return ListingOrder(read.url, tuple(read.walk.order), read.walk.page_size, read.walk.complete)


# -- in the archive process -------------------------------------------------------------------------


_archiving: Archiving | None = None


def _open(home: Path, log: str | None) -> None:
    global _archiving  # noqa: PLW0603  a process pool's initializer has nowhere else to put it
    # A signal reaches the whole group; the crawl ends in order and then closes this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    leave_with_parent()
    log_to_file(log)
    _archiving = Archiving(home)
    gc.freeze()  # the modules are here to stay: the collector need not look at them again


def log_to_file(path: str | None, level: str = "INFO") -> None:
    """Everything this process logs goes to a file, if there is one: the terminal is for the report."""
    if path is None:
        return
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S%z"))
    logging.getLogger().handlers[:] = [handler]
    logging.raiseExceptions = False  # a log that cannot be written (disk full) must not fill the terminal
    for name in (None, "scrapy", "twisted"):  # Scrapy sets its own loggers to DEBUG, whatever the root says
        logging.getLogger(name).setLevel(level)


def archive(jobs: Sequence[Job]) -> list[Outcome]:
    """Captures, from bytes to rows; see ``Archiving``."""
    assert _archiving
    return _archiving.archive(jobs)


def note_not_modified(item: NotModified) -> None:
    """A page that is as it was."""
    assert _archiving
    _archiving.note_not_modified(item)


def save_file(url: str, file: StoredFile, at: datetime) -> None:
    """An attachment whose bytes are on disk."""
    assert _archiving
    _archiving.store.save_file(url, file, at)


def unread_files(portal: str) -> list[tuple[str, str, str]]:
    """Hash, path and format of a portal's files whose text nobody tried to read yet."""
    assert _archiving
    return [(row["sha256"], row["path"], row["format"]) for row in _archiving.store.unread_files(portal)]


def save_text(sha256: str, text: FileText) -> None:
    """What a file says."""
    assert _archiving
    _archiving.store.save_file_text(sha256, text)


def note_not_fetched(answer: NotFetched) -> None:
    """An attachment that there is no file of."""
    assert _archiving
    _archiving.store.note_not_fetched(answer)


def finish(run: PortalRun) -> tuple[int, Checked]:
    """The end of one portal's run; see ``Archiving``."""
    assert _archiving
    return _archiving.finish(run)


def tally(stats: dict[str, Any]) -> Counter[str]:
    """The counts of one portal's run, by name, from Scrapy's statistics."""
    return Counter(
        {
            key.removeprefix("giaoban/"): value
            for key, value in stats.items()
            if key.startswith("giaoban/") and isinstance(value, int)
        }
    )
