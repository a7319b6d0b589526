"""Content enough to measure with: the replica portals, each with hundreds of articles that nobody wrote.

Every article is one of the replicas' own with other sentences in its paragraphs, drawn from all of them: its
title, figures, tables, lists, captions, dates and signature are what that portal's are, its text is like no other.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.replicas.content import Article, Element, Portal, load

# Real articles run to some 600 words, those of the replicas to 300: as many paragraphs, of more sentences.
SENTENCES = (3, 6)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=\w)")


def write_portals(folder: Path, articles: int, seed: int = 1) -> None:
    """Writes the content of the replica portals to ``folder``, with about ``articles`` between them.

    The same seed gives the same articles; no two have the same text or title.
    """
    chance = random.Random(seed)
    portals = load()
    sentences = sorted({s for portal in portals.values() for a in portal.articles for s in _sentences(a)})
    for name, portal in portals.items():
        made = _articles(portal, articles // len(portals), sentences, chance)
        (folder / f"{name}.toml").write_text(_toml(portal, made), encoding="utf-8")


def _sentences(article: Article) -> Iterator[str]:
    for element in article.body:
        if element.kind == "paragraph" and not article.nfd:
            yield from (s for s in _SENTENCE_END.split(element.text) if s.endswith(".") and len(s.split()) > 6)


def _articles(portal: Portal, number: int, sentences: list[str], chance: random.Random) -> Iterator[dict[str, Any]]:
    # The article without a body and the one of 20,000 characters are cases, not what a page costs.
    models = [a for a in portal.articles if a.published and 3 <= len(a.body) < 30]
    for n in range(number):
        model = models[n % len(models)]
        assert model.published
        fields = {
            "id": f"bench-{n}",
            "number": 300_000 + n,
            "title": f"{model.title} (kỳ họp thứ {n})",
            "category": model.category.slug,
            "published": model.published - timedelta(days=n // len(models)),
            "views": model.views,
            "lead": _paragraph(sentences, chance, 2) if model.lead else None,
            "byline": model.byline,
            "source": model.source,
            "signature": "\n".join(model.signature),
            "body": "\n\n".join(_line(element, sentences, chance) for element in model.body),
        }
        yield {key: value for key, value in fields.items() if value is not None}


def _line(element: Element, sentences: list[str], chance: random.Random) -> str:
    """An element in the notation of the content files; the words of a paragraph are new."""
    match element.kind:
        case "paragraph":
            return _paragraph(sentences, chance, chance.randint(*SENTENCES))
        case "heading":
            return f"## {element.text}"
        case "quote":
            return f"> {element.text}"
        case "list":
            return "\n".join(f"- {row[0]}" for row in element.rows)
        case "table":
            return "\n".join(f"| {' | '.join(row)} |" for row in element.rows)
        case "image":
            return f"![{element.file}] {element.text}"
        case "file":
            return f"[[{element.file}]] {element.text}"


def _paragraph(sentences: list[str], chance: random.Random, number: int) -> str:
    return " ".join(chance.sample(sentences, number))


def _toml(portal: Portal, articles: Iterator[dict[str, Any]]) -> str:
    categories = ", ".join(
        f"{{slug = {_value(c.slug)}, name = {_value(c.name)}, sub = {_value(c.sub)}}}" for c in portal.categories
    )
    head = {"name": portal.name, "host": portal.host, "site": portal.site, "slogan": portal.slogan}
    tables = [f"[portal]\n{_pairs(head)}\ncategories = [{categories}]"]
    tables += [f"[[article]]\n{_pairs(article)}" for article in articles]
    return "\n\n".join(tables)


def _pairs(fields: dict[str, Any]) -> str:
    return "\n".join(f"{key} = {_value(value)}" for key, value in fields.items())


def _value(value: Any) -> str:
    """A value in TOML, whose strings are those of JSON."""
    return value.isoformat() if isinstance(value, date | datetime) else json.dumps(value, ensure_ascii=False)
