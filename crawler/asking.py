"""What one run asks of a portal: which listings and pages, each once, and for what reason.

When a known page is due is said in ``fetch.recheck``; what an answer gives, in ``portal``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from scrapy import Request

from crawler.extract.text import words
from crawler.fetch.attachments import AttachmentQueue
from crawler.fetch.depth import SWEEP_EVERY, plan
from crawler.fetch.items import ListItem
from crawler.fetch.listing import ListingRead, ListingWalk
from crawler.fetch.recheck import DUE_MOST, due, newest, young
from crawler.fetch.validators import Conditional
from storage.learned import Validator, readings
from storage.store import PageState, Store

if TYPE_CHECKING:
    from crawler.portal import PortalSpider

# A portal that links more unknown pages than this in one run is lost in a calendar or a search form;
# the next run goes on where this one stopped.
MOST_PAGES = 5000
# Answers that say, as HTTP means it, that a page is not there.
NOT_THERE = [404, 410]
# The answer that says that a page is as it was when it was asked for before.
NOT_MODIFIED = 304


class Asking:
    """The requests of one run at one portal.

    Attributes:
        asked: canonical addresses that were asked for.
        listings_read: the listings as this run reads them.
        found_new: whether a page came that was not known.
        attachments: the files that are asked for; None where they are not wanted.
        sweep_every: how often a listing is read to its end, at first. due_most: how many known pages are looked at
            again for their age alone.
        conditional: which known pages are asked for only if they have changed; none until the archive has told.
    """

    def __init__(self, portal: PortalSpider) -> None:
        self.portal = portal
        self.asked: set[str] = set()
        self.listings_read: list[ListingRead] = []
        self.found_new = False
        self._unknown: set[str] = set()
        self.attachments: AttachmentQueue | None = None
        self.sweep_every = SWEEP_EVERY
        self.due_most = DUE_MOST
        self.conditional = Conditional({}, portal.started)
        # Addresses that name an article by number alone: asked for at the end, if its own address was not found.
        self._numbered: dict[str, str] = {}
        self._rechecked_young = False

    @property
    def _store(self) -> Store | None:
        return self.portal.store

    # -- a run, from its beginning to its end ---------------------------------------------------------

    def first(self) -> Iterator[Request]:
        """The entry pages, the listings known from earlier runs, and the pages that are due by their age."""
        portal = self.portal
        for url in portal.listing_addresses():
            if request := self.listing(url):
                yield request
        for listing in self._store.listings(portal.name) if self._store else ():
            # One that was found on the way may go again; one of the portal's facts that goes is an error.
            if request := self.listing(portal.address(listing.url), found=True):
                yield request
        states = list(self._store.pages(portal.name)) if self._store else []
        for state in states if portal.full else [*newest(states), *due(states, portal.started, self.due_most)]:
            yield from self._again(state)

    def last(self) -> list[Request]:
        """When all is read and stored: what only a number leads to is asked for, the sitemaps are read, what a portal
        that lies called not modified is fetched, a portal that has published is looked at again where edits come, and
        then the files are asked for that its articles offer."""
        numbered, self._numbered = self._numbered, {}
        requests = [request for url in numbered.values() for request in self.consider(ListItem(url))]
        if not requests and self.portal.answered:
            requests = list(self.portal.hints.roots(full=self.portal.full))
        if self._store and not requests:
            requests = self._doubtful(self._store) or self._young(self._store) or self._attachments(self._store)
        return requests

    def _doubtful(self, store: Store) -> list[Request]:
        states = (store.page(page) for page in self.conditional.doubtful())
        return [self._article_request(state.fetched_url, state.url) for state in states if state]

    def _young(self, store: Store) -> list[Request]:
        if self._rechecked_young or not self.found_new:
            return []
        self._rechecked_young = True
        unasked = (state for state in store.pages(self.portal.name) if state.url not in self.asked)
        return [request for state in young(unasked, self.portal.started) for request in self._again(state)]

    def _attachments(self, store: Store) -> list[Request]:
        if self.attachments is None or not self.portal.answered:
            return []
        portal, limit = self.portal, self.attachments.limit
        urls = store.attachments_to_fetch(portal.name, since=portal.started, limit=limit, again=portal.full)
        request = self.attachments.start(urls)
        return [request] if request else []

    # -- pages ----------------------------------------------------------------------------------------

    def linked(self, url: str) -> Iterator[Request]:
        """For a link that stands anywhere on a page of the portal."""
        page = self.portal.canonical(url)
        if page in self.asked or not self.portal.addresses.owns(url):
            return
        if self.portal.addresses.numbered(page):
            self._numbered.setdefault(page, url)
        else:
            yield from self.consider(ListItem(url))

    def consider(self, item: ListItem) -> Iterator[Request]:
        """A request for an item that is unknown, or of which the listing says something new."""
        page = self.portal.canonical(item.url)
        if page in self.asked or not self.portal.is_article(page):
            return
        state = self._store.page(page) if self._store else None
        if self._store and state is None and self._store.listing(page):
            if request := self.listing(self.portal.address(item.url), found=True):
                yield request
        elif state is None:
            self._unknown.add(page)
            yield from self.article(item, page)
        elif item.title and state.listed_title and words(item.title) != words(state.listed_title):
            yield from self.article(item, page)

    def looked_at(self, pages: list[str]) -> dict[str, datetime]:
        """When those of these pages that show an article were last looked at."""
        wanted = set(pages)
        states = self._store.pages(self.portal.name) if self._store else ()
        return {
            state.url: state.last_checked
            for state in states
            if state.url in wanted and state.article_id is not None and state.status == "live"
        }

    def again(self, page: str) -> Iterator[Request]:
        """The request for a known page that may have changed."""
        state = self._store.page(page) if self._store else None
        if state:
            yield from self._again(state)

    def _again(self, state: PageState) -> Iterator[Request]:
        if state.article_id is None and self.portal.addresses.numbered(state.url):
            return  # it led elsewhere: its article is looked at there
        yield from self.article(ListItem(state.fetched_url), state.url, None if self.portal.full else state)

    def article(self, item: ListItem, page: str, known: PageState | None = None) -> Iterator[Request]:
        """The request for an article page, once a run; of one that is ``known``, only if it has changed, where the
        portal can be believed in that."""
        if page in self.asked or len(self.asked) >= MOST_PAGES:
            return
        self.asked.add(page)
        request = self._article_request(item.url, page, item)
        if known and (validator := self.conditional.of(known)):
            request.headers.update(self.conditional.headers(known))
            request.meta["handle_httpstatus_list"] = [*NOT_THERE, NOT_MODIFIED]
            request.cb_kwargs["validator"] = validator
        yield request

    def came(self, page: str) -> None:
        """Takes note that a page came; one that never comes, whatever links to it, is no news."""
        self.found_new = self.found_new or page in self._unknown

    def not_modified(self, request: Request, page: str, validator: Validator) -> Iterator[Request]:
        """For a page that is as it was, as the portal says: now and then it is fetched all the same, to see."""
        if self.conditional.not_modified(page, validator):
            yield self._article_request(request.url, page)

    def _article_request(self, url: str, page: str, item: ListItem | None = None) -> Request:
        return Request(
            self.portal.address(url),
            callback=self.portal.parse_page,
            errback=self.portal.failed,
            cb_kwargs={"item": item or ListItem(url), "page": page},
            meta={"handle_httpstatus_list": NOT_THERE},
            dont_filter=True,
        )

    # -- listings -------------------------------------------------------------------------------------

    def listing(
        self, url: str, number: int = 1, read: ListingRead | None = None, *, found: bool = False
    ) -> Request | None:
        """The request for a page of a listing; its first page (``read`` is None) once a run.

        ``found``: it is not one of the portal's facts, so it may be gone.
        """
        page = self.portal.canonical(url)
        if read is None:
            if page in self.asked:
                return None
            self.asked.add(page)
        return Request(
            url,
            callback=self.portal.parse_listing,
            errback=self.portal.failed,
            cb_kwargs={"number": number, "read": read},
            meta={"handle_httpstatus_list": NOT_THERE if read or found else []},
            priority=10,  # listings first: what they say decides what else is asked
            dont_filter=True,
        )

    def open_listing(self, url: str) -> ListingRead:
        """Begins the reading of the listing at an address, whose first page is at hand."""
        page = self.portal.canonical(url)
        known = self._store.listing(page) if self._store else None
        past = readings(self._store, page) if self._store and known else []
        how = plan(
            past, known.swept_at if known else None, self.portal.started, asked=self.portal.full, every=self.sweep_every
        )
        walk = ListingWalk(
            known.items if known else (),
            page_size=(known.page_size or 0) if known else 0,
            full=how.full,
            depth=how.depth,
            most=how.most,
        )
        read = ListingRead(page, walk, how)
        self.listings_read.append(read)
        return read
