"""A look at a portal: a dozen pages, and what follows from them. Asks for pages by the function that it is given."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from lxml.etree import _Element as Element
from scrapy.http import HtmlResponse

from crawler.extract import NOTHING_LEARNED, extract_opened, learn, open_page
from crawler.extract.text import clean, words
from crawler.fetch.addresses import Site
from crawler.portal import PortalSpider
from crawler.survey.menus import menu_links
from crawler.survey.platforms import Guess, recognise
from crawler.survey.repeated import Record, lists
from crawler.survey.shapes import article_path
from storage.records import Article, Capture
from storage.similarity import titles_agree

# Pages of listings and articles that are asked for: enough to see what is alike, and no burden for a small server.
LISTINGS = 12
ARTICLES = 5
# What stands on most of the pages looked at is no listing's own.
_COMMON = 0.6
_MANY_PAGES = 4
# So many articles must be linked before anybody can say that this is where news is.
FEWEST_ARTICLES = 2
# A text shorter than this is a notice, or was not found.
_SHORT_WORDS = 40
# A spider that finds so much of what the lists have reads them.
_READ = 0.6
# A list this long is most likely the first page of several.
_FULL = 10
_TITLE_PARTS = re.compile(r"\s+[-–|»]\s+|\s*\|\s*")


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


Ask = Callable[[str], Awaitable[Page]]
"""Asks for a page. Raises SurveyError where it cannot be had."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A listing: its address and name, the items seen there; none of one that was not looked at."""

    url: str
    name: str
    items: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """An article as it would be stored, the page that it came from, and what is doubtful of it, in words."""

    page: Page
    item: Record
    article: Article
    doubts: tuple[str, ...]


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


@dataclass(frozen=True, slots=True)
class Survey:
    """What a look at a portal found.

    Attributes:
        name: what the portal is called. samples: a few articles as they would be stored.
        second_page: whether further pages of listings have other items; None where there are none.
        pages: how many were asked for. doubts: what a person should look at, in words.
    """

    found: Found
    guess: Guess
    name: str
    samples: tuple[Sample, ...]
    second_page: bool | None
    pages: int
    doubts: tuple[str, ...]


async def find_listings(ask: Ask, url: str) -> Found:
    """The front page and the pages that its menus lead to: which of them list articles, and how those are addressed.

    Raises:
        SurveyError: the front page cannot be had, or no list of articles is found.
    """
    front = await ask(url)
    if front.root is None:
        raise SurveyError(f"{url} is no web page ({front.capture.header('Content-Type') or 'of no type'}).")
    parts = urlsplit(front.url)
    site = Site(parts.scheme, parts.netloc)
    menu = [link for link in menu_links(front.root, front.url, site.owns) if link.score > 0]
    pages, names = {site.canonical(front.url): front}, {site.canonical(front.url): "front page"}
    for link in menu[: 2 * LISTINGS]:
        address = site.canonical(link.url)
        if address in pages or len(pages) > LISTINGS:
            continue
        with suppress(SurveyError):  # menus have broken links by the dozen
            pages[address] = await ask(link.url)
            names[address] = link.name
    listings = _lists_of(pages, names, site)
    unseen = [Listing(site.canonical(link.url), link.name) for link in menu if site.canonical(link.url) not in pages]
    found = Found(site, (*listings, *_alike(unseen, listings)), pages, "")
    path = article_path(found.paths, [urlsplit(listing.url).path for listing in found.listings])
    if path is None or len(found.items) < FEWEST_ARTICLES:
        raise SurveyError(
            f"No list of articles was found on {front.url} and {len(pages) - 1} pages that its menus lead to. If the "
            "portal has news, give the address of the page that lists it; what scripts alone put there cannot be read."
        )
    return replace(found, article_path=path)


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
    return listings


def _alike(unseen: Sequence[Listing], listings: Sequence[Listing]) -> list[Listing]:
    """What menus lead to and was not looked at, addressed as the listings are."""
    shapes = {_outline(listing.url) for listing in listings if urlsplit(listing.url).path.strip("/")}
    unique = {listing.url: listing for listing in unseen if _outline(listing.url) in shapes}
    return list(unique.values())


def _outline(url: str) -> tuple[int, str]:
    parts = urlsplit(url).path.strip("/").split("/")
    return len(parts), parts[0] if len(parts) > 1 else ""


# ---- what would be stored ----------------------------------------------------------------------------------


