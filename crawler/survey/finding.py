"""Where a portal lists its news: the front page, what its menus lead to, what feeds and sitemaps tell of; and how
what is listed there is addressed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from crawler.extract import extract
from crawler.extract.challenge import challenge
from crawler.extract.verdict import not_a_page
from crawler.fetch import feeds
from crawler.fetch.addresses import Site
from crawler.fetch.items import ListItem
from crawler.fetch.links import absolute
from crawler.fetch.turning import is_further_page
from crawler.survey.found import Found, Listing, Page, SurveyError, read
from crawler.survey.hinting import told_by
from crawler.survey.menus import menu_links
from crawler.survey.repeated import FEW, Record, lists
from crawler.survey.shapes import article_path
from crawler.survey.told import Source, Told
from crawler.visit import Ask, NoAnswer

# Pages of listings that are asked for: enough to see what is alike, and no burden for a small server.
LISTINGS = 12
# Some menus have broken links by the dozen.
LOOKS = 16
# Menus that lead to fewer listings may be made by scripts: what else tells of listings is asked, and so many of those.
FEW_LISTINGS = 3
TOLD_LISTINGS = 6
# What stands on most of the pages looked at is no listing's own.
_COMMON = 0.6
_MANY_PAGES = 4
# A list of which fewer are addressed as the articles that feeds and sitemaps name is one of something else.
_ALIKE = 0.5
# What was not looked at is taken for a listing where more than so many of what is so addressed are.
_GOOD = 0.7
# So many articles must be linked before anybody can say that this is where news is.
FEWEST_ARTICLES = 2


async def find_listings(ask: Ask, url: str) -> Found:
    """The front page, the pages that its menus lead to, and, where these list little, those of which feeds, sitemaps
    and interfaces tell: which of them list articles, and how those are addressed.

    Raises:
        NoAnswer: the front page cannot be had.
        SurveyError: no list of articles is found.
    """
    front = await _front(ask, url)
    parts = urlsplit(front.url)
    seen = _Seen(ask, Site(parts.scheme, parts.netloc), front)
    assert front.root is not None
    links = [link for link in menu_links(front.root, front.url, seen.site.owns) if link.score > 0]
    for link in links:
        if len(seen.pages) <= LISTINGS and len(seen.looks) < LOOKS and not _turns(link.url, seen.pages):
            await seen.look(link.url, link.name)
    named = [(link.url, link.name) for link in links if link.linked and not _turns(link.url, seen.pages)]
    listings = _lists_of(seen)
    if len(listings) < FEW_LISTINGS:
        told = await told_by(ask, front.capture, front.text, seen.site)
        listings = await _with_told(seen, listings, told)
        named += [(one.url, one.name) for one in told.lists if one.said]
    found = Found(seen.site, (*listings, *_unseen(seen, named, listings)), seen.pages)
    path = "" if found.by_parameters else article_path(found.paths, [urlsplit(one.url).path for one in found.listings])
    if path is not None and len(found.items) >= FEWEST_ARTICLES:
        return replace(found, article_path=path)
    raise SurveyError(_nothing_found(front, len(seen.pages)))


async def _front(ask: Ask, url: str) -> Page:
    front = read(await ask(url))
    media = front.capture.header("Content-Type")
    if reason := not_a_page(front.capture.body, media):
        raise SurveyError(f"{url}: {reason}.")
    if front.root is None:
        told = "Give the portal's front page: feeds and sitemaps are found from there."
        raise SurveyError(f"{url} is no web page ({media or 'of no type'}). {told}")
    return front


def _nothing_found(front: Page, pages: int) -> str:
    """Why nothing can be made of a portal, in words."""
    if check := challenge(front.capture.body):
        return f"{front.url} is no page of the portal but {check}: it is not read by programs."
    reason = extract(front.capture).not_article
    said = f" ({reason})" if reason else ""
    return (
        f"No list of articles was found on {front.url}{said} and {pages - 1} pages that its menus lead to, nor a "
        "feed or a sitemap that names any. If the portal has news, give the address of the page that lists it; what "
        "scripts alone put there cannot be read."
    )


class _Seen:
    """The pages that were asked for, by canonical address; how each was asked for, and what it is called.

    ``looks``: what was asked for, whether there was an answer or none.
    """

    def __init__(self, ask: Ask, site: Site, front: Page) -> None:
        self.site = site
        self.pages: dict[str, Page] = {}
        self.called: dict[str, tuple[str, str]] = {}
        self.looks: list[str] = []
        self._ask = ask
        self.take(front.url, front, "front page")

    async def look(self, url: str, name: str) -> Page | None:
        """The page at an address, if it is one that was not seen; menus have broken links by the dozen."""
        if self.site.canonical(url) in self.pages:
            return None
        self.looks.append(self.site.canonical(url))
        with suppress(NoAnswer):
            page = read(await self._ask(url))
            if self.site.canonical(page.url) not in self.pages:
                self.take(url, page, name)
                return page
        return None

    def take(self, url: str, page: Page, name: str) -> None:
        canonical = self.site.canonical(url)
        self.pages[canonical], self.called[canonical] = page, (self.site.request(url), name)

    def listing(self, canonical: str, items: Iterable[ListItem]) -> Listing:
        """A page of these as a listing."""
        return Listing(canonical, *self.called[canonical], tuple(items))


async def _with_told(seen: _Seen, listings: Sequence[Listing], told: Told) -> list[Listing]:
    """The listings that menus lead to, and those that other sources tell of: pages that list such articles as they
    name, and the feeds or sitemaps that no crawl would come to by itself, or that are all there is."""
    shown = [_linked(page, seen.site) for page in seen.pages.values()]
    asked = 0
    for one in told.lists:
        if asked == TOLD_LISTINGS or not seen.site.owns(one.url):
            continue
        asked += 1
        if page := await seen.look(one.url, one.name):
            links = _linked(page, seen.site)
            if links in shown:  # whatever is asked for, some portals answer with their front page
                del seen.pages[seen.site.canonical(one.url)]
            shown.append(links)
    known = {listing.url for listing in listings}
    pages = [one for one in _lists_of(seen) if one.url in known or len(one.items) >= FEW]
    alike = [one for one in pages if _share(one.items, told, seen.site) >= _ALIKE]
    # Where nothing is listed that they name, they may be of something else.
    found = alike or [one for one in pages if one.url in known]
    return [*found, *_in_place_of_pages(seen, found, told.sources)]


def _linked(page: Page, site: Site) -> frozenset[str]:
    """What the lists of a page lead to."""
    return frozenset(record.url for group in _groups(page, site) for record in group)


def _share(items: Iterable[ListItem], told: Told, site: Site) -> float:
    """How many of these are addressed as articles are, as feeds and sitemaps tell."""
    fits = [told.likeness.fits(site.canonical(item.url)) for item in items]
    return sum(fits) / len(fits) if fits else 0.0


def _in_place_of_pages(seen: _Seen, found: Sequence[Listing], sources: Sequence[Source]) -> list[Listing]:
    """Feeds and sitemaps as listings: those with articles that no listing has, where a crawl does not come to them by
    itself; one in any case where there is no listing."""
    canonical = seen.site.canonical
    listed = {canonical(item.url) for listing in found for item in listing.items}
    pages = [seen.pages[listing.url] for listing in found]
    declared = {absolute(page.url, href) for page in pages for href in feeds.declared(page.text)}
    wanted = [
        source
        for source in sources
        if not source.found_again
        and source.url not in declared
        and not listed.issuperset(canonical(item.url) for item in source.items)
    ]
    if not found and not wanted:
        wanted = list(sources[:1])
    for source in wanted:
        seen.take(source.url, read(source.answer), "a feed or sitemap")
    return [seen.listing(canonical(source.url), source.items) for source in wanted]


def _turns(url: str, pages: Mapping[str, Page]) -> bool:
    """Whether a link leads to a further page of one that was looked at."""
    return any(is_further_page(url, page.url) for page in pages.values())


def _groups(page: Page, site: Site) -> list[list[Record]]:
    if page.root is None:
        return []
    return lists(page.root, page.url, page.capture.fetched_at, site.owns)


def _lists_of(seen: _Seen) -> list[Listing]:
    """Those of the pages that list articles of their own: what most pages show is the portal's frame."""
    groups = {address: _groups(page, seen.site) for address, page in seen.pages.items()}
    shown = Counter(url for found in groups.values() for url in {record.url for group in found for record in group})
    most = _COMMON * len(groups) if len(groups) >= _MANY_PAGES else len(groups)
    listings = []
    for address, found in groups.items():
        own = (tuple(record for record in group if shown[record.url] <= most) for group in found)
        if best := next((group for group in own if group), None):
            items = (ListItem(record.url, record.title, record.date) for record in best)
            listings.append(seen.listing(address, items))
    # What one of them lists is an article, though menus (or the day beside it) lead to it, and others beside it.
    items_of = {listing.url: {seen.site.canonical(item.url) for item in listing.items} for listing in listings}
    return [
        listing
        for listing in listings
        if not any(listing.url in listed for url, listed in items_of.items() if url != listing.url)
    ]


def _unseen(seen: _Seen, named: Iterable[tuple[str, str]], listings: Sequence[Listing]) -> list[Listing]:
    """What is said to be a listing, (address, name), was not looked at, and is addressed as most that are."""
    listed = {seen.site.canonical(item.url) for listing in listings for item in listing.items}
    shapes = Counter(map(_outline, {listing.url for listing in listings} & {*seen.looks}))
    looks = Counter(map(_outline, seen.looks))
    good = {outline for outline, count in shapes.items() if count > _GOOD * looks[outline]}
    unique = {
        canonical: Listing(canonical, seen.site.request(url), name)
        for url, name in named
        if (canonical := seen.site.canonical(url)) not in {*seen.pages, *seen.looks, *listed}
        and _outline(canonical) in good
    }
    return list(unique.values())


def _outline(url: str) -> tuple[int, str, tuple[str, ...]]:
    parts = urlsplit(url)
    path = parts.path.strip("/").split("/")
    return len(path), path[0] if len(path) > 1 else "", tuple(name for name, _ in parse_qsl(parts.query))
