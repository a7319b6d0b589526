"""Which words can be Vietnamese syllables."""

from __future__ import annotations

import unicodedata

import pytest

from crawler.extract.syllables import is_syllable

VIETNAMESE = (
    "ủy ban nhân dân xã tổ chức hội nghị giao ban đánh giá kết quả thực hiện nhiệm vụ quý ba và bàn phương hướng "
    "khuyến khích nghiêng ngả gì giếng giết giữ giỗ quốc quyết quỳnh quýt quờ thuở khuya khuỷu xoẻng xoong moóc "
    "nguệch ngoạc nguều ngoào yêu yến ý kỷ luật lý Mỹ hoà hòa thuỷ thủy oăm loằng "
    "ngoằng xuýt uỳnh uých rượu bưởi hươu nghỉ ghế kẻ cả ở ạ ừ ế"
).split()
FOREIGN = (
    "café naïve été Zürich Paulo niño für được1 Krông hôc hốcc nghanh kà cê gê ngê ghà qôn bàì thuở̀ w z f j Łódź "
    "også på-å ß ươ bêp chát̀ x đ ngh"
).split()


@pytest.mark.parametrize("word", VIETNAMESE)
def test_a_vietnamese_word_is_one_in_any_case_and_form(word: str) -> None:
    assert is_syllable(word)
    assert is_syllable(word.upper())
    assert is_syllable(unicodedata.normalize("NFD", word))


@pytest.mark.parametrize("word", FOREIGN)
def test_what_breaks_the_rules_of_the_spelling_is_none(word: str) -> None:
    assert not is_syllable(word)


@pytest.mark.parametrize("tone", ["", "\u0300", "\u0303", "\u0309"])
def test_a_syllable_closed_by_a_stop_has_one_of_two_tones(tone: str) -> None:
    for open_part, stop in (("ca", "c"), ("că", "p"), ("viê", "t"), ("sa", "ch")):
        assert not is_syllable(open_part + tone + stop)
        assert is_syllable(open_part + "\u0301" + stop)
        assert is_syllable(open_part + "\u0323" + stop)
