"""What starts the crawls: cron, or timers of systemd, and whether they do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from crawler.doctor.look import Look, ok, problem, warning
from crawler.schedule import crontab, systemd
from crawler.schedule.crontab import ScheduleError

_INSTALL = "`giaoban schedule --install` puts every portal's line into the crontab"


def schedule(home: Path, portals: Sequence[str], last_runs: Mapping[str, datetime], now: datetime) -> Iterator[Look]:
    """Whether every portal is visited.

    Args:
        portals: those that should be.
        last_runs: when a run last visited each.
    """
    timers = {name.split("@")[1] for name in systemd.installed(systemd.folder(), home) if name.endswith(".timer")}
    if timers:
        yield from _missing({name.removesuffix(".timer") for name in timers}, portals, "systemd's timers")
        return
    try:
        everything = crontab.read()
        block = crontab.ours(everything, home)
    except ScheduleError as error:
        yield warning("schedule", str(error), "without one of them, someone has to start `giaoban crawl` by hand")
        return
    if block is None and b"giaoban" in everything:
        yield ok("schedule", "your crontab has lines of your own that start giaoban")
        return
    if block is None:
        yield warning("schedule", f"your crontab has no lines for {home}", _INSTALL)
        return
    lines = crontab.scheduled(block)
    for program in sorted({line.program for line in lines}):
        if not shutil.which(program):
            yield problem("schedule", f"{program}, which the crontab starts, cannot be run", _INSTALL)
    if not _cron_runs():
        yield problem("schedule", "no cron is running, so nothing is started", "start it: `service cron start`, or so")
    yield from _missing({line.portal for line in lines}, portals, "the crontab")
    for line in lines:
        last = last_runs.get(line.portal)
        if last and line.portal in portals and now - last > 2 * line.every + timedelta(hours=1):
            advice = "unless the lines are new, look into cron's log and its mail to you"
            yield warning("schedule", f"{line.portal} was last visited on {last:%Y-%m-%d %H:%M} UTC", advice)


def _missing(scheduled: set[str], portals: Sequence[str], where: str) -> Iterator[Look]:
    missing = [name for name in portals if name not in scheduled]
    if missing:
        yield warning("schedule", f"not in {where}: {', '.join(missing)}", _INSTALL)
    else:
        yield ok("schedule", f"{len(scheduled)} portals are in {where}")


def _cron_runs() -> bool:
    """Whether a cron is running; where the system does not say, it is believed."""
    names = list(Path("/proc").glob("[0-9]*/comm"))
    return not names or any(_name(path) in ("cron", "crond", "fcron", "bcron-sched") for path in names)


def _name(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:  # it ended meanwhile
        return ""
