"""What leaves the archive: every format read back by somebody else's reader."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree, html
from markdown_it import MarkdownIt
from pyarrow import parquet

from storage.export import (
    MANIFEST,
    OutputError,
    exported,
    exported_ids,
    feed_of,
    newest_ids,
    one_moment,
    whole_file,
    write_folder,
    write_stream,
)
from storage.formats.as_atom import NAMESPACE, Feed
from storage.formats.as_csv import cell, uncell
from storage.formats.as_markdown import as_markdown, body, path_of
from storage.formats.shape import COLUMNS, Shape
from storage.records import Article, Attachment, Block, Chair, Meeting, PeriodFact, Said, Span
from storage.search import Filters
from storage.store import Store
from tests.storage.conftest import OTHER_TEXT, OTHER_TITLE, TEXT, TITLE, Show, article

# Any text that SQLite gives back: no half characters, no NUL.
TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=60)
NASTY = st.text("=+-@'\"\t\r\n ,;\\`*_[]<>&#|.)(1:~\u2028\ufeff\x85\x07ệĐ$!", max_size=30) | TEXTS
KINDS = st.sampled_from(["paragraph", "heading", "item", "quote"])


def shapes(store: Store, query: str | None = None, **filters: Any) -> list[Shape]:
    ids = exported_ids(store.connection, query, Filters(**filters))
    return list(exported(store.connection, ids))


def stream(articles: list[Shape], form: str, *, bom: bool = False, feed: Feed | None = None) -> bytes:
    out = io.BytesIO()
    write_stream(iter(articles), out, form, bom=bom, feed=feed)
    return out.getvalue()


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


def shape(title: str = "Họp giao ban", *texts: str, **others: Any) -> Shape:
    """An article as it leaves the archive, without one."""
    blocks = tuple(Block("paragraph", text) for text in texts)
    page = {"url": "http://a.example/1", "portal": "doisim", "status": "live", "views": None}
    told = {"id": 7, "hash": "ab" * 32, "story": None, "first_seen": "2026-11-22T15:30:00Z", "best_known": None}
    return {**Article(title=title, blocks=blocks).as_json(), **told, "is_meeting": False, "pages": [page], **others}


@pytest.fixture
def filled(store: Store, show: Show) -> Store:
    """Two articles; the first stands on two portals, and its first page said something else before."""
    show(article(text=f"{TEXT} Còn thiếu.", published="2023-10-05"))
    show(article(published="2023-10-05T08:00:00+07:00"), days=1)
    show(article(published="2023-10-06"), "http://bentre.example/1", days=2, portal="bentre")
    chair = Chair("Nguyễn Thị Mơ", "Phó Chủ tịch", Span("body", 0, "Nhân dịp"))
    meeting = Meeting(kind=Said("giao ban", Span("title", 0, "Trạm")), chairs=(chair,))
    facts = {"meeting": meeting, "held_on": PeriodFact("2023-09-01", "2023-09-02", "đầu năm học 2023")}
    files = (Attachment("http://a.example/kế hoạch.pdf", "Kế hoạch"),)
    show(article(OTHER_TITLE, OTHER_TEXT, attachments=files, **facts), "http://doisim.example/b", days=3)
    return store


# ---- what is exported --------------------------------------------------------------------------------------


def test_all_that_ever_was_comes_by_number(filled: Store) -> None:
    assert [one["id"] for one in shapes(filled)] == [1, 2, 3]
    assert [one["pages"][0]["status"] for one in shapes(filled)] == ["changed", "live", "live"]


def test_any_search_is_a_filter(filled: Store) -> None:
    assert [one["id"] for one in shapes(filled, "hop giao ban")] == [2]
    assert [one["id"] for one in shapes(filled, portal="bentre")] == [2]
    assert [one["id"] for one in shapes(filled, kind="giao-ban", meetings_only=True)] == [3]
    assert shapes(filled, "xyzzy") == []


def test_the_shape_is_that_of_show(filled: Store) -> None:
    for one in shapes(filled):
        told = filled.article(one["id"])
        assert told is not None
        whole = {name: one[name] for name in told if name not in ("same_story", "pages")}
        assert whole == {name: told[name] for name in whole}
        assert [{name: page[name] for name in told["pages"][0]} for page in one["pages"]] == told["pages"]


def test_an_export_is_the_archive_at_one_moment(filled: Store, tmp_path: Path) -> None:
    with Store(filled.path, readonly=True) as reader, one_moment(reader.connection):
        ids = exported_ids(reader.connection, None, Filters())
        first = next(ids)
        with Store(filled.path) as writer:
            writer.connection.execute("UPDATE articles SET title = 'Khác'")
            writer.connection.execute("DELETE FROM facts")
        told = list(exported(reader.connection, [first, *ids]))
    assert [one["title"] for one in told] == [TITLE, TITLE, OTHER_TITLE]
    assert told[2]["meeting"]["kind"]["value"] == "giao ban"


# ---- csv ---------------------------------------------------------------------------------------------------


def test_csv_has_the_documented_columns(filled: Store) -> None:
    first, second, third = rows(stream(shapes(filled), "csv"))
    assert list(first) == list(COLUMNS)
    assert (first["status"], second["status"]) == ("changed", "live")
    assert second["portals"] == "doisim; bentre"
    assert second["text"] == TEXT
    assert second["published"] == "2023-10-05T08:00:00+07:00"
    assert (third["kind"], third["chairs"], third["is_meeting"]) == ("giao ban", "Nguyễn Thị Mơ", "1")
    assert (third["held_from"], third["held_to"], third["story"]) == ("2023-09-01", "2023-09-02", "")


def test_csv_begins_with_the_mark_of_excel_where_asked(filled: Store) -> None:
    assert stream(shapes(filled), "csv", bom=True).startswith(b'\xef\xbb\xbf"id",')
    assert stream(shapes(filled), "csv").startswith(b'"id",')


@pytest.mark.parametrize(
    "text",
    [
        "=HYPERLINK(1)", "+84", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠x", "  =1",
        "\u200b=1", "\ufeff=1", "'=1", "'tháng 3",
    ],
)  # fmt: skip
def test_no_text_is_a_formula(text: str) -> None:
    [row] = rows(stream([shape(text)], "csv"))
    assert row["title"] == f"'{text}"
    assert uncell(row["title"]) == text


def test_text_in_the_middle_of_which_a_separator_stands_stays_in_quotes() -> None:
    # Where the list separator is a semicolon, what is not in quotes would be cut there, and "=1" be a cell.
    assert b'"abc;=1"' in stream([shape("abc;=1")], "csv")


@given(st.lists(NASTY, min_size=1, max_size=4))
def test_any_text_comes_back_out_of_csv(texts: list[str]) -> None:
    [row] = rows(stream([shape(texts[0], *texts[1:], byline=texts[-1])], "csv"))
    assert uncell(row["title"]) == texts[0]
    assert uncell(row["text"]) == "\n\n".join(texts[1:])
    assert uncell(row["byline"]) == texts[-1]
    assert str(cell(texts[0])) == row["title"]


# ---- json lines --------------------------------------------------------------------------------------------


@given(st.lists(NASTY, min_size=1, max_size=4))
def test_any_text_comes_back_out_of_json_lines(texts: list[str]) -> None:
    told = [shape(text, *texts) for text in texts]
    assert [json.loads(line) for line in stream(told, "jsonl").decode().split("\n")[:-1]] == told


def test_json_lines_hold_what_an_archive_needs_to_take_an_article_in(filled: Store) -> None:
    told = [json.loads(line) for line in stream(shapes(filled), "jsonl").splitlines()]
    page = told[1]["pages"][0]
    assert page["record"]["last_checked"] == "2026-11-23T15:30:00Z"
    assert [capture["change"] for capture in page["captures"]] == ["edit"]
    assert [capture["change"] for capture in told[0]["pages"][0]["captures"]] == ["first"]
    assert (told[2]["is_meeting"], told[2]["first_seen"]) == (True, "2026-11-25T15:30:00Z")


# ---- parquet -----------------------------------------------------------------------------------------------


def test_parquet_has_types(filled: Store) -> None:
    table = parquet.read_table(io.BytesIO(stream(shapes(filled), "parquet")))
    assert table.column_names == list(COLUMNS)
    third = table.to_pylist()[2]
    assert third["held_from"] == date(2023, 9, 1)
    assert third["first_seen"] == datetime(2026, 11, 25, 15, 30, tzinfo=UTC)
    assert third["chairs"] == ["Nguyễn Thị Mơ"]
    assert third["is_meeting"] is True
    assert third["attachments"] == ["http://a.example/kế hoạch.pdf"]
    assert third["story"] is None


def test_parquet_without_articles_has_its_columns() -> None:
    assert parquet.read_table(io.BytesIO(stream([], "parquet"))).column_names == list(COLUMNS)


@given(st.lists(NASTY, min_size=1, max_size=4))
def test_any_text_comes_back_out_of_parquet(texts: list[str]) -> None:
    table = parquet.read_table(io.BytesIO(stream([shape(text, *texts, byline=text) for text in texts], "parquet")))
    assert table["title"].to_pylist() == texts
    assert table["byline"].to_pylist() == texts
    assert table["text"].to_pylist() == ["\n\n".join(texts)] * len(texts)


# ---- atom --------------------------------------------------------------------------------------------------


def atom(data: bytes) -> Any:
    """A feed as an independent reader has it, once what RFC 4287 asks for is found to be there."""
    root = etree.fromstring(data)
    for element in (root, *root.iterfind(f"{{{NAMESPACE}}}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{{{NAMESPACE}}}{name}")) == 1
    ids = [element.text for element in root.iter(f"{{{NAMESPACE}}}id")]
    assert len(ids) == len(set(ids))
    feed = feedparser.parse(io.BytesIO(data), sanitize_html=False)
    assert feed.version == "atom10"
    assert not feed.bozo, feed.bozo_exception
    return feed


def test_atom_says_what_is_new(filled: Store) -> None:
    ids = newest_ids(filled.connection, None, Filters(), 10)
    told = feed_of(filled.connection, None, Filters(), ids)
    feed = atom(stream(list(exported(filled.connection, ids)), "atom", feed=told))
    assert [entry.title for entry in feed.entries] == [TITLE, OTHER_TITLE]
    first, second = feed.entries
    assert feed.feed.updated == "2026-11-25T15:30:00Z"
    assert first.updated == "2026-11-23T15:30:00Z"
    assert first.published == "2023-10-05T08:00:00+07:00"
    assert [(link.rel, link.href) for link in first.links] == [
        ("alternate", "http://doisim.example/a"),
        ("related", "http://bentre.example/1"),
    ]
    assert [tag.term for tag in second.tags] == ["doisim", "giao ban"]
    assert html.fromstring(first.content[0].value).text_content() == TEXT
    assert "published" not in second


def test_an_entry_has_the_same_id_in_every_archive(tmp_path: Path) -> None:
    feeds = []
    for name, number in (("a", 1), ("b", 2)):
        with Store(tmp_path / name / "articles.db") as store:
            store.connection.execute("INSERT INTO stories (title, first_seen) VALUES ('', '')")
        feeds.append(atom(stream([shape("Tin", id=number)], "atom")))
    assert feeds[0].entries[0].id == feeds[1].entries[0].id


def test_feeds_of_two_questions_are_two_feeds(filled: Store) -> None:
    told = [feed_of(filled.connection, None, Filters(portal=portal), []) for portal in (None, "bentre")]
    assert atom(stream([], "atom", feed=told[0])).feed.id != atom(stream([], "atom", feed=told[1])).feed.id
    assert told[1].title == "giaoban: bentre"


@given(NASTY, NASTY, NASTY, st.sampled_from(["2023", "2023-10", "2023-10-05", "2023-10-05T08:00:00+07:00", "x<", None]))
def test_atom_always_parses(title: str, text: str, url: str, published: str | None) -> None:
    page = {"url": f"http://a.example/{url}", "portal": title or "p", "status": "live"}
    fact = {"value": published, "precision": "none", "evidence": None, "text": None}
    told = shape(title, text, byline=title, lead=text, published=fact, pages=[page])
    [entry] = atom(stream([told], "atom")).entries
    assert ("published" in entry) == (published is not None and len(published) > 9)


# ---- markdown ----------------------------------------------------------------------------------------------


def front(data: bytes) -> tuple[dict[str, Any], str]:
    _, facts, text = data.decode().split("---\n", 2)
    return yaml.safe_load(facts), text


def rendered(markdown: str) -> Any:
    made = MarkdownIt("commonmark").enable("table").render(markdown)
    return html.fromstring(f"<div>{made}</div>")


def plain(text: str) -> str:
    return "".join(text.split())


def test_a_markdown_file_has_facts_and_text(filled: Store) -> None:
    told = shapes(filled)[2]
    facts, text = front(as_markdown(told))
    assert facts["title"] == OTHER_TITLE
    assert facts["held_from"] == "2023-09-01"
    assert facts["chairs"] == ["Nguyễn Thị Mơ"]
    assert facts["attachments"] == [{"name": "Kế hoạch", "url": "http://a.example/kế hoạch.pdf"}]
    assert rendered(text).findtext("h1") == OTHER_TITLE
    assert str(path_of(told)) == "doisim/undated/tram-y-te-nhan-them-trang-thiet-bi-3.md"


def test_blocks_keep_their_kinds_in_markdown() -> None:
    blocks: list[Shape] = [
        {"kind": "heading", "text": "I. Kết quả #"},
        {"kind": "item", "text": "1. Một\n- hai"},
        {"kind": "item", "text": "Ba"},
        {"kind": "quote", "text": "“Làm ngay”\n> nhé"},
        {"kind": "quote", "text": "Vâng"},
        {"kind": "table", "text": "", "rows": [["Xã", "a|b"], ["1", "2", "3"]]},
    ]
    page = rendered(body(blocks))
    assert page.findtext("h2") == "I. Kết quả #"
    assert [" ".join(item.text_content().split()) for item in page.findall("ul/li")] == ["1. Một - hai", "Ba"]
    assert len(page.findall("blockquote")) == 2
    assert [item.text_content() for item in page.iter("th")] == ["Xã", "a|b", ""]
    assert [item.text_content() for item in page.iter("td")] == ["1", "2", "3"]


@given(st.lists(st.tuples(KINDS, NASTY), max_size=5))
@example([("paragraph", "1\r\u2028")])
def test_any_text_survives_markdown(blocks: list[tuple[str, str]]) -> None:
    page = rendered(body([{"kind": kind, "text": text} for kind, text in blocks]))
    assert plain(page.text_content()) == plain("".join(text for _, text in blocks))
    assert {element.tag for element in page.iter()} <= {"div", "p", "h2", "ul", "li", "blockquote", "br"}


@given(st.lists(st.lists(NASTY, min_size=1, max_size=3), min_size=1, max_size=3))
def test_any_table_survives_markdown(cells: list[list[str]]) -> None:
    page = rendered(body([{"kind": "table", "text": "", "rows": cells}]))
    assert plain(page.text_content()) == plain("".join(text for row in cells for text in row))


@given(NASTY, NASTY)
def test_any_text_comes_back_out_of_the_front_matter(title: str, byline: str) -> None:
    told = shape(title, byline=byline)
    facts, _ = front(as_markdown(told).replace(b"\n---\n\n", b"\n---\n", 1).partition(b"\n# ")[0] + b"\n---\n")
    assert (facts["title"], facts["byline"]) == (title, byline)


@given(NASTY, NASTY, st.sampled_from([None, "2023-10-05", "2023-10", "2023", "../../x", "9" * 50]))
def test_no_name_leads_out_of_the_folder(title: str, portal: str, published: str | None) -> None:
    page = {"url": "http://a.example/", "portal": portal, "status": "live"}
    path = path_of(
        shape(title * 20, pages=[page], published={"value": published, "precision": "", "evidence": "", "text": ""})
    )
    assert len(path.parts) == 3
    assert all(set(part) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.") for part in path.parts)
    assert path.parts[0] not in ("con", "nul") and ".." not in str(path)
    assert len(str(path)) < 160


# ---- files and folders -------------------------------------------------------------------------------------


def test_a_file_takes_its_name_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    target.write_text("before")
    with pytest.raises(RuntimeError), whole_file(target) as out:
        out.write(b"half")
        raise RuntimeError
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.csv", "before")]
    with whole_file(target) as out:
        out.write(b"all")
        assert target.read_text() == "before"
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.csv", "all")]


def test_equal_exports_are_equal_bytes_compressed_too(tmp_path: Path, filled: Store) -> None:
    for name in ("a.jsonl.gz", "b.jsonl.gz"):
        with whole_file(tmp_path / name) as out:
            write_stream(shapes(filled), out, "jsonl", bom=False, feed=None)
    packed = (tmp_path / "a.jsonl.gz").read_bytes()
    assert packed == (tmp_path / "b.jsonl.gz").read_bytes()
    assert gzip.decompress(packed) == stream(shapes(filled), "jsonl")


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    with whole_file(pipe) as out:
        out.write(b"x")
    reader.join(10)
    assert read == [b"x"]
    assert pipe.is_fifo()


def test_what_a_link_points_at_is_replaced_and_the_link_stays(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "link.csv").symlink_to(tmp_path / "there" / "a.csv")
    with whole_file(tmp_path / "link.csv") as out:
        out.write(b"x")
    assert (tmp_path / "there" / "a.csv").read_bytes() == b"x"
    assert (tmp_path / "link.csv").is_symlink()


def test_a_file_that_cannot_be_written_is_an_error_in_words(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"cannot be written to .*no/a\.csv"), whole_file(tmp_path / "no" / "a.csv"):
        pass


def files(folder: Path) -> Iterator[str]:
    return iter(sorted(str(path.relative_to(folder)) for path in folder.rglob("*.md")))


def test_a_folder_is_brought_up_to_date(filled: Store, tmp_path: Path) -> None:
    folder = tmp_path / "md"
    first = write_folder(shapes(filled), folder)
    assert (first.written, first.unchanged, first.removed) == (3, 0, 0)
    old = {name: (folder / name).stat().st_mtime_ns for name in files(folder)}
    again = write_folder(shapes(filled), folder)
    assert (again.written, again.unchanged, again.removed) == (0, 3, 0)
    assert {name: (folder / name).stat().st_mtime_ns for name in files(folder)} == old
    moved = [shapes(filled)[0] | {"title": "Tên khác"}, shapes(filled)[1]]
    third = write_folder(moved, folder)
    assert (third.written, third.unchanged, third.removed) == (1, 1, 2)
    assert [path_of(one).name for one in moved] == [Path(name).name for name in files(folder)]
    assert sorted(path.name for path in folder.rglob("*") if path.is_file() and path.suffix != ".md") == [MANIFEST]


def test_what_somebody_changed_stays(filled: Store, tmp_path: Path) -> None:
    told = shapes(filled)
    write_folder(told, tmp_path / "md")
    mine = tmp_path / "md" / path_of(told[0])
    mine.write_text("ghi chú của tôi")
    note = mine.with_name("note.md")
    note.write_text("của tôi")
    report = write_folder([told[0] | {"byline": "X"}, *told[1:]], tmp_path / "md")
    assert (report.changed_by_hand, report.written) == (1, 0)
    report = write_folder(told[1:], tmp_path / "md")
    assert (report.changed_by_hand, report.removed) == (1, 0)
    assert mine.read_text() == "ghi chú của tôi"
    assert note.exists()


def test_a_folder_of_somebody_elses_is_refused(filled: Store, tmp_path: Path) -> None:
    (tmp_path / "thesis.md").write_text("của tôi")
    with pytest.raises(OutputError, match="no export wrote"):
        write_folder(shapes(filled), tmp_path)
    assert [path.name for path in tmp_path.glob("*.md")] == ["thesis.md"]


def test_a_folder_that_was_left_half_written_is_completed(filled: Store, tmp_path: Path) -> None:
    def killed() -> Iterator[Shape]:
        yield from shapes(filled)[:2]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_folder(killed(), tmp_path / "md")
    report = write_folder([shapes(filled)[0] | {"byline": "X"}, *shapes(filled)[1:]], tmp_path / "md")
    assert (report.written, report.unchanged, report.changed_by_hand) == (2, 1, 0)


def test_a_manifest_cannot_take_away_what_lies_elsewhere(filled: Store, tmp_path: Path) -> None:
    write_folder([], tmp_path / "md")
    (tmp_path / "mine.md").write_text("")
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    (tmp_path / "md" / MANIFEST).write_text(f"1\t{empty}\t../mine.md\n1\t{empty}\tdoisim/2023/../../../mine.md\n")
    write_folder([], tmp_path / "md")
    assert (tmp_path / "mine.md").exists()


def test_the_readme_names_the_columns() -> None:
    told = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    listed = told.partition("\nColumns: ")[2].partition("In CSV")[0]
    assert re.findall("`([a-z_]+)`", listed) == list(COLUMNS)
