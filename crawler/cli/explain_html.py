"""An explanation as one HTML file that needs nothing else: no script, no request, nothing a page could put into it.

Built as a tree, so that whatever a page says is text and never markup; a content security policy forbids the rest.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from lxml import etree
from lxml.etree import _Element as Element

from crawler.cli.explain_text import PARTS_OF_FIELDS, summary, told_place, told_profile
from crawler.cli.output import shown
from crawler.extract import Entry, Explanation

_STYLE = Path(__file__).with_suffix(".css")
# Dropped blocks in a row: so many are shown, more are folded away.
_FEW = 2
# What the parts are called in the legend, in the order in which they stand there.
_PARTS = {
    "body": "text",
    "heading": "heading",
    "title": "title",
    "date": "date",
    "caption": "caption",
    "image": "image",
    "byline": "byline",
    "attachment": "file",
    "dropped": "dropped",
}
_SHOWN = {"all": "Everything", "kept": "What was kept", "dropped": "What was dropped"}
# On the map of the page no block is narrower than this many characters.
_NARROWEST = 12


def as_html(explanation: Explanation, origin: str) -> str:
    """The file's text; ``origin`` says where the page came from, in words."""
    style = _STYLE.read_text(encoding="utf-8")
    title = explanation.article.title or "No title"
    policy = f"default-src 'none'; style-src 'sha256-{_digest(style)}'; base-uri 'none'; form-action 'none'"
    head = _el(
        "head",
        _el("meta", charset="utf-8"),
        _el("meta", http_equiv="Content-Security-Policy", content=policy),
        _el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        _el("meta", name="referrer", content="no-referrer"),
        _el("title", f"{title} · giaoban explain"),
        _el("style", style),
    )
    filters = [_el("input", type="radio", name="show", id=f"show-{name}") for name in _SHOWN]
    filters[0].set("checked", "")
    body = _el(
        "body",
        *filters,
        _header(explanation, origin, title),
        _bar(explanation),
        _el("main", _blocks(explanation), _facts(explanation)),
    )
    page = _el("html", head, body, lang="en")
    return etree.tostring(page, method="html", encoding="unicode", doctype="<!DOCTYPE html>") + "\n"


def _digest(style: str) -> str:
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def _el(tag: str, *children: Element | str | None, **attributes: str) -> Element:
    """An element; ``class_`` and ``http_equiv`` become "class" and "http-equiv", None is left out."""
    element = etree.Element(tag, {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()})
    for child in children:
        if isinstance(child, str):
            _add_text(element, child)
        elif child is not None:
            element.append(child)
    return element


def _add_text(element: Element, text: str) -> None:
    # The style sheet is ours; all else may be a page's.
    text = text if element.tag == "style" else shown(text)
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


# -- above the blocks -------------------------------------------------------------------------------


def _header(explanation: Explanation, origin: str, title: str) -> Element:
    reason = explanation.article.not_article
    return _el(
        "header",
        _el("p", "giaoban explain", class_="kicker"),
        _el("h1", title, **_language(explanation)),
        _el("p", _el("bdi", explanation.url or "address not known"), f" · {origin}", class_="origin"),
        _el("p", _el("strong", "No article: "), reason, class_="refused") if reason else None,
        _map(explanation) if explanation.entries else None,
        _el("p", summary(explanation), class_="summary"),
    )


def _map(explanation: Explanation) -> Element:
    """The whole page as one bar: each block as wide as its text is long, leading to it."""
    bar = _el("svg", class_="map", preserveAspectRatio="none", role="img")
    bar.set("aria-label", "All blocks of the page in order")
    x = 0
    for entry in explanation.entries:
        width = max(_NARROWEST, min(len(entry.text), 600))
        told = _el("title", f"{_PARTS.get(entry.part, entry.part)}: {entry.text[:80]}")
        shape = _el("rect", told, class_=f"is-{entry.part}", x=str(x), y="0", width=str(width), height="1")
        bar.append(_el("a", shape, href=f"#block-{entry.number}"))
        x += width
    bar.set("viewBox", f"0 0 {x} 1")
    return bar


def _bar(explanation: Explanation) -> Element:
    """The filter, and the legend with how many blocks play each part."""
    counts: Counter[str] = Counter(entry.part for entry in explanation.entries)
    labels = [_el("label", told, for_=f"show-{name}") for name, told in _SHOWN.items()]
    legend = [
        _el("li", _el("i", class_=f"is-{part}"), f"{told} {counts[part]}")
        for part, told in _PARTS.items()
        if counts[part]
    ]
    return _el("nav", _el("div", *labels, class_="filter"), _el("ul", *legend, class_="legend"))


