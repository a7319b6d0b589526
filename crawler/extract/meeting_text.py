"""A title and a text made ready for reading facts of a meeting: lower case, one spelling, cut into sentences.

Every place in them is a place in the text as it was given. What the words mean is for the rooms that ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from storage.records import Field, Span

from .text import CAPITALS

# Spellings that differ from portal to portal, one length each: "uỷ ban", "hoà", "chủ toạ", "kì họp".
_SPELLINGS = (
    ("uỷ", "ủy"), ("chủ toạ", "chủ tọa"), ("toạ đàm", "tọa đàm"), ("văn hoá", "văn hóa"), ("khoá ", "khóa "),
    ("kì họp", "kỳ họp"), ("\u00a0", " "), ("–", "-"), ("—", "-"),
)  # fmt: skip
_END = re.compile(rf"[.!?…][\"”»)]{{0,3}}(?=\s{{1,8}}[\"“(]?[{CAPITALS}\d]|\s{{0,8}}(?:\n|$))|\n")
# "TP. Lào Cai", "ThS. Lê Hà", "đ/c. Hà": the dot ends no sentence.
_ABBREVIATED = re.compile(r"(?:^|[\s(,;:.])(?:tp|tx|tt|h|p|q|ths|th\.s|ts|pgs|gs|bs|ks|ncs|đ/c|đc|mr|mrs|st|số)$")


def one_of(patterns: str) -> str:
    """A pattern for any of several, written with a bar and a space between, on as many lines as they need."""
    return "(?:" + re.sub(r"\s*\|\s+", "|", re.sub(r"\n\s*", "", patterns)) + ")"


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of a title or a text.

    Attributes:
        text: as it stands. plain: in lower case and one spelling, as long as the text.
        start: where it begins in its field.
    """

    field: Field
    start: int
    text: str
    plain: str

    def span(self, start: int, end: int) -> Span:
        """The words from one place of the line to another, white space around them left out."""
        words = self.text[start:end]
        left = len(words) - len(words.lstrip())
        return Span(self.field, self.start + start + left, words.strip())

    def part(self, start: int, end: int) -> Line:
        """The line from one place to another."""
        return Line(self.field, self.start + start, self.text[start:end], self.plain[start:end])


def line_of(field: Field, text: str) -> Line:
    """A whole title or text, or the beginning of it, as a line."""
    return Line(field, 0, text, plain_of(text))


def plain_of(text: str) -> str:
    """A text in lower case and one spelling, one character for one."""
    plain = text.lower()
    if len(plain) != len(text):  # "İ" is the one letter that grows
        plain = text.replace("İ", "I").lower()
    for one, other in _SPELLINGS:
        plain = plain.replace(one, other)
    return plain


def sentences(line: Line) -> Iterator[Line]:
    """The sentences of a line, one after another, none of them blank."""
    start, text = 0, line.text
    for end in _END.finditer(text):
        if text[end.start()] == "." and _ABBREVIATED.search(line.plain[max(0, end.start() - 6) : end.start()]):
            continue
        if words := text[start : end.end()].strip():
            yield line.part(text.index(words, start), end.end())
        start = end.end()
    if words := text[start:].strip():
        yield line.part(text.index(words, start), len(text))


def sentence_around(line: Line, start: int, end: int, reach: int) -> tuple[Line, int]:
    """The sentence that a place of a line stands in, no more than ``reach`` to either side; and the place in it."""
    left = max(0, start - reach)
    window = line.part(left, end + reach)
    for sentence in sentences(window):
        place = line.start + start - sentence.start
        if place < len(sentence.text):
            return sentence, place
    return window, start - left
