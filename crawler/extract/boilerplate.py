"""Text that portals put around articles: counters, reading aids, buttons, headings of related lists.

A line is furniture only if it says nothing else: taken apart, folded (no diacritics, lower case, so that
NFD, upper case and unaccented spellings are one), its words must all be phrases of the lists below. A
sentence of the article that speaks of *lượt truy cập* or *100%* has other words and stays. The phrases
are those of PORTALS.md, *Boilerplate*.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .text import CAPITALS, fold

# Longer lines are never boilerplate by their text alone.
LONGEST = 160

# Several spellings of a phrase stand on one line, split by " | ".
VISIT_COUNTER = """
    Thống kê truy cập | Thống kê lượt truy cập | Thống kê website | Số lượt truy cập | Lượt truy cập
    Lượt truy cập hôm nay | Tổng lượt truy cập | Tổng truy cập | Tổng số truy cập | Tổng số lượt truy cập
    Đang online | Đang truy cập | Đang trực tuyến | Số lượt đang online | Số người đang online | Số người online
    Khách viếng thăm | Khách online | Khách trực tuyến | Thành viên online | Máy chủ tìm kiếm | Online | Visitors
"""
# Words that furniture shares with writers ("Trong năm 2021", "Tổng số: 45"): a period counts beside a number,
# the others only beside a counter.
PERIOD = """
    Hôm nay | Hôm qua | Trong ngày | Trong tuần | Trong tháng | Trong năm | Ngày hôm nay | Ngày hôm qua
    Tuần này | Tuần trước | Tuần qua | Tháng này | Tháng trước | Tháng qua | Tháng hiện tại | Năm nay | Năm trước
    Today | Yesterday | This week | This month
"""
SHARED = """
    Đang xem | Tất cả | Tổng | Tổng số | Tổng cộng | Tổng số lượt | Khách | Thành viên | lượt | người
    Total | Giảm | Tăng | A | điểm | Thích | Đóng | Thống kê
"""
VIEW_COUNT = """
    Lượt xem | Số lượt xem | Số lượt người xem | Số lượt đọc | Lượt đọc | Số lần đọc | Số lần xem | Đã xem
    View Count | Views | View
"""
READING_AID = """
    Xem với cỡ chữ | Xem với cở chữ | Cỡ chữ | Cở chữ | Kích thước chữ | Tương phản | Độ tương phản
    Đọc bài viết | Nghe bài viết | Nghe nội dung | Phóng to | Thu nhỏ
"""
IMAGE_NAME = "Responsive image | Ảnh đại diện | image banner | banner"
BUTTON = """
    Skip to content | Skip to main content | Skip to navigation | Truy cập nội dung luôn | Đăng nhập | Đăng xuất
    Đăng ký | loading | Ý kiến thăm dò | Thăm dò ý kiến | Bình chọn | người đã tham gia bình chọn | EmailPrintAa
    Email | Print | Aa | Xuất bản thông tin | null title | null | Bản in | In bài viết | In bài | In trang | In tin
    Xem bản in | Quay lại | Quay về | Quay lại trang trước | Về trang trước | Về trang chủ | Trở về | Trở lại
    Về đầu trang | Lên đầu trang | Trang chủ | Gửi email | Gửi cho bạn bè | Gửi bài viết cho bạn bè | Gửi ý kiến
    Gửi phản hồi | Gửi bình luận | Chia sẻ | Chia sẻ bài viết | Chia sẻ lên Facebook | QR Code | Mã QR | Bình luận
    Viết bình luận | Thêm ý kiến | Security code | Mã bảo mật | Mã bảo vệ | Đánh giá bài viết | Xếp hạng bài viết
    Xem tiếp | Xem thêm | Đọc thêm | Xem theo ngày | Xem chi tiết | Xem chi tiết tại đây | Chi tiết tại đây
    Xem nội dung chi tiết tại đây | Tại đây | Tải về | Tải file | Tải file về | Tải xuống | Tải file đính kèm
    Tải file đính kèm tại đây | File đính kèm | Tập tin đính kèm | Tệp tin đính kèm | Tệp đính kèm | Download
    Facebook | Twitter | Zalo | Share | Like | Tweet | Lưu tin | Sao chép liên kết | Copy link | Close
