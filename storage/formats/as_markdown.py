"""One article as a Markdown file (CommonMark with tables) below a front matter in YAML, and where it is filed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from itertools import groupby
from pathlib import PurePosixPath
from typing import Any

from storage.formats.shape import COLUMNS, Shape, flat
from storage.spelling import fold

# Windows allows 260 characters for a whole path.
LONGEST_SLUG = 60
LONGEST_PORTAL = 40

# In the front matter of a text that stands below it.
_NOT_IN_FRONT = {"text", "lead"}


def path_of(article: Shape) -> PurePosixPath:
    """Where an article is filed: `portal/2023/2023-11-30-slug-ID.md`; `undated` for the year that nobody knows.

    Letters, digits and dashes only, whatever the portal says: no path leads out of the folder, and all file systems
    take it. The number of the article makes it the only one.
    """
    row = flat(article)
    day = _DATE.match(row["published"] or "")
    parts = (day[0] if day else "", _slug(article["title"], LONGEST_SLUG), str(article["id"]))
    name = "-".join(filter(None, parts))
    portal = _slug(row["portal"] or "", LONGEST_PORTAL) or "no-portal"
    if portal in _RESERVED:
        portal = f"portal-{portal}"
    return PurePosixPath(portal, day[0][:4] if day else "undated", f"{name}.md")


def as_markdown(article: Shape) -> bytes:
    """The file of an article: facts as front matter, title, text. Equal articles give equal bytes."""
    parts = [front_matter(article)]
    if article["title"]:
        parts.append(f"# {_one_line(article['title'])}\n")
    if text := body(article["blocks"]):
        parts.append(f"{text}\n")
    return "\n".join(parts).encode()


def front_matter(article: Shape) -> str:
    """The facts of an article as YAML between two lines of dashes: every text quoted as JSON quotes it."""
    row = flat(article)
    facts = {name: row[name] for name in COLUMNS if name not in _NOT_IN_FRONT}
    facts["attachments"] = [{"name": file["name"], "url": file["url"]} for file in article["attachments"]]
    lines = [f"{name}: {_yaml(value)}" for name, value in facts.items() if value not in (None, [])]
    return "\n".join(["---", *lines, "---", ""])


def body(blocks: Iterable[Shape]) -> str:
    """Blocks in Markdown that reads as their text: whatever would be markup is escaped."""
    parts = []
    for is_item, group in groupby(blocks, key=lambda block: block["kind"] == "item"):
        texts = [text for text in map(_block, group) if text]
        if texts:
            parts.append("\n".join(texts) if is_item else "\n\n".join(texts))
    return "\n\n".join(parts)


def _block(block: Shape) -> str:
    if block["kind"] == "table" and any(block.get("rows") or ()):
        return _table(block["rows"])
    lines = [_line(line) for line in _NEW_LINE.split(block["text"]) if line.strip()]
    if not lines:
        return ""
    match block["kind"]:
        case "heading":
            return f"## {_one_line(block['text'])}"
        case "item":
            return "- " + "\\\n  ".join(lines)
        case "quote":
            return "> " + "\\\n> ".join(lines)
    return "\\\n".join(lines)


def _table(rows: list[list[str]]) -> str:
    width = max(map(len, rows))
    cells = [[_one_line(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
    head, *others = ["| " + " | ".join(row) + " |" for row in cells]
    return "\n".join([head, "|" + " --- |" * width, *others])


def _line(line: str) -> str:
    """A line of a paragraph: nothing in it, and nothing at its beginning, is markup."""
    escaped = _escape(line.strip(_SPACES))
    if number := _NUMBERED.match(escaped):
        return f"{number[1]}\\{escaped[number.end(1) :]}"
    return f"\\{escaped}" if escaped[0] in _AT_THE_BEGINNING else escaped


def _one_line(text: str) -> str:
    return _escape(" ".join(text.split()))


def _escape(text: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", text)


def _yaml(value: Any) -> str:
    """JSON, which YAML is a superset of once the characters are escaped that it takes for line ends or refuses."""
    return _NOT_YAML.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))


def _slug(text: str, longest: int) -> str:
    """Words without marks and case, dashes between them; as many whole ones as there is room for."""
    slug = "-".join(_PLAIN.findall(fold(text)))
    return slug if len(slug) <= longest else (slug[: longest + 1].rpartition("-")[0] or slug[:longest])


_DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}(?![0-9])")
_PLAIN = re.compile("[a-z0-9]+")
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
_NEW_LINE = re.compile(r"\r\n?|\n")
_SPACES = " \t"
# With `$` for the renderers that set formulas.
_MARKUP = re.compile(r"[\\`*_{}\[\]<>&~|#$]")
_AT_THE_BEGINNING = "+-=:"
_NUMBERED = re.compile(r"([0-9]{1,9})[.)]")
_NOT_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
