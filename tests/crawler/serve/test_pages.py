"""What the pages say, over HTTP, as a browser without scripts or a program reads them."""

from __future__ import annotations

import hashlib
import html
import json
import re
from typing import Any

import pytest

from storage import health
from storage.store import Store
from tests.crawler.conftest import Archive
from tests.crawler.extract.pages import PROSE, page, paragraphs
from tests.crawler.serve.conftest import PORTALS, START, Put, Site, serving

PAGES = ("/", "/search", "/search?q=hoi+nghi", "/article/1", "/portals", "/portal/vanphuc", "/timeline", "/raw/1")


def words(page: str) -> str:
    """A page's text."""
    within = re.sub(r"</?(?:mark|ins|del|bdi|b)\b[^>]*>", "", page)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", within)).split())


# -- the front page ---------------------------------------------------------------------------------


def test_the_front_page_says_what_is_new_edited_and_gone(site: Site) -> None:
    page = words(site.text("/"))
    [(newest,)] = site.archive.sql(
        "SELECT title FROM articles JOIN captures ON article_id = articles.id WHERE change = 'first' "
        "ORDER BY articles.id DESC LIMIT 1"
    )
    [(gone,)] = site.archive.sql("SELECT title FROM pages WHERE status = 'gone' ORDER BY missing_since DESC LIMIT 1")
    assert newest in page.partition("Vừa bị sửa")[0]
    assert gone in page.partition("Vừa bị gỡ")[2]


def test_a_text_that_a_page_was_edited_to_is_an_edit_and_nothing_new(site: Site) -> None:
    page = site.text("/")
    edits = site.archive.sql("SELECT article_id FROM captures WHERE change = 'edit'")
    assert len(edits) == len(PORTALS)
    new, _, changed = page.partition('id="edited"')
    for (number,) in edits:
        assert f'href="/article/{number}"' not in new
        assert f'href="/article/{number}/diff/' in changed


def test_the_front_page_says_how_each_portal_fares(site: Site) -> None:
    page = site.text("/")
    for portal in PORTALS:
        assert f'<a href="/portal/{portal}">{portal}</a>' in page
    assert page.count('class="badge is-ok"') == len(PORTALS)


def test_a_portal_that_is_not_well_is_told_with_the_reason(put: Put, hostile: Archive) -> None:
    for portal in ("doisim", "hangdao", "hangma"):
        put(
            page(paragraphs(*PROSE), title=f"Tin của {portal}"),
            url=f"http://{portal}.example/tin/1.html",
            portal=portal,
        )
    with Store(hostile.home / "articles.db") as store, store.batch():
        for portal, patience in (("doisim", 2), ("hangdao", 1)):
            health.note_event(
                store.connection, portal, "short", "<b>3</b> pages lost their text", example=None, at=START,
                patience=patience,
            )  # fmt: skip
    with serving(hostile) as site:
        front, portal = site.text("/"), site.text("/portal/hangdao")
        english = words(site.text("/portals?lang=en"))
    assert "2 cổng đang có vấn đề: doisim , hangdao" in words(front.partition("<table")[0])
    assert [front.count(f'class="badge is-{state}"') for state in ("suspect", "broken", "failed")] == [1, 1, 0]
    assert "&lt;b&gt;3&lt;/b&gt; pages lost their text" in portal
    assert "broken <b>3</b> pages lost their text , since" in english


# -- search -----------------------------------------------------------------------------------------


def test_search_finds_without_diacritics_and_marks_what_it_found(site: Site) -> None:
    page = site.text("/search?q=hoi+nghi")
    assert re.search(r"<mark>hội</mark>\s*<mark>nghị</mark>|<mark>hội nghị</mark>", page)


def test_facets_narrow_and_count(site: Site) -> None:
    page = site.text("/search?q=hoi+nghi")
    found = re.search(
        r'href="(/search\?q=hoi\+nghi&amp;portal=thoxuan)"><bdi>thoxuan</bdi></a> <span class="number">(\d+)', page
    )
    assert found
    narrowed = site.text(html.unescape(found[1]))
    assert f"{found[2]} bài tìm thấy" in narrowed
    assert set(re.findall(r'<a class="portal" href="/portal/(\w+)">', narrowed)) == {"thoxuan"}


