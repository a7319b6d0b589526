"""The vocabulary of a date line: what a token of it can be, each kind with a real example beside it.

Patterns are for folded text (see ``fold``). How tokens make a date line is for ``line``, what a date is worth
for ``published``.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from crawler.dates.forms import DAY_WORD, ENGLISH_MONTH, ENGLISH_WEEKDAY, MONTH, MONTH_WORD, NUMBER_WORD, WEEKDAY

_UNIT = (
    r"(?:giay|phut|p(?=\s)|gio|tieng|h(?=\s)|ngay|hom|tuan|thang|nam|seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?"
    r"|months?|years?)"
)
# 1 giờ 20 phút trước: a smaller unit behind the first
_UNITS = rf"({_UNIT})(?:\s+(\d{{1,2}})\s*(phut|minutes?|mins?|gio|tieng|hours?|hrs?)(?![a-z]))?"
# PM, SA, chiều; but "21:15 tối qua" is the evening of a day
_HALF_DAY = (
    r"(?:\s*([ap]\.?m(?![a-z])\.?|(?:sa|ch|sang|chieu|toi|trua|dem)(?![a-z])"
    r"(?!\s+(?:nay|qua|hom|thu|cn|chu)(?![a-z]))))"
)
_OFFSET = r"(?:\s*[+-]\s*\d{1,2}(?::?\d{2})?|\s0?7(?![\d.,:/-]))"  # an address eats the plus of "GMT+7"
_ISO_ZONE = r"(?:\s?(z|[+-]\d\d:?(?:\d\d)?)(?![\d:]))"
# 09:30:15.250; the hour alone; a fraction of what stands before it
_ISO_TIME = rf"(\d{{2}})(?::?(\d{{2}})(?::?(\d{{2}}))?)?(?:[.,]\d+)?{_ISO_ZONE}?(?![\d:])"
_COUNTED = (  # what is counted beside an article: views, comments, shares, downloads
    r"(?:(?:luot\s+)?(?:xem|doc|truy\s+cap|view\s+counts?|views?|hits?|reads?|binh\s+luan|phan\s+hoi|comments?"
    r"|chia\s+se|shares?|thich|likes?|tai\s+ve|downloads?)(?:\s+bai|\s+tin)?(?![a-z]))"
)

# Letters that name a zone, and its distance from UTC in minutes. CST, IST and BST are two zones each.
ZONE_MINUTES = {
    **{"ict": 420, "wib": 420, "sgt": 480, "hkt": 480, "jst": 540, "kst": 540, "msk": 180},
    **{"est": -300, "edt": -240, "pst": -480, "pdt": -420, "cet": 60, "cest": 120, "eet": 120, "eest": 180},
}
_ZONE_NAME = rf"""(?: (?:{"|".join(ZONE_MINUTES)}|z)(?![a-z\d]) | (?:gmt|utc){_OFFSET}?(?![\da-z])
    | (?:theo\s+)?(?:gio|mui\s+gio)\s+(?:viet\s+nam|vn|ha\s+noi|dong\s+duong|dia\s+phuong)(?![a-z])
    | asia/(?:ho_chi_minh|saigon|hanoi|bangkok|vientiane)(?![a-z])
    | (?:indochina|se\s+asia\s+standard)\s+time )"""

# Tác giả: …; Người đăng …; Nguồn: …; Posted by …; behind it a name follows
_AUTHOR = r"""(?: (?: tac\s+gia | nguoi\s+(?:dang|viet|gui|cap\s+nhat|xuat\s+ban|tao|duyet|bien\s+tap)
        | (?:dang|gui|viet|posted|published|submitted)\s+(?:boi|by) | duoc\s+viet\s+boi | written\s+by | author
        | bien\s+tap(?:\s+vien)? | ban\s+bien\s+tap | phong\s+vien | thuc\s+hien(?=\s*:) | by | boi
        | (?:super\s*)?admin(?:istrator)? | quan\s+tri(?:\s+vien)? )(?![a-z])\s*:?
    | (?: pv | ctv | nguon(?:\s+tin)? | (?:tin|bai)(?:\s*,\s*|\s+va\s+|\s+)anh | tin(?:\s+bai)? | bai | anh
        | chuyen\s+muc | danh\s+muc | the\s+loai | don\s+vi | category | source | theo | trong )\s*: )"""

# đăng, xuất bản, posted: the article's publication. "gửi" and "viết" are verbs of prose as well.
_PUBLISHED = r"""(?:
    ngay\s+(?: phat\s+hanh | cong\s+bo(?!\s+(?:dich|quyet)) | ban\s+hanh\s+(?:bai|tin) | duyet(?:\s+(?:bai|tin|dang))?
        | nhap\s+(?:bai|tin) | len\s+(?:bai|tin|trang|mang) | tai\s+len | up(?:load)?(?:\s+(?:bai|tin))?
        | post | (?:khoi\s+)?tao | dua(?=\s*:|\s+\d) )
    | (?:(?:thoi\s+(?:gian|diem)|da|duoc)\s+){0,3}
      (?: dang(?:\s+(?:tai|bai|viet|tin|tuc|len|tren|web|mang|thong\s+(?:tin|bao)|van\s+ban)){0,3}
        | (?<!nha\s)xuat\s+ban(?:\s+(?:tin|bai|thong\s+tin))? | dua\s+(?:tin|len|bai)
        | gui(?:\s+(?:bai|tin))? | len\s+(?:bai|tin)(?=\s*:|\s+(?:ngay|luc|vao)) | viet\s+bai
        | viet(?=\s*:|\s+(?:ngay|luc|vao|\d))
        | (?:khoi\s+|duoc\s+|(?<![a-z]\s))tao(?=\s*:|\s+(?:ngay|luc|vao|\d)) | tai\s+len )  # but no "đào tạo"
    | posted | post | publish(?:ed|ing)? | publication | creat(?:ed?|ion) | written(?=\s+on) | submitted | uploaded
    | releas(?:ed|e\s+date) | added(?=\s*:|\s+on)
    | date\s?(?:published|created|posted|added) | pub(?:lish)?date | upload\s?date
    | (?:article:)?published_time
    )(?![a-z])"""
_UPDATED = r"""(?: (?:(?:thoi\s+gian|da|duoc|lan)\s+){0,3}
      (?:cap\s+nha[tp]|chinh\s+sua|hieu\s+chinh|sua(?:\s+doi)?|last|updated?|modified|date\s?modified|(?:article:)?modified_time)
      (?:\s+(?:lan\s+cuoi|gan(?:\s+day)?\s+nhat|cuoi(?:\s+cung)?|moi\s+nhat|updated?|modified)){0,3}(?![a-z]) )"""

# Ngày ban hành, Hạn nộp, Khai mạc, Ngày đăng ký, Ngày in, Giờ hiện tại: what follows dates something else
_FOREIGN = r"""(?: ngay\s+(?: ban\s+hanh(?!\s+(?:bai|tin)) | ky | cap(?!\s+nha[tp]) | sinh | mat | hop
        | in(?=\s*(?:[:|]|$)|\s+\d)
        | thanh\s+lap | (?:co\s+|het\s+)?hieu\s+luc | het\s+han | cong\s+bao | phat\s+song | hen(?:\s+tra)?
        | nhan(?:\s+ho\s+so)? | tra(?:\s+ket\s+qua)? | vao\s+dang | dien\s+ra | to\s+chuc | bat\s+dau | ket\s+thuc )
    | (?:thoi\s+)?han\s+(?:nop|chot|cuoi|gui|tra|dang\s+ky|tiep\s+nhan) | deadline | due\s+date | expir(?:es|y|ed)
    # an article's title may open with these: "Khai mạc Giải bóng đá | 14/07/2020"
    | (?: (?:co\s+|het\s+)?hieu\s+luc | ban\s+hanh | het\s+han | (?:le\s+)?(?:khai|be)\s+mac | (?:mo|dong)\s+thau
        | dau\s+gia | lay\s+y\s+kien | tiep\s+nhan | dia\s+diem | chu\s+tri )(?=\s*(?:[:|]|$)|\s+(?:tu|ngay|luc|vao|\d))
    | dang\s+(?:ky|kiem|quang|nhap) | last\s+login | sinh\s+ngay | date\s+of\s+birth | birthday
    | (?:gio|thoi\s+gian|ngay)\s+hien\s+tai | bay\s+gio | am\s+lich )(?![a-z])"""

FOREIGN_FIELD = re.compile(rf"{_FOREIGN}[a-z\s]*:", re.VERBOSE)
"""A label of something else with its colon, no title's beginning."""

