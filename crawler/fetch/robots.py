"""What a portal's robots.txt asks for, beyond what Scrapy itself obeys: crawl-delay, and what silence means."""

from __future__ import annotations

from math import isfinite

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response, TextResponse
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached

from crawler.fetch.failures import Refused, Stopped, in_words
from crawler.fetch.guards import note

# RFC 9309: at least so much of it is to be read, and no more need be.
LARGEST = 500 * 1024
_NOBODY = b"User-agent: *\nDisallow: /\n"
_EVERYBODY = b""


class RobotsGuard:
    """Between Scrapy's robots.txt and the network, after retries.

    A robots.txt that the server fails to give (5xx, no answer) forbids everything until it can be read again, as
    RFC 9309 has it; ``GIAOBAN_ROBOTS_ERRORS_FORBID`` says otherwise. One that is not there forbids nothing.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.agent = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self.delay = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self.longest = crawler.settings.getfloat("GIAOBAN_CRAWL_DELAY_LIMIT")
        self.unreadable = _NOBODY if crawler.settings.getbool("GIAOBAN_ROBOTS_ERRORS_FORBID") else _EVERYBODY
        crawler.signals.connect(self.parsed, signals.robots_parsed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsGuard:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        if not _is_robots(request):
            return response
        if response.status >= 500 or response.status == 429:
            return response.replace(body=self._failed(request, f"HTTP {response.status}"))
        if response.status >= 300:
            return response.replace(body=_EVERYBODY)  # not there: an error page says nothing of robots
        return response.replace(body=response.body[:LARGEST]) if len(response.body) > LARGEST else response

    def process_exception(self, request: Request, exception: Exception) -> Response | None:
        if not _is_robots(request) or isinstance(exception, Refused | Stopped):
            return None
        body = self._failed(request, in_words(exception, request))
        return TextResponse(request.url, body=body, encoding="utf-8", request=request)

    def _failed(self, request: Request, why: str) -> bytes:
        """What stands for a robots.txt that cannot be read."""
        assert self.crawler.stats
        if self.unreadable:
            said = f"{request.url}: {why}; where robots.txt cannot be read nothing else is (robots_errors_forbid)"
            self.crawler.stats.inc_value("giaoban/errors")
            if not self.crawler.stats.get_value("giaoban/first_error"):
                self.crawler.stats.set_value("giaoban/first_error", said)
            self.crawler.stats.set_value("giaoban/robots_unreadable", f"{request.url} cannot be read: {why}")
        else:
            note(self.crawler, "robots", f"{request.url}: {why}; taken for a yes (robots_errors_forbid = false)")
        return self.unreadable

    def parsed(self, robotparser: RobotParser, request: Request) -> None:
        """The pause that robots.txt asks for between two requests is kept, up to the longest that we keep."""
        asked = robotparser.crawl_delay(self.agent)
        if asked is None or asked <= self.delay:
            return
        kept = min(asked, self.longest) if isfinite(asked) else self.longest
        host = urlparse_cached(request).hostname or ""
        kept = max(kept, self.delay)
        told = "kept" if kept == asked else f"{kept:g} s are kept (crawl_delay_limit)"
        note(self.crawler, "crawl_delay", f"robots.txt of {host} asks for {asked:g} s between two requests: {told}")
        engine = self.crawler.engine
        assert engine
        engine.downloader.per_slot_settings[host] = {"delay": kept, "jitter": 0.0}
        if slot := engine.downloader.slots.get(host):
            slot.delay, slot.jitter = kept, 0.0


def _is_robots(request: Request) -> bool:
    """Whether a request is Scrapy's own for robots.txt."""
    return bool(request.meta.get("dont_obey_robotstxt"))
