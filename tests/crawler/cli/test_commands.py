"""The commands as people and programs use them, and what they say when something is wrong."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest
from click.testing import CliRunner

from crawler.cli.main import COMMANDS, cli
from tests import warm
from tests.crawler.conftest import Archive
from tests.crawler.extract.pages import PROSE, page, paragraphs
from tests.once import copy_of
from tests.replicas.content import load
from tests.replicas.server import ReplicaServer, page_of

NewArchive = Callable[[ReplicaServer], Archive]


def sentence(run: subprocess.CompletedProcess[bytes]) -> str:
    """What a failed command said: one message, never a traceback."""
    text = run.stderr.decode()
    assert "Traceback" not in text
    assert text.strip()
    return text


# -- reading ----------------------------------------------------------------------------------------


def test_search_counts_by_portal_year_and_kind(crawled: Archive) -> None:
    counted = json.loads(crawled.giaoban("search", "hoi nghi", "--counts", "--json").stdout)
    assert counted["total"] > 0 and {"portals", "years", "kinds"} < set(counted)
    assert sum(times for _, times in counted["years"]) == counted["total"]
    told = crawled.giaoban("search", "hoi nghi", "--counts").stdout.decode()
    assert told.startswith(f"{counted['total']} found") and counted["portals"][0][0] in told
    assert crawled.giaoban("search", "khôngcóởđâu", "--counts").returncode == 1


def test_search_without_diacritics_finds_with(crawled: Archive) -> None:
    hits = [
        json.loads(line)
        for line in crawled.giaoban("search", "hoi nghi giao ban dong chi", "--json").stdout.splitlines()
    ]
    assert len(hits) > 5
    assert {"id", "title", "kind", "portal", "url", "published", "snippet", "score", "file"} == set(hits[0])


def test_search_by_portal_and_date(crawled: Archive) -> None:
    run = crawled.giaoban(
        "search", "hội nghị", "--portal", "thoxuan", "--since", "2022-01-01", "--until", "2022-12-31", "--json"
    )
    hits = [json.loads(line) for line in run.stdout.splitlines()]
    assert hits
    assert all(hit["portal"] == "thoxuan" and hit["published"].startswith("2022") for hit in hits)


@pytest.mark.parametrize(
    "query", ['"', "AND", "NOT", "(", "*", "a OR", "-", "đồng:chí", "'; DROP TABLE articles; --", "NEAR("]
)
def test_any_text_is_a_query(crawled: Archive, query: str) -> None:
    assert crawled.giaoban("search", "--", query).returncode in (0, 1)


def test_a_search_that_finds_nothing_says_so(crawled: Archive) -> None:
    run = crawled.giaoban("search", "xyzzyx")
    assert run.returncode == 1
    assert "Nothing found" in sentence(run)


def test_show_gives_the_documented_shape(crawled: Archive) -> None:
    article = crawled.json("show", "1")
    documented = {
        "title", "section", "lead", "blocks", "text", "captions", "images", "attachments", "byline", "source", "views",
        "language", "published", "held_on", "covers", "extractor", "not_article", "id", "story", "pages",
    }  # fmt: skip
    assert documented <= set(article)
    assert {"value", "precision", "evidence", "text"} <= set(article["published"])
    page = article["pages"][0]
    assert {"url", "portal", "status", "published", "first_seen", "last_seen", "views", "capture"} <= set(page)
    assert {"warc", "offset", "length"} == set(page["capture"])
    assert article["text"] == "\n\n".join(block["text"] for block in article["blocks"])


def test_show_names_both_places_of_an_article_on_two_portals(crawled: Archive) -> None:
    [(article,)] = crawled.sql(
        "SELECT article_id FROM pages WHERE article_id NOT NULL GROUP BY article_id "
        "HAVING count(DISTINCT portal) = 2 LIMIT 1"
    )
    text = crawled.giaoban("show", str(article)).stdout.decode()
    assert "huuhoa: http" in text
    assert "vanphuc: http" in text
    assert "from rule:liferay" in text
    assert re.search(r"raw page: warc/giaoban-\S+\.warc\.gz at \d+", text)


def test_show_says_what_the_text_tells_of_its_meeting(crawled: Archive) -> None:
    [(article,)] = crawled.sql("SELECT id FROM articles WHERE title LIKE 'Ban Tuyên giáo Huyện ủy giao ban%' LIMIT 1")
    text = crawled.giaoban("show", str(article)).stdout.decode()
    for fact in (
        r"meeting +giao ban",
        r"organiser +Ban Tuyên giáo Huyện ủy Thanh Trì",
        r"place +hội trường tầng 2 trụ sở Huyện ủy",
        r"chaired by +Vương Đình Khải, UVBTV, Trưởng Ban Tuyên giáo Huyện ủy; Tạ Thị Bích Ngần, HUV, Phó Chủ tịch",
    ):
        assert re.search(f"^{fact}", text, re.MULTILINE), fact


@pytest.mark.parametrize("key", ["999999", "0", "0123abcd", "http://backancity.gov.vn/khong-co/"])
def test_an_article_that_is_not_there(crawled: Archive, key: str) -> None:
    for command in ("show", "raw"):
        run = crawled.giaoban(command, key)
        assert run.returncode == 1
        assert key in sentence(run)


def test_portals_lists_every_spider(crawled: Archive) -> None:
    names = {portal["name"] for portal in crawled.json("portals")}
    files = (Path(__file__).parents[3] / "spiders").glob("*.py")
    assert names == {file.stem for file in files} - {"__init__"}


def test_portals_lists_the_platforms_that_are_known(crawled: Archive) -> None:
    bases = {platform["platform"]: platform["base"] for platform in crawled.json("portals", "--platforms")}
    assert bases["nukeviet"] == "spiders.platforms.nukeviet.NukevietSpider"
    assert {"wordpress", "liferay", "vnpt", "laocai", "portalpages", "lacviet", "hanoi", "generic"} <= bases.keys()
    assert "Portals that run on NukeViet" in crawled.giaoban("portals", "--platforms").stdout.decode()


def test_output_into_a_closed_pipe_is_no_error(crawled: Archive) -> None:
    command = f"{sys.executable} -m crawler.cli.main search hội nghị --limit 100 --home '{crawled.home}' | head -1"
    run = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, check=False)
    assert b"Traceback" not in run.stderr


INTERRUPTED = """
import os, signal, sys

