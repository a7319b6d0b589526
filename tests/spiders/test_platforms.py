"""What the spiders know of addresses: one page, one canonical address; and what a portal must tell."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.portal import PortalSpider
from crawler.portals import load_portals

PORTALS = load_portals()

SAME_PAGE = {
    "laocai": [
        "http://tplaocai.laocai.gov.vn/van-hoa--xa-hoi/giao-ban-thang-11-1134499",
        "https://tplaocai.laocai.gov.vn:443/van-hoa--xa-hoi/giao-ban-thang-11-1134499",
        "http://TPLAOCAI.laocai.gov.vn/1227/27461/54439/1134499/van-hoa--xa-hoi/giao-ban-thang-11#top",
        "http://tplaocai.laocai.gov.vn/van-hoa--xa-hoi/giao-ban-thang-11-1134499?utm_source=zalo&fbclid=x",
    ],
    "thoxuan": [
        "http://thoxuan.thanhhoa.gov.vn/web/trang-chu/y-te-amp;-giao-duc/tin-nganh/giao-ban.html",
        "http://thoxuan.vn/web/trang-chu/y-te-amp;-giao-duc/tin-nganh/giao-ban.html",
    ],
    "backan": [
        "http://backancity.gov.vn/giao-ban-khoi/",
        "http://backancity.gov.vn/giao-ban-khoi",
        "http://backancity.gov.vn/giao-ban-khoi/print/",
    ],
    "vanphuc": [
        "http://vanphuc.thanhtri.hanoi.gov.vn/en_US/tin-tuc/-/asset_publisher/UByp2W88WPKe/content/giao-ban",
        "http://vanphuc.thanhtri.hanoi.gov.vn/vi/tin-tuc/-/asset_publisher/UByp2W88WPKe/content/giao-ban",
        "http://vanphuc.thanhtri.hanoi.gov.vn/tin-tuc/-/asset_publisher/UByp2W88WPKe/content/giao-ban;jsessionid=7C1E.n1",
        "http://vanphuc.thanhtri.hanoi.gov.vn/tin-tuc/-/asset_publisher/UByp2W88WPKe/content/giao-ban"
        "?inheritRedirect=true&redirect=http%3A%2F%2Fvanphuc.thanhtri.hanoi.gov.vn%2Fen_US%2Ftin-tuc",
    ],
    "krongno": [
        "http://krongno.daknong.gov.vn/hoi-nghi-tong-ket/",
        "http://krongno.daknong.gov.vn/hoi-nghi-tong-ket",
        "http://krongno.daknong.gov.vn/h%C6%A1i-nghi-tong-ket".replace("h%C6%A1i", "hoi"),
    ],
}

NO_ARTICLE = {
    "laocai": ["/", "/kinh-te", "/print/1134499.html", "/kinh-te?page=2", "/lien-he"],
    "thoxuan": ["/", "/web/trang-chu", "/print.aspx?p=298471", "/admin"],
    "backan": [
        "/", "/category/tin-tuc/", "/?attachment_id=1204", "/feed/", "/wp-admin/", "/tag/hop/", "/2017/06/",
        "/giao-ban/feed/", "/wp-content/uploads/bao-cao.pdf", "/author/admin/",
    ],
    "huuhoa": ["/", "/tin-tuc-su-kien", "/documents/20182/0/a1.jpg"],
    "krongno": ["/", "/img/123.docx", "/tag/x/", "/undefined/", "/tin-tuc-su-kien/page/2/", "/web/20180330/http/x"],
}  # fmt: skip


def spider(name: str) -> PortalSpider:
    return PORTALS[name]()


@pytest.mark.parametrize("name", SAME_PAGE)
def test_all_addresses_of_a_page_are_one(name: str) -> None:
    portal = spider(name)
    pages = {portal.canonical(url) for url in SAME_PAGE[name]}
    assert len(pages) == 1
    assert portal.is_article(pages.pop())


@pytest.mark.parametrize(("name", "path"), [(name, path) for name, paths in NO_ARTICLE.items() for path in paths])
def test_what_is_no_article_is_not_asked_for_as_one(name: str, path: str) -> None:
    portal = spider(name)
    assert not portal.is_article(portal.canonical(f"http://{portal.host}{path}"))


def test_another_portals_page_is_no_article_of_this_one() -> None:
    assert not spider("huuhoa").is_article(SAME_PAGE["vanphuc"][0])


@pytest.mark.parametrize("name", PORTALS)
@given(text=st.text(max_size=80))
def test_any_link_has_one_canonical_form(name: str, text: str) -> None:
    portal = PORTALS[name]()
    once = portal.canonical(f"http://{portal.host}/{text}")
    assert portal.canonical(once) == once
    portal.is_article(once)


@pytest.mark.parametrize("name", PORTALS)
def test_a_portals_file_is_short(name: str) -> None:
    module = PORTALS[name].__module__
    file = Path(__file__).parents[2] / f"{module.replace('.', '/')}.py"
    assert len(file.read_text().splitlines()) <= 25


def test_a_portal_that_lacks_a_fact_is_refused_with_a_sentence() -> None:
    with pytest.raises(TypeError, match=r"'nowhere'.*no `host`"):
        type("Nowhere", (PortalSpider,), {"name": "nowhere", "site": "x", "listings": ("/",)})
