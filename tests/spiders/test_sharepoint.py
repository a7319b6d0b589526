"""SharePoint at work: found by address alone, its lists turned by what their scripts say."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from crawler.fetch.scripted import href_of, label_of
from tests.crawler.cli.test_new_portal import new_portal
from tests.crawler.conftest import Archive
from tests.crawler.extract.portal_pages import HEADLINES as TITLES
from tests.replicas.server import ReplicaServer, Reply
from tests.spiders.test_generic import text

HOST = "huyen-dak-mau.example.gov.vn"
ROOT = f"http://{HOST}"
HEAD = '<meta name="GENERATOR" content="Microsoft SharePoint"><title>Huyện Đắk Mẫu</title>'
MENU = """<div class="menu-top"><a href="/Pages/trang-chu.aspx">Trang chủ</a><a href="/Pages/tin-tuc.aspx">Tin tức</a>
<a href="/Pages/lien-he.aspx">Liên hệ</a><a href="/_layouts/15/Authenticate.aspx?Source=%2F">Đăng nhập</a></div>"""
LIST = "/Pages/tin-tuc.aspx"


def page(main: str) -> Reply:
    body = f"<form id=aspnetForm><input type=hidden name=__VIEWSTATE value=x>{MENU}{main}</form>"
    return Reply(200, f"<html><head>{HEAD}</head><body>{body}</body></html>".encode(), "text/html; charset=utf-8")


def address(number: int) -> str:
    return f"/Pages/tin-tuc-12/bai-so-{number + 1}-cua-huyen-{0x3FA + number:x}.aspx"


def post(number: int) -> Reply:
    """As LacViet's parts have it: the only ``h1`` is the site's name."""
    whole = text(number)
    body = whole[whole.index("<p") :].split("</body>")[0]
    return page(
        f'<h1>Huyện Đắk Mẫu</h1><table class="ms-news-header"><tr><td class="Time">{number + 1:02}/03/2024</td></tr>'
        f'</table><div id="part1"><p class="Title">{TITLES[number]}</p>{body}</div>'
    )


def shown(number: int, following: str | None) -> Reply:
    items = "".join(
        f'<tr><td><a href="{address(n)}">{title}</a> <i>{n + 1:02}/03/2024</i></td></tr>'
        for n, title in enumerate(TITLES)
        if (number - 1) * 4 <= n < number * 4
    )
    script = f"RefreshPageTo(event, &quot;{following}&quot;);javascript:return false;" if following else ""
    turn = f'<a onclick="{script}" href="javascript:"><img src="/img/next.gif" border="0" alt="Next"/></a>'
    return page(
        f'<table class="ms-listviewtable">{items}</table><div class="ms-paging">1 - 4 {turn if script else ""}</div>'
    )


def behind(item: int, first: int) -> tuple[str, str]:
    """The address of a page of a list as its script says it, and as it is asked for."""
    parts = ("Paged=TRUE", f"p_ID={item}", f"PageFirstRow={first}", "View={D7173313-0EE3}")
    return f"{LIST}?{parts[0]}&amp;" + r"\u0026".join(parts[1:]), f"{LIST}?{'&'.join(parts)}"


def sent(path: str) -> str:
    """As it goes over the wire."""
    return path.replace("{", "%7B").replace("}", "%7D")


def test_its_lists_are_turned_by_their_scripts(server: ReplicaServer, tmp_path: Path) -> None:
    (second, asked_second), (third, asked_third) = behind(312, 5), behind(308, 9)
    about = page("<h1>Huyện Đắk Mẫu</h1><p>Huyện có chín xã.</p>")
    told = {
        **dict.fromkeys(("/", "/Pages/trang-chu.aspx", "/Pages/lien-he.aspx"), about),
        LIST: shown(1, second),
        sent(asked_second): shown(2, third),
        sent(asked_third): shown(3, None),
    }
    server.serve_pages(HOST, told | {address(n): post(n) for n in range(len(TITLES))})
    archive = Archive(tmp_path / "archive", server.url)
    looked = new_portal(archive, f"{ROOT}/", "--name", "dak-mau", "--into", str(tmp_path / "own"), "--yes")
    assert looked.returncode == 0, looked.stderr.decode()
    assert "Platform: sharepoint" in looked.stdout.decode()
    report = archive.crawl("dak-mau", "--spiders", str(tmp_path / "own"))["portals"]["dak-mau"]
    assert (report["result"], report["new"], report["errors"]) == ("ok", len(TITLES), 0), report
    stored = archive.sql("SELECT title, published FROM sightings ORDER BY published")
    assert stored == [(title, f"2024-03-{n:02}") for n, title in enumerate(TITLES, 1)]
    assert not [path for _, path, _ in server.requests if "/_layouts/" in path]

    server.reset_log()
    again = archive.crawl("dak-mau")["portals"]["dak-mau"]
    assert (again["result"], again["new"], again["changed"], again["gone"]) == ("ok", 0, 0, 0)
    assert len([path for host, path, _ in server.requests if host == HOST and urlsplit(path).path == LIST]) == 1


@given(st.text(), st.text())
def test_any_script_is_read_without_harm(script: str, href: str) -> None:
    link = html.fragment_fromstring("<a>2</a>")
    with suppress(ValueError):  # what no document can hold
        link.set("onclick", script)
        link.set("href", href)
    href_of(link)


@pytest.mark.parametrize(
    ("link", "href", "label"),
    [
        ('<a href="/a?b=1">Trang 2</a>', "/a?b=1", "Trang 2"),
        ("""<a href="#" onclick="location.href='/tin?page=2'">2</a>""", "/tin?page=2", "2"),
        (r"""<a href="javascript:go('\/tin?page=2')"><img alt="Next"></a>""", "/tin?page=2", "Next"),
        (
            """<a href="javascript:__doPostBack('ctl00$Pager','2')">2</a>""",
            "javascript:__doPostBack('ctl00$Pager','2')",
            "2",
        ),
        ("<a>Sau</a>", None, "Sau"),
    ],
)
def test_where_a_link_leads_and_what_it_says(link: str, href: str | None, label: str) -> None:
    element = html.fragment_fromstring(link)
    assert (href_of(element), label_of(element)) == (href, label)
