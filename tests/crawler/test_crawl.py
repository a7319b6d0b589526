"""Crawls of the replica portals over real HTTP: what is stored, what a second crawl does, what is survived."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from storage import warc
from storage.records import CaptureRef
from tests.crawler.conftest import REPLICAS, Archive
from tests.once import copy_of, once
from tests.replicas.content import load
from tests.replicas.server import ReplicaServer

NewArchive = Callable[[ReplicaServer], Archive]


def pages_of(archive: Archive, portal: str) -> set[str]:
    return {url for (url,) in archive.sql("SELECT url FROM pages WHERE portal = ? AND article_id NOT NULL", portal)}


@pytest.mark.parametrize("portal", REPLICAS)
def test_every_article_of_a_replica_is_stored_once(crawled: Archive, portal: str) -> None:
    articles = [article for article in load()[portal].at(1) if article.body or article.lead]
    assert len(pages_of(crawled, portal)) == len(articles)


@pytest.mark.parametrize("portal", REPLICAS)
def test_titles_are_exact(crawled: Archive, portal: str) -> None:
    stored = {
        title for (title,) in crawled.sql("SELECT title FROM pages WHERE portal = ? AND article_id NOT NULL", portal)
    }
    assert stored == {article.title for article in load()[portal].at(1) if article.body or article.lead}


def test_five_articles_stand_on_two_portals(crawled: Archive) -> None:
    rows = crawled.sql(
        "SELECT article_id FROM pages WHERE article_id NOT NULL GROUP BY article_id HAVING count(DISTINCT portal) = 2"
    )
    assert len(rows) == 5


def test_a_page_with_a_title_alone_is_rejected_with_the_reason(crawled: Archive) -> None:
    empty = next(article for article in load()["laocai"].at(1) if not article.body and not article.lead)
    [(reason,)] = crawled.sql("SELECT reason FROM rejects WHERE url LIKE ?", f"%{empty.number}")
    assert reason == "no text under the title"


def test_no_counter_and_no_furniture_is_in_any_text(crawled: Archive) -> None:
    furniture = re.compile(
        r"(Đang online|Đang truy cập|Hôm nay|Trong tuần|Tất cả|Lượt xem|View Count): ?\d|image banner|^Bản in$|^100%$",
        re.MULTILINE,
    )
    for title, body in crawled.sql("SELECT title, body FROM articles"):
        assert not furniture.search(f"{title}\n{body}")


def test_the_raw_page_comes_back_from_the_warc_file_byte_for_byte(crawled: Archive) -> None:
    file, offset, length, digest, url = crawled.sql(
        "SELECT warc_file, warc_offset, warc_length, digest, pages.fetched_url "
        "FROM captures JOIN pages ON pages.id = page_id LIMIT 1"
    )[0]
    capture = warc.read(crawled.home / "warc", CaptureRef(file, offset, length, digest))
    assert capture.url == url
    printed = crawled.giaoban("raw", url)
    assert printed.stdout == capture.body
    assert b"<html" in printed.stdout


def test_warcio_finds_nothing_wrong(crawled: Archive) -> None:
    files = sorted((crawled.home / "warc").glob("*.warc.gz"))
    assert files
    check = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", *map(str, files)], capture_output=True, check=False
    )
    assert check.returncode == 0, check.stdout.decode()
    assert b"digest pass" in check.stdout
    assert b"fail" not in check.stdout


def test_the_database_is_whole_after_a_crawl(crawled: Archive) -> None:
    assert crawled.sql("PRAGMA integrity_check") == [("ok",)]
    assert crawled.sql("PRAGMA foreign_key_check") == []


@dataclass(frozen=True)
class Again:
    """Reports of a first crawl, a second and a full one of replicas whose counters tick; what the first asked for."""

    first: dict[str, Any]
    second: dict[str, Any]
    full: dict[str, Any]
    asked: list[tuple[str, str, int]]


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Again:
    def crawl(folder: Path) -> Again:
        with ReplicaServer() as server:
            here = Archive(folder / "home", server.url)
            first, asked = here.crawl(*REPLICAS), list(server.requests)
            return Again(first, here.crawl(*REPLICAS), here.crawl(*REPLICAS, "--full"), asked)

    return once(tmp_path_factory, "again", crawl)


def test_a_second_crawl_finds_nothing_new_and_asks_for_far_less(again: Again) -> None:
    for name, portal in again.second["portals"].items():
        assert (portal["new"], portal["changed"], portal["gone"], portal["errors"]) == (0, 0, 0, 0)
        assert portal["unchanged"] >= 3, "the newest pages are looked at, with their ticked counters"
        assert portal["requests"] < 0.45 * again.first["portals"][name]["requests"]


def test_a_full_crawl_over_ticking_counters_changes_nothing(again: Again) -> None:
    counts = Counter[str]()
    for portal in again.full["portals"].values():
        counts.update({kind: portal[kind] for kind in ("new", "changed", "gone", "duplicates", "errors")})
    assert not any(counts.values()), counts


def test_what_was_added_edited_and_deleted_between_two_crawls_is_recognised(
    server: ReplicaServer, crawled: Archive, tmp_path: Path
) -> None:
    here = Archive(copy_of(crawled.home, tmp_path / "home"), server.url)
    server.set_state(2)
    second = here.crawl(*REPLICAS)
    for name, portal in load().items():
        told = second["portals"][name]
        added = [article for article in portal.articles if article.added == 2]
        edited = [article for article in portal.articles if article.edited and article.added == 1]
        gone = [article for article in portal.articles if article.gone == 2]
        assert (told["new"], told["changed"], told["gone"]) == (len(added), len(edited), len(gone)), name
        for article in gone:
            [(status, kept)] = here.sql(
                "SELECT status, body <> '' FROM pages JOIN articles ON articles.id = article_id "
                "WHERE pages.title = ? AND pages.portal = ?",
                article.title,
                name,
            )
            assert (status, kept) == ("gone", 1)


def test_an_edit_is_a_revision_of_the_same_page(server: ReplicaServer, archive: NewArchive) -> None:
    here = archive(server)
    here.crawl("thoxuan")
    server.set_state(2)
    here.crawl("thoxuan", "--full")
    edited = next(article for article in load()["thoxuan"].articles if article.edited)
    texts = here.sql(
        "SELECT captures.change, articles.body FROM captures JOIN pages ON pages.id = page_id "
        "JOIN articles ON articles.id = captures.article_id WHERE pages.title = ? ORDER BY captures.id",
        edited.title,
    )
    assert [change for change, _ in texts] == ["first", "edit"]
    assert texts[0][1] != texts[1][1]


def test_a_second_address_and_a_print_view_are_no_pages_of_their_own(crawled: Archive) -> None:
    urls = [url for (url,) in crawled.sql("SELECT url FROM pages")]
    assert not [url for url in urls if "print" in url or "?p=" in url or "jsessionid" in url or "redirect" in url]
    assert not [url for url in urls if "/1227/27461/" in url or "thoxuan.vn" in url]


def test_nothing_off_the_portal_is_asked_for(again: Again) -> None:
    hosts = {host for host, _, _ in again.asked}
    assert hosts <= {portal.host for portal in load().values()} | {"thoxuan.vn"}


def test_robots_txt_is_asked_for_and_obeyed(again: Again) -> None:
    paths = [path for host, path, _ in again.asked if host == load()["laocai"].host]
    assert paths[0] == "/robots.txt"
    assert not [path for path in paths if path.startswith("/admin")]


def test_search_without_diacritics_from_plain_sqlite(crawled: Archive) -> None:
    with_marks = crawled.sql("SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'đồng chí'")
    without = crawled.sql("SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'dong chi'")
    assert without >= with_marks > [(10,)]


def test_the_run_is_remembered(crawled: Archive) -> None:
    [(code, finished)] = crawled.sql("SELECT exit_code, finished_at FROM runs")
    assert code == 0
    assert finished
    portals = crawled.sql("SELECT portal, new + duplicates, requests FROM run_portals")
    assert {portal for portal, _, _ in portals} == set(REPLICAS)
    assert all(stored >= 19 and requests > stored for _, stored, requests in portals)


def test_published_dates_have_their_evidence(crawled: Archive) -> None:
    rows = crawled.sql(
        "SELECT published, published_precision, published_evidence, published_text FROM pages WHERE published NOT NULL"
    )
    assert len(rows) > 60
    assert all(precision != "none" and evidence and text for _, precision, evidence, text in rows)


def test_no_date_is_invented_where_a_page_shows_none(crawled: Archive) -> None:
    for name, portal in load().items():
        for article in portal.at(1):
            if article.published is None and (article.body or article.lead):
                [(published,)] = crawled.sql(
                    "SELECT published FROM pages WHERE portal = ? AND title = ?", name, article.title
                )
                assert published is None, article.title


def test_the_whole_report_is_json(crawled: Archive) -> None:
    status = crawled.json("status")
    assert {row["portal"] for row in status} == set(REPLICAS)
    assert json.dumps(status)


def test_logs_go_to_the_archive_and_not_to_the_terminal(server: ReplicaServer, archive: NewArchive) -> None:
    here = archive(server)
    run = here.giaoban("crawl", "laocai", "--delay", "0", "--proxy", here.proxy)
    assert b"Traceback" not in run.stderr
    assert b"INFO" not in run.stderr
    [log] = Path(here.home / "logs").glob("crawl-*.log")
    assert "Spider closed (finished)" in log.read_text()
