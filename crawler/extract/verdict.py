"""Whether a page is an article at all; if not, the reason in words, for the report and the rejects."""

from __future__ import annotations

import re

from .document import Document
from .page import Page
from .rules import Rules
from .text import clean, fold

# A page with less text than this, all told, is a left-over of the tool that built the portal
# ("EasyWeb / Default Category Layout", 48 bytes, status 200).
_LEAST_PAGE = 120
_ERROR_WORDS = re.compile(
    r"""khong \s (?:tim \s thay|ton \s tai) .{0,40} (?:trang|bai|noi \s dung|tin|duong \s dan|du \s lieu)?
      | (?:trang|bai \s viet|noi \s dung|duong \s dan) .{0,50}
        (?:khong \s (?:tim \s thay|ton \s tai|con)|da \s bi \s (?:xoa|go))
      | (?:he \s thong|website|trang|cong) .{0,40} (?:bao \s tri|nang \s cap) | bao \s tri \s he \s thong
      | page \s not \s found | (?:^|(?:loi|error|ma) \s) 404 (?:\s|$)
       | (?:403|500|502|503) \s (?:forbidden|internal|bad|service)
      | access \s denied | under \s (?:maintenance|construction) | service \s unavailable | default \s \w+ \s layout""",
    re.VERBOSE,
)
# Control bytes that text has no use for: all but tab, line feed, form feed, carriage return, escape.
_CONTROL = bytes(set(range(32)) - {9, 10, 12, 13, 27})
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|div|p|table)[\s>]", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"[\W_]*(?:(?:noi dung )?dang (?:duoc )?cap nhat|noi dung|updating|lorem ipsum.*)[\W_]*")

# The foot of a portal: "Trụ sở: …", "Điện thoại: …", "Chịu trách nhiệm chính: …". Where the body of an article
# is empty, it is the only text on the page.
_IMPRINT = re.compile(
    r"""(?: (?:cong|trang) \s thong \s tin | website | (?:co \s quan|don \s vi) \s chu \s quan | chiu \s trach \s nhiem
          | (?:truong \s)? ban \s bien \s tap | giay \s phep | so \s giay \s phep
          | (?:dia \s chi | tru \s so | dien \s thoai | dt | tel | fax | hotline | e-?mail) \b [^:]{0,20} : ) .*""",
    re.VERBOSE | re.DOTALL,
)


def not_a_page(body: bytes, content_type: str | None) -> str | None:
    """Why bytes are no web page: empty, another media type, binary; None where they may be one."""
    if not body.strip(b"\0 \t\r\n"):
        return f"the page is empty ({len(body)} bytes)"
    media = (content_type or "text/html").split(";")[0].strip().lower()
    if media and not any(word in media for word in ("html", "xml", "text/plain", "octet-stream", "unknown")):
        return f"not a web page: the server calls it {media}"
    head = body[:4096]
    odd = len(head) - len(head.translate(None, _CONTROL))
    # A page in UTF-16 is half NULs, and one may stand in every word; what has no markup either is no text.
    if odd > 0.02 * len(head) and not _MARKUP.search(head.replace(b"\0", b"")):
        return "not a web page: binary data"
    return None


def ruled_out(document: Document, rules: Rules | None) -> str | None:
    """The reason of the first ``not_article`` rule that matches."""
    for selector, reason in rules.not_article if rules else ():
        if document.select(selector):
            return reason
    return None


def is_left_over(page: Page) -> str | None:
    """A page with next to nothing on it, by what it says."""
    if sum(len(piece.text) for piece in page.pieces) < _LEAST_PAGE and all(p.kind != "table" for p in page.pieces):
        said = clean(" / ".join(piece.text for piece in page.pieces if piece.text))
        if not said:
            return "the page shows no text"
        if _ERROR_WORDS.search(fold(said)):
            return f"an error page served as a page: “{said}”"
        if len(said) < 60:
            return f"the page says only “{said}”"
    return None


def judge(page: Page, title: str, texts: list[str], attachments: int, linked: int) -> str | None:
    """Why what was read is no article; None where it is one.

    Args:
        texts: the body's blocks. attachments: files to download.
        linked: how many characters of the body are links.
    """
    length = sum(map(len, texts))
    if length < 600 and _ERROR_WORDS.search(fold(f"{title} {' '.join(texts)[:200]}")) and attachments == 0:
        return f"an error page served as a page: “{title or texts[0][:80]}”"
    if length < 400 and any(element.get("type") == "password" for element in page.document.root.iter("input")):
        return "a login page"
    if not any(texts) and not attachments:
        return "no text under the title" if title else "no article text on the page"
    if not attachments and all(_PLACEHOLDER.fullmatch(fold(text)) for text in texts):
        return "the text is a placeholder (“đang cập nhật”)"
    if is_imprint(texts) and not attachments:
        return "no article text on the page: only the portal's imprint"
    if length and linked > 0.6 * length and len(texts) >= 4:
        return "a listing page: what text there is, is links"
    if not _has_words(texts) and not attachments:
        return "the text has no words"
    if not title:
        return "no title" if length < 200 else None
    return None


def is_imprint(texts: list[str]) -> bool:
    """Whether all there is, is the foot of the portal: where an article has no text, nothing else is on the page."""
    return bool(texts) and sum(map(len, texts)) < 800 and all(_IMPRINT.fullmatch(fold(text)) for text in texts)


def _has_words(texts: list[str]) -> bool:
    """Whether any of it is a word a person could read; bytes of another kind decoded as text have none."""
    return any(word.isalpha() and 2 <= len(word) <= 30 for text in texts for word in text.split())
