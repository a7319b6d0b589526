"""Vietnamese text with a byte a character says what the text says."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import alphabet
from storage.similarity import normalise

CHARACTERS = [character for byte in range(1, 256) if (character := alphabet.decode(bytes([byte])))]
of_the_alphabet = st.text(st.sampled_from(CHARACTERS))


def test_every_letter_of_vietnamese_has_a_byte() -> None:
    for vowel in "aăâeêioôơuưy":
        for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"):
            letter = unicodedata.normalize("NFC", vowel + tone)
            assert alphabet.encode(letter + letter.upper()) is not None, letter
    assert alphabet.encode("đĐ") == bytes((alphabet.code("đ"), alphabet.code("Đ")))
    assert len(set(CHARACTERS)) == 255


@given(of_the_alphabet)
def test_text_comes_back_as_it_was(text: str) -> None:
    encoded = alphabet.encode(text)
    assert encoded is not None
    assert len(encoded) == len(text)
    assert alphabet.decode(encoded) == text


@given(st.text())
def test_what_has_another_character_is_not_encoded(text: str) -> None:
    assert (alphabet.encode(text) is not None) == (set(text) <= set(CHARACTERS))


@pytest.mark.parametrize("character", ["\0", "\t", "\r", "§", "ș", "\u0301", "\ud800", "會", "\x7f"])
def test_characters_beyond_it(character: str) -> None:
    assert alphabet.encode(f"họp{character}") is None


@given(of_the_alphabet)
def test_words_are_those_of_the_text(text: str) -> None:
    encoded = alphabet.encode(text)
    assert encoded is not None
    plainly = alphabet.decode(alphabet.plain(encoded))
    found = [alphabet.decode(word) for word in alphabet.words(alphabet.plain(encoded))]
    assert found == re.findall(r"\w+", plainly.lower())


@given(of_the_alphabet)
def test_a_text_is_normalised_the_same_beside_a_letter_beyond_the_alphabet(text: str) -> None:
    assert normalise(f"{text} ș") == f"{normalise(text)} ș".strip()
