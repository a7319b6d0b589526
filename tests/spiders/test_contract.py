"""Every built-in spider does what is expected of it on the pages saved with it, and something is expected of each."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from crawler import contract
from crawler.contract import FixtureError
from crawler.portals import load_portals
from tests.replicas.content import MORE, load, truth
from tests.spiders import regenerate

PORTALS = load_portals()
REPLICAS = load() | load(MORE)
# What is saved of a portal without a replica is pages of its own.
REPLICATED = [name for name in PORTALS if name in REPLICAS]


@pytest.mark.parametrize("name", PORTALS)
def test_a_spider_makes_of_its_saved_pages_what_is_expected(name: str) -> None:
    fixture = contract.read_fixture(contract.folder_of(PORTALS[name]))
    assert not list(contract.problems(fixture))
    different = contract.difference(fixture, contract.observed(PORTALS[name], fixture))
    assert not different, "\n".join(
        [f"{name}: if this is right, python -m tests.spiders.regenerate {name}", *different]
    )


@pytest.mark.parametrize("name", REPLICATED)
def test_what_is_expected_is_what_the_replica_means(name: str) -> None:
    meant = {article.title: truth(article) for article in REPLICAS[name].articles}
    for page in contract.read_fixture(contract.folder_of(PORTALS[name])).expected["articles"]:
        article = page["article"]
        told = meant[article["title"]]
        assert article["text"] == "\n\n".join(text for _, text, _ in told.blocks)
        assert article["published"]["value"] == told.published


@pytest.mark.parametrize("name", REPLICATED)
def test_the_saved_pages_are_those_of_the_replica(name: str) -> None:
    folder = contract.folder_of(PORTALS[name])
    for page, body in regenerate.saved(PORTALS[name]).items():
        assert (folder / page.file).read_bytes() == body, f"python -m tests.spiders.regenerate {name}"


def test_fifteen_portals_and_more_are_built_in_on_eight_platforms() -> None:
    platforms = [portal.platform for portal in PORTALS.values()]
    assert len(platforms) >= 15
    assert len(set(platforms)) >= 8
    assert sum(platforms.count(platform) > 1 for platform in set(platforms)) >= 6


# -- a fixture that is none ------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of a fixture, to be spoilt."""
    return Path(shutil.copytree(contract.folder_of(PORTALS["hanoi"]), tmp_path / "hanoi"))


def spoilt(folder: Path, **told: object) -> list[str]:
    path = folder / contract.EXPECTED
    path.write_text(json.dumps(json.loads(path.read_text()) | told), encoding="utf-8")
    return list(contract.problems(contract.read_fixture(folder)))


def test_a_spider_without_a_fixture_is_told(tmp_path: Path) -> None:
    with pytest.raises(FixtureError, match=r"there is no fixture: .*expected\.json cannot be read"):
        contract.read_fixture(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"listing": {}, "articles": []}', '{"listing": 1, "articles": 2}'])
def test_what_is_no_fixture_is_told(folder: Path, text: str) -> None:
    (folder / contract.EXPECTED).write_text(text)
    with pytest.raises(FixtureError, match="is no fixture"):
        contract.read_fixture(folder)


def test_a_fixture_without_its_pages_is_told(folder: Path) -> None:
    (folder / "1.html").unlink()
    with pytest.raises(FixtureError, match=r"1\.html cannot be read"):
        contract.observed(PORTALS["hanoi"], contract.read_fixture(folder))


def test_an_expectation_that_nobody_has_looked_at_is_told(folder: Path) -> None:
    [problem] = spoilt(folder, looked_at=False)
    assert problem.startswith("nobody has looked at it yet")


def test_an_expectation_of_nothing_is_told(folder: Path) -> None:
    told = json.loads((folder / contract.EXPECTED).read_text())
    told["articles"][0]["article"] |= {"text": "", "title": ""}
    told["articles"][1]["article"] |= {"not_article": "the text is missing"}
    assert spoilt(folder, listing=told["listing"] | {"items": []}, articles=told["articles"]) == [
        "it expects no items of the listing",
        "it expects no title and no text of 1.html",
        "it expects no article of 2.html",
    ]
    assert spoilt(folder, articles=[]) == ["it expects no items of the listing", "it has no articles"]


def test_making_a_fixture_anew_shows_the_difference(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(contract, "folder_of", lambda portal: folder)
    path = folder / contract.EXPECTED
    right = path.read_text(encoding="utf-8")
    path.write_text(right.replace("xe buýt điện", "xe buýt hơi nước"), encoding="utf-8")
    wrong = path.read_text(encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["regenerate", "hanoi", "--dry-run"])
    regenerate.main()
    assert path.read_text(encoding="utf-8") == wrong
    monkeypatch.setattr("sys.argv", ["regenerate", "hanoi"])
    regenerate.main()
    assert path.read_text(encoding="utf-8") == right
    shown = capsys.readouterr().out.splitlines()
    assert shown.count("hanoi: differs") == 2
    assert any(line.startswith("-") and "xe buýt hơi nước" in line for line in shown)
    assert any(line.startswith("+") and "xe buýt điện" in line for line in shown)


def test_what_all_articles_have_is_what_is_expected_of_others() -> None:
    always, ruled = contract.expected_shape(contract.read_fixture(contract.folder_of(PORTALS["ninhxa"])))
    assert {"title", "body", "published", "section"} <= always
    assert ruled["body"] == "rule:liferay"
    assert "lead" in always
    assert "lead" not in ruled  # a rule gave it once, the generic extractor the other time
