"""The replica portals, which other tests stand on, serve what they say and tick where they should."""

from __future__ import annotations

import html
import http.client
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import html as lxml_html

from tests.replicas import laocai, liferay, vnpt, wordpress
from tests.replicas.content import Article, Portal, load, parse_body, truth
from tests.replicas.markup import Style
from tests.replicas.server import ReplicaServer, StaticSite, page_of
from tests.replicas.site import Site

ROOT = Path(__file__).parents[2]
PORTALS = load()
NAMES = sorted(PORTALS)


@pytest.fixture(scope="module")
def running() -> Iterator[ReplicaServer]:
    with ReplicaServer() as server:
        yield server


@pytest.fixture
def server(running: ReplicaServer) -> Iterator[ReplicaServer]:
    yield running
    running.set_state(1)
    running.reset_log()


def get(server: ReplicaServer, url: str, *, proxy: bool = True) -> tuple[int, http.client.HTTPMessage, str]:
    """Status, headers and text of an address: asked of the server as a proxy, or by the Host header."""
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("GET", url if proxy else path, headers={"Host": parts.netloc})
    response = connection.getresponse()
    text = response.read().decode("utf-8", "replace")
    connection.close()
    return response.status, response.headers, text


def address(article: Article, portal: Portal) -> str:
    path = {
        "laocai": laocai.address,
        "thoxuan": vnpt.address,
        "backan": wordpress.address,
    }.get(portal.name, lambda a: liferay.address(Site(portal), a))(article)
    return f"http://{portal.host}{path}"


def others(article: Article, portal: Portal) -> list[str]:
    """Every other address at which the portal shows an article: a second one, and the print view."""
    here, host = address(article, portal), f"http://{portal.host}"
    return {
        "laocai": [f"{host}{laocai.old_address(article)}", f"{host}/print/{article.number}.html"],
        "thoxuan": [here.replace(portal.host, vnpt.OTHER_HOST), f"{host}/print.aspx?p={article.number}"],
        "backan": [f"{host}/?p={article.number}", f"{here}print/"],
    }.get(
        portal.name,
        [
            f"{here}?inheritRedirect=false&redirect=%2F",
            f"{here};jsessionid=A1.node1",
            f"{here}?p_p_state=pop_up",
            f"{host}/-/view_content/{article.number}-x.html",
        ],
    )


def links(url: str, page: str) -> list[str]:
    return [urljoin(url, href) for href in lxml_html.fromstring(page).xpath("//a/@href")]


def words(page: str) -> str:
    """The page's words for a comparison: tags gone, one space between two, in NFC."""
    text = lxml_html.fromstring(page).text_content()
    return " ".join(unicodedata.normalize("NFC", text).split())


def listing(portal: Portal) -> str:
    """The first page of the listing of all news."""
    path = {
        "thoxuan": "/web/trang-chu/tin-moi",
        "backan": "/category/tin-moi/",
        "vanphuc": "/en_US/tin-moi",
    }.get(portal.name, "/tin-moi")
    return f"http://{portal.host}{path}"


def reachable(server: ReplicaServer, start: str) -> set[str]:
    """Every address that the pages of a listing link to."""
    seen, waiting, found = {start}, [start], set()
    section = urlsplit(start).path.rstrip("/")
    while waiting:
        url = waiting.pop()
        found |= set(links(url, get(server, url)[2]))
        turned = {link for link in found if urlsplit(link).path.startswith(section)} - seen
        seen |= turned
        waiting += turned
    return found


@pytest.mark.parametrize("name", NAMES)
def test_at_least_twenty_articles_stand_on_a_portal_and_most_report_meetings(name: str) -> None:
    articles = PORTALS[name].at(1)
    assert len(articles) >= 20
    assert sum(bool(article.kind) for article in articles) >= 0.7 * len(articles)


def test_five_portals_stand() -> None:
    assert NAMES == ["backan", "huuhoa", "laocai", "thoxuan", "vanphuc"]


@pytest.mark.parametrize("name", NAMES)
def test_every_article_page_shows_its_words(server: ReplicaServer, name: str) -> None:
    portal = PORTALS[name]
    for article in portal.at(1):
        status, _, page = get(server, address(article, portal))
        shown, told = words(page), truth(article)
        assert status == 200
        texts = [told.title, told.lead or "", *(text for text, _ in told.captions), *article.signature]
        texts += [cell for kind, text, rows in told.blocks for cell in (sum(rows, ()) if rows else [text])]
        missing = [text for text in texts if " ".join(text.split()) not in shown]
        assert not missing, f"{article.id}: {missing}"


