"""When two texts are the same: to the letter (hashes), nearly (shingles), and where to look (bands).

Pure functions of text. The tables that hold bands and stories are the business of `stories`.
"""

from __future__ import annotations

import hashlib
import re
import struct
import unicodedata
import zlib
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TypeAlias, TypeVar

from rensa import RMinHash

from storage import alphabet
from storage.records import Article

T = TypeVar("T")

# A word: a byte a character (`alphabet`), or as it is where that has one beyond those.
Token: TypeAlias = bytes | str

SHINGLE_WORDS = 5

# 12 bands of 4 rows: a pair at Jaccard .8 shares a band with probability .998, at .7 .96, at .39 .25;
# look-alikes (up to .39, PORTALS-OVER-TIME.md) cost a comparison now and then and no more. 20 bands of 5 find
# hardly more (.999 at .8) and take two thirds more room.
BANDS = 12
ROWS = 4
SEED = 42

# The larger the archive is, the more texts share one band by a common phrase, and nothing else. Two bits of 16 of their
# hashes tell: with half of them equal or more, an eighth of such pairs is left to compare, and of those with one band
# in common that are alike at .7 one in 140 is lost, at .8 one in 250 (b-bit minwise hashing, Li and König 2010; how
# many was measured on `tests.benchmarks.synthetic`).
SKETCHED = 16
LIKELY = 8

# Storing one article asks for its title and text normalised, and for their words, more than once. More than these, with
# those of one that is compared, would not stay in the processor's cache.
KEPT = 4

# Vietnamese has some seven thousand syllables; the rest are names and numbers.
MOST_WORDS = 50_000

# A text shorter than this is a formula ("see the attached file") as often as it is news.
FEW_WORDS = 30


@dataclass(frozen=True, slots=True)
class Likeness:
    """How two articles compare: `jaccard` and `containment` of five-word shingles, the verdict, and why in words."""

    jaccard: float
    containment: float
    same_story: bool
    reason: str


def content_hash(article: Article) -> str:
    """SHA-256 (hex) of what an article says: title and block texts, normalised.

    Dates, counters, captions and the cut into paragraphs have no part in it. A notice that is nothing but
    a title and a file says what the file says: there the files' names count.
    """
    text = article.text or "\n".join(file.name for file in article.attachments)
    said = normalise(article.title) + "\n" + normalise(text)
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()


def normalise(text: str) -> str:
    """Text with the cosmetic taken off: NFC, plain quotes and dashes, single spaces, nothing of no width.

    Letters, digits and case stay. Idempotent.
    """
    plain = _normalised(text)
    return plain if isinstance(plain, str) else alphabet.decode(plain)


@lru_cache(maxsize=KEPT)
def _normalised(text: str) -> str | bytes:
    """`normalise`, a byte a character where all are of `alphabet`: all that follows is faster then."""
    encoded = alphabet.encode(text)
    if encoded is None:
        composed = unicodedata.normalize("NFC", text)
        encoded = alphabet.encode(composed)
        if encoded is None:
            return _without_cosmetic(composed)
    plain = alphabet.plain(encoded.replace(b"\n\n", b" "))
    # Most text has single spaces between its blocks and words, which is seen faster than it is cut and joined.
    return b" ".join(plain.split()) if b"  " in plain else plain.strip()


def _without_cosmetic(composed: str) -> str:
    plain = composed
    for cosmetic, letter in alphabet.PLAIN.items():
        # Looking for each is faster than one look for all of them, in a regular expression or with str.translate.
        if cosmetic in plain:
            plain = plain.replace(cosmetic, letter)
    if plain != composed:
        # What has no width can stand between a letter and its tone mark: once it is gone they compose.
        plain = unicodedata.normalize("NFC", plain)
    return " ".join(plain.split())


def words(text: str) -> tuple[str, ...]:
    """The words of a text for comparing: in lower case, punctuation off."""
    return tuple(map(spelled, tokens(text)))


@lru_cache(maxsize=KEPT)
def tokens(text: str) -> Sequence[Token]:
    """`words` in the form in which they are counted, looked up and compared fastest; `spelled` gives each as text."""
    plain = _normalised(text)
    return _WORD.findall(plain.lower()) if isinstance(plain, str) else alphabet.words(plain)


def words_with(letter: str, text: str) -> set[Token]:
    """The words of a text that have this letter (in lower case)."""
    if isinstance(_normalised(text), str):
        return {token for token in tokens(text) if letter in token}
    code = alphabet.code(letter)
    return {token for token in tokens(text) if code in token}


def spelled(token: Token) -> str:
    """A word as text."""
    return token if isinstance(token, str) else alphabet.decode(token)


