"""Work done ahead by other processes: each result once, in order, whatever becomes of those processes."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest

from storage.ahead import AT_A_TIME, begin, one_ahead

MANY = 5 * AT_A_TIME + 3


@pytest.fixture(scope="module")
def process() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        yield pool


def square(number: int) -> int:
    return number * number


def where(_: int) -> int:
    time.sleep(0.001)
    return os.getpid()


def square_or_die(number: int) -> int:
    """Dies over one of the parts, but in another process only."""
    if number == 3 * AT_A_TIME and multiprocessing.parent_process():
        os._exit(1)
    return number * number


def refuse(number: int) -> int:
    raise ValueError(f"{number} is refused")


@pytest.mark.parametrize("count", [0, 1, AT_A_TIME, AT_A_TIME + 1, MANY])
def test_results_come_in_the_order_of_the_items(process: ProcessPoolExecutor, count: int) -> None:
    assert list(begin(process, square, range(count))) == [square(number) for number in range(count)]


def test_it_is_another_process_that_works(process: ProcessPoolExecutor) -> None:
    process.submit(square, 1).result()  # it is awake
    assert set(begin(process, where, range(MANY))) - {os.getpid()}


def test_what_nobody_has_begun_when_its_turn_comes_is_done_here() -> None:
    asleep = Event()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asleep.wait)
        results = list(begin(pool, square, range(MANY)))
        asleep.set()
    assert results == [square(number) for number in range(MANY)]


def test_what_a_process_dies_over_is_done_here() -> None:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        assert list(begin(pool, square_or_die, range(MANY))) == [square(number) for number in range(MANY)]
        assert list(begin(pool, square, range(MANY))) == [square(number) for number in range(MANY)]


def test_what_no_process_can_be_started_for_is_done_here() -> None:
    class Full(ThreadPoolExecutor):
        def submit(self, *_: Any, **__: Any) -> Any:
            raise BlockingIOError("Resource temporarily unavailable")

    with Full() as pool:
        assert list(begin(pool, square, range(MANY))) == [square(number) for number in range(MANY)]


def test_what_fails_there_fails_here(process: ProcessPoolExecutor) -> None:
    with pytest.raises(ValueError, match="0 is refused"):
        list(begin(process, refuse, range(3)))


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