async def survey(
    ask: Ask,
    url: str,
    bases: Mapping[str, type[PortalSpider]],
    generic: type[PortalSpider],
    spider: Callable[[Found, Guess], PortalSpider],
) -> Survey:
    """Looks at a portal and at a few of its articles.

    Args:
        bases: the bases of platforms by name. generic: the one for all else.
        spider: makes the spider that would be written for what was found.

    Raises:
        SurveyError: nothing can be made of it.
    """
    found = await find_listings(ask, url)
    guess = recognise(bases, generic, [page.text for page in found.pages.values()], found.paths)
    made = spider(found, guess)
    if guess.base is not generic and not _reads_the_lists(made, found):
        doubt = f"it looks like {guess.platform} ({guess.evidence}), but its lists are not marked up as they are there"
        guess = Guess(generic.platform, generic, "its lists are found by what they are", doubt)
        made = spider(found, guess)
    asked = [(item, await ask(made.address(item.url))) for item in _chosen(found, made)]
    samples = _samples(made, asked)
    second = await _second_page(ask, made, found)
    return Survey(
        found=found,
        guess=guess,
        name=_site_name(found),
        samples=samples,
        second_page=second,
        pages=len(found.pages) + len(asked) + (second is not None),
        doubts=tuple(_doubts(found, guess, samples, second)),
    )


def _reads_the_lists(made: PortalSpider, found: Found) -> bool:
    """Whether a spider finds most of what stands in the lists that were looked at."""
    theirs = {made.canonical(item.url) for page in found.pages.values() for item in made.items(as_response(page))}
    ours = {made.canonical(item.url) for item in found.items}
    return len(theirs & ours) >= _READ * len(ours)


def _chosen(found: Found, made: PortalSpider) -> list[Record]:
    """The articles to look at: the first of each listing, those with a date before others."""
    first = [
        next((item for item in listing.items if made.is_article(made.canonical(item.url))), None)
        for listing in found.listings
    ]
    rest = (item for item in found.items if made.is_article(made.canonical(item.url)))
    unique = {made.canonical(item.url): item for item in [*(one for one in first if one), *rest]}
    return list(unique.values())[:ARTICLES]


def _samples(made: PortalSpider, asked: Sequence[tuple[Record, Page]]) -> tuple[Sample, ...]:
    """The articles as the archive would have them, the portal's boilerplate learned from all of them."""
    opened = [open_page(_as_listed(made, item, page), made.rules) for item, page in asked]
    profile = learn(NOTHING_LEARNED, [one.page for one in opened if one.page])
    articles = [extract_opened(one, profile) for one in opened]
    return tuple(
        Sample(page, item, article, tuple(_doubts_of(article, item)))
        for (item, page), article in zip(asked, articles, strict=True)
    )


def _as_listed(made: PortalSpider, item: Record, page: Page) -> Capture:
    """A capture as the crawl makes it, with what the list says."""
    return replace(
        page.capture, portal=made.name, page=made.canonical(page.url), listed_date=item.date, listed_title=item.title
    )


def _doubts_of(article: Article, item: Record) -> Iterator[str]:
    if article.not_article:
        yield f"no article: {article.not_article}"
        return
    if not titles_agree(article.title, item.title):
        yield f"the list calls it {item.title!r}"
    if not article.published.value:
        yield f"no date{f' (the list says {item.date})' if item.date else ''}"
    if len(words(article.text)) < _SHORT_WORDS:
        yield "hardly any text"


async def _second_page(ask: Ask, made: PortalSpider, found: Found) -> bool | None:
    """Whether the second page of the longest listing has other items; None where none has a second page."""
    for listing in sorted(found.listings, key=lambda one: -len(one.items)):
        page = found.pages.get(listing.url)
        if page is None or not made.has_more(as_response(page), 1):
            continue
        if address := made.page_address(as_response(page), page.url, 2):
            try:
                second = await ask(address)
            except SurveyError:
                return False
            shown = {made.canonical(item.url) for item in made.items(as_response(second))}
            return bool(shown - {made.canonical(item.url) for item in listing.items})
    return None


def _doubts(found: Found, guess: Guess, samples: Sequence[Sample], second: bool | None) -> Iterator[str]:
    if guess.doubt:
        yield guess.doubt
    if second is False:
        yield "the second page of its longest listing has nothing new: only first pages may be read"
    if second is None and max(len(listing.items) for listing in found.listings) >= _FULL:
        yield "no links to further pages of its listings were found"
    if unseen := [listing.url for listing in found.listings if not listing.items]:
        yield f"{len(unseen)} listings of its menus were not looked at"
    texts = Counter(sample.article.text for sample in samples if sample.article.text)
    if texts and len(samples) > 1 and texts.most_common(1)[0][1] > 1:
        yield "several articles have the same text"


def _site_name(found: Found) -> str:
    """What the portal is called: the part of the front page's <title> that is not the page's own, else the host."""
    titles = [
        clean(" ".join(page.root.xpath("//title[1]//text()"))) for page in found.pages.values() if page.root is not None
    ]
    parts = Counter(part for title in titles for part in set(map(clean, _TITLE_PARTS.split(title))) if part)
    [(name, times)] = parts.most_common(1) or [("", 0)]
    return name if times > 1 or len(parts) == 1 else titles[0] or found.site.host


def as_response(page: Page) -> HtmlResponse:
    """A page as a spider reads it."""
    return HtmlResponse(page.url, status=page.capture.status, body=page.text, encoding="utf-8")
