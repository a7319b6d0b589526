"""What is a person's name and what a body's, told by their words alone.

Names cannot be told from places and headings by any rule that always holds: *Kim Ngân* is a reporter, *Lào Cai*
a province. So a name is believed only where one is expected; where that is, is for other rooms.
"""

from __future__ import annotations

import re

from .text import CAPITALS, SMALL, fold

# A personal or pen name: two to five capitalised syllables ("Kim Ngân", "H' Yến Niê", "Điểu K'Ré", "H’Linh"),
# letters only, so that "Hội nghị" (one capital) and "UBND xã" are none; perhaps several, joined.
_SYLLABLE = rf"(?:[{CAPITALS}][’'])?(?:[{CAPITALS}][{SMALL}]*[’']?|[{CAPITALS}]\.)"
_NAME = rf"(?:{_SYLLABLE}(?:[ .-]{{1,2}}{_SYLLABLE}){{1,4}}|[{CAPITALS}][’'][{CAPITALS}][{SMALL}]+)"
_NAMES = re.compile(rf"{_NAME}(?:\s*(?:,|-|–|—|&|và)\s*{_NAME}){{0,3}}\.?")
_LONGEST = 70
# In capitals throughout a name looks as any heading does, but for the commonest family names.
_FAMILY = "NGUYỄN|TRẦN|LÊ|PHẠM|HUỲNH|HOÀNG|PHAN|VŨ|VÕ|ĐẶNG|BÙI|ĐỖ|NGÔ|DƯƠNG|ĐINH|TRỊNH"
_IN_CAPITALS = re.compile(rf"(?:{_FAMILY})(?: [{CAPITALS}]{{1,7}}){{1,3}}")
# Capitalised words that are places, bodies, feasts, papers or headings, not people: anywhere, or first of all.
_OTHER = r"""\b(?: việt\ nam | hà\ nội | [uủ][yỷ]\ ban | hội\ (?:đồng|nghị) | nhân\ dân | thành\ phố | huyện\ [uủ][yỷ]
          | tỉnh\ (?:[uủ][yỷ]|đoàn) | trung\ tâm | biên\ tập | tuyên\ giáo | văn\ phòng | báo\ cáo | thông\ tin
          | công\ an | kế\ hoạch | mặt\ trận | đảng\ (?:bộ|[uủ][yỷ]) | bộ\ trưởng | thủ\ tướng | nơi\ nhận
          | chủ\ tịch | bí\ thư )
    | ^(?: kết\ (?:luận|quả) | cảm\ ơn | quyết\ định | thông\ (?:báo|tư) | nhiệm\ vụ | nông\ thôn | mục\ (?:lục|tiêu)
          | phụ\ lục | điện\ biên\ phủ | hồ\ chí\ minh$ | đảng\ cộng | nhà\ nước | văn\ h[oó][aá] | xã\ hội
          | chính\ phủ | nghị\ (?:quyết|định) | điều\ khoản )"""
# One word tells only with its tone mark: "Phòng" (office) is not "Phong", nor "Sông" (river) "Song".
_FIRST = r"""^(?: xã | huyện | tỉnh | thôn | ấp | xóm | làng | phường | quận | khu | thị | sông | núi | biển | chợ | tết
          | giải | mừng | chúc | lời | phòng | sở | tin | nguồn | mùa )\ """
_NO_PERSON = re.compile(f"{_OTHER} | {_FIRST}", re.VERBOSE | re.IGNORECASE)
_NO_PERSON_UNMARKED = re.compile(fold(_OTHER), re.VERBOSE)

