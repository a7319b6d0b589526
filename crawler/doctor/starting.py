"""What starts the crawls: cron, or timers of systemd, and whether they do."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from crawler.doctor.look import Look, ok, problem, warning
from crawler.schedule import crontab, systemd
from crawler.schedule.crontab import ScheduleError


def schedule(home: Path, portals: Sequence[str], last_runs: Mapping[str, datetime], now: datetime) -> Iterator[Look]:
    """Whether every portal is visited.

    Args:
        portals: those that should be.
        last_runs: when a run last visited each.
    """
    timers = [name for name in systemd.installed(systemd.folder(), home) if name.endswith(".timer")]
    if timers:
        visited = {name.partition("@")[2].removesuffix(".timer") for name in timers}
        yield _all_there(visited, portals, "systemd's timers", _install(home, "--systemd"))
        return
    try:
        everything = crontab.read()
        block = crontab.ours(everything, home)
    except ScheduleError as error:
        yield warning("schedule", str(error), "without one of them, someone has to start `giaoban crawl` by hand")
        return
    if block is not None:
        lines = crontab.scheduled(block)
        yield from _cron(lines, _install(home))
        yield _all_there({line.portal for line in lines}, portals, "the crontab", _install(home))
        yield from _late([line for line in lines if line.portal in portals], last_runs, now)
    elif b"giaoban" in everything:
        yield ok("schedule", "your crontab has lines of your own that start giaoban")
    else:
        yield warning("schedule", f"your crontab has no lines for {home}", _install(home))


def _install(home: Path, *options: str) -> str:
    """What to do where something is missing."""
    return (
        f"`{shlex.join(['giaoban', 'schedule', *options, '--install', '--home', str(home)])}` puts every portal there"
    )


def _cron(lines: Sequence[crontab.Line], advice: str) -> Iterator[Look]:
    """Whether cron can start what it is told to."""
    for program in sorted({line.program for line in lines}):
        if not shutil.which(program):
            yield problem("schedule", f"{program}, which the crontab starts, cannot be run", advice)
    if not _cron_runs():
        yield problem("schedule", "no cron is running, so nothing is started", "start it: `service cron start`, or so")


def _all_there(scheduled: set[str], portals: Sequence[str], where: str, advice: str) -> Look:
    missing = [name for name in portals if name not in scheduled]
    if missing:
        return warning("schedule", f"not in {where}: {', '.join(missing)}", advice)
    return ok("schedule", f"{len(scheduled)} portals are in {where}")


def _late(lines: Sequence[crontab.Line], last_runs: Mapping[str, datetime], now: datetime) -> Iterator[Look]:
    """Portals that should have been visited since they were."""
    for line in lines:
        last = last_runs.get(line.portal)
        if last and now - last > 2 * line.every + timedelta(hours=1):
            advice = "unless the lines are new, look into cron's log and its mail to you"
            yield warning("schedule", f"{line.portal} was last visited on {last:%Y-%m-%d %H:%M} UTC", advice)


def _cron_runs() -> bool:
    """Whether a cron is running; where the system does not say, it is believed."""
    names = list(Path("/proc").glob("[0-9]*/comm"))
    return not names or any(_name(path) in ("cron", "crond", "fcron", "bcron-sched") for path in names)


def _name(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:  # it ended meanwhile
        return ""
