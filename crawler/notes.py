"""What a crawl learned beside captures, as notes in the WARC files, and back.

Raw first holds for it too: with the captures these notes make the archive anew (``crawler.rebuild``). A note has the
fields of a record by name, so a record that gets a field more is noted with it, and a note that lacks it has the
field's default.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from crawler.conclude import PortalRun
from crawler.extract import Rules
from storage.records import Note, NotFetched, NotModified, StoredFile

RUN, FILE, NOT_FETCHED, NOT_MODIFIED = "portal run", "file", "not fetched", "not modified"
T = TypeVar("T")

# What the program knows by itself when it reads the note.
_LEFT_OUT = frozenset(("rules",))


@dataclass(frozen=True, slots=True)
class PortalFacts:
    """What a portal is called, as ``Store.save_portal`` takes it."""

    host: str
    title: str | None = None
    platform: str | None = None


@dataclass(frozen=True, slots=True)
class FileKept:
    """An attachment whose bytes are on disk."""

    url: str
    file: StoredFile


def of_run(run: PortalRun, facts: PortalFacts) -> Note:
    """What a portal's run as a whole told, and what the portal is called."""
    return Note(RUN, run.portal, run.finished, {"run": plain(run), "portal": plain(facts)})


def run_of(note: Note, rules: tuple[Rules, ...]) -> PortalRun:
    """The run that a note tells of. Raises LookupError, TypeError or ValueError where it tells of none."""
    return made(PortalRun, note.data["run"], rules=rules)


def facts_of(note: Note) -> PortalFacts:
    """What the portal of a run was called. Raises as ``run_of``."""
    return made(PortalFacts, note.data["portal"])


def of_file(portal: str, url: str, file: StoredFile, at: datetime) -> Note:
    """An attachment whose bytes are on disk."""
    return Note(FILE, portal, at, plain(FileKept(url, file)))


def file_of(note: Note) -> FileKept:
    """The address of an attachment and its file. Raises as ``run_of``."""
    return made(FileKept, note.data)


def of_not_fetched(answer: NotFetched) -> Note:
    """An attachment that there is no file of."""
    return Note(NOT_FETCHED, answer.portal, answer.at, plain(answer))


def not_fetched_of(note: Note) -> NotFetched:
    """The attachment that there is no file of. Raises as ``run_of``."""
    return made(NotFetched, note.data)


def of_not_modified(item: NotModified) -> Note:
    """A page that is as it was, as its portal says."""
    return Note(NOT_MODIFIED, item.portal, item.at, plain(item))


def not_modified_of(note: Note) -> NotModified:
    """The page that is as it was. Raises as ``run_of``."""
    return made(NotModified, note.data)


# -- records as JSON --------------------------------------------------------------------------------


def plain(value: Any) -> Any:
    """A record, or what is in one, as JSON has it: moments as text, bytes as the text that has a letter for each."""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value) if field.name not in _LEFT_OUT}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list | frozenset | set):
        return [plain(one) for one in value]
    return value


def made(kind: type[T], told: Any, **known: Any) -> T:
    """The record that ``plain`` made this of; ``known``: fields that are not in it.

    Raises LookupError, TypeError, ValueError or AttributeError where it made it of no such record.
    """
    if not isinstance(told, Mapping):
        raise TypeError(f"no {kind.__name__}: {told!r}")
    hints = _hints(cast(Any, kind))
    values, defaults = dict(known), _defaults(cast(Any, kind))
    for name in hints.keys() & told.keys():
        try:
            values[name] = _value(hints[name], told[name])
        except (LookupError, TypeError, ValueError, AttributeError):
            if name not in defaults:
                raise
    return kind(**values)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


@cache
def _defaults(kind: Any) -> frozenset[str]:
    """The fields of a record that need not be told: one whose meaning has changed since is as if it were not."""
    return frozenset(
        one.name for one in fields(kind) if one.default is not MISSING or one.default_factory is not MISSING
    )


def _value(hint: Any, told: Any) -> Any:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        [hint] = [one for one in inner if one is not type(None)][:1]
        return None if told is None else _value(hint, told)
    if is_dataclass(hint):
        return made(cast(type, hint), told)
    if hint is datetime:
        return datetime.fromisoformat(told)
    if hint is bytes:
        return told.encode("latin-1")
    if origin is tuple:
        each = [inner[0]] * len(told) if inner[-1] is Ellipsis else inner
        return tuple(_value(one, value) for one, value in zip(each, told, strict=True))
    return told
