"""A WordPress that nobody has told us of, by address alone: looked at, crawled, crawled again after an edit."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from crawler.extract.text import words
from tests.benchmarks.corpora import words_f1
from tests.replicas.content import truth
from tests.wordpress.packages import NotToBeHad, unpack
from tests.wordpress.server import WordPress
from tests.wordpress.site import UNSEEN, articles, site

pytestmark = pytest.mark.slow

SITES = {
    "a classic theme": {"theme": "twentytwentyone", "permalinks": "/%postname%/", "language": "vi"},
    "a block theme": {
        "theme": "twentytwentythree",
        "permalinks": "/%year%/%monthnum%/%day%/%postname%/",
        "language": "en_US",
    },
    "plain addresses": {"theme": "twentytwentyone", "permalinks": "", "language": "vi"},
}
EDIT = "Bổ sung: buổi họp kế tiếp lùi lại một tuần vì bão."


@dataclass
class Crawled:
    """A site, the spider that was written for it, the archive of a crawl and the report of it."""

    home: Path
    wordpress: WordPress
    report: dict[str, Any]
    plain: bool

    def giaoban(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
        return subprocess.run(
            [sys.executable, "-m", "crawler.cli.main", *arguments, "--home", str(self.home)],
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def crawl(self) -> dict[str, Any]:
        run = self.giaoban("crawl", "wp", "--spiders", str(self.home / "spiders"), "--json", *allow_private("crawl"))
        assert run.returncode == 0, run.stderr + run.stdout
        report: dict[str, Any] = json.loads(run.stdout)["portals"][0]
        return report

    def sql(self, query: str) -> list[sqlite3.Row]:
        connection = sqlite3.connect(self.home / "articles.db")
        connection.row_factory = sqlite3.Row
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()

    @property
    def published(self) -> list[dict[str, Any]]:
        """The posts that every reader may see, as WordPress says them."""
        return [post for post in self.wordpress.filled["posts"] if post["key"] in articles()]

    def stored(self) -> dict[str, sqlite3.Row]:
        rows = self.sql(
            "SELECT pages.url, articles.title, body, pages.published FROM pages "
            "JOIN articles ON articles.id = article_id"
        )
        return {row["url"]: row for row in rows}


def allow_private(command: str) -> list[str]:
    """What lets loopback be crawled."""
    said = subprocess.run(
        [sys.executable, "-m", "crawler.cli.main", command, "--help"], capture_output=True, text=True, check=False
    )
    return ["--allow-private"] if "--allow-private" in said.stdout else []


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    try:
        return unpack(tmp_path_factory.mktemp("debian"))
    except NotToBeHad as error:
        pytest.skip(f"Debian's WordPress cannot be had here: {error}")


@pytest.fixture(scope="module", params=SITES)
def crawled(
    request: pytest.FixtureRequest, packages: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("wordpress")
    with WordPress(packages, folder, site(**SITES[request.param])) as wordpress:
        one = Crawled(folder / "home", wordpress, {}, plain=not SITES[request.param]["permalinks"])
        one.home.mkdir()
        (one.home / "giaoban.toml").write_text("delay = 0\n")
        looked = one.giaoban(
            "new-portal", wordpress.url, "--name", "wp", "--yes", "--into", str(one.home / "spiders"),
            *allow_private("new-portal"),
        )  # fmt: skip
        assert looked.returncode == 0, looked.stderr + looked.stdout
        assert "Platform: wordpress" in looked.stdout
        one.report = one.crawl()
        yield one


def test_every_category_is_found_and_nothing_that_is_no_listing(crawled: Crawled) -> None:
    source = (crawled.home / "spiders" / "wp.py").read_text()
    found = set(re.findall(r'"(/[^"]*)"', source.split("listings = ")[1]))
    told = {url.removeprefix(crawled.wordpress.url) for url in crawled.wordpress.filled["listings"]}
    assert found == told | {"/"}


def test_every_post_is_stored_with_its_title_date_and_text_and_nothing_else_is(crawled: Crawled) -> None:
    stored = crawled.stored()
    assert stored.keys() == {post["url"] for post in crawled.published}
    assert len(stored) == crawled.report["new"] >= 25
    for post in crawled.published:
        row = stored[post["url"]]
        assert row["title"] == post["title"]
        assert row["published"] == post["date"]
        wanted = [word for _, text, _ in truth(articles()[post["key"]]).blocks for word in words(text)]
        assert words_f1(wanted, words(row["body"])) >= 0.98, post["url"]


def test_no_counter_is_in_a_text(crawled: Crawled) -> None:
    for row in crawled.stored().values():
        assert not any(said in row["body"] for said in ("Lượt xem:", "Đã đọc:", "Đang truy cập", "Tổng lượt truy cập"))


def test_what_is_not_for_readers_is_stored_nowhere(crawled: Crawled) -> None:
    hidden = [post for post in crawled.wordpress.filled["posts"] if post["key"] in UNSEEN]
    assert {post["status"] for post in hidden} == {"draft", "pending", "private", "future", "trash", "publish"}
    texts = "\n".join(f"{row['title']}\n{row['body']}" for row in crawled.sql("SELECT title, body FROM articles"))
    assert not any(post["title"].split(": ")[-1] in texts for post in hidden)
    assert crawled.report["reasons"]["it is protected by a password"] == 1
    # Of the others not even the address is known.
    asked = {row["url"] for row in crawled.sql("SELECT url FROM pages UNION SELECT url FROM rejects")}
    assert not asked & {post["url"] for post in hidden if post["key"] != "password"}


def test_a_page_has_one_address_whatever_leads_to_it(crawled: Crawled) -> None:
    asked = [row["url"] for row in crawled.sql("SELECT pages.url FROM captures JOIN pages ON pages.id = page_id")]
    assert len(asked) == len(set(asked))
    assert crawled.plain == any("?p=" in url for url in asked)
    # What was attached to a post is known by its address; what was not looks like a post until it is read.
    attachments = set(asked) & set(crawled.wordpress.filled["attachments"])
    assert attachments == (set() if crawled.plain else {f"{crawled.wordpress.url}/ban-do-hanh-chinh/"})
    assert crawled.report["reasons"].get("the page of an attachment", 0) == len(attachments)


def test_a_second_crawl_finds_the_edit_and_nothing_else(crawled: Crawled) -> None:
    post = crawled.published[0]
    old = crawled.stored()
    time.sleep(1.1)  # both know whole seconds
    crawled.wordpress.edit(post["id"], "Kết luận giao ban", f"{EDIT} Kết luận giao ban")
    report = crawled.crawl()
    assert (report["new"], report["changed"], report["gone"]) == (0, 1, 0)
    new = crawled.stored()
    assert [url for url in old if old[url]["body"] != new[url]["body"]] == [post["url"]]
    assert EDIT in new[post["url"]]["body"]
    assert new[post["url"]]["published"] == post["date"]
