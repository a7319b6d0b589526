"""The systems that extraction is measured against, each called as its own documentation or the public
article-extraction-benchmark (scrapinghub/article-extraction-benchmark, ``extractors/run_*.py``) calls it.

Fair means in their favour: they get the page decoded and its address, comments off where that can be said, and the
settings that score best. What gives HTML is turned into text by html-text, as that benchmark does, and that is counted:
nobody can read the article before.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from tests.benchmarks.corpora import Answer, Page, read

#: What a system makes of a page: the body's text; None where it does not look for one. Gets the page and its HTML
#: decoded (all pages of the corpora are UTF-8).
Run = Callable[[Page, str], str | None]

OURS = "giaoban"
YARDSTICK = "trafilatura, with metadata"


@dataclass(frozen=True, slots=True)
class System:
    """A system ready to run, or the reason why it is not (``missing``)."""

    name: str
    version: str
    run: Run | None
    missing: str = ""


def systems() -> list[System]:
    """All of them, those not installed too."""
    return list(_started(_SYSTEMS))


def portal_answer() -> Callable[[Page], Answer] | None:
    """trafilatura in precision mode with metadata, for the fields of an article; None where it is not installed."""
    try:
        from trafilatura import bare_extraction
    except ImportError:
        return None

    def run(page: Page) -> Answer:
        found = bare_extraction(
            page.html, url=page.url, include_comments=False, favor_precision=True, with_metadata=True
        )
        return Answer(found.text or "", found.title, found.date, found.author) if found else Answer("")

    return run


def _started(rows: Iterable[tuple[str, str, Callable[[], Run]]]) -> Iterator[System]:
    for name, package, start in rows:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                run = start()
        except ImportError:
            old = package == "magic-html" and sys.version_info < (3, 12)
            yield System(name, "", None, "needs Python 3.12" if old else "not installed")
        else:
            yield System(name, _version(package), run)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


# ruff: noqa: PLC0415 (each import is one peer's, and any of them may be absent)


def _giaoban() -> Run:
    return lambda page, _: read(page).text


def _trafilatura(precision: bool = False) -> Callable[[], Run]:
    def start() -> Run:
        from trafilatura import extract

        return lambda page, html: extract(html, url=page.url, include_comments=False, favor_precision=precision) or ""

    return start


def _trafilatura_with_metadata() -> Run:
    from trafilatura import bare_extraction

    def run(page: Page, html: str) -> str:
        found = bare_extraction(html, url=page.url, include_comments=False, with_metadata=True)
        return (found.text or "") if found else ""

    return run


def _resiliparse() -> Run:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda _, html: extract_plain_text(html, main_content=True, alt_texts=False, comments=False, post_meta=False)


def _readability() -> Run:
    from html_text import extract_text
    from readability import Document

    return lambda page, html: extract_text(Document(html, url=page.url).summary(html_partial=True))


def _newspaper() -> Run:
    from newspaper import Article

    def run(page: Page, html: str) -> str:
        article = Article(page.url, fetch_images=False)  # else it asks the network for each image's size
        article.download(input_html=html)
        article.parse()
        return article.text

    return run


def _magic_html() -> Run:
    from html_text import extract_text
    from magic_html import GeneralExtractor

    extractor = GeneralExtractor()
    return lambda page, html: extract_text(extractor.extract(html, base_url=page.url)["html"])


def _lxml() -> Run:
    from lxml import html as lxml_html

    def run(page: Page, _: str) -> None:
        lxml_html.document_fromstring(page.html, parser=lxml_html.HTMLParser(encoding="utf-8"))

    return run


def _lexbor() -> Run:
    from resiliparse.parse.html import HTMLTree

    def run(_: Page, html: str) -> None:
        HTMLTree.parse(html)

    return run


_SYSTEMS: tuple[tuple[str, str, Callable[[], Run]], ...] = (
    (OURS, "giaoban", _giaoban),
    ("trafilatura", "trafilatura", _trafilatura()),
    ("trafilatura, favor_precision", "trafilatura", _trafilatura(precision=True)),
    (YARDSTICK, "trafilatura", _trafilatura_with_metadata),
    ("magic-html", "magic-html", _magic_html),
    ("newspaper4k", "newspaper4k", _newspaper),
    ("readability-lxml", "readability-lxml", _readability),
    ("resiliparse, main content", "resiliparse", _resiliparse),
    ("parsing alone: lxml", "lxml", _lxml),
    ("parsing alone: lexbor (resiliparse)", "resiliparse", _lexbor),
)
