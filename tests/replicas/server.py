"""The replica portals over real HTTP on loopback: one server, the portal chosen by host.

It answers ordinary requests and those of a client that takes it for its HTTP proxy, which is how a crawl with
the portals' real addresses is turned to it. A folder of files can be served at a host of its own beside them.
"""

from __future__ import annotations

import asyncio
import mimetypes
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from urllib.parse import unquote

from aiohttp import web
from yarl import URL

from tests.replicas import hanoi, lacviet, laocai, liferay, nukeviet, portalpages, vnpt, wordpress
from tests.replicas.content import CONTENT, MORE, Article, Portal, load
from tests.replicas.documents import document, scanned_pdf
from tests.replicas.markup import Style
from tests.replicas.padding import pad
from tests.replicas.site import HTML, Answer, Platform, Site
from tests.replicas.ticking import Counters, Skeleton

PLATFORMS: Mapping[str, Platform] = {
    "laocai": laocai.PLATFORM,
    "thoxuan": vnpt.PLATFORM,
    "backan": wordpress.PLATFORM,
    "huuhoa": liferay.PLATFORM,
    "vanphuc": liferay.PLATFORM,
}
# Of portals that name their platform.
BY_NAME: Mapping[str, Platform] = {
    "hanoi": hanoi.PLATFORM,
    "lacviet": lacviet.PLATFORM,
    "laocai": laocai.PLATFORM,
    "liferay": liferay.PLATFORM,
    "nukeviet": nukeviet.PLATFORM,
    "portalpages": portalpages.PLATFORM,
    "vnpt": vnpt.PLATFORM,
    "wordpress": wordpress.PLATFORM,
}
BROKEN_HOST = "loi.example.gov.vn"  # a portal that is down: 500 to everything
PAGES_KEPT = 3_000  # rendered pages a portal holds; queries make addresses without end
ROBOTS = "User-agent: *\nDisallow: /admin\n"
# The smallest GIF: one pixel. No one looks at the pictures of a replica.
PIXEL = bytes.fromhex("47494638396101000100800000000000ffffff2c00000000010001000002024401003b")
PICTURES = (".jpg", ".jpeg", ".png", ".gif")
SCANNED = ("nghi-quyet-ky-hop-thu-4.pdf", "NQ-07-2021-HDND.pdf")  # signed papers, which offices scan


def platform_of(portal: Portal) -> Platform:
    """What dresses a portal up."""
    return BY_NAME[portal.platform] if portal.platform else PLATFORMS[portal.name]


