"""What the commands that work on single pages share: a page out of a file, its address, when it was seen, its rules."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import click

from crawler.extract import Rules
from crawler.portal import PortalSpider
from crawler.runs import load_portals, load_rules
from storage.records import Capture


def read_bytes(file: Path) -> bytes:
    """What is in a file, or what comes on standard input for "-". Raises OSError."""
    return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()


def capture_of(body: bytes, url: str, fetched_at: datetime) -> Capture:
    """A saved page as if it had just been fetched."""
    return Capture(portal="", url=url, page=url, fetched_at=fetched_at, status=200, headers=(), body=body)


def check_address(where: str, address: str) -> None:
    """Refuses what is no address, with ``where`` it was given."""
    try:
        _ = urlsplit(address).port
    except ValueError as error:
        raise click.UsageError(f"{where}: {address!r} is no address: {error}.") from error


def moment(text: str | None) -> datetime:
    """What ``--seen`` says: an aware moment; now where it says nothing."""
    if text is None:
        return datetime.now(UTC)
    try:
        told = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.UsageError(
            f"--seen {text!r} is no ISO 8601 date (2021-03-01 or 2021-03-01T09:00:00+07:00)."
        ) from error
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def portal_at(url: str) -> type[PortalSpider] | None:
    """The portal whose host an address has."""
    host = (urlsplit(url).hostname or "") if url else ""
    return next((portal for portal in load_portals().values() if host in (portal.host, *portal.aliases)), None)


def rules_for(url: str) -> tuple[Rules, ...]:
    """The rules of the portal at this address; for an unknown host those of all platforms, by fingerprint."""
    portal = portal_at(url)
    return portal.rules if portal else load_rules()


def all_rules() -> tuple[Rules, ...]:
    """The rules of all portals and platforms, each once."""
    own = (rules for portal in load_portals().values() for rules in portal.rules)
    return tuple(dict.fromkeys((*own, *load_rules())))
