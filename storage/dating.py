"""How dates come into the archive: of a page with each look at it, of an article with its pages; the evidence kept.

Which date is true is asked of `published`. Transactions are the caller's.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
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
    listed_date,
    next_date,
    rendered_date,
    tightened,
)
from storage.reading import shown_page
from storage.records import Article, Change, DateFact, PeriodFact, Weighed, weighed_json
from storage.rows import cleaned, date_fact, dates, period_columns

TOLD_BY_LISTINGS = frozenset(("listing", "feed", "neighbours"))
"""Evidence for a page's date that a look at the page alone does not bring."""


# ---- with a look at a page ---------------------------------------------------------------------------------


def date_after_look(page: sqlite3.Row | None, article: Article, fetched_at: datetime, change: Change) -> PageDate:
    """The date of a page after a look; `page` is its row before that, `change` what the look changed."""
    shown = replace(_clean(article.published), update=False)
    floor = _floor(article.dates)
    if page is None or page["article_id"] is None:
        return first_date(shown, Known(fetched_at, floor))
    # Until the text changes again, last_changed is when it was first shown.
    first_shown = moment(page["last_changed"]) if change == "same" else fetched_at
    return next_date(
        PageDate(date_fact(page), page["date_moved_from"]),
        shown,
        same_text=change == "same",
        reused=change == "reuse",
        known=Known(first_shown, floor),
    )


def keep_look(
    connection: sqlite3.Connection, page_id: int, date: PageDate, article: Article, before: sqlite3.Row | None
) -> None:
    """Keep a page's date and what the look weighed for it, beside what listings told of the page `before`."""
    _keep_date(connection, page_id, date)
    _keep_weighed(connection, page_id, _with_listings(before, article.dates), date.fact)


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
    columns = period_columns(held_on, covers)
    names = ", ".join(f"{name} = ?" for name in columns)
    if (page := shown_page(connection, url)) is not None:
        connection.execute(f"UPDATE articles SET {names} WHERE id = ?", [*columns.values(), page["article_id"]])


# ---- of an article -----------------------------------------------------------------------------------------


def update_articles(connection: sqlite3.Connection, article_ids: Iterable[int]) -> None:
    """Give articles the earliest date of their pages. One that no page shows any more keeps its own."""
    for article_id in article_ids:
        pages = connection.execute("SELECT * FROM pages WHERE article_id = ?", [article_id]).fetchall()
        if not pages:
            continue
        fact = article_date([date_fact(page) for page in pages])
        told = fact if fact.value else DateFact()
        connection.execute(
            "UPDATE articles SET published = ?, published_precision = ?, published_evidence = ?, published_text = ?, "
            "best_known = ? WHERE id = ?",
            [told.value, told.precision, told.evidence, told.text, best_known(fact), article_id],
        )
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


# ---- rows --------------------------------------------------------------------------------------------------


def _keep_date(connection: sqlite3.Connection, page_id: int, date: PageDate) -> None:
    fact = date.fact
    connection.execute(
        "UPDATE pages SET published = ?, published_precision = ?, published_evidence = ?, published_text = ?, "
        "published_not_before = ?, published_not_after = ?, published_problem = ?, date_moved_from = ? WHERE id = ?",
        [
            fact.value, fact.precision, fact.evidence, fact.text,
            fact.not_before, fact.not_after, fact.problem, date.moved_from, page_id,
        ],
    )  # fmt: skip


def _keep_weighed(connection: sqlite3.Connection, page_id: int, weighed: Iterable[Weighed], fact: DateFact) -> None:
    """Keep what was weighed for a page's date, and that `fact` is what came of it."""
    clean = [Weighed(_clean(one.fact), one.verdict) for one in weighed]
    shapes = [_without_nulls(weighed_json(one)) for one in decided(clean, fact)]
    text = json.dumps(shapes, ensure_ascii=False, separators=(",", ":"))
    connection.execute("UPDATE pages SET dates = ?1 WHERE id = ?2 AND dates <> ?1", [text, page_id])


def _with_listings(page: sqlite3.Row | None, weighed: Iterable[Weighed]) -> list[Weighed]:
    """What a look weighed, and what listings told of the page before, as far as it is not heard again."""
    now = list(weighed)
    heard = {one.fact.evidence for one in now}
    before = dates(page) if page is not None else ()
    return now + [one for one in before if one.fact.evidence in TOLD_BY_LISTINGS - heard]


def _floor(weighed: Iterable[Weighed]) -> str | None:
    """The latest day before which a page's text says that it was not published."""
    said = (one.fact.not_before for one in weighed if one.fact.evidence == "text")
    return max(filter(None, said), default=None)


def _clean(fact: DateFact) -> DateFact:
    return replace(fact, evidence=cleaned(fact.evidence), text=cleaned(fact.text))


def _without_nulls(shape: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in shape.items() if value is not None}
