"""``giaoban explain`` as people use it: on a terminal, in a pipe, as HTML; of a file, of the archive, of the web."""

from __future__ import annotations

import gzip
import json
import os
import re
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from crawler.cli import explain_html
from crawler.cli.explain_html import as_html
from crawler.cli.main import cli
from crawler.cli.output import shown
from crawler.extract import explain
from tests import warm
from tests.crawler.conftest import Archive
from tests.crawler.extract.pages import PROSE, TITLE, URL, captured, page, paragraphs
from tests.replicas.content import load
from tests.replicas.server import ReplicaServer, StaticSite, page_of

NewArchive = Callable[[ReplicaServer], Archive]
HOST = "xa.example.gov.vn"
BODY = '<div class="date">Đăng lúc: 26/04/2026 08:30</div>' + paragraphs(*PROSE, "Lê Văn Sáng", "100%")
LONG = "Các thôn đã làm xong phần việc được giao và báo cáo đầy đủ với Ủy ban nhân dân xã. " * 12


@pytest.fixture
def file(tmp_path: Path) -> Path:
    saved = tmp_path / "trang.html"
    saved.write_text(page(BODY), encoding="utf-8")
    return saved


def run(*arguments: str | Path, stdin: bytes | None = None, **environment: str | None) -> Result:
    """The command in this process; standard output as if into a pipe."""
    clean = {"NO_COLOR": None, "FORCE_COLOR": None, "TTY_COMPATIBLE": None, "GIAOBAN_HOME": None}
    return CliRunner().invoke(cli, ["explain", *map(str, arguments)], input=stdin, env=clean | environment)


def told(text: str) -> str:
    """What a person reads of the output, however its lines were wrapped."""
    return " ".join(re.sub(r"(?m)^[┃│·]", "", text).split())


# -- text -------------------------------------------------------------------------------------------


def test_a_page_is_told_block_by_block(file: Path) -> None:
    result = run(file, "--url", URL)
    assert result.exit_code == 0
    said = told(result.stdout)
    places = [said.index(text) for text in (*PROSE[1:], "Lê Văn Sáng ←", "100% ←", "Đồng Tâm ra quân", "Hôm nay: 25")]
    assert places == sorted(places)
    assert "100% ← reading aid" in said
    assert "Đăng lúc: 26/04/2026 08:30" in said
    assert "published 2026-04-26T08:30:00+07:00" in said
    assert "byline Lê Văn Sáng [generic]" in said
    assert re.search(r"kept 3 blocks of text, \d+ words; .* dropped \d+ blocks, \d+ words", said)


def test_every_line_of_a_block_has_the_mark_of_its_part(file: Path) -> None:
    marks = {
        next((word for word in line.split() if word in ("body", "byline", "dropped")), ""): line[0]
        for line in run(file).stdout.splitlines()
        if line[:1] in ("┃", "│", "·")
    }
    assert {part: mark for part, mark in marks.items() if part} == {"body": "┃", "byline": "│", "dropped": "·"}


def test_only_what_was_kept(file: Path) -> None:
    said = told(run(file, "--kept").stdout)
    assert PROSE[2] in said
    assert "Hôm nay: 25" not in said
    assert "100%" not in said.replace("100% sure", "")


def test_long_texts_are_shortened_unless_all_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "dai.html"
    file.write_text(page(paragraphs(*PROSE, LONG)), encoding="utf-8")
    assert LONG.strip() not in told(run(file).stdout)
    assert " …" in run(file).stdout
    assert LONG.strip() in told(run(file, "--full").stdout)


def test_colour_is_for_terminals_that_want_it(file: Path) -> None:
    assert "\x1b[" in run(file, FORCE_COLOR="1").stdout
    assert "\x1b" not in run(file).stdout
    assert "\x1b" not in run(file, FORCE_COLOR="1", NO_COLOR="1").stdout


def test_a_page_cannot_steer_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "doc.html"
    steering = "Đại biểu\x1b]0;chiếm\x07\x1b[2J dự họp\u202e rất đông đủ &#27;[31m và đúng giờ &#155;31m theo giấy mời."
    file.write_text(page(paragraphs(*PROSE, steering), title=f"{TITLE}\x1b[2J"), encoding="utf-8")
    for options in ((), ("--full",), ("--html", "-")):
        said = run(file, *options).stdout
        assert "rất đông đủ" in said
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", said)


