"""The one error that the archive raises for people, and how SQLite's own errors become it.

Its message names the file, says what happened and what to do. Mistakes of the program (a wrong
column, a broken constraint) are no business of an operator and pass through as they are.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class ArchiveError(Exception):
    """The archive cannot be read or written; the message is a sentence for the person at the keyboard."""


class OlderArchiveError(ArchiveError):
    """The archive was made by an older giaoban, and whoever only reads it cannot bring it up to date."""


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Raise ArchiveError, in words, for what SQLite reports of the file, the disk or a lock."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        # Errors that Python itself raises (a closed connection) carry no name of SQLite's.
        name = getattr(error, "sqlite_errorname", "")
        if str(error).startswith(_NO_TEXT):
            name = "SQLITE_CORRUPT"
        for prefix, sentence in _SENTENCES.items():
            if name.startswith(prefix):
                raise ArchiveError(sentence.format(path=path, folder=path.parent)) from error
        raise


# What Python's sqlite3 says of bytes in the place of a text.
_NO_TEXT = "Could not decode to UTF-8"

# Extended codes begin with the primary one (SQLITE_IOERR_WRITE), so a prefix decides.
_SENTENCES = {
    "SQLITE_NOTADB": "{path} is not a SQLite database, and was left as it is. If it was an archive's, put back a "
    "backup, or let `giaoban repair` make it anew from the raw pages; else name another archive.",
    "SQLITE_CORRUPT": "{path} is damaged; `giaoban verify` says where. Nothing was changed. Put back a backup, or let "
    "`giaoban repair --rebuild` make it anew from the raw pages.",
    "SQLITE_BUSY": "{path} is locked: another program has been writing to it for too long. Wait until it "
    "is done, or close it, and try again.",
    "SQLITE_LOCKED": "{path} is locked by another part of this program. Try again.",
    "SQLITE_FULL": "No room left on the disk for {path}. What was stored before is safe; make room and try again.",
    "SQLITE_READONLY": "{path} cannot be written. Check who owns the file and its folder {folder}.",
    "SQLITE_CANTOPEN": "{path} cannot be opened. Check that its folder {folder} exists and can be written.",
    "SQLITE_PERM": "{path} cannot be opened: access denied. Check who owns the file and {folder}.",
    "SQLITE_IOERR": "Reading or writing {path} failed: the disk or the file system reports an error. "
    "What was stored before is safe; check the disk.",
}
