"""Stories are found when an article is stored, across portals, and after a restart."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import articles, stories
from storage.errors import ArchiveError
from storage.history import Reading
from storage.indexed import story_rows
from storage.records import Article, Attachment
from storage.similarity import content_hash
from storage.store import Store
from tests.storage.conftest import OTHER_TEXT, OTHER_TITLE, REF, TEXT, TITLE, Show, article, capture

MENDED = TEXT.replace("hai sân chơi", "ba sân chơi")


def story_of(store: Store, article_id: int) -> int | None:
    found = store.article(article_id)
    assert found is not None
    story: int | None = found["story"]
    return story


def test_a_near_duplicate_on_another_portal_is_one_story(store: Store, show: Show) -> None:
    show(article())
    outcome = show(article(text=MENDED), "http://bentre.example/b", portal="bentre")
    assert outcome.kind == "new"
    found = store.article(1)
    assert found is not None
    (other,) = found["same_story"]
    assert (other["id"], other["title"]) == (2, TITLE)
    assert 0.7 < other["jaccard"] < 1
    assert story_of(store, 1) == story_of(store, 2) is not None


def test_an_article_alone_has_no_story(store: Store, show: Show) -> None:
    show(article())
    show(article(title=OTHER_TITLE, text=OTHER_TEXT), "http://doisim.example/b")
    assert story_of(store, 1) is story_of(store, 2) is None


def test_a_short_text_with_a_part_missing_is_found_by_its_title(store: Store, show: Show) -> None:
    show(article())
    show(article(text=TEXT[-200:]), "http://bentre.example/b")
    assert story_of(store, 1) == story_of(store, 2) is not None


def test_an_article_between_two_stories_makes_them_one(store: Store, show: Show) -> None:
    part = len(TEXT) // 3
    head, tail = TEXT[: 2 * part], TEXT[part:]
    pairs = [
        (TITLE, head), (f"{TITLE} (ảnh)", head.replace("Sáng", "Chiều")),
        ("Tin thị trấn", tail), ("Tin thị trấn ta", tail.replace("hằng tháng", "mỗi tháng")),
    ]  # fmt: skip
    for n, (title, text) in enumerate(pairs):
        show(article(title=title, text=text), f"http://doisim.example/{n}")
    assert len({story_of(store, n) for n in (1, 2, 3, 4)}) == 2
    show(article(title="Tin thị trấn", text=tail + head), "http://doisim.example/all")
    show(article(title=TITLE, text=head + tail), "http://doisim.example/both")
    assert len({story_of(store, n) for n in (1, 2, 3, 4, 5, 6)}) == 1
    assert store.connection.execute("SELECT count(*) FROM stories").fetchone()[0] == 1


def test_a_story_is_found_as_well_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "articles.db"
    with Store(path) as store:
        store.save(capture(), article(), REF)
    with Store(path) as store:
        store.save(capture("http://doisim.example/b"), article(text=MENDED), REF)
        assert story_of(store, 2) is not None


def test_a_formula_that_stands_everywhere_costs_a_bounded_number_of_comparisons(store: Store, show: Show) -> None:
    for n in range(3 * stories.PER_BAND):
        show(article(title=f"Thông báo số {n}", text="Xem chi tiết tại đây"), f"http://doisim.example/{n}")
    looked_at: list[str] = []
    store.connection.set_trace_callback(looked_at.append)
    show(article(title="Thông báo khác", text="Xem chi tiết tại đây"), "http://doisim.example/last")
    assert sum("story_id, first_seen FROM articles" in statement for statement in looked_at) == stories.COMPARED


PARTS = TEXT.split(". ")
told_again = st.builds(
    lambda title, parts: article(title=title, text=". ".join(parts)),
    st.sampled_from([TITLE, "Tin thị trấn", OTHER_TITLE]),
    st.lists(st.sampled_from([*PARTS, OTHER_TEXT]), min_size=1, max_size=6),
)


def held(path: Path, told: list[Article], size: int) -> list[list[tuple[object, ...]]]:
    """What an archive holds of stories when it was told these in transactions of such a size."""
    with Store(path) as store:
        for first in range(0, len(told), size):
            with store.batch():
                for number, one in enumerate(told[first : first + size], first):
                    store.save(capture(f"http://doisim.example/{number}", number), one, REF)
        queries = ("SELECT id, hash, story_id FROM articles", "SELECT * FROM stories", "SELECT * FROM story_bands")
        return [[tuple(row) for row in store.connection.execute(query)] for query in queries]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=15)
@given(told=st.lists(told_again, min_size=2, max_size=12), size=st.integers(2, 12), most=st.sampled_from([0, 20, 99]))
def test_stories_are_the_same_whatever_is_stored_in_one_transaction(
    tmp_path_factory: pytest.TempPathFactory, told: list[Article], size: int, most: int
) -> None:
    folder = tmp_path_factory.mktemp("stories")
    singly = held(folder / "singly.db", told, 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stories, "MOST_UNWRITTEN", most)
        assert held(folder / "together.db", told, size) == singly


def test_a_formula_is_told_apart_in_one_transaction_as_in_many(tmp_path: Path) -> None:
    told = [article(title=f"Thông báo số {n}", text="Xem chi tiết tại đây") for n in range(2 * stories.PER_BAND)]
    assert held(tmp_path / "together.db", told, 7) == held(tmp_path / "singly.db", told, 1)


def test_nothing_is_found_of_a_transaction_that_failed(store: Store, show: Show) -> None:
    show(article())
    with pytest.raises(ValueError, match="portal"), store.batch():
        show(article(text=MENDED), "http://bentre.example/b", portal="bentre")
        show(article(title=OTHER_TITLE, text=OTHER_TEXT), "http://bentre.example/c", portal="")
    show(article(title=OTHER_TITLE, text=OTHER_TEXT), "http://bentre.example/c")
    assert story_of(store, 1) is story_of(store, 2) is None


def test_an_article_can_leave_in_the_transaction_in_which_it_came(store: Store, show: Show) -> None:
    with store.batch():
        show(article())
        show(article(text=MENDED), "http://bentre.example/b", portal="bentre")
        store.reread("http://bentre.example/b", article(title=OTHER_TITLE, text=OTHER_TEXT))
        show(article(text=MENDED + " Hết."), "http://bentre.example/c", portal="bentre")
    assert story_of(store, 1) == story_of(store, 3) is not None
    assert story_of(store, 2) is None
    rows = store.connection.execute("SELECT band, hash, sketch FROM story_bands WHERE article_id = 2").fetchall()
    assert sorted(map(tuple, rows)) == sorted(story_rows(OTHER_TITLE, OTHER_TEXT))


def test_an_article_leaves_without_a_look_through_the_whole_index(store: Store, show: Show) -> None:
    def steps_to_remove(article_id: int) -> int:
        steps: list[int] = []
        store.connection.set_progress_handler(lambda: steps.append(1), 1)
        store.connection.execute("BEGIN")
        for table in ("captures", "pages"):
            store.connection.execute(f"UPDATE {table} SET article_id = NULL WHERE article_id = ?", [article_id])
        articles.remove(store.connection, article_id)
        store.connection.execute("ROLLBACK")
        store.connection.set_progress_handler(None, 1)
        return len(steps)

    show(article())
    few = steps_to_remove(1)
    for n in range(60):
        show(article(title=f"Tin số {n}", text=f"{OTHER_TEXT} {n}. {TEXT[n:]}"), f"http://doisim.example/{n}")
    assert steps_to_remove(1) < 1.5 * few


def test_what_another_program_took_out_is_no_candidate(store: Store, show: Show) -> None:
    show(article())
    with sqlite3.connect(store.path) as other:
        for table in ("captures", "pages", "articles"):
            other.execute(f"DELETE FROM {table}")
    other.close()
    assert show(article()).kind == "new"
    show(article(text=MENDED), "http://bentre.example/b", portal="bentre")
    assert story_of(store, 1) == story_of(store, 2) is not None


def test_an_article_that_reads_otherwise_with_the_same_hash_is_found_as_it_reads(store: Store, show: Show) -> None:
    """Where there is no text the names of files are what an article says."""
    url, name = "http://doisim.example/a", "bao cao giao ban thang muoi.pdf"
    bare = article(text="", attachments=(Attachment(f"{url}.pdf", name),))
    assert content_hash(bare) == content_hash(article(text=name))
    show(article(text=name))
    [(page, look)] = store.connection.execute("SELECT page_id, id FROM captures").fetchall()
    assert store.connection.execute("SELECT count(*) FROM story_bands").fetchone()[0] == stories.BANDS + 1
    store.rebuild(page, {look: Reading(bare)})
    assert store.connection.execute("SELECT body FROM articles").fetchall()[0][0] == ""
    assert store.connection.execute("SELECT count(*) FROM story_bands").fetchone()[0] == 0


def test_nothing_is_found_of_a_transaction_that_sqlite_took_back(store: Store, show: Show) -> None:
    with pytest.raises(ArchiveError), store.batch():
        show(article())
        store.connection.execute("ROLLBACK")  # as it does by itself when the disk is full
    show(article(title=OTHER_TITLE, text=OTHER_TEXT))
    rows = store.connection.execute("SELECT band, hash, sketch FROM story_bands").fetchall()
    assert sorted(map(tuple, rows)) == sorted(story_rows(OTHER_TITLE, OTHER_TEXT))
