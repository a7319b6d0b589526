"""People, and what only looks like them; bodies, and what only begins as their names do."""

from __future__ import annotations

import pytest

from crawler.extract.people import is_body, is_name, may_be_names, may_follow_name, speaks_of_body


@pytest.mark.parametrize(
    "text",
    ["Kim Ngân", "Nguyễn Thị Ánh Nguyệt", "H' Yến Niê", "H’Linh", "Điểu K'Ré", "Đ. Hùng", "Lê Văn A", "Phong Lan",
     "Song Nguyên", "Quốc Khánh", "Kim Ngân - Thu Hà", "Kim Ngân, Thu Hà và Lê Sơn", "Kim Ngan", "NGUYỄN VĂN HÀ"],
)  # fmt: skip
def test_capitalised_syllables_are_a_name(text: str) -> None:
    assert is_name(text)
    assert may_be_names(text)


@pytest.mark.parametrize(
    "text",
    ["Hội nghị", "Hà Nội", "Ủy Ban Nhân Dân", "Uy Ban Nhan Dan", "UBND xã", "Kim", "Kim Ngân nói", "12", "",
     "Phòng Lan", "Sông Hồng", "Thôn Thượng", "Văn Hóa", "HỘI LÀNG", "Kim Ngân 2", "Kim Ngân " * 9],
)  # fmt: skip
def test_places_bodies_and_sentences_are_no_names(text: str) -> None:
    assert not is_name(text)


@pytest.mark.parametrize("text", ["Hà", "K.N", "KIM NGÂN", "Hà & Kim Ngân", "PV"])
def test_behind_a_label_a_name_may_have_any_form(text: str) -> None:
    assert may_be_names(text)


@pytest.mark.parametrize("text", ["xã đạt chuẩn", "Xã đạt chuẩn", "Nghị quyết số 12", "Thôn Thượng"])
def test_behind_a_label_too_a_sentence_is_no_name(text: str) -> None:
    assert not may_be_names(text)


@pytest.mark.parametrize(
    "text", ["Đài Truyền thanh huyện", "TTVH", "VP HĐND&UBND xã", "Phó Chủ tịch Hội Nông dân", "CTV"]
)
def test_a_body_or_a_post_may_follow_a_name(text: str) -> None:
    assert may_follow_name(text)


@pytest.mark.parametrize("text", ["ngày 26 tháng 4", "thôn Hạ", "Thu Hà", "Đài 2024"])
def test_a_date_a_place_or_another_name_is_no_body(text: str) -> None:
    assert not may_follow_name(text)


@pytest.mark.parametrize(
    "text", ["Ban Biên tập", "đài truyền thanh xã".capitalize(), "Báo Lào Cai", "Sở Nội vụ", "BBT"]
)
def test_a_body_is_known_by_its_first_words(text: str) -> None:
    assert is_body(text)
    assert speaks_of_body(text)


@pytest.mark.parametrize(
    "text", ["Ban ngày", "Đài phun nước", "Báo động", "Sở thích", "báo Lào Cai", "", "Ban Biên tập đã họp"]
)
def test_what_begins_as_a_body_does_is_none(text: str) -> None:
    assert not is_body(text)
