"""How dates come into the archive: of a page with each look at it, of an article with its pages; the evidence kept.

Which date is true is asked of `published`. Transactions are the caller's.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from storage.instants import moment
from storage.published import (
    NOT_JUDGED,
    Known,
    PageDate,
    article_date,
    best_known,
    decided,
    first_date,
    is_shared,
    listed_date,
    next_date,
    rendered_date,
    still_withdrawn,
    tightened,
)
from storage.reading import shown_page
from storage.records import NO_DATE, Article, Change, DateFact, PeriodFact, Weighed, date_json, weighed_json
from storage.rows import cleaned, date_fact, dates, period_columns, to_json
from storage.sql import update

TOLD_BY_LISTINGS = frozenset(("listing", "feed", "neighbours"))
"""Evidence for a page's date that a look at the page alone does not bring."""

_BELIEVED = frozenset(("chosen", "agrees", NOT_JUDGED))


# ---- with a look at a page ---------------------------------------------------------------------------------


def date_after_look(page: sqlite3.Row | None, article: Article, fetched_at: datetime, change: Change) -> PageDate:
    """The date of a page after a look; `page` is its row before that, `change` what the look changed."""
    if page is None or page["article_id"] is None:
        return _after_look(None, article, fetched_at, change)
    # Until the text changes again, last_changed is when it was first shown.
    first_shown = moment(page["last_changed"]) if change == "same" else fetched_at
    return _after_look(PageDate(date_fact(page), page["date_moved_from"]), article, first_shown, change)


def _after_look(before: PageDate | None, article: Article, first_shown: datetime, change: Change) -> PageDate:
    shown = _clean(article.published)
    if shown.update:
        shown = replace(shown, update=False)
    known = Known(first_shown, _floor(article.dates))
    if before is None:
        return first_date(shown, known)
    return next_date(before, shown, same_text=change == "same", reused=change == "reuse", known=known)


def look_columns(date: PageDate, article: Article, before: sqlite3.Row | None) -> dict[str, Any]:
    """The columns of `pages` for a page's date and what the look weighed for it, beside what listings told of the page
    `before`."""
    return {**_date_columns(date), "dates": _weighed_text(_with_listings(before, article.dates), date.fact)}


@dataclass(frozen=True, slots=True)
class Seen:
    """A look at a page that showed an article: when, what it read (None: not read again), what it changed."""

    at: datetime
    article: Article | None
    change: Change


def is_told_beside(page: sqlite3.Row) -> bool:
    """Whether more than the looks at a page has told of its date: when that was, between which looks, is not kept."""
    return _moved_beside(page) or any(one.fact.evidence in TOLD_BY_LISTINGS for one in dates(page))


def _moved_beside(page: sqlite3.Row) -> bool:
    """Whether a page's date was found to be the moment of rendering by more than its looks."""
    if page["date_moved_from"] is None:
        return False
    told = [one.fact for one in dates(page) if one.fact.evidence in TOLD_BY_LISTINGS]
    return (
        is_shared(date_fact(page))
        or page["published_evidence"] in TOLD_BY_LISTINGS
        or any(fact.value == page["date_moved_from"] for fact in told)
    )


def is_news(page: sqlite3.Row, article: Article) -> bool:
    """Whether a reading of the latest look weighs other dates, or weighs them otherwise, than is stored."""
    stored = {_key(one.fact): one.verdict for one in dates(page) if one.fact.evidence not in TOLD_BY_LISTINGS}
    read = {_key(one.fact): one.verdict for one in article.dates if one.fact.evidence not in TOLD_BY_LISTINGS}
    if article.published.value and article.published.evidence not in TOLD_BY_LISTINGS:
        read.setdefault(_key(article.published), "chosen")
    # Which of them a look chose is not stored where the page is known better; what it refused is.
    return stored.keys() != read.keys() or any(
        verdict != stored[key] for key, verdict in read.items() if verdict not in _BELIEVED
    )


def replay(page: sqlite3.Row, looks: Sequence[Seen]) -> list[PageDate]:
    """The date of a page after each of its looks, as if each came again.

    What listings told is not in the looks: it is in the row `page`, and taken in at the end. So is a date that was
    seen to move beside the looks. Where no look can be read again, and where those that can show no date, the one
    that is stored stands.
    """
    stored = PageDate(date_fact(page), page["date_moved_from"])
    if not any(look.article for look in looks):
        return [stored] * len(looks)
    after: list[PageDate] = []
    first_shown = looks[0].at
    for look in looks:
        first_shown = first_shown if look.change == "same" else look.at
        after.append(_after_look(after[-1] if after else None, look.article or Article(), first_shown, look.change))
    read_all = all(look.article for look in looks)
    last = looks[-1].article
    weighed = last.dates if last else ()
    known = Known(first_shown, _floor(weighed))
    after[-1] = _with_what_is_told(page, after[-1], known, weighed, read_all)
    return after


