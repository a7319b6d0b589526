"""`giaoban diff` and what `giaoban show` says of revisions and stories, as a person asks it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from crawler.cli.main import cli
from storage.records import Article, Block
from storage.store import Store
from tests.crawler.conftest import Archive
from tests.storage.conftest import OTHER_TEXT, OTHER_TITLE, REF, TEXT, TITLE, article, capture

# An address of a portal that there is a spider for, and another one of the same page.
URL = "http://krongno.daknong.gov.vn/hop-giao-ban"
OTHER_FORM = "https://KRONGNO.daknong.gov.vn:443/hop-giao-ban/?utm_source=zalo#top"
ELSEWHERE = "http://doisim.example/hop-giao-ban"
EDITED = TEXT.replace("hai sân chơi", "ba sân chơi")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page with a title alone, filled, edited, emptied, back, given to another article; its text elsewhere too."""
    home = tmp_path_factory.mktemp("told")
    with Store(home / "articles.db") as store:
        states = [
            Article(title=TITLE, not_article="no text under the title"),
            article(),
            article(text=EDITED),
            Article(not_article="empty page"),
            Article(not_article="empty page"),
            article(text=EDITED),
            article(OTHER_TITLE, OTHER_TEXT),
        ]
        for day, state in enumerate(states):
            store.save(capture(URL, day, portal="krongno"), state, REF)
        copied = article(f"DS - {TITLE}", TEXT.removesuffix("hằng tháng.") + "tới.", byline="Song Nguyên")
        store.save(capture(ELSEWHERE, 9), copied, REF)
    return home


def run(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments], env={"GIAOBAN_HOME": str(home)})


def said(home: Path, *arguments: str) -> str:
    result = run(home, *arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def data(home: Path, *arguments: str) -> Any:
    return json.loads(said(home, *arguments, "--json"))


@pytest.mark.parametrize("address", [URL, OTHER_FORM])
def test_a_page_tells_its_states_in_order(told: Path, address: str) -> None:
    [page] = data(told, "diff", address)["pages"]
    states = [(state["change"], state["article"], state["reason"], state["looks"]) for state in page["states"]]
    assert states == [
        ("reject", None, "no text under the title", 1),
        ("first", 1, None, 1),
        ("edit", 2, None, 1),
        ("reject", None, "empty page", 2),
        ("back", 2, None, 1),
        ("reuse", 3, None, 1),
    ]
    assert [state["from"][:10] for state in page["states"]][:3] == ["2026-11-22", "2026-11-23", "2026-11-24"]
    assert [state["difference"] is not None for state in page["states"]] == [False, False, True, False, False, False]
    assert page["states"][2]["difference"]["words"] == {"deleted": 1, "inserted": 1}


def test_words_that_changed_stand_between_marks_away_from_a_terminal(told: Path) -> None:
    text = said(told, "diff", URL)
    assert "toàn thị trấn sửa chữa [-hai-] {+ba+} sân chơi" in text
    assert "Sáng 5/10" not in text, "only the words around a change"
    assert "another article at this address: 3" in text
    assert "\x1b" not in text
    assert "Sáng 5/10" in said(told, "diff", URL, "--full")


def test_an_article_tells_of_all_pages_that_showed_it(told: Path) -> None:
    assert said(told, "diff", "2") == said(told, "diff", URL)


def test_two_articles_and_what_differs(told: Path) -> None:
    found = data(told, "diff", "1", "4")
    assert (found["before"]["id"], found["after"]["id"], found["same_story"]) == (1, 4, True)
    assert found["difference"]["short"][0] == "the title begins with “DS -”"
    text = said(told, "diff", "1", ELSEWHERE)
    assert "{+DS -+} Thị trấn" in text
    assert "one story: the texts are alike at .7 or more" in text
    assert "byline: {+Song Nguyên+}" in text


def test_what_a_page_said_on_a_day_beside_what_it_says_now(told: Path) -> None:
    found = data(told, "diff", URL, "--at", "2026-11-23")
    assert (found["before"]["id"], found["after"]["id"]) == (1, 3)
    assert "is another" in said(told, "diff", URL, "--at", "2026-11-25T00:00:00Z")


def test_an_article_with_itself(told: Path) -> None:
    assert "no difference but what is cosmetic" in said(told, "diff", "1", "1")


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (("999",), 1, "999"),
        (("http://krongno.daknong.gov.vn/khong-co",), 1, "khong-co"),
        (("http://[",), 1, "http://["),
        (("1", "999"), 1, "999"),
        ((URL, "--at", "2020-01-01"), 1, "no text yet"),
        ((URL, "--at", "hôm qua"), 2, "--at"),
        ((URL, "1", "--at", "2026-11-23"), 2, "--at"),
        ((), 2, "ARTICLE|ADDRESS"),
    ],
)
def test_what_cannot_be_answered(told: Path, arguments: tuple[str, ...], code: int, word: str) -> None:
    result = run(told, "diff", *arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert word in result.stderr


def test_where_there_is_no_archive(tmp_path: Path) -> None:
    result = Archive(tmp_path / "nowhere", "").giaoban("diff", "1")
    assert (result.returncode, result.stdout) == (3, b"")
    assert "There is no archive" in result.stderr.decode()


def test_hostile_text_steers_no_terminal(tmp_path: Path) -> None:
    with Store(tmp_path / "articles.db") as store:
        for day, word in enumerate(("một", "hai\x1b[31m\u202e")):
            store.save(capture(URL, day), Article(title=TITLE, blocks=(Block("paragraph", f"{TEXT} {word}"),)), REF)
    text = said(tmp_path, "diff", URL)
    assert "hai\ufffd[31m\ufffd" in text


def test_show_says_why_two_articles_are_one_story_and_what_differs(told: Path) -> None:
    [other, *_] = data(told, "show", "4")["same_story"]
    assert (other["id"], other["same_story"], other["reason"]) == (1, True, "the texts are alike at .7 or more")
    assert "the title no longer begins with “DS -”" in other["difference"]["short"]
    text = said(told, "show", "4")
    assert "one story: the texts are alike at .7 or more (alike 0.9" in text
    assert "differs: the title no longer begins with “DS -”; 2 words differ" in text


def test_show_tells_the_revisions_of_each_page(told: Path) -> None:
    [page] = data(told, "show", "3")["pages"]
    assert [(state["change"], state["article"]) for state in page["revisions"]] == [
        ("first", 1), ("edit", 2), ("back", 2), ("reuse", 3),
    ]  # fmt: skip
    text = said(told, "show", "3")
    assert f"edit: 2, {TITLE}" in text
    assert "giaoban diff 3" in text
    assert json.dumps(page)
