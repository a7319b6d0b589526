"""Bytes of a page to text: which encoding it is in, whatever it says of itself.

Order: byte order mark, then UTF-8 if the bytes are valid UTF-8 (a page that is valid UTF-8 with any
non-ASCII letter is UTF-8, whatever it declares), then what the header or the page declares, then
what BeautifulSoup's UnicodeDammit makes of it, with windows-1258 (Vietnamese) as its first guess.
"""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
# Real portals declare it as late as byte 2,986 (PORTALS-OVER-TIME.md): far past the 1,024 of the standard.
_HEAD = 8192


def decode(body: bytes, content_type: str | None = None) -> str:
    """The page as text.

    Args:
        body: the payload, content encoding undone.
        content_type: the Content-Type header, where there was one.

    Returns:
        The text, byte order mark removed. Bytes that fit nowhere become U+FFFD: never raises.
    """
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(encoding, "replace")
    if _looks_like_utf16(body):
        return body.decode("utf-16-le" if body[1:2] == b"\0" else "utf-16-be", "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(body) - 4 or _mostly_utf8(body):
            return body.decode("utf-8", "replace")
    return _decode_legacy(body, content_type)


def _looks_like_utf16(body: bytes) -> bool:
    head = body[:200]
    return len(head) > 8 and (head[1::2].count(0) > len(head) * 0.4 or head[::2].count(0) > len(head) * 0.4)


def _mostly_utf8(body: bytes) -> bool:
    """A UTF-8 page with some broken letters (a slug cut inside a letter), not a page of another encoding."""
    text = body.decode("utf-8", "replace")
    good = sum(1 for character in text if character > "\x7f" and character != "\ufffd")
    return good > 4 * text.count("\ufffd")


def _decode_legacy(body: bytes, content_type: str | None) -> str:
    # Imported here: a page in a legacy encoding is rare, and the import costs more than extracting a page.
    from bs4.dammit import UnicodeDammit  # noqa: PLC0415

    declared = _CHARSET.search((content_type or "").encode("ascii", "replace")) or _CHARSET.search(body[:_HEAD])
    guesses = [name for name in (_known(declared[1]) if declared else None, "windows-1258") if name]
    dammit = UnicodeDammit(body, known_definite_encodings=guesses, is_html=True)
    return dammit.unicode_markup or body.decode("windows-1258", "replace")


def _known(name: bytes) -> str | None:
    try:
        found = codecs.lookup(name.decode("ascii")).name
    except LookupError:
        return None
    # A page that declares UTF-8 and is not: the declaration has just been proved wrong.
    return None if found == "utf-8" else found
