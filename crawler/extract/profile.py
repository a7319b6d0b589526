"""What a portal repeats: learned from its pages, kept with the portal, asked while one page is read.

Beside it stands what only many of its dates prove: where it writes the month first (``crawler.dates.order``).

Navigation, counters, hotlines and slogans stand on page after page; an article stands once. A profile
counts on how many pages each block stood and knows no word of any language. Pure: profiles go in and
come out as values, ``as_json`` and ``from_json`` are what an archive keeps.

Counting is the lossy counting of Manku and Motwani (Approximate Frequency Counts over Data Streams, VLDB
2002) with pages in the place of items: what stood on more than one page of every ``_BUCKET`` is still known
at the end, the rest is forgotten, so the size depends on a page's size and not on the number of pages. All
counts are halved whenever ``_WINDOW`` pages are full (the reset of TinyLFU: Einziger, Friedman and Manes,
2017), so a layout that is gone fades.
"""

from __future__ import annotations

import re
import struct
from base64 import b64decode, b64encode
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from hashlib import blake2b
from typing import Any

from .boilerplate import unglue
from .credits import read_body_line, read_credit
from .page import Page, Piece, Repeat, is_heading
from .text import clean, fold

VERSION = 1

# A profile of fewer articles says nothing, nor does a block that stood on fewer pages; a line that stands alone
# takes some more.
ENOUGH = 5
_LEAST, _SURE = 4, 8
# The share of all pages on which a block must stand to be the portal's own. Navigation differs from section to
# section; a frame of text less so; a line among those of the article, and more so a sentence, may be the article's
# as long as it is on fewer pages than nearly all.
_LINKS, _FRAME, _LINE, _SENTENCE = 0.3, 0.6, 0.8, 0.9
# Pages until the counts are halved, and pages between two prunings; half of the first is a multiple of the second.
_WINDOW, _BUCKET = 96, 16
# Blocks of one page that are learned: half from its beginning, half from its end.
_MOST = 400
# A text this long tells what a page is about; the longest of them are remembered, and a page teaches if this share
# of them is new.
_LONG, _LONGEST, _NEW = 40, 8, 0.25
# A paragraph; a line of credits stands no more than a few pieces below one.
_PARAGRAPH, _BELOW = 60, 6
# Of longer furniture its beginning and end are enough.
_SHORT = 200

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_FULL_STOP = re.compile(r"[.!?…][”\"’)]*$")
# "Chuyên mục: Kinh tế", where Kinh tế is a link: it is the label that recurs.
_LABEL = re.compile(r"[^:]{3,30}:")
_BLOCK = struct.Struct("<QBB")


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a portal's pages.

    Attributes:
        pages: how many distinct articles it was learned from, those of long ago no longer counted.
        blocks: on how many of these pages each block stood, and on how many more at most before it was counted.
        learned: what the latest of them were: hashes of addresses and longest texts, oldest first.
        month_first: the places (evidences of dates) at which it is proven to write the month first.
    """

    pages: int = 0
    blocks: Mapping[int, tuple[int, int]] = field(default_factory=dict, repr=False)
    learned: tuple[int, ...] = field(default=(), repr=False)
    month_first: frozenset[str] = frozenset()

    @property
    def speaks(self) -> bool:
        """Whether it knows enough to say anything."""
        return self.pages >= ENOUGH

    @property
    def settled(self) -> bool:
        """Whether a few articles more will hardly change what it says."""
        return self.pages >= _BUCKET

    def as_json(self) -> dict[str, Any]:
        """As a small value for ``json.dumps``: ten bytes a block, in base64."""
        blocks = b"".join(_BLOCK.pack(key, *counts) for key, counts in self.blocks.items())
        learned = struct.pack(f"<{len(self.learned)}Q", *self.learned)
        return {
            "version": VERSION,
            "pages": self.pages,
            "blocks": b64encode(blocks).decode(),
            "learned": b64encode(learned).decode(),
            "month_first": sorted(self.month_first),
        }

    @classmethod
    def from_json(cls, data: Any) -> Profile:
        """The profile that ``as_json`` wrote; of another version, or no profile: an empty one, to be learned anew."""
        try:
            if data["version"] != VERSION:
                return cls()
            blocks = {key: (stood, missed) for key, stood, missed in _BLOCK.iter_unpack(b64decode(data["blocks"]))}
            learned = tuple(key for (key,) in struct.iter_unpack("<Q", b64decode(data["learned"])))
            return cls(int(data["pages"]), blocks, learned, frozenset(data.get("month_first", ())))
        except (TypeError, KeyError, ValueError, struct.error):
            return cls()


NOTHING_LEARNED = Profile()


# -- learning ---------------------------------------------------------------------------------------


def learn(profile: Profile, pages: Iterable[Page]) -> Profile:
    """The profile with these pages learned.

    A page teaches once, however often it is captured, and so does an article, at however many addresses.
    """
    learner = _Learner(profile)
    for page in pages:
        learner.learn(page)
    return learner.profile()


class _Learner:
    """A profile while pages are added to it."""

    def __init__(self, profile: Profile) -> None:
        self.pages = profile.pages
        self.blocks = dict(profile.blocks)
        self.learned = dict.fromkeys(profile.learned)
        self.month_first = profile.month_first

    def learn(self, page: Page) -> None:
        keys = _keys(page)
        news = self._news(page, keys)
        if not news:
            return
        self.learned |= dict.fromkeys(news)
        self.pages += 1
        missed = (self.pages - 1) // _BUCKET
        for key in _ends(list(dict.fromkeys(keys))):
            stood, before = self.blocks.get(key, (0, missed))
            self.blocks[key] = stood + 1, before
        if self.pages % _BUCKET == 0:
            self._forget()

    def profile(self) -> Profile:
        learned = tuple(self.learned)[-_WINDOW * (1 + _LONGEST) :]
        return Profile(self.pages, self.blocks, learned, self.month_first)

    def _news(self, page: Page, keys: Sequence[int]) -> list[int]:
        """Keys of the page's address and of its longest texts; none where the page brings nothing new."""
        address = _hash(f"address {page.url}")
        if address in self.learned:
            return []
        long = [
            (len(piece.text), key, piece.linked < 0.3 * len(piece.text))
            for piece, key in zip(page.pieces, keys, strict=True)
            if len(piece.text) >= _LONG and not self._is_furniture(key)
        ]
        # A listing is all links; elsewhere they lead to other articles and say nothing of this one.
        told = sorted((text for text in long if text[2]), reverse=True) or sorted(long, reverse=True)
        told = told[:_LONGEST]
        new = sum(length for length, key, _ in told if key not in self.blocks and key not in self.learned)
        if not told or new < _NEW * sum(length for length, _, _ in told):
            return []
        return [address, *(key for _, key, _ in told)]

    def _is_furniture(self, key: int) -> bool:
        return self.pages >= ENOUGH and self.blocks.get(key, (0, 0))[0] >= _FRAME * self.pages

    def _forget(self) -> None:
        """At the end of a bucket: what was on one page a bucket or less; at the end of the window: half of all."""
        if self.pages >= _WINDOW:
            self.pages //= 2
            self.blocks = {key: (stood // 2, missed // 2) for key, (stood, missed) in self.blocks.items()}
        buckets = self.pages // _BUCKET
        self.blocks = {key: counts for key, counts in self.blocks.items() if sum(counts) > buckets}


def _ends(keys: list[int]) -> list[int]:
    return keys if len(keys) <= _MOST else keys[: _MOST // 2] + keys[-_MOST // 2 :]


# -- asking -----------------------------------------------------------------------------------------


def mark(page: Page, profile: Profile) -> None:
    """Tells every piece of a page that the portal repeats so, with the evidence (``Piece.repeated``).

    Being frequent is not enough. Links, images and frames of which nothing is new go by themselves. A line of text
    goes only if nearly all pages have it, and never between two paragraphs of the article, nor as a line of credits
    below them.
    """
    if not profile.speaks:
        return
    asked = _Asked(page, profile)
    for index, piece in enumerate(page.pieces):
        if asked.is_repeated(index, piece):
            piece.repeated = Repeat(asked.stood[index], profile.pages)


class _Asked:
    """A page whose pieces are asked about; ``stood`` says of each on how many pages it stood."""

    def __init__(self, page: Page, profile: Profile) -> None:
        self.page = page
        self.pages = profile.pages
        self.least = max(_LEAST, _LINKS * self.pages)
        self.head = _head_title(page)
        self.stood = [profile.blocks.get(key, _NEVER)[0] for key in _keys(page)]
        self.text = _Text(page, [i for i, piece in enumerate(page.pieces) if self._is_new_paragraph(i, piece)])

    def is_repeated(self, index: int, piece: Piece) -> bool:
        count = self.stood[index]
        if count < self.least:
            return False
        if piece.kind == "image":
            return count >= _FRAME * self.pages
        link = _is_link(piece)
        if count < max(_SURE, _SENTENCE * self.pages):  # most are on all pages
            share = self._share(piece, link)
            if count < share * self.pages or (share >= _LINE and count < _SURE):
                return False
        return not self.text.credits(index) and (link or not self.text.spans(index))

    def _share(self, piece: Piece, link: bool) -> float:
        """The share of all pages on which a text must stand to be the portal's."""
        if not self._is_heading(piece):
            if link:
                return _LINKS
            if piece.node in self._frames and not self.text.surrounds(piece.node):
                return _FRAME
        return _SENTENCE if _is_sentence(piece.text) else _LINE

    @cached_property
    def _frames(self) -> set[int]:
        return _frames(self.page, [count >= _FRAME * self.pages for count in self.stood])

    def _is_new_paragraph(self, index: int, piece: Piece) -> bool:
        return (
            self.stood[index] < self.least
            and len(piece.text) >= _PARAGRAPH
            and piece.kind != "image"
            and piece.linked < 0.3 * len(piece.text)
            and not self._is_heading(piece)
        )

    def _is_heading(self, piece: Piece) -> bool:
        return is_heading(self.page.elements[piece.node]) or _is_in(self.head, piece.text)


_NEVER = (0, 0)


def _is_link(piece: Piece) -> bool:
    """Whether a text is a link that leads on, and to no document."""
    return piece.linked >= 0.8 * len(piece.text) and not piece.files


def _frames(page: Page, frequent: Sequence[bool]) -> set[int]:
    """The nodes of texts that stand together with others, alone in an element, all of them frequent."""
    parents = page.parents
    texts, rare = [0] * len(parents), [0] * len(parents)
    for piece, often in zip(page.pieces, frequent, strict=True):
        if piece.kind != "image":
            texts[piece.node] += 1
            rare[piece.node] += not often
    own = [node for node, number in enumerate(texts) if number and not rare[node]]
    for node in range(len(parents) - 1, 0, -1):
        if number := texts[node]:
            texts[parents[node]] += number
            rare[parents[node]] += rare[node]
    found = set()
    for node in own:
        company = node
        while texts[company] < 2 and parents[company] >= 0:
            company = parents[company]
        if not rare[company]:
            found.add(node)
    return found


class _Text:
    """Where the article's text may be: ``new`` are the indexes of the paragraphs that few other pages have."""

    def __init__(self, page: Page, new: list[int]) -> None:
        self.page = page
        self.new = new
        # The first and the last of the paragraphs that are in, or are lines of, one element.
        self.ends: dict[int, tuple[int, int]] = {}
        for index in new:
            for home in self._homes(index):
                self.ends[home] = (self.ends.get(home, (index, index))[0], index)

    def spans(self, index: int) -> bool:
        """Whether a line stands between two new paragraphs in one element."""
        for home in self._homes(index):
            first, last = self.ends.get(home, _NEVER)
            if first < index < last:
                return True
        return False

    def surrounds(self, node: int) -> bool:
        """Whether a node stands in an element that holds several new paragraphs as its own."""
        at = bisect_right(self._several, node) - 1
        return at >= 0 and node < self.page.ends[self._several[at]]

    def credits(self, index: int) -> bool:
        """Whether a line is one of credits a few lines below a new paragraph, or a dateline right above one."""
        if not self.new or not self.new[0] - 1 <= index <= self.new[-1] + _BELOW:
            return False
        text = self.page.pieces[index].text
        at = bisect_left(self.new, index)
        if at < len(self.new) and self.new[at] == index + 1 and text.endswith(("-", "–")):
            return True
        return at > 0 and index - self.new[at - 1] <= _BELOW and _is_credit(text)

    @cached_property
    def _several(self) -> list[int]:
        """The outermost elements that hold several new paragraphs as their own, in page order."""
        found: list[int] = []
        for home in sorted(home for home, (first, last) in self.ends.items() if first < last and home >= 0):
            if not found or home >= self.page.ends[found[-1]]:
                found.append(home)
        return found

    def _homes(self, index: int) -> tuple[int, int]:
        """The element that a piece is in, of which it may be one of several lines, and the one around it."""
        node = self.page.pieces[index].node
        return node, self.page.parents[node]


@lru_cache(maxsize=1024)
def _is_credit(text: str) -> bool:
    line = unglue(text)
    return bool(read_credit(line, set_apart=True)) or read_body_line(line) is not None


# -- blocks -----------------------------------------------------------------------------------------


def _keys(page: Page) -> list[int]:
    """What each piece of a page is known by on the other pages.

    An image by its address; a text by its words, whether it is a link, which files it leads to, and the tag and class
    of the element it stands in, if it is long also of two around it: an article's title is a link in the lists of
    other pages, its lead stands in a frame of news. Numbers count for nothing, but in sentences and in the page's
    title: "Hôm nay: 25" ticks, "Lịch công tác tuần 35" is not that of week 34.
    """
    if page.keys is None:
        page.keys = list(_made_keys(page))
    return page.keys


def _made_keys(page: Page) -> Iterator[int]:
    head = _head_title(page)
    place_of = _Places(page)
    for piece in page.pieces:
        text = piece.text
        if piece.kind == "image":
            yield _key(piece.image or "", "image", True)
            continue
        place = place_of[piece.node] if len(text) < _LONG else place_of.wide(piece.node)
        if piece.linked >= 0.8 * len(text):
            place += " a"
        elif piece.linked and not piece.files and (label := _LABEL.match(text)):
            text = label[0]
        if piece.files:
            place += "".join(f" {address}" for address, _ in piece.files)
        sentence = _is_sentence(text)
        if len(text) <= _SHORT:
            yield _key(text, place, sentence or _is_in(head, text))
        elif sentence:  # the article's own, as a rule: not worth a place in the cache
            yield _hash(f"{place}\0{text}")
        else:
            yield _key(text[: _SHORT // 2] + text[-_SHORT // 2 :], place, False)


# Most blocks of a page are those of the page before.
@lru_cache(maxsize=8192)
def _key(text: str, place: str, exact: bool) -> int:
    said = fold(text)
    return _hash(f"{place}\0{said if exact else _NUMBER.sub('0', said)}")


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "little")


class _Places(dict[int, str]):
    """What a node is ("p."), and with what is around it ("p. div.content div.detail"), each asked for once."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.around = {-1: ""}
        self[-1] = ""

    def __missing__(self, node: int) -> str:
        self[node] = name = _name(self.page.tags[node], self.page.classes[node])
        return name

    def wide(self, node: int) -> str:
        parent = self.page.parents[node]
        if parent not in self.around:
            self.around[parent] = f"{self[parent]} {self[self.page.parents[parent]]}"
        return f"{self[node]} {self.around[parent]}"


@lru_cache(maxsize=1024)
def _name(tag: str, classes: str) -> str:
    """A tag with its first class; numbers in it are those of an article ("post-1234")."""
    first = classes.split(None, 1)[:1]
    return f"{tag}.{_NUMBER.sub('0', first[0]) if first else ''}"


def _head_title(page: Page) -> str:
    return clean(page.document.root.findtext(".//title") or "")


def _is_in(head: str, text: str) -> bool:
    return len(text) >= 8 and text in head


def _is_sentence(text: str) -> bool:
    return len(text) >= _PARAGRAPH and _FULL_STOP.search(text) is not None
