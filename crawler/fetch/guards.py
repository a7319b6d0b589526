"""What is not asked for, and what is not taken: other people's sites, private networks, traps, bombs.

Downloader middlewares of Scrapy's. How long a portal is waited for is the business of ``patience``, what it allows
of ``robots``; the answers' limits of size and time are Scrapy's own settings.
"""

from __future__ import annotations

import asyncio
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Response, TextResponse
from scrapy.utils.httpobj import urlparse_cached

from crawler.extract.challenge import challenge
from crawler.fetch.certificates import what_is_wrong
from crawler.fetch.failures import BadCertificate, OffSite, PrivateAddress, Refused, Trapped, certificate_failed
from crawler.fetch.private import why_private
from crawler.fetch.resolver import GuardedResolver, known_address

# Servers compress once; each layer more can be a bomb in a bomb.
MOST_LAYERS = 2
_MOVED = (301, 302, 303, 307, 308)


class AddressGuard:
    """Before robots.txt is asked for: only the portal's own hosts, only the public web, nothing that is a trap.

    What counts as own is the spider's ``allowed_domains``, and with a host those below it; a spider without any asks
    for what it was told, wherever that leads. ``private_hosts`` of a spider are those that a person named, and may be
    anywhere.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.allow_private = crawler.settings.getbool("GIAOBAN_ALLOW_PRIVATE")
        self.largest = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        cls = crawler.spidercls
        self.own = tuple(host.lower() for host in getattr(cls, "allowed_domains", None) or ())
        if self.allow_private:
            GuardedResolver.allow(self.own)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> AddressGuard:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raises Refused for what is not to be asked for."""
        request.meta.setdefault("download_maxsize", self.largest)
        host = (urlparse_cached(request).hostname or "").rstrip(".").lower()
        named = getattr(self.crawler.spider, "private_hosts", ())
        if not self.allow_private and host not in named and (why := why_private(host)):
            self._refuse(PrivateAddress(f"{_led(request)} {request.url}, but {why}: {_KEY}"))
        if self.own and not _below(host, self.own):
            self._refuse(OffSite(f"{_led(request)} {request.url}, on another site: not followed"))
        traps = getattr(self.crawler.spider, "traps", None)
        page = request.cb_kwargs.get("page")
        if traps and page and (why := traps.caught(page)):
            self._refuse(Trapped(why))

    def _refuse(self, refused: Refused) -> None:
        note(self.crawler, type(refused).__name__, str(refused))
        raise refused


class AnswerGuard:
    """Nearest to the network but one: says what Scrapy would only call a failure, before it is tried again."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> AnswerGuard:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Raises Refused for an answer that is compressed over and over."""
        if response.status in _MOVED and "Set-Cookie" in response.headers:
            self._look_for_circle(request, response)
        layers = b",".join(response.headers.getlist("Content-Encoding")).count(b",") + 1
        if layers > MOST_LAYERS:
            raise Refused(f"it is compressed {layers} times over")
        return response

    def _look_for_circle(self, request: Request, response: Response) -> None:
        """A redirect to where one came from, with a cookie, never ends for who keeps none."""
        location = (response.headers.get("Location") or b"").decode("latin-1")
        before = {request.url, *request.meta.get("redirect_urls", ())}
        if not self.crawler.settings.getbool("COOKIES_ENABLED") and response.urljoin(location) in before:
            note(self.crawler, "cookie", f"{request.url} leads back until a cookie is kept: cookies = true keeps it")

    async def process_exception(self, request: Request, exception: Exception) -> None:
        """Raises in its place what is known of it: a name that leads to a private network, a bad certificate."""
        host = (urlparse_cached(request).hostname or "").rstrip(".").lower()
        if isinstance(exception, CannotResolveHostError) and (why := GuardedResolver.refused.get(host)):
            refused = PrivateAddress(f"{_led(request)} {request.url}, but {why}: {_KEY}")
            note(self.crawler, type(refused).__name__, str(refused))
            raise refused
        if certificate_failed(exception):
            address = None if request.meta.get("proxy") else known_address(host)
            port = urlparse_cached(request).port or 443
            wrong = await asyncio.to_thread(what_is_wrong, host, address, port) if address else "it cannot be verified"
            raise BadCertificate(
                f"the certificate of {host} is not in order: {wrong}. "
                "To read the portal all the same: verify_certificates = false"
            ) from exception


class ChallengeGuard:
    """Before retries, of what is unpacked: a page that checks for robots is not better for being asked for again."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ChallengeGuard:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Notes which check it is."""
        if isinstance(response, TextResponse) and (check := challenge(response.body)):
            request.meta["dont_retry"] = True
            note(self.crawler, "challenge", f"{response.url} is {check}")
        return response


def note(crawler: Crawler, kind: str, said: str) -> None:
    """Keeps what a person is to be told of a portal: the first of each kind, and how many there were."""
    assert crawler.stats
    crawler.stats.inc_value(f"giaoban/guard/{kind}")
    if not crawler.stats.get_value(f"giaoban/note/{kind}"):
        crawler.stats.set_value(f"giaoban/note/{kind}", said)


def notes(stats: dict[str, Any]) -> list[str]:
    """What a person is to be told of a portal's run, from Scrapy's statistics."""
    told = []
    for key in sorted(key for key in stats if key.startswith("giaoban/note/")):
        count = stats.get(key.replace("/note/", "/guard/"), 1)
        told.append(f"{stats[key]} (the first of {count})" if count > 1 else str(stats[key]))
    return told


_KEY = "not asked for (allow_private = true, or --allow-private, lets portals of an intranet be read)"


def _led(request: Request) -> str:
    before = request.meta.get("redirect_urls")
    return f"{before[0]} leads to" if before else "a link leads to"


def _below(host: str, hosts: tuple[str, ...]) -> bool:
    return any(host == own or host.endswith(f".{own}") for own in hosts)
