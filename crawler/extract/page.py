"""A page cut into pieces: the runs of text, the images, the tables and files, in reading order.

This room knows how HTML flows, not what a portal means by it. Each piece remembers the block-level
element it stands in (a node of ``Page``) and how it was set (linked, bold, italic, centred), which is
all that the rooms above need to tell article from furniture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, cast
from urllib.parse import unquote, urljoin

from lxml import etree
from lxml.etree import _Element as Element

from .document import Document
from .text import CAPITALS, clean

PieceKind = Literal["text", "image", "table"]

# Elements that never hold what a reader reads.
_SKIPPED = frozenset(
    """
    script style noscript template svg math iframe object embed select option optgroup datalist button input
    textarea label canvas audio video map area meta link head title menu
    """.split()
)
# Elements that stand apart. Every other one flows within a line, Word's <o:p> and typos too.
_BLOCKS = frozenset(
    """
    html body p div h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table thead tbody tfoot tr td th caption colgroup
    blockquote pre figure figcaption section article header footer main aside nav center form fieldset legend
    address hr details summary hgroup dir marquee
    """.split()
)
# Elements within a line that say how it is set.
_INLINE = frozenset(("a", "b", "strong", "i", "em"))
# What an element does to the flow of text, by its tag; other tags do nothing to it.
_KINDS: dict[str, str] = {
    **dict.fromkeys(_SKIPPED, "skipped"),
    **dict.fromkeys(_BLOCKS, "block"),
    **dict.fromkeys(_INLINE, "inline"),
    "br": "break",
    "img": "image",
}
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CENTRED_STYLE = re.compile(r"text-align\s*:\s*(center|right)", re.IGNORECASE)
# "/files/ke-hoach-12.pdf?v=1": the name of a document ends the path.
_FILE = re.compile(r"[^?#]*\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|rtf|rar|zip|7z|csv)\s*(?:[?#]|$)", re.IGNORECASE)
_NO_HOST = re.compile(r"//[^/.:]+/")
_SHORT_LINE = 60
_SENTENCE_END = re.compile(r"[.!?…:;”\"»)\]/]\s*$")
_SENTENCE_START = re.compile(rf"\s*[\W\d_]*[{CAPITALS}]")


@dataclass(frozen=True, slots=True)
class Repeat:
    """Evidence that the portal repeats a piece: it stood on so many of so many pages."""

    stood: int
    pages: int

    def __str__(self) -> str:
        return f"on {self.stood} of {self.pages} pages"


@dataclass(slots=True)
class Piece:
    """One run of text between two block boundaries, or one image, or one table of data.

    Attributes:
        node: index of the block-level node it stands in.
        text: cleaned text; of an image its alt text; of a table its cells for reading.
        linked, bold, italic: number of characters of ``text`` (about) that are so set.
        files: (address as written, text) of the links inside that lead to documents to download.
        image: address of an image piece. rows: cells of a table piece.
        line: how many lines of the same paragraph stand before it (a line ends at a ``<br>``).
        dropped: why everything in the element it stands in is no part of the article; None for most.
        repeated: the evidence, where the portal's profile says that it is no part of any article.
    """

    kind: PieceKind
    node: int
    text: str
    linked: int = 0
    bold: int = 0
    italic: int = 0
    files: tuple[tuple[str, str], ...] = ()
    image: str | None = None
    rows: tuple[tuple[str, ...], ...] | None = None
    line: int = 0
    dropped: str | None = None
    repeated: Repeat | None = None


@dataclass(slots=True)
class Page:
    """The pieces of a page and the tree of block-level nodes they stand in.

    ``parents[i]`` is the node that holds node ``i`` (-1 for the root); nodes are in page order, so a
    node's descendants follow it: those up to, not including, ``ends[i]``. ``nodes`` is ``elements`` turned round.
    ``keys`` are what a portal's profile knows the pieces by, once it has been asked for them.
    """

    url: str
    document: Document
    pieces: list[Piece] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)
    nodes: dict[Element, int] = field(default_factory=dict)
    keys: list[int] | None = None

    def ancestors(self, node: int) -> Iterator[int]:
        """The node itself and what holds it, inside out."""
        while node >= 0:
            yield node
            node = self.parents[node]

    def inside(self, node: int, *tags: str) -> bool:
        return any(self.elements[n].tag in tags for n in self.ancestors(node))

    def node_of(self, element: Element) -> int | None:
        """The node of an element, or of the nearest block-level element around it."""
        around = (e for e in (element, *element.iterancestors()) if e in self.nodes)
        return next((self.nodes[e] for e in around), None)


def read(document: Document, url: str, dropped: Mapping[Element, str] | None = None) -> Page:
    """Cuts a parsed page into pieces.

    Args:
        url: what its relative links are relative to.
        dropped: elements, of a block or within a line, whose pieces are marked with the reason given.
    """
    return _Reader(document, _base(document.root, url), dropped or {}).read()


def is_file(address: str) -> bool:
    """Whether an address names a document to download rather than a page."""
    return bool(_FILE.match(address))


def absolute(base: str, address: str) -> str:
    """An address made absolute; as it stands where it cannot be one (``http://[``).

    ``//img/x.pdf`` names a host called img; on portals it means a folder (PORTALS-OVER-TIME.md, *Bytes and links*).
    """
    address = address.strip()
    if _NO_HOST.match(address):
        address = address[1:]
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def file_name(address: str) -> str:
    return unquote(re.split(r"[?#]", address, maxsplit=1)[0].rsplit("/", 1)[-1])


def _base(document: Element, url: str) -> str:
    base = document.find(".//base[@href]")
    return absolute(url, base.get("href", "")) if base is not None else url


class _Reader:
    """One pass over the tree; ``buffer`` gathers the text of the block being read."""

    def __init__(self, document: Document, url: str, dropped: Mapping[Element, str]) -> None:
        self.page = Page(url=url, document=document)
        self.dropped = dropped
        self.dropping: list[str] = []
        self.skipped: Element | None = None
        self.node = -1
        self.buffer: list[str] = []
        self.images: list[Piece] = []
        self.files: list[tuple[str, str]] = []
        self.link_from: list[tuple[str, int]] = []
        self.linked = self.bold = self.italic = 0
        self.in_link = self.in_bold = self.in_italic = 0

    def read(self) -> Page:
        walker = etree.iterwalk(self.page.document.root, events=("start", "end"))
        for event, element in walker:
            kind = _KINDS.get(element.tag)
            if event == "start":
                if self.dropped and element in self.dropped:
                    self._flush()
                    self.dropping.append(self.dropped[element])
                if not self._start(element, kind):
                    self.skipped = element
                    walker.skip_subtree()
                elif element.text:
                    self._text(element.text)
                continue
            if kind == "block":
                if self.node >= 0 and self.page.elements[self.node] is element:
                    self._close()
            elif kind == "inline" and element is not self.skipped:
                self._inline(element, -1)
            if self.dropped and element in self.dropped:
                self._flush()
                self.dropping.pop()
            if element.tail:
                self._text(element.tail)
        self._flush()
        return self.page

    def _start(self, element: Element, kind: str | None) -> bool:
        """Opens an element; False where nothing inside it is to be read."""
        if kind == "break":
            self.buffer.append("\n")
        elif kind == "image":
            self._image(element)
        elif kind == "skipped" or _is_hidden(element):
            return False
        elif kind == "block":
            if self.buffer or self.images:
                self._flush()
            self._open(element)
            return element.tag != "table" or not self._table(element)
        elif kind == "inline":
            self._inline(element, 1)
        return True

    def _table(self, element: Element) -> bool:
        """Takes a table of data as one piece; False for one that only lays things out."""
        rows = _data_rows(element)
        if rows:
            self._add(Piece("table", self.node, "\n".join(" | ".join(row) for row in rows), rows=rows))
        return bool(rows)

    def _close(self) -> None:
        if self.buffer or self.images:
            self._flush()
        self.page.ends[self.node] = len(self.page.elements)
        self.node = self.page.parents[self.node]

    def _open(self, element: Element) -> None:
        self.page.parents.append(self.node)
        self.node = self.page.nodes[element] = len(self.page.elements)
        self.page.elements.append(element)
        self.page.ends.append(0)

    def _inline(self, element: Element, step: int) -> None:
        tag = element.tag
        if tag == "a":
            self.in_link += step
            if step > 0:
                self.link_from.append((element.get("href", ""), len(self.buffer)))
            elif self.link_from:
                address, start = self.link_from.pop()
                if is_file(address):
                    self.files.append((address, clean("".join(self.buffer[start:]))))
        elif tag in ("b", "strong"):
            self.in_bold += step
        elif tag in ("i", "em"):
            self.in_italic += step

    def _text(self, text: str) -> None:
        if not self.buffer and text.isspace():
            return
        self.buffer.append(text.replace("\n", " ") if "\n" in text else text)
        if self.in_link or self.in_bold or self.in_italic:
            length = len(text.strip())
            self.linked += length if self.in_link else 0
            self.bold += length if self.in_bold else 0
            self.italic += length if self.in_italic else 0

    def _image(self, element: Element) -> None:
        address = next((element.get(name) for name in ("data-src", "data-original", "src") if element.get(name)), "")
        if not address:
            return
        piece = Piece("image", self.node, clean(element.get("alt", "")), image=absolute(self.page.url, address))
        if clean("".join(self.buffer)):
            self.images.append(piece)  # within a line of text: it follows the line
        else:
            self._add(piece)

    def _add(self, piece: Piece) -> None:
        if self.dropping:
            piece.dropped = self.dropping[-1]
        self.page.pieces.append(piece)

    def _flush(self) -> None:
        """Ends the block being read: its lines become pieces, then the images that stood among them."""
        if self.buffer:
            heading = self.node >= 0 and is_heading(self.page.elements[self.node])
            lines = _split("".join(self.buffer), heading=heading)
            length = sum(map(len, lines))
            for number, line in enumerate(lines):
                share = len(line) / length
                self._add(
                    Piece(
                        "text",
                        self.node,
                        line,
                        linked=round(self.linked * share),
                        bold=round(self.bold * share),
                        italic=round(self.italic * share),
                        files=tuple(file for file in self.files if len(lines) == 1 or file[1] in line),
                        line=number,
                    )
                )
            self.buffer = []
        if self.images:
            for piece in self.images:
                self._add(piece)
            self.images = []
        self.files = []
        if self.link_from:  # a link around blocks: it goes on in the next one
            self.link_from = [(address, 0) for address, _ in self.link_from]
        self.linked = self.bold = self.italic = 0


def _split(text: str, *, heading: bool = False) -> list[str]:
    """The lines of a block that are paragraphs of their own.

    Two ``<br>`` end a paragraph. One does where what follows begins as a sentence does, and what precedes
    ends as one or is too short to be a line that was merely broken; not within a heading.
    """
    if "\n" not in text:
        line = clean(text)
        return [line] if line else []
    paragraphs: list[str] = []
    broken = True
    for raw in text.split("\n"):
        line = clean(raw)
        if not line:
            broken = True
        elif broken or (not heading and _SENTENCE_START.match(line) and _is_over(paragraphs[-1])):
            paragraphs.append(line)
            broken = False
        else:
            paragraphs[-1] += "\n" + line
    return paragraphs


def _is_over(paragraph: str) -> bool:
    """Whether a paragraph may end at a single ``<br>``: its last line ends a sentence, or is short."""
    last = paragraph.rsplit("\n", 1)[-1]
    return bool(_SENTENCE_END.search(last)) or (len(last) < _SHORT_LINE and not last.endswith((",", "-", "–", "&")))


def _is_hidden(element: Element) -> bool:
    style = element.get("style")
    if style and ("one" in style or "idden" in style) and _HIDDEN_STYLE.search(style):
        return True
    return element.get("hidden") is not None


def is_centred(element: Element) -> bool:
    """Set in the middle or to the right, by tag, attribute or style: captions and bylines often are."""
    if element.tag == "center" or (element.get("align") or "").lower() in ("center", "right"):
        return True
    style = element.get("style")
    return bool(style and _CENTRED_STYLE.search(style))


def is_heading(element: Element) -> bool:
    return element.tag in _HEADINGS


def _data_rows(table: Element) -> tuple[tuple[str, ...], ...] | None:
    """The cells of a table of data; None for a table that only lays things out.

    Data: no table inside, two rows and two columns at least, most cells filled, none of them a
    page's worth of text, hardly any image.
    """
    if next(table.iterdescendants("table"), None) is not None:
        return None
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    wide = [row for row in rows if len(row) >= 2]
    if len(wide) < 2 or len(wide) < 0.6 * len(rows):
        return None
    images = sum(1 for _ in table.iter("img"))
    texts = [tuple(_cell_text(cell) for cell in row) for row in rows]
    filled = [text for row in texts for text in row if text]
    cells = sum(len(row) for row in texts)
    if len(filled) < 0.5 * cells or images > 0.3 * len(filled) or max(map(len, filled), default=0) > 600:
        return None
    return tuple(row for row in texts if any(row))


def _cell_text(cell: Element) -> str:
    parts: list[str] = []
    for event, element in etree.iterwalk(cell, events=("start", "end")):
        if event == "start":
            if element.tag in _BLOCKS or element.tag == "br":
                parts.append(" ")
            if element.text and element.tag not in _SKIPPED:
                parts.append(element.text)
        elif element is not cell:
            if element.tag in _BLOCKS:
                parts.append(" ")
            if element.tail:
                parts.append(element.tail)
    return clean("".join(parts))


def texts_of(element: Element) -> Iterator[str]:
    """The texts of an element in order (typed: of HTML they are never bytes)."""
    return cast("Iterator[str]", element.itertext())


def element_text(element: Element) -> str:
    """The text of one element, blocks and ``<br>`` inside it kept apart by a space."""
    return _cell_text(element)
