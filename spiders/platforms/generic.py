"""A portal on no platform that is known: its listings, items and pages are found by what they are.

Of such a portal only the items of its lists are asked for, unless it says what the path of an article looks like; a
page that is no article and lists some is a listing. What the menus of its front page lead to is looked at, where that
is one of its listings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from scrapy.http import Response, TextResponse

from crawler.extract import extract
from crawler.fetch.items import ListItem
from crawler.portal import PortalSpider

# So many items make a list; a page of an article can have one or two others beside it that look alike.
_FEWEST = 4
# What is no page of text: files, the back office, what people fill in, what machines read.
_NO_PAGE = re.compile(
    r".*\.(?:jpe?g|png|gif|webp|svg|ico|pdf|docx?|xlsx?|pptx?|zip|rar|7z|mp[34]|xml|rss|json|js|css|ashx)"
    r"|(?:/[^/]+)?/(?:wp-\w+|admin|login|dang-?nhap|dang-?ky|register|search|tim-?kiem|rss|feed|sitemap|so-do-\w+|users?)"
    r"(?:[/.].*)?",
    re.IGNORECASE,
)


class GenericSpider(PortalSpider):
    """Portals that nobody knows more of than where they are."""

    platform = "generic"

    def is_article(self, page: str) -> bool:
        """A page of the portal that may be one: what only its parameters name, too."""
        if not self.addresses.owns(page):
            return False
        if self._knows_articles:
            return super().is_article(page)
        parts = urlsplit(page)
        return (parts.path != "/" or bool(parts.query)) and not _NO_PAGE.fullmatch(parts.path)

    def is_listing(self, response: Response) -> bool:
        """No article by its text, and with a list."""
        if not isinstance(response, TextResponse) or len(list(self.items(response))) < _FEWEST:
            return False
        capture = self.capture(response, ListItem(response.url), self.canonical(response.url))
        return extract(capture, self.rules).not_article is not None

    def follow_links(self, response: Response) -> Iterator[Any]:
        if self._knows_articles or urlsplit(self.canonical(response.url)).path == "/":
            yield from super().follow_links(response)

    @property
    def _knows_articles(self) -> bool:
        return self.article_path != PortalSpider.article_path
