"""A page's history made anew from its captures: as if each capture had come again, read as captures are read now."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.history import Reading, Rebuilt
from storage.records import Article, Capture, CaptureRef, Chair, DateFact, Meeting, PeriodFact, Span, Weighed
from storage.similarity import content_hash
from storage.store import Store
from tests.storage.conftest import DAY, OTHER_TEXT, OTHER_TITLE, START, TEXT, TITLE, article, capture

A, B = "http://doisim.example/a", "http://doisim.example/b"
EDITED = TEXT.replace("ba trăm", "bốn trăm")
LINE = "Đường dây nóng của thị trấn: 0999 000 111"
NOTHING = Article(not_article="no article text on the page")


@dataclass(frozen=True)
class Look:
    """A capture of a page, what was read of it when it came, and what is read of it now (None: no longer readable)."""

    then: Article
    now: Article | None
    url: str = A
    day: float = 0
    views: int | None = None

    @property
    def capture(self) -> Capture:
        return capture(self.url, self.day, headers=(("ETag", f'"{self.day}"'),), listed_title=f"Tin ngày {self.day}")


@cache
def an_empty_archive() -> bytes:
    """Making the tables takes longer than a test."""
    with TemporaryDirectory() as folder:
        Store(Path(folder) / "articles.db").close()
        return (Path(folder) / "articles.db").read_bytes()


def saved(path: Path, looks: Sequence[Look], *, now: bool = False) -> Store:
    """An archive that these looks were saved in, one by one."""
    path.write_bytes(an_empty_archive())
    store = Store(path)
    for number, look in enumerate(looks):
        said = look.now if now else look.then
        assert said is not None
        store.save(look.capture, said, CaptureRef("x.warc.gz", number, 1, "sha1:A"))
    return store


def rebuild(store: Store, looks: Sequence[Look]) -> list[Rebuilt]:
    """Read everything again: page by page, in the order in which they were first stored."""
    pages = store.connection.execute("SELECT id, url FROM pages ORDER BY id").fetchall()
    return [
        store.rebuild(
            page["id"],
            {
                number: Reading(look.now, replace(look.capture, body=b""))
                for number, look in enumerate(looks, 1)
                if look.url == page["url"] and look.now is not None
            },
        )
        for page in pages
    ]


# ---- what an archive holds, without the numbers of its rows -----------------------------------------------------

# Numbers of rows, and which extractor read a capture last: `reextract` keeps that.
IDS = frozenset(("id", "article_id", "page_id", "story_id"))


def holdings(store: Store) -> dict[str, Any]:
    ask = store.connection.execute
    hashes = {row["id"]: row["hash"] for row in ask("SELECT id, hash FROM articles")}
    urls = {row["id"]: row["url"] for row in ask("SELECT id, url FROM pages")}
    held: dict[str, Any] = {}
    for table in ("articles", "pages", "captures", "rejects", "facts"):
        rows = []
        for row in ask(f"SELECT * FROM {table}"):
            values = {name: row[name] for name in row.keys() if name not in IDS}  # noqa: SIM118  a Row iterates values
            if "article_id" in row.keys():  # noqa: SIM118
                values["article"] = hashes.get(row["article_id"])
            if "page_id" in row.keys():  # noqa: SIM118
                values["page"] = urls[row["page_id"]]
            if table == "captures":
                values.pop("extractor")
            rows.append(values)
        held[table] = sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))
    stories: dict[int, set[str]] = {}
    for row in ask("SELECT story_id, hash FROM articles WHERE story_id NOT NULL"):
        stories.setdefault(row["story_id"], set()).add(row["hash"])
    held["stories"] = sorted(map(sorted, stories.values()))
    held["stories that are empty"] = ask(
        "SELECT count(*) FROM stories WHERE id NOT IN (SELECT story_id FROM articles WHERE story_id NOT NULL)"
    ).fetchone()[0]
    held["bands"] = sorted(
        (row["band"], row["hash"], hashes[row["article_id"]]) for row in ask("SELECT * FROM story_bands")
    )
    ask("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
    assert not ask("PRAGMA foreign_key_check").fetchall()
    return held


# ---- the heart --------------------------------------------------------------------------------------------------


def dated(said: Article, day: int | None, shown: int | None = None) -> Article:
    """The article with a date on its page, and with another that is trusted less."""
    if day is None:
        return said
    facts = [DateFact(f"2026-10-{day:02}", "day", "rule:doisim", f"Ngày {day}/10/2026")]
    weighed = [Weighed(facts[0], "chosen")]
    if shown is not None:
        weighed.append(Weighed(DateFact(f"2026-09-{shown:02}", "day", "url", f"2026/09/{shown:02}"), "trusted less"))
    return replace(said, published=facts[0], dates=tuple(weighed))


TEXTS = (TEXT, EDITED, f"{LINE}\n{TEXT}", OTHER_TEXT, f"{OTHER_TEXT}\n{LINE}", TEXT + " “Hết”.")
TITLES = (TITLE, OTHER_TITLE, f"{TITLE} năm 2026")
REFUSED = (NOTHING, Article(not_article="an error page"))


@dataclass(frozen=True)
class Draft:
    """An article in a few small numbers: what is left of a failing example can be read."""

    text: int
    title: int
    cosmetic: int
    byline: int
    views: int
    day: int
    url_day: int

    def article(self, version: str) -> Article:
        if self.text >= len(TEXTS):
            return REFUSED[self.text - len(TEXTS)]
        text = TEXTS[self.text]
        text = (text, text.replace(" ", "  ", 1), text.replace("“", '"'))[self.cosmetic]
        meeting = Meeting(chairs=(Chair("Trần Văn A", None, Span("body", 0, "Sáng")),)) if self.byline else None
        said = article(
            TITLES[self.title], text, byline="Song Hà" if self.byline else None, meeting=meeting, version=version,
            views=self.views or None, held_on=PeriodFact("2026-10-05", "2026-10-05", "Sáng 5/10/2026"),
        )  # fmt: skip
        return dated(said, self.day or None, self.url_day or None)


def drafts() -> st.SearchStrategy[Draft]:
    few, day = st.integers(0, 2), st.integers(0, 12)
    return st.builds(Draft, st.integers(0, 7), few, few, st.integers(0, 1), few, day, day)


def histories() -> st.SearchStrategy[list[tuple[Draft, Draft, int]]]:
    return st.lists(st.tuples(drafts(), drafts(), st.integers(0, 2)), max_size=9)


def looks_of(drawn: list[tuple[Draft, Draft, int]]) -> list[Look]:
    pages = (A, B, "http://doisim.example/c")
    return [Look(then.article("1"), now.article("2"), pages[page], day) for day, (then, now, page) in enumerate(drawn)]


@settings(max_examples=30, deadline=None)
@given(histories())
def test_looks_read_anew_are_what_they_would_be_had_they_been_read_so_at_once(
    drawn: list[tuple[Draft, Draft, int]],
) -> None:
    looks = looks_of(drawn)
    with TemporaryDirectory() as folder:
        with saved(Path(folder) / "then.db", looks) as store:
            rebuild(store, looks)
            again = holdings(store)
        with saved(Path(folder) / "now.db", looks, now=True) as store:
            at_once = holdings(store)
    for held in (again, at_once):
        _forget_dates_of_texts_that_left_several_pages(held, looks)
    assert again == at_once


def _forget_dates_of_texts_that_left_several_pages(held: dict[str, Any], looks: Sequence[Look]) -> None:
    """Which of the pages left last decided their date; that is not kept."""
    shown = {page["article"] for page in held["pages"]}
    for row in held["articles"]:
        said = {look.url for look in looks for one in (look.then, look.now) if one and content_hash(one) == row["hash"]}
        if row["hash"] not in shown and len(said) > 1:
            for name in ("published", "published_precision", "published_evidence", "published_text", "best_known"):
                row.pop(name)
    held["articles"].sort(key=lambda row: row["hash"])


# ---- one thing at a time ----------------------------------------------------------------------------------------


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Any]:
    """`told(looks)`: an archive of these looks, read anew, and what it says of captures and texts."""
    opened: list[Store] = []

    def told(looks: Sequence[Look]) -> Store:
        opened.append(saved(tmp_path / "articles.db", looks))
        rebuild(opened[0], looks)
        return opened[0]

    yield told
    for store in opened:
        store.close()


def rows(store: Store, query: str, *values: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in store.connection.execute(query, values)]


def changes(store: Store, url: str = A) -> list[tuple[str, int | None]]:
    query = "SELECT change, captures.article_id FROM captures JOIN pages ON pages.id = page_id WHERE url = ?"
    return [(change, number) for change, number in rows(store, f"{query} ORDER BY fetched_at", url)]


def dirty(text: str = TEXT) -> Article:
    return article(text=f"{LINE}\n{text}")


def test_reading_the_same_again_changes_not_a_byte(tmp_path: Path) -> None:
    looks = [Look(dirty(), dirty()), Look(NOTHING, NOTHING, day=1), Look(article(), article(), B, day=2)]
    with saved(tmp_path / "articles.db", looks) as store:
        before = list(store.connection.iterdump())
        assert [one.corrected for one in rebuild(store, looks)] == [{}, {}]
        assert list(store.connection.iterdump()) == before


def test_a_corrected_text_keeps_its_number_and_a_real_edit_stays_one(told: Any) -> None:
    store = told([Look(dirty(), article()), Look(dirty(EDITED), article(text=EDITED), day=1)])
    assert changes(store) == [("first", 1), ("edit", 2)]
    assert rows(store, "SELECT id, body FROM articles") == [(1, TEXT), (2, EDITED)]


def test_an_edit_that_was_a_bad_reading_is_none(told: Any) -> None:
    store = told([Look(article(), article()), Look(dirty(), article(), day=1)])
    assert changes(store) == [("first", 1), ("same", 1)]
    assert rows(store, "SELECT id, body FROM articles") == [(1, TEXT)]
    assert rows(store, "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'nóng'") == [(0,)]


def test_an_edit_that_was_not_seen_is_one(told: Any) -> None:
    store = told([Look(article(), article()), Look(article(), article(text=EDITED), day=1)])
    assert changes(store) == [("first", 1), ("edit", 2)]
    assert rows(store, "SELECT article_id, last_changed FROM pages") == [(2, "2026-11-23T15:30:00Z")]


def test_a_reject_can_be_an_article_after_all_and_its_reason_goes(told: Any) -> None:
    store = told([Look(NOTHING, article()), Look(NOTHING, NOTHING, B)])
    assert changes(store) == [("first", 1)]
    assert rows(store, "SELECT url FROM rejects") == [(B,)]
    assert rows(store, "SELECT article_id, last_seen, etag FROM pages WHERE url = ?", A) == [
        (1, "2026-11-22T15:30:00Z", '"0"')
    ]


def test_an_article_can_be_none_after_all(told: Any) -> None:
    store = told([Look(dirty(), NOTHING), Look(dirty(), NOTHING, day=1)])
    assert changes(store) == [("reject", None)] * 2
    assert rows(store, "SELECT reason, times FROM rejects") == [(NOTHING.not_article, 2)]
    assert rows(store, "SELECT article_id, title, published, last_seen, etag FROM pages") == [(None,) * 5]
    assert rows(store, "SELECT count(*) FROM articles") == [(0,)]


def test_a_text_on_two_pages_keeps_its_number_when_both_read_better(told: Any) -> None:
    store = told([Look(dirty(), article()), Look(dirty(), article(), B, day=1)])
    assert rows(store, "SELECT id, body FROM articles") == [(1, TEXT)]
    assert rows(store, "SELECT article_id FROM pages") == [(1,), (1,)]


def test_a_text_that_was_two_after_all_is_split(told: Any) -> None:
    store = told([Look(dirty(), article()), Look(dirty(), article(text=EDITED), B, day=1)])
    assert rows(store, "SELECT pages.url, body FROM pages JOIN articles ON articles.id = article_id") == [
        (A, TEXT),
        (B, EDITED),
    ]


def test_two_texts_that_were_one_after_all_are_joined_under_the_older_number(told: Any) -> None:
    store = told([Look(dirty(), article()), Look(article(), article(), B, day=1)])
    assert rows(store, "SELECT id, body, first_seen FROM articles") == [(1, TEXT, "2026-11-22T15:30:00Z")]
    assert rows(store, "SELECT article_id FROM captures") == [(1,), (1,)]


def test_a_capture_that_cannot_be_read_gives_what_it_gave(told: Any) -> None:
    store = told([Look(dirty(), None), Look(dirty(EDITED), article(text=EDITED), day=1), Look(NOTHING, None, day=2)])
    assert changes(store) == [("first", 1), ("edit", 2), ("reject", None)]
    assert rows(store, "SELECT id, body FROM articles") == [(1, f"{LINE}\n\n{TEXT}"), (2, EDITED)]
    assert rows(store, "SELECT reason, times FROM rejects") == [(NOTHING.not_article, 1)]


def test_a_date_stays_where_nothing_can_be_read(told: Any) -> None:
    store = told([Look(article(published="2026-10-05"), None), Look(article(published="2026-10-09"), None, day=1)])
    [page] = store.connection.execute("SELECT * FROM pages").fetchall()
    assert (page["published"], page["date_moved_from"]) == (None, "2026-10-05")


def test_a_date_that_moved_stays_withdrawn_and_one_that_was_misread_does_not(told: Any) -> None:
    store = told(
        [
            Look(article(published="2026-10-05"), article(published="2026-10-06")),
            Look(article(published="2026-10-09"), article(published="2026-10-10"), day=1),
            Look(article(published="2026-05-10"), article(published="2026-10-05"), B),
            Look(article(published="2026-10-05"), article(published="2026-10-05"), B, day=1),
        ]
    )
    assert rows(store, "SELECT published, date_moved_from FROM pages") == [(None, "2026-10-06"), ("2026-10-05", None)]


LISTED = DateFact("2026-10-01", "day", "listing", "01/10/2026")


@pytest.mark.parametrize("shown", [None, "2026-09-30"])
def test_what_a_listing_told_survives(tmp_path: Path, shown: str | None) -> None:
    looks = [Look(dirty(), article(published=shown))]
    with saved(tmp_path / "articles.db", looks) as store:
        store.note_listed(A, LISTED)
        rebuild(store, looks)
        assert rows(store, "SELECT published FROM pages") == [(shown or "2026-10-01",)]
        assert ("listing", "2026-10-01") in rows(store, "SELECT evidence, value FROM page_dates")


def test_a_date_that_many_pages_share_stays_withdrawn(tmp_path: Path) -> None:
    shown = article(published="2026-10-05T08:15:00+07:00")
    looks = [Look(shown, replace(shown, title=OTHER_TITLE))]
    with saved(tmp_path / "articles.db", looks) as store:
        store.note_rendering(A, shown.published)
        rebuild(store, looks)
        assert rows(store, "SELECT published, date_moved_from FROM pages") == [(None, "2026-10-05T08:15:00+07:00")]
        assert rows(store, "SELECT title, published FROM articles") == [(OTHER_TITLE, None)]


def test_what_other_visits_found_of_a_page_stays(tmp_path: Path) -> None:
    looks = [Look(dirty(), article()), Look(dirty(), article(), B), Look(NOTHING, NOTHING, B, day=1)]
    with saved(tmp_path / "articles.db", looks) as store:
        store.touch(A, START + 2 * DAY)
        store.mark_gone([B], START + 3 * DAY)
        rebuild(store, looks)
        assert rows(store, "SELECT status, last_seen, last_checked, missing_since FROM pages") == [
            ("live", "2026-11-24T15:30:00Z", "2026-11-24T15:30:00Z", None),
            ("gone", "2026-11-22T15:30:00Z", "2026-11-25T15:30:00Z", "2026-11-23T15:30:00Z"),
        ]


def test_a_page_that_was_gone_because_it_could_not_be_read_is_live(tmp_path: Path) -> None:
    looks = [Look(article(), article()), Look(NOTHING, article(), day=1)]
    with saved(tmp_path / "articles.db", looks) as store:
        store.mark_gone([A], START + 2 * DAY)
        rebuild(store, looks)
        assert rows(store, "SELECT status, missing_since, last_seen FROM pages") == [
            ("live", None, "2026-11-23T15:30:00Z")
        ]


def test_captures_that_came_in_out_of_order_are_put_in_order(tmp_path: Path) -> None:
    """As when two archives are merged: the later look was stored first."""
    looks = [Look(article(text=EDITED), None, day=1), Look(article(), None), Look(article(text=EDITED), None, day=2)]
    with saved(tmp_path / "articles.db", looks) as store:
        rebuild(store, looks)
        assert changes(store) == [("first", 2), ("edit", 1), ("same", 1)]


def test_a_story_that_a_misread_text_held_together_falls_apart(told: Any) -> None:
    frame = " ".join(f"{LINE}, phòng {n}, tầng {n}, nhà làm việc số {n}." for n in range(9))
    first, third = f"{frame} {TEXT}", f"{OTHER_TEXT} {frame}"
    looks = [Look(article("Lịch họp", first), article("Lịch họp", TEXT)), Look(article("Lịch họp", frame), None, B)]
    store = told([*looks, Look(article("Lịch họp", third), article("Lịch họp", OTHER_TEXT), "http://doisim.example/c")])
    assert rows(store, "SELECT count(*) FROM stories") == [(0,)]
