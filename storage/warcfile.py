"""WARC files from their first byte to their last: every record, what is torn or damaged, and what lies behind that.

One record by its place is the business of `warc`.
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from storage.records import Capture, CaptureRef, Note
from storage.warc import UNREADABLE, parse_note, parse_response

ENDING = ".warc.gz"

# A record is read in pieces of so many bytes; a search for the next one goes in larger ones.
CHUNK, STRIDE = 1 << 15, 1 << 18
# What a gzip member begins with, and a record.
_GZIP, _WARC = b"\x1f\x8b\x08", b"WARC/"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a WARC file that ends where the next begins: a record, or bytes that are none.

    Attributes:
        response: the capture, if it is one, and its digest.
        note: what a crawl noted, if it is that.
        problem: why it cannot be read; None for a record, whatever it is.
        torn: it cannot be read, and nothing that can be follows: what a killed run leaves.
    """

    file: str
    offset: int
    length: int
    response: tuple[Capture, str] | None = None
    note: Note | None = None
    problem: str | None = None
    torn: bool = False

    @property
    def end(self) -> int:
        return self.offset + self.length

    @property
    def ref(self) -> CaptureRef | None:
        """Where the capture lies, if it is one."""
        return CaptureRef(self.file, self.offset, self.length, self.response[1]) if self.response else None


def warc_files(folder: Path) -> list[Path]:
    """The WARC files of a folder, by name: of one archive, that is by the time of their first record."""
    return sorted(path for path in Path(folder).glob(f"*{ENDING}") if not path.name.startswith("."))


def scan(path: Path, start: int = 0) -> Iterator[Stretch]:
    """All of a file from a byte on at which a record begins. Raises OSError where it cannot be read."""
    with path.open("rb") as file:
        size = path.stat().st_size
        offset = start
        while offset < size:
            try:
                length, data = _member(file, offset)
            except (ValueError, zlib.error) as error:
                following = _next_record(file, offset + 1)
                end = size if following is None else following
                yield Stretch(path.name, offset, end - offset, problem=str(error), torn=following is None)
                offset = end
                continue
            yield _stretch(path.name, offset, length, data)
            offset += length


def iterate(folder: Path, note: Callable[[str], None] = log.warning) -> Iterator[tuple[CaptureRef, Capture]]:
    """All captures of all files, oldest file first, each with its place.

    What cannot be read (the torn end of a killed run, a foreign file) is skipped, and `note` told.
    """
    for path in warc_files(folder):
        for stretch in scan(path):
            if stretch.torn:
                note(f"{path} is readable up to byte {stretch.offset} only: {stretch.problem}. The rest was skipped.")
            elif stretch.problem:
                note(f"{path}, byte {stretch.offset}: a record that cannot be read was skipped ({stretch.problem}).")
            elif stretch.response and (ref := stretch.ref):
                yield ref, stretch.response[0]


def _stretch(name: str, offset: int, length: int, data: bytes) -> Stretch:
    head = data.partition(b"\r\n\r\n")[0] + b"\r\n"
    try:
        if b"WARC-Type: response\r\n" in head:
            return Stretch(name, offset, length, response=parse_response(data))
        if b"WARC-Type: metadata\r\n" in head and b"Giaoban-Note: " in head:
            return Stretch(name, offset, length, note=parse_note(data))
    except UNREADABLE as error:
        return Stretch(name, offset, length, problem=str(error))
    return Stretch(name, offset, length, problem=None if data.startswith(_WARC) else "it is no WARC record")


def _member(file: BinaryIO, offset: int) -> tuple[int, bytes]:
    """Length and content of the gzip member at a byte. Raises ValueError or zlib.error where there is none, whole."""
    file.seek(offset)
    decompressor = zlib.decompressobj(wbits=31)
    parts, length = [], 0
    while not decompressor.eof:
        if not (chunk := file.read(CHUNK)):
            raise ValueError("it ends in the middle of a record")
        parts.append(decompressor.decompress(chunk))
        length += len(chunk) - len(decompressor.unused_data)
    return length, b"".join(parts)


def _next_record(file: BinaryIO, offset: int) -> int | None:
    """Where, from a byte on, the next record begins; None where none does."""
    file.seek(offset)
    at, held = offset, b""
    while chunk := file.read(STRIDE):
        held += chunk
        found = held.find(_GZIP)
        while found >= 0:
            if _begins_record(file, at + found):
                return at + found
            found = held.find(_GZIP, found + 1)
        kept = min(len(held), len(_GZIP) - 1)
        at, held = at + len(held) - kept, held[-kept:]
        file.seek(at + kept)
    return None


def _begins_record(file: BinaryIO, offset: int) -> bool:
    file.seek(offset)
    try:
        return zlib.decompressobj(wbits=31).decompress(file.read(CHUNK), len(_WARC)) == _WARC
    except zlib.error:
        return False
