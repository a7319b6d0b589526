"""One page of the web, asked for once and politely, for a person who waits. No archive is touched."""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from types import FrameType
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.config import Config
from crawler.fetch.answers import header_pairs
from crawler.fetch.failures import ROBOTS_FORBID, in_words
from crawler.fetch.resolver import GuardedResolver
from crawler.run_settings import polite_settings, process_settings
from storage.records import Capture


class NoAnswer(Exception):
    """A page that could not be had; the message says why."""


def fetch_page(url: str, config: Config) -> Capture:
    """The answer of a page, as a crawl would get it: robots.txt obeyed, under our own name, redirects followed.

    It is asked for once; whoever waits can ask again. Once a process, for Twisted's reactor runs only once.

    Raises:
        NoAnswer: robots.txt forbids it, nobody answers in time, the answer is an error or too large.
    """
    (answer,) = fetch_pages([(url, config)])
    if isinstance(answer, NoAnswer):
        raise answer
    return answer


def fetch_pages(asked: Sequence[tuple[str, Config]]) -> list[Capture | NoAnswer]:
    """The answers of several pages, each of a host of its own, in the order asked.

    They are asked for beside each other, each as ``fetch_page`` does, by the configuration that stands beside it.
    Once a process.
    """
    process = AsyncCrawlerProcess(process_settings(_settings(Config())))
    got: list[list[Capture | str]] = [[] for _ in asked]
    for (url, config), answers in zip(asked, got, strict=True):
        process.crawl(Crawler(_Visitor, _settings(config)), url=url, got=answers)
    with _signals_end_it():
        process.start(install_signal_handlers=False)
    return [_answer(url, answers) for (url, _), answers in zip(asked, got, strict=True)]


def _settings(config: Config) -> Settings:
    settings = polite_settings(config)
    settings.setdict({"ITEM_PIPELINES": {}, "RETRY_ENABLED": False, "LOG_ENABLED": False}, "cmdline")
    return settings


def _answer(url: str, answers: list[Capture | str]) -> Capture | NoAnswer:
    answer = answers[0] if answers else "stopped before there was an answer"
    return NoAnswer(f"{url} could not be read: {answer}.") if isinstance(answer, str) else answer


@contextmanager
def _signals_end_it() -> Iterator[None]:
    """Ctrl-C and TERM end the program at once: there is nothing to be put in order, and Scrapy's own way of stopping
    waits for the answer. So would Python's, for the threads that look names up."""

    def leave(number: int, _: FrameType | None) -> None:
        os.write(2, b"giaoban: stopped\n")
        os._exit(128 + number)

    before = {number: signal.signal(number, leave) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Visitor(Spider):
    """Puts the capture of one page, or why there is none, into ``got``."""

    name = "visitor"

    def __init__(self, url: str, got: list[Capture | str]) -> None:
        super().__init__()
        self.url = url
        # A person named this host: wherever it is, it is meant.
        self.private_hosts = [(urlsplit(url).hostname or "").rstrip(".").lower()]
        GuardedResolver.allow(self.private_hosts)
        self.got = got

    async def start(self) -> AsyncIterator[Request]:
        # Redirects that lead to an address again are counted, not left out without a word.
        yield Request(self.url, callback=self.answered, errback=self.failed, dont_filter=True)

    def answered(self, response: Response) -> None:
        self.got.append(
            Capture(
                portal="",
                url=response.url,
                page=response.url,
                fetched_at=datetime.now(UTC),
                status=response.status,
                headers=header_pairs(response.headers),
                body=response.body,
                request_headers=header_pairs(response.request.headers) if response.request else (),
            )
        )

    def failed(self, failure: Failure) -> None:
        said = in_words(failure).rstrip(".")
        if isinstance(failure.value, HttpError):
            said = f"the server answers {said}"
        elif said == ROBOTS_FORBID:
            said = self._forbidden(getattr(failure, "request", None))
        self.got.append(said)

    def _forbidden(self, request: Request | None) -> str:
        assert self.crawler.stats
        unreadable = self.crawler.stats.get_value("giaoban/robots_unreadable")
        return unreadable or f"robots.txt of {urlsplit(request.url if request else self.url).netloc} forbids it"
