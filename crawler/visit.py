"""One page of the web, asked for once and politely, for a person who waits. No archive is touched."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.utils.httpobj import urlparse_cached
from twisted.python.failure import Failure

from crawler.config import Config
from crawler.portal import header_pairs, in_words
from crawler.runs import polite_settings
from storage.records import Capture


class NoAnswer(Exception):
    """A page that could not be had; the message says why."""


def fetch_page(url: str, config: Config) -> Capture:
    """The answer of a page, as a crawl would get it: robots.txt obeyed, under our own name, redirects followed.

    It is asked for once; whoever waits can ask again. Once a process, for Twisted's reactor runs only once.

    Raises:
        NoAnswer: robots.txt forbids it, nobody answers in time, the answer is an error or too large.
    """
    settings = polite_settings(config)
    settings.setdict({"ITEM_PIPELINES": {}, "RETRY_ENABLED": False, "LOG_ENABLED": False}, "cmdline")
    process = AsyncCrawlerProcess(settings)
    got: list[Capture | str] = []
    process.crawl(_Visitor, url=url, got=got)
    process.start()
    answer = got[0] if got else "stopped before there was an answer"
    if isinstance(answer, str):
        raise NoAnswer(f"{url} could not be read: {answer}.")
    return answer


class _Visitor(Spider):
    """Puts the capture of one page, or why there is none, into ``got``."""

    name = "visitor"

    def __init__(self, url: str, got: list[Capture | str]) -> None:
        super().__init__()
        self.url = url
        self.got = got

    async def start(self) -> AsyncIterator[Request]:
        yield Request(self.url, callback=self.answered, errback=self.failed)

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
        error = failure.value
        if isinstance(error, HttpError):
            self.got.append(f"the server answers HTTP {error.response.status}")
        elif isinstance(error, IgnoreRequest):
            request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy puts it there
            self.got.append(f"robots.txt of {urlparse_cached(request).netloc} forbids it")
        elif isinstance(error, DownloadCancelledError):
            self.got.append(f"it is larger than {self.settings.getint('DOWNLOAD_MAXSIZE') >> 20} MB")
        else:
            self.got.append(in_words(failure).rstrip("."))
