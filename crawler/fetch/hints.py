"""What a portal tells of its articles beside its listings: the feeds that its pages declare, and its sitemaps.

Hints only: they lead to articles and date them; what an article says, its own page tells, and a page counts as seen
once it is stored. Feeds are short and read in every run; sitemaps, as ``sitemaps`` has it, once a day at the most.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from scrapy import Request
from scrapy.http import Response, TextResponse
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.extract.text import clean
from crawler.fetch import feeds, sitemaps
from crawler.fetch.addresses import Site
from crawler.fetch.answers import base_url, header
from crawler.fetch.failures import in_words
from crawler.fetch.items import ListItem
from crawler.fetch.links import absolute
from crawler.fetch.named import kind_of
from storage.learned import Hint, HintKind

logger = logging.getLogger(__name__)

# Each category of a portal can have a feed of its own; the first ones have its latest articles.
MOST_FEEDS = 10
# Where sitemaps stand that robots.txt does not name.
USUAL = "/sitemap.xml"
# A sitemap is read so often; one that an index says is unchanged, in so many days; and one that is not there.
SITEMAP_EVERY = timedelta(days=1)
CHILD_EVERY = 7
MISSING_EVERY = timedelta(days=30)
MOST_SITEMAPS = 20
# Known pages that sitemaps say have changed are looked at again, so many a run.
MOST_CHANGED = 20
_MOVED = (301, 302, 303, 307, 308)


class Considers(Protocol):
    """What hints lead to."""

    def consider(self, item: ListItem) -> Iterator[Request]:
        """The requests that a link to an article is reason for."""

    def looked_at(self, pages: list[str]) -> dict[str, datetime]:
        """When those of these pages that are known were last looked at."""

    def again(self, page: str) -> Iterator[Request]:
        """The request for a known page."""


class Hints:
    """The feeds and sitemaps of one portal in one run, each asked for once.

    Attributes:
        fed: what feeds say of pages, by canonical address.
        told: what each gave, to be remembered.
        known: what each gave before.
        wanted: whether sitemaps are asked for.
    """

    def __init__(self, site: Site, canonical: Callable[[str], str], asking: Considers, now: datetime) -> None:
        self.fed: dict[str, ListItem] = {}
        self.told: list[Hint] = []
        self.known: Mapping[str, Hint] = {}
        self.wanted = True
        self._site = site
        self._canonical = canonical
        self._asking = asking
        self._now = now
        self._asked: set[str] = set()
        self._feeds = 0
        self._sitemaps = 0
        self._changed = 0
        self._named: list[str] = []

    # -- feeds ----------------------------------------------------------------------------------------

    def declared(self, response: Response) -> Iterator[Request]:
        """Requests for the feeds that a listing page declares; a portal can do without, so one that fails is no
        error."""
        if not isinstance(response, TextResponse):
            return
        yield from self.ask(absolute(base_url(response), href) for href in feeds.declared(response.text))

    def ask(self, urls: Iterable[str | None]) -> Iterator[Request]:
        """Requests for feeds that are known to be there, or may be."""
        for url in urls:
            yield from self._feed(url)

    def _feed(self, url: str | None) -> Iterator[Request]:
        if self._feeds < MOST_FEEDS and (request := self._request(url, self.read_feed)):
            self._feeds += 1
            yield request

    def read_feed(self, response: Response) -> Iterator[Request]:
        """The entries of a feed: when their articles were published, and articles yet unknown."""
        if response.status in _MOVED:
            yield from self._feed(absolute(response.url, header(response, "Location")))
            return
        yield from self.take(feeds.entries(response.body), response)

    def take(self, entries: Sequence[feeds.Entry], response: Response) -> Iterator[Request]:
        """What an answer tells of articles as data: when they were published, and those yet unknown."""
        base = base_url(response)
        if not entries:
            logger.info("the feed %s has no entries", response.url)
        new = 0
        for entry in entries:
            url = absolute(base, entry.url)
            if not url or not self._site.owns(url):
                continue
            self.fed.setdefault(self._canonical(url), ListItem(url, clean(entry.title), entry.date))
            for request in self._asking.consider(ListItem(url)):
                new += 1
                yield request
        self._tell(response.url, "feed", len(entries), new, None if entries else "it has no entries")

    # -- sitemaps -------------------------------------------------------------------------------------

    def robots(self, response: Response) -> None:
        """Takes in the sitemaps that the portal's robots.txt names."""
        if response.status == 200 and self._site.owns(response.url):
            self._named = sitemaps.named(response.body.decode("utf-8", "replace"))

    def roots(self, *, full: bool) -> Iterator[Request]:
        """Requests for the sitemaps that robots.txt names, or the usual one; those that were not read of late."""
        if not self.wanted:
            return
        usual = f"{self._site.scheme}://{self._site.host}{USUAL}"
        for url in self._named or [usual]:
            hint = self.known.get(url)
            every = MISSING_EVERY if hint and hint.problem else SITEMAP_EVERY
            if full or hint is None or self._now - hint.read_at >= every:
                yield from self._sitemap(url, None)

    def _sitemap(self, url: str | None, lastmod: str | None, origin: str | None = None) -> Iterator[Request]:
        """``origin``: the address under which it is known, where it has moved from there."""
        if self._sitemaps < MOST_SITEMAPS and (request := self._request(url, self.read_sitemap)):
            self._sitemaps += 1
            request.cb_kwargs.update(lastmod=lastmod, origin=origin or request.url)
            yield request

    def read_sitemap(self, response: Response, lastmod: str | None, origin: str) -> Iterator[Request]:
        """The entries of a sitemap: further sitemaps, articles yet unknown, and pages that say that they changed."""
        if response.status in _MOVED:
            requests = list(self._sitemap(absolute(response.url, header(response, "Location")), lastmod, origin))
            if not requests:
                self._tell(origin, "sitemap", 0, 0, "it leads elsewhere")
            yield from requests
            return
        sitemap = sitemaps.read(response.body)
        if sitemap is None:
            self._tell(origin, "sitemap", 0, 0, "it is no sitemap", lastmod)
            return
        entries = [sitemaps.Entry(url, entry.lastmod) for entry in sitemap.entries if (url := self._own(entry.url))]
        if sitemap.kind == "index":
            for entry in sitemaps.due(entries, self.known, self._now, CHILD_EVERY, MOST_SITEMAPS):
                yield from self._sitemap(entry.url, entry.lastmod)
            self._tell(origin, "index", len(entries), 0, None, lastmod)
            return
        new = 0
        for entry in entries:
            for request in self._asking.consider(ListItem(entry.url)):
                new += 1
                yield request
        yield from self._look_again(entries)
        self._tell(origin, "sitemap", len(entries), new, None, lastmod)

    def _look_again(self, entries: list[sitemaps.Entry]) -> Iterator[Request]:
        moments = ((self._canonical(entry.url), sitemaps.moment(entry.lastmod)) for entry in entries)
        told = {page: moment for page, moment in moments if moment}
        looked_at = self._asking.looked_at(list(told))
        for page in sitemaps.changed(told, looked_at, MOST_CHANGED - self._changed):
            self._changed += 1
            yield from self._asking.again(page)

    # -- listings that are one or the other ---------------------------------------------------------

    def listing(self, response: Response) -> Iterator[Request]:
        """What the portal has in the place of a listing page: read in every run."""
        self._asked.add(response.url)
        if kind_of(response.body) == "feed":
            yield from self.read_feed(response)
        else:
            yield from self.read_sitemap(response, None, response.url)

    # -- both -----------------------------------------------------------------------------------------

    def _own(self, url: str) -> str | None:
        return url if self._site.owns(url) else None

    def _request(self, url: str | None, callback: Callable[..., Any]) -> Request | None:
        """The request for a feed or sitemap of this portal, once."""
        if not url or not self._site.owns(url) or url in self._asked:
            return None
        self._asked.add(url)
        return Request(
            url,
            callback=callback,
            errback=self.failed,
            priority=5,
            dont_filter=True,
            # Where it has moved is looked at first: what another host says of the portal is no evidence.
            meta={"dont_redirect": True, "handle_httpstatus_list": list(_MOVED)},
        )

    def failed(self, failure: Failure) -> None:
        """One that brought nothing: said in the log, remembered, and no error of the portal."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy puts it there
        error = failure.value
        problem = f"HTTP {error.response.status}" if isinstance(error, HttpError) else in_words(failure)
        logger.info("%s was not read: %s", request.url, problem)
        is_feed = request.callback == self.read_feed
        self._tell(request.cb_kwargs.get("origin", request.url), "feed" if is_feed else "sitemap", 0, 0, problem)

    def _tell(
        self, url: str, kind: HintKind, entries: int, new: int, problem: str | None, lastmod: str | None = None
    ) -> None:
        self.told.append(Hint(url, kind, self._now, lastmod, entries, new, problem))
