"""Two whole real portals, crawled into one archive: at one date, and (slow) at three, one after the other.

What is right is read from the files themselves by a crude reading of their markup; nothing of them is kept here.
"""

from __future__ import annotations

import json
import re
import tarfile
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from lxml import html

from storage.store import Store
from tests.crawler.conftest import Archive
from tests.once import copy_of, once
from tests.replicas.server import ReplicaServer, StaticSite
from tests.shared import shared

DATES = {
    "krongno": ("2019-05-28", "2019-06-05", "2019-07-30"),
    "svhttdl": ("2019-06-17", "2019-07-16", "2019-08-01"),
}
# A text this long under a title is a news article, whatever else it may be.
WORDS = 40


@dataclass
class Crawled:
    archive: Archive
    reports: list[Mapping[str, Any]]
    folders: Mapping[tuple[str, int], Path]

    @property
    def last(self) -> int:
        return len(self.reports) - 1


# What only one date after another shows takes most of a minute.
THREE_DATES = pytest.param(3, id="three dates", marks=pytest.mark.slow)
over_time = pytest.mark.parametrize("crawled", [THREE_DATES], indirect=True)


@pytest.fixture(scope="module", params=[pytest.param(1, id="one date"), THREE_DATES])
def crawled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    sites = shared("real-sites")
    return once(tmp_path_factory, f"sites-{request.param}", lambda folder: crawl(sites, folder, request.param))


def crawl(sites: Path, folder: Path, times: int) -> Crawled:
    folders = {}
    for portal, dates in DATES.items():
        for turn, date in enumerate(dates[:times]):
            folders[portal, turn] = folder / f"{portal}-{date}"
            with tarfile.open(sites / f"{portal}-{date}.tar.xz") as packed:
                packed.extractall(folders[portal, turn], filter="data")
    with ReplicaServer() as server:
        archive = Archive(folder / "home", server.url)
        reports = []
        for turn in range(times):
            for portal in DATES:
                server.serve_folder(f"{portal}.daknong.gov.vn", StaticSite(folders[portal, turn]))
            reports.append(archive.crawl(*DATES))
    return Crawled(archive, reports, folders)


@dataclass(frozen=True)
class Read:
    title: str
    text: str
    links: frozenset[str]


def nfc(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).replace("\u200b", "").split())


@cache
def read(folder: Path) -> Mapping[str, Read]:
    """Every page of a site by its path: its title and text by the markup of these two portals, and its links."""
    pages: dict[str, Read] = {}
    for file in folder.rglob("index.html"):
        path = "/" + nfc(file.parent.relative_to(folder).as_posix()).removeprefix(".")
        source = file.read_bytes()
        if not source.strip():
            continue
        document = html.fromstring(source.decode())
        links = frozenset(link for href in document.xpath("//a/@href") for link in own(f"http://x{path}/", href))
        titles = document.cssselect("#part1 p.Title") or document.cssselect(".noiDung > .title")
        bodies = document.cssselect("#part1") or document.cssselect(".noiDung")
        sheet = document.cssselect(".vbpq-detail-col1")  # a law's number, dates and issuer: a register, no news
        if titles and bodies and not sheet:
            title = nfc(titles[0].text_content())
            for furniture in bodies[0].cssselect("#part2, .tbtinkhac, .css_Xemtiep, p.Title, .title, script, style"):
                furniture.drop_tree()
            pages[path] = Read(title, nfc(bodies[0].text_content()), links)
        else:
            pages[path] = Read("", "", links)
    return pages


def own(base: str, href: str) -> Iterator[str]:
    try:
        parts = urlsplit(urljoin(base, href.strip()))
    except ValueError:
        return
    if parts.hostname in ("x", "krongno.daknong.gov.vn", "svhttdl.daknong.gov.vn"):
        yield nfc(unquote(parts.path)).rstrip("/") or "/"


def reachable(pages: Mapping[str, Read]) -> set[str]:
    """The pages that a reader can come to from the front page, turning the pages of every listing."""
    found, waiting = set(), ["/"]
    while waiting:
        path = waiting.pop()
        if path in found or path not in pages:
            continue
        found.add(path)
        waiting += pages[path].links
        listing, _, number = path.rpartition("/page/")
        waiting.append(
            f"{listing}/page/{int(number) + 1}" if listing and number.isdigit() else f"{path.rstrip('/')}/page/2"
        )
    return found


def articles(pages: Mapping[str, Read]) -> dict[str, Read]:
    within_reach = reachable(pages)
    return {
        path: page
        for path, page in pages.items()
        if page.title and len(page.text.split()) >= WORDS and path in within_reach
    }


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def unlike(a: str, b: str) -> bool:
    """Whether two titles share next to no words; one that is empty tells nothing."""
    first, second = set(a.lower().split()), set(b.lower().split())
    return bool(first and second) and len(first & second) < 0.3 * len(first | second)


def url(portal: str, path: str) -> str:
    return f"http://{portal}.daknong.gov.vn{path}"


@pytest.mark.parametrize("portal", DATES)
def test_every_news_article_within_reach_is_stored(crawled: Crawled, portal: str) -> None:
    stored = {
        row[0] for row in crawled.archive.sql("SELECT url FROM pages WHERE article_id NOT NULL AND portal = ?", portal)
    }
    for turn in range(len(crawled.reports)):
        wanted = articles(read(crawled.folders[portal, turn]))
        assert len(wanted) > 15
        assert not [path for path in wanted if url(portal, path) not in stored]


