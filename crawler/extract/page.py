"""A page cut into pieces: the runs of text, the images, the tables and files, in reading order.

This room knows how HTML flows, not what a portal means by it. Each piece remembers the block-level
element it stands in (a node of ``Page``) and how it was set (linked, bold, italic, centred), which is
all that the rooms above need to tell article from furniture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, cast
from urllib.parse import unquote, urljoin

from lxml import etree
from lxml.etree import _Element as Element

from .document import Document
from .names import NameKind, name_kind, name_of
from .text import CAPITALS, clean

PieceKind = Literal["text", "image", "table", "menu"]

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
# By way of the attributes: a condition on every element takes six times as long.
_STYLED = etree.XPath("//@hidden/.. | //@style/..")
# What goes by a name of furniture, with so many links at least and so little text to each, is a menu; with more than
# a word or two to each, if half of it is links.
_MENU_LINKS, _MENU_TEXT, _WORD_OR_TWO = 5, 80, 30
_STRING = etree.XPath("string()")
_CENTRED_STYLE = re.compile(r"text-align\s*:\s*(center|right)", re.IGNORECASE)
# "/files/ke-hoach-12.pdf?v=1": the name of a document ends the path.
_FILE = re.compile(r"[^?#]*\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|rtf|rar|zip|7z|csv)\s*(?:[?#]|$)", re.IGNORECASE)
_NO_HOST = re.compile(r"//[^/.:]+/")
_SHORT_LINE = 60
# "15/03/2021", "Ngày đăng: 15-3-2021 08:30 SA": a line of its own wherever it stands.
_DATE_LINE = re.compile(r"(?:[^\W\d]+[ ,]*){0,4}:?\s*\(?\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:19|20)\d\d\b.{0,24}")
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
    """One run of text between two block boundaries, or one image, or one table of data, or a menu and all in it.

    Attributes:
        node: index of the block-level node it stands in.
        text: cleaned text; of an image its alt text; of a table its cells for reading.
        linked, bold, italic: number of characters of ``text`` (about) that are so set.
        files: (address as written, text) of the links inside that lead to documents to download.
        image: address of an image piece, as written. rows: cells of a table piece.
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


