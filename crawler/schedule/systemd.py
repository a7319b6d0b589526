"""Visits as systemd units: one service an archive, for any portal (``NAME@.service``), and one timer a portal."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from crawler.schedule.crontab import ScheduleError
from crawler.schedule.plan import IN_WORDS, Visit

_DAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
_SERVICE = """\
{mark}
[Unit]
Description=giaoban archives the portal %i
{network}
[Service]
Type=oneshot
ExecStart={command} crawl %i --quiet --home {home}
# 5: another run is visiting the portal.
SuccessExitStatus=5
# A crawl that is told to stop ends in order once the answer under way has come.
KillMode=mixed
TimeoutStopSec=5min
Nice=10
"""
_TIMER = """\
{mark}
# {words}, {why}
[Unit]
Description=when giaoban visits the portal {portal}

[Timer]
OnCalendar={calendar}
Persistent=true
AccuracySec=1s
Unit={service}

[Install]
WantedBy=timers.target
"""


def folder() -> Path:
    """Where the units of the user who asks belong: root's are the machine's."""
    if os.geteuid() == 0:
        return Path("/etc/systemd/system")
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "systemd" / "user"


def units(visits: Sequence[Visit], command: Sequence[str], home: Path) -> dict[str, str]:
    """The text of every unit, by the name of its file.

    Raises:
        ScheduleError: a path cannot be written into a unit.
    """
    name, mark = _name(home), _mark(home)
    # Units of a user know nothing of those of the machine.
    network = "Wants=network-online.target\nAfter=network-online.target\n" if os.geteuid() == 0 else ""
    written = {
        f"{name}@.service": _SERVICE.format(
            mark=mark, network=network, command=_command(command), home=_quoted(str(home))
        )
    }
    for visit in visits:
        written[f"{name}@{visit.portal}.timer"] = _TIMER.format(
            mark=mark,
            words=IN_WORDS[visit.cadence],
            why=visit.why,
            portal=visit.portal,
            calendar=calendar(visit),
            service=f"{name}@{visit.portal}.service",
        )
    return written if visits else {}


def calendar(visit: Visit) -> str:
    """The times of a visit in the words of systemd.time(7)."""
    minute, hours, day = visit.at
    every = "*" if len(hours) == 24 else ",".join(f"{hour:02}" for hour in hours)
    return f"{'' if day is None else _DAYS[day] + ' '}*-*-* {every}:{minute:02}:00"


def installed(place: Path, home: Path) -> dict[str, str]:
    """The units of this archive in a folder: those that we wrote and that bear our mark."""
    found = {}
    for path in sorted(place.glob(f"{_name(home)}@*")):
        text = path.read_text(encoding="utf-8", errors="surrogateescape")
        if text.startswith(_mark(home) + "\n"):
            found[path.name] = text
    return found


def install(place: Path, home: Path, wanted: Mapping[str, str]) -> None:
    """Makes the units of an archive those that are wanted; none, and they are taken away.

    Raises:
        ScheduleError: a file cannot be written, or systemd does not take them.
    """
    stale = [name for name in installed(place, home) if name not in wanted]
    timers = [name for name in wanted if name.endswith(".timer")]
    try:
        if stale:
            gone = [name for name in stale if name.endswith(".timer")]
            if gone:
                _systemctl("disable", "--now", *gone)
            for name in stale:
                (place / name).unlink()
        place.mkdir(parents=True, exist_ok=True)
        for name, text in wanted.items():
            (place / name).write_text(text, encoding="utf-8", errors="surrogateescape")
    except OSError as error:
        raise ScheduleError(f"{error.filename} cannot be written: {error.strerror}.") from error
    _systemctl("daemon-reload")
    if timers:
        _systemctl("enable", *timers)
        _systemctl("restart", *timers)  # one that runs already keeps its former times otherwise


def _systemctl(*arguments: str) -> None:
    command = ["systemctl", *([] if os.geteuid() == 0 else ["--user"]), *arguments]
    try:
        said = subprocess.run(command, capture_output=True, timeout=120, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ScheduleError(f"systemd cannot be told ({error}); the units are written all the same.") from error
    if said.returncode:
        words = " ".join(said.stderr.decode(errors="replace").split())
        raise ScheduleError(f"systemd was told `{' '.join(command)}`, and says: {words}")


def _name(home: Path) -> str:
    """Of the units of this archive: there may be several on a machine."""
    return f"giaoban-{hashlib.sha256(os.fsencode(home)).hexdigest()[:8]}"


def _mark(home: Path) -> str:
    return f"# Made by `giaoban schedule` for {home}, which writes it anew: change giaoban.toml instead."


def _command(words: Sequence[str]) -> str:
    program, *arguments = map(_quoted, words)
    return " ".join([program.replace("$$", "$"), *arguments])  # in the program's path nothing stands for a variable


def _quoted(word: str) -> str:
    """A word of ExecStart: in quotes, and what systemd would put something else for said twice."""
    if not all(character.isprintable() or "\udc80" <= character <= "\udcff" for character in word):
        raise ScheduleError(f"systemd cannot be given the path {word!r}. Use another.")
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"'
