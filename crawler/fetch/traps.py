"""Addresses without end: calendars, sessions in paths, links that lead ever deeper. Pure: told what came of pages, it
says which kind of address is not worth asking for any more in this run.
"""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urlsplit

# So many pages in a row, of addresses that differ in nothing but numbers, and no article among them.
FRUITLESS = 40
# At so many addresses that end alike the portal shows what it has shown already.
SAME_NAME = 10
# The same part of a path so often: a relative link on a page that answers at any depth.
REPEATED = 3

_NUMBER = re.compile(r"\d+|\b[0-9a-f]{8,}\b", re.IGNORECASE)


class Traps:
    """What a run has learned of one portal's addresses."""

    def __init__(self) -> None:
        self._fruitless: Counter[str] = Counter()
        self._again: Counter[str] = Counter()

    def told(self, page: str, kind: str) -> None:
        """Takes in what came of a page: "rejected", "duplicate", or anything better."""
        shape, name = _shape(page), _name(page)
        if kind == "rejected":
            self._fruitless[shape] += 1
        elif kind == "duplicate":
            self._again[name] += 1
        else:
            self._fruitless.pop(shape, None)
            # Where parameters name articles, all of them end alike.
            self._again[name] = max(0, self._again[name] - 1)

    def caught(self, page: str) -> str | None:
        """Why an address is not to be asked for, in words; None where it may be."""
        path = urlsplit(page).path
        parts = Counter(part for part in path.split("/") if part and not part.isdigit())
        if parts and (most := parts.most_common(1)[0])[1] >= REPEATED:
            return f"addresses that lead ever deeper, like {page}: {most[0]} comes again and again"
        if self._fruitless[_shape(page)] >= FRUITLESS:
            return f"addresses without end, like {page}: {FRUITLESS} of the kind were no article"
        if self._again[_name(page)] >= SAME_NAME:
            return f"one article at addresses without end, like {page}"
        return None


def _shape(page: str) -> str:
    """An address with its numbers alike."""
    parts = urlsplit(page)
    return _NUMBER.sub("#", f"{parts.path}?{parts.query}" if parts.query else parts.path)


def _name(page: str) -> str:
    return urlsplit(page).path.rstrip("/").rsplit("/", 1)[-1]
