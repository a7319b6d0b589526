"""``giaoban check``: live portals, here the replicas, held against what is expected of them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crawler import contract
from crawler.portals import load_portals
from tests.crawler.conftest import Archive
from tests.replicas.server import ReplicaServer, Reply

NewArchive = Callable[[ReplicaServer], Archive]
LISTING = "/tin-tuc-su-kien-noi-bat"
HOST = "soyte.hanoi.gov.vn"


def check(archive: Archive, *arguments: str) -> tuple[int, dict[str, Any], dict[str, dict[str, Any]]]:
    """Exit code, what is told of the portal, and its findings by what was looked at."""
    run = archive.giaoban("check", *arguments, "--delay", "0", "--proxy", archive.proxy, "--json")
    assert run.stdout, run.stderr.decode()
    told = json.loads(run.stdout.splitlines()[0])
    return run.returncode, told, {finding["what"]: finding for finding in told["findings"]}


def test_a_portal_that_is_as_expected_is_told_field_by_field(archive: NewArchive, replicas: ReplicaServer) -> None:
    replicas.reset_log()
    here = archive(replicas)
    code, told, findings = check(here, "thoxuan")
    assert (code, told["verdict"], told["compared"]) == (0, "ok", True)
    assert findings["title"]["found"] == "rule:vnpt 3 of 3"
    assert findings["published"]["expected"] == "rule:vnpt"
    assert findings["further pages"]["found"] == "linked"
    assert findings["the same twice"]["found"] == "3 texts are"
    asked = [path for _, path, _ in replicas.requests if path != "/robots.txt"]
    assert len(asked) == 7
    assert not (here.home / "articles.db").exists()


def test_portals_are_shown_as_tables_and_counted(archive: NewArchive, replicas: ReplicaServer) -> None:
    run = archive(replicas).giaoban("check", "dakrlap", "sytbacninh", "--delay", "0", "--proxy", replicas.url)
    text = run.stdout.decode()
    assert run.returncode == 0, text
    assert "dakrlap: ok" in text
    assert "the same twice" in text
    assert text.endswith("2 of 2 portals are as expected.\n")


def changed(server: ReplicaServer, change: Callable[[str, bytes], bytes]) -> None:
    """From now on what the portal answers is changed: path and body in, body out."""
    original = server._reply

    def reply(host: str, url: Any) -> Reply:
        answer = original(host, url)
        return Reply(answer.status, change(url.raw_path, answer.body), answer.content_type) if host == HOST else answer

    server._reply = reply  # type: ignore[method-assign]


def test_a_text_that_ticks_fails(archive: NewArchive, server: ReplicaServer) -> None:
    start = b'<div class="journal-content-article">'

    def tick(path: str, body: bytes) -> bytes:
        words = (
            f"<p>Đã có {len(server.requests)} người dân trong xã đọc bài này và góp ý kiến cho cán bộ phụ trách.</p>"
        )
        return body.replace(start, start + words.encode()) if "/content/" in path else body

    changed(server, tick)
    code, _, findings = check(archive(server), "soytehanoi")
    assert code == 4
    assert findings["the same twice"]["verdict"] == "failed"
    assert "người dân trong xã" in findings["the same twice"]["found"]


def test_rules_that_match_nothing_any_more_fail(archive: NewArchive, server: ReplicaServer) -> None:
    def redesign(path: str, body: bytes) -> bytes:
        return body.replace(b"asset", b"tai-san").replace(b"tai-san_publisher/", b"asset_publisher/")

    changed(server, redesign)
    code, told, findings = check(archive(server), "soytehanoi")
    assert (code, told["verdict"]) == (4, "failed")
    assert findings["body"]["verdict"] == "failed"
    assert findings["body"]["expected"] == "rule:liferay"
    assert findings["listing"]["verdict"] == "ok"  # its items are found by what they are


def test_a_portal_that_is_down_fails_with_a_sentence_and_the_others_are_looked_at(
    archive: NewArchive, server: ReplicaServer
) -> None:
    server.break_host(HOST)
    run = archive(server).giaoban("check", "soytehanoi", "ninhxa", "--delay", "0", "--proxy", server.url, "--json")
    assert run.returncode == 4
    down, well = map(json.loads, run.stdout.splitlines())
    [finding] = down["findings"]
    assert finding["found"].startswith(f"http://{HOST}{LISTING} could not be read: ")
    assert "HTTP 500" in finding["found"]
    assert well["verdict"] != "failed"


def test_a_portal_without_a_fixture_is_looked_at_all_the_same(
    archive: NewArchive, replicas: ReplicaServer, tmp_path: Path
) -> None:
    (tmp_path / "tran.py").write_text(
        "from spiders.platforms.generic import GenericSpider\n\n\nclass Bare(GenericSpider):\n"
        "    name, host, site, listings = 'tran', 'soyte.hanoi.gov.vn', 'X', ('/tin-tuc-su-kien-noi-bat',)\n"
    )
    code, told, findings = check(archive(replicas), "tran", "--spiders", str(tmp_path))
    assert (code, told["compared"]) == (0, False)
    assert {"title", "body", "the same twice"} <= findings.keys()
    run = archive(replicas).giaoban("check", "tran", "--saved", "--spiders", str(tmp_path))
    assert run.returncode == 4
    assert b"there is no fixture" in run.stdout


def test_saved_pages_are_held_against_what_is_expected_and_accepted(
    archive: NewArchive, replicas: ReplicaServer, tmp_path: Path
) -> None:
    source = contract.folder_of(load_portals()["hanoi"])
    (tmp_path / "rieng.py").write_text(
        "from spiders.platforms.hanoi import HanoiSpider\n\n\nclass Own(HanoiSpider):\n"
        "    name, host, site, listings = 'rieng', 'hanoi.gov.vn', 'X', ('/tin-so-nganh',)\n"
    )
    fixture = Path(shutil.copytree(source, tmp_path / "fixtures" / "rieng")) / contract.EXPECTED
    own = ("rieng", "--spiders", str(tmp_path), "--saved")
    here = archive(replicas)
    assert check(here, *own)[0] == 0
    told = fixture.read_text(encoding="utf-8").replace('"looked_at": true', '"looked_at": false')
    fixture.write_text(told.replace("xe buýt điện", "xe buýt hơi nước"), encoding="utf-8")
    code, _, findings = check(here, *own)
    assert code == 4
    assert "xe buýt hơi nước" in findings["saved pages"]["found"]
    assert "nobody has looked at it yet" in findings["expectation"]["found"]
    assert check(here, *own, "--accept")[0] == 0
    assert check(here, *own)[0] == 0
    assert fixture.read_text(encoding="utf-8") == (source / contract.EXPECTED).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere"], b"there is no portal 'nowhere'"),
        (["laocai", "--accept"], b"--accept goes with --saved"),
        (["laocai", "--proxy", "x"], b"is no address of an HTTP proxy"),
    ],
)
def test_wrong_usage_is_told(
    archive: NewArchive, replicas: ReplicaServer, arguments: list[str], sentence: bytes
) -> None:
    run = archive(replicas).giaoban("check", *arguments)
    assert run.returncode == 2
    assert sentence in run.stderr
