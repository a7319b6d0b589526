"""The text that a person reads in a document. A path and a format in, a ``FileText`` out; no network, no database.

Meant to run in a process of its own (``child``): a hostile document can take any time, any memory, and the process
with it.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from crawler.documents.formats import PICTURES
from crawler.extract.fonts import convert_texts
from storage.records import FileText

# Goes up when what is below reads something differently: `reread` then reads every file again.
VERSION = "1"

# More than the longest budget report with its tables; what is beyond is left out, and said.
MOST_PAGES = 2000
MOST_CHARACTERS = 2_000_000
# What a document may unpack to.
MOST_UNPACKED = 256 << 20
# A page with a picture on half of it, and less text than a stamp ("Ký bởi: … Ngày ký: …") has, is a scan.
PICTURE_SHARE = 0.5
STAMP_LETTERS = 250

PROTECTED = "it is protected by a password"


class Unreadable(Exception):
    """A document that cannot be read; the message says why, and ends like a clause."""


def read_text(path: Path, format_name: str) -> FileText:
    """What a person reads in the file at ``path``. Never raises for what is in the file, MemoryError aside."""
    if format_name in PICTURES:
        return FileText("scanned", problem="it is a picture")
    if format_name == "encrypted":
        return FileText("unreadable", problem=PROTECTED)
    if format_name not in READERS:
        return FileText("unsupported", problem=_UNREAD.get(format_name))
    reader = reader_of(format_name)
    read, _ = READERS[format_name]
    try:
        text = read(path)
    except Unreadable as error:
        return FileText("unreadable", problem=str(error), reader=reader)
    except MemoryError:
        raise
    except Exception as error:  # whatever a library makes of what nobody thought of
        return FileText("unreadable", problem=f"it is damaged ({type(error).__name__})", reader=reader)
    return FileText(text.status, text.text, text.problem, reader, text.pages)


def reader_of(format_name: str) -> str | None:
    """What reads this format: our version and the library's; None where nothing does."""
    if format_name not in READERS:
        return None
    library = READERS[format_name][1]
    return f"giaoban {VERSION}, {library} {version(library)}"


def _text(lines: Iterable[str], *, pages: int | None = None, problem: str | None = None) -> FileText:
    """Lines of a document as its text: legacy fonts converted, white space tidied, no longer than allowed."""
    kept: list[str] = []
    size = 0
    for line in lines:
        kept.append(" ".join(unicodedata.normalize("NFC", line).split()))
        size += len(kept[-1]) + 1
        if size > MOST_CHARACTERS:
            kept[-1] = kept[-1][: MOST_CHARACTERS - size]
            problem = problem or "it is longer than what is read of a document: the rest is left out"
            break
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(convert_texts(kept))).strip()
    return FileText("text" if re.search(r"\w", text) else "empty", text, problem, pages=pages)


# -- PDF --------------------------------------------------------------------------------------------


def _pdf(path: Path) -> FileText:
    import pypdfium2  # noqa: PLC0415  only the process that reads loads the readers

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        protected = "password" in str(error).lower()
        raise Unreadable(PROTECTED if protected else "it is no whole PDF") from error
    with document:
        number = len(document)
        if not number:
            raise Unreadable("it has no pages")
        pages = [_pdf_page(document, index) for index in range(min(number, MOST_PAGES))]
    lines = [line for text, _ in pages for line in (*text.splitlines(), "")]
    left_out = f"only its first {MOST_PAGES} pages are read" if number > MOST_PAGES else None
    text = _text(lines, pages=number, problem=left_out)
    scans = sum(is_scan for _, is_scan in pages)
    if scans and scans * 2 >= sum(bool(is_scan or content.strip()) for content, is_scan in pages):
        return FileText("scanned", text.text, "its pages are pictures", pages=number)
    return text


def _pdf_page(document: Any, index: int) -> tuple[str, bool]:
    """A page's text, and whether it is a picture of a page. One that cannot be read is as good as blank."""
    import pypdfium2  # noqa: PLC0415
    from pypdfium2 import raw  # noqa: PLC0415

    try:
        page = document[index]
        # U+FFFE and U+0002 stand where a word was hyphenated.
        text = re.sub("[\ufffe\x02](?:\r?\n)?", "", page.get_textpage().get_text_range())
        letters = len(re.findall(r"\w", text))
        if letters >= STAMP_LETTERS:
            return text, False
        width, height = page.get_size()
        pictures = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)
        covered = max((_area(picture.get_bounds()) for picture in pictures), default=0.0)
    except pypdfium2.PdfiumError:
        return "", False
    return text, covered >= PICTURE_SHARE * width * height


def _area(bounds: tuple[float, float, float, float]) -> float:
    left, bottom, right, top = bounds
    return abs(right - left) * abs(top - bottom)


# -- Office -----------------------------------------------------------------------------------------


