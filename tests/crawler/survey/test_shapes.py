"""What the addresses of articles have in common, learned from examples."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.survey.shapes import article_path


@pytest.mark.parametrize(
    ("paths", "listings", "article", "no_article"),
    [
        (
            ["/chinh-tri/hop-giao-ban-thang-5-1134499", "/kinh-te/thu-ngan-sach-113449", "/van-hoa/le-hoi-1134480"],
            ["/chinh-tri", "/kinh-te"],
            "/y-te/tiem-chung-1200001",
            "/gioi-thieu/so-do-to-chuc",
        ),
        (
            [f"/to-dan-pho/-/asset_publisher/UByp2W88WPKe/content/bai-{n}" for n in "abcd"],
            ["/to-dan-pho"],
            "/thong-bao/-/asset_publisher/UByp2W88WPKe/content/cat-nuoc",
            "/to-dan-pho/-/message_boards/12",
        ),
        (
            [f"/web/trang-chu/{c}/bai-{n}.html" for n, c in enumerate(("kinh-te", "y-te", "y-te", "van-hoa"))],
            ["/web/trang-chu/kinh-te"],
            "/web/trang-chu/giao-duc/khai-giang.html",
            "/web/trang-chu/giao-duc",
        ),
        (
            [f"/portal/Pages/2023-{n}-1{n}/hop-giao-ban{n}4f{n}.aspx" for n in range(1, 6)],
            ["/portal/KenhTin/thoi-su.aspx"],
            "/portal/Pages/2024-1-3/tong-ket-nam3e1.aspx",
            "/portal/KenhTin/thong-bao.aspx",
        ),
        (
            ["/vi/news/tin-tuc/so-ket-12345.html", "/vi/news/y-te/kham-12377.html"],
            [],
            "/vi/news/a/b-99999.html",
            "/vi/a",
        ),
        (["/giao-ban-thang-5", "/khai-giang-nam-hoc-moi", "/tong-ket"], ["/category/tin"], "/so-ket", "/category/tin"),
    ],
)
def test_what_is_learned_fits_articles_and_nothing_else(
    paths: list[str], listings: list[str], article: str, no_article: str
) -> None:
    pattern = article_path(paths, listings)
    assert pattern is not None
    assert all(re.fullmatch(pattern, path) for path in (*paths, article))
    assert not re.fullmatch(pattern, no_article)


def test_an_odd_address_among_many_is_no_shape() -> None:
    many = [f"/tin/bai-so-{n:06}" for n in range(60)]
    pattern = article_path([*many, "/lien-he/ban-do/duong-di"])
    assert pattern is not None
    assert not re.fullmatch(pattern, "/lien-he/ban-do/duong-di")


def test_nothing_is_learned_of_nothing() -> None:
    assert article_path([]) is None
    assert article_path(["/", "/ke-hoach.pdf"]) is None


@given(st.lists(st.from_regex(r"(/[a-z(.*+\[0-9-]{1,9}){1,4}(\.html)?", fullmatch=True), min_size=1, max_size=2))
def test_what_few_addresses_have_is_learned_whatever_they_are(paths: list[str]) -> None:
    pattern = article_path(paths)
    if pattern is not None:
        assert any(re.fullmatch(pattern, path) for path in paths)