def test_year_and_days_narrow(site: Site) -> None:
    page = site.text("/search?year=2021&from=2021-06-01&to=2023-01-01")
    dates = re.findall(r'<time datetime="([^"]+)">', page)
    assert dates
    assert all("2021-06" <= date < "2022" for date in dates)


def test_pages_of_results_follow_each_other(site: Site) -> None:
    seen: list[str] = []
    address: str | None = "/search"
    while address:
        page = site.text(address)
        seen += re.findall(r'<a class="title" href="(/article/\d+)"', page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = html.unescape(following[1]) if following else None
    [(count,)] = site.archive.sql("SELECT count(DISTINCT article_id) FROM pages WHERE article_id NOT NULL")
    assert len(seen) == len(set(seen)) == count


@pytest.mark.parametrize(
    "query",
    [
        "q=%22", "q=AND", "q=NEAR(", "q=%00%ff", "page=0", "page=-1", "page=99999999999", "page=x", "year=20212",
        "from=yesterday&to=9999-99-99", "portal=%27%3B--", "kind=%3Cscript%3E", "q=" + "x" * 5000,
        "sort=%7B%7B7*7%7D%7D",
        "q=a&q=b&portal=&kind=&year=&from=&to=",
    ],
)  # fmt: skip
def test_any_question_has_an_answer(site: Site, query: str) -> None:
    assert site.get(f"/search?{query}").status_code == 200


def test_a_search_that_finds_nothing_says_so(site: Site) -> None:
    assert "Không tìm thấy" in site.text("/search?q=xyzzyx")
    assert "Nothing found" in site.text("/search?q=xyzzyx&lang=en")


# -- an article -------------------------------------------------------------------------------------


def test_an_article_shows_its_text_its_places_and_the_evidence_of_its_date(site: Site) -> None:
    [(number,)] = site.archive.sql(
        "SELECT article_id FROM pages WHERE article_id NOT NULL GROUP BY article_id "
        "HAVING count(DISTINCT portal) = 2 LIMIT 1"
    )
    page = site.text(f"/article/{number}")
    told = words(page)
    [(title, body)] = site.archive.sql("SELECT title, body FROM articles WHERE id = ?", number)
    assert title in told
    assert all(" ".join(block.split()) in told for block in body.split("\n\n"))
    for portal, url, text in site.archive.sql(
        "SELECT portal, url, published_text FROM pages WHERE article_id = ?", number
    ):
        assert f'href="/portal/{portal}"' in page
        assert f'href="{html.escape(url)}"' in page
        assert text in told
    assert "được chọn" in told


def test_the_words_that_a_fact_stands_on_are_marked_and_linked(site: Site) -> None:
    number = site.article("held_from NOT NULL")
    [(text,)] = site.archive.sql("SELECT held_text FROM articles WHERE id = ?", number)
    page = site.text(f"/article/{number}")
    assert f'id="held_on-0">{html.escape(text)}</mark>' in page
    assert 'href="#held_on-0"' in page


def test_an_edit_is_shown_word_by_word(site: Site) -> None:
    [(number, before)] = site.archive.sql(
        "SELECT article_id, previous_article_id FROM revisions WHERE change = 'edit' AND portal = 'vanphuc'"
    )
    assert f'href="/article/{number}/diff/{before}"' in site.text(f"/article/{number}")
    page = site.text(f"/article/{number}/diff/{before}")
    assert "<del> 186</del><ins> 168</ins>" in page
    assert "Từng từ đều giống nhau" in site.text(f"/article/{number}/diff/{number}")


def test_a_page_that_is_gone_is_marked_and_keeps_its_text(site: Site) -> None:
    [(number, body)] = site.archive.sql(
        "SELECT article_id, body FROM pages JOIN articles ON articles.id = article_id WHERE status = 'gone' LIMIT 1"
    )
    page = site.text(f"/article/{number}")
    assert 'class="badge is-gone"' in page
    assert body.split("\n\n")[0] in words(page)


@pytest.mark.parametrize(
    "path",
    ["/article/999999", "/article/x", "/article/1/diff/999999", "/article/99999999999999999999", "/portal/khong-co",
     "/raw/999999", "/raw/999999/page", "/nix", "/static/nix.css", "/static/..%2fplugin.py", "/archive/nix"],
)  # fmt: skip
def test_what_is_not_there_is_said_in_words(site: Site, path: str) -> None:
    answer = site.get(path)
    assert answer.status_code == 404
    assert "Traceback" not in answer.text


def test_the_timeline_counts_every_dated_page(site: Site) -> None:
    data: dict[str, dict[str, int]] = json.loads(site.text("/timeline.json"))
    [(count,)] = site.archive.sql(
        "SELECT count(*) FROM (SELECT DISTINCT portal, article_id FROM pages WHERE article_id NOT NULL)"
    )
    assert sum(sum(months.values()) for months in data.values()) == count
    assert f"<b>{count}</b>" in site.text("/timeline")


def test_a_file_is_sent_to_be_kept_and_never_shown(site: Site) -> None:
    found = site.archive.sql(
        "SELECT article_id, file_id, sha256, url FROM files_of_articles WHERE file_id NOT NULL ORDER BY file_id LIMIT 1"
    )
    assert found, "the replicas offer files"
    [(article, number, digest, url)] = found
    page = site.text(f"/article/{article}")
    assert f'href="/file/{number}" download' in page
    assert html.escape(url) in page
    answer = site.get(f"/file/{number}")
    assert hashlib.sha256(answer.content).hexdigest() == digest
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert site.get("/file/999999").status_code == 404


# -- languages --------------------------------------------------------------------------------------


def test_the_language_is_asked_for_remembered_or_the_browsers(site: Site) -> None:
    assert '<html lang="vi">' in site.text("/")
    assert '<html lang="vi">' in site.text("/", accept_language="fr, de;q=0.8")
    assert '<html lang="en">' in site.text("/", accept_language="fr, en-GB;q=0.8, vi;q=0.5")
    asked = site.get("/?lang=en")
    assert '<html lang="en">' in asked.text
    cookie = asked.headers["set-cookie"].partition(";")[0]
    assert '<html lang="en">' in site.text("/portals", cookie=cookie, accept_language="vi")
    assert '<html lang="vi">' in site.text("/portals?lang=vi", cookie=cookie)


def test_the_other_language_is_one_link_away_and_keeps_the_question(site: Site) -> None:
    page = site.text("/search?q=h%E1%BB%99i+%26+%22ngh%E1%BB%8B%22&year=2021")
    found = re.search(r'<a href="([^"]+)" lang="en"', page)
    assert found
    assert "q=h%E1%BB%99i+%26+%22ngh%E1%BB%8B%22&amp;year=2021&amp;lang=en" in found[1]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_page_is_whole_in_both_languages(site: Site, path: str, lang: str) -> None:
    page = site.text(path, accept_language=lang)
    assert f'<html lang="{lang}">' in page
    assert page.rstrip().endswith("</html>")
    assert page.count("<h1") == 1
    assert "{" not in words(page), "a value that was not put in"


# -- Datasette --------------------------------------------------------------------------------------


def test_datasettes_own_pages_are_there_with_our_words_for_columns(site: Site) -> None:
    page = site.text("/archive/articles")
    assert "SHA-256 of the title and text" in page
    assert "_sqlite_migrations" not in site.text("/archive")
    rows: Any = json.loads(site.text("/archive.json?sql=select+count(*)+as+n+from+articles&_shape=array"))
    assert rows == [{"n": site.archive.sql("SELECT count(*) FROM articles")[0][0]}]


def test_sql_cannot_write_and_cannot_run_for_ever(site: Site) -> None:
    for statement in ("delete+from+articles", "drop+table+articles", "attach+'x'+as+y", "pragma+journal_mode=delete"):
        assert site.get(f"/archive.json?sql={statement}").status_code == 400
    endless = "with+recursive+n(i)+as+(select+1+union+all+select+i%2B1+from+n)+select+sum(i)+from+n"
    answer = site.get(f"/archive?sql={endless}")
    assert answer.status_code == 400
    assert "SQL Interrupted" in answer.text


def test_nothing_of_datasette_asks_another_host(site: Site) -> None:
    for path in ("/archive", "/archive/articles", "/archive/articles/1", "/archive?sql=select+1"):
        page = site.text(path).replace(site.address, "")
        assert not re.search(r"""<(?:script|link|img|iframe)[^>]*(?:src|href)=["']?(?:https?:)?//""", page)
        assert "default-src 'self'" in site.get(path).headers["content-security-policy"]
