"""What a reader asks of the search page: the words of its address, as filters and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self
from urllib.parse import urlencode

from storage.search import Filters

# Hits on one page; and the last page that is given: nobody reads on, and each takes longer than the one before.
PAGE = 20
LAST_PAGE = 500

_YEAR = re.compile(r"(?:19|20)\d\d")
# More than anyone types.
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: words, filters and which page of the answer. What makes no sense is left out."""

    words: str = ""
    portal: str | None = None
    kind: str | None = None
    year: str | None = None
    since: str | None = None
    until: str | None = None
    newest: bool = False
    page: int = 1

    @classmethod
    def of(cls, arguments: Mapping[str, Any]) -> Self:
        """The question in the arguments of an address (``q``, ``portal``, ``kind``, ``year``, ``from``, ``to``,
        ``sort``, ``page``)."""

        def text(name: str) -> str | None:
            return (arguments.get(name) or "").strip()[:_LONGEST] or None

        year, number = text("year"), text("page") or "1"
        return cls(
            words=text("q") or "",
            portal=text("portal"),
            kind=text("kind"),
            year=year if year and _YEAR.fullmatch(year) else None,
            since=_day(text("from")),
            until=_day(text("to")),
            newest=text("sort") == "newest",
            page=min(max(int(number), 1), LAST_PAGE) if number.isdecimal() and len(number) < 9 else 1,
        )

    @property
    def query(self) -> str | None:
        """The words; None where there are none, which asks for every article."""
        return self.words or None

    def filters(self) -> Filters:
        """A year and days narrow both: what is given last in time from the one, first from the other."""
        since = max(filter(None, [self.since, self.year and f"{self.year}-01-01"]), default=None)
        until = min(filter(None, [self.until, self.year and f"{self.year}-12-31"]), default=None)
        return Filters(portal=self.portal, kind=self.kind, since=since, until=until)

    def link(self, **changes: Any) -> str:
        """The address of this question with some of it changed; its first page, unless that is what changes."""
        asked = replace(self, **{"page": 1, **changes})
        named = {
            "q": asked.words,
            "portal": asked.portal,
            "kind": asked.kind,
            "year": asked.year,
            "from": asked.since,
            "to": asked.until,
            "sort": "newest" if asked.newest else None,
            "page": asked.page if asked.page > 1 else None,
        }
        told = urlencode({name: value for name, value in named.items() if value})
        return f"/search?{told}" if told else "/search"

    @property
    def narrowed(self) -> bool:
        """Whether anything but words narrows it."""
        return any((self.portal, self.kind, self.year, self.since, self.until))


def _day(text: str | None) -> str | None:
    try:
        return date.fromisoformat(text or "").isoformat()
    except ValueError:
        return None
