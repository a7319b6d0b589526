"""What moves on a page while nothing changes: counters, today's date, the clock.

A page is rendered once, with a tick where a value belongs, and cut there; a request only fills the gaps.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))
WEEKDAYS = ("Thứ 2", "Thứ 3", "Thứ 4", "Thứ 5", "Thứ 6", "Thứ 7", "Chủ nhật")
WEEKDAYS_IN_ENGLISH = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_CUT = "\x00"  # never in HTML


def tick(name: str) -> str:
    """The place of a moving value, one of ``VALUES`` or ``views:<number of an article>:<start>``."""
    return f"{_CUT}{name}{_CUT}"


def views(number: int, start: int) -> str:
    """The place of an article's view counter."""
    return tick(f"views:{number}:{start}")


@dataclass
class Counters:
    """The counters of one portal: how many pages it gave out, and how often each article."""

    pages: int = 0
    articles: Counter[int] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, article: int | None) -> None:
        with self.lock:
            self.pages += 1
            if article is not None:
                self.articles[article] += 1


VALUES: dict[str, Callable[[Counters, datetime], str]] = {
    "online": lambda c, now: str(3 + c.pages % 17),
    "today": lambda c, now: str(112 + c.pages),
    "yesterday": lambda c, now: "1.342",
    "week": lambda c, now: _dotted(4_871 + c.pages),
    "month": lambda c, now: _dotted(20_466 + c.pages),
    "all": lambda c, now: _dotted(3_518_204 + c.pages),
    "date": lambda c, now: f"{WEEKDAYS[now.weekday()]}, Ngày {now:%d/%m/%Y}",
    "date-en": lambda c, now: f"{WEEKDAYS_IN_ENGLISH[now.weekday()]}, {now:%d/%m/%Y}",
    "clock": lambda c, now: f"{now:%H:%M:%S}",
    "stamp": lambda c, now: f"{int(now.timestamp() * 1000)}{c.pages:06d}",
}


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A page cut at its ticks: what stands still, and the names of what moves between."""

    still: tuple[bytes, ...]
    moving: tuple[str, ...]

    @classmethod
    def of(cls, page: str) -> Skeleton:
        pieces = page.split(_CUT)
        return cls(tuple(piece.encode() for piece in pieces[::2]), tuple(pieces[1::2]))

    def fill(self, counters: Counters, now: datetime | None = None) -> bytes:
        """The page as it stands at this request."""
        now = now or datetime.now(VIETNAM)
        page = [self.still[0]]
        for name, still in zip(self.moving, self.still[1:], strict=True):
            page += (_value(name, counters, now).encode(), still)
        return b"".join(page)


def _value(name: str, counters: Counters, now: datetime) -> str:
    if name.startswith("views:"):
        _, number, start = name.split(":")
        return str(int(start) + counters.articles[int(number)])
    return VALUES[name](counters, now)


def _dotted(number: int) -> str:
    """Thousands apart as Vietnamese writes them: 1.342."""
    return f"{number:,}".replace(",", ".")
