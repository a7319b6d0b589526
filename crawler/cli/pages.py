"""What the commands that work on single pages share: a page out of a file, its address, when it was seen, its rules."""

from __future__ import annotations

import errno
import re
import sys
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import click

from crawler.cli.output import shown
from crawler.extract import Rules
from crawler.portals import load_portals, load_rules, portal_at
from storage.records import Capture

# Fetched pages end at DOWNLOAD_MAXSIZE, 32 MB; twice that leaves room for what browsers put into a page they save,
# and keeps an endless file out.
LARGEST = 64 * 1024 * 1024
# Also where the rest is no address: a password is not to be repeated in a message.
_CREDENTIALS = re.compile(r"[^/?#]*//[^/?#]*@")
# A host by itself, as people write it.
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+(:\d+)?(/\S*)?$")


class Unreadable(Exception):
    """A page that cannot be read; the message says why."""


def read_page(name: str) -> bytes:
    """What is in a file, or what comes on standard input for "-". Raises Unreadable."""
    if not name:
        raise Unreadable("The file name is empty.")
    try:
        return read_at_most(name)
    except OSError as error:
        raise Unreadable(f"{shown(name)} cannot be read: {error.strerror or error}.") from error
    except MemoryError as error:
        raise Unreadable(f"{shown(name)} cannot be read: there is not enough memory for it.") from error


def read_at_most(name: str) -> bytes:
    """All of a file, or of standard input for "-". Raises OSError, for one larger than ``LARGEST`` too."""
    with _standard_input() if name == "-" else Path(name).open("rb") as stream:
        read: bytes = stream.read(LARGEST + 1)
    if len(read) > LARGEST:
        raise OSError(errno.EFBIG, f"it is larger than {LARGEST >> 20} MB")
    return read


def _standard_input() -> AbstractContextManager[BinaryIO]:
    if sys.stdin is None:
        raise OSError(errno.EBADF, "standard input is closed")
    return nullcontext(sys.stdin.buffer)


def capture_of(body: bytes, url: str, fetched_at: datetime) -> Capture:
    """A saved page as if it had just been fetched."""
    return Capture(portal="", url=url, page=url, fetched_at=fetched_at, status=200, headers=(), body=body)


def check_address(where: str, address: str) -> None:
    """Refuses what is no address of a web page, with ``where`` it was given."""
    if _CREDENTIALS.match(address):
        raise click.UsageError(
            f"{where}: an address with a user's name or password in it is not taken; leave them out."
        )
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError as error:
        raise click.UsageError(f"{where}: {address!r} is no address: {error}.") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"\s", parts.netloc):
        meant = f"http://{address}" if _HOST.match(address) else "http:// or https://"
        raise click.UsageError(f"{where}: {address!r} is no address of a web page ({meant}).")


def rules_for(url: str) -> tuple[Rules, ...]:
    """The rules of the portal at this address; for an unknown host those of all platforms, by fingerprint."""
    portal = portal_at(url) if url else None
    return portal.rules if portal else load_rules()


def all_rules() -> tuple[Rules, ...]:
    """The rules of all portals and platforms, each once."""
    own = (rules for portal in load_portals().values() for rules in portal.rules)
    return tuple(dict.fromkeys((*own, *load_rules())))
