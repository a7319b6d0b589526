"""Text typed for the legacy Vietnamese fonts, TCVN3 (ABC) and VNI: recognised, and converted to Unicode.

Such text is stored as Western letters that only its font shows as Vietnamese: "Hµ Néi" in .VnTime and "Haø Noäi"
in VNI-Times are both "Hà Nội". Only strings in and out; where in a page they stand is for ``mending``.

Tables: TCVN 5712:1993 (VN3, the ABC fonts) and VNI for Windows as in UniKey (ukengine/data.cpp, TCVN3 and VNI-WIN)
and in the Wikipedia articles "VSCII" and "VNI", which agree.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, get_args

from .syllables import WHOLE_LETTER, is_syllable

Encoding = Literal["tcvn3", "vni"]

# TCVN3: a code, a letter. The capitals with a tone have none: a second font, its name ending in H, shows the
# codes of the small letters as capitals.
_TCVN3 = dict(
    zip(
        "¡¢£¤¥¦§¨©ª«¬\u00ad®" "µ¶·¸¹" "»¼½¾Æ" "ÇÈÉÊË" "ÌÎÏÐÑ" "ÒÓÔÕÖ" "×ØÜÝÞ"
        "ßáâãä" "åæçèé" "êëìíî" "ïñòóô" "õö÷øù" "úûüýþ",
        "ĂÂÊÔƠƯĐăâêôơưđ" "àảãáạ" "ằẳẵắặ" "ầẩẫấậ" "èẻẽéẹ" "ềểễếệ" "ìỉĩíị"
        "òỏõóọ" "ồổỗốộ" "ờởỡớợ" "ùủũúụ" "ừửữứự" "ỳỷỹýỵ",
        strict=True,
    )
)  # fmt: skip
_TCVN3_CODES = str.maketrans(_TCVN3)

# VNI: the letter, then its marks as one character; a few letters have a code of their own instead.
_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT, _CIRCUMFLEX, _BREVE = "\u0300\u0301\u0303\u0309\u0323\u0302\u0306"
_VNI_TONES = {"ù": _ACUTE, "ø": _GRAVE, "û": _HOOK, "õ": _TILDE, "ï": _DOT}
_VNI_CIRCUMFLEX = {"â": "", "á": _ACUTE, "à": _GRAVE, "å": _HOOK, "ã": _TILDE, "ä": _DOT}
_VNI_BREVE = {"ê": "", "é": _ACUTE, "è": _GRAVE, "ú": _HOOK, "ü": _TILDE, "ë": _DOT}
_VNI_MARKS = (
    _VNI_TONES
    | {code: _CIRCUMFLEX + tone for code, tone in _VNI_CIRCUMFLEX.items()}
    | {code: _BREVE + tone for code, tone in _VNI_BREVE.items()}
)
_VNI_LETTERS = dict(zip("ñôöíìæóòîÑÔÖÍÌÆÓÒÎ", "đơưíìỉĩịỵĐƠƯÍÌỈĨỊỴ", strict=True))
_VNI_LETTER_CODES = str.maketrans(_VNI_LETTERS)
_VNI_MARK = re.compile(r"(?<=[aeouyôö])[ùøûõï]|(?<=[aeo])[âáàåãä]|(?<=a)[êéèúüë]", re.IGNORECASE)

# What hardly ever stands within a word otherwise: codes of TCVN3 that are signs, marks of VNI after their letter, ñ.
_PROOF = {"tcvn3": re.compile("[\xa1-\xbe×÷]"), "vni": re.compile(f"{_VNI_MARK.pattern}|ñ", re.IGNORECASE)}

# The same bytes read as windows-1258 are other characters. In a text with whole letters of Vietnamese they are
# what they look like.
_OF_1258 = str.maketrans("ĂĐƠƯăđơư₫\u0300\u0309\u0303\u0301\u0323", "ÃÐÕÝãðõýþÌÒÞìò")
# Copied out of a PDF, the codes come as the characters that their glyphs look like there.
_OF_PDF = (
    ("−", re.compile(r"(?<=[^\W\d_])−|−(?=[^\W\d_])"), "\u00ad"),
    ("∙", re.compile(r"(?<=[^\W\d_])∙|∙(?=[^\W\d_])"), "·"),
    ("μ", re.compile("μ"), "µ"),
)
# What words consist of, signs and all; two plain capitals in one; the letters that no word consists of (ă â ã ằ ẳ ẵ
# ắ), whose codes are the signs they look like where they stand by themselves: "© 2009", a bullet.
_LETTERS = re.compile(r"[^\s\d!-/:-@\[-`{-~]+")
_CAPITALS = re.compile(r"[A-Z][^\sa-z]*[A-Z]")
_NO_PLAIN_LETTER = re.compile("[^A-Za-z]+")
_LONE_SIGNS = "¨©·»¼½¾"
_LONE_SIGN = re.compile(rf"(?<!{_LETTERS.pattern[:-1]})([{_LONE_SIGNS}])(?!{_LETTERS.pattern[:-1]})")

# Legacy text of more than a line or two has some of these, ordinary text hardly any. One `in` each: a scan for a
# set of characters takes twenty times as long.
_TELLTALES = ("µ", "¸", "¹", "¶", "ø", "ï", "ñ", "ö", "Ø", "Ï", "Ñ", "Ö")
# Longer than any syllable is written in either.
_LONG = 20
_WORD = re.compile(r"[^\s\x80-\xa0\d!-/:-@\[-`{-~“”‘’„…–—•]+")

# So many different words that make sense in the legacy font alone, and so many for each that makes none, are no
# accident: a page of Danish or French has one or two, among many that make none. Of the six, two must be such as
# no other language has at all.
_ENOUGH, _SHARE = 6, 4


def may_be_legacy(text: str) -> bool:
    """Whether any of it can be legacy text: a quick look, hardly ever true of other Vietnamese."""
    return not text.isascii() and any(sign in text for sign in _TELLTALES)


def has_evidence(text: str) -> bool:
    """Whether any word of it makes sense in a legacy encoding alone: cheaper than to recognise the texts of a page."""
    words = _words(text)
    return any(_verdict(word, encoding) == "proven" for word in words for encoding in get_args(Encoding))


def legacy_font(text: str, font: str | None = None) -> Encoding | None:
    """The legacy encoding of one run of text (a paragraph, a whole page), None for any other text.

    Args:
        font: the font-family that the page sets it in, where it says.
    """
    return recognise([text], [font])[0]


def font_encoding(font: str | None) -> tuple[Encoding | None, bool]:
    """What a font-family implies: the encoding, and whether small letters show as capitals (``.VnTimeH``)."""
    for family in (font or "").lower().split(","):
        name = family.replace("!important", "").strip(" \t\n\"'")
        if ".vn" in name:
            return "tcvn3", name.endswith("h")
        if "vni-" in name or "vni " in name:
            return "vni", False
    return None, False


def convert_texts(texts: Sequence[str], fonts: Sequence[str | None] = ()) -> list[str]:
    """The texts of one page, those in a legacy font converted, all others as they came.

    Args:
        fonts: the font-family of each text, None where the page does not say; may be left out.
    """
    fonts = fonts or [None] * len(texts)
    found = recognise(texts, fonts)
    return [
        convert(text, encoding, capitals=font_encoding(font) == (encoding, True)) if encoding else text
        for text, font, encoding in zip(texts, fonts, found, strict=True)
    ]


# -- conversion -------------------------------------------------------------------------------------


def convert(text: str, encoding: Encoding, *, capitals: bool = False, before: str = "", after: str = "") -> str:
    """Text of a legacy encoding as Unicode in NFC.

    Args:
        capitals: the font shows small letters as capitals.
        before, after: the characters next to it where markup cuts a word in two. A mark of VNI whose letter is the
            one before comes out as a combining character.
    """
    if not text.isascii():
        whole = _as_western(before + text + after)
        if encoding == "tcvn3":
            text = _tcvn3(whole)[len(before) : len(whole) - len(after)]
        else:
            marked = _VNI_MARK.sub(_vni_mark, whole[: len(whole) - len(after)])[len(before) :]
            text = unicodedata.normalize("NFC", marked.translate(_VNI_LETTER_CODES))
    return text.upper() if capitals else text


def _as_western(text: str) -> str:
    """The characters that windows-1252 makes of the bytes, however the page brought them here."""
    if not WHOLE_LETTER.search(text):
        text = text.translate(_OF_1258)
    for sign, pattern, code in _OF_PDF:
        text = pattern.sub(code, text) if sign in text else text
    return text


def _vni_mark(match: re.Match[str]) -> str:
    return _VNI_MARKS[match[0].lower()]


def _tcvn3(text: str) -> str:
    """Converted, letter for letter; the plain letters of a word tell whether it stands in capitals."""
    parts = _LONE_SIGN.split(text)
    parts[::2] = [part.translate(_TCVN3_CODES) for part in parts[::2]]
    converted = "".join(parts)
    if not _CAPITALS.search(text):
        return converted
    shouted = len(re.findall("[A-Z]", text)) > 2 * len(re.findall("[a-z]", text))

    def in_its_case(match: re.Match[str]) -> str:
        plain = _NO_PLAIN_LETTER.sub("", match[0])
        in_capitals = (plain.isupper() and len(plain) > 1) or (shouted and not plain.islower())
        return match[0].upper() if in_capitals else match[0]

    return _LETTERS.sub(in_its_case, converted)


# -- recognition ------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Evidence:
    """The words of a text with letters beyond ASCII, by what they are when read in one legacy encoding.

    Attributes:
        proven: Vietnamese in the encoding only, and with what hardly any word has outside it ("s¸ng", "nöôùc").
        legacy: Vietnamese in the encoding only, but words of another language could look so ("så", "où").
        unicode: Vietnamese as they stand only.
        either: Vietnamese both ways ("có" would be "cú" in TCVN3).
        formed: Vietnamese in neither way, but with what hardly any word has outside it ("Kr«ng", "Q§").
        neither: all others: words of other languages.
        ignored: single signs.
    """

    proven: set[str] = field(default_factory=set)
    legacy: set[str] = field(default_factory=set)
    unicode: set[str] = field(default_factory=set)
    either: set[str] = field(default_factory=set)
    formed: set[str] = field(default_factory=set)
    neither: set[str] = field(default_factory=set)
    ignored: set[str] = field(default_factory=set)

    @property
    def strength(self) -> int:
        return len(self.proven) + len(self.legacy)

    def is_sure(self, enough: int = _ENOUGH) -> bool:
        return len(self.proven) >= enough // 3 and self.strength >= max(
            enough, _SHARE * len(self.neither), len(self.unicode) + 1
        )


def recognise(texts: Sequence[str], fonts: Sequence[str | None]) -> list[Encoding | None]:
    """The legacy encoding of each text of one page; None for those that are to be left alone.

    A long text is judged by its own words. One too short for that (a name, a caption) follows the page: it is
    legacy where other texts of the page surely are, and nothing in it speaks against it.
    """
    declared = [font_encoding(font)[0] for font in fonts]
    if not any(declared) and not any(map(may_be_legacy, texts)):
        return [None] * len(texts)
    words = [_words(text) for text in texts]
    modern = [bool(WHOLE_LETTER.search(text)) for text in texts]
    strengths = {encoding: _strengths(words, modern, declared, encoding) for encoding in get_args(Encoding)}
    best = [max(strengths, key=lambda encoding: strengths[encoding][index]) for index in range(len(texts))]
    return [encoding if strengths[encoding][index] else None for index, encoding in enumerate(best)]


def _strengths(
    words: Sequence[set[str]], modern: Sequence[bool], declared: Sequence[Encoding | None], encoding: Encoding
) -> list[int]:
    """How strongly each text of a page is of the encoding; 0 where it is not.

    Args:
        words: of each text, those that tell.
        modern: whether it has whole letters of Vietnamese.
        declared: the encoding that its font implies.
    """
    texts = [_weigh(of_text, encoding) for of_text in words]
    named = [font == encoding for font in declared]
    sure = [text.is_sure(1 if name else _ENOUGH) for text, name in zip(texts, named, strict=True)]
    page = _Evidence()
    for text, is_modern in zip(texts, modern, strict=True):
        if not is_modern:
            page.proven |= text.proven
            page.legacy |= text.legacy
            page.neither |= text.neither
    page_is_legacy, page_is_modern = any(sure) or page.is_sure(), any(modern)
    return [
        1 + text.strength if is_sure or (page_is_legacy and _follows(text, decided=name or not page_is_modern)) else 0
        for text, is_sure, name in zip(texts, sure, named, strict=True)
    ]


def _follows(weighed: _Evidence, *, decided: bool) -> bool:
    """Whether a short text on a legacy page is legacy too; ``decided``: so are words that make sense both ways."""
    if weighed.unicode or weighed.strength:
        return weighed.strength > len(weighed.unicode)
    return bool(weighed.formed) or (decided and bool(weighed.either))


def _weigh(words: set[str], encoding: Encoding) -> _Evidence:
    weighed = _Evidence()
    for word in words:
        getattr(weighed, _verdict(word, encoding)).add(word)
    return weighed


def _words(text: str) -> set[str]:
    """The words of a text that have letters beyond ASCII."""
    # Splitting at spaces is the cheaper first cut: most of a page in a Western language is ASCII.
    parts = () if text.isascii() else (part for part in set(text.split()) if not part.isascii())
    return {word for part in parts for word in _WORD.findall(part) if not word.isascii() and len(word) < _LONG}


@lru_cache(maxsize=8192)
def _verdict(word: str, encoding: Encoding) -> str:
    """The attribute of ``_Evidence`` that a word belongs to."""
    plain = _as_western(word)
    formed = _is_formed(plain, encoding)
    if len(word) == 1:  # a bullet, a sign, "à" in French: no evidence, but a letter that markup cut off may follow
        return "either" if formed and word not in _LONE_SIGNS else "ignored"
    proven = bool(formed and _PROOF[encoding].search(plain))
    legacy = formed and is_syllable(convert(word, encoding))
    if is_syllable(word):
        return "either" if legacy else "unicode"
    if legacy:
        return "proven" if proven else "legacy"
    if WHOLE_LETTER.search(word):
        return "unicode"
    return "formed" if proven else "neither"


def _is_formed(plain: str, encoding: Encoding) -> bool:
    """Whether the word is written with the codes of the encoding alone."""
    letters: Container[str] = _TCVN3
    if encoding == "vni":
        plain, letters = _VNI_MARK.sub("", plain), _VNI_LETTERS
    return all(letter in letters if not letter.isascii() else letter.isalpha() for letter in plain)
