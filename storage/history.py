"""A page's history made anew from its captures: what it said when, which texts there are, its date.

A better reading of old captures, and the captures of another archive, come in here: as if each capture had come
again, in order of time. The page did not change by that, so nothing is a revision that was none.
Transactions are the caller's.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from storage import articles, attachments, dating
from storage.connection import Connection
from storage.instants import moment
from storage.records import Article, Capture, CaptureRef, Change
from storage.rows import capture_ref, clean, cleaned
from storage.similarity import content_hash
from storage.sql import update


@dataclass(frozen=True, slots=True)
class Reading:
    """What a capture says, as captures are read now.

    Attributes:
        capture: the capture itself; its body is not needed. None where another capture of the same text was read:
            the text is this one's too, dates and counters are not.
    """

    article: Article
    capture: Capture | None = None


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What became of a page.

    Attributes:
        article_id: the article it shows now.
        corrected: the articles that read better than before, by number, new ones too.
        made, gone: the numbers of articles that are new, and that are no more.
    """

    article_id: int | None
    corrected: Mapping[int, Article]
    made: frozenset[int] = frozenset()
    gone: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Look:
    """A capture of the page: what it gave before, what it says now, and what that makes of it."""

    id: int
    at: str
    before: int | None
    was: Change
    reading: Reading | None
    now: int | None = None
    change: Change = "reject"

    @property
    def article(self) -> Article | None:
        """The article that was read of it now; None where it is none, or was not read."""
        return self.reading.article if self.reading and self.reading.article.not_article is None else None

    @property
    def refused(self) -> bool:
        """Whether it was no article before (`was`), as far as that is to be kept."""
        return self.was == "reject" or self.before is None


def rebuild(
    connection: Connection, page_id: int, readings: Mapping[int, Reading], *, later: set[int] | None = None
) -> Rebuilt:
    """Make a page's history anew from its captures, in order of time.

    An article whose captures all say something else now is corrected in place and keeps its number; a text that no
    capture of any page gives any more goes, and of two articles that become one the older number stays. What only
    other looks told (a page that is gone, dates of listings) stands.

    Args:
        readings: by number of the capture, what it says. A capture that is not among them gives what it gave.
        later: takes the articles that the page shows no more, where others of their pages are to be made anew as
            well: when all are, they are for `date_articles`. Without it they are dated at once.
    """
    page = connection.execute("SELECT * FROM pages WHERE id = ?", [page_id]).fetchone()
    looks = _looks(connection, page_id, readings)
    if not looks:
        return Rebuilt(page["article_id"], {})
    corrected: dict[int, Article] = {}
    made: set[int] = set()
    looks = _with_changes(connection, _with_articles(connection, page_id, looks, corrected, made))
    for look in looks:
        if (look.now, look.change) != (look.before, look.was):
            connection.execute(
                "UPDATE captures SET article_id = ?, change = ? WHERE id = ?", [look.now, look.change, look.id]
            )
    _correct_known(connection, looks, corrected)
    _correct_attachments(connection, page, looks, corrected)
    _keep_page(connection, page, looks)
    _keep_rejects(connection, page, looks)
    touched = _redate(connection, page, looks, corrected) | corrected.keys()
    touched |= {number for look in looks if look.now != look.before for number in (look.now, look.before) if number}
    places, gone = _clear(connection, looks)
    touched = {places.get(number, number) for number in touched}
    now = next((look.now for look in reversed(looks) if look.now), None)
    now = None if now is None else places.get(now, now)
    if later is not None:
        later |= touched - {now}
        touched &= {now}
    date_articles(connection, touched)
    return Rebuilt(
        now,
        {places.get(number, number): article for number, article in corrected.items()},
        frozenset(made),
        frozenset(gone),
    )


# ---- what each capture gives -------------------------------------------------------------------------------


def _looks(connection: sqlite3.Connection, page_id: int, readings: Mapping[int, Reading]) -> list[_Look]:
    rows = connection.execute(
        "SELECT id, fetched_at, article_id, change FROM captures WHERE page_id = ? ORDER BY fetched_at, id", [page_id]
    )
    return [
        _Look(row["id"], row["fetched_at"], row["article_id"], row["change"], readings.get(row["id"])) for row in rows
    ]


