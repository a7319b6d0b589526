"""The content of the replica portals: the TOML files of ``content/`` as frozen dataclasses, and their truth.

Only what a portal says stands here: texts, people, dates, what is new or gone at the second state. How a
platform dresses it up is the business of the platform's module.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

CONTENT = Path(__file__).parent / "content"
# Small portals, several on a platform: for the contract of each spider.
MORE = Path(__file__).parent / "more"
NEWS = ""  # the ``kind`` of an article that reports no meeting

ElementKind = Literal["paragraph", "heading", "list", "quote", "table", "image", "file"]


@dataclass(frozen=True, slots=True)
class Element:
    """One thing in a body: ``text`` of a paragraph, heading, quotation, caption or name of a file;
    ``rows`` of a table, or of a list (one cell a row); ``file`` of an image or of an attachment."""

    kind: ElementKind
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    file: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    """A section of a portal: its part of the address, its heading, and the second part of the address on
    platforms that have sub sections."""

    slug: str
    name: str
    sub: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """One article as its portal publishes it. ``published`` is a datetime where the page shows the hour, a
    date where it shows the day, None where it shows nothing; ``views`` the counter before the first request,
    None where the page shows none. ``edited`` is the article of the second state.
    """

    id: str
    slug: str
    number: int
    title: str
    category: Category
    body: tuple[Element, ...] = ()
    published: datetime | date | None = None
    views: int | None = None
    kind: str = NEWS
    lead: str | None = None
    byline: str | None = None
    source: str | None = None
    signature: tuple[str, ...] = ()
    added: int = 1
    gone: int | None = None
    nfd: bool = False
    repost_of: str | None = None
    edited: Article | None = None

    def at(self, state: int) -> Article | None:
        """The article as it stands at a state of its portal; None where it is not up yet, or no more."""
        if state < self.added or (self.gone is not None and state >= self.gone):
            return None
        return self.edited if state >= 2 and self.edited is not None else self

    @property
    def teaser(self) -> str:
        """What a listing quotes: the lead, or the first paragraph where there is none."""
        return self.lead or next((e.text for e in self.body if e.kind == "paragraph"), "")

    def choice(self, number: int, salt: str = "") -> int:
        """One of ``number`` ways of presenting this article: always the same one for the same ``salt``."""
        return zlib.crc32(f"{self.id}/{salt}".encode()) % number

    def as_served(self) -> Article:
        """The article with its texts decomposed where the portal keeps them so."""
        if not self.nfd:
            return self
        return replace(
            self,
            title=_nfd(self.title),
            lead=self.lead and _nfd(self.lead),
            signature=tuple(_nfd(line) for line in self.signature),
            body=tuple(
                replace(element, text=_nfd(element.text), rows=tuple(tuple(map(_nfd, r)) for r in element.rows))
                for element in self.body
            ),
        )


@dataclass(frozen=True, slots=True)
class Portal:
    """A portal; ``platform`` is the module that dresses it up, where its name does not say (see ``server``).

    ``page_size`` is how many items a page of a listing has, 0 for the usual number; ``traits`` are what portals of a
    platform may have or not.
    """

    name: str
    host: str
    site: str
    slogan: str
    categories: tuple[Category, ...]
    articles: tuple[Article, ...]
    platform: str = ""
    page_size: int = 0
    traits: frozenset[str] = frozenset()

    def at(self, state: int) -> tuple[Article, ...]:
        """What is up at a state, in the order of the file."""
        return tuple(seen for article in self.articles if (seen := article.at(state)) is not None)


@dataclass(frozen=True, slots=True)
class Truth:
    """What an extractor should give for an article, in NFC.

    ``blocks`` are (kind, text, rows) with the kinds of ``storage.records.Block``, the lead first; never a
    caption, signature or file. ``lead`` is the first paragraph where the portal marks none. ``captions``
    are (text, file name of the image), ``attachments`` (file name, name shown). ``published`` is ISO 8601,
    or None. ``views`` is the counter before the first request, None where the page shows none.
    """

    title: str
    section: str
    lead: str | None
    blocks: tuple[tuple[str, str, tuple[tuple[str, ...], ...] | None], ...]
    captions: tuple[tuple[str, str], ...]
    byline: str | None
    source: str | None
    published: str | None
    precision: Literal["second", "minute", "day", "none"]
    attachments: tuple[tuple[str, str], ...]
    views: int | None


def truth(article: Article) -> Truth:
    """What an extractor should give for this article as it stands (see ``Article.at`` for another state)."""
    blocks = tuple(_blocks(article))
    first = blocks[0] if blocks else None
    return Truth(
        title=article.title,
        section=article.category.name,
        lead=article.lead or (first[1] if first and first[0] == "paragraph" else None),
        blocks=blocks,
        captions=tuple((e.text, e.file) for e in article.body if e.kind == "image" and e.text),
        byline=article.byline,
        source=article.source,
        published=article.published.isoformat() if article.published else None,
        precision=_precision(article.published),
        attachments=tuple((e.file, e.text) for e in article.body if e.kind == "file"),
        views=article.views,
    )


@cache
def load(folder: Path = CONTENT) -> Mapping[str, Portal]:
    """Every portal of a folder by name. Raises ValueError, naming file and article, for what is not in
    the format."""
    raw = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml"))}
    tables = {f"{name}/{table['id']}": table for name, content in raw.items() for table in content.get("article", [])}
    return {name: _portal(name, content, tables) for name, content in raw.items()}


# Portals whose article pages show how often they were read.
COUNTING = frozenset({"laocai", "huuhoa", "vanphuc"})

# Portals on Liferay, whose slugs drop đ where others write d.
LIFERAY = frozenset({"huuhoa", "vanphuc"})

# What a repost takes from the article that it repeats; the rest is the reposting portal's own.
REPOSTED = ("title", "lead", "body", "byline", "source", "signature", "kind", "nfd")

FILE_LINE = re.compile(r"\[\[(?P<file>[^\]]+)\]\]\s*(?P<name>.*)")  # [[ke-hoach.pdf]] Kế hoạch số 12
IMAGE_LINE = re.compile(r"!\[(?P<file>[^\]]+)\]\s*(?P<caption>.*)")  # ![a1.jpg] Quang cảnh hội nghị
RULE_LINE = re.compile(r"[|\s:-]+")  # |---|---|


def parse_body(text: str) -> tuple[Element, ...]:
    """The elements of a body; consecutive list items are one list, consecutive table rows one table."""
    elements: list[Element] = []
    joinable = False
    for line in text.strip().splitlines():
        element = _element(line.strip()) if line.strip() else None
        if element is None:
            joinable = False
            continue
        last = elements[-1] if elements else None
        if joinable and last and element.kind == last.kind and element.rows:
            elements[-1] = replace(last, rows=last.rows + element.rows)
        elif not (element.kind == "table" and RULE_LINE.fullmatch(line)):
            elements.append(element)
        joinable = True
    return tuple(elements)


def _element(line: str) -> Element:
    if line.startswith("## "):
        return Element("heading", line[3:].strip())
    if line.startswith("- "):
        return Element("list", rows=((line[2:].strip(),),))
    if line.startswith("> "):
        return Element("quote", line[2:].strip())
    if line.startswith("|"):
        cells = () if RULE_LINE.fullmatch(line) else (tuple(c.strip() for c in line.strip("|").split("|")),)
        return Element("table", rows=cells)
    if image := IMAGE_LINE.fullmatch(line):
        return Element("image", image["caption"].strip(), file=image["file"])
    if attached := FILE_LINE.fullmatch(line):
        return Element("file", attached["name"].strip() or attached["file"], file=attached["file"])
    return Element("paragraph", line)


def _portal(name: str, content: Mapping[str, Any], tables: Mapping[str, Mapping[str, Any]]) -> Portal:
    head = content["portal"]
    categories = tuple(Category(**category) for category in head["categories"])
    by_slug = {category.slug: category for category in categories}
    articles = []
    for table in content.get("article", []):
        try:
            article = _article(
                {"slug": ""} | table,
                by_slug,
                tables,
                "" if name in LIFERAY or head.get("platform") == "liferay" else "d",
            )
            articles.append(article if name in COUNTING else _uncounted(article))
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{name}.toml, article {table.get('id', '?')}: {error!r}") from error
    _refuse_twins(name, articles)
    return Portal(
        head["name"],
        head["host"],
        head["site"],
        head["slogan"],
        categories,
        tuple(articles),
        head.get("platform", ""),
        head.get("page_size", 0),
        frozenset(head.get("traits", ())),
    )


def _article(
    table: Mapping[str, Any],
    categories: Mapping[str, Category],
    tables: Mapping[str, Mapping[str, Any]],
    crossed_d: str,
) -> Article:
    fields = dict(table)
    changes = fields.pop("edited", None)
    if "repost_of" in fields:
        original = tables[fields["repost_of"]]
        fields = {key: original[key] for key in REPOSTED if key in original} | fields
    fields["slug"] = fields["slug"].strip("?") or slug_of(fields["title"], crossed_d)
    fields["category"] = categories[fields["category"]]
    edited = None if changes is None else _from_fields(fields | changes, None)
    return _from_fields(fields, edited)


def _from_fields(fields: Mapping[str, Any], edited: Article | None) -> Article:
    own = {
        "body": parse_body(fields.get("body", "")),
        "lead": fields.get("lead", "").strip() or None,
        "number": int(fields["number"]),
        "signature": tuple(line.strip() for line in fields.get("signature", "").splitlines() if line.strip()),
        "edited": edited,
    }
    return Article(**(dict(fields) | own))


def _uncounted(article: Article) -> Article:
    return replace(article, views=None, edited=article.edited and replace(article.edited, views=None))


def _refuse_twins(name: str, articles: Iterable[Article]) -> None:
    """Ids, numbers and slugs are what addresses are made of: two alike would hide an article."""
    seen: set[object] = set()
    for article in articles:
        for key in (article.id, article.number, (article.category, article.slug)):
            if key in seen:
                raise ValueError(f"{name}.toml: {key!r} of article {article.id} is used twice")
        seen.update((article.id, article.number, (article.category, article.slug)))


def _blocks(article: Article) -> Iterable[tuple[str, str, tuple[tuple[str, ...], ...] | None]]:
    if article.lead:
        yield "paragraph", article.lead, None
    for element in article.body:
        if element.kind == "list":
            yield from (("item", row[0], None) for row in element.rows)
        elif element.kind == "table":
            yield "table", "\n".join(" | ".join(row) for row in element.rows), element.rows
        elif element.kind not in ("image", "file"):
            yield element.kind, element.text, None


def slug_of(title: str, crossed_d: str = "d") -> str:
    """The part of an address that a CMS makes of a title; ``crossed_d`` stands for đ."""
    letters = _nfd(title.lower().replace("đ", crossed_d))
    return re.sub(r"[^a-z0-9]+", "-", "".join(c for c in letters if not unicodedata.combining(c))).strip("-")


def _precision(published: datetime | date | None) -> Literal["second", "minute", "day", "none"]:
    if not isinstance(published, datetime):
        return "day" if published else "none"
    return "second" if published.second else "minute"


def _nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)
