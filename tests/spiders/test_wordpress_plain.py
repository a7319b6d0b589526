"""WordPress without permalinks: everything is a parameter of ``/``, and only some of it is a post."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.fetch.posts import categories_url, posts_url
from tests.crawler.cli.test_new_portal import new_portal
from tests.crawler.conftest import Archive
from tests.crawler.extract.portal_pages import HEADLINES as TITLES
from tests.once import once
from tests.replicas.server import ReplicaServer, Reply
from tests.spiders.test_generic import text

HOST = "xa-phu-loc.example.gov.vn"
ROOT = f"http://{HOST}"
REST = f"{ROOT}/index.php?rest_route=/"
CATEGORIES = {2: "Kinh tế", 3: "Văn hóa – Xã hội"}
# In no list: the interface alone names it.
HIDDEN = 9
A_PAGE = 4
HEAD = (
    f"<title>Phú Lộc</title><link rel='shortlink' href='{ROOT}/?p={{}}'><link rel='https://api.w.org/' href='{REST}'>"
    f"<link rel='alternate' type='application/rss+xml' href='{ROOT}/?feed=rss2'>"
    f"<link rel='alternate' type='application/rss+xml' title='Dòng bình luận' href='{ROOT}/?feed=comments-rss2'>"
    "<script src='/wp-includes/js/jquery.js'></script>"
)
MENU = "".join(f'<li><a href="/?cat={number}">{name}</a></li>' for number, name in CATEGORIES.items())
# What stands beside every page: a calendar, months, tags, authors, a page, a preview, an attachment, an embed.
DAYS = "".join(f'<td><a href="/?m=202403{n:02}">{n}</a></td>' for n in range(1, 29))
ASIDE = f"""<aside class="widget"><table>{DAYS}</table>
<a href="/?m=202403">Tháng Ba 2024</a> <a href="/?tag=hop">Họp giao ban</a> <a href="/?author=1">Ban biên tập</a>
<a href="/?page_id=4">Giới thiệu về xã Phú Lộc</a> <a href="/?p=101&#038;preview=true">Xem trước bài viết của ban</a>
<a href="/?attachment_id=77">Bản đồ các thôn của xã</a> <a href="/?p=102&#038;embed=true">Nhúng bài viết này ở đây</a>
<a href="/index.php?p=103#respond">{TITLES[3]}</a></aside>"""


def page(number: int, main: str) -> Reply:
    body = f"<body><nav><ul class=menu>{MENU}</ul></nav>{main}{ASIDE}</body>"
    return Reply(200, f"<html><head>{HEAD.format(number)}</head>{body}</html>".encode(), "text/html; charset=utf-8")


def post(number: int) -> Reply:
    whole = text(number)
    main = whole[whole.index("<body") :].split(">", 1)[1].split("</body>")[0]
    more = "".join(
        f'<a href="/?p={100 + n}" rel="bookmark">{TITLES[n]}</a>' for n in ((number + 1) % 9, (number + 4) % 9)
    )
    return page(100 + number, f'{main}<nav class="post-navigation">{more}</nav>')


def lists(where: str, numbers: list[int]) -> dict[str, Reply]:
    """A list of some posts, four a page."""
    pages = [numbers[at : at + 4] for at in range(0, len(numbers), 4)]
    told = {}
    for at, shown in enumerate(pages, 1):
        items = "".join(
            f'<article class="post"><h2 class="entry-title"><a href="/?p={100 + n}">{TITLES[n]}</a></h2>'
            f'<time class="entry-date" datetime="2024-03-{n + 1:02}">{n + 1:02}/03/2024</time></article>'
            for n in shown
        )
        turns = "".join(
            f'<a class="page-numbers" href="/?paged={other}{f"&#038;{where}" if where else ""}">{other}</a>'
            for other in range(1, len(pages) + 1)
            if other != at
        )
        query = "&".join(filter(None, ([f"paged={at}"] if at > 1 else []) + [where]))
        told[f"/?{query}" if query else "/"] = page(0, f"<main>{items}<div>{turns}</div></main>")
    return told


def sent(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def portal() -> dict[str, Reply]:
    shown = [n for n in range(len(TITLES)) if n != HIDDEN]
    about = text(A_PAGE).replace(TITLES[A_PAGE], "Giới thiệu về xã Phú Lộc")
    told = {f"/?p={100 + n}": post(n) for n in range(len(TITLES))} | lists("", shown)
    told |= lists("cat=2", shown[::2]) | lists("cat=3", shown[1::2]) | {"/index.php?p=103": post(3)}
    told |= {
        f"/?{query}": Reply(200, about.encode()) for query in ("page_id=4", "attachment_id=77", "author=1", "tag=hop")
    }
    told |= {f"/?m=202403{day}": Reply(200, about.encode()) for day in ("", *(f"{n:02}" for n in range(1, 29)))}
    told |= {"/?p=101&preview=true": Reply(200, about.encode()), "/?p=102&embed=true": Reply(200, about.encode())}
    posts = [
        {"link": f"{ROOT}/?p={100 + n}", "title": {"rendered": title}, "date_gmt": f"2024-03-{n + 1:02}T01:00:00"}
        for n, title in enumerate(TITLES)
    ]
    categories = [{"link": f"{ROOT}/?cat={number}", "name": name, "count": 4} for number, name in CATEGORIES.items()]
    told[sent(posts_url(REST, 1))] = Reply(200, json.dumps(posts).encode(), "application/json")
    told[sent(categories_url(REST))] = Reply(200, json.dumps(categories).encode(), "application/json")
    items = "".join(f"<item><title>{TITLES[n]}</title><link>{ROOT}/?p={100 + n}</link></item>" for n in shown[:5])
    told["/?feed=rss2"] = Reply(200, f"<rss><channel>{items}</channel></rss>".encode(), "application/rss+xml")
    return told


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Archive, list[str], str]:
    """The archive of a crawl by the spider that was written, what was asked for, and the spider."""

    def crawl(folder: Path) -> tuple[Archive, list[str], str]:
        with ReplicaServer() as server:
            server.serve_pages(HOST, portal())
            archive = Archive(folder / "home", server.url)
            looked = new_portal(archive, f"{ROOT}/", "--name", "phuloc", "--into", str(folder / "own"), "--yes")
            assert looked.returncode == 0, looked.stderr.decode()
            assert "Platform: wordpress" in looked.stdout.decode()
            report = archive.crawl("phuloc", "--spiders", str(folder / "own"))["portals"]["phuloc"]
            assert (report["result"], report["new"], report["errors"]) == ("ok", len(TITLES), 0), report
            asked = [path for host, path, _ in server.requests if host == HOST]
        return archive, asked, (folder / "own" / "phuloc.py").read_text()

    return once(tmp_path_factory, "wordpress-plain", crawl)


def test_the_front_page_and_the_categories_are_its_lists(crawled: tuple[Archive, list[str], str]) -> None:
    assert 'listings = ("/", "/?cat=3", "/?cat=2")' in crawled[2]


def test_every_post_is_stored_once_whatever_leads_to_it(crawled: tuple[Archive, list[str], str]) -> None:
    archive, asked, _ = crawled
    stored = archive.sql("SELECT url, title FROM pages WHERE article_id NOT NULL ORDER BY url")
    assert stored == [(f"{ROOT}/?p={100 + n}", title) for n, title in enumerate(TITLES)]
    crawl = asked[len(asked) - asked[::-1].index("/robots.txt") - 1 :]
    assert len(crawl) == len(set(crawl))


def test_the_pages_of_lists_are_turned(crawled: tuple[Archive, list[str], str]) -> None:
    assert {"/?paged=2", "/?paged=3", "/?paged=2&cat=2"} <= set(crawled[1])


def test_what_is_no_post_is_not_even_asked_for(crawled: tuple[Archive, list[str], str]) -> None:
    for said in ("page_id", "attachment_id", "author", "tag", "preview", "embed", "m=", "comments"):
        assert not [path for path in crawled[1] if said in path], said