@pytest.mark.parametrize("name", NAMES)
def test_paging_reaches_every_article(server: ReplicaServer, name: str) -> None:
    portal = PORTALS[name]
    first = listing(portal)
    everything = {address(article, portal) for article in portal.at(1)}
    on_first_page = everything & set(links(first, get(server, first)[2]))
    assert len(on_first_page) == 8
    assert everything <= reachable(server, first)


@pytest.mark.parametrize("name", NAMES)
def test_every_category_is_on_the_front_page_and_answers(server: ReplicaServer, name: str) -> None:
    front = f"http://{PORTALS[name].host}{'/web/trang-chu' if name == 'thoxuan' else '/'}"
    page = get(server, front)[2]
    for category in PORTALS[name].categories:
        entry = next(a for a in lxml_html.fromstring(page).iter("a") if a.text_content() == category.name)
        status, _, text = get(server, urljoin(front, entry.get("href")))
        assert status == 200
        assert html.escape(category.name) in text


@pytest.mark.parametrize("name", NAMES)
def test_two_requests_of_one_page_differ_in_numbers_alone(server: ReplicaServer, name: str) -> None:
    portal = PORTALS[name]
    url = address(portal.at(1)[0], portal)
    one, two = get(server, url)[2], get(server, url)[2]
    assert one != two
    assert re.sub(r"[\d.:]+", "0", one) == re.sub(r"[\d.:]+", "0", two)


@pytest.mark.parametrize("name", ["laocai", "huuhoa", "vanphuc"])
def test_the_views_of_an_article_rise_with_every_request(running: ReplicaServer, name: str) -> None:
    portal = PORTALS[name]
    article = next(a for a in portal.at(1) if a.published)
    label = r"(\d+) lượt xem" if name == "laocai" else r"(?:Lượt xem|View Count): (\d+)"

    def read() -> int:
        found = re.search(label, get(running, address(article, portal))[2])
        assert found
        return int(found[1])

    first = read()
    assert article.views is not None
    assert first > article.views
    assert read() == first + 1


@pytest.mark.parametrize("name", NAMES)
def test_the_second_address_and_the_print_view_show_the_article(server: ReplicaServer, name: str) -> None:
    portal = PORTALS[name]
    article = next(a for a in portal.at(1) if a.body)
    for url in others(article, portal):
        status, headers, page = get(server, url)
        if status == 301:
            status, _, page = get(server, urljoin(url, headers["Location"]))
        assert status == 200
        assert article.title in words(page), url


@pytest.mark.parametrize("name", NAMES)
def test_a_crawler_meets_second_addresses_and_print_views(server: ReplicaServer, name: str) -> None:
    portal = PORTALS[name]
    marks = {
        "laocai": ("/1227/27461/54439/", "/print/"),
        "thoxuan": (vnpt.OTHER_HOST, "print.aspx"),
        "backan": ("/?p=", "/print/"),
    }.get(name, (";jsessionid=", "p_p_state=pop_up"))
    front = f"http://{portal.host}{'/web/trang-chu' if name == 'thoxuan' else '/'}"
    page = address(portal.at(1)[0], portal)
    met = links(front, get(server, front)[2]) + links(page, get(server, page)[2])
    assert all(any(mark in link for link in met) for mark in marks)


@pytest.mark.parametrize("name", NAMES)
def test_the_second_state_adds_edits_and_deletes(server: ReplicaServer, name: str) -> None:
    portal = PORTALS[name]
    changed = [a for a in portal.articles if a.edited or a.gone or a.added == 2]
    before = {a.id: get(server, address(a, portal)) for a in changed}
    server.set_state(2)
    for article in changed:
        status, _, page = get(server, address(article.at(2) or article, portal))
        if article.added == 2:
            assert (before[article.id][0], status) == (404, 200)
        elif article.gone:
            assert (before[article.id][0], status) == (200, 404)
        else:
            edited = article.at(2)
            assert edited
            new = {text for _, text, rows in truth(edited).blocks if not rows} - {b[1] for b in truth(article).blocks}
            assert all(" ".join(text.split()) in words(page) for text in new)
            assert words(page) != words(before[article.id][2])
    assert {article.added for article in changed} == {1, 2}
    assert any(article.gone for article in changed)
    assert any(article.edited for article in changed)


