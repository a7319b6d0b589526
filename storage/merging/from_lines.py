"""The articles of an export in JSON Lines, for `merge`: each with its pages, and the captures that gave it.

Whoever wrote the file, nothing of it is believed unseen: a line that no export can have written is refused, by its
number, before anything comes in.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, get_args

from storage.errors import ArchiveError
from storage.merging.incoming import (
    PORTAL,
    RAW_FILE,
    ArticleIn,
    AttachmentIn,
    CaptureIn,
    PageIn,
    PortalIn,
    Row,
    Unit,
    is_moment,
)
from storage.records import (
    Article,
    Attachment,
    Block,
    BlockKind,
    Caption,
    Chair,
    Change,
    Image,
    Meeting,
    PeriodFact,
    Precision,
    Said,
    Span,
)
from storage.rows import article_row, fact_rows
from storage.similarity import content_hash

# Longer lines are no article's: the longest text of a real portal has some 300 KB.
LONGEST = 64 * 1024 * 1024

GZIP = b"\x1f\x8b"


class LinesSource:
    """An export; see `incoming.Source`."""

    def __init__(self, path: Path) -> None:
        """Reads the file through once. Raises ArchiveError where a line is no article of an export."""
        self.path = path
        known: dict[str, None] = {}
        for unit in self.units():
            if isinstance(unit, PortalIn):
                known[unit.row["name"]] = None
        self.portals = tuple(sorted(known))

    def units(self) -> Iterator[Unit]:
        for number, line in self._lines():
            try:
                shape = json.loads(line)
                units = list(_units(shape))
            except _READ_WRONGLY as error:
                said = str(error) if isinstance(error, _Refused) else f"{type(error).__name__}: {error}"
                raise ArchiveError(
                    f"{self.path}, line {number}: no article as `giaoban export` writes it ({said[:200]}). "
                    "Nothing of the file was taken in."
                ) from error
            yield from units

    def _lines(self) -> Iterator[tuple[int, bytes]]:
        with self._open() as file:
            number = 0
            while line := file.readline(LONGEST):
                number += 1
                if line.strip():
                    yield number, line

    @contextmanager
    def _open(self) -> Iterator[BinaryIO]:
        try:
            with self.path.open("rb") as file:
                packed = file.peek(2)[:2] == GZIP
                yield gzip.GzipFile(fileobj=file) if packed else file  # type: ignore[misc]  # it reads as a file does
        except (OSError, EOFError, zlib.error) as error:
            told = getattr(error, "strerror", None) or error
            raise ArchiveError(f"{self.path} cannot be read: {told}.") from error


class _Refused(Exception):
    """Something that no export says; the message says what."""


_READ_WRONGLY = (_Refused, ValueError, LookupError, TypeError, AttributeError, RecursionError)


def _units(shape: Any) -> Iterator[Unit]:
    """What a line brings in."""
    article = _article(shape)
    content = _text(shape["hash"])
    if content != content_hash(article):
        raise _Refused("its text does not fit its hash: somebody changed it")
    pages = [_page(page, content, shape) for page in shape["pages"]]
    for portal in {page.row["portal"]: page for page in pages}.values():
        yield PortalIn(_portal(portal.row))
    files = [(file.url, file.name) for file in article.attachments]
    if pages:
        last = max(page.row["last_checked"] for page in pages)
        for url, _ in files:
            yield AttachmentIn(_attachment(url, pages[0].row["portal"], last))
    else:
        files = []
    yield ArticleIn(
        {
            "hash": content,
            **article_row(article),
            **_published(shape["published"]),
            "is_meeting": _maybe(_truth)(shape["is_meeting"]),
            "best_known": _maybe(_text)(shape["best_known"]),
            "first_seen": _moment(shape["first_seen"]),
        },
        tuple(dict(zip(_FACT_COLUMNS, fact, strict=True)) for fact in fact_rows(article)),
        tuple(files),
    )
    yield from pages


def _article(shape: Row) -> Article:
    """The text of a line, as the extractor gave it."""
    extractor = shape["extractor"]
    return Article(
        title=_text(shape["title"]),
        section=_maybe(_text)(shape["section"]),
        lead=_maybe(_text)(shape["lead"]),
        blocks=tuple(map(_block, shape["blocks"])),
        captions=tuple(Caption(_text(one["text"]), _maybe(_text)(one["image"])) for one in shape["captions"]),
        images=tuple(Image(_text(one["url"]), _text(one["alt"])) for one in shape["images"]),
        attachments=tuple(Attachment(_text(one["url"]), _text(one["name"])) for one in shape["attachments"]),
        byline=_maybe(_text)(shape["byline"]),
        source=_maybe(_text)(shape["source"]),
        language=_maybe(_text)(shape["language"]),
        held_on=_maybe(_period)(shape["held_on"]),
        covers=_maybe(_period)(shape["covers"]),
        meeting=_maybe(_meeting)(shape["meeting"]),
        version=_text(extractor["version"]),
        sources={_text(name): _text(origin) for name, origin in extractor["fields"].items()},
    )


def _block(shape: Row) -> Block:
    rows = shape.get("rows")
    cells = None if rows is None else tuple(tuple(map(_text, row)) for row in rows)
    return Block(_one_of(get_args(BlockKind))(shape["kind"]), _text(shape["text"]), cells)


def _period(shape: Row) -> PeriodFact:
    return PeriodFact(_text(shape["from"]), _text(shape["to"]), _text(shape["text"]))


def _meeting(shape: Row) -> Meeting:
    chairs = tuple(Chair(_text(one["name"]), _maybe(_text)(one["role"]), _span(one)) for one in shape["chairs"])
    kind, place, organiser = (_maybe(_said)(shape[name]) for name in ("kind", "place", "organiser"))
    return Meeting(kind, place, organiser, chairs)


def _said(shape: Row) -> Said:
    return Said(_text(shape["value"]), _span(shape))


def _span(shape: Row) -> Span:
    return Span(_one_of(("title", "body"))(shape["in"]), _whole(shape["start"]), _text(shape["text"]))


def _page(shape: Row, content: str, line: Row) -> PageIn:
    """A page of a line. One that shows another text by now comes in as it was when it showed this one: the line of
    that other text, if it is in the export, tells the rest."""
    record: Row = {name: check(shape["record"][name]) for name, check in _PAGE.items()}
    names = {"portal": _named(shape["portal"]), "url": _text(shape["url"])}
    captures = tuple(_capture(one, content) for one in shape["captures"])
    if shape["status"] == "changed":
        record = _as_it_was(record, shape, line)
    return PageIn({**names, **record}, content, captures)


def _as_it_was(record: Row, shape: Row, line: Row) -> Row:
    first, last = _moment(shape["first_seen"]), _moment(shape["last_seen"])
    then = {
        **dict.fromkeys(_PAGE), "title": line["title"], "status": "live", "published_precision": "none", "dates": "[]",
        "first_seen": record["first_seen"], "last_seen": last, "last_checked": last, "last_changed": first,
        "fetched_url": record["fetched_url"],
    }  # fmt: skip
    if all(page["status"] == "changed" for page in line["pages"]):
        # Nothing else is left that could say when the text was published.
        then |= _published(line["published"])
        then["published_not_before"] = None if then["published"] else _maybe(_text)(line["best_known"])
    return then


def _capture(shape: Row, content: str) -> CaptureIn:
    return CaptureIn({column: check(shape[name]) for name, (column, check) in _CAPTURE.items()}, content)


def _portal(page: Row) -> Row:
    """All that a page tells of its portal."""
    host = page["url"].partition("://")[2].partition("/")[0].rpartition("@")[2].partition(":")[0]
    return {
        "name": page["portal"], "host": host, "title": None, "platform": None,
        "first_crawled": page["first_seen"], "last_crawled": page["last_seen"] or page["first_seen"],
    }  # fmt: skip


def _attachment(url: str, portal: str, seen: str) -> Row:
    """An address of a file, as it is known by then at the latest. The file is not in an export: it is to be asked
    for."""
    return {
        "portal": portal, "url": url, "status": "waiting", "problem": None, "size": None, "tries": 0,
        "first_seen": seen, "last_checked": None,
    }  # fmt: skip


def _published(shape: Row) -> Row:
    return {
        "published": _maybe(_text)(shape["value"]),
        "published_precision": _precision(shape["precision"]) if shape["value"] is not None else "none",
        "published_evidence": _maybe(_text)(shape["evidence"]) if shape["value"] is not None else None,
        "published_text": _maybe(_text)(shape["text"]) if shape["value"] is not None else None,
    }


# ---- values ------------------------------------------------------------------------------------------------


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\x00" in value or not _is_unicode(value):
        raise _Refused(f"{value!r:.50} is no text")
    return value


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**62:
        raise _Refused(f"{value!r:.50} is no number")
    return value


def _truth(value: Any) -> int:
    if not isinstance(value, bool):
        raise _Refused(f"{value!r:.50} is neither true nor false")
    return int(value)


def _moment(value: Any) -> str:
    if not is_moment(_text(value)):
        raise _Refused(f"{value!r:.50} is no moment")
    return str(value)


def _named(value: Any) -> str:
    if not PORTAL.fullmatch(_text(value)):
        raise _Refused(f"{value!r:.50} is no name of a portal")
    return str(value)


def _raw_file(value: Any) -> str:
    if not RAW_FILE.fullmatch(_text(value)):
        raise _Refused(f"{value!r:.50} is no name of a WARC file")
    return str(value)


def _weighed(value: Any) -> str:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise _Refused("what was weighed for a date is no list")
    shapes = [{name: one for name, one in shape.items() if one is not None} for shape in value]
    return json.dumps(shapes, ensure_ascii=False, separators=(",", ":"))


def _maybe(check: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else check(value)


def _one_of(values: tuple[str, ...]) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if value not in values:
            raise _Refused(f"{value!r:.50} is none of {', '.join(values)}")
        return value

    return check


_precision = _one_of(get_args(Precision))
_FACT_COLUMNS = ("fact", "position", "value", "detail", "field", "start", "length")
_PAGE: Mapping[str, Callable[[Any], Any]] = {
    "fetched_url": _text,
    "title": _maybe(_text),
    "status": _one_of(("live", "gone", "moved")),
    "moved_to": _maybe(_text),
    "first_seen": _moment,
    "last_seen": _maybe(_moment),
    "last_checked": _moment,
    "last_changed": _maybe(_moment),
    "missing_since": _maybe(_moment),
    "published": _maybe(_text),
    "published_precision": _precision,
    "published_evidence": _maybe(_text),
    "published_text": _maybe(_text),
    "published_not_before": _maybe(_text),
    "published_not_after": _maybe(_text),
    "published_problem": _maybe(_text),
    "dates": _weighed,
    "date_moved_from": _maybe(_text),
    "views": _maybe(_whole),
    "etag": _maybe(_text),
    "last_modified": _maybe(_text),
    "listed_date": _maybe(_text),
    "listed_title": _maybe(_text),
}
_CAPTURE: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "fetched_at": ("fetched_at", _moment),
    "status": ("status", _whole),
    "warc": ("warc_file", _raw_file),
    "offset": ("warc_offset", _whole),
    "length": ("warc_length", _whole),
    "digest": ("digest", _text),
    "change": ("change", _one_of(tuple(change for change in get_args(Change) if change != "reject"))),
    "extractor": ("extractor", _maybe(_text)),
}
