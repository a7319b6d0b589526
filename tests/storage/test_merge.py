"""Two archives made one: nothing lost, nothing twice, whichever takes in which."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from crawler.processes import Helper
from storage import warc
from storage.errors import ArchiveError
from storage.export import exported, exported_ids, whole_file, write_stream
from storage.indexed import Indexed, index_text
from storage.instants import stamp
from storage.merging import rules
from storage.merging.copying import take_raw_files
from storage.merging.from_archive import open_archive_source
from storage.merging.from_lines import LinesSource
from storage.merging.merge import Folders, Report, merge
from storage.migrations import migrations
from storage.records import Absence, Article, Attachment, Block, CaptureRef, Chair, Meeting, PeriodFact, Said, Span
from storage.schema import PAGE_BYTES
from storage.search import Filters
from storage.similarity import content_hash
from storage.store import Store
from tests.storage.conftest import DAY, OTHER_TEXT, OTHER_TITLE, REF, START, TEXT, TITLE, article, capture

URL = "http://doisim.example/a"
AT = stamp(START)


@dataclass
class Home:
    """An archive in a folder, filled in a few words."""

    folder: Path

    def show(self, shown: Article, url: str = URL, days: float = 0, **fields: Any) -> CaptureRef:
        """A page shows this, so many days after the start; its raw page is stored."""
        seen = capture(url, days, **{"body": repr((shown.title, shown.text, days)).encode(), **fields})
        with Store(self.folder / "articles.db") as store, warc.WarcWriter(self.folder / "warc") as writer:
            ref = writer.write(seen)
            store.save(seen, shown, ref)
        return ref

    def take(
        self, other: Home | Path, *, dry_run: bool = False, helper: Helper[tuple[str, str], Indexed] | None = None
    ) -> Report:
        with Store(self.folder / "articles.db") as store:
            if isinstance(other, Path):
                return merge(store, LinesSource(other), Folders(self.folder), dry_run=dry_run, helper=helper)
            with open_archive_source(other.folder / "articles.db") as source:
                raw = take_raw_files(other.folder / "warc", self.folder / "warc", dry_run=dry_run)
                return merge(store, source, Folders(self.folder, other.folder, raw), dry_run=dry_run, helper=helper)

    def export(self, path: Path) -> Path:
        with Store(self.folder / "articles.db", readonly=True) as store, whole_file(path) as out:
            told = exported(store.connection, exported_ids(store.connection, None, Filters()))
            write_stream(told, out, "jsonl", bom=False, feed=None)
        return path

    def store(self) -> Store:
        return Store(self.folder / "articles.db")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.folder / "articles.db")) as connection:
            return connection.execute(query).fetchall()

    def dump(self) -> list[str]:
        """Everything, numbers too."""
        with closing(sqlite3.connect(self.folder / "articles.db")) as connection:
            return list(connection.iterdump())

    def content(self) -> dict[str, list[tuple[Any, ...]]]:
        """Everything that does not depend on which archive took in which: no numbers, no names of files."""
        with closing(sqlite3.connect(self.folder / "articles.db")) as connection:
            return {name: sorted(connection.execute(query).fetchall(), key=repr) for name, query in CONTENT.items()}


CONTENT = {
    "portals": "SELECT name, host, title, first_crawled, last_crawled FROM portals",
    "articles": "SELECT hash, title, body, byline, kind, chairs, published, published_precision, best_known, "
    "first_seen, structure, extractor FROM articles",
    "facts": "SELECT hash, fact, position, value, detail FROM facts JOIN articles ON articles.id = article_id",
    "pages": "SELECT url, hash, pages.title, status, pages.first_seen, last_seen, last_checked, last_changed, "
    "missing_since, pages.published, date_moved_from, published_not_after, views "
    "FROM pages LEFT JOIN articles ON articles.id = article_id",
    "captures": "SELECT url, fetched_at, hash, digest, change FROM captures JOIN pages ON pages.id = page_id "
    "LEFT JOIN articles ON articles.id = captures.article_id",
    "revisions": "SELECT url, fetched_at, change, revisions.title FROM revisions",
    "stories": "SELECT group_concat(hash) FROM (SELECT story_id, hash FROM articles WHERE story_id NOT NULL "
    "ORDER BY hash) GROUP BY story_id",
    "rejects": "SELECT url, reason, first_seen, last_seen, times FROM rejects",
    "listings": "SELECT url, portal, items, page_size, read_at, swept_at FROM listings",
    "attachments": "SELECT hash, url, name FROM article_attachments JOIN attachments ON attachments.id = attachment_id "
    "JOIN articles ON articles.id = article_id",
    "files": "SELECT url, status, sha256, text FROM attachments LEFT JOIN files ON files.id = file_id",
    "runs": "SELECT runs.started_at, command, exit_code, portal, new FROM runs "
    "LEFT JOIN run_portals ON run_id = runs.id",
}


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with nothing in it, to be copied: making one takes a hundred times as long."""
    path = tmp_path_factory.mktemp("empty") / "articles.db"
    Store(path).close()
    return path


