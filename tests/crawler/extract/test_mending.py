"""Pages whose texts are not Unicode, read by the extractor as if they were."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from crawler.extract import Rules, extract
from crawler.extract.document import Document, parse
from crawler.extract.text import clean
from storage.records import Article
from tests.crawler.extract.legacy import tcvn3, vni
from tests.crawler.extract.pages import PROSE, TITLE, captured, page, paragraphs, read, texts
from tests.crawler.extract.test_fonts import FOREIGN
from tests.crawler.extract.test_mojibake import twice

Write = Callable[[str], str]
SENTENCE = "Sáng nay, xã Đồng Tâm tổ chức hội nghị giao ban, đánh giá kết quả công tác tháng 4 và bàn việc tháng 5."

written = pytest.mark.parametrize("write", [tcvn3, vni, twice])
legacy = pytest.mark.parametrize("write", [tcvn3, vni])


def parsed(body: str) -> Document:
    document = parse(f"<!DOCTYPE html><html>{body}</html>")
    assert document is not None
    return document


def shown(body: str) -> str:
    """All text of a body, as a reader sees it."""
    return clean(str(parsed(f"<body>{body}</body>").root.xpath("string(//body)")))


# -- whole pages ------------------------------------------------------------------------------------


@written
def test_title_body_captions_names_files_and_credits_are_mended(write: Write) -> None:
    def article_written(write: Write) -> Article:
        caption = f'<p style="text-align:center"><i>{write("ảnh: Quang cảnh hội nghị")}</i></p>'
        picture = f'<p><img src="/a.jpg" alt="{write("Cầu mới ở thôn Hạ")}"></p>{caption}'
        file = f'<p><a href="/k.pdf">{write("Kế hoạch số 12")}</a></p>'
        name = f'<p style="text-align:right"><b>{write("Trần Thị Bưởi")}</b></p>'
        return read(paragraphs(*map(write, PROSE)) + picture + file + name, title=write(TITLE))

    article = article_written(write)
    assert article == article_written(str)
    assert texts(article)[: len(PROSE)] == list(PROSE)


@written
def test_a_table_is_mended_cell_by_cell(write: Write) -> None:
    rows = (("Thôn", "Diện tích lúa"), ("Thượng", "12,5"), ("Hạ", "30"))
    cells = "".join("<tr>" + "".join(f"<td>{write(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    article = read(paragraphs(*map(write, PROSE)) + f"<table border=1>{cells}</table>", title=write(TITLE))
    assert [block.rows for block in article.blocks if block.kind == "table"] == [rows]


@written
def test_what_the_rules_read_and_what_the_head_says_is_mended(write: Write) -> None:
    html = (
        f'<html><head><title>{write(TITLE)}</title><meta property="og:title" content="{write(TITLE)}"></head><body>'
        f'<div id="a"><h2>{write(TITLE)}</h2><div class="b">{paragraphs(*map(write, PROSE))}</div>'
        f'<span class="n">{write("Đỗ Thị Mận")}</span></div></body></html>'
    )
    rules = Rules(name="thử", fingerprint=("#a",), title=("#a h2",), body=("#a .b",), byline=(".n",))
    article = extract(captured(html), [rules])
    assert (article.title, article.byline, texts(article)) == (TITLE, "Đỗ Thị Mận", list(PROSE))
    assert (article.sources["title"], article.sources["byline"]) == ("rule:thử", "rule:thử")


@written
def test_a_frame_in_unicode_around_a_text_that_is_not_stays(write: Write) -> None:
    article = read(paragraphs(*map(write, PROSE)))
    assert (article.title, texts(article)) == (TITLE, list(PROSE))


# -- runs of text -----------------------------------------------------------------------------------


@legacy
def test_markup_may_cut_a_word_anywhere(write: Write) -> None:
    stored = write(SENTENCE)
    for cut in range(1, len(stored)):
        assert shown(f"<p>{stored[:cut]}<b>{stored[cut:]}</b></p>") == SENTENCE


HEADING = tcvn3("hội nghị giao ban")


@pytest.mark.parametrize(
    "markup",
    [
        f'<font face=".VnTimeH">{HEADING}</font>',
        f'<p style="color:red;font-family:&quot;.VnTimeH&quot;">{HEADING}</p>',
        f'<p style="font:bold 12pt .VnArialH, Arial">{HEADING}</p>',
        f'<div style="font-family:.VnTimeH"><p><b>{HEADING}</b></p></div>',
        f'<h2 class="a b">{HEADING}</h2>',
        f"<h4>{HEADING}</h4>",
    ],
)
def test_the_font_of_capitals_makes_capitals_wherever_it_is_declared(markup: str) -> None:
    style = "<style><!-- /* Word */ p {margin: 0} h2.b, h4 {font-family: '.VnTimeH'} --></style>"
    assert shown(f"{style}<p>{tcvn3(SENTENCE)} </p>{markup}").endswith(f"{SENTENCE} HỘI NGHỊ GIAO BAN")


def test_one_capital_in_the_font_of_capitals_begins_its_word() -> None:
    body = f'<p><font face=".VnTimeH">{tcvn3("ủ")}</font><font face=".VnTime">{tcvn3("y ban. " + SENTENCE)}</font></p>'
    assert shown(body) == "Ủy ban. " + SENTENCE


@legacy
def test_a_caption_in_a_declared_font_is_mended_where_it_is_the_only_such_text(write: Write) -> None:
    font = {"tcvn3": ".VnTime", "vni": "VNI-Times"}[write.__name__]
    assert shown(f'<p>Tin mới nhất</p><font face="{font}">{write("Hà Nội")}</font>') == "Tin mới nhất" + "Hà Nội"


@legacy
def test_an_old_font_declared_for_unicode_text_changes_nothing(write: Write) -> None:
    body = f'<p style="font-family:.VnTime">{PROSE[0]} Báo cáo, cô</p><font face="VNI-Times">năm 2010</font>'
    assert shown(body + f"<p>{write(SENTENCE)}</p>") == clean(f"{PROSE[0]} Báo cáo, cônăm 2010{SENTENCE}")


@written
def test_scripts_addresses_and_classes_are_left_as_they_are(write: Write) -> None:
    script = f'var a = "{write("đồng")}";'
    link = f'<a class="{write("đồng")}" href="/{write("đồng")}">{write(SENTENCE)}</a>'
    document = parsed(f"<body><script>{script}</script><p>{link}</p></body>")
    assert document.root.findtext(".//script") == script
    found = document.root.find(".//a")
    assert found is not None
    assert (found.get("class"), found.get("href"), found.text) == (write("đồng"), "/" + write("đồng"), SENTENCE)


def test_json_ld_of_a_page_that_is_encoded_twice_is_mended() -> None:
    head = f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{twice(TITLE)}"}}</script>'
    html = page(paragraphs(*map(twice, PROSE)), title="x", head=head)
    assert extract(captured(html)).title == TITLE


@pytest.mark.parametrize("text", FOREIGN.values(), ids=FOREIGN)
def test_no_page_in_another_language_is_changed(text: str) -> None:
    assert shown(f"<p>{text}</p><p>{text[:40]}</p>") == clean(text) + clean(text[:40])


def test_characters_that_xml_forbids_do_no_harm() -> None:
    assert shown(f"<p>\x01{tcvn3(SENTENCE)}&#11;\x0c</p>") == SENTENCE


# -- time -------------------------------------------------------------------------------------------

HOSTILE = {
    "one long word": "®" + "a" * 100_000,
    "a long word of marks": "aø" * 50_000,
    "a long word that is encoded twice": twice("à") * 50_000,
    "a style sheet with no rule": "<style>" + "a " * 50_000 + "</style>",
    "a style sheet of comments that never end": "<style>" + "/*" * 50_000 + "</style>",
    "a font of many spaces": f'<p style="font-family:.Vn{" " * 15_000}x">®</p>' * 7,
    "many texts": "<p>®¸</p>" * 10_000,
    "deep": "<span style='font-family:.VnTime'>®" * 10_000,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_no_text_is_slow_to_mend(body: str) -> None:
    start = time.process_time()
    shown(f"<p>{tcvn3(SENTENCE)}</p><p>{twice(SENTENCE)}</p>{body}")
    assert time.process_time() - start < 2
