"""Text that portals put around articles: counters, reading aids, buttons, headings of related lists.

A line is furniture only if it says nothing else: taken apart, folded (no diacritics, lower case, so that
NFD, upper case and unaccented spellings are one), its words must all be phrases of the lists below. A
sentence of the article that speaks of *lượt truy cập* or *100%* has other words and stays. The phrases
are those of PORTALS.md, *Boilerplate*.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .syllables import is_syllable
from .text import CAPITALS, SMALL, fold

# Longer lines are never boilerplate by their text alone; a whole counter can stand on one.
LONGEST = 320
# Nor has furniture that is told by its form (a path, a licence) more than this.
_LONGEST_FORM = 160

# Several spellings of a phrase stand on one line, split by " | ".
VISIT_COUNTER = """
    Thống kê truy cập | Thống kê lượt truy cập | Thống kê website | Số lượt truy cập | Lượt truy cập
    Lượt truy cập hôm nay | Tổng lượt truy cập | Tổng truy cập | Tổng số truy cập | Tổng số lượt truy cập
    Đang online | Đang truy cập | Đang trực tuyến | Số lượt đang online | Số người đang online | Số người online
    Khách viếng thăm | Khách online | Khách trực tuyến | Thành viên online | Máy chủ tìm kiếm | Online | Visitors
    Thống kê ngày | Thống kê tuần | Thống kê tháng | Bộ đếm truy cập | Số người truy cập | Lượng truy cập
    Truy cập hôm nay | Truy cập trong ngày | Truy cập trong tuần | Truy cập trong tháng
"""
# Words that furniture shares with writers ("Trong năm 2021", "Tổng số: 45"): a period counts beside a number,
# the others only beside a counter.
PERIOD = """
    Hôm nay | Hôm qua | Trong ngày | Trong tuần | Trong tháng | Trong năm | Ngày hôm nay | Ngày hôm qua
    Tuần này | Tuần trước | Tuần qua | Tháng này | Tháng trước | Tháng qua | Tháng hiện tại | Năm nay | Năm trước
    Today | Yesterday | This week | This month
"""
SHARED = """
    Đang xem | Tất cả | Tổng | Tổng số | Tổng cộng | Tổng số lượt | Khách | Thành viên | lượt | lần | người
    Total | Giảm | Tăng | A | điểm | Thích | Đóng | Thống kê
