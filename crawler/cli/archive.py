"""What the reading commands share: opening an archive that must be there, and naming an article."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from storage.errors import ArchiveError
from storage.store import Store


def open_archive(home: Path) -> Store:
    """The archive at ``home``, to read. Raises ArchiveError where there is none: nothing is created."""
    database = home / "articles.db"
    if not database.is_file() and not any(home.glob("warc/*.warc.gz")):
        raise ArchiveError(
            f"There is no archive at {home} (no articles.db in it). Name its folder with --home, "
            "or make one with `giaoban crawl`."
        )
    return Store(database, readonly=True)


def key_of(text: str) -> int | str:
    """What a person typed to name an article: its number, else a hash or an address."""
    return int(text) if text.isdecimal() and len(text) < 10 else text


def article_named(store: Store, text: str) -> dict[str, Any] | None:
    """The article that a person named, as JSON: by number, hash, or any address of a page of it."""
    found = store.article(key_of(text))
    if found is None and (address := _canonical(text)):
        found = store.article(address)
    return found


def history_at(store: Store, address: str) -> dict[str, Any] | None:
    """What the page at this address was found to say (``Store.page_history``), whatever form of its address it is."""
    found = store.page_history(address)
    if found is None and (canonical := _canonical(address)):
        found = store.page_history(canonical)
    return found


def _canonical(text: str) -> str | None:
    """The one address of the page, of a portal that there is a spider for, that a person gave any address of."""
    if "://" not in text:
        return None
    # Scrapy and the spiders take a second to load, which who gives a number need not wait for.
    portal = import_module("crawler.portals").portal_at(text)
    return str(portal().canonical(text)) if portal else None
