"""What an archive keeps of the meeting that a text reports: columns to ask by, and the words that say so."""

from __future__ import annotations

from storage.records import Chair, Meeting, PeriodFact, Said, Span
from storage.store import Store
from tests.storage.conftest import TEXT, TITLE, Show, article

KIND = Said("giao ban", Span("title", TITLE.index("giao ban"), "giao ban"))
PLACE = Said("nhà văn hóa thị trấn", Span("body", TEXT.index("nhà văn hóa"), "tại nhà văn hóa thị trấn"[4:]))
CHAIR = Chair("Lò Thị Mây", "Phó Chủ tịch", Span("body", TEXT.index("Đồng chí"), "Đồng chí Phó Chủ tịch"))
MEETING = Meeting(KIND, PLACE, None, (CHAIR,))


def test_a_meeting_is_columns_to_ask_by(store: Store, show: Show) -> None:
    show(article(meeting=MEETING))
    [row] = store.connection.execute("SELECT is_meeting, kind, place, organiser, chairs FROM articles")
    assert tuple(row) == (1, "giao ban", "nhà văn hóa thị trấn", None, "Lò Thị Mây")
    [row] = store.connection.execute("SELECT kind, portal, url FROM meetings")
    assert tuple(row) == ("giao ban", "doisim", "http://doisim.example/a")


def test_each_fact_has_the_words_that_say_it(store: Store, show: Show) -> None:
    held = PeriodFact("2026-10-05", "2026-10-05", "Sáng 5/10")
    show(article(meeting=MEETING, held_on=held, published="2026-10-06"))
    rows = store.connection.execute("SELECT fact, value, detail, field, start, text FROM evidence ORDER BY fact")
    assert [tuple(row) for row in rows] == [
        ("chair", "Lò Thị Mây", "Phó Chủ tịch", "body", TEXT.index("Đồng chí"), "Đồng chí Phó Chủ tịch"),
        ("held_on", "2026-10-05", "2026-10-05", "body", 0, "Sáng 5/10"),
        ("kind", "giao ban", None, "title", TITLE.index("giao ban"), "giao ban"),
        ("place", "nhà văn hóa thị trấn", None, "body", TEXT.index("nhà văn hóa"), "nhà văn hóa thị trấn"),
    ]


def test_a_meeting_comes_out_as_it_went_in(store: Store, show: Show) -> None:
    put = article(meeting=MEETING)
    outcome = show(put)
    got = store.article(outcome.article_id or 0)
    assert got is not None
    assert got["meeting"] == put.as_json()["meeting"]


def test_a_text_that_is_no_news_of_a_meeting_says_so(store: Store, show: Show) -> None:
    outcome = show(article())
    [row] = store.connection.execute("SELECT is_meeting, kind FROM articles")
    assert tuple(row) == (0, None)
    got = store.article(outcome.article_id or 0)
    assert got is not None
    assert got["meeting"] is None


def test_a_better_reading_replaces_the_facts(store: Store, show: Show) -> None:
    show(article(meeting=MEETING))
    better = article(text=TEXT + "\nCuộc họp kết thúc lúc mười một giờ.", meeting=Meeting(KIND))
    assert store.reread("http://doisim.example/a", better)
    rows = store.connection.execute("SELECT fact FROM evidence")
    assert [row["fact"] for row in rows] == ["kind"]
