"""Real articles are articles; real listing and front pages are none, with rules and without. Skipped where absent."""

from __future__ import annotations

import gzip
import json
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.extract import Rules, extract
from crawler.portals import load_portals
from storage.records import Article, Capture
from tests.crawler.test_real_sites import WORDS, nfc
from tests.crawler.test_real_sites import read as read_site
from tests.shared import shared

SEEN = datetime(2019, 8, 8, tzinfo=UTC)
LACVIET = load_portals()["krongno"].rules
# What the listing pages and the front page of the platform have and its articles have not.
LISTS = (b"TitleFront", b"UnionNews_Container_mode2")


def article(body: bytes, url: str, rules: tuple[Rules, ...] = ()) -> Article:
    return extract(Capture("", url, url, SEEN, 200, (("Content-Type", "text/html"),), body), rules)


@pytest.mark.parametrize("corpus", ["article-bodies", "fundus-articles"])
def test_no_article_of_a_benchmark_is_refused(corpus: str) -> None:
    pages = sorted(shared("benchmarks", corpus, "html").iterdir())
    assert pages
    read = [article(gzip.decompress(page.read_bytes()), f"http://example.org/{page.name}") for page in pages]
    # Where no text was found at all, the choice of blocks is to blame.
    assert [(a.not_article, a.title) for a in read if a.not_article and a.text] == []
    assert sum(not a.text for a in read) <= 1


@pytest.mark.parametrize("rules", [(), LACVIET], ids=["generic", "with rules"])
def test_the_real_listing_page_is_refused_and_the_real_articles_are_not(rules: tuple[Rules, ...]) -> None:
    folder = shared("real-html", "daksong")
    for page in json.loads((folder / "gold.json").read_text()):
        read = article((folder / page["file"]).read_bytes(), page["url"], rules)
        assert (read.not_article is not None) == (page.get("kind") == "listing"), page["file"]


@pytest.fixture(
    scope="module", params=[pytest.param("krongno-2019-07-30", marks=pytest.mark.slow), "svhttdl-2019-08-01"]
)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("site") / request.param
    with tarfile.open(shared("real-sites") / f"{request.param}.tar.xz") as packed:
        packed.extractall(folder, filter="data")
    yield folder


def pages(site: Path) -> Iterator[tuple[str, bytes]]:
    """The path and the bytes of every page of a site that is not empty."""
    for file in sorted(site.rglob("index.html")):
        if body := file.read_bytes().strip():
            yield "/" + nfc(file.parent.relative_to(site).as_posix()).removeprefix("."), body


@pytest.mark.parametrize("rules", [(), LACVIET], ids=["generic", "with rules"])
def test_listing_and_front_pages_of_a_real_portal_are_refused(site: Path, rules: tuple[Rules, ...]) -> None:
    host = f"http://{site.name.split('-')[0]}.daknong.gov.vn"
    lists = [(path, body) for path, body in pages(site) if any(mark in body for mark in LISTS)]
    assert len(lists) > 20
    kept = [path for path, body in lists if article(body, f"{host}{path}/", rules).not_article is None]
    # With no rule, a front page whose one text stands under its one headline is not told from an article; one
    # portal has it at three addresses.
    assert len(kept) <= (0 if rules else 3), kept


def test_articles_of_a_real_portal_are_not_refused(site: Path) -> None:
    host = f"http://{site.name.split('-')[0]}.daknong.gov.vn"
    told = {path for path, page in read_site(site).items() if page.title and len(page.text.split()) >= WORDS}
    assert len(told) > 30
    for path, body in pages(site):
        if path in told:
            assert article(body, f"{host}{path}/", LACVIET).not_article is None, path
            # With no rule the wrong part of a page may be chosen; what is chosen is not taken for a listing.
            assert not (article(body, f"{host}{path}/").not_article or "").startswith("a listing"), path