# Các tin khác, Tin liên quan, Những tin cũ hơn: whatever follows is of other articles
_RELATED = r"""(?: (?:tin|bai)(?:\s+(?:tuc|bai|viet))?
        \s+(?:lien\s+quan|khac|(?:cu|moi)\s+hon|da\s+dua|cung\s+chuyen\s+muc)
    | (?:binh\s+luan|phan\s+hoi|tra\s+loi|comment(?:ed)?)\s+(?:cua|boi|by|ngay|luc|vao|on)
    | related (?:\s+(?:news|posts?|articles?))? )(?![a-z])
    | binh\s+luan\s*:\s*(?=[a-z])(?!khong|chua|dang|tat) | binh\s+luan\s*\((?=\d{1,2}/\d)"""

# Cỡ chữ A- A A+, In bài viết, Gửi email, 100%, Đọc bài: print, text size, sharing
_TOOL = r"""(?: (?:xem\s+(?:voi\s+)?)?co\s+chu(?![a-z]) | in\s+(?:bai\s+viet|bai|trang|tin|an)(?![a-z])
    | in(?=\s*$|\s*[|-]|\s+(?:gui|e-?mail|chia|luu)(?![a-z]))
    | (?: ban\s+in | doc\s+bai(?:\s+viet)? | nghe\s+(?:bai|tin)(?:\s+viet)? | tuong\s+phan | quay\s+lai
        | ve\s+dau\s+trang
        | gui\s+(?:e-?mail|ban\s+be|phan\s+hoi) | e-?mail(?:printaa)? | print | luu\s+(?:bai|tin)(?:\s+viet)?
        | facebook | twitter | zalo | copy\s+link | mac\s+dinh | phong\s+to | thu\s+nho )(?![a-z])
    | thoi\s+(?:gian|luong)\s+doc\s*:?\s*(?:khoang\s+)?\d+\s*(?:phut|giay) | aa(?![a-z]) | a(?![a-z])\s?[+-]? )"""

