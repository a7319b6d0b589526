"""How a command starts processes of its own: from a warm one that does nothing else, and to end with their parent."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

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


@contextmanager
def helper() -> Iterator[ProcessPoolExecutor | None]:
    """A process beside this one, for pure work of `storage`; None where the system has not what that takes. It is
    started when the first thing is asked of it, and has what is under way done, and no more, when it is to end."""
    try:
        # Not from the warm one: that has all of Scrapy in it, which takes it a second and more.
        pool = _Helper(1, multiprocessing.get_context("spawn"), leave_with_parent)
    except (OSError, ImportError, NotImplementedError):  # no shared semaphores
        yield None
        return
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


class _Helper(ProcessPoolExecutor):
    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Ctrl-C reaches the whole group. The process, which may be started here, is to ignore it from its start."""
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            return super().submit(fn, *args, **kwargs)
        finally:
            signal.signal(signal.SIGINT, before)


def resident_mb(pid: int) -> float:
    """The memory that a process has to itself or shares, in megabytes; 0 where the system does not tell."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE / 1e6
    except (OSError, ValueError, IndexError):
        return 0.0