class Interrupting:
    def find_spec(self, name, *_):
        if name == "crawler.cli.main":
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupting())
from crawler.cli.entry import main

main()
"""


def test_ctrl_c_while_the_command_is_loaded_is_no_traceback() -> None:
    run = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (130, b"", b"giaoban: stopped\n")


# -- extract ----------------------------------------------------------------------------------------


def test_extract_gives_one_json_line_a_file(crawled: Archive, tmp_path: Path) -> None:
    article = next(article for article in load()["thoxuan"].at(1) if article.body)
    files = [tmp_path / "một.html", tmp_path / "two.html"]
    for file in files:
        file.write_bytes(page_of("thoxuan", article))
    urls = tmp_path / "urls.json"
    urls.write_text(
        json.dumps({file.name: "http://thoxuan.thanhhoa.gov.vn/web/trang-chu/x/y/z.html" for file in files})
    )
    run = crawled.giaoban(
        "extract", *map(str, files), "--urls", str(urls), "--seen", "2024-05-01T08:00:00+07:00", "--json"
    )
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    assert [line["file"] for line in lines] == [str(file) for file in files]
    assert all(line["title"] == article.title for line in lines)
    assert lines[0]["extractor"]["fields"]["title"] == "rule:vnpt"


def test_extract_reads_standard_input(crawled: Archive) -> None:
    run = crawled.giaoban("extract", "-", "--json", stdin=b"<h1>Th\xc3\xb4ng b\xc3\xa1o</h1>")
    assert json.loads(run.stdout)["not_article"]


@pytest.mark.parametrize(
    "junk",
    [
        b"",
        b"\0" * 5000,
        *(random.Random(seed).randbytes(20000) for seed in range(5)),
        b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n",
        b"<",
        b"\xff\xfe",
    ],
)
def test_extract_of_junk_says_that_it_is_no_article(crawled: Archive, junk: bytes) -> None:
    run = crawled.giaoban("extract", "-", "--json", stdin=junk)
    assert run.returncode == 0
    assert json.loads(run.stdout)["not_article"]


def test_extract_of_a_file_that_is_not_there_does_the_others(crawled: Archive, tmp_path: Path) -> None:
    there = tmp_path / "there.html"
    there.write_text("<p>x</p>")
    run = crawled.giaoban("extract", str(tmp_path / "not-there.html"), str(there), "--json")
    assert run.returncode == 1
    assert "not-there.html cannot be read" in sentence(run)
    assert len(run.stdout.splitlines()) == 1


@pytest.mark.parametrize(
    ("flags", "word"),
    [
        (("--seen", "yesterday"), "--seen"),
        (("--urls", "/nowhere.json"), "/nowhere.json"),
        (("--nonsense",), "--nonsense"),
    ],
)
def test_extract_with_a_wrong_flag(crawled: Archive, flags: tuple[str, ...], word: str) -> None:
    run = crawled.giaoban("extract", "-", *flags, stdin=b"")
    assert run.returncode == 2
    assert word in sentence(run)


def test_extract_with_an_address_that_is_none_among_many(crawled: Archive, tmp_path: Path) -> None:
    addresses = tmp_path / "addresses.json"
    addresses.write_text('{"a.html": "http://["}')
    run = crawled.giaoban("extract", "-", "--urls", str(addresses), stdin=b"")
    assert run.returncode == 2
    assert "addresses.json: 'http://[' is no address" in sentence(run)


@pytest.mark.parametrize(
    "seen",
    ["9999-12-31", "9999-12-31T23:59:59-23:00", "0001-01-01T00:00+14:00", "1989-12-31T23:00-23:00", "2101-01-01"],
)
@pytest.mark.parametrize("command", ["extract", "explain"])
def test_a_year_in_which_no_page_was_seen(crawled: Archive, command: str, seen: str) -> None:
    run = crawled.giaoban(command, "-", "--seen", seen, stdin=b"<p>Tin</p>")
    assert run.returncode == 2
    assert "1990 to 2100" in sentence(run)


def test_addresses_nested_too_deeply(crawled: Archive, tmp_path: Path) -> None:
    deep = tmp_path / "deep.json"
    deep.write_text("[" * 100_000)
    run = crawled.giaoban("extract", "-", "--urls", str(deep), stdin=b"")
    assert run.returncode == 2
    assert "deep.json is nested too deeply" in sentence(run)


def shell(command: str, *arguments: str | bytes, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The command with its streams turned as a shell does; ``giaoban`` stands for it."""
    script = f'giaoban() {{ "{sys.executable}" -m crawler.cli.main "$@"; }}; {command}'
    return subprocess.run(
        ["bash", "-c", script, "bash", *arguments],
        capture_output=True,
        check=False,
        timeout=60,
        env=os.environ | environment,
    )