def _with_what_is_told(
    page: sqlite3.Row, date: PageDate, known: Known, weighed: Iterable[Weighed], read_all: bool
) -> PageDate:
    """A replayed date, and what is stored of it that is not in the looks, the last of which `weighed` this."""
    stored = PageDate(date_fact(page), page["date_moved_from"])
    if stored.moved_from and not date.moved_from and (_moved_beside(page) or not read_all):
        date = still_withdrawn(stored, date, known)
    for fact in (one.fact for one in _told_later(page, weighed)):
        date = replace(date, fact=tightened(date.fact, fact)) if fact.value is None else listed_date(date, fact, known)
    if stored.fact.evidence == "neighbours":
        date = replace(date, fact=tightened(date.fact, stored.fact))
    return stored if date.fact.value is None and stored.fact.value and not read_all else date


def _told_later(page: sqlite3.Row, weighed: Iterable[Weighed]) -> list[Weighed]:
    """What listings told of a page that is not the listing that its latest look came by, in the words of that."""
    heard = {(one.fact.evidence, cleaned(one.fact.text)) for one in weighed}
    told = [one for one in dates(page) if one.fact.evidence in TOLD_BY_LISTINGS]
    return [one for one in told if (one.fact.evidence, one.fact.text) not in heard]


def keep_replayed(connection: sqlite3.Connection, page: sqlite3.Row, date: PageDate, last: Article | None) -> None:
    """Keep a page's replayed date, and what its latest look weighed, if it was read; `page` is the row before."""
    if PageDate(date_fact(page), page["date_moved_from"]) != date:
        _keep_date(connection, page["id"], date)
    told = _told_later(page, last.dates if last else ())
    newer = {one.fact.evidence for one in told}
    weighed = [*(one for one in last.dates if one.fact.evidence not in newer), *told] if last else list(dates(page))
    before = {(_key(one.fact), one.verdict) for one in dates(page)}
    if before != {(_key(one.fact), one.verdict) for one in decided(weighed, date.fact)}:
        _keep_weighed(connection, page["id"], weighed, date.fact)


def forget(connection: sqlite3.Connection, page_id: int) -> None:
    """A page that shows no article after all has no date."""
    _keep_date(connection, page_id, PageDate())
    _keep_weighed(connection, page_id, (), DateFact())


# ---- with what others tell of it ---------------------------------------------------------------------------


def note_listed(connection: sqlite3.Connection, url: str, listed: DateFact) -> bool:
    """See `Store.note_listed`."""
    told = Weighed(listed, listed.problem or NOT_JUDGED) if listed.value or listed.problem else None
    return _redate(connection, url, lambda date, known: listed_date(date, listed, known), told)


def note_rendering(connection: sqlite3.Connection, url: str, rendering: DateFact) -> bool:
    """See `Store.note_rendering`."""
    return _redate(connection, url, lambda date, known: rendered_date(date, rendering, known))


def note_bounds(connection: sqlite3.Connection, url: str, bound: DateFact) -> bool:
    """See `Store.note_bounds`."""
    told = Weighed(bound, "bounds the date")
    return _redate(connection, url, lambda date, _: replace(date, fact=tightened(date.fact, bound)), told)


def _redate(
    connection: sqlite3.Connection,
    url: str,
    change: Callable[[PageDate, Known], PageDate],
    told: Weighed | None = None,
) -> bool:
    """Change a page's date, and its article's with it; `told` is the evidence for that. Whether it changed."""
    page = shown_page(connection, url)
    if page is None:
        return False
    weighed = dates(page)
    before = PageDate(date_fact(page), page["date_moved_from"])
    date = change(before, Known(moment(page["last_changed"]), _floor(weighed)))
    others = [one for one in weighed if told is None or one.fact.evidence != told.fact.evidence]
    _keep_weighed(connection, page["id"], [*others, told] if told else others, date.fact)
    if date == before:
        return False
    _keep_date(connection, page["id"], date)
    update_articles(connection, [page["article_id"]])
    return True


# ---- with a better reading ---------------------------------------------------------------------------------


def correct(connection: sqlite3.Connection, url: str, article: Article) -> None:
    """See `Store.correct_dates`."""
    page = shown_page(connection, url)
    if page is None or article.not_article is not None:
        return
    published = _clean(article.published)
    _keep_weighed(connection, page["id"], _with_listings(page, article.dates), published)
    _redate(connection, url, lambda date, known: date if date.moved_from else first_date(published, known))
    correct_periods(connection, url, article.held_on, article.covers)


