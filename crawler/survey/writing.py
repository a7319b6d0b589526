"""The spider that a person would have written for a portal that was looked at: its source, and itself. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from crawler.extract.text import fold
from crawler.portal import PortalSpider
from crawler.survey.finding import Found
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
        _listings(list(dict.fromkeys(_path(listing.url) for listing in found.listings))),
        *([f"    article_path = {_raw(found.article_path)}"] if base.article_path == PortalSpider.article_path else []),
    ]
    return (
        f'"""{title}."""\n\n'
        f"from {base.__module__} import {base.__name__}\n\n\n"
        f"class {class_name(name)}({base.__name__}):\n" + "\n".join(facts) + "\n"
    )


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