def _with_articles(
    connection: Connection,
    page_id: int,
    looks: Sequence[_Look],
    corrected: dict[int, Article],
    made: set[int],
) -> list[_Look]:
    """The looks with the article that each gives; texts that are new are made, or take the place of a misread one."""
    said = {content_hash(look.article) for look in looks if look.article}
    kept = {look.before for look in looks if look.reading is None}
    found = []
    for look in looks:
        article, now = look.article, None
        if article is not None:
            now = articles.find(connection, content_hash(article))
            if now is None and look.before is not None and look.before not in kept:
                now = look.before if _is_free(connection, look.before, page_id, said) else None
                if now is not None:
                    articles.correct(connection, now, article)
                    corrected[now] = article
            if now is None:
                now, _ = articles.find_or_make(connection, article, look.at)
                corrected[now] = article
                made.add(now)
        elif look.reading is None and not look.refused:
            now = look.before
        found.append(replace(look, now=now))
    return found


def _is_free(connection: sqlite3.Connection, article_id: int, page_id: int, said: set[str]) -> bool:
    """Whether nobody says what an article says so far: no capture of this page, and none of another."""
    [content] = connection.execute("SELECT hash FROM articles WHERE id = ?", [article_id]).fetchone()
    elsewhere = connection.execute(
        "SELECT 1 FROM captures WHERE article_id = ?1 AND page_id <> ?2 "
        "UNION ALL SELECT 1 FROM pages WHERE article_id = ?1 AND id <> ?2",
        [article_id, page_id],
    )
    return content not in said and elsewhere.fetchone() is None


def _with_changes(connection: sqlite3.Connection, looks: Iterable[_Look]) -> list[_Look]:
    """The looks with what each changed, from what the one before it showed."""
    before, found = None, []
    for look in looks:
        change: Change = "reject"
        if look.now is not None:
            change, before = articles.change_between(connection, before, look.now), look.now
        found.append(replace(look, change=change))
    return found


def _correct_known(connection: Connection, looks: Iterable[_Look], corrected: dict[int, Article]) -> None:
    """Texts that were known say what their first capture says; those of another extractor what any of them says."""
    own: dict[int, Article] = {}
    for look in looks:
        if look.article and look.now is not None:
            own.setdefault(look.now, look.article)
    read = {look.id: look.article for look in looks if look.article}
    for article_id, article in own.items():
        [first, extractor] = connection.execute(
            "SELECT captures.id, articles.extractor FROM captures JOIN articles ON articles.id = article_id "
            "WHERE article_id = ? ORDER BY fetched_at, captures.id LIMIT 1",
            [article_id],
        ).fetchone()
        better = read.get(first) or (article if extractor != clean(article.version) else None)
        if better and articles.correct(connection, article_id, better):
            corrected[article_id] = better


def _correct_attachments(
    connection: sqlite3.Connection, page: sqlite3.Row, looks: Iterable[_Look], corrected: dict[int, Article]
) -> None:
    """Texts offer the files that their captures name; where not all of these were read, what was known stays too."""
    read: dict[int, list[tuple[Article, str]]] = {}
    for look in looks:
        if look.article and look.now is not None:
            read.setdefault(look.now, []).append((look.article, look.at))
    for article_id, told in read.items():
        offered = attachments.offered(connection, article_id)
        [captures] = connection.execute("SELECT count(*) FROM captures WHERE article_id = ?", [article_id]).fetchone()
        names: dict[str, str] = {} if captures == len(told) else dict(offered)
        for article, _ in told:
            attachments.add(names, article)
        if [*names.items()] == [*offered.items()]:
            continue
        corrected[article_id] = told[0][0]
        if captures == len(told):
            attachments.unlink(connection, article_id)
        for article, at in told:
            attachments.link(connection, article_id, article, page["portal"], at)


