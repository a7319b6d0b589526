"""What is known of a portal only when its run is over: listings, pages that are gone, dates that listings tell.

Runs in the archive process, once every capture of the portal is stored.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from crawler.dates import bounds_by_order, parse_published
from crawler.dates.forms import VIETNAM
from crawler.extract import Profile, Rules, periods_of
from crawler.fetch.listing import ListingTold
from storage import health, learned
from storage.learned import Hint
from storage.records import Absence, Capture, DateFact, NotFetched
from storage.store import Store

logger = logging.getLogger(__name__)

# More pages than this gone in one run, and more than this share of those looked at, is a fault of the
# portal, not deletions (188 of 267 pages were empty for 4 minutes: PORTALS-OVER-TIME.md).
MASS_LOSS = 3
MASS_LOSS_SHARE = 0.3
# Editors put up a few articles in the same minute; that many were rendered in it, unless its hour is the one that
# the portal's form fills in: such an hour stands on several days.
RENDERED_TOGETHER = 5
HABITUAL = 3


@dataclass(frozen=True, slots=True)
class ListingOrder:
    """A listing as a run read it: canonical addresses in order; ``complete``: read to its end."""

    url: str
    items: tuple[str, ...]
    page_size: int
    complete: bool


@dataclass(frozen=True, slots=True)
class PortalRun:
    """One portal's run, told at its end.

    Attributes:
        finished: when every page of it was stored.
        looked_at: how many pages were asked for. absences: those that were not there.
        dates: what listings and feeds say of pages: (evidence, page, date text).
        rules: what is known of its markup.
        refused: attachments that were not asked for.
        readings: how far its listings were read, and where new items stood.
        hints: what feeds and sitemaps gave.
        named: how many links to articles its listings have.
        front: its entry page. leads_away: where it sends its visitors instead of it, off the portal.
    """

    portal: str
    started: datetime
    finished: datetime
    looked_at: int
    absences: tuple[Absence, ...]
    listings: tuple[ListingOrder, ...]
    dates: tuple[tuple[str, str, str], ...]
    rules: tuple[Rules, ...] = ()
    refused: tuple[NotFetched, ...] = ()
    readings: tuple[ListingTold, ...] = ()
    hints: tuple[Hint, ...] = ()
    named: int = 0
    front: Capture | None = None
    leads_away: str | None = None


def conclude(store: Store, run: PortalRun, profile: Profile, *, believed: bool = True) -> int:
    """Takes in what the run as a whole tells; returns how many pages were found to be gone.

    Args:
        believed: whether the portal is itself, as far as is known: else nothing is gone, and its listings are not
            what they were last read to be.
    """
    now = run.finished
    _note_dates(store, run, profile, now)
    gone = _mark_gone(store, run, now, believed)
    for answer in run.refused:
        store.note_not_fetched(answer)
    for order in run.listings if believed else ():
        _note_new_items(store, run, order)
        # An item counts as known only if its page is in the archive: one that could not be fetched is new
        # again in the next run.
        stored = [item for item in order.items if store.page(item) is not None]
        store.save_listing(run.portal, order.url, stored, at=now, page_size=order.page_size, swept=order.complete)
        for page, bound in bounds_by_order(store.dates(order.items)):
            store.note_bounds(page, bound)
    _note_readings(store, run, now)
    for hint in run.hints:
        learned.note_hint(store, run.portal, hint)
    return gone


def _note_readings(store: Store, run: PortalRun, now: datetime) -> None:
    """Where in its listings the portal's new articles stood: those whose pages this run stored."""
    started = run.started.replace(microsecond=0)

    def is_new(item: str) -> bool:
        page = store.page(item)
        return page is not None and page.first_seen >= started

    for told in run.readings:
        if store.listing(told.url) is not None and (reading := told.reading(now, is_new)):
            learned.note_reading(store, told.url, reading)


def _note_new_items(store: Store, run: PortalRun, order: ListingOrder) -> None:
    """What a listing did not have when it was last read to its end, and no page had before this run, is later."""
    before = store.listing(order.url)
    if before is None or before.swept_at is None:
        return
    day = before.read_at.astimezone(VIETNAM).date().isoformat()
    bound = DateFact(evidence="neighbours", text=f"not in {order.url} on {day}", not_before=day)
    for item in set(order.items) - set(before.items):
        page = store.page(item)
        if page is not None and page.first_seen >= run.started.replace(microsecond=0):
            store.note_bounds(item, bound)


def _note_dates(store: Store, run: PortalRun, profile: Profile, now: datetime) -> None:
    """Dates of listings, for pages that show none; and the moment of rendering, which many pages share."""
    told = [
        (page, parse_published(text, seen=now, evidence=evidence, month_first=evidence in profile.month_first))
        for evidence, page, text in run.dates
    ]
    shown = store.dates_seen(run.portal, since=run.started)
    renderings = renderings_among({page: fact for page, fact in (*shown, *told) if fact.value}.values())
    for page, fact in (*told, *shown):
        if fact.value in renderings:
            store.note_rendering(page, fact)
    for page, fact in told:
        if fact.value not in renderings and store.note_listed(page, fact):
            read_periods(store, page, now)


def read_periods(store: Store, page: str, now: datetime) -> None:
    """With a day of publication, days without a year in the text have theirs."""
    [(_, published)] = store.dates([page])
    article = store.article(page)
    assert article is not None  # it has just been given a date
    texts = [block["text"] for block in article["blocks"]]
    store.correct_periods(page, *periods_of(article["title"], texts, published, now))


def renderings_among(facts: Iterable[DateFact]) -> set[str | None]:
    """The moments among a portal's dates, to the minute, that are its renderings', not its articles'.

    On real portals half of all items show the moment of the last rendering, and pages of a list that were left out
    of it show an older one; but five that an editor dated the same day are dated noon, as those of other days are.
    """
    moments = [fact.value for fact in facts if fact.value and fact.precision in ("minute", "second")]
    hours = Counter(moment[_HOUR:] for moment in set(moments))
    return {
        moment
        for moment, count in Counter(moments).items()
        if count >= RENDERED_TOGETHER and hours[moment[_HOUR:]] < HABITUAL
    }


_HOUR = len("2019-07-30T")


def _mark_gone(store: Store, run: PortalRun, now: datetime, believed: bool) -> int:
    """Marks what is not there. An honest 404 of a page that had an article is believed; anything less (a page
    emptied, an error page with status 200, a way to a login) only at a second look; a mass loss not at all."""
    for absence in run.absences:
        store.save_absence(absence)
    started = run.started.replace(microsecond=0)  # the archive keeps whole seconds
    lost = {
        state.url
        for state in store.pages(run.portal)
        if state.status == "live"
        and state.article_id
        and state.missing_since
        and state.missing_since < started <= state.last_checked
    }
    said = {absence.page for absence in run.absences if absence.reason.startswith("HTTP ")}
    lost |= {page for page in said if (state := store.page(page)) and state.article_id}
    # What is held in quarantine hides what its page shows.
    lost -= health.pages_held(store.connection, run.portal)
    if not believed:
        return 0
    if len(lost) > MASS_LOSS and len(lost) > MASS_LOSS_SHARE * run.looked_at:
        logger.error(
            "%s: %d of %d pages are missing: taken for a fault of the portal", run.portal, len(lost), run.looked_at
        )
        return 0
    return store.mark_gone(lost, now)