def _parts(archive: zipfile.ZipFile, pattern: str) -> Iterator[bytes]:
    """The parts of a document whose names match, in the order of the numbers in them."""
    _refuse_bombs(archive)
    names = [name for name in archive.namelist() if re.fullmatch(pattern, name)]
    for name in sorted(names, key=lambda name: [int(number) for number in re.findall(r"\d+", name)]):
        yield archive.read(name)


def _refuse_bombs(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable(PROTECTED)
    # zipfile reads no more of an entry than is declared here.
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Unreadable(f"it unpacks to more than {MOST_UNPACKED >> 20} MB")


def _paragraphs(xml: bytes, namespace: str, breaks: dict[str, str]) -> Iterator[str]:
    """The paragraphs (``p``, ``h``) of a part in order, those in boxes after the one that holds the box."""
    from lxml import etree  # noqa: PLC0415

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    root = etree.fromstring(xml, parser)
    own = [f"{{{namespace}}}p", f"{{{namespace}}}h"]
    for paragraph in root.iter(*own):
        # A drawing stands twice: for new readers, and again for old ones.
        if next(paragraph.iterancestors(f"{{{_COMPATIBILITY}}}Fallback"), None) is None:
            yield "".join(_pieces(paragraph, frozenset(own), breaks))


def _pieces(element: Any, own: frozenset[str], breaks: dict[str, str]) -> Iterator[str]:
    """The text of an element less that of paragraphs inside; ``breaks`` says what elements without text stand for."""
    for child in element:
        if not isinstance(child.tag, str) or child.tag in own:
            continue
        local = child.tag.rpartition("}")[2]
        if local in breaks:
            yield breaks[local]
        elif local == "t":
            yield child.text or ""
        else:
            yield from _pieces(child, own, breaks)


def _docx(path: Path) -> FileText:
    with zipfile.ZipFile(path) as archive:
        parts = list(_parts(archive, r"word/(?:document|footnotes|endnotes)\.xml"))
    gaps = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
    return _text(line for part in parts for text in _paragraphs(part, _WORD, gaps) for line in text.split("\n"))


def _pptx(path: Path) -> FileText:
    with zipfile.ZipFile(path) as archive:
        parts = list(_parts(archive, r"ppt/slides/slide\d+\.xml"))
    return _text((line for part in parts for line in (*_paragraphs(part, _DRAWING, {"br": " "}), "")), pages=len(parts))


def _odt(path: Path) -> FileText:
    from lxml import etree  # noqa: PLC0415

    with zipfile.ZipFile(path) as archive:
        [content] = _parts(archive, r"content\.xml")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    root = etree.fromstring(content, parser)
    return _text("".join(map(str, p.itertext())) for p in root.iter(f"{{{_OPEN_TEXT}}}p", f"{{{_OPEN_TEXT}}}h"))


def _sheets(path: Path) -> FileText:
    import python_calamine  # noqa: PLC0415

    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            _refuse_bombs(archive)
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
    except python_calamine.PasswordError as error:
        raise Unreadable(PROTECTED) from error
    names = book.sheet_names
    return _text(_rows(book, names), pages=len(names))


def _rows(book: Any, names: list[str]) -> Iterator[str]:
    for name in names:
        yield name
        for row in book.get_sheet_by_name(name).iter_rows():
            if cells := [_cell(cell) for cell in row if cell != ""]:
                yield " | ".join(cells)
        yield ""


def _cell(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _rtf(path: Path) -> FileText:
    from striprtf.striprtf import rtf_to_text  # noqa: PLC0415

    # RTF is ASCII; what is not is text that its writer left in its code page.
    text = rtf_to_text(path.read_bytes().decode("latin-1"), errors="replace")  # type: ignore[no-untyped-call]  # untyped
    return _text(text.splitlines())


def _html(path: Path) -> FileText:
    from lxml import html  # noqa: PLC0415

    root = html.document_fromstring(path.read_bytes())
    texts: Any = root.xpath("//body//text()[not(parent::script or parent::style)]")
    return _text("".join(texts).splitlines())


_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_OPEN_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"

# What reads a format, and the library that it rests on.
READERS: dict[str, tuple[Callable[[Path], FileText], str]] = {
    "pdf": (_pdf, "pypdfium2"),
    "docx": (_docx, "lxml"),
    "pptx": (_pptx, "lxml"),
    "odt": (_odt, "lxml"),
    "odp": (_odt, "lxml"),
    "xlsx": (_sheets, "python-calamine"),
    "xlsb": (_sheets, "python-calamine"),
    "xls": (_sheets, "python-calamine"),
    "ods": (_sheets, "python-calamine"),
    "rtf": (_rtf, "striprtf"),
    "html": (_html, "lxml"),
}
_UNREAD = {
    "doc": "no well-kept library reads Word files of before 2007",
    "ppt": "no well-kept library reads PowerPoint files of before 2007",
    "zip": "files inside archives are not read",
    "rar": "files inside archives are not read",
    "7z": "files inside archives are not read",
}
