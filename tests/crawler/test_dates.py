"""Dates of whole portals, over real HTTP: what only many pages, several looks or the order of a listing tell."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.conclude import RENDERED_TOGETHER, renderings_among
from crawler.extract import extract
from spiders.platforms.lacviet import RULES
from storage.records import Capture, CaptureRef, DateFact
from storage.store import Store
from tests.crawler.conftest import Archive
from tests.crawler.test_portal_over_time import HOST, Portal, url
from tests.replicas.server import ReplicaServer, StaticSite
from tests.shared import shared


@pytest.fixture
def here(archive: Callable[[ReplicaServer], Archive], server: ReplicaServer) -> Archive:
    return archive(server)


def portal_of(tmp_path: Path, server: ReplicaServer, *dates: str | None) -> Portal:
    """A portal that lists articles with these dates, or with the moment of rendering."""
    portal = Portal(tmp_path / "site")
    for number, date in enumerate(dates):
        portal.add(number, date)
    portal.publish()
    server.serve_folder(HOST, StaticSite(portal.folder))
    return portal


def published(here: Archive) -> dict[str, Any]:
    rows = here.sql("SELECT url, published FROM pages WHERE article_id NOT NULL")
    return {address.rpartition("-")[2]: value for address, value in rows}


# -- the moment of rendering -------------------------------------------------------------------------


def moments(*values: str) -> list[DateFact]:
    return [DateFact(value, "minute", "listing", value) for value in values]


def test_a_moment_that_many_pages_share_is_a_rendering() -> None:
    rendered = "2019-05-28T18:07:00+07:00"
    authors = ["2019-05-03T08:51:00+07:00", "2019-05-04T10:20:00+07:00"]
    assert renderings_among(moments(*[rendered] * RENDERED_TOGETHER, *authors)) == {rendered}
    assert renderings_among(moments(*[rendered] * (RENDERED_TOGETHER - 1), *authors)) == set()


def test_an_hour_that_the_form_fills_in_is_no_rendering() -> None:
    noons = [f"2019-06-{day}T12:00:00+07:00" for day in (10, 11, 12)]
    assert renderings_among(moments(*[noons[1]] * 8, *noons)) == set()


def test_a_day_shared_is_no_moment() -> None:
    assert renderings_among([DateFact("2019-06-11", "day", "listing", "11/06/2019")] * 9) == set()


# -- the order of day and month ----------------------------------------------------------------------

AMERICAN = ["06.30.2024 08:20", "06.25.2024 09:30", "06.21.2024 10:40", "06.12.2024 08:15", "05.04.2024 14:05"]


def test_a_portal_proven_to_write_the_month_first_is_read_so_from_its_first_crawl_on(
    here: Archive, tmp_path: Path, server: ReplicaServer
) -> None:
    portal = portal_of(tmp_path, server, *AMERICAN)
    here.crawl("krongno")
    assert published(here) == {
        "0": "2024-06-30T08:20:00+07:00", "1": "2024-06-25T09:30:00+07:00", "2": "2024-06-21T10:40:00+07:00",
        "3": "2024-06-12T08:15:00+07:00", "4": "2024-05-04T14:05:00+07:00",
    }  # fmt: skip
    portal.titles = {portal.add(7, "07.01.2024 07:45"): "Huyện họp bàn thêm", **portal.titles}
    portal.publish()
    report = here.crawl("krongno")["portals"]["krongno"]
    assert (report["new"], report["changed"]) == (1, 0)
    assert published(here)["7"] == "2024-07-01T07:45:00+07:00"
    assert published(here)["4"] == "2024-05-04T14:05:00+07:00"


def test_one_date_that_is_day_first_keeps_a_portal_day_first(
    here: Archive, tmp_path: Path, server: ReplicaServer
) -> None:
    portal_of(tmp_path, server, *AMERICAN, "29.04.2024 09:00")
    here.crawl("krongno")
    dates = published(here)
    assert (dates["0"], dates["4"]) == (None, "2024-04-05T14:05:00+07:00")
    [(problem,)] = here.sql("SELECT published_problem FROM pages WHERE url = ?", url("cuoc-hop-so-0"))
    assert "no such day" in problem


# -- bounds ------------------------------------------------------------------------------------------


def test_an_article_without_a_date_is_bounded_by_its_neighbours(
    here: Archive, tmp_path: Path, server: ReplicaServer
) -> None:
    days = ["29.04.2024 09:00", "25.04.2024 09:10", None, "20.04.2024 09:20", "18.04.2024 09:40"]
    portal = portal_of(tmp_path, server, *days)
    portal.rendered = ""
    portal.publish()
    here.crawl("krongno")
    article = here.json("show", url("cuoc-hop-so-2"))
    told = article["published"]
    assert told["value"] is None
    assert (told["not_before"], told["not_after"], told["evidence"]) == (
        "2024-04-20", "2024-04-25T09:10:00+07:00", "neighbours",
    )  # fmt: skip
    [(best_known,)] = here.sql("SELECT best_known FROM articles WHERE id = ?", article["id"])
    assert best_known == "2024-04-20"
    # A later look at the page alone loosens nothing.
    here.crawl("krongno", "--full")
    assert here.json("show", url("cuoc-hop-so-2"))["published"] == told


def test_an_article_that_its_listing_did_not_have_before_is_later_than_that(
    here: Archive, tmp_path: Path, server: ReplicaServer
) -> None:
    portal = portal_of(tmp_path, server, "29.04.2024 09:00", "25.04.2024 09:10")
    portal.rendered = ""
    here.crawl("krongno")
    slug = portal.add(7)
    portal.publish()
    here.crawl("krongno")
    [(read_at,)] = here.sql("SELECT substr(min(first_seen), 1, 10) FROM pages")
    told = here.json("show", url(slug))["published"]
    assert told["value"] is None
    assert told["not_before"] is not None and told["not_before"] >= read_at


# -- feeds -------------------------------------------------------------------------------------------

WORDPRESS = "backancity.gov.vn"
SAID = (
    "Sáng 22/7, thành phố họp giao ban nghe các phường báo cáo việc số {n} và tiến độ chỉnh trang ngõ phố.",
    "Phường thứ {n} cho biết đã vận động {n}7 hộ lùi hàng rào, đổ bê tông {n} ngõ và trồng thêm {n}3 gốc cây xanh.",
    "Kết luận, chủ tọa giao tổ công tác số {n} hoàn thành nghiệm thu trước cuối tháng, báo cáo bằng văn bản.",
)


def serve_with_feed(folder: Path, server: ReplicaServer, feed: str | None) -> None:
    """Two articles without a date at the address of a WordPress portal, and what its feed says, if it is there."""

    def write(path: str, html: str) -> None:
        (folder / path).mkdir(parents=True, exist_ok=True)
        (folder / path / "index.html").write_text(html, encoding="utf-8")

    for n in (1, 2):
        text = "".join(f"<p>{line.format(n=n)}</p>" for line in SAID)
        write(f"tin-{n}", f"<html><body><article><h1>Giao ban việc số {n}</h1>{text}</article></body></html>")
    link = f'<link rel="alternate" type="application/rss+xml" href="http://{WORDPRESS}/feed/">'
    items = "".join(f'<div class="post-item"><a href="/tin-{n}/">Giao ban việc số {n}</a></div>' for n in (1, 2))
    for category in ("tin-tuc", "kinh-te", "van-hoa-xa-hoi", "xay-dung-dang", "quoc-phong-an-ninh", "thong-bao"):
        write(f"category/{category}", f"<html><head>{link}</head><body><h1>Tin</h1>{items}</body></html>")
    if feed is not None:
        write("feed", feed)
    server.serve_folder(WORDPRESS, StaticSite(folder))


def test_an_article_that_shows_no_date_has_that_of_the_feed(
    here: Archive, tmp_path: Path, server: ReplicaServer
) -> None:
    feed = (
        f"<rss><channel><item><title>Giao ban việc số 1</title><link>http://{WORDPRESS}/tin-1/</link>"
        "<pubDate>Fri, 24 Jul 2020 01:00:00 +0000</pubDate></item></channel></rss>"
    )
    serve_with_feed(tmp_path / "site", server, feed)
    report = here.crawl("backan")
    assert (report["exit_code"], report["portals"]["backan"]["new"]) == (0, 2)
    rows = here.sql("SELECT published, published_evidence, published_not_after NOT NULL FROM pages ORDER BY url")
    assert rows == [("2020-07-24T08:00:00+07:00", "feed", 0), (None, None, 1)]
    # With the day of publication the meeting's day has its year.
    assert here.sql("SELECT held_from FROM articles ORDER BY title") == [("2020-07-22",), (None,)]
    assert [path for _, path, _ in server.requests].count("/feed/") == 1


def test_a_feed_that_leads_to_another_host_is_no_evidence(here: Archive, tmp_path: Path, server: ReplicaServer) -> None:
    elsewhere = (
        f"<rss><channel><item><link>http://{WORDPRESS}/tin-1/</link>"
        "<pubDate>Fri, 24 Jul 2020 01:00:00 +0000</pubDate></item></channel></rss>"
    )
    serve_with_feed(tmp_path / "site", server, None)
    other = tmp_path / "other"
    (other / "feed").mkdir(parents=True)
    (other / "feed" / "index.html").write_text(elsewhere)
    server.serve_folder("elsewhere.example", StaticSite(other))
    link = f'href="http://{WORDPRESS}/feed/"'
    for page in (tmp_path / "site" / "category").glob("*/index.html"):
        page.write_text(page.read_text().replace(link, 'href="http://elsewhere.example/feed/"'))
    here.crawl("backan")
    assert here.sql("SELECT count(published) FROM pages") == [(0,)]
    assert {host for host, _, _ in server.requests} == {WORDPRESS}


@pytest.mark.parametrize("feed", [None, "<rss><item><link>:::</link>"])
def test_a_portal_whose_feed_is_none_is_crawled_all_the_same(
    here: Archive, tmp_path: Path, server: ReplicaServer, feed: str | None
) -> None:
    serve_with_feed(tmp_path / "site", server, feed)
    report = here.crawl("backan")
    assert (report["exit_code"], report["portals"]["backan"]["new"]) == (0, 2)


# -- evidence ----------------------------------------------------------------------------------------


def test_a_disagreement_between_page_and_listing_is_shown_with_both(
    here: Archive, tmp_path: Path, server: ReplicaServer
) -> None:
    portal = portal_of(tmp_path, server, "29.04.2024 09:00")
    article = portal.article("cuoc-hop-so-0").replace("29/04/2024", "27/04/2024")
    portal.write("cuoc-hop-so-0", article)
    here.crawl("krongno")
    said = here.giaoban("show", url("cuoc-hop-so-0")).stdout.decode()
    assert "2024-04-27 (day), from rule:lacviet: “27/04/2024”; disagreement: listing says 2024-04-29" in said
    assert "2024-04-29T09:00:00+07:00 (minute), from listing: “29.04.2024 09:00”: another is trusted more" in said


# -- real pages --------------------------------------------------------------------------------------


def daksong() -> list[dict[str, Any]]:
    entries = json.loads(shared("real-html", "daksong", "gold.json").read_text("utf-8"))
    return [entry for entry in entries if entry.get("kind") != "listing"]


def captured(entry: dict[str, Any]) -> Capture:
    portal, slug = entry["file"].removesuffix(".html").split("--")
    address = f"http://{portal}.daknong.gov.vn/{slug.removesuffix('@1')}"
    return Capture(
        portal, address, address, datetime.fromisoformat(entry["stored_at"]), 200, (),
        shared("real-html", "daksong", entry["file"]).read_bytes(),
    )  # fmt: skip


@pytest.mark.parametrize("rules", [(RULES,), ()], ids=["rules", "no rules"])
def test_real_pages_give_the_date_they_show_at_one_look(rules: Any) -> None:
    for entry in daksong():
        fact = extract(captured(entry), rules).published
        assert fact.value == entry["published_shown"], entry["file"]
        assert fact.text == entry["published_text"]


def test_real_pages_give_the_true_date_at_the_second_look(tmp_path: Path) -> None:
    entries = daksong()
    earlier = [entry for entry in entries if entry.get("recrawl_of")]
    assert earlier
    with Store(tmp_path / "articles.db") as store:
        for entry in [*earlier, *(entry for entry in entries if entry not in earlier)]:
            capture = captured(entry)
            outcome = store.save(capture, extract(capture, (RULES,)), CaptureRef("x.warc.gz", 0, 1, "sha1:A"))
            assert outcome.kind == ("unchanged" if entry["file"] == earlier[0]["recrawl_of"] else "new")
        for entry in earlier:
            found = store.article(captured(entry).url)
            assert found is not None
            assert found["published"]["value"] == entry["published"]
            first_look = datetime.fromisoformat(entry["stored_at"])
            assert datetime.fromisoformat(found["published"]["not_after"]) == first_look