def _clear(connection: Connection, looks: Iterable[_Look]) -> tuple[dict[int, int], set[int]]:
    """Let texts go that no capture gives any more; returns which took whose place, by their number before, and the
    numbers that are no more."""
    places: dict[int, int] = {}
    gone: set[int] = set()
    heirs: dict[int, set[int | None]] = {}
    for look in looks:
        if look.before is not None and look.before != look.now:
            heirs.setdefault(look.before, set()).add(look.now)
    for article_id, now in heirs.items():
        if article_id in places or _is_held(connection, article_id):
            continue
        [heir] = now if len(now) == 1 else [None]
        heir = places.get(heir, heir) if heir else None
        if heir is not None and heir > article_id:
            articles.put_in_place(connection, heir, of=article_id)
            places |= {number: article_id for number, place in places.items() if place == heir}
            places[heir] = article_id
            gone.add(heir)
        else:
            articles.remove(connection, article_id)
            gone.add(article_id)
    return places, gone


def _is_held(connection: sqlite3.Connection, article_id: int) -> bool:
    row = connection.execute(
        "SELECT 1 FROM captures WHERE article_id = ?1 UNION ALL SELECT 1 FROM pages WHERE article_id = ?1", [article_id]
    ).fetchone()
    return row is not None


# ---- the page ----------------------------------------------------------------------------------------------


def _keep_page(connection: sqlite3.Connection, page: sqlite3.Row, looks: Sequence[_Look]) -> None:
    """Give a page the columns that follow from its looks; what other visits told of it stays."""
    shown = [look for look in looks if look.now is not None]
    since = _missing_since(page, looks)
    values: dict[str, Any] = {"missing_since": since, "status": _status(page, looks)}
    if shown:
        values |= _columns(page, looks, shown)
    else:
        names = ("article_id", "title", "last_seen", "last_changed", "views", "etag", "last_modified")
        values |= dict.fromkeys((*names, "listed_date", "listed_title"))
    changed = {name: value for name, value in values.items() if page[name] != value}
    update(connection, "pages", changed, page["id"])


def _columns(page: sqlite3.Row, looks: Sequence[_Look], shown: Sequence[_Look]) -> dict[str, Any]:
    """The columns of a page that shows an article, from the looks that showed one."""
    last = shown[-1]
    values: dict[str, Any] = {
        "article_id": last.now,
        "title": clean(last.article.title) if last.article else page["title"],
        "last_seen": max(last.at, _seen_beside(page, looks)),
        "last_changed": max(look.at for look in shown if look.change != "same"),
    }
    told = [(look.article, look.reading.capture) for look in shown if look.article and look.reading]
    captures = [capture for _, capture in told if capture]
    if last.reading and last.reading.capture:
        capture = last.reading.capture
        values["fetched_url"] = capture.url
        values["etag"] = cleaned(capture.header("ETag"))
        values["last_modified"] = cleaned(capture.header("Last-Modified"))
    whole = len(captures) == len(shown)
    views = [article.views for article, capture in told if capture and article and article.views is not None]
    for name, said in (
        ("views", views),
        ("listed_date", [cleaned(capture.listed_date) for capture in captures if capture.listed_date is not None]),
        ("listed_title", [cleaned(capture.listed_title) for capture in captures if capture.listed_title is not None]),
    ):
        values[name] = said[-1] if said else None if whole else page[name]
    return values


def _seen_beside(page: sqlite3.Row, looks: Sequence[_Look]) -> str:
    """When a page was last seen by other means than a look (a server said: not modified); "" where it was not."""
    seen: str = page["last_seen"] or ""
    return "" if any(look.at == seen for look in looks) else seen


def _missing_since(page: sqlite3.Row, looks: Sequence[_Look]) -> str | None:
    """Since when the page shows nothing: by its looks, or as other visits found."""
    was = _tail(looks, [look.was == "reject" for look in looks])
    now = _tail(looks, [look.now is None for look in looks])
    stored: str | None = page["missing_since"]
    if was == now:
        return stored
    showed = [look.at for look in looks if look.now is not None]
    beside = stored if stored != was and stored and (not showed or stored > showed[-1]) else None
    return min(filter(None, (now, beside)), default=None)


def _tail(looks: Sequence[_Look], refused: Sequence[bool]) -> str | None:
    """When the first of the looks was that brought nothing, after the last that showed an article."""
    if all(refused):
        return None
    last = max(i for i, no in enumerate(refused) if not no)
    return looks[last + 1].at if last + 1 < len(looks) else None