"""
# The line over a list of other articles: what follows it, as long as it is links, is that list.
RELATED = """
    Tin liên quan | Các tin liên quan | Bài liên quan | Bài viết liên quan | Các bài viết liên quan | Tin tức liên quan
    Tin cùng chuyên mục | Bài cùng chuyên mục | Bài viết cùng chuyên mục | Tin cùng chủ đề | Tin cùng loại | Tin khác
    Các tin khác | Các bài khác | Bài viết khác | Các bài viết khác | Tin tức khác | Các tin tức khác | Tin đã đưa
    Các tin đã đưa | Tin đã đăng | Các tin đã đăng | Những tin mới hơn | Những tin cũ hơn | Các tin mới hơn
    Các tin cũ hơn | Tin mới | Tin mới nhất | Các tin mới | Tin nổi bật | Tin đọc nhiều | Tin xem nhiều
    Tin đọc nhiều nhất | Tin xem nhiều nhất | Bài viết mới | Bài viết mới nhất | Bài viết gần đây | Tin tiếp theo
    Thư viện ảnh | Thư viện video | Liên kết website | Liên kết web | Có thể bạn quan tâm | Xem thêm | Đọc thêm
    Chuyên mục khác | Related posts | Related news | Related articles | Other news | Latest news | Recent posts
