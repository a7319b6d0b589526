"""Portals whose menus, or the pagers of whose lists, are made by scripts: found by what feeds, sitemaps and WordPress
tell, and by trying, and then crawled."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.crawler.cli.test_new_portal import new_portal
from tests.crawler.conftest import Archive
from tests.crawler.extract.portal_pages import HEADLINES as TITLES
from tests.replicas.server import ReplicaServer, Reply
from tests.spiders.test_generic import text

HOST = "xa-tan-lap.example.gov.vn"
ROOT = f"http://{HOST}"
CATEGORIES = {"kinh-te-nong-nghiep": "Kinh tế, nông nghiệp", "van-hoa-xa-hoi": "Văn hóa – Xã hội"}
SCRIPTS = "<html><head><title>Xã Tân Lập</title>{head}</head><body><div id=app></div>{body}</body></html>"

Pages = dict[str, Reply]


def page(body: str) -> Reply:
    return Reply(200, body.encode(), "text/html; charset=utf-8")


def slug(number: int) -> str:
    return f"bai-viet-ve-viec-cua-xa-tan-lap-so-{'abcdefghijklmn'[number]}"


@dataclass(frozen=True)
class Told:
    """A portal: its pages by path, and where article ``n`` is."""

    pages: Pages
    address: Callable[[int], str]


def category(number: int) -> str:
    return list(CATEGORIES)[number % len(CATEGORIES)]


def articles(address: Callable[[int], str]) -> Pages:
    return {address(n): page(text(n)) for n in range(len(TITLES))}


def listings(address: Callable[[int], str], where: Callable[[str], str]) -> Pages:
    """A page for each category; every other page is made by scripts."""
    told = {}
    for name in CATEGORIES:
        items = "".join(
            f'<li><a href="{address(n)}">{title}</a> <i>{n + 1:02}/03/2024</i></li>'
            for n, title in enumerate(TITLES)
            if category(n) == name
        )
        told[where(name)] = page(SCRIPTS.format(head="", body=f"<ul class=ds>{items}</ul>"))
    return told


def feed(address: Callable[[int], str], numbers: range = range(len(TITLES)), home: str = "/") -> Reply:
    items = "".join(
        f"<item><title>{TITLES[n]}</title><link>{ROOT}{address(n)}</link>"
        f"<pubDate>{n + 1:02} Mar 2024 08:00:00 +0700</pubDate></item>"
        for n in numbers
    )
    told = f"<rss version='2.0'><channel><title>Tin</title><link>{ROOT}{home}</link>{items}</channel></rss>"
    return Reply(200, told.encode(), "application/rss+xml")


def sitemap(paths: list[str], kind: str = "url") -> bytes:
    rows = "".join(f"<{kind}><loc>{ROOT}{path}</loc></{kind}>" for path in paths)
    outer = {"url": "urlset", "sitemap": "sitemapindex"}[kind]
    return f"<?xml version='1.0'?><{outer}>{rows}</{outer}>".encode()


def by_a_declared_feed() -> Told:
    """Its articles stand below their categories, whose pages list them."""

    def address(number: int) -> str:
        return f"/{category(number)}/{slug(number)}.html"

    head = '<link rel="alternate" type="application/rss+xml" href="/tin-moi.rss">'
    front = {"/": page(SCRIPTS.format(head=head, body="")), "/tin-moi.rss": feed(address, range(6))}
    return Told(front | articles(address) | listings(address, "/{}".format), address)


def by_feeds_of_categories() -> Told:
    """A page lists the feeds, one a category, each of which says whose it is; addresses of articles do not."""

    def address(number: int) -> str:
        return f"/bai/{number + 4100}"

    def where(name: str) -> str:
        return f"/chuyen-muc/{name}"

    told = {f"/rss/{name}": feed(address, range(at, 8, 2), where(name)) for at, name in enumerate(CATEGORIES)}
    links = "".join(f"<a href='/rss/{name}'>{name}</a>" for name in CATEGORIES)
    front = {
        "/": page(SCRIPTS.format(head="", body="<a href='/rss'>RSS</a>")),
        "/rss": page(SCRIPTS.format(head="", body=links)),
    }
    return Told(front | told | articles(address) | listings(address, where), address)


def by_a_packed_sitemap_of_robots_txt() -> Told:
    """An index of packed sitemaps, of which one has the categories, one the articles."""

    def address(number: int) -> str:
        return f"/{slug(number)}/"

    def where(name: str) -> str:
        return f"/chuyen-muc/{name}/"

    about = [f"/{name}/" for name in ("gioi-thieu", "lien-he", "so-do-to-chuc", "lich-cong-tac")]
    told = {
        "/robots.txt": Reply(200, f"User-agent: *\nSitemap: {ROOT}/maps/index.xml\n".encode(), "text/plain"),
        "/maps/index.xml": Reply(
            200, sitemap(["/maps/chuyen-muc.xml.gz", "/maps/trang.xml.gz", "/maps/tin.xml.gz"], "sitemap")
        ),
        "/maps/tin.xml.gz": Reply(200, gzip.compress(sitemap([address(n) for n in range(10)])), "application/x-gzip"),
        "/maps/trang.xml.gz": Reply(200, gzip.compress(sitemap(about)), "application/x-gzip"),
        "/maps/chuyen-muc.xml.gz": Reply(
            200, gzip.compress(sitemap([where(name) for name in CATEGORIES])), "application/x-gzip"
        ),
    }
    pages = {"/": page(SCRIPTS.format(head="", body=""))} | {
        path: page(SCRIPTS.format(head="", body="<h1>Xã Tân Lập</h1><p>Xã có bảy thôn.</p>")) for path in about
    }
    return Told(pages | told | articles(address) | listings(address, where), address)


def by_wordpress() -> Told:
    """The interface names the posts and the categories."""

    def address(number: int) -> str:
        return f"/{slug(number)}/"

    posts = [
        {"link": f"{ROOT}{address(n)}", "title": {"rendered": title}, "date_gmt": f"2024-03-{n + 1:02}T01:00:00"}
        for n, title in enumerate(TITLES)
    ]
    lists = [{"link": f"{ROOT}/category/{path}/", "name": name, "count": 5} for path, name in CATEGORIES.items()]
    head = f"<link rel='https://api.w.org/' href='{ROOT}/wp-json/'><script src='/wp-includes/js/x.js'></script>"
    told = {
        "/": page(SCRIPTS.format(head=head, body="")),
        "/wp-json/wp/v2/posts": Reply(200, json.dumps(posts).encode(), "application/json"),
        "/wp-json/wp/v2/categories": Reply(200, json.dumps(lists).encode(), "application/json"),
    }
    return Told(told | articles(address) | listings(address, "/category/{}/".format), address)


def by_a_linked_feed_alone() -> Told:
    """No page lists anything."""

    def address(number: int) -> str:
        return f"/doc-bai?id={number + 700}"

    front = page(SCRIPTS.format(head="", body="<a href='/tin.rss'>Tin RSS</a>"))
    return Told({"/": front, "/tin.rss": feed(address)} | articles(address), address)


def by_the_usual_sitemap_alone() -> Told:
    def address(number: int) -> str:
        return f"/d/2024/03/{slug(number)}"

    told = {
        "/": page(SCRIPTS.format(head="", body="")),
        "/sitemap.xml": Reply(200, sitemap(["/s-1.xml.gz"], "sitemap")),
        "/s-1.xml.gz": Reply(200, gzip.compress(sitemap(["/", *map(address, range(10))])), "application/x-gzip"),
    }
    return Told(told | articles(address), address)


PORTALS = {
    one.__name__: one
    for one in (
        by_a_declared_feed, by_feeds_of_categories, by_a_packed_sitemap_of_robots_txt, by_wordpress,
        by_a_linked_feed_alone, by_the_usual_sitemap_alone,
    )
}  # fmt: skip
# What the spider that is written for it reads.
LISTINGS: Mapping[str, list[str]] = {
    "by_a_declared_feed": [f"/{name}" for name in CATEGORIES],
    "by_feeds_of_categories": [f"/chuyen-muc/{name}" for name in CATEGORIES],
    "by_a_packed_sitemap_of_robots_txt": [f"/chuyen-muc/{name}" for name in CATEGORIES],
    "by_wordpress": [f"/category/{name}" for name in CATEGORIES],
    "by_a_linked_feed_alone": ["/tin.rss"],
    "by_the_usual_sitemap_alone": ["/sitemap.xml"],
}


@pytest.mark.parametrize("kind", PORTALS)
def test_a_portal_without_menus_is_found_and_crawled(server: ReplicaServer, tmp_path: Path, kind: str) -> None:
    told = PORTALS[kind]()
    server.serve_pages(HOST, told.pages)
    for path in [path for path in told.pages if path.startswith("/wp-json")]:
        server.answer(HOST, path, told.pages[path])  # whatever it is asked for
    archive = Archive(tmp_path / "archive", server.url)
    looked = new_portal(archive, f"{ROOT}/", "--name", "tan-lap", "--into", str(tmp_path / "own"), "--yes")
    assert looked.returncode == 0, looked.stderr.decode()
    assert len([path for host, path, _ in server.requests if host == HOST]) <= 25
    source = (tmp_path / "own" / "tan-lap.py").read_text()
    assert sorted(listings_of(source)) == sorted(LISTINGS[kind]), source
    report = archive.crawl("tan-lap", "--spiders", str(tmp_path / "own"))["portals"]["tan-lap"]
    assert (report["result"], report["new"], report["errors"]) == ("ok", len(TITLES), 0), report
    assert sorted(title for (title,) in archive.sql("SELECT title FROM articles")) == sorted(TITLES)
    assert archive.crawl("tan-lap")["portals"]["tan-lap"]["result"] == "ok"  # nothing is new, and that is no failure
    checked = archive.giaoban("check", "tan-lap", "--delay", "0", "--proxy", server.url)
    assert checked.returncode == 0, checked.stdout.decode()


@pytest.mark.parametrize(
    ("form", "script"),
    [("?trang={}", ""), ("/page/{}/", ""), ("?PageIndex={}", "location.href = base + '?PageIndex=' + n")],
    ids=["a common parameter", "a part of the path", "one that a script speaks of"],
)
def test_further_pages_that_no_link_leads_to_are_found_and_read(
    server: ReplicaServer, tmp_path: Path, form: str, script: str
) -> None:
    server.serve_pages(HOST, by_menus(form, script))
    archive = Archive(tmp_path / "archive", server.url)
    looked = new_portal(archive, f"{ROOT}/", "--name", "tan-lap", "--into", str(tmp_path / "own"), "--yes")
    assert looked.returncode == 0, looked.stderr.decode()
    assert f'further = "{form.removeprefix("/")}"' in (tmp_path / "own" / "tan-lap.py").read_text()
    report = archive.crawl("tan-lap", "--spiders", str(tmp_path / "own"))["portals"]["tan-lap"]
    assert (report["result"], report["new"], report["errors"]) == ("ok", len(TITLES), 0), report


@pytest.mark.parametrize("answer", ["the first page", "the front page"])
def test_an_answer_that_is_no_further_page_is_taken_for_none(
    server: ReplicaServer, tmp_path: Path, answer: str
) -> None:
    """Whatever it is asked for, a portal answers with what it has."""
    pages = by_menus("?khong-ai-biet={}", "")
    same = pages["/tin-tuc" if answer == "the first page" else "/"]
    pages |= dict.fromkeys(("/tin-tuc/page/2/", "/tin-tuc?page=2", "/tin-tuc?trang=2"), same)
    server.serve_pages(HOST, pages)
    archive = Archive(tmp_path / "archive", server.url)
    looked = new_portal(archive, f"{ROOT}/", "--name", "tan-lap", "--into", str(tmp_path / "own"), "--yes")
    assert looked.returncode == 0, looked.stderr.decode()
    assert "further" not in (tmp_path / "own" / "tan-lap.py").read_text()


def by_menus(form: str, script: str) -> Pages:
    """A list of three pages, which a script turns; the front page has the latest articles."""

    def address(number: int) -> str:
        return f"/bai/{slug(number)}"

    menu = '<ul class="menu"><li><a href="/tin-tuc">Tin tức</a></li><li><a href="/lien-he">Liên hệ</a></li></ul>'

    def some(numbers: range) -> Reply:
        items = "".join(
            f'<li><a href="{address(n)}">{TITLES[n]}</a> <i>{n + 1:02}/03/2024</i></li>'
            for n in numbers
            if n < len(TITLES)
        )
        body = f"{menu}<ul class=ds>{items}</ul><div class=trang onclick='sang()'>1 2 3</div><script>{script}</script>"
        return page(SCRIPTS.format(head="", body=body))

    told = {f"/tin-tuc{form.format(n)}": some(range(4 * n - 4, 4 * n)) for n in (2, 3)}
    return told | {"/": some(range(2)), "/tin-tuc": some(range(4))} | articles(address)


def listings_of(source: str) -> list[str]:
    space: dict[str, tuple[str, ...]] = {}
    start = source.index("    listings = ")
    exec(source[start:].split("\n    article_path", maxsplit=1)[0].strip(), space)
    return [path.rstrip("/") for path in space["listings"]]
