"""What a document is, and what a person reads in it."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.documents import TextReader, format_of, is_web_page
from crawler.documents.texts import MOST_CHARACTERS, read_text
from storage.records import FileText
from tests.replicas.documents import docx, pdf, scanned_pdf, xlsx, zipped

LINES = (
    "ỦY BAN NHÂN DÂN XÃ ĐỒI SIM",
    "Kế hoạch tổ chức hội nghị giao ban quý III, đồng chí Nguyễn Thị Hường chủ trì.",
    "Các trưởng thôn nghe nguệch ngoạc, khuỷu tay, rượu cần, ngưỡng cửa; họp xong trước 11 giờ.",
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)

Read = Callable[[bytes], FileText]


@pytest.fixture(scope="module")
def reader() -> Iterator[TextReader]:
    with TextReader() as reader:
        yield reader


@pytest.fixture
def read(reader: TextReader, tmp_path: Path) -> Read:
    def read(content: bytes) -> FileText:
        (tmp_path / "file").write_bytes(content)
        return reader.read(tmp_path / "file", format_of(content).name)

    return read


def test_a_pdf_gives_its_vietnamese_to_the_letter(read: Read) -> None:
    found = read(pdf(LINES))
    assert (found.status, found.text.splitlines(), found.pages) == ("text", list(LINES), 1)
    assert found.reader and "pypdfium2" in found.reader


def test_marks_that_stand_by_themselves_are_the_same_letters(read: Read) -> None:
    found = read(pdf([unicodedata.normalize("NFD", line) for line in LINES]))
    assert found.text.splitlines() == list(LINES)


def test_every_page_is_read(read: Read) -> None:
    found = read(pdf([f"Điều {n}" for n in range(1, 101)]))
    assert (found.pages, "Điều 100" in found.text) == (3, True)


def test_a_scan_has_no_text(read: Read) -> None:
    found = read(scanned_pdf(3))
    assert (found.status, found.text, found.pages) == ("scanned", "", 3)


def test_the_stamp_of_a_signature_is_no_text_of_a_scan(read: Read) -> None:
    found = read(scanned_pdf(2, "Ky boi: Van phong UBND xa Doi Sim, ngay ky 12/3/2024 08:15"))
    assert found.status == "scanned"
    assert "Van phong" in found.text


def test_a_word_document_with_its_tables(read: Read) -> None:
    found = read(docx(LINES, [["STT", "Nội dung"], ["1", "Sửa sân chơi"]]))
    assert found.text.splitlines() == [*LINES, "STT", "Nội dung", "1", "Sửa sân chơi"]


def test_a_spreadsheet_row_by_row(read: Read) -> None:
    found = read(xlsx([["Thôn", "Số hộ"], ["Đồi Sim", 40]]))
    assert (found.text.splitlines(), found.pages) == (["Biểu 1", "Thôn | Số hộ", "Đồi Sim | 40"], 1)


def test_a_document_typed_for_the_fonts_of_its_day(read: Read) -> None:
    found = read(docx(["Céng hoµ x· héi chñ nghÜa ViÖt Nam", "§éc lËp - Tù do - H¹nh phóc", "Héi nghÞ giao ban"]))
    assert found.text.splitlines() == [
        "Cộng hoà xã hội chủ nghĩa Việt Nam", "Độc lập - Tự do - Hạnh phúc", "Hội nghị giao ban",
    ]  # fmt: skip


def test_rtf(read: Read) -> None:
    assert read(rb"{\rtf1\ansi H\u7897?i ngh\u7883? giao ban\par}").text == "Hội nghị giao ban"


def test_a_document_that_word_saved_as_a_web_page(read: Read) -> None:
    content = (
        "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><style>p {color: red}</style></head>"
        "<body><p>Hội nghị giao ban</p></body></html>"
    ).encode()
    assert not is_web_page(content)
    assert read(b"\xef\xbb\xbf" + content).text == "Hội nghị giao ban"


@pytest.mark.parametrize(
    "page",
    [
        b"<!DOCTYPE html><html><body>Dang nhap</body></html>",
        b"\xef\xbb\xbf\r\n <HTML><body>404",
        b"<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML'><html>",
        b"<!-- cms --><html lang=vi>",
        b"<script>location='/login'</script>",
    ],
)
def test_a_web_page_is_no_file(page: bytes) -> None:
    assert is_web_page(page)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"\r\n\r\n" + pdf(LINES), "pdf"),
        (docx(LINES), "docx"),
        (xlsx([["a"]]), "xlsx"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": ""}), "odt"),
        (zipped({"ke-hoach.pdf": pdf(LINES)}), "zip"),
        (b"PK\x03\x04 torn", "zip"),
        (OLE + "WordDocument".encode("utf-16-le"), "doc"),
        (OLE + "Workbook".encode("utf-16-le"), "xls"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"Rar!\x1a\x07\x01\x00", "rar"),
        (b"{\\rtf1 x}", "rtf"),
        (b"\xff\xd8\xff\xe0", "jpg"),
        (b"\x00\x01\x02", "other"),
    ],
)
def test_a_file_is_what_its_bytes_are(content: bytes, name: str) -> None:
    assert format_of(content).name == name


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (pdf(LINES, password=True), "unreadable", "password"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "unreadable", "password"),
        (pdf(LINES)[:700], "unreadable", "no whole PDF"),
        (zipped({"word/document.xml": "<w:document"}), "unreadable", "damaged"),
        (zipped({"xl/workbook.xml": "<workbook"}), "unreadable", "damaged"),
        (OLE + "WordDocument".encode("utf-16-le"), "unsupported", "before 2007"),
        (zipped({"ke-hoach.pdf": pdf(LINES)}), "unsupported", "inside archives"),
        (b"\xff\xd8\xff\xe0", "scanned", "picture"),
        (docx([" "]), "empty", None),
    ],
)
def test_why_there_is_no_text(read: Read, content: bytes, status: str, words: str | None) -> None:
    found = read(content)
    assert (found.status, found.text) == (status, "")
    assert (words in found.problem) if found.problem and words else found.problem is words


def test_a_document_that_unpacks_to_too_much_is_told(read: Read) -> None:
    found = read(zipped({"word/document.xml": bytes(300 << 20)}))
    assert (found.status, found.text) == ("unreadable", "")
    assert "unpacks to more than 256 MB" in (found.problem or "")


def test_entities_that_multiply_are_left_alone(read: Read) -> None:
    bomb = (
        '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:p><w:r><w:t>Kế hoạch &b;&c;</w:t></w:r></w:p></w:document>"
    )
    assert read(zipped({"word/document.xml": bomb})).text == "Kế hoạch"


def test_a_text_without_end_is_cut_and_says_so(read: Read) -> None:
    found = read(docx(["giao ban " * 1000] * 300))
    assert found.status == "text"
    assert len(found.text) <= MOST_CHARACTERS
    assert found.problem and "longer" in found.problem


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names")
def test_a_document_that_never_ends_is_given_up_and_the_next_is_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "endless")
    (tmp_path / "file").write_bytes(docx(LINES))
    with TextReader(seconds=4) as reader:
        found = reader.read(tmp_path / "endless", "rtf")
        assert (found.status, found.problem) == ("unreadable", "to read it takes more than 4 seconds")
        assert reader.read(tmp_path / "file", "docx").status == "text"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.sampled_from([docx(LINES), xlsx([["a", 1]]), pdf(LINES), scanned_pdf()]), st.data())
def test_a_document_that_is_damaged_anywhere_is_read_or_refused(
    read: Read, noise: bytes, whole: bytes, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(whole)))
    found = read(whole[:at] + noise + whole[at + len(noise) :])
    assert found.status == "text" or found.problem or not found.text
    assert found.problem != "its reader crashed over it"


def test_the_reader_can_be_called_without_a_process(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(docx(LINES))
    assert read_text(tmp_path / "file", "docx").text.splitlines() == list(LINES)
