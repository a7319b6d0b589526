"""Whether a page is an article at all; if not, the reason in words, for the report and the rejects."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from .document import Document
from .imprint import is_imprint
from .listing import is_listing, is_table_of_links
from .page import Page, absolute
from .rules import Rules
from .sayings import CERTAIN, says
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
# So many headlines over no text are a listing; an article not filled yet has a few related ones below it.
_MANY_HEADLINES = 8
# Less text than this with no title is a slogan or a teaser on a listing.
_UNTITLED = 800
_HEAD, _BLANK = 4096, b"\0 \t\r\n"
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|div|p|table)[\s>]", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"[\W_]*(?:(?:noi dung )?dang (?:duoc )?cap nhat|noi dung|updating|lorem ipsum.*)[\W_]*")

# A page that says it is none is believed with so little text of its own below; with more where its title says it.
_SHORT, _EVEN_SO = 300, 800
_LOGIN_WORDS = re.compile(r"dang nhap|mat khau|log ?in|sign ?in|password")
# Words of any script that writes them apart; Chinese, Japanese and Thai have them run together.
_LETTERS = re.compile(r"[^\W\d_]+")


def not_a_page(body: bytes, content_type: str | None) -> str | None:
    """Why bytes are no web page: empty, another media type, binary; None where they may be one."""
    if not body[:_HEAD].strip(_BLANK) and not body.strip(_BLANK):
        return f"the page is empty ({len(body)} bytes)"
    media = (content_type or "text/html").split(";")[0].strip().lower()
    if media and not any(word in media for word in ("html", "xml", "text/plain", "octet-stream", "unknown")):
        return f"not a web page: the server calls it {media}"
    head = body[:_HEAD]
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
        if told := _said_anywhere(page):
            return f"{told[0]}: “{said}”"
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
    if reason := _says_so(page, title, texts, attachments):
        return reason
    if length < 400 and _asks_password(page, texts) and _LOGIN_WORDS.search(fold(" ".join(texts))):
        return "a login page"
    if not attachments and (not any(texts) or is_imprint(texts)):
        told = _said_anywhere(page)
        return f"{told[0]}: “{told[1][:80]}”" if told else _nothing(page, title, texts)
    if not attachments and all(_PLACEHOLDER.fullmatch(fold(text)) for text in texts):
        return "the text is a placeholder (“đang cập nhật”)"
    if length and linked > 0.6 * length and len(texts) >= 4:
        return "a listing page: what text there is, is links"
    kept = frozenset(texts)
    if is_listing(page, title, kept):
        return "a listing page: each text stands under a headline that leads to the rest of it"
    if is_table_of_links(page, kept):
        return "a listing page: a table of links"
    if not _has_words(texts) and not attachments:
        return "the text has no words"
    if not title:
        return "no title over a short text" if length < _UNTITLED else None
    if length < _SHORT and not attachments and _is_link_home(page, title):
        return f"nothing but what the portal calls itself: “{title[:80]}”"
    return None


def _is_link_home(page: Page, title: str) -> bool:
    """Whether a title is a link to the front page of the portal: then it is the portal's name, as in its banner."""
    front = urlsplit(page.url)._replace(path="/", query="", fragment="").geturl()
    nodes = {piece.node for piece in page.pieces if piece.text == title and piece.linked >= len(title)}
    links = (link.get("href", "") for node in nodes for link in page.elements[node].iter("a"))
    return any(absolute(page.url, href) in (front, front.rstrip("/")) for href in links)


def _says_so(page: Page, title: str, texts: list[str], attachments: int) -> str | None:
    """What the page says of itself as its title, or first of all, with no text of its own below.

    What follows may be a listing of other articles, as on many an error page.
    """
    for line, below in ((title, texts), *((text, texts[n + 1 :]) for n, text in enumerate(texts[:2]))):
        reason = says(line)
        if reason and not (attachments and line is not title):
            own = [text for text in below if not says(text)]
            longest = _EVEN_SO if line is title and reason in CERTAIN else _SHORT
            if sum(map(len, own)) < longest or is_listing(page, title, frozenset(own)):
                return f"{reason}: “{line[:80]}”"
    return None


def _said_anywhere(page: Page) -> tuple[str, str] | None:
    """What a page with no article on it says of itself, wherever it stands: the reason, and in which words."""
    lines = (piece.text for piece in page.pieces if piece.kind == "text" and piece.linked < 0.5 * len(piece.text))
    return next(((reason, line) for line in lines if (reason := says(line))), None)


def _nothing(page: Page, title: str, texts: list[str]) -> str:
    headlines = sum(1 for p in page.pieces if p.kind == "text" and len(p.text) >= 30 and p.linked >= 0.8 * len(p.text))
    if headlines >= _MANY_HEADLINES:
        return f"a listing page: {headlines} headlines that lead elsewhere, and no text"
    if any(texts):
        return "no article text on the page: only the portal's imprint"
    return "no text under the title" if title else "no article text on the page"


def _asks_password(page: Page, texts: list[str]) -> bool:
    """Whether there is a field for a password beside the text; one in the page's header is on every page."""
    first = next((piece.node for piece in page.pieces if texts and piece.text == texts[0]), 0)
    around = page.elements[max(0, page.parents[first])]
    return any(field.get("type") == "password" for field in around.iter("input"))


def _has_words(texts: list[str]) -> bool:
    """Whether any of it is a word a person could read; bytes of another kind decoded as text have none."""
    return any(2 <= len(word) <= 30 for text in texts for word in _LETTERS.findall(text)) or any(
        "\u3040" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7a3" for text in texts for letter in text
    )
