"""The spider that a person would have written for a portal that was looked at: its source, and itself. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from crawler import contract
from crawler.contract import FIXTURES, LISTING, SavedPage
from crawler.extract.text import fold
from crawler.portal import PortalSpider
from crawler.survey.found import Found
from crawler.survey.looking import Survey
from crawler.survey.platforms import Guess

_WIDTH = 120


def spider_source(name: str, title: str, found: Found, guess: Guess) -> str:
    """The module of a portal's spider."""
    base = guess.base
    facts = [
        f"    name = {_text(name)}",
        f"    host = {_text(found.site.host)}",
        f"    site = {_text(title)}",
        *([f"    scheme = {_text(found.site.scheme)}"] if found.site.scheme != base.scheme else []),
        _listings(list(dict.fromkeys(_path(listing.address) for listing in found.listings))),
        *([f"    article_path = {_raw(found.article_path)}"] if _says_articles(found, base) else []),
    ]
    return (
        f'"""{title}."""\n\n'
        f"from {base.__module__} import {base.__name__}\n\n\n"
        f"class {class_name(name)}({base.__name__}):\n" + "\n".join(facts) + "\n"
    )


def _says_articles(found: Found, base: type[PortalSpider]) -> bool:
    """Whether a spider has to say how articles are addressed, and can."""
    return bool(found.article_path) and base.article_path == PortalSpider.article_path


def made(source: str) -> PortalSpider:
    """The spider that a source describes, ready to be asked what it would do."""
    space: dict[str, object] = {"__name__": "spider_of_survey"}
    exec(source, space)
    [spider] = [
        one
        for one in space.values()
        if isinstance(one, type) and issubclass(one, PortalSpider) and "name" in one.__dict__
    ]
    return spider()


class Exists(Exception):
    """A file that is there already, and is not written over."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


def write(survey: Survey, name: str, into: Path) -> list[Path]:
    """Writes the spider, a fixture of the pages looked at, and its test into a folder; returns what was written.

    Raises:
        Exists: one of them is there already; nothing was written.
        OSError: the folder cannot be written.
    """
    source = spider_source(name, survey.name, survey.found, survey.guess)
    spider, fixture, test = into / f"{name}.py", into / FIXTURES / name, into / f"test_{name.replace('-', '_')}.py"
    for path in (spider, fixture, test):
        if path.exists():
            raise Exists(path)
    fixture.mkdir(parents=True)
    spider.write_text(source, encoding="utf-8")
    _write_fixture(survey, type(made(source)), fixture)
    test.write_text(_TEST.format(name=name, title=survey.name), encoding="utf-8")
    return [spider, fixture, test]


def _write_fixture(survey: Survey, portal: type[PortalSpider], folder: Path) -> None:
    """The listing with most articles and the articles, and what the spider makes of them; nobody has looked at it."""
    listing = max(survey.found.listings, key=lambda one: len(one.items))
    pages = {LISTING: survey.found.pages[listing.url]}
    good = [sample for sample in survey.samples if not sample.article.not_article and sample.article.text]
    pages |= {f"{number}.html": sample.page for number, sample in enumerate(good or survey.samples, 1)}
    for file, page in pages.items():
        (folder / file).write_bytes(page.capture.body)
    first, *articles = [SavedPage(file, page.url, page.capture.fetched_at) for file, page in pages.items()]
    contract.write(folder, contract.observed(portal, contract.new(folder, first, articles)))


_TEST = '''"""{title}: what its spider makes of saved pages. Fails until somebody has looked at what is expected."""

from pathlib import Path

from crawler import contract
from crawler.own_spiders import know_spiders
from crawler.portals import load_portals

HERE = Path(__file__).resolve().parent
FIXTURE = HERE / contract.FIXTURES / "{name}"


def test_somebody_has_looked_at_what_is_expected():
    assert list(contract.problems(contract.read_fixture(FIXTURE))) == []


def test_the_spider_makes_of_the_saved_pages_what_is_expected():
    know_spiders([HERE])
    fixture = contract.read_fixture(FIXTURE)
    assert contract.difference(fixture, contract.observed(load_portals()["{name}"], fixture)) == []
'''


def class_name(name: str) -> str:
    """ "ha-noi" becomes HaNoi."""
    return "".join(part.capitalize() for part in re.split(r"[^0-9a-z]+", fold(name)) if part) or "Portal"


def _path(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _listings(paths: Sequence[str]) -> str:
    line = f"    listings = ({', '.join(map(_text, paths))}{',' if len(paths) == 1 else ''})"
    if len(line) <= _WIDTH:
        return line
    return "    listings = (\n" + "".join(f"        {_text(path)},\n" for path in paths) + "    )"


def _text(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def _raw(pattern: str) -> str:
    return f'r"{pattern}"' if '"' not in pattern else repr(pattern)
