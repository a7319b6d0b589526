"""A file that takes its name once all of it is on disk: a killed program leaves the old one, or none."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

#: How the name of a file ends while it is written; what a kill leaves behind has it still.
PART = ".part"

_LONGEST = 100  # of the name, which the rest must fit behind in what a file system takes


@contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """A file to write; at the end it is on disk under its name, after a failure it is gone. Raises OSError."""
    part = path.with_name(f".{path.name[:_LONGEST]}.{os.getpid()}{PART}")
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """The name too is on disk before anybody speaks of it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
