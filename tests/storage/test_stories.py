"""Stories are found when an article is stored, across portals, and after a restart."""

from __future__ import annotations

from pathlib import Path

from storage import stories
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


def test_an_article_that_an_older_giaoban_stored_is_compared_too(store: Store, show: Show) -> None:
    show(article())
    store.connection.execute("UPDATE story_bands SET sketch = NULL")
    show(article(text=MENDED), "http://bentre.example/b", portal="bentre")
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
