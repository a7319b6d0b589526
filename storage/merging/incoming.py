"""What can come into an archive from another: rows without the other's numbers, things named by what they are.

An article is named by its hash, a page by its address, a file by its hash, a portal by its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

Row = Mapping[str, Any]

# The name of a portal is the name of its lock, that of a raw file the name of a file.
PORTAL = re.compile(r'\w[^/\\:*?"<>|\x00-\x1f]{0,99}')
RAW_FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}\.warc(?:\.gz)?")
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


def is_moment(text: str) -> bool:
    """Whether this is a moment as archives write it, of a day that there is."""
    try:
        return bool(MOMENT.fullmatch(text)) and bool(datetime.fromisoformat(text))
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class PortalIn:
    """A row of `portals`; a row of `profiles`, if it has one."""

    row: Row
    profile: Row | None = None


@dataclass(frozen=True, slots=True)
class FileIn:
    """A row of `files`."""

    row: Row


@dataclass(frozen=True, slots=True)
class AttachmentIn:
    """A row of `attachments`; the hash of its file, if there is one."""

    row: Row
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class ArticleIn:
    """A row of `articles`, its rows of `facts`, and its attachments: (address, name), in order."""

    row: Row
    facts: tuple[Row, ...] = ()
    attachments: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CaptureIn:
    """A row of `captures`; the hash of the article that it gave, None for none."""

    row: Row
    gave: str | None


@dataclass(frozen=True, slots=True)
class PageIn:
    """A row of `pages`; the hash of the article that it shows; captures of it.

    Attributes:
        whole: whether the captures are all that there are, and the row, and what each of them is said to have changed,
            is what came of them beyond doubt: there is no need to make that anew.
    """

    row: Row
    shows: str | None
    captures: tuple[CaptureIn, ...] = ()
    whole: bool = False


@dataclass(frozen=True, slots=True)
class RejectIn:
    """A row of `rejects`."""

    row: Row


@dataclass(frozen=True, slots=True)
class ListingIn:
    """A row of `listings`."""

    row: Row


@dataclass(frozen=True, slots=True)
class RunIn:
    """A row of `runs` and its rows of `run_portals`, by name."""

    row: Row
    portals: tuple[Row, ...] = field(default=())


Unit = PortalIn | FileIn | AttachmentIn | ArticleIn | PageIn | RejectIn | ListingIn | RunIn


class Source(Protocol):
    """Where all that comes from.

    `portals` are the names of those concerned. `units` come in an order in which each names only what came before:
    portals, files, attachments, articles, pages, the rest.
    """

    @property
    def portals(self) -> tuple[str, ...]: ...

    def units(self) -> Iterator[Unit]: ...
