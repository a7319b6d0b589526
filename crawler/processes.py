"""How a command starts processes of its own: from a warm one that does nothing else, and to end with their parent."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Generic, Self, TypeVar

T = TypeVar("T")
R = TypeVar("R")

# What these processes import, once for all of them: they share its memory.
PRELOAD = ["crawler.worker", "crawler.preload"]

_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


@cache
def context() -> BaseContext:
    """What to start processes with. Never a fork of the process at hand, which has threads and a reactor."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    served = multiprocessing.get_context("forkserver")
    served.set_forkserver_preload(PRELOAD)
    return served


def leave_with_parent() -> None:
    """From now on this process ends at once when its parent does: one that is killed outright can tell nobody."""
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent
    parent.join()
    os._exit(1)  # SQLite takes back what was not committed; the raw pages are in the WARC file


class Helper(Generic[T, R]):
    """A process beside this one that calls a pure function for each of some items at a time; `storage.ahead` says how
    it is used. It is started when the first thing is asked of it. A context manager.

    Whatever becomes of the process: a pipe whose other end is gone is at its end, for either side.
    """

    def __init__(self, function: Callable[[T], R]) -> None:
        """`function` is of a module: the process looks it up by its name. `number` is that of the process."""
        self.number: int | None = None
        self._function = function
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._gone = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            self._process.join(1.0)
            self._process.kill()
            self._process.join()

    def ask(self, items: Sequence[T]) -> None:
        """See `storage.ahead.Helper`."""
        try:
            if not self._gone:
                (self._pipe or self._started()).send(items)
        except OSError:
            self._gone = True

    def answer(self) -> Sequence[R] | None:
        """See `storage.ahead.Helper`. What the function raised is raised."""
        if self._gone or self._pipe is None:
            return None
        try:
            results, error = self._pipe.recv()
        except (OSError, EOFError):
            self._gone = True
            return None
        if error is not None:
            raise error
        told: Sequence[R] = results
        return told

    def _started(self) -> Connection:
        # Not from the warm one: that has all of Scrapy in it, which takes it a second and more.
        beside = multiprocessing.get_context("spawn")
        self._pipe, other = beside.Pipe()
        process = beside.Process(target=_help, args=(other, self._function), daemon=True)
        # Ctrl-C reaches the whole group: the process is to ignore it from its start.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            process.start()
        finally:
            signal.signal(signal.SIGINT, before)
            other.close()
        self._process, self.number = process, process.pid
        return self._pipe


def _help(pipe: Connection, function: Callable[[Any], Any]) -> None:
    """What the process does, until the other end of the pipe is closed, or gone with who held it."""
    with suppress(OSError, EOFError):
        while True:
            items = pipe.recv()
            try:
                pipe.send(([function(item) for item in items], None))
            except Exception as error:
                pipe.send((None, error))


def resident_mb(pid: int) -> float:
    """The memory that a process has to itself or shares, in megabytes; 0 where the system does not tell."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE / 1e6
    except (OSError, ValueError, IndexError):
        return 0.0
