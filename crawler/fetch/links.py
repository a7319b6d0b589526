"""The links of a page and of its head, as addresses. Pure.

Found by pattern, not by parser: of an article page nothing else is needed by whoever follows links, and parsing it
for that took a third of the crawling process's time.
"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

# No tag goes on over the beginning of the next: what is never closed would be read to the page's end from each of them.
_A_HREF = re.compile(r"""<a\s[^<>]*?href\s*=\s*["']?([^"'>\s][^"'>]*)""", re.IGNORECASE)
_LINK = re.compile(r"<link\s[^<>]+>", re.IGNORECASE)
_REL = re.compile(r"""\srel\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
_HREF = re.compile(r"""\shref\s*=\s*["']?([^"'>\s]+)""", re.IGNORECASE)


def hrefs(html: str) -> list[str]:
    """What the links of a page say, each once, in order; entities as they stand there."""
    return list(dict.fromkeys(_A_HREF.findall(html)))


def head_link(html: str, rel: str, base: str) -> str | None:
    """Where the first ``<link>`` of a kind ("canonical", "shortlink") leads; None where there is none."""
    for tag in link_tags(html):
        said, href = _REL.search(tag), _HREF.search(tag)
        if said and said[1].lower() == rel and href:
            return absolute(base, unescape(href[1]))
    return None


def link_tags(html: str) -> list[str]:
    """The ``<link>`` tags of a page, as they stand there."""
    return _LINK.findall(html)


def absolute(base: str, href: str | None) -> str | None:
    """A link made absolute; None for what is no web address (``mailto:``, ``javascript:``, ``http://[``)."""
    if not href or href.startswith(("#", "javascript:", "mailto:", "tel:")):
        return None
    try:
        url = urljoin(base, href.strip()).split("#")[0]
        parts = urlsplit(url)
        if "@" in parts.netloc:  # whoever's name and password it is, the page is the same without
            url = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        _ = parts.port  # a port out of range raises here, not in the middle of a crawl
        return url if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None
