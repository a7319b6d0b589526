"""The command: how it begins, what it says when it cannot, how it ends, and a crawl at the same time."""

from __future__ import annotations

import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.crawler.conftest import Archive
from tests.crawler.extract.pages import PROSE, page, paragraphs
from tests.crawler.serve.conftest import Put, serving


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_when_told_to(kept: Archive, number: signal.Signals) -> None:
    with serving(kept) as site:
        assert site.text("/")
        # A connection that a browser keeps open is no reason to stay.
        idle = socket.create_connection(("127.0.0.1", site.client.base_url.port or 0))
        site.process.send_signal(number)
        assert site.said_at_its_end() == (0, "", b"")
        idle.close()


def test_a_port_in_use_is_said(kept: Archive) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        run = kept.giaoban("serve", "--port", str(port))
    assert run.returncode == 2
    assert f"127.0.0.1, port {port}".encode() in run.stderr
    assert b"--port" in run.stderr
    assert b"Traceback" not in run.stderr


@pytest.mark.parametrize("flags", [("--host", "no such host"), ("--port", "70000"), ("--host", "203.0.113.9")])
def test_an_address_that_is_none(kept: Archive, flags: tuple[str, str]) -> None:
    run = kept.giaoban("serve", "--port", "0", *flags)
    assert run.returncode == 2
    assert b"Traceback" not in run.stderr


def test_an_archive_that_cannot_be_read(kept: Archive, tmp_path: Path) -> None:
    missing = Archive(tmp_path / "nowhere", "").giaoban("serve", "--port", "0")
    assert missing.returncode == 3
    assert b"There is no archive at" in missing.stderr
    broken = Archive(tmp_path / "broken", "")
    broken.home.mkdir()
    (broken.home / "articles.db").write_bytes(b"no database" * 1000)
    run = broken.giaoban("serve", "--port", "0")
    assert run.returncode == 3
    assert b"is not a SQLite database" in run.stderr


def test_an_older_archive_is_left_as_it_is(kept: Archive, tmp_path: Path) -> None:
    old = Archive(tmp_path / "old", "")
    old.home.mkdir()
    shutil.copy(kept.home / "articles.db", old.home)
    with sqlite3.connect(old.home / "articles.db") as connection:
        connection.execute("DELETE FROM _sqlite_migrations WHERE name = '0011_serve'")
    run = old.giaoban("serve", "--port", "0")
    assert run.returncode == 3
    assert b"older giaoban" in run.stderr


def test_without_datasette_it_says_what_to_install(kept: Archive) -> None:
    script = (
        "import sys; sys.modules['datasette'] = sys.modules['datasette.app'] = None; "
        "sys.argv = ['giaoban', 'serve', '--port', '0']; from crawler.cli.main import main; main()"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "giaoban[serve]" in run.stderr
    assert "Traceback" not in run.stderr


def test_what_a_crawl_stores_meanwhile_appears(put: Put, hostile: Archive) -> None:
    put(page(paragraphs(*PROSE), title="Bài đã có từ trước của thôn Đoài"))
    with serving(hostile) as site:
        assert "Bài đã có từ trước của thôn Đoài" in site.text("/")
        put(
            page(
                paragraphs(*(text.replace("Đồng Tâm", "Sơn Trà") for text in PROSE)), title="Bài vừa mới về kho hôm nay"
            ),
            "http://doisim.example/tin/hai.html",
        )
        assert "Bài vừa mới về kho hôm nay" in site.text("/")


def test_readers_do_not_keep_a_crawl_from_writing(put: Put, hostile: Archive) -> None:
    put(page(paragraphs(*PROSE), title="Bài thứ nhất trong kho lưu trữ"))
    with serving(hostile) as site:
        done = threading.Event()

        def read() -> None:
            while not done.is_set():
                assert site.get("/").status_code == 200

        readers = [threading.Thread(target=read) for _ in range(3)]
        for reader in readers:
            reader.start()
        try:
            for number in range(20):
                put(page(paragraphs(f"Tin số {number} của xã.", *PROSE)), f"http://doisim.example/tin/{number}.html")
        finally:
            done.set()
            for reader in readers:
                reader.join()
    assert hostile.sql("SELECT count(*) FROM pages") == [(21,)]


def test_a_raw_page_that_is_lost_or_damaged_is_said(put: Put, hostile: Archive) -> None:
    number = put(page(paragraphs(*PROSE)))
    [file] = (hostile.home / "warc").iterdir()
    file.write_bytes(file.read_bytes()[:1000])
    with serving(hostile) as site:
        answer = site.get(f"/raw/{number}/page")
        assert answer.status_code == 503
        assert "The raw page is cut off" in answer.text
        file.unlink()
        assert "The raw page is not there" in site.get(f"/raw/{number}").text
        assert site.get("/").status_code == 200