@pytest.fixture
def homes(tmp_path: Path, empty: Path) -> Callable[[str], Home]:
    return lambda name: home_at(tmp_path / name, empty)


def home_at(folder: Path, empty: Path) -> Home:
    folder.mkdir()
    shutil.copy(empty, folder)
    return Home(folder)


Homes = Callable[[str], Home]


def keep(home: Home, content: bytes) -> tuple[str, str]:
    """Store a file's bytes; returns their hash, and where they lie."""
    digest = hashlib.sha256(content).hexdigest()
    path = f"files/{digest[:2]}/{digest}.pdf"
    (home.folder / path).parent.mkdir(parents=True)
    (home.folder / path).write_bytes(content)
    return digest, path


# ---- pages and texts ---------------------------------------------------------------------------------------


def test_portals_crawled_apart_come_together(homes: Homes) -> None:
    a, b = homes("a"), homes("b")
    a.show(article(), portal="doisim")
    b.show(article(OTHER_TITLE, OTHER_TEXT), "http://bentre.example/1", portal="bentre")
    report = a.take(b)
    assert {name: count for name, count in report.added.items() if count} == {
        "portals": 1, "articles": 1, "pages": 1, "captures": 1,
    }  # fmt: skip
    assert {row[0] for row in a.rows("SELECT portal FROM sightings")} == {"doisim", "bentre"}
    with a.store() as store:
        ref = store.latest_capture("http://bentre.example/1")
        assert ref is not None
        assert warc.read(a.folder / "warc", ref).page == "http://bentre.example/1"
        told = store.article("http://bentre.example/1")
    assert told is not None and told["text"] == OTHER_TEXT


def test_the_looks_of_two_archives_are_one_history(homes: Homes) -> None:
    a, b = homes("a"), homes("b")
    a.show(article(text=TEXT), days=0)
    a.show(article(text=f"{TEXT} Đã sửa lần hai."), days=4)
    b.show(article(text=f"{TEXT} Đã sửa."), days=2)
    b.show(article(text=f"{TEXT} Đã sửa."), days=3)
    a.take(b)
    assert a.rows("SELECT fetched_at, change FROM captures ORDER BY id") == [
        ("2026-11-22T15:30:00Z", "first"),
        ("2026-11-24T15:30:00Z", "edit"),
        ("2026-11-25T15:30:00Z", "same"),
        ("2026-11-26T15:30:00Z", "edit"),
    ]
    with a.store() as store:
        page = store.page(URL)
        assert page is not None and page.last_changed == page.last_seen == START + 4 * DAY
        told = store.article(URL)
    assert told is not None and told["text"].endswith("Đã sửa lần hai.")


def test_an_edit_that_only_one_saw_is_none_where_the_other_saw_that_it_was_always_so(homes: Homes) -> None:
    a, b = homes("a"), homes("b")
    a.show(article(), days=1)
    b.show(article(), days=0)
    a.take(b)
    assert a.rows("SELECT change FROM captures ORDER BY id") == [("first",), ("same",)]
    assert a.rows("SELECT first_seen FROM articles") == [("2026-11-22T15:30:00Z",)]


def test_near_duplicates_across_the_archives_become_one_story(homes: Homes) -> None:
    a, b = homes("a"), homes("b")
    a.show(article())
    b.show(article(text=f"{TEXT} Nguồn: trang tin tỉnh."), "http://bentre.example/1", portal="bentre")
    a.take(b)
    assert a.rows("SELECT count(*), count(DISTINCT story_id) FROM articles WHERE story_id NOT NULL") == [(2, 1)]


def test_what_one_found_gone_later_is_gone(homes: Homes) -> None:
    a, b = homes("a"), homes("b")
    for home in (a, b):
        home.show(article())
    with b.store() as store:
        store.save_absence(Absence("doisim", URL, START + 5 * DAY, "HTTP 404"))
        store.mark_gone([URL], START + 5 * DAY)
    a.show(article(), days=3)
    a.take(b)
    assert a.rows("SELECT status, last_seen, missing_since FROM pages") == [
        ("gone", "2026-11-25T15:30:00Z", "2026-11-27T15:30:00Z")
    ]
    assert a.rows("SELECT url, reason FROM rejects") == [(URL, "HTTP 404")]


def test_a_date_that_moved_between_the_archives_is_the_renderings(homes: Homes) -> None:
    a, b = homes("a"), homes("b")
    a.show(article(published="2026-11-22T15:30:00+07:00"), days=0)
    b.show(article(published="2026-11-24T15:30:00+07:00"), days=2)
    a.take(b)
    [(published, problem, moved)] = a.rows("SELECT published, published_problem, date_moved_from FROM pages")
    assert (published, moved) == (None, "2026-11-22T15:30:00+07:00")
    assert "rendering" in problem
    assert a.rows("SELECT published FROM articles") == [(None,)]


