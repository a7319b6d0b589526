"""Raw pages: written to WARC before anything is made of them, and read back by file, offset and length.

WARC/1.1, one gzip member a record, so that any tool of the field reads the files. What a page says is
not known here; whole files are read by `warcfile`.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import zlib
from base64 import b32encode
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self
from urllib.parse import urlsplit

from fastwarc.stream_io import GzipWriter
from fastwarc.warc import WarcRecord, WarcRecordType

from storage.errors import ArchiveError
from storage.records import Capture, CaptureRef, Note

GIGABYTE = 1_000_000_000

# Level 9 takes half as long again as 6 on a 60 KB page, and saves 1 % of it.
COMPRESSION = 6

# All that a record which is not ours, or not whole, can do to its reader.
UNREADABLE = (ValueError, LookupError, OSError, zlib.error)


class WarcWriter:
    """Appends captures to WARC files of its own: a new file each start, and whenever one is full.

    The name carries the moment and the process (`giaoban-20261122T153000Z-1234-00000.warc.gz`), so two
    processes never share a file and the torn end that a kill leaves is never written after.
    The first file is made with the first capture.
    """

    def __init__(self, folder: Path, software: str = "giaoban", *, roll_over: int = GIGABYTE) -> None:
        """`software` goes into each file's warcinfo; a file is closed once it holds `roll_over` bytes."""
        self._folder = Path(folder)
        self._software = software
        self._roll_over = roll_over
        self._started = datetime.now(UTC)
        self._number = 0
        self._file: BinaryIO | None = None
        self._path = self._folder
        self._size = 0

    def write(self, capture: Capture) -> CaptureRef:
        """Store response and request; what is returned says where the response lies.

        On return the bytes are with the operating system: a killed process loses none of them. Raises
        ArchiveError when the disk is full or the folder gone; nothing half-written stays in the file.
        """
        payload_digest = hashlib.sha1(capture.body).digest()
        response_id, response = _response_member(capture, payload_digest)
        request = _request_member(capture, response_id)
        offset = self._append(response + request)
        return CaptureRef(self._path.name, offset, len(response), _sha1_name(payload_digest))

    def note(self, note: Note) -> None:
        """Store, as a metadata record, what was learned beside captures. Raises ArchiveError as `write` does."""
        self._append(_note_member(note))

    def close(self) -> None:
        """Close the file at hand, on disk for good. The writer can go on afterwards, in a new file."""
        if self._file is not None:
            file, self._file = self._file, None
            with file:
                os.fsync(file.fileno())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _append(self, members: bytes) -> int:
        """Write to the end of the present file, or of a new one; returns where."""
        try:
            if self._file is not None and self._size >= self._roll_over:
                self.close()
            file = self._file or self._open()
            # Writing to a file that was deleted succeeds and keeps nothing.
            if not self._path.exists():
                self._file = None
                raise FileNotFoundError(2, "the file is gone")
            offset = self._size
            self._write(file, members)
        except OSError as error:
            raise ArchiveError(
                f"The raw page could not be written to {self._path}: {error.strerror}. "
                "Make room on the disk, or check the folder; what was stored before is safe."
            ) from error
        return offset

    def _write(self, file: BinaryIO, data: bytes) -> None:
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[file.write(rest) :]
        except OSError:
            # Half a record would hide all that follows it from readers of the whole file.
            try:
                file.truncate(self._size)
                file.seek(self._size)
            except OSError:
                self._file = None
            raise
        self._size += len(data)

    def _open(self) -> BinaryIO:
        self._folder.mkdir(parents=True, exist_ok=True)
        name = f"giaoban-{self._started:%Y%m%dT%H%M%SZ}-{os.getpid()}-{self._number:05}.warc.gz"
        self._number += 1
        self._path = self._folder / name
        try:
            file = self._path.open("xb", buffering=0)
        except FileExistsError:
            # The second writer that this process opened within one second.
            return self._open()
        self._size = 0
        try:
            self._write(file, _info_member(name, self._software))
        except OSError:
            file.close()
            self._path.unlink(missing_ok=True)
            raise
        self._file = file
        return file


