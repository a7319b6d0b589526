"""Guesses at the addresses of further pages of lists, and what proves one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fetch.turning import further_address
from crawler.survey.further import guesses, proves

LIST = "http://xa.example.gov.vn/tin-tuc"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("location.href = url + '?PageIndex=' + n", "?PageIndex={}"),
        ("<a onclick=\"go('/tin-tuc/trang-' + n)\">", "trang-{}"),
        ('href="/tin-tuc?id=5&amp;nam=2024"', "page/{}/"),
    ],
)
def test_what_the_pages_speak_of_is_tried_first(text: str, first: str) -> None:
    assert guesses([text])[0] == first


@given(st.lists(st.text(), max_size=3), st.integers(1, 500))
def test_every_guess_makes_addresses(texts: list[str], number: int) -> None:
    for form in guesses(texts):
        assert str(number) in further_address(LIST, form, number)


@pytest.mark.parametrize(
    ("listing", "form", "address"),
    [
        (LIST, "page/{}/", f"{LIST}/page/2/"),
        (f"{LIST}/", "?trang={}", f"{LIST}/?trang=2"),
        (f"{LIST}?id=5", "?trang={}", f"{LIST}?id=5&trang=2"),
    ],
)
def test_a_form_stands_behind_the_address_of_the_list(listing: str, form: str, address: str) -> None:
    assert further_address(listing, form, 2) == address


def test_only_articles_that_were_seen_nowhere_prove_a_second_page() -> None:
    assert proves(["a", "b"], ["c", "d"], ["a", "b", "e"])
    assert not proves(["a", "b"], ["a", "b"], ["a", "b"])
    assert not proves(["a", "b"], ["e", "f", "c"], ["a", "b", "e", "f"])
    assert not proves(["a", "b", "c"], ["a", "b", "c", "d", "x"], ["a", "b", "c"])
    assert not proves(["a", "b"], [], ["a", "b"])
