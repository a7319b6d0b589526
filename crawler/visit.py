"""A page of the web, or a few, asked for once and politely, for a person who waits. No archive is touched."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from types import FrameType
from typing import Any, Generic, TypeVar
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

T = TypeVar("T")


class NoAnswer(Exception):
    """A page that could not be had; the message says why."""


Ask = Callable[[str], Awaitable[Capture]]
"""Asks for a page as a crawl would: robots.txt obeyed, under our own name, redirects followed, after a crawl's pause.

It is asked for once; whoever waits can ask again. Raises NoAnswer: robots.txt forbids it, nobody answers in time, the
answer is an error or too large.
"""


@dataclass(frozen=True, slots=True)
class Visit(Generic[T]):
    """What is to be made of pages of one host: ``work`` asks for them, by a configuration.

    ``named``: hosts that a person named, which are meant wherever they are.
    """

    config: Config
    work: Callable[[Ask], Awaitable[T]]
    named: tuple[str, ...] = ()


def fetch_page(url: str, config: Config) -> Capture:
    """The answer of a page; see ``Ask``. Once a process, for Twisted's reactor runs only once."""
    (answer,) = fetch_pages([(url, config)])
    if isinstance(answer, NoAnswer):
        raise answer
    return answer


def fetch_pages(asked: Sequence[tuple[str, Config]]) -> list[Capture | NoAnswer]:
    """The answers of several pages, each of a host of its own, in the order asked.

    They are asked for beside each other, each by the configuration that stands beside it. Once a process.
    """
    return visits([Visit(config, partial(_answer, url), (host_of(url),)) for url, config in asked])


async def _answer(url: str, ask: Ask) -> Capture | NoAnswer:
    try:
        return await ask(url)
    except NoAnswer as error:
        return error


def host_of(url: str) -> str:
    """The host of an address, as a person means it."""
    return (urlsplit(url).hostname or "").rstrip(".").lower()


def visits(asked: Sequence[Visit[T]]) -> list[T]:
    """What is made of each visit, in order; they go on beside each other. Once a process.

    Raises:
        NoAnswer: one was stopped before it had an answer. What the work of one raises is raised, too.
    """
    process = AsyncCrawlerProcess(process_settings(_settings(Config())))
    done: list[list[tuple[T | None, Exception | None]]] = [[] for _ in asked]
    for visit, outcome in zip(asked, done, strict=True):
        process.crawl(Crawler(_Visitor, _settings(visit.config)), visit=visit, done=outcome)
    with _signals_end_it():
        process.start(install_signal_handlers=False)
    return [_made(outcome) for outcome in done]


def _made(outcome: Sequence[tuple[Any, Exception | None]]) -> Any:
    if not outcome:
        raise NoAnswer("Stopped before there was an answer.")
    made, error = outcome[0]
    if error is not None:
        raise error
    return made


def _settings(config: Config) -> Settings:
    settings = polite_settings(config)
    settings.setdict({"ITEM_PIPELINES": {}, "RETRY_ENABLED": False, "LOG_ENABLED": False}, "cmdline")
    return settings


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
    """Puts what is made of its pages, and what was raised, into ``done``."""

    name = "visitor"

    def __init__(self, visit: Visit[Any], done: list[Any]) -> None:
        super().__init__()
        self.visit = visit
        self.done = done
        self.private_hosts = list(visit.named)
        GuardedResolver.allow(self.private_hosts)

    async def start(self) -> AsyncIterator[Request]:
        try:
            self.done.append((await self.visit.work(self.ask), None))
        except Exception as error:  # raised again where it is waited for
            self.done.append((None, error))
        return
        yield  # what makes it a generator, which Scrapy wants

    async def ask(self, url: str) -> Capture:
        """The capture of a page; see ``Ask``."""
        answer: asyncio.Future[Response | Failure] = asyncio.get_running_loop().create_future()
        assert self.crawler.engine
        self.crawler.engine.crawl(
            # Redirects that lead to an address again are counted, not left out without a word.
            Request(url, callback=answer.set_result, errback=answer.set_result, dont_filter=True)
        )
        response = await answer
        if isinstance(response, Failure):
            raise NoAnswer(f"{url} could not be read: {self._why(response, url)}.")
        return Capture(
            portal="",
            url=response.url,
            page=response.url,
            fetched_at=datetime.now(UTC),
            status=response.status,
            headers=header_pairs(response.headers),
            body=response.body,
            request_headers=header_pairs(response.request.headers) if response.request else (),
        )

    def _why(self, failure: Failure, url: str) -> str:
        said = in_words(failure).rstrip(".")
        if isinstance(failure.value, HttpError):
            return f"the server answers {said}"
        return self._forbidden(getattr(failure, "request", None), url) if said == ROBOTS_FORBID else said

    def _forbidden(self, request: Request | None, url: str) -> str:
        assert self.crawler.stats
        unreadable = self.crawler.stats.get_value("giaoban/robots_unreadable")
        return unreadable or f"robots.txt of {urlsplit(request.url if request else url).netloc} forbids it"
