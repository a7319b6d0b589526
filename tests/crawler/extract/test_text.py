"""Bytes to text as a reader wants it: encodings, invisible characters, paragraphs, Word's leavings, tables."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract import extract
from crawler.extract.decode import decode
from crawler.extract.text import clean, fold
from tests.crawler.extract.legacy import windows_1258
from tests.crawler.extract.pages import PROSE, TITLE, captured, page, paragraphs, read, texts

SENTENCE = "Hội nghị giao ban của Đảng ủy xã bàn về đường, nước và chợ."


# -- encodings --------------------------------------------------------------------------------------

ENCODED = {
    "UTF-8": SENTENCE.encode(),
    "UTF-8 with a byte order mark": SENTENCE.encode("utf-8-sig"),
    "UTF-16 with a byte order mark": SENTENCE.encode("utf-16"),
    "UTF-16 big endian with a byte order mark": "\ufeff".encode("utf-16-be") + SENTENCE.encode("utf-16-be"),
    "UTF-32 with a byte order mark": SENTENCE.encode("utf-32"),
    "windows-1258": windows_1258(SENTENCE),
}


@pytest.mark.parametrize("body", ENCODED.values(), ids=ENCODED)
@pytest.mark.parametrize("declared", [None, "text/html", "text/html; charset=utf-8", "text/html; charset=nonsense"])
def test_bytes_are_read_in_the_encoding_they_are_in_whatever_they_declare(body: bytes, declared: str | None) -> None:
    assert clean(decode(body, declared)) == SENTENCE


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_page_in_utf_16_needs_no_byte_order_mark(encoding: str) -> None:
    article = extract(captured(page(paragraphs(*PROSE)).encode(encoding), content_type=None))
    assert (article.title, texts(article)) == (TITLE, list(PROSE))


def test_a_page_that_declares_latin_letters_and_is_utf_8_is_utf_8() -> None:
    html = page(paragraphs(*PROSE)).replace('charset="utf-8"', 'charset="iso-8859-1"')
    assert texts(extract(captured(html, content_type="text/html; charset=ISO-8859-1"))) == list(PROSE)


def test_a_page_in_windows_1258_comes_out_in_whole_letters() -> None:
    html = page(paragraphs(*PROSE)).replace('charset="utf-8"', 'charset="windows-1258"')
    article = extract(captured(windows_1258(html), content_type="text/html"))
    assert (article.title, texts(article)) == (TITLE, list(PROSE))


def test_a_declaration_far_down_the_head_is_found() -> None:
    body = b"<html><head>" + b"<!-- x -->" * 300 + b'<meta charset="windows-1252"></head>caf\xe9 d\xe9j\xe0'
    assert decode(body).endswith("café déjà")


def test_some_broken_letters_do_not_make_another_encoding_of_a_utf_8_page() -> None:
    broken = SENTENCE.encode() + b" \xe1\xba " + SENTENCE.encode()
    assert decode(broken, "text/html; charset=windows-1252").count(SENTENCE) == 2


def test_a_page_cut_off_within_a_letter_keeps_all_before_it() -> None:
    assert decode("đồng".encode()[:-3] + "ồ".encode()[:2]).startswith("đ")


@given(st.binary(max_size=400), st.none() | st.text(max_size=40))
def test_any_bytes_are_some_text(body: bytes, content_type: str | None) -> None:
    assert isinstance(decode(body, content_type), str)


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_what_is_valid_utf_8_is_read_as_it_is(text: str) -> None:
    body = ("ê" + text).encode()
    assert decode(body, "text/html; charset=windows-1252") == "ê" + text


# -- cleaning and folding ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  Hội\u00a0nghị \t giao\r\n ban ", "Hội nghị giao ban"),
        ("Hội ng\u200bhị giao\u00ad ban", "Hội nghị giao ban"),
        ("\ufeffHội\u200d nghị\u2060", "Hội nghị"),
        ("Hội\u2003nghị\u3000giao\u2009ban", "Hội nghị giao ban"),
        (unicodedata.normalize("NFD", "Hội nghị Đảng ủy"), "Hội nghị Đảng ủy"),
        ("H\0ội nghị", "Hội nghị"),
        ("\u00a0\u200b ", ""),
    ],
)
def test_clean_text_is_composed_plainly_spaced_and_visible(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert once == once.strip()
    assert "\u00a0" not in once


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đồng chí Hà", "dong chi ha"),
        ("ỦY BAN NHÂN DÂN XÃ", "uy ban nhan dan xa"),
        ("đường Nguyễn Huệ, số 5", "duong nguyen hue, so 5"),
        ("Ý kiến cử tri", "y kien cu tri"),
    ],
)
def test_folded_text_has_no_diacritics_and_no_capitals(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(st.characters(max_codepoint=0x24F) | st.characters(min_codepoint=0x1EA0, max_codepoint=0x201F)))
def test_a_letter_folds_to_one_letter_so_positions_hold(text: str) -> None:
    assert len(fold(text)) == len(text)


# -- paragraphs -------------------------------------------------------------------------------------

PARAGRAPHS = {
    "paragraphs": paragraphs(*PROSE),
    "two line breaks": f"<p>{'<br><br>'.join(PROSE)}</p>",
    "two line breaks in the markup of XHTML": "<div>" + "<br />\n&nbsp;<br />\n".join(PROSE) + "<br /></div>",
    "one line break after each sentence": f"<div>{'<br>'.join(PROSE)}</div>",
    "divs": "".join(f"<div><span>{text}</span></div>" for text in PROSE),
    "divs in divs": "".join(f"<div><div><div>{text}</div></div></div>" for text in PROSE),
    "divs in paragraphs": "".join(f"<p><div>{text}</div></p>" for text in PROSE),
    "text straight in the container": "<br><br>".join(PROSE),
    "Word": "".join(
        f'<p class="MsoNormal" style="text-align:justify"><span lang="VI">&nbsp;&nbsp; {text}<o:p></o:p></span></p>'
        "<p class='MsoNormal'><o:p>&nbsp;</o:p></p>"
        for text in PROSE
    ),
    "a table that only lays out": "<table><tbody><tr><td>" + paragraphs(*PROSE) + "</td></tr></tbody></table>",
    "sections": "".join(f"<section><p>{text}</p></section>" for text in PROSE),
    "paragraphs that are never closed": "".join(f"<p>{text}" for text in PROSE),
    "bold fonts": "".join(f"<p><font face='Arial'><b>{text}</b></font></p>" for text in PROSE),
    "decomposed": unicodedata.normalize("NFD", paragraphs(*PROSE)),
    "entities": paragraphs(*PROSE).replace("ô", "&ocirc;").replace("à", "&#224;").replace("ạ", "&#x1EA1;"),
    "a decomposed tone after an entity": paragraphs(*PROSE).replace("ồ", "&ocirc;\u0300").replace("ộ", "&ocirc;&#803;"),
    "comments": paragraphs(*PROSE).replace("nghị", "ng<!-- chú thích -->hị"),
    "conditional comments of Word": "<!--[if gte mso 9]><xml>1</xml><![endif]-->" + paragraphs(*PROSE),
    "scripts and styles": paragraphs(*(f"<style>p {{}}</style>{text}<script>var a = 'x';</script>" for text in PROSE)),
}  # fmt: skip


@pytest.mark.parametrize("body", PARAGRAPHS.values(), ids=PARAGRAPHS)
def test_paragraphs_come_out_as_the_page_shows_them(body: str) -> None:
    article = read(body)
    assert [" ".join(text.split()) for text in texts(article)] == list(PROSE)
    assert article.title == TITLE


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<b>H</b>ội nghị giao ban", "Hội nghị giao ban"),
        ("<span>Hội ng</span><span>hị giao</span> <i>ban</i>", "Hội nghị giao ban"),
        ("Hội<o:p> </o:p>nghị<o:p></o:p> giao ban", "Hội nghị giao ban"),
        ("Hội&nbsp;nghị&#160;&nbsp;giao&shy; ban", "Hội nghị giao ban"),
        ("Hội ng<wbr>hị giao ban", "Hội nghị giao ban"),
        ("Hội<st1:place>\nnghị</st1:place>\ngiao ban", "Hội nghị giao ban"),
        ("Hội nghị giao<br>ban", "Hội nghị giao\nban"),
        ("Hội nghị <a href='/gb'>giao ban</a>", "Hội nghị giao ban"),
        ("Hội ng\u200bhị gi\u00adao ban", "Hội nghị giao ban"),
        ("H\0ội ngh\0ị giao ban", "Hội nghị giao ban"),
        ("Hội nghị &quot;giao ban&quot; &amp; sơ kết", 'Hội nghị "giao ban" & sơ kết'),
        ("diện tích 5 m<sup>2</sup>, CO<sub>2</sub>", "diện tích 5 m2, CO2"),
    ],
)
def test_no_word_is_glued_and_none_is_split(markup: str, text: str) -> None:
    start, end = "Việc thứ hai được ghi vào biên bản gửi các thôn như sau: ", "."
    article = read(paragraphs(PROSE[0], start + markup + end, *PROSE[1:]))
    assert texts(article) == [PROSE[0], start + text + end, *PROSE[1:]]


def test_what_the_page_hides_is_not_read() -> None:
    hidden = "Đoạn này người đọc không nhìn thấy vì trang đã giấu nó đi bằng kiểu trình bày."
    for markup in (f'<p style="display:none">{hidden}</p>', f"<div hidden><p>{hidden}</p></div>",
                   f'<p>{PROSE[1]}<span style="visibility: hidden">{hidden}</span></p>'):  # fmt: skip
        assert hidden not in read(paragraphs(*PROSE) + markup).text


# -- lists, headings, quotations, tables ------------------------------------------------------------


def test_kinds_of_blocks_are_kept_apart_and_in_order() -> None:
    article = read(
        f"<p>{PROSE[0]}</p><h2>Kết quả tháng 4</h2><p>{PROSE[1]}</p>"
        "<ul><li>Làm 3 km đường bê tông ở thôn Thượng và thôn Hạ</li><li>Trồng 1.200 cây xanh ven đê</li></ul>"
        f"<blockquote><p>Việc nào chậm thì ngành ấy phải giải trình trước hội nghị.</p></blockquote><p>{PROSE[2]}</p>"
    )
    assert [(block.kind, block.text[:20]) for block in article.blocks] == [
        ("paragraph", PROSE[0][:20]),
        ("heading", "Kết quả tháng 4"),
        ("paragraph", PROSE[1][:20]),
        ("item", "Làm 3 km đường bê tô"),
        ("item", "Trồng 1.200 cây xanh"),
        ("quote", "Việc nào chậm thì ng"),
        ("paragraph", PROSE[2][:20]),
    ]


def test_a_bold_line_between_paragraphs_is_a_heading() -> None:
    article = read(paragraphs(PROSE[0], "<b>Nhiệm vụ tháng 5</b>", PROSE[1], PROSE[2]))
    assert [block.kind for block in article.blocks] == ["paragraph", "heading", "paragraph", "paragraph"]


def test_a_table_of_data_is_one_block_with_its_cells() -> None:
    rows = (("Thôn", "Diện tích (ha)"), ("Thượng", "12,5"), ("Trung", "30"), ("Hạ", ""))
    cells = "".join("<tr>" + "".join(f"<td><p>{cell}</p></td>" for cell in row) + "</tr>" for row in rows)
    article = read(paragraphs(*PROSE[:2]) + f"<table border='1'>{cells}</table>" + paragraphs(PROSE[2]))
    table = next(block for block in article.blocks if block.kind == "table")
    assert table.rows == rows
    assert table.text.splitlines() == ["Thôn | Diện tích (ha)", "Thượng | 12,5", "Trung | 30", "Hạ | "]
    assert [block.kind for block in article.blocks] == ["paragraph", "paragraph", "table", "paragraph"]


def test_a_table_around_a_picture_and_its_caption_is_no_table() -> None:
    article = read(
        paragraphs(PROSE[0]) + "<table><tr><td><img src='/a1.jpg' alt='a1.jpg'></td></tr>"
        "<tr><td style='text-align:center'>Quang cảnh hội nghị</td></tr></table>" + paragraphs(*PROSE[1:])
    )
    assert texts(article) == list(PROSE)
    assert [(caption.text, caption.image) for caption in article.captions] == [
        ("Quang cảnh hội nghị", "http://xa.example.gov.vn/a1.jpg")
    ]


def test_a_table_of_two_columns_of_pictures_is_no_table() -> None:
    picture = "<td><img src='/{0}.jpg'></td>"
    rows = "".join(f"<tr>{picture.format(n)}{picture.format(n + 1)}</tr>" for n in (1, 3))
    article = read(paragraphs(*PROSE) + f"<table>{rows}</table>")
    assert texts(article) == list(PROSE)
    assert len(article.images) == 4


def test_attachments_are_links_to_documents_with_their_names() -> None:
    article = read(
        paragraphs(*PROSE)
        + "<p>Tệp đính kèm: <a href='/files/ke-hoach-12.pdf?v=1'>Kế hoạch số 12</a></p>"
        + "<p><a href='../bieu%20mau.docx'>tại đây</a></p>"
    )
    assert [(file.url, file.name) for file in article.attachments] == [
        ("http://xa.example.gov.vn/files/ke-hoach-12.pdf?v=1", "Kế hoạch số 12"),
        ("http://xa.example.gov.vn/bieu%20mau.docx", "bieu mau.docx"),
    ]
    assert texts(article) == list(PROSE)


def test_addresses_are_relative_to_the_base_of_the_page() -> None:
    head = "<base href='http://cu.example.gov.vn/a/'>"
    article = read(paragraphs(*PROSE) + "<p><img src='b/1.jpg' alt=''></p>", head=head)
    assert [image.url for image in article.images] == ["http://cu.example.gov.vn/a/b/1.jpg"]


# -- language ---------------------------------------------------------------------------------------


def test_the_language_is_that_of_the_text_whatever_the_page_declares() -> None:
    html = page(paragraphs(*PROSE)).replace('lang="vi"', 'lang="en-US"')
    assert extract(captured(html)).language == "vi"


def test_a_page_in_english_has_the_language_it_declares() -> None:
    text = "The commune held its monthly meeting this morning and took stock of the work that was done in April."
    html = page(paragraphs(text, text.replace("monthly", "weekly")), title="Monthly meeting held in the commune")
    assert extract(captured(html.replace('lang="vi"', 'lang="en-US"'))).language == "en"