# Chính trị, Văn hóa - Xã hội, Tin tức - Sự kiện: the section that an article stands in
_SECTION = r"""(?: chinh\s+tri | kinh\s+te | (?:van\s+hoa|xa\s+hoi)(?!\s+[a-z]) | the\s+thao | giao\s+duc
    | y\s+te | phap\s+luat | doi\s+song | quoc\s+phong | an\s+ninh | nong\s+thon\s+moi | moi\s+truong | du\s+lich
    | thoi\s+su | xay\s+dung\s+dang | trang\s+chu | tin\s+tuc(?:\s*[-,&]?\s*su\s+kien)?
    | tin\s+(?:hoat\s+dong|trong\s+(?:tinh|huyen|nuoc|xa)|dia\s+phuong)
    )(?![a-z])"""

# "ngày", "vào lúc", "on": what holds the parts of a date together
_GLUE = rf"""(?: gio\s+(?:dang|gui|cap\s+nhat)(?=\s*:?\s*\d)
    | (?: ngay(?:\s+gio|\s+thang(?=\s*:))? | nam(?=\s) | vao | luc | hoi | on | at | date | time | the | about | m[uo]ng
        | bai\s+viet | bai | tin | gio )(?![a-z])
    # "Thời gian: 08/06/2018 13:07" is a field that a machine filled; "Thời gian: 8h ngày …" is a meeting's
    | thoi\s+gian(?=\s*:\s*\d{{1,2}}(?P<glue_sep>[/.-])\d{{1,2}}(?P=glue_sep)\d{{4}}
        [\s,|-]+\d{{1,2}}:\d\d(?::\d\d)?\s*(?:$|\|))
    | in(?=\s+(?:{ENGLISH_MONTH}|(?:19|20)\d\d(?!\d))) )"""

