"""The archive: whether the database is sound and of today, whether the raw pages are there, who is at work on it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from crawler.doctor.look import Look, ok, problem, warning
from crawler.locks import anybody, holder_of
from storage.errors import ArchiveError, OlderArchiveError
from storage.store import Store
from storage.verify import Depth, verify

# No crawl takes longer than this, unless it hangs.
_LONG = timedelta(days=1)


def database(home: Path) -> tuple[list[Look], datetime | None]:
    """What there is to say of the database and what it refers to; and when the newest page was fetched."""
    path = home / "articles.db"
    if not path.exists() and not any(home.glob("warc/*.warc.gz")):
        return [ok("archive", f"there is none at {home} yet; `giaoban crawl` makes it")], None
    try:
        with Store(path, readonly=True) as store:
            found = list(verify(store.connection, home, Depth(busy=anybody(home))))
            articles, newest = store.connection.execute(
                "SELECT (SELECT count(*) FROM articles), (SELECT max(fetched_at) FROM captures)"
            ).fetchone()
    except OlderArchiveError as error:
        return [warning("archive", "made by an older giaoban", str(error))], None
    except ArchiveError as error:
        return [problem("archive", "it cannot be read", str(error))], None
    said = [
        (problem if each.damage else warning)("archive", f"{each.part}: {each.where}: {each.problem}", each.advice)
        for each in found
    ]
    whole = ok("archive", f"{articles} articles; the database is sound, and the raw pages and files are there")
    return said or [whole], datetime.fromisoformat(newest) if newest else None


def locks(home: Path, now: datetime) -> Iterator[Look]:
    """Who is at work, and whether for too long."""
    for note in sorted((home / "locks").glob("*.json")):
        holder = holder_of(home, note.stem)
        if holder is None:
            yield ok("locks", f"{note.stem}: a run was killed; its lock is free, and the next run goes on")
            continue
        since = None
        with suppress(OSError, ValueError, KeyError, TypeError):
            since = datetime.fromisoformat(json.loads(note.read_text())["since"])
        if since and since.tzinfo and now - since > _LONG:
            advice = "if it hangs (nothing new in logs/), end it with `kill` and its number: it ends in order"
            yield warning("locks", f"{note.stem}: held for more than a day ({holder})", advice)
        else:
            yield ok("locks", f"{note.stem}: at work is {holder}")
