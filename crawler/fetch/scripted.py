"""Links that a script follows: where it says that they lead, and what their pictures say. Pure.

SharePoint turns the pages of its lists so: ``<a href="javascript:" onclick='RefreshPageTo(event, "/…?Paged=TRUE&…")'>``
around a picture that is called "Next".
"""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.extract.page import element_text
from crawler.extract.text import clean

# What a script says between quotation marks that is an address of the site, or its query alone.
_ADDRESS = re.compile(r"""["']((?:https?://|/|[\w./-]{0,200}\?)[^"'\s]*)["']""")
# How a script writes a letter.
_UNICODE = re.compile(r"\\u00([0-9a-fA-F]{2})")


def href_of(link: Element) -> str | None:
    """Where a link leads: as it says, else as its script does; None where neither is an address."""
    href = (link.get("href") or "").strip()
    if href and not href.lower().startswith(("javascript:", "#")):
        return href
    for script in (link.get("onclick") or "", href):
        said = _UNICODE.sub(lambda match: chr(int(match[1], 16)), script).replace(r"\/", "/")
        if match := _ADDRESS.search(said):
            return match[1]
    return href or None


def label_of(link: Element) -> str:
    """What a link says: its text, else what is said of its picture."""
    if text := element_text(link):
        return text
    pictures = (picture.get("alt") or picture.get("title") or "" for picture in link.iter("img"))
    return clean(next(filter(None, pictures), link.get("title") or ""))