"""
VIEW_COUNT = """
    Lượt xem | Số lượt xem | Số lượt người xem | Số lượt đọc | Lượt đọc | Số lần đọc | Số lần xem | Đã xem
    Số người xem | Tổng lượt xem | View Count | Views | View
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
    Về đầu trang | Trở về đầu trang | Lên đầu trang | Trang chủ | Gửi email | Gửi cho bạn bè
    Gửi bài viết cho bạn bè | Gửi ý kiến
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
    # "a1.jpg", "Description: D:\...\IMG_1.jpg", "DSC00112"; a sentence may well end with a path
    "image name": re.compile(
        r"""(?:description \s* : \s*)* (?:\S{1,90} | (?:[a-z]:)? \\ .{1,120}) \. (?:jpe?g|png|gif|bmp|webp|jfif)
          | (?:description \s* : \s*)+ (?:.{0,90} \. (?:jpe?g|png|gif) (?:@\S+)? | \S+ | )
          | (?:dsc|img) [_-]? \d+""",
        re.VERBOSE,
    ),
    # "Bạn đang ở: Tin tức", "Chào mừng bạn đến với Cổng thông tin điện tử …"
    "button": re.compile(
        r"""ban \s dang \s (?:o|xem) (?:\s day)? \s* [:»>] .{0,80}
          | chao \s mung \s (?:ban|cac \s ban|quy \s \w+|quy \s ban \s doc) \s .{0,20}
            \b (?:(?:cong|trang) \s (?:thong \s tin|tin|web|ttdt|dien \s tu) | website | portal) \b .*""",
        re.VERBOSE,
    ),
    # "© 2020 UBND xã …", "Bản quyền thuộc về UBND …", "Thiết kế và phát triển bởi VNPT", "Theme: … by …",
    # "Giấy phép số 12/GP-TTĐT do Sở … cấp"; that a licence runs out, or that a song is somebody's, is news.
    "theme credit": re.compile(
        r"""(?:copyright \s? (?:©|\(c\)|\d|by\b|:|-|$) | © | (?:powered|designed) \s by | theme \s? : .* \s by \s) .*
          | ban \s quyen \s? (?: [©:\d] | (?:thuoc(?:\s ve)?|cua|boi) \s
                                 (?:cong|trang|website|ubnd|uy \s ban|hdnd|so|phong|trung \s tam|bao|dai|vnpt) \b) .*
          | (?:thiet \s ke|phat \s trien) .{0,20} \s boi:? \s (?:cong \s ty|trung \s tam|vnpt|viettel|fpt|tech) .*
          | giay \s phep \s (?:so|thiet \s lap) (?!.* \s (?:da|se|dang|sap|het \s han|can|phai|khong) \s)
            .* (?:gp-|/gp|ttdt|icp) .*""",
        re.VERBOSE,
    ),
}
_WORDS = re.compile(r"[^\W\d_]+")
# One word with what stands around it in counters: "345Tất", "cập:1736", "(5)".
_WORD_AND_NUMBER = re.compile(r"[\W\d]*([^\W\d_]*)(?::?\d[\d.,%]*)?\W*")
_GLUED_NUMBER = re.compile(r"[^\W\d_]\d")
_CAPITAL = re.compile(rf"[{CAPITALS}]")
# "5Hôm nay", "truy cậpĐang online", "Online:Hôm qua"
_CASE_CHANGE = re.compile(rf"(?<=[{SMALL}\d:.])(?=[{CAPITALS}])")
_SENTENCE_END = '.!?…)”"»'
_VOWELS = frozenset("aeiouy")
# How the forms begin that may be glued to a line, and the words of it with and without marks.
_FORM_OPENING = re.compile(
    r"ban dang (?:o|xem)|chao mung (?:ban|cac ban|quy)|copyright|powered by|designed by|theme ?:|ban quyen|thiet ke"
    r"|phat trien|giay phep (?:so|thiet lap)|description ?:"
)
_FORM_WORDS = ("bạn đang", "chào mừng", "copyright", "powered by", "designed by", "theme", "bản quyền", "thiết kế",
               "phát triển", "giấy phép", "description", "ban dang", "chao mung", "ban quyen", "thiet ke", "phat trien",
               "giay phep")  # fmt: skip


#: The kinds of furniture that a line can be by its words or its form.
FURNITURE_KINDS = frozenset((*_PHRASES, *_FORMS, "no words"))


def furniture(text: str) -> str | None:
    """The kind of furniture that a whole line is ("visit counter", "button" …); None for article text."""
    return _kind(text) if len(text) <= LONGEST else None


# Each line is asked about more than once, and the furniture of a portal is the same on all its pages.
@lru_cache(maxsize=4096)
def _kind(text: str) -> str | None:
    first_word = _WORDS.search(text)
    opening = fold(first_word[0]) if first_word else ""
    if len(text) <= _LONGEST_FORM and (
        opening in _form_words() or not text[:1].isalnum() or " " not in text or "\\" in text
    ):
        folded = fold(text).strip()
        for kind, form in _FORMS.items():
            if form.fullmatch(folded):
                return kind
    if not first_word:
        return "no words"
    if text.count(first_word[0]) > 1 and _stands_twice(text):
        return "section heading"
    return _phrases_kind(fold(text)) if opening in _every_phrase() else None


def _phrases_kind(folded: str) -> str | None:
    words = _WORDS.findall(folded)
    if not _consist_of(words, _every_phrase()):
        return None
    if _consist_of(words, _shared_phrases()):
        return "visit counter" if _counts(folded, words) else None
    return next((kind for kind in _PHRASES if _begin_with(words, _phrases(_PHRASES[kind]))), "visit counter")


def continues_counter(text: str) -> bool:
    """Whether a line that follows a counter's line belongs to it: a period's name, a bare number, or both."""
    return len(text) <= 40 and _consist_of(_WORDS.findall(fold(text)), _every_phrase())


