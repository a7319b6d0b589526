"""The pages: each asks the archive in one look, and gives what it found to its template.

What is asked stands in `storage`; how it is said, in ``language`` and the templates.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, unquote, urlencode, urlsplit

from datasette import Response
from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import NotFound

from crawler.extract.decode import decode
from crawler.serve import language, safe, shaping
from crawler.serve.asked import PAGE, Asked
from storage import attachments, files, overview, warc
from storage import search as finding
from storage.errors import ArchiveError, explained
from storage.reading import article as whole_article
from storage.reading import last_runs, portal_summary
from storage.records import Capture
from storage.search import facets

Answer = TypeVar("Answer")

# A page of ours is to be there at once; one that takes this long (ms) is given up, and the next reader served.
_LONGEST = 10_000
_STATIC = Path(__file__).with_name("static")
_REMEMBER = 365 * 24 * 3600
_COOKIE = "giaoban_lang"

# The raw page: its frame's policy once more, for whoever opens it by itself. Nothing runs, nothing is asked for.
_RAW_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)


async def front(datasette: Any, request: Any) -> Response:
    """What is new, and how each portal fares."""

    def ask(connection: sqlite3.Connection) -> dict[str, Any]:
        return {
            "portals": portal_summary(connection),
            "newest": overview.newest(connection, 12),
            "edited": overview.edited(connection, 6),
            "gone": overview.gone(connection, 6),
        }

    facts = await _ask(datasette, ask)
    facts["totals"] = {
        "pages": sum(portal["live"] for portal in facts["portals"]),
        "gone": sum(portal["gone"] for portal in facts["portals"]),
    }
    return await _page(datasette, request, "front.html", facts)


async def search(datasette: Any, request: Any) -> Response:
    """Articles by words and filters; without words all of them, newest first."""
    asked = Asked.of(request.args)

    def ask(connection: sqlite3.Connection) -> dict[str, Any]:
        hits = finding.search(
            connection,
            asked.query,
            filters=asked.filters(),
            limit=PAGE,
            offset=(asked.page - 1) * PAGE,
            newest=asked.newest,
            files=True,
        )
        return {"hits": hits, "facets": facets(connection, asked.query, asked.filters())}

    facts = await _ask(datasette, ask)
    last = max(1, -(-facts["facets"].total // PAGE))
    return await _page(datasette, request, "search.html", {**facts, "asked": asked, "last": last})


async def article(datasette: Any, request: Any) -> Response:
    """One article: its text with the words that its facts stand on, every place, every change."""
    number = int(request.url_vars["id"])

    def ask(connection: sqlite3.Connection) -> dict[str, Any] | None:
        found = whole_article(connection, number)
        if found is None:
            return None
        return {
            "article": found,
            "history": overview.history(connection, number),
            "captures": overview.latest_captures(connection, number),
        }

    facts = await _ask(datasette, ask)
    if facts is None:
        raise NotFound(f"no article {number}")
    facts["facts"] = shaping.facts(facts["article"])
    facts["blocks"] = shaping.blocks(facts["article"], facts["facts"])
    facts["title"] = shaping.title(facts["article"], facts["facts"])
    facts["history"] = shaping.by_page(facts["history"])
    return await _page(datasette, request, "article.html", facts)


async def difference(datasette: Any, request: Any) -> Response:
    """How one article's words differ from another's, which was there before or tells the same story."""
    numbers = [int(request.url_vars[name]) for name in ("other", "id")]

    def ask(connection: sqlite3.Connection) -> list[dict[str, Any] | None]:
        return [whole_article(connection, number) for number in numbers]

    before, after = await _ask(datasette, ask)
    if before is None or after is None:
        raise NotFound("no such articles")
    return await _page(datasette, request, "difference.html", shaping.difference(before, after))


async def portals(datasette: Any, request: Any) -> Response:
    """Every portal, and how it fares."""
    facts = await _ask(
        datasette, lambda connection: {"portals": portal_summary(connection), "runs": last_runs(connection, 10)}
    )
    return await _page(datasette, request, "portals.html", facts)


async def portal(datasette: Any, request: Any) -> Response:
    """One portal: how it fares, its latest articles, what went, what was not stored."""
    name = unquote(request.url_vars["name"])

    def ask(connection: sqlite3.Connection) -> dict[str, Any] | None:
        found = next((row for row in portal_summary(connection) if row["portal"] == name), None)
        return found and {
            "portal": found,
            "newest": finding.search(connection, None, filters=finding.Filters(portal=name), limit=15),
            "facets": facets(connection, None, finding.Filters(portal=name)),
            "gone": overview.gone(connection, 10, name),
            "rejects": overview.rejects(connection, name, 10),
        }

    facts = await _ask(datasette, ask)
    if facts is None:
        raise NotFound(f"no portal {name}")
    return await _page(datasette, request, "portal.html", facts)


async def timeline(datasette: Any, request: Any) -> Response:
    """Articles by month and portal: a plot, and the same in a table."""
    counts = await _ask(datasette, overview.by_month)
    return await _page(datasette, request, "timeline.html", {"years": shaping.by_year(counts)})


async def timeline_data(datasette: Any) -> Response:
    """The counts behind the plot: {portal: {month: articles}}."""
    counts = await _ask(datasette, overview.by_month)
    data: dict[str, dict[str, int]] = {}
    for name, month, count in counts:
        data.setdefault(name, {})[month or ""] = count
    return Response.json(data)


async def raw(datasette: Any, request: Any) -> Response:
    """The raw page in a frame that nothing gets out of, and where it lies."""
    found, capture = await _capture(datasette, request)
    return await _page(datasette, request, "raw.html", {"raw": found, "capture": capture})


async def raw_page(datasette: Any, request: Any) -> Response:
    """The raw page alone, made harmless."""
    _, capture = await _capture(datasette, request)
    page = safe.harmless(decode(capture.body, capture.header("content-type")))
    return Response.html(page, headers={"Content-Security-Policy": _RAW_POLICY})


async def raw_download(datasette: Any, request: Any) -> Response:
    """The bytes as the portal sent them, to be kept and not to be shown."""
    found, capture = await _capture(datasette, request)
    return _download(capture.body, f"{found.portal}-{found.fetched_at[:10]}-{found.id}.html")


async def file(datasette: Any, request: Any) -> Response:
    """A file that an article offers for download, as it was fetched."""
    number = int(request.url_vars["id"])
    found = await _ask(datasette, lambda connection: attachments.file(connection, number))
    if found is None:
        raise NotFound(f"no file {number}")
    home = _database(datasette).home
    content = await _ask(datasette, lambda _: files.read(home, found["path"], found["sha256"]))
    return _download(content, f"giaoban-{number}-{found['sha256'][:12]}.{found['format']}")


def _download(content: bytes, name: str) -> Response:
    """Bytes to be kept and not to be shown, whatever they are."""
    plain = "".join(letter for letter in name if letter.isascii() and (letter.isalnum() or letter in ".-"))
    headers = {
        "Content-Disposition": f'attachment; filename="{plain}"',
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return Response(content, headers=headers, content_type="application/octet-stream")


async def _capture(datasette: Any, request: Any) -> tuple[overview.RawPage, Capture]:
    number = int(request.url_vars["id"])
    found = await _ask(datasette, lambda connection: overview.raw_page(connection, number))
    if found is None:
        raise NotFound(f"no capture {number}")
    folder = _database(datasette).home / "warc"
    if Path(found.ref.file).name != found.ref.file:
        raise ArchiveError(f"The raw page is not there: {found.ref.file!r} is no file of {folder}.")
    return found, await _ask(datasette, lambda _: warc.read(folder, found.ref))


# ---- helpers -------------------------------------------------------------------------------------------


async def failure(datasette: Any, request: Any, status: int, told: str) -> Response:
    """The page that says what is wrong."""
    facts = {"status": status, "told": told}
    return await _page(datasette, request, "failure.html", facts, status=status)


def common(request: Any) -> dict[str, Any]:
    """What every template may use: the language and its words, and the way to the same page in the other one."""
    chosen = _language(request)
    address = request.path if request else "/"
    others = [(name, values) for name, values in (_arguments(request) if request else []) if name != "lang"]
    return {
        "language": chosen,
        "say": chosen.say,
        "name": chosen.name,
        "languages": {
            code: f"{address}?{urlencode([*others, ('lang', code)])}" for code in language.CODES if code != chosen.code
        },
        "here": f"/{address.split('/')[1]}",
        "version": _version(),
        "outward": _outward,
        "portal_path": lambda name: f"/portal/{quote(name, safe='')}",
    }


@cache
def _version() -> str:
    """Differs whenever a file does that a browser keeps."""
    digest = hashlib.sha256()
    for file in sorted(_STATIC.iterdir()):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _arguments(request: Any) -> Iterator[tuple[str, str]]:
    for name in request.args:
        for value in request.args.getlist(name):
            yield name, value


def _language(request: Any) -> language.Language:
    if request is None:
        return language.chosen(None, None, None)
    return language.chosen(
        request.args.get("lang"), request.cookies.get(_COOKIE), request.headers.get("accept-language")
    )


def _outward(address: str) -> str | None:
    """An address of a portal as a link may have it; None where it is not one of the web (``javascript:`` …)."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in {"http", "https"} and parts.netloc else None


