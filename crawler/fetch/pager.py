"""The links that turn the pages of a listing: which page each leads to, and the address of any other."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape

from scrapy.http import Response, TextResponse

from crawler.fetch.answers import base_url
from crawler.fetch.links import absolute, hrefs


@dataclass(frozen=True, slots=True)
class Pager:
    """How a portal numbers the pages of its listings.

    Attributes:
        before: what stands before a page number in an address.
        canonical: the one address of the page at an address.
    """

    before: re.Pattern[str]
    canonical: Callable[[str], str]

    def has_more(self, response: Response, number: int) -> bool:
        """Whether page ``number`` of a listing links to one behind it."""
        return any(found > number for found, _ in self._links(response))

    def address(self, response: Response, number: int) -> str | None:
        """The address of page ``number`` of the listing at hand, made from any link that turns its pages."""
        for found, url in self._links(response):
            match = self.before.search(url)
            assert match
            return f"{url[: match.end()]}{number}{url[match.end() + len(str(found)) :]}"
        return None

    def _links(self, response: Response) -> list[tuple[int, str]]:
        """(page number, address) of the links that turn the pages of the listing at hand."""
        if not isinstance(response, TextResponse):
            return []
        base, found = base_url(response), []
        for href in map(unescape, hrefs(response.text)):
            if not self.before.search(href) or not (url := absolute(base, href)):
                continue
            match = self.before.search(url)
            number = re.match(r"\d+", url[match.end() :]) if match else None
            if match and number and self._listing(url[: match.start()]) == self._listing(response.url):
                found.append((int(number[0]), url))
        return found

    def _listing(self, url: str) -> str:
        """What all pages of one listing have in common."""
        match = self.before.search(url)
        return self.canonical(url[: match.start()] if match else url).split("?")[0].rstrip("/")
