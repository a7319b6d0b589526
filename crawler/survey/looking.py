"""A look at a portal: what it runs on, and a few of its articles as they would be stored."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice, zip_longest
from urllib.parse import urlsplit

from scrapy.http import HtmlResponse

from crawler.extract import NOTHING_LEARNED, Opened, extract_opened, learn, open_page
from crawler.extract.text import clean, words
from crawler.fetch import feeds
from crawler.fetch.feeds import Entry
from crawler.fetch.items import ListItem
from crawler.fetch.links import absolute
from crawler.fetch.turning import further_address
from crawler.portal import PortalSpider
from crawler.survey.finding import find_listings
from crawler.survey.found import Found, Page, SurveyError, read
from crawler.survey.further import FEWEST_ITEMS, guesses, proves
from crawler.survey.platforms import Guess, recognise
from crawler.visit import Ask, NoAnswer
from storage.records import Article, Capture
from storage.similarity import titles_agree

# Articles that are asked for, and how many more where some turn out to be none.
ARTICLES = 5
_TRIES = 7
# What is left out once a portal was asked for so much.
MOST_PAGES = 30
# A text shorter than this is a notice, or was not found.
_SHORT_WORDS = 40
# A spider that finds so much of what the lists have reads them.
_READ = 0.6
# So many guesses at the addresses of further pages are tried.
_GUESSES = 3
# A list this long is most likely the first page of several.
_FULL = 5
# From so many on, articles that all show one day are looked at twice.
_FEW_DATES = 3
_DAY = len("2024-03-05")
_TITLE_PARTS = re.compile(r"\s+[-–|»]\s+|\s*\|\s*")
_NO_NAMES = frozenset(("Trang chủ", "Trang Chủ", "TRANG CHỦ", "Home", "Trang chính"))


@dataclass(frozen=True, slots=True)
class Sample:
    """An article as it would be stored, the page that it came from, and what is doubtful of it, in words."""

    page: Page
    item: ListItem
    article: Article
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Looked:
    """A page that an item of a list leads to, opened as an article."""

    item: ListItem
    page: Page
    opened: Opened


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
        NoAnswer: the portal does not answer.
        SurveyError: nothing can be made of what it answers, or what is listed is no article.
    """
    answers: dict[str, Capture | NoAnswer] = {}

    async def once(address: str) -> Capture:
        if address not in answers:
            if len(answers) == MOST_PAGES:
                raise NoAnswer(f"{address} was not asked for: {MOST_PAGES} pages are enough of a portal's time.")
            try:
                answers[address] = await ask(address)
            except NoAnswer as error:
                answers[address] = error
        answer = answers[address]
        if isinstance(answer, NoAnswer):
            raise answer
        return answer

    found = await find_listings(once, url)
    guess, made = _base(found, bases, generic, spider)
    asked = await _articles(once, found, made)
    samples = _samples(asked)
    if not samples:
        raise SurveyError(f"What the lists of {found.site.host} lead to cannot be read, or is lists again: no article.")
    reasons = [sample.article.not_article for sample in samples]
    if all(reasons):
        raise SurveyError(
            f"What the lists of {found.site.host} lead to is no article with a text; of the last one: {reasons[-1]}. "
            "If the portal has news, give the address of the page that lists it."
        )
    second = await _second_page(once, made, found)
    if not second and made.pager is None and (form := await _further(once, made, found)):
        found, second = replace(found, further=form), True
    told = await _told_by_feed(once, made, found)
    return Survey(
        found=found,
        guess=guess,
        name=_site_name(found),
        samples=samples,
        second_page=second,
        pages=len(answers),
        doubts=(*_doubts(found, guess, samples, second), *_doubts_of_feed(told, made, samples)),
    )