def giaoban(
    *arguments: str | bytes, stdin: bytes | BinaryIO | None = None, closed: tuple[int, ...] = (), **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """The command, without an archive."""
    return warm.run([*map(os.fsdecode, arguments)], os.environ | environment, stdin=stdin, closed=closed)


def test_streams_that_a_shell_closed() -> None:
    assert "standard input is closed" in sentence(shell("giaoban extract - <&-"))
    assert sentence(shell("giaoban portals >&-")).startswith("giaoban: The output cannot be written")


@pytest.mark.parametrize("command", ["extract", "explain"])
def test_standard_input_that_is_closed(command: str) -> None:
    run = giaoban(command, "-", closed=(0,))
    assert run.returncode == 1
    assert "standard input is closed" in sentence(run)


@pytest.mark.parametrize("command", ["extract -", "extract - --json", "explain -", "explain - --html -", "portals"])
def test_standard_output_that_is_closed(command: str) -> None:
    run = giaoban(*command.split(), stdin=b"Tin", closed=(1,))
    assert run.returncode == 1
    assert sentence(run).startswith("giaoban: The output cannot be written")
    assert len(sentence(run).splitlines()) == 1


@pytest.mark.parametrize("command", ["extract", "explain"])
@pytest.mark.parametrize("source", ["/dev/zero", "-"])
def test_a_page_without_an_end(command: str, source: str) -> None:
    with Path("/dev/zero").open("rb") as zeros:
        run = giaoban(command, source, stdin=zeros)
    assert run.returncode == 1
    assert "cannot be read: it is larger than 64 MB" in sentence(run)


def test_addresses_without_an_end() -> None:
    with Path("/dev/zero").open("rb") as zeros:
        run = giaoban("extract", "-", "--urls", "/dev/stdin", stdin=zeros)
    assert run.returncode == 2
    assert "larger than 64 MB" in sentence(run)


def test_the_page_on_standard_input_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "trang.html"
    file.write_text("<p>Tin</p>")
    with file.open("rb") as source:
        run = giaoban("explain", "-", "--html", str(file), stdin=source)
    assert run.returncode == 2
    assert "is the page itself" in sentence(run)
    assert file.read_text() == "<p>Tin</p>"


def test_a_page_for_which_there_is_no_memory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def exhausted(*_: object) -> None:
        raise MemoryError

    file = tmp_path / "trang.html"
    file.write_text("<p>Tin</p>")
    for command in ("extract", "explain"):
        monkeypatch.setattr(f"crawler.cli.{command}.{command}", exhausted)
        result = CliRunner().invoke(cli, [command, str(file)])
        assert result.exit_code == 1
        assert "not enough memory" in result.stderr


VIETNAMESE = "<p>Hội đồng nhân dân 𝟚"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
@pytest.mark.parametrize("command", ["extract", "explain"])
def test_a_terminal_without_vietnamese(command: str, encoding: str) -> None:
    streams = {"LC_ALL": "C", "PYTHONIOENCODING": encoding}
    run = giaoban(command, "-", stdin=VIETNAMESE.encode(), **streams)
    assert run.returncode == 0
    assert b"no article" in run.stdout.lower()
    as_json = giaoban(command, "-", "--json", stdin=VIETNAMESE.encode(), **streams)
    shape = json.loads(as_json.stdout)
    assert "Hội đồng nhân dân" in (shape if command == "extract" else shape["article"])["not_article"]


def test_an_interpreter_that_starts_without_vietnamese() -> None:
    run = shell(f"echo '{VIETNAMESE}' | giaoban explain -", LC_ALL="C", PYTHONIOENCODING="ascii")
    assert run.returncode == 0
    assert b"no article" in run.stdout.lower()


STEERING = "\x1b[31m \x07 \x9b2J \u202e"


def test_neither_a_page_nor_its_name_can_steer_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "trang\x1b[2J\u202e.html"
    file.write_text(page(paragraphs(*PROSE, f"Đại biểu {STEERING} dự họp rất đông đủ và đúng giờ theo giấy mời.")))
    missing = str(file) + ".khong-co"
    for command in ("extract", "explain"):
        run = giaoban(command, str(file))
        failed = giaoban(command, missing)
        refused = giaoban(command, "-", f"--no{file}")
        assert "dự họp rất đông đủ" in " ".join(run.stdout.decode().split())
        assert (failed.returncode, refused.returncode) == (1, 2)
        for told in (run.stdout, failed.stderr, refused.stderr):
            assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", told.decode())


def test_an_article_of_the_archive_cannot_steer_the_terminal(crawled: Archive, tmp_path: Path) -> None:
    here = Archive(copy_of(crawled.home, tmp_path / "home"), "")
    with sqlite3.connect(here.home / "articles.db") as database:
        database.execute("UPDATE articles SET title = title || ?, byline = ?", (STEERING, STEERING))
    for command in (("search", "hội nghị"), ("show", "1")):
        run = here.giaoban(*command)
        assert run.returncode == 0
        assert "\ufffd" in run.stdout.decode()
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", run.stdout.decode())


def test_a_file_name_that_is_no_utf8(tmp_path: Path) -> None:
    file = os.fsencode(tmp_path) + b"/bad\xff.html"
    Path(os.fsdecode(file)).write_text("<p>Tin</p>")
    run = giaoban("extract", file, "--json")
    assert json.loads(run.stdout.decode("utf-8"))["file"].endswith("/bad\ufffd.html")
    for options in (["--json"], ["--html", "-"], []):
        explained = giaoban("explain", file, *options)
        assert explained.returncode == 0
        assert "bad\ufffd.html" in explained.stdout.decode("utf-8")


def test_a_proxy_that_is_down_is_not_called_the_portal(tmp_path: Path) -> None:
    report = Archive(tmp_path, "http://127.0.0.1:1").crawl("laocai")
    assert (report["exit_code"], report["portals"]["laocai"]["result"]) == (4, "failed")
    assert "the proxy refuses the connection" in report["portals"]["laocai"]["problem"]


NO_WEB_PAGES = ["not a url", "", "javascript:alert(1)", "ftp://x.example/a", "http://", "/a/b.html", "http://x y/"]


@pytest.mark.parametrize("address", NO_WEB_PAGES)
def test_an_address_that_is_of_no_web_page(tmp_path: Path, address: str) -> None:
    table = tmp_path / "addresses.json"
    table.write_text(json.dumps({"a.html": address}))
    for arguments in (("extract", "-", "--url", address), ("explain", "-", "--url", address),
                      ("extract", "-", "--urls", str(table))):  # fmt: skip
        result = CliRunner().invoke(cli, arguments, input=b"")
        assert result.exit_code == 2
        assert f"{address!r} is no address of a web page" in result.stderr


@pytest.mark.parametrize("command", ["crawl", "check", "new-portal"])
def test_a_pause_that_is_no_number(tmp_path: Path, command: str) -> None:
    for pause in ("nan", "-1", "slow"):
        result = CliRunner().invoke(cli, [command, "laocai", "--home", str(tmp_path), "--delay", pause])
        assert result.exit_code == 2
        assert "'--delay'" in result.stderr
    assert not [*tmp_path.iterdir()]


def test_one_address_for_several_files(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["extract", "a.html", "b.html", "--url", "http://x.example/a"])
    assert result.exit_code == 2
    assert "--urls" in result.stderr


@pytest.mark.parametrize("command", ["extract", "explain"])
def test_a_file_name_that_is_empty(command: str) -> None:
    result = CliRunner().invoke(cli, [command, ""])
    assert result.exit_code == 1
    assert "The file name is empty." in result.stderr


@pytest.mark.parametrize("address", ["http://ai:matkhau@x.example/", "https://ai:matkhau@[", "http://ai:matkhau@x:y/"])
def test_a_password_is_not_repeated(address: str) -> None:
    for arguments in (("extract", "-", "--url", address), ("explain", address)):
        result = CliRunner().invoke(cli, arguments, input=b"")
        assert result.exit_code == 2
        assert "password" in result.stderr
        assert "matkhau" not in result.output


# -- what goes wrong --------------------------------------------------------------------------------


def test_an_unknown_portal_is_named_and_the_known_ones_are_listed(replicas: ReplicaServer, archive: NewArchive) -> None:
    run = archive(replicas).giaoban("crawl", "laocay")
    assert run.returncode == 2
    assert "laocay" in sentence(run)
    assert "laocai" in sentence(run)


def test_a_home_that_cannot_be_written(replicas: ReplicaServer, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    run = Archive(tmp_path / "file" / "home", replicas.url).giaoban("crawl", "laocai")
    assert run.returncode == 3
    assert "cannot be written" in sentence(run)


@pytest.mark.parametrize("command", [("search", "x"), ("show", "1"), ("raw", "1"), ("status",)])
def test_an_archive_that_is_not_there_is_not_made(
    replicas: ReplicaServer, tmp_path: Path, command: tuple[str, ...]
) -> None:
    home = tmp_path / "nothing"
    run = Archive(home, replicas.url).giaoban(*command)
    assert run.returncode == 3
    assert "no archive" in sentence(run)
    assert not home.exists()


@pytest.mark.parametrize("command", [("crawl", "laocai"), ("search", "x"), ("status",)])
def test_a_corrupt_database_is_left_as_it_is(replicas: ReplicaServer, tmp_path: Path, command: tuple[str, ...]) -> None:
    database = tmp_path / "articles.db"
    database.write_bytes(b"this is no database, and it is somebody's" * 100)
    before = database.read_bytes()
    run = Archive(tmp_path, replicas.url).giaoban(*command)
    assert run.returncode == 3
    assert "articles.db" in sentence(run)
    assert database.read_bytes() == before


def test_a_portal_that_answers_500_to_everything_fails_alone_and_loses_nothing(
    server: ReplicaServer, crawled: Archive, tmp_path: Path
) -> None:
    here = Archive(copy_of(crawled.home, tmp_path / "home"), server.url)
    stored = here.sql("SELECT count(*) FROM pages WHERE article_id NOT NULL AND status = 'live'")
    server.break_host("tplaocai.laocai.gov.vn")
    report = here.crawl("laocai", "backan")
    assert report["exit_code"] == 4
    assert report["portals"]["laocai"]["result"] == "failed"
    assert "HTTP 500" in report["portals"]["laocai"]["problem"]
    assert report["portals"]["backan"]["result"] == "ok"
    assert here.sql("SELECT count(*) FROM pages WHERE article_id NOT NULL AND status = 'live'") == stored


def test_a_portal_that_nobody_answers_for(archive: NewArchive, server: ReplicaServer) -> None:
    here = archive(server)
    here.proxy = "http://127.0.0.1:9"  # the discard port: refused
    report = here.crawl("krongno")  # which has one page to begin with, where others have several listings
    assert report["exit_code"] == 4
    assert "no page of the portal could be read" in report["portals"]["krongno"]["problem"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("dealy = 1", "did you mean 'delay'"),
        ('delay = "slow"', "number of seconds"),
        ("delay = ", "cannot be read"),
        ('proxy = "10.0.0.1:3128"', "must be the address of an HTTP proxy"),
    ],
)
def test_a_wrong_configuration_is_told_by_key(replicas: ReplicaServer, tmp_path: Path, text: str, word: str) -> None:
    (tmp_path / "giaoban.toml").write_text(text)
    run = Archive(tmp_path, replicas.url).giaoban("crawl", "laocai")
    assert run.returncode == 2
    assert word in sentence(run)


def start_crawl(archive: Archive, *arguments: str) -> warm.Started:
    command = ["crawl", "laocai", "--home", str(archive.home), "--proxy", archive.proxy]
    return warm.Started([*command, *arguments], os.environ)


def wait_for_requests(server: ReplicaServer, number: int) -> None:
    deadline = time.monotonic() + 20
    while len(server.requests) < number and time.monotonic() < deadline:
        time.sleep(0.05)


def test_a_second_start_while_one_runs_leaves_with_its_own_code(server: ReplicaServer, archive: NewArchive) -> None:
    here = archive(server)
    here.home.mkdir(parents=True)
    first = start_crawl(here, "--delay", "1")
    try:
        wait_for_requests(server, 1)
        second = here.crawl("laocai")
        assert second["exit_code"] == 5
        assert f"process {first.pid}" in second["portals"]["laocai"]["problem"]
        assert f"process {first.pid}" in here.json("status")[0]["locked_by"]
    finally:
        first.send_signal(signal.SIGTERM)
        first.communicate(timeout=30)


def test_a_killed_crawl_leaves_a_sound_archive_that_the_next_run_completes(
    server: ReplicaServer, archive: NewArchive
) -> None:
    here = archive(server)
    running = start_crawl(here, "--delay", "0.2")
    wait_for_requests(server, 12)
    running.kill()
    running.communicate(timeout=10)  # until every process that writes there has ended, the archive process too
    with sqlite3.connect(here.home / "articles.db") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert "was killed, or the machine went down" in here.giaoban("status").stdout.decode()
    report = here.crawl("laocai")
    assert report["exit_code"] == 0
    articles = [article for article in load()["laocai"].at(1) if article.body or article.lead]
    assert here.sql("SELECT count(*) FROM pages WHERE article_id NOT NULL") == [(len(articles),)]
    assert "was killed" not in here.giaoban("status").stdout.decode()


def test_sigterm_ends_a_crawl_in_order(server: ReplicaServer, archive: NewArchive) -> None:
    here = archive(server)
    running = start_crawl(here, "--delay", "0.5", "--json")
    wait_for_requests(server, 6)
    running.send_signal(signal.SIGTERM)
    out, _ = running.communicate(timeout=15)
    report = json.loads(out)
    assert running.returncode == report["exit_code"] == 4
    assert report["portals"][0]["result"] == "interrupted"


def test_a_term_to_all_of_its_processes_ends_a_crawl_in_order(server: ReplicaServer, archive: NewArchive) -> None:
    """As `timeout` and a service manager send it."""
    here = archive(server)
    command = [sys.executable, "-m", "crawler.cli.main", "crawl", "laocai", "--home", str(here.home), "--json"]
    running = subprocess.Popen(
        [*command, "--proxy", here.proxy, "--delay", "0.2"], stdout=subprocess.PIPE, start_new_session=True
    )
    wait_for_requests(server, 20)
    os.killpg(running.pid, signal.SIGTERM)
    out, _ = running.communicate(timeout=30)
    [report] = json.loads(out)["portals"]
    [(stored,)] = here.sql("SELECT count(*) FROM pages WHERE article_id NOT NULL")
    assert (running.returncode, report["result"]) == (4, "interrupted")
    assert report["new"] == stored > 0


def test_sigterm_ends_a_crawl_of_a_portal_that_hangs_after_the_request_under_way(tmp_path: Path) -> None:
    (tmp_path / "giaoban.toml").write_text("timeout = 2\n")
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        host, port = hanging.getsockname()
        running = start_crawl(Archive(tmp_path, f"http://{host}:{port}"))
        hanging.settimeout(20)
        with hanging.accept()[0]:  # asked, and never answered
            running.send_signal(signal.SIGTERM)
            running.communicate(timeout=60)
        hanging.setblocking(False)
        with pytest.raises(BlockingIOError):
            hanging.accept()  # no other attempt was made after the signal
    assert running.returncode == 4


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(crawled: Archive, command: str) -> None:
    run = crawled.giaoban(command, "--help")
    assert run.returncode == 0
    assert b"Usage:" in run.stdout


def test_the_readme_names_every_command_and_every_exit_code() -> None:
    readme = (Path(__file__).parents[3] / "README.md").read_text()
    assert all(f"giaoban {command}" in readme for command in COMMANDS)
    assert all(re.search(rf"^\| {code} +\|", readme, re.MULTILINE) for code in (0, 1, 2, 3, 4, 5, 70, 130))
