"""UTF-8 encoded twice: recognised where it is certain, undone, and nothing else touched."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract.mojibake import is_double, undo
from tests.crawler.extract.legacy import VNI
from tests.crawler.extract.test_fonts import DISTINCT, FOREIGN, LONG


def twice(text: str, code_page: str = "windows-1252") -> str:
    """The text as it comes out when its UTF-8 is read in a Western code page, the gaps in it as browsers fill them."""
    return "".join(
        bytes([byte]).decode(code_page) if _has(code_page, byte) else chr(byte) for byte in text.encode()
    )  # fmt: skip


def _has(code_page: str, byte: int) -> bool:
    return bytes([byte]).decode(code_page, "ignore") != ""


@pytest.mark.parametrize("code_page", ["windows-1252", "latin-1", "windows-1258"])
def test_every_letter_comes_back(code_page: str) -> None:
    text = " ".join(VNI) + " “ngoặc” – gạch… 50.000₫ « » ½ °"
    assert is_double(twice(text, code_page))
    assert undo(twice(text, code_page)) == text


def test_decomposed_letters_come_back_too() -> None:
    text = unicodedata.normalize("NFD", LONG)
    assert undo(twice(text)) == text


def test_a_no_break_space_that_became_a_plain_one_is_part_of_its_letter_again() -> None:
    text = "Và làm đường là việc của bà con, nhà nào cũng góp, mà."
    plain = twice(text).replace("\u00a0", " ")
    assert undo(plain) == text
    assert undo(" ".join(plain.split())) == text


@pytest.mark.parametrize("text", FOREIGN.values(), ids=FOREIGN)
def test_ordinary_text_is_never_certain(text: str) -> None:
    assert not is_double(text)
    assert not is_double(text.replace(" ", "\u00a0"))


@pytest.mark.parametrize("text", ["It’s a cliché", "“Où êtes-vous ?”", "Fußgänger – Brücke"])
def test_what_is_no_vietnamese_is_left_as_it_is(text: str) -> None:
    assert not is_double(twice(text))


@given(st.lists(st.sampled_from(DISTINCT), min_size=20, unique=True))
def test_vietnamese_encoded_twice_is_certain_and_undone(words: list[str]) -> None:
    text = " ".join([*words, "được"])
    assert is_double(twice(text))
    assert undo(twice(text)) == text


@given(st.text(st.characters(max_codepoint=0x24F) | st.characters(min_codepoint=0x1EA0, max_codepoint=0x20BF)))
def test_a_text_with_whole_vietnamese_letters_is_left_as_it_is(text: str) -> None:
    assert undo("ệ" + text) == "ệ" + text
