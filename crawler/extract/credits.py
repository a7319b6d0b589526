"""Who wrote it and what a picture shows: bylines, sources, captions, datelines, in the forms of PORTALS.md.

Works on lines of text and says what each is; where on the page a line stands is for the caller.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .people import is_body, is_name, may_be_names, may_follow_name, speaks_of_body
from .text import fold

__all__ = ("NO_CREDIT", "Credit", "is_caption_label", "is_caption_text", "is_name", "read_body_line", "read_credit",
           "signs_for_office")  # fmt: skip

_REPORTER = re.compile(r"p\.?v|ctv|phong vien|cong tac vien|nhom pv|nhom phong vien")  # "PV": nobody by name
# How it was written, not who wrote it: "(gt)" introduced, "(st)" collected, "(T/h)" compiled.
_MANNER = r"(?:t/?h|s/?t|g/?t|b/?s|tong hop|suu tam|gioi thieu|bien soan|luoc ghi|thuc hien)"
_WITH_MANNER = re.compile(rf"\s*[-–,]?\s*(?:\(\s*{_MANNER}\.?\s*\)|\s(?!../?.?$){_MANNER})$")
# "Tin, ảnh: Lệ Sương", "Tác giả: …", "Thực hiện: …", and as misspelt on real pages ("Tin, ành", "Tịn").
_BYLINE_LABEL = re.compile(
    r"""(?: (?P<sure> tac \s gia (?: \s bai \s viet )? | nguoi \s (?:viet|dang|dua \s tin) | bien \s (?:tap|soan)
            | pv | phong \s vien | ctv | suu \s tam | dua \s tin | by | author )
        | thuc \s hien (?: \s bai \s viet )? | nguoi \s thuc \s hien | tong \s hop
        | (?:bai|tin|noi \s dung) (?: \s viet)?
          (?: \s* (?:,|-|–|/|&|va|\s) \s* (?:anh|bai|hinh(?: \s anh)?|video|clip|tin) )*
        | (?:hinh \s)? anh \s* (?:,|-|–|/|&|va) \s* (?:bai|tin)
        ) \s* [:：] \s*""",
    re.VERBOSE,
)
# Without a colon only the two-part labels are safe: "Tin, ảnh Ngô Tấm", "Tin, ành Lệ Sương (Đài …)".
_BARE_LABEL = re.compile(
    r"(?: (?:tin|bai) \s* (?:,|-|–|/|&|va) \s* (?:anh|bai|hinh) (?: \s va \s anh)? | pv | bai \s viet ) \s+ (?=\S)",
    re.VERBOSE,
)
# "Bài: Kim Ngân - Ảnh: Thu Hà": the second label of one line.
_SECOND_LABEL = re.compile(r"\s*[;,.–—-]?\s*(?:hinh )?anh\s*[:：]\s*")
_SOURCE_LABEL = re.compile(
    r"""(?: nguon (?: \s (?:tin|bai|anh|tin \s bai|bai \s viet|trich \s dan|tham \s khao))? \s* [:：–—-]
        | theo \s* [:：]? ) \s*""",
    re.VERBOSE,
)
_ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?((?:[\w-]+\.)+[a-z]{2,})(?:/\S*)?/?", re.IGNORECASE)
# What one goes by, rather than took a text from: "Theo Luật Đất đai", "Theo Chủ tịch UBND xã", "Nguồn: ngân sách".
_NO_SOURCE = re.compile(
    r"""(?: luat | nghi\ (?:dinh|quyet) | thong\ (?:tu|ke) | quy(?:et)?\ dinh | ke\ hoach | chi\ thi | bao\ cao | lich
        | du\ bao | hop\ dong | dieu | cong\ van | huong\ dan | de\ an | chuong\ trinh | (?:pho\ )?(?:chu\ tich|bi\ thu)
        | so\ lieu | ngan\ sach | von | kinh\ phi )\b""",
    re.VERBOSE,
)

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
# Above the signature of an official document.
_OFFICE = re.compile(
    r"""\W* (?: (?:tm|kt|tl|tuq|q) \. \s .* | da \s ky \b .* | ky (?:\s ten)? (?:\W* dong \s dau)? | noi \s nhan .*
        | (?:pho \s)? (?: chu \s (?:tich|nhiem) | bi \s thu | (?:tong \s)? giam \s doc | truong \s (?:ban|phong)
                         | hieu \s truong | chanh \s van \s phong )
          (?: \s (?:ubnd|hdnd|uy \s ban (?: \s nhan \s dan )?|ban \s \w+ \s \w+) )?
          (?: \s (?:xa|phuong|huyen|quan|tinh|thi \s \w+|thanh \s pho) (?: \s \w+ ){0,3} )? ) \W*""",
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
        return _labelled_byline(line[match.end() :], sure=bool(match.groupdict().get("sure")))
    if match := _SOURCE_LABEL.match(folded):
        return _labelled_source(line[match.end() :], folded[match.start() : match.end()])
    if address := _ADDRESS.fullmatch(line):
        return Credit(source=address[1]) if set_apart else NO_CREDIT
    return _bare(line) if set_apart else NO_CREDIT


def read_body_line(line: str) -> str | None:
    """The source that a line in brackets under a name gives: "( Trung tâm Văn hóa … )"; "(ảnh: …)" is a caption."""
    inner = line.strip()
    if inner.startswith("(") and not is_caption_label(inner) and inner.rstrip(" .").endswith(")") and len(inner) < 140:
        inner = inner.rstrip(" .")[1:-1].strip()
        return inner or None
    return None


def signs_for_office(line: str) -> bool:
    """Whether a line is what stands above the name of who signed a document: "TM. UBND XÃ", "CHỦ TỊCH", "(Đã ký)".

    That name belongs to the document, and is no byline.
    """
    return len(line) <= 80 and bool(_OFFICE.fullmatch(fold(line)))


def is_caption_text(line: str) -> bool:
    """Whether a line reads as a caption even with no image before it: short, no sentence, a caption's words."""
    line = line.rstrip()
    if len(line) > 170 or line.endswith(("…", ":", ";", "?", "!", "”")):
        return False
    folded = fold(line)
    return bool(_CAPTION_LABEL.match(folded)) or (not line.endswith(".") and bool(_CAPTION_WORDS.search(folded)))


