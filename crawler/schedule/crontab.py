"""Lines of a crontab: how one is written so that cron's bare environment suffices, and our block among a user's lines.

No line but those of the block is touched, not by a byte. A library that reads a crontab into jobs and writes them
anew (python-crontab) would set them otherwise.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from crawler.schedule.plan import IN_WORDS, Visit

# A longer command is cut off, or the whole crontab refused: MAX_COMMAND of Vixie's cron and those made of it.
_LONGEST = 990
# What `crontab -l` says where the user has none.
_NONE = re.compile(r"no crontab for|no such file", re.IGNORECASE)


class ScheduleError(Exception):
    """What starts the visits cannot be read or written; the message says why and what to do."""


def block(visits: Sequence[Visit], command: Sequence[str], home: Path) -> bytes:
    """Our lines, between the two marks by which they are known again.

    Args:
        command: what starts giaoban; a visit's arguments are put behind it.

    Raises:
        ScheduleError: a path cannot be written into a crontab.
    """
    lines = [_begin(home), b"# Made by `giaoban schedule`, which writes it anew: change giaoban.toml instead.\n"]
    for visit in visits:
        lines.append(f"# {visit.portal}: {IN_WORDS[visit.cadence]}, {visit.why}\n".encode())
        lines.append(line(visit, command, home) + b"\n")
    return b"".join([*lines, _end(home)])


def line(visit: Visit, command: Sequence[str], home: Path) -> bytes:
    """One visit, as cron reads it. Raises ScheduleError, as ``block`` does."""
    minute, hours, day = visit.at
    every = "*" if len(hours) == 24 else ",".join(map(str, hours))
    words = [*command, "crawl", visit.portal, "--quiet", "--home", str(home)]
    written = " ".join(_quoted(word) for word in words)
    if len(os.fsencode(written)) > _LONGEST:
        raise ScheduleError(
            f"cron takes no command this long: {written}. Move the archive or giaoban, or use --systemd."
        )
    return f"{minute} {every} * * {'*' if day is None else day} ".encode() + os.fsencode(written)


def _quoted(word: str) -> str:
    """A word for the shell, behind cron, for which a bare % ends the command.

    The backslash before it stands outside the quotes: then it is well whether cron takes it away, as most do, or not.
    """
    if "\\" in word or not all(character.isprintable() or "\udc80" <= character <= "\udcff" for character in word):
        raise ScheduleError(f"cron cannot be trusted with the path {word!r}. Use another, or --systemd.")
    return r"\%".join(shlex.quote(part) if part else "" for part in word.split("%"))


def _begin(home: Path) -> bytes:
    return b"# BEGIN giaoban " + os.fsencode(home) + b"\n"


def _end(home: Path) -> bytes:
    return b"# END giaoban " + os.fsencode(home) + b"\n"


def ours(crontab: bytes, home: Path) -> bytes | None:
    """Our block in a crontab; None where there is none. Raises ScheduleError, as ``replaced`` does."""
    found = _split(crontab, home)
    return found[1] if found else None


def replaced(crontab: bytes, home: Path, block: bytes) -> bytes:
    """A crontab with our block in the place of the former one, or at its end; b"" takes it out.

    Raises:
        ScheduleError: one of the two marks of our block is missing, or they stand twice: someone has to look.
    """
    found = _split(crontab, home)
    if found:
        before, _, after = found
        return before + block + after
    gap = b"" if not block or not crontab or crontab.endswith(b"\n") else b"\n"
    return crontab + gap + block


def _split(crontab: bytes, home: Path) -> tuple[bytes, bytes, bytes] | None:
    """What stands before our block, the block, what stands behind it."""
    lines = crontab.splitlines(keepends=True)
    begins = [number for number, each in enumerate(lines) if each.rstrip() == _begin(home).rstrip()]
    ends = [number for number, each in enumerate(lines) if each.rstrip() == _end(home).rstrip()]
    if not begins and not ends:
        return None
    if len(begins) != 1 or len(ends) != 1 or ends[0] < begins[0]:
        raise ScheduleError(
            f"The lines of giaoban in the crontab do not stand between one '# BEGIN giaoban {home}' and one "
            f"'# END giaoban {home}' any more. Mend that with `crontab -e`; nothing was changed."
        )
    cut = begins[0], ends[0] + 1
    before, block, after = lines[: cut[0]], lines[cut[0] : cut[1]], lines[cut[1] :]
    return b"".join(before), b"".join(block), b"".join(after)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of ours, read: what it visits, how often, and what it starts."""

    portal: str
    program: str
    every: timedelta


def scheduled(block: bytes) -> list[Line]:
    """What our lines start; one that somebody changed so that it visits nothing is left out."""
    read = []
    for each in os.fsdecode(block).splitlines():
        fields = each.split(None, 5)
        if each.startswith("#") or len(fields) < 6:
            continue
        try:
            words = shlex.split(fields[5].replace(r"\%", "%"))
            portal = words[words.index("crawl") + 1]
        except (ValueError, IndexError):
            continue
        week, day = timedelta(weeks=1), timedelta(days=1)
        hours = 24 if fields[1] == "*" else fields[1].count(",") + 1
        read.append(Line(portal, words[0], week if fields[4] != "*" else day / hours))
    return read


def read() -> bytes:
    """The crontab of the user who asks; b"" where there is none.

    Raises:
        ScheduleError: there is no cron, or it does not let this user.
    """
    said = _crontab("-l")
    if said.returncode and not _NONE.search(said.stderr.decode(errors="replace")):
        raise ScheduleError(f"The crontab cannot be read: {_words(said)}.")
    return b"" if said.returncode else said.stdout


def write(crontab: bytes) -> None:
    """Puts a crontab in the place of the user's; an empty one goes.

    Raises:
        ScheduleError: it cannot be written, or reads otherwise than it was written.
    """
    said = _crontab("-", crontab) if crontab else _crontab("-r")
    if said.returncode:
        raise ScheduleError(f"The crontab cannot be written, and is as it was: {_words(said)}.")
    if read() != crontab:
        raise ScheduleError("The crontab was written, but reads otherwise: look at it with `crontab -l`.")


def _crontab(argument: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "LC_ALL": "C"}  # `_NONE` knows its words in English
    try:
        return subprocess.run(
            ["crontab", argument], input=given, capture_output=True, env=environment, timeout=30, check=False
        )
    except FileNotFoundError as error:
        raise ScheduleError("There is no `crontab` on this machine: install cron, or use --systemd.") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ScheduleError(f"crontab cannot be used: {error}.") from error


def _words(said: subprocess.CompletedProcess[bytes]) -> str:
    return " ".join(said.stderr.decode(errors="replace").split()) or f"crontab ended with {said.returncode}"
