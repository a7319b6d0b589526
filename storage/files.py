"""The bytes of files, each once by its hash, in `files/` beside the WARC files; read back and checked.

No name that anyone gave a file is ever part of a path. What a file says is not known here.
"""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

from storage.errors import ArchiveError
from storage.whole import PART, whole

FOLDER = "files"

# What a killed run left half-written is nobody's any more after this.
STALE_SECONDS = 86_400


def keep(home: Path, content: bytes, ending: str) -> tuple[str, str]:
    """Store bytes for good, unless they are stored already.

    Args:
        ending: what the file's name ends in: the name of a format, never what a portal says.

    Returns:
        Their SHA-256, and the path relative to `home`: `files/3f/3f786850….pdf`.

    Raises ArchiveError when the disk is full or the folder cannot be written; nothing half-written has the
    file's name then, nor after a kill.
    """
    digest = hashlib.sha256(content).hexdigest()
    name = f"{FOLDER}/{digest[:2]}/{digest}.{ending}"
    path = home / name
    try:
        if not path.exists() or path.stat().st_size != len(content):
            path.parent.mkdir(parents=True, exist_ok=True)
            with whole(path) as file:
                file.write(content)
    except OSError as error:
        raise ArchiveError(
            f"The file could not be written to {path}: {error.strerror}. "
            "Make room on the disk, or check the folder; what was stored before is safe."
        ) from error
    return digest, name


def read(home: Path, name: str, digest: str) -> bytes:
    """The bytes at a path relative to `home`. Raises ArchiveError where they are missing or others."""
    path = home / name
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ArchiveError(f"The file is not there: {path} cannot be read ({error.strerror}).") from error
    found = hashlib.sha256(content).hexdigest()
    if found != digest:
        raise ArchiveError(f"The file is not the one stored: at {path} lies {found}, not {digest}.")
    return content


def tidy(home: Path) -> None:
    """Remove what killed runs left half-written."""
    for part in (home / FOLDER).glob(f"*/*{PART}"):
        try:
            if part.stat().st_mtime < time.time() - STALE_SECONDS:
                part.unlink()
        except OSError:
            continue  # another run was quicker, or the folder is not ours to tidy
