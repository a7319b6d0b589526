"""A portal as it is now, held against what is expected of it: its listings and three articles, each had twice.

What the fixture of its spider says of all articles is what articles should still have: the fields, and the rules that
gave them. A text that differs from one download to the next has a counter in it. Asks for pages by the function that it
is given, and stores nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from scrapy.http import HtmlResponse

from crawler import contract
from crawler.contract import Fixture
from crawler.extract import NOTHING_LEARNED, Opened, Profile, extract_opened, learn, open_page
from crawler.fetch.items import ListItem
from crawler.portal import PortalSpider
from crawler.visit import Ask, NoAnswer
from storage.records import Article, Capture

ARTICLES = 3
# Some of what a listing names is a notice without a text, and some listings name nothing else: so many items are looked
# at to find the articles, of so many listings.
LOOKED_AT = 6
LISTINGS = 3
# What there is of a notice that says what a file says.
ONLY_FILES = "files instead"
# What every article has, whatever is expected.
_ALWAYS = frozenset(("title", "body"))

Verdict = Literal["ok", "doubtful", "failed"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what is expected of it, what was found."""

    what: str
    verdict: Verdict
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What a look at a portal found. ``compared``: whether there was a fixture to hold it against."""

    portal: str
    compared: bool
    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> Verdict:
        verdicts = {finding.verdict for finding in self.findings}
        return "failed" if "failed" in verdicts else "doubtful" if "doubtful" in verdicts else "ok"

    def as_json(self) -> dict[str, Any]:
        return {
            "portal": self.portal,
            "verdict": self.verdict,
            "compared": self.compared,
            "findings": [asdict(finding) for finding in self.findings],
        }


@dataclass(frozen=True, slots=True)
class _Listing:
    response: HtmlResponse
    items: tuple[ListItem, ...]


async def check(portal: type[PortalSpider], fixture: Fixture | None, ask: Ask) -> Checked:
    """Looks at a portal: the first of its listings that have items, and the first articles there, each twice."""
    spider = portal()
    first: dict[str, Opened] = {}
    refused: list[str] = []
    listings: list[_Listing] = []
    unread: list[str] = []
    async for listing in _listings(spider, fixture, ask, unread):
        listings.append(listing)
        await _look(spider, listing, ask, first, refused)
        if len(first) == ARTICLES or len(listings) == LISTINGS:
            break
    findings = [*_of_listing(spider, listings[0] if listings else None, unread, fixture)]
    if listings:
        named = {item.url for listing in listings for item in listing.items}
        findings.append(_of_articles(first, refused, min(ARTICLES, len(named))))
        profile = learn(NOTHING_LEARNED, [opened.page for opened in first.values() if opened.page])
        articles = {url: extract_opened(opened, profile) for url, opened in first.items()}
        findings += _of_fields([article for article in articles.values() if not article.not_article], fixture)
        if again := {url: article for url, article in articles.items() if not article.not_article}:
            findings.append(await _twice(spider, again, profile, ask))
    return Checked(portal.name, fixture is not None, tuple(findings))


async def _listings(
    spider: PortalSpider, fixture: Fixture | None, ask: Ask, unread: list[str]
) -> AsyncIterator[_Listing]:
    """The listings that have items, that of the fixture before others; ``unread`` takes what is wrong with others."""
    for url in dict.fromkeys((*([fixture.listing.url] if fixture else []), *spider.listing_addresses())):
        try:
            capture = await ask(url)
        except NoAnswer as error:
            unread.append(str(error).rstrip("."))
            continue
        response = _as_response(capture)
        if items := tuple(spider.items(response)):
            yield _Listing(response, items)
        else:
            unread.append(f"{url} names no article")


async def _look(
    spider: PortalSpider, listing: _Listing, ask: Ask, found: dict[str, Opened], refused: list[str]
) -> None:
    """Adds the first articles of a listing, opened, by the address to ask for; and why others are none."""
    for item in listing.items[:LOOKED_AT]:
        if len(found) == ARTICLES:
            break
        url = spider.address(item.url)
        if url in found:
            continue
        try:
            capture = await ask(url)
        except NoAnswer as error:
            refused.append(str(error).rstrip("."))
            continue
        if spider.is_listing(_as_response(capture)):
            continue
        opened = _opened(spider, capture, item)
        if reason := extract_opened(opened).not_article:
            refused.append(f"{url}: {reason}")
        else:
            found[url] = opened


def _opened(spider: PortalSpider, capture: Capture, item: ListItem | None) -> Opened:
    made = contract.as_capture(spider, capture.url, capture.body, capture.fetched_at, capture.headers, item)
    return open_page(made, spider.rules)


# ---- what is made of it ------------------------------------------------------------------------------------


def _of_listing(
    spider: PortalSpider, listing: _Listing | None, unread: Sequence[str], fixture: Fixture | None
) -> Iterator[Finding]:
    if listing is None:
        yield Finding("listing", "failed", "items", "; ".join(unread))
        return
    dated = sum(item.date is not None for item in listing.items)
    found = f"{len(listing.items)} items at {listing.response.url}, {dated} with a date"
    yield Finding("listing", "doubtful" if unread else "ok", "items", "; ".join((found, *unread)))
    expected = bool(fixture and fixture.expected["listing"].get("second_page"))
    more = spider.has_more(listing.response, 1)
    wanted = "a second one" if expected else ""
    verdict: Verdict = "doubtful" if expected and not more else "ok"
    yield Finding("further pages", verdict, wanted, "linked" if more else "no link")


def _of_articles(found: Mapping[str, Opened], refused: Sequence[str], wanted: int) -> Finding:
    verdict: Verdict = "failed" if not found else "ok" if len(found) >= wanted else "doubtful"
    told = f"{len(found)} of {len(found) + len(refused)} looked at"
    return Finding("articles", verdict, str(wanted), "; ".join((told, *refused)))


def _of_fields(articles: Sequence[Article], fixture: Fixture | None) -> Iterator[Finding]:
    """Each field that articles should have: where it came from, in how many of them."""
    if not articles:
        return
    always, ruled = contract.expected_shape(fixture) if fixture else (frozenset[str](), {})
    for field in sorted(always | _ALWAYS):
        sources = Counter(_source(article, field) for article in articles)
        rule = ruled.get(field)
        found = ", ".join(f"{source} {count} of {len(articles)}" for source, count in sources.most_common())
        yield Finding(field, _verdict(sources, rule, field, len(articles)), rule or "filled", found)


def _verdict(sources: Counter[str], rule: str | None, field: str, articles: int) -> Verdict:
    missing = sources["missing"]
    if missing == articles or (missing and field in _ALWAYS):
        return "failed"
    # A date has several witnesses, and which of them is believed is decided page by page.
    if rule and not sources[rule] and not sources[ONLY_FILES] and field != "published":
        return "failed"
    return "doubtful" if missing or (rule and sources[rule] < articles) else "ok"


def _source(article: Article, field: str) -> str:
    if field == "body" and not article.text and article.attachments:
        return ONLY_FILES
    filled = {"published": article.published.value, "body": article.text}.get(field, article.sources.get(field))
    return str(article.sources.get(field, "missing")) if filled else "missing"


async def _twice(spider: PortalSpider, articles: Mapping[str, Article], profile: Profile, ask: Ask) -> Finding:
    """Whether each text is the same when its page is had again."""
    differences = []
    for url, article in articles.items():
        try:
            capture = await ask(url)
        except NoAnswer as error:
            differences.append(str(error).rstrip("."))
            continue
        again = extract_opened(_opened(spider, capture, None), profile)
        if (again.title, again.text) != (article.title, article.text):
            differences.append(f"{url}: {_first_difference(article, again)}")
    return Finding(
        "the same twice",
        "failed" if differences else "ok",
        "equal texts",
        "; ".join(differences) or f"{len(articles)} texts are",
    )


def _first_difference(article: Article, again: Article) -> str:
    lines = [(article.title, again.title), *zip(article.text.split("\n"), again.text.split("\n"), strict=False)]
    one, other = next((pair for pair in lines if pair[0] != pair[1]), ("its length", "another length"))
    return f"{one[:60]!r} is {other[:60]!r} now"


def _as_response(capture: Capture) -> HtmlResponse:
    """A page as a spider reads it."""
    headers = {name: value for name, value in capture.headers if name.lower() == "content-type"}
    return HtmlResponse(capture.url, body=capture.body, headers=headers)
