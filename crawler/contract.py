"""What a spider makes of saved pages of its portal, and what it is expected to make of them.

A fixture is a folder beside the spider, ``fixtures/NAME/``: a listing page and articles as they were saved, and
``expected.json``. Held against each other by the tests of spiders and by ``giaoban check --saved``; what is expected of
all articles (which fields are filled, by which rules) is held against the live portal by ``giaoban check``.
"""

from __future__ import annotations

import difflib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from scrapy.http import HtmlResponse

from crawler.extract import NOTHING_LEARNED, extract_opened, learn, open_page
from crawler.fetch.items import ListItem
from crawler.portal import PortalSpider
from storage.records import Article, Capture

EXPECTED = "expected.json"
FIXTURES = "fixtures"
# The listing's page; articles are 1.html, 2.html …
LISTING = "listing.html"


class FixtureError(Exception):
    """A fixture that cannot be used; the message says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page of a fixture: its file, the address that it was had from, when."""

    file: str
    url: str
    seen: datetime

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> SavedPage:
        return cls(str(told["page"]), str(told["url"]), datetime.fromisoformat(told["seen"]))

    def as_json(self) -> dict[str, str]:
        return {"page": self.file, "url": self.url, "seen": self.seen.isoformat()}


@dataclass(frozen=True, slots=True)
class Fixture:
    """A fixture as it lies on disk.

    Attributes:
        looked_at: whether a person has looked at what is expected.
        expected: what the spider is to make of the pages; the shape is that of `observed`.
    """

    folder: Path
    looked_at: bool
    listing: SavedPage
    articles: tuple[SavedPage, ...]
    expected: Mapping[str, Any]


def folder_of(portal: type[PortalSpider]) -> Path:
    """Where the fixture of a portal lies, or would."""
    return Path(str(sys.modules[portal.__module__].__file__)).parent / FIXTURES / portal.name


def read_fixture(folder: Path) -> Fixture:
    """The fixture in a folder.

    Raises:
        FixtureError: there is none, or it is not written as one is.
    """
    path = folder / EXPECTED
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        listing = SavedPage.of(told["listing"])
        articles = tuple(SavedPage.of(article) for article in told["articles"])
        return Fixture(folder, told.get("looked_at") is True, listing, articles, told)
    except OSError as error:
        raise FixtureError(f"there is no fixture: {path} cannot be read ({error.strerror}).") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FixtureError(f"{path} is no fixture: {type(error).__name__}: {error}.") from error


def observed(portal: type[PortalSpider], fixture: Fixture) -> dict[str, Any]:
    """What a spider makes of the saved pages now, as ``expected.json`` would say it.

    Raises:
        FixtureError: a page of it cannot be read.
    """
    spider = portal()
    return {
        "looked_at": fixture.looked_at,
        "listing": _listing(spider, fixture),
        "articles": _articles(spider, fixture),
    }


def problems(fixture: Fixture) -> Iterator[str]:
    """Why an expectation cannot be one, in words: nobody has looked at it, or it expects nothing."""
    if not fixture.looked_at:
        yield f'nobody has looked at it yet: read {fixture.folder / EXPECTED}, then write "looked_at": true'
    if not fixture.expected["listing"].get("items"):
        yield "it expects no items of the listing"
    if not fixture.articles:
        yield "it has no articles"
    for page, told in zip(fixture.articles, fixture.expected["articles"], strict=True):
        article = told.get("article") or {}
        empty = [field for field in ("title", "text") if not article.get(field)]
        if empty or article.get("not_article"):
            yield f"it expects no {' and no '.join(empty) or 'article'} of {page.file}"


def difference(fixture: Fixture, now: Mapping[str, Any]) -> list[str]:
    """How what the spider makes of the pages differs from what is expected, as lines of a diff; none where it does
    not."""
    before, after = (_text(told).splitlines() for told in (fixture.expected, now))
    return list(difflib.unified_diff(before, after, "expected", "now", lineterm="", n=2))


def new(folder: Path, listing: SavedPage, articles: Sequence[SavedPage]) -> Fixture:
    """A fixture whose pages lie in a folder, and of which nothing is expected yet."""
    told = {"listing": listing.as_json() | {"items": []}, "articles": [page.as_json() for page in articles]}
    return Fixture(folder, False, listing, tuple(articles), {"looked_at": False} | told)


def write(folder: Path, told: Mapping[str, Any]) -> None:
    """Writes what is expected from now on."""
    (folder / EXPECTED).write_text(_text(told) + "\n", encoding="utf-8")


def expected_shape(fixture: Fixture) -> tuple[frozenset[str], Mapping[str, str]]:
    """The fields that all articles of a fixture have, and of those the ones that a rule always gave, with its name."""
    told = [dict(page["article"]["extractor"]["fields"]) for page in fixture.expected["articles"]]
    always = frozenset.intersection(*(frozenset(fields) for fields in told)) if told else frozenset()
    ruled = {
        field: told[0][field]
        for field in always
        if told[0][field].startswith("rule:") and len({fields[field] for fields in told}) == 1
    }
    return always, ruled


def as_capture(
    spider: PortalSpider,
    url: str,
    body: bytes,
    seen: datetime,
    headers: Sequence[tuple[str, str]] = (),
    item: ListItem | None = None,
) -> Capture:
    """A page as a crawl captures it; ``item`` is what the listing says of it."""
    capture = Capture(spider.name, url, spider.canonical(url), seen, 200, tuple(headers), body)
    return replace(capture, listed_date=item.date, listed_title=item.title or None) if item else capture


def _listing(spider: PortalSpider, fixture: Fixture) -> dict[str, Any]:
    page = fixture.listing
    response = HtmlResponse(page.url, body=_bytes(fixture.folder, page.file), encoding=None)
    spider.started = page.seen
    items = list(spider.items(response))
    following = spider.page_address(response, spider.canonical(page.url), 2) if spider.has_more(response, 1) else None
    return page.as_json() | {"items": [_item(spider, item) for item in items], "second_page": following}


def _item(spider: PortalSpider, item: ListItem) -> dict[str, str | None]:
    return {"page": spider.canonical(item.url), "title": item.title, "date": item.date}


def _articles(spider: PortalSpider, fixture: Fixture) -> list[dict[str, Any]]:
    """The articles as the archive would have them: what the portal repeats is learned from all of them."""
    opened = [
        open_page(as_capture(spider, page.url, _bytes(fixture.folder, page.file), page.seen), spider.rules)
        for page in fixture.articles
    ]
    profile = learn(NOTHING_LEARNED, [page.page for page in opened if page.page])
    return [
        page.as_json()
        | {"address": spider.canonical(page.url), "article": article_as_json(extract_opened(one, profile))}
        for page, one in zip(fixture.articles, opened, strict=True)
    ]


def article_as_json(article: Article) -> dict[str, Any]:
    """What is expected of an article: what its blocks say stands in the text, and the extractor's version is none of
    the portal's business."""
    told = article.as_json()
    del told["blocks"]
    return told | {"extractor": {"fields": dict(sorted(article.sources.items()))}}


def _bytes(folder: Path, file: str) -> bytes:
    try:
        return (folder / Path(file).name).read_bytes()
    except OSError as error:
        raise FixtureError(f"{folder / file} cannot be read ({error.strerror}).") from error


def _text(told: Mapping[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, indent=1)
