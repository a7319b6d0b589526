"""Work done ahead by another process, while this one writes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R")
T_contra = TypeVar("T_contra", contravariant=True)
R_co = TypeVar("R_co", covariant=True)

# Some twenty milliseconds of work: what is waited for at most.
AT_A_TIME = 64


class Helper(Protocol[T_contra, R_co]):
    """Another process, which calls a function for each of some items at a time."""

    def ask(self, items: Sequence[T_contra]) -> None:
        """Have the next items done: when what was asked before was answered, never sooner."""

    def answer(self) -> Sequence[R_co] | None:
        """What came of the items that were asked for; None where the process is gone."""


class Ahead(Generic[T, R]):
    """Items that wait for the other process to call a function for each, some at a time: while it does, those before
    are used here. What it is no more there to do is done here."""

    def __init__(self, helper: Helper[T, R], function: Callable[[T], R]) -> None:
        self._helper = helper
        self._function = function
        self._parts: deque[Sequence[T]] = deque()  # the first is under way

    def begin(self, items: Sequence[T]) -> Iterator[R]:
        """Returns what comes of each of these items, in their order; to be used up in the order of the calls."""
        parts = [items[at : at + AT_A_TIME] for at in range(0, len(items), AT_A_TIME)]
        idle = not self._parts
        self._parts += parts
        if parts and idle:
            self._helper.ask(parts[0])
        return (result for _ in parts for result in self._next())

    def _next(self) -> Sequence[R]:
        answer = self._helper.answer()
        part = self._parts.popleft()
        if self._parts:
            self._helper.ask(self._parts[0])
        return [self._function(item) for item in part] if answer is None else answer


def one_ahead(items: Iterable[T]) -> Iterator[T]:
    """The items, each after the one behind it was made: what making it began is under way by then."""
    items = iter(items)
    held = list(islice(items, 1))
    for item in items:
        yield held.pop()
        held.append(item)
    yield from held
