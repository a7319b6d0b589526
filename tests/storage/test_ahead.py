"""Work done ahead by another process: each result once, in order, whatever becomes of that process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.ahead import AT_A_TIME, Ahead, one_ahead


class Other:
    """A helper that is gone after so many answers."""

    def __init__(self, answers: int) -> None:
        self.answers = answers
        self.asked: list[Sequence[int]] = []
        self.done = 0

    def ask(self, items: Sequence[int]) -> None:
        assert not self.asked, "asked before it has answered"
        self.asked.append(items)

    def answer(self) -> Sequence[int] | None:
        [items] = self.asked
        self.asked.clear()
        if self.done == self.answers:
            return None
        self.done += 1
        return [square(item) for item in items]


def square(number: int) -> int:
    return number * number


@given(st.lists(st.integers(0, 3 * AT_A_TIME), max_size=5), st.integers(0, 9))
def test_results_come_once_and_in_the_order_of_the_items(counts: list[int], answers: int) -> None:
    ahead = Ahead(Other(answers), square)
    items = [range(1000 * n, 1000 * n + count) for n, count in enumerate(counts)]
    results = list(chain.from_iterable(one_ahead(ahead.begin(some) for some in items)))
    assert results == [square(item) for some in items for item in some]


def test_what_is_to_come_is_under_way_while_what_came_is_used() -> None:
    other = Other(9)
    ahead = Ahead(other, square)
    first, second = ahead.begin(range(AT_A_TIME + 1)), ahead.begin(range(3))
    assert other.asked == [range(AT_A_TIME)]
    assert next(first) == 0
    assert other.asked == [range(AT_A_TIME, AT_A_TIME + 1)]
    assert list(first)[-1] == AT_A_TIME * AT_A_TIME
    assert other.asked == [range(3)]
    assert list(second) == [0, 1, 4]
    assert other.done == 3


@pytest.mark.parametrize("items", [[], [1], [1, 2, 3]])
def test_each_item_comes_after_the_one_behind_it_was_made(items: list[int]) -> None:
    made: list[Any] = []

    def making() -> Iterator[int]:
        for item in items:
            made.append(item)
            yield item

    for place, item in enumerate(one_ahead(making())):
        assert item == items[place]
        assert len(made) == min(place + 2, len(items))
