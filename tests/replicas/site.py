"""One portal at one state, as a platform sees it: what is up, in which order, and what an answer is.

What all platforms share stands here; markup and addresses of a platform stand in its own module.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from email.utils import format_datetime
from functools import cached_property

from tests.replicas.content import Article, Category, Portal
from tests.replicas.markup import Style, esc
from tests.replicas.ticking import VIETNAM

EVERYTHING = Category("tin-moi", "Tin mới")  # the listing of the whole portal's news, beside the categories
ITEMS_A_PAGE = 8
ITEMS_A_CATEGORY_PAGE = 4  # few, so that paging matters with some twenty articles a portal
HTML = "text/html; charset=utf-8"
AT_THE_END = ("Nơi nhận:", "- Như Điều 3;", "- Lưu: Văn thư.")  # "to: as in article 3; kept: registry"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a portal answers. ``body`` may hold ticks (see ``ticking``); ``article`` is the number of the
    article whose view counter this answer moves."""

    body: str = ""
    status: int = 200
    content_type: str = HTML
    location: str | None = None
    article: int | None = None


@dataclass(frozen=True, slots=True)
class ListingPage:
    """One page of a listing: its articles, its number, and the number of the last."""

    category: Category
    articles: tuple[Article, ...]
    number: int
    last: int


def moved(location: str) -> Answer:
    return Answer(status=301, location=location)


@dataclass(frozen=True)
class Site:
    """A portal at a state. Listings show dated articles first, newest first, and those without a date
    behind them, as portals over time were seen to do: so a new undated article does not come first."""

    portal: Portal
    state: int = 1

    @cached_property
    def articles(self) -> tuple[Article, ...]:
        return tuple(sorted((a.as_served() for a in self.portal.at(self.state)), key=_age))

    @cached_property
    def by_number(self) -> Mapping[int, Article]:
        return {article.number: article for article in self.articles}

    @cached_property
    def by_slug(self) -> Mapping[str, Article]:
        return {article.slug: article for article in self.articles}

    @cached_property
    def files(self) -> Mapping[str, tuple[str, ...]]:
        """The files that articles offer for download: name, and the lines that stand in it (what the article calls
        it, its first paragraph, what stands at the end of every paper). One that two articles offer is of the first."""
        found: dict[str, tuple[str, ...]] = {}
        for article in sorted(self.articles, key=lambda article: article.number):
            for element in article.body:
                if element.kind == "file":
                    said = next((e.text for e in article.body if e.kind == "paragraph"), "")
                    found.setdefault(element.file, (element.text, *textwrap.wrap(said, 80), *AT_THE_END))
        return found

    def within(self, category: Category) -> tuple[Article, ...]:
        if category == EVERYTHING:
            return self.articles
        return tuple(article for article in self.articles if article.category == category)

    @property
    def listings(self) -> tuple[Category, ...]:
        return (EVERYTHING, *self.portal.categories)

    def page(self, listing: str, number: int) -> ListingPage | None:
        """A page of the listing with this slug, counted from 1; None where there is no such page."""
        category = next((category for category in self.listings if category.slug == listing), None)
        if category is None:
            return None
        articles = self.within(category)
        size = self.portal.page_size or (ITEMS_A_PAGE if category == EVERYTHING else ITEMS_A_CATEGORY_PAGE)
        last = max(1, math.ceil(len(articles) / size))
        if not 1 <= number <= last:
            return None
        return ListingPage(category, articles[(number - 1) * size : number * size], number, last)

    def related(self, article: Article, number: int = 5) -> tuple[Article, ...]:
        """Articles around this one in its category, filled up from the whole portal; never itself."""
        near = [*self.within(article.category), *self.articles]
        others = list({a.number: a for a in near if a.number != article.number}.values())
        start = article.choice(max(1, len(self.within(article.category)) - number), "related")
        return tuple(others[start : start + number])


def number_of(text: str | None) -> int:
    """The page that a query names: 1 where it names none, 0 (no such page) where it is no number."""
    if text is None:
        return 1
    return int(text) if text.isascii() and text.isdigit() else 0


def shown(page: Callable[[Site, Article], str], site: Site, article: Article | None) -> Answer | None:
    """An article on a page of its own, counted as read; None where there is no such article."""
    return None if article is None else Answer(page(site, article), article=article.number)


def feed(site: Site, address: Callable[[Article], str]) -> Answer:
    """The portal's ten newest articles as RSS."""
    items = "\n".join(
        f"<item><title>{esc(a.title)}</title><link>http://{site.portal.host}{address(a)}</link>"
        f'<guid isPermaLink="false">http://{site.portal.host}/?p={a.number}</guid>{_pub_date(a)}'
        f"<description>{esc(a.teaser)}</description></item>"
        for a in site.articles[:10]
    )
    body = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>{esc(site.portal.site)}</title><link>http://{site.portal.host}</link>
<description>{esc(site.portal.slogan)}</description><language>vi</language>
{items}
</channel></rss>"""
    return Answer(body, content_type="application/rss+xml; charset=UTF-8")


def moment(published: datetime | date) -> datetime:
    """The instant of a publication; of a day its beginning."""
    return published if isinstance(published, datetime) else datetime.combine(published, time(), VIETNAM)


def _pub_date(article: Article) -> str:
    return f"<pubDate>{format_datetime(moment(article.published))}</pubDate>" if article.published else ""


# A platform: what it answers to a path (percent-encoding undone) and a query; None where nothing is there.
Respond = Callable[[Site, str, Mapping[str, str]], "Answer | None"]


@dataclass(frozen=True, slots=True)
class Platform:
    """What the server needs of a platform's module: ``respond``, the page of an article in a style (None: the
    article's own), and ``missing``, its 404 page."""

    respond: Respond
    article_page: Callable[[Site, Article, Style | None], str]
    missing: Callable[[Site], str]
    other_hosts: tuple[str, ...] = ()


def _age(article: Article) -> tuple[bool, float, int]:
    if article.published is None:
        return True, 0.0, -article.number
    return False, -moment(article.published).timestamp(), -article.number