def _status(page: sqlite3.Row, looks: Sequence[_Look]) -> str:
    """A page that was gone because its looks showed nothing is live if they do after all."""
    status: str = page["status"]
    came_back = looks[-1].now is not None and looks[-1].was == "reject"
    of_the_looks = page["missing_since"] in (None, _tail(looks, [look.was == "reject" for look in looks]))
    return "live" if status == "gone" and came_back and of_the_looks else status


# ---- rejects -----------------------------------------------------------------------------------------------


def _keep_rejects(connection: sqlite3.Connection, page: sqlite3.Row, looks: Sequence[_Look]) -> None:
    """Say of the page's looks that gave no article why, and leave what other visits found."""
    refused = [look for look in looks if look.reading and look.reading.article.not_article is not None]
    if not refused and not any(look.was == "reject" and look.now is not None for look in looks):
        return
    stored = connection.execute("SELECT * FROM rejects WHERE url = ?", [page["url"]]).fetchall()
    were = {look.at for look in looks if look.was == "reject"}
    of_looks = {row["reason"]: row for row in stored if {row["first_seen"], row["last_seen"]} <= were}
    # Of looks that were not read again it is not known which reason was theirs.
    if any(look.reading is None and look.was == "reject" for look in looks):
        of_looks = {}
    others = {row["reason"] for row in stored if row["reason"] not in of_looks}
    said = Counter(_reason(look) for look in refused)
    for reason in of_looks.keys() - said.keys():
        connection.execute("DELETE FROM rejects WHERE id = ?", [of_looks[reason]["id"]])
    for reason, times in said.items():
        if reason in others:
            continue
        seen = [look.at for look in refused if _reason(look) == reason]
        connection.execute(
            "INSERT INTO rejects (portal, url, reason, first_seen, last_seen, times, page_id) "
            "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (url, reason) DO UPDATE SET first_seen = excluded.first_seen, "
            "last_seen = excluded.last_seen, times = excluded.times",
            [page["portal"], page["url"], reason, seen[0], seen[-1], times, page["id"]],
        )


def _reason(look: _Look) -> str:
    assert look.reading is not None
    return clean(look.reading.article.not_article or "")


# ---- dates -------------------------------------------------------------------------------------------------


def _redate(
    connection: sqlite3.Connection, page: sqlite3.Row, looks: Sequence[_Look], corrected: Mapping[int, Article]
) -> set[int]:
    """Replay a page's date, if its looks read otherwise than before; returns the articles whose dates that concerns."""
    shown = [look for look in looks if look.now is not None]
    if not shown:
        if page["article_id"] is not None:
            dating.forget(connection, page["id"])
        return set()
    seen = [
        dating.Seen(moment(look.at), look.article if look.reading and look.reading.capture else None, look.change)
        for look in shown
    ]
    last = seen[-1].article
    same = all((look.was, look.before) == (look.change, look.now) for look in looks)
    same = same and dating.is_told_beside(page) and (last is None or not dating.is_news(page, last))
    if same and not corrected:
        return set()
    replayed = dating.replay(page, seen)
    if not same:
        dating.keep_replayed(connection, page, replayed[-1], last)
    concerned = {look.now for look in shown if look.now is not None and (not same or look.now in corrected)}
    if all(one.article for one in seen):
        for article_id, date in {look.now: date for look, date in zip(shown, replayed, strict=True)}.items():
            if article_id in concerned and _is_left(connection, article_id, page["id"]):
                dating.date_article(connection, article_id, date.fact)
    return concerned


def _is_left(connection: sqlite3.Connection, article_id: int, page_id: int) -> bool:
    """Whether an article was edited away, and stood on this page only: its date is the one that the page had then."""
    elsewhere = connection.execute(
        "SELECT 1 FROM pages WHERE article_id = ?1 "
        "UNION ALL SELECT 1 FROM captures WHERE article_id = ?1 AND page_id <> ?2",
        [article_id, page_id],
    )
    return elsewhere.fetchone() is None


