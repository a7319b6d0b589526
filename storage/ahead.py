"""Work done ahead by other processes, while this one writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

# Some thirty milliseconds of work: short enough to be waited for.
AT_A_TIME = 64


def begin(executor: Executor, function: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
    """Have a function called for each of these items; returns what comes of each, in their order.

    All is asked for at once. What nobody has begun when its turn comes, and what is lost because a process died or
    could not be started, is done here: no more is waited for than what is under way.

    Args:
        function: pure, and of a module: the processes look it up by its name.
    """
    parts = [items[at : at + AT_A_TIME] for at in range(0, len(items), AT_A_TIME)]
    return _results(function, [(part, _asked(executor, function, part)) for part in parts])


def one_ahead(items: Iterable[T]) -> Iterator[T]:
    """The items, each after the one behind it was made: what making it began is under way by then."""
    items = iter(items)
    held = list(islice(items, 1))
    for item in items:
        yield held.pop()
        held.append(item)
    yield from held


def _results(function: Callable[[T], R], asked: Sequence[tuple[Sequence[T], Future[list[R]] | None]]) -> Iterator[R]:
    for part, answer in asked:
        if answer is None or answer.cancel():
            yield from map(function, part)
            continue
        try:
            done = answer.result()
        except BrokenExecutor:
            done = [function(item) for item in part]
        yield from done


def _asked(executor: Executor, function: Callable[[T], R], part: Sequence[T]) -> Future[list[R]] | None:
    try:
        return executor.submit(_all, function, part)
    except (BrokenExecutor, OSError):
        return None


def _all(function: Callable[[T], R], items: Sequence[T]) -> list[R]:
    return [function(item) for item in items]