def test_standard_input(file: Path) -> None:
    result = run("-", "--json", stdin=file.read_bytes())
    shape = json.loads(result.stdout)
    assert shape["origin"] == "read from standard input"
    assert shape["article"]["title"] == TITLE


def test_json_has_every_block_and_the_article_of_extract(file: Path) -> None:
    shape = json.loads(run(file, "--json", "--url", URL, "--seen", "2026-05-01").stdout)
    extracted = CliRunner().invoke(cli, ["extract", str(file), "--json", "--url", URL, "--seen", "2026-05-01"])
    assert shape["article"] == {k: v for k, v in json.loads(extracted.stdout).items() if k != "file"}
    assert "\n\n".join(block["left"] for block in shape["blocks"] if block["kept"]) == shape["article"]["text"]
    assert all(block["reason"] for block in shape["blocks"])


def test_a_page_that_is_no_article_says_why() -> None:
    result = run("-", stdin="<h1>Hệ thống đang bảo trì</h1>".encode())
    assert result.exit_code == 0
    assert "No article: an error page served as a page" in result.stdout
    assert "not read: an error page" in told(result.stdout)


def test_an_empty_page_says_why() -> None:
    result = run("-", stdin=b"")
    assert result.exit_code == 0
    assert "No article: the page is empty (0 bytes)" in result.stdout


# -- rules ------------------------------------------------------------------------------------------


@pytest.fixture
def vnpt(tmp_path: Path) -> Path:
    file = tmp_path / "vnpt.html"
    file.write_bytes(page_of("thoxuan", next(article for article in load()["thoxuan"].articles if article.body)))
    return file


def test_rules_go_by_the_address_by_name_or_not_at_all(vnpt: Path) -> None:
    address = ("--url", "http://thoxuan.thanhhoa.gov.vn/web/trang-chu/a/b.html")
    assert json.loads(run(vnpt, *address, "--json").stdout)["rules"]["name"] == "vnpt"
    assert json.loads(run(vnpt, "--rules", "vnpt", "--json").stdout)["rules"]["name"] == "vnpt"
    other = json.loads(run(vnpt, *address, "--rules", "wordpress", "--json").stdout)["rules"]
    assert other["name"] == "wordpress", "named rules are applied though their fingerprint is not on the page"
    none = json.loads(run(vnpt, *address, "--rules", "none", "--json").stdout)
    assert none["rules"] == {"name": None, "why": "none were offered"}
    assert none["place"]["found_by"] == "generic"


def test_unknown_rules_are_named_and_the_known_ones_are_listed(file: Path) -> None:
    result = run(file, "--rules", "vnptt")
    assert result.exit_code == 2
    assert "'vnptt'" in result.stderr
    assert "vnpt, " in result.stderr


# -- the HTML file ----------------------------------------------------------------------------------