def heads_related(text: str) -> bool:
    """Whether a line is the heading of a list of other articles (``TIN ĐÃ ĐƯA``)."""
    return len(text) <= 60 and tuple(_WORDS.findall(fold(text))) in _related()


def unglue(text: str) -> str:
    """The line without furniture that is glued to either end: "Kim NgânThống kê truy cập" is "Kim Ngân".

    Only where no space stands between, as between two sentences or two words there always does, and where all
    on the one side is furniture: a body that speaks of *thống kê truy cập* keeps it.
    """
    if furniture(text):
        return text
    return _without_glued_end(_without_glued_start(text))


def _without_glued_end(text: str) -> str:
    end = text[-LONGEST:]
    while (seam := _glued_at(end)) is not None:
        end = end[:seam].rstrip()
    return text[:-LONGEST] + end


def _glued_at(text: str) -> int | None:
    """Where the last furniture begins that is glued to a line, if any is."""
    for seam in (*_word_seams(text), *_form_seams(text)):
        rest = _spaced(text[seam:])
        if _may_part(text, seam, rest) and (furniture(rest) or heads_related(rest)):
            return seam
    return None


def _without_glued_start(text: str) -> str:
    first_word = _WORDS.search(text)
    if first_word is None or not fold(first_word[0]).startswith(_first_words()):
        return text
    for seam in reversed(_capitals_behind_none(text[:LONGEST])):
        first = _spaced(text[:seam])
        if text[seam + 1 : seam + 2].islower() and len(_WORDS.findall(first)) > 1 and furniture(first):
            return text[seam:]
    return text


def _word_seams(text: str) -> list[int]:
    """Where furniture made of phrases may begin: within the last word that none has, where all words behind it are
    of some; or in one of those, at a letter behind a number."""
    seams: list[int] = []
    end = len(text)
    while end > 0:
        space = max(text.rfind(" ", 0, end), text.rfind("\n", 0, end))
        word = text[space + 1 : end]
        own = _WORD_AND_NUMBER.fullmatch(word)
        if own is None or fold(own[1]) not in _vocabulary():
            within = range(space + 2, end) if len(word) > 3 and end < len(text) else ()
            return [*within, *reversed(seams)]
        if own[1] and own.start(1) > 0 and word[own.start(1) - 1].isdigit():
            seams.append(space + 1 + own.start(1))
        end = space
    return seams[::-1]


def _form_seams(text: str) -> list[int]:
    """Where furniture that is told by its form may begin."""
    lower = text[-_LONGEST_FORM:].lower()
    for words in _FORM_WORDS:
        if words in lower:
            places = _capitals_behind_none(text)
            return [at for at in places if _FORM_OPENING.match(fold(text[at : at + 30]))]
    return []


def _capitals_behind_none(text: str) -> list[int]:
    places = (match.start() for match in _CAPITAL.finditer(text, 1))
    return [at for at in places if not text[at - 1].isspace() and not text[at - 1].isupper()]


def _may_part(text: str, seam: int, rest: str) -> bool:
    """Whether a line may fall in two where no space stands: behind a sentence, where a capital follows a small
    letter or a number, or within what is no one syllable. Of one word alone it may not ("ArcView", "REVIEW")."""
    before, after, words = text[seam - 1], text[seam], len(_WORDS.findall(rest))
    if not after.isalnum() or (words < 2 and not any(map(str.isdigit, rest))):
        return False
    if before in _SENTENCE_END:
        return not (after.isdigit() and text[seam - 2 : seam - 1].isdigit())
    if after.isupper() and (before.islower() or before.isdigit()):
        return True
    return before.isalpha() and after.isupper() == before.isupper() and _is_two_syllables(text, seam, words)


def _is_two_syllables(text: str, seam: int, words: int) -> bool:
    """Whether a seam divides a word in two syllables, which Vietnamese writes apart: "ngân|thống", not "m|ảnh",
    "nh|ôm". A word with no mark on it ("La|tin") may be foreign, unless much follows."""
    left, right = _WORDS.findall(text[max(0, seam - 8) : seam])[-1], _WORDS.match(text, seam)
    whole = left + (right[0] if right else "")
    if whole.isascii():
        return words >= 4 and not _VOWELS.isdisjoint(left.lower()) and text[seam].lower() not in _VOWELS
    return is_syllable(left) and right is not None and is_syllable(right[0]) and not is_syllable(whole)