def _base(
    found: Found,
    bases: Mapping[str, type[PortalSpider]],
    generic: type[PortalSpider],
    spider: Callable[[Found, Guess], PortalSpider],
) -> tuple[Guess, PortalSpider]:
    """The likeliest platform of those that read the portal's lists, and the spider on its base."""
    left, doubt = dict(bases), None
    while True:
        guess = recognise(left, generic, [page.text for page in found.pages.values()], found)
        made = spider(found, guess)
        if guess.base is generic or _reads_the_lists(made, found):
            return replace(guess, doubt=doubt or guess.doubt), made
        said = f"it looks like {guess.platform} ({guess.evidence})"
        doubt = doubt or f"{said}, but its lists are not marked up as they are there"
        del left[guess.platform]


def _reads_the_lists(made: PortalSpider, found: Found) -> bool:
    """Whether a spider finds most of what stands in the lists that were looked at."""
    theirs = {url for page in found.pages.values() for url in _listed(made, page)}
    ours = {made.canonical(item.url) for item in found.items}
    return len(theirs & ours) >= _READ * len(ours)


async def _articles(ask: Ask, found: Found, made: PortalSpider) -> list[_Looked]:
    """A few articles, by turns of each listing, the longest first: those that turn out to be lists are left out, and
    notices without a text, which outnumber news on many portals, count only where there is nothing else."""
    longest = sorted(found.listings, key=lambda listing: -len(listing.items))
    turns = (item for row in zip_longest(*(listing.items for listing in longest)) for item in row if item)
    unique = {address: item for item in turns if made.is_article(address := made.canonical(item.url))}
    asked: list[_Looked] = []
    others: list[_Looked] = []
    for item in islice(unique.values(), ARTICLES + _TRIES):
        with suppress(NoAnswer):
            page = read(await ask(made.address(item.url)))
            if page.root is not None and not made.is_listing(as_response(page)):
                opened = open_page(_as_listed(made, item, page), made.rules)
                is_none = extract_opened(opened, NOTHING_LEARNED).not_article
                (others if is_none else asked).append(_Looked(item, page, opened))
        if len(asked) == ARTICLES:
            break
    return [*asked, *others][:ARTICLES]


def _samples(asked: Sequence[_Looked]) -> tuple[Sample, ...]:
    """The articles as the archive would have them, the portal's boilerplate learned from all of them."""
    profile = learn(NOTHING_LEARNED, [one.opened.page for one in asked if one.opened.page])
    read_again = ((one, extract_opened(one.opened, profile)) for one in asked)
    return tuple(
        Sample(one.page, one.item, article, tuple(_doubts_of(article, one.item))) for one, article in read_again
    )


def _as_listed(made: PortalSpider, item: ListItem, page: Page) -> Capture:
    """A capture as the crawl makes it, with what the list says."""
    return replace(
        page.capture, portal=made.name, page=made.canonical(page.url), listed_date=item.date, listed_title=item.title
    )


def _doubts_of(article: Article, item: ListItem) -> Iterator[str]:
    if article.not_article:
        yield f"no article: {article.not_article}"
        return
    if item.title and not titles_agree(article.title, item.title):
        yield f"the list calls it {item.title!r}"
    if not article.published.value:
        yield f"no date{f' (the list says {item.date})' if item.date else ''}"
    if len(words(article.text)) < _SHORT_WORDS:
        yield "hardly any text"


async def _second_page(ask: Ask, made: PortalSpider, found: Found) -> bool | None:
    """Whether the second page of the longest listing has other items; None where none has a second page."""
    for listing in sorted(found.listings, key=lambda one: -len(one.items)):
        page = found.pages.get(listing.url)
        if page is None or page.root is None or not made.has_more(as_response(page), 1):
            continue
        if address := made.page_address(as_response(page), page.url, 2):
            try:
                second = read(await ask(address))
            except NoAnswer:
                return False
            return bool({*_listed(made, second)} - {made.canonical(item.url) for item in listing.items})
    return None


