"""What may stand before the first element of XML or HTML, passed over in one go. Pure.

A pattern that repeats "a comment, or white space, or …" is easily one that takes a minute for thirty comments.
"""

from __future__ import annotations

_MARK = b"\xef\xbb\xbf"
_COMMENTS = ((b"<?", b"?>"), (b"<!--", b"-->"))
_DOCTYPE = (b"<!", b">")
_BLANK = b" \t\r\n\f\v"


def behind_prologue(data: bytes, *, doctype: bool = False) -> int:
    """Where the first element begins, behind a byte order mark, white space, comments and instructions; the end of the
    data where it does not.

    Args:
        doctype: a document type is passed over, too.
    """
    at = len(_MARK) if data.startswith(_MARK) else 0
    passed = (*_COMMENTS, _DOCTYPE) if doctype else _COMMENTS
    while True:
        at = len(data) - len(data[at:].lstrip(_BLANK))
        closing = next((closing for opening, closing in passed if data.startswith(opening, at)), None)
        if closing is None:
            return at
        end = data.find(closing, at)
        if end < 0:
            return len(data)
        at = end + len(closing)