def shingles(text: str) -> frozenset[int]:
    """All runs of five words, each a number of 64 bits; a text of fewer words is one shingle, an empty one has none.

    That two runs have the same number is as likely as that two words have, one in 2³² (`_runs`).
    """
    return frozenset(_runs(text))


@lru_cache(maxsize=KEPT)
def _runs(text: str) -> memoryview:
    """The numbers of all runs of five words in order, as often as they stand there.

    The number of a run is the sum of its words' numbers, each times the factor of its place: a convolution, which is
    what the multiplication of large integers is. Side by side in 64 bits each, no sum runs over into the next.
    """
    listed = tokens(text)
    width = min(len(listed), SHINGLE_WORDS)
    if not width:
        return memoryview(b"").cast("Q")
    lanes = int.from_bytes(b"".join(map(_NUMBERS.__getitem__, listed)), "little")
    sums = (lanes * _FACTORS).to_bytes(8 * (len(listed) + SHINGLE_WORDS), "little")
    return memoryview(sums)[8 * (width - 1) : 8 * len(listed)].cast("Q")


class _Numbers(dict[Token, bytes]):
    """The number of each word, 32 bits in the first of eight bytes. Texts share most of their words."""

    def __missing__(self, token: Token) -> bytes:
        if len(self) >= MOST_WORDS:
            self.clear()
        number = self[token] = zlib.crc32(spelled(token).encode()).to_bytes(8, "little")
        return number


def jaccard(a: AbstractSet[T], b: AbstractSet[T]) -> float:
    """Shared part of two sets of shingles: 0 to 1; 0 where either is empty."""
    return _overlap(a, b)[0]


def containment(a: AbstractSet[T], b: AbstractSet[T]) -> float:
    """The share of the smaller set that the larger one holds: 0 to 1; 0 where either is empty."""
    return _overlap(a, b)[1]


def _overlap(a: AbstractSet[T], b: AbstractSet[T]) -> tuple[float, float]:
    """`jaccard` and `containment`."""
    if not a or not b:
        return 0.0, 0.0
    shared = len(a & b)
    return shared / (len(a) + len(b) - shared), shared / min(len(a), len(b))


@dataclass(frozen=True, slots=True)
class Signature:
    """A text's MinHash signature: `bands`, of which texts alike share one or more, by position; and a `sketch` to tell
    by whether two that share one band are worth a comparison. An empty text has no bands.

    The numbers stand in the archive, so they must never change: a test pins them, and a new scheme takes a migration
    that computes all of them anew.
    """

    bands: tuple[int, ...]
    sketch: int


