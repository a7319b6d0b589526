"""How far a crawl is: bars on a terminal, a line a minute elsewhere."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import AbstractContextManager, nullcontext
from types import TracebackType
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

# Without a terminal (cron, a log): one line a minute.
LINE_EVERY = 60.0
# Lines of a terminal that are not for bars.
NOT_BARS = 4


def progress(out: Console, portals: list[str], silent: bool) -> AbstractContextManager[Watch | None]:
    """What shows the progress of a crawl of these portals, if anything is to."""
    if silent:
        return nullcontext()
    return Bars(out, portals) if out.is_terminal else Lines(len(portals))


class Watch(AbstractContextManager["Watch"]):
    """Called by the run with a portal, an event and how often it happened; shows how far it is."""

    def __init__(self, portals: int) -> None:
        self.portals = portals
        self.counts: Counter[tuple[str, str]] = Counter()
        self.all: Counter[str] = Counter()

    def __call__(self, portal: str, event: str, count: int) -> None:
        self.counts[portal, event] += count
        self.all[event] += count
        self.show(portal, event)

    def show(self, portal: str, event: str) -> None:
        raise NotImplementedError

    @property
    def done(self) -> str:
        return f"{self.all['done']} of {self.portals} portals done"

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None


class Lines(Watch):
    """A line for each portal that is done, and one a minute for all of them."""

    def __init__(self, portals: int) -> None:
        super().__init__(portals)
        self.next_line = time.monotonic() + LINE_EVERY

    def show(self, portal: str, event: str) -> None:
        if event == "done":
            requests, pages = self.counts[portal, "request"], self.counts[portal, "page"]
            click.echo(f"{portal}: {requests} requests, {pages} pages done", err=True)
        elif time.monotonic() >= self.next_line:
            click.echo(f"{self.done}: {self.all['request']} requests, {self.all['page']} pages …", err=True)
            self.next_line = time.monotonic() + LINE_EVERY


class Bars(Watch):
    """A bar for each portal; where the terminal has too few lines, one for all, and for those that are at work."""

    def __init__(self, out: Console, portals: list[str]) -> None:
        super().__init__(len(portals))
        self.room = max(1, out.size.height - NOT_BARS)
        self.few = len(portals) <= self.room
        self.progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=20),
            TextColumn("{task.fields[pages]} pages, {task.fields[requests]} requests"),
            TimeElapsedColumn(),
            console=out,
        )
        self.tasks: dict[str, TaskID] = {}
        self.over: TaskID | None = None
        if self.few:
            for name in portals:
                self.add(name)
        else:
            self.over = self.progress.add_task(self.done, total=len(portals), pages=0, requests=0)

    def __enter__(self) -> Bars:
        self.progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.progress.stop()

    def add(self, portal: str) -> None:
        self.tasks[portal] = self.progress.add_task(portal.ljust(12), total=None, pages=0, requests=0)

    def show(self, portal: str, event: str) -> None:
        if self.over is not None:
            fields: dict[str, Any] = {"pages": self.all["page"], "requests": self.all["request"]}
            self.progress.update(self.over, description=self.done, completed=self.all["done"], **fields)
            if event == "done" and portal in self.tasks:
                self.progress.remove_task(self.tasks.pop(portal))
            elif event != "done" and portal not in self.tasks and len(self.tasks) < self.room:
                self.add(portal)
        if portal in self.tasks:
            pages, requests = self.counts[portal, "page"], self.counts[portal, "request"]
            self.progress.update(self.tasks[portal], pages=pages, requests=requests)
            if event == "done":
                self.progress.update(self.tasks[portal], total=1, completed=1)
