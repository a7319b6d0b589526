"""The five real texts, wrapped into the markup of their portals' replicas, come out as a reader wants them.

The texts and what is right about them are read from the shared folder; nothing of them is kept here.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, get_args

import pytest

from crawler.extract import Rules, extract
from crawler.portals import load_portals
from storage.records import Article, Capture
from tests.replicas.content import Article as Content
from tests.replicas.content import Category, Element
from tests.replicas.markup import Captions, Paragraphs, Style
from tests.replicas.server import page_of
from tests.shared import shared

# The text, the portal whose replica it is wrapped in, and what of the text is that portal's furniture.
PAGES = {
    "khoi-vhxh-tong-ket-2021": "laocai",
    "thoxuan-thanhhoa": "thoxuan",
    "backancity-2016": "backan",
    "backancity-2017": "backan",
    "huuhoa-thanhtri": "huuhoa",
}
SEEN = datetime(2024, 5, 1, tzinfo=UTC)
STYLES = [(p, c) for p in get_args(Paragraphs.__value__ if hasattr(Paragraphs, "__value__") else Paragraphs)
          for c in get_args(Captions.__value__ if hasattr(Captions, "__value__") else Captions)]  # fmt: skip


@dataclass(frozen=True)
class Case:
    gold: dict[str, Any]
    html: bytes
    lines: list[str]


def nfc(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def case(name: str, style: Style) -> Case:
    gold = next(g for g in json.loads(shared("real-pages", "gold.json").read_text()) if g["file"] == f"{name}.txt")
    lines = [nfc(line) for line in shared("real-pages", f"{name}.txt").read_text().splitlines()]
    content = wrapped(gold, [line for line in lines if line])
    return Case(gold, page_of(PAGES[name], content, style), [e.text for e in content.body if e.kind == "paragraph"])


def wrapped(gold: dict[str, Any], lines: list[str]) -> Content:
    """The text as a replica's content: what the replica's own furniture says is left to the replica."""
    captions = [nfc(caption) for caption in gold["captions"]]
    signature = tuple(line for line in lines if is_signature(gold, line))
    body = []
    for line in lines:
        if line in captions:
            body.append(Element("image", line, file="a1.jpg"))
        elif line == "a1.jpg":
            body.append(Element("image", "", file=line))
        elif line != gold["title"] and line not in signature and not is_furniture(gold, line):
            body.append(Element("paragraph", line))
    published = gold["published_at"]
    return Content(
        id="real",
        slug="real",
        number=1134499,
        title=gold["title"],
        category=Category("tin", gold.get("section", "TIN TỨC")),
        body=tuple(body),
        published=None
        if not published
        else datetime.fromisoformat(published)
        if "T" in published
        else date.fromisoformat(published),
        views=gold.get("views"),
        signature=tuple(re.sub(r"Thống kê truy cập$", "", line) for line in signature),
    )


def is_signature(gold: dict[str, Any], line: str) -> bool:
    names = [name for name in (gold["byline"], gold["source"]) if name]
    return any(name in line for name in names) and len(line) < 100


def is_furniture(gold: dict[str, Any], line: str) -> bool:
    return any(unwanted in line for unwanted in gold["must_not_contain"]) and len(line) < 150


def read(case: Case, name: str, rules: tuple[Rules, ...]) -> Article:
    portal = load_portals()[PAGES[name]]
    url = f"http://{portal.host}/real"
    return extract(Capture(portal.name, url, url, SEEN, 200, (), case.html), rules)


@pytest.fixture(params=STYLES, ids="-".join)
def style(request: pytest.FixtureRequest) -> Style:
    paragraphs, captions = request.param
    return Style(paragraphs=paragraphs, captions=captions, named=True, glued=True)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("known", [True, False], ids=["with rules", "generic"])
def test_a_real_text_comes_out_as_a_reader_wants_it(name: str, known: bool, style: Style) -> None:
    page = case(name, style)
    article = read(page, name, load_portals()[PAGES[name]].rules if known else ())
    gold = page.gold
    assert article.not_article is None
    assert article.title == nfc(gold["title"])
    assert article.lead is not None and article.lead.startswith(gold["lead_starts"])
    assert [block.text for block in article.blocks] == page.lines
    assert article.blocks[-1].text.endswith(gold["body_last_ends"])
    assert [caption.text for caption in article.captions] == [nfc(caption) for caption in gold["captions"]]
    assert article.byline == gold["byline"]
    assert article.source == gold["source"]
    assert article.published.value == gold["published_at"]
    assert article.published.precision == gold["published_precision"]
    assert (article.covers.start, article.covers.end) == tuple(gold["covers"]) if article.covers else not gold["covers"]
    held = gold["meeting"]["held_on"]
    assert (article.held_on.start if article.held_on else None) == held
    meeting = article.meeting
    assert meeting is not None and meeting.kind is not None
    assert meeting.kind.value == gold["meeting"]["kind"]
    assert [chair.name for chair in meeting.chairs] == gold["meeting"]["chairs"]
    assert (meeting.organiser.value if meeting.organiser else None) == gold["meeting"]["organiser"]
    if known and "section" in gold:
        assert article.section == gold["section"]
    if "views" in gold:
        assert article.views is not None and article.views >= gold["views"]
    everything = f"{article.title}\n{article.lead}\n{article.text}"
    assert not [text for text in gold["must_not_contain"] if text in everything]
    assert not [text for text in gold["body_must_not_contain"] if text in article.text]
