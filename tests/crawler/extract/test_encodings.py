"""Whole pages in every encoding that portals use, declared rightly, wrongly or not at all."""

from __future__ import annotations

import unicodedata

import pytest

from crawler.extract import extract
from crawler.extract.decode import decode
from storage.records import Article
from tests.crawler.extract.legacy import tcvn3, vni, windows_1258
from tests.crawler.extract.pages import PROSE, TITLE, captured, page, paragraphs, texts

PAGE = page(paragraphs(*PROSE), head='<meta name="description" content="Họp giao ban">')
PICTURE = '<p><img src="/a.jpg" alt="Quang cảnh hội nghị"></p>'


def declaring(charset: str | None, html: str = PAGE) -> str:
    return html.replace('<meta charset="utf-8">', f'<meta charset="{charset}">' if charset else "")


def read(body: bytes, header: str | None = None) -> Article:
    return extract(captured(body, content_type=f"text/html; charset={header}" if header else "text/html"))


def as_written(article: Article) -> bool:
    return article.title == TITLE and texts(article) == list(PROSE)


DECLARATIONS = [
    None,
    "utf-8",
    "iso-8859-1",
    "windows-1252",
    "windows-1258",
    "x-user-defined",
    "nonsense",
    "gb2312",
    "idna",
]


# -- UTF-8 and UTF-16 -------------------------------------------------------------------------------


@pytest.mark.parametrize("header", DECLARATIONS)
@pytest.mark.parametrize("meta", [*DECLARATIONS, "utf-16"])
def test_a_page_in_utf_8_is_read_whatever_header_and_page_declare(header: str | None, meta: str | None) -> None:
    assert as_written(read(declaring(meta).encode(), header))


@pytest.mark.parametrize("declared", [None, "windows-1252", "utf-16"])
def test_a_byte_order_mark_is_believed_before_any_declaration(declared: str | None) -> None:
    assert as_written(read(declaring(declared).encode("utf-8-sig"), declared))
    assert as_written(read(declaring("utf-8").encode("utf-16"), declared))
    assert as_written(read(b"\xfe\xff" + declaring("utf-8").encode("utf-16-be"), declared))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("declared", [None, "utf-8", "utf-16", "windows-1252"])
def test_a_page_in_utf_16_without_a_mark_is_read_whatever_it_declares(encoding: str, declared: str | None) -> None:
    assert as_written(read(declaring(declared).encode(encoding), declared))


def test_a_page_of_decomposed_letters_comes_out_composed() -> None:
    assert as_written(read(unicodedata.normalize("NFD", PAGE).encode()))


# -- 8-bit encodings --------------------------------------------------------------------------------


@pytest.mark.parametrize("header", DECLARATIONS)
@pytest.mark.parametrize("meta", DECLARATIONS)
def test_a_page_in_windows_1258_is_read_in_whole_letters_whatever_is_declared(
    header: str | None, meta: str | None
) -> None:
    assert as_written(read(windows_1258(declaring(meta)), header))


def test_text_in_windows_1258_leaves_the_decoder_composed() -> None:
    text = decode(windows_1258(PAGE), "text/html")
    assert unicodedata.is_normalized("NFC", text)
    assert PROSE[0] in text


WESTERN = {
    "French": "<p>Voilà déjà l’été : où êtes-vous allés, près de la forêt ? Ça coûte 5 €.</p>",
    "Portuguese": "<p>A reunião não tratou da questão dos irmãos; são três razões. Não põe a mão.</p>",
    "Italian": "<p>Così andò lunedì, però ciò che farò è più lì che qui.</p>",
}


@pytest.mark.parametrize("declared", [None, "iso-8859-1", "windows-1252", "utf-8", "windows-1258"])
@pytest.mark.parametrize("html", WESTERN.values(), ids=WESTERN)
def test_a_western_page_is_not_taken_for_vietnamese(html: str, declared: str | None) -> None:
    assert decode(html.encode("windows-1252"), f"text/html; charset={declared}" if declared else None) == html


def test_quotation_marks_on_a_page_that_declares_iso_8859_1_are_those_of_windows_1252_as_in_browsers() -> None:
    html = "<p>“Voilà” – l’été…</p>"
    assert decode(html.encode("windows-1252"), "text/html; charset=iso-8859-1") == html


def test_where_header_and_page_disagree_the_header_is_believed_unless_it_is_disproved() -> None:
    html = '<meta charset="koi8-r"><p>Совещание состоялось</p>'
    assert "Совещание" in decode(html.encode("windows-1251"), "text/html; charset=windows-1251")
    assert "Совещание" in decode(html.encode("koi8-r"), "text/html; charset=utf-8")
    chinese = '<meta charset="gb2312"><p>会议于今天上午召开</p>'
    assert decode(chinese.encode("gbk"), "text/html; charset=utf-8") == chinese
    assert decode(chinese.encode("gbk"), None) == chinese


def test_the_page_declares_by_meta_or_xml_and_not_by_what_it_links() -> None:
    chinese = '<?xml version="1.0" encoding="gb2312"?><html><p>会议于今天上午召开</p></html>'
    assert decode(chinese.encode("gbk")) == chinese
    french = '<script charset="gb2312" src="a.js"></script><p>Où êtes-vous allés ?</p>'
    assert decode(french.encode("windows-1252")) == french


def test_a_few_broken_bytes_cost_no_more_than_themselves() -> None:
    for body in (PAGE.encode(), PAGE.encode() + b"\xe1\xba"):
        assert as_written(read(body.replace(b"Trang ch", b"Trang \xff\x93 ch"), "iso-8859-1"))
    chinese = "<p>" + "会议于今天上午召开" * 30 + "</p>"
    assert decode(chinese.encode("gbk") + b"\xff", "text/html; charset=gbk").startswith(chinese)


# -- the legacy fonts -------------------------------------------------------------------------------


@pytest.mark.parametrize("declared", DECLARATIONS)
@pytest.mark.parametrize("write", [tcvn3, vni])
def test_a_page_in_a_legacy_font_is_read_whatever_it_declares(write: object, declared: str | None) -> None:
    html = write(declaring(declared))  # type: ignore[operator]
    assert as_written(read(html.encode("windows-1252"), declared))
    assert as_written(read(html.encode("windows-1252")))


@pytest.mark.parametrize("write", [tcvn3, vni])
def test_a_page_in_a_legacy_font_may_be_stored_as_utf_8_or_as_entities(write: object) -> None:
    html = write(PAGE)  # type: ignore[operator]
    assert as_written(read(html.encode(), "utf-8"))
    assert as_written(read(html.encode("ascii", "xmlcharrefreplace"), "utf-8"))
    named = html.replace("µ", "&micro;").replace("¸", "&cedil;").replace("ø", "&oslash;").replace("ñ", "&ntilde;")
    assert as_written(read(named.encode("ascii", "xmlcharrefreplace")))
