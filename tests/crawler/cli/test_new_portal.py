"""A portal that nobody has told us of: what is found of it by address alone, what is written, what is refused."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tomllib
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.portals import load_platforms, load_portals
from crawler.survey.looking import Survey, survey
from crawler.survey.writing import spider_class, write
from crawler.visit import Ask, NoAnswer
from storage.records import Capture
from tests.crawler.conftest import REPLICAS, Archive
from tests.once import once
from tests.replicas.content import load
from tests.replicas.server import ReplicaServer, Reply

HOST = "xa.example.gov.vn"


def asking(server: ReplicaServer) -> Ask:
    """Asks the replicas, without Scrapy."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": server.url}))

    async def ask(url: str) -> Capture:
        try:
            with opener.open(url) as answer:
                headers, body, final = tuple(answer.headers.items()), answer.read(), answer.url
        except urllib.error.HTTPError as error:
            raise NoAnswer(f"{url} could not be read: the server answers HTTP {error.code}.") from error
        return Capture("", final, final, datetime.now(UTC), 200, headers, body)

    return ask


def look(server: ReplicaServer, name: str, *, platforms: bool = True) -> Survey:
    bases = load_platforms()
    generic = bases.pop("generic")
    return asyncio.run(
        survey(
            asking(server),
            f"http://{load_portals()[name].host}/",
            bases if platforms else {},
            generic,
            lambda found, guess: spider_class(name, name, found, guess)(),
        )
    )


@pytest.fixture(scope="module")
def unknown(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """The replicas as if nobody knew their platforms: looked at, written down, crawled."""

    def crawl(folder: Path) -> Archive:
        with ReplicaServer() as server:
            for name in REPLICAS:
                write(look(server, name, platforms=False), f"{name}-unknown", folder / "spiders")
            archive = Archive(folder / "home", server.url)
            archive.crawl(*(f"{name}-unknown" for name in REPLICAS), "--spiders", str(folder / "spiders"))
        return archive

    return once(tmp_path_factory, "unknown", crawl)


@pytest.mark.parametrize("name", REPLICAS)
def test_by_address_alone_all_articles_are_found_and_nothing_else(
    unknown: Archive, crawled: Archive, name: str
) -> None:
    query = (
        "SELECT title, published, body FROM (SELECT articles.title, pages.published, body FROM pages "
        "JOIN articles ON articles.id = article_id WHERE portal = ?) ORDER BY title, body"
    )
    found = unknown.sql(query, f"{name}-unknown")
    titles = sorted(article.title for article in load()[name].at(1) if article.body or article.lead)
    assert sorted(title for title, _, _ in found) == titles
    # The crawl by the portal's own rules is held against the content of the replicas elsewhere.
    assert found == crawled.sql(query, name)


@pytest.mark.parametrize(
    ("name", "platform"),
    [("laocai", "laocai"), ("thoxuan", "vnpt"), ("backan", "wordpress"), ("huuhoa", "liferay"), ("vanphuc", "liferay")],
)
def test_the_platform_is_recognised(replicas: ReplicaServer, name: str, platform: str) -> None:
    found = look(replicas, name)
    assert found.guess.platform == platform
    assert not found.doubts
    assert len(found.samples) == 5
    assert found.pages <= 25


@pytest.fixture
def archive(tmp_path: Path, server: ReplicaServer) -> Archive:
    return Archive(tmp_path / "archive", server.url)


def new_portal(archive: Archive, url: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    archive.home.mkdir(exist_ok=True)
    config = archive.home / "giaoban.toml"
    if not config.exists():
        config.write_text(f'proxy = "{archive.proxy}"\ndelay = 0\n')
    return archive.giaoban("new-portal", url, *arguments)


def test_what_is_written_is_crawled_and_its_test_fails_until_somebody_has_looked(
    archive: Archive, tmp_path: Path
) -> None:
    url, into = f"http://{load_portals()['laocai'].host}/", tmp_path / "của tôi"
    shown = new_portal(archive, url, "--name", "lc", "--into", str(into), "--yes")
    assert shown.returncode == 0, shown.stderr.decode()
    assert "Sơ kết 6 tháng đầu năm 2022" in shown.stdout.decode()
    spider = (into / "lc.py").read_text()
    assert len(spider.splitlines()) <= 25
    config = tomllib.loads((archive.home / "giaoban.toml").read_text())
    assert config["spiders"] == ["../của tôi"] and "lc" in config["portals"] and config["delay"] == 0
    report = archive.crawl("lc")
    assert report["portals"]["lc"]["new"] == len([a for a in load()["laocai"].at(1) if a.body or a.lead])
    assert run_tests(into) == 1
    expected = into / "fixtures" / "lc" / "expected.json"
    expected.write_text(expected.read_text().replace('"looked_at": false', '"looked_at": true'))
    assert run_tests(into) == 0
    # Nothing is written over.
    again = new_portal(archive, url, "--name", "lc2", "--into", str(into), "--yes")
    assert again.returncode == 0
    (into / "lc3.py").write_text("# mine")
    refused = new_portal(archive, url, "--name", "lc3", "--into", str(into), "--yes")
    assert refused.returncode == 2
    assert (into / "lc3.py").read_text() == "# mine"


def run_tests(folder: Path) -> int:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder)]
    plain = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(command, capture_output=True, check=False, cwd=folder, env=plain).returncode