# Tokens that begin with a digit: the kind and its pattern. What begins like another form and goes on stands before it.
_DIGITS: tuple[tuple[str, str], ...] = (
    # 24/07/2020, 24 - 7 - 2020, 24.7.20, 05/06/202009:15; but no 05.06.2020.07, 24/07/2020/QĐ
    (
        "dmy",
        r"""(\d{1,2})\s*(?P<dmy_sep>[-/.\\])\s*(\d{1,2})\s*(?P=dmy_sep)\s*
        ( \d{4}(?=\d\d:\d\d|\d{1,6}\s+luot)
        | (?:\d{4}|\d{2})(?![\d/\\:] | h\d | [.-]\d{1,6}(?![\d:hg]) | \s*\(?am\s+lich) )""",
    ),
    # 14:35, 17:29:33 PM, 8:34 SA, 09:14h; 09:1505/06/2020
    (
        "clock",
        rf"""(\d{{1,2}})\s?:\s?(\d{{2}}|\d(?!\d))(?:\s?:\s?(\d{{2}})(?:[.,]\d+)?)?
        (?: (?![\d:]) | (?=\d\d[/.-]\d\d[/.-]\d{{4}}) ) (?:\s?h(?![a-z\d]))? {_HALF_DAY}?""",
    ),
    # 2020-07-24T01:00:00.000Z, 2023-03-09T14+07:00, 2024-04-07+0709:12:08, 2024-04-07ICT09:12:08+07:00
    ("iso", rf"(\d{{4}})-(\d{{1,2}})-(\d{{1,2}}) (?: t(?=\d) | (?:[a-z]{{3,4}}|[+-]\d\d)(?=\d\d:) ) {_ISO_TIME}"),
    # 2020-07-24, 2020/7/24, 2021-09-05T
    ("ymd", r"(\d{4})\s?(?P<ymd_sep>[-/.])\s?(\d{1,2})\s?(?P=ymd_sep)\s?(\d{1,2})(?:t(?![\da-z]))?(?![\d/])"),
    # 15/8 năm 2019, 3-12 năm 2020
    ("dayyear", r"(\d{1,2})\s?[-/.]\s?(\d{1,2})\s*,?\s*nam\s+(\d{4})(?!\d)"),
    # 23/06-2019
    ("mixed", r"(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4})(?![\d/.:-])"),
    # 08 08 2019
    ("spaced", r"(\d{2})\s(\d{2})\s(\d{4})(?!\d)"),
    # 24 tháng 7 năm 2020; 2 tháng mười một 2018; 29 thg 9, 2020; 28tháng9năm2020
    ("worded", rf"(\d{{1,2}})[\s,.-]*(?:thang|thg\.?|th\.?)\s*({MONTH})\s*[,./-]?\s*(?:nam\s*)?(\d{{4}})(?!\d)"),
    # 5 June 2020, 5th of Jun. 2020, 05-Jun-2020; 03-Feb-20 04:05
    (
        "english",
        rf"(\d{{1,2}})(?:st|nd|rd|th)?[\s,./-]*(?:of\s+)?({ENGLISH_MONTH})[\s,./-]*(\d{{4}}(?!\d)|(?<=-)\d\d(?=\s\d\d:))",
    ),
    # 03/2021
    ("barmonth", r"(\d{2})\s?[/-]\s?(\d{4})(?![\d/-])"),
    # 2021-03
    ("isomonth", r"(\d{4})-(\d{2})(?![\d/-])"),
    # 2020-W30-5
    ("isoweek", rf"(\d{{4}})-?w(\d{{2}})-?(\d)(?!\d)(?:t{_ISO_TIME})?"),
    # 2021-084
    ("ordinal", r"(\d{4})-(\d{3})(?![\d/-])"),
    # 20200724T010000Z; 20200724 and 20200724010000 need a label
    ("basic", rf"(\d{{4}})(\d{{2}})(\d{{2}})t{_ISO_TIME}"),
    ("compact", r"((?:19|20)\d\d)(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?(?!\d) (?=\s|$|[|,;)])"),
    # 3 phút đọc, 5 min read, 100%
    ("reading", r"\d{1,3}\s*(?:phut|min(?:ute)?s?)\s+(?:doc|read)(?![a-z]) | \d{1,3}\s?%"),
    # 3 giờ trước, 1 giờ 20 phút trước, 2 hours ago, 5 nhiều ngày trước kia (a machine's translation)
    ("ago", rf"(\d{{1,3}})\s*(?:nhieu\s+)?{_UNITS}\s+(?:truoc(?:\s+(?:day|kia))?|ago)(?![a-z])"),
    # 14h35', 11 giờ 30, 7 giờ 05 phút, 7g, 10h:25, 7 giờ rưỡi; the number behind is no minute
    # where a date begins with it
    (
        "hours",
        rf"""(\d{{1,2}})\s*(?:gio|[hg])(?![a-z])
        (?: \s*:?\s* ( ruoi(?![a-z]) | \d{{1,2}}
        (?: (?<=[hgo:]\d\d) (?! \d | [/.]\d | -\d{{1,2}}-\d | \s*th(?:ang|g|\d) )
        | (?! \d | \s*[/.-]\s*\d | [\s,-]*th(?:ang|g|\d) | \s+\d | [\s-]+{ENGLISH_MONTH} ) ) )
        \s*(?:phut|ph|p|'+)?(?![a-z]) (?:\s*(\d{{1,2}})\s*(?:giay|s|"|'')(?![a-z]))? )?
        {_HALF_DAY}?""",
    ),
    # 12 AM
    ("meridiem", rf"(\d{{1,2}}) {_HALF_DAY}"),
    # 18 lượt xem; 1.235 lượt; 3 bình luận
    ("counted", rf"\d[\d.,]*\s*k?\s*(?:luot|lan|nguoi)?\s*{_COUNTED} | \d[\d.,]*\s*(?:luot|lan)(?![a-z])"),
    # 19.45
    ("dotclock", r"([01]\d|2[0-3])\.([0-5]\d)(?![\d.,%/])"),
    ("number", r"\d[\d.,]*(?![^\s|,;()\[\]])"),
)

