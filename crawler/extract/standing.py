"""How a block stands among the others of its page: the numbers by which text is told from what is around it.

Structure alone, no word of any language: the same numbers tell an English newspaper's paragraphs and a Vietnamese
portal's. What carries most is how much of the page's good text is set the way this block is, and stands where it
stands. ``forest`` makes a decision of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .layout import add_up, mass
from .page import Page, Piece

#: The numbers of one block, in this order; what each says is told to people in the words beside it.
FEATURES = {
    "style_share": "share of the good text that is set the same way",
    "style_share_else": "share of the good text that is set the same way, this block left out",
    "parent_share": "share of the good text that stands in the same element",
    "parent_share_else": "share of the good text that stands in the same element, this block left out",
    "tag_share": "share of the good text in elements of the same tag",
    "is_main_style": "is set as most of the text is",
    "is_main_parent": "stands where most of the text does",
    "in_run": "between the first and the last block of the main text",
    "run_place": "how far down the main text",
    "after_last": "blocks behind the last of the main text",
    "after_h1": "blocks behind the h1",
    "own_share": "share of the good text in its own element",
    "above_share": "share of the good text two elements up",
    "above_links": "share of links two elements up",
    "parent_links": "share of links in the same parent",
    "unit_links": "share of links in the part of the article it belongs to",
    "depth": "elements between it and the container",
    "bad_names": "names of furniture on the way to the container",
    "bad_name_share": "least share of the good text in an element with such a name",
    "alike": "elements like the one it stands in, side by side",
    "alike_links": "share of links in one of several elements alike",
    "quoted": "inside a quotation",
    "tag": "kind of its element",
    "length": "its length",
    "words": "its words",
    "links": "its share of links",
    "bold": "its share of bold",
    "previous_length": "length of the block before",
    "previous_links": "share of links in the block before",
    "previous_style_share": "share of the good text set as the block before",
    "next_length": "length of the block behind",
    "next_style_share": "share of the good text set as the block behind",
}  # fmt: skip

_TAGS = {
    **dict.fromkeys(("p",), 0),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), 1),
    **dict.fromkeys(("li", "dt", "dd"), 2),
    **dict.fromkeys(("td", "th", "tr"), 3),
    **dict.fromkeys(("div", "section", "article"), 4),
    **dict.fromkeys(("blockquote", "pre"), 5),
    **dict.fromkeys(("figcaption", "figure"), 6),
}
_OTHER_TAG, _TABLE = 7, 8
# A style that holds this share of the good text is the main text's.
_MAIN = 0.3
Style = tuple[str, str, str]


@dataclass(slots=True)
class _Around:
    """What all blocks with the same parent share."""

    above_share: float
    above_links: float
    links: float
    unit_links: float
    depth: int
    bad_names: int
    bad_name_share: float
    alike: int
    alike_links: float
    quoted: bool


def standings(page: Page, container: int, pieces: Sequence[Piece]) -> list[list[float]]:
    """The numbers of ``FEATURES`` for each of the pieces of the container (no images), in page order."""
    return _Standings(page, container, pieces).rows() if pieces else []


class _Standings:
    def __init__(self, page: Page, container: int, pieces: Sequence[Piece]) -> None:
        self.page, self.container, self.pieces = page, container, pieces
        self.sums = add_up(page, pieces)
        self.total = self.sums.mass[container] or 1
        self.around: dict[int, _Around] = {}
        self.siblings: dict[int, Counter[tuple[str, str]]] = {}
        self.parents = [page.parents[piece.node] for piece in pieces]
        self.styles = self._styles()
        self.by_style: dict[Style, int] = defaultdict(int)
        self.by_parent: dict[int, int] = defaultdict(int)
        self.by_tag: dict[str, int] = defaultdict(int)
        for piece, style, parent in zip(pieces, self.styles, self.parents, strict=True):
            if own := mass(piece):
                self.by_style[style] += own
                self.by_parent[parent] += own
                self.by_tag[style[0]] += own

    def _styles(self) -> list[Style]:
        """How each piece is set: its tag, its class, its parent's class."""
        tags, classes = self.page.tags, self.page.classes
        return [
            (tags[piece.node], classes[piece.node], classes[parent] if piece.node != self.container else "")
            for piece, parent in zip(self.pieces, self.parents, strict=True)
        ]

    def rows(self) -> list[list[float]]:
        total, pieces, styles = self.total, self.pieces, self.styles
        main_style = max(self.by_style, key=lambda style: self.by_style[style], default=None)
        main_parent = max(self.by_parent, key=lambda parent: self.by_parent[parent], default=-1)
        first, last = self._main_run(main_parent)
        heading = next((i for i, style in enumerate(styles) if style[0] == "h1"), None)
        length = [len(piece.text) for piece in pieces]
        links = [piece.linked / size for piece, size in zip(pieces, length, strict=True)]
        set_so = [self.by_style[style] / total for style in styles]
        edge = len(pieces) - 1
        rows = []
        for i, piece in enumerate(pieces):
            own, size, parent = mass(piece), length[i], self.parents[i]
            around = self.around.get(parent) or self._look_around(parent)
            others = max(1, total - own)
            depth, bad_names, bad_share, alike, alike_links, quoted = self._own(piece.node, around)
            rows.append([
                set_so[i], (self.by_style[styles[i]] - own) / others,
                self.by_parent[parent] / total, (self.by_parent[parent] - own) / others,
                self.by_tag[styles[i][0]] / total,
                styles[i] == main_style, parent == main_parent,
                first <= i <= last, (i - first) / max(1, last - first), i - last,
                0 if heading is None else i - heading,
                self.sums.mass[piece.node] / total, around.above_share, around.above_links, around.links,
                around.unit_links if depth > 1 else self._links(piece.node if depth else self.container),
                depth, bad_names, bad_share, alike, alike_links, quoted,
                _TABLE if piece.kind == "table" else _TAGS.get(styles[i][0], _OTHER_TAG),
                size, piece.text.count(" ") + 1, links[i], piece.bold / size,
                length[i - 1] if i else -1, links[i - 1] if i else -1, set_so[i - 1] if i else -1,
                length[i + 1] if i < edge else -1, set_so[i + 1] if i < edge else -1,
            ])  # fmt: skip
        return rows

    def _main_run(self, main_parent: int) -> tuple[int, int]:
        """The first and the last block of the main text."""
        most = _MAIN * self.total
        main = [
            i
            for i, piece in enumerate(self.pieces)
            if (self.by_style[self.styles[i]] >= most or self.parents[i] == main_parent) and mass(piece)
        ]
        return (main[0], main[-1]) if main else (0, len(self.pieces) - 1)

    def _look_around(self, parent: int) -> _Around:
        """What is true of every block right under a node; of what is above the container, that of the container."""
        top = max(parent, self.container)
        above = self.page.parents[top] if top > self.container else self.container
        chain = [n for n in self.page.ancestors(top) if n > self.container]
        around = _Around(
            above_share=self.sums.mass[above] / self.total,
            above_links=self._links(above),
            links=self._links(top),
            unit_links=self._links(chain[-1] if chain else self.container),
            depth=len(chain),
            bad_names=0,
            bad_name_share=1.0,
            alike=0,
            alike_links=0.0,
            quoted=False,
        )
        for node in reversed(chain):
            self._add(around, node)
        self.around[parent] = around
        return around

    def _add(self, around: _Around, node: int) -> None:
        """Takes one more element between container and block into account."""
        tag, share = self.page.tags[node], self.sums.mass[node] / self.total
        if self.page.kinds[node]:
            around.bad_names += 1
            around.bad_name_share = min(around.bad_name_share, share)
        if share <= _MAIN and tag != "p":
            alike = self._alike(node)
            if alike > around.alike:
                around.alike, around.alike_links = alike, self._links(node)
        around.quoted = around.quoted or tag == "blockquote"

    def _own(self, node: int, around: _Around) -> tuple[int, int, float, int, float, bool]:
        """Depth, bad names, likeness and quotation, the block's own element counted."""
        if node <= self.container:
            return 0, 0, 1.0, 0, 0.0, False
        own = replace(around)
        self._add(own, node)
        return around.depth + 1, own.bad_names, own.bad_name_share, own.alike, own.alike_links, own.quoted

    def _alike(self, node: int) -> int:
        """How many elements of the same tag and class stand side by side, itself among them."""
        parent, tags, classes = self.page.parents[node], self.page.tags, self.page.classes
        if parent not in self.siblings:
            self.siblings[parent] = Counter((tags[child], classes[child]) for child in self.page.children(parent))
        return self.siblings[parent][tags[node], classes[node]]

    def _links(self, node: int) -> float:
        return self.sums.linked[node] / (self.sums.length[node] or 1)
