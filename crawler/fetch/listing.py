"""How deep a listing is read, so that a later crawl asks for little and misses nothing.

"Stop at the first known item" loses articles: on real portals 43 % of new undated items first showed
on page 2 or later (PORTALS-OVER-TIME.md). This rule reads the first page, predicts from the order of
the last crawl which page must now be the *last*, and looks. Between two pages that were read lie as many
places as there are pages between them; where just so many known items belong there, nothing was put in.
Where it is another number, a page between them is looked at, and so on in halves, until all is explained.

Cost: two requests for a listing in which nothing, or only something on page 1, is new, however long it is;
and for each place deeper down at which something was put in or taken out, as many more as it takes to halve
the listing down to one page. What it cannot see is as many items taken out as put in between two pages read:
a full sweep now and then finds those, and where it finds some, more pages are read from then on (``fetch.depth``).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from crawler.fetch.depth import Plan
from storage.learned import Reading, Why


@dataclass(frozen=True, slots=True)
class _Gap:
    """Pages that were not read, between two that were.

    Attributes:
        pages: their numbers. places: how many items they hold.
        known: the known items that belong there and were seen nowhere else.
    """

    pages: list[int]
    places: int
    known: list[str]

    @property
    def explained(self) -> bool:
        return self.places == len(self.known)


class ListingWalk:
    """The reading of one listing, page by page: tell it what a page held, it says which to read next.

    Attributes:
        complete: whether every page was read.
    """

    def __init__(
        self,
        known: Sequence[str] = (),
        *,
        page_size: int = 0,
        full: bool = False,
        depth: int = 1,
        most: int | None = None,
    ) -> None:
        """
        Args:
            known: the items' addresses in the order of the last reading; empty: never read.
            page_size: how many items a page held then.
            full: read every page, whatever is known.
            depth: read so many pages in any case.
            most: where the listing cannot be explained, read so many pages and no more; None: as many as it takes.
        """
        self._known = list(dict.fromkeys(known))
        self._rank = {item: rank for rank, item in enumerate(self._known)}
        self._known_size = page_size
        self._size = page_size
        self._depth = depth
        self._most = most
        self._full = full
        self._sequential = full or not known or page_size <= 0
        self._pages: dict[int, list[str]] = {}
        self._seen: set[str] = set()
        self._last: int | None = None  # the number of the last page, once it is known
        self._one_by_one = False
        self._beyond: int | None = None  # the least number of which there is no page
        self.complete = False

    def feed(self, number: int, items: Sequence[str], *, more: bool) -> int | None:
        """Takes the items of page ``number`` and says which page to read next; None when it is done.

        Args:
            number: 1 for the first page.
            items: addresses in the order of the page; none where the page does not exist.
            more: whether the page says that another follows it.
        """
        fresh = [item for item in dict.fromkeys(items) if item not in self._seen]
        self._pages[number] = fresh
        self._seen.update(fresh)
        if number == 1:
            if self._size != len(items) and (more or len(self._known) > self._size):
                self._sequential = True  # the portal now shows more or fewer a page: positions say nothing
            self._size = len(items)
        if not fresh and number > 1:  # no such page, or a listing that goes round in circles
            self._beyond = min(number, self._beyond or number)
        elif not more:
            self._last = max(number, self._last or 0)
        following = self._next()
        if following is None:
            end = self._end()
            self.complete = end is not None and all(page in self._pages for page in range(1, end + 1))
        return following

    def one_by_one(self) -> int | None:
        """Where a page leads to the next one alone: that one, if the page before it had something new; else None, and
        what was known of the rest is left as it was."""
        self._one_by_one = True
        last = max(self._pages)
        return last + 1 if any(item not in self._rank for item in self._pages[last]) else None

    @property
    def order(self) -> list[str]:
        """The items of the whole listing in order: those read, and in the gaps those that belong there."""
        gaps = {gap.pages[0]: gap.known for gap in self._gaps()}
        numbers = sorted({*self._pages, *gaps})
        read = [item for number in numbers for item in gaps.get(number, self._pages.get(number, []))]
        return [*read, *(self._behind() if self._one_by_one and self._end() is None else ())]

    def _behind(self) -> list[str]:
        """The known items that stood behind all that were read."""
        last = max((self._rank[item] for item in self._seen if item in self._rank), default=-1)
        return [item for item in self._known[last + 1 :] if item not in self._seen]

    @property
    def vanished(self) -> list[str]:
        """Items of the last reading that are in the listing no more; none where that was not found out."""
        gaps = list(self._gaps())
        if not self.complete and (self._end() is None or not all(gap.explained for gap in gaps)):
            return []
        there = {*self._seen, *(item for gap in gaps for item in gap.known)}
        return [item for item in self._known if item not in there]

    @property
    def page_size(self) -> int:
        return self._size

    @property
    def pages(self) -> int:
        """How many pages were read."""
        return len(self._pages)

    @property
    def places(self) -> list[tuple[str, int]]:
        """The items that were not known, each with the number of its page; none at a first reading."""
        if not self._known:
            return []
        return [
            (item, number) for number, items in sorted(self._pages.items()) for item in items if item not in self._rank
        ]

    @property
    def restless(self) -> bool:
        """Whether there was no explaining the listing by less than reading all of it."""
        return self.complete and bool(self._known) and not self._full and self.pages > RESTLESS_PAGES

    def missed(self, depth: int, most: int | None) -> frozenset[str] | None:
        """The items that were not known and that a usual reading would not have come to; None where this reading was
        not complete, or was the first."""
        if not self.complete or not self._known:
            return None
        usual = ListingWalk(self._known, page_size=self._known_size, depth=depth, most=most)
        number: int | None = 1
        while number is not None:
            number = usual.feed(number, self._pages.get(number, []), more=number < (self._end() or 0))
        return frozenset({item for item, _ in self.places} - {item for item, _ in usual.places})

    # -- which page next ----------------------------------------------------------------------------

    def _next(self) -> int | None:
        in_order = next(n for n in range(1, len(self._pages) + 2) if n not in self._pages)
        end = self._end()
        if self._sequential or in_order <= self._depth:
            if end is None or in_order <= end:
                return in_order
            if self._sequential:
                return None
        if self._most is not None and len(self._pages) >= self._most:
            return None
        return self._towards_the_end() if end is None else self._into_a_gap()

    def _end(self) -> int | None:
        """The number of the last page; None while it is not known."""
        if self._beyond is not None and self._beyond - 1 in self._pages and self._pages[self._beyond - 1]:
            return self._beyond - 1
        return self._last

    def _towards_the_end(self) -> int:
        """The page to look at for the listing's end: where it must be, and in steps that double if it is not there."""
        highest = max(number for number, items in self._pages.items() if items or number == 1)
        if self._beyond is not None:
            tried = sum(number >= self._beyond for number in self._pages)
            step: int = 2 ** (tried - 1)
            return max((highest + self._beyond) // 2, self._beyond - step)
        expected = ceil(len({*self._known, *self._seen}) / self._size) if self._size else 0
        return max(highest + 1, expected)

    def _into_a_gap(self) -> int | None:
        """A page within the first gap that is not explained; first the second page, where most news are."""
        gap = next((gap for gap in self._gaps() if not gap.explained), None)
        if gap is None:
            return None
        return 2 if gap.pages[0] == 2 else gap.pages[len(gap.pages) // 2]

    def _gaps(self) -> Iterator[_Gap]:
        """The gaps in order. Known items that moved among the others say nothing of what belongs where."""
        end = self._end() or max(self._pages)
        anchors = self._anchors()
        unread: list[int] = []
        before = -1
        for number in range(1, end + 1):
            if number not in self._pages:
                unread.append(number)
            elif ranks := anchors.get(number):
                if unread:
                    yield self._gap(unread, before, ranks[0])
                    unread = []
                before = ranks[-1]
        if unread:
            yield self._gap(unread, before, len(self._known))

    def _gap(self, unread: list[int], after: int, before: int) -> _Gap:
        known = [item for item in self._known[after + 1 : before] if item not in self._seen]
        return _Gap(unread, len(unread) * self._size, known)

    def _anchors(self) -> dict[int, list[int]]:
        """Of each page the places in the known order of those known items that stand in it as they did: the longest
        run of items, over all pages read, that kept their order."""
        places = [
            (number, self._rank[item])
            for number, items in sorted(self._pages.items())
            for item in items
            if item in self._rank
        ]
        # Patience sorting: the least last rank of a run of each length, and what stands before each item in its run.
        ends: list[int] = []
        last: list[int] = []
        previous: list[int | None] = []
        for index, (_, rank) in enumerate(places):
            length = bisect_left(ends, rank)
            ends[length : length + 1] = [rank]
            last[length : length + 1] = [index]
            previous.append(last[length - 1] if length else None)
        anchors: dict[int, list[int]] = {}
        index_ = last[-1] if last else None
        while index_ is not None:
            number, rank = places[index_]
            anchors.setdefault(number, []).insert(0, rank)
            index_ = previous[index_]
        return anchors


# A listing of so few pages is read to its end in any case.
RESTLESS_PAGES = 4


@dataclass(frozen=True, slots=True)
class ListingRead:
    """One listing as a run reads it, to be remembered once its articles are stored, and how deep it is to be read."""

    url: str
    walk: ListingWalk
    plan: Plan

    def told(self) -> ListingTold | None:
        """What the reading told; None where nothing was read."""
        walk = self.walk
        if not walk.order:
            return None
        why: Why = "unproved" if walk.restless else self.plan.why
        return ListingTold(self.url, why, walk.pages, tuple(walk.places), walk.missed(self.plan.depth, self.plan.most))


@dataclass(frozen=True, slots=True)
class ListingTold:
    """What the reading of a listing tells of where news stand: see ``ListingWalk.places`` and ``.missed``."""

    url: str
    why: Why
    pages: int
    places: tuple[tuple[str, int], ...]
    missed: frozenset[str] | None

    def reading(self, at: datetime, is_new: Callable[[str], bool]) -> Reading | None:
        """As it is remembered, of those items that are new articles; None where it is not worth that."""
        places = [(item, place) for item, place in self.places if is_new(item)]
        if not places and self.why == "usual":
            return None
        missed = None if self.missed is None else sum(item in self.missed for item, _ in places)
        return Reading(at, self.why, self.pages, len(places), missed, tuple(place for _, place in places))
