"""When a page that is in the archive is looked at again, and why.

Where edits come (PORTALS-OVER-TIME.md): of 53 in four months, 15 within an hour of first sight, 23
within a day, 18 after a week and more; they come with publishing, in batches. So:

* the newest few pages of a portal are looked at in every crawl;
* when a portal has published something since the last crawl, so are all pages younger than a fortnight;
* what a listing says of a page counts: another title, or gone from the listing;
* and every page is looked at now and then by its age: see ``SCHEDULE``.
"""

from __future__ import annotations

from datetime import datetime, timedelta

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
YOUNG = timedelta(days=14)
# A listing is read to its end this often, whatever its tail says.
SWEEP_EVERY = timedelta(days=7)


def due(first_seen: datetime, last_checked: datetime, now: datetime) -> bool:
    """Whether a page's age says that it is time to look again. All times aware."""
    age = now - first_seen
    interval = next(interval for limit, interval in SCHEDULE if age <= limit)
    return now - last_checked >= interval


def is_young(first_seen: datetime, now: datetime) -> bool:
    """Whether a page is of the age at which edits come, so that it is looked at when its portal publishes."""
    return now - first_seen <= YOUNG


def sweep_due(last_sweep: datetime | None, now: datetime) -> bool:
    """Whether a listing is to be read to its end again."""
    return last_sweep is None or now - last_sweep >= SWEEP_EVERY
