"""One run: the locks, the portals side by side, the report, the exit code.

What a run did goes to the caller as data and into the archive (``runs``, ``run_portals``); printing is
for the command line.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.utils.spider import iter_spider_classes

from crawler.config import Config
from crawler.extract import Rules
from crawler.fetch.attachments import FetchedFile
from crawler.locks import locked
from crawler.pipelines import log_to_file
from crawler.portal import PortalSpider
from crawler.report import PortalReport, RunReport, report_of, stats_of
from crawler.run_settings import base_settings, crawl_settings
from storage import files
from storage.records import NotFetched
from storage.store import Store

logger = logging.getLogger(__name__)
Progress = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class BrokenSpider:
    """A module of ``spiders`` that cannot be imported, and why, in words."""

    module: str
    error: str

    def __str__(self) -> str:
        return f"the spider {self.module} cannot be loaded: {self.error}"


def load_portals() -> dict[str, type[PortalSpider]]:
    """Every portal that there is a spider for, by name; a spider that cannot be loaded is left out."""
    found = {
        spider.name: spider
        for module in _spider_modules()
        if not isinstance(module, BrokenSpider)
        for spider in iter_spider_classes(module)
        if issubclass(spider, PortalSpider)
    }
    return dict(sorted(found.items()))


def portal_at(url: str) -> type[PortalSpider] | None:
    """The portal whose host an address has."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    hosts = (host, (host or "").removeprefix("www."))
    portals = load_portals().values()
    return next((portal for portal in portals if not {portal.host, *portal.aliases}.isdisjoint(hosts)), None)


def broken_spiders() -> list[BrokenSpider]:
    """The files of ``spiders`` that cannot be loaded: one of them is no reason to leave the other portals out."""
    return [module for module in _spider_modules() if isinstance(module, BrokenSpider)]


def load_rules() -> tuple[Rules, ...]:
    """The rules of every platform, for pages of portals that nobody has told us of: the ``RULES`` of their modules."""
    found = [getattr(module, "RULES", ()) for module in _spider_modules() if not isinstance(module, BrokenSpider)]
    return tuple(rules for said in found for rules in ((said,) if isinstance(said, Rules) else said))


@cache
def _spider_modules() -> tuple[ModuleType | BrokenSpider, ...]:
    modules: list[ModuleType | BrokenSpider] = []
    for package in map(import_module, base_settings().getlist("SPIDER_MODULES")):
        for _, name, _ in walk_packages(package.__path__, package.__name__ + ".", onerror=lambda _: None):
            try:
                modules.append(import_module(name))
            except Exception as error:  # whatever a spider's author wrote
                modules.append(BrokenSpider(name, f"{type(error).__name__}: {error}"))
    return tuple(modules)


def run(
    portals: Sequence[type[PortalSpider]],
    home: Path,
    config: Config,
    *,
    full: bool = False,
    progress: Progress | None = None,
) -> RunReport:
    """Crawls portals into the archive at ``home``, beside each other, each politely.

    Args:
        full: read every listing to its end and look at every known page again.
        progress: called with a portal's name and "request", "page", "file" or "done" as they happen.

    Returns:
        What was done. A portal that another run holds is left out and reported as locked.

    Raises:
        ArchiveError: the archive cannot be opened or written; nothing was fetched.
    """
    started = datetime.now(UTC)
    with ExitStack() as stack:
        store = stack.enter_context(Store(home / "articles.db"))
        files.tidy(home)
        run_id = store.start_run("crawl " + " ".join(portal.name for portal in portals), started)
        reports, free = [], []
        for portal in portals:
            holder = stack.enter_context(locked(home, portal.name))
            if holder is None:
                free.append(portal)
            else:
                reports.append(
                    PortalReport(portal.name, started, started, "locked", f"another run holds it ({holder})")
                )
        for portal in free:
            store.save_portal(portal.name, host=portal.host, title=portal.site, platform=portal.platform, at=started)
        crawlers = _crawl(free, home, config, full, progress) if free else []
        reports += [report_of(crawler) for crawler in crawlers]
        fatal = next((message for crawler in crawlers if (message := stats_of(crawler).get("giaoban/fatal"))), None)
        report = RunReport(run_id, sorted(reports, key=lambda portal: portal.portal), fatal)
        _remember(store, report)
        return report


def _crawl(
    portals: Sequence[type[PortalSpider]], home: Path, config: Config, full: bool, progress: Progress | None
) -> list[Crawler]:
    settings = crawl_settings(home, config)
    process = AsyncCrawlerProcess(settings)
    log_to_file(settings["LOG_FILE"], settings["LOG_LEVEL"])
    crawlers = []
    for portal in portals:
        crawler = Crawler(portal, crawl_settings(home, config.of(portal.name)))
        if progress:
            _watch(crawler, portal.name, progress)
        process.crawl(crawler, full=full)
        crawlers.append(crawler)
    process.start()
    return crawlers


def _watch(crawler: Crawler, portal: str, progress: Progress) -> None:
    """Tells ``progress`` of the events of one crawler."""
    events = {"request": signals.request_reached_downloader, "done": signals.spider_closed}
    for event, signal in events.items():
        crawler.signals.connect(lambda event=event, **_: progress(portal, event), signal, weak=False)

    def scraped(item: Any, **_: Any) -> None:
        progress(portal, "file" if isinstance(item, FetchedFile | NotFetched) else "page")

    crawler.signals.connect(scraped, signals.item_scraped, weak=False)


def _remember(store: Store, report: RunReport) -> None:
    for portal in report.portals:
        store.save_run_portal(report.run_id, asdict(portal))
    outcome = report.fatal or ", ".join(f"{portal.portal} {portal.result}" for portal in report.portals)
    store.finish_run(report.run_id, report.exit_code, datetime.now(UTC), outcome)
