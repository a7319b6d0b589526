"""When two texts are the same, nearly the same, or merely alike."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from itertools import combinations
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.records import Article, Block, Caption
from storage.similarity import (
    compare,
    containment,
    content_hash,
    jaccard,
    may_be_alike,
    normalise,
    shingles,
    signature,
    texts_agree,
    title_band,
    titles_agree,
    words,
)
from tests.storage.conftest import OTHER_TEXT, OTHER_TITLE, TEXT, TITLE, article

# Letters, marks, quotes, dashes and spaces of all kinds, well mixed.
vietnamese = st.text(
    st.sampled_from(list("aăâeêioôơuưyđĐAH 19.,\"'“”‘’–—-\u00a0\u200b\u00ad\u0300\u0301\u0302\u0323\n\t"))
)


# Few enough words to stand together often; of some a letter is beyond `alphabet`, so that they are read another way.
texts_of_few_words = st.lists(st.sampled_from("ba bà Bá đi ĐI 1 ș ạ́".split()), max_size=12).map(" ".join)


@given(st.text() | vietnamese)
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text() | vietnamese, vietnamese)
def test_composed_and_decomposed_letters_are_one_text(title: str, text: str) -> None:
    def written(form: Literal["NFC", "NFD"]) -> Article:
        return Article(
            title=unicodedata.normalize(form, title),
            blocks=(Block("paragraph", unicodedata.normalize(form, text)),),
        )

    assert content_hash(written("NFC")) == content_hash(written("NFD"))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("“Nông thôn mới”", '"Nông thôn mới"'),
        ("giai đoạn 2021 – 2026", "giai đoạn 2021 - 2026"),
        ("Ủy ban\u00a0\u00a0nhân dân", "Ủy ban nhân dân"),
        ("giao\u200b ban", "giao ban"),
        ("  giao\nban ", "giao ban"),
    ],
)
def test_spaces_quotes_and_dashes_are_cosmetic(a: str, b: str) -> None:
    assert content_hash(article(text=a)) == content_hash(article(text=b))


@pytest.mark.parametrize(("a", "b"), [("Sở, Ban", "sở, ban"), ("hòa", "hoà"), ("ngày 1/7", "ngày 2/7"), ("hồi", "hội")])
def test_letters_case_and_digits_are_not(a: str, b: str) -> None:
    assert content_hash(article(text=a)) != content_hash(article(text=b))


def test_dates_counters_captions_and_bylines_are_no_part_of_the_text() -> None:
    bare = article()
    dressed = article(published="2026-11-20", views=17, captions=(Caption("Ảnh: cuộc họp"),), byline="Thu Hà")
    assert content_hash(bare) == content_hash(dressed)


def test_the_cut_into_paragraphs_is_no_part_of_the_text() -> None:
    assert content_hash(article(text="Một câu. Hai câu.")) == content_hash(article(text="Một câu.\nHai câu."))


def test_a_title_is_not_the_beginning_of_the_text() -> None:
    assert content_hash(article(title="Họp", text="giao ban")) != content_hash(article(title="Họp giao", text="ban"))


def test_words_leave_punctuation_and_case_behind() -> None:
    assert words("“Đồng chí” Lê-Văn, 9/10!") == ("đồng", "chí", "lê", "văn", "9", "10")


@given(st.text() | vietnamese)
def test_words_are_the_runs_of_letters_and_digits(text: str) -> None:
    assert list(words(text)) == re.findall(r"\w+", normalise(text).lower())


def test_shingles_are_runs_of_five_words() -> None:
    both = shingles("Một hai ba bốn năm sáu")
    assert both == shingles("một, HAI, ba: bốn năm") | shingles("hai ba bốn năm sáu")
    assert len(both) == 2
    assert len(shingles("một hai")) == 1
    assert shingles(" … ") == frozenset()


@given(texts_of_few_words, texts_of_few_words)
def test_two_runs_have_one_number_if_they_are_the_same_words(one: str, other: str) -> None:
    def runs(text: str) -> set[tuple[str, ...]]:
        listed = words(text)
        return {listed[at : at + 5] for at in range(max(1, len(listed) - 4))} if listed else set()

    assert len(shingles(one)) == len(runs(one))
    assert jaccard(shingles(one), shingles(other)) == jaccard(runs(one), runs(other))


def test_jaccard_and_containment() -> None:
    a, b = frozenset("abcd"), frozenset("cdefgh")
    assert jaccard(a, b) == 2 / 8
    assert containment(a, b) == 2 / 4
    assert jaccard(a, frozenset()) == containment(frozenset(), b) == 0


def test_bands_never_change() -> None:
    # They lie in every archive. If this fails, words have other numbers now, or rensa hashes them differently: that
    # takes a migration that computes all bands anew (as `0018_runs`), not another number here.
    own = signature("Sáng nay, thị trấn họp giao ban công tác văn hóa xã hội")
    assert own.bands[:3] == (1895147072, 2952999446, 3705169386)
    assert own.sketch == -1552287722
    assert title_band("Họp giao ban!") == title_band("họp giao ban") == 4056315491


def test_bands_are_the_same_in_another_process() -> None:
    program = "import sys; from storage.similarity import signature; print(signature(sys.stdin.read()))"
    runs = [
        subprocess.run(
            [sys.executable, "-c", program], input=TEXT, env={"PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
            capture_output=True, text=True, encoding="utf-8", check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    ]  # fmt: skip
    assert runs == [str(signature(TEXT))] * 2


def test_a_text_with_a_typo_mended_shares_a_band() -> None:
    mended = TEXT.replace("hai sân chơi", "ba sân chơi")
    assert set(enumerate(signature(TEXT).bands)) & set(enumerate(signature(mended).bands))
    assert may_be_alike(signature(TEXT).sketch, signature(mended).sketch)


@given(vietnamese)
def test_a_sketch_is_small_and_its_own_likeness(text: str) -> None:
    sketch = signature(text).sketch
    assert -(2**31) <= sketch < 2**31  # four bytes in SQLite
    assert may_be_alike(sketch, sketch)


def test_texts_with_nothing_in_common_are_seldom_worth_a_comparison() -> None:
    sketches = [signature(f"{n} một {n} hai {n} ba {n} bốn {n} năm {n} sáu {n} bảy {n}").sketch for n in range(60)]
    pairs = list(combinations(sketches, 2))
    assert sum(may_be_alike(a, b) for a, b in pairs) < 0.1 * len(pairs)


def test_a_text_without_words_has_no_bands() -> None:
    assert signature(" … ").bands == ()


def same_story(title: str, text: str, other_title: str, other_text: str) -> bool:
    there = compare(title, text, other_title, other_text)
    assert there == compare(other_title, other_text, title, text)
    return there.same_story


def test_a_typo_mended_is_the_same_story_whatever_the_title() -> None:
    assert same_story(TITLE, TEXT, "Tin thị trấn", TEXT.replace("trồng thêm", "trồng"))


def test_a_byline_added_and_a_title_prefixed_is_the_same_story() -> None:
    assert same_story(TITLE, TEXT, f"(Đồi Sim) {TITLE}", TEXT + " Song Hà")


def test_a_paragraph_dropped_is_the_same_story_under_the_same_title() -> None:
    half = TEXT[TEXT.index("Trong quý") :]
    assert compare(TITLE, TEXT, TITLE, half).jaccard < 0.7
    assert same_story(TITLE, TEXT, TITLE.upper(), half)
    assert not same_story(TITLE, TEXT, OTHER_TITLE, half[:220])


def test_briefings_that_share_half_their_words_are_not_the_same_story() -> None:
    half = len(TEXT) // 2
    other = TEXT[:half] + OTHER_TEXT
    assert 0.2 < compare(TITLE, TEXT, TITLE, other).jaccard < 0.6
    assert not same_story(TITLE, TEXT, f"{TITLE} năm nay", other)


def test_the_same_form_for_another_month_is_not_the_same_story() -> None:
    notice = "Lịch tiếp công dân tháng {} của lãnh đạo Ủy ban nhân dân thị trấn"
    assert not same_story(notice.format(4), TEXT, notice.format(5), TEXT + " Hết.")


def test_the_same_formula_under_other_titles_is_not_the_same_story() -> None:
    formula = "Xem chi tiết văn bản đính kèm tại đây"
    assert not same_story("Giấy mời họp Hội đồng nhân dân", formula, "Thông báo nghỉ lễ", formula)


def test_titles_agree_where_one_is_within_the_other_or_most_words_are_shared() -> None:
    assert titles_agree(TITLE, f"Tin nhanh: {TITLE}")
    assert titles_agree("Thông báo lịch cắt điện", "THÔNG BÁO lịch cắt điện!")
    assert not titles_agree("Tin nổi bật", OTHER_TITLE)
    assert not titles_agree("", "")


def test_texts_agree_where_a_good_part_stayed() -> None:
    assert texts_agree(TEXT, TEXT[: len(TEXT) * 2 // 3])
    assert texts_agree("Xem chi tiết tại đây", "Xem chi tiết tại trang này")
    assert not texts_agree(TEXT, OTHER_TEXT)
    assert not texts_agree("", "")
