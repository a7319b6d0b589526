"""The source of a spider is a portal's own words written as Python: whatever they are, nothing of them is run."""

from __future__ import annotations

import ast
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.fetch.addresses import Site
from crawler.portals import load_platforms
from crawler.survey.found import Found, Listing
from crawler.survey.platforms import Guess
from crawler.survey.writing import class_name, spider_class, spider_source

BREAKS_OUT = 'Xã """ + str(__import__("os").getpid()) + """ Đoài'
# What addresses are made of once they are cut up.
LETTERS = st.characters(exclude_categories=["Cc"], exclude_characters="/?#")
PATHS = st.lists(st.text(LETTERS).map(lambda text: f"/{text}"), min_size=1, max_size=4)


@given(st.text(), PATHS, st.text(min_size=1))
@example(BREAKS_OUT, [f"/{BREAKS_OUT}"], BREAKS_OUT)
@example('"Thử" C:\\new\\x\\', ["/a\\"], "/a\\")
@example("Xã\u202eĐoài\u2028\x00\ud800", ["/\u202e"], "/\u00a0")
@example('""""', ['/"'], r"/tin-\d+[.]html")
def test_nothing_that_a_portal_says_is_anything_but_text(title: str, paths: list[str], pattern: str) -> None:
    base = load_platforms()["generic"]
    listings = tuple(Listing(path, path, "") for path in paths)
    found = Found(Site("http", "x.example"), listings, {}, pattern)
    source = spider_source("doai", title, found, Guess("generic", base, ""))
    assert all(letter.isprintable() or letter == "\n" for letter in source)
    doc, imported, spider = ast.parse(source.encode()).body
    assert isinstance(doc, ast.Expr) and ast.literal_eval(doc.value) == f"{title}."
    assert isinstance(imported, ast.ImportFrom) and isinstance(spider, ast.ClassDef)
    told = {}
    for line in spider.body:
        assert isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name)
        told[line.targets[0].id] = ast.literal_eval(line.value)
    assert told == {"name": "doai", "host": "x.example", "site": title, "listings": tuple(dict.fromkeys(paths)),
                    "article_path": pattern}  # fmt: skip


def test_the_spider_is_what_its_source_says() -> None:
    found = Found(Site("https", "x.example"), (Listing("/tin", "/tin", ""),), {}, r"/tin-\d+")
    guess = Guess("nukeviet", load_platforms()["nukeviet"], "")
    space: dict[str, Any] = {"__name__": "doai"}
    exec(spider_source("doai", "Xã Đoài", found, guess), space)
    made = spider_class("doai", "Xã Đoài", found, guess)
    assert made.__name__ == space["Doai"].__name__ == "Doai"
    assert made.__bases__ == space["Doai"].__bases__
    facts = ("name", "host", "site", "scheme", "listings", "article_path")
    assert [getattr(made, fact) for fact in facts] == [getattr(space["Doai"], fact) for fact in facts]


@pytest.mark.parametrize(
    ("name", "made"),
    [("ha-noi", "HaNoi"), ("true", "TruePortal"), ("none", "NonePortal"), ("class", "Class"), ("", "Portal")],
)
def test_a_class_has_a_name_that_python_takes(name: str, made: str) -> None:
    assert class_name(name) == made
