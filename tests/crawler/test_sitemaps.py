"""An article that no listing names is found in the sitemap, which is read no more often than is worth it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.crawler.conftest import Archive
from tests.crawler.test_portal_over_time import HOST, Portal, status, url
from tests.replicas.server import ReplicaServer, Reply, StaticSite


def sitemap(*entries: tuple[str, str], kind: str = "url") -> Reply:
    rows = "".join(f"<{kind}><loc>{where}</loc><lastmod>{when}</lastmod></{kind}>" for where, when in entries)
    outer = {"url": "urlset", "sitemap": "sitemapindex"}[kind]
    return Reply(200, f"<{outer}>{rows}</{outer}>".encode(), "application/xml")


def asked(server: ReplicaServer) -> list[str]:
    return [path for host, path, _ in server.requests if host == HOST and path.endswith(".xml")]


def test_sitemaps_of_robots_txt(
    tmp_path: Path, server: ReplicaServer, archive: Callable[[ReplicaServer], Archive]
) -> None:
    portal, here = Portal.of(tmp_path / "site", range(12)), archive(server)
    portal.publish()
    server.serve_folder(HOST, StaticSite(portal.folder))
    hidden = portal.add(50)
    portal.write(hidden, portal.article(hidden))  # on the server, in no listing
    robots = f"User-agent: *\nSitemap: http://{HOST}/index.xml\nSitemap: http://elsewhere.vn/s.xml\n"
    server.answer(HOST, "/robots.txt", Reply(200, robots.encode(), "text/plain"))
    children = [(f"http://{HOST}/s{n}.xml", "2025-01-01") for n in (1, 2)]
    server.answer(HOST, "/index.xml", sitemap(*children, kind="sitemap"))
    server.answer(HOST, "/s1.xml", sitemap((url(hidden), "2025-01-01"), (url("cuoc-hop-so-1"), "2025-01-01")))
    server.answer(HOST, "/s2.xml", sitemap(*((url(f"cuoc-hop-so-{n}"), "2025-01-01") for n in range(2, 12))))
    assert here.crawl("krongno")["portals"]["krongno"]["new"] == 13
    assert status(here, hidden) == ("live", 1)
    assert asked(server) == ["/index.xml", "/s1.xml", "/s2.xml"] or asked(server) == [
        "/index.xml",
        "/s2.xml",
        "/s1.xml",
    ]
    known = here.sql("SELECT substr(url, -9), kind, entries, new, problem FROM hints ORDER BY url")
    assert known == [
        ("index.xml", "index", 2, 0, None), ("vn/s1.xml", "sitemap", 2, 1, None), ("vn/s2.xml", "sitemap", 10, 0, None),
    ]  # fmt: skip

    server.reset_log()
    assert here.crawl("krongno")["portals"]["krongno"]["new"] == 0
    assert asked(server) == []  # it was read today

    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    server.answer(HOST, "/index.xml", sitemap(children[0], (children[1][0], later), kind="sitemap"))
    entries = [(url(f"cuoc-hop-so-{n}"), later if n == 4 else "2025-01-01") for n in range(2, 12)]
    server.answer(HOST, "/s2.xml", sitemap(*entries))
    portal.texts["cuoc-hop-so-4"] += "<p>Cuộc họp sau được dời sang chiều thứ Năm tuần tới.</p>"
    portal.publish()
    here.sql("UPDATE hints SET read_at = '2025-01-01T00:00:00Z' WHERE kind = 'index'")
    assert here.crawl("krongno")["portals"]["krongno"]["changed"] == 1
    assert asked(server) == ["/index.xml", "/s2.xml"]  # what the index says is unchanged is not read again


def test_a_portal_without_a_sitemap_is_asked_for_it_once_a_month(
    tmp_path: Path, server: ReplicaServer, archive: Callable[[ReplicaServer], Archive]
) -> None:
    portal, here = Portal.of(tmp_path / "site", range(4)), archive(server)
    portal.publish()
    server.serve_folder(HOST, StaticSite(portal.folder))
    for _ in range(2):
        report = here.crawl("krongno")
        assert (report["exit_code"], report["portals"]["krongno"]["problem"]) == (0, None)
    assert asked(server) == ["/sitemap.xml"]
    assert here.sql("SELECT problem FROM hints") == [("HTTP 404",)]
