"""Who wrote it and what a picture shows: bylines, sources, captions, datelines, in the forms of PORTALS.md.

Works on lines of text and says what each is; where on the page a line stands is for the caller.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .text import CAPITALS, SMALL, fold

# A Vietnamese personal or pen name: two to five capitalised syllables ("Kim Ngân", "H' Yến Niê"),
# perhaps two names joined; letters only, so that "Hội nghị" (one capital) and "UBND xã" are none.
_SYLLABLE = rf"(?:[{CAPITALS}][{SMALL}]*[’']?|[{CAPITALS}]\.)"
_NAME = rf"{_SYLLABLE}(?:[ .-]{{1,2}}{_SYLLABLE}){{1,4}}"
_NAMES = rf"{_NAME}(?:\s*(?:,|-|–|&|và)\s*{_NAME})?"
_ONE_NAME = re.compile(rf"{_NAMES}\.?")
# Capitalised words that are places, bodies or headings, not people.
_NO_NAME = re.compile(
    r"""\b(?: viet \s nam | ha \s noi | uy \s ban | hoi \s dong | nhan \s dan | thanh \s pho
        | tinh \s (?:uy|doan) | huyen \s uy
        | trung \s tam | ban \s (?:bien \s tap|tuyen \s giao) | van \s phong | phong \s | so \s | tin \s | bao \s cao
        | cong \s (?:thong|an) | hoi \s nghi | ke \s hoach | mat \s tran | dang \s (?:bo|uy) | bo \s truong
          | thu \s tuong
        | noi \s nhan | kinh \s | nguon \s | chu \s tich )""",
    re.VERBOSE,
)
# The body that wrote it, somewhere behind a name.
_BODY_WORD = re.compile(
    r"""\b(?: trung \s tam | tt | dai | bao | cong | ttxvn | ban | phong | so | ubnd | hdnd | ubmttq | mttq | hoi
        | van \s phong
        | chi \s cuc | doan | truong | cong \s an | thanh \s tra | bbt | vh-?tt | vp | cttdt | lien \s doan | vien | cuc
        | vksnd | tand )\b""",
    re.VERBOSE,
)
# A body alone on the last line, told by its first words with their tone marks: "Đài" (station) is no "Đại" (hội),
# "Ban" (board) no "Bản" (đồ). Nor is "Hội nghị đã thành công tốt đẹp" (the meeting was a success) a body.
_BODY_ALONE = re.compile(
    r"""(?: trung\s tâm | tt | đài | báo(?!\s cáo) | cổng(?!\s chào) | ttxvn | ban(?!\s hành) | phòng(?![,\s]+ chống)
          | sở | ubnd | hđnd | ubmttq | mttq | hội(?!\s(?:nghị|thảo|thi|đàm|họp)) | văn\s phòng | chi\s cục
          | đoàn(?!\s(?:kết|viên)) | trường(?!\s hợp) | công\s an | thanh\s tra | bbt | vh-?tt | vp | cttđt
          | liên\s đoàn | viện | cục | vksnd | tand ) \b""",
    re.VERBOSE | re.IGNORECASE,
)
_HAPPENS = re.compile(r"\b(?:da|duoc|se|dang|dien ra|ket thuc|thanh cong|khai mac|be mac|to chuc)\b")
_REPORTER = re.compile(r"(?:pv|ctv|phong vien|cong tac vien)")  # "PV": nobody by name
# "Tin, ảnh: Lệ Sương", "Tác giả: …", "Thực hiện: …", and as misspelt on real pages ("Tin, ành", "Tịn").
_BYLINE_LABEL = re.compile(
    r"""(?: tac \s gia (?: \s bai \s viet )? | thuc \s hien | nguoi \s (?:viet|dang|thuc \s hien) | bien \s (?:tap|soan)
        | pv | phong \s vien | ctv | tong \s hop | suu \s tam | dua \s tin | by | author | anh
        | (?:bai|tin|noi \s dung) (?: \s viet)?
          (?: \s* (?:,|-|–|/|&|va|\s) \s* (?:anh|bai|hinh(?: \s anh)?|video|tin) )*
        ) \s* [:：] \s*""",
    re.VERBOSE,
)
# Without a colon only the two-part labels are safe: "Tin, ảnh Ngô Tấm", "Tin, ành Lệ Sương (Đài …)".
_BARE_LABEL = re.compile(
    r"(?: (?:tin|bai) \s* (?:,|-|–|/|&|va) \s* (?:anh|bai|hinh) (?: \s va \s anh)? | pv | bai \s viet ) \s+ (?=\S)",
    re.VERBOSE,
)
_SOURCE_LABEL = re.compile(
    r"(?: nguon (?: \s (?:tin|bai|anh|tin \s bai))? \s* [:：-] | theo \s* [:：]? ) \s*", re.VERBOSE
)
_ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?((?:[\w-]+\.)+[a-z]{2,})(?:/\S*)?/?", re.IGNORECASE)

_CAPTION_LABEL = re.compile(
    r"\(?\s*(?:(?:hinh\s)?anh(?:\s(?:minh\shoa|tu\slieu))?\s*[:：]|hinh\s\d+\s*[:.])", re.VERBOSE
)
# What captions of meeting news say. Only for lines that end without a full stop between paragraphs that have one.
_CAPTION_WORDS = re.compile(
    r"""^(?: (?:quang|toan) \s canh | mot \s goc | hinh \s anh | anh \s (?:minh \s hoa|chup|luu \s niem)
          | cac \s (?:dai \s bieu|dong \s chi .{0,60}) \s .{0,80} (?:du|tai|phat \s bieu|thao \s luan|dang) )
      | (?: phat \s bieu | trinh \s bay | bao \s cao | dieu \s hanh | tham \s luan | thao \s luan | trao | tang
        | ket \s luan
          | chu \s tri | khai \s mac ) .{0,80} (?: tai | hoi \s nghi | buoi | ky \s hop | phien ) .{0,60}$""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Credit:
    """What a line of credits says; both None where it is none."""

    byline: str | None = None
    source: str | None = None

    def __bool__(self) -> bool:
        return self.byline is not None or self.source is not None


