"""What a look at a portal works with: its pages, the listings among them, and what those lead to. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.etree import _Element as Element

from crawler.extract.decode import decode
from crawler.extract.document import parse
from crawler.fetch.addresses import Site
from crawler.fetch.items import ListItem
from crawler.fetch.named import kind_of
from storage.records import Capture


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
    """A capture as a page; a feed and a sitemap have no text and no tree."""
    if kind_of(capture.body):
        return Page(capture, "", None)
    text = decode(capture.body, capture.header("Content-Type"))
    document = parse(text) if text.strip() else None
    return Page(capture, text, document.root if document else None)


@dataclass(frozen=True, slots=True)
class Listing:
    """A listing.

    Attributes:
        url: its canonical address. address: what to ask for. name: what it is called.
        items: those seen there; none of one that was not looked at.
    """

    url: str
    address: str
    name: str
    items: tuple[ListItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What the listings alone tell, before any article is looked at.

    Attributes:
        pages: those asked for, by canonical address; in the place of an index of sitemaps one of those.
        article_path: what the paths of articles have in common; empty where parameters name them.
        further: how further pages of listings are addressed that no link leads to; empty where none were found.
    """

    site: Site
    listings: tuple[Listing, ...]
    pages: Mapping[str, Page]
    article_path: str = ""
    further: str = ""

    @property
    def items(self) -> list[ListItem]:
        """What all lists lead to, each once."""
        unique = {self.site.canonical(item.url): item for listing in self.listings for item in listing.items}
        return list(unique.values())

    @property
    def by_parameters(self) -> bool:
        """Whether most of these are named by the parameters of their addresses."""
        items = self.items
        return 2 * sum(bool(urlsplit(self.site.canonical(item.url)).query) for item in items) > len(items)

    @property
    def paths(self) -> list[str]:
        """The canonical paths of these."""
        return [urlsplit(self.site.canonical(item.url)).path for item in self.items]

    def is_page(self, listing: Listing) -> bool:
        """Whether a listing is a page that was looked at, and no feed or sitemap in the place of one."""
        page = self.pages.get(listing.url)
        return page is not None and page.root is not None
