"""What the pages say, in each language: the same things, dates and numbers as people write them."""

from __future__ import annotations

import string

import pytest

from crawler.serve.language import chosen, languages


def fields(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_say_the_same_things() -> None:
    vi, en = languages()["vi"].words, languages()["en"].words
    assert {key.removesuffix(".one") for key in vi} == {key.removesuffix(".one") for key in en}
    for key, text in vi.items():
        assert fields(text) == fields(en[key]), key
        assert text.strip() == text != ""


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        ("2020-07-24T01:00:00+07:00", "24/07/2020 01:00", "24 Jul 2020 01:00"),
        ("2020-07-24", "24/07/2020", "24 Jul 2020"),
        ("2021-03", "03/2021", "Mar 2021"),
        ("2019", "2019", "2019"),
        (None, "", ""),
    ],
)
def test_a_date_is_written_as_precisely_as_it_is_known(value: str | None, vi: str, en: str) -> None:
    assert (languages()["vi"].date(value), languages()["en"].date(value)) == (vi, en)


def test_a_moment_is_told_by_the_clock_of_vietnam() -> None:
    assert languages()["vi"].moment("2026-11-25T18:30:00Z") == "26/11/2026 01:30"


def test_numbers_are_grouped_as_each_language_does() -> None:
    assert languages()["vi"].say("search.all", n=12345) == "12.345 bài"
    assert languages()["en"].say("search.all", n=12345) == "12,345 articles"
    assert languages()["en"].say("search.all", n=1) == "1 article"
    assert (languages()["vi"].size(1_240_000), languages()["en"].size(840_400)) == ("1,2 MB", "840.4 KB")


@pytest.mark.parametrize(
    ("asked", "remembered", "accepted", "code"),
    [
        ("en", "vi", "vi", "en"),
        ("xx", "en", "vi", "en"),
        (None, None, "en-GB,en;q=0.9", "en"),
        (None, None, "en;q=0.4, vi-VN;q=0.8", "vi"),
        (None, None, "en;q=0, fr", "vi"),
        (None, None, ";;q=,,en;q=much", "vi"),
        (None, None, None, "vi"),
    ],
)
def test_which_language(asked: str | None, remembered: str | None, accepted: str | None, code: str) -> None:
    assert chosen(asked, remembered, accepted).code == code
