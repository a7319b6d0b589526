"""What Datasette is told: which addresses are ours, what every answer is sent with, what an error looks like."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from datasette import Response, hookimpl
from datasette.utils.asgi import Base400, Forbidden, NotFound
from datasette.views.base import DatasetteError

from crawler.serve import views
from storage.errors import ArchiveError

log = logging.getLogger("giaoban")

_ROUTES = (
    (r"/$", views.front),
    (r"/search$", views.search),
    (r"/article/(?P<id>\d{1,18})$", views.article),
    (r"/article/(?P<id>\d{1,18})/diff/(?P<other>\d{1,18})$", views.difference),
    (r"/portals$", views.portals),
    (r"/portal/(?P<name>[^/]+)$", views.portal),
    (r"/timeline$", views.timeline),
    (r"/timeline\.json$", views.timeline_data),
    (r"/raw/(?P<id>\d{1,18})$", views.raw),
    (r"/raw/(?P<id>\d{1,18})/page$", views.raw_page),
    (r"/raw/(?P<id>\d{1,18})/download$", views.raw_download),
    (r"/file/(?P<id>\d{1,18})$", views.file),
)
_OURS = tuple(pattern.split("/")[1].rstrip("$").partition("\\")[0] for pattern, _ in _ROUTES)

# Pages of ours: their own files and nothing else; the frame of a raw page is one of them.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
# Datasette's own pages have scripts and styles in them, and still ask nobody else.
_POLICY_OF_DATASETTE = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-dns-prefetch-control": "off",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}

Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[dict[str, Any], Any, Send], Awaitable[None]]


@hookimpl
def register_routes() -> Any:
    return _ROUTES


@hookimpl
def permission_allowed(action: str) -> bool | None:
    """Whoever reaches the server may read everything; there is nobody to log in."""
    return False if action in {"permissions-debug", "debug-menu"} else None


@hookimpl
def extra_template_vars(request: Any) -> dict[str, Any]:
    return views.common(request)


@hookimpl
def menu_links(request: Any) -> list[dict[str, str]]:
    """The way back from Datasette's pages."""
    say = views.common(request)["say"]
    return [
        {"href": address, "label": say(f"nav.{name}")}
        for name, address in (("front", "/"), ("search", "/search"), ("portals", "/portals"), ("timeline", "/timeline"))
    ]


@hookimpl
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    """A page, or JSON where that was asked for, that says what is wrong; a fault of the program goes to the log too."""
    status, told = _told(exception)
    if request.path.endswith(".json"):
        return Response.json({"ok": False, "status": status, "error": told}, status=status)
    return views.failure(datasette, request, status, told)


def _told(exception: Exception) -> tuple[int, str]:
    if isinstance(exception, NotFound):
        return 404, ""
    if isinstance(exception, Forbidden):
        return 403, str(exception)
    if isinstance(exception, Base400):
        return exception.status, str(exception)
    if isinstance(exception, DatasetteError):
        return exception.status, str(exception.title if exception.message_is_html else exception.message)
    if isinstance(exception, ArchiveError):
        return 503, str(exception)
    log.error("a page could not be made", exc_info=exception)
    return 500, f"{type(exception).__name__}: {exception}"


@hookimpl
def asgi_wrapper() -> Callable[[App], App]:
    """Sends every answer with the headers that keep it in its place, unless its page has stricter ones."""

    def wrap(app: App) -> App:
        async def wrapped(scope: dict[str, Any], receive: Any, send: Send) -> None:
            ours = scope.get("path", "").split("/")[1:2] in ([name] for name in _OURS)

            async def send_safely(message: dict[str, Any]) -> None:
                if message["type"] == "http.response.start":
                    message = {**message, "headers": [*message["headers"], *_missing(message["headers"], ours)]}
                await send(message)

            await app(scope, receive, send_safely)

        return wrapped

    return wrap


def _missing(headers: list[tuple[bytes, bytes]], ours: bool) -> list[tuple[bytes, bytes]]:
    there = {bytes(name).lower() for name, _ in headers}
    wanted = {**_HEADERS, "content-security-policy": _POLICY if ours else _POLICY_OF_DATASETTE}
    return [(name.encode(), value.encode()) for name, value in wanted.items() if name.encode() not in there]