def test_the_content_holds_the_odd_cases() -> None:
    articles = [article for portal in PORTALS.values() for article in portal.at(1)]
    assert any(a.published is None for a in articles)
    assert any(a.nfd for a in articles)
    assert any(e.kind == "table" for a in articles for e in a.body)
    assert any(e.file.endswith(".pdf") for a in articles for e in a.body)
    assert any(not truth(a).blocks for a in articles)
    assert any(sum(len(text) for _, text, _ in truth(a).blocks) >= 20_000 for a in articles)


def test_five_articles_of_huu_hoa_stand_on_van_phuc_under_other_dates() -> None:
    originals = {f"huuhoa/{a.id}": a for a in PORTALS["huuhoa"].at(1)}
    reposts = [a for a in PORTALS["vanphuc"].at(1) if a.repost_of]
    assert len(reposts) == 5
    for repost in reposts:
        original = originals[repost.repost_of or ""]
        assert truth(repost).blocks == truth(original).blocks
        assert (repost.title, repost.slug) == (original.title, original.slug)
        assert repost.published is not None
        assert original.published is not None
        assert repost.published > original.published


def test_decomposed_articles_are_served_decomposed(server: ReplicaServer) -> None:
    for portal in PORTALS.values():
        for article in (a for a in portal.at(1) if a.nfd):
            page = get(server, address(article, portal))[2]
            assert html.escape(unicodedata.normalize("NFD", article.title)) in page


def test_no_article_of_bac_kan_shows_its_date_to_a_reader(server: ReplicaServer) -> None:
    portal = PORTALS["backan"]
    for article in portal.at(1):
        tree = lxml_html.fromstring(get(server, address(article, portal))[2])
        stamps = tree.xpath("//article//time/@datetime")
        assert stamps == ([article.published.isoformat()] if article.published else [])
        header = tree.find(".//header[@class='entry-header']")
        assert header is not None
        assert "".join(header.text_content().split()) == "".join(article.as_served().title.split())


def test_the_signature_of_some_articles_runs_into_the_counter(server: ReplicaServer) -> None:
    portal = PORTALS["laocai"]
    pages = [(a, words(get(server, address(a, portal))[2])) for a in portal.at(1) if a.signature]
    glued = [a for a, page in pages if f"{a.signature[-1]}Thống kê truy cập" in page]
    assert 3 <= len(glued) < len(pages)


def test_an_ordinary_request_names_its_portal_in_the_host_header(server: ReplicaServer) -> None:
    status, _, page = get(server, "http://tplaocai.laocai.gov.vn/", proxy=False)
    assert status == 200
    assert PORTALS["laocai"].site in page


def test_a_missing_page_has_the_furniture_of_its_portal(server: ReplicaServer) -> None:
    for portal in PORTALS.values():
        status, _, page = get(server, f"http://{portal.host}/khong-co-trang-nay/")
        assert status == 404
        assert portal.slogan in html.unescape(page)


def test_an_unknown_host_is_a_bad_gateway(server: ReplicaServer) -> None:
    status, _, text = get(server, "http://khong-co.example.gov.vn/")
    assert (status, text) == (502, "No replica stands at the host 'khong-co.example.gov.vn'.\n")


def test_a_broken_portal_answers_500_to_everything(server: ReplicaServer) -> None:
    assert {get(server, f"http://loi.example.gov.vn{path}")[0] for path in ("/", "/robots.txt", "/a/b")} == {500}


def test_robots_txt_forbids_the_back_office_alone(server: ReplicaServer) -> None:
    for portal in PORTALS.values():
        assert get(server, f"http://{portal.host}/robots.txt")[2] == "User-agent: *\nDisallow: /admin\n"


def test_the_log_tells_host_path_and_status(server: ReplicaServer) -> None:
    server.reset_log()
    get(server, "http://backancity.gov.vn/?p=1")
    assert server.requests == [("backancity.gov.vn", "/?p=1", 404)]


