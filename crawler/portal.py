"""The base of every spider: listing pages → article pages → captures.

A portal is a subclass with a name and a handful of facts; what portals of one platform share stands
between (``spiders/platforms``). What to ask for is decided in ``asking``; what a page says, in ``extract``.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import UTC, datetime, timedelta
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

from crawler.asking import NOT_MODIFIED, NOT_THERE, Asking
from crawler.extract import Rules
from crawler.fetch import named, sitemaps
from crawler.fetch.addresses import Forms, Site
from crawler.fetch.answers import base_url, header_pairs, link_in_head
from crawler.fetch.attachments import AttachmentQueue
from crawler.fetch.failures import ROBOTS_FORBID, Elsewhere, Stopped, Trapped, in_words
from crawler.fetch.hints import Hints
from crawler.fetch.items import ListItem, list_item
from crawler.fetch.links import absolute, hrefs
from crawler.fetch.listing import ListingRead
from crawler.fetch.pager import Pager
from crawler.fetch.scripted import href_of, label_of
from crawler.fetch.traps import Traps
from crawler.fetch.turning import Turning, further_address, turning
from crawler.fetch.validators import Conditional
from crawler.survey.repeated import listed
from storage.learned import Validator, hints, validators
from storage.records import Absence, Capture, NotModified
from storage.store import Store

MOST_LISTING_PAGES = 500
# A portal of which this many requests, each tried three times, brought nothing is down. Later on so many without an
# answer in a row, or so many errors of the server's, are reason to look whether it still is there.
GIVE_UP, LOOK_SILENT, LOOK_BROKEN = 3, 5, 30


class PortalSpider(Spider):
    """A portal: ``name``, ``host``, ``site`` and ``listings`` at least.

    Attributes:
        host: the portal's host; ``aliases``: other hosts that serve the same pages.
        site: what the portal is called, for people.
        platform: the CMS it runs on; ``signs``: patterns that its pages have and those of others have not.
        listings: paths of its listing pages; an entry page that only links to them counts too, and where no page lists
            the news, a feed or a sitemap that no page declares.
        rules: what is known of its markup, the portal's own first.
        forms: in what forms its platform writes the address of one page.
        article_path: what the path of an article looks like (a pattern that must match all of it).
        item_css: elements of a listing page that each hold one item; item_date_css: its date, inside. Where nobody said
            it, the items are the links that look alike and read like titles.
        pager: what stands before a page number in the address of a listing's further pages; where nobody said it, the
            links that turn the pages are known by their addresses and words.
        further: where no link turns them, what stands behind a listing's address in that of its further pages.
    """

    host: ClassVar[str]
    site: ClassVar[str]
    platform: ClassVar[str] = ""
    signs: ClassVar[tuple[str, ...]] = ()
    listings: ClassVar[tuple[str, ...]]
    aliases: ClassVar[tuple[str, ...]] = ()
    scheme: ClassVar[str] = "http"
    allowed_domains: ClassVar[list[str]]
    rules: ClassVar[tuple[Rules, ...]] = ()
    forms: ClassVar[Forms] = Forms()
    article_path: ClassVar[str] = r"/.+"
    item_css: ClassVar[str] = ""
    item_date_css: ClassVar[str] = ""
    pager: ClassVar[re.Pattern[str] | None] = None
    further: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Refuses a portal that lacks a fact, with a sentence."""
        super().__init_subclass__(**kwargs)
        if "name" not in cls.__dict__:
            return  # a platform
        for fact in ("host", "site", "listings"):
            if not getattr(cls, fact, None):
                raise TypeError(f"The portal {cls.name!r} ({cls.__module__}) has no `{fact}`: add it to the class.")
        try:
            re.compile(cls.article_path)
        except re.error as error:
            told = f"The portal {cls.name!r}: `article_path` is no pattern: {cls.article_path!r} ({error})."
            raise TypeError(told) from error
        # What Scrapy's offsite filter goes by: with a host, those below it.
        cls.allowed_domains = [host.removeprefix("www.").partition(":")[0] for host in (cls.host, *cls.aliases)]
        if "@" in cls.host or "/" in cls.host:
            raise TypeError(f"The portal {cls.name!r}: `host` is a host name, not an address: {cls.host!r}.")

    def __init__(self, *args: Any, full: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.full = full
        self.started = datetime.now(UTC)
        self.addresses = Site(self.scheme, self.host, self.aliases, self.forms)
        self.store: Store | None = None
        self.asking = Asking(self)
        self.hints = Hints(self.addresses, self.canonical, self.asking, self.started)
        # What the listings read so far say of pages, by canonical address.
        self.listed: dict[str, ListItem] = {}
        self.answered = False
        # The first listing page that came, and the address off the portal that it leads to: whose portal is it?
        self.front: Capture | None = None
        self.leads_away: str | None = None
        self.failures = 0
        # Since the last page that came: requests without an answer, and errors of the server's.
        self.silent = self.broken = 0
        self.probing = False
        self.traps = Traps()
        self.closing: asyncio.Future[None] | None = None
        self._captured: set[str] = set()
        self._linked: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> PortalSpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._idle, signals.spider_idle)
        crawler.signals.connect(spider._received, signals.response_received)
        if crawler.settings.getbool("GIAOBAN_ATTACHMENTS"):
            limit = crawler.settings.getint("GIAOBAN_ATTACHMENT_LIMIT")
            spider.asking.attachments = AttachmentQueue(cls.name, cls.allowed_domains, limit)
        spider.asking.sweep_every = timedelta(days=crawler.settings.getint("GIAOBAN_SWEEP_DAYS"))
        spider.asking.due_most = crawler.settings.getint("GIAOBAN_RECHECK_PAGES")
        spider.hints.wanted = crawler.settings.getbool("GIAOBAN_SITEMAPS")
        database = Path(crawler.settings["GIAOBAN_HOME"]) / "articles.db"
        if database.exists():
            spider.store = Store(database, readonly=True)
            if crawler.settings.getbool("GIAOBAN_CONDITIONAL"):
                spider.asking.conditional = Conditional(validators(spider.store, cls.name), spider.started)
            spider.hints.known = hints(spider.store, cls.name)
            crawler.signals.connect(spider.store.close, signals.spider_closed, weak=False)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        for request in self.asking.first():
            yield request

    def _received(self, response: Response) -> None:
        """Scrapy reads robots.txt itself; the sitemaps that it names are for us."""
        if urlsplit(response.url).path == "/robots.txt":
            self.hints.robots(response)

    def _idle(self) -> None:
        requests = self.asking.last() if self.crawler.engine else []
        for request in requests:
            assert self.crawler.engine
            self.crawler.engine.crawl(request)
        if requests:
            raise DontCloseSpider

    # -- what an answer gives -----------------------------------------------------------------------

    def parse_page(
        self, response: Response, item: ListItem, page: str, validator: Validator | None = None
    ) -> Iterator[Any]:
        """An article page, or what was taken for one: captured whatever it is, unless it is not there or (asked with a
        ``validator``) as it was."""
        self.silent = self.broken = 0
        if response.status == NOT_MODIFIED and validator and response.request:
            self.answered = True
            yield NotModified(self.name, page, datetime.now(UTC), validator)
            yield from self.asking.not_modified(response.request, page, validator)
            return
        final = self.canonical(response.url)
        if response.status in NOT_THERE:
            yield Absence(self.name, page, datetime.now(UTC), f"HTTP {response.status}")
            return
        if final != page and not self.is_article(final):
            yield Absence(self.name, page, datetime.now(UTC), f"it leads to {response.url}")
            return
        if self.is_listing(response):
            yield from self.parse_listing(response, 1, None)
            return
        self.asking.came(page)
        if short := link_in_head(response, "shortlink"):
            self.asking.asked.add(self.canonical(short))
        shown = self._declared(response, final) or final
        if shown != page:
            # Of a page that is known it is told; an address that never was one is not asked for in every crawl.
            how = "has moved" if final != page and self.store and self.store.page(page) else "leads"
            yield Absence(self.name, page, datetime.now(UTC), f"it {how} to {shown}")
        if shown == page or shown not in self._captured:
            self.asking.asked.add(shown)
            self._captured.add(shown)
            yield self.capture(response, item, shown)
        yield from self.follow_links(response)

    def parse_listing(self, response: Response, number: int, read: ListingRead | None) -> Iterator[Any]:
        """A page of a listing: its items, the next page to read, and links to pages yet unknown.

        @listing
        """
        self.answered = True
        self.silent = self.broken = 0
        if named.kind_of(response.body):
            yield from self._parse_named(response)
            return
        self.front = self.front or self.capture(response, ListItem(response.url), self.canonical(response.url))
        items = list(self.items(response)) if response.status == 200 else []
        assert self.crawler.stats
        self.crawler.stats.inc_value("giaoban/items", len(items) or self._articles_named(response))
        addresses = [self.canonical(item.url) for item in items]
        self.listed |= zip(addresses, items, strict=True)
        for item in items:
            yield from self.asking.consider(item)
        yield from self.follow_links(response)
        yield from self.hints.declared(response)
        read = read or self.asking.open_listing(response.url)
        more = bool(items) and self.has_more(response, number)
        following = read.walk.feed(number, addresses, more=more)
        if following is None:
            for page in read.walk.vanished:
                yield from self.asking.article(ListItem(page), page)
        elif following > MOST_LISTING_PAGES:
            self.crawler.stats.set_value("giaoban/endless", read.url)
        elif address := self.page_address(response, read.url, following):
            if following > number + 1 and address == self.page_address(response, read.url, number + 1):
                following = read.walk.one_by_one()  # whichever page is wanted, a link leads to the next one alone
            if following:
                yield self.asking.listing(address, following, read)

    def _parse_named(self, response: Response) -> Iterator[Any]:
        """A listing that is no page but a feed or a sitemap, which has no order to be read by: all that it names."""
        assert self.crawler.stats
        index = sitemaps.read(response.body)
        further = len(index.entries) if index and index.kind == "index" else 0
        self.crawler.stats.inc_value("giaoban/items", further or len(list(self.items(response))))
        yield from self.hints.listing(response)

    def follow_links(self, response: Response) -> Iterator[Any]:
        """Links to articles that are not in the archive yet, wherever on a page of the portal they stand."""
        for url in self._links(response):
            yield from self.asking.linked(url)

    def _links(self, response: Response) -> Iterator[str]:
        """The addresses that a page links to and that no page before it did."""
        if not isinstance(response, TextResponse):
            return
        base = base_url(response)
        for href in hrefs(response.text):
            # What begins so means the same on every page; most of a portal's links are its menus.
            if href.startswith(("/", "http")):
                if href in self._linked:
                    continue
                self._linked.add(href)
            if url := absolute(base, unescape(href)):
                yield url

    def _articles_named(self, response: Response) -> int:
        """How many links of a listing page lead to articles, of a portal of which nobody said what its items are."""
        if self.item_css or not isinstance(response, TextResponse):
            return 0
        base = base_url(response)
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

    def failed(self, failure: Failure) -> Iterator[Absence | Request]:
        """A request that brought nothing: counted, and told in the report with its first example."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy puts it there
        error, what = failure.value, in_words(failure)
        assert self.crawler.stats
        if isinstance(error, Elsewhere) and "redirect_urls" in request.meta:
            self.leads_away = self.leads_away or request.url
        if isinstance(error, Elsewhere) and "redirect_urls" in request.meta and "page" in request.cb_kwargs:
            yield Absence(self.name, request.cb_kwargs["page"], datetime.now(UTC), f"it leads to {request.url}")
            return
        if isinstance(error, Stopped | Trapped) or what == ROBOTS_FORBID:
            self.crawler.stats.inc_value("giaoban/forbidden", what == ROBOTS_FORBID)
            return
        self.crawler.stats.inc_value("giaoban/errors")
        if not self.crawler.stats.get_value("giaoban/first_error"):
            self.crawler.stats.set_value("giaoban/first_error", f"{request.url}: {what}")
        self.logger.warning("no answer from %s: %s", request.url, what)
        self.failures += 1
        self.broken += isinstance(error, HttpError) and error.response.status >= 500
        self.silent += not isinstance(error, IgnoreRequest)
        if not self.answered and self.failures >= GIVE_UP:
            self.stop("no answer")
        elif self.silent >= LOOK_SILENT or self.broken >= LOOK_BROKEN:
            yield from self._look_whether_down()

    def _look_whether_down(self) -> Iterator[Request]:
        """Failures in a row: of a portal that went down, or of bad pages, which are tried again at the end."""
        self.silent = self.broken = 0
        if not self.probing:
            self.probing = True
            yield Request(
                self.listing_addresses()[0], callback=self._is_up, errback=self._is_down, priority=20, dont_filter=True
            )

    def _is_up(self, response: Response) -> None:
        self.probing = False

    def _is_down(self, failure: Failure) -> None:
        self.logger.error("the portal is down: %s", in_words(failure))
        self.stop("no answer")

    def came(self, page: str, kind: str) -> None:
        """Told what the archive made of a page; see ``storage.records.Outcome``."""
        self.traps.told(page, kind)

    def stop(self, reason: str) -> None:
        """Ends this portal's crawl in order: what is under way comes to its end, nothing more is asked."""
        if self.crawler.engine and self.crawler.engine.spider:
            self.closing = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason=reason))

    # -- what a platform may say otherwise -----------------------------------------------------------

    @classmethod
    def listing_addresses(cls) -> list[str]:
        """What to ask for its listing pages, in the order of ``listings``."""
        return [urljoin(f"{cls.scheme}://{cls.host}/", path) for path in cls.listings]

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
        """The items of a listing page in order; of a feed or a sitemap, the pages that it names."""
        found: Iterable[ListItem] = named.items_of(response.body, response.url)
        if not found:
            found = self._marked(response) if self.item_css else self.alike(response)
        yield from (item for item in found if self._is_article_at(item.url))

    def alike(self, response: Response) -> list[ListItem]:
        """The items of a listing page by what they are: links that look alike and read like titles."""
        tree = _tree(response)
        return [] if tree is None else listed(tree, base_url(response), self.started, self._is_article_at)

    def _marked(self, response: Response) -> Iterator[ListItem]:
        if _tree(response) is None:
            return
        base = base_url(response)
        for selector in response.css(self.item_css):
            element: Element = selector.root
            dates = selector.css(self.item_date_css) if self.item_date_css else []
            if item := list_item(element, base, dates[0].root if dates else None):
                yield item

    def _is_article_at(self, url: str) -> bool:
        return self.addresses.owns(url) and self.is_article(self.canonical(url))

    def has_more(self, response: Response, number: int) -> bool:
        """Whether a listing's page says that another follows it."""
        if self.pager is None:
            turned = self._turning(response)
            return turned.has_more(number) or bool(self.further and not turned.numbered)
        return Pager(self.pager, self.canonical).has_more(response, number)

    def page_address(self, response: Response, listing: str, number: int) -> str | None:
        """The address of a further page of a listing, made from any link of the pager."""
        if self.pager is None:
            told = self._turning(response).address(number)
            return told or (further_address(listing, self.further, number) if self.further else None)
        return Pager(self.pager, self.canonical).address(response, number)

    def _turning(self, response: Response) -> Turning:
        tree = _tree(response)
        if tree is None:
            return Turning()
        base = base_url(response)
        links = ((label_of(link), absolute(base, href_of(link))) for link in tree.iter("a"))
        return turning(((text, url) for text, url in links if url), response.url)

    def _declared(self, response: Response, final: str) -> str | None:
        """The canonical address that a page declares, if it can be one of the article at the address ``final``.

        Many templates declare the front page, or one article for all: on a page that has an address of its own, only
        another way to the same name is believed.
        """
        url = link_in_head(response, "canonical")
        page = self.canonical(url) if url else ""
        if not self.is_article(page) or self.addresses.numbered(page):
            return None
        own = self.is_article(final) and not self.addresses.numbered(final)
        return page if not own or self.addresses.same_name(page, final) else None


def _tree(response: Response) -> Element | None:
    """The tree of a page; None for what has none."""
    root = response.selector.root if isinstance(response, TextResponse) else None
    return root if isinstance(root, Element) else None
