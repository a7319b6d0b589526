"""What is known of a platform's or a portal's markup, as data: CSS selectors, patterns, a date of expiry.

Rules are hints. Where a rule matches nothing, or nothing that makes sense, the generic extractor carries the
field, and the Article says so. The rules of the platforms stand with their spiders (``spiders/platforms``); what
rules give of a page is for ``ruled``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from crawler.dates.forms import local

from .document import Document, selector_problem

Selectors = tuple[str, ...]

#: The fields of an article that selectors give.
SELECTED = (
    "title", "section", "lead", "published", "views", "byline", "source", "body", "captions", "attachments",
)  # fmt: skip
#: Those of them whose value a pattern can cut out of a longer text.
PATTERNED = ("title", "section", "published", "views", "byline", "source", "attachments")


class RulesError(ValueError):
    """Rules that are wrongly written; the message names the rules and the field."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What is known of one markup. Wrongly written rules are refused when they are made, never on a page.

    A selector is CSS; of several the first wins that gives something that makes sense. A pattern is a regular
    expression, matched in NFC text without regard to case.

    Attributes:
        name: stands in ``Article.sources`` as "rule:<name>".
        fingerprint: any of these on a page means that it is of this markup; empty: it is where no other is.
        valid_until: the last day (ISO, in Vietnam) on which the portal used this markup; see ``choose``.
        title, section, lead, published, views, byline, source: one element each, its text is the value.
        body: the element (or elements, in page order: "#text, .gallery") that hold the text.
        captions: elements whose text is a caption wherever they stand.
        attachments: links to documents whatever their address ("?download=1"), or elements that hold such links.
        drop: elements that are never part of the article (related lists, counters, print links).
        drop_text: patterns of whole lines that are never part of the article.
        patterns: (field, pattern) pairs: the pattern's first group, or its group named "value", is the field's
            value. Matched in the text of the elements that the field's selectors give; where it has no
            selectors, in the lines near the article's text and in its first two and last three.
        not_article: (selector, reason) pairs: a page with such an element is no article.
    """

    name: str
    fingerprint: Selectors = ()
    valid_until: str | None = None
    title: Selectors = ()
    section: Selectors = ()
    lead: Selectors = ()
    published: Selectors = ()
    views: Selectors = ()
    byline: Selectors = ()
    source: Selectors = ()
    body: Selectors = ()
    captions: Selectors = ()
    attachments: Selectors = ()
    drop: Selectors = ()
    drop_text: tuple[str, ...] = ()
    patterns: tuple[tuple[str, str], ...] = ()
    not_article: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        """Refuses what could not be applied, with a sentence."""
        if not isinstance(self.name, str) or not self.name.strip():
            raise RulesError(f"Rules need a name, not {self.name!r}: it says in articles where a value came from.")
        if self.valid_until is not None:
            self._check_day()
        for field in ("fingerprint", *SELECTED, "drop"):
            for selector in self._texts(field):
                self._check_selector(field, selector)
        for selector, reason in self._pairs("not_article"):
            self._check_selector("not_article", selector)
            if not reason.strip():
                raise self._wrong("not_article", f"{selector!r} has no reason")
        for pattern in self._texts("drop_text"):
            if self._compiled("drop_text", pattern).fullmatch(""):
                raise self._wrong("drop_text", f"{pattern!r} matches an empty line, so it may match any")
        for field, pattern in self._pairs("patterns"):
            if field not in PATTERNED:
                raise self._wrong("patterns", f"{field!r} is none of {', '.join(PATTERNED)}")
            if not self._compiled("patterns", pattern).groups:
                raise self._wrong("patterns", f"{pattern!r} has no group (…) around the value")

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Rules:
        """Rules from plain data, a table of a TOML file say, with the same checks.

        A single selector or pattern needs no list around it; ``patterns`` is a table of fields, ``not_article``
        one of selectors: ``patterns = {views = 'Đã xem (\\d+)'}``.

        Raises RulesError with a sentence, also for a field that is not known.
        """
        name = data.get("name", "")
        known = [field.name for field in fields(cls)]
        for key in data:
            if key not in known:
                meant = get_close_matches(str(key), known, 1)
                hint = f": {meant[0]!r} is meant?" if meant else f"; known are {', '.join(known)}"
                raise RulesError(f"The rules {name!r} have a field that is not known, {key!r}{hint}")
        return cls(**{"name": name, **{key: _plain(name, key, value) for key, value in data.items()}})

    def selectors(self, field: str) -> Selectors:
        """The selectors of a field, by its name."""
        selectors: Selectors = getattr(self, field)
        return selectors

    def compiled(self, field: str) -> list[re.Pattern[str]]:
        """The patterns of a field, ready for use."""
        return [compiled(pattern) for of, pattern in self.patterns if of == field]

    # -- checks -------------------------------------------------------------------------------------

    def _texts(self, field: str) -> Sequence[str]:
        value = getattr(self, field)
        if not isinstance(value, tuple) or not all(isinstance(text, str) for text in value):
            raise self._wrong(field, f"{value!r} is no tuple of strings; a single one is written ({value!r},)")
        return value

    def _pairs(self, field: str) -> Sequence[tuple[str, str]]:
        value: tuple[tuple[str, str], ...] = getattr(self, field)
        pairs = isinstance(value, tuple) and all(isinstance(pair, tuple) and len(pair) == 2 for pair in value)
        if not pairs or not all(isinstance(text, str) for pair in value for text in pair):
            raise self._wrong(field, f"{value!r} is no tuple of pairs of strings")
        return value

    def _check_selector(self, field: str, selector: str) -> None:
        if problem := selector_problem(selector):
            raise self._wrong(field, f"{selector!r} is no CSS selector: {problem}")

    def _check_day(self) -> None:
        try:
            date.fromisoformat(self.valid_until or "")
        except (TypeError, ValueError) as error:
            raise self._wrong("valid_until", f"{self.valid_until!r} is no day like 2021-07-01") from error

    def _compiled(self, field: str, pattern: str) -> re.Pattern[str]:
        try:
            return compiled(pattern)
        except (re.error, RecursionError, OverflowError) as error:
            raise self._wrong(field, f"{pattern!r} is no regular expression: {error}") from error

    def _wrong(self, field: str, what: str) -> RulesError:
        return RulesError(f"The rules {self.name!r}, {field}: {what}.")


def choose(candidates: Iterable[Rules], document: Document, seen: datetime) -> Rules | None:
    """The rules that a page is read by; None where none are of its markup.

    The page's look comes first, for the redesigns of a portal overlap in time: rules whose fingerprint is on
    the page, be they older or newer than the capture's date has it; where there are none, rules that have no
    fingerprint. Among several the date decides: those whose ``valid_until`` is the next to come (rules without
    one are the last); where all have expired, those that expired last. Where that leaves several, the first.

    Args:
        seen: when the page was captured; its day in Vietnam counts.
    """
    offered = list(candidates)
    possible = [rules for rules in offered if document.first(rules.fingerprint)]
    possible = possible or [rules for rules in offered if not rules.fingerprint]
    if len(possible) < 2:
        return possible[0] if possible else None
    day = local(seen).date()
    valid = [rules for rules in possible if _last_day(rules) >= day]
    return min(valid, key=_last_day) if valid else max(possible, key=_last_day)


@lru_cache(maxsize=2048)
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of rules ready for use: NFC as the text is, without regard to case."""
    return re.compile(unicodedata.normalize("NFC", pattern), re.IGNORECASE)


def _last_day(rules: Rules) -> date:
    return date.fromisoformat(rules.valid_until) if rules.valid_until else date.max


def _plain(name: str, key: str, value: Any) -> Any:
    """One value of plain data as ``Rules`` has it; what fits nothing is left for its checks to refuse."""
    if key == "valid_until":
        return value.isoformat() if isinstance(value, date) else value
    if key in ("patterns", "not_article"):
        if not isinstance(value, Mapping):
            raise RulesError(f"The rules {name!r}, {key}: {value!r} is no table.")
        listed = ((of, given if isinstance(given, list) else [given]) for of, given in value.items())
        return tuple((of, text) for of, texts in listed for text in texts)
    return value if key == "name" else _listed(value)


def _listed(value: Any) -> Any:
    if isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, list | tuple) else value