def page_of(name: str, article: Article, style: Style | None = None) -> bytes:
    """The page that a portal would make of any article, its own or not: for tests that need no server.

    ``name`` is the portal's; ``style`` the way the body was put into the CMS, None for one of the platform's.
    """
    platform = PLATFORMS[name]
    page = platform.article_page(Site(load()[name]), article.as_served(), style)
    return Skeleton.of(pad(page, 0)).fill(Counters())


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes over the wire."""

    status: int
    body: bytes
    content_type: str = HTML
    location: str | None = None
    last_modified: float | None = None


# What becomes of an answer: of a path (percent-encoding undone), and what would have been sent.
Change = Callable[[str, Reply], Reply]


@dataclass(frozen=True, slots=True)
class StaticSite:
    """A folder of files served as a static server does: ``/slug/`` is ``slug/index.html``, ``/slug`` leads
    there, names are percent-decoded. ``dated`` sends Last-Modified from the files."""

    folder: Path
    dated: bool = False

    def file(self, path: str) -> Path | None:
        """The file behind a decoded path, or the folder behind a path without its slash; never outside."""
        root = self.folder.resolve()
        found = (root / path.lstrip("/")).resolve()
        if not found.is_relative_to(root):
            return None
        if found.is_dir() and (path.endswith("/") or found == root):
            found /= "index.html"
        return found if found.exists() else None


# From a path and the bytes of its page to what the server says of them: (ETag, Last-Modified), None for neither.
Validate = Callable[[str, bytes], tuple[str | None, datetime | None]]


@dataclass
class ReplicaPortal:
    """A portal at work: its counters, and its pages as far as they have been rendered."""

    portal: Portal
    platform: Platform
    pad: int = 0
    counters: Counters = field(default_factory=Counters)
    sites: dict[int, Site] = field(default_factory=dict)
    pages: dict[tuple[int, str], tuple[Answer, Skeleton]] = field(default_factory=dict)

    def reply(self, state: int, target: str, path: str, query: Mapping[str, str]) -> Reply:
        if path == "/robots.txt":
            return Reply(200, ROBOTS.encode(), "text/plain")
        if file := self._file(state, path):
            return file
        if (state, target) not in self.pages:
            if len(self.pages) >= PAGES_KEPT:
                self.pages.clear()
            self.pages[state, target] = self._render(state, path, query)
        answer, skeleton = self.pages[state, target]
        self.counters.count(answer.article)
        return Reply(answer.status, skeleton.fill(self.counters), answer.content_type, answer.location)

    def _render(self, state: int, path: str, query: Mapping[str, str]) -> tuple[Answer, Skeleton]:
        site = self._site(state)
        answer = self.platform.respond(site, path, query) or Answer(self.platform.missing(site), status=404)
        return answer, Skeleton.of(pad(answer.body, self.pad if answer.status == 200 else 0))

    def _site(self, state: int) -> Site:
        return self.sites.setdefault(state, Site(self.portal, state))

    def _file(self, state: int, path: str) -> Reply | None:
        name = path.rpartition("/")[2]
        if name.endswith(PICTURES):
            return Reply(200, PIXEL, "image/gif")
        if (lines := self._site(state).files.get(name)) is not None:
            content = scanned_pdf() if name in SCANNED else document(name, lines)
            return Reply(200, content, mimetypes.guess_type(name)[0] or "application/octet-stream")
        return None


class ReplicaServer:
    """The server as a context manager, in a thread of its own.

    Attributes:
        port: where it listens on 127.0.0.1; known once it runs.
        requests: (host, path with query, status) of every request so far, in order.
    """

    def __init__(self, port: int = 0, state: int = 1, pad: int = 0, content: Path = CONTENT) -> None:
        self.port = port
        self.requests: list[tuple[str, str, int]] = []
        self._state = state
        self._static: dict[str, StaticSite] = {}
        self._answers: dict[tuple[str, str], Reply] = {}
        self._pages: dict[str, Mapping[str, Reply]] = {}
        self._broken = {BROKEN_HOST}
        self._stand_ins: dict[str, Reply | None] = {}
        self._changes: dict[str, Change | None] = {}
        self._validate: dict[str, Validate] = {}
        self._portals = _by_host(content, pad)

    @property
    def url(self) -> str:
        """The address of the server, to be given to a client as its HTTP proxy."""
        return f"http://127.0.0.1:{self.port}"

    def add_portal(self, host: str, portal: ReplicaPortal) -> None:
        """Put up one more portal."""
        self._portals[host] = portal

    def set_state(self, state: int) -> None:
        """Which state of the portals is up: 1, or 2 with articles added, edited and gone."""
        self._state = state

    def serve_folder(self, host: str, site: StaticSite) -> None:
        """Serve a folder at a host from now on, in the place of what was there."""
        self._static[host] = site

    def answer(self, host: str, path: str, reply: Reply) -> None:
        """Answer this at a path (percent-encoding undone) from now on, whatever else stands at the host."""
        self._answers[host, path] = reply

    def serve_pages(self, host: str, pages: Mapping[str, Reply]) -> None:
        """Answer at a host from now on what stands here by path and query (as sent), 404 to the rest."""
        self._pages[host] = pages

    def validate(self, host: str, rule: Validate) -> None:
        """Send validators with the pages of a host from now on, and answer 304 to who has those already: honest or not,
        as the rule is."""
        self._validate[host] = rule

    def break_host(self, host: str) -> None:
        """Answer 500 to everything at a host from now on."""
        self._broken.add(host)

    def stand_in(self, host: str, reply: Reply | None) -> None:
        """Answer this to everything at a host from now on, whatever stands there; None: as before."""
        self._stand_ins[host] = reply

    def redress(self, host: str, change: Change | None) -> None:
        """Send what is answered at a host with 200 through this from now on; None: as it is."""
        self._changes[host] = change

    def publish(self, portal: Portal) -> None:
        """Let a portal of one of the platforms have this content from now on, at its first state."""
        replica = self._portals[portal.host]
        replica.portal = portal
        replica.sites.clear()
        replica.pages.clear()

    def reset_log(self) -> None:
        self.requests.clear()

    def __enter__(self) -> ReplicaServer:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="replicas", daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self.start(), self._loop).result(timeout=10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self.stop(), self._loop).result(timeout=10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)
        self._loop.close()

    async def start(self) -> None:
        """Start listening in the running loop: for a program that has one of its own."""
        self._runner = web.ServerRunner(web.Server(self._handle, access_log=None))
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        host = request.host.partition(":")[0].lower()
        reply = self._stand_ins.get(host) or self._reply(host, request.rel_url)
        if (change := self._changes.get(host)) and reply.status == 200:
            reply = change(unquote(request.rel_url.raw_path), reply)
        headers = {"Content-Type": reply.content_type}
        rule = self._validate.get(host)
        if rule and reply.status == 200:
            etag, modified = rule(unquote(request.rel_url.raw_path), reply.body)
            headers |= {"ETag": etag} if etag else {}
            reply = replace(reply, last_modified=modified.timestamp() if modified else None)
            since = request.if_modified_since
            if request.headers.get("If-None-Match", "") == etag or (modified and since and modified <= since):
                reply = Reply(304, b"", last_modified=reply.last_modified)
        self.requests.append((host, request.rel_url.raw_path_qs, reply.status))
        if reply.location:
            headers["Location"] = reply.location
        response = web.Response(status=reply.status, body=reply.body, headers=headers)
        response.last_modified = reply.last_modified
        return response

    def _reply(self, host: str, url: URL) -> Reply:
        path = unquote(url.raw_path)
        if answer := self._answers.get((host, path)):
            return answer
        if host in self._pages:
            return self._pages[host].get(url.raw_path_qs, Reply(404, b"<h1>404 Not Found</h1>"))
        if folder := self._static.get(host):
            return _static(folder, path, url.raw_path)
        if host in self._broken:
            return Reply(500, "<h1>Lỗi máy chủ</h1>".encode())
        if portal := self._portals.get(host):
            return portal.reply(self._state, url.raw_path_qs, path, url.query)
        return Reply(502, f"No replica stands at the host {host!r}.\n".encode(), "text/plain; charset=utf-8")


def _by_host(content: Path, pad: int) -> dict[str, ReplicaPortal]:
    hosts: dict[str, ReplicaPortal] = {}
    for portal in (*load(MORE).values(), *load(content).values()):
        platform = platform_of(portal)
        replica = ReplicaPortal(portal, platform, pad)
        hosts |= dict.fromkeys((*platform.other_hosts, portal.host), replica)
    return hosts


def _static(site: StaticSite, path: str, raw_path: str) -> Reply:
    found = site.file(path)
    if found is None:
        return Reply(404, b"<h1>404 Not Found</h1>")
    if found.is_dir():
        return Reply(301, b"", location=f"{raw_path}/")
    # Static servers name no charset for HTML unless told to: the page has to say it.
    kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
    return Reply(200, found.read_bytes(), kind, last_modified=found.stat().st_mtime if site.dated else None)
