"""Text that portals put around articles: counters, reading aids, buttons, related headings.

Every pattern here must match a whole short line, folded (no diacritics, lower case, so that NFD, upper
case and unaccented spellings are one). A sentence of the article that speaks of *lượt truy cập* or
*100%* is longer than its words and stays. The forms are those of PORTALS.md, *Boilerplate*.
"""

from __future__ import annotations

import re

from .text import fold

# Longer lines are never boilerplate by their text alone.
LONGEST = 160

# Words that only a counter says; those below it a writer may use as well ("Trong năm 2021").
_COUNTER = r"""
    (?: (?:thong \s ke | so) \s (?:luot \s)? truy \s cap | thong \s ke (?: \s website)?
      | (?: so \s luot \s )? dang \s (?: online | truy \s cap | truc \s tuyen ) | so \s nguoi \s (?:dang \s)? online
      | tong (?: \s so | \s cong)? (?: \s luot)? \s truy \s cap  | (?:so \s)? luot \s truy \s cap (?: \s hom \s nay)?
      | khach \s (?: vieng \s tham | online | truc \s tuyen ) | thanh \s vien \s online | may \s chu \s tim \s kiem
      | online | visitors? )"""
_PERIOD = r"""
    (?: hom \s (?:nay|qua) | trong \s (?:ngay|tuan|thang|nam) | (?:ngay|tuan|thang|nam) \s (?:nay|truoc|qua|hien \s tai)
      | dang \s xem | tat \s ca | tong (?: \s so | \s cong)? (?: \s luot)? | khach | thanh \s vien
      | today | yesterday | this \s (?:week|month) | total )"""
_NUMBER = r"[\d][\d.,\s]*"

#: What a line of furniture says, by the kind of furniture; each must match the whole folded line.
FURNITURE: dict[str, re.Pattern[str]] = {
    # "• Đang online: 1", "Hôm nay 12 Hôm qua 30", "Đang truy cập:1736"
    "visit counter": re.compile(
        rf"""[\W_]* (?: {_PERIOD} \s* [:\-–]? \s* {_NUMBER} [\W_]* )* {_COUNTER} \s* [:\-–]? \s* (?:{_NUMBER})? (?:luot|nguoi|khach)?
            (?: [\W_]* (?:{_COUNTER}|{_PERIOD}) \s* [:\-–]? \s* (?:{_NUMBER})? (?:luot|nguoi|khach)? )* [\W_]*
            | [\W_]* {_PERIOD} \s* : \s* {_NUMBER} [\W_]*
            | (?: [\W_]* {_PERIOD} \s* [:\-–]? \s* {_NUMBER} ){{2,}} [\W_]*""",
        re.VERBOSE,
    ),
    # "Lượt xem: 5547 lượt xem", "Đã xem: 12", "View Count: 438", "18 lượt xem"
    "view count": re.compile(
        r"""[\W_]* (?: (?: (?:so \s)? luot \s (?:nguoi \s)? (?:xem|doc) | so \s lan \s (?:doc|xem) | da \s xem
            | luot \s truy \s cap | view \s? count | views? | doc ) \s* :? \s* [\d.,]* (?: \s* (?:luot|lan) (?:\s xem|\s doc)? )?
            | [\d.,]+ \s* (?:luot \s (?:xem|doc|nguoi \s xem) | views?) ) [\W_]*""",
        re.VERBOSE,
    ),
    # "100%", "Xem với cỡ chữ : A- A A+", "Tương phản:", "Đọc bài viết"
    "reading aid": re.compile(
        r"""[\W_]* \d{2,3} \s? % [\W_]* | (?:xem \s voi \s)? co \s chu \s* :? (?: \s* a \s? [-+]? )* | a- \s* a? \s* a\+?
            | (?:do \s)? tuong \s phan \s* :? (?:\s (?:giam|tang))* | doc \s bai \s viet | nghe \s (?:doc \s)? (?:bai|noi \s dung)
            (?: \s viet)? | kich \s thuoc \s chu \s* :? .{0,12}""",
        re.VERBOSE,
    ),
    # "a1.jpg", "Description: D:\\...\\IMG_1.jpg", "Responsive image", "image banner"
    "image name": re.compile(
        r"""[^\s]{1,90} \. (?:jpe?g|png|gif|bmp|webp|jfif) | description \s* : .* | .{0,80} \\ .{0,80} \. (?:jpe?g|png|gif)
            | responsive \s image | (?:image|anh) \s (?:banner|dai \s dien) | (?:dsc|img)[_-]?\d+ (?: \s copy)? | banner \s? \d*""",
        re.VERBOSE,
    ),
    # buttons and frames of the page
    "button": re.compile(
        r"""[\W_]* (?: skip \s to \s (?:main \s )? content | truy \s cap \s noi \s dung \s luon | dang \s (?:nhap|xuat|ky)
            | loading | (?:y \s kien \s )? tham \s do (?: \s y \s kien)? | binh \s chon | \d+ \s nguoi \s da \s tham \s gia \s binh \s chon
            | email \s? print .{0,8} | e-?mail | print | xuat \s ban \s thong \s tin | null (?: \s .*)?
            | ban \s dang \s o .{0,80} | chao \s mung .{0,120} (?:cong|trang|website|portal) .*
            | (?:ban \s in | in (?:\s (?:bai|trang|tin)(?: \s (?:viet|nay))?)? | xem \s ban \s in) | quay \s (?:lai|ve) (?:\s trang \s truoc)?
            | ve \s (?:dau \s trang|trang \s (?:truoc|chu)) | tro \s (?:ve|lai) | len \s dau \s trang | trang \s chu | gui (?: \s bai \s viet)? \s
              (?:email|cho \s ban \s be|y \s kien | phan \s hoi | binh \s luan) .{0,20} | chia \s se (?: \s .{0,40})? | qr \s? code
            | (?:viet \s)? binh \s luan (?: \s \(\d+\))? | them \s y \s kien | security \s code | ma \s bao \s (?:mat|ve)
            | (?:danh \s gia | xep \s hang) \s bai \s viet .{0,20} | xem \s (?:tiep | theo \s ngay) | (?:xem|doc) \s them
            | (?:xem|tai) \s chi \s tiet (?: \s (?:file|noi \s dung))? (?: \s (?:tai \s day|o \s day))?
            | (?:chi \s tiet \s)? tai \s day | (?:tai|download) (?: \s (?:ve|file|xuong))* (?: \s dinh \s kem)? (?: \s tai \s day)?
            | (?:tap \s tin | file | tep) \s (?:tin \s)? dinh \s kem | theo \s doi \s .{0,40} google \s news | facebook | twitter | zalo
            | share | like | tweet | thich | luu \s tin | bookmark | copy \s link | sao \s chep \s lien \s ket | close | dong \s lai
            ) [\W_\d]*""",
        re.VERBOSE,
    ),
    # theme credits and slogans of the frame
    "theme credit": re.compile(
        r"(?:copyright|ban quyen|©|powered by|thiet ke (?:boi|va phat trien)|designed by|giay phep so).*", re.VERBOSE
    ),
}

