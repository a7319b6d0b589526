"""Asks a portal for what tells of its articles beside its pages: WordPress's REST interface, feeds, sitemaps.

Asked for where menus lead to few lists: made by scripts, they have no links. What it finds is made of in ``told``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from urllib.parse import urljoin

from crawler.fetch import feeds, named, posts, sitemaps
from crawler.fetch.addresses import Site
from crawler.fetch.items import ListItem
from crawler.fetch.links import absolute, hrefs
from crawler.survey.told import Candidate, Source, Told, articles_among, first_of, put_together
from crawler.visit import Ask, NoAnswer
from storage.records import Capture

# So many requests in all, and of these so many for feeds and for what an index names: it is a look, no crawl.
_MOST, _FEEDS, _CHILDREN = 10, 3, 3
_USUAL = "/sitemap.xml"
# Where they stand that nobody names, in the order in which they are common.
_ELSEWHERE = ("/feed/", "/rss.xml", "/rss", "/sitemap_index.xml")
_FEED_LINK = re.compile(r"[/.=](?:rss|feed|atom)(?:[/.?&=]|2?$)", re.IGNORECASE)


async def told_by(ask: Ask, front: Capture, html: str, site: Site) -> Told:
    """What a portal tells of its articles beside its pages; ``html`` is the text of its front page."""
    asking = _Asking(ask, front, site)
    await asking.wordpress(html)
    for url in asking.feeds_of(html)[:_FEEDS]:
        await asking.feed(url)
    await asking.sitemaps()
    for path in _ELSEWHERE:
        if not (asking.posted or asking.sources):
            await asking.feed(urljoin(front.url, path))
    return put_together(asking.posted, asking.sources, asking.lists, asking.others, site.canonical)


class _Asking:
    """The requests, and what came of them: see ``put_together``."""

    def __init__(self, ask: Ask, front: Capture, site: Site) -> None:
        self.posted: list[ListItem] = []
        self.sources: list[Source] = []
        self.lists: list[Candidate] = []
        self.others: list[str] = []
        self._ask, self._front, self._site = ask, front, site
        self._asked: set[str] = set()

    async def wordpress(self, html: str) -> None:
        """The posts and categories of a WordPress that says where it tells them."""
        links = [value for name, value in self._front.headers if name.lower() == "link"]
        root = posts.rest_root(html, links, self._front.url)
        if not root or not self._site.owns(root):
            return
        if answer := await self._answer(posts.posts_url(root, 1)):
            items = (ListItem(entry.url, entry.title, entry.date) for entry, _ in posts.posts_of(answer.body))
            self.posted += (item for item in items if self._site.owns(item.url))
        if answer := await self._answer(posts.categories_url(root)):
            self.lists += [
                Candidate(one.url, one.name, True)
                for one in posts.categories_of(answer.body)
                if self._site.owns(one.url)
            ]

    def feeds_of(self, html: str) -> list[str]:
        """The feeds that a page declares, then those that it links to."""
        linked = (href for href in map(unescape, hrefs(html)) if _FEED_LINK.search(href))
        urls = (absolute(self._front.url, href) for href in (*feeds.declared(html), *linked))
        return list(dict.fromkeys(url for url in urls if url and self._site.owns(url)))

    async def feed(self, url: str, *, names_others: bool = True) -> None:
        """A feed and the page that it is of; a sitemap, where that stands there; or the page that names the feeds."""
        answer = await self._answer(url)
        if answer is None:
            return
        match named.kind_of(answer.body):
            case "feed":
                self._named(answer.url, answer, named.items_of(answer.body, answer.url), found_again=False)
                if (page := feeds.page_of(answer.body)) and (where := absolute(answer.url, page[0])):
                    self.lists.append(Candidate(where, page[1], True))
            case "sitemap":
                await self._sitemap(answer.url, answer, found_again=False)
            case None if names_others:
                for other in self.feeds_of(answer.body.decode("utf-8", "replace"))[:_FEEDS]:
                    await self.feed(other, names_others=False)

    async def sitemaps(self) -> None:
        """The sitemaps that robots.txt names, or the usual one; a crawl reads the same."""
        robots = await self._answer(urljoin(self._front.url, "/robots.txt"))
        said = sitemaps.named(robots.body.decode("utf-8", "replace")) if robots else []
        for url in [url for url in said if self._site.owns(url)] or [urljoin(self._front.url, _USUAL)]:
            if answer := await self._answer(url):
                await self._sitemap(url, answer, found_again=True)

    async def _sitemap(self, root: str, answer: Capture, *, found_again: bool) -> None:
        sitemap = sitemaps.read(answer.body)
        if sitemap is None:
            return
        answers = [answer]
        if sitemap.kind == "index":
            own = [entry for entry in sitemap.entries if self._site.owns(entry.url)]
            children = [await self._answer(entry.url) for entry in first_of(own, _CHILDREN)]
            answers = [child for child in children if child]
        items = [named.items_of(one.body, one.url) for one in answers]
        told = [[item.url for item in one if self._site.owns(item.url)] for one in items]
        articles, others = articles_among(url for urls in told for url in urls)
        self.others += others
        if articles:
            most, _ = max(zip(answers, told, strict=True), key=lambda one: len({*one[1]} & {*articles}))
            self._named(root, most, map(ListItem, articles), found_again=found_again)

    def _named(self, url: str, answer: Capture, items: Iterable[ListItem], *, found_again: bool) -> None:
        own = tuple(item for item in items if self._site.owns(item.url))
        if own:
            self.sources.append(Source(url, own, answer, found_again))

    async def _answer(self, url: str) -> Capture | None:
        """An answer of the portal's own, each address once; None where there is none."""
        if url in self._asked or len(self._asked) >= _MOST:
            return None
        self._asked.add(url)
        try:
            answer = await self._ask(url)
        except NoAnswer:
            return None
        return answer if self._site.owns(answer.url) else None
