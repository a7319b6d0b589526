"""The scoring that benchmark and floor stand on."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks import bench_extract, corpora, peers
from tests.benchmarks.corpora import Answer, Corpus, Page, digest, score_portal, without, words_f1
from tests.benchmarks.peers import System
from tests.shared import shared

GOLD: dict[str, Any] = {
    "title": "Giao ban tháng 3",
    "body": ["Sáng ngày 2/4, phường họp giao ban.", "Phường đã trồng 40 cây."],
    "body_optional": ["Mời xem thêm tại trụ sở"],
    "captions_or_body": [],
    "tables": [],
    "published_shown": "2021-04-02T08:00:00+07:00",
    "byline": "Thu Hà",
    "byline_line": "Tin: Thu Hà",
    "must_not_contain": ["Lượt xem"],
}
TEXT = "Sáng ngày 2/4, phường họp giao ban.\n\nPhường đã trồng 40 cây."
SHOWN = "2021-04-02T08:00:00+07:00"


def score(answer: Answer, days_only: bool = False, **gold: Any) -> corpora.PortalScore:
    page = Page("a", "http://portal.example/a", b"", datetime(2021, 5, 1, tzinfo=UTC))
    return score_portal(Corpus("portal", "", (page,), {"a": GOLD | gold}), {"a": answer}, days_only)


def test_the_right_answer_has_every_point() -> None:
    got = score(Answer(TEXT, "Giao ban tháng 3", SHOWN, "Thu Hà"))
    assert got == corpora.PortalScore(1, 1.0, 1, 1, 1, 1, 0)


def test_no_answer_has_none() -> None:
    assert score(Answer("")) == corpora.PortalScore(1, 0.0, 0, 0, 0, 1, 0)


def test_words_count_as_often_as_they_stand() -> None:
    assert words_f1(["một", "hai", "hai"], ["hai", "một", "hai"]) == 1.0
    assert words_f1(["một", "hai"], ["hai", "hai"]) == 0.5


def test_letters_composed_and_decomposed_are_the_same() -> None:
    assert score(Answer(TEXT.replace("ọ", "o\u0323"), "Giao ban tha\u0301ng 3")).words == 1.0


def test_what_is_right_either_way_costs_nothing_in_the_body_nor_out_of_it() -> None:
    told = Answer(f"{TEXT}\n\nMời xem thêm tại trụ sở")
    assert score(Answer(TEXT)).words == score(told).words == 1.0
    assert score(told, body_optional=[]).words < 1.0
    assert score(Answer(TEXT), body=[*GOLD["body"], "Mời xem thêm tại trụ sở"]).words == 1.0


def test_optional_text_takes_no_word_from_elsewhere() -> None:
    words = "phường họp tại trụ sở phường".split()
    assert without(words, [["tại", "trụ", "sở", "xã"]]) == words
    assert without(words, [["tại", "trụ", "sở"]]) == ["phường", "họp", "phường"]


def test_a_table_may_stand_in_the_body() -> None:
    rows = [["Tổ", "Số hộ"], ["Tổ 1", "40"]]
    assert score(Answer(f"{TEXT}\n\nTổ | Số hộ\nTổ 1 | 40"), tables=[rows]).words == 1.0


def test_a_date_is_exact_to_the_minute_and_for_who_gives_none_to_the_day() -> None:
    assert score(Answer(TEXT, date="2021-04-02")).dates == 0
    assert score(Answer(TEXT, date="2021-04-02"), days_only=True).dates == 1
    assert score(Answer(TEXT, date="2021-04-03"), days_only=True).dates == 0


def test_a_person_named_as_source_is_right_in_either_field() -> None:
    as_source = Answer(TEXT, source="Thu Hà")
    assert score(as_source, byline_line="Nguồn tin: Thu Hà").bylines == 1
    assert score(as_source).bylines == 0


def test_boilerplate_is_counted_in_bodies() -> None:
    got = score(Answer(f"{TEXT} Lượt\n xem: 40"))
    assert (got.unwanted, got.clean) == (1, 0)


def test_a_corpus_is_known_by_names_and_contents(tmp_path: Path) -> None:
    a, b = tmp_path / "a", tmp_path / "b"
    a.write_text("một")
    b.write_text("hai")
    first = digest(tmp_path, [b, a])
    assert first == digest(tmp_path, [a, b])
    a.rename(tmp_path / "c")
    assert first != digest(tmp_path, [tmp_path / "c", b])
    (tmp_path / "c").rename(a)
    b.write_text("ba")
    assert first != digest(tmp_path, [a, b])


def test_the_gold_of_the_portal_has_every_point() -> None:
    shared("real-html", corpora.PORTAL)
    corpus = corpora.load(corpora.PORTAL)
    assert corpus
    answers = {
        name: Answer("\n\n".join(gold["body"]), gold["title"], gold["published_shown"], gold["byline"])
        for name, gold in corpus.truth.items()
    }
    pages = len(corpus.pages)
    assert score_portal(corpus, answers) == corpora.PortalScore(pages, 1.0, pages, pages, pages, pages, 0)


# -- the benchmark ---------------------------------------------------------------------------------------


def test_a_peer_that_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "newspaper", None)
    told = {system.name: system for system in peers.systems()}
    assert told["newspaper4k"].missing == "not installed"
    assert told["newspaper4k"].run is None
    assert told[peers.OURS].run


def test_without_the_corpora_the_benchmark_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(corpora, "SHARED", tmp_path)
    monkeypatch.setattr("sys.argv", ["bench_extract"])
    bench_extract.main()
    said = capsys.readouterr().out
    assert all(f"{name} is not beside the project" in said for name in corpora.NAMES)


def test_a_peer_that_fails_is_counted_and_has_no_text() -> None:
    shared("benchmarks", corpora.ARTICLES[0])
    corpus = corpora.load(corpora.ARTICLES[0])
    assert corpus

    def fail(page: Page, html: str) -> str:
        raise ValueError(html[:1])

    def know(page: Page, html: str) -> str:
        text: str = corpus.truth[page.name]["articleBody"]
        return text

    systems = [System("fails", "1", fail), System("knows", "1", know), System("absent", "", None, "not installed")]
    rows = {row.name: row for row in bench_extract.measure(corpus, systems)}
    assert rows["fails"].failures == len(corpus.pages)
    assert (rows["fails"].scores["f1"], rows["knows"].scores["f1"]) == (0.0, 1.0)
    assert rows["absent"].missing and not rows["absent"].ms
