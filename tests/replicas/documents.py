"""Documents as portals offer them for download, made of lines of text: PDF, scanned PDF, DOCX, XLSX.

As small as their formats allow, and made by hand, so that the tests need neither fonts nor an office.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from functools import cache
from xml.sax.saxutils import escape

_LINES_A_PAGE = 40


def pdf(lines: Sequence[str], *, password: bool = False) -> bytes:
    """A PDF with a text layer, as a word processor writes it: letters are numbers of glyphs, and a table says which
    letter a glyph is. ``password``: it says that it is encrypted, with a password that nobody has."""
    letters = sorted(set("".join(lines))) or [" "]
    glyph = {letter: f"{number:04X}" for number, letter in enumerate(letters, 1)}
    pages = [lines[start : start + _LINES_A_PAGE] for start in range(0, max(1, len(lines)), _LINES_A_PAGE)]
    mapping = "".join(f"<{glyph[letter]}> <{letter.encode('utf-16-be').hex()}>\n" for letter in letters)
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Letters def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange {len(letters)} beginbfchar\n{mapping}endbfchar\n"
        "endcmap end end"
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        _pages(len(pages), first=6),
        b"<</Type/Font/Subtype/Type0/BaseFont/Serif/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Serif/DW 500"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>",
        _stream("<<", cmap.encode()),
    ]
    for number, page in enumerate(pages):
        shown = "\n".join(f"<{''.join(glyph[letter] for letter in line)}> Tj T*" for line in page)
        objects += [
            _page("/Font<</F 3 0 R>>", 7 + 2 * number),
            _stream("<<", f"BT /F 11 Tf 16 TL 50 790 Td\n{shown}\nET".encode()),
        ]
    return _pdf_file(objects, _ENCRYPTED if password else "")


def scanned_pdf(pages: int = 1, stamp: str = "") -> bytes:
    """A PDF whose pages are pictures, as a scanner makes them; ``stamp``: what a signing program put over the first
    (ASCII)."""
    picture = zlib.compress(b"\xff\x00" * 5000)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        _pages(pages, first=5),
        _stream(
            "<</Type/XObject/Subtype/Image/Width 100/Height 100/ColorSpace/DeviceGray/BitsPerComponent 8"
            "/Filter/FlateDecode",
            picture,
        ),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for number in range(pages):
        signed = f"BT /F 9 Tf 300 50 Td ({stamp}) Tj ET" if stamp and not number else ""
        objects += [
            _page("/XObject<</Scan 3 0 R>>/Font<</F 4 0 R>>", 6 + 2 * number),
            _stream("<<", f"q 595 0 0 842 0 0 cm /Scan Do Q {signed}".encode()),
        ]
    return _pdf_file(objects, "")


def docx(lines: Iterable[str], rows: Sequence[Sequence[str]] = ()) -> bytes:
    """A Word document: a paragraph a line, a table behind them."""
    table = "".join(f"<w:tr>{''.join(f'<w:tc>{_run(cell)}</w:tc>' for cell in row)}</w:tr>" for row in rows)
    body = "".join(map(_run, lines)) + (f"<w:tbl>{table}</w:tbl>" if table else "")
    return zipped(
        {
            "[Content_Types].xml": _types("/word/document.xml", "wordprocessingml.document.main"),
            "_rels/.rels": _relations("word/document.xml"),
            "word/document.xml": f'<w:document xmlns:w="{_MAIN}wordprocessingml/2006/main"><w:body>{body}</w:body>'
            "</w:document>",
        }
    )


def xlsx(rows: Sequence[Sequence[str | int]], sheet: str = "Biểu 1") -> bytes:
    """An Excel file of one sheet."""
    cells = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
    related = f"{_RELATED}/relationships"
    return zipped(
        {
            "[Content_Types].xml": _types("/xl/workbook.xml", "spreadsheetml.sheet.main"),
            "_rels/.rels": _relations("xl/workbook.xml"),
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}spreadsheetml/2006/main" xmlns:r="{related}"><sheets>'
            f'<sheet name="{escape(sheet)}" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{related}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}spreadsheetml/2006/main"><sheetData>{cells}'
            "</sheetData></worksheet>",
        }
    )


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """Parts in a ZIP file, always the same bytes for the same parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


@cache
def document(name: str, lines: tuple[str, ...]) -> bytes:
    """A document of these lines in the format that its name says; PDF where it says another."""
    if name.endswith(".docx"):
        return docx(lines)
    if name.endswith(".xlsx"):
        return xlsx([[number, line] for number, line in enumerate(lines, 1)])
    return pdf(lines)


_MAIN = "http://schemas.openxmlformats.org/"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_ENCRYPTED = (
    "/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -44/O<" + "1f" * 32 + ">/U<" + "2e" * 32 + ">>>"
    "/ID[<" + "0a" * 16 + "><" + "0a" * 16 + ">]"
)


def _pages(number: int, first: int) -> bytes:
    kids = " ".join(f"{first + 2 * n} 0 R" for n in range(number))
    return f"<</Type/Pages/Count {number}/Kids[{kids}]>>".encode()


def _page(resources: str, contents: int) -> bytes:
    return (
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<{resources}>>/Contents {contents} 0 R>>".encode()
    )


def _stream(head: str, content: bytes) -> bytes:
    return f"{head}/Length {len(content)}>>\nstream\n".encode() + content + b"\nendstream"


def _pdf_file(objects: Iterable[bytes], trailer: str) -> bytes:
    out, places = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    out += f"trailer\n<</Size {len(places) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def _run(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _cell(value: str | int) -> str:
    if isinstance(value, int):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'


def _types(part: str, kind: str) -> str:
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="{part}" ContentType="application/vnd.openxmlformats-officedocument.{kind}+xml"/></Types>'
    )


def _relations(target: str) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{_RELATED}/relationships/officeDocument" Target="{target}"/></Relationships>'
    )
