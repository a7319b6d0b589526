"""Dates in the archive: the evidence kept with its verdicts, what comes of several looks, the order of time."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlite_utils

from storage.migrations import migrations
from storage.records import NO_DATE, Article, DateFact, PeriodFact, Weighed
from storage.store import Store
from tests.storage.conftest import DAY, OTHER_TEXT, OTHER_TITLE, START, Show, article

A, B = "http://doisim.example/a", "http://doisim.example/b"
SHOWN = DateFact("2026-11-20", "day", "text", "Đăng ngày 20/11/2026")
LISTED = DateFact("2026-11-19", "day", "listing", "19/11/2026")
SPOKEN = DateFact(evidence="text", text="Sáng 5/10/2026", not_before="2026-10-05")


def dated(*weighed: Weighed, **fields: Any) -> Article:
    """An article for whose published date these were weighed: the chosen one is it, else the first."""
    chosen = [one.fact for one in weighed if one.verdict == "chosen"] or [one.fact for one in weighed] or [NO_DATE]
    return replace(article(**fields), dates=weighed, published=chosen[0])


def verdicts(store: Store, url: str = A) -> list[tuple[Any, ...]]:
    rows = store.connection.execute("SELECT evidence, value, verdict FROM page_dates WHERE url = ?", [url])
    return [tuple(row) for row in rows]


def test_the_losers_are_kept_with_their_reasons(store: Store, show: Show) -> None:
    show(dated(Weighed(SHOWN, "chosen"), Weighed(LISTED, "another is trusted more")))
    assert verdicts(store) == [
        ("text", "2026-11-20", "chosen"),
        ("listing", "2026-11-19", "another is trusted more"),
    ]


def test_a_date_that_moved_is_kept_as_a_loser(store: Store, show: Show) -> None:
    show(dated(Weighed(SHOWN, "chosen"), Weighed(SPOKEN, "bounds the date")))
    later = DateFact("2026-11-23", "day", "text", "Đăng ngày 23/11/2026")
    show(dated(Weighed(later, "chosen"), Weighed(SPOKEN, "bounds the date")), days=1)
    (moved, spoken) = verdicts(store)
    assert moved[:2] == ("text", "2026-11-23") and "moves" in moved[2]
    assert spoken == ("text", None, "bounds the date")
    found = store.article(A)
    assert found is not None
    assert (found["published"]["not_before"], found["published"]["not_after"]) == (
        "2026-10-05",
        "2026-11-22T15:30:00Z",
    )


def test_what_a_listing_told_stays_with_a_page_that_is_looked_at_alone(store: Store, show: Show) -> None:
    show(dated(Weighed(SPOKEN, "bounds the date")))
    assert store.note_listed(A, LISTED)
    show(dated(Weighed(SPOKEN, "bounds the date")), days=1)
    assert ("listing", "2026-11-19", "chosen") in verdicts(store)
    found = store.article(A)
    assert found is not None
    assert found["published"]["value"] == "2026-11-19"


def test_an_address_used_again_keeps_nothing_of_the_old_date(store: Store, show: Show) -> None:
    show(dated(Weighed(SHOWN, "chosen"), Weighed(LISTED, "agrees")))
    show(dated(title=OTHER_TITLE, text=OTHER_TEXT), days=1)
    assert verdicts(store) == []
    found = store.article(A)
    assert found is not None
    assert (found["published"]["value"], found["published"]["not_after"]) == (None, "2026-11-23T15:30:00Z")


def test_a_rendering_is_taken_back(store: Store, show: Show) -> None:
    moment = DateFact("2026-11-22T22:20:00+07:00", "minute", "text", "22/11/2026 22:20")
    show(dated(Weighed(moment, "chosen")))
    assert store.note_rendering(A, moment)
    assert not store.note_rendering(A, moment)
    found = store.article(A)
    assert found is not None
    assert found["published"]["value"] is None and "rendering" in found["published"]["problem"]
    assert "rendering" in verdicts(store)[0][2]


def test_neighbours_bound_a_page_without_a_date_and_no_other(store: Store, show: Show) -> None:
    bound = DateFact(evidence="neighbours", text="listed above", not_before="2026-11-01")
    show(dated(Weighed(SPOKEN, "bounds the date")))
    show(dated(Weighed(SHOWN, "chosen"), title=OTHER_TITLE, text=OTHER_TEXT), B)
    assert store.note_bounds(A, bound)
    assert not store.note_bounds(A, bound)
    assert not store.note_bounds(B, bound)
    assert not store.note_bounds("http://doisim.example/unknown", bound)
    found = store.article(A)
    assert found is not None
    assert (found["published"]["not_before"], found["published"]["evidence"]) == ("2026-11-01", "neighbours")


def test_articles_sort_by_the_best_known_instant(store: Store, show: Show) -> None:
    show(dated(Weighed(SHOWN, "chosen"), title="Có ngày", text=OTHER_TEXT), "http://doisim.example/1")
    show(
        dated(Weighed(SPOKEN, "bounds the date"), title="Có mốc", text=OTHER_TEXT + " Một."), "http://doisim.example/2"
    )
    show(dated(title="Không ngày", text=OTHER_TEXT + " Hai."), "http://doisim.example/3")
    rows = store.connection.execute("SELECT title, best_known FROM current_articles ORDER BY best_known").fetchall()
    assert [tuple(row) for row in rows] == [
        ("Không ngày", None),
        ("Có mốc", "2026-10-05"),
        ("Có ngày", "2026-11-20"),
    ]


def test_a_better_reading_corrects_dates_and_periods_without_a_revision(store: Store, show: Show) -> None:
    wrong = DateFact("2026-07-04", "day", "text", "07/04/2026")
    show(dated(Weighed(wrong, "chosen"), held_on=PeriodFact("2026-06-30", "2026-06-30", "Ngày 30/6")))
    assert store.date_texts("doisim") == [("text", "07/04/2026")]
    assert store.dated_at("doisim", {"text"}) == [A]
    right = DateFact("2026-04-07", "day", "text", "07/04/2026")
    store.correct_dates(A, dated(Weighed(right, "chosen")))
    found = store.article(A)
    assert found is not None
    assert (found["published"]["value"], found["held_on"]) == ("2026-04-07", None)
    assert verdicts(store) == [("text", "2026-04-07", "chosen")]
    assert store.connection.execute("SELECT count(*) FROM captures").fetchone()[0] == 1


def test_the_dates_of_pages_seen_since_a_moment(store: Store, show: Show) -> None:
    show(dated(Weighed(SHOWN, "chosen")))
    show(dated(Weighed(SHOWN, "chosen"), title=OTHER_TITLE, text=OTHER_TEXT), B, days=1)
    assert [url for url, _ in store.dates_seen("doisim", since=START)] == [A, B]
    assert [url for url, _ in store.dates_seen("doisim", since=START + DAY - timedelta(hours=1))] == [B]
    assert [url for url, _ in store.dates([B, "http://doisim.example/none", A])] == [B, A]


def test_an_archive_of_the_version_before_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "articles.db"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN")
    migrations.apply(sqlite_utils.Database(connection), stop_before="0005_dates")
    connection.execute("INSERT INTO portals VALUES ('doisim', 'doisim.example', NULL, NULL, '2020', '2020')")
    for number, published in ((1, "2019-03-20"), (2, None)):
        connection.execute(
            "INSERT INTO articles (id, hash, title, body, published, structure, extractor, first_seen, words) "
            "VALUES (?, ?, 'Tin', 'Bài', ?, '{\"blocks\":[]}', '1', '2020-01-02T03:04:05Z', 1)",
            [number, str(number), published],
        )
        connection.execute(
            "INSERT INTO pages "
            "(portal, url, fetched_url, article_id, first_seen, last_checked, last_changed, published) "
            "VALUES ('doisim', ?1, ?1, ?2, '2020-01-02T03:04:05Z', '2020', '2020-01-02T03:04:05Z', ?3)",
            [f"http://doisim.example/{number}", number, published],
        )
    connection.execute("COMMIT")
    connection.close()
    with Store(path) as store:
        rows = store.connection.execute("SELECT id, best_known FROM articles ORDER BY id").fetchall()
        assert [tuple(row) for row in rows] == [(1, "2019-03-20"), (2, None)]
        found = store.article(1)
        assert found is not None
        assert found["pages"][0]["dates"] == []
        assert store.note_bounds("http://doisim.example/2", DateFact(evidence="neighbours", not_before="2019-01-01"))


@pytest.mark.parametrize("damaged", ["not json", "[1,null,3]", "[{}]", "{}", '"x"'])
def test_evidence_that_another_program_damaged_is_no_evidence_and_harms_nothing(
    store: Store, show: Show, damaged: str
) -> None:
    show(dated(Weighed(SHOWN, "chosen")))
    store.connection.execute("PRAGMA ignore_check_constraints = ON")
    store.connection.execute("UPDATE pages SET dates = ?", [damaged])
    found = store.article(A)
    assert found is not None
    assert (found["pages"][0]["dates"], found["published"]["value"]) == ([], "2026-11-20")
    assert store.date_texts("doisim") == []
    assert store.note_listed(A, LISTED) is False
    show(dated(Weighed(SHOWN, "chosen")), days=1)
    assert ("text", "2026-11-20", "chosen") in verdicts(store)


@pytest.mark.parametrize("text", ["Ngày \x00 1/1", "\ud800", "Nga\u0300y 1/1"])
def test_words_of_any_kind_can_be_kept(store: Store, show: Show, text: str) -> None:
    show(dated(Weighed(DateFact("2026-01-01", "day", "text", text), "chosen")))
    found = store.article(A)
    assert found is not None
    assert found["pages"][0]["dates"][0]["value"] == "2026-01-01"