def is_caption_label(line: str) -> bool:
    """Whether a line opens with a caption's label: "Ảnh: …", "(ảnh: …)", "Hình ảnh: …"."""
    return bool(_CAPTION_LABEL.match(fold(line)))


def _labelled_byline(rest: str, *, sure: bool) -> Credit:
    """The credit behind a label; one that may open a sentence ("Thực hiện: …") is followed by names and bodies only."""
    rest = rest.strip(" .")
    if not rest or len(rest) > 80 or not rest[0].isupper():
        return NO_CREDIT
    folded = fold(rest)
    if second := _SECOND_LABEL.search(folded):
        rest = f"{rest[: second.start()]}, {rest[second.end() :]}"
    name, body = _split_body(_without_manner(rest))
    if len(name.split()) > 10 or re.search(r"[\d!?…]", name):
        return NO_CREDIT
    if not (sure or may_be_names(name) or is_body(name)):
        return NO_CREDIT
    return Credit(name, body)


def _labelled_source(rest: str, label: str) -> Credit:
    rest = rest.strip(" .")
    if not rest or len(rest) > 90:
        return NO_CREDIT
    if address := _ADDRESS.fullmatch(rest):
        return Credit(source=address[1])
    if _NO_SOURCE.match(fold(rest)):
        return NO_CREDIT
    # "Theo" opens many a sentence: without a colon only a short capitalised body is a source.
    if label.strip() == "theo" and (len(rest.split()) > 7 or not rest[0].isupper() or re.search(r"[,\d]", rest)):
        return NO_CREDIT
    # "Nguồn tin:" can name a person (real: sldtbxh.daknong.gov.vn).
    return Credit(byline=rest) if is_name(rest) and not speaks_of_body(rest) else Credit(source=rest)


def _bare(line: str) -> Credit:
    stopped = line.endswith(".")
    line = line.rstrip(" ./")
    if not line:
        return NO_CREDIT
    if is_name(line) or _REPORTER.fullmatch(fold(line)):
        return Credit(byline=line)
    if (name := _without_manner(line)) != line and is_name(name):
        return Credit(byline=name)
    name, body = _split_body(line)
    if name != line and is_name(name):
        return Credit(name, body)
    # A body alone, as the last line: "Ban Biên tập", "Đoàn TNCS Hồ Chí Minh xã Vạn Phúc".
    stands_alone = body is None and not stopped and ":" not in line and len(line.split()) <= 16
    return Credit(source=line) if stands_alone and is_body(line) else NO_CREDIT


def _without_manner(text: str) -> str:
    """ "Kim Ngân (tổng hợp)", "Kim Ngân tổng hợp", "Kim Ngân (st)" without how it was written."""
    match = _WITH_MANNER.search(fold(text))
    return text[: match.start()] if match and match.start() else text


def _split_body(text: str) -> tuple[str, str | None]:
    """("Name", "Body") of "Name – Body", "Name; Body", "Name (Body)"; ("Name", None) of anything else."""
    if match := re.fullmatch(r"(.+?)\s*\(\s*(.+?)\s*\)", text):
        return match[1], match[2]
    if match := re.fullmatch(r"(.+?)\s*(?:[;,/]|\s[-–—]\s|[–—])\s*(.+)", text):
        name, body = match[1].strip(), match[2].strip()
        if is_name(name) and may_follow_name(body):
            return name, body
    # "Quốc Hưng-TTVH": a hyphen alone may as well be part of a name.
    if (match := re.fullmatch(r"([^-]+)-(.+)", text)) and is_name(match[1]) and may_follow_name(match[2]):
        return match[1], match[2]
    return text, None
