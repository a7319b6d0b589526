"""When two texts are the same: to the letter (hashes), nearly (shingles), and where to look (bands).

Pure functions of text. The tables that hold bands and stories are the business of `stories`.
"""

from __future__ import annotations

import hashlib
import re
import struct
import unicodedata
import zlib
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from rensa import RMinHash

from storage.records import Article

SHINGLE_WORDS = 5

# 20 bands of 5 rows: a pair at Jaccard .79 shares a band with probability .9994, at .7 .97, at .39 .17;
# look-alikes (up to .39, PORTALS-OVER-TIME.md) cost a comparison now and then and no more.
BANDS = 20
ROWS = 5
SEED = 42

# A text shorter than this is a formula ("see the attached file") as often as it is news.
FEW_WORDS = 30


@dataclass(frozen=True, slots=True)
class Likeness:
    """How two articles compare: `jaccard` and `containment` of five-word shingles, and the verdict."""

    jaccard: float
    containment: float
    same_story: bool


def content_hash(article: Article) -> str:
    """SHA-256 (hex) of what an article says: title and block texts, normalised.

    Dates, counters, captions and the cut into paragraphs have no part in it. A notice that is nothing but
    a title and a file says what the file says: there the files' names count.
    """
    text = article.text or "\n".join(file.name for file in article.attachments)
    said = normalise(article.title) + "\n" + normalise(text)
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()


# Storing one article asks for its text in this form, and for its words, more than once.
@lru_cache(maxsize=8)
def normalise(text: str) -> str:
    """Text with the cosmetic taken off: NFC, plain quotes and dashes, single spaces, nothing of no width.

    Letters, digits and case stay. Idempotent.
    """
    composed = unicodedata.normalize("NFC", text)
    # What has no width can stand between a letter and its tone mark: once it is gone they compose.
    plain = unicodedata.normalize("NFC", _COSMETIC.sub(_plain, composed))
    return " ".join(plain.split())


@lru_cache(maxsize=8)
def words(text: str) -> tuple[str, ...]:
    """The words of a text for comparing: case folded, punctuation off."""
    return tuple(_WORD.findall(normalise(text).casefold()))


def shingles(text: str) -> frozenset[str]:
    """All runs of five words; a text of fewer words is one shingle, an empty one has none."""
    listed = words(text)
    if len(listed) < SHINGLE_WORDS:
        return frozenset([" ".join(listed)] if listed else [])
    return frozenset(map(" ".join, zip(*(listed[start:] for start in range(SHINGLE_WORDS)), strict=False)))


def jaccard(a: AbstractSet[str], b: AbstractSet[str]) -> float:
    """Shared part of two sets of shingles: 0 to 1; 0 where either is empty."""
    if not a or not b:
        return 0.0
    shared = len(a & b)
    return shared / (len(a) + len(b) - shared)


def containment(a: AbstractSet[str], b: AbstractSet[str]) -> float:
    """The share of the smaller set that the larger one holds: 0 to 1; 0 where either is empty."""
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def bands(text: str) -> list[int]:
    """The text's MinHash signature, cut into `BANDS` numbers: texts alike share one or more, by position.

    Empty for an empty text. The numbers stand in the archive, so they must never change: a test pins
    them, and a new scheme takes a migration that computes all of them anew.
    """
    return bands_of(shingles(text))


def bands_of(shingled: AbstractSet[str]) -> list[int]:
    """`bands`, for shingles at hand."""
    if not shingled:
        return []
    sketch = RMinHash(BANDS * ROWS, SEED)
    sketch.update(list(shingled))
    signature = struct.pack(f"<{BANDS * ROWS}I", *sketch.digest())
    width = len(signature) // BANDS
    return [zlib.crc32(signature[at : at + width]) for at in range(0, len(signature), width)]


def title_band(title: str) -> int:
    """A number that articles of one title share, whatever the case and punctuation of it."""
    return zlib.crc32(" ".join(words(title)).encode("utf-8", "replace"))


def compare(title: str, text: str, other_title: str, other_text: str) -> Likeness:
    """How alike two articles are, and whether they are one story."""
    return compare_shingles(title, shingles(text), other_title, shingles(other_text))


def compare_shingles(title: str, a: AbstractSet[str], other_title: str, b: AbstractSet[str]) -> Likeness:
    """`compare`, for shingles at hand.

    Measured (PORTALS-OVER-TIME.md): one text on two portals has a Jaccard of .79 and more, monthly
    briefings up to .39. Between the two lie short texts that a theme robbed of the lead or a paragraph:
    they are contained in the other and keep their title.
    """
    alike, contained = jaccard(a, b), containment(a, b)
    enough = min(len(a), len(b)) + SHINGLE_WORDS - 1 >= FEW_WORDS
    same = not _numbers_differ(title, other_title) and (
        (alike >= 0.7 and enough)
        or (alike >= 0.6 and titles_agree(title, other_title) and enough)
        or (alike >= 0.6 and words(title) == words(other_title))
        or (contained >= 0.8 and enough and words(title) == words(other_title))
    )
    return Likeness(round(alike, 3), round(contained, 3), same)


def titles_agree(a: str, b: str) -> bool:
    """Whether two titles name the same thing: equal, one within the other, or most words shared."""
    first, second = words(a), words(b)
    if not first or not second:
        return False
    if first == second:
        return True
    shorter, longer = sorted((first, second), key=len)
    if len(shorter) >= 4 and f" {' '.join(shorter)} " in f" {' '.join(longer)} ":
        return True
    return jaccard(set(first), set(second)) >= 0.5


def texts_agree(a: str, b: str) -> bool:
    """Whether one text can be an edit of the other: a good part of the words, in order, is the same."""
    first, second = words(a), words(b)
    if not first or not second:
        return False
    if min(len(first), len(second)) < FEW_WORDS:
        return SequenceMatcher(None, first, second, autojunk=False).ratio() >= 0.6
    a_shingles, b_shingles = shingles(a), shingles(b)
    return jaccard(a_shingles, b_shingles) >= 0.4 or containment(a_shingles, b_shingles) >= 0.6


def _numbers_differ(a: str, b: str) -> bool:
    """Whether each title has a number that the other lacks: the briefings of March and of April."""
    first, second = ({int(n) for n in _NUMBER.findall(title)} for title in (a, b))
    return bool(first - second) and bool(second - first)


_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"[0-9]{1,9}")

_NO_WIDTH = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_DOUBLE_QUOTES = "“”„‟«»″"
_SINGLE_QUOTES = "‘’‚‛′´`"
_DASHES = "‐‑‒–—―−"
_PLAIN = (
    dict.fromkeys(_DOUBLE_QUOTES, '"')
    | dict.fromkeys(_SINGLE_QUOTES, "'")
    | dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_NO_WIDTH, "")
)
# Ten times as fast as str.translate on a text with few of them.
_COSMETIC = re.compile(f"[{''.join(map(re.escape, _PLAIN))}]")


def _plain(match: re.Match[str]) -> str:
    return _PLAIN[match[0]]