def test_pictures_and_attachments_can_be_fetched(server: ReplicaServer) -> None:
    for portal in PORTALS.values():
        article = next(a for a in portal.at(1) if any(e.kind == "image" for e in a.body))
        url = address(article, portal)
        picture = lxml_html.fromstring(get(server, url)[2]).xpath("//img/@src")[-1]
        assert get(server, urljoin(url, picture))[1]["Content-Type"] == "image/gif"
    portal, article = next(
        (p, a) for p in PORTALS.values() for a in p.at(1) if any(e.file.endswith(".pdf") for e in a.body)
    )
    url = address(article, portal)
    file = next(link for link in links(url, get(server, url)[2]) if link.endswith(".pdf"))
    status, headers, _ = get(server, file)
    assert (status, headers["Content-Type"]) == (200, "application/pdf")


def test_padded_pages_have_about_the_size_asked_for_and_the_same_links() -> None:
    portal = PORTALS["laocai"]
    url = address(next(a for a in portal.at(1) if len(a.body) < 12), portal)
    with ReplicaServer() as bare, ReplicaServer(pad=60_000) as padded:
        one, two = get(bare, url)[2], get(padded, url)[2]
    assert 60_000 <= len(two.encode()) < 66_000
    assert set(links(url, one)) | {f"{url}#"} == set(links(url, two)) | {f"{url}#"}


def test_a_folder_is_served_as_a_static_server_does(server: ReplicaServer, tmp_path: Path) -> None:
    host = "http://tinh.example.gov.vn"
    for name, text in (("", "one"), ("tin tức/", "two")):
        (tmp_path / name).mkdir(exist_ok=True)
        (tmp_path / name / "index.html").write_text(text)
    server.serve_folder("tinh.example.gov.vn", StaticSite(tmp_path))
    assert get(server, f"{host}/")[2] == "one"
    assert get(server, f"{host}/tin%20t%E1%BB%A9c/")[2] == "two"
    status, headers, _ = get(server, f"{host}/tin%20t%E1%BB%A9c")
    assert (status, headers["Location"]) == (301, "/tin%20t%E1%BB%A9c/")
    assert headers["Last-Modified"] is None
    assert get(server, f"{host}/khong-co/")[0] == 404
    assert get(server, f"{host}/..%2F..%2Fetc/passwd")[0] == 404


def test_a_folder_can_be_swapped_while_the_server_runs(server: ReplicaServer, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(name)
        server.serve_folder("tinh.example.gov.vn", StaticSite(tmp_path / name))
        assert get(server, "http://tinh.example.gov.vn/")[2] == name


def test_the_command_says_where_it_listens_and_stops_on_sigterm() -> None:
    command = [sys.executable, "-m", "tests.replicas", "--state", "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        assert re.fullmatch(r"listening on http://127\.0\.0\.1:\d+\n", process.stdout.readline())
        process.terminate()
        assert process.wait(timeout=10) == 0


def test_the_charset_of_tho_xuan_is_named_by_the_page_alone_and_late(server: ReplicaServer) -> None:
    _, headers, page = get(server, "http://thoxuan.thanhhoa.gov.vn/web/trang-chu")
    assert headers["Content-Type"] == "text/html"
    assert page.index("charset=utf-8") > 1024


def test_any_article_can_be_dressed_as_a_page_of_a_portal() -> None:
    own = PORTALS["laocai"].at(1)[0]
    stranger = replace(own, title="Một bài ở nơi khác", number=9_999_999, nfd=False)
    for name in NAMES:
        page = words(page_of(name, stranger, Style(captions="table")).decode())
        assert "Một bài ở nơi khác" in page
        assert PORTALS[name].site in page


def test_a_body_is_read_into_its_elements() -> None:
    body = parse_body(
        "Mở đầu\n\n## Kết quả\n- một\n- hai\n\n| a | b |\n| 1 | 2 |\n\n![x.jpg] Quang cảnh\n[[y.pdf]] Đơn"
    )
    assert [(e.kind, e.text, e.rows, e.file) for e in body] == [
        ("paragraph", "Mở đầu", (), ""),
        ("heading", "Kết quả", (), ""),
        ("list", "", (("một",), ("hai",)), ""),
        ("table", "", (("a", "b"), ("1", "2")), ""),
        ("image", "Quang cảnh", (), "x.jpg"),
        ("file", "Đơn", (), "y.pdf"),
    ]
