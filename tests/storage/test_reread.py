"""A page did not change, its reading did: the archive is corrected, and tells of no revision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from storage.records import Article, Outcome
from storage.store import Store
from tests.storage.conftest import OTHER_TEXT, OTHER_TITLE, TEXT, TITLE, article, capture

Show = Callable[..., Outcome]
URL = "http://doisim.example/a"
LINE = "Đường dây nóng của thị trấn: 0999 000 111"


def dirty(title: str = TITLE, text: str = TEXT) -> Article:
    """The article as it was read when nobody knew yet that a line of it stands on every page."""
    return article(title, f"{LINE}\n{text}")


def rows(store: Store, query: str, *values: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in store.connection.execute(query, values)]


def changes(store: Store, url: str = URL) -> list[str]:
    query = "SELECT change FROM captures JOIN pages ON pages.id = page_id WHERE url = ? ORDER BY captures.id"
    return [change for (change,) in rows(store, query, url)]


def shown(store: Store, url: str = URL) -> str:
    [(body,)] = rows(store, "SELECT body FROM pages JOIN articles ON articles.id = article_id WHERE url = ?", url)
    return str(body)


def test_a_better_reading_takes_the_place_of_the_old_one(store: Store, show: Show) -> None:
    before = show(dirty())
    assert store.reread(URL, article())
    assert show(article(), days=1).kind == "unchanged"
    assert changes(store) == ["first", "same"]
    assert rows(store, "SELECT id, body FROM articles") == [(before.article_id, TEXT)]
    assert store.shows(URL, article())


def test_without_it_the_better_reading_would_be_a_revision(show: Show) -> None:
    show(dirty())
    assert show(article(), days=1).kind == "changed"


def test_search_finds_the_new_text_and_the_old_no_more(store: Store, show: Show) -> None:
    show(dirty())
    store.reread(URL, article())
    count = "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH ?"
    assert rows(store, count, "giao ban") == [(1,)]
    assert rows(store, count, "duong day nong") == [(0,)]
    store.connection.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")


def test_the_same_reading_is_nothing_to_correct(store: Store, show: Show) -> None:
    show(article())
    assert not store.reread(URL, article())


def test_a_page_that_nobody_knows_is_not_corrected(store: Store) -> None:
    assert not store.reread(URL, article())
    assert store.shows(URL, article()) is None


def test_a_text_that_another_page_shows_too_stays_there(store: Store, show: Show) -> None:
    show(dirty())
    show(dirty(), "http://doisim.example/b")
    store.reread(URL, article())
    assert (shown(store), shown(store, "http://doisim.example/b")) == (TEXT, f"{LINE}\n\n{TEXT}")
    store.reread("http://doisim.example/b", article())
    assert rows(store, "SELECT body FROM articles") == [(TEXT,)]
    assert changes(store) == changes(store, "http://doisim.example/b") == ["first"]


def test_a_better_reading_that_the_archive_has_is_not_stored_twice(store: Store, show: Show) -> None:
    known = show(article(), "http://other.example/a", portal="other")
    show(dirty())
    store.reread(URL, article())
    assert rows(store, "SELECT id, body FROM articles") == [(known.article_id, TEXT)]
    assert rows(store, "SELECT count(*) FROM pages WHERE article_id = ?", known.article_id) == [(2,)]


def test_an_edit_that_was_a_bad_reading_is_none(store: Store, show: Show) -> None:
    """A redesigned portal: what is new on all pages is taken for text, until it has been seen often enough."""
    first = show(article())
    show(dirty(), days=1)
    assert changes(store) == ["first", "edit"]
    store.reread(URL, article())
    assert changes(store) == ["first", "same"]
    page = store.page(URL)
    assert page and page.article_id == first.article_id
    assert page.last_changed == page.first_seen
    assert rows(store, "SELECT count(*) FROM articles") == [(1,)]
    assert show(article(), days=2).kind == "unchanged"


def test_an_edit_before_stays_an_edit(store: Store, show: Show) -> None:
    show(article(text=TEXT.replace("ba trăm", "hai trăm")))
    show(dirty(), days=1)
    store.reread(URL, article())
    assert changes(store) == ["first", "edit"]
    assert rows(store, "SELECT count(*) FROM revisions") == [(2,)]


def test_stories_follow_the_better_text(store: Store, show: Show) -> None:
    short = "Thông báo lịch tiếp dân tháng này của lãnh đạo thị trấn Đồi Sim."
    frame = " ".join(f"{LINE}, phòng {n}, tầng {n}, nhà làm việc số {n}." for n in range(9))
    show(article("Lịch tiếp dân", f"{frame} {short}"))
    show(article("Lịch tiếp công dân", f"{frame} Hai thôn bầu xong trưởng thôn."), "http://doisim.example/b")
    assert rows(store, "SELECT count(*) FROM stories") == [(1,)]
    store.reread(URL, article("Lịch tiếp dân", short))
    assert rows(store, "SELECT count(*) FROM stories") == [(0,)]
    show(article("Lịch tiếp dân", short.replace(".", "!")), "http://doisim.example/c")
    assert rows(store, "SELECT count(*) FROM stories") == [(1,)]


def test_the_date_of_an_article_goes_with_its_page(store: Store, show: Show) -> None:
    show(article(published="2026-10-02"), "http://other.example/a", portal="other")
    show(article(published="2026-10-01", text=f"{LINE}\n{TEXT}"))
    store.reread(URL, article())
    assert rows(store, "SELECT published FROM articles") == [("2026-10-01",)]


def test_a_page_that_turns_out_to_be_no_article_was_none(store: Store, show: Show) -> None:
    show(article(text=LINE))
    store.reread(URL, Article(not_article="no article text on the page"))
    assert rows(store, "SELECT count(*) FROM articles") == [(0,)]
    assert changes(store) == ["reject"]
    assert rows(store, "SELECT url, reason FROM rejects") == [(URL, "no article text on the page")]
    assert show(Article(not_article="no article text on the page"), days=1).article_id is None
    page = store.page(URL)
    assert page and (page.status, page.missing_since) == ("live", None)


def test_a_page_that_showed_other_texts_keeps_them(store: Store, show: Show) -> None:
    show(article(OTHER_TITLE, OTHER_TEXT))
    show(article(text=LINE), days=1)
    assert not store.reread(URL, Article(not_article="no article text on the page"))
    assert shown(store) == LINE


def test_a_profile_is_kept_with_its_portal(store: Store, show: Show) -> None:
    show(article())
    assert store.profile("doisim") is None
    store.save_profile("doisim", '{"pages": 1}', capture().fetched_at)
    store.save_profile("doisim", '{"pages": 2}', capture(days=1).fetched_at)
    assert store.profile("doisim") == '{"pages": 2}'
    assert rows(store, "SELECT portal, saved_at FROM profiles") == [("doisim", "2026-11-23T15:30:00Z")]


@pytest.mark.parametrize("profile", ["", "{", "pages"])
def test_a_profile_that_is_no_json_is_refused(store: Store, show: Show, profile: str) -> None:
    show(article())
    with pytest.raises(Exception, match="json_valid"):
        store.save_profile("doisim", profile, capture().fetched_at)
