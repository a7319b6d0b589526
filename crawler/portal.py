"""The base of every spider: listing pages → article pages → captures.

A portal is a subclass with a name and a handful of facts; what portals of one platform share stands
between (``spiders/platforms``). What to ask for is decided in ``fetch``; what a page says, in ``extract``.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urljoin, urlsplit

from lxml.etree import _Element as Element
from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider, IgnoreRequest
from scrapy.http import Response, TextResponse
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.extract import Rules
from crawler.extract.text import clean, words
from crawler.fetch import feeds
from crawler.fetch.addresses import Forms, Site
from crawler.fetch.attachments import AttachmentQueue
from crawler.fetch.items import ListItem, list_item
from crawler.fetch.links import absolute, head_link, hrefs
from crawler.fetch.listing import ListingWalk
from crawler.fetch.recheck import due, newest, sweep_due, young
from storage.records import Absence, Capture
from storage.store import PageState, Store

# A portal that links more unknown pages than this in one run is lost in a calendar or a search form;
# the next run goes on where this one stopped.
MOST_PAGES = 5000
MOST_LISTING_PAGES = 500
# Each category of a portal can have a feed of its own; the first ones have its latest articles.
MOST_FEEDS = 10
# A portal of which this many requests, each tried three times, brought no answer at all is down.
GIVE_UP = 3
# Answers that say, as HTTP means it, that a page is not there.
_NOT_THERE = [404, 410]
_MOVED = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class ListingRead:
    """One listing as this run reads it, to be remembered once its articles are stored."""

    url: str
    walk: ListingWalk


class PortalSpider(Spider):
    """A portal: ``name``, ``host``, ``site`` and ``listings`` at least.

    Attributes:
        host: the portal's host; ``aliases``: other hosts that serve the same pages.
        site: what the portal is called, for people.
        platform: the CMS it runs on.
        listings: paths of its listing pages; an entry page that only links to them counts too.
        rules: what is known of its markup, the portal's own first.
        forms: in what forms its platform writes the address of one page.
        article_path: what the path of an article looks like (a pattern that must match all of it).
        item_css: elements of a listing page that each hold one item; item_date_css: its date, inside.
        pager: what stands before a page number in the address of a listing's further pages.
    """

    host: ClassVar[str]
    site: ClassVar[str]
    platform: ClassVar[str] = ""
    listings: ClassVar[tuple[str, ...]]
    aliases: ClassVar[tuple[str, ...]] = ()
    scheme: ClassVar[str] = "http"
    allowed_domains: ClassVar[list[str]]
    rules: ClassVar[tuple[Rules, ...]] = ()
    forms: ClassVar[Forms] = Forms()
    article_path: ClassVar[str] = r"/.+"
    item_css: ClassVar[str] = ""
    item_date_css: ClassVar[str] = ""
    pager: ClassVar[re.Pattern[str]] = re.compile(r"[?&]page=")

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Refuses a portal that lacks a fact, with a sentence."""
        super().__init_subclass__(**kwargs)
        if "name" not in cls.__dict__:
            return  # a platform
        for fact in ("host", "site", "listings"):
            if not getattr(cls, fact, None):
                raise TypeError(f"The portal {cls.name!r} ({cls.__module__}) has no `{fact}`: add it to the class.")
        # What Scrapy's offsite filter goes by: with a host, those below it.
        cls.allowed_domains = [host.removeprefix("www.") for host in (cls.host, *cls.aliases)]
        if "@" in cls.host or "/" in cls.host:
            raise TypeError(f"The portal {cls.name!r}: `host` is a host name, not an address: {cls.host!r}.")

    def __init__(self, *args: Any, full: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.full = full
        self.started = datetime.now(UTC)
        self.addresses = Site(self.scheme, self.host, self.aliases, self.forms)
        self.store: Store | None = None
        self.asked: set[str] = set()
        self.captured: set[str] = set()
        self.linked: set[str] = set()
        # Addresses that name an article by number alone: asked for at the end, if its own address was not found.
        self.numbered: dict[str, str] = {}
        self.found_new = False
        self.answered = False
        self.failures = 0
        self.closing: asyncio.Future[None] | None = None
        self.rechecked_young = False
        self.listings_read: list[ListingRead] = []
        # What the listings and the feeds read so far say of pages, by canonical address.
        self.listed: dict[str, ListItem] = {}
        self.fed: dict[str, ListItem] = {}
        self.feeds: set[str] = set()
        self.attachments: AttachmentQueue | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> PortalSpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._idle, signals.spider_idle)
        if crawler.settings.getbool("GIAOBAN_ATTACHMENTS"):
            limit = crawler.settings.getint("GIAOBAN_ATTACHMENT_LIMIT")
            spider.attachments = AttachmentQueue(cls.name, cls.allowed_domains, limit, in_words)
        database = Path(crawler.settings["GIAOBAN_HOME"]) / "articles.db"
        if database.exists():
            spider.store = Store(database, readonly=True)
            crawler.signals.connect(spider.store.close, signals.spider_closed, weak=False)
        return spider

    # -- what to ask for ----------------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Any]:
        """The entry pages, the listings known from earlier runs, and the pages that are due by their age."""
        for path in self.listings:
            if request := self._listing_request(urljoin(f"{self.scheme}://{self.host}/", path)):
                yield request
        for listing in self.store.listings(self.name) if self.store else ():
            # One that was found on the way may go again; one of the portal's facts that goes is an error.
            if request := self._listing_request(self.address(listing.url), found=True):
                yield request
        for request in self._due_requests():
            yield request

    def _due_requests(self) -> Iterator[Request]:
        states = list(self.store.pages(self.name)) if self.store else []
        chosen = states if self.full else [*newest(states), *due(states, self.started)]
        for state in chosen:
            yield from self._again(state)

    def _idle(self) -> None:
        """When all is read and stored: what only a number leads to is asked for, a portal that has published is looked
        at again where edits come, and then the files are asked for that its articles offer."""
        if not self.crawler.engine:
            return
        requests = self._numbered_requests()
        if self.store and not requests:
            requests = self._young_requests(self.store) or self._attachment_requests(self.store)
        for request in requests:
            self.crawler.engine.crawl(request)
        if requests:
            raise DontCloseSpider

    def _numbered_requests(self) -> list[Request]:
        numbered, self.numbered = self.numbered, {}
        return [request for url in numbered.values() for request in self.consider(ListItem(url))]

    def _young_requests(self, store: Store) -> list[Request]:
        if self.rechecked_young or not self.found_new:
            return []
        self.rechecked_young = True
        unasked = (state for state in store.pages(self.name) if state.url not in self.asked)
        return [request for state in young(unasked, self.started) for request in self._again(state)]

    def _attachment_requests(self, store: Store) -> list[Request]:
        if self.attachments is None or not self.answered:
            return []
        urls = store.attachments_to_fetch(self.name, since=self.started, limit=self.attachments.limit, again=self.full)
        request = self.attachments.start(urls)
        return [request] if request else []

    def _again(self, state: PageState) -> Iterator[Request]:
        if state.article_id is None and self.addresses.numbered(state.url):
            return  # it led elsewhere: its article is looked at there
        yield from self._article_requests(ListItem(state.fetched_url), state.url)

    def consider(self, item: ListItem) -> Iterator[Request]:
        """A request for an item that is unknown, or of which the listing says something new."""
        page = self.canonical(item.url)
        if page in self.asked or not self.is_article(page):
            return
        state = self.store.page(page) if self.store else None
        if self.store and state is None and self.store.listing(page):
            if request := self._listing_request(self.address(item.url), found=True):
                yield request
        elif state is None:
            self.found_new = True
            yield from self._article_requests(item, page)
        elif item.title and state.listed_title and words(item.title) != words(state.listed_title):
            yield from self._article_requests(item, page)

    def _article_requests(self, item: ListItem, page: str) -> Iterator[Request]:
        if page in self.asked or len(self.asked) >= MOST_PAGES:
            return
        self.asked.add(page)
        yield Request(
            self.address(item.url),
            callback=self.parse_page,
            errback=self.failed,
            cb_kwargs={"item": item, "page": page},
            meta={"handle_httpstatus_list": _NOT_THERE},
            dont_filter=True,
        )

    def _listing_request(
        self, url: str, number: int = 1, read: ListingRead | None = None, *, found: bool = False
    ) -> Request | None:
        page = self.canonical(url)
        if read is None:
            if page in self.asked:
                return None
            self.asked.add(page)
        return Request(
            url,
            callback=self.parse_listing,
            errback=self.failed,
            cb_kwargs={"number": number, "read": read},
            meta={"handle_httpstatus_list": _NOT_THERE if read or found else []},
            priority=10,  # listings first: what they say decides what else is asked
            dont_filter=True,
        )

    def _feed_requests(self, response: Response) -> Iterator[Request]:
        """The feeds that a listing page declares; a portal can do without, so one that fails is no error."""
        if not isinstance(response, TextResponse):
            return
        for href in feeds.declared(response.text):
            yield from self._feed_request(absolute(_base_url(response), href))

    def _feed_request(self, url: str | None) -> Iterator[Request]:
        """A feed of this portal, once."""
        if not url or not self.addresses.owns(url) or url in self.asked or len(self.feeds) >= MOST_FEEDS:
            return
        self.asked.add(url)
        self.feeds.add(url)
        yield Request(
            url,
            callback=self.parse_feed,
            errback=self.feed_failed,
            priority=5,
            dont_filter=True,
            # Where a feed has moved is looked at first: what another host says of the portal is no evidence.
            meta={"dont_redirect": True, "handle_httpstatus_list": list(_MOVED)},
        )

    # -- what an answer gives -----------------------------------------------------------------------

    def parse_page(self, response: Response, item: ListItem, page: str) -> Iterator[Any]:
        """An article page, or what was taken for one: captured whatever it is, unless it is not there."""
        final = self.canonical(response.url)
        if response.status in _NOT_THERE:
            yield Absence(self.name, page, datetime.now(UTC), f"HTTP {response.status}")
            return
        if final != page and not self.is_article(final):
            yield Absence(self.name, page, datetime.now(UTC), f"it leads to {response.url}")
            return
        if self.is_listing(response):
            yield from self.parse_listing(response, 1, None)
            return
        if short := _head_link(response, "shortlink"):
            self.asked.add(self.canonical(short))
        shown = self._declared(response, final) or final
        if shown != page:
            # Of a page that is known it is told; an address that never was one is not asked for in every crawl.
            how = "has moved" if final != page and self.store and self.store.page(page) else "leads"
            yield Absence(self.name, page, datetime.now(UTC), f"it {how} to {shown}")
        if shown == page or shown not in self.captured:
            self.asked.add(shown)
            self.captured.add(shown)
            yield self.capture(response, item, shown)
        yield from self.follow_links(response)

    def parse_listing(self, response: Response, number: int, read: ListingRead | None) -> Iterator[Any]:
        """A page of a listing: its items, the next page to read, and links to pages yet unknown."""
        self.answered = True
        items = list(self.items(response)) if response.status == 200 else []
        assert self.crawler.stats
        self.crawler.stats.inc_value("giaoban/items", len(items) or self._articles_named(response))
        addresses = [self.canonical(item.url) for item in items]
        self.listed |= zip(addresses, items, strict=True)
        for item in items:
            yield from self.consider(item)
        yield from self.follow_links(response)
        yield from self._feed_requests(response)
        read = read or self._open_listing(response)
        more = bool(items) and self.has_more(response, number)
        following = read.walk.feed(number, addresses, more=more)
        if following is None:
            for page in read.walk.vanished:
                yield from self._article_requests(ListItem(page), page)
        elif following > MOST_LISTING_PAGES:
            self.crawler.stats.set_value("giaoban/endless", read.url)
        elif address := self.page_address(response, read.url, following):
            yield self._listing_request(address, following, read)

    def parse_feed(self, response: Response) -> Iterator[Request]:
        """The entries of a feed: when their articles were published, and articles yet unknown."""
        if response.status in _MOVED:
            location = response.headers.get("Location") or b""
            yield from self._feed_request(absolute(response.url, location.decode("latin-1")))
            return
        base = _base_url(response) if isinstance(response, TextResponse) else response.url
        entries = feeds.entries(response.body)
        if not entries:
            self.logger.info("the feed %s has no entries", response.url)
        for entry in entries:
            url = absolute(base, entry.url)
            if not url or not self.addresses.owns(url):
                continue
            item = ListItem(url, clean(entry.title), entry.date)
            self.fed.setdefault(self.canonical(url), item)
            yield from self.consider(ListItem(url))

    def feed_failed(self, failure: Failure) -> None:
        """A feed that brought nothing: said in the log, and no error of the portal."""
        self.logger.info("the feed %s was not read: %s", failure.request.url, in_words(failure))  # type: ignore[attr-defined]

    def _open_listing(self, response: Response) -> ListingRead:
        url = self.canonical(response.url)
        known = self.store.listing(url) if self.store else None
        full = self.full or known is None or sweep_due(known.swept_at, self.started)
        walk = ListingWalk(known.items if known else (), page_size=(known.page_size or 0) if known else 0, full=full)
        read = ListingRead(url, walk)
        self.listings_read.append(read)
        return read

    def follow_links(self, response: Response) -> Iterator[Request]:
        """Links to articles that are not in the archive yet, wherever on a page of the portal they stand."""
        for url in self._links(response):
            page = self.canonical(url)
            if page in self.asked or not self.addresses.owns(url):
                continue
            if self.addresses.numbered(page):
                self.numbered.setdefault(page, url)
            else:
                yield from self.consider(ListItem(url))

    def _links(self, response: Response) -> Iterator[str]:
        """The addresses that a page links to and that no page before it did."""
        if not isinstance(response, TextResponse):
            return
        base = _base_url(response)
        for href in hrefs(response.text):
            # What begins so means the same on every page; most of a portal's links are its menus.
            if href.startswith(("/", "http")):
                if href in self.linked:
                    continue
                self.linked.add(href)
            if url := absolute(base, unescape(href)):
                yield url

    def _articles_named(self, response: Response) -> int:
        """How many links of a listing page lead to articles, of a portal of which nobody said what its items are."""
        if self.item_css or not isinstance(response, TextResponse):
            return 0
        base = _base_url(response)
        links = {absolute(base, unescape(href)) for href in hrefs(response.text)}
        return sum(link is not None and self.is_article(self.canonical(link)) for link in links)

    def capture(self, response: Response, item: ListItem, page: str) -> Capture:
        """The response as a record, with what the listing said of it."""
        request = response.request
        item = self.listed.get(page, item)
        return Capture(
            portal=self.name,
            url=response.url,
            page=page,
            fetched_at=datetime.now(UTC),
            status=response.status,
            headers=header_pairs(response.headers),
            body=response.body,
            request_headers=header_pairs(request.headers) if request else (),
            method=request.method if request else "GET",
            listed_date=item.date,
            listed_title=item.title or None,
        )

    def failed(self, failure: Failure) -> None:
        """A request that brought nothing: counted, and told in the report with its first example."""
        request = failure.request  # type: ignore[attr-defined]  # Scrapy puts it there
        assert self.crawler.stats
        if isinstance(failure.value, IgnoreRequest) and not isinstance(failure.value, HttpError):
            # robots.txt forbids it, or it leads off the portal
            self.crawler.stats.inc_value("giaoban/forbidden")
            return
        response = getattr(failure.value, "response", None)
        what = f"HTTP {response.status}" if response is not None else in_words(failure)
        self.crawler.stats.inc_value("giaoban/errors")
        if not self.crawler.stats.get_value("giaoban/first_error"):
            self.crawler.stats.set_value("giaoban/first_error", f"{request.url}: {what.splitlines()[0][:200]}")
        self.logger.warning("no answer from %s: %s", request.url, what)
        self.failures += 1
        if self.failures >= GIVE_UP and not self.answered:
            self.stop("no answer")

    def stop(self, reason: str) -> None:
        """Ends this portal's crawl in order: what is under way comes to its end, nothing more is asked."""
        if self.crawler.engine and self.crawler.engine.spider:
            self.closing = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason=reason))

    # -- what a platform may say otherwise -----------------------------------------------------------

    def canonical(self, url: str) -> str:
        """The one address of the page at an address; see ``fetch.addresses``."""
        return self.addresses.canonical(url)

    def address(self, url: str) -> str:
        """What to ask for when a link says ``url``."""
        return self.addresses.request(url)

    def is_article(self, page: str) -> bool:
        """Whether a canonical address is that of an article (or, where the portal cannot tell, may be)."""
        if not self.addresses.owns(page):
            return False
        parts = urlsplit(page)
        return self.addresses.numbered(page) or (not parts.query and bool(re.fullmatch(self.article_path, parts.path)))

    def is_listing(self, response: Response) -> bool:
        """Whether an answer to a request for an article is a listing page: never, where addresses tell."""
        return False

    def items(self, response: Response) -> Iterator[ListItem]:
        """The items of a listing page in order."""
        if not isinstance(response, TextResponse) or not self.item_css:
            return
        base = _base_url(response)
        for selector in response.css(self.item_css):
            element: Element = selector.root
            dates = selector.css(self.item_date_css) if self.item_date_css else []
            dated = dates[0].root if dates else None
            item = list_item(element, base, dated)
            if item and self.addresses.owns(item.url) and self.is_article(self.canonical(item.url)):
                yield item

    def has_more(self, response: Response, number: int) -> bool:
        """Whether a listing's page says that another follows it."""
        return any(n > number for n, _ in self._pager_links(response))

    def page_address(self, response: Response, listing: str, number: int) -> str | None:
        """The address of a further page of a listing, made from any link of the pager."""
        for found, href in self._pager_links(response):
            match = self.pager.search(href)
            assert match
            return f"{href[: match.end()]}{number}{href[match.end() + len(str(found)) :]}"
        return None

    def _pager_links(self, response: Response) -> list[tuple[int, str]]:
        """(page number, address) of the links that turn the pages of the listing at hand."""
        if not isinstance(response, TextResponse):
            return []
        base, found = _base_url(response), []
        for href in map(unescape, hrefs(response.text)):
            if not self.pager.search(href) or not (url := absolute(base, href)):
                continue
            match = self.pager.search(url)
            number = re.match(r"\d+", url[match.end() :]) if match else None
            if match and number and self._listing_of(url[: match.start()]) == self._listing_of(response.url):
                found.append((int(number[0]), url))
        return found

    def _listing_of(self, url: str) -> str:
        """What all pages of one listing have in common."""
        match = self.pager.search(url)
        return self.canonical(url[: match.start()] if match else url).split("?")[0].rstrip("/")

    def _declared(self, response: Response, final: str) -> str | None:
        """The canonical address that a page declares, if it can be one of the article at the address ``final``.

        Many templates declare the front page, or one article for all: on a page that has an address of its own, only
        another way to the same name is believed.
        """
        url = _head_link(response, "canonical")
        page = self.canonical(url) if url else ""
        if not self.is_article(page) or self.addresses.numbered(page):
            return None
        own = self.is_article(final) and not self.addresses.numbered(final)
        return page if not own or self.addresses.same_name(page, final) else None


def _head_link(response: Response, rel: str) -> str | None:
    return head_link(response.text, rel, response.url) if isinstance(response, TextResponse) else None


def in_words(failure: Failure) -> str:
    """What went wrong below HTTP; Twisted wraps the cause of a broken connection in lists of objects."""
    message = failure.getErrorMessage().splitlines()[:1]
    return message[0] if message and "<twisted" not in message[0] else "the connection was cut off"


def _base_url(response: TextResponse) -> str:
    """What the links of a page are relative to."""
    if "<base" not in response.text and "<BASE" not in response.text:
        return response.url
    base = response.xpath("//base/@href").get()
    return (absolute(response.url, base) or response.url) if base else response.url


def header_pairs(headers: Any) -> tuple[tuple[str, str], ...]:
    """Scrapy's headers as a record keeps them."""
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1")) for name, values in headers.items() for value in values
    )
