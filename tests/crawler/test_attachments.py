"""What articles offer for download, over real HTTP: fetched once, politely, within limits, never to a crawl's harm."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from crawler.rereading import reread_files
from storage import files
from storage.records import FileText, StoredFile
from storage.store import Store
from tests import warm
from tests.crawler.conftest import Archive
from tests.replicas.content import load
from tests.replicas.documents import docx, pdf, scanned_pdf, zipped
from tests.replicas.server import ReplicaServer, Reply, StaticSite

NewArchive = Callable[[ReplicaServer], Archive]
HOST = "backancity.gov.vn"
LISTINGS = ("tin-tuc", "kinh-te", "van-hoa-xa-hoi", "xay-dung-dang", "quoc-phong-an-ninh", "thong-bao")
SAID = (
    "Sáng 22/7, thành phố họp giao ban nghe các phường báo cáo việc số {n} và tiến độ chỉnh trang ngõ phố.",
    "Phường thứ {n} cho biết đã vận động {n}7 hộ lùi hàng rào, đổ bê tông {n} ngõ và trồng thêm {n}3 gốc cây xanh.",
    "Kết luận, chủ tọa giao tổ công tác số {n} hoàn thành nghiệm thu trước cuối tháng, báo cáo bằng văn bản.",
)
PLAN = pdf(["Kế hoạch số 12 về chỉnh trang ngõ phố", "Nơi nhận: như Điều 3; lưu văn thư."])
LOGIN = b"<!DOCTYPE html><html><body><form>Mat khau</form></body></html>"
TOO_LARGE = bytes(900_000)


@cache
def answers() -> dict[str, Reply]:
    """What a portal answers at the addresses that its articles offer; each article offers one."""
    return {
        "/uploads/ke-hoach.pdf": Reply(200, PLAN),
        "/vanban/12 kế hoạch.pdf": Reply(200, PLAN),
        "/scan.pdf": Reply(200, scanned_pdf(), "text/html"),
        "/ten-la-pdf.pdf": Reply(200, docx(["Kế hoạch trong tệp Word"]), "application/pdf"),
        "/tai/..%2f..%2f..%2fve.pdf": Reply(200, pdf(["Kế hoạch có tên lạ"])),
        "/doi.pdf": Reply(302, b"", location="/den.pdf?v=2"),
        "/bom.docx": Reply(200, zipped({"word/document.xml": bytes(300 << 20)})),
        "/khoa.pdf": Reply(200, pdf(["Mật"], password=True)),
        "/rach.pdf": Reply(200, PLAN[:500]),
        "/khong-co.pdf": Reply(404, b"<h1>404</h1>"),
        "/dang-nhap.pdf": Reply(200, LOGIN, "application/pdf"),
        "/can-dang-nhap.pdf": Reply(302, b"", location="/dang-nhap/"),
        "/rong.pdf": Reply(200, b""),
        "/vong.pdf": Reply(302, b"", location="/vong.pdf"),
        "/dau-cung-khong.pdf": Reply(302, b""),
        "/ra-ngoai.pdf": Reply(302, b"", location="http://vanban.example.vn/a.pdf"),
        "/to.pdf": Reply(200, TOO_LARGE),
        "/kin/a.pdf": Reply(200, PLAN),
        "http://files.backancity.gov.vn/a.pdf": Reply(200, pdf(["Kế hoạch ở máy chủ tệp"])),
        "http://vanban.example.vn/a.pdf": Reply(200, PLAN),
        "http://notbackancity.gov.vn/a.pdf": Reply(200, PLAN),
    }


FETCHED: dict[str, tuple[str | None, str | None]] = {
    "/uploads/ke-hoach.pdf": ("text", None),
    "/vanban/12 kế hoạch.pdf": ("text", None),
    "/scan.pdf": ("scanned", "its pages are pictures"),
    "/ten-la-pdf.pdf": ("text", None),
    "/tai/..%2f..%2f..%2fve.pdf": ("text", None),
    "/doi.pdf": ("text", None),
    "/bom.docx": ("unreadable", "it unpacks to more than 256 MB"),
    "/khoa.pdf": ("unreadable", "it is protected by a password"),
    "/rach.pdf": ("unreadable", "it is no whole PDF"),
    "http://files.backancity.gov.vn/a.pdf": ("text", None),
}
NOT_FETCHED = {
    "/khong-co.pdf": ("failed", "HTTP 404"),
    "/dang-nhap.pdf": ("failed", "a web page came in its place"),
    "/can-dang-nhap.pdf": ("failed", "a web page came in its place"),
    "/rong.pdf": ("failed", "nothing came"),
    "/vong.pdf": ("failed", "it leads on without end"),
    "/dau-cung-khong.pdf": ("failed", "it leads nowhere"),
    "/ra-ngoai.pdf": ("refused", "it leads to another host: http://vanban.example.vn/a.pdf"),
    "/to.pdf": ("too large", "it has 0.9 MB; the limit is 0.7 MB"),
    "/kin/a.pdf": ("refused", "robots.txt forbids it"),
    "http://vanban.example.vn/a.pdf": ("refused", "on another host, vanban.example.vn"),
    "http://notbackancity.gov.vn/a.pdf": ("refused", "on another host, notbackancity.gov.vn"),
}


def offer(server: ReplicaServer, folder: Path, *hrefs: str) -> None:
    """A portal of one article a link, which offers it for download."""
    numbers = range(1, len(hrefs) + 1)
    items = "".join(f'<div class="post-item"><a href="/tin-{n}/">Giao ban việc số {n}</a></div>' for n in numbers)
    for listing in LISTINGS:
        write(folder / "category" / listing, f"<html><body><h1>Tin</h1>{items}</body></html>")
    for n, href in zip(numbers, hrefs, strict=True):
        text = "".join(f"<p>{line.format(n=n)}</p>" for line in SAID)
        link = f'<p><a href="{href}">Kế hoạch số {n}</a></p>'
        write(folder / f"tin-{n}", f"<html><body><article><h1>Giao ban việc số {n}</h1>{text}{link}</article></body>")
    server.serve_folder(HOST, StaticSite(folder))


def write(path: Path, html: str) -> None:
    path.mkdir(parents=True, exist_ok=True)
    (path / "index.html").write_text(html, encoding="utf-8")


def put(server: ReplicaServer, address: str, reply: Reply) -> None:
    host, path = address.removeprefix("http://").split("/", 1) if "://" in address else (HOST, address[1:])
    server.answer(host, f"/{path.replace('%2f', '/')}", reply)


def absolute(address: str) -> str:
    return address if "://" in address else f"http://{HOST}{address}"


def asked(server: ReplicaServer) -> list[str]:
    """The paths of files that were asked for, in order."""
    return [path for _, path, _ in server.requests if path.split("?")[0].endswith((".pdf", ".docx", ".xlsx"))]


def states(here: Archive) -> dict[str, tuple[str, str | None]]:
    return {url: (status, problem) for url, status, problem in here.sql("SELECT url, status, problem FROM attachments")}


@pytest.fixture
def here(archive: NewArchive, server: ReplicaServer) -> Archive:
    made = archive(server)
    made.home.mkdir()
    return made


class Troubled:
    """A portal with everything that can be the matter with files, crawled once: see `answers`."""

    def __init__(self, server: ReplicaServer, folder: Path) -> None:
        for address, reply in answers().items():
            put(server, address, reply)
        put(server, "/den.pdf", Reply(200, pdf(["Kế hoạch đã dời chỗ"])))
        put(server, "/dang-nhap/", Reply(200, LOGIN))
        put(server, "/robots.txt", Reply(200, b"User-agent: *\nDisallow: /kin/\n", "text/plain"))
        put(server, "http://files.backancity.gov.vn/robots.txt", Reply(404, b""))
        offer(server, folder / "site", *answers(), "/uploads/ke-hoach.pdf#trang-2")
        self.archive = Archive(folder / "home", server.url)
        self.archive.home.mkdir()
        (self.archive.home / "giaoban.toml").write_text("attachment_limit_mb = 0.7\n")
        self.report: dict[str, Any] = self.archive.crawl("backan")
        self.requests = list(server.requests)


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Troubled]:
    with ReplicaServer() as server:
        yield Troubled(server, tmp_path_factory.mktemp("troubled"))


# -- what comes of a crawl ------------------------------------------------------------------------------


def test_the_replicas_files_are_fetched_and_read(crawled: Archive) -> None:
    offered = {e.file for portal in load().values() for a in portal.at(1) for e in a.body if e.kind == "file"}
    rows = crawled.sql("SELECT url, status, text_status FROM files_of_articles")
    assert {url.rpartition("/")[2] for url, _, _ in rows} == offered
    assert {status for _, status, _ in rows} == {"fetched"}
    assert {text for _, _, text in rows} == {"text", "scanned"}
    fetched = sum(row["files"] for row in crawled.json("status"))
    assert fetched == crawled.sql("SELECT count(*) FROM attachments")[0][0]


def test_the_texts_are_searchable_from_plain_sqlite_typed_without_marks(crawled: Archive) -> None:
    query = "SELECT count(*) FROM files_fts WHERE files_fts MATCH '\"luu van thu\"'"
    assert crawled.sql(query) == crawled.sql("SELECT count(*) FROM files WHERE text LIKE '%Lưu: Văn thư%'")
    assert crawled.sql(query) > [(5,)]


def test_every_file_lies_by_its_hash_beside_the_warc_files(troubled: Troubled) -> None:
    here = troubled.archive
    rows = here.sql("SELECT path, sha256, size FROM files")
    for path, sha256, size in rows:
        assert path.startswith(f"files/{sha256[:2]}/{sha256}.")
        content = (here.home / path).read_bytes()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (sha256, size)
    assert len([path for path in (here.home / "files").rglob("*") if path.is_file()]) == len(rows)


def test_one_file_at_two_addresses_is_stored_once(troubled: Troubled) -> None:
    sha256 = hashlib.sha256(PLAN).hexdigest()
    query = "SELECT count(*), count(DISTINCT url), count(DISTINCT file_id) FROM files_of_articles WHERE sha256 = ?"
    assert troubled.archive.sql(query, sha256) == [(3, 2, 1)]


@pytest.mark.parametrize("address", FETCHED)
def test_a_file_is_fetched_and_its_text_read_or_the_reason_told(troubled: Troubled, address: str) -> None:
    query = "SELECT text_status, problem FROM files_of_articles WHERE url = ? AND status = 'fetched' LIMIT 1"
    assert troubled.archive.sql(query, absolute(address)) == [FETCHED[address]]


@pytest.mark.parametrize("address", NOT_FETCHED)
def test_what_is_no_file_is_told_with_the_reason(troubled: Troubled, address: str) -> None:
    assert states(troubled.archive)[absolute(address)] == NOT_FETCHED[address]


def test_no_trouble_with_files_is_the_portals_failure(troubled: Troubled) -> None:
    portal = troubled.report["portals"]["backan"]
    assert (troubled.report["exit_code"], portal["result"], portal["errors"]) == (0, "ok", 0)
    assert (portal["fetched"], portal["files"]) == (len(answers()) + 1, len(FETCHED))
    assert portal["file_problems"] == {
        "HTTP 404": 1, "a web page came in its place": 2, "it leads nowhere": 1, "it leads on without end": 1,
        "it leads to another host": 1, "nothing came": 1, "on another host": 2, "robots.txt forbids it": 1,
        "too large": 1,
    }  # fmt: skip
    assert portal["bytes"] < len(TOO_LARGE), "what is too large is not read"


def test_files_come_after_all_pages_and_only_from_the_portal(troubled: Troubled) -> None:
    paths = [path for _, path, _ in troubled.requests]
    first = next(n for n, path in enumerate(paths) if path.endswith((".pdf", ".docx")))
    assert not [path for path in paths[first:] if path.startswith("/tin-")]
    assert {host for host, _, _ in troubled.requests} == {HOST, "files.backancity.gov.vn"}
    assert not [path for path in paths if path.startswith("/kin/")]


def test_no_name_of_a_portal_becomes_a_path(troubled: Troubled) -> None:
    made = {path.name for path in troubled.archive.home.iterdir()}
    assert {name.removesuffix("-wal").removesuffix("-shm") for name in made} == {
        "articles.db", "files", "warc", "logs", "locks", "giaoban.toml",
    }  # fmt: skip


# -- later crawls -----------------------------------------------------------------------------------------


def test_what_later_crawls_ask_for_again(here: Archive, server: ReplicaServer, tmp_path: Path) -> None:
    offer(server, tmp_path / "site", "/tot.pdf", "/hong.pdf", "/to.pdf")
    put(server, "/tot.pdf", Reply(200, PLAN))
    put(server, "/hong.pdf", Reply(404, b""))
    put(server, "/to.pdf", Reply(200, PLAN + bytes(300_000)))
    settings = here.home / "giaoban.toml"

    def crawl(setting: str, *flags: str) -> list[str]:
        server.reset_log()
        settings.write_text(setting)
        assert here.crawl("backan", *flags)["exit_code"] == 0
        return sorted(asked(server))

    assert crawl("attachments = false") == []
    assert crawl("attachment_limit_mb = 0.2") == ["/hong.pdf", "/to.pdf", "/tot.pdf"]
    assert crawl("attachment_limit_mb = 0.2") == ["/hong.pdf"], "what failed is tried again"
    assert here.sql("UPDATE attachments SET tries = 4 WHERE status = 'failed' RETURNING tries") == [(4,)]
    assert crawl("attachment_limit_mb = 5") == ["/to.pdf"], "what failed four times is not, but the limit is another"
    put(server, "/hong.pdf", Reply(200, PLAN))
    assert crawl("attachment_limit_mb = 5", "--full") == ["/hong.pdf"]
    assert crawl("", "--full") == []


def test_a_crawl_killed_among_the_files_goes_on_where_it_was(
    here: Archive, server: ReplicaServer, tmp_path: Path
) -> None:
    names = [f"/{n}.pdf" for n in range(12)]
    for n, name in enumerate(names):
        put(server, name, Reply(200, pdf([f"Kế hoạch số {n}"])))
    offer(server, tmp_path / "site", *names)
    command = ["crawl", "backan", "--home", str(here.home), "--delay", "0.15", "--proxy", here.proxy]
    running = warm.Started(command, os.environ)
    deadline = time.monotonic() + 90
    while len(asked(server)) < 5 and time.monotonic() < deadline:
        time.sleep(0.02)
    running.send_signal(signal.SIGKILL)
    running.communicate(timeout=20)  # until every process that writes there has ended
    fetched = {path for path in names if states(here)[absolute(path)][0] == "fetched"}
    assert 0 < len(fetched) < len(names)
    server.reset_log()
    assert here.crawl("backan")["exit_code"] == 0
    assert sorted(asked(server)) == sorted(set(names) - fetched)
    assert here.sql("SELECT count(*) FROM attachments WHERE status = 'fetched'") == [(12,)]
    assert here.sql("SELECT count(*) FROM files WHERE text_status = 'text'") == [(12,)]


def test_half_written_files_of_killed_runs_do_not_stay(tmp_path: Path) -> None:
    sha256, name = files.keep(tmp_path, PLAN, "pdf")
    part = (tmp_path / name).with_name(f".{sha256}.pdf.1.part")
    part.write_bytes(PLAN[:100])
    files.tidy(tmp_path)
    assert part.exists(), "it may be of a run that is going on"
    os.utime(part, (0, 0))
    files.tidy(tmp_path)
    assert not part.exists()
    assert files.read(tmp_path, name, sha256) == PLAN


def test_files_are_read_again_where_their_reader_is_another(tmp_path: Path) -> None:
    with Store(tmp_path / "articles.db") as store:
        for name, content in (("docx", docx(["Kế hoạch"])), ("pdf", PLAN)):
            sha256, path = files.keep(tmp_path, content, name)
            file = StoredFile(sha256, len(content), path, name, "")
            store.save_file(f"http://{HOST}/a.{name}", file, datetime.now(UTC))
            store.save_file_text(sha256, FileText("text", "as an older reader had it", reader="giaoban 0"))
    assert reread_files(tmp_path, dry_run=True) == 2
    (tmp_path / path).unlink()
    assert reread_files(tmp_path) == 1, "what is gone keeps its text"
    assert reread_files(tmp_path) == 0
    with Store(tmp_path / "articles.db", readonly=True) as store:
        texts = [(store.file(n) or {})["text"] for n in (1, 2)]
    assert texts == ["Kế hoạch", "as an older reader had it"]


# -- what people ask for ----------------------------------------------------------------------------------


def test_a_file_comes_back_byte_for_byte(troubled: Troubled) -> None:
    here = troubled.archive
    [attachment] = here.json("show", f"http://{HOST}/tin-1/")["attachments"]
    assert attachment["status"] == "fetched"
    for key in (attachment["url"], attachment["file"]["sha256"][:16], str(attachment["file"]["id"])):
        assert here.giaoban("file", key).stdout == PLAN
    told = here.giaoban("file", attachment["url"], "--text").stdout.decode()
    assert "Kế hoạch số 12 về chỉnh trang ngõ phố" in told


def test_a_scan_says_that_it_has_no_text(troubled: Troubled) -> None:
    run = troubled.archive.giaoban("file", f"http://{HOST}/scan.pdf", "--text")
    assert (run.returncode, run.stdout) == (1, b"")
    assert "scanned" in run.stderr.decode()
    assert "scanned: no text" in troubled.archive.giaoban("show", f"http://{HOST}/tin-3/").stdout.decode()


def test_show_says_why_there_is_no_file(troubled: Troubled) -> None:
    shown = troubled.archive.giaoban("show", f"http://{HOST}/tin-10/").stdout.decode()
    assert "failed: HTTP 404" in shown


@pytest.mark.parametrize("key", ["999", "feedfeed", "http://nowhere.example/a.pdf", "../../etc/passwd", ""])
def test_a_file_that_is_not_there(crawled: Archive, key: str) -> None:
    run = crawled.giaoban("file", "--", key)
    assert run.returncode == 1
    assert "There is no file" in run.stderr.decode()


def test_a_file_that_somebody_changed_is_told(troubled: Troubled) -> None:
    here, url = troubled.archive, f"http://{HOST}/doi.pdf"
    [(path,)] = here.sql("SELECT path FROM files_of_articles WHERE url = ?", url)
    whole = (here.home / path).read_bytes()
    (here.home / path).write_bytes(b"%PDF-1.4 of somebody else")
    run = here.giaoban("file", url)
    (here.home / path).write_bytes(whole)
    assert (run.returncode, run.stdout) == (3, b"")
    assert "not the one stored" in run.stderr.decode()
