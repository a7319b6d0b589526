"""Which article offers which file, and what the archive knows of each."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import sqlite_utils

from storage.migrations import migrations
from storage.records import Article, Attachment, FileText, StoredFile
from storage.search import search
from storage.store import Store
from tests.storage.conftest import START, Show, article

PLAN = Attachment("http://doisim.example/ke-hoach.pdf", "Kế hoạch số 12")
REPORT = Attachment("http://doisim.example/bao-cao.docx", "Báo cáo quý III")


def offered(store: Store, key: int | str = 1) -> list[tuple[str, str]]:
    found = store.article(key)
    assert found is not None
    return [(file["url"], file["name"]) for file in found["attachments"]]


def with_files(*files: Attachment, **fields: str) -> Article:
    return article(attachments=files, **fields)  # type: ignore[arg-type]


def test_an_article_names_its_files_in_order(store: Store, show: Show) -> None:
    show(with_files(PLAN, REPORT))
    assert offered(store) == [(PLAN.url, PLAN.name), (REPORT.url, REPORT.name)]


def test_a_file_put_up_later_is_no_revision_and_is_not_missed(store: Store, show: Show) -> None:
    show(with_files(PLAN))
    assert show(with_files(PLAN, REPORT), days=1).kind == "unchanged"
    assert offered(store) == [(PLAN.url, PLAN.name), (REPORT.url, REPORT.name)]


def test_the_copy_of_another_portal_is_kept_beside_the_first(store: Store, show: Show) -> None:
    show(with_files(PLAN))
    copy = Attachment("http://benxa.example/files/1.pdf", "Kế hoạch")
    show(with_files(copy), "http://benxa.example/a", portal="benxa")
    assert offered(store) == [(PLAN.url, PLAN.name), (copy.url, copy.name)]


def test_addresses_that_are_others_at_every_look_do_not_grow_without_end(store: Store, show: Show) -> None:
    for n in range(120):
        show(with_files(Attachment(f"http://doisim.example/tai?ma={n}", "Kế hoạch")), days=n)
    assert len(offered(store)) == 100


def test_a_better_reading_of_a_page_corrects_its_files_too(store: Store, show: Show) -> None:
    show(with_files(PLAN))
    store.reread("http://doisim.example/a", with_files(REPORT, title="Tên đọc lại cho đúng"))
    assert offered(store) == [(REPORT.url, REPORT.name)]


def test_which_article_a_file_belongs_to_is_an_indexed_look_up(store: Store, show: Show) -> None:
    show(with_files(PLAN))
    query = "SELECT article_id FROM files_of_articles WHERE url = ?"
    assert [row["article_id"] for row in store.connection.execute(query, [PLAN.url])] == [1]
    plan = store.connection.execute(f"EXPLAIN QUERY PLAN {query}", [PLAN.url]).fetchall()
    assert not [row["detail"] for row in plan if row["detail"].startswith("SCAN")]


# ---- searching -----------------------------------------------------------------------------------------


@pytest.fixture
def papers(store: Store, show: Show) -> Store:
    """Three articles: one speaks of a bridge, one offers a file that does, one a file that nearly does."""
    show(article(title="Khởi công cầu Bến Nứa", text="Sáng nay, huyện khởi công cầu Bến Nứa."))
    show(with_files(PLAN), "http://doisim.example/b", days=1)
    show(with_files(REPORT, title="Báo cáo quý"), "http://doisim.example/c", days=2)
    texts = {PLAN: "Điều 1. Đầu tư xây dựng cầu Bến Nứa; vốn 12 tỷ đồng.", REPORT: "Các cấu kiện ở bến nữa là xong."}
    for number, (attachment, text) in enumerate(texts.items()):
        file = StoredFile(str(number) * 64, 10, f"files/{number}", "pdf", "application/pdf")
        store.save_file(attachment.url, file, START)
        store.save_file_text(file.sha256, FileText("text", text))
    return store


def found(store: Store, query: str, **more: Any) -> list[tuple[int, str | None]]:
    hits = search(store.connection, query, files=True, **more)
    return [(hit.id, hit.file and hit.file.name) for hit in hits]


def test_words_in_a_file_find_its_article_behind_those_that_say_them_themselves(papers: Store) -> None:
    assert found(papers, "cầu Bến Nứa") == [(1, None), (2, PLAN.name), (3, REPORT.name)]
    assert found(papers, "cau ben nua")[0] == (1, None)
    assert [hit.id for hit in search(papers.connection, "cầu Bến Nứa")] == [1]


def test_the_snippet_is_of_the_file(papers: Store) -> None:
    [hit] = search(papers.connection, "dau tu xay dung", files=True)
    assert hit.pieces[1::2] == ("Đầu", "tư", "xây", "dựng")
    assert hit.title == "Thị trấn Đồi Sim họp giao ban công tác văn hóa quý III"


def test_hits_in_files_go_through_filters_and_pages_too(papers: Store) -> None:
    assert found(papers, "ben nua", portal="benxa") == []
    assert found(papers, "ben nua", limit=1) == [(1, None)]
    assert found(papers, "ben nua", limit=1, offset=1) == found(papers, "ben nua")[1:2]
    assert found(papers, "ben nua", offset=3) == []
    assert found(papers, "bến OR nứa NOT tỷ", newest=True) == [(1, None), (3, REPORT.name)]


def test_a_text_that_is_read_anew_is_found_by_its_new_words_alone(papers: Store) -> None:
    papers.save_file_text("0" * 64, FileText("text", "Nội dung đã đọc lại"))
    assert found(papers, "xay dung") == []
    assert found(papers, "doc lai") == [(2, PLAN.name)]
    papers.connection.execute("INSERT INTO files_fts (files_fts, rank) VALUES ('integrity-check', 1)")


def test_what_older_archives_know_of_files_moves_to_the_tables(tmp_path: Path) -> None:
    path = tmp_path / "articles.db"
    _archive_of_before(path)
    with Store(path) as store:
        assert offered(store) == [(PLAN.url, PLAN.name), (REPORT.url, REPORT.name)]
        assert offered(store, 2) == [(PLAN.url, "Kế hoạch (bản in)")]
        [structure] = [json.loads(row[0]) for row in store.connection.execute("SELECT structure FROM articles LIMIT 1")]
        assert structure == {"blocks": [], "images": [{"url": "x", "alt": ""}]}
        states = store.connection.execute("SELECT portal, status FROM attachments").fetchall()
        assert [tuple(state) for state in states] == [("doisim", "waiting")] * 2


def _archive_of_before(path: Path) -> None:
    connection = sqlite3.connect(path)
    migrations.apply(sqlite_utils.Database(connection), stop_before="0007_attachments")
    connection.execute("INSERT INTO portals VALUES ('doisim', 'doisim.example', NULL, NULL, '', '')")
    files = {
        1: [{"url": PLAN.url, "name": PLAN.name}, {"url": REPORT.url, "name": REPORT.name}],
        2: [{"url": PLAN.url, "name": "Kế hoạch (bản in)"}],
    }
    for number, attachments in files.items():
        structure = {"blocks": [], "images": [{"url": "x", "alt": ""}], "attachments": attachments}
        connection.execute(
            "INSERT INTO articles (id, hash, title, body, structure, extractor, first_seen, words) "
            "VALUES (?, ?, 'Tin', '', ?, '1', '2026-11-22T15:30:00Z', 0)",
            [number, str(number), json.dumps(structure)],
        )
        connection.execute(
            "INSERT INTO pages (id, portal, url, fetched_url, article_id, first_seen, last_checked) "
            "VALUES (?, 'doisim', ?, '', ?, '2026-11-22T15:30:00Z', '')",
            [number, f"http://doisim.example/{number}", number],
        )
        connection.execute(
            "INSERT INTO captures (page_id, article_id, fetched_at, status, warc_file, warc_offset, warc_length, "
            "digest, change) VALUES (?, ?, '2026-11-22T15:30:00Z', 200, 'x', 0, 1, '', 'first')",
            [number, number],
        )
    connection.commit()
    connection.close()