class Markup(HTMLParser):
    """The elements, attributes and text of an HTML file, as another parser than the one that wrote it sees them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.ids: list[str] = []
        self.texts: list[str] = []
        self.style: list[str] = []
        self.in_style = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.in_style = tag == "style"
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self.ids += [value or "" for name, value in attrs if name == "id"]

    def handle_endtag(self, tag: str) -> None:
        self.in_style = False

    def handle_data(self, data: str) -> None:
        (self.style if self.in_style else self.texts).append(data)

    @property
    def text(self) -> str:
        return "".join(self.texts)


ELEMENTS = set(
    "html head meta title style body input header p h1 h2 svg a rect nav div label ul li i main section details "
    "summary b bdi del code aside table tr th td small strong".split()
)
ATTRIBUTES = set(
    "charset http-equiv content name lang type id checked class for href x y width height viewbox preserveaspectratio "
    "role aria-label scope open".split()
)


def assert_keeps_to_itself(html: str) -> Markup:
    """Nothing but our own elements and attributes, our own style sheet, links to our own blocks."""
    seen = Markup(html)
    assert seen.tags <= ELEMENTS
    assert {name for _, name, _ in seen.attributes} <= ATTRIBUTES
    assert all(re.fullmatch(r"#block-\d+", value) for _, name, value in seen.attributes if name == "href")
    assert {value[1:] for _, name, value in seen.attributes if name == "href"} <= set(seen.ids)
    assert {value.lower() for _, name, value in seen.attributes if name == "http-equiv"} <= {"content-security-policy"}
    assert seen.style == [Path(explain_html.__file__).with_suffix(".css").read_text(encoding="utf-8")]
    assert not re.search(r"url\(|@import", seen.style[0])
    return seen


def test_the_html_file_has_every_block_once_and_in_order(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "giải thích.html"
    result = run(file, "--url", URL, "--html", out)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{out}: kept 3 blocks of text")
    html = out.read_text(encoding="utf-8")
    seen = assert_keeps_to_itself(html)
    blocks = json.loads(run(file, "--url", URL, "--json").stdout)["blocks"]
    assert [name for name in seen.ids if name.startswith("block-")] == [f"block-{block['number']}" for block in blocks]
    root = etree.HTML(html)
    for block in blocks:
        [element] = root.xpath(f"//div[@id='block-{block['number']}']")
        said = " ".join(element.itertext())
        assert block["text"] in said
        assert block["reason"] in said or block["reason"] == block["part"]
        assert all(evidence in said for evidence in block["evidence"])
        assert ("dropped" in element.get("class")) == (block["part"] == "dropped")


def test_the_html_file_has_the_fields_with_their_sources(file: Path) -> None:
    text = told(Markup(run(file, "--html", "-").stdout).text)
    assert "byline Lê Văn Sáng" in text.replace("byline", "byline ")
    assert "from generic" in text
    assert "2026-04-26T08:30:00+07:00" in text


def test_the_html_file_says_why_a_page_is_no_article() -> None:
    html = run("-", "--html", "-", stdin=b"").stdout
    assert "No article: the page is empty (0 bytes)" in assert_keeps_to_itself(html).text


HOSTILE = st.sampled_from(
    [
        "<script>alert(1)</script>", "</style><script>alert(1)</script>", "</title><img src=x onerror=alert(1)>",
        "<!--", "-->", "]]>", "<svg onload=alert(1)>", "\"><a href='javascript:alert(1)'>", "' onmouseover='alert(1)",
        "javascript:alert(1)", "<meta http-equiv=refresh content='0;url=//x.example'>", "&lt;script&gt;", "&#60;b&#62;",
        "<base href=//x.example>", "@import '//x.example';", "</details></main></body></html><p>", "\0", "\x1b[2J",
        "\u202e", "\ufffe", "hội nghị giao ban", " ", "&{alert(1)};", "<plaintext>", "<textarea>", "<![CDATA[",
    ]
)  # fmt: skip
ANY_TEXT = st.lists(st.one_of(HOSTILE, st.text(max_size=12)), min_size=1, max_size=6).map("".join)


@given(as_markup=ANY_TEXT, as_text=ANY_TEXT, as_name=ANY_TEXT, title=ANY_TEXT, url=ANY_TEXT, origin=ANY_TEXT)
def test_no_page_can_put_anything_into_the_html_file(
    as_markup: str, as_text: str, as_name: str, title: str, url: str, origin: str
) -> None:
    escaped = "".join(f"&#{ord(character)};" for character in as_text)
    named = "".join(f"&#{ord(character)};" for character in as_name)
    body = (
        f'<p class="{named}" id="{named}">{escaped} {PROSE[0]}</p>{as_markup}<p>{PROSE[1]}</p>'
        f'<img src="{named}" alt="{named}"><table><tr><td>{escaped}</td><td>1</td></tr>'
        f'<tr><td>{escaped}</td><td>2</td></tr></table><div class="menu"><p>{escaped}</p></div>'
    )
    head = f'<meta property="article:published_time" content="{named}"><meta property="og:title" content="{named}">'
    html = page(body, title=title, head=head)
    explanation = explain(captured(html.encode("utf-8", "replace"), url=url))
    seen = assert_keeps_to_itself(as_html(explanation, origin))
    for entry in explanation.entries:
        assert shown(entry.text) in seen.text or entry.rows


def test_the_html_file_that_cannot_be_written(file: Path, tmp_path: Path) -> None:
    result = run(file, "--html", tmp_path / "khong" / "co.html")
    assert result.exit_code == 1
    assert "co.html cannot be written: No such file or directory" in result.stderr


def test_the_html_file_is_not_written_over_the_page(file: Path, tmp_path: Path) -> None:
    before = file.read_bytes()
    link = tmp_path / "khac.html"
    link.symlink_to(file)
    for out in (file, link):
        result = run(file, "--html", out)
        assert result.exit_code == 2
        assert "is the page itself" in result.stderr
        assert file.read_bytes() == before


# -- what goes wrong --------------------------------------------------------------------------------


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    result = run(tmp_path / "khong-co.html")
    assert result.exit_code == 1
    assert "khong-co.html cannot be read: No such file or directory." in result.stderr


def test_a_folder_is_no_page(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.exit_code == 1
    assert "cannot be read" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("-", "--seen", "yesterday"), "--seen"),
        (("-", "--url", "http://["), "--url"),
        (("-", "--nonsense"), "--nonsense"),
        (("ftp://xa.example.gov.vn/a",), "no address of a web page"),
        (("http://",), "no address of a web page"),
        (("http://[",), "no address"),
        (("http://x:99999999/",), "no address"),
        ((URL, "--seen", "2026-01-01"), "for a FILE"),
        ((URL, "--url", URL), "for a FILE"),
        ((), "FILE|URL"),
    ],
)
def test_wrong_usage_is_told(arguments: tuple[str, ...], word: str) -> None:
    result = run(*arguments, stdin=b"")
    assert result.exit_code == 2
    assert word in result.stderr


# -- the archive ------------------------------------------------------------------------------------


def test_a_page_of_the_archive_is_read_from_its_warc_file(crawled: Archive) -> None:
    [(url, file, offset)] = crawled.sql(
        "SELECT pages.url, warc_file, warc_offset FROM pages JOIN captures ON page_id = pages.id "
        "WHERE pages.portal = 'thoxuan' AND pages.article_id NOT NULL LIMIT 1"
    )
    shape = crawled.json("explain", url)
    assert f"warc/{file} at {offset}" in shape["origin"]
    assert shape["article"]["title"] == crawled.json("show", url)["title"]
    assert shape["rules"]["name"] == "vnpt"
    assert shape["profile"]["pages"] > 5


def test_the_address_in_the_readme_is_one_of_the_demo_archive(crawled: Archive) -> None:
    readme = (Path(__file__).parents[3] / "README.md").read_text()
    [url] = re.findall(r"giaoban explain (http\S+) --home demo-archive", readme)
    assert "warc/" in crawled.json("explain", url)["origin"]


def test_a_page_of_the_archive_is_found_by_another_of_its_addresses(crawled: Archive) -> None:
    [(url,)] = crawled.sql("SELECT url FROM pages WHERE portal = 'thoxuan' AND article_id NOT NULL LIMIT 1")
    other = url.replace("thoxuan.thanhhoa.gov.vn", "thoxuan.vn") + "?utm_source=x"
    assert other != url
    assert "warc/" in crawled.json("explain", other)["origin"]


def test_a_damaged_archive_is_told(tmp_path: Path, replicas: ReplicaServer) -> None:
    (tmp_path / "articles.db").write_bytes(b"no database" * 500)
    failed = Archive(tmp_path, replicas.url).giaoban("explain", URL)
    assert failed.returncode == 3
    assert "articles.db" in sentence(failed)


# -- the web ----------------------------------------------------------------------------------------


@pytest.fixture
def site(server: ReplicaServer, archive: NewArchive, tmp_path: Path) -> Archive:
    """A portal of one page and a robots.txt, and a folder whose giaoban.toml leads to it; no archive in it yet."""
    folder = tmp_path / "site"
    (folder / "hop-giao-ban").mkdir(parents=True)
    (folder / "hop-giao-ban" / "index.html").write_text(page(BODY), encoding="utf-8")
    (folder / "robots.txt").write_text("User-agent: *\nDisallow: /cam\n")
    server.serve_folder(HOST, StaticSite(folder))
    here = archive(server)
    configure(here, server.url)
    return here


def configure(here: Archive, proxy: str, timeout: int = 2) -> None:
    here.home.mkdir(parents=True)
    (here.home / "giaoban.toml").write_text(f'proxy = "{proxy}"\ndelay = 0\ntimeout = {timeout}\n')


def sentence(failed: subprocess.CompletedProcess[bytes]) -> str:
    """What a failed command said: one sentence, never a traceback, nothing on standard output."""
    text = failed.stderr.decode()
    assert "Traceback" not in text
    assert len(text.splitlines()) == 1
    assert not failed.stdout
    return text


def test_a_page_that_the_archive_has_not_is_fetched_once(site: Archive, server: ReplicaServer) -> None:
    shape = site.json("explain", f"http://{HOST}/hop-giao-ban")
    assert shape["origin"].startswith("fetched just now")
    assert shape["url"] == f"http://{HOST}/hop-giao-ban/"
    assert shape["article"]["title"] == TITLE
    asked = [path for host, path, _ in server.requests if host == HOST]
    assert asked == ["/robots.txt", "/hop-giao-ban", "/hop-giao-ban/"]
    assert [path.name for path in site.home.iterdir()] == ["giaoban.toml"]


def test_what_robots_txt_forbids_is_not_fetched(site: Archive, server: ReplicaServer) -> None:
    failed = site.giaoban("explain", f"http://{HOST}/cam/a")
    assert failed.returncode == 1
    assert f"robots.txt of {HOST} forbids it." in sentence(failed)
    assert [path for host, path, _ in server.requests if host == HOST] == ["/robots.txt"]


def test_an_error_of_the_server_is_told_and_not_tried_again(site: Archive, server: ReplicaServer) -> None:
    failed = site.giaoban("explain", f"http://{HOST}/khong-co")
    assert failed.returncode == 1
    assert "HTTP 404" in sentence(failed)
    assert [path for host, path, _ in server.requests if host == HOST].count("/khong-co") == 1


def test_a_page_that_is_too_large_is_told(site: Archive, tmp_path: Path) -> None:
    with (tmp_path / "site" / "lon.html").open("wb") as large:
        large.truncate(40 << 20)
    failed = site.giaoban("explain", f"http://{HOST}/lon.html")
    assert failed.returncode == 1
    assert "larger than 32 MB" in sentence(failed)


def test_a_server_that_nobody_answers_for(tmp_path: Path) -> None:
    here = Archive(tmp_path / "home", "")
    configure(here, "http://127.0.0.1:9")  # the discard port: refused
    failed = here.giaoban("explain", URL)
    assert failed.returncode == 1
    assert f"{URL} could not be read: " in sentence(failed)


def test_a_server_that_never_answers(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        accepted: list[socket.socket] = []
        thread = threading.Thread(target=lambda: accepted.extend(hanging.accept()[0] for _ in range(2)), daemon=True)
        thread.start()
        here = Archive(tmp_path / "home", "")
        configure(here, f"http://127.0.0.1:{hanging.getsockname()[1]}")
        failed = here.giaoban("explain", URL)
        for connection in accepted:
            connection.close()
    assert failed.returncode == 1
    assert "could not be read" in sentence(failed)
    assert f"The archive {here.home} has no capture of it" in sentence(failed)


def test_a_page_that_is_too_large_once_unpacked(tmp_path: Path) -> None:
    packed = gzip.compress(bytes(40 << 20))
    head = f"Content-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n"
    with answering(b"HTTP/1.1 200 OK\r\nConnection: close\r\n" + head.encode() + packed) as address:
        here = Archive(tmp_path / "home", "")
        configure(here, address)
        failed = here.giaoban("explain", URL)
    assert failed.returncode == 1
    assert "larger than 32 MB unpacked" in sentence(failed)


def test_a_page_that_leads_to_itself_for_ever(tmp_path: Path) -> None:
    head = f"HTTP/1.1 302 Found\r\nConnection: close\r\nContent-Length: 0\r\nLocation: {URL}\r\n\r\n"
    with answering(head.encode()) as address:
        here = Archive(tmp_path / "home", "")
        configure(here, address)
        failed = here.giaoban("explain", URL)
    assert failed.returncode == 1
    assert "too many redirects" in sentence(failed)


@contextmanager
def answering(answer: bytes) -> Iterator[str]:
    """The address of a proxy that has one answer to everything but robots.txt, which is not found."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            missing = b"HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            self.wfile.write(missing if self.path.endswith("/robots.txt") else answer)
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as proxy:
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{proxy.server_address[1]}"
        proxy.shutdown()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_wait_for_a_server_that_hangs(tmp_path: Path, number: int, code: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        here = Archive(tmp_path / "home", "")
        configure(here, f"http://127.0.0.1:{hanging.getsockname()[1]}", timeout=60)
        waiting = warm.Started(["explain", URL, "--home", str(here.home)], os.environ)
        hanging.settimeout(20)
        with hanging.accept()[0]:  # asked, and never answered
            asked = time.monotonic()
            waiting.send_signal(number)
            _, said = waiting.communicate(timeout=30)
    assert waiting.returncode == code
    assert said == b"giaoban: stopped\n"
    assert time.monotonic() - asked < 3
