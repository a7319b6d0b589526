"""Vietnamese written as the legacy fonts have it, and in windows-1258: the way back from what the extractor reads.

The tables are letter by letter, as vietunicode.sourceforge.net/charset and UniKey's ukengine/data.cpp list them.
"""

from __future__ import annotations

import unicodedata

TONES = "\u0300\u0301\u0303\u0309\u0323"

_TCVN3 = """
    Ă A1 Â A2 Ê A3 Ô A4 Ơ A5 Ư A6 Đ A7 ă A8 â A9 ê AA ô AB ơ AC ư AD đ AE
    à B5 ả B6 ã B7 á B8 ạ B9  ằ BB ẳ BC ẵ BD ắ BE ặ C6  ầ C7 ẩ C8 ẫ C9 ấ CA ậ CB
    è CC ẻ CE ẽ CF é D0 ẹ D1  ề D2 ể D3 ễ D4 ế D5 ệ D6  ì D7 ỉ D8 ĩ DC í DD ị DE
    ò DF ỏ E1 õ E2 ó E3 ọ E4  ồ E5 ổ E6 ỗ E7 ố E8 ộ E9  ờ EA ở EB ỡ EC ớ ED ợ EE
    ù EF ủ F1 ũ F2 ú F3 ụ F4  ừ F5 ử F6 ữ F7 ứ F8 ự F9  ỳ FA ỷ FB ỹ FC ý FD ỵ FE
""".split()
_VNI = """
    đ ñ ơ ô ư ö í í ì ì ỉ æ ĩ ó ị ò ỵ î
    á aù à aø ả aû ã aõ ạ aï  â aâ ấ aá ầ aà ẩ aå ẫ aã ậ aä  ă aê ắ aé ằ aè ẳ aú ẵ aü ặ aë
    é eù è eø ẻ eû ẽ eõ ẹ eï  ê eâ ế eá ề eà ể eå ễ eã ệ eä
    ó où ò oø ỏ oû õ oõ ọ oï  ô oâ ố oá ồ oà ổ oå ỗ oã ộ oä  ớ ôù ờ ôø ở ôû ỡ ôõ ợ ôï
    ú uù ù uø ủ uû ũ uõ ụ uï  ứ öù ừ öø ử öû ữ öõ ự öï  ý yù ỳ yø ỷ yû ỹ yõ
""".split()

#: Letter to code; a capital with a tone has none in TCVN3: it is the small letter's, in a font of capitals.
TCVN3 = {letter: bytes.fromhex(code).decode("latin-1") for letter, code in zip(_TCVN3[::2], _TCVN3[1::2], strict=True)}
VNI = dict(zip(_VNI[::2], _VNI[1::2], strict=True))
VNI |= {letter.upper(): code.upper() for letter, code in VNI.items()}


def tcvn3(text: str) -> str:
    return "".join(TCVN3.get(letter) or TCVN3.get(letter.lower(), letter) for letter in text)


def vni(text: str) -> str:
    return "".join(VNI.get(letter, letter) for letter in text)


def windows_1258(text: str) -> bytes:
    """Where a tone mark is a character of its own."""
    out = b""
    for letter in text:
        base, *marks = unicodedata.normalize("NFD", letter)
        tones = [mark for mark in marks if mark in TONES]
        rest = unicodedata.normalize("NFC", base + "".join(mark for mark in marks if mark not in tones))
        try:
            out += letter.encode("windows-1258")
        except UnicodeEncodeError:
            out += (rest + "".join(tones)).encode("windows-1258")
    return out


def read_as_1258(text: str) -> str:
    """Western characters as they come out when their bytes are taken for windows-1258."""
    return text.encode("windows-1252").decode("windows-1258")
