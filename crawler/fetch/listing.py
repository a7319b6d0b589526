"""How deep a listing is read, so that a later crawl asks for little and misses nothing.

"Stop at the first known item" loses articles: on real portals 43 % of new undated items first showed
on page 2 or later (PORTALS-OVER-TIME.md). This rule reads the first page, predicts from the order of
the last crawl what the *last* page must now hold if nothing else was added, and looks. An item put in
anywhere pushes the tail down by one, so a tail that stands where it was predicted proves that nothing
was added in between. Where it does not, the pages between are read until the prediction comes true.

Cost: two requests for a listing in which nothing, or only something on page 1, is new, however long
it is; otherwise one for each page down to the last new item, and one for the tail. What it cannot see
is as many items taken out as put in between the pages read: a full sweep now and then finds those
(``recheck.SWEEP_EVERY``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil


class ListingWalk:
    """The reading of one listing, page by page: tell it what a page held, it says which to read next."""

    def __init__(self, known: Sequence[str] = (), *, page_size: int = 0, full: bool = False) -> None:
        """
        Args:
            known: the items' addresses in the order of the last complete reading; empty: never read.
            page_size: how many items a page held then.
            full: read every page, whatever is known.
        """
        self._known = list(dict.fromkeys(known))
        self._size = page_size
        self._sequential = full or not known or page_size <= 0
        self._order: list[str] = []
        self._seen: set[str] = set()
        self._read = 0
        self._tail: tuple[int, list[str], bool] | None = None
        self.complete = False

    def feed(self, number: int, items: Sequence[str], *, more: bool) -> int | None:
        """Takes the items of page ``number`` and says which page to read next; None when it is done.

        Args:
            number: 1 for the first page.
            items: addresses in the order of the page; none where the page does not exist.
            more: whether the page says that another follows it.
        """
        if number == self._read + 1:
            return self._feed_next(number, items, more)
        self._tail = (number, list(items), more)
        return None if self._proved() else self._read + 1

    @property
    def order(self) -> list[str]:
        """The items of the whole listing in order: those read, then those that the tail proves unmoved."""
        return self._predicted() if not self._sequential or not self.complete else list(self._order)

    @property
    def vanished(self) -> list[str]:
        """Items of the last reading that are in the listing no more; only a complete reading can tell."""
        return [item for item in self._known if item not in self._seen] if self.complete else []

    @property
    def page_size(self) -> int:
        return self._size

    def _feed_next(self, number: int, items: Sequence[str], more: bool) -> int | None:
        fresh = [item for item in dict.fromkeys(items) if item not in self._seen]
        self._read = number
        self._order += fresh
        self._seen.update(fresh)
        if number == 1:
            if self._size != len(items) and (more or len(self._known) > self._size):
                self._sequential = True  # the portal now shows more or fewer a page: positions say nothing
            self._size = len(items)
        if not more or not fresh:  # the end, or a listing that goes round in circles
            self.complete = True
            return None
        if self._sequential:
            return number + 1
        return self._after(number)

    def _after(self, number: int) -> int | None:
        """What to read after page ``number`` of the pages read in order."""
        last = ceil(len(self._predicted()) / self._size)
        if last <= number + 1:
            return number + 1
        if self._tail is None:
            return last
        if not self._tail_as_predicted():
            return number + 1
        # The tail that was looked at is explained now; what was found may have moved the end on.
        return None if self._proved() else last

    def _predicted(self) -> list[str]:
        return self._order + [item for item in self._known if item not in self._seen]

    def _tail_as_predicted(self) -> bool:
        assert self._tail is not None
        number, items, more = self._tail
        predicted = self._predicted()
        start = (number - 1) * self._size
        return predicted[start : start + self._size] == items and more == (len(predicted) > start + self._size)

    def _proved(self) -> bool:
        """Whether the tail stands exactly where the known order says, and ends the listing."""
        return self._tail is not None and not self._tail[2] and bool(self._tail[1]) and self._tail_as_predicted()


@dataclass(frozen=True, slots=True)
class ListingRead:
    """One listing as a run reads it, to be remembered once its articles are stored."""

    url: str
    walk: ListingWalk
