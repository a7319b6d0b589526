"""One run: the locks, the portals side by side, the report, the exit code.

What a run did goes to the caller as data and into the archive (``runs``, ``run_portals``); printing is
for the command line.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
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
from scrapy.settings import Settings
from scrapy.utils.spider import iter_spider_classes

from crawler import settings as scrapy_settings
from crawler.config import Config
from crawler.exits import ARCHIVE, DONE, LOCKED, PORTAL
from crawler.extract import Rules
from crawler.fetch.attachments import FetchedFile
from crawler.locks import locked
from crawler.pipelines import log_to_file, tally
from crawler.portal import PortalSpider
from storage import files
from storage.records import NotFetched
from storage.store import Store

# A portal of which this many pages were looked at and none was an article shows something else.
NOTHING_BUT_JUNK = 3

logger = logging.getLogger(__name__)
Progress = Callable[[str, str], None]

# The settings switch these off; Scrapy would import them all the same, which takes a quarter of a second.
_SWITCHED_OFF = (
    ("DOWNLOADER_MIDDLEWARES_BASE", "scrapy.downloadermiddlewares.cookies.CookiesMiddleware"),
    ("EXTENSIONS_BASE", "scrapy.extensions.remote_control.RemoteControl"),
    ("EXTENSIONS_BASE", "scrapy.extensions.telnet.TelnetConsole"),
)


@dataclass(slots=True)
class PortalReport:
    """What a run did at one portal. ``result``: ok, failed, locked or interrupted; ``problem`` in words."""

    portal: str
    started_at: datetime
    finished_at: datetime
    result: str = "ok"
    problem: str | None = None
    requests: int = 0
    fetched: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    duplicates: int = 0
    rejected: int = 0
    gone: int = 0
    missing: int = 0
    files: int = 0
    errors: int = 0
    bytes: int = 0
    seconds: float = 0.0
    reasons: dict[str, int] = field(default_factory=dict)
    file_problems: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in asdict(self).items()}


@dataclass(slots=True)
class RunReport:
    run_id: int
    portals: list[PortalReport]
    fatal: str | None = None

    @property
    def exit_code(self) -> int:
        results = [portal.result for portal in self.portals]
        if self.fatal:
            return ARCHIVE
        if "failed" in results or "interrupted" in results:
            return PORTAL
        return LOCKED if "locked" in results else DONE

    def as_json(self) -> dict[str, Any]:
        return {
            "run": self.run_id,
            "exit_code": self.exit_code,
            "fatal": self.fatal,
            "portals": [portal.as_json() for portal in self.portals],
        }


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


def base_settings() -> Settings:
    settings = Settings()
    settings.setmodule(scrapy_settings)
    for components, name in _SWITCHED_OFF:
        settings[components].pop(name, None)
    return settings


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
        reports += [_report(crawler) for crawler in crawlers]
        fatal = next((message for crawler in crawlers if (message := _stats(crawler).get("giaoban/fatal"))), None)
        report = RunReport(run_id, sorted(reports, key=lambda portal: portal.portal), fatal)
        _remember(store, report)
        return report


def _crawl(
    portals: Sequence[type[PortalSpider]], home: Path, config: Config, full: bool, progress: Progress | None
) -> list[Crawler]:
    settings = _settings(home, config)
    process = AsyncCrawlerProcess(settings)
    log_to_file(settings["LOG_FILE"], settings["LOG_LEVEL"])
    crawlers = []
    for portal in portals:
        crawler = Crawler(portal, _settings(home, config.of(portal.name)))
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


def _settings(home: Path, config: Config) -> Settings:
    settings = polite_settings(config)
    settings.set("GIAOBAN_HOME", str(home), "cmdline")
    # The portals to visit are at hand; Scrapy's own loader would stop at a spider that cannot be loaded.
    settings.set("SPIDER_MODULES", [], "cmdline")
    settings.set("GIAOBAN_ATTACHMENTS", config.attachments, "cmdline")
    settings.set("GIAOBAN_ATTACHMENT_LIMIT", int(config.attachment_limit_mb * 1_000_000), "cmdline")
    settings.set("LOG_LEVEL", config.log_level, "cmdline")
    settings.set("LOG_INSTALL_ROOT_HANDLER", False, "cmdline")
    settings.set("LOG_FILE", str(home / "logs" / f"crawl-{datetime.now(UTC):%Y%m%d}.log"), "cmdline")
    return settings


def polite_settings(config: Config) -> Settings:
    """What holds for every request of this program, as the operator wants it."""
    settings = base_settings()
    settings.set("DOWNLOAD_DELAY", config.delay, "cmdline")
    settings.set("DOWNLOAD_TIMEOUT", config.timeout, "cmdline")
    if not config.verify_certificates:  # else a spider may have chosen for its portal
        settings.set("DOWNLOAD_VERIFY_CERTIFICATES", False, "cmdline")
    if config.contact:
        settings.set("USER_AGENT", f"{settings['USER_AGENT']}; contact: {config.contact}", "cmdline")
    if config.proxy:
        # Scrapy's proxy middleware reads the environment, as every HTTP client does.
        os.environ["http_proxy"] = os.environ["https_proxy"] = config.proxy
    return settings


def _stats(crawler: Crawler) -> dict[str, Any]:
    return crawler.stats.get_stats() if crawler.stats else {}


def _report(crawler: Crawler) -> PortalReport:
    stats = _stats(crawler)
    counts = tally(stats)
    finished = datetime.now(UTC)
    started = stats.get("start_time") or finished
    report = PortalReport(
        portal=crawler.spidercls.name,
        started_at=started,
        finished_at=stats.get("finish_time") or finished,
        requests=stats.get("downloader/request_count", 0),
        fetched=counts["fetched"],
        new=counts["new"],
        changed=counts["changed"],
        unchanged=counts["unchanged"],
        duplicates=counts["duplicate"],
        rejected=counts["rejected"],
        gone=counts["gone"],
        missing=counts["missing"],
        files=counts["files"],
        errors=counts["errors"] + stats.get("spider_exceptions/count", 0),
        bytes=stats.get("downloader/response_bytes", 0),
        reasons=_under("reason/", counts),
        file_problems=_under("file_problem/", counts),
    )
    report.seconds = round((report.finished_at - report.started_at).total_seconds(), 2)
    _judge(report, stats)
    return report


def _under(prefix: str, counts: Mapping[str, int]) -> dict[str, int]:
    """The counts whose names begin so, by the rest of their names."""
    return {key.removeprefix(prefix): count for key, count in sorted(counts.items()) if key.startswith(prefix)}


def _judge(report: PortalReport, stats: dict[str, Any]) -> None:
    """Whether the portal did its job: one that gave no article or mostly errors failed; less is told only."""
    if stats.get("finish_reason") == "shutdown":
        report.result, report.problem = "interrupted", "stopped by a signal before it was done; the next run goes on"
    elif failure := _failure(report, stats):
        report.result, report.problem = "failed", failure
    elif report.errors:
        report.problem = f"{report.errors} page(s) failed; the first: {stats.get('giaoban/first_error', 'see the log')}"
    elif endless := stats.get("giaoban/endless"):
        report.problem = f"a listing has no end that could be found; reading stopped: {endless}"


def _failure(report: PortalReport, stats: dict[str, Any]) -> str | None:
    """Why a portal's run is a failure, in words; None where it is not."""
    answered = _pages_answered(stats)
    articles = report.new + report.changed + report.unchanged + report.duplicates
    nothing = report.rejected + report.missing  # an honest 404 is an answer
    first = stats.get("giaoban/first_error")
    if not answered:
        forbidden = "robots.txt forbids it" if stats.get("giaoban/forbidden") else "no answer at all"
        return f"no page of the portal could be read; the first error: {first or forbidden}"
    if report.errors > answered:
        more = f"more than the {answered} that answered"
        return f"{report.errors} page(s) failed, {more}; the first: {first or 'see the log'}"
    if not stats.get("giaoban/items"):
        return (
            "none of its listing pages names an article: the portal has changed, is closed, "
            "or shows something else to robots"
        )
    if not articles and nothing >= NOTHING_BUT_JUNK:
        reason = max(report.reasons, key=report.reasons.__getitem__, default="its text is missing")
        return f"none of the {nothing} pages looked at is an article (mostly: {reason})"
    return None


def _pages_answered(stats: dict[str, Any]) -> int:
    """How many pages came; robots.txt is no page, and a file is none."""
    statuses = ("response_status_count/200", "response_status_count/304")
    answered = sum(stats.get(f"downloader/{status}", 0) for status in statuses)
    others = ("robotstxt/response_status_count/200", "giaoban/file_answers")
    return int(answered) - sum(int(stats.get(other, 0)) for other in others)


def _remember(store: Store, report: RunReport) -> None:
    for portal in report.portals:
        store.save_run_portal(report.run_id, asdict(portal))
    outcome = report.fatal or ", ".join(f"{portal.portal} {portal.result}" for portal in report.portals)
    store.finish_run(report.run_id, report.exit_code, datetime.now(UTC), outcome)