def test_nothing_is_written_without_a_yes(archive: Archive, tmp_path: Path) -> None:
    run = new_portal(archive, f"http://{load_portals()['huuhoa'].host}/", "--name", "hh", "--into", str(tmp_path / "x"))
    assert run.returncode in {0, 130}
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (b"<title>Ch\xc3\xa0o</title><p>Trang n\xc3\xa0y kh\xc3\xb4ng c\xc3\xb3 g\xc3\xac.", "No list of articles"),
        (b"", "the page is empty"),
        (b"%PDF-1.7\n" + bytes(range(32)) * 90, "not a web page: binary data"),
        (b"<h1>\xc4\x90\xc4\x83ng nh\xe1\xba\xadp</h1><form><input type=password></form>", "login page"),
        (b'<script>document.cookie="a=1";location.reload()</script>', "a check for robots"),
    ],
)
def test_a_portal_without_news_is_told_in_a_sentence(
    archive: Archive, server: ReplicaServer, page: bytes, said: str
) -> None:
    server.answer(HOST, "/robots.txt", Reply(404, b""))
    server.answer(HOST, "/", Reply(200, page))
    run = new_portal(archive, f"http://{HOST}/", "--yes")
    assert (run.returncode, "Traceback" in run.stderr.decode()) == (4, False)
    assert said in run.stderr.decode()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ftp://xa.example/"], "no address of a web page"),
        (["http://xa.example/", "--name", "Xã Tôi"], "such as xa-toi."),
        (["http://xa.example/", "--name", "laocai"], "already"),
        (["http://xa.example/", "--name", "test_xa"], "no spiders"),
        (["http://xa.example/", "--name", "conftest"], "no spiders"),
        (["xa.example"], "http://xa.example"),
        (["http://192.168.1.5/"], "192.168.1.5 is an address of a private network; --allow-private"),
    ],
)
def test_wrong_usage_is_told(archive: Archive, arguments: list[str], said: str) -> None:
    run = new_portal(archive, *arguments)
    assert run.returncode == 2
    assert said in run.stderr.decode()


@pytest.mark.parametrize("place", ["--into", "--home"])
def test_where_nothing_can_be_written_nobody_is_asked(
    archive: Archive, server: ReplicaServer, tmp_path: Path, place: str
) -> None:
    (tmp_path / "file").touch()
    server.reset_log()
    run = archive.giaoban("new-portal", f"http://{HOST}/", place, str(tmp_path / "file" / "x"), "--proxy", server.url)
    assert run.returncode == 3
    assert f"{tmp_path / 'file'} is a file" in run.stderr.decode()
    assert not server.requests


def test_a_portal_that_does_not_answer_is_told(archive: Archive, server: ReplicaServer) -> None:
    server.answer(HOST, "/robots.txt", Reply(404, b""))
    server.answer(HOST, "/", Reply(503, b""))
    run = new_portal(archive, f"http://{HOST}/", "--yes")
    assert run.returncode == 4
    assert "HTTP 503" in run.stderr.decode()


def test_a_portal_in_a_private_network_is_looked_at_and_crawled_where_that_is_allowed(tmp_path: Path) -> None:
    """By its own address and port, as intranets have them."""
    with ReplicaServer() as server:
        server.answer("127.0.0.1", "/robots.txt", Reply(404, b""))
        items = "".join(
            f"<h3><a href=/tin/bai-{n}.html>Xã họp giao ban tuần thứ {n} của năm</a></h3>" for n in range(9)
        )
        server.answer("127.0.0.1", "/", Reply(200, f"<title>Xã Mẫu</title><div id=tin>{items}</div>".encode()))
        for n in range(9):
            body = f"<h1>Xã họp giao ban tuần thứ {n}</h1>" + "".join(
                f"<p>Đoạn {n}.{m}: lãnh đạo xã họp bàn việc trong tuần, giao từng thôn việc phải làm trước rằm.</p>"
                for m in range(4)
            )
            server.answer("127.0.0.1", f"/tin/bai-{n}.html", Reply(200, body.encode()))
        archive, url = Archive(tmp_path / "home", ""), f"{server.url}/"
        common = ("--name", "mau", "--into", str(tmp_path / "f"), "--yes", "--delay", "0")
        refused = archive.giaoban("new-portal", url, *common)
        assert (refused.returncode, (tmp_path / "f").exists()) == (2, False)
        assert "--allow-private" in refused.stderr.decode()
        assert archive.giaoban("new-portal", url, *common, "--allow-private").returncode == 0
        run = archive.giaoban("crawl", "mau", "--spiders", str(tmp_path / "f"), "--delay", "0", "--json")
        assert json.loads(run.stdout)["portals"][0]["new"] == 9
        assert b"cannot be loaded" not in run.stderr
        checked = archive.giaoban("check", "mau", "--delay", "0")
        assert checked.returncode == 0, checked.stdout.decode()
        assert b"3 of 3" in checked.stdout