@dataclass
class Page:
    """The pieces of a page and the tree of block-level nodes they stand in.

    ``parents[i]`` is the node that holds node ``i`` (-1 for the root); nodes are in page order, so a
    node's descendants follow it: those up to, not including, ``ends[i]``. ``tags``, ``classes`` ("" for none) and
    ``kinds`` (what its class and id say, see ``names``) are those of ``elements``, at hand because they are asked
    for again and again. ``keys`` are what a portal's profile knows the pieces by, once it has been asked for them.
    """

    url: str
    document: Document
    pieces: list[Piece] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)
    kinds: list[NameKind | None] = field(default_factory=list)
    keys: list[int] | None = None

    @cached_property
    def nodes(self) -> dict[Element, int]:
        """``elements`` turned round."""
        return {element: node for node, element in enumerate(self.elements)}

    def ancestors(self, node: int) -> Iterator[int]:
        """The node itself and what holds it, inside out."""
        while node >= 0:
            yield node
            node = self.parents[node]

    def children(self, node: int) -> Iterator[int]:
        """The nodes right inside a node, in page order."""
        child = node + 1
        while child < self.ends[node]:
            yield child
            child = self.ends[child]

    def inside(self, node: int, *tags: str) -> bool:
        while node >= 0:
            if self.tags[node] in tags:
                return True
            node = self.parents[node]
        return False

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
    page = Page(_base(document.root, url), document)
    _Reader(page, dropped or {}).read()
    return page


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
    """One pass over the tree; ``buffer`` gathers the text of the block being read.

    Every element of every page goes through the loop of ``read``, so it asks for no more than it must.
    """

    def __init__(self, page: Page, dropped: Mapping[Element, str]) -> None:
        self.page = page
        self.dropped = dropped
        self.dropping: list[str] = []
        self.node = -1
        self.buffer: list[str] = []
        self.images: list[Piece] = []
        self.files: list[tuple[str, str]] = []
        self.link_from: list[tuple[str, int]] = []
        self.set_so = 0
        self.linked = self.bold = self.italic = 0
        self.in_link = self.in_bold = self.in_italic = 0

    def read(self) -> None:  # noqa: PLR0912  # one branch for each thing that an element can do to the flow
        kind_of, dropped, hidden = _KINDS.get, self.dropped, _hidden(self.page.document.root)
        buffer, images = self.buffer, self.images
        parents, ends, elements = self.page.parents, self.page.ends, self.page.elements
        skipped: Element | None = None
        walker = etree.iterwalk(self.page.document.root, events=("start", "end"))
        for event, element in walker:
            kind = kind_of(element.tag)
            if event == "start":
                if dropped and element in dropped:
                    self._flush()
                    self.dropping.append(dropped[element])
                if kind == "skipped" or (hidden and element in hidden) or (kind == "block" and not self._open(element)):
                    skipped = element
                    walker.skip_subtree()
                    continue
                if kind == "inline":
                    self._inline(element, 1)
                elif kind == "break":
                    buffer.append("\n")
                elif kind == "image":
                    self._image(element)
                text = element.text
            else:
                if element is skipped:
                    skipped = None
                elif kind == "block":
                    if buffer or images:
                        self._flush()
                    ends[self.node] = len(elements)
                    self.node = parents[self.node]
                elif kind == "inline":
                    self._inline(element, -1)
                if dropped and element in dropped:
                    self._flush()
                    self.dropping.pop()
                text = element.tail
            if text and (buffer or not text.isspace()):
                buffer.append(text.replace("\n", " ") if "\n" in text else text)
                if self.set_so:
                    self._count(len(text.strip()))
        self._flush()

    def _open(self, element: Element) -> bool:
        """Opens a block; False where nothing inside it is to be read on its own: a menu and a table are one piece."""
        if self.buffer or self.images:
            self._flush()
        page, tag, classes, identity = self.page, element.tag, element.get("class", ""), element.get("id")
        kind = name_kind(f"{classes} {identity}" if identity else classes) if classes or identity else None
        page.parents.append(self.node)
        self.node = len(page.elements)
        page.elements.append(element)
        page.ends.append(0)
        page.tags.append(tag)
        page.classes.append(classes)
        page.kinds.append(kind)
        if kind in ("junk", "footer") or tag == "nav":
            return not self._menu(element)
        return tag != "table" or not self._table(element)

    def _close(self) -> None:
        """Closes a block that was taken as one piece: nothing inside it was read."""
        self.page.ends[self.node] = len(self.page.elements)
        self.node = self.page.parents[self.node]

    def _table(self, element: Element) -> bool:
        """Takes a table of data as one piece and is done with it; False for one that only lays things out."""
        rows = _data_rows(element)
        if rows:
            self._add(Piece("table", self.node, "\n".join(" | ".join(row) for row in rows), rows=rows))
            self._close()
        return bool(rows)

    def _menu(self, element: Element) -> bool:
        """Takes a menu as one piece and is done with it: half the elements of an ordinary page stand in menus."""
        links = list(element.iter("a"))
        if len(links) < _MENU_LINKS or element.find(".//h1") is not None:
            return False
        text = str(_STRING(element))
        if len(text) > len(links) * _MENU_TEXT:
            return False
        # The texts of the links are looked at only where they may not be all there is: it takes longest.
        if len(text) > len(links) * _WORD_OR_TWO and len(text) > 2 * sum(len(str(_STRING(link))) for link in links):
            return False
        if text := clean(text):
            reason = f"a menu: “{name_of(element) or 'nav'}”"
            self._add(Piece("menu", self.node, text, linked=len(text), dropped=reason))
        self._close()
        return True

    def _inline(self, element: Element, step: int) -> None:
        tag = element.tag
        self.set_so += step
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
        else:
            self.in_italic += step

    def _count(self, length: int) -> None:
        self.linked += length if self.in_link else 0
        self.bold += length if self.in_bold else 0
        self.italic += length if self.in_italic else 0

    def _image(self, element: Element) -> None:
        address = element.get("data-src") or element.get("data-original") or element.get("src")
        if not address:
            return
        piece = Piece("image", self.node, clean(element.get("alt", "")), image=address)
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
            self._add_lines("".join(self.buffer))
            self.buffer.clear()
        for piece in self.images:
            self._add(piece)
        self.images.clear()
        self.files = []
        if self.link_from:  # a link around blocks: it goes on in the next one
            self.link_from = [(address, 0) for address, _ in self.link_from]
        self.linked = self.bold = self.italic = 0

    def _add_lines(self, text: str) -> None:
        if "\n" not in text:
            if line := clean(text):
                self._add(Piece("text", self.node, line, self.linked, self.bold, self.italic, files=tuple(self.files)))
            return
        lines = _split(text, heading=self.node >= 0 and is_heading(self.page.elements[self.node]))
        length = sum(map(len, lines))
        for number, line in enumerate(lines):
            share = len(line) / length
            linked, bold, italic = (round(count * share) for count in (self.linked, self.bold, self.italic))
            files = tuple(file for file in self.files if len(lines) == 1 or file[1] in line)
            self._add(Piece("text", self.node, line, linked, bold, italic, files, line=number))


def _split(text: str, *, heading: bool = False) -> list[str]:
    """The lines of a block that are paragraphs of their own.

    Two ``<br>`` end a paragraph. One does where what follows begins as a sentence does, and what precedes
    ends as one or is too short to be a line that was merely broken; not within a heading.
    """
    paragraphs: list[str] = []
    broken = True
    for raw in text.split("\n"):
        line = clean(raw)
        if not line:
            broken = True
        elif broken or (not heading and _SENTENCE_START.match(line) and _is_over(paragraphs[-1])):
            paragraphs.append(line)
            broken = False
        elif not heading and _DATE_LINE.fullmatch(line):
            paragraphs.append(line)
            broken = True
        else:
            paragraphs[-1] += "\n" + line
    return paragraphs


def _is_over(paragraph: str) -> bool:
    """Whether a paragraph may end at a single ``<br>``: its last line ends a sentence, or is short."""
    last = paragraph.rsplit("\n", 1)[-1]
    return bool(_SENTENCE_END.search(last)) or (len(last) < _SHORT_LINE and not last.endswith((",", "-", "–", "&")))


def _hidden(root: Element) -> set[Element]:
    """The elements that say they are not shown; a whole page that says so shows itself by script, later."""
    return {
        element
        for element in cast(list[Element], _STYLED(root))
        if (_HIDDEN_STYLE.search(element.get("style") or "") or element.get("hidden") is not None)
        and element.tag not in ("html", "body")
    }


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

    Data: two rows and two columns at least, most cells filled, none of them a page's worth of text, hardly any
    image; no table inside, unless it shows its lines or names its columns, as a layout never does.
    """
    inner = next(table.iterdescendants("table"), None)
    if inner is not None and not _looks_like_data(table):
        return None
    own = (
        table.iter("tr") if inner is None else (r for r in table.iter("tr") if next(r.iterancestors("table")) is table)
    )
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in own]
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


def _looks_like_data(table: Element) -> bool:
    heads = (head for head in table.iter("th") if next(head.iterancestors("table"), None) is table)
    return (table.get("border") or "0").strip() not in ("0", "") or next(heads, None) is not None


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