def test_one_capture_read_by_two_extractors_gives_what_the_later_read(homes: Homes, tmp_path: Path) -> None:
    a = homes("a")
    a.show(article(version="2"))
    shutil.copytree(a.folder, tmp_path / "b")
    b = Home(tmp_path / "b")
    better = article(text=f"{TEXT}\nHết.", version="3")
    with b.store() as store:
        store.reread(URL, better)
        store.connection.execute("UPDATE captures SET extractor = '3'")
    c = Home(Path(shutil.copytree(a.folder, tmp_path / "c")))
    a.take(b)
    b.take(c)
    assert a.content() == b.content()
    assert a.rows("SELECT body FROM articles") == [(f"{TEXT}\n\nHết.",)]


def test_facts_files_and_runs_come_along(homes: Homes) -> None:
    a, b = homes("a"), homes("b")
    meeting = Meeting(
        kind=Said("giao ban", Span("title", 0, "Thị trấn")),
        chairs=(Chair("Nguyễn Thị Mơ", "Phó Chủ tịch", Span("body", 0, "Sáng")),),
    )
    b.show(article(meeting=meeting, attachments=(Attachment("http://doisim.example/a.pdf", "Kế hoạch"),)))
    content = b"%PDF-1.4 x"
    digest, path = keep(b, content)
    with b.store() as store, store.batch():
        store.connection.execute(
            "INSERT INTO files (sha256, size, media_type, format, path, text, text_status, first_seen) "
            "VALUES (?, ?, 'application/pdf', 'pdf', ?, 'kế hoạch', 'text', '2026-11-22T15:30:00Z')",
            [digest, len(content), path],
        )
        store.connection.execute("UPDATE attachments SET status = 'fetched', file_id = 1")
    with b.store() as store:
        run = store.start_run("crawl doisim", START)
        store.save_run_portal(run, {"portal": "doisim", "new": 1})
        store.finish_run(run, 0, START + timedelta(minutes=1), "doisim ok")
        store.save_listing("doisim", "http://doisim.example/tin", [URL], at=START, page_size=10, swept=True)
        store.save_profile("doisim", "{}", START)
    report = a.take(b)
    assert (report.added["runs"], report.added["files"], report.added["listings"]) == (1, 1, 1)
    assert a.content() == b.content()
    assert (a.folder / path).read_bytes() == content
    assert a.rows("SELECT rowid FROM files_fts WHERE files_fts MATCH 'ke hoach'") == [(1,)]
    assert a.rows("SELECT profile FROM profiles") == [("{}",)]
    with a.store() as store:
        told = store.article(1)
    assert told is not None
    assert told["attachments"][0]["file"]["sha256"] == digest
    assert told["meeting"]["chairs"][0]["name"] == "Nguyễn Thị Mơ"
    before = a.dump()
    a.take(b)
    assert a.dump() == before


def test_a_file_that_is_not_what_it_was_is_told_and_left_out(homes: Homes) -> None:
    a, b = homes("a"), homes("b")
    b.show(article())
    digest, path = keep(b, b"x")
    (b.folder / path).write_bytes(b"y")
    with b.store() as store:
        store.connection.execute(
            "INSERT INTO files (sha256, size, media_type, format, path, first_seen) VALUES (?, 1, '', 'pdf', ?, '')",
            [digest, path],
        )
    assert path in a.take(b).problems[0]
    assert not (a.folder / path).exists()


def test_a_run_under_way_is_completed_by_the_next_import(homes: Homes) -> None:
    a, b = homes("a"), homes("b")
    with b.store() as store:
        run = store.start_run("crawl doisim", START)
    a.take(b)
    with b.store() as store:
        store.save_run_portal(run, {"portal": "doisim", "new": 3})
        store.finish_run(run, 0, START + DAY)
    a.take(b)
    assert a.rows("SELECT exit_code, new FROM runs JOIN run_portals ON run_id = id") == [(0, 3)]


def test_every_table_is_known_to_the_merge(homes: Homes) -> None:
    """A new table must be merged, or be made of others, or be what the crawls of one archive know of portals: then it
    is named here."""
    merged = {
        "portals", "profiles", "listings", "rejects", "runs", "run_portals", "articles", "facts", "pages", "captures",
        "files", "attachments", "article_attachments",
    }  # fmt: skip
    made_of_others = {"dictionary", "stories", "story_bands"}
    of_one_crawler = {
        "validators", "listing_readings", "hints",
        "health_events", "health_measures", "health_norms", "health_alerts", "quarantine",
    }  # fmt: skip
    tables = {
        name
        for (name,) in homes("a").rows("SELECT name FROM sqlite_schema WHERE type = 'table'")
        if not name.startswith(("_sqlite", "sqlite_")) and "_fts" not in name
    }
    assert tables == merged | made_of_others | of_one_crawler


# ---- what must hold of any two archives ---------------------------------------------------------------------

TEXTS = (TEXT, f"{TEXT} Đã sửa.", f"{TEXT} Nguồn: báo tỉnh nhà.", OTHER_TEXT)
DATES = (None, "2023-10-05", "2023-10-05T08:00:00+07:00", "2026-11-22T15:31:00+07:00")

