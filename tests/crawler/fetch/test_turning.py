"""The pages of a listing of any portal, by what the links are that turn them."""

from __future__ import annotations

import pytest

from crawler.fetch.turning import turning

HERE = "http://xa.example.gov.vn/tin-tuc"
MENU = [
    ("Trang chủ", "http://xa.example.gov.vn/"),
    ("Tin tức", HERE),
    ("Giới thiệu", "http://xa.example.gov.vn/gioi-thieu"),
]

FORMS = {
    "a parameter": (HERE, "?page={}", HERE),
    "a Vietnamese parameter": (HERE, "?trang={}", HERE),
    "SharePoint's": (f"{HERE}.aspx", "?PageIndex={}", f"{HERE}.aspx"),
    "Liferay's": (HERE, "?p_p_id=101_INSTANCE_x&_101_INSTANCE_x_cur={}", HERE),
    "beside what names the listing": (f"{HERE}?id=5", "&p={}", f"{HERE}?id=5"),
    "a part of the path": (HERE, "/page/{}/", f"{HERE}/"),
    "NukeViet's": (HERE, "/page-{}/", f"{HERE}/"),
    "a part with an extension": (HERE, "/trang-{}.htm", f"{HERE}.htm"),
    "behind the name": (HERE, "-trang-{}.html", f"{HERE}.html"),
}


@pytest.mark.parametrize(("base", "form", "here"), FORMS.values(), ids=FORMS)
def test_a_page_is_known_by_its_address(base: str, form: str, here: str) -> None:
    links = [*MENU, *((str(n), base + form.format(n)) for n in (2, 3))]
    found = turning(links, here)
    assert found.has_more(1)
    assert found.has_more(2)
    assert not found.has_more(3)
    assert found.address(2) == base + form.format(2)
    assert found.address(14) == base + form.format(14)


def test_pages_that_are_counted_by_items_are_told_by_their_words() -> None:
    links = [*MENU, *((str(n), f"{HERE}/{(n - 1) * 10}") for n in (2, 3, 4))]
    assert turning(links, HERE).address(2) == f"{HERE}/10"
    assert turning(links, HERE).address(9) == f"{HERE}/80"


@pytest.mark.parametrize("words", ["Trang sau", "Trang sau »", "Tiếp", "Tiếp theo", "»", "›", "Next", "Sau >"])
def test_the_next_page_is_where_the_words_say(words: str) -> None:
    found = turning([*MENU, (words, f"{HERE}?start=20")], HERE)
    assert found.has_more(1)
    assert found.address(2) == f"{HERE}?start=20"


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("2", "http://xa.example.gov.vn/van-ban?page=2"),
        ("2", "http://khac.example.gov.vn/tin-tuc?page=2"),
        ("2", f"{HERE}-khac?page=2"),
        ("2", "http://xa.example.gov.vn/lich?ngay=2"),
        ("Sau", "http://xa.example.gov.vn/gop-y"),
        ("Tin sau bão", f"{HERE}?x=1"),
        ("2019", f"{HERE}/2019"),
        ("Trang sau", "http://xa.example.gov.vn/"),
    ],
)
def test_what_turns_no_page_of_this_listing_is_left_alone(text: str, url: str) -> None:
    found = turning([*MENU, (text, url)], HERE)
    assert not found.has_more(1)
    assert found.address(2) is None


def test_another_listing_of_the_same_page_is_another() -> None:
    assert not turning([("2", f"{HERE}?id=6&page=2")], f"{HERE}?id=5").has_more(1)


def test_a_calendar_on_the_front_page_turns_nothing() -> None:
    days = [(str(day), f"http://xa.example.gov.vn/lich/2026-11-{day:02}") for day in range(1, 31)]
    assert not turning(days, "http://xa.example.gov.vn/").has_more(1)


def test_the_last_page_links_to_those_before_it_alone() -> None:
    links = [("1", HERE), ("2", f"{HERE}?page=2"), ("«", f"{HERE}?page=2")]
    assert not turning(links, f"{HERE}?page=3").has_more(3)


def test_articles_that_are_numbered_turn_nothing() -> None:
    front = "http://xa.example.gov.vn/"
    links = [(text, f"{front}?p={n}") for n in (12, 13) for text in ("", f"Xã họp giao ban tuần thứ {n}")]
    assert not turning(links, front).has_more(1)


@pytest.mark.parametrize(("first", "further"), [("/tin-tuc", "/tin-tuc/{}"), ("/zz/a1.html", "/zz/a1_{}.html")])
@pytest.mark.parametrize("here", [2, 3])
def test_bare_numbers_turn_pages_on_each_of_them(first: str, further: str, here: int) -> None:
    site = "http://xa.example"
    address = {number: site + (first if number == 1 else further.format(number)) for number in range(1, 6)}
    links = [(str(number), url) for number, url in address.items() if number != here]
    turned = turning([*links, ("Xã họp giao ban tháng 3", f"{site}/bai/3")], address[here])
    assert turned.has_more(here)
    assert not turned.has_more(5)
    assert turned.address(here + 1) == address[here + 1]