def read(folder: Path, ref: CaptureRef) -> Capture:
    """The capture that lies at `ref`, as it was written (without the request).

    Raises ArchiveError where the file is missing, too short, or does not hold what the archive says.
    """
    path = Path(folder) / ref.file
    try:
        with path.open("rb") as file:
            file.seek(ref.offset)
            member = file.read(ref.length)
    except OSError as error:
        raise ArchiveError(f"The raw page is not there: {path} cannot be read ({error.strerror}).") from error
    where = f"{path}, byte {ref.offset}"
    if len(member) < ref.length:
        raise ArchiveError(f"The raw page is cut off: {where} should hold {ref.length} bytes, not {len(member)}.")
    try:
        capture, digest = parse_response(_gunzip(member))
    except UNREADABLE as error:
        raise ArchiveError(f"The raw page cannot be read: no response is stored at {where} ({error}).") from error
    if digest != ref.digest:
        raise ArchiveError(f"The raw page is not the one stored: at {where} lies {digest}, not {ref.digest}.")
    return capture


# ---- writing -------------------------------------------------------------------------------------------


def _response_member(capture: Capture, payload_digest: bytes) -> tuple[str, bytes]:
    """The record's id, and the record as one gzip member."""
    head = [f"HTTP/1.1 {capture.status} {_phrase(capture.status)}"]
    head += [f"{_as_kept(name)}: {_one_line(value)}" for name, value in capture.headers]
    head.append(f"Content-Length: {len(capture.body)}")
    record = _record(WarcRecordType.response, capture)
    for field, value in _provenance(capture).items():
        record.headers[field] = value
    return record.headers["WARC-Record-ID"], _member(record, _http(head, capture.body), payload_digest)


