"""How long a portal is waited for that asks to be waited for: Retry-After, and HTTP 429 and 503 without it."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from crawler.fetch.failures import Stopped
from crawler.fetch.guards import note

_BUSY = (429, 503)
# Without Retry-After the pause between two requests is multiplied so, and doubled each time more.
BACKOFF = 5
# How soon a crawl that is told to stop notices, in seconds.
_LOOK = 0.2


class Patience(RetryMiddleware):
    """Scrapy's retries; and after a 429 or 503 nothing is asked of a host until it may be.

    All waits of a run together are no longer than ``GIAOBAN_PATIENCE`` seconds: a portal that asks for more is left
    for the next run.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler.settings)
        self.crawler = crawler
        self.left = crawler.settings.getfloat("GIAOBAN_PATIENCE")
        self.step = BACKOFF * crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._until: dict[str, float] = {}
        self._in_a_row: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Patience:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Waits until the host may be asked again.

        Raises:
            Stopped: the crawl was told to stop meanwhile.
        """
        while (wait := self._until.get(_host(request), 0.0) - monotonic()) > 0:
            if self._stopping():
                raise Stopped(f"the crawl is being stopped: {request.url} is left for the next")
            await asyncio.sleep(min(wait, _LOOK))

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        host = _host(request)
        if response.status not in _BUSY:
            self._in_a_row.pop(host, None)
            return super().process_response(request, response)
        asked = retry_after(response.headers.get("Retry-After"), datetime.now(UTC))
        self._in_a_row[host] += 1
        wait = self.step * 2 ** (self._in_a_row[host] - 1) if asked is None else asked
        if self._stopping():
            return response
        if wait > self.left:
            self._leave(host, response.status, wait, asked is not None)
            return response
        self.left -= wait
        self._until[host] = monotonic() + wait
        if asked:
            note(self.crawler, "retry_after", f"{host} asked to be left alone for {asked:g} s: waited for")
        return super().process_response(request, response)

    def _leave(self, host: str, status: int, wait: float, asked: bool) -> None:
        how = "asks to be left alone" if asked else "would have to be left alone"
        said = f"{host} answers HTTP {status} and {how} for {wait:g} s, longer than this run waits (patience)"
        note(self.crawler, "left", said)
        stop = getattr(self.crawler.spider, "stop", None)
        if stop:
            stop("left for the next run")

    def _stopping(self) -> bool:
        return not self.crawler.crawling or getattr(self.crawler.spider, "closing", None) is not None


def retry_after(value: bytes | None, now: datetime) -> float | None:
    """Seconds to wait, from a number of them or a date of HTTP; None where the header says nothing of use."""
    said = (value or b"").decode("latin-1").strip()
    if re.fullmatch(r"\d{1,9}(?:\.\d+)?", said, re.ASCII):
        return float(said)
    try:
        until = parsedate_to_datetime(said)
    except (ValueError, TypeError, OverflowError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - now).total_seconds())


def _host(request: Request) -> str:
    return (urlparse_cached(request).hostname or "").lower()
