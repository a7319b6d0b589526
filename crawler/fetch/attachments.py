"""The files that a portal's articles offer for download: asked for when its pages are read, one after another.

What is asked for, and what an answer means; storing and reading them is the archive's business.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.documents import is_web_page
from crawler.fetch.failures import Stopped, in_words
from storage.records import NotFetched

# A portal whose articles name more new files than this is read on by the next run.
MOST_FILES = 1000
# A server that gives no answer this often in a row is down, or wants to be left alone.
GIVE_UP = 3
MOST_REDIRECTS = 5
WEB_PAGE = "a web page came in its place"
_MOVED = (301, 302, 303, 307, 308)
_SIZE = re.compile(r"(\d+) bytes")  # "Expected to receive 31457280 bytes which is larger than …"


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """The bytes that an attachment's address gave. ``url`` is that address, whatever it led to."""

    portal: str
    url: str
    at: datetime
    body: bytes = field(repr=False)


Answer = FetchedFile | NotFetched


class AttachmentQueue:
    """A portal's attachments that this run asks for: each once, the next when one is answered.

    Attributes:
        limit: bytes that a file may have.
        refused: those that are not asked for, with the reason.
    """

    def __init__(self, portal: str, hosts: Iterable[str], limit: int) -> None:
        """``hosts``: those of the portal, whose subdomains are its own too. ``limit``: bytes of a file."""
        self.refused: list[NotFetched] = []
        self._portal = portal
        self._hosts = tuple(host.removeprefix("www.") for host in hosts)
        self.limit = limit
        self._seen: set[str] = set()
        self._waiting: deque[str] = deque()
        self._silent = 0

    def start(self, urls: Sequence[str]) -> Request | None:
        """Take in addresses; gives the request to begin with, None where there is nothing to ask for."""
        for url in urls:
            if url in self._seen or len(self._seen) >= MOST_FILES:
                continue
            self._seen.add(url)
            if reason := self._why_not(url):
                self.refused.append(self._not_fetched(url, "refused", reason))
            else:
                self._waiting.append(url)
        return next(self._following(), None)

    def answered(self, response: Response, url: str, hops: int) -> Iterator[Answer | Request]:
        """What came: a file, the way to it, or a reason why there is none; and the next request."""
        self._silent = 0
        if response.status in _MOVED:
            yield from self._redirected(response, url, hops)
        elif response.status != 200:
            yield self._not_fetched(url, "failed", f"HTTP {response.status}")
        elif not response.body:
            yield self._not_fetched(url, "failed", "nothing came")
        elif is_web_page(response.body):
            yield self._not_fetched(url, "failed", WEB_PAGE)
        else:
            yield FetchedFile(self._portal, url, datetime.now(UTC), response.body)
        yield from self._following()

    def failed(self, failure: Failure) -> Iterator[Answer | Request]:
        """Why nothing came, and the next request."""
        url, error, said = failure.request.cb_kwargs["url"], failure.value, str(failure.value)  # type: ignore[attr-defined]
        if isinstance(error, DownloadCancelledError) or "DOWNLOAD_MAXSIZE" in said:
            sizes = [int(size) for size in _SIZE.findall(said)]
            size = max([self.limit + 1, *sizes])
            more = f"it has {size / 1e6:.1f} MB" if sizes else "it has more"
            yield self._not_fetched(url, "too large", f"{more}; the limit is {self.limit / 1e6:g} MB", size)
        elif isinstance(error, Stopped):
            return  # the next run asks again
        elif isinstance(error, IgnoreRequest):
            yield self._not_fetched(url, "refused", in_words(failure))
        else:
            self._silent += 1
            yield self._not_fetched(url, "failed", in_words(failure))
            if self._silent >= GIVE_UP:
                self._waiting.clear()
        yield from self._following()

    def _redirected(self, response: Response, url: str, hops: int) -> Iterator[Answer | Request]:
        location = (response.headers.get("Location") or b"").decode("utf-8", "replace")
        target = urljoin(response.url, location.strip())
        if not location or hops >= MOST_REDIRECTS:
            yield self._not_fetched(url, "failed", "it leads nowhere" if not location else "it leads on without end")
        elif self._why_not(target):
            yield self._not_fetched(url, "refused", f"it leads to another host: {target}")
        else:
            yield self._request(target, url, hops + 1)

    def _following(self) -> Iterator[Request]:
        if self._waiting:
            url = self._waiting.popleft()
            yield self._request(url, url, 0)

    def _request(self, address: str, url: str, hops: int) -> Request:
        meta: dict[str, Any] = {
            "download_maxsize": self.limit,
            # What an answer means is decided above; where a redirect leads is looked at first.
            "handle_httpstatus_all": True,
            "dont_redirect": True,
        }
        return Request(
            address,
            headers={"Accept": "*/*"},
            callback=self.answered,
            errback=self.failed,
            cb_kwargs={"url": url, "hops": hops},
            meta=meta,
            priority=-10,
            dont_filter=True,
        )

    def _why_not(self, url: str) -> str | None:
        """Why an address is not asked for, in words."""
        try:
            parts = urlsplit(url)
            host, _ = (parts.hostname or "").lower(), parts.port
        except ValueError:
            host = ""
        if not host or parts.scheme not in ("http", "https"):
            return "it is no address of the web"
        own = any(host == of_portal or host.endswith(f".{of_portal}") for of_portal in self._hosts)
        return None if own else f"on another host, {host}"

    def _not_fetched(
        self, url: str, status: Literal["failed", "too large", "refused"], problem: str, size: int | None = None
    ) -> NotFetched:
        return NotFetched(self._portal, url, datetime.now(UTC), status, problem, size)
