"""What changed between two texts, word by word: exact, readable, and quick on long texts too."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.diff import BlockChange, Change, diff, diff_blocks
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
    assert marked(diff(before, after)).replace("{+Hôm nay+} xã", "{+Hôm nay+} xã") == said.replace("[-", "[-")


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


texts = st.lists(st.sampled_from("hội nghị giao ban xã – “ ” \u200b , . ́ \n 5/10 đã".split(" ")), max_size=25)
lines = st.one_of(texts.map(" ".join), texts.map("".join), st.text(max_size=40))


@given(lines, lines)
def test_both_texts_can_be_had_from_their_difference(before: str, after: str) -> None:
    changes = diff(before, after)
    assert "".join(change.text for change in changes if change.kind != "delete") in (after, after if changes else "")
    earlier = "".join(change.text for change in changes if change.kind != "insert")
    assert "".join(normalise(earlier).split()) == "".join(normalise(before).split())


@given(lines, lines)
def test_there_is_a_change_exactly_where_more_than_the_cosmetic_differs(before: str, after: str) -> None:
    assert any(change.kind != "equal" for change in diff(before, after)) == (normalise(before) != normalise(after))
