"""A portal on no known platform: listings, items and pages found by what they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.crawler.conftest import Archive
from tests.crawler.extract.pages import page, paragraphs
from tests.crawler.extract.portal_pages import HEADLINES as TITLES
from tests.replicas.server import ReplicaServer, Reply

NewArchive = Callable[[ReplicaServer], Archive]

HOST = "xa-dong-tam.example.gov.vn"
MENU = """<ul class="menu"><li><a href="/">Trang chủ</a></li><li><a href="/gioi-thieu">Giới thiệu chung về xã</a></li>
<li><a href="{listing}">Tin tức</a></li><li><a href="/lien-he">Liên hệ</a></li>
<li><a href="/dang-nhap">Đăng nhập</a></li><li><a href="/tai-lieu/ke-hoach.pdf">Kế hoạch năm</a></li></ul>"""
SPIDER = """
from spiders.platforms.generic import GenericSpider


class Own(GenericSpider):
    name, host, site, listings = "dong-tam", "{host}", "Xã Đồng Tâm", ("{listing}",)
"""


def article(number: int) -> str:
    """The address of an article: only its parameter names it."""
    return f"/chi-tiet?bai={number + 101}"


def listing(number: int, base: str) -> str:
    """One of three pages of four items."""
    shown = list(enumerate(TITLES))[(number - 1) * 4 : number * 4]
    items = "".join(
        f'<div class="khoi"><a href="{article(n)}"><img src="/anh/{n}.jpg" alt=""></a>'
        f'<h4><a href="{article(n)}">{title}</a></h4>'
        f"<i>{n + 1:02}/03/2024</i><p>Tóm tắt của bài số {n + 1}, viết cho người đọc vội.</p></div>"
        for n, title in shown
    )
    turns = " ".join(f'<a href="{base}?trang={n}">{n}</a>' for n in (1, 2, 3) if n != number)
    return f"<html><body>{MENU.format(listing=base)}<div class='ds'>{items}</div><p>Trang: {turns}</p></body></html>"


def text(number: int) -> str:
    return page(
        paragraphs(
            f"Ngày {number + 1}/3/2024, việc thứ {number + 1} trong tháng của xã đã diễn ra với sự tham gia của đông "
            f"đảo bà con các thôn và {number + 20} hộ gia đình.",
            f"Theo ban tổ chức, {number + 30} phần việc được giao đã xong trước hạn, không để sót hộ nào cần giúp.",
            "Kết thúc buổi làm việc, đồng chí Chủ tịch UBND xã cảm ơn bà con và nhắc các thôn ghi lại việc còn dở.",
        ),
        title=TITLES[number],
    )


def pages(base: str) -> dict[str, Reply]:
    """The whole portal, by path and query."""
    told = {f"{base}?trang={n}": listing(n, base) for n in (2, 3)}
    told |= {base: listing(1, base)} | {article(n): text(n) for n in range(len(TITLES))}
    told |= {"/gioi-thieu": page("<p>Xã có bảy thôn.</p>", title="Giới thiệu"), "/lien-he": page("", title="Liên hệ")}
    if base != "/":
        told["/"] = f"<html><body>{MENU.format(listing=base)}<h1>Cổng thông tin xã</h1></body></html>"
    return {path: Reply(200, body.encode(), "text/html; charset=utf-8") for path, body in told.items()}


@pytest.mark.parametrize(
    ("base", "named"), [("/tin-tuc", "/tin-tuc"), ("/tin-tuc", "/")], ids=["listing", "front page"]
)
def test_a_portal_that_nobody_knows_is_crawled_by_its_address(
    archive: NewArchive, server: ReplicaServer, tmp_path: Path, base: str, named: str
) -> None:
    server.serve_pages(HOST, pages(base))
    (tmp_path / "dongtam.py").write_text(SPIDER.format(host=HOST, listing=named))
    here = archive(server)
    report = here.crawl("dong-tam", "--spiders", str(tmp_path))["portals"]["dong-tam"]
    assert (report["new"], report["errors"]) == (len(TITLES), 0)
    titles = here.sql("SELECT title, published FROM sightings WHERE status = 'live' ORDER BY published")
    assert titles == [(title, f"2024-03-{n:02}") for n, title in enumerate(TITLES, 1)]
    asked = {path for host, path, _ in server.requests if host == HOST}
    assert not asked & {"/dang-nhap", "/tai-lieu/ke-hoach.pdf"}


def test_a_second_crawl_asks_for_little(archive: NewArchive, server: ReplicaServer, tmp_path: Path) -> None:
    server.serve_pages(HOST, pages("/tin-tuc"))
    (tmp_path / "dongtam.py").write_text(SPIDER.format(host=HOST, listing="/tin-tuc"))
    here = archive(server)
    here.crawl("dong-tam", "--spiders", str(tmp_path))
    server.reset_log()
    report = here.crawl("dong-tam", "--spiders", str(tmp_path))["portals"]["dong-tam"]
    assert (report["new"], report["changed"]) == (0, 0)
    assert len([path for host, path, _ in server.requests if host == HOST]) <= 8
