"""What a portal repeats, learned while it is crawled: over real HTTP, into an archive, again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.archiving import Archiving, Job
from crawler.conclude import PortalRun
from storage.records import Capture
from storage.warc import WarcWriter
from tests.crawler.conftest import REPLICAS, Archive
from tests.crawler.extract.muongthin import IMPRINT, page, paragraphs, title
from tests.replicas.server import ReplicaServer, StaticSite

HOST = "backancity.gov.vn"
LISTINGS = ("tin-tuc", "kinh-te", "van-hoa-xa-hoi", "xay-dung-dang", "quoc-phong-an-ninh", "thong-bao")


class Portal:
    """A portal of static files at the address of one that is known, with markup that its rules do not know."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers: list[int] = []

    def publish(self, numbers: Iterable[int]) -> None:
        """Adds articles, and puts the listing up."""
        for number in numbers:
            self.numbers.append(number)
            self.write(f"bai-{number}", page(number))
        items = "".join(f'<div class="post-item"><a href="/bai-{n}/">{title(n)}</a></div>' for n in self.numbers)
        for name in LISTINGS:
            self.write(f"category/{name}", f"<html><body><h1>Tin tức</h1>{items}</body></html>")

    def write(self, path: str, html: str) -> None:
        file = self.folder / path / "index.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(html, encoding="utf-8")


@pytest.fixture
def portal(tmp_path: Path, server: ReplicaServer) -> Portal:
    server.serve_folder(HOST, StaticSite(tmp_path / "site"))
    return Portal(tmp_path / "site")


@pytest.fixture
def here(archive: Callable[[ReplicaServer], Archive], server: ReplicaServer) -> Archive:
    return archive(server)


def bodies(here: Archive) -> dict[str, str]:
    """What each page shows, by the end of its address."""
    rows = here.sql("SELECT url, body FROM pages JOIN articles ON articles.id = article_id")
    return {url.strip("/").rpartition("/")[2]: body for url, body in rows}


def text(number: int) -> str:
    return "\n\n".join(paragraphs(number))


def test_all_articles_of_a_first_crawl_come_out_clean(here: Archive, portal: Portal) -> None:
    portal.publish(range(20))
    report = here.crawl("backan")["portals"]["backan"]
    assert (report["new"], report["errors"]) == (20, 0)
    assert bodies(here) == {f"bai-{n}": text(n) for n in range(20)}
    assert here.sql("SELECT count(*) FROM articles") == [(20,)]
    assert here.sql("SELECT DISTINCT change FROM captures") == [("first",)]


def test_a_profile_that_grew_makes_no_revisions(here: Archive, portal: Portal) -> None:
    portal.publish(range(3))
    here.crawl("backan")
    assert all(IMPRINT in body for body in bodies(here).values()), "three articles say nothing of what is repeated"
    portal.publish(range(3, 20))
    report = here.crawl("backan", "--full")["portals"]["backan"]
    assert (report["new"], report["changed"], report["unchanged"]) == (17, 0, 3)
    assert bodies(here) == {f"bai-{n}": text(n) for n in range(20)}
    assert here.sql("SELECT count(*) FROM articles") == [(20,)]
    assert here.sql("SELECT count(*) FROM revisions GROUP BY url HAVING count(*) > 1") == []


def test_an_edit_is_a_revision_though_the_profile_grew_meanwhile(here: Archive, portal: Portal) -> None:
    portal.publish(range(3))
    here.crawl("backan")
    portal.publish(range(3, 20))
    edited = [*paragraphs(1), "Chiều cùng ngày, bà con trồng thêm hai hàng tre giữ đất dọc con mương mới khơi."]
    portal.write("bai-1", page(1, edited))
    report = here.crawl("backan", "--full")["portals"]["backan"]
    assert (report["changed"], report["unchanged"]) == (1, 2)
    assert bodies(here)["bai-1"] == "\n\n".join(edited)


def test_without_the_raw_pages_a_better_reading_is_a_revision_and_nothing_fails(here: Archive, portal: Portal) -> None:
    portal.publish(range(3))
    here.crawl("backan")
    for file in (here.home / "warc").iterdir():
        file.unlink()
    portal.publish(range(3, 20))
    report = here.crawl("backan", "--full")["portals"]["backan"]
    assert (report["changed"], report["errors"]) == (3, 0)


def test_a_later_crawl_goes_on_with_what_was_learned(here: Archive, portal: Portal) -> None:
    portal.publish(range(20))
    here.crawl("backan")
    portal.publish([20])
    here.crawl("backan")
    assert bodies(here)["bai-20"] == text(20)
    assert here.sql("SELECT portal, json_extract(profile, '$.pages') FROM profiles") == [("backan", 21)]


def test_what_a_killed_run_read_too_early_is_read_again_by_the_next(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    killed, following = (Archiving(tmp_path) for _ in range(2))
    with WarcWriter(tmp_path / "warc") as writer:
        jobs = [Job(capture, writer.write(capture), ()) for capture in (captured(n, now) for n in range(20))]
    killed.archive(jobs[:3])
    following.archive(jobs[3:])
    following.finish(PortalRun("backan", now, now, 20, (), (), ()))
    assert bodies(Archive(tmp_path, "")) == {f"bai-{n}": text(n) for n in range(20)}
    assert following.store.profile("backan")
    assert "early" not in str(following.store.profile("backan"))


def captured(number: int, at: datetime) -> Capture:
    address = f"http://{HOST}/bai-{number}/"
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    return Capture("backan", address, address, at, 200, headers, page(number).encode())


def test_every_crawled_portal_has_a_profile_and_it_is_small(crawled: Archive) -> None:
    sizes = dict(crawled.sql("SELECT portal, length(profile) FROM profiles"))
    assert sizes.keys() == set(REPLICAS)
    assert max(sizes.values()) < 16_000
