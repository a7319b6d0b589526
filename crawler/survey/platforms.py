"""What a portal runs on, told by its pages, and by whether what is known of the platform fits them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from crawler.portal import PortalSpider
from crawler.survey.found import Found

# What is known of a platform must fit so many of the addresses of its articles.
_FITS = 0.7


@dataclass(frozen=True, slots=True)
class Guess:
    """A platform, by the name of its base; `evidence` in words. `doubt`: what looked like it and did not fit."""

    platform: str
    base: type[PortalSpider]
    evidence: str
    doubt: str | None = None


def recognise(
    bases: Mapping[str, type[PortalSpider]], generic: type[PortalSpider], sources: Iterable[str], found: Found
) -> Guess:
    """The platform that a portal most likely runs on; the generic one where none is told.

    Args:
        bases: the bases of platforms by name. generic: the one for all else.
        sources: pages as they came, as text. found: where the portal lists its articles.
    """
    text = "\n".join(sources)
    seen = {name: _signs(base, text) for name, base in bases.items()}
    # One that knows how its articles are addressed before one that knows only what it is made with.
    knows = {name: base.article_path != PortalSpider.article_path for name, base in bases.items()}
    likely = sorted((name for name in seen if seen[name]), key=lambda name: (not knows[name], -len(seen[name])))
    doubt = None
    for name in likely:
        base = bases[name]
        site = replace(found.site, forms=base.forms)
        pages = [site.canonical(item.url) for item in found.items]
        named = [page for page in pages if re.fullmatch(base.article_path, urlsplit(page).path)]
        fitting = len({*named, *filter(site.numbered, pages)})
        if fitting >= _FITS * len(pages):
            return Guess(name, base, f"its pages say {', '.join(map(repr, seen[name]))}", doubt)
        doubt = doubt or (
            f"it says {seen[name][0]!r} as {name} does, but its articles are not addressed as they are there "
            f"({fitting} of {len(pages)} are)"
        )
    return Guess(generic.platform, generic, "no platform that is known", doubt)


def _signs(base: type[PortalSpider], text: str) -> list[str]:
    """The signs of a platform that stand in the pages, as they stand there."""
    found = (re.search(sign, text, re.IGNORECASE) for sign in base.signs)
    return [match[0][:60] for match in found if match]
