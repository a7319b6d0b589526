"""What commands share that take long and use all cores: how many there are, progress, and how they are ended."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from crawler.cli.output import console

# Without a terminal (cron, a log): one line a minute.
_LINE_EVERY = 60.0


def cores() -> int:
    """How many processes this one may keep busy."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def signals() -> Iterator[threading.Event]:
    """Ctrl-C and TERM end the work in order; a second one at once."""
    stop = threading.Event()

    def ask(number: int, _: FrameType | None) -> None:
        if stop.is_set():
            os._exit(128 + number)
        stop.set()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def progress(unit: str = "", *, silent: bool) -> Iterator[Callable[[str, int, int], None]]:
    """What is called with a task, what of it is done and all of it: a bar on a terminal, else a line a minute."""
    out = console(stderr=True)
    if silent or not out.is_terminal:
        yield (lambda *_: None) if silent else _Lines(unit)
        return
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=20), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=out) as bars:
        tasks: dict[str, TaskID] = {}

        def show(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(name.ljust(12), total=total)
            bars.update(tasks[name], completed=done, total=total)

        yield show


class _Lines:
    def __init__(self, unit: str) -> None:
        self.unit = f" {unit}" if unit else ""
        self.next_line = time.monotonic() + _LINE_EVERY

    def __call__(self, name: str, done: int, total: int) -> None:
        if time.monotonic() >= self.next_line:
            self.next_line = time.monotonic() + _LINE_EVERY
            click.echo(f"{name}: {done} of {total}{self.unit} …", err=True)