looks = st.tuples(
    st.sampled_from(["a", "b"]),
    st.sampled_from(TEXTS) | st.none(),
    st.sampled_from([TITLE, OTHER_TITLE]),
    st.sampled_from(DATES),
    st.sampled_from(["2", "3"]),
)


def filled(folder: Path, empty: Path, told: list[tuple[int, tuple[Any, ...]]]) -> Home:
    home = home_at(folder, empty)
    with home.store() as store, store.batch():
        fill(store, told)
    return home


def fill(store: Store, told: list[tuple[int, tuple[Any, ...]]]) -> None:
    for day, (page, text, title, published, version) in told:
        url = f"http://{page}.example/1"
        seen = capture(url, day, portal=page, body=str(day).encode())
        shown = Article(not_article="no text") if text is None else article(title, text, published, version=version)
        ref = CaptureRef(f"giaoban-{page}.warc.gz", day, 10, f"sha1:{day:032}")
        store.save(seen, shown, ref)


# A text on two pages, one without a date, that the other archive saw edited away from both.
EDITED_AWAY_TWICE = [
    (1, ("a", TEXT, TITLE, None, "2")),
    (1, ("b", TEXT, TITLE, "2023-10-05", "2")),
    (2, ("b", TEXT, OTHER_TITLE, None, "2")),
    (2, ("a", TEXT, OTHER_TITLE, None, "2")),
]


# A text on two pages, of which the other archive saw one before, with another text.
SEEN_FIRST_WHERE_IT_IS_NEW = [
    (2, ("a", OTHER_TEXT, OTHER_TITLE, None, "2")),
    (2, ("b", TEXT, TITLE, None, "2")),
    (1, ("a", TEXT, TITLE, None, "2")),
]


# A page that both saw last at one moment, without the date that each had seen before: which is later nobody knows.
LAST_SEEN_AT_ONCE = [
    (2, ("b", TEXT, TITLE, "2026-11-22T15:31:00+07:00", "2")),
    (1, ("b", TEXT, TITLE, "2023-10-05", "2")),
    (3, ("b", TEXT, TITLE, None, "2")),
]


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 3), looks), max_size=8))  # bits: seen by the first, by the second, by both
@example(EDITED_AWAY_TWICE)
@example(SEEN_FIRST_WHERE_IT_IS_NEW)
@example(LAST_SEEN_AT_ONCE)
def test_whichever_takes_in_which_the_content_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, empty: Path, seen: list[tuple[int, tuple[Any, ...]]]
) -> None:
    folder = tmp_path_factory.mktemp("merge")
    parts = [[(day, look) for day, (whose, look) in enumerate(seen) if whose & bit] for bit in (1, 2)]
    ab, ba = filled(folder / "ab", empty, parts[0]), filled(folder / "ba", empty, parts[1])
    a, b = filled(folder / "a", empty, parts[0]), filled(folder / "b", empty, parts[1])
    ab.take(b)
    ba.take(a)
    essence = ("captures", "revisions", "stories", "portals", "rejects")
    assert {name: ab.content()[name] for name in essence} == {name: ba.content()[name] for name in essence}
    assert ab.content() == ba.content()
    for other in (a, b, ba):
        before = ab.dump()
        ab.take(other)
        assert ab.dump() == before


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 2), looks), max_size=7))
def test_three_archives_come_together_in_any_order(
    tmp_path_factory: pytest.TempPathFactory, empty: Path, seen: list[tuple[int, tuple[Any, ...]]]
) -> None:
    folder = tmp_path_factory.mktemp("merge")
    homes = [
        filled(folder / str(number), empty, [(day, look) for day, (whose, look) in enumerate(seen) if whose == number])
        for number in range(3)
    ]
    contents = []
    for order in permutations(range(3)):
        whole = home_at(folder / "".join(map(str, order)), empty)
        for number in order:
            whole.take(homes[number])
        contents.append({name: whole.content()[name] for name in ("captures", "revisions", "stories")})
    assert all(content == contents[0] for content in contents)


# ---- exports in JSON Lines ---------------------------------------------------------------------------------


def without_numbers(path: Path) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]
    for line in lines:
        del line["id"]
        line["story"] = line["story"] is not None
    return sorted(lines, key=lambda line: line["hash"])


def test_an_export_taken_in_and_exported_again_is_the_same(homes: Homes, tmp_path: Path) -> None:
    a, b = homes("a"), homes("b")
    meeting = Meeting(
        kind=Said("giao ban", Span("title", 0, "Trạm")), place=Said("trạm", Span("body", 30, "trạm y tế"))
    )
    rich = Article(
        title=OTHER_TITLE,
        lead="Mở đầu.",
        blocks=(Block("paragraph", "Mở đầu."), Block("heading", "I."), Block("table", "a | b", (("a", "b"),))),
        attachments=(Attachment("http://doisim.example/k.pdf", "K"),),
        held_on=PeriodFact("2023-09-01", "2023-09-02", "ngày 1 và 2/9/2023"),
        meeting=meeting,
        version="3",
        sources={"title": "generic"},
    )
    a.show(article(published="2023-10-05"))
    a.show(article(text=f"{TEXT} Đã sửa.", published="2023-10-05"), days=1)
    a.show(article(text=f"{TEXT} Đã sửa."), "http://bentre.example/1", days=2, portal="bentre")
    a.show(rich, "http://doisim.example/b", days=3, listed_title="Trạm")
    first = a.export(tmp_path / "a.jsonl")
    b.take(first)
    assert without_numbers(b.export(tmp_path / "b.jsonl")) == without_numbers(first)
    before = b.dump()
    assert not +b.take(first).added
    assert b.dump() == before


