"""What a portal tells of its articles beside its listings: the feeds that its pages declare.

Hints only: they lead to articles and date them; what an article says, its own page tells.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure

from crawler.extract.text import clean
from crawler.fetch import feeds
from crawler.fetch.addresses import Site
from crawler.fetch.answers import base_url, header, in_words
from crawler.fetch.items import ListItem
from crawler.fetch.links import absolute

logger = logging.getLogger(__name__)

# Each category of a portal can have a feed of its own; the first ones have its latest articles.
MOST_FEEDS = 10
_MOVED = (301, 302, 303, 307, 308)


class Hints:
    """The feeds of one portal in one run, each asked for once.

    Attributes:
        fed: what they say of pages, by canonical address.
    """

    def __init__(self, site: Site, canonical: Callable[[str], str], consider: Callable[[ListItem], Iterator[Request]]):
        """``consider`` gives the requests that a link to an article is reason for."""
        self.fed: dict[str, ListItem] = {}
        self._site = site
        self._canonical = canonical
        self._consider = consider
        self._feeds: set[str] = set()

    def declared(self, response: Response) -> Iterator[Request]:
        """Requests for the feeds that a listing page declares; a portal can do without, so one that fails is no
        error."""
        if not isinstance(response, TextResponse):
            return
        for href in feeds.declared(response.text):
            yield from self._feed(absolute(base_url(response), href))

    def _feed(self, url: str | None) -> Iterator[Request]:
        """A feed of this portal, once."""
        if not url or not self._site.owns(url) or url in self._feeds or len(self._feeds) >= MOST_FEEDS:
            return
        self._feeds.add(url)
        yield Request(
            url,
            callback=self.read_feed,
            errback=self.failed,
            priority=5,
            dont_filter=True,
            # Where a feed has moved is looked at first: what another host says of the portal is no evidence.
            meta={"dont_redirect": True, "handle_httpstatus_list": list(_MOVED)},
        )

    def read_feed(self, response: Response) -> Iterator[Request]:
        """The entries of a feed: when their articles were published, and articles yet unknown."""
        if response.status in _MOVED:
            yield from self._feed(absolute(response.url, header(response, "Location")))
            return
        base = base_url(response)
        entries = feeds.entries(response.body)
        if not entries:
            logger.info("the feed %s has no entries", response.url)
        for entry in entries:
            url = absolute(base, entry.url)
            if not url or not self._site.owns(url):
                continue
            self.fed.setdefault(self._canonical(url), ListItem(url, clean(entry.title), entry.date))
            yield from self._consider(ListItem(url))

    def failed(self, failure: Failure) -> Iterator[Any]:
        """A feed that brought nothing: said in the log, and no error of the portal."""
        logger.info("the feed %s was not read: %s", failure.request.url, in_words(failure))  # type: ignore[attr-defined]
        return iter(())
