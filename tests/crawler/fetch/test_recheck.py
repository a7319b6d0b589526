"""When a known page is looked at again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.fetch.recheck import DUE_LEAST, DUE_MOST, PULSE, YOUNG_MOST, due, is_due, newest, young
from storage.store import PageState

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def page(
    number: int = 1,
    *,
    found: timedelta = timedelta(days=400),
    looked: timedelta = timedelta(days=400),
    published: str | None = None,
    status: str = "live",
    article: int | None = 1,
) -> PageState:
    return PageState(
        id=number, url=f"http://x/{number}", fetched_url=f"http://x/{number}", article_id=article, title="t",
        status=status, first_seen=NOW - found, last_seen=None, last_checked=NOW - looked, last_changed=None,
        missing_since=None, etag=None, last_modified=None, listed_title=None, published=published,
    )  # fmt: skip


HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("age", "looked", "again"),
    [
        (HOUR * 3, HOUR * 0.5, False),
        (HOUR * 3, HOUR, True),
        (DAY * 5, HOUR * 20, False),
        (DAY * 5, DAY, True),
        (DAY * 30, DAY * 6, False),
        (DAY * 30, DAY * 7, True),
        (DAY * 200, DAY * 29, False),
        (DAY * 200, DAY * 30, True),
        (DAY * 4000, DAY * 89, False),
        (DAY * 4000, DAY * 90, True),
    ],
)
def test_old_pages_are_looked_at_rarely_and_never_forgotten(age: timedelta, looked: timedelta, again: bool) -> None:
    assert is_due(page(found=age, looked=looked), NOW) is again


def test_an_old_article_found_today_is_old() -> None:
    assert not is_due(page(found=HOUR * 3, looked=HOUR * 2, published="2019-05-02"), NOW)


def test_a_portal_that_is_all_due_is_looked_at_a_tenth_at_a_time_longest_waiting_first() -> None:
    pages = [page(n, looked=DAY * (100 + n)) for n in range(1000)]
    chosen = due(pages, NOW)
    assert len(chosen) == 100
    assert {state.id for state in chosen} == set(range(900, 1000))
    assert len(due(pages[:30], NOW)) == DUE_LEAST
    assert len(due([page(n, looked=DAY * 100) for n in range(3000)], NOW)) == DUE_MOST


def test_every_crawl_looks_at_the_newest_pages_that_show_an_article() -> None:
    pages = [
        page(n, found=DAY * (50 - n), article=None if n == 49 else 1, status="gone" if n == 48 else "live")
        for n in range(50)
    ]
    assert [state.id for state in newest(pages)] == [47, 46, 45]
    assert PULSE == 3


def test_a_portal_that_published_is_looked_at_where_edits_come() -> None:
    pages = [page(n, found=DAY * 20 - HOUR * n) for n in range(480)]
    chosen = young(pages, NOW)
    assert len(chosen) == YOUNG_MOST
    assert all(NOW - state.first_seen <= DAY * 14 for state in chosen)
    assert chosen[0].id == 479


def test_when_a_portal_publishes_pages_that_had_no_text_are_looked_at_first() -> None:
    pages = [page(n, found=HOUR * n, article=None if n == 80 else n) for n in range(1, 100)]
    chosen = young(pages, NOW)
    assert len(chosen) == YOUNG_MOST
    assert chosen[0].id == 80
