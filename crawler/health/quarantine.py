"""Captures that are not believed: held back, and later released or dropped.

A capture that is held is no article; its raw page is kept, and what its page showed before stays. Released, it is read
as if it had come now. Transactions are the caller's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from crawler.extract import VERSION
from storage import health
from storage.health import Held
from storage.history import Reading
from storage.instants import stamp
from storage.records import Article, Capture, CaptureRef
from storage.store import Store

#: How the reason begins for which a capture that is held is no article.
HELD = "held in quarantine"

#: Reads the capture at a place of the WARC files, as captures are read now; None where it cannot be read.
Reread = Callable[[CaptureRef], tuple[Capture, Article] | None]


def hold(store: Store, captures: Iterable[int], kind: str, words: str, at: datetime) -> list[int]:
    """Takes back what captures made of their pages; returns those that were not held before."""
    connection = store.connection
    captures = list(dict.fromkeys(captures))
    known = health.known_captures(connection, captures)
    fresh = [capture for capture in captures if capture not in known]
    nothing = Reading(Article(version=VERSION, not_article=f"{HELD}: {words}"))
    for page_id, numbers in _by_page(store, fresh).items():
        titled = [(number, _title(store, number)) for number in numbers]
        store.rebuild(page_id, dict.fromkeys(numbers, nothing))
        health.hold(connection, titled, kind, words, at)
    return fresh


def release(store: Store, waiting: Sequence[Held], reread: Reread, *, by: str, at: datetime) -> list[Held]:
    """Believes captures after all; returns those that could not be read again and stay held."""
    unreadable = []
    for held in waiting:
        read = reread(held.ref)
        if read is None:
            unreadable.append(held)
            continue
        capture, article = read
        health.decide(store.connection, [held.id], "released", by, at)
        store.rebuild(held.page_id, {held.capture_id: Reading(article, capture)})
    return unreadable


def drop(store: Store, waiting: Sequence[Held], *, by: str, at: datetime) -> None:
    """Leaves captures what they are: no article."""
    health.decide(store.connection, [held.id for held in waiting], "dropped", by, at)


def drop_overtaken(store: Store, portal: str, at: datetime) -> None:
    """Drops what is held of pages that have shown an article since: the webmaster has put it right."""
    overtaken = [
        held
        for held in health.held(store.connection, portal=portal)
        if store.connection.execute(
            "SELECT 1 FROM captures WHERE page_id = ? AND id > ? AND article_id NOT NULL",
            [held.page_id, held.capture_id],
        ).fetchone()
    ]
    drop(store, overtaken, by="its page showed an article again", at=at)


def accept(store: Store, portal: str, at: datetime) -> None:
    """Somebody looked: a portal is what it is like now. What was wrong is over, what was before is no measure."""
    for kind in health.open_events(store.connection, portal):
        health.close_event(store.connection, portal, kind, "somebody looked at it and took it for right", at)
    health.save_norm(store.connection, portal, front=None, since=stamp(at))


def _by_page(store: Store, captures: Iterable[int]) -> dict[int, list[int]]:
    pages: defaultdict[int, list[int]] = defaultdict(list)
    for capture in captures:
        row = store.connection.execute("SELECT page_id FROM captures WHERE id = ?", [capture]).fetchone()
        if row is not None:
            pages[row[0]].append(capture)
    return pages


def _title(store: Store, capture: int) -> str:
    row = store.connection.execute(
        "SELECT title FROM articles JOIN captures ON articles.id = article_id WHERE captures.id = ?", [capture]
    ).fetchone()
    return row[0] if row else ""
