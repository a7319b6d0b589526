"""What portals write can do nothing here: texts are text, addresses lead to the web or nowhere, raw pages are still."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from crawler.serve.safe import harmless
from storage.records import Attachment, CaptureRef
from storage.store import Store
from tests.crawler.conftest import Archive
from tests.crawler.extract.pages import PROSE, page, paragraphs
from tests.crawler.serve.conftest import Put, serving
from tests.storage.conftest import article, capture

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)> \"'>&amp; {{7*7}} {% raw %}"


def put_straight(archive: Archive, **fields: object) -> int:
    """An article goes into the archive as it is, whatever an extractor would have made of it."""
    with Store(archive.home / "articles.db") as store:
        outcome = store.save(
            capture(url="http://doisim.example/x?a=<b>&c=\"d'", page="http://doisim.example/x?a=<b>&c=\"d'"),
            article(**fields),  # type: ignore[arg-type]
            CaptureRef("none.warc.gz", 0, 1, "sha1:A"),
        )
    assert outcome.article_id
    return outcome.article_id


def test_hostile_texts_are_shown_as_text(hostile: Archive) -> None:
    number = put_straight(
        hostile,
        title=EVIL,
        text=f"{EVIL}\n" + "\n".join(PROSE),
        section=EVIL,
        byline=EVIL,
        source=EVIL,
        attachments=(Attachment("javascript:alert(3)", EVIL), Attachment("data:text/html,<script>", "thư mời.pdf")),
    )
    with serving(hostile) as site:
        for path in (
            "/",
            f"/article/{number}",
            "/search?q=script",
            "/portal/doisim",
            f"/article/{number}/diff/{number}",
        ):
            text = site.text(path)
            assert html.escape("<script>alert(1)</script>", quote=False) in text
            assert not re.search(r"<script(?! src=\"/static/)", text)
            assert "<img" not in text
            assert "49" not in re.sub(r"\d{3,}|[-:.]\d+", "", text.partition("<main")[2])
            links = re.findall(r'href="([^"]*)"', text)
            assert all(link.startswith(("/", "#", "http://")) for link in links), links
    assert 'href="javascript:' not in text


def test_what_a_reader_types_is_shown_as_text(hostile: Archive) -> None:
    put_straight(hostile)
    with serving(hostile) as site:
        for name in ("q", "portal", "kind", "year", "from", "lang"):
            text = site.text(f"/search?{name}=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
            assert "<script>" not in text
        assert "<script>" not in site.get("/portal/%3Cscript%3E").text


HOSTILE = """<!DOCTYPE html><html><head><base href="http://trap.invalid/"><title>Bài &lt;độc&gt;</title>
<meta http-equiv="refresh" content="0;url=http://trap.invalid/refresh">
<link rel="stylesheet" href="http://trap.invalid/a.css"><link rel="preconnect" href="http://trap.invalid/">
<link rel="dns-prefetch" href="//trap.invalid"><link rel="prefetch" href="//trap.invalid/x">
<script src="http://trap.invalid/a.js"></script><script type="speculationrules">{"prefetch":[]}</script>
<style>@import "http://trap.invalid/b.css"; p { background: url(http://trap.invalid/c.png) }
q { background: u\\72l(http://trap.invalid/d.png) } b { color: red } </style></head>
<body onload="alert(1)" background="http://trap.invalid/e.png"><h1 onclick="alert(2)">Tiêu đề</h1>
<p style="color: red; background: url('http://trap.invalid/f.png')">Đoạn một</p>
<a href="javascript:alert(3)" ping="http://trap.invalid/ping">bấm</a>
<a href="http://trap.invalid/go" target="_top">đi</a>
<img src="http://trap.invalid/g.png" srcset="http://trap.invalid/h.png 2x" onerror="alert(4)" alt="ảnh">
<img src="data:image/png;base64,iVBORw0KGgo=" alt="của mình"><img src="data:image/svg+xml;base64,PHN2Zz4=">
<svg><style><img src=x onerror=alert(5)></style><script>alert(6)</script></svg>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(7)&gt;">
<noscript><p title="</noscript><img src=x onerror=alert(8)>"></noscript>
<iframe srcdoc="<script>alert(9)</script>"></iframe><object data="x"></object><embed src="x">
<form action="http://trap.invalid/form"><input name="a" autofocus onfocus="alert(10)"><button>Gửi</button></form>
<template><script>alert(11)</script></template><video src="http://trap.invalid/v.mp4" autoplay></video>
<p>Đoạn cuối</p></body></html>"""


def tags_of(page: str) -> list[etree._Element]:
    """The elements of a page, as a parser sees them that is not the one that made it safe."""
    return list(etree.HTML(page).iter("*"))


def test_a_raw_page_is_written_anew_with_nothing_that_acts() -> None:
    shown = harmless(HOSTILE)
    # An address may be told, as a title; nothing else of it is left.
    untitled = re.sub(r' title="[^"]*"', "", shown)
    assert "trap.invalid" not in untitled
    assert "alert" not in untitled
    for element in tags_of(shown):
        assert element.tag not in {
            "script",
            "link",
            "base",
            "iframe",
            "object",
            "embed",
            "form",
            "input",
            "svg",
            "math",
        }
        assert not [name for name in element.attrib if name.startswith("on") or name in {"href", "srcset", "action"}]
        assert element.tag != "meta" or "http-equiv" not in element.attrib
        assert element.get("src", "data:image/png;").startswith("data:image/png;")
    for told in ("Tiêu đề", "Đoạn một", "Đoạn cuối", "Bài &lt;độc&gt;", "color: red"):
        assert told in shown


@given(st.lists(st.sampled_from(["<", ">", "</", "<!--", "-->", "<script>", "<style>", "</style>", "<svg>", "<math>",
    "<p onclick=x>", "<a href='javascript:x'>", "<img src=x onerror=y>", "<table>", "<noscript>", "<title>",
    "url(//x)", "<![CDATA[", "]]>", "\0", "&lt;script&gt;", "<plaintext>", "<template>", "chữ", "\"", "'",
    "=", "\\", "<body>"])))  # fmt: skip
def test_nothing_acts_whatever_the_page(parts: list[str]) -> None:
    shown = harmless("".join(parts))
    assert not re.search(r"<\s*(?:script|svg|math|iframe|link|noscript|template)", shown, re.IGNORECASE)
    assert not re.search(r"<[^>]+\son\w+\s*=", shown)
    assert shown.count("<style") == shown.count("</style>")


@pytest.mark.parametrize(
    "page",
    [
        "",
        "\0",
        "<",
        "<frameset><frame src=x></frameset>",
        "x" * 10,
        "<div>" * 3000 + "đáy",
        "<?xml version='1.0'?><a>b</a>",
    ],
)
def test_any_page_can_be_shown(page: str) -> None:
    assert harmless(page).startswith("<!DOCTYPE html>")


def test_the_raw_page_is_sent_behind_walls(put: Put, hostile: Archive) -> None:
    legacy = page(paragraphs(*PROSE)).replace("utf-8", "windows-1258")
    utf8, western = (
        put(HOSTILE.replace("<p>Đoạn cuối</p>", paragraphs(*PROSE))),
        put(
            legacy.encode("cp1258", "replace"),
            "http://doisim.example/tin/2.html",
            headers=(("Content-Type", "text/html"),),
        ),
    )
    with serving(hostile) as site:
        answer = site.get(f"/raw/{utf8}/page")
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("sandbox; default-src 'none';")
        assert "allow-" not in policy
        assert "script-src" not in policy
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert f'<iframe class="page" sandbox src="/raw/{utf8}/page"' in site.text(f"/raw/{utf8}")
        assert "quyên góp" in site.text(f"/raw/{western}/page")
        kept = site.get(f"/raw/{western}/download")
        assert kept.content == legacy.encode("cp1258", "replace")
        assert kept.headers["content-type"] == "application/octet-stream"
        assert kept.headers["content-disposition"].startswith("attachment;")
        assert "sandbox" in kept.headers["content-security-policy"]


def test_every_answer_carries_the_headers_that_keep_it_in_its_place(hostile: Archive) -> None:
    put_straight(hostile)
    with serving(hostile) as site:
        for path in (
            "/",
            "/search",
            "/article/1",
            "/timeline.json",
            "/static/giaoban.css",
            "/nix",
            "/archive",
            "/archive.json",
        ):
            headers = site.get(path).headers
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "no-referrer"
            assert "default-src" in headers["content-security-policy"], path
        assert "script-src 'self';" in site.get("/").headers["content-security-policy"]
