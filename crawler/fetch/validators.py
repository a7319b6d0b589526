"""Whether a portal is asked "only if it has changed", and whether its "not modified" is believed.

Many portals answer that question wrongly: NukeViet sends yesterday as Last-Modified every day, caches send an old
page under a new name. So trust is learned, for each portal and each kind of validator (``ETag``, ``Last-Modified``),
from looks at pages that came whole: one that stayed while the text changed is a lie. Where a validator is trusted,
known pages are asked for with it; and now and then one that was "not modified" is fetched all the same, to see.

Listings are never asked for so: what is new stands there, and they are few.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from storage.learned import Evidence, Validator
from storage.records import Capture
from storage.store import PageState

# A validator is trusted when so many looks speak for it, and no fewer than speak against its use.
ENOUGH = 5
# A portal that lied is not asked again for so long: servers are replaced, and then it may be honest.
LIE_HOLDS = timedelta(days=180)
# The first "not modified" of a portal is looked into, and then each tenth.
CONTROL_EVERY = 10
# A validator that no clock moves: it stood for so long, or was the same at two looks so far apart.
NO_CLOCK = timedelta(days=2)
APART = timedelta(days=1)
# What a clock makes of Last-Modified: this moment, or the same time of a day not long ago.
_CLOCK_DAYS = 3
_CLOCK_SECONDS = 5

_HEADERS: Mapping[Validator, tuple[str, str]] = {
    "etag": ("ETag", "If-None-Match"),
    "last_modified": ("Last-Modified", "If-Modified-Since"),
}


def trusted(evidence: Evidence, now: datetime) -> bool:
    """Whether a portal's "not modified" is believed, by what is known of the validator that it was asked with."""
    if evidence.lied_at is not None and now - evidence.lied_at < LIE_HOLDS:
        return False
    return evidence.steady >= ENOUGH and evidence.steady >= evidence.ticked + evidence.clocked


def look(before: PageState, capture: Capture, *, changed: bool) -> dict[Validator, dict[str, int]]:
    """What a page that came whole tells of its validators: counts to be added to the evidence.

    Args:
        before: what was known of the page.
        changed: whether it shows another text now.
    """
    told: dict[Validator, dict[str, int]] = {}
    for kind, (name, _) in _HEADERS.items():
        old, new = getattr(before, kind), capture.header(name)
        if not new:
            continue
        clocked = kind == "last_modified" and is_clock(new, _moment(capture.header("Date")) or capture.fetched_at)
        counts = {"clocked": 1} if clocked else {}
        if old and changed:
            counts["stayed" if old == new else "followed"] = 1
        elif old and old != new:
            counts["ticked"] = 1
        elif old and not clocked and (kind == "etag" or _no_clock(new, before.last_checked, capture.fetched_at)):
            counts["steady"] = 1
        if counts:
            told[kind] = counts
    return told


def is_clock(last_modified: str, answered: datetime) -> bool:
    """Whether Last-Modified is no date of the page: the moment of the answer, or that of a day before."""
    moment = _moment(last_modified)
    if moment is None:
        return True
    days, rest = divmod((answered - moment).total_seconds() + _CLOCK_SECONDS, timedelta(days=1).total_seconds())
    return days <= _CLOCK_DAYS and rest <= 2 * _CLOCK_SECONDS


def _no_clock(last_modified: str, before: datetime, now: datetime) -> bool:
    moment = _moment(last_modified)
    return moment is not None and (now - moment >= NO_CLOCK or now - before >= APART)


def _moment(text: str | None) -> datetime | None:
    """A date of HTTP; None for what is none."""
    try:
        moment = parsedate_to_datetime(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class Conditional:
    """Conditional requests to one portal in one run.

    Attributes:
        controls: pages that are fetched although they were "not modified", asked with this validator.
    """

    def __init__(self, evidence: Mapping[Validator, Evidence], now: datetime) -> None:
        self.controls: dict[str, Validator] = {}
        self._evidence = evidence
        self._trusted = {kind for kind, known in evidence.items() if trusted(known, now)}
        self._count = {kind: known.not_modified for kind, known in evidence.items()}
        self._believed: dict[str, Validator] = {}

    def of(self, state: PageState) -> Validator | None:
        """The validator to ask for a known page with; None where it is to come whole.

        ETag goes first, as HTTP has it. A page that had no article when last seen is always asked for whole.
        """
        if state.article_id is None or state.status != "live" or state.missing_since is not None:
            return None
        return next((kind for kind in _HEADERS if kind in self._trusted and getattr(state, kind)), None)

    def headers(self, state: PageState) -> dict[str, str]:
        """The headers that say it."""
        kind = self.of(state)
        return {_HEADERS[kind][1]: getattr(state, kind)} if kind else {}

    def not_modified(self, page: str, kind: Validator) -> bool:
        """Takes in a "not modified"; whether that page is to be fetched all the same."""
        count = self._count.get(kind, 0)
        self._count[kind] = count + 1
        self._believed[page] = kind
        if count % CONTROL_EVERY == 0:
            self.controls[page] = kind
        return page in self.controls

    def lied(self) -> None:
        """A page that was "not modified" has another text: nothing is believed any more in this run."""
        self._trusted.clear()

    def doubtful(self) -> list[str]:
        """Pages that were "not modified" in this run, by the word of a portal that turned out to lie; each once."""
        if self._trusted:
            return []
        believed, self._believed = self._believed, {}
        return [page for page in believed if page not in self.controls]
