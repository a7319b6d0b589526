"""One lock a portal, and who holds it."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

# Somebody who only looks at a lock holds it for a moment.
_A_LOOK = 0.2


class PortalLock:
    """A portal's lock, to be taken and given back.

    The system gives the lock back when its holder dies, however it dies: no lock is ever stale.
    """

    def __init__(self, home: Path, portal: str) -> None:
        folder = home / "locks"
        folder.mkdir(parents=True, exist_ok=True)
        self._lock, self._note = FileLock(folder / f"{portal}.lock"), folder / f"{portal}.json"

    def take(self) -> str | None:
        """None where it is ours now, else who holds it, in words."""
        last_try = time.monotonic() + _A_LOOK
        while not self._acquired():
            if _alive(_told(self._note)) or time.monotonic() > last_try:
                return _words(_told(self._note))
            time.sleep(0.01)
        with suppress(OSError):  # the note is for people; on a full disk the lock holds without
            since = datetime.now(UTC).isoformat(timespec="seconds")
            self._note.write_text(json.dumps({"pid": os.getpid(), "since": since}))
        return None

    def give_back(self) -> None:
        """Lets others have it, if it is ours."""
        if self._lock.is_locked:
            self._note.unlink(missing_ok=True)
            self._lock.release()

    def holder(self) -> str | None:
        """Who has it right now, in words; None where nobody has."""
        if self._note.exists() and not self._acquired():
            return _words(_told(self._note))
        self._lock.release()
        return None

    def _acquired(self) -> bool:
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        return True


@contextmanager
def locked(home: Path, portal: str) -> Iterator[str | None]:
    """Holds a portal's lock; gives None where it is ours, else who holds it, in words."""
    lock = PortalLock(home, portal)
    try:
        yield lock.take()
    finally:
        lock.give_back()


def holder_of(home: Path, portal: str) -> str | None:
    """Who is crawling a portal right now, in words; None where nobody is."""
    if not (home / "locks" / f"{portal}.json").exists():
        return None
    return PortalLock(home, portal).holder()


def anybody(home: Path) -> bool:
    """Whether anybody holds a lock of an archive: a crawl, or whatever else writes into it for long."""
    return any(holder_of(home, note.stem) for note in (home / "locks").glob("*.json"))


def _told(note: Path) -> dict[str, Any]:
    """What a holder said of itself; nothing where it said nothing."""
    try:
        told = json.loads(note.read_text())
        return {"pid": int(told["pid"]), "since": str(told["since"])}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _words(told: dict[str, Any]) -> str:
    return f"process {told['pid']}, since {told['since']}" if told else "another process"


def _alive(told: dict[str, Any]) -> bool:
    """Whether the process that left a note still is: one that was killed leaves its note behind."""
    try:
        os.kill(told["pid"], 0)
    except (KeyError, ProcessLookupError):
        return False
    except (OSError, OverflowError):
        return True  # somebody else's
    return True
