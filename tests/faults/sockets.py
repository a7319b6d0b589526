"""Who is at the other end of a connection, and what that process listens on: asked of Linux itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_LISTENS = "0A"
_ACCEPTS = 0x10000  # __SO_ACCEPTCON


def process_at(port: int) -> int:
    """The process whose connection comes from a port of this machine."""
    inodes = {inode for local, state, inode in _tcp() if local == port and state != _LISTENS}
    return next(pid for pid in _processes() if inodes & _sockets_of(pid))


def listens_on(pid: int) -> set[str]:
    """The ports and sockets of the file system that a process waits for callers at."""
    mine = _sockets_of(pid)
    found = {f"port {local}" for local, state, inode in _tcp() if state == _LISTENS and inode in mine}
    for line in Path("/proc/net/unix").read_text().splitlines()[1:]:
        fields = line.split()
        if int(fields[3], 16) & _ACCEPTS and fields[6] in mine:
            found.add(fields[7] if len(fields) > 7 else "a socket without a name")
    return found


def _tcp() -> Iterator[tuple[int, str, str]]:
    """(local port, state, inode) of every TCP socket."""
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with suppress(FileNotFoundError):
            for line in Path(table).read_text().splitlines()[1:]:
                fields = line.split()
                yield int(fields[1].rpartition(":")[2], 16), fields[3], fields[9]


def _processes() -> Iterator[int]:
    return (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())


def _sockets_of(pid: int) -> set[str]:
    found = set()
    with suppress(OSError):
        for entry in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):
                target = str(entry.readlink())
                if target.startswith("socket:["):
                    found.add(target[8:-1])
    return found
