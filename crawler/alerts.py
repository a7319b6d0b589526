"""Alerts: what people are told of portals that broke, once, and once when they are well again.

By any channel that apprise knows (``alerts`` in giaoban.toml). Who was told what stands in the archive, so a run that
is killed, or a mail server that is down, tells nobody twice and loses nothing: what could not be delivered is tried
again by the next run.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from filelock import FileLock, Timeout

from crawler.health.records import KINDS
from storage import health
from storage.errors import explained
from storage.instants import VIETNAM, moment
from storage.store import Store

# Two runs that end at once tell one after the other; a channel answers within this, or the next run tries again.
_PATIENCE = 120
# So many portals do not go down together by chance.
_AT_ONCE = 2
MACHINE = "give no answer: look first at the network, the DNS and the proxy of this machine (`giaoban doctor`)."
_UNKNOWN = "apprise knows no such channel"
# More portals than this in one message are counted: the message is to be read.
_TOLD = 20


def send(store: Store, channels: Iterable[str]) -> list[str]:
    """Tells every channel what it was not told yet; returns what could not be delivered, in words.

    Raises:
        ArchiveError: the archive cannot be written.
    """
    problems = []
    try:
        with FileLock(store.path.parent / "locks" / ".alerts.lock", timeout=_PATIENCE):
            for channel in dict.fromkeys(channels):
                if problem := _tell(store, channel):
                    problems.append(problem)
    except Timeout:
        problems.append("another run is sending alerts and does not come to an end; the next run tries again")
    return problems


def test(channels: Iterable[str]) -> list[str]:
    """Sends every channel a message that says that it works; returns what could not be delivered, in words."""
    body = "This channel works: giaoban says here when a portal breaks, once, and when it is well again."
    problems = ((channel, _deliver(channel, "giaoban: a test", body)) for channel in channels)
    return [f"{_name(channel)}: {problem}" for channel, problem in problems if problem]


def unusable(channels: Iterable[str]) -> list[str]:
    """What apprise makes nothing of, in words, as far as it can be told without sending anything."""
    from apprise import Apprise  # noqa: PLC0415 - as in `_deliver`

    return [f"{_name(channel)}: {_UNKNOWN}" for channel in channels if not Apprise().add(channel)]


def message(events: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """Title and text of a message about events (rows of health_events, with ``said``)."""
    broken = [event for event in events if event["said"] == "broken"]
    portals = list(dict.fromkeys(event["portal"] for event in (broken or events)))
    names = ", ".join(portals[:3]) + (f" and {len(portals) - 3} more" if len(portals) > 3 else "")
    what = ("is broken" if len(portals) == 1 else "are broken") if broken else ("is" if len(portals) == 1 else "are")
    title = f"giaoban: {names} {what}" + ("" if broken else " well again")
    told = [_paragraph(event) for event in events[:_TOLD]]
    silent = {event["portal"] for event in broken if event["kind"] == "failed"}
    if len(silent) >= _AT_ONCE:
        told.insert(0, f"{len(silent)} portals at once {MACHINE}")
    if len(events) > _TOLD:
        told.append(f"And {len(events) - _TOLD} more: `giaoban status` has them all.")
    return title, "\n\n".join(told)


def _tell(store: Store, channel: str) -> str | None:
    mark = hashlib.sha256(channel.encode()).hexdigest()[:16]
    with explained(store.path):
        events = health.unsent(store.connection, mark)
    if not events:
        return None
    problem = _deliver(channel, *message(events))
    with explained(store.path), store.batch():
        health.note_alert(store.connection, events, mark, datetime.now(UTC), problem)
    if problem is None:
        return None
    return f"an alert could not be delivered to {_name(channel)} ({problem}); the next run tries again"


def _paragraph(event: Mapping[str, Any]) -> str:
    since = moment(event["opened_at"]).astimezone(VIETNAM)
    if event["said"] == "well":
        return f"{event['portal']}: {event['outcome']}. It was, since {since:%d/%m/%Y %H:%M}: {event['words']}."
    example = f"\nExample: {event['example']}" if event["example"] else ""
    return (
        f"{event['portal']}: {event['words']}.\nSince: {since:%d/%m/%Y %H:%M} (Vietnam){example}\n"
        f"What to do: {KINDS[event['kind']].advice if event['kind'] in KINDS else 'look at the portal.'}"
    )


def _deliver(channel: str, title: str, body: str) -> str | None:
    """Why a message could not be delivered; None where it was."""
    try:
        # Half a second to import, needed only where there is something to tell; and not everybody has it.
        from apprise import Apprise, NotifyFormat  # noqa: PLC0415
    except ImportError:
        return "alerts need apprise: pip install 'giaoban[alerts]'"
    said = _Said()
    logger = logging.getLogger("apprise")
    logger.addHandler(said)
    try:
        apprise = Apprise()
        if not apprise.add(channel):
            return _UNKNOWN
        delivered = apprise.notify(title=title, body=body, body_format=NotifyFormat.TEXT)
    except Exception as error:  # whatever a plugin of apprise does, the run goes on
        return f"{type(error).__name__}: {error}"
    finally:
        logger.removeHandler(said)
    return None if delivered else "; ".join(said.lines[-2:]) or "it was refused"


def _name(channel: str) -> str:
    """A channel as it may be shown: its kind and nothing that it is secured by."""
    return f"{channel.partition('://')[0]}://…"


class _Said(logging.Handler):
    """Keeps what apprise has to say of a failure."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage().strip().rstrip("."))