# -- the blocks -------------------------------------------------------------------------------------


def _blocks(explanation: Explanation) -> Element:
    section = _el("section", class_="blocks", **_language(explanation))
    for is_dropped, entries in groupby(explanation.entries, lambda entry: entry.part == "dropped"):
        run = list(entries)
        blocks = [_block(entry) for entry in run]
        if is_dropped and len(run) > _FEW:
            section.append(_el("details", _run(run), *blocks, class_="run"))
        else:
            section.extend(blocks)
    if not explanation.entries:
        section.append(_el("p", "There is no page to take apart.", class_="nothing"))
    return section


def _run(entries: list[Entry]) -> Element:
    """What stands over dropped blocks that are folded away: how many, and mostly why."""
    reasons = Counter(entry.reason for entry in entries).most_common(3)
    told = "; ".join(f"{reason} ({count})" if len(reasons) > 1 else reason for reason, count in reasons)
    return _el("summary", f"{len(entries)} dropped: ", _el("bdi", told), lang="en")


def _block(entry: Entry) -> Element:
    kept = "kept" if entry.kept else "dropped" if entry.part == "dropped" else "part"
    return _el(
        "div", *_content(entry), _note(entry), class_=f"block {kept} is-{entry.part}", id=f"block-{entry.number}"
    )


def _content(entry: Entry) -> Iterator[Element]:
    """The block as it reads; what was cut from it struck out behind it."""
    if entry.kind == "image":
        yield _el("p", _el("bdi", entry.text or "picture without a text"), class_="text as-picture")
        yield _el("p", _el("bdi", entry.image or ""), class_="address")
    elif entry.rows is not None:
        rows = (_el("tr", *(_el("td", cell) for cell in row)) for row in entry.rows)
        yield _el("div", _el("table", *rows), class_="text as-table")
    else:
        cut = entry.text.removeprefix(entry.left) if entry.left and entry.text.startswith(entry.left) else ""
        text = entry.left if entry.left else entry.text
        yield _el("p", text, _el("del", cut) if cut else None, class_=f"text as-{entry.block or entry.part}")


def _note(entry: Entry) -> Element:
    """Part and reason; the evidence opens below."""
    others = [field for field in entry.says if PARTS_OF_FIELDS.get(field) != entry.part]
    says = f" · says the {', '.join(others)}" if others else ""
    part = entry.block or _PARTS.get(entry.part, entry.part)
    evidence = [*entry.evidence, f"{entry.links:.0%} of it is links" if entry.links else ""]
    facts = [_el("li", _el("bdi", told)) for told in evidence if told]
    return _el(
        "details",
        _el("summary", _el("b", part), " ", _el("bdi", "" if entry.reason == entry.part else entry.reason), says),
        _el("ul", *facts, _el("li", f"block {entry.number}, ", _el("code", entry.path))),
        class_="why",
        lang="en",
    )


def _language(explanation: Explanation) -> dict[str, str]:
    language = explanation.article.language or ""
    return {"lang": language} if language.isascii() and language.isalpha() else {}


# -- beside the blocks ------------------------------------------------------------------------------


def _facts(explanation: Explanation) -> Element:
    place = explanation.place
    return _el(
        "aside",
        _el("h2", "Fields"),
        _table((f.name.replace("_", " "), f.value, f"from {f.source}" if f.source else "") for f in explanation.fields),
        _el("h2", "Where the text was looked for"),
        *(_el("p", _el("code", path)) for path in place.paths),
        _el("p", _el("bdi", told_place(place))),
        _el("h2", "Rules"),
        _el("p", _el("b", explanation.rules or "none"), ": ", _el("bdi", explanation.rules_why)),
        *([_el("h2", "Profile"), _el("p", told_profile(explanation.pages))] if explanation.pages else []),
        *_dates(explanation),
        _el("p", f"Extractor {explanation.article.version}", class_="version"),
    )


def _dates(explanation: Explanation) -> list[Element]:
    if not explanation.dates:
        return []
    rows = (
        (date.verdict, date.fact.value or "no date", f"from {date.fact.evidence}: “{date.fact.text}”")
        for date in explanation.dates
    )
    return [_el("h2", "Dates that were weighed"), _table(rows)]


def _table(rows: Iterable[tuple[str, str, str]]) -> Element:
    """Rows of a name, a value, and where the value came from, in small letters below it."""
    return _el(
        "table",
        *(
            _el(
                "tr",
                _el("th", name, scope="row"),
                _el("td", _el("bdi", value), _el("small", source) if source else None),
            )
            for name, value, source in rows
        ),
    )