# A body somewhere in a text; or a post in one.
_BODY = re.compile(
    r"""\b(?: trung\ tam | tt | ttvh\w* | dai | bao | cong | ttxvn | ban | phong | so | ubnd | hdnd | ubmttq | mttq
        | hoi | van\ phong | chi\ cuc | doan | truong | cong\ an | thanh\ tra | bbt | vh-?tt | vp | cttdt | lien\ doan
        | vien | cuc | vksnd | tand | tap\ chi | cong\ chuc | can\ bo | chuyen\ vien | vhxh | vhtt\w* | ctv | pv
        | (?:pho\ )?(?:giam\ doc|chu\ tich|bi\ thu) | pgd )\b""",
    re.VERBOSE,
)
_ABBREVIATION = re.compile(rf"[{CAPITALS}&-]{{2,}}")
_DATE = re.compile(r"\bngay\b|\d{2}")
# What bodies work at, or for whom, behind what they are called: "Đài truyền thanh", "Ban Biên tập", "Đoàn xã".
_FIELD = r"""(?: văn\ h(?:óa|oá) | vh | vhtt | thông\ tin | tt | truyền\ (?:thanh|thông|hình) | phát\ thanh | ptth
    | biên\ tập | tuyên\ giáo | dân\ vận | tổ\ chức | chỉ\ (?:huy|đạo) | chấp\ hành | quản\ (?:lý|trị) | nội\ vụ
    | tư\ pháp | tài\ (?:chính|nguyên) | nông\ (?:nghiệp|dân|thôn) | y\ tế | giáo\ dục | gd | lao\ động | lđ
    | kinh\ tế | công\ (?:thương|chức) | khoa\ học | xây\ dựng | giao\ thông | kế\ hoạch | thanh\ niên | tncs
    | phụ\ nữ | lhpn | liên\ hiệp | cựu\ (?:chiến\ binh|thanh\ niên) | ccb | khuyến\ học | chữ\ thập | người\ cao
    | nhà\ báo | luật\ gia | hđnd | ubnd | ubmttq | mttq | điện\ tử | tiểu\ học | thcs | thpt | mầm\ non
    | chính\ trị | kiểm\ (?:sát|lâm|tra) | thống\ kê | thuế | chqs | quân\ sự | bảo\ (?:hiểm|tàng) | thư\ viện
    | dân\ tộc | du\ lịch | thể\ thao | môi\ trường | thú\ y | hành\ chính | tiếp\ công\ dân | pháp\ chế
    | tỉnh | huyện | xã | phường | thành\ phố | thị | quận | khối ) \b"""
# With tone marks again: "Đài" (station) is no "Đại" (hội), "Ban" (board) no "Bản" (đồ); and by what follows, so that
# "Phòng bệnh hơn chữa bệnh" and "Đài phun nước" are none: what the body is for, or a name of its own.
_BODY_FIRST = re.compile(
    rf"""(?: (?:ttxvn|bbt|ctv|ubnd|hđnd|ubmttq|mttq|cttđt|vksnd|tand) \b
        | (?:trung\ tâm|tt|đài|báo|tạp\ chí|cổng|trang|ban|phòng|sở|hội|văn\ phòng|vp|chi\ cục|cục|đoàn|trường|công\ an
            |thanh\ tra|liên\ đoàn|viện|vh-?tt|[uủ][yỷ]\ ban|tổ) [\ -] {_FIELD}
        | (?:trung\ tâm|tt|đài|báo|tạp\ chí|ban|phòng|sở|văn\ phòng|vp|chi\ cục|công\ an|viện|vh-?tt) [\ -]
          (?-i:[{CAPITALS}]) )""",
    re.VERBOSE | re.IGNORECASE,
)
# Of a body, as of anything, a sentence may tell: "Ban Chỉ huy quân sự gồm 15 đồng chí".
_TELLS = re.compile(
    r"\b(?:da|duoc|se|dang|dien ra|ket thuc|thanh cong|khai mac|be mac|to chuc (?!can bo)|gom|la|can|phai|vi)\b|\d{2}"
)


def is_name(text: str) -> bool:
    """Whether a text is nothing but a person's name (or several joined)."""
    if len(text) > _LONGEST or not (_NAMES.fullmatch(text) or _IN_CAPITALS.fullmatch(text)):
        return False
    return not names_no_person(text)


def may_be_names(text: str) -> bool:
    """Whether a text that is said to name somebody may: names in any form, "Kim Ngân", "Hà", "K.N", "KIM NGÂN"."""
    words = re.split(r"[\s,–—&-]+", text)
    return all(word[:1].isupper() or word in ("và", "") for word in words) and not names_no_person(text)


def names_no_person(text: str) -> bool:
    """Whether a text says what no person is called: "Việt Nam", "Ủy Ban Nhân Dân", "Thôn Thượng"."""
    return bool(_NO_PERSON_UNMARKED.search(text.lower()) if text.isascii() else _NO_PERSON.search(text))


def speaks_of_body(text: str) -> bool:
    """Whether a body, or a post in one, is spoken of anywhere in a text."""
    return bool(_BODY.search(fold(text)))


def may_follow_name(text: str) -> bool:
    """Whether what stands behind a name can be whom they write for, or as what: no date, no second name."""
    folded = fold(text)
    return not _DATE.search(folded) and bool(_BODY.search(folded) or _ABBREVIATION.match(text))


def is_body(text: str) -> bool:
    """Whether a line is nothing but a body's name: "Ban Biên tập", "Đoàn TNCS Hồ Chí Minh xã Đồng Tâm"."""
    return text[:1].isupper() and bool(_BODY_FIRST.match(text)) and not _TELLS.search(fold(text))