# Tokens that begin with a letter: the kind, the letters it can begin with, its pattern. The order matters here too.
_LETTERS: tuple[tuple[str, str, str], ...] = (
    # Sáng thứ Hai, …
    ("dayhalf", "cst", r"(sang|trua|chieu|toi)(?=[\s,]+(?:thu[\s-]|t[2-7]|chu\s+nhat|cn))"),
    ("weekday", "cfmstw", rf"{WEEKDAY} | {ENGLISH_WEEKDAY}"),
    ("dayzone", "aceghijkmpstuwz", _ZONE_NAME),
    ("related", "bcprt", _RELATED),
    ("tool", "abcdefgilmnpqtvxz", _TOOL),
    ("foreign", "abcdeghklmnst", _FOREIGN),
    ("author", "abcdgnpqstvw", _AUTHOR),
    ("published", "acdgklnprstuvwx", _PUBLISHED),
    ("updated", "acdhlmstu", _UPDATED),
    # hai mươi tư tháng bảy năm 2020
    ("spelled", "bchlmnst", rf"({DAY_WORD})\s+thang\s+({MONTH})\s*,?\s+(?:nam\s+)?(\d{{4}})(?!\d)"),
    # năm 2020 tháng 5 ngày 6; tháng 7 ngày 24 năm 2019
    ("yearfirst", "n", rf"nam\s+(\d{{4}}),?\s+thang\s+({MONTH}),?\s+ngay\s+(\d{{1,2}})(?!\d)"),
    ("monthfirst", "t", rf"thang\s+({MONTH}),?\s+ngay\s+(\d{{1,2}}),?\s+nam\s+(\d{{4}})(?!\d)"),
    ("section", "acdgkmnpqtvxy", _SECTION),
    ("glue", "abdghilmnotv", _GLUE),
    # Fri Aug 14 07:01:02 ICT 2020
    (
        "unixdate",
        "adfjmnos",
        rf"""({ENGLISH_MONTH})\s+(\d{{1,2}})\s+(\d\d):(\d\d)(?::(\d\d))?\s
        (?:((?:{"|".join(ZONE_MINUTES)}|gmt|utc|z)(?:[+-]\d\d:?\d\d)?|[+-]\d{{4}})\s)?(\d{{4}})(?!\d)""",
    ),
    # Tháng Sáu 5, 2020
    (
        "reversed",
        "t",
        rf"""(?:thang|thg\.?|th\.?)\s*({MONTH_WORD}|\d{{1,2}}(?=\s+\d{{1,2}}\s*,))\s+(\d{{1,2}})
        (?:\s*,\s*|\s+)(?:nam\s+)?(\d{{4}})(?!\d)""",
    ),
    ("american", "adfjmnos", rf"({ENGLISH_MONTH})\.?\s*(\d{{1,2}})(?:st|nd|rd|th)?(?:\s*,\s*|\s+)(\d{{4}})(?!\d)"),
    # Tháng 3/2021, tháng tư năm 2021; tháng Năm 2020 needs a label; June 2020, but no "May 2020 lượt xem"
    ("month", "t", rf"(?:thang|thg)\s*({MONTH})\s*(?:[/.,-]\s*|nam\s+)(\d{{4}})(?![\d/])"),
    ("wordmonth", "t", rf"thang\s+({MONTH_WORD})\s+(\d{{4}})(?![\d/])"),
    ("engmonth", "adfjmnos", rf"({ENGLISH_MONTH})\.?,?\s*(\d{{4}})(?!\d)(?!\s*{_COUNTED})"),
    # Cách đây 3 ngày; Khoảng 3 giờ trước
    (
        "farago",
        "chk",
        rf"""(?:cach\s+(?:day|nay)\s+(?:khoang\s+|hon\s+)?|(?:khoang|hon)\s+(?=\d{{1,3}}\s*{_UNIT}\s+truoc(?![a-z])))
        (\d{{1,3}}|{NUMBER_WORD})\s*{_UNITS}(?:\s+truoc)?(?![a-z])""",
    ),
    # Hôm qua, tối hôm qua, sáng nay, chiều qua
    (
        "nearday",
        "cdhsty",
        r"""(?:(sang|trua|chieu|toi|dem)\s+)?hom\s+(nay|qua|kia)(?![a-z])
        | (?:sang|trua|chieu|toi|dem)\s+(?:nay|qua)(?![a-z])
        | yesterday(?![a-z]) | today(?![a-z])""",
    ),
    ("justnow", "jv", r"(?:vua\s+xong|just\s+now)(?![a-z])"),
    # Lượt xem: 1.235; View Count: 438; a label without its number too
    (
        "counter",
        "bcdhlnprstvx",
        rf"""(?:(?:tong\s+)?(?:so\s+)?(?:luot|lan|nguoi)\s+|da\s+)? {_COUNTED}
        (?:\s*[:=-]?\s*\(?\d[\d.,]*k?(?![\d/:h-])\)?(?:\s*(?:luot|lan)(?:\s+(?:xem|doc))?(?![a-z]))?)?""",
    ),
)

