"""What portals do to their pages from one day to the next, on a small portal of the LacViet kind.

Each way is one that was seen on real portals (PORTALS-OVER-TIME.md): dates that tick, pages emptied, error
pages with status 200, addresses reused, failed publishing runs.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.crawler.conftest import Archive
from tests.replicas.server import ReplicaServer, StaticSite

HOST = "krongno.daknong.gov.vn"
NOT_FOUND = "<h1>EasyWeb</h1><h3>Default 404 Not Found Page</h3>"
TEXT = (
    "<p>Sáng nay, lãnh đạo huyện chủ trì cuộc họp số {n} để nghe các phòng báo cáo tiến độ thu hoạch cà phê.</p>"
    "<p>Phòng thứ {n} cho biết đã kiểm tra {n}4 hộ, nhắc nhở {n} hộ phơi nông sản trên lòng đường.</p>"
    "<p>Kết luận, chủ tọa giao tổ công tác số {n} hoàn thành việc đo đạc trước cuối tháng và báo cáo bằng văn bản.</p>"
)


@dataclass
class Portal:
    """A portal of static files: its articles by slug, and the moment at which undated ones are rendered."""

    folder: Path
    titles: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    dates: dict[str, str] = field(default_factory=dict)
    rendered: str = "01.06.2025 08:15"

    @classmethod
    def of(cls, folder: Path, numbers: Iterable[int]) -> Portal:
        portal = cls(folder)
        for number in numbers:
            portal.add(number)
        return portal

    def add(self, number: int, date: str | None = None) -> str:
        slug = f"cuoc-hop-so-{number}"
        self.titles[slug] = f"Huyện họp bàn việc thu hoạch cà phê lần thứ {number}"
        self.texts[slug] = TEXT.format(n=number)
        if date:
            self.dates[slug] = date
        return slug

    def publish(self) -> None:
        for slug in self.titles:
            self.write(slug, self.article(slug))
        items = [
            f'<tr><td class="TitleFront"><a href="/{slug}">{title}'
            f'<span class="ShowDate"> ({self.date(slug)})</span></a></td></tr>'
            for slug, title in self.titles.items()
        ]
        pages = [items[start : start + 10] for start in range(0, len(items), 10)]
        for number, page in enumerate(pages, 1):
            following = '<a href="/" class="btn">Trang sau</a>' if number < len(pages) else ""
            pager = f'<ul class="pagination"><li><nav class="pagination">{following}</nav></li></ul>'
            body = f"<table>{''.join(page)}</table>{pager}"
            self.write("tin-tuc-su-kien" if number == 1 else f"tin-tuc-su-kien/page/{number}", self.page(body))
        self.write("", self.page('<a class="tmenu" href="/tin-tuc-su-kien">TIN TỨC</a>'))

    def date(self, slug: str) -> str:
        return self.dates.get(slug, self.rendered)

    def article(self, slug: str) -> str:
        day = self.date(slug).partition(" ")[0].replace(".", "/")
        header = f'<tr class="ms-news-header"><td class="FolderTitle">Tin</td><td class="Time">{day}</td></tr>'
        related = '<div id="part2"><p class="OtherTitle">TIN ĐÃ ĐƯA</p></div>'
        return self.page(
            f'<table>{header}</table><div id="part1"><table id="tableforprint"><tr><td>'
            f'<p class="Title">{self.titles[slug]}</p>{self.texts[slug]}{related}</td></tr></table></div>'
        )

    def page(self, body: str) -> str:
        return (
            f'<html><head><title>Trang thông tin</title></head><body><div id="s4-workspace1">{body}</div></body></html>'
        )

    def write(self, slug: str, source: str | bytes) -> None:
        file = self.folder / slug / "index.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(source if isinstance(source, bytes) else source.encode())


@pytest.fixture
def portal(tmp_path: Path, server: ReplicaServer) -> Portal:
    made = Portal.of(tmp_path / "site", range(12))
    made.publish()
    server.serve_folder(HOST, StaticSite(made.folder))
    return made


@pytest.fixture
def here(archive: Callable[[ReplicaServer], Archive], server: ReplicaServer) -> Archive:
    return archive(server)


def url(slug: str) -> str:
    return f"http://{HOST}/{slug}"


def status(here: Archive, slug: str) -> tuple[object, ...]:
    [row] = here.sql("SELECT status, article_id NOT NULL FROM pages WHERE url = ?", url(slug))
    return row


def test_a_rendering_that_ticks_is_no_revision_and_no_date(here: Archive, portal: Portal) -> None:
    dated = portal.add(90, "12.03.2025 09:30")
    portal.publish()
    here.crawl("krongno")
    portal.rendered = "08.06.2025 08:20"
    portal.publish()
    report = here.crawl("krongno", "--full")
    assert (report["portals"]["krongno"]["changed"], report["portals"]["krongno"]["unchanged"]) == (0, 13)
    dates = dict(here.sql("SELECT url, published FROM pages WHERE article_id NOT NULL"))
    assert dates.pop(url(dated)) == "2025-03-12T09:30:00+07:00"
    assert set(dates.values()) == {None}


def test_a_date_that_many_items_share_to_the_minute_is_no_date_at_first_sight(here: Archive, portal: Portal) -> None:
    here.crawl("krongno")
    rows = here.sql(
        "SELECT published, published_not_after NOT NULL, published_problem FROM pages WHERE article_id NOT NULL"
    )
    assert {(published, bounded) for published, bounded, _ in rows} == {(None, 1)}
    assert all("rendering" in problem for _, _, problem in rows)


def test_a_page_emptied_is_no_revision_and_gone_only_at_the_second_look(here: Archive, portal: Portal) -> None:
    here.crawl("krongno")
    portal.write("cuoc-hop-so-3", b"")
    first = here.crawl("krongno", "--full")["portals"]["krongno"]
    assert (first["changed"], first["gone"], first["missing"]) == (0, 0, 1)
    assert status(here, "cuoc-hop-so-3") == ("live", 1)
    second = here.crawl("krongno", "--full")["portals"]["krongno"]
    assert second["gone"] == 1
    assert status(here, "cuoc-hop-so-3") == ("gone", 1)


def test_a_page_that_came_back_is_live_again(here: Archive, portal: Portal) -> None:
    here.crawl("krongno")
    portal.write("cuoc-hop-so-3", NOT_FOUND)
    here.crawl("krongno", "--full")
    here.crawl("krongno", "--full")
    assert status(here, "cuoc-hop-so-3") == ("gone", 1)
    portal.publish()
    report = here.crawl("krongno", "--full")["portals"]["krongno"]
    assert (report["new"], report["changed"]) == (0, 0)
    assert status(here, "cuoc-hop-so-3") == ("live", 1)


def test_a_failed_publishing_run_is_a_fault_of_the_portal_not_deletions(here: Archive, portal: Portal) -> None:
    here.crawl("krongno")
    for number in range(9):
        portal.write(f"cuoc-hop-so-{number}", b"")
    for _ in range(2):
        report = here.crawl("krongno", "--full")["portals"]["krongno"]
        assert (report["gone"], report["changed"]) == (0, 0)
    assert here.sql("SELECT count(*) FROM pages WHERE status = 'live' AND article_id NOT NULL") == [(12,)]


def test_an_address_reused_for_another_article_is_two_articles(here: Archive, portal: Portal) -> None:
    here.crawl("krongno")
    portal.titles["cuoc-hop-so-5"] = "Khai giảng lớp học xóa mù chữ buổi tối"
    portal.texts["cuoc-hop-so-5"] = (
        "<p>Tối thứ Hai, ba mươi học viên lớn tuổi đến trường trong niềm vui của cả buôn làng.</p>" * 2
    )
    portal.publish()
    report = here.crawl("krongno")["portals"]["krongno"]
    assert (report["new"], report["changed"]) == (1, 0)
    changes = here.sql(
        "SELECT change FROM captures JOIN pages ON pages.id = page_id WHERE url = ?", url("cuoc-hop-so-5")
    )
    assert changes[-1] == ("reuse",)


def test_a_page_first_put_up_with_a_title_alone_is_stored_when_it_is_filled(here: Archive, portal: Portal) -> None:
    text, portal.texts["cuoc-hop-so-7"] = portal.texts["cuoc-hop-so-7"], ""
    portal.publish()
    first = here.crawl("krongno")["portals"]["krongno"]
    assert first["reasons"] == {"no text under the title": 1}
    portal.texts["cuoc-hop-so-7"] = text
    portal.add(20)  # it is when a portal publishes that pages are filled
    portal.publish()
    report = here.crawl("krongno")["portals"]["krongno"]
    assert (report["new"], report["changed"]) == (2, 0)


def test_a_new_undated_article_far_down_the_listing_is_found(here: Archive, portal: Portal) -> None:
    for number in range(20, 45):
        portal.add(number)
    portal.publish()
    here.crawl("krongno")
    items = list(portal.titles)
    slug = portal.add(99)
    portal.titles = {s: portal.titles[s] for s in [*items[:23], slug, *items[23:]]}
    portal.publish()
    report = here.crawl("krongno")["portals"]["krongno"]
    assert report["new"] == 1
    assert status(here, slug) == ("live", 1)


@pytest.mark.parametrize(
    "junk", [b"\0\x01\x02" * 4000, b"%PDF-1.7\n" + b"\xff\xfe\x00" * 900, b"<html><body>", b"\xff" * 3000]
)
def test_a_page_of_junk_is_rejected_with_a_reason_and_the_rest_is_stored(
    here: Archive, portal: Portal, junk: bytes
) -> None:
    portal.write("cuoc-hop-so-2", junk)
    report = here.crawl("krongno")
    assert report["exit_code"] == 0
    told = report["portals"]["krongno"]
    assert (told["new"], told["rejected"], told["errors"]) == (11, 1, 0)
    [(reason,)] = here.sql("SELECT reason FROM rejects WHERE url = ?", url("cuoc-hop-so-2"))
    assert reason


def test_a_link_that_leads_nowhere_is_not_asked_for_again_at_once(
    here: Archive, portal: Portal, server: ReplicaServer
) -> None:
    portal.texts["cuoc-hop-so-1"] += (
        '<p>Xem thêm <a href="/khong-co-trang-nay">tin cũ</a> để biết kết quả lần trước của huyện.</p>'
    )
    portal.publish()
    here.crawl("krongno")
    server.reset_log()
    here.crawl("krongno")
    assert not [path for _, path, _ in server.requests if "khong-co-trang-nay" in path]


def test_a_fault_while_a_page_is_stored_is_told_and_costs_that_page_alone(here: Archive, portal: Portal) -> None:
    here.crawl("krongno")
    connection = sqlite3.connect(here.home / "articles.db")
    connection.execute(
        "CREATE TRIGGER fault BEFORE INSERT ON articles WHEN new.title LIKE '%lần thứ 98' "
        "BEGIN SELECT raise(ABORT, 'a fault'); END"
    )
    connection.close()
    broken, whole = portal.add(98), portal.add(99)
    portal.publish()
    report = here.crawl("krongno")["portals"]["krongno"]
    assert (report["new"], report["errors"]) == (1, 1)
    assert "was not stored" in report["problem"]
    assert status(here, whole) == ("live", 1)
    assert here.sql("SELECT count(*) FROM pages WHERE url = ?", url(broken)) == [(0,)]