@pytest.mark.parametrize("portal", DATES)
def test_titles_are_exact_and_texts_are_whole(crawled: Crawled, portal: str) -> None:
    with Store(crawled.archive.home / "articles.db", readonly=True) as store:
        for path, page in articles(read(crawled.folders[portal, crawled.last])).items():
            article = store.article(url(portal, path))
            assert article is not None
            assert article["title"] == page.title
            said = [article["text"], article["byline"], article["source"], *(c["text"] for c in article["captions"])]
            kept = len(words(" ".join(filter(None, said)))) / len(words(page.text))
            # Cells side by side are one word to the crude reading.
            assert 0.9 < kept < 1.2, (path, kept)


def test_no_left_over_of_the_tool_is_an_article(crawled: Crawled) -> None:
    assert crawled.archive.sql(
        "SELECT count(*) FROM articles WHERE title LIKE '%EasyWeb%' OR body LIKE '%Default 404%'"
    ) == [(0,)]


@over_time
def test_pages_emptied_or_turned_into_the_tools_404_page_keep_their_text(crawled: Crawled) -> None:
    before, after = (read(crawled.folders["krongno", turn]) for turn in (1, 2))
    lost = [path for path in articles(before) if path in after and not after[path].title]
    assert len(lost) >= 4
    for path in lost:
        [(article, words, changes)] = crawled.archive.sql(
            "SELECT article_id, (SELECT words FROM articles WHERE id = article_id), (SELECT count(*) FROM captures "
            "WHERE page_id = pages.id AND change IN ('edit', 'reuse')) FROM pages WHERE url = ?",
            url("krongno", path),
        )
        assert article is not None
        assert words >= WORDS
        assert changes == 0


@over_time
def test_ticking_dates_are_no_revisions(crawled: Crawled) -> None:
    revised = {
        row[0] for row in crawled.archive.sql("SELECT DISTINCT url FROM revisions WHERE previous_article_id NOT NULL")
    }
    really = set()
    for portal in DATES:
        for turn in (0, 1):
            before, after = (read(crawled.folders[portal, t]) for t in (turn, turn + 1))
            really |= {url(portal, path) for path in before.keys() & after.keys() if before[path].title and
                       (before[path].title, before[path].text) != (after[path].title, after[path].text)}  # fmt: skip
    assert revised <= really
    assert revised


@over_time
def test_an_address_reused_for_another_article_is_no_edit(crawled: Crawled) -> None:
    before, after = (articles(read(crawled.folders["krongno", 1])), read(crawled.folders["krongno", 2]))
    reused = [path for path, page in before.items() if path in after and unlike(page.title, after[path].title)]
    assert reused
    for path in reused:
        [(change,)] = crawled.archive.sql(
            "SELECT change FROM captures JOIN pages ON pages.id = page_id WHERE url = ? "
            "ORDER BY captures.id DESC LIMIT 1",
            url("krongno", path),
        )
        assert change == "reuse"


@over_time
def test_texts_on_both_portals_are_joined(crawled: Crawled) -> None:
    first, second = (articles(read(crawled.folders[portal, 2])) for portal in DATES)
    titles = {page.title for page in first.values()} & {page.title for page in second.values()}
    assert len(titles) >= 10
    stories = crawled.archive.sql(
        "SELECT pages.title, count(DISTINCT coalesce('s' || story_id, articles.id)), count(DISTINCT portal) "
        "FROM pages JOIN articles ON articles.id = article_id "
        "WHERE pages.status = 'live' GROUP BY pages.title"
    )
    joined = {title for title, stories, portals in stories if stories == 1 and portals == 2}
    assert titles <= joined


@pytest.mark.parametrize("crawled", [1], ids=["one date"], indirect=True)
def test_a_crawl_of_what_has_not_changed_asks_for_far_less(crawled: Crawled, tmp_path: Path) -> None:
    with ReplicaServer() as server:
        for portal in DATES:
            server.serve_folder(f"{portal}.daknong.gov.vn", StaticSite(crawled.folders[portal, 0]))
        archive = Archive(copy_of(crawled.archive.home, tmp_path / "home"), server.url)
        first, second = crawled.reports[0], archive.crawl(*DATES)
    for portal in DATES:
        told = second["portals"][portal]
        assert (told["new"], told["changed"], told["gone"]) == (0, 0, 0)
        assert told["requests"] < 0.5 * first["portals"][portal]["requests"]


@over_time
def test_reading_all_of_it_again_changes_nothing(crawled: Crawled, tmp_path: Path) -> None:
    archive = Archive(tmp_path / "home", "")
    copy_of(crawled.archive.home, archive.home)
    run = archive.giaoban("reextract", "--all", "--json")
    assert run.returncode == 0, run.stderr.decode()
    [line] = run.stdout.splitlines()
    told = json.loads(line)["report"]["portals"]
    assert [(portal["portal"], portal["corrected"]) for portal in told] == [(portal, 0) for portal in DATES]
    for table in ("pages", "articles", "facts", "rejects", "stories"):
        query = f"SELECT * FROM {table} ORDER BY 1, 2"
        assert archive.sql(query) == crawled.archive.sql(query)


def test_nothing_of_it_is_an_alarm(crawled: Crawled) -> None:
    for report in crawled.reports:
        for name, portal in report["portals"].items():
            assert (portal["result"], portal["findings"], portal["held"]) == ("ok", [], 0), name