async def _further(ask: Ask, made: PortalSpider, found: Found) -> str | None:
    """How further pages of the longest listing are addressed that no link leads to; None where no guess is proven."""
    pages = [page for page in found.pages.values() if page.root is not None]
    seen = {item for page in pages for item in _listed(made, page)}
    listed = {one.address: _listed(made, found.pages[one.url]) for one in found.listings if found.is_page(one)}
    fronts = {one.address for one in found.listings if urlsplit(one.address).path.strip("/") == ""}
    # The front page is the longest on many portals, and has no second one.
    address, first = max(listed.items(), key=lambda one: (one[0] not in fronts, len(one[1])), default=("", []))
    if len(first) < FEWEST_ITEMS:
        return None
    for form in guesses(page.text for page in pages)[:_GUESSES]:
        with suppress(NoAnswer):
            second = read(await ask(further_address(address, form, 2)))
            if proves(first, _listed(made, second), seen):
                return form
    return None


def _listed(made: PortalSpider, page: Page) -> list[str]:
    """The canonical addresses of what a page lists."""
    return [made.canonical(item.url) for item in made.items(as_response(page))]


async def _told_by_feed(ask: Ask, made: PortalSpider, found: Found) -> Mapping[str, Entry]:
    """What the first feed that the portal declares says, by the canonical address of each article; a second witness."""
    for page in found.pages.values():
        for href in feeds.declared(page.text):
            url = absolute(page.url, href)
            if url and found.site.owns(url):
                with suppress(NoAnswer):
                    return {made.canonical(entry.url): entry for entry in feeds.entries((await ask(url)).body)}
                return {}
    return {}


def _doubts_of_feed(told: Mapping[str, Entry], made: PortalSpider, samples: Sequence[Sample]) -> Iterator[str]:
    if strange := [url for url in told if not made.is_article(url)]:
        yield f"its feed names {len(strange)} of {len(told)} pages that are not addressed as articles are: {strange[0]}"
    for sample in samples:
        entry = told.get(made.canonical(sample.page.url))
        if entry and not titles_agree(entry.title, sample.article.title):
            yield f"its feed calls {sample.article.title!r} {entry.title!r}"


def _doubts(found: Found, guess: Guess, samples: Sequence[Sample], second: bool | None) -> Iterator[str]:
    if guess.doubt:
        yield guess.doubt
    if second is False:
        yield "the second page of its longest listing has nothing new: only first pages may be read"
    pages = [listing for listing in found.listings if found.is_page(listing)]
    if not pages:
        yield "no page of it lists its articles: only those are found that its feed or sitemap names"
    if second is None and max((len(listing.items) for listing in pages), default=0) >= _FULL:
        yield "no links to further pages of its listings were found"
    if unseen := [listing.url for listing in found.listings if not listing.items]:
        yield f"{len(unseen)} listings of its menus were not looked at"
    yield from _doubts_of_dates(samples)
    texts = Counter(sample.article.text for sample in samples if sample.article.text)
    if texts and len(samples) > 1 and texts.most_common(1)[0][1] > 1:
        yield "several articles have the same text"


def _doubts_of_dates(samples: Sequence[Sample]) -> Iterator[str]:
    """A day that all pages show may be that on which they were made up: a crawl finds that out, and stores none."""
    shown = [sample for sample in samples if sample.article.published.evidence not in (None, "listing")]
    days = {str(sample.article.published.value)[:_DAY] for sample in shown}
    listed = {sample.item.date for sample in shown}
    if len(shown) >= _FEW_DATES and len(days) == 1 and (len(listed) > 1 or None in listed):
        yield f"{len(shown)} pages show one day, {days.pop()}: is it theirs, or that of the portal's clock?"


def _site_name(found: Found) -> str:
    """What the portal is called: the part of the front page's <title> that is not the page's own, else the host."""
    titles = [clean(page.root.findtext(".//title") or "") for page in found.pages.values() if page.root is not None]
    parts = Counter(part for title in titles for part in set(map(clean, _TITLE_PARTS.split(title))) if part)
    for name in _NO_NAMES & parts.keys():
        del parts[name]
    [(name, _)] = parts.most_common(1) or [(found.site.host, 0)]
    return name


def as_response(page: Page) -> HtmlResponse:
    """A page as a spider reads it."""
    body = page.text if page.root is not None else page.capture.body
    return HtmlResponse(page.url, status=page.capture.status, body=body, encoding="utf-8")
