"""What the reading commands share: opening an archive that must be there, and naming an article."""

from __future__ import annotations

from pathlib import Path

from storage.errors import ArchiveError
from storage.store import Store


def open_archive(home: Path) -> Store:
    """The archive at ``home``, to read. Raises ArchiveError where there is none: nothing is created."""
    database = home / "articles.db"
    if not database.is_file():
        raise ArchiveError(
            f"There is no archive at {home} (no articles.db in it). Name its folder with --home, "
            "or make one with `giaoban crawl`."
        )
    return Store(database, readonly=True)


def key_of(text: str) -> int | str:
    """What a person typed to name an article: its number, else a hash or an address."""
    return int(text) if text.isdecimal() and len(text) < 10 else text
