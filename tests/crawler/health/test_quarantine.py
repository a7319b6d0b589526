"""What is suspect is held: its raw page is kept, nothing of it is shown, and a person or time decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.archiving import Archiving, Job
from crawler.conclude import PortalRun
from crawler.health.watch import Checked
from spiders.laocai import LaocaiCity
from storage import health
from storage.records import Capture
from storage.warc import WarcWriter
from tests.crawler.conftest import Archive
from tests.crawler.health.world import CASINO
from tests.replicas.content import Article, Element, load
from tests.replicas.server import page_of

HOST = "http://tplaocai.laocai.gov.vn"
HEADERS = (("Content-Type", "text/html; charset=utf-8"),)
FIRST = datetime(2026, 3, 2, 10, tzinfo=UTC)


class Portal:
    """A portal whose pages come to the archive as a crawl brings them, a run a day."""

    def __init__(self, home: Path) -> None:
        self.archiving = Archiving(home)
        self.writer = WarcWriter(home / "warc", software="test")
        self.day = 0

    def run(self, *pages: tuple[Article, bytes]) -> Checked:
        at = FIRST + timedelta(days=self.day)
        self.day += 1
        captures = [
            Capture(
                "laocai", url(article), url(article), at, 200, (("Content-Type", "text/html; charset=utf-8"),), body
            )
            for article, body in pages
        ]
        self.archiving.archive([Job(each, self.writer.write(each), LaocaiCity.rules) for each in captures])
        run = PortalRun(
            "laocai", started=at, finished=at, looked_at=len(pages), absences=(), listings=(), dates=(),
            rules=LaocaiCity.rules, named=10,
        )  # fmt: skip
        return self.archiving.finish(run)[1]

    def shown(self) -> list[str]:
        rows = self.archiving.store.connection.execute(
            "SELECT articles.title FROM pages JOIN articles ON articles.id = article_id ORDER BY pages.id"
        )
        return [title for (title,) in rows]

    def state(self) -> str:
        return str(health.states(self.archiving.store.connection)["laocai"]["state"])


def url(article: Article) -> str:
    return f"{HOST}/{article.category.slug}/{article.slug}-{article.number}"


def page(article: Article) -> tuple[Article, bytes]:
    return article, page_of("laocai", article)


def spoilt(article: Article) -> tuple[Article, bytes]:
    return page(replace(article, lead=None, body=(Element("paragraph", CASINO * 3),)))


def redesigned(article: Article) -> tuple[Article, bytes]:
    """The same page in other markup, and its text in other words."""
    body = "".join(f"<p>{e.text.replace('Thành phố', 'thành phố ta')}, nhé</p>" for e in article.body if e.text)
    day = f"<p>{article.published:%d/%m/%Y %H:%M}</p>" if article.published else ""
    return article, f"<html><body><h1>{article.title}</h1>{day}<article>{body}</article></body></html>".encode()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def portal(home: Path) -> Iterator[Portal]:
    made = Portal(home)
    yield made
    made.writer.close()
    made.archiving.store.close()


@pytest.fixture
def articles() -> tuple[Article, ...]:
    return load()["laocai"].articles[:8]


def test_a_spoilt_page_shows_what_it_showed_before(portal: Portal, articles: tuple[Article, ...]) -> None:
    portal.run(*map(page, articles))
    before = portal.shown()
    checked = portal.run(*map(page, articles[1:4]), spoilt(articles[0]))
    assert [finding["kind"] for finding in checked.findings] == ["spam"]
    assert portal.shown() == before
    assert portal.state() == "broken"
    [held] = health.held(portal.archiving.store.connection)
    assert held.url == url(articles[0])


def test_what_is_held_of_a_page_is_dropped_when_the_page_is_right_again(
    portal: Portal, articles: tuple[Article, ...]
) -> None:
    portal.run(*map(page, articles))
    portal.run(spoilt(articles[0]))
    portal.run(*map(page, articles[:4]))
    assert portal.state() == "well"
    [held] = health.held(portal.archiving.store.connection, state=None)
    assert (held.state, held.decided_by) == ("dropped", "its page showed an article again")


def test_a_page_held_twice_is_not_gone(portal: Portal, articles: tuple[Article, ...]) -> None:
    portal.run(*map(page, articles))
    portal.run(spoilt(articles[0]))
    portal.run(spoilt(articles[0]))
    rows = portal.archiving.store.connection.execute("SELECT DISTINCT status FROM pages").fetchall()
    assert [row[0] for row in rows] == ["live"]


def test_a_redesign_is_held_until_three_runs_read_it_well(portal: Portal, articles: tuple[Article, ...]) -> None:
    old, fresh = articles[:6], articles[6:]
    portal.run(*map(page, old))
    before = portal.shown()
    first = portal.run(*map(redesigned, (*old, *fresh)))
    assert [finding["kind"] for finding in first.findings] == ["redesign"]
    assert first.held == {"changed": len(old), "new": len(fresh)}
    assert portal.shown() == before
    portal.run(*map(redesigned, old))
    assert portal.shown() == before
    portal.run(*map(redesigned, old))
    assert portal.state() == "well"
    assert len(portal.shown()) == len(articles)
    assert not health.held(portal.archiving.store.connection)
    assert not portal.run(*map(redesigned, old)).findings


def test_by_hand(portal: Portal, home: Path, articles: tuple[Article, ...]) -> None:
    portal.run(*map(page, articles[:5]))
    portal.run(*map(page, articles[:3]), spoilt(articles[5]), spoilt(articles[6]))
    archive = Archive(home, "")
    listed = archive.json("quarantine", "list")
    assert [row["url"] for row in listed] == [url(articles[5]), url(articles[6])]
    assert archive.giaoban("quarantine", "release", "99").returncode == 1
    assert archive.giaoban("quarantine", "release", str(listed[0]["id"])).returncode == 0
    assert len(portal.shown()) == 6
    assert archive.giaoban("quarantine", "drop", "laocai").returncode == 0
    assert archive.json("quarantine", "list") == []
    assert [row["state"] for row in archive.json("quarantine", "list", "--all")] == ["released", "dropped"]
    # Nobody reads again what was dropped, and what was released is not held again.
    assert archive.giaoban("reextract", "--all").returncode == 0
    assert len(portal.shown()) == 6
    assert not portal.run(spoilt(articles[5])).findings


def test_status_shows_who_is_not_well_and_why(portal: Portal, home: Path, articles: tuple[Article, ...]) -> None:
    portal.run(*map(page, articles[:5]))
    portal.run(*map(page, articles[:3]), spoilt(articles[5]))
    archive = Archive(home, "")
    [row] = archive.json("status")
    assert (row["health"]["state"], row["health"]["kind"], row["health"]["held"]) == ("broken", "spam", 1)
    said = archive.giaoban("status").stdout.decode()
    assert "✖ broken" in said
    assert "a page advertising gambling" in said
    assert url(articles[5]) in said