def without_repeat(text: str) -> str:
    """A heading that stands twice on one line, once: "TIN TỨC TIN TỨC" is "TIN TỨC"."""
    parts = text.split()
    half = len(parts) // 2
    if len(parts) >= 2 and len(parts) % 2 == 0 and parts[:half] == parts[half:]:
        return " ".join(parts[:half])
    return text


def _stands_twice(text: str) -> bool:
    """A section's heading printed twice on one line, which no sentence is: "TIN TỨC TIN TỨC", no "Cố lên! Cố lên!"."""
    once = without_repeat(text)
    return once != text and " " in once and once[0].isupper() and once[-1].isalnum()


def _counts(folded: str, words: list[str]) -> bool:
    """Whether a line of shared words alone counts visits: "Hôm nay: 5", "Tuần này 7 Tháng này 30", no enumeration.

    The number may stand on a line of its own below the label, or be glued to it.
    """
    numbers = re.findall(r"\d+", folded)
    return (
        bool(numbers)
        and (":" in folded or "\n" in folded or len(numbers) > 1 or bool(_GLUED_NUMBER.search(folded)))
        and not re.search(r"[,;] |/", folded)
        and any(_begin_with(words[at:], _phrases(PERIOD)) for at in range(len(words)))
    )


def _spaced(text: str) -> str:
    """The line with a space where words are glued: "Đang online: 5Hôm nay: 7" is "Đang online: 5 Hôm nay: 7"."""
    return _CASE_CHANGE.sub(" ", text)


# -- phrases ----------------------------------------------------------------------------------------

# Phrases as words, by their first word.
_Phrases = dict[str, list[tuple[str, ...]]]


def _consist_of(words: list[str], phrases: _Phrases) -> bool:
    """Whether words are phrases of a list and nothing else, however they divide; in time linear in their number."""
    reached = {0}
    for at, word in enumerate(words):
        if at in reached:
            found = (phrase for phrase in phrases.get(word, ()) if tuple(words[at : at + len(phrase)]) == phrase)
            reached.update(at + len(phrase) for phrase in found)
    return len(words) in reached


def _begin_with(words: list[str], phrases: _Phrases) -> bool:
    return any(tuple(words[: len(phrase)]) == phrase for phrase in phrases.get(words[0], ()))


@lru_cache(maxsize=16)
def _phrases(*lists: str) -> _Phrases:
    phrases: _Phrases = {}
    for line in "|".join(lists).replace("\n", "|").split("|"):
        if words := tuple(_WORDS.findall(fold(line))):
            phrases.setdefault(words[0], []).append(words)
    return phrases


@lru_cache(maxsize=1)
def _every_phrase() -> _Phrases:
    return _phrases(*_PHRASES.values(), PERIOD, SHARED)


@lru_cache(maxsize=1)
def _shared_phrases() -> _Phrases:
    return _phrases(PERIOD, SHARED)


def _all_phrases() -> list[tuple[str, ...]]:
    return _flat("|".join((*_PHRASES.values(), PERIOD, SHARED, RELATED)))


@lru_cache(maxsize=1)
def _first_words() -> tuple[str, ...]:
    return tuple({phrase[0] for phrase in _all_phrases()} - {"a"})


@lru_cache(maxsize=1)
def _vocabulary() -> frozenset[str]:
    """Every word of furniture, and the empty one, for numbers."""
    return frozenset({word for phrase in _all_phrases() for word in phrase} | {""})


@lru_cache(maxsize=1)
def _form_words() -> frozenset[str]:
    """The words that a line of a form begins with; a path or a row of signs has others, or none."""
    return frozenset(fold(words).split()[0] for words in _FORM_WORDS) | {"dsc", "img", "a"}


def _flat(lists: str) -> list[tuple[str, ...]]:
    return [phrase for group in _phrases(lists).values() for phrase in group]


@lru_cache(maxsize=1)
def _related() -> frozenset[tuple[str, ...]]:
    return frozenset(_flat(RELATED))
