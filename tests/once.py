"""What costs much to make and is only read is made once in a test run, though several processes share the tests."""

from __future__ import annotations

import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from filelock import FileLock

T = TypeVar("T")


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], T]) -> T:
    """What ``make`` returned for a new folder, called by the first process that asks; the others wait for it.

    It is pickled, so it is to hold what can be: paths, records, numbers. Nobody may change what lies in the folder.
    """
    root = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent  # the folder of all workers of this run
    made = root / f"{name}.made"
    with FileLock(root / f"{name}.lock"):
        if not made.exists():
            folder = root / name
            shutil.rmtree(folder, ignore_errors=True)  # of a first one that failed half-way
            folder.mkdir()
            made.write_bytes(pickle.dumps(make(folder)))
        value: T = pickle.loads(made.read_bytes())
        return value


def copy_of(home: Path, target: Path) -> Path:
    """A copy of an archive that others may be reading: what SQLite keeps beside it while they do is no part of it."""
    return Path(shutil.copytree(home, target, ignore=shutil.ignore_patterns("*-wal", "*-shm")))
