"""Whether a portal writes the day or the month first: only its own dates can prove that.

``07/24/2020`` is a date in one order alone; where a portal shows several such and none of the other kind,
its ``07/04/2020`` is 4 July. Vietnamese is day first, and nothing less than proof says otherwise.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Literal

from crawler.dates.fold import fold

PROOF = 3
"""Dates that must be month first beyond doubt: one may be a slip of the pen."""

_NUMERIC = re.compile(r"(?<![\d/.-])(\d{1,2})\s?([/.-])\s?(\d{1,2})\s?\2\s?\d{4}(?!\d)")


def shown_order(text: str) -> Literal["day", "month", "either"] | None:
    """Which number of a numeric date comes first beyond doubt; ``either`` where both can be; None: no such date."""
    found = _NUMERIC.search(fold(text).plain)
    if found is None:
        return None
    first, second = int(found[1]), int(found[3])
    if not 1 <= min(first, second) <= 12 or max(first, second) > 31:
        return None
    return "either" if max(first, second) <= 12 else "day" if first > second else "month"


def month_first_places(texts: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The places at which a portal is proven to write the month first.

    Args:
        texts: of each page once and from each place, what a date was read from: (evidence, text) pairs.

    Returns:
        The evidences (``text``, ``listing``, ``rule:…``) of which at least ``PROOF`` dates are month first
        beyond doubt and none is day first: a widget of a page may write otherwise than its list.
    """
    proofs: defaultdict[str, dict[str, int]] = defaultdict(lambda: {"day": 0, "month": 0})
    for evidence, text in texts:
        order = shown_order(text)
        if order in ("day", "month"):
            proofs[evidence][order] += 1
    return frozenset(place for place, seen in proofs.items() if seen["month"] >= PROOF and not seen["day"])
