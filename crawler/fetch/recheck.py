"""When a page that is in the archive is looked at again, and why.

Where edits come (PORTALS-OVER-TIME.md): of 53 in four months, 15 within an hour of first sight, 23
within a day, 18 after a week and more; half of them fill a page that was first put up with a title
alone; they come with publishing, in batches. And only a second look tells the date of an article from
the moment at which its page was rendered. So:

* the newest few pages of a portal are looked at in every crawl;
* when a portal has published something since the last crawl, so are the pages found in the last fortnight,
  the newest first and not without end;
* what a listing says of a page counts: another title, or gone from the listing;
* and every page is looked at now and then by its age: see ``SCHEDULE``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from storage.store import PageState

# (age of the page, time since it was last looked at): old articles hardly change, and are never forgotten.
SCHEDULE: tuple[tuple[timedelta, timedelta], ...] = (
    (timedelta(days=1), timedelta(hours=1)),
    (timedelta(days=14), timedelta(days=1)),
    (timedelta(days=60), timedelta(days=7)),
    (timedelta(days=365), timedelta(days=30)),
    (timedelta.max, timedelta(days=90)),
)
# How many of a portal's newest pages are looked at in every crawl.
PULSE = 3
# Pages found this recently are looked at again when their portal publishes; so many of them at the most.
YOUNG = timedelta(days=14)
YOUNG_MOST = 50
# A portal that was archived yesterday is all due today: no crawl looks at more than this share of its pages for their
# age alone, at this many where the share is less, and never at more than DUE_MOST, however large the portal is.
DUE_SHARE = 0.1
DUE_LEAST = 20
DUE_MOST = 100


# No clock is that far ahead of itself.
CLOCKS_DIFFER = timedelta(minutes=5)


def newest(states: Iterable[PageState]) -> list[PageState]:
    """The pages that every crawl looks at: the few found last that show an article."""
    live = [state for state in states if state.article_id is not None and state.status == "live"]
    return sorted(live, key=lambda state: (state.first_seen, state.id), reverse=True)[:PULSE]


def due(states: Iterable[PageState], now: datetime, most: int = DUE_MOST) -> list[PageState]:
    """The pages whose age says that it is time to look again, those longest not looked at first; ``most`` of them."""
    states = list(states)
    waiting = sorted((state for state in states if is_due(state, now)), key=lambda state: state.last_checked)
    return waiting[: min(most, max(DUE_LEAST, round(DUE_SHARE * len(states))))]


def is_due(state: PageState, now: datetime) -> bool:
    """Whether a page's age says that it is time to look again; a page is as old as its article."""
    age = now - min(state.first_seen, _published(state) or state.first_seen)
    interval = next(interval for limit, interval in SCHEDULE if age <= limit)
    # One that was last looked at in days to come was looked at by a clock that was ahead.
    return now - state.last_checked >= interval or state.last_checked > now + CLOCKS_DIFFER


def young(states: Iterable[PageState], now: datetime) -> list[PageState]:
    """The pages to look at again when their portal has published: found lately, and there when last seen.

    Those that had no text come first: half of all edits are the text of a page put up with a title alone.
    """
    found = [state for state in states if state.status == "live" and now - state.first_seen <= YOUNG]
    found.sort(key=lambda state: (state.article_id is None, state.first_seen, state.id), reverse=True)
    return found[:YOUNG_MOST]


def _published(state: PageState) -> datetime | None:
    if not state.published or len(state.published) < 10:
        return None
    return datetime.fromisoformat(state.published[:10]).replace(tzinfo=UTC)
