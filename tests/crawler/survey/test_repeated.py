"""The items of a listing, found by what they are, against those that selectors written by hand find."""

from __future__ import annotations

import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.etree import _Element as Element
from scrapy.http import HtmlResponse

from crawler.extract.document import parse
from crawler.portals import load_portals
from crawler.survey.repeated import listed
from tests.shared import shared

SEEN = datetime(2026, 11, 25, 3, tzinfo=UTC)
BASE = "http://xa.example/tin-tuc"


def titles(page: str) -> list[tuple[str, str | None]]:
    document = parse(page)
    assert document is not None
    found = listed(document.root, BASE, SEEN, lambda url: url.startswith("http://xa.example/"))
    return [(item.title, item.date) for item in found]


MENU = "<ul class=menu><li><a href=/a>Giới thiệu</a><li><a href=/b>Tin tức</a><li><a href=/c>Liên hệ</a></ul>"
SIDE = (
    "<div class=sidebar>"
    + "".join(f"<p><a href=/cu-{n}>Thông báo cũ số {n} của ủy ban xã</a></p>" for n in range(9))
    + "</div>"
)


def test_a_list_in_boxes_with_dates_pictures_and_links_to_read_more() -> None:
    items = "".join(
        f"<div class='item item-{n}'><a href=/bai-{n}><img src=a.jpg alt='Họp giao ban'></a>"
        f"<h3><a href=/bai-{n}>Xã họp giao ban tuần thứ {n}</a></h3><span>0{n}/05/2021</span>"
        f"<p>Sáng nay, lãnh đạo xã họp bàn việc trong tuần.</p><a href=/bai-{n}>Xem chi tiết</a></div>"
        for n in range(1, 6)
    )
    assert titles(MENU + SIDE + items) == [(f"Xã họp giao ban tuần thứ {n}", f"0{n}/05/2021") for n in range(1, 6)]


def test_a_list_without_boxes() -> None:
    flat = "".join(
        f"<a href=/bai-{n}>Hội nghị tổng kết phong trào năm {n}</a> <i>(1{n}.12.2020)</i><br>" for n in range(1, 6)
    )
    expected = [(f"Hội nghị tổng kết phong trào năm {n}", f"(1{n}.12.2020)") for n in range(1, 6)]
    assert titles(f"{MENU}<div id=noi-dung>{flat}</div>{SIDE}") == expected


def test_a_date_inside_the_link_is_no_part_of_the_title() -> None:
    items = "".join(
        f"<li><a href=/bai-{n}>Đoàn viên ra quân làm sạch đường làng <span class=ngay>(0{n}/03/2022 08:15)</span></a>"
        for n in range(1, 5)
    )
    assert [date for _, date in titles(f"<ul>{items}</ul>")] == [f"(0{n}/03/2022 08:15)" for n in range(1, 5)]
    assert {title for title, _ in titles(f"<ul>{items}</ul>")} == {"Đoàn viên ra quân làm sạch đường làng"}


def test_links_to_other_portals_are_no_items() -> None:
    links = "".join(f"<p><a href=http://tinh.example/{n}>Tin của tỉnh, bài số {n} hôm nay</a></p>" for n in range(9))
    assert titles(f"<div>{links}</div>") == []


@given(st.text(st.sampled_from("<>a /=hrefli'\"1đ&;"), max_size=300))
def test_any_markup_has_some_list_or_none(page: str) -> None:
    document = parse(page)
    if document is not None:
        listed(document.root, BASE, SEEN, lambda _: True)


@pytest.mark.parametrize("name", ["krongno-2019-07-30", "svhttdl-2019-08-01"])
def test_the_lists_of_real_portals_are_found_as_selectors_find_them(name: str, tmp_path: Path) -> None:
    with tarfile.open(shared("real-sites") / f"{name}.tar.xz") as packed:
        packed.extractall(tmp_path, filter="data")
    spider = load_portals()[name.split("-", maxsplit=1)[0]]()
    pages = found = missed = 0
    for file in tmp_path.rglob("index.html"):
        url = f"http://{spider.host}/{file.parent.relative_to(tmp_path).as_posix()}/".replace("/./", "/")
        response = HtmlResponse(url, body=file.read_bytes(), encoding="utf-8")
        by_hand = {item.url for item in spider.items(response)} if response.text.strip() else set()
        if len(by_hand) < 3:
            continue
        pages += 1
        found += len(by_hand)
        missed += len(by_hand - {item.url for item in listed(_tree(response), url, SEEN, spider.addresses.owns)})
    assert pages >= 15
    assert missed <= 0.01 * found


def _tree(response: HtmlResponse) -> Element:
    document = parse(response.text)
    assert document is not None
    return document.root