NO_CREDIT = Credit()


def read_credit(line: str, *, set_apart: bool = False) -> Credit:
    """The byline and the source that a line names, if the whole line is a credit.

    Args:
        line: one cleaned line.
        set_apart: the line is the last of the text, or set to the right, bold or in italics; only such
            a line is a byline by being a bare name.

    Returns:
        ``read_credit("Thanh Hồng – Trung tâm VH-TT&TT", set_apart=True)`` is
        ``Credit("Thanh Hồng", "Trung tâm VH-TT&TT")``; ``read_credit("Nguồn: Báo Lào Cai")`` is
        ``Credit(None, "Báo Lào Cai")``.
    """
    if not line or len(line) > 140:
        return NO_CREDIT
    line = line.strip("*_ ")
    folded = fold(line)
    if match := _BYLINE_LABEL.match(folded) or _BARE_LABEL.match(folded):
        return _labelled_byline(line[match.end() :])
    if match := _SOURCE_LABEL.match(folded):
        return _labelled_source(line[match.end() :], folded[match.start() : match.end()])
    if address := _ADDRESS.fullmatch(line):
        return Credit(source=address[1]) if set_apart else NO_CREDIT
    return _bare(line) if set_apart else NO_CREDIT


def read_body_line(line: str) -> str | None:
    """The source that a line in brackets under a name gives: "( Trung tâm Văn hóa … )"."""
    inner = line.strip()
    if inner.startswith("(") and inner.rstrip(" .").endswith(")") and len(inner) < 140:
        inner = inner.rstrip(" .")[1:-1].strip()
        return inner or None
    return None


def is_name(text: str) -> bool:
    """Whether a text is nothing but a person's name (or two joined)."""
    return bool(_ONE_NAME.fullmatch(text)) and len(text) <= 50 and not _NO_NAME.search(fold(text))


def is_caption_text(line: str) -> bool:
    """Whether a line reads as a caption even with no image before it: short, no sentence, a caption's words."""
    if len(line) > 170 or line.rstrip().endswith((".", "…", ":", ";", "?", "!", "”")):
        return False
    folded = fold(line)
    return bool(_CAPTION_LABEL.match(folded) or _CAPTION_WORDS.search(folded))


def is_caption_label(line: str) -> bool:
    """Whether a line opens with a caption's label: "Ảnh: …", "(ảnh: …)", "Hình ảnh: …"."""
    return bool(_CAPTION_LABEL.match(fold(line)))


def _labelled_byline(rest: str) -> Credit:
    rest = rest.strip(" .")
    if not rest or len(rest) > 80:
        return NO_CREDIT
    name, body = _split_body(rest)
    if len(name.split()) > 10 or re.search(r"[\d!?…]", name):
        return NO_CREDIT
    return Credit(name, body)


def _labelled_source(rest: str, label: str) -> Credit:
    rest = rest.strip(" .")
    if not rest or len(rest) > 90:
        return NO_CREDIT
    if address := _ADDRESS.fullmatch(rest):
        return Credit(source=address[1])
    # "Theo" opens many a sentence: without a colon only a short capitalised body is a source.
    if label.strip() == "theo" and (len(rest.split()) > 7 or not rest[0].isupper() or re.search(r"[,\d]", rest)):
        return NO_CREDIT
    # "Nguồn tin:" can name a person (real: sldtbxh.daknong.gov.vn).
    return Credit(byline=rest) if is_name(rest) and not _BODY_WORD.search(fold(rest)) else Credit(source=rest)


def _bare(line: str) -> Credit:
    stopped = line.endswith(".")
    line = line.rstrip(" ./")
    if not line:
        return NO_CREDIT
    if is_name(line) or _REPORTER.fullmatch(fold(line)):
        return Credit(byline=line)
    name, body = _split_body(line)
    if body is not None and is_name(name):
        return Credit(name, body)
    # A body alone, as the last line: "Ban Biên tập", "Đoàn TNCS Hồ Chí Minh xã Vạn Phúc".
    stands_alone = body is None and not stopped and ":" not in line and len(line.split()) <= 16
    if stands_alone and line[0].isupper() and _BODY_ALONE.match(line) and not _HAPPENS.search(fold(line)):
        return Credit(source=line)
    return NO_CREDIT


def _split_body(text: str) -> tuple[str, str | None]:
    """("Name", "Body") of "Name – Body", "Name; Body", "Name (Body)"; ("Name", None) of anything else."""
    if match := re.fullmatch(r"(.+?)\s*\(\s*(.+?)\s*\)", text):
        # "(gt)" for introduced, "(st)" for collected, "(t/h)" for compiled: how it was written, not who did.
        return match[1], None if re.fullmatch(r"[a-z/.]{1,4}|tổng hợp|sưu tầm|giới thiệu", match[2]) else match[2]
    if match := re.fullmatch(r"(.+?)\s*(?:[;,]|\s[-–—]\s|[–—])\s*(.+)", text):
        name, body = match[1].strip(), match[2].strip()
        if is_name(name) and (_BODY_WORD.search(fold(body)) or not is_name(body)):
            return name, body
    return text, None