def signature(text: str) -> Signature:
    """The signature of a text's shingles."""
    runs = _runs(text)
    if not runs:
        return Signature((), 0)
    [numbers] = RMinHash.digest_matrix_from_flat_token_hashes(runs, [0, len(runs)], BANDS * ROWS, SEED).to_rows()
    packed = struct.pack(f"<{BANDS * ROWS}I", *numbers)
    width = len(packed) // BANDS
    bands = tuple(zlib.crc32(packed[at : at + width]) for at in range(0, len(packed), width))
    sketch = 0
    for number in numbers[:: BANDS * ROWS // SKETCHED]:
        sketch = sketch << 2 | number & 3
    # SQLite keeps a number from -2³¹ to 2³¹ in four bytes.
    return Signature(bands, sketch - (1 << 2 * SKETCHED - 1))


def may_be_alike(sketch: int, other: int) -> bool:
    """Whether the texts of two sketches may be alike enough to be one story."""
    differ = sketch ^ other
    return SKETCHED - ((differ | differ >> 1) & _LOW_BITS).bit_count() >= LIKELY


def title_band(title: str) -> int:
    """A number that articles of one title share, whatever the case and punctuation of it."""
    return zlib.crc32(" ".join(words(title)).encode())


def compare(title: str, text: str, other_title: str, other_text: str) -> Likeness:
    """How alike two articles are, and whether they are one story."""
    return compare_shingles(title, shingles(text), other_title, shingles(other_text))


def compare_shingles(title: str, a: AbstractSet[int], other_title: str, b: AbstractSet[int]) -> Likeness:
    """`compare`, for shingles at hand.

    Measured (PORTALS-OVER-TIME.md): one text on two portals has a Jaccard of .79 and more, monthly
    briefings up to .39. Between the two lie short texts that a theme robbed of the lead or a paragraph:
    they are contained in the other and keep their title.
    """
    alike, contained = _overlap(a, b)
    enough = min(len(a), len(b)) + SHINGLE_WORDS - 1 >= FEW_WORDS
    same_title = words(title) == words(other_title)
    if numbers_differ(title, other_title):
        same, reason = False, "the titles tell of different numbers, as the briefings of March and of April do"
    elif alike >= 0.7 and enough:
        same, reason = True, "the texts are alike at .7 or more"
    elif alike >= 0.6 and enough and titles_agree(title, other_title):
        same, reason = True, "the texts are alike at .6 or more, and the titles agree"
    elif alike >= 0.6 and same_title:
        same, reason = True, "the texts are alike at .6 or more, and the titles are the same"
    elif contained >= 0.8 and enough and same_title:
        same, reason = True, "one text holds .8 or more of the other, and the titles are the same"
    else:
        same, reason = False, "the texts are not alike enough"
    return Likeness(round(alike, 3), round(contained, 3), same, reason)


def edited(title: str, text: str, new_title: str, new_text: str) -> bool:
    """Whether what an address shows now can be an edit of what it showed; else it was given to another article.

    Another article has another title and another text. Where each title has a number that the other lacks
    (a slug kept for the briefing of every month), hardly anything of the text may have changed.
    """
    if numbers_differ(title, new_title):
        return normalise(text) == normalise(new_text) or jaccard(shingles(text), shingles(new_text)) >= 0.9
    if words(title) == words(new_title) or texts_agree(text, new_text):
        return True
    filled = min(len(tokens(text)), len(tokens(new_text))) < FEW_WORDS
    return titles_agree(title, new_title) if filled else titles_agree(title, new_title, shared=0.8)


def titles_agree(a: str, b: str, shared: float = 0.5) -> bool:
    """Whether two titles name the same thing: equal, one within the other, or most words (`shared`) the same."""
    first, second = words(a), words(b)
    if not first or not second:
        return False
    if first == second:
        return True
    shorter, longer = sorted((first, second), key=len)
    if len(shorter) >= 4 and f" {' '.join(shorter)} " in f" {' '.join(longer)} ":
        return True
    return jaccard(set(first), set(second)) >= shared


def texts_agree(a: str, b: str) -> bool:
    """Whether one text can be an edit of the other: a good part of the words, in order, is the same."""
    first, second = words(a), words(b)
    if not first or not second:
        return False
    shorter, longer = sorted((len(first), len(second)))
    if longer < 2 * FEW_WORDS:
        return SequenceMatcher(None, first, second, autojunk=False).ratio() >= 0.6
    a_shingles, b_shingles = shingles(a), shingles(b)
    if shorter < FEW_WORDS:  # a first sentence or two, and the whole
        return shorter >= 2 * SHINGLE_WORDS and containment(a_shingles, b_shingles) >= 0.8
    alike, contained = _overlap(a_shingles, b_shingles)
    return alike >= 0.4 or contained >= 0.6


def numbers_differ(a: str, b: str) -> bool:
    """Whether each title has a number that the other lacks: the briefings of March and of April."""
    first, second = _numbers(a), _numbers(b)
    return bool(first - second) and bool(second - first)


@lru_cache(maxsize=64)
def _numbers(title: str) -> set[int]:
    """The numbers in a title: 3, III ("quý III"), ba ("lần thứ ba")."""
    plain = normalise(title)
    found = {int(number) for number in _NUMBER.findall(plain)}
    if not plain.isupper():  # else VI is as likely a word: "VI PHẠM", "XI MĂNG"
        found |= {_roman(number) for number in _ROMAN.findall(plain)}
    return found | {_IN_WORDS[match[1]] for match in _ORDINAL.finditer(plain.casefold())}


def _roman(number: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10}[letter] for letter in number]
    return sum(-one if one < following else one for one, following in zip(values, [*values[1:], 0], strict=True))


_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"[0-9]{1,9}")
# "quý III", "khóa XII"; not the V of "V/v".
_ROMAN = re.compile(r"\b(?:X{1,3}(?:IX|IV|V?I{0,3})|IX|IV|VI{0,3}|I{1,3})\b(?!/v)")
_IN_WORDS = {
    "một": 1, "nhất": 1, "giêng": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8,
    "chín": 9, "mười": 10, "mười một": 11, "mười hai": 12, "chạp": 12,
}  # fmt: skip
# "tháng ba", "lần thứ tư", "đợt hai"
_ORDINAL = re.compile(
    r"\b(?:tháng|quý|thứ|lần|kỳ|đợt|phiên|khóa)\s+"
    rf"({'|'.join(sorted(_IN_WORDS, key=len, reverse=True))})\b"
)

_LOW_BITS = sum(1 << 2 * n for n in range(SKETCHED))

# Of the places of a run, the last first. Odd, and below 2²⁹: five products of 32 and 29 bits have a sum of 64.
_FACTORS = sum(
    factor << 64 * place for place, factor in enumerate((0x15EBCA6B, 0x1A3D7F21, 0x0CC9E2D5, 0x11C35E4D, 0x1B873593))
)
_NUMBERS = _Numbers()
