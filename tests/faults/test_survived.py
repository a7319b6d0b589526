"""Crawls of the fault portal by the real command: what is stored, what is told, what was asked for, in what time."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.crawler.conftest import Archive
from tests.faults import portal
from tests.faults.server import FaultServer
from tests.once import copy_of, once

HOST = portal.HOST
BOMBS = ("bom-gzip", "bom-br", "bom-zstd", "bom-deflate", "bom-trong-bom")
#: What the log says of a request that brought nothing.
TOLD = {
    **dict.fromkeys(BOMBS, "it is larger than 32 MB unpacked"),
    "nua-chung": "the answer broke off before its end",
    "dau-trang-hong": "what came is no answer of a web server",
    "vong-tron": "too many redirects",
    "vong-cookie": "too many redirects",
    "cat-noi": "the connection was cut off",
    "khong-phai-http": "what came is no answer of a web server",
    "nhieu-lop": "it is compressed 50 times over",
    "than-vo-tan": "it is larger than 32 MB",
    "dau-vo-tan": "the headers of the answer have no end",
    "nho-giot": "no whole answer came within 1 seconds",
    "im-lang": "no whole answer came within 1 seconds",
    "ve-tep": "HTTP 302, to file:///etc/passwd",
    "loi-500": "HTTP 500",
    "dam-may-lua": "HTTP 403, a check for robots: Cloudflare",
}
#: Why a page that came is no article.
REJECTED = {
    "khong-byte": "the page is empty (0 bytes)",
    "nhi-phan": "not a web page: binary data",
    "mot-dong": "the text has no words",
    "long-nhau": "the page shows no text",
    "thu-cookie": "a check for robots: it sets a cookie by script and loads again",
    "ma-xac-nhan": "a check for robots: a captcha",
    "dang-nhap": "a login page",
    "bao-tri": "an error page served as a page, under maintenance",
}
#: Where a page leads that is not followed.
LEADS = {
    "ra-ngoai": "http://nha-cai.example.com/casino/",
    "ve-may": "http://127.0.0.1:9/",
    "ve-dam-may": "http://169.254.169.254/latest/meta-data/",
    "ve-ten-so": "http://2130706433/",
    "ve-anh-xa": "http://[::ffff:10.0.0.1]/",
    "lam-moi": "http://192.168.1.1/admin",
}


@dataclass(frozen=True)
class Survived:
    """A crawl of faults: the archive, the report, and what was asked for: (host, path, moment), as of a proxy."""

    archive: Archive
    report: dict[str, Any]
    asked: list[tuple[str, str, float]]

    @property
    def portal(self) -> dict[str, Any]:
        return dict(self.report["portals"]["backan"])

    def log(self) -> str:
        return "".join(log.read_text(encoding="utf-8") for log in (self.archive.home / "logs").glob("crawl-*.log"))


def survive(home: Path, server: FaultServer, *portals: str) -> Survived:
    archive = Archive(home, server.url)
    report = archive.crawl(*portals)
    return Survived(archive, report, [(asked.host, asked.path, asked.at) for asked in server.asked])


@pytest.fixture(scope="session")
def survived(tmp_path_factory: pytest.TempPathFactory) -> Survived:
    """The first crawl: a portal whose articles are each one fault."""

    def crawl(folder: Path) -> Survived:
        (folder / "home").mkdir()
        (folder / "home" / "giaoban.toml").write_text("timeout = 1.0\n")
        with FaultServer() as server:
            portal.serve(server)
            return survive(folder / "home", server, "backan")

    return once(tmp_path_factory, "faults", crawl)


def test_it_ends_in_order_and_within_its_limits(survived: Survived) -> None:
    assert (survived.report["exit_code"], survived.portal["result"]) == (0, "ok")
    assert survived.portal["seconds"] < 60
    assert survived.portal["bytes"] < 20_000_000
    assert "Traceback" not in survived.log()


def test_what_is_sound_is_stored_and_nothing_else(survived: Survived) -> None:
    stored = {url for (url,) in survived.archive.sql("SELECT url FROM pages WHERE article_id NOT NULL")}
    assert stored == {f"http://{HOST}/{slug}/" for slug in (*portal.GOOD, *portal.STORED)}


def test_every_fault_is_accounted_for() -> None:
    assert {*TOLD, *REJECTED, *LEADS, *portal.STORED} == portal.FAULTS.keys()


@pytest.mark.parametrize("slug", TOLD)
def test_what_brought_nothing_is_told_in_words(survived: Survived, slug: str) -> None:
    [said] = re.findall(rf"no answer from http://{HOST}/{slug}/: (.*)", survived.log())
    assert said == TOLD[slug]


@pytest.mark.parametrize("slug", REJECTED)
def test_what_is_no_article_is_named_and_not_stored(survived: Survived, slug: str) -> None:
    [(reason,)] = survived.archive.sql("SELECT reason FROM rejects WHERE url = ?", f"http://{HOST}/{slug}/")
    assert reason.startswith(REJECTED[slug])


@pytest.mark.parametrize("slug", LEADS)
def test_what_leads_elsewhere_is_named_and_not_followed(survived: Survived, slug: str) -> None:
    [(reason,)] = survived.archive.sql("SELECT reason FROM rejects WHERE url = ?", f"http://{HOST}/{slug}/")
    assert reason == f"it leads to {LEADS[slug]}"


def test_no_other_host_was_asked_for_anything(survived: Survived) -> None:
    """Whatever names one: redirects, links, feeds and what they list, sitemaps likewise, files, pictures, frames."""
    assert {host for host, _, _ in survived.asked} == {HOST}
    assert "/feed/" in {path for _, path, _ in survived.asked}


def test_the_report_names_every_kind_of_guard(survived: Survived) -> None:
    notes = "\n".join(survived.portal["notes"])
    assert "leads to http://nha-cai.example.com/casino/, on another site: not followed" in notes
    assert "192.168.1.1 is an address of a private network: not asked for" in notes
    assert "is a check for robots" in notes
    assert "leads back until a cookie is kept: cookies = true keeps it" in notes
    assert "asks for 0.02 s between two requests: kept" in notes
    assert f"{HOST} asked to be left alone for 1 s: waited for" in notes
    assert "addresses without end" in notes


def test_nothing_is_asked_for_more_often_than_it_is_tried_again(survived: Survived) -> None:
    times = Counter(path for _, path, _ in survived.asked)
    assert {times.pop(path) for path in ("/vong-tron/", "/vong-cookie/")} == {9}
    assert max(times.values()) == 3
    assert all(times[f"/{bomb}/"] == 1 for bomb in BOMBS), "a bomb does not get better"


def test_a_calendar_and_a_listing_that_goes_in_circles_end(survived: Survived) -> None:
    months = [path for _, path, _ in survived.asked if path.startswith("/lich-thang-")]
    assert 40 <= len(months) <= 50
    assert [path for _, path, _ in survived.asked if "/page/" in path] == ["/category/kinh-te/page/2/"]


def test_retry_after_is_waited_for(survived: Survived) -> None:
    first, second = (at for _, path, at in survived.asked if path == "/cho-mot-chut/")
    assert second - first >= 0.95
    assert len([at for _, _, at in survived.asked if first < at < first + 0.95]) <= 1, "one may have been on its way"


def test_the_pause_that_robots_txt_asks_for_is_kept(survived: Survived) -> None:
    moments = sorted(at for _, _, at in survived.asked)[1:]
    pauses = sorted(later - earlier for earlier, later in pairwise(moments))
    assert pauses[len(pauses) // 10] > 0.015


# -- portals that are one fault all over ---------------------------------------------------------------

WHOLE = {
    "backan": "a check for robots: it sets a cookie by script and loads again",
    "laocai": "robots.txt: HTTP 500; where robots.txt cannot be read nothing else is (robots_errors_forbid)",
    "thoxuan": "robots.txt forbids it",
    "huuhoa": "HTTP 503 and asks to be left alone for 3600 s, longer than this run waits (patience)",
    "vanphuc": "robots.txt: no whole answer came within 1 seconds; where robots.txt cannot be read",
    "krongno": "robots.txt: the connection was cut off; where robots.txt cannot be read",
    "svhttdl": "the portal sends its visitors to nha-cai.example.com",
}


@pytest.fixture(scope="session")
def turned(tmp_path_factory: pytest.TempPathFactory, survived: Survived) -> Survived:
    """A second crawl into the archive of the first."""

    def crawl(folder: Path) -> Survived:
        home = copy_of(survived.archive.home, folder / "home")
        with FaultServer() as server:
            portal.serve_whole(server)
            return survive(home, server, *WHOLE)

    return once(tmp_path_factory, "whole-faults", crawl)


@pytest.mark.parametrize("name", WHOLE)
def test_a_portal_that_is_one_fault_failed_and_the_report_says_how(turned: Survived, name: str) -> None:
    told = turned.report["portals"][name]
    assert (turned.report["exit_code"], told["result"]) == (4, "failed")
    assert WHOLE[name] in told["problem"]


def test_nothing_that_was_stored_is_lost(survived: Survived, turned: Survived) -> None:
    for query in (
        "SELECT id, title, body FROM articles ORDER BY id",
        "SELECT url, article_id, status FROM pages WHERE article_id NOT NULL ORDER BY url",
    ):
        assert turned.archive.sql(query) == survived.archive.sql(query)


def test_a_portal_that_says_no_is_asked_for_nothing_more(turned: Survived) -> None:
    paths = {name: [path for host, path, _ in turned.asked if name in host] for name in ("laocai", "thoxuan")}
    assert paths == {"laocai": ["/robots.txt"] * 3, "thoxuan": ["/robots.txt"]}
    assert len([path for host, path, _ in turned.asked if host.startswith("huuhoa")]) <= 3
