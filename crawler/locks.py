"""One lock a portal, and who holds it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout


@contextmanager
def locked(home: Path, portal: str) -> Iterator[str | None]:
    """Holds a portal's lock; gives None where it is ours, else who holds it, in words.

    The system gives the lock back when its holder dies, however it dies: no lock is ever stale.
    """
    folder = home / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    lock, note = FileLock(folder / f"{portal}.lock"), folder / f"{portal}.json"
    try:
        lock.acquire(timeout=0)
    except Timeout:
        yield _holder(note)
        return
    try:
        with suppress(OSError):  # the note is for people; on a full disk the lock holds without
            note.write_text(json.dumps({"pid": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")}))
        yield None
    finally:
        note.unlink(missing_ok=True)
        lock.release()


def holder_of(home: Path, portal: str) -> str | None:
    """Who is crawling a portal right now, in words; None where nobody is."""
    note = home / "locks" / f"{portal}.json"
    if not note.exists():
        return None
    lock = FileLock(home / "locks" / f"{portal}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return _holder(note)
    lock.release()
    return None


def anybody(home: Path) -> bool:
    """Whether anybody holds a lock of an archive: a crawl, or whatever else writes into it for long."""
    return any(holder_of(home, note.stem) for note in (home / "locks").glob("*.json"))


def _holder(note: Path) -> str:
    try:
        told = json.loads(note.read_text())
        return f"process {told['pid']}, since {told['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
