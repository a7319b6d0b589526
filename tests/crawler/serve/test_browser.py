"""The pages in a real browser: with scripts and without, on a phone, by keyboard; and a raw page that wants out."""

from __future__ import annotations

import http.server
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.crawler.conftest import Archive
from tests.crawler.extract.pages import PROSE, paragraphs
from tests.crawler.serve.conftest import Put, Site, serving
from tests.crawler.serve.test_safety import HOSTILE

PAGES = (
    "/",
    "/search?q=hoi+nghi",
    "/search?q=xyzzy&portal=huuhoa&year=2021",
    "/portals",
    "/portal/huuhoa",
    "/timeline",
    "/raw/1",
)


@contextmanager
def looking(browser: Browser, site: Site, **options: object) -> Iterator[Page]:
    """A page in a context of its own; whatever the browser complains of fails the test."""
    context: BrowserContext = browser.new_context(base_url=site.address, **options)  # type: ignore[arg-type]
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda request: complaints.append(request.url) if not request.url.startswith((site.address, "data:")) else None,
    )
    try:
        yield page
    finally:
        context.close()
    assert not complaints


def pages(site: Site) -> list[str]:
    [(edited, before)] = site.archive.sql(
        "SELECT article_id, previous_article_id FROM revisions WHERE change = 'edit' LIMIT 1"
    )
    [(shared,)] = site.archive.sql(
        "SELECT article_id FROM pages WHERE article_id NOT NULL GROUP BY article_id HAVING count(*) > 1 LIMIT 1"
    )
    return [*PAGES, f"/article/{shared}", f"/article/{edited}", f"/article/{edited}/diff/{before}"]


def test_a_reader_without_scripts_finds_reads_and_compares(browser: Browser, site: Site) -> None:
    with looking(browser, site, java_script_enabled=False, locale="vi-VN") as page:
        page.goto("/")
        page.get_by_label("Tìm trong các bài").fill("sơ kết 6 tháng")
        page.get_by_role("button", name="Tìm").click()
        page.get_by_role("link", name="vanphuc").last.click()
        page.get_by_role("listitem").get_by_role("link", name="Sơ kết 6 tháng đầu năm 2020").first.click()
        assert "Sơ kết 6 tháng đầu năm 2020" in page.locator("h1").inner_text()
        page.get_by_role("link", name="sửa gì").click()
        assert "186" in page.locator("main .body del").inner_text()
        page.get_by_role("link", name="English").click()
        assert page.locator("html").get_attribute("lang") == "en"
        page.get_by_role("link", name="Portals", exact=True).click()
        assert page.locator("html").get_attribute("lang") == "en"
        page.goto("/timeline")
        assert page.locator("noscript p").is_visible()
        assert page.locator("table.months").is_visible()


def test_the_plot_draws_every_portal_and_leads_to_the_months_articles(browser: Browser, site: Site) -> None:
    with looking(browser, site, locale="en") as page:
        page.goto("/timeline")
        figures = page.locator("#plot figure")
        figures.first.wait_for()
        assert figures.count() == 4
        bar = page.locator("#plot figure").nth(1).locator("svg a").first
        bar.focus()
        told = page.locator("#plot .told").inner_text()
        found = re.fullmatch(r"huuhoa · (\d\d)/(\d{4}): (\d+) articles", told)
        assert found, told
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/search?from={found[2]}-{found[1]}-01&*portal=huuhoa")
        assert page.locator("ol.hits > li").count() == int(found[3])


