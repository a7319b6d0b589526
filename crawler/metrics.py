"""The archive in numbers, as a text file that Prometheus' node_exporter reads (its "textfile collector").

Every portal stands in it, whichever run wrote it: a schedule visits portals one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

from crawler.settings import VERSION
from storage.instants import moment
from storage.overview import figures
from storage.store import Store


@dataclass(frozen=True, slots=True)
class _Gauge:
    """A number of each portal: its name, what it means, and where it stands in ``figures``."""

    name: str
    help: str
    of: str


_GAUGES = (
    _Gauge("last_run_timestamp_seconds", "When the last run at the portal ended.", "last_run"),
    _Gauge("last_success_timestamp_seconds", "When a run at the portal last ended well.", "last_good"),
    _Gauge("last_news_timestamp_seconds", "When the newest article page of the portal was found.", "last_news"),
    _Gauge("last_run_duration_seconds", "How long the last run at the portal took.", "seconds"),
    _Gauge("last_run_requests", "Requests of the last run at the portal.", "requests"),
    _Gauge("last_run_received_bytes", "Bytes received in the last run at the portal.", "bytes"),
    _Gauge("last_run_fetched", "Article pages that the last run read.", "fetched"),
    _Gauge("last_run_new", "New articles of the last run at the portal.", "new"),
    _Gauge("last_run_changed", "Articles that the last run found changed.", "changed"),
    _Gauge("last_run_unchanged", "Article pages that the last run found unchanged.", "unchanged"),
    _Gauge("last_run_duplicates", "Pages of the last run with a text that was known from elsewhere.", "duplicates"),
    _Gauge("last_run_rejected", "Pages of the last run that were no articles.", "rejected"),
    _Gauge("last_run_errors", "Pages that failed in the last run at the portal.", "errors"),
    _Gauge("articles", "Articles that pages of the portal show.", "articles"),
    _Gauge("pages_live", "Article pages of the portal that are there.", "live"),
    _Gauge("pages_gone", "Article pages of the portal that are gone, and whose text is kept.", "gone"),
    _Gauge("quarantined", "Captures of the portal that are held in quarantine.", "held"),
)
_STATES = ("well", "suspect", "broken")
# What a visit can end with; see `report.PortalReport`. That a portal was locked says nothing of it.
_RESULTS = ("ok", "suspect", "failed", "interrupted", "unfinished")


def write(path: Path, home: Path) -> None:
    """Writes the file of an archive: all of it, or it stays as it was. Of two who write at once the later has the word.

    Raises:
        OSError: it cannot be written.
        ArchiveError: the archive cannot be read.
    """
    with FileLock(home / "locks" / ".metrics.lock"), Store(home / "articles.db", readonly=True) as store:
        # Not `tempfile`: node_exporter is another user, and may read what the umask lets it.
        draft = path.with_name(f".{path.name}.new")
        draft.write_text(exposition(figures(store.connection), str(home.absolute())), encoding="utf-8")
        draft.replace(path)


def exposition(portals: Sequence[Mapping[str, Any]], archive: str) -> str:
    """The text of the file. ``archive`` stands in every line: there may be several on a machine."""
    return "".join(f"{line}\n" for line in _lines(portals, archive))


def _lines(portals: Sequence[Mapping[str, Any]], archive: str) -> Iterator[str]:
    yield from _head("giaoban_info", "The version of giaoban that wrote this.")
    yield _sample("giaoban_info", 1, archive=archive, version=VERSION)
    for gauge in _GAUGES:
        name = f"giaoban_portal_{gauge.name}"
        yield from _head(name, gauge.help)
        for portal in portals:
            value = portal[gauge.of]
            if value is not None:
                number = moment(value).timestamp() if isinstance(value, str) else value
                yield _sample(name, number, archive=archive, portal=portal["portal"])
    yield from _one_of(portals, archive, "last_run_result", "result", _RESULTS, "How the last run at the portal ended")
    yield from _one_of(portals, archive, "state", "state", _STATES, "How the portal is")


def _one_of(
    portals: Sequence[Mapping[str, Any]], archive: str, name: str, label: str, values: Sequence[str], meaning: str
) -> Iterator[str]:
    """A line for each value that ``label`` can have: 1 at the one that it has."""
    name = f"giaoban_portal_{name}"
    yield from _head(name, f"{meaning}: 1 at what it is, 0 at what it is not.")
    for portal in portals:
        if portal[label] is not None:
            for value in values:
                is_it = int(portal[label] == value)
                yield _sample(name, is_it, **{"archive": archive, "portal": portal["portal"], label: value})


def _head(name: str, meaning: str) -> Iterator[str]:
    yield f"# HELP {name} {meaning}"
    yield f"# TYPE {name} gauge"


def _sample(name: str, value: float, **labels: str) -> str:
    said = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
    return f"{name}{{{said}}} {value}"


def _escaped(text: str) -> str:
    """A label's value; bytes of a path that are no UTF-8 have no place in it."""
    plain = text.encode(errors="replace").decode()
    return plain.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
