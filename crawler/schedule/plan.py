"""How often each portal is visited, and in which minute: a plan, which nothing is started by.

Pure: from what the operator wants and what the archive knows of each portal's rhythm to minutes of the week.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from crawler.config import NEVER

LEARNED = "learned"
# How often a portal can be visited, and how many minutes lie between: what a line of a crontab can say, evenly.
CADENCES = {
    "1h": 60, "2h": 120, "3h": 180, "4h": 240, "6h": 360, "8h": 480, "12h": 720, "1d": 1440, "1w": 10080,
}  # fmt: skip
IN_WORDS = {
    "1h": "every hour", "2h": "every 2 hours", "3h": "every 3 hours", "4h": "every 4 hours", "6h": "every 6 hours",
    "8h": "every 8 hours", "12h": "twice a day", "1d": "once a day", "1w": "once a week",
}  # fmt: skip
# From this many new articles a week on, this often: news is archived within hours, and most visits of a quiet portal
# find nothing. A portal that is silent is looked at daily, for one day it is gone.
_BY_RHYTHM = ((50, "2h"), (14, "4h"), (5, "6h"), (1, "12h"), (0, "1d"))
_UNKNOWN = "12h"
# Over how many weeks a rhythm is counted: two months even out a holiday.
WEEKS = 8
_WEEK = 7 * 24 * 60


@dataclass(frozen=True, slots=True)
class Visit:
    """When a portal is visited: every ``minutes``, first this many minutes after the beginning of a Sunday.

    Attributes:
        why: where the cadence comes from, in words.
    """

    portal: str
    cadence: str
    why: str
    first: int

    @property
    def minutes(self) -> int:
        return CADENCES[self.cadence]

    @property
    def at(self) -> tuple[int, list[int], int | None]:
        """Minute, hours, and day of the week (0 is Sunday; None: every day)."""
        hours = range(self.first // 60 % 24, 24, max(1, self.minutes // 60))
        return self.first % 60, list(hours), self.first // 1440 if self.cadence == "1w" else None


def plan(wanted: Mapping[str, str], rhythm: Mapping[str, int], seed: str) -> list[Visit]:
    """The visits of every portal, by name; those that are never to be visited are left out.

    Args:
        wanted: the cadence that the configuration says for each portal.
        rhythm: of portals that were crawled, how many articles appeared in the last ``WEEKS`` weeks.
        seed: what tells this installation from another, so that they do not ask a portal in the same minute.
    """
    often = {name: _cadence(name, cadence, rhythm) for name, cadence in wanted.items() if cadence != NEVER}
    first = _spread({name: CADENCES[cadence] for name, (cadence, _) in often.items()}, seed)
    return [Visit(name, cadence, why, first[name]) for name, (cadence, why) in sorted(often.items())]


def _cadence(portal: str, wanted: str, rhythm: Mapping[str, int]) -> tuple[str, str]:
    """How often, and why."""
    if wanted != LEARNED:
        return wanted, "as giaoban.toml says"
    if portal not in rhythm:
        return _UNKNOWN, "its rhythm is not known yet"
    weekly = rhythm[portal] / WEEKS
    cadence = next(cadence for least, cadence in _BY_RHYTHM if weekly >= least)
    return cadence, f"{weekly:.1f} new articles a week" if weekly else f"nothing new in {WEEKS} weeks"


def _spread(periods: Mapping[str, int], seed: str) -> dict[str, int]:
    """In which minute each begins: each as far from every other as it can be, the same whenever it is asked.

    The most frequent choose first. Where all minutes are taken, the emptiest are taken again.
    """
    start = int.from_bytes(hashlib.sha256(seed.encode(errors="surrogatepass")).digest()[:4])
    load, away = [0] * _WEEK, [_WEEK] * _WEEK
    first = {}

    def worth(period: int, minute: int) -> tuple[int, int]:
        return min(away[minute::period]), -sum(load[minute::period])

    for name, period in sorted(periods.items(), key=lambda item: (item[1], item[0])):
        # Of minutes that are equally good the first after the installation's own wins.
        minutes = ((start + step) % period for step in range(period))
        first[name] = max(minutes, key=partial(worth, period))
        for minute in range(first[name], _WEEK, period):
            load[minute] += 1
            _take(minute, away)
    return first


def _take(minute: int, away: list[int]) -> None:
    """Notes in ``away``, how far each minute of the week is from the nearest that is taken, that this one is now."""
    away[minute] = 0
    for step in (1, -1):
        distance = 1
        while away[there := (minute + step * distance) % _WEEK] > distance:
            away[there] = distance
            distance += 1