def date_articles(connection: sqlite3.Connection, article_ids: Iterable[int]) -> None:
    """Give articles the dates of the pages that show them, if any do, and when they were first seen."""
    dating.update_articles(connection, article_ids)
    connection.executemany(
        "UPDATE articles SET first_seen = coalesce((SELECT min(fetched_at) FROM captures WHERE article_id = articles.id"
        "), first_seen) WHERE id = ?",
        [(article_id,) for article_id in article_ids],
    )


# ---- what waits to be read again ---------------------------------------------------------------------------

# What is held in quarantine stays what it is until somebody, or what comes later, decides.
_HELD_BACK = "SELECT capture_id FROM quarantine WHERE state <> 'released'"


def waiting(connection: sqlite3.Connection, portal: str, extractors: Iterable[str]) -> list[int]:
    """A portal's pages with a capture that none of these extractors read, in the order in which they were stored."""
    rows = connection.execute(
        "SELECT DISTINCT page_id FROM captures JOIN pages ON pages.id = page_id WHERE portal = ? "
        "AND (extractor IS NULL OR extractor NOT IN (SELECT value FROM json_each(?))) "
        f"AND captures.id NOT IN ({_HELD_BACK}) ORDER BY page_id",
        [portal, json.dumps([*extractors])],
    )
    return [row["page_id"] for row in rows]


def refs(connection: sqlite3.Connection, page_id: int) -> dict[int, CaptureRef]:
    """Where the captures of a page lie, by number, in order of time; those held in quarantine are left out."""
    rows = connection.execute(
        f"SELECT * FROM captures WHERE page_id = ? AND id NOT IN ({_HELD_BACK}) ORDER BY fetched_at, id", [page_id]
    )
    return {row["id"]: capture_ref(row) for row in rows}


def note_extractor(connection: sqlite3.Connection, captures: Iterable[int], version: str) -> None:
    """Note which extractor read captures last."""
    connection.executemany(
        "UPDATE captures SET extractor = ?1 WHERE id = ?2 AND extractor IS NOT ?1",
        [(version, capture) for capture in captures],
    )


def forget_extractors(connection: sqlite3.Connection, portal: str) -> None:
    """Note that all captures of a portal are to be read again."""
    connection.execute(
        "UPDATE captures SET extractor = NULL WHERE page_id IN (SELECT id FROM pages WHERE portal = ?)", [portal]
    )


def portrait(connection: sqlite3.Connection, page_id: int) -> dict[str, Any]:
    """What the archive says of a page, field by field, to be compared before and after."""
    page = connection.execute("SELECT * FROM pages WHERE id = ?", [page_id]).fetchone()
    looks = connection.execute(
        "SELECT change, article_id, hash FROM captures LEFT JOIN articles ON articles.id = article_id "
        "WHERE page_id = ? ORDER BY fetched_at, captures.id",
        [page_id],
    ).fetchall()
    told: dict[str, Any] = {name: page[name] for name in ("status", "missing_since", "published", "views")}
    told["published_problem"] = page["published_problem"]
    told["history"] = ", ".join(look["change"] for look in looks)
    told["earlier texts"] = [look["hash"] for look in looks if look["article_id"] != page["article_id"]]
    told["rejects"] = [
        row["reason"]
        for row in connection.execute("SELECT reason FROM rejects WHERE url = ? ORDER BY reason", [page["url"]])
    ]
    if page["article_id"] is not None:
        told |= _portrait_of_text(connection, page["article_id"])
    return told


def _portrait_of_text(connection: sqlite3.Connection, article_id: int) -> dict[str, Any]:
    row = connection.execute("SELECT * FROM articles WHERE id = ?", [article_id]).fetchone()
    structure = json.loads(row["structure"])
    told: dict[str, Any] = {name: row[name] for name in _TEXT_FIELDS} | {"text": row["body"]}
    for name in ("held", "covers"):
        period = (row[f"{name}_from"], row[f"{name}_to"])
        told[name] = None if period == (None, None) else "/".join(map(str, period))
    told |= {name: structure.get(name, []) for name in ("captions", "images")}
    told["blocks"] = [block[0] for block in structure["blocks"]]
    told["attachments"] = list(attachments.offered(connection, article_id))
    return told


_TEXT_FIELDS = (
    "title", "section", "lead", "byline", "source", "language", "is_meeting", "kind", "place", "organiser", "chairs",
)  # fmt: skip
