"""The machine: Python and what it brings, libraries, the disk, the archive's folders, the clock."""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from importlib import import_module, metadata
from pathlib import Path

from packaging.requirements import Requirement

from crawler.doctor.look import Look, ok, problem, warning

_MB = 1_000_000
# Below this nothing can be written for long, whatever the archive grows by.
_LEAST_ROOM = 200 * _MB
_LITTLE_ROOM = 1000 * _MB
_GROWTH_DAYS = 30
# Where several machines may write: SQLite's WAL needs memory that its users share.
_REMOTE = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "fuse.rclone", "afs", "davfs"}
_OURS = ("warc", "files", "logs", "locks")


def python() -> Look:
    """Python and the SQLite in it."""
    said = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    if sqlite3.sqlite_version_info < (3, 37):
        return problem("python", said, "giaoban needs SQLite 3.37 or later: use a Python of 2022 or later")
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE words USING fts5 (word)")
        except sqlite3.OperationalError:
            return problem("python", f"{said}, which cannot search (no FTS5)", "use a Python whose SQLite has FTS5")
    return ok("python", said)


def libraries() -> Iterator[Look]:
    """What giaoban is installed with: in the versions that it asks for, and not broken."""
    try:
        asked = [Requirement(each) for each in metadata.requires("giaoban") or []]
    except metadata.PackageNotFoundError:
        yield warning("libraries", "giaoban is not installed, and runs from a folder", "install it: `make install`")
        return
    needed = [each for each in asked if each.marker is None or each.marker.evaluate({"extra": ""})]
    wrong = [look for each in needed if (look := _library(each))]
    yield from wrong
    if not wrong:
        yield ok("libraries", f"{len(needed)}, all in versions that giaoban knows")


def _library(asked: Requirement) -> Look | None:
    """What is wrong with a library; None where nothing is."""
    advice = "install giaoban anew: `make install`"
    try:
        distribution = metadata.distribution(asked.name)
    except metadata.PackageNotFoundError:
        return problem("libraries", f"{asked.name} is not installed", advice)
    if not asked.specifier.contains(distribution.version, prereleases=True):
        return warning("libraries", f"{asked.name} {distribution.version}, not {asked.specifier}", advice)
    try:
        for name in _modules(distribution):
            import_module(name)
    except Exception as error:  # whatever a broken library does
        return problem("libraries", f"{asked.name} cannot be loaded: {type(error).__name__}: {error}", advice)
    return None


def _modules(distribution: metadata.Distribution) -> list[str]:
    """The packages that a distribution brings."""
    tops = {file.parts[0] for file in distribution.files or () if file.name == "__init__.py" and len(file.parts) == 2}
    return sorted(top for top in tops if top.isidentifier())


def disk(home: Path) -> Iterator[Look]:
    """Room for what is to come, and a file system that a database can lie on."""
    here = _there(home)
    free = shutil.disk_usage(here).free
    grown = _grown(home / "warc") + _grown(home / "files")
    said = f"{_size(free)} free; the raw pages grew by {_size(grown)} in {_GROWTH_DAYS} days"
    advice = "make room, or move the archive to a larger disk (the folder can be moved while no crawl runs)"
    if free < _LEAST_ROOM:
        yield problem("disk", said, advice)
    elif free < max(_LITTLE_ROOM, 2 * grown):
        yield warning("disk", said, advice)
    else:
        yield ok("disk", said)
    if hasattr(os, "statvfs") and (stat := os.statvfs(here)).f_files and stat.f_favail < 1000:
        yield problem("disk", f"only {stat.f_favail} more files can be made (inodes)", "remove files that nobody needs")
    if (kind := _file_system(here)) in _REMOTE:
        advice = "keep the archive on a disk of this machine, and its backup there"
        yield warning("disk", f"the folder lies on a network file system ({kind}), where databases break", advice)


def _there(path: Path) -> Path:
    """A folder that may not be there yet, or the nearest above it that is."""
    return next(each for each in (path.absolute(), *path.absolute().parents) if each.exists())


def _grown(folder: Path) -> int:
    """The bytes of the files that were written to lately."""
    since = time.time() - _GROWTH_DAYS * 86400
    stats = (path.stat() for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else ()
    return sum(stat.st_size for stat in stats if stat.st_mtime >= since)


def _size(number: int) -> str:
    return f"{number / 1e9:.1f} GB" if number >= 1e9 else f"{number / 1e6:.0f} MB"


def _file_system(path: Path) -> str:
    """The kind of file system that a path lies on; "" where the system does not say."""
    try:
        mounts = [line.split()[1:3] for line in Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError):
        return ""
    above = [(place, kind) for place, kind in mounts if path.is_relative_to(place.replace(r"\040", " "))]
    return max(above, key=lambda each: len(each[0]), default=("", ""))[1]


def folders(home: Path) -> Look:
    """Whether the archive's folders can be written, by whoever asks."""
    if not home.exists():
        above = _there(home)
        if not os.access(above, os.W_OK):
            return problem("folder", f"{home} is not there, and {above} cannot be written", "make it, or name another")
        return ok("folder", f"{home} is not there yet; `giaoban crawl` makes it")
    for folder in (home, *(home / name for name in _OURS)):
        try:
            if folder.exists():
                with tempfile.TemporaryFile(dir=folder):
                    pass
        except OSError as error:
            return problem("folder", f"{folder} cannot be written: {error.strerror}", "change its owner or its rights")
    owner = home.stat().st_uid
    if hasattr(os, "geteuid") and owner != os.geteuid():
        advice = "run giaoban, and its cron, as its owner: files that another makes cannot be written by it"
        return warning("folder", f"{home} belongs to user {owner}, and you are {os.geteuid()}", advice)
    return ok("folder", f"{home.absolute()} can be written")


def clock(now: datetime, newest: datetime | None) -> Look:
    """Whether this machine's clock can be right: it cannot be earlier than what it wrote itself (``newest``)."""
    said = f"{now.astimezone():%Y-%m-%d %H:%M %Z}"
    if newest and newest > now + timedelta(minutes=1):
        return problem("clock", f"{said}, but a page was fetched on {newest:%Y-%m-%d %H:%M} UTC", _SET_IT)
    return ok("clock", said)


def clock_of_others(offset: timedelta, portals: int) -> Look:
    """What the answers of portals say of the clock: how much later theirs are, in the middle."""
    minutes = offset.total_seconds() / 60
    if abs(minutes) <= 5:
        return ok("clock", f"as that of {portals} portal{'s' if portals > 1 else ''}")
    way = "slow" if minutes > 0 else "fast"
    if portals < 3:
        advice = "look at this clock; but that of a single portal may as well be wrong"
        return warning("clock", f"{abs(minutes):.0f} minutes {way}, going by {portals} portals", advice)
    return problem("clock", f"{abs(minutes):.0f} minutes {way}, going by {portals} portals", _SET_IT)


_SET_IT = "set the clock, and have it kept right (NTP): dates of articles are weighed by it"
