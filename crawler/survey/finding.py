"""Where a portal lists its news: the front page, what its menus lead to, and how what is listed there is addressed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from lxml.etree import _Element as Element

from crawler.extract.challenge import challenge
from crawler.extract.decode import decode
from crawler.extract.document import parse
from crawler.fetch.addresses import Site
from crawler.fetch.turning import is_further_page
from crawler.survey.menus import MenuLink, menu_links
from crawler.survey.repeated import Record, lists
from crawler.survey.shapes import article_path
from crawler.visit import Ask, NoAnswer
from storage.records import Capture

# Pages of listings that are asked for: enough to see what is alike, and no burden for a small server.
LISTINGS = 12
# What stands on most of the pages looked at is no listing's own.
_COMMON = 0.6
_MANY_PAGES = 4
# So many articles must be linked before anybody can say that this is where news is.
FEWEST_ARTICLES = 2


class SurveyError(Exception):
    """A portal of which nothing can be made; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it came; `root` is its tree, None where it is no HTML."""

    capture: Capture
    text: str
    root: Element | None

    @property
    def url(self) -> str:
        return self.capture.url


def read(capture: Capture) -> Page:
    """A capture as a page."""
    text = decode(capture.body, capture.header("Content-Type"))
    document = parse(text) if text.strip() else None
    return Page(capture, text, document.root if document else None)


@dataclass(frozen=True, slots=True)
class Listing:
    """A listing: its address and name, the items seen there; none of one that was not looked at."""

    url: str
    name: str
    items: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What the listings alone tell, before any article is looked at. `pages`: those asked for, by canonical address."""

    site: Site
    listings: tuple[Listing, ...]
    pages: Mapping[str, Page]
    article_path: str

    @property
    def items(self) -> list[Record]:
        """What all lists lead to, each once."""
        unique = {self.site.canonical(item.url): item for listing in self.listings for item in listing.items}
        return list(unique.values())

    @property
    def paths(self) -> list[str]:
        """The canonical paths of these."""
        return [urlsplit(self.site.canonical(item.url)).path for item in self.items]


async def find_listings(ask: Ask, url: str) -> Found:
    """The front page and the pages that its menus lead to: which of them list articles, and how those are addressed.

    Raises:
        NoAnswer: the front page cannot be had.
        SurveyError: no list of articles is found.
    """
    front = read(await ask(url))
    if front.root is None:
        raise SurveyError(f"{url} is no web page ({front.capture.header('Content-Type') or 'of no type'}).")
    parts = urlsplit(front.url)
    site = Site(parts.scheme, parts.netloc)
    menu = [link for link in menu_links(front.root, front.url, site.owns) if link.score > 0]
    pages, names = {site.canonical(front.url): front}, {site.canonical(front.url): "front page"}
    for link in menu[: 2 * LISTINGS]:
        address = site.canonical(link.url)
        if address in pages or len(pages) > LISTINGS or _turns(link, pages):
            continue
        with suppress(NoAnswer):  # menus have broken links by the dozen
            pages[address] = read(await ask(link.url))
            names[address] = link.name
    listings = _lists_of(pages, names, site)
    listed = {site.canonical(item.url) for listing in listings for item in listing.items}
    unseen = [
        Listing(address, link.name)
        for link in menu
        if (address := site.canonical(link.url)) not in pages and address not in listed and not _turns(link, pages)
    ]
    found = Found(site, (*listings, *_alike(unseen, listings)), pages, "")
    path = article_path(found.paths, [urlsplit(listing.url).path for listing in found.listings])
    if (path is None or len(found.items) < FEWEST_ARTICLES) and (check := challenge(front.capture.body)):
        raise SurveyError(f"{front.url} is no page of the portal but {check}: it is not read by programs.")
    if path is None or len(found.items) < FEWEST_ARTICLES:
        raise SurveyError(
            f"No list of articles was found on {front.url} and {len(pages) - 1} pages that its menus lead to. If the "
            "portal has news, give the address of the page that lists it; what scripts alone put there cannot be read."
        )
    return replace(found, article_path=path)


def _turns(link: MenuLink, pages: Mapping[str, Page]) -> bool:
    """Whether a link leads to a further page of one that was looked at."""
    return any(is_further_page(link.url, page.url) for page in pages.values())


def _lists_of(pages: Mapping[str, Page], names: Mapping[str, str], site: Site) -> list[Listing]:
    """Those of the pages that list articles of their own: what most pages show is the portal's frame."""
    groups = {
        address: lists(page.root, page.url, page.capture.fetched_at, site.owns) if page.root is not None else []
        for address, page in pages.items()
    }
    shown = Counter(url for found in groups.values() for url in {record.url for group in found for record in group})
    most = _COMMON * len(pages) if len(pages) >= _MANY_PAGES else len(pages)
    listings = []
    for address, found in groups.items():
        own = (tuple(record for record in group if shown[record.url] <= most) for group in found)
        if best := next((group for group in own if group), None):
            listings.append(Listing(address, names[address], best))
    # What one of them lists is an article, though menus (or the day beside it) lead to it, and others beside it.
    items = {listing.url: {site.canonical(item.url) for item in listing.items} for listing in listings}
    return [
        listing
        for listing in listings
        if not any(listing.url in listed for url, listed in items.items() if url != listing.url)
    ]


def _alike(unseen: Sequence[Listing], listings: Sequence[Listing]) -> list[Listing]:
    """What menus lead to and was not looked at, addressed as the listings are."""
    shapes = {_outline(listing.url) for listing in listings if urlsplit(listing.url).path.strip("/")}
    unique = {listing.url: listing for listing in unseen if _outline(listing.url) in shapes}
    return list(unique.values())


def _outline(url: str) -> tuple[int, str]:
    parts = urlsplit(url).path.strip("/").split("/")
    return len(parts), parts[0] if len(parts) > 1 else ""