"""

_PHRASES = {
    "visit counter": VISIT_COUNTER,
    "view count": VIEW_COUNT,
    "reading aid": READING_AID,
    "image name": IMAGE_NAME,
    "button": BUTTON,
}
# What is no phrase but a form; each must match the whole folded line.
_FORMS = {
    # "100%", "- 100% +", "A- A A+"
    "reading aid": re.compile(r"[\W_]*\d{2,3}\s?%[\W_]*|(?=.*[-+])[\s|/+-]*(?:a[\s|/+-]*){1,4}"),
    # "a1.jpg", "Description: D:\...\IMG_1.jpg", "DSC00112"
    "image name": re.compile(
        r"\S{1,90}\.(?:jpe?g|png|gif|bmp|webp|jfif)|description\s*:.*|.{0,80}\\.{0,80}\.(?:jpe?g|png|gif)|(?:dsc|img)[_-]?\d+"
    ),
    # "Bạn đang ở: Tin tức", "Chào mừng bạn đến với Cổng thông tin điện tử …"
    "button": re.compile(
        r"ban dang (?:o|xem)(?: day)?\s*[:»>].{0,80}"
        r"|chao mung (?:ban|cac ban|quy \w+|quy ban doc) .{0,20}\b(?:cong|trang|website|portal) .*"
    ),
    # "© 2020 UBND xã …", "Bản quyền thuộc về …", "Thiết kế và phát triển bởi VNPT", "Theme: … by …"
    "theme credit": re.compile(
        r"""(?:copyright|©|powered \s by|designed \s by|theme \s? : .* \s by \s) .*
          | ban \s quyen \s? (?:thuoc|cua|boi|©|:|\d) .*
          | (?:thiet \s ke|phat \s trien) .{0,20} \s boi:? \s (?:cong \s ty|trung \s tam|vnpt|viettel|fpt|tech) .*
          | giay \s phep \s (?:so|thiet \s lap) .* (?:gp-|/gp|ttdt|icp) .*""",
        re.VERBOSE,
    ),
}
_WORDS = re.compile(r"[^\W\d_]+")
# Where a capital stands right behind a letter or the end of a sentence.
_SEAM = re.compile(rf"(?<=[^\W\d_]|[.!?)])[{CAPITALS}]")


def furniture(text: str) -> str | None:
    """The kind of furniture that a whole line is ("visit counter", "button" …); None for article text."""
    return _kind(text) if len(text) <= LONGEST else None


# Each line is asked about more than once, and the furniture of a portal is the same on all its pages.
@lru_cache(maxsize=4096)
def _kind(text: str) -> str | None:
    folded = fold(text).strip()
    words = " ".join(_WORDS.findall(folded))
    for kind, form in _FORMS.items():
        if form.fullmatch(folded):
            return kind
    if not words:
        return "no words"
    if not _all_phrases().fullmatch(words):
        return None
    if _all_shared().fullmatch(words):
        return "visit counter" if _counts(folded, words) else None
    return next((kind for kind in _PHRASES if _opening(kind).match(words)), "visit counter")


def continues_counter(text: str) -> bool:
    """Whether a line that follows a counter's line belongs to it: a period's name, a bare number, or both."""
    words = " ".join(_WORDS.findall(fold(text)))
    return len(text) <= 40 and (not words or bool(_all_phrases().fullmatch(words)))


def heads_related(text: str) -> bool:
    """Whether a line is the heading of a list of other articles (``TIN ĐÃ ĐƯA``)."""
    return len(text) <= 60 and " ".join(_WORDS.findall(fold(text))) in _related()


def unglue(text: str) -> str:
    """The line without furniture that is glued to its end: "Kim NgânThống kê truy cập" is "Kim Ngân".

    Only where a capital follows a letter or a full stop with no space between, which no sentence does, and
    all that follows is furniture: a body that speaks of *thống kê truy cập* keeps it.
    """
    if furniture(text):
        return text
    start = max(0, len(text) - LONGEST)
    folded = ""
    for match in _SEAM.finditer(text, start):
        seam, folded = match.start(), folded or fold(text[start:])
        if _a_phrase().match(folded, seam - start) and _is_furniture(_spaced(text[seam:])):
            return text[:seam].rstrip()
    return text


def without_repeat(text: str) -> str:
    """A heading that stands twice on one line, once: "TIN TỨC TIN TỨC" is "TIN TỨC"."""
    parts = text.split()
    half = len(parts) // 2
    if len(parts) >= 2 and len(parts) % 2 == 0 and parts[:half] == parts[half:]:
        return " ".join(parts[:half])
    return text


def _counts(folded: str, words: str) -> bool:
    """Whether a line of shared words alone counts visits: "Hôm nay: 5", "Tuần này 7 Tháng này 30", no enumeration."""
    numbers = re.findall(r"\d+", folded)
    return (
        bool(numbers and _period().search(words))
        and (":" in folded or len(numbers) > 1)
        and not re.search(r"[,;] |/", folded)
    )


def _spaced(text: str) -> str:
    """The line with a space where words are glued: "Đang online: 5Hôm nay: 7" is "Đang online: 5 Hôm nay: 7"."""
    return re.sub(r"(?<=[^\s\W])[^\W\d_]", lambda match: f" {match[0]}" if _is_seam(match) else match[0], text)


def _is_seam(match: re.Match[str]) -> bool:
    return match[0].isupper() and not match.string[match.start() - 1].isupper()


def _is_furniture(text: str) -> bool:
    return furniture(text) is not None or heads_related(text)


def _folded_phrases(phrases: str) -> list[str]:
    return [
        " ".join(_WORDS.findall(fold(phrase)))
        for line in phrases.splitlines()
        for phrase in line.split("|")
        if phrase.strip()
    ]


def _line_of(*lists: str) -> re.Pattern[str]:
    """What a line matches that is made of nothing but these phrases; the longest is tried first."""
    phrases = sorted({phrase for phrases in lists for phrase in _folded_phrases(phrases)}, key=len, reverse=True)
    return re.compile(rf"(?:(?:{'|'.join(phrases)})(?: |$))+")


@lru_cache(maxsize=1)
def _all_phrases() -> re.Pattern[str]:
    return _line_of(*_PHRASES.values(), PERIOD, SHARED)


@lru_cache(maxsize=1)
def _all_shared() -> re.Pattern[str]:
    return _line_of(PERIOD, SHARED)


@lru_cache(maxsize=1)
def _period() -> re.Pattern[str]:
    return _line_of(PERIOD)


@lru_cache(maxsize=1)
def _a_phrase() -> re.Pattern[str]:
    """The beginning of any furniture; "Aa" aside, with which too many words begin."""
    phrases = {phrase for text in (*_PHRASES.values(), RELATED) for phrase in _folded_phrases(text)}
    return re.compile("|".join(sorted(phrases - {"aa"}, key=len, reverse=True)))


@lru_cache(maxsize=8)
def _opening(kind: str) -> re.Pattern[str]:
    return _line_of(_PHRASES[kind])


@lru_cache(maxsize=1)
def _related() -> frozenset[str]:
    return frozenset(_folded_phrases(RELATED))