def _request_member(capture: Capture, response_id: str) -> bytes:
    parts = urlsplit(capture.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    head = [f"{capture.method} {_one_word(target)} HTTP/1.1"]
    if not any(name.lower() == "host" for name, _ in capture.request_headers):
        head.append(f"Host: {_one_line(parts.netloc)}")
    head += [f"{name}: {_one_line(value)}" for name, value in capture.request_headers]
    record = _record(WarcRecordType.request, capture)
    record.headers["WARC-Concurrent-To"] = response_id
    return _member(record, _http(head, b""), hashlib.sha1(b"").digest())


def _note_member(note: Note) -> bytes:
    record = WarcRecord()
    record.init_headers(WarcRecordType.metadata)
    record.headers["WARC-Date"] = _warc_date(note.at)
    record.headers["Content-Type"] = "application/json"
    record.headers["Giaoban-Portal"] = _one_line(note.portal)
    record.headers["Giaoban-Note"] = note.kind
    return _member(record, json.dumps(note.data, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def _info_member(name: str, software: str) -> bytes:
    record = WarcRecord()
    record.init_headers(WarcRecordType.warcinfo)
    record.headers["WARC-Date"] = _warc_date(datetime.now(UTC))
    record.headers["WARC-Filename"] = name
    record.headers["Content-Type"] = "application/warc-fields"
    fields = {
        "software": software,
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
    }
    return _member(record, "".join(f"{key}: {_one_line(value)}\r\n" for key, value in fields.items()).encode())


def _record(kind: WarcRecordType, capture: Capture) -> WarcRecord:
    record = WarcRecord()
    record.init_headers(kind)
    record.headers["WARC-Target-URI"] = _one_word(capture.url)
    record.headers["WARC-Date"] = _warc_date(capture.fetched_at)
    record.is_http = True
    return record


def _member(record: WarcRecord, content: bytes, payload_digest: bytes | None = None) -> bytes:
    record.set_bytes_content(content)
    compressed = io.BytesIO()
    writer = GzipWriter(compressed, compression_level=COMPRESSION)
    record.write(writer, checksum_data=True, payload_digest=payload_digest)
    # Ends the gzip member: without this the whole file becomes one, and no record can be read alone.
    writer.finish()
    return compressed.getvalue()


def _provenance(capture: Capture) -> dict[str, str]:
    """What the archive knows of a capture beside HTTP, as extension fields of its record."""
    known = {
        "Giaoban-Portal": capture.portal,
        "Giaoban-Page": capture.page,
        "Giaoban-Listed-Date": capture.listed_date,
        "Giaoban-Listed-Title": capture.listed_title,
    }
    return {field: _one_line(value) for field, value in known.items() if value is not None}


def _http(head: list[str], body: bytes) -> bytes:
    return "\r\n".join([*head, "", ""]).encode("utf-8", "surrogateescape") + body


def _as_kept(name: str) -> str:
    """A header's name in the record. The payload is stored decoded, so what told its encoding is history.

    `Content-Encoding: gzip` → `X-Archive-Orig-Content-Encoding: gzip`, as other archives have it.
    """
    return f"{ORIGINAL}{name}" if name.lower() in UNDONE else name


ORIGINAL = "X-Archive-Orig-"
UNDONE = frozenset({"content-encoding", "transfer-encoding", "content-length"})


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def _one_line(value: str) -> str:
    return re.sub(r"[\r\n\x00]+", " ", value).strip()


def _one_word(url: str) -> str:
    return re.sub(r"\s", "%20", url.strip())


def _warc_date(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError(f"a capture's time needs a time zone: {moment!r}")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _sha1_name(digest: bytes) -> str:
    return "sha1:" + b32encode(digest).decode("ascii")


# ---- reading -------------------------------------------------------------------------------------------


def parse_response(data: bytes) -> tuple[Capture, str]:
    """A response record, as a capture and the true digest of its payload. Raises one of UNREADABLE."""
    record = WarcRecord.from_bytes(data)
    if record.record_type != WarcRecordType.response:
        raise ValueError(f"a {record.record_type} record")
    fields = dict(record.headers.astuples())
    head, blank, body = record.reader.read().partition(b"\r\n\r\n")
    if not blank:
        raise ValueError("no end of the HTTP headers")
    status_line, *lines = head.decode("utf-8", "surrogateescape").split("\r\n")
    capture = Capture(
        portal=fields.get("Giaoban-Portal", ""),
        url=fields["WARC-Target-URI"],
        page=fields.get("Giaoban-Page", fields["WARC-Target-URI"]),
        fetched_at=datetime.fromisoformat(fields["WARC-Date"]),
        status=int(status_line.split()[1]),
        headers=tuple(_as_sent(lines)),
        body=body,
        listed_date=fields.get("Giaoban-Listed-Date"),
        listed_title=fields.get("Giaoban-Listed-Title"),
    )
    return capture, _sha1_name(hashlib.sha1(body).digest())


def parse_note(data: bytes) -> Note:
    """A metadata record of `WarcWriter.note`. Raises one of UNREADABLE, also for one that is not ours."""
    record = WarcRecord.from_bytes(data)
    fields = dict(record.headers.astuples())
    told = json.loads(record.reader.read())
    if not isinstance(told, dict):
        raise ValueError("a note that says nothing")
    return Note(fields["Giaoban-Note"], fields["Giaoban-Portal"], datetime.fromisoformat(fields["WARC-Date"]), told)


def _as_sent(lines: list[str]) -> Iterator[tuple[str, str]]:
    """The headers with the names that the server gave them; the length of the record's own is left out."""
    for line in lines:
        name, _, value = line.partition(":")
        if name.lower() == "content-length":
            continue
        original = name[len(ORIGINAL) :] if name.startswith(ORIGINAL) else ""
        yield original if original.lower() in UNDONE else name, value.strip()


def _gunzip(member: bytes) -> bytes:
    decompressor = zlib.decompressobj(wbits=31)
    data = decompressor.decompress(member)
    if not decompressor.eof:
        raise ValueError("the record has no end")
    return data
