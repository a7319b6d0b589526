"""Search as people type it: with diacritics and without, in giaoban and in plain SQLite."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.records import Meeting, Said, Span
from storage.search import Filters, facets, fold, fts_expression, matching_ids, parse, search
from storage.store import Store
from tests.storage.conftest import (
    DAY,
    OTHER_TEXT,
    OTHER_TITLE,
    REF,
    START,
    TEXT,
    TITLE,
    Show,
    article,
    capture,
)

BRIEFING, CLINIC, MIXED = 1, 2, 3


@pytest.fixture
def filled(store: Store, show: Show) -> Store:
    show(article(published="2026-10-05", meeting=MEETING))
    show(
        article(title=OTHER_TITLE, text=OTHER_TEXT, published="2026-11-20T08:00:00+07:00"),
        "http://bentre.example/b",
        portal="bentre",
    )
    show(
        article(title="Hồi âm bạn đọc", text="Bạn đọc hỏi về lịch hội chợ; tòa soạn hồi âm."),
        "http://doisim.example/c",
    )
    return store


MEETING = Meeting(kind=Said("giao ban", Span("title", TITLE.index("giao ban"), "giao ban")))


def found(store: Store, query: str, **options: object) -> list[int]:
    return [hit.id for hit in search(store.connection, query, **options)]  # type: ignore[arg-type] # as given


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("dong chi", {BRIEFING}),
        ("đồng chí", {BRIEFING}),
        ("đồng chi", {BRIEFING}),
        ("ĐỒNG CHÍ", {BRIEFING}),
        ("Do\u0302\u0300i Sim", {BRIEFING}),
        ('"dong chi Pho Chu tich"', {BRIEFING}),
        ('"chi dong"', set()),
        ("siêu âm", {CLINIC}),
        ("trạm OR giao", {BRIEFING, CLINIC}),
        ("hội -soạn", {BRIEFING, CLINIC}),
        ("hội NOT soạn", {BRIEFING, CLINIC}),
        ('hội -"hội chợ"', {BRIEFING, CLINIC}),
        ("hội AND soạn", {MIXED}),
        ("thie*", {CLINIC}),
        ("thie", set()),
        ("5/10", {BRIEFING}),
        ("không-có-ở-đâu", set()),
        ('"nhà văn hóa', {BRIEFING}),
        ("", set()),
        ("-hội", set()),
        ("*", set()),
        ("OR", set()),
    ],
)
def test_a_query_finds(filled: Store, query: str, ids: set[int]) -> None:
    assert set(found(filled, query)) == ids


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text() | st.text(st.sampled_from(list("ab đồ\"*-+():^{}.,;'\\ ORNTAD0_\x00\ud800"))))
def test_no_query_raises(filled: Store, query: str) -> None:
    search(filled.connection, query)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    query=st.lists(st.sampled_from(["NEAR", "giao", "NOT", "OR", "AND", '"', "(", "title:", "-", "*"])).map(" ".join)
)
def test_no_operator_in_a_wrong_place_raises(filled: Store, query: str) -> None:
    search(filled.connection, query)


def test_a_very_long_query_is_cut_and_not_refused(filled: Store) -> None:
    assert found(filled, "kenh " * 5000) == [BRIEFING]
    assert found(filled, " OR ".join(["kênh"] * 5000)) == [BRIEFING]


def test_what_is_typed_with_diacritics_ranks_before_what_only_looks_like_it(store: Store, show: Show) -> None:
    for n, text in enumerate(["hồi hồi hồi hồi", "một lần hội thôi và nhiều lời khác nữa", "hổi hổi hổi"]):
        show(article(title=f"Tin {n}", text=text), f"http://doisim.example/{n}")
    assert found(store, "hội")[0] == 2
    assert set(found(store, "hội")) == {1, 2, 3}


def test_a_word_in_the_title_ranks_before_the_same_in_the_text(store: Store, show: Show) -> None:
    show(article(title="Tin một", text="Đê điều. " * 5), "http://doisim.example/1")
    show(article(title="Đê điều", text="Tin khác. " * 5), "http://doisim.example/2")
    assert found(store, "de dieu") == [2, 1]


def test_newest_first_by_what_is_best_known(filled: Store) -> None:
    assert found(filled, "hội", newest=True) == [CLINIC, BRIEFING, MIXED]  # of MIXED nothing is known


def test_one_portal_alone(filled: Store) -> None:
    assert found(filled, "hội", portal="bentre") == [CLINIC]


@pytest.mark.parametrize(
    ("since", "until", "ids"),
    [
        (date(2026, 11, 20), None, {CLINIC}),
        (date(2026, 11, 21), None, set()),
        (None, date(2026, 11, 20), {BRIEFING, CLINIC}),
        (None, date(2026, 11, 19), {BRIEFING}),
        ("2026-10", "2026-10", {BRIEFING}),
        ("2026", "2026", {BRIEFING, CLINIC}),
    ],
)
def test_a_range_of_days(filled: Store, since: date | str | None, until: date | str | None, ids: set[int]) -> None:
    assert set(found(filled, "hội", since=since, until=until)) == ids


def test_a_date_known_to_the_month_may_be_any_day_of_it(store: Store, show: Show) -> None:
    show(article(published="2026-10"))
    assert found(store, "giao", since=date(2026, 10, 20), until=date(2026, 10, 25)) == [1]


def test_a_text_that_was_edited_away_is_not_found(store: Store, show: Show) -> None:
    show(article())
    show(article(text=TEXT.replace("kênh", "mương")), days=1)
    assert found(store, "kênh") == []
    assert found(store, "mương") == [2]


def test_a_page_that_is_gone_is_still_found(filled: Store) -> None:
    filled.mark_gone(["http://bentre.example/b"], START + DAY)
    assert found(filled, "siêu âm") == [CLINIC]


def test_a_hit_names_a_page_that_is_there(store: Store, show: Show) -> None:
    show(article(), "http://doisim.example/old")
    show(article(), "http://doisim.example/new")
    store.mark_gone(["http://doisim.example/old"], START + DAY)
    (hit,) = search(store.connection, "giao ban")
    assert (hit.title, hit.portal, hit.url) == (TITLE, "doisim", "http://doisim.example/new")


@pytest.mark.parametrize("query", ["dong chi", "đồng chí"])
def test_the_snippet_shows_the_text_as_it_is_with_the_words_marked(filled: Store, query: str) -> None:
    (hit,) = search(filled.connection, query)
    assert "[Đồng] [chí] Phó Chủ tịch" in hit.snippet
    assert hit.snippet.startswith("… ") and hit.snippet.endswith(" …")


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        (Filters(), [BRIEFING, CLINIC, MIXED]),
        (Filters(kind="giao ban"), [BRIEFING]),
        (Filters(kind="Giao-ban"), [BRIEFING]),
        (Filters(kind="giao"), []),
        (Filters(meetings_only=True), [BRIEFING]),
        (Filters(portal="bentre"), [CLINIC]),
        (Filters(portal="bentre", meetings_only=True), []),
        (Filters(since="2026-11"), [CLINIC]),
    ],
)
@pytest.mark.parametrize("query", [None, "hội"])
def test_filters_narrow_a_search_a_listing_and_the_counts(
    filled: Store, query: str | None, filters: Filters, ids: list[int]
) -> None:
    assert list(matching_ids(filled.connection, query, filters)) == ids
    assert {hit.id for hit in search(filled.connection, query, filters=filters)} == set(ids)
    assert facets(filled.connection, query, filters).total == len(ids)


@pytest.mark.parametrize("query", ["", "*", "không-có-ở-đâu"])
def test_what_no_article_fits_matches_none(filled: Store, query: str) -> None:
    assert list(matching_ids(filled.connection, query)) == []
    assert facets(filled.connection, query).total == 0


def test_counts_by_portal_year_and_kind(filled: Store, show: Show) -> None:
    show(article(published="2026-10-05", meeting=MEETING), "http://bentre.example/d", portal="bentre")
    counted = facets(filled.connection, "hội")
    assert counted.total == 3
    assert counted.portals == (("bentre", 2), ("doisim", 2))
    assert counted.years == (("2026", 2), (None, 1))
    assert counted.kinds == ((None, 2), ("giao ban", 1))
    assert facets(filled.connection, "hội", Filters(portal="bentre")).portals == (("bentre", 2),)


def test_offset_goes_on_where_the_limit_ended(filled: Store) -> None:
    every = found(filled, "hội")
    assert [found(filled, "hội", limit=1, offset=n) for n in range(4)] == [[every[0]], [every[1]], [every[2]], []]


def test_the_limit_holds(filled: Store) -> None:
    assert len(found(filled, "hội", limit=2)) == 2
    assert found(filled, "hội", limit=0) == []


def test_alternatives_bind_closer_than_a_space() -> None:
    assert fts_expression(parse("a b OR c -d")) == '(("a") AND ("b" OR "c")) NOT ("d")'


@given(st.text())
def test_folding_keeps_positions(text: str) -> None:
    assert len(fold(text)) == len(text)


def plain(path: Path, query: str) -> list[int]:
    """What someone finds who has SQLite and no giaoban."""
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?", [query]).fetchall()
    connection.close()
    return [rowid for (rowid,) in rows]


@pytest.mark.parametrize("query", ["dong chi", "đồng chí", "dong chí", '"dong chi"', "thị tran doi", "ĐỒNG CHÍ"])
def test_plain_sqlite_finds_what_is_typed_without_diacritics(filled: Store, query: str) -> None:
    assert plain(filled.path, query) == [BRIEFING]


def test_the_index_stays_right_whatever_tool_writes(filled: Store) -> None:
    connection = sqlite3.connect(filled.path)
    connection.execute("UPDATE articles SET body = 'Đường làng' WHERE id = ?", [CLINIC])
    connection.execute("DELETE FROM articles_fts WHERE 0")
    connection.commit()
    connection.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
    connection.close()
    assert plain(filled.path, "duong lang") == [CLINIC]
    assert plain(filled.path, "sieu am") == []


def test_deleting_an_article_takes_it_out_of_the_index(tmp_path: Path) -> None:
    with Store(tmp_path / "articles.db") as store:
        store.save(capture(), article(), REF)
        store.connection.execute("DELETE FROM captures")
        store.connection.execute("DELETE FROM pages")
        store.connection.execute("DELETE FROM articles")
        store.connection.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
        assert plain(store.path, "giao") == []
