"""Archives of released versions: the SQL of whole databases, each written by the code of its day.

They are crawls of three small replica portals, named for the last migration step that the release had. Tests open
every one of them with the present giaoban.

On the day of a release that added a step: `.venv/bin/python tests/storage/make_release.py`, and commit the file it
wrote. From then on the steps of that release never change, and neither does the file.
"""

from __future__ import annotations

import lzma
import sqlite3
from contextlib import closing
from pathlib import Path

RELEASES = sorted(Path(__file__).parent.glob("*.sql.xz"))


def last_step(release: Path) -> str:
    """The name of the last step that a release had."""
    return release.name.removesuffix(".sql.xz")


def load(release: Path, path: Path) -> Path:
    """The database of a release as a file, as its own code left it."""
    with closing(sqlite3.connect(path)) as database:
        database.executescript(lzma.decompress(release.read_bytes()).decode())
        database.execute("PRAGMA journal_mode = WAL")
    return path
