"""What a file is, by its bytes: neither its name nor the server is asked. Bytes in, a format out."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass

from crawler.prologue import behind_prologue


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: its name, which is the end of file names too, and its media type."""

    name: str
    media_type: str


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."

FORMATS = {
    name: Format(name, media_type)
    for name, media_type in {
        "pdf": "application/pdf",
        "docx": f"{_OFFICE}wordprocessingml.document",
        "xlsx": f"{_OFFICE}spreadsheetml.sheet",
        "xlsb": "application/vnd.ms-excel.sheet.binary.macroEnabled.12",
        "pptx": f"{_OFFICE}presentationml.presentation",
        "odt": f"{_OPEN}text",
        "ods": f"{_OPEN}spreadsheet",
        "odp": f"{_OPEN}presentation",
        "doc": "application/msword",
        "xls": "application/vnd.ms-excel",
        "ppt": "application/vnd.ms-powerpoint",
        "encrypted": "application/x-ole-storage",  # an Office file of today with a password: in one of before
        "ole": "application/x-ole-storage",
        "rtf": "application/rtf",
        "html": "text/html",
        "zip": "application/zip",
        "rar": "application/vnd.rar",
        "7z": "application/x-7z-compressed",
        "jpg": "image/jpeg",
        "png": "image/png",
        "gif": "image/gif",
        "tif": "image/tiff",
        "other": "application/octet-stream",
    }.items()
}

PICTURES = frozenset({"jpg", "png", "gif", "tif"})

# How a file begins. PDF readers look for the mark in the first 1,024 bytes, and portals do put things before it.
_BEGINNINGS = (
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"{\\rtf", "rtf"),
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF8", "gif"),
    (b"II*\x00", "tif"),
    (b"MM\x00*", "tif"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD = 1024
# What tells the kinds of an Office file before 2007 apart: the name of its main stream.
_STREAMS = (
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
    ("EncryptedPackage", "encrypted"),
)
# The same for those that are ZIP files of parts.
_PARTS = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsb"),
    ("ppt/presentation.xml", "pptx"),
)
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|script|title)\b", re.IGNORECASE)
_PAGE_HEAD = 1 << 14


def format_of(content: bytes) -> Format:
    """What these bytes are; ``other`` where nobody knows."""
    return FORMATS[_name_of(content)]


def is_web_page(content: bytes) -> bool:
    """Whether a page came where a file was asked for: a login form, an error with status 200. A document that Word
    saved as HTML is none."""
    return _begins_a_page(content) and b"urn:schemas-microsoft-com:office:" not in content[:_PAGE_HEAD]


def _begins_a_page(content: bytes) -> bool:
    head = content[:_PAGE_HEAD]
    return bool(_PAGE.match(head, behind_prologue(head)))


def _name_of(content: bytes) -> str:
    for beginning, name in _BEGINNINGS:
        if content.startswith(beginning):
            return name
    if content.startswith(_OLE):
        return next((name for stream, name in _STREAMS if stream.encode("utf-16-le") in content), "ole")
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _in_zip(content)
    if b"%PDF-" in content[:_HEAD]:
        return "pdf"
    return "html" if _begins_a_page(content) else "other"


def _in_zip(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            kind = archive.open("mimetype").read(100).decode("ascii", "replace") if "mimetype" in names else ""
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return "zip"
    opened = {FORMATS[name].media_type: name for name in ("odt", "ods", "odp")}
    return opened.get(kind) or next((name for part, name in _PARTS if part in names), "zip")
