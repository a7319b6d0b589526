"""The documentation of the archive is true: SCHEMA.md is what the tables are, and every SQL example answers."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from storage.describe import schema_markdown
from storage.dictionary import TABLES
from storage.questions import QUESTIONS, Question
from storage.records import (
    Absence,
    Attachment,
    Chair,
    DateFact,
    FileText,
    Meeting,
    PeriodFact,
    Said,
    Span,
    StoredFile,
    Weighed,
)
from storage.store import Store
from tests.storage.conftest import OTHER_TEXT, OTHER_TITLE, REF, START, TEXT, TITLE, article, capture

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")

SITE = "http://tplaocai.laocai.gov.vn/tin-tuc"

# Small whatever the archive holds, or asked for whole; the others are long, and to be looked up by an index.
SMALL = {"portals", "stories", "runs", "rejects"}
# The parts of `evidence` that can have no fact of the kind asked for stand in the plan, but are not begun.
NOT_BEGUN = {"articles"}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """A small archive in which every usual question has an answer, opened as an archivist would."""
    path = tmp_path_factory.mktemp("filled") / "articles.db"
    with Store(path) as store:
        _fill(store)
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        yield database


def test_schema_md_says_what_the_tables_are() -> None:
    stored = (ROOT / "storage" / "SCHEMA.md").read_text(encoding="utf-8")
    assert stored == schema_markdown(), "storage/SCHEMA.md is stale: run `make docs`"


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.words)
def test_a_usual_question_has_an_answer(filled: sqlite3.Connection, question: Question) -> None:
    assert filled.execute(question.sql).fetchall()


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.words)
def test_a_usual_question_is_looked_up_and_not_counted_through(filled: sqlite3.Connection, question: Question) -> None:
    plan = [step for *_, step in filled.execute(f"EXPLAIN QUERY PLAN {question.sql}")]
    allowed = SMALL | _made_on_the_way(plan) | (NOT_BEGUN if "FROM evidence" in question.sql else set())
    scanned = [re.match(r"SCAN (\S+)(?!.* (?:USING (?:COVERING )?INDEX|VIRTUAL TABLE))", step) for step in plan]
    assert {step[1] for step in scanned if step} <= allowed, plan


def test_every_view_has_rows_in_it_and_is_asked_by_some_question(filled: sqlite3.Connection) -> None:
    # What the full text indexes are made of is asked through them.
    views = {name for (name,) in filled.execute("SELECT name FROM sqlite_schema WHERE type = 'view'")}
    views = {name for name in views if not name.startswith("searchable")}
    for view in views:
        assert filled.execute(f"SELECT 1 FROM {view} LIMIT 1").fetchone(), view
    asked = {word for question in QUESTIONS for word in re.findall(r"\w+", question.sql)}
    assert views <= asked


def test_the_readme_asks_questions_that_have_answers(filled: sqlite3.Connection) -> None:
    statements = _sql_of(README)
    assert len(statements) >= 8
    for statement in statements:
        assert filled.execute(statement).fetchall(), statement


def test_the_readme_names_no_table_that_is_not_there() -> None:
    for statement in _sql_of(README):
        for table in re.findall(r"(?:FROM|JOIN) (\w+)", statement):
            assert table in TABLES


def _sql_of(markdown: str) -> list[str]:
    """The statements in the indented blocks of a Markdown text that are SQL; a comment is none."""
    lines = [line[4:] for line in markdown.splitlines() if line.startswith("    ")]
    text = "\n".join(line for line in lines if not line.startswith("--"))
    return re.findall(r"^SELECT .*?;$", text, re.MULTILINE | re.DOTALL)


def _made_on_the_way(plan: list[str]) -> set[str]:
    """What SQLite itself makes while it answers: subqueries, and tables that a view groups."""
    return {match[1] for step in plan if (match := re.match(r"(?:MATERIALIZE|CO-ROUTINE) (\S+)", step))}


def _fill(store: Store) -> None:
    page, other = f"{SITE}/giao-ban-17", "http://bentre.example/giao-ban"
    chair = Chair("Lò Thị Mây", "Phó Chủ tịch", Span("body", TEXT.index("Đồng chí"), "Đồng chí Phó Chủ tịch"))
    meeting = Meeting(Said("giao ban", Span("title", TITLE.index("giao ban"), "giao ban")), None, None, (chair,))
    fact = DateFact("2026-10-06", "day", "text", "Ngày 6/10/2026")
    told = article(
        published="2026-10-06",
        meeting=meeting,
        held_on=PeriodFact("2026-10-05", "2026-10-05", "Sáng 5/10"),
        dates=(Weighed(fact, "chosen"), Weighed(DateFact("2026-10-07", "day", "listing", "07/10/2026"), "outvoted")),
        attachments=(Attachment(f"{SITE}/ke-hoach.pdf", "Kế hoạch"), Attachment(f"{SITE}/quet.pdf", "Bản quét")),
    )
    for url, portal in ((page, "laocai"), (other, "bentre")):
        store.save(capture(url, portal=portal), told, REF)
    texts = {"ke-hoach": FileText("text", "Công tác lưu văn thư"), "quet": FileText("scanned")}
    for name, text in texts.items():
        store.save_file(f"{SITE}/{name}.pdf", StoredFile(name, 9, f"files/{name}", "pdf", "application/pdf"), START)
        store.save_file_text(name, text)
    mended = article(text=TEXT.replace("hai sân chơi", "ba sân chơi"), published="2026-10-08")
    store.save(capture("http://bentre.example/tin", portal="bentre"), mended, REF)
    store.save(capture(f"{SITE}/y-te", portal="laocai"), article(OTHER_TITLE, OTHER_TEXT), REF)
    longer = article(OTHER_TITLE, OTHER_TEXT + "\nTrạm mở cửa cả thứ bảy.")
    store.save(capture(f"{SITE}/y-te", portal="laocai", days=1), longer, REF)
    store.note_bounds(f"{SITE}/y-te", DateFact(not_before="2026-09-01"))
    store.save(
        capture(f"{SITE}/mat", portal="laocai"),
        article(
            "Lịch cắt điện",
            "Ngày mai cắt điện từ tám giờ; hội đồng nhân dân nhắc tổ điện giữ kỷ luật an toàn.",
            "2026-11-01",
        ),
        REF,
    )
    store.mark_gone([f"{SITE}/mat"], START + timedelta(days=2))
    store.save_absence(Absence("laocai", f"{SITE}/trong", START, "HTTP 404"))
    run = store.start_run("crawl laocai", START)
    store.save_run_portal(run, {"portal": "laocai", "started_at": START, "result": "ok", "problem": None})
    store.finish_run(run, 0, START, "laocai ok")
