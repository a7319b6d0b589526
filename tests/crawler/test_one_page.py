"""One article under many addresses, crawled over real HTTP: one page, one article, asked for once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from tests.crawler.conftest import Archive
from tests.replicas.server import ReplicaServer, Reply

HOST = "backancity.gov.vn"
FORMS = (
    "/giao-ban-thang-ba/",
    "/giao-ban-thang-ba",
    "//giao-ban-thang-ba//",
    "/giao-ban-thang-ba/#binh-luan",
    "/giao-ban-thang-ba/?utm_source=zalo&amp;fbclid=x",
    "/giao-ban-thang-ba/?replytocom=17",
    "/giao-ban-thang-ba/?print=1",
    "/giao-ban-thang-ba/print/",
    "/giao-ban-thang-ba/;jsessionid=7C1E.n1",
    "/giao%2Dban%2Dthang%2Dba/",
    f"http://{HOST}:80/giao-ban-thang-ba/",
    f"https://{HOST}:443/giao-ban-thang-ba/",
    f"http://www.{HOST}/giao-ban-thang-ba/",
    f"http://{HOST.upper()}/giao-ban-thang-ba/",
    "/?p=11",
)
TEXTS = {
    "giao-ban-thang-ba": "Thành phố họp giao ban tháng ba, bàn việc chỉnh trang các tuyến phố trước mùa lễ hội.",
    "lich-tiep-dan": "Lịch tiếp công dân của lãnh đạo thành phố trong quý hai, kèm địa điểm và giờ làm việc.",
    "so-33": "Trường mầm non phường Sông Cầu khánh thành dãy lớp học mới do bà con góp công xây dựng.",
    "hop-dan": "Tổ dân phố số năm họp bàn việc thu gom rác và trồng hoa dọc theo bờ suối Nông Thượng.",
    "tong-ket": "Hội nghị tổng kết phong trào đọc sách, trao thưởng cho hai mươi gia đình có tủ sách đẹp.",
    "hoi-thi": "Hội thi nấu ăn ngày gia đình thu hút mười hai đội của các phường, xã cùng tranh tài.",
    "ra-quan": "Đoàn viên ra quân dọn cỏ nghĩa trang liệt sĩ, sơn lại hàng rào và thắp nến tri ân.",
}


def post(slug: str, head: str = "", links: str = "") -> Reply:
    text = TEXTS[slug]
    title = " ".join(text.split()[:8])
    told = f"<p>{text}</p><p>Tin về {slug.replace('-', ' ')}: {text.lower()} Bà con trong vùng đều phấn khởi.</p>"
    body = f"""<html><head><title>{title}</title>{head}</head><body class="single"><article class="post">
        <h1 class="entry-title">{title}</h1><div class="entry-content">{told}</div></article>{links}</body></html>"""
    return Reply(200, body.encode())


def linked(*addresses: str) -> str:
    return "".join(f'<a href="{address}">tin</a> ' for address in addresses)


def head(rel: str, address: str) -> str:
    return f'<link rel="{rel}" href="http://{HOST}{address}">'


def pages() -> dict[str, Reply]:
    items = "".join(
        f'<div class="post-item"><h2><a href="/{slug}/">{TEXTS[slug]}</a></h2></div>'
        for slug in ("giao-ban-thang-ba", "tong-ket", "hoi-thi", "ra-quan")
    )
    listing = f"<html><body>{items}{linked(*FORMS)}{linked('/?p=22', '/?p=33', '/?p=44', '/?p=55')}</body></html>"
    return {
        "/category/tin-tuc/": Reply(200, listing.encode()),
        "/giao-ban-thang-ba/": post("giao-ban-thang-ba", head("shortlink", "/?p=11"), linked(*FORMS)),
        # Numbers: one that leads on, one that is all there is, one whose page says its address, one that a page claims.
        "/?p=22": Reply(301, b"", location=f"http://{HOST}/lich-tiep-dan/"),
        "/lich-tiep-dan/": post("lich-tiep-dan"),
        "/?p=33": post("so-33"),
        "/?p=44": post("hop-dan", head("canonical", "/hop-dan/")),
        "/hop-dan/": post("hop-dan", head("canonical", "/hop-dan/")),
        "/tong-ket/": post("tong-ket", head("shortlink", "/?p=55")),
        # Templates that declare the front page, or one article for all.
        "/hoi-thi/": post("hoi-thi", head("canonical", "/")),
        "/ra-quan/": post("ra-quan", head("canonical", "/giao-ban-thang-ba/")),
    }


@pytest.fixture
def here(archive: Callable[[ReplicaServer], Archive], server: ReplicaServer) -> Archive:
    for host in (HOST, f"www.{HOST}"):
        server.serve_pages(host, pages())
    return archive(server)


def test_one_article_under_many_addresses_is_one_page_and_asked_for_once(here: Archive, server: ReplicaServer) -> None:
    report = here.crawl("backan")["portals"]["backan"]
    stored = {url for (url,) in here.sql("SELECT url FROM pages WHERE article_id NOT NULL")}
    names = ["giao-ban-thang-ba/", "lich-tiep-dan/", "?p=33", "hop-dan/", "tong-ket/", "hoi-thi/", "ra-quan/"]
    assert stored == {f"http://{HOST}/{name}" for name in names}
    assert (report["new"], report["duplicates"]) == (7, 0)
    asked = Counter(path for _, path, status in server.requests if status != 404)
    assert {path: times for path, times in asked.items() if times > 1} == {}
    assert not [path for _, path, _ in server.requests if "p=11" in path or "p=55" in path or "print" in path]
    server.reset_log()
    again = here.crawl("backan", "--full")["portals"]["backan"]
    assert (again["new"], again["changed"], again["gone"]) == (0, 0, 0)
    numbers = Counter(path for _, path, _ in server.requests if "?p=" in path)
    assert set(numbers.values()) <= {1}
    assert "/?p=22" not in numbers, "it led to another address: that is looked at"
