"""What a fetched page does to the archive, and what is remembered of pages, listings and runs."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from storage.errors import ArchiveError
from storage.records import (
    Article,
    Attachment,
    Block,
    Caption,
    CaptureRef,
    DateFact,
    Image,
    Outcome,
    PeriodFact,
    Weighed,
)
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

A = "http://doisim.example/a"
B = "http://bentre.example/b"
EDITED = TEXT.replace("hai sân chơi", "ba sân chơi")


def count(store: Store, table: str) -> int:
    return int(store.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def changes(store: Store, url: str = A) -> list[str]:
    rows = store.connection.execute(
        "SELECT change FROM captures JOIN pages ON pages.id = page_id WHERE url = ? ORDER BY captures.id",
        [url],
    )
    return [row["change"] for row in rows]


def page(store: Store, url: str = A) -> dict[str, Any]:
    return dict(store.connection.execute("SELECT * FROM pages WHERE url = ?", [url]).fetchone())


# ---- new, unchanged, duplicate -----------------------------------------------------------------------------


def test_a_text_nobody_had_is_new(store: Store, show: Show) -> None:
    assert show(article()) == Outcome("new", 1, 1)


def test_the_same_text_again_is_unchanged(store: Store, show: Show) -> None:
    show(article())
    assert show(article(), days=1) == Outcome("unchanged", 1, 1)
    assert changes(store) == ["first", "same"]


def test_a_ticking_counter_is_no_revision(store: Store, show: Show) -> None:
    show(article(views=17))
    assert show(article(views=18), days=1).kind == "unchanged"
    assert page(store)["views"] == 18
    assert count(store, "articles") == 1


def test_cosmetic_changes_are_no_revision(store: Store, show: Show) -> None:
    show(article())
    assert show(article(text=TEXT.replace(" ", "\u00a0")), days=1).kind == "unchanged"


def test_a_text_known_from_another_page_is_a_duplicate_on_a_page_of_its_own(store: Store, show: Show) -> None:
    first = show(article())
    second = show(article(), B, portal="bentre")
    assert (second.kind, second.article_id) == ("duplicate", first.article_id)
    assert (count(store, "articles"), count(store, "pages")) == (1, 2)


def test_text_is_kept_in_nfc(store: Store, show: Show) -> None:
    show(article(title="Ho\u0323p giao ban", text="\u0110o\u0302\u0300ng chi\u0301"))
    row = store.connection.execute("SELECT title, body FROM articles").fetchone()
    assert tuple(row) == ("Họp giao ban", "Đồng chí")


def test_half_characters_and_nul_do_not_stop_the_archive(store: Store, show: Show) -> None:
    broken = article(title="Tin \ud800", text="một\x00hai \udfff", byline="\ud800", published=None)
    show(broken, listed_title="\ud800", headers=(("ETag", "\ud800"),))
    row = store.connection.execute("SELECT title, body FROM articles").fetchone()
    assert tuple(row) == ("Tin ?", "mộthai ?")


# ---- edits, reuse ------------------------------------------------------------------------------------------


def test_an_edited_text_is_a_revision_and_both_are_kept(store: Store, show: Show) -> None:
    show(article())
    assert show(article(text=EDITED), days=1) == Outcome("changed", 1, 2)
    rows = store.connection.execute("SELECT article_id, previous_article_id, change FROM revisions").fetchall()
    assert [tuple(row) for row in rows] == [(1, None, "first"), (2, 1, "edit")]


def test_a_page_put_up_with_a_title_alone_and_filled_later_is_edited(store: Store, show: Show) -> None:
    show(article(text=""))
    assert show(article(), days=1).kind == "changed"


def test_a_new_title_over_the_same_text_is_an_edit(store: Store, show: Show) -> None:
    show(article())
    assert show(article(title=OTHER_TITLE), days=1).kind == "changed"


def test_an_address_reused_for_another_article_is_no_edit(store: Store, show: Show) -> None:
    show(article())
    outcome = show(article(title=OTHER_TITLE, text=OTHER_TEXT), days=1)
    assert (outcome.kind, outcome.reason) == ("new", "address reused")
    assert changes(store) == ["first", "reuse"]


def test_an_address_reused_for_a_known_article_is_a_duplicate(store: Store, show: Show) -> None:
    show(article(title=OTHER_TITLE, text=OTHER_TEXT), B)
    show(article())
    outcome = show(article(title=OTHER_TITLE, text=OTHER_TEXT), days=1)
    assert (outcome.kind, outcome.article_id, outcome.reason) == ("duplicate", 1, "address reused")


def test_an_edit_taken_back_is_an_edit_and_no_third_text(store: Store, show: Show) -> None:
    for day, text in enumerate([TEXT, EDITED, TEXT]):
        outcome = show(article(text=text), days=day)
    assert outcome == Outcome("changed", 1, 1)
    assert count(store, "articles") == 2


# ---- rejects -----------------------------------------------------------------------------------------------


def test_an_empty_answer_is_no_revision(store: Store, show: Show) -> None:
    show(article())
    outcome = show(Article(not_article="empty page"), days=1)
    assert outcome == Outcome("rejected", 1, 1, "empty page")
    state = store.page(A)
    assert state is not None
    assert (state.article_id, state.title, state.status) == (1, TITLE, "live")
    assert (state.missing_since, state.last_seen) == (START + DAY, START)
    assert changes(store) == ["first", "reject"]


def test_missing_since_tells_the_first_failing_look(store: Store, show: Show) -> None:
    show(article())
    for day in (1, 2, 3):
        show(Article(not_article="empty page"), days=day)
    state = store.page(A)
    assert state is not None and state.missing_since == START + DAY


def test_a_page_that_is_back_is_no_longer_missing(store: Store, show: Show) -> None:
    show(article())
    show(Article(not_article="empty page"), days=1)
    assert show(article(), days=2).kind == "unchanged"
    state = store.page(A)
    assert state is not None and state.missing_since is None


def test_a_page_that_never_was_an_article_is_not_missing(store: Store, show: Show) -> None:
    for day in (0, 1):
        assert show(Article(not_article="a list"), days=day).article_id is None
    state = store.page(A)
    assert state is not None and state.missing_since is None and state.last_seen is None


def test_a_reject_is_counted_by_reason(store: Store, show: Show) -> None:
    for day, reason in enumerate(["a list", "a list", "no text"]):
        show(Article(not_article=reason), days=day)
    rows = store.connection.execute("SELECT reason, times, first_seen, last_seen FROM rejects ORDER BY id")
    assert [tuple(row) for row in rows] == [
        ("a list", 2, "2026-11-22T15:30:00Z", "2026-11-23T15:30:00Z"),
        ("no text", 1, "2026-11-24T15:30:00Z", "2026-11-24T15:30:00Z"),
    ]


def test_a_reject_that_becomes_an_article_is_new(store: Store, show: Show) -> None:
    show(Article(not_article="empty page"))
    assert show(article(), days=1).kind == "new"
    assert changes(store) == ["reject", "first"]


def test_validators_of_a_reject_are_not_kept(store: Store, show: Show) -> None:
    show(article(), headers=(("etag", '"good"'), ("Last-Modified", "Sun, 22 Nov 2026 10:00:00 GMT")))
    show(Article(not_article="empty page"), days=1, headers=(("ETag", '"empty"'),))
    state = store.page(A)
    assert state is not None
    assert (state.etag, state.last_modified) == ('"good"', "Sun, 22 Nov 2026 10:00:00 GMT")


# ---- dates -------------------------------------------------------------------------------------------------


def published(store: Store, key: int | str = 1) -> dict[str, Any]:
    found = store.article(key)
    assert found is not None
    return dict(found["published"])


def test_a_date_lies_with_its_evidence(store: Store, show: Show) -> None:
    show(article(published="2026-11-20"))
    assert published(store) == {
        "value": "2026-11-20", "precision": "day", "evidence": "text", "text": "Ngày 2026-11-20",
    }  # fmt: skip


def test_a_ticking_date_is_no_revision_and_no_date(store: Store, show: Show) -> None:
    show(article(published="2026-11-22T22:29:00+07:00"))
    assert show(article(published="2026-11-23T22:29:00+07:00"), days=1).kind == "unchanged"
    fact = published(store)
    assert (fact["value"], fact["precision"], fact["not_after"]) == (None, "none", "2026-11-22T15:30:00Z")
    assert "moves" in fact["problem"]
    show(article(published="2026-11-24T22:29:00+07:00"), days=2)
    assert published(store)["value"] is None


def test_an_article_has_the_earliest_date_of_its_pages(store: Store, show: Show) -> None:
    show(article(published="2026-11-20"))
    show(article(published="2026-11-18"), B)
    assert published(store)["value"] == "2026-11-18"


def test_of_a_day_and_a_minute_of_it_the_minute_wins(store: Store, show: Show) -> None:
    show(article(published="2026-11-20"))
    show(article(published="2026-11-20T08:00:00+07:00"), B)
    assert published(store)["value"] == "2026-11-20T08:00:00+07:00"


def test_a_date_withdrawn_leaves_the_article_the_next_best(store: Store, show: Show) -> None:
    show(article(published="2026-11-21"))
    show(article(published="2026-11-22"), B)
    show(article(published="2026-11-23"), days=1)
    assert published(store)["value"] == "2026-11-22"


def test_an_article_that_no_page_shows_any_more_keeps_its_date(store: Store, show: Show) -> None:
    show(article(published="2026-11-20"))
    show(article(text=EDITED, published="2026-11-20"), days=1)
    assert published(store, 1)["value"] == "2026-11-20"


# ---- pages -------------------------------------------------------------------------------------------------


def test_an_unknown_page_is_none(store: Store) -> None:
    assert store.page(A) is None


def test_the_state_of_a_page(store: Store, show: Show) -> None:
    show(article())
    show(article(text=EDITED), days=2, url=A)
    state = store.page(A)
    assert state is not None
    assert (state.first_seen, state.last_seen, state.last_checked, state.last_changed) == (
        START, START + 2 * DAY, START + 2 * DAY, START + 2 * DAY,
    )  # fmt: skip
    assert [known.url for known in store.pages("doisim")] == [A]
    assert list(store.pages("nobody")) == []


def test_not_modified_counts_as_seen(store: Store, show: Show) -> None:
    show(article())
    store.mark_missing(A, START + DAY)
    store.touch(A, START + 2 * DAY)
    state = store.page(A)
    assert state is not None
    assert (state.last_seen, state.missing_since) == (START + 2 * DAY, None)


def test_a_gone_page_keeps_its_text_and_comes_back(store: Store, show: Show) -> None:
    show(article())
    store.mark_missing(A, START + DAY)
    assert store.mark_gone([A, "http://doisim.example/unknown"], START + 3 * DAY) == 1
    assert store.mark_gone([A], START + 4 * DAY) == 0
    state = store.page(A)
    assert state is not None
    assert (state.status, state.article_id, state.missing_since) == ("gone", 1, START + DAY)
    assert show(article(), days=5).reason == "back again"
    state = store.page(A)
    assert state is not None and (state.status, state.missing_since) == ("live", None)


def test_a_moved_page_says_where_to(store: Store, show: Show) -> None:
    show(article())
    store.mark_moved(A, B, START + DAY)
    assert (page(store)["status"], page(store)["moved_to"], page(store)["article_id"]) == ("moved", B, 1)


def test_a_naive_moment_is_refused_and_nothing_is_stored(store: Store) -> None:
    naive = datetime(2026, 11, 22)  # noqa: DTZ001 - that is the point
    with pytest.raises(ValueError, match="time zone"):
        store.save(capture(fetched_at=naive), article(), REF)
    with pytest.raises(ValueError, match="time zone"):
        store.mark_missing(A, naive)
    assert count(store, "pages") == 0


def test_a_capture_without_a_portal_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="portal"):
        store.save(capture(portal=""), article(), REF)


def test_what_fails_halfway_leaves_nothing(store: Store) -> None:
    with pytest.raises(Exception, match="NOT NULL"):
        store.save(capture(), article(), CaptureRef("x", 1, 1, None))  # type: ignore[arg-type] # a broken reference
    assert [count(store, table) for table in ("portals", "pages", "articles", "captures", "story_bands")] == [0] * 5


# ---- listings, runs, portals -------------------------------------------------------------------------------


def test_a_listing_is_remembered_in_order(store: Store) -> None:
    url = "http://doisim.example/tin"
    assert store.listing(url) is None
    store.save_listing("doisim", url, [B, A], at=START, page_size=10, swept=True)
    store.save_listing("doisim", url, [A, B], at=START + DAY)
    known = store.listing(url)
    assert known is not None
    assert (known.items, known.page_size, known.read_at, known.swept_at) == ((A, B), 10, START + DAY, START)


def test_a_run_is_remembered_with_its_portals(store: Store) -> None:
    run = store.start_run("crawl doisim", START)
    report = {
        "portal": "doisim",
        "new": 3,
        "seconds": 1.5,
        "started_at": START,
        "note": {"dates": 3},
        "extra": [1],
    }
    store.save_run_portal(run, report)
    store.finish_run(run, 0, START + DAY, "3 new")
    store.start_run("crawl", START + DAY)
    unfinished, last = store.last_runs(2)
    assert unfinished["finished_at"] is None
    assert (last["command"], last["exit_code"], last["outcome"]) == ("crawl doisim", 0, "3 new")
    (part,) = last["portals"]
    assert (part["new"], part["changed"], part["started_at"]) == (3, 0, "2026-11-22T15:30:00Z")
    assert part["note"] == {"dates": 3, "extra": [1]}


def test_the_summary_tells_how_each_portal_fares(store: Store, show: Show) -> None:
    show(article(published="2026-11-20"))
    show(article(title=OTHER_TITLE, text=OTHER_TEXT), "http://doisim.example/c")
    show(Article(not_article="a list"), "http://doisim.example/d")
    store.mark_gone(["http://doisim.example/c"], START + DAY)
    store.save_portal("bentre", host="bentre.example", at=START, title="Bến Tre Xanh", platform="wordpress")
    store.save_run_portal(store.start_run("crawl", START), {"portal": "doisim", "finished_at": START, "new": 2})
    bentre, doisim = store.portal_summary()
    assert (bentre["portal"], bentre["title"], bentre["live"], bentre["last_run"]) == (
        "bentre",
        "Bến Tre Xanh",
        0,
        None,
    )
    assert (doisim["live"], doisim["articles"], doisim["gone"], doisim["newest"]) == (1, 2, 1, "2026-11-20")
    assert (doisim["last_run"], doisim["last_result"]["new"]) == ("2026-11-22T15:30:00Z", 2)


# ---- answers -----------------------------------------------------------------------------------------------

FULL = Article(
    title=TITLE,
    section="Văn hóa",
    lead="Sáng 5/10, họp giao ban.",
    blocks=(
        Block("paragraph", "Sáng 5/10, họp giao ban."),
        Block("heading", "Kết quả"),
        Block("table", "Tổ | Số hộ\n1 | 40", rows=(("Tổ", "Số hộ"), ("1", "40"))),
        Block("item", "Đồng chí A"),
    ),
    captions=(Caption("Ảnh: cuộc họp", "http://doisim.example/1.jpg"),),
    images=(Image("http://doisim.example/1.jpg", "alt"),),
    attachments=(Attachment("http://doisim.example/1.pdf", "Báo cáo"),),
    byline="Song Hà",
    source="UBND thị trấn",
    views=12,
    language="vi",
    published=DateFact("2026-11-20", "day", "rule:doisim", "Đăng ngày 20/11/2026"),
    held_on=PeriodFact("2026-10-05", "2026-10-05", "Sáng 5/10"),
    covers=PeriodFact("2026-07-01", "2026-09-30", "quý III"),
    version="1",
    sources={"title": "rule:doisim", "blocks": "generic"},
    dates=(
        Weighed(DateFact("2026-11-20", "day", "rule:doisim", "Đăng ngày 20/11/2026"), "chosen"),
        Weighed(DateFact("2026-11-21", "day", "url", "2026-11-21"), "another is trusted more"),
    ),
)


def test_an_article_comes_back_in_the_documented_shape(store: Store, show: Show) -> None:
    show(FULL)
    found = store.article(1)
    assert found is not None
    of_the_archive = {
        "attachments": [file | {"status": "waiting", "file": None} for file in FULL.as_json()["attachments"]]
    }
    assert {key: found[key] for key in FULL.as_json()} == FULL.as_json() | of_the_archive
    assert json.dumps(found)
    assert set(found) - set(FULL.as_json()) == {"id", "hash", "story", "pages", "same_story"}
    (place,) = found["pages"]
    assert place == {
        "url": A,
        "portal": "doisim",
        "status": "live",
        "published": FULL.as_json()["published"],
        "dates": [
            {**FULL.as_json()["published"], "verdict": "chosen"},
            {
                "value": "2026-11-21",
                "precision": "day",
                "evidence": "url",
                "text": "2026-11-21",
                "verdict": "another is trusted more",
            },
        ],
        "first_seen": "2026-11-22T15:30:00Z",
        "last_seen": "2026-11-22T15:30:00Z",
        "views": 12,
        "capture": {"warc": REF.file, "offset": REF.offset, "length": REF.length},
    }


def test_blocks_can_be_read_with_sql_alone(store: Store, show: Show) -> None:
    show(FULL)
    rows = store.connection.execute("SELECT kind, text FROM blocks ORDER BY position").fetchall()
    assert [tuple(row) for row in rows] == [(block.kind, block.text) for block in FULL.blocks]


def test_an_article_is_found_by_id_hash_and_address(store: Store, show: Show) -> None:
    show(FULL)
    found = store.article(1)
    assert found is not None
    assert store.article("1") == store.article(found["hash"][:12]) == store.article(A) == found
    assert store.article(2) is store.article("zz*") is store.article("") is store.article("http://x.example/") is None


def test_a_hash_that_fits_several_articles_asks_for_more(store: Store, show: Show) -> None:
    for n in range(40):
        show(article(title=f"Tin {n}"), f"http://doisim.example/{n}")
    initial = next(c for c in "abcdef" if hashes_with(store, c) > 1)
    with pytest.raises(ArchiveError, match="more of it"):
        store.article(initial)


def hashes_with(store: Store, initial: str) -> int:
    query = "SELECT count(*) FROM articles WHERE substr(hash, 1, 1) = ?"
    return int(store.connection.execute(query, [initial]).fetchone()[0])


def test_the_latest_raw_page_is_the_one_that_gave_the_article(store: Store) -> None:
    refs = [CaptureRef("x.warc.gz", n, 1, "sha1:A") for n in range(3)]
    store.save(capture(A), article(), refs[0])
    store.save(capture(A, 1), article(text=EDITED), refs[1])
    store.save(capture(A, 2), Article(not_article="empty page"), refs[2])
    assert store.latest_capture(A) == refs[1]
    assert store.latest_capture(1) == refs[0]
    assert store.latest_capture("http://doisim.example/unknown") is None


def test_sightings_and_current_articles_answer_the_usual_questions(store: Store, show: Show) -> None:
    show(article(published="2026-11-20"))
    show(article(published="2026-11-21"), B, days=1, portal="bentre")
    sightings = store.connection.execute("SELECT portal, url, published FROM sightings ORDER BY first_seen")
    assert [tuple(row) for row in sightings] == [("doisim", A, "2026-11-20"), ("bentre", B, "2026-11-21")]
    store.mark_gone([A], START + 2 * DAY)
    current = store.connection.execute("SELECT portal, url, published, pages FROM current_articles")
    assert [tuple(row) for row in current] == [("bentre", B, "2026-11-20", 2)]


def test_an_archive_is_read_without_being_written(tmp_path: Path) -> None:
    with Store(tmp_path / "articles.db") as store:
        store.save(capture(), article(), REF)
    with Store(tmp_path / "articles.db", readonly=True) as store:
        assert store.article(1) is not None
