"""What a text says of a meeting: by a corpus of texts in the manner of local news, and for any text whatever."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.extract.meeting import meeting_of
from crawler.extract.meeting_kind import KINDS
from storage.records import Meeting, Span
from tests.replicas.content import NEWS, load, truth

HERE = Path(__file__).parent / "corpus"


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


CORPUS = lines("meetings.jsonl")
OF_REPLICAS = {case.pop("article"): case for case in lines("replica_meetings.jsonl")}


def told(meeting: Meeting | None) -> dict[str, Any] | None:
    """A meeting in the shape of the corpus."""
    if meeting is None:
        return None
    return {
        "kind": meeting.kind and meeting.kind.value,
        "organiser": meeting.organiser and meeting.organiser.value,
        "place": meeting.place and meeting.place.value,
        "chairs": [[chair.name, chair.role] for chair in meeting.chairs],
    }


def spans(meeting: Meeting) -> list[Span]:
    facts = (meeting.kind, meeting.place, meeting.organiser)
    return [said.span for said in facts if said] + [chair.span for chair in meeting.chairs]


def assert_evidence(title: str, text: str) -> None:
    """Every fact has words that stand where they are said to stand, and hold what they are evidence for."""
    meeting = meeting_of(title, text)
    if meeting is None:
        return
    for span in spans(meeting):
        field = title if span.field == "title" else text
        assert span.text and field[span.start : span.start + len(span.text)] == span.text
    for chair in meeting.chairs:
        assert chair.name in " ".join(chair.span.text.split())
    assert meeting.kind is not None and meeting.kind.value in KINDS


@pytest.mark.parametrize("case", CORPUS, ids=[case["id"] for case in CORPUS])
def test_a_text_gives_the_facts_that_it_tells(case: dict[str, Any]) -> None:
    assert told(meeting_of(case["title"], case["text"])) == case["meeting"]
    assert_evidence(case["title"], case["text"])


@pytest.mark.parametrize("portal", sorted(load()))
def test_of_the_replicas_articles_those_are_meeting_news_that_report_one(portal: str) -> None:
    articles = load()[portal].articles
    given = {f"{portal}/{article.id}": told(meeting_of(article.title, _text(article))) for article in articles}
    for meeting in filter(None, given.values()):
        meeting["chairs"] = [name for name, _ in meeting["chairs"]]
    assert given == {name: OF_REPLICAS.get(name) for name in given}
    assert {f"{portal}/{article.id}" for article in articles if article.kind != NEWS} == set(OF_REPLICAS) & set(given)


def _text(article: Any) -> str:
    return "\n\n".join(text for _, text, _ in truth(article).blocks)


# What texts are made of, so that chance writes some that are nearly of the genre.
WORDS = st.sampled_from(
    [
        *"đồng chí|Đồng chí|các đồng chí:|Nguyễn Văn A|Lò Thị Ban|K'Thanh|chủ trì|Chủ trì|chủ tọa|hội nghị".split("|"),
        *"giao ban|tổng kết|kỳ họp|UBND huyện|Huyện ủy|tổ chức|tại|Hội trường|dưới sự chủ trì của|do|ngày 5/6".split(
            "|"
        ),
        *"đã|sẽ|Phó Chủ tịch|Bí thư|và|cùng|có|gồm|là|İ|đ/c|TP. |ông|bà|tham dự|Kính gửi|. ".split("|"),
        *", ; – - ( ) “ … \u0301".split(),
        "\n",
        "\n\n",
    ]
)
NEARLY = st.lists(WORDS, max_size=60).map(" ".join)


@given(title=st.one_of(st.text(max_size=200), NEARLY), text=st.one_of(st.text(max_size=400), NEARLY))
@settings(max_examples=300, deadline=None)
def test_no_text_breaks_it_and_evidence_always_stands_in_the_text(title: str, text: str) -> None:
    assert_evidence(title, text)


@pytest.mark.parametrize(
    "unit",
    ["đồng chí ", ",", ". ", "...", "Đồng chí Nguyễn Văn A, ", "chủ trì ", "tại ", " do ", "UBND tổ chức hội nghị ",
     "\n", "- ", "“", "Chủ trì hội nghị có các đồng chí: Nguyễn Văn A, Bí thư; ", "A ", " "],
)  # fmt: skip
def test_a_megabyte_costs_no_more_than_its_length(unit: str) -> None:
    text = "Sáng 5/6, UBND huyện tổ chức hội nghị giao ban. " + unit * (1_000_000 // len(unit))
    start = time.process_time()
    meeting_of("Hội nghị giao ban tháng 6", text)
    meeting_of(text, "UBND huyện giao ban. Đồng chí Nguyễn Văn A chủ trì.")
    assert time.process_time() - start < 1
