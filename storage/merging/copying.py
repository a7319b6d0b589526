"""Raw pages and files of another archive, copied into this one's folder: whole, on disk, and never over others."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from storage.errors import ArchiveError
from storage.whole import whole

CHUNK = 1 << 20


@dataclass(slots=True)
class RawFiles:
    """What became of the WARC files of another archive.

    Attributes:
        names: the name of each, and the name that it has here.
        sizes: the bytes of each, there.
        copied: how many came in, anew or longer than they were here.
    """

    names: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    copied: int = 0


def take_raw_files(other: Path, here: Path, *, dry_run: bool = False) -> RawFiles:
    """Bring all WARC files of the folder `other` into the folder `here`; `dry_run` says only what would be done.

    A file that is here already is not copied again. One that was copied while it was being written is completed.
    Another one of the same name gets a name of its own, which follows from what is in it.

    Raises ArchiveError where one cannot be read or written; what has come in so far stays, and is whole.
    """
    result = RawFiles()
    with _in_words(here):
        names = sorted(path.name for path in other.glob("*.warc*") if path.is_file() and not path.name.startswith("."))
        for name in names:
            target = here / name
            if target.exists() and not _begin_alike(other / name, target):
                target = _renamed(target, _sha256(other / name))
            result.names[name] = target.name
            result.sizes[name] = (other / name).stat().st_size
            if not target.exists() or target.stat().st_size < (other / name).stat().st_size:
                result.copied += 1
                if not dry_run:
                    _copy(other / name, target)
    return result


def take_file(other: Path, here: Path, sha256: str) -> bool:
    """Bring in one file, named in full, unless it is here; whether it is here now, as its hash says it must be.

    Raises ArchiveError where it cannot be written.
    """
    with _in_words(here):
        if here.is_file() and here.stat().st_size == _size(other, or_else=here.stat().st_size):
            return True
        if not other.is_file() or _sha256(other) != sha256:
            return False
        _copy(other, here)
    return True


def _size(path: Path, or_else: int) -> int:
    return path.stat().st_size if path.is_file() else or_else


def _begin_alike(one: Path, other: Path) -> bool:
    """Whether two files are the same as far as the shorter goes."""
    with one.open("rb") as first, other.open("rb") as second:
        while (a := first.read(CHUNK)) and (b := second.read(CHUNK)):
            common = min(len(a), len(b))
            if a[:common] != b[:common]:
                return False
    return True


def _renamed(path: Path, sha256: str) -> Path:
    stem, dot, ending = path.name.partition(".warc")
    return path.with_name(f"{stem}-{sha256[:8]}{dot}{ending}")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as file, whole(target) as copy:
        shutil.copyfileobj(file, copy, CHUNK)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _in_words(here: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ArchiveError(
            f"A file of the other archive could not be copied to {here}: {error.filename or here}: "
            f"{error.strerror or error}. What was stored before is safe; the same import again goes on."
        ) from error
