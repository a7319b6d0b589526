"""What changed between two texts, word by word: exact, readable, and quick on long texts too."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.diff import BlockChange, Change, diff, diff_blocks
from storage.difference import difference, in_short
from storage.similarity import normalise
from tests.storage.conftest import OTHER_TEXT, TEXT

ONE = "Sáng nay, xã họp giao ban tháng ba dưới sự chủ trì của đồng chí Bí thư."
TWO = "Hội nghị nghe báo cáo về tiến độ làm đường bê tông ở sáu thôn vùng cao."
THREE = "Kết luận, chủ tọa giao các thôn thu xong quỹ phòng chống thiên tai."


def marked(changes: Sequence[Change]) -> str:
    marks = {"equal": "{}", "delete": "[-{}-]", "insert": "{{+{}+}}"}
    return "".join(marks[change.kind].format(change.text) for change in changes)


def outline(changes: Sequence[BlockChange]) -> list[tuple[str, str]]:
    return [(block.kind, marked(block.changes)) for block in changes]


# ---- words -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("thu ba tỷ đồng", "thu bốn tỷ đồng", "thu[- ba-]{+ bốn+} tỷ đồng"),
        ("ngày 5/10, họp", "ngày 6/10, họp", "ngày[- 5-]{+ 6+}/10, họp"),
        ("quý III.", "quý III", "quý III[-.-]"),
        ("xã họp", "Hôm nay xã họp", "{+Hôm nay+} xã họp"),
        ("xã họp bàn", "xã bàn", "xã[- họp-] bàn"),
        ("hội nghị", "Hội nghị", "[-hội-]{+Hội+} nghị"),
        ("hoa", "hoà", "[-hoa-]{+hoà+}"),
        ("", "mới", "{+mới+}"),
        ("cũ", "", "[-cũ-]"),
    ],
)
def test_words_that_went_and_came(before: str, after: str, said: str) -> None:
    assert marked(diff(before, after)) == said


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("xã  họp\n\nbàn", "xã họp bàn"),
        ("“Ba sạch” – ‘năm không’", "\"Ba sạch\" - 'năm không'"),
        ("Ho\u0323\u0302p giao ban", "Hộp giao ban"),
        ("giao\u200b ban\u00ad", "giao ban"),
        ("giao\u00a0ban ", "giao ban"),
        ("", "\u200b"),
    ],
)
def test_what_is_cosmetic_is_no_change(before: str, after: str) -> None:
    assert {change.kind for change in diff(before, after)} <= {"equal"}


def test_a_space_that_makes_another_word_is_a_change() -> None:
    assert marked(diff("A - B", "A-B")) == "A[- - B-]{+-B+}"


def test_words_that_two_passages_share_by_chance_do_not_cut_them_up() -> None:
    before = "Xã tặng quà cho ba mươi hộ nghèo và khen hai thôn làm tốt."
    after = "Xã mở lớp dạy chữ cho người già và sửa lại nhà kho cũ."
    assert sum(change.kind == "equal" for change in diff(before, after)) <= 2


PIECES = ["hội", "nghị", "giao", "ban", "xã", "–", "“", "”", "\u200b", ",", ".", "\u0301", "\n\n", "5/10", " ", " "]
lines = st.one_of(st.lists(st.sampled_from(PIECES), max_size=16).map("".join), st.text(max_size=20))


@given(lines, lines)
def test_both_texts_can_be_had_from_their_difference(before: str, after: str) -> None:
    changes = diff(before, after)
    later = "".join(change.text for change in changes if change.kind != "delete")
    earlier = "".join(change.text for change in changes if change.kind != "insert")
    assert later == after or not normalise(after)
    assert "".join(normalise(earlier).split()) == "".join(normalise(before).split())


@given(lines, lines)
def test_there_is_a_change_exactly_where_more_than_the_cosmetic_differs(before: str, after: str) -> None:
    assert any(change.kind != "equal" for change in diff(before, after)) == (normalise(before) != normalise(after))


# ---- blocks ------------------------------------------------------------------------------------------------


def test_paragraphs_that_went_came_and_changed() -> None:
    after = ["Tin nhanh.", ONE, THREE.replace("giao", "đề nghị")]
    assert outline(diff_blocks([ONE, TWO, THREE], after)) == [
        ("insert", "{+Tin nhanh.+}"),
        ("equal", ONE),
        ("delete", f"[-{TWO}-]"),
        ("edit", THREE.replace(" giao", "[- giao-]{+ đề nghị+}")),
    ]


def test_a_moved_paragraph_is_told_once_and_as_moved() -> None:
    assert [block.kind for block in diff_blocks([ONE, TWO, THREE], [THREE, ONE, TWO])] == ["moved", "equal", "equal"]


def test_a_paragraph_that_moved_among_others_that_changed_stands_where_it_is_now() -> None:
    changed = diff_blocks([ONE, TWO, THREE, "Hết."], [THREE, TWO, ONE.replace("ba", "tư"), "Hết tin."])
    assert sorted(block.kind for block in changed).count("moved") == 1
    assert next(marked(block.changes) for block in changed if block.kind != "delete") == THREE


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([ONE, TWO], [f"{ONE} {TWO}"]),
        ([f"{ONE} {TWO}", THREE], [ONE, TWO, THREE]),
        ([ONE, "", TWO], [ONE, TWO, "\u200b"]),
    ],
)
def test_where_a_paragraph_is_cut_is_no_change(before: list[str], after: list[str]) -> None:
    assert {block.kind for block in diff_blocks(before, after)} == {"equal"}


def test_a_paragraph_that_went_from_between_two_that_were_joined_is_shown_there() -> None:
    [block] = diff_blocks([ONE, TWO, THREE], [f"{ONE} {THREE}"])
    assert (block.kind, marked(block.changes)) == ("edit", f"{ONE}[- {TWO}-] {THREE}")


def test_two_paragraphs_that_share_a_full_stop_are_one_that_went_and_one_that_came() -> None:
    assert [block.kind for block in diff_blocks([ONE], [TWO])] == ["delete", "insert"]


def test_what_a_cut_paragraph_lost_is_shown_in_the_part_it_was_lost_from() -> None:
    end = TWO.removesuffix(" ở sáu thôn vùng cao.") + "."
    first, second = diff_blocks([f"{ONE} {TWO}"], [ONE, end])
    assert (first.kind, second.kind) == ("equal", "edit")
    assert "[- ở sáu thôn vùng cao-]" in marked(second.changes)


blocks = st.lists(st.sampled_from([ONE, TWO, THREE, TWO[:30], f"{ONE} {TWO}", "Hết.", ""]), max_size=6)


@given(blocks, blocks)
def test_the_blocks_of_the_later_text_come_back_in_order(before: list[str], after: list[str]) -> None:
    changed = diff_blocks(before, after)
    shown = [block for block in changed if block.kind != "delete"]
    assert ["".join(c.text for c in block.changes if c.kind != "delete") for block in shown] == list(
        filter(None, after)
    )
    same = normalise(" ".join(before)) == normalise(" ".join(after))
    assert all(block.kind == "equal" for block in changed) == same
    gone = [c.text for block in changed for c in block.changes if c.kind != "insert"]
    # In the order of the later text: moved blocks, so only what there is can be compared.
    assert sorted("".join(gone).replace(" ", "")) == sorted("".join(before).replace(" ", ""))


# ---- in a few words ----------------------------------------------------------------------------------------


def told(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    shape = {"title": "Xã họp giao ban", "blocks": [ONE, TWO, THREE], "byline": None}
    both = [{**shape, **article} for article in (before, after)]
    for article in both:
        article["blocks"] = [{"kind": "paragraph", "text": text} for text in article["blocks"]]
    return in_short(difference(*both))


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ({}, []),
        ({"title": "HNP - Xã họp giao ban"}, ["the title begins with “HNP -”"]),
        ({"title": "Xã họp giao ban tháng ba"}, ["the title ends with “tháng ba”"]),
        ({"title": "Xã họp Đảng ủy"}, ["2 words of the title differ"]),
        ({"title": "Trồng cây"}, ["the title is another"]),
        ({"blocks": [ONE, TWO]}, [f"the last paragraph is missing: “{THREE[:40]} … {THREE[-18:].strip()}”"]),
        ({"blocks": [THREE]}, ["the first 2 paragraphs are missing"]),
        ({"blocks": [ONE, TWO.replace("sáu", "bảy"), THREE]}, ["1 word differs"]),
        ({"blocks": [ONE, TWO, THREE[:-1]]}, ["marks differ"]),
        ({"byline": "Lan Anh"}, ["a byline was added: “Lan Anh”"]),
        ({"blocks": [TWO, ONE, THREE]}, ["a paragraph was moved: “" + ONE[:39] + " … " + ONE[-18:].strip() + "”"]),
    ],
)
def test_a_difference_in_short(after: dict[str, Any], said: list[str]) -> None:
    assert told({}, after) == said


def test_a_byline_between_other_spaces_and_the_same_date_are_no_difference() -> None:
    date = {"value": "2024-05-01", "evidence": "text"}
    before = {"byline": "Lan  Anh", "published": date, "attachments": []}
    assert told(before, {"byline": "Lan Anh", "published": {**date, "evidence": "listing"}, "attachments": []}) == []


# ---- long texts --------------------------------------------------------------------------------------------


def long_text(words: int, seed: int) -> list[str]:
    random.seed(seed)
    return [random.choice(f"{TEXT} {OTHER_TEXT}".split()) for _ in range(words)]


def seconds(before: list[str], after: list[str]) -> float:
    start = time.process_time()
    diff(" ".join(before), " ".join(after))
    return time.process_time() - start


@pytest.mark.parametrize("kind", ["edited", "another", "moved", "repeated"])
def test_the_time_grows_with_the_length_of_the_texts(kind: str) -> None:
    def both(words: int) -> tuple[list[str], list[str]]:
        before = long_text(words, 1)
        if kind == "edited":
            return before, ["mới" if place % 50 == 7 else word for place, word in enumerate(before)]
        if kind == "moved":
            return before, before[words // 2 :] + before[: words // 2]
        return (before, long_text(words, 2)) if kind == "another" else (["và"] * words, ["và", "các"] * (words // 2))

    small, large = seconds(*both(1_000)), seconds(*both(10_000))
    assert large < 40 * max(small, 0.05)  # a square would be 100
    assert large < 10


def test_few_edits_in_a_long_text_are_found_exactly() -> None:
    before = long_text(20_000, 3)
    after = list(before)
    for place in range(100, 20_000, 1000):
        after[place] = "số-mới"
    changes = diff(" ".join(before), " ".join(after))
    assert sum(change.text.count("số-mới") for change in changes if change.kind == "insert") == 20
    assert sum(len(change.text.split()) for change in changes if change.kind == "delete") <= 24
