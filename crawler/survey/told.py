"""What feeds, sitemaps and WordPress's REST interface tell of a portal: its articles, and where it may list them. Pure.

A sitemap names all pages alike: that of an article is known by its number, or by a name as long as a title. Where
articles are listed follows from what stands above them in their addresses; only asking tells whether it is so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from crawler.fetch import sitemaps
from crawler.fetch.items import ListItem
from crawler.survey.menus import called
from crawler.survey.repeated import TITLE_WORDS
from crawler.survey.shapes import article_path
from storage.records import Capture

# A name this long is a title, whatever it says; categories are called "cai-cach-hanh-chinh" at the most.
_TITLE = 6
_NUMBERED = re.compile(r"(?:.*\D)?\d{3,}")
_EXTENSION = re.compile(r"\.(?:html?|aspx?|php|jsp)$", re.IGNORECASE)
# "?id=12", "?p=12"; what is named so beside articles is another thing.
_NUMBER_OF = re.compile(r"(?!cat|page|attach|user|menu|album|video).*id|p|bai|news", re.IGNORECASE)
# Of an index those sitemaps are read first that say that they have news, and that of categories.
_NEWS_MAP = re.compile(r"post(?!_?tag)|news|article|tin|bai|content", re.IGNORECASE)
_CATEGORY_MAP = re.compile(r"categor|chuyen-?muc|danh-?muc", re.IGNORECASE)
_OTHER_MAP = re.compile(r"page|tag|author|user|image|video|attachment|album|product", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """A feed or a sitemap and the articles that it names.

    Attributes:
        url: where it is; of what an index names, where that is. answer: itself.
        found_again: whether a crawl comes to it by itself, wherever it begins.
    """

    url: str
    items: tuple[ListItem, ...]
    answer: Capture
    found_again: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A page that may list articles. ``said``: it is said to, and not only to be expected to."""

    url: str
    name: str
    said: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What all of them tell.

    Attributes:
        articles: those that are named, each once. likeness: what their addresses have in common.
        sources: the feeds and sitemaps that name any. lists: pages that may list articles, the likelier first.
    """

    articles: tuple[ListItem, ...]
    sources: tuple[Source, ...]
    lists: tuple[Candidate, ...]
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Likeness:
    """What the addresses of articles have in common: the parameters that name them, or a pattern of their paths."""

    parameters: frozenset[tuple[str, tuple[str, ...]]]
    path: str | None

    @classmethod
    def of(cls, urls: Iterable[str]) -> Likeness:
        parts = [urlsplit(url) for url in urls]
        named = frozenset((part.path, _names(part.query)) for part in parts if part.query)
        return cls(named, article_path(part.path for part in parts if not part.query))

    def fits(self, url: str) -> bool:
        """Whether a canonical address is that of an article, as these are."""
        parts = urlsplit(url)
        if parts.query:
            return (parts.path, _names(parts.query)) in self.parameters
        return bool(self.path and re.fullmatch(self.path, parts.path))


def put_together(
    posted: Sequence[ListItem],
    sources: Sequence[Source],
    said: Sequence[Candidate],
    others: Iterable[str],
    canonical: Callable[[str], str],
) -> Told:
    """What several sources tell.

    Args:
        posted: articles that an interface names. sources: what else names articles.
        said: pages that are said to list articles. others: what else sitemaps name.
    """
    every = (*posted, *(item for source in sources for item in source.items))
    articles = {canonical(item.url): item for item in reversed(every)}
    straight, further = _above(articles)
    named = sorted((Candidate(url, _as_name(url)) for url in others), key=lambda one: -called(one.name))
    by_name = [one for one in named if called(one.name) > 0]
    lists: dict[str, Candidate] = {}
    for one in (*said, *straight, *by_name, *further):
        if canonical(one.url) not in articles:
            lists.setdefault(canonical(one.url), one)
    return Told(tuple(reversed(articles.values())), tuple(sources), tuple(lists.values()), Likeness.of(articles))


def articles_among(urls: Iterable[str]) -> tuple[list[str], list[str]]:
    """The addresses that are articles' by their looks, and the others, as a sitemap names both."""
    known = list(dict.fromkeys(urls))
    above = {_path(url).rsplit("/", 1)[0] for url in known}
    below = [url for url in known if urlsplit(url).query or _path(url) not in above]
    sure = [url for url in below if _is_title(url, _TITLE)]
    found = set(sure or (url for url in below if _is_title(url, TITLE_WORDS)))
    return [url for url in known if url in found], [url for url in known if url not in found]


def first_of(index: Sequence[sitemaps.Entry], most: int) -> list[sitemaps.Entry]:
    """The sitemaps of an index that say most of a portal: of its news the one that changed last, of its categories one,
    then what else there is."""
    latest = sorted(index, key=lambda entry: entry.lastmod or "", reverse=True)
    file = {entry: urlsplit(entry.url).path.rsplit("/", 1)[-1] + urlsplit(entry.url).query for entry in latest}
    categories = [entry for entry in latest if _CATEGORY_MAP.search(file[entry])]
    news = [entry for entry in latest if entry not in categories and _NEWS_MAP.search(file[entry])]
    rest = [entry for entry in latest if entry not in categories and entry not in news]
    rest.sort(key=lambda entry: bool(_OTHER_MAP.search(file[entry])))
    return [*news[:1], *categories[:1], *news[1:], *rest][:most]


def _above(articles: Iterable[str]) -> tuple[list[Candidate], list[Candidate]]:
    """What stands above articles in their addresses: straight above, and further up; what most stand below first.

    Numbers are days; what follows "-" is a portlet's of Liferay.
    """
    straight: Counter[str] = Counter()
    further: Counter[str] = Counter()
    for url in articles:
        parts = urlsplit(url)
        end = "/" if parts.path.endswith("/") else ""
        above = parts.path.strip("/").split("/")[:-1]
        above = above[: above.index("-")] if "-" in above else above
        while above and not re.search(r"[^\W\d_]", above[-1]):
            above.pop()
        paths = ["/" + "/".join(above[:length]) + end for length in range(len(above), 0, -1)]
        addresses = [urlunsplit((parts.scheme, parts.netloc, path, "", "")) for path in paths]
        straight.update(addresses[:1])
        further.update(addresses[1:])
    most = ([url for url, _ in counted.most_common()] for counted in (straight, further))
    one, other = ([Candidate(url, _as_name(url)) for url in urls] for urls in most)
    return one, other


def _is_title(url: str, length: int) -> bool:
    """Whether an address ends in a number of some digits, or in a name of so many words."""
    parts = urlsplit(url)
    if parts.query:
        return any(value.isdecimal() and _NUMBER_OF.fullmatch(name) for name, value in parse_qsl(parts.query))
    stem = _stem(parts.path)
    return bool(_NUMBERED.fullmatch(stem)) or len(_words(stem)) >= length


def _as_name(url: str) -> str:
    """What an address calls its page: "/tin-tuc-su-kien/" is "tin tuc su kien"."""
    return " ".join(_words(_stem(urlsplit(url).path)))


def _words(stem: str) -> list[str]:
    return [word for word in re.split(r"[-_+\s]+", stem) if word]


def _stem(path: str) -> str:
    return _EXTENSION.sub("", path.rstrip("/").rsplit("/", 1)[-1])


def _path(url: str) -> str:
    return urlsplit(url).path.rstrip("/")


def _names(query: str) -> tuple[str, ...]:
    return tuple(sorted(name for name, _ in parse_qsl(query)))
