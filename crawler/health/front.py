"""The entry page of a portal: whose it is, and whether it is open. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from crawler.extract import open_page
from crawler.extract.sayings import says
from crawler.extract.text import clean, words
from crawler.health.records import Finding, Front, Observed, Past
from crawler.health.words import is_foreign
from storage.records import Capture

# Class names that are kept of a page: enough to know a template by.
_CLASSES = 150
# Titles and templates that have less than this in common are another portal's.
_ALIKE = 0.15
# A page that says it is closed says little else.
_SHORT = 1500
_PARKED = "a domain with no portal"
# Names of several parts under which anybody can have a domain in Vietnam.
_REGISTRIES = re.compile(r"(?:com|net|org|edu|gov|info|name|biz|pro|health|int|ac)\.vn$")


def front_of(capture: Capture) -> Front:
    """What an entry page tells."""
    host = urlsplit(capture.url).hostname or ""
    page = open_page(capture).page
    if page is None:
        return Front(capture.url, host, says="an empty page" if not capture.body.strip() else None)
    root = page.document.root
    texts = [clean(piece.text) for piece in page.pieces if piece.text]
    title = clean(next(root.iter("title"), root).text or "")
    shown = " ".join(texts)
    foreign = is_foreign(shown)
    return Front(
        capture.url,
        host,
        title=title,
        language=(root.get("lang") or "").lower().split("-")[0],
        classes=frozenset(sorted({name for node in root.iter() for name in node.get("class", "").split()})[:_CLASSES]),
        vietnamese=None if foreign is None else not foreign,
        says=_closed(title, texts) if len(shown) < _SHORT else None,
    )


def owner(run: Observed, past: Past) -> Finding | bool | None:
    """A domain that belongs to somebody else now, or that nobody has."""
    if run.leads_away:
        home, away = (urlsplit(url).hostname or "" for url in (run.front.url if run.front else "", run.leads_away))
        if run.front is None or (home and registrable(home) != registrable(away) and not run.named):
            return Finding("owner", f"the portal sends its visitors to {away}", run.leads_away)
    front, before = run.front, past.front
    if front is None:
        return None
    if front.says and front.says.startswith(_PARKED):
        return Finding("owner", f"the domain shows no portal any more: {front.says}", front.url)
    if before is None:
        return None
    strange = {
        "its language is not Vietnamese": front.vietnamese is False and before.vietnamese is True,
        f"its title is “{front.title[:80]}”, not “{before.title[:80]}”": _unlike(front.title, before.title),
        "its template is another": _other_template(front, before),
    }
    told = [words for words, is_so in strange.items() if is_so]
    # A redesign changes the template, and the title at times; who keeps the portal keeps its language and its news.
    if len(told) >= 2 and (strange["its language is not Vietnamese"] or not run.named):
        return Finding("owner", f"the domain seems to belong to somebody else: {'; '.join(told)}", front.url)
    return True


def closed(run: Observed) -> Finding | bool | None:
    """An entry page that is a notice of maintenance, a login, a check for robots."""
    if run.front is None:
        return None
    if run.front.says and not run.named:
        return Finding("closed", f"its entry page is no news: {run.front.says}", run.front.url)
    return True


def registrable(host: str) -> str:
    """The part of a host's name that somebody registered: "krongno.daknong.gov.vn" is daknong.gov.vn."""
    labels = host.lower().split(".")
    return ".".join(labels[-3:] if _REGISTRIES.search(host.lower()) else labels[-2:])


def as_json(front: Front) -> dict[str, Any]:
    """What is kept of an entry page."""
    names = ("url", "host", "title", "language", "vietnamese")
    return {name: getattr(front, name) for name in names} | {"classes": sorted(front.classes)}


def from_json(shape: Mapping[str, Any]) -> Front:
    """What ``as_json`` gave."""
    return Front(**{**shape, "classes": frozenset(shape["classes"])})


def _closed(title: str, texts: list[str]) -> str | None:
    for line in (title, *texts[:12]):
        if reason := says(line):
            return f"{reason} (“{line[:100]}”)"
    return None


def _unlike(title: str, before: str) -> bool:
    mine, its = set(words(title)), set(words(before))
    return bool(mine and its) and len(mine & its) < _ALIKE * len(mine | its)


def _other_template(front: Front, before: Front) -> bool:
    if len(before.classes) < 5:
        return False
    return len(front.classes & before.classes) < _ALIKE * len(front.classes | before.classes)
