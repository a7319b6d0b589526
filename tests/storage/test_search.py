"""Search as people type it: with diacritics and without, in giaoban and in plain SQLite."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlite_utils
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import alphabet
from storage.migrations import migrations
from storage.query import fts_expression, parse, words_of
from storage.records import Meeting, Said, Span
from storage.search import Filters, facets, matching_ids, search
from storage.spelling import fold, folded_spellings, spellings
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

# Raises where the index is not what the articles say.
CHECK = "INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)"


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
        ("(trạm OR giao) NOT soạn", {BRIEFING, CLINIC}),
        ("(siêu âm) OR (giao ban)", {BRIEFING, CLINIC}),
        ("hội (NOT soạn)", {BRIEFING, CLINIC}),
        ("hội -(soạn OR phường)", {BRIEFING}),
        ("(hội", {BRIEFING, CLINIC, MIXED}),
        ("hội) (siêu", {CLINIC}),
        ("()", set()),
        ("toà soạn", {MIXED}),
        ("Uỷ ban", {BRIEFING}),
        ("bác sỹ", {CLINIC}),
        ('"định kì"', {CLINIC}),
    ],
)
def test_a_query_finds(filled: Store, query: str, ids: set[int]) -> None:
    assert set(found(filled, query)) == ids


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(query=st.text() | st.text(st.sampled_from(list("ab đồ\"*-+():^{}.,;'\\ ORNTAD0_\x00\ud800"))))
def test_no_query_raises(filled: Store, query: str) -> None:
    search(filled.connection, query)
    list(matching_ids(filled.connection, query))
    facets(filled.connection, query)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    query=st.lists(st.sampled_from(["NEAR", "giao", "NOT", "OR", "AND", '"', "(", ")", "title:", "-", "*"])).map(
        " ".join
    )
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


def test_deep_brackets_are_no_error(filled: Store) -> None:
    assert found(filled, "(" * 3000 + "kênh" + ")" * 3000) == [BRIEFING]
    nested = "kênh"
    for _ in range(30):
        nested = f"({nested} OR xyz) NOT (kỷ lý mỹ)"
    search(filled.connection, nested)


def test_y_and_i_are_one_where_they_are_one_sound(store: Store, show: Show) -> None:
    show(article(title="Tin một", text="Kỉ luật của quí III, lí do hi hữu"), "http://doisim.example/1")
    show(article(title="Tin hai", text="Kỷ luật của quý III, lý do hy hữu"), "http://doisim.example/2")
    show(article(title="Tin ba", text="Núi tui hai may"), "http://doisim.example/3")
    for query in ("kỷ luật", "ki luat", '"lý do hi hữu"', "quý", "qui", "hy*"):
        assert set(found(store, query)) == {1, 2}, query
    for query in ("tuy", "hay", "mai"):
        assert found(store, query) == [], query


@pytest.mark.parametrize(("typed", "other"), [("hòa", "hoà"), ("thuỷ", "thủy"), ("kỷ", "kỉ"), ("quý", "qúy")])
def test_another_spelling_of_the_same_word_counts_as_typed(store: Store, show: Show, typed: str, other: str) -> None:
    bare = fold(typed)
    show(article(title="Tin một", text=f"Lời nói {other} và nhiều lời khác nữa."), "http://doisim.example/1")
    show(article(title="Tin hai", text=f"{bare} {bare} {bare} {bare}"), "http://doisim.example/2")
    assert found(store, typed) == [1, 2]


def test_words_side_by_side_rank_before_words_apart(store: Store, show: Show) -> None:
    show(article(title="Tin một", text="Giao cho ban quản lý. " * 3), "http://doisim.example/1")
    show(article(title="Tin hai", text="Họp giao ban. " + "Một lời khác. " * 20), "http://doisim.example/2")
    assert found(store, "giao ban") == [2, 1]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """More articles than are ranked one by one: all say hội, in a few it is in the title, in one only hồi."""
    with Store(tmp_path_factory.mktemp("many") / "articles.db") as store:
        with store.batch():
            for n in range(560):
                title = "Tin hội làng" if n % 50 == 7 else "Tin làng"
                text = "Làng ta hồi âm." if n in {3, 550} else f"Làng ta họp hội lần {n}."
                day = f"{2010 + n % 10}-01-{1 + n % 28:02}"
                saved = article(title=f"{title} {n}", text=text, published=day)
                store.save(capture(f"http://doisim.example/{n}"), saved, REF)
        yield store


def test_of_very_many_those_with_the_words_in_the_title_come_first(many: Store) -> None:
    titles = [hit.title for hit in search(many.connection, "hoi", limit=12)]
    assert len(titles) == 12 and all("hội" in title for title in titles)


def test_of_very_many_those_as_typed_come_first_though_they_are_few_and_old(many: Store) -> None:
    assert set(found(many, "hồi", limit=2)) == {4, 551}


def test_of_very_many_the_newest_are_the_newest(many: Store) -> None:
    listed = [hit.published for hit in search(many.connection, "hoi", limit=50, newest=True)]
    every = many.connection.execute("SELECT published FROM articles ORDER BY published DESC LIMIT 50")
    assert listed == [row["published"] for row in every]


def test_of_very_many_each_has_its_place_on_one_page_of_results(many: Store) -> None:
    pages = [hit.id for n in range(0, 100, 20) for hit in search(many.connection, "hoi", limit=20, offset=n)]
    assert len(set(pages)) == 100


def test_of_very_many_what_is_not_wanted_is_not_found(many: Store) -> None:
    assert 508 not in found(many, "hoi -507", limit=1000)


def test_alternatives_bind_closer_than_a_space() -> None:
    assert fts_expression(parse("a b OR c -d")) == '(("a") AND ("b" OR "c")) NOT ("d")'


_SYLLABLES = st.sampled_from(
    [
        "hội",
        "hồi",
        "đồng",
        "đông",
        "Đảng",
        "hoà",
        "thủy",
        "kỷ",
        "lí",
        "quý",
        "NĐ-CP",
        "giao",
        "ban",
        "5/10",
        "tui",
        "x_y",
    ]
)
_TEXTS = st.lists(_SYLLABLES, min_size=1, max_size=12)


def _plainly(text: str) -> str:
    """The words of a text in one spelling, a space around each."""
    return f" {' '.join(min(folded_spellings(word)) for word in words_of(text))} "


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=20)
@given(texts=st.lists(_TEXTS, min_size=1, max_size=4, unique_by=tuple), data=st.data())
def test_every_article_is_found_by_its_words_however_typed(
    store: Store, texts: list[list[str]], data: st.DataObject
) -> None:
    words = data.draw(st.sampled_from(texts))
    word = data.draw(st.sampled_from(words))
    first, last = sorted(data.draw(st.tuples(*[st.integers(0, len(words))] * 2)))
    bodies = [" ".join(every) for every in texts]
    for table in ("captures", "pages", "articles"):
        store.connection.execute(f"DELETE FROM {table}")
    for n, body in enumerate(bodies):
        store.save(capture(f"http://doisim.example/{n}"), article(title=f"Mẫu tin {n}", text=body), REF)
    stored = {row["id"]: row["body"] for row in store.connection.execute("SELECT id, body FROM articles")}
    having = {number for number, body in stored.items() if _plainly(word) in _plainly(body)}
    assert having
    for typed in (word, fold(word), word.upper(), *spellings(word)):
        hits = search(store.connection, typed)
        assert {hit.id for hit in hits} == set(matching_ids(store.connection, typed)) == having
        assert all("".join(hit.pieces) == stored[hit.id] and len(hit.pieces) > 1 for hit in hits), typed
    assert set(matching_ids(store.connection, f"tin NOT {word}")) == set(stored) - having
    phrase = " ".join(words[first:last])
    expected = {number for number, body in stored.items() if phrase and _plainly(phrase) in _plainly(body)}
    assert set(matching_ids(store.connection, f'"{phrase}"')) == expected
    store.connection.execute(CHECK)


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
    connection.execute(CHECK)
    connection.close()
    assert plain(filled.path, "duong lang") == [CLINIC]
    assert plain(filled.path, "sieu am") == []


def test_deleting_an_article_takes_it_out_of_the_index(tmp_path: Path) -> None:
    with Store(tmp_path / "articles.db") as store:
        store.save(capture(), article(), REF)
        store.connection.execute("DELETE FROM captures")
        store.connection.execute("DELETE FROM pages")
        store.connection.execute("DELETE FROM articles")
        store.connection.execute(CHECK)
        assert plain(store.path, "giao") == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(title=st.text(max_size=30), body=st.text(st.characters() | st.sampled_from(" đĐ\n\t\\\"'-/ab"), max_size=60))
def test_the_index_stays_right_for_any_text(filled: Store, title: str, body: str) -> None:
    fit = [text.encode("utf-8", "replace").decode().replace("\0", "") for text in (title, body)]
    filled.connection.execute("UPDATE articles SET title = ?, body = ? WHERE id = 3", fit)
    filled.connection.execute(CHECK)


def test_the_index_takes_marks_off_as_sqlite_does(store: Store, show: Show) -> None:
    """A new article goes in without marks; with them it is taken out, and looked through."""
    every = [alphabet.decode(bytes([byte])) for byte in range(1, 256)]
    title, body = " ".join(f"x{character}y {character}" for character in every), "".join(every)
    show(article(title=title, text=body))
    store.connection.execute(CHECK)
    store.connection.execute("UPDATE articles SET title = 'Tin', body = 'Tin'")
    store.connection.execute(CHECK)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(text=st.text(st.sampled_from("đĐaờồi \n-/.,"), min_size=1, max_size=60))
def test_every_word_with_its_stroke_is_found_as_it_is_typed(filled: Store, text: str) -> None:
    outcome = filled.save(capture("http://doisim.example/d"), article(title="Tin", text=text), REF)
    filled.connection.execute(CHECK)
    for word in re.findall(r"\w*[đĐ]\w*", text):
        assert outcome.article_id in plain(filled.path, f'"{word}"')


def test_a_rebuilt_index_finds_the_same(filled: Store) -> None:
    filled.connection.execute("INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')")
    filled.connection.execute(CHECK)
    for query in ("đồng chí", "dong chi", '"dong chi"'):
        assert plain(filled.path, query) == [BRIEFING]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Nghị quyết số 5/NQ-HĐND (đợt 2)", "HĐND đợt"),
        ("đi/đến, Đảng", "đến đảng"),
        ("tin\nđã\nđưa", "đưa"),
        ("đ", "đ"),
    ],
)
def test_plain_sqlite_finds_words_with_a_stroke_wherever_they_stand(
    store: Store, show: Show, text: str, query: str
) -> None:
    show(article(title="Tin", text=text))
    assert plain(store.path, query) == [1]
    assert plain(store.path, query.replace("đ", "d").replace("Đ", "D")) == [1]


README = Path(__file__).parents[2] / "README.md"


def readme_statements() -> list[str]:
    part = README.read_text().split("### Searching")[1].split("###")[0]
    return re.findall(r"^    SELECT .*?;$", part, re.DOTALL | re.MULTILINE)


def test_the_statements_of_the_readme_find(filled: Store) -> None:
    connection = sqlite3.connect(filled.path)
    exact_first, y_and_i, phrase, piece, counted = (
        connection.execute(statement).fetchall() for statement in readme_statements()
    )
    assert {row[0] for row in exact_first} == {BRIEFING, CLINIC, MIXED}
    assert (y_and_i, phrase) == ([(CLINIC,)], [(BRIEFING,)])
    assert len(piece) == 1 and "Đồng chí Phó Chủ tịch" in piece[0][1]
    assert counted == [("bentre", "2026", 1), ("doisim", "2026", 1)]
    connection.close()


def test_plain_sqlite_ranks_titles_first_and_what_is_as_typed_when_asked(store: Store, show: Show) -> None:
    for n, text in enumerate(["hồi hồi hồi hồi", "một lần hội thôi và nhiều lời khác nữa", "hổi hổi hổi"]):
        show(article(title=f"Tin {n}", text=text), f"http://doisim.example/{n}")
    (first, *others) = store.connection.execute(readme_statements()[0]).fetchall()
    assert first["id"] == 2 and len(others) == 2


def test_an_older_archive_is_searched_like_a_new_one(tmp_path: Path) -> None:
    path = tmp_path / "articles.db"
    database = sqlite_utils.Database(path)
    migrations.apply(database, stop_before="0008_search")
    database.execute("INSERT INTO portals VALUES ('doisim', 'doisim.example', NULL, NULL, '2026', '2026')")
    database.execute(
        "INSERT INTO articles (id, hash, title, body, structure, extractor, first_seen, words) "
        "VALUES (7, 'x', ?, ?, '{}', '1', '2026', 9)",
        [TITLE, TEXT],
    )
    database.execute(
        "INSERT INTO pages (portal, url, fetched_url, article_id, first_seen, last_checked) "
        "VALUES ('doisim', 'http://doisim.example/a', 'http://doisim.example/a', 7, '2026', '2026')"
    )
    database.conn.commit()
    database.close()
    with Store(path) as store:
        store.connection.execute(CHECK)
        for query in ("dong chi", "đồng chí", "đoi sim"):
            assert plain(path, query) == found(store, query) == [7]
        store.connection.execute("UPDATE articles SET title = 'Đê điều'")
        store.connection.execute(CHECK)
        assert found(store, '"de dieu"') == [7]


def test_a_text_without_end_is_answered_at_once(store: Store, show: Show) -> None:
    show(article())
    started = time.process_time()
    assert search(store.connection, "a" * 1_000_000) == []
    assert search(store.connection, "giao ban " * 1_000)
    assert time.process_time() - started < 2
