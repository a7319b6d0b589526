"""Portals that answer, but not with what they are there for: nothing stored is harmed, and the report says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import spiders
from crawler import portals
from tests.crawler.conftest import Archive
from tests.replicas.content import load
from tests.replicas.server import ReplicaServer, StaticSite, page_of

NewArchive = Callable[[ReplicaServer], Archive]
HOST = "backancity.gov.vn"
LISTINGS = ("tin-tuc", "kinh-te", "van-hoa-xa-hoi", "xay-dung-dang", "quoc-phong-an-ninh", "thong-bao")
PARKED = "<html><title>Tên miền đã hết hạn</title><body><h1>Tên miền này đang được rao bán</h1></body></html>"


def site(folder: Path, listing: str, **pages: str) -> StaticSite:
    """A portal of one listing page, the same in every section, and of pages by slug."""
    for name in LISTINGS:
        write(folder / "category" / name, listing)
    for slug, page in pages.items():
        write(folder / slug, page)
    return StaticSite(folder)


def write(folder: Path, page: str) -> None:
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(page, encoding="utf-8")


def links(*hrefs: str) -> str:
    items = "".join(f'<div class="post-item"><a href="{href}">Hội nghị giao ban {href}</a></div>' for href in hrefs)
    return f"<html><body><h1>Tin tức</h1>{items}</body></html>"


def crawl(archive: Archive) -> tuple[int, dict[str, object]]:
    report = archive.crawl("backan")
    return report["exit_code"], report["portals"]["backan"]


def test_a_portal_without_a_single_article_failed(server: ReplicaServer, archive: NewArchive, tmp_path: Path) -> None:
    parked = dict.fromkeys(("mot", "hai", "ba", "bon"), PARKED)
    server.serve_folder(HOST, site(tmp_path / "site", links(*(f"/{slug}/" for slug in parked)), **parked))
    code, report = crawl(archive(server))
    assert (code, report["rejected"]) == (4, 4)
    assert "none of the 4 pages looked at is an article" in str(report["problem"])


def test_a_portal_whose_listings_name_nothing_failed(
    server: ReplicaServer, archive: NewArchive, tmp_path: Path
) -> None:
    server.serve_folder(HOST, site(tmp_path / "site", PARKED))
    code, report = crawl(archive(server))
    assert code == 4
    assert "none of its listing pages names an article" in str(report["problem"])


def test_a_portal_that_forbids_robots_is_left_alone(server: ReplicaServer, archive: NewArchive, tmp_path: Path) -> None:
    forbidding = site(tmp_path / "site", links("/mot/"), mot=PARKED)
    (tmp_path / "site" / "robots.txt").write_text("User-agent: *\nDisallow: /\n")
    server.serve_folder(HOST, forbidding)
    code, report = crawl(archive(server))
    assert code == 4
    assert "robots.txt forbids it" in str(report["problem"])
    assert {path for host, path, _ in server.requests if host == HOST} == {"/robots.txt"}


def test_links_that_lead_nowhere_harm_no_other(server: ReplicaServer, archive: NewArchive, tmp_path: Path) -> None:
    article = next(article for article in load()["backan"].articles if article.body)
    listing = links("http://x:99999999/a/", "http://[/b/", "javascript:void(0)", "mailto:", "//", "/mot/", "%zz\x01/")
    server.serve_folder(HOST, site(tmp_path / "site", listing, mot=page_of("backan", article).decode()))
    code, report = crawl(archive(server))
    assert (code, report["new"]) == (0, 1)


def test_a_portal_sold_to_somebody_takes_nothing_from_the_archive(
    server: ReplicaServer, archive: NewArchive, tmp_path: Path
) -> None:
    here = archive(server)
    crawl(here)
    stored = here.sql("SELECT id, title, body FROM articles ORDER BY id")
    slugs = [urlsplit(url).path.strip("/") for (url,) in here.sql("SELECT url FROM pages WHERE article_id NOT NULL")]
    sold = site(tmp_path / "site", links(*(f"/{slug}/" for slug in slugs)), **dict.fromkeys(slugs, PARKED))
    server.serve_folder(HOST, sold)
    for _ in range(2):
        code, report = crawl(here)
        assert (code, report["changed"], report["gone"]) == (4, 0, 0)
    assert here.sql("SELECT id, title, body FROM articles ORDER BY id") == stored


def test_a_spider_that_cannot_be_loaded_leaves_the_others_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "halfway.py").write_text("class Halfway(:\n")
    (tmp_path / "hostless.py").write_text(
        "from crawler.portal import PortalSpider\n\n\nclass Hostless(PortalSpider):\n    name = 'hostless'\n"
    )
    monkeypatch.setattr(spiders, "__path__", [*spiders.__path__, str(tmp_path)])
    portals._known.cache_clear()
    try:
        told = {broken.module: broken.error for broken in portals.broken_spiders()}
        known = portals.load_portals()
    finally:
        portals._known.cache_clear()
    assert "SyntaxError" in told["spiders.halfway"]
    assert "no `host`" in told["spiders.hostless"]
    assert {"laocai", "thoxuan", "backan"} <= known.keys()
    assert "hostless" not in known