# Several of these on one line, as where a theme sets them side by side: "Số lượt người xem: 13 Bản in Quay lại".
_SEVERAL = re.compile(
    r"(?:(?:{0}) [\s|•·]* ){{2,}}".format(
        "|".join(FURNITURE[kind].pattern for kind in ("view count", "reading aid", "button"))
    ),
    re.VERBOSE,
)

# The line over a list of other articles: what follows it, as long as it is links, is that list.
RELATED = re.compile(
    r"""[\W_]* (?: (?:cac \s)? (?:tin|bai) (?:\s (?:viet|tuc))? \s (?:lien \s quan|cung \s (?:chuyen \s muc|chu \s de|loai)|khac|da \s dua
            | truoc | cu \s hon | moi \s hon | moi (?:\s nhat)? | noi \s bat | doc \s nhieu(?:\s nhat)? | xem \s nhieu(?:\s nhat)?
            | da \s dang | cung \s su \s kien | tiep \s theo)
        | nhung \s (?:tin|bai) (?:\s viet)? \s (?:moi|cu) \s hon | thu \s vien \s (?:anh|video) | lien \s ket \s (?:website|web) .{0,10}
        | bai \s viet \s (?:moi | gan \s day) | co \s the \s ban \s quan \s tam | xem \s them | doc \s them
        | related \s (?:posts|news|articles|assets) | (?:other|latest|recent) \s (?:news|posts) | chuyen \s muc \s khac
        ) [\W_\d]*""",
    re.VERBOSE,
)

_COUNTER_TAIL = re.compile(rf"[\W_]* (?:{_PERIOD}|{_COUNTER})? \s* [:\-–]? \s* (?:{_NUMBER})? [\W_]*", re.VERBOSE)

# Counter headings glued to the end of a line without a space: "Kim NgânThống kê truy cập".
_GLUED = re.compile(
    r"""(?<= [^\W\d_] | [.!?)] ) (?: Thống\ kê\ truy\ cập | THỐNG\ KÊ\ TRUY\ CẬP | Thong\ ke\ truy\ cap
        | Đang\ (?:online|truy\ cập) | Lượt\ xem | Số\ lượt\ (?:xem|truy\ cập) | Tin\ liên\ quan | Chia\ sẻ | Bản\ in ) .* $""",
    re.VERBOSE | re.DOTALL,
)


def furniture(text: str) -> str | None:
    """The kind of furniture that a whole line is ("visit counter", "button" …); None for article text."""
    if len(text) > LONGEST:
        return None
    folded = fold(text).strip()
    for kind, pattern in FURNITURE.items():
        if pattern.fullmatch(folded):
            return kind
    if _SEVERAL.fullmatch(folded):
        return "buttons"
    if not any(character.isalnum() for character in folded):
        return "no words"
    return None


def continues_counter(text: str) -> bool:
    """Whether a line that follows a counter's line belongs to it: a period's name, a bare number, or both."""
    return len(text) <= 40 and bool(_COUNTER_TAIL.fullmatch(fold(text)))


def heads_related(text: str) -> bool:
    """Whether a line is the heading of a list of other articles (``TIN ĐÃ ĐƯA``)."""
    return len(text) <= 60 and bool(RELATED.fullmatch(fold(text)))


def unglue(text: str) -> str:
    """The line without a counter's heading that is glued to its end.

    Only where letter meets letter with no space between, which no sentence does: a body that speaks of
    *thống kê truy cập* keeps it.
    """
    if len(text) < 8:
        return text
    return _GLUED.sub("", text).rstrip()


def without_repeat(text: str) -> str:
    """A heading that stands twice on one line, once: "TIN TỨC TIN TỨC" is "TIN TỨC"."""
    parts = text.split()
    half = len(parts) // 2
    if len(parts) >= 2 and len(parts) % 2 == 0 and parts[:half] == parts[half:]:
        return " ".join(parts[:half])
    return text