def correct_periods(
    connection: sqlite3.Connection, url: str, held_on: PeriodFact | None, covers: PeriodFact | None
) -> None:
    """See `Store.correct_periods`."""
    if (page := shown_page(connection, url)) is not None:
        update(connection, "articles", period_columns(held_on, covers), page["article_id"])


# ---- of an article -----------------------------------------------------------------------------------------


def update_articles(connection: sqlite3.Connection, article_ids: Iterable[int]) -> None:
    """Give articles the earliest date of their pages. One that no page shows any more keeps its own."""
    for article_id in article_ids:
        pages = connection.execute("SELECT * FROM pages WHERE article_id = ?", [article_id]).fetchall()
        if pages:
            date_article(connection, article_id, article_date([date_fact(page) for page in pages]))


def article_columns(fact: DateFact) -> dict[str, str | None]:
    """The columns of `articles` for its date."""
    told = fact if fact.value else DateFact()
    return {
        "published": told.value,
        "published_precision": told.precision,
        "published_evidence": told.evidence,
        "published_text": told.text,
        "best_known": best_known(fact),
    }


def date_article(connection: sqlite3.Connection, article_id: int, fact: DateFact) -> None:
    """Give an article a date."""
    # Most have it already, and to write the row is to write its text.
    connection.execute(_DATING, [*article_columns(fact).values(), article_id])
    if fact.value is None:
        _drop_borrowed_years(connection, article_id)


def _drop_borrowed_years(connection: sqlite3.Connection, article_id: int) -> None:
    """What took its year from a date that is withdrawn goes with it; "25/4/2018" stands by itself."""
    for what in ("held", "covers"):
        connection.execute(
            f"UPDATE articles SET {what}_from = NULL, {what}_to = NULL, {what}_text = NULL "
            f"WHERE id = ? AND {what}_text NOT GLOB '*[0-9][0-9][0-9][0-9]*'",
            [article_id],
        )


_DATE_COLUMNS = ", ".join(article_columns(NO_DATE))
_DATING = f"""
    UPDATE articles SET ({_DATE_COLUMNS}) = (?1, ?2, ?3, ?4, ?5)
    WHERE id = ?6 AND ({_DATE_COLUMNS}) IS NOT (?1, ?2, ?3, ?4, ?5)
"""


# ---- rows --------------------------------------------------------------------------------------------------


def _keep_date(connection: sqlite3.Connection, page_id: int, date: PageDate) -> None:
    update(connection, "pages", _date_columns(date), page_id)


def _keep_weighed(connection: sqlite3.Connection, page_id: int, weighed: Iterable[Weighed], fact: DateFact) -> None:
    """Keep what was weighed for a page's date, and that `fact` is what came of it."""
    text = _weighed_text(weighed, fact)
    connection.execute("UPDATE pages SET dates = ?1 WHERE id = ?2 AND dates <> ?1", [text, page_id])


def _date_columns(date: PageDate) -> dict[str, str | None]:
    fact = date.fact
    return {
        "published": fact.value,
        "published_precision": fact.precision,
        "published_evidence": fact.evidence,
        "published_text": fact.text,
        "published_not_before": fact.not_before,
        "published_not_after": fact.not_after,
        "published_problem": fact.problem,
        "date_moved_from": date.moved_from,
    }


def _weighed_text(weighed: Iterable[Weighed], fact: DateFact) -> str:
    """What was weighed for a page's date, of which `fact` came, as `pages.dates` has it."""
    clean = [Weighed(_clean(one.fact), one.verdict) for one in weighed]
    shapes = [_without_nulls(weighed_json(one)) for one in decided(clean, fact)]
    return to_json(shapes)


def _with_listings(page: sqlite3.Row | None, weighed: Iterable[Weighed]) -> list[Weighed]:
    """What a look weighed, and what listings told of the page before, as far as it is not heard again."""
    now = list(weighed)
    heard = {one.fact.evidence for one in now}
    before = dates(page) if page is not None else ()
    return now + [one for one in before if one.fact.evidence in TOLD_BY_LISTINGS - heard]


def _key(fact: DateFact) -> str:
    return json.dumps(_without_nulls(date_json(_clean(fact))), ensure_ascii=False, sort_keys=True)


def _floor(weighed: Iterable[Weighed]) -> str | None:
    """The latest day before which a page's text says that it was not published."""
    said = (one.fact.not_before for one in weighed if one.fact.evidence == "text")
    return max(filter(None, said), default=None)


def _clean(fact: DateFact) -> DateFact:
    evidence, text = cleaned(fact.evidence), cleaned(fact.text)
    same = evidence == fact.evidence and text == fact.text
    return fact if same else replace(fact, evidence=evidence, text=text)


def _without_nulls(shape: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in shape.items() if value is not None}