def _database(datasette: Any) -> Any:
    [database] = (one for name, one in datasette.databases.items() if name != "_internal")
    return database


async def _ask(datasette: Any, question: Callable[[sqlite3.Connection], Answer]) -> Answer:
    """What the archive answers, all of it as it was at one moment. Raises ArchiveError where it cannot."""
    database = _database(datasette)

    def asked(connection: sqlite3.Connection) -> Answer:
        with explained(database.file), _in_time(connection):
            connection.execute("BEGIN")
            try:
                return question(connection)
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    answer: Answer = await database.execute_fn(asked)
    return answer


@contextmanager
def _in_time(connection: sqlite3.Connection) -> Iterator[None]:
    try:
        with sqlite_timelimit(connection, _LONGEST):
            yield
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorname", "") == "SQLITE_INTERRUPT":
            raise ArchiveError("The question took too long and was given up. Ask for less.") from error
        raise


async def _page(datasette: Any, request: Any, template: str, facts: dict[str, Any], status: int = 200) -> Response:
    html = await datasette.render_template(f"giaoban/{template}", facts, request=request)
    response = Response.html(html, status=status, headers={"Vary": "Accept-Language", "Cache-Control": "no-cache"})
    asked = request.args.get("lang")
    if asked in language.CODES:
        response.set_cookie(_COOKIE, asked, max_age=_REMEMBER, httponly=True)
    return response
