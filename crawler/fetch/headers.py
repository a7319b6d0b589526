"""Scrapy's HTTP client with a limit to the headers of an answer: what does not end is not kept in memory.

Bodies have Scrapy's own limits (``DOWNLOAD_MAXSIZE``), and all of an answer has one of time (``DOWNLOAD_TIMEOUT``).
"""

from __future__ import annotations

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.crawler import Crawler
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS, HTTP11ClientProtocol, Request
from twisted.web.iweb import IResponse

from crawler.fetch.failures import EndlessHeaders

# Servers send 16 KB at most; browsers take 256.
LARGEST = 256 * 1024


class BoundedHandler(HTTP11DownloadHandler):
    """Scrapy's handler; only its connections are ours."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _BoundedFactory


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    _head = 0

    def request(self, request: Request) -> Deferred[IResponse]:
        self._head = 0
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:
        parser = self._parser
        if parser is not None and parser.state in (STATUS, HEADER):
            self._head += len(data)
            if self._head > LARGEST:
                self._giveUp(Failure(EndlessHeaders()))  # type: ignore[no-untyped-call]
                return
        super().dataReceived(data)  # type: ignore[no-untyped-call]


class _BoundedFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:  # noqa: ARG002  as Twisted has it
        return _BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
