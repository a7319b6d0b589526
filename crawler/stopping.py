"""A crawl that is told to stop asks for nothing more, and does not wait for a portal that hangs."""

from __future__ import annotations

import asyncio
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.fetch.failures import Stopped
from crawler.fetch.headers import BoundedHandler

# Of a crawl's statistics: why it was told to stop.
STOPPED = "giaoban/stopped"
# Sent when nobody waits any longer for the answers under way.
HANG_UP = object()


def stop(crawler: Crawler, reason: str) -> bool:
    """Tells a crawl to end in order; False where it has not begun yet, and has to be told again."""
    if not crawler.crawling or not crawler._engine or not crawler.engine.running:
        return False
    assert crawler.stats
    crawler.stats.set_value(STOPPED, reason)
    _ending.add(task := asyncio.ensure_future(crawler.stop_async()))
    task.add_done_callback(_ending.discard)
    return True


# Tasks that nobody else refers to could be collected while they run.
_ending: set[asyncio.Future[Any]] = set()


def hang_up(crawler: Crawler) -> None:
    """Ends the requests of a crawl that are under way, and the pauses before those that are to come."""
    crawler.signals.send_catch_log(HANG_UP)
    if crawler._engine:
        for slot in crawler.engine.downloader.slots.values():
            slot.delay = slot.jitter = 0
            if slot.latercall:
                slot.close()
                crawler.engine.downloader._process_queue(slot)


class AskNothingMore:
    """Downloader middleware, the last before the network.

    Scrapy lets requests under way come to their end, and with a portal that hangs each of them is tried
    again and again: minutes, after a signal. This leaves the one that is out already.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        # `scrapy shell` asks for pages without crawling: nobody tells it to stop.
        self.crawls = crawler.crawling

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> AskNothingMore:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raises Stopped once the crawl has been told to stop."""
        if self.crawls and not self.crawler.crawling:
            raise left(request)


class HangingUp(BoundedHandler):
    """The way to the network, with an end when nobody waits any longer."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.under_way: set[asyncio.Future[Response]] = set()
        self.over = False
        crawler.signals.connect(self.hang_up, HANG_UP)

    def hang_up(self) -> None:
        self.over = True
        for answer in self.under_way:
            answer.cancel()

    async def download_request(self, request: Request) -> Response:
        """Raises Stopped where it was hung up."""
        if self.over:
            raise left(request)
        answer = asyncio.ensure_future(super().download_request(request))
        self.under_way.add(answer)
        try:
            return await answer
        except asyncio.CancelledError:
            raise left(request) from None
        finally:
            self.under_way.discard(answer)


def left(request: Request) -> Stopped:
    """What becomes of a request that nobody waits for."""
    return Stopped(f"the crawl is being stopped: {request.url} is left for the next")
