"""Bytes of a page to text: which encoding it is in, whatever it says of itself.

Order: byte order mark, then UTF-8 if the bytes are valid UTF-8 (a page that is valid UTF-8 with any
non-ASCII letter is UTF-8, whatever it declares), then what the header or the page declares, except
between windows-1252 and windows-1258 (Vietnamese): there the words tell, since portals confuse the two.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from .syllables import is_syllable

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
# Real portals declare it as late as byte 2,986 (PORTALS-OVER-TIME.md): far past the 1,024 of the standard.
_HEAD = 8192
# Python's codecs that a page can be in: not "idna", "unicode_escape" and the like, which are text codecs too.
_OF_PAGES = re.compile(r"ascii|iso|cp\d|gb|hz|big5|euc|shift|johab|koi8|mac|tis|kz|ptcp")
# The WHATWG's Encoding Standard: names that browsers take for the larger code page of the same family.
_AS_BROWSERS_DO = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs",
}  # fmt: skip
_WESTERN = ("cp1252", "cp1258")
_OF_1258_ALONE = frozenset("ĂĐƠƯăđơư\u0300\u0301\u0303\u0309\u0323")
_LETTERS = re.compile(r"[^\W\d_]+(?:[\u0300-\u0323]+[^\W\d_]*)*")


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
    """Bytes that are not Unicode: as declared, header before page, unless the letters say otherwise."""
    declared = [codec for codec in map(_codec, _declarations(body, content_type)) if codec]
    for codec in declared:
        text = "" if codec in _WESTERN else body.decode(codec, "replace")
        if text and text.count("\ufffd") < len(text) / 100:
            return text
    return _western_or_vietnamese(body, declared)


def _declarations(body: bytes, content_type: str | None) -> list[str]:
    # Imported here: a page in a legacy encoding is rare, and the import costs more than extracting a page.
    from bs4.dammit import EncodingDetector  # noqa: PLC0415

    header = _CHARSET.search(content_type or "")
    in_page = EncodingDetector.find_declared_encoding(body[:_HEAD], is_html=True, search_entire_document=True)
    return [name for name in (header[1] if header else None, in_page) if name]


def _codec(name: str) -> str | None:
    """Python's codec for a declared name, as browsers understand it; None for what no page is written in.

    A declared Unicode encoding has been proved wrong by the time that this is asked for.
    """
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return _AS_BROWSERS_DO.get(found, found) if _OF_PAGES.match(found) else None


def _western_or_vietnamese(body: bytes, declared: list[str]) -> str:
    """windows-1252 or windows-1258, which differ in few letters: the words with those tell which.

    Portals declare the one and write the other. Text in a legacy font is neither: it comes out as windows-1252.
    """
    western, vietnamese = body.decode("windows-1252", "replace"), body.decode("windows-1258", "replace")
    words = {word for word in set(vietnamese.split()) if not _OF_1258_ALONE.isdisjoint(word)}
    told = [
        is_syllable(letters)
        for word in words
        for letters in _LETTERS.findall(word)
        if not _OF_1258_ALONE.isdisjoint(letters)
    ]
    if sum(told) > len(told) / 2:
        return unicodedata.normalize("NFC", vietnamese)
    return vietnamese if not told and "cp1258" in declared else western
