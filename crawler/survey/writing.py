"""The spider that a person would have written for a portal that was looked at: its source, and itself. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from keyword import iskeyword
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler import contract
from crawler.contract import FIXTURES, LISTING, SavedPage
from crawler.extract.text import fold
from crawler.portal import PortalSpider
from crawler.survey.found import Found, Listing
from crawler.survey.looking import Survey
from crawler.survey.platforms import Guess

_WIDTH = 120
_ESCAPED = {"\\": r"\\", '"': r"\""}


def spider_class(name: str, title: str, found: Found, guess: Guess) -> type[PortalSpider]:
    """The spider of a portal. Made of facts, not of its source: what a portal says of itself is never run."""
    return type(class_name(name), (guess.base,), _facts(name, title, found, guess.base))


def spider_source(name: str, title: str, found: Found, guess: Guess) -> str:
    """The module of a portal's spider."""
    base = guess.base
    facts = "".join(
        f"    {fact} = {_literal(fact, value)}\n" for fact, value in _facts(name, title, found, base).items()
    )
    return (
        f'"""{_escaped(title)}."""\n\n'
        f"from {base.__module__} import {base.__name__}\n\n\n"
        f"class {class_name(name)}({base.__name__}):\n{facts}"
    )


def _facts(name: str, title: str, found: Found, base: type[PortalSpider]) -> dict[str, Any]:
    """What the spider says of its portal, as far as its base does not."""
    facts: dict[str, Any] = {"name": name, "host": found.site.host, "site": title}
    if found.site.scheme != base.scheme:
        facts["scheme"] = found.site.scheme
    facts["listings"] = tuple(dict.fromkeys(_path(listing.address) for listing in found.listings))
    if found.further:
        facts["further"] = found.further
    if found.article_path and base.article_path == PortalSpider.article_path:
        facts["article_path"] = found.article_path
    return facts


class Exists(Exception):
    """A file that is there already, and is not written over."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


def places(name: str, into: Path) -> tuple[Path, Path, Path]:
    """Where the spider, its fixture and its test are written.

    Raises:
        Exists: one of them is there already.
    """
    found = into / f"{name}.py", into / FIXTURES / name, into / f"test_{name.replace('-', '_')}.py"
    for path in found:
        if path.exists() or path.is_symlink():
            raise Exists(path)
    return found


def write(survey: Survey, name: str, into: Path) -> list[Path]:
    """Writes the spider, a fixture of the pages looked at, and its test into a folder; returns what was written.

    Raises:
        Exists: one of them is there already; nothing was written.
        OSError: the folder cannot be written.
    """
    facts = name, survey.name, survey.found, survey.guess
    spider, fixture, test = places(name, into)
    fixture.mkdir(parents=True)
    spider.write_text(spider_source(*facts), encoding="utf-8")
    _write_fixture(survey, spider_class(*facts), fixture)
    test.write_text(_TEST.format(name=name, title=_escaped(survey.name)), encoding="utf-8")
    return [spider, fixture, test]


def _write_fixture(survey: Survey, portal: type[PortalSpider], folder: Path) -> None:
    """A listing and articles of it, and what the spider makes of them; nobody has looked at it."""
    good = [sample for sample in survey.samples if not sample.article.not_article and sample.article.text]
    shown = {sample.item.url for sample in good}

    def worth(listing: Listing) -> tuple[int, int]:
        # Some of the longest list notices that have no text.
        return len(shown & {item.url for item in listing.items}), len(listing.items)

    pages = {LISTING: survey.found.pages[max(survey.found.listings, key=worth).url]}
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
    made = "".join(part.capitalize() for part in re.split(r"[^0-9a-z]+", fold(name)) if part) or "Portal"
    return f"{made}Portal" if iskeyword(made) else made  # "true" would be True


def _path(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _literal(fact: str, value: str | Sequence[str]) -> str:
    """A value as a person would write it in Python."""
    if isinstance(value, str):
        return _raw(value) if fact == "article_path" else _text(value)
    line = f"({', '.join(map(_text, value))}{',' if len(value) == 1 else ''})"
    if len(f"    {fact} = {line}") <= _WIDTH:
        return line
    return "(\n" + "".join(f"        {_text(one)},\n" for one in value) + "    )"


def _text(text: str) -> str:
    return f'"{_escaped(text)}"'


def _raw(pattern: str) -> str:
    """A pattern without doubled backslashes, where a raw string can hold it."""
    return f'r"{pattern}"' if pattern.isprintable() and not re.search(r'"|\\$', pattern) else _text(pattern)


def _escaped(text: str) -> str:
    """Text for between double quotes, three of them too: nothing in it ends them, and nothing in it is unseen."""
    return "".join(_ESCAPED.get(letter) or (letter if letter.isprintable() else _unseen(letter)) for letter in text)


def _unseen(letter: str) -> str:
    return letter.encode("unicode_escape").decode("ascii")
