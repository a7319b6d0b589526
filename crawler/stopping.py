"""A crawl that is told to stop asks for nothing more."""

from __future__ import annotations

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest


class AskNothingMore:
    """Downloader middleware, the last before the network.

    Scrapy lets requests under way come to their end, and with a portal that hangs each of them is tried
    again and again: minutes, after a signal. This leaves the one that is out already.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> AskNothingMore:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raises IgnoreRequest once the crawl has been told to stop."""
        if not self.crawler.crawling:
            raise IgnoreRequest(f"the crawl is being stopped: {request.url} is left for the next")
