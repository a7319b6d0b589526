"""Vietnamese text with a byte a character: what it is cut into words and compared by, in a fraction of the time.

No more than 256 characters make up nearly all that portals write: ASCII, the letters of Vietnamese, and the quotes,
dashes and signs beside them. What they are written as here is stored nowhere and may change.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from functools import lru_cache

NO_WIDTH = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"

# What is written one way or another without a meaning of its own, and how it is written plainly.
PLAIN = (
    dict.fromkeys("“”„‟«»″", '"')
    | dict.fromkeys("‘’‚‛′´`", "'")
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys(NO_WIDTH, "")
)


# A text is asked for more than once when it is stored, with some short ones between: to be read, compared and indexed.
@lru_cache(maxsize=16)
def encode(text: str) -> bytes | None:
    """Text in NFC with a byte a character; None where it has a character beyond the 256."""
    try:
        encoded, _ = codecs.charmap_encode(text, "strict", _TO_BYTES)
    except UnicodeEncodeError:
        return None
    return None if b"\0" in encoded else encoded


def decode(encoded: bytes) -> str:
    """The text that was encoded."""
    text, _ = codecs.charmap_decode(encoded, "strict", _CHARACTERS)
    return text


def bare(encoded: bytes) -> str:
    """Encoded text without the marks of its letters, đ as d, letter for letter."""
    text, _ = codecs.charmap_decode(encoded, "strict", _BARE)
    return text


def code(character: str) -> int:
    """The byte of one of the 256."""
    return _CHARACTERS.index(character)


def plain(encoded: bytes) -> bytes:
    """Encoded text without the cosmetic (`PLAIN`), and with spaces for all white space."""
    return encoded.translate(_PLAIN, _OF_NO_WIDTH)


def words(encoded: bytes) -> list[bytes]:
    r"""The words (`\w+`) of encoded text, in lower case."""
    return encoded.translate(_WORDS).split()


def _characters() -> str:
    """The character of each byte: ASCII and the line end where they always are."""
    vowels = "aăâeêioôơuưy"
    tones = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    toned = [unicodedata.normalize("NFC", vowel + tone) for vowel in vowels for tone in tones]
    letters = [letter for letter in [*toned, "đ"] if not letter.isascii()]
    # The cosmetic comes first: it takes the places that `bytes.split` takes for white space.
    others = iter([*"“”„«»‘’´–—−‑\u00a0\u00ad\u200b", *"…•°²³·×½®₫", *letters, *"".join(letters).upper()])
    return "".join(chr(byte) if byte in (0x00, 0x0A) or 0x20 <= byte < 0x7F else next(others) for byte in range(256))


_CHARACTERS = _characters()
_BARE = "".join(unicodedata.normalize("NFD", letter)[0] for letter in _CHARACTERS).translate(str.maketrans("đĐ", "dD"))
_TO_BYTES = codecs.charmap_build(_CHARACTERS)
_SPACE = 0x20


def _plainly(character: str) -> int:
    written = " " if character.isspace() else PLAIN.get(character) or character
    return _CHARACTERS.index(written)


_PLAIN = bytes(map(_plainly, _CHARACTERS))
_OF_NO_WIDTH = bytes(byte for byte, character in enumerate(_CHARACTERS) if PLAIN.get(character) == "")
_WORDS = bytes(
    _CHARACTERS.index(character.lower()) if re.fullmatch(r"\w", character) else _SPACE for character in _CHARACTERS
)