def test_an_export_adds_nothing_to_the_archive_that_it_came_from(homes: Homes, tmp_path: Path) -> None:
    a = homes("a")
    a.show(article(published="2023-10-05", attachments=(Attachment("http://doisim.example/k.pdf", "K"),)))
    a.show(article(text=f"{TEXT} Đã sửa.", published="2023-10-06"), days=1)
    a.show(Article(not_article="no text"), days=2)
    before = a.dump()
    a.take(a.export(tmp_path / "a.jsonl"))
    assert a.dump() == before


def test_the_raw_pages_can_follow_an_export(homes: Homes, tmp_path: Path) -> None:
    a, b = homes("a"), homes("b")
    a.show(article())
    a.show(article(text=f"{TEXT} Đã sửa."), days=1)
    a.show(Article(not_article="no text"), days=2)
    b.take(a.export(tmp_path / "a.jsonl"))
    assert b.rows("SELECT change FROM captures ORDER BY id") == [("first",), ("edit",)]
    b.take(a)
    assert b.content() == a.content()
    with b.store() as store:
        ref = store.latest_capture(URL)
        assert ref is not None
        assert warc.read(b.folder / "warc", ref).page == URL


def test_a_part_of_an_export_tells_what_it_can(homes: Homes, tmp_path: Path) -> None:
    """Of a page whose present text is not in the file the archive knows what it showed before."""
    a, b = homes("a"), homes("b")
    a.show(article(published="2023-10-05"))
    a.show(article(OTHER_TITLE, OTHER_TEXT, published="2024-01-01"), days=1)
    whole = a.export(tmp_path / "a.jsonl")
    part = tmp_path / "part.jsonl"
    part.write_text(whole.read_text(encoding="utf-8").split("\n")[0] + "\n", encoding="utf-8")
    b.take(part)
    assert b.rows("SELECT title, last_seen, published FROM pages") == [(TITLE, "2026-11-22T15:30:00Z", "2023-10-05")]
    b.take(whole)
    assert b.rows("SELECT title, last_seen, published FROM pages") == [
        (OTHER_TITLE, "2026-11-23T15:30:00Z", "2024-01-01")
    ]


def edited(path: Path, change: Callable[[dict[str, Any]], Any]) -> Path:
    [line] = path.read_text(encoding="utf-8").split("\n")[:-1]
    shape = json.loads(line)
    change(shape)
    other = path.with_name("edited.jsonl")
    other.write_text(f"{line}\n\n{json.dumps(shape)}\n", encoding="utf-8")
    return other


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda line: line.update(title="Khác"), "hash"),
        (lambda line: line.update(hash="ab"), "hash"),
        (lambda line: line.pop("blocks"), "blocks"),
        (lambda line: line["pages"][0].update(portal="../../etc"), "portal"),
        (lambda line: line["pages"][0]["captures"][0].update(warc="../../etc/passwd.warc.gz"), "WARC"),
        (lambda line: line["pages"][0]["captures"][0].update(offset=-1), "number"),
        (lambda line: line["pages"][0]["captures"][0].update(fetched_at="yesterday"), "moment"),
        (lambda line: line["pages"][0]["captures"][0].update(change="x"), "none of"),
        (lambda line: line["pages"][0]["record"].update(status="x"), "none of"),
        (lambda line: line["pages"][0]["record"].update(views=10**30), "number"),
        (lambda line: line["pages"][0].pop("record"), "record"),
        (lambda line: line.update(byline=["x"]), "text"),
        (lambda line: line.update(byline="\ud800"), "text"),
        (lambda line: line.update(published=None), "TypeError"),
        (lambda line: line.update(pages=7), "TypeError"),
    ],
)
def test_a_line_that_no_export_wrote_is_refused_before_anything_comes_in(
    homes: Homes, tmp_path: Path, change: Callable[[dict[str, Any]], Any], says: str
) -> None:
    a, b = homes("a"), homes("b")
    a.show(article())
    path = edited(a.export(tmp_path / "a.jsonl"), change)
    before = b.dump()
    with pytest.raises(ArchiveError, match="line 3") as refused:
        b.take(path)
    assert says in str(refused.value)
    assert b.dump() == before