def test_the_keyboard_alone_gets_everywhere(browser: Browser, site: Site) -> None:
    with looking(browser, site, locale="en") as page:
        page.goto("/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == "q"
        page.keyboard.type("hoi nghi")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=hoi+nghi")


# Colours are looked up by the browser, so whatever the style sheet says, in whichever scheme, is what is measured.
_WEAK = """() => {
  const seen = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, n) => sum + c * [0.2126, 0.7152, 0.0722][n], 0);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = seen(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const weak = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.checkVisibility() || element.closest("noscript")) continue;
    const [one, two] = [light(seen(getComputedStyle(element).color)), light(behind(element))].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (two + 0.05);
    if (ratio < 4.5) weak.push(`${element.tagName}.${element.className} ${ratio.toFixed(2)}`);
  }
  return weak;
}"""


# What a program that reads pages aloud needs: names for fields, links and frames; headings in order; ids once.
_LACKS = """() => {
  const lacks = [];
  const name = (e) => (e.getAttribute("aria-label") || e.textContent || e.getAttribute("title") || "").trim();
  for (const e of document.querySelectorAll("input:not([type=hidden])"))
    if (!e.labels.length) lacks.push("input without a label: " + e.name);
  for (const e of document.querySelectorAll("a, button, summary, iframe, th"))
    if (!name(e)) lacks.push("nameless " + e.outerHTML.slice(0, 80));
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  for (const id of ids) if (ids.filter((other) => other === id).length > 1) lacks.push("twice: " + id);
  let level = 0;
  for (const e of document.querySelectorAll("h1, h2, h3, h4")) {
    const own = Number(e.tagName[1]);
    if (own > level + 1) lacks.push(`h${own} after h${level}: ${e.textContent}`);
    level = own;
  }
  for (const e of document.querySelectorAll("[aria-labelledby]"))
    if (!document.getElementById(e.getAttribute("aria-labelledby"))) lacks.push("labelled by nothing: " + e.tagName);
  if (document.querySelectorAll("main").length !== 1 || document.querySelectorAll("h1").length !== 1)
    lacks.push("one main, one h1");
  return lacks;
}"""


@dataclass(frozen=True)
class Looked:
    """What there is to say of a page: how much wider than a phone it is, what of it is hard to read in a light and a
    dark scheme, and what a program that reads it aloud misses."""

    too_wide: int
    weak: dict[str, list[str]]
    lacks: list[str]


@pytest.fixture(scope="module", params=["vi", pytest.param("en", marks=pytest.mark.slow)])
def looked(request: pytest.FixtureRequest, browser: Browser, site: Site) -> dict[str, Looked]:
    """Every kind of page, looked at in a language."""
    found = {}
    with looking(browser, site, viewport={"width": 390, "height": 844}, locale=request.param) as page:
        for path in pages(site):
            page.goto(path)
            if path == "/timeline":
                page.locator("#plot figure").first.wait_for()
            too_wide = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
            weak = {}
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                assert page.evaluate(f"matchMedia('(prefers-color-scheme: {scheme})').matches")
                weak[scheme] = page.evaluate(_WEAK)
            found[path] = Looked(too_wide, weak, page.evaluate(_LACKS))
    return found


def test_nothing_is_wider_than_a_phone(looked: dict[str, Looked]) -> None:
    assert {path: page.too_wide for path, page in looked.items() if page.too_wide > 0} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_what_is_behind_it(looked: dict[str, Looked], scheme: str) -> None:
    assert {path: page.weak[scheme] for path, page in looked.items() if page.weak[scheme]} == {}


def test_pages_can_be_read_aloud(looked: dict[str, Looked]) -> None:
    assert {path: page.lacks for path, page in looked.items() if page.lacks} == {}


class Trap(http.server.ThreadingHTTPServer):
    """A server that nothing of a raw page may ever ask anything."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        trap = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                trap.asked.append(self.path)
                self.send_response(204)
                self.end_headers()

            do_POST = do_HEAD = do_GET

            def log_message(self, format: str, *args: object) -> None: ...

        super().__init__(("127.0.0.1", 0), Handler)

    def verify_request(self, request: object, client_address: object) -> bool:
        self.asked.append("a connection")  # a preconnect asks nothing and has got through all the same
        return True


@pytest.fixture
def trap() -> Iterator[Trap]:
    with Trap() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


_CALLS = """<script>document.title = 'chạy'; fetch('http://trap.invalid/fetch'); new Image().src = 'http://trap.invalid/i';
navigator.sendBeacon('http://trap.invalid/b'); top.location = 'http://trap.invalid/top'; parent.document.title = 'chạy';
new WebSocket('ws://trap.invalid/'); document.cookie = 'a=b'</script>"""


@pytest.mark.parametrize("alone", [False, True], ids=["in its frame", "by itself"])
def test_a_hostile_raw_page_runs_nothing_and_asks_nobody(
    browser: Browser, put: Put, hostile: Archive, trap: Trap, alone: bool
) -> None:
    there = f"127.0.0.1:{trap.server_address[1]}"
    number = put(HOSTILE.replace("<p>Đoạn cuối</p>", _CALLS + paragraphs(*PROSE)).replace("trap.invalid", there))
    with serving(hostile) as site, looking(browser, site) as page:
        page.goto(f"/raw/{number}/page" if alone else f"/raw/{number}", wait_until="networkidle")
        title = page.title()
        frame = page if alone else page.frame_locator("iframe.page")
        assert "quyên góp" in frame.locator("body").inner_text()
        frame.get_by_text("bấm").click()
        frame.get_by_text("đi", exact=True).click()
        page.wait_for_timeout(300)
        assert page.title() == title != "chạy"
        assert page.url.startswith(site.address)
        assert page.context.cookies() == []
    assert trap.asked == []


def test_the_policy_alone_keeps_a_hostile_page_still(browser: Browser, site: Site, trap: Trap) -> None:
    """The second wall without the first: the page as it came, under the headers of the raw page."""
    there = f"127.0.0.1:{trap.server_address[1]}"
    # Links to connect beforehand are the one thing that no policy forbids; that is why the page is written anew.
    body = re.sub(r"<link[^>]*>", "", HOSTILE.replace("<p>Đoạn cuối</p>", _CALLS)).replace("trap.invalid", there)
    headers = dict(site.get("/raw/1/page").headers) | {"content-type": "text/html; charset=utf-8"}
    context = browser.new_context(base_url=site.address)
    page = context.new_page()
    page.route("**/raw/1/page", lambda route: route.fulfill(status=200, headers=headers, body=body))
    page.goto("/raw/1", wait_until="networkidle")
    page.wait_for_timeout(300)
    assert "chạy" not in page.title()
    assert page.url == f"{site.address}/raw/1"
    context.close()
    assert trap.asked == []
