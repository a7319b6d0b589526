"""What the spiders know of addresses: one page, one canonical address; and what a portal must tell."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import contract, portals_table
from crawler.portal import PortalSpider
from crawler.portals import load_platforms, load_portals

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
    "khoahocninhbinh": [
        "http://khoahockythuat.ninhbinh.gov.vn/tin-hoat-dong/hop-giao-ban-12.html",
        "http://khoahockythuat.ninhbinh.gov.vn/vi/tin-hoat-dong/hop-giao-ban-12.html",
        "http://khoahockythuat.ninhbinh.gov.vn/index.php/vi/tin-hoat-dong/hop-giao-ban-12.html",
        "http://khoahockythuat.ninhbinh.gov.vn/print/tin-hoat-dong/hop-giao-ban-12.html",
        "http://khoahockythuat.ninhbinh.gov.vn/savefile/tin-hoat-dong/hop-giao-ban-12.html",
        "http://khoahockythuat.ninhbinh.gov.vn/vi/sendmail/tin-hoat-dong/hop-giao-ban-12.html",
    ],
    "dbndthanhhoa": [
        "http://dbndthanhhoa.gov.vn/portal/Pages/2024-6-4/Giam-sat-tru-so-doi-duly4w8k.aspx",
        "https://dbndthanhhoa.gov.vn/portal/pages/2024-6-4/Giam-sat-tru-so-doi-duly4w8k.aspx",
    ],
    "benthanh": [
        "http://phuongbenthanh.gov.vn/giao-ban-khu-pho/",
        "http://phuongbenthanh.gov.vn/giao-ban-khu-pho/embed/",
        "http://phuongbenthanh.gov.vn/giao-ban-khu-pho/comment-page-2/#comment-7",
        "http://phuongbenthanh.gov.vn/giao-ban-khu-pho/?replytocom=7",
        "http://phuongbenthanh.gov.vn/giao-ban-khu-pho/?share=facebook&nb=1",
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
    "huuhoa": [
        "/", "/tin-tuc-su-kien", "/documents/20182/0/a1.jpg", "/c/portal/login", "/-/asset_publisher",
        "/tin-tuc/-/asset_publisher/UByp2W88WPKe",
    ],
    "khoahocninhbinh": [
        "/", "/tin-hoat-dong/", "/tin-hoat-dong/page-2/", "/rss/", "/tin-hoat-dong/rss/", "/contact/", "/users/login/",
        "/index.php?nv=statistics", "/uploads/ke-hoach-12.pdf",
    ],
    "dbndthanhhoa": [
        "/portal", "/portal/KenhTin/Hoi-dong-nhan-dan-tinh.aspx", "/portal/print.aspx?p=12",
        "/portal/Photos/2024-03-11/a.jpg", "/portal/Pages/Lien-he.aspx",
    ],
    "hanoi": ["/", "/tin-so-nganh", "/tin-so-nganh.htm", "/rss/home.rss", "/video-12.htm"],
    "benthanh": [
        "/2025/09/", "/2025/", "/giao-ban/trackback/2/", "/wp-json/wp/v2/posts", "/2025/09/18/page/2/",
        "/?attachment_id=3", "/author/quantri/",
    ],
    "krongno": ["/", "/img/123.docx", "/tag/x/", "/undefined/", "/tin-tuc-su-kien/page/2/", "/web/20180330/http/x"],
}  # fmt: skip


# Every form that PORTALS.md has of Liferay's addresses.
LIFERAY_FORMS = (
    "/tin-tuc/-/asset_publisher/UByp2W88WPKe/content/giao-ban",
    "/web/guest/tin-tuc/-/asset_publisher/UByp2W88WPKe/content/id/12345?plidlayout=7",
    "/tin-tuc/-/asset_publisher/4IVkx5Jltnbg/content/giao-ban/10182",
    "/tin-tuc/-/asset_publisher/3Bmy/document/id/126552",
    "/-/view_content/12345-giao-ban.html",
    "/news/-/details/22511/giao-ban-thang-3-86668605",
    "/chi-tiet-tin-tuc/-/news/12345/giao-ban.html",
    "/-/view-article/1/1595527200000/1595527260000",
    "/-/ket-luan-giao-ban-thang-3",
)


@pytest.mark.parametrize("path", LIFERAY_FORMS)
def test_an_article_on_liferay_is_known_in_every_form_of_its_address(path: str) -> None:
    portal = spider("huuhoa")
    assert portal.is_article(portal.canonical(f"http://{portal.host}{path}"))


@pytest.mark.parametrize(
    "path",
    ["/giao-ban/", "/2025/09/18/giao-ban/", "/2025/09/giao-ban/", "/archives/giao-ban/", "/giao-ban.html", "/?p=12"],
)
def test_a_post_is_known_in_every_usual_form_of_permanent_links(path: str) -> None:
    portal = spider("benthanh")
    assert portal.is_article(portal.canonical(f"http://{portal.host}{path}"))


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
    assert len(file.read_text().splitlines()) < 25


def test_a_portal_that_lacks_a_fact_is_refused_with_a_sentence() -> None:
    with pytest.raises(TypeError, match=r"'nowhere'.*no `host`"):
        type("Nowhere", (PortalSpider,), {"name": "nowhere", "site": "x", "listings": ("/",)})


def test_the_tables_of_readme_are_what_the_code_says() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert readme == portals_table.documented(readme), "README.md is stale: run `make docs`"


@pytest.mark.parametrize("platform", load_platforms())
def test_a_platform_says_by_what_its_pages_are_told(platform: str) -> None:
    base = load_platforms()[platform]
    assert base.signs or platform == "generic"
    own = [contract.folder_of(portal) / contract.LISTING for portal in PORTALS.values() if issubclass(portal, base)]
    for page in own:
        text = page.read_text(encoding="utf-8")
        assert any(re.search(sign, text, re.IGNORECASE) for sign in base.signs), page


@pytest.mark.parametrize("platform", [name for name, base in load_platforms().items() if base.signs])
def test_no_other_platforms_pages_have_most_of_its_signs(platform: str) -> None:
    base = load_platforms()[platform]
    for portal in PORTALS.values():
        if not issubclass(portal, base):
            text = (contract.folder_of(portal) / "1.html").read_text(encoding="utf-8")
            theirs = sum(bool(re.search(sign, text, re.IGNORECASE)) for sign in portal.signs)
            assert sum(bool(re.search(sign, text, re.IGNORECASE)) for sign in base.signs) < theirs, portal.name