_OTHERS = (
    ("bar", r"[|•·»]"),
    ("dash", r"(?<=\s)-+(?=\s|$)"),
    # (GMT+7), +0700; -0500 only behind a time
    (
        "zone",
        rf"""\(\s*(?:gmt|utc){_OFFSET}?\s*\)(?:\s*bangkok\s*,\s*hanoi\s*,\s*jakarta)?
        | \+\d{{1,2}}(?::?\d{{2}})?(?![\d:/-]) | (?:(?<=:\d\d)|(?<=:\d\d\s))-\d{{2}}:?\d{{2}}(?![\d/-])""",
    ),
    ("space", r"""[;.()\[\]{}<>"'*~…/_-]+ | &(?:nbsp|emsp|ensp|thinsp|\#160);"""),
)
_WORD = r"[^\s|]+"


class _Patterns(dict[str, re.Pattern[str]]):
    """For each character the pattern of the tokens that can begin with it; compiled when first met."""

    def __missing__(self, first: str) -> re.Pattern[str]:
        if first in _DIGIT:
            pattern = self["digit"] if first != "digit" else _pattern(dict(_DIGITS))
        elif first in _LETTER:
            pattern = _pattern({kind: form for kind, letters, form in _LETTERS if first in letters})
        else:
            pattern = self["other"] if first != "other" else _pattern(dict(_OTHERS))
        self[first] = pattern
        return pattern


def _pattern(kinds: dict[str, str]) -> re.Pattern[str]:
    forms = [f"(?P<{kind}> {form} )" for kind, form in (kinds | {"word": _WORD}).items()]
    return re.compile(" | ".join(forms), re.VERBOSE)


_DIGIT = frozenset("0123456789") | {"digit"}
_LETTER = frozenset("abcdefghijklmnopqrstuvwxyz")
_PATTERNS = _Patterns()
_BLANKS = frozenset(" ,:\n")


def next_token(plain: str, position: int, end: int) -> re.Match[str] | None:
    """The token at or behind a position, blanks, commas and colons skipped; its kind is ``lastgroup``."""
    while position < end:
        first = plain[position]
        if first in _BLANKS:
            position += 1
        else:
            return _PATTERNS[first].match(plain, position, end)
    return None


def groups_of(token: re.Match[str]) -> tuple[str | Any, ...]:
    """The groups inside a token, None for those that did not match; what only repeats a separator is left out."""
    return token.group(*_places(token.lastgroup or "", token.lastindex or 0))


@cache
def _places(kind: str, first: int) -> tuple[int, ...]:
    form = {**dict(_DIGITS), **{kind: form for kind, _, form in _LETTERS}}[kind]
    pattern = re.compile(form, re.VERBOSE)
    helpers = {number for name, number in pattern.groupindex.items() if name.endswith("_sep")}
    return tuple(first + number for number in range(1, pattern.groups + 1) if number not in helpers)