@pytest.mark.parametrize(
    "content",
    [b"x", b"{}", b"[" * 100_000, b"\xff\xfe", b"null", gzip.compress(b"{}" * 999, mtime=0)[:-9], b"\x1f\x8bx"],
)
def test_a_file_that_is_no_export_is_told_in_words(homes: Homes, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(ArchiveError, match=str(tmp_path / "x")):
        homes("a").take(tmp_path / "x")


# ---- raw files ---------------------------------------------------------------------------------------------


def test_a_raw_file_of_the_same_name_and_other_content_gets_a_name_of_its_own(homes: Homes) -> None:
    a, b = homes("a"), homes("b")
    names = []
    for home, url in ((a, URL), (b, "http://doisim.example/b")):
        ref = home.show(article(title=url), url)
        (home.folder / "warc" / ref.file).rename(home.folder / "warc" / "giaoban-x.warc.gz")
        with home.store() as store:
            store.connection.execute("UPDATE captures SET warc_file = 'giaoban-x.warc.gz'")
        names.append(ref.file)
    for _ in range(2):
        a.take(b)
        assert len(list((a.folder / "warc").iterdir())) == 2
    with a.store() as store:
        for url in (URL, "http://doisim.example/b"):
            ref_there = store.latest_capture(url)
            assert ref_there is not None
            assert warc.read(a.folder / "warc", ref_there).page == url


def test_a_raw_file_that_grew_is_completed(homes: Homes, tmp_path: Path) -> None:
    a, b = homes("a"), homes("b")
    ref = b.show(article())
    whole = (b.folder / "warc" / ref.file).read_bytes()
    (b.folder / "warc" / ref.file).write_bytes(whole[: ref.offset + 3])
    a.take(b)
    (b.folder / "warc" / ref.file).write_bytes(whole)
    a.take(b)
    assert (a.folder / "warc" / ref.file).read_bytes() == whole
    (b.folder / "warc" / ref.file).write_bytes(whole[:10])
    a.take(b)
    assert (a.folder / "warc" / ref.file).read_bytes() == whole
    assert [path.name for path in (a.folder / "warc").iterdir()] == [ref.file]


# ---- what comes from elsewhere -----------------------------------------------------------------------------


def test_a_dry_run_says_what_would_come_in_and_changes_nothing(homes: Homes) -> None:
    a, b = homes("a"), homes("b")
    a.show(article())
    b.show(article(OTHER_TITLE, OTHER_TEXT), days=1)
    before, there = a.dump(), list((a.folder / "warc").iterdir())
    report = a.take(b, dry_run=True)
    assert (report.added["articles"], report.added["captures"]) == (1, 1)
    assert a.dump() == before
    assert list((a.folder / "warc").iterdir()) == there


@pytest.mark.parametrize(
    "hostile",
    [
        "UPDATE captures SET warc_file = '../../../etc/passwd'",
        "UPDATE portals SET name = '../x'",
        "UPDATE captures SET fetched_at = 'yesterday'",
    ],
)
def test_an_archive_that_says_what_no_giaoban_wrote_is_refused(homes: Homes, hostile: str) -> None:
    a, b = homes("a"), homes("b")
    b.show(article())
    with b.store() as store:
        store.connection.execute("PRAGMA foreign_keys = OFF")
        store.connection.execute(hostile)
    before = a.dump()
    with pytest.raises(ArchiveError, match="which none is"):
        a.take(b)
    assert a.dump() == before


def test_a_damaged_archive_is_refused_before_anything_comes_in(homes: Homes) -> None:
    a, b = homes("a"), homes("b")
    for n in range(60):
        b.show(article(title=f"Tin số {n}"), f"http://doisim.example/{n}")
    path = b.folder / "articles.db"
    whole = path.read_bytes()
    start, end = len(whole) // 2 // PAGE_BYTES * PAGE_BYTES, len(whole) * 3 // 4
    path.write_bytes(whole[:start] + b"\xa5" * (end - start) + whole[end:])
    before = a.dump()
    with pytest.raises(ArchiveError, match="damaged"):
        a.take(b)
    assert a.dump() == before


def test_both_archives_may_be_written_meanwhile(homes: Homes) -> None:
    a, b = homes("a"), homes("b")
    b.show(article())
    with a.store() as store, open_archive_source(b.folder / "articles.db") as source:
        b.show(article(OTHER_TITLE, OTHER_TEXT), "http://doisim.example/later")
        a.show(article(title="Khác"), "http://bentre.example/1", portal="bentre")
        merge(store, source, Folders(a.folder, b.folder))
    assert {row[0] for row in a.rows("SELECT url FROM pages")} == {URL, "http://bentre.example/1"}


def test_a_merge_that_was_ended_is_completed_by_the_same_again(homes: Homes, monkeypatch: pytest.MonkeyPatch) -> None:
    a, b, c = homes("a"), homes("b"), homes("c")
    for n in range(12):
        b.show(article(title=f"Tin số {n}", text=f"{TEXT} {n}"), f"http://doisim.example/{n}")
    monkeypatch.setattr("storage.merging.batches.BATCH", 3)

    class Ended(Exception):
        pass

    def some(source: Any) -> Iterator[Any]:
        for number, unit in enumerate(source.units()):
            if number == 17:
                raise Ended
            yield unit

    with a.store() as store, open_archive_source(b.folder / "articles.db") as source:
        part = type("Part", (), {"portals": source.portals, "units": lambda self: some(source)})()
        with pytest.raises(Ended):
            merge(store, part, Folders(a.folder, b.folder))
    assert 0 < len(a.rows("SELECT id FROM pages")) < 12
    for home in (a, c):
        home.take(b)
    assert a.content() == c.content() == b.content()


CONTRADICTIONS = {
    "a clock that went back": "UPDATE captures SET fetched_at = '2026-11-30T00:00:00Z' WHERE id = 1",
    "a page shows what no capture gave": "UPDATE pages SET article_id = 2 WHERE id = 1",
    "a page shows what it showed before": "UPDATE captures SET article_id = 2 WHERE id = 1",
    "no capture gave anything": "UPDATE captures SET article_id = NULL, change = 'reject'",
    "a page that shows nothing": "UPDATE pages SET article_id = NULL WHERE id = 1",
    "a reject that gave an article": "UPDATE captures SET change = 'reject' WHERE id IN (1, 3)",
    "an edit where nothing was before": "UPDATE captures SET change = 'edit' WHERE id = 1",
    "the first of all, twice": "UPDATE captures SET change = 'first'",
    "one moment, one digest, twice": "UPDATE captures SET digest = 'sha1:A', fetched_at = '2026-11-22T00:00:00Z'",
}


@pytest.mark.parametrize("statement", CONTRADICTIONS.values(), ids=list(CONTRADICTIONS))
def test_the_same_again_changes_nothing_whatever_an_archive_says(homes: Homes, statement: str) -> None:
    a, b = homes("a"), homes("b")
    for days, (title, text) in enumerate(((TITLE, TEXT), (TITLE, TEXT), (OTHER_TITLE, OTHER_TEXT))):
        b.show(article(title, text), days=days)
        b.show(article(OTHER_TITLE, OTHER_TEXT), "http://doisim.example/b", days=days)
    with sqlite3.connect(b.folder / "articles.db") as connection:
        connection.execute(statement)
    a.take(b)
    before = a.content()
    a.take(b)
    assert a.content() == before
    with a.store() as store:
        assert not store.connection.execute("PRAGMA foreign_key_check").fetchall()


HOSTILE = {
    "a day that there is not": "UPDATE captures SET fetched_at = '2026-02-30T00:00:00Z' WHERE id = 1",
    "a moment that is none": "UPDATE pages SET last_seen = 'y' WHERE id = 1",
    "a text first seen when nobody knows": "UPDATE articles SET first_seen = 'z' WHERE id = 1",
    "a change that there is not": "PRAGMA ignore_check_constraints = ON; UPDATE captures SET change = 'eaten'",
    "a portal that there is not": "UPDATE pages SET portal = 'nowhere' WHERE id = 1",
    "a date that cannot be read": "PRAGMA ignore_check_constraints = ON; UPDATE pages SET published_precision = 'age'",
    "a table that is a view": "ALTER TABLE runs RENAME TO ran; CREATE VIEW runs AS SELECT * FROM ran",
    "a table that is gone": "DROP TABLE run_portals",
    "a column that is gone": "ALTER TABLE listings DROP COLUMN page_size",
}


@pytest.mark.parametrize("statements", HOSTILE.values(), ids=list(HOSTILE))
def test_what_no_giaoban_writes_is_refused_in_words(homes: Homes, statements: str) -> None:
    a, b = homes("a"), homes("b")
    b.show(article())
    a.show(article(OTHER_TITLE, OTHER_TEXT), "http://doisim.example/own")
    before = a.dump()
    with sqlite3.connect(b.folder / "articles.db") as connection:
        connection.executescript(statements)
    with pytest.raises(ArchiveError):
        a.take(b)
    assert a.dump() == before


def test_what_somebody_added_to_an_archive_stays_there(homes: Homes) -> None:
    a, b, c = homes("a"), homes("b"), homes("c")
    b.show(article())
    c.take(b)
    with sqlite3.connect(b.folder / "articles.db") as connection:
        for table in ("articles", "pages", "captures", "portals", "rejects", "runs"):
            connection.execute(f"ALTER TABLE {table} ADD COLUMN remark TEXT DEFAULT 'mine'")
        connection.execute("CREATE TABLE remarks (article_id INTEGER, remark TEXT)")
    for _ in range(2):
        a.take(b)
    assert a.dump() == c.dump()


@pytest.fixture
def many(homes: Homes) -> Home:
    """Texts of which some are alike, one has no words, and some have letters beyond Vietnamese."""
    home = homes("many")
    texts = [f"{TEXT} {OTHER_TEXT[: 40 * n]}" for n in range(8)] + ["…", f"{TEXT} Ωμέγα 〆 {OTHER_TEXT}", OTHER_TEXT]
    with home.store() as store, store.batch():
        for n, text in enumerate(texts):
            url = f"http://doisim.example/{n}"
            store.save(capture(url, n), article(f"Đồi Sim: tin số {n}", text), REF)
    return home


def test_texts_prepared_by_another_process_come_in_the_same(
    homes: Homes, many: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.merging.batches.WORTH_A_PROCESS", 1)
    monkeypatch.setattr("storage.merging.batches.BATCH", 5)
    alone, helped, from_lines = homes("alone"), homes("helped"), homes("lines")
    alone.take(many)
    with Helper(index_text) as helper:
        helped.take(many, helper=helper)
        again = helped.take(many, helper=helper)
        from_lines.take(many.export(tmp_path / "many.jsonl"), helper=helper)
    assert helper.number
    assert helped.dump() == alone.dump()
    assert not again.added.total()
    assert from_lines.rows("SELECT count(*) FROM story_bands") == alone.rows("SELECT count(*) FROM story_bands")
    with helped.store() as store:
        store.connection.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")


def test_a_process_that_dies_is_no_reason_for_an_import_to_fail(
    homes: Homes, many: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.merging.batches.WORTH_A_PROCESS", 1)
    alone, helped = homes("alone"), homes("helped")
    alone.take(many)
    with Helper(index_text) as helper:
        helper.ask([])
        helper.answer()
        assert helper.number
        os.kill(helper.number, signal.SIGKILL)
        helped.take(many, helper=helper)
    assert helped.dump() == alone.dump()


def test_a_full_disk_is_told_and_nothing_is_lost(homes: Homes) -> None:
    a, b = homes("a"), homes("b")
    for n in range(8):
        b.show(article(title=f"Tin số {n}", text=f"{TEXT} {n} " * 40), f"http://doisim.example/{n}")
    with a.store() as store, open_archive_source(b.folder / "articles.db") as source:
        [pages] = store.connection.execute("PRAGMA page_count").fetchone()
        store.connection.execute(f"PRAGMA max_page_count = {pages + 4}")
        with pytest.raises(ArchiveError, match="No room"):
            merge(store, source, Folders(a.folder, b.folder))
    assert a.rows("PRAGMA integrity_check") == [("ok",)]
    a.take(b)
    assert a.content() == b.content()


def test_an_archive_of_an_older_giaoban_is_read_and_left_as_it_is(homes: Homes, tmp_path: Path) -> None:
    a, folder = homes("a"), tmp_path / "older"
    folder.mkdir()
    with closing(sqlite3.connect(folder / "articles.db")) as connection:
        migrations.apply(Database(connection), stop_before="0006_meetings")
        connection.execute("INSERT INTO portals VALUES ('doisim', 'doisim.example', NULL, NULL, ?1, ?1)", [AT])
        connection.execute(
            "INSERT INTO articles (hash, title, body, lead, structure, extractor, first_seen, words) "
            """VALUES (?, ?, ?, ?, '{"blocks": []}', '1', ?, 80)""",
            [content_hash(article()), TITLE, TEXT, TEXT[:20], AT],
        )
        connection.execute(
            "INSERT INTO pages (portal, url, fetched_url, article_id, first_seen, last_seen, last_checked, "
            "last_changed) VALUES ('doisim', ?1, ?1, 1, ?2, ?2, ?2, ?2)",
            [URL, AT],
        )
        connection.execute(
            "INSERT INTO captures (page_id, article_id, fetched_at, status, warc_file, warc_offset, warc_length, "
            "digest, change) VALUES (1, 1, ?, 200, 'giaoban-x.warc.gz', 0, 1, 'sha1:A', 'first')",
            [AT],
        )
        connection.commit()
    before = (folder / "articles.db").read_bytes()
    a.take(Home(folder))
    assert (folder / "articles.db").read_bytes() == before
    assert a.rows("SELECT title, lead, is_meeting FROM articles") == [(TITLE, TEXT[:20], None)]
    assert a.rows("SELECT url, change FROM captures JOIN pages ON pages.id = page_id") == [(URL, "first")]


def test_a_page_and_a_portal_know_their_latest_look_and_run(homes: Homes) -> None:
    """What came in is younger by number, and older in truth."""
    a, b = homes("a"), homes("b")
    own = a.show(article(), URL, 5)
    b.show(article(), "http://doisim.example/b")
    for home, days in ((a, 5), (b, 0)):
        with home.store() as store:
            run = store.start_run("crawl doisim", START + days * DAY)
            store.save_run_portal(run, {"portal": "doisim", "started_at": START + days * DAY, "new": days})
            store.finish_run(run, 0, START + days * DAY)
    a.take(b)
    with a.store() as store:
        assert store.latest_capture(1) == own
        assert store.portal_summary()[0]["last_result"]["new"] == 5
        assert store.last_runs(1)[0]["started_at"] == "2026-11-27T15:30:00Z"
    assert a.rows("SELECT new FROM portal_health") == [(5,)]


# ---- rules -------------------------------------------------------------------------------------------------


def test_a_listing_is_as_it_was_read_last() -> None:
    old = {"url": "u", "portal": "p", "items": '["1"]', "page_size": 10, "read_at": "2026-01", "swept_at": "2026-01"}
    new = {**old, "items": '["2"]', "page_size": None, "read_at": "2026-02", "swept_at": None}
    for pair in ((old, new), (new, old)):
        assert rules.listing(*pair) == {**new, "page_size": 10, "swept_at": "2026-01"}
