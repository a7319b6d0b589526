"""WordPress's REST interface: where a page says that it is, what to ask it for, and what it answers. Pure.

With plain addresses (``?p=12``) it stands behind a parameter, ``/index.php?rest_route=/``, else at ``/wp-json/``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from typing import Any

from crawler.fetch.feeds import Entry
from crawler.fetch.links import absolute, link_tags

_REL = re.compile(r"""\srel=["']https://api\.w\.org/["']""")
_HREF = re.compile(r"""\shref=["']([^"']+)""")
_HEADER = re.compile(r"""<([^<>]+)>; rel="https://api\.w\.org/\"""")
# Of a post no more than who needs to know what is new: its address, title, and when it was published and changed.
_POSTS = "wp/v2/posts", "per_page=100&orderby=modified&_fields=link,title,date_gmt,modified_gmt&page="
_CATEGORIES = "wp/v2/categories", "per_page=100&hide_empty=true&orderby=count&order=desc&_fields=link,name,count"


@dataclass(frozen=True, slots=True)
class Category:
    """A category of posts: its listing page, its name, how many posts it has."""

    url: str
    name: str
    posts: int


def rest_root(html: str, links: Sequence[str], base: str) -> str | None:
    """Where the interface is, as a page's head or an answer's ``Link`` headers say; None where neither does."""
    tags = (tag for tag in link_tags(html) if _REL.search(tag)) if "api.w.org" in html else ()
    said = (*map(_HREF.search, tags), *map(_HEADER.search, links))
    return next((absolute(base, unescape(match[1])) for match in said if match), None)


def posts_url(root: str, page: int) -> str:
    """The address of a page of posts, those changed last first."""
    return _below(root, _POSTS) + str(page)


def categories_url(root: str) -> str:
    """The address of the categories, those with most posts first."""
    return _below(root, _CATEGORIES)


def _below(root: str, asked: tuple[str, str]) -> str:
    return f"{root}{asked[0]}{'&' if '?' in root else '?'}{asked[1]}"


def posts_of(body: bytes) -> Iterator[tuple[Entry, datetime | None]]:
    """The posts that WordPress tells as JSON, each with when it was last changed; none of what is no such JSON."""
    for post in _told(body):
        title = post.get("title")
        rendered = title.get("rendered", "") if isinstance(title, dict) else ""
        date, modified = _moment(post.get("date_gmt")), _moment(post.get("modified_gmt"))
        yield Entry(post["link"], unescape(str(rendered)), date.isoformat() if date else None), modified


def categories_of(body: bytes) -> list[Category]:
    """The categories that it tells, in order; none of what is no such JSON."""
    return [
        Category(told["link"], unescape(str(told.get("name", ""))), count if isinstance(count, int) else 0)
        for told in _told(body)
        for count in (told.get("count"),)
    ]


def _told(body: bytes) -> Iterator[dict[str, Any]]:
    """What a list of JSON has that leads somewhere."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return
    for one in told if isinstance(told, list) else ():
        if isinstance(one, dict) and isinstance(one.get("link"), str):
            yield one


def _moment(text: Any) -> datetime | None:
    """ "2018-03-29T02:12:40", in UTC."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except (TypeError, ValueError):
        return None
