"""``python -m tests.spiders.regenerate``: the fixtures of the built-in spiders made anew, and what is different then.

Their pages are those of the replica portals, at a fixed moment; what is expected is what the spider makes of them now.
Look at the difference before you commit it: an expectation is only as good as the eyes that went over it.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from scrapy.http import HtmlResponse

from crawler import contract
from crawler.contract import Fixture, FixtureError, SavedPage
from crawler.extract import extract
from crawler.portal import PortalSpider
from crawler.portals import load_portals
from tests.replicas.content import MORE, Portal, load
from tests.replicas.padding import pad
from tests.replicas.server import platform_of
from tests.replicas.site import Site
from tests.replicas.ticking import VIETNAM, Counters, Skeleton

SAVED = datetime(2026, 11, 26, 8, 0, tzinfo=VIETNAM)
ARTICLES = 2


def main() -> None:
    arguments = _parser().parse_args()
    portals = load_portals()
    for name in arguments.portals or portals:
        for line in regenerate(portals[name], dry_run=arguments.dry_run):
            print(line)


def regenerate(portal: type[PortalSpider], *, dry_run: bool) -> list[str]:
    """Makes a portal's fixture anew, unless it is only asked for; returns how it differs from what it was."""
    folder = contract.folder_of(portal)
    pages = saved(portal)
    if not dry_run:
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.html"):
            old.unlink()
        for page, body in pages.items():
            (folder / page.file).write_bytes(body)
    try:
        before = contract.read_fixture(folder)
    except FixtureError:
        before = contract.new(folder, *_parts(list(pages)))
    listing, articles = _parts(list(pages))
    after = Fixture(folder, before.looked_at, listing, tuple(articles), before.expected)
    now = contract.observed(portal, after)
    lines = contract.difference(after, now)
    if not dry_run:
        contract.write(folder, now)
    return [f"{portal.name}: {'differs' if lines else 'is as it was'}", *lines]


def saved(portal: type[PortalSpider]) -> dict[SavedPage, bytes]:
    """The pages of a portal's fixture: a listing, one with further pages if there is any, and its first articles."""
    spider, content = portal(), (load() | load(MORE))[portal.name]
    urls = [urljoin(f"{portal.scheme}://{portal.host}/", path) for path in portal.listings]
    listings = [HtmlResponse(url, body=body) for url in urls if (body := rendered(content, url))]
    full = [listing for listing in listings if len(list(spider.items(listing))) >= ARTICLES]
    listing = next((listing for listing in full if spider.has_more(listing, 1)), full[0])
    pages = {SavedPage(contract.LISTING, listing.url, SAVED): listing.body}
    for item in spider.items(listing):
        url = spider.address(item.url)
        body = rendered(content, url)
        assert body, f"the replica of {portal.name} has nothing at {url}"
        if len(pages) <= ARTICLES and not _is_no_article(spider, url, body):
            pages[SavedPage(f"{len(pages)}.html", url, SAVED)] = body
    return pages


def _is_no_article(spider: PortalSpider, url: str, body: bytes) -> bool:
    return extract(contract.as_capture(spider, url, body, SAVED), spider.rules).not_article is not None


def rendered(portal: Portal, url: str) -> bytes | None:
    """The page that a replica shows at an address, as it stands at ``SAVED``; None where it has none."""
    site, platform = Site(portal), platform_of(portal)
    parts = urlsplit(url)
    answer = platform.respond(site, unquote(parts.path), dict(parse_qsl(parts.query)))
    if answer is None:
        return None
    if answer.location:
        return rendered(portal, urljoin(url, answer.location))
    return Skeleton.of(pad(answer.body, 0)).fill(Counters(), SAVED)


def _parts(pages: Sequence[SavedPage]) -> tuple[SavedPage, Sequence[SavedPage]]:
    return pages[0], pages[1:]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.spiders.regenerate", description=__doc__.split("\n")[0])
    parser.add_argument("portals", nargs="*", metavar="PORTAL", help="names of portals; all, if none is given")
    parser.add_argument("--dry-run", action="store_true", help="only show what would be different")
    return parser


if __name__ == "__main__":
    main()
