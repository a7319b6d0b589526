"""What a crawl learned beside captures, as notes in the WARC files, and back.

Raw first holds for it too: with the captures these notes make the archive anew (``crawler.rebuild``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from crawler.conclude import ListingOrder, PortalRun
from crawler.extract import Rules
from crawler.portal import PortalSpider
from storage.records import Absence, Note, NotFetched, StoredFile

RUN, FILE, NOT_FETCHED = "portal run", "file", "not fetched"


def of_run(run: PortalRun, portal: type[PortalSpider]) -> Note:
    """What a portal's run as a whole told, and what the portal is called."""
    told = {
        "started": run.started.isoformat(),
        "looked_at": run.looked_at,
        "absences": [[absence.page, absence.at.isoformat(), absence.reason] for absence in run.absences],
        "listings": [asdict(listing) for listing in run.listings],
        "dates": run.dates,
        "refused": [_not_fetched(answer) for answer in run.refused],
        "portal": {"host": portal.host, "title": portal.site, "platform": portal.platform},
    }
    return Note(RUN, run.portal, run.finished, told)


def run_of(note: Note, rules: tuple[Rules, ...]) -> PortalRun:
    """The run that a note tells of. Raises LookupError, TypeError or ValueError where it tells of none."""
    told = note.data
    return PortalRun(
        portal=note.portal,
        started=datetime.fromisoformat(told["started"]),
        finished=note.at,
        looked_at=told["looked_at"],
        absences=tuple(
            Absence(note.portal, page, datetime.fromisoformat(at), reason) for page, at, reason in told["absences"]
        ),
        listings=tuple(ListingOrder(**{**listing, "items": tuple(listing["items"])}) for listing in told["listings"]),
        dates=tuple((evidence, page, text) for evidence, page, text in told["dates"]),
        rules=rules,
        refused=tuple(_answer(note.portal, answer) for answer in told["refused"]),
    )


def of_file(portal: str, url: str, file: StoredFile, at: datetime) -> Note:
    """An attachment whose bytes are on disk."""
    return Note(FILE, portal, at, {"url": url, **asdict(file)})


def file_of(note: Note) -> tuple[str, StoredFile]:
    """The address of an attachment and its file. Raises as ``run_of``."""
    told = dict(note.data)
    return told.pop("url"), StoredFile(**told)


def of_not_fetched(answer: NotFetched) -> Note:
    """An attachment that there is no file of."""
    return Note(NOT_FETCHED, answer.portal, answer.at, _not_fetched(answer))


def not_fetched_of(note: Note) -> NotFetched:
    """The attachment that there is no file of. Raises as ``run_of``."""
    return _answer(note.portal, note.data)


def _not_fetched(answer: NotFetched) -> dict[str, Any]:
    return {name: value for name, value in asdict(answer).items() if name != "portal"} | {"at": answer.at.isoformat()}


def _answer(portal: str, told: Mapping[str, Any]) -> NotFetched:
    return NotFetched(**{**told, "portal": portal, "at": datetime.fromisoformat(told["at"])})
