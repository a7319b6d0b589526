"""The words around a period in a report: which forms periods take, what reports, what plans, what only names.

Patterns alone, against folded text (see ``fold``), each with an example as pages have it. What is made of
them stands in ``covers_forms`` (the periods) and ``covers`` (the choice).
"""

from __future__ import annotations

import re

from crawler.dates.forms import MONTH, NUMBER

YEAR = r"(?:19|20)\d\d(?!\d)"

# "II/2017", "1 năm 2021", "3.2018", "I - 2019", "15, năm 2022", "I (năm 2024)", "7 tháng của năm 2022"
_OF_YEAR = rf"""(?:
    \s*(?P<open>\()?\s*,?\s*(?:(?:cua|trong)\s+)?nam\s+(?P<year>{YEAR})(?(open)\s*\))
    | (?:\s{{0,3}}[/-]\s{{0,3}}|\s?\.)(?P<year_short>{YEAR})(?!/) )"""
_AND = r"\s*(?:,|-|&|va(?![a-z])|den(?![a-z]))\s*"
# Numbers that follow a first one count as more of the same only where nothing that they could count follows:
# "tháng 10, 11 năm 2023" and "quý I, II/2023", but not "tháng 10, 11 hộ".
_NO_MORE = rf"(?=\s*(?:$|[.,;:)\n]|(?:cua|tai|tren|nam\s+{YEAR}|trong)(?![a-z]))|\s*[/-]\s*{YEAR})"

# Where a period may begin. Everything else is passed over.
# Whether the word before it has ended is asked afterwards: a pattern that begins with its letters is searched faster.
UNIT = re.compile(
    rf"(?:thang|qu[yi]|tuan|nam|giai\s+doan|nhiem\s+k[yi]|tu\s+ngay)(?![a-z])"
    rf"|{YEAR}\s*(?:-|den(?![a-z]))\s*(?:nam\s+)?{YEAR}(?!\s*-)"
)
IN_A_WORD = re.compile(r"[a-z]|[\d/.-](?=\d)")
NUMBER_BEFORE = re.compile(rf"(?<![a-z\d/.,-])((?!tu\s|gieng|chap){NUMBER})\s+$")
COUNT_BEFORE = re.compile(r"(?<![a-z\d/.,-])(\d{1,2}|hai|ba|bon|nam|sau|bay|tam|chin|muoi)\s+$")

# "6 tháng đầu năm 2020", "9 tháng năm 2020", "9 tháng", "6 tháng qua": from the word "tháng" on
MONTHS = re.compile(
    rf"""thang(?:
        \s+(?P<half>dau|cuoi)(?![a-z])(?!\s+(?:tien|nam\s+hoc|nhiem|hoc|doi|thai))(?:\s+(?:cua\s+)?nam(?![a-z]))?
          (?:\s+(?P<half_year>{YEAR}))?
        | {_OF_YEAR}
        | \s+(?P<past>(?:vua\s+)?qua)(?![a-z])
        | (?!\s*(?:[./-]|\d|(?:tuoi|mot|lan|tu|ke|tien|luong|nua|tet|sau|truoc|toi|lien|nghi)(?![a-z])))
    )""",
    re.VERBOSE,
)
# "tháng 11", "tháng 11/2023", "tháng mười một năm 2023", "tháng 10, 11 năm 2023"
ONE_MONTH = re.compile(
    rf"""thang\s+(?!nam\s+{YEAR})(?P<first>{MONTH})(?!\s+lan(?![a-z]))
        (?P<more>(?:{_AND}\d{{1,2}}(?!\d)){{1,11}}{_NO_MORE})?
        {_OF_YEAR}?
        (?!\d|\s*[/.-]\s*\d|\s+(?:am\s+lich|h[a]ng\s+nam|tuoi)(?![a-z]))""",
    re.VERBOSE,
)
# "quý II/2017", "quý 1 năm 2021", "quý I và II năm 2020", "quí đầu năm 2021"
QUARTER = re.compile(
    rf"""qu[yi]\s+(?P<first>iv|i{{1,3}}|[1-4]|mot|hai|ba|bon|tu|dau(?:\s+tien)?|cuoi(?:\s+cung)?)(?![a-z\d%])
        (?P<more>(?:{_AND}(?:(?:iv|i{{1,3}})(?![a-z])|[1-4](?![\d/%.,]?\d){_NO_MORE})){{1,3}})?
        {_OF_YEAR}?
        (?!\s*[/.]\s*\d)""",
    re.VERBOSE,
)
# "tuần 32", "tuần thứ 32 năm 2020", "tuần 32/2020"; "tuần thứ 2 của tháng 3" is counted in as many ways as people
WEEK = re.compile(
    rf"""tuan\s+(?:(?:thu|le|so)\s+)?(?P<first>\d{{1,2}})(?!\d|\s*[/.-]\s*\d{{1,2}}(?!\d))
        {_OF_YEAR}?
        (?!\s*(?:,\s*|cua\s+|\()?thang\s|\s+(?:lan|buoi|ngay|tiet|gio|toi|hom|tuoi|thai)(?![a-z]))""",
    re.VERBOSE,
)
# "năm 2021", "năm công tác 2021", "năm 2019 và năm 2020", "năm 2015 đến năm 2020", "năm 2021-2022"
ONE_YEAR = re.compile(
    rf"""nam\s+(?:(?:cong\s+tac|tai\s+chinh|ngan\s+sach)\s+)?(?P<first>{YEAR})
        (?P<more>(?:{_AND}(?:nam\s+)?{YEAR}(?!\s*[a-z]*\s+(?:ho|nguoi|luot|dong)(?![a-z]))){{1,6}})?""",
    re.VERBOSE,
)
# "giai đoạn 2011-2020", "nhiệm kỳ 2021 - 2026", "giai đoạn từ năm 2011 đến năm 2020", "giai đoạn I (2021-2025)"
TERM = re.compile(
    rf"""(?:giai\s+doan|nhiem\s+k[yi])\s*(?:(?:[ivx]+|\d|cac\s+nam)\s*(?=[\s(]))?(?P<open>\()?\s*
        (?:tu\s+)?(?:nam\s+)?(?P<first>{YEAR})\s*(?:-|den)\s*(?:nam\s+)?(?P<last>{YEAR})(?(open)\s*\))""",
    re.VERBOSE,
)
# "2011 - 2021" behind "10 năm" or "3 năm thực hiện mô hình …"
YEARS = re.compile(rf"(?P<first>{YEAR})\s*(?:-|den)\s*(?:nam\s+)?(?P<last>{YEAR})(?!/)")
# "từ ngày 15/3 đến ngày 30/3/2018"
DAYS = re.compile(
    rf"""tu\s+ngay\s+(?P<first>\d{{1,2}}[/.-]\d{{1,2}}(?:[/.-]{YEAR})?)\s*
        (?:den(?:\s+het)?|-)\s*(?:ngay\s+)?(?P<last>\d{{1,2}}[/.-]\d{{1,2}}(?:[/.-]{YEAR})?)(?![\d/.-]\d)""",
    re.VERBOSE,
)
# "từ đầu năm 2020 đến nay": from the word "năm" on, "từ đầu" before it
SO_FAR = re.compile(rf"nam(?:\s+(?P<year>{YEAR}))?\s+(?:cho\s+)?(?:den|toi)\s+nay(?![a-z])")

# How every word of a period is spelt. Folded, "tháng sau" (next month) is "tháng sáu" (June), "thắng 3" a month,
# "quỹ một" a quarter and "Quảng Nam 2022" a year.
SPELT = frozenset(
    "tháng quý quí tuần năm giai đoạn nhiệm kỳ kì từ ngày đầu cuối tiên cùng của trong thứ lễ số và đến tới hết cho nay"
    " công tác tài chính ngân sách các vừa qua một hai ba tư bốn sáu bảy bẩy tám chín mười giêng chạp"
    " i ii iii iv v x vi".split()
)
TONED = re.compile("[À-ỹ\u0300-\u0303\u0306\u0309\u031b\u0323]")
"""A letter with a mark: only a text that has some can be asked how its words are spelt."""

# --- What a period's neighbours make of it -------------------------------------------------------------------

# "so với cùng kỳ năm 2019", "cao hơn mức của năm 2017", "gấp đôi tháng 7", "giảm từ 3,2% năm 2020 xuống …"
COMPARED = re.compile(
    r"""(?<![a-z])(?: (?:so\s+voi|so\s+(?=cung)|cung\s+ky|cung\s+thoi\s+diem|hon|bang|gap\s+[\w,]+(?:\s+lan)?|vuot|%\s+so)\s+
        (?:(?:cung\s+ky|muc|cua|voi|cac|trung\s+binh|binh\s+quan|ket\s+qua|so\s+lieu|ca)\s+)*
        | tu\s+(?:muc\s+)?[\d.,]+\s*(?:%\s*|[a-z]+\s+){0,3} )$""",
    re.VERBOSE,
)
# A moment, not a period: "vào tháng 3", "từ năm 2015", "trước quý II", "cuối năm 2021", "mỗi tháng một …",
# "diễn ra trong tháng 3", "rằm tháng Bảy", "Cách mạng tháng Tám", "đường 3 tháng 2", "kỳ họp thường lệ giữa năm 2022"
MOMENT = re.compile(
    r"""(?: (?<![a-z])(?P<word>tu|den|truoc|sau|sang|vao|hoi|giua|dau|cuoi|khoang|het|moi|hang|may|vai|ram|mung|mong|le)\s+
        | (?<![a-z])(?:cach\s+mang|tam\s+nhin|(?<!hoc\s)(?<!ve\s)(?<!dan\s)(?<!san\s)sinh)\s+
        | (?<![a-z])(?:ngay|mung|mong|ram)\s+(?:(?:mot|hai|ba|tu|bon|nam|sau|bay|tam|chin|muoi|ram)\s+)?
        | (?<![a-z])(?:dien\s+ra|khai\s+mac|khai\s+giang|bat\s+dau|to\s+chuc)\s+(?:trong\s+|vao\s+)?
        | "\s* )$""",
    re.VERBOSE,
)
# "hồi tháng 5" and not "văn hóa - xã hội tháng 5"; in a text without marks these are not asked for
MOMENT_SPELT = {
    "tu": "từ", "sau": "sau", "hoi": "hồi", "moi": "mỗi", "hang": "hàng hằng", "may": "mấy", "le": "lễ", "dau": "đầu",
    "vao": "vào", "den": "đến", "sang": "sang", "het": "hết",
}  # fmt: skip
UNSURE_WITHOUT_MARKS = frozenset(["hoi", "moi", "le", "sang", "sau", "may"])
TO_THE_END_OF = re.compile(r"(?<![a-z])(?:den\s+)?(?:het|den\s+cuoi)\s+$")  # "Đến hết quý III năm 2020"
# A day before its month: "ngày 5 tháng 6", "5, tháng 6"; before its year: "24/6 năm 2020"
DAY_BEFORE_MONTH = re.compile(r"(?<![\d.,/])\d{1,2}\s*(?:,\s*)?$")
DAY_BEFORE_YEAR = re.compile(r"\d[/.-]\d{1,2}\s*(?:,\s*)?$")
# "Luật Trẻ em năm 2016", "thành lập năm 1978", "xếp hạng di tích cấp quốc gia năm 1992", "vụ xuân năm 2022",
# "học kỳ II năm 2022", "khóa tuyển sinh năm 2022"
OF_A_NAME = re.compile(
    r"""(?<![a-z])(?:
        (?: (?<!phap\s)(?<!ky\s)luat(?!\s+(?:gia|su)(?![a-z]))|phap\s+lenh|hien\s+phap|nghi\s+dinh|thong\s+tu|quyet\s+dinh
          |thanh\s+lap|tai\s+lap|xep\s+hang|xay\s+dung\s+tu|tot\s+nghiep|nhap\s+ngu )(?:\s+[a-z\d/-]+){0,6}
        | (?:vu\s+(?:dong\s+xuan|xuan\s+he|he\s+thu|thu\s+dong|chiem\s+xuan|xuan|mua|dong|chiem)
          |mua\s+(?:giai|kho|mua|bao|he|vu|xuan)|tet(?:\s+[a-z]+){0,4})
        | (?:hoc\s+k[yi](?:\s+[ivx\d]+)?|nam\s+hoc|nien\s+khoa|nien\s+do|khoa\s+hoc|khoa) )\s*[,(-]?\s*$""",
    re.VERBOSE,
)
# Between a cue and "nhiệm kỳ 2021-2026": part of the name of a body or of an election
OF_A_BODY = re.compile(r"(?<![a-z])(?:hdnd|hoi\s+dong\s+nhan\s+dan|ban\s+chap\s+hanh|uy\s+vien|cap\s+uy|ban\s+thuong\s+vu)(?![a-z])")
OF_AN_ELECTION = re.compile(r"(?<![a-z])(?:bau(?:\s+cu)?|ung\s+cu|dai\s+bieu\s+(?:quoc|hdnd|hoi\s+dong)|dai\s+hoi\s+diem)(?![a-z])")
# What carries a term or a stage in its name: "Nghị quyết Đại hội …, nhiệm kỳ 2020-2025"
OF_A_PROGRAMME = re.compile(r"(?<![a-z])(?:nghi\s+quyet|dai\s+hoi|chuong\s+trinh|de\s+an|ke\s+hoach|du\s+an|quy\s+che)(?![a-z])")
# "bài thuốc quý 3 đời", "4 đoàn khách quý"
PRECIOUS = re.compile(
    r"(?<![a-z])(?:thuoc|khach|da|go|qua|cay|loai|loai\s+vat|vat|hiem|cao|yeu|than|tran|dang|lieu|sach|thu|gen|phu|vang"
    r"|doanh|ong|ba|anh|chi)\s+$"
)
# "Sơ kết 6 tháng thực hiện mô hình …": a length; "9 tháng thực hiện nhiệm vụ năm 2020" is a period
LENGTH_AFTER = re.compile(
    r"\s+(?:thuc\s+hien|trien\s+khai|van\s+hanh|thi\s+cong|cao\s+diem|hoat\s+dong|ra\s+quan|dao\s+tao|tap\s+huan|thi\s+diem|tu)"
    r"(?![a-z])(?!\s+(?:cac\s+|cong\s+tac|nhiem\s+vu|ke\s+hoach|chi\s+tieu|muc\s+tieu|du\s+toan|nghi\s+quyet\s+(?:cua\s+)?hdnd))"
)
LENGTH_BEFORE = re.compile(
    r"(?<![a-z])(?:lop|khoa|hoc|dai|han|gian|vong|sau|cu|moi|ky|hon|gan|an|phat|du|duoc|suot|them|hang|tro|truoc|con|toi|hon|diem"
    r"|tuan)\s+$"
)
# "tháng 12 tới", "quý III sắp tới"
NEXT_AFTER = re.compile(r"\s+(?:sap\s+)?(?:toi|den)(?![a-z])(?!\s+(?:thang|quy|nam|nay|tuan|het))")
PAST_AFTER = re.compile(r"\s+(?:nam\s+)?(?:vua\s+)?qua(?![a-z])")

# The opening of a sentence: nothing before it, a colon, a dash ("CTTĐT - Trong tháng 6"), or "trong" (in)
OPENING = re.compile(
    r"(?:^[\s\"'(*-]*|[:;]\s*|\s[-]\s+|,\s*(?=trong\s|qua\s))"
    r"(?:(?:trong|qua|ket\s+thuc|rieng|chi\s+tinh|tinh|suot|chi|hai|ba|ca|sau|nhiem\s+ky)\s+){0,3}$"
)
INSIDE = re.compile(r"(?<![a-z])(?:trong|cua|qua|cho|cac)\s+(?:ca\s+)?$")
# What may stand beside a phrase that is the whole text
BARE = re.compile(r"[\s.,;:()\"]*(?:trong|qua|hai|ca)?[\s.,;:()\"]*")

# The first of these after a period tells whether it is over; how the words are spelt is asked where it matters.
SIGN = re.compile(
    r"""(?<![a-z\d/])(?:
      (?P<ahead> se|phan\s+dau|tap\s+trung|tiep\s+tuc(?!\s+(?:duoc|phat\s+trien|tang|on\s+dinh|giu|duy\s+tri|dat|co|chuyen))
        |du\s+kien|can|yeu\s+cau|de\s+nghi|quyet\s+tam|phai|dat\s+muc\s+tieu|day\s+manh|chuan\s+bi|de\s+(?:thuc|hoan)|trien\s+khai
        |muc\s+tieu|la\s+nam\s+(?:dau|ban\s+le)|khai\s+mac|le\s+hoi|giai\s+(?:bong|chay|the|cau)|hoi\s+thi|ngay\s+hoi|dien\s+ra
        |to\s+chuc\s+(?:le|hoi\s+thi|giai) )
    | (?P<over> da|dat|vuot|hoan\s+thanh|nhin\s+lai|ket\s+qua|thanh\s+tuu|dau\s+an|buc\s+tranh|khoi\s+sac|ghi\s+nhan|noi\s+bat
        |diem\s+sang|uoc|khong\s+(?:xay|co|de)|on\s+dinh|thanh\s+cong|bam\s+sat|giu\s+vung|duy\s+tri )
    | (?P<some> tang|giam|duoc|nhieu|co\s+them|con|chiem|tot|\d[\d.,]*(?![\d/.-])(?!\s*(?:thang|gio|h)(?![a-z]))|\d+/\d+\s+[a-z] )
    )(?![a-z])""",
    re.VERBOSE,
)
SIGNS_SPELT = {
    "da": "đã", "se": "sẽ", "dat": "đạt", "can": "cần", "phai": "phải", "tang": "tăng", "giam": "giảm", "duoc": "được",
    "uoc": "ước", "con": "còn", "tot": "tốt",
}  # fmt: skip
# "anh", "chị", "gia đình" …: the story of one person
PERSON = re.compile(r"\s*,?\s*(?:(?:anh|em|co\s+giao|gia\s+dinh)(?![a-z])|ong\s|ba\s(?!con)|chi\s(?!bo|hoi|cuc|doan|nhanh|uy|tieu|phi|tra))")

# The cues of a sentence, read from left to right: what follows them is reported, planned, or neither.
CUE = re.compile(
    r"""(?<![a-z])(?:
      # "thực hiện nhiệm vụ", "vượt kế hoạch": say nothing new
      (?P<nothing> (?:thuc\s+hien|vuot|theo|dung)\s+(?:(?:tot|cac|thang\s+loi|co\s+hieu\s+qua|hieu\s+qua|muc|so\s+voi)\s+)*
          (?:nhiem\s+vu|ke\s+hoach|chi\s+tieu|muc\s+tieu|giai\s+phap|du\s+toan)
        | (?:phong|so|chinh|va)\s+(?:tai\s+chinh\s+-\s+)?ke\s+hoach(?:\s+(?:va\s+dau\s+tu|dau\s+tu|va\s+tai\s+chinh))
        | tai\s+chinh\s*-\s*ke\s+hoach|bao\s+cao\s+vien )
      # "đánh giá", "sơ kết", "tổng kết", "kết quả", "tình hình"
    | (?P<reported> danh\s+gia|so\s+ket|tong\s+ket|kiem\s+diem|nhin\s+lai|diem\s+lai|bao\s+cao|tinh\s+hinh
        |ket\s+qua(?!\s+(?:thi(?!\s+(?:dua|hanh))|trung\s|xet\s+tuyen|tuyen\s+sinh|bau\s+cu|ky\s+thi|so\s+xo|boc\s+tham))
        |(?<!lap\s)thanh\s+tich|thanh\s+tuu|bieu\s+duong|khen\s+thuong|tong\s+hop )
      # "hoàn thành nhiệm vụ quý I" is reported, "phấn đấu hoàn thành …" is not
    | (?P<result> hoan\s+thanh|dat\s+duoc|da\s+dat|ghi\s+nhan|da\s+(?:[a-z]+\s+)?(?:trien\s+khai|thuc\s+hien|tap\s+trung)
        |dat\s+ket\s+qua )
      # "giao ban tuần 32"
    | (?P<briefing> giao\s+ban )
      # "phiên họp thường kỳ tháng 4": the meeting's own month
    | (?P<session> phien\s+hop|hop\s+(?:ve|thuong\s+ky|uy\s+ban|ubnd|phien|bao)|phien\s+thuong\s+ky|sinh\s+hoat\s+chi\s+bo )
      # "phương hướng", "phấn đấu", "thời gian tới", "ký giao ước thi đua"
    | (?P<planned> phuong\s+huong|phan\s+dau|du\s+kien|thoi\s+gian\s+toi|huong\s+(?:toi|den)|dinh\s+huong|quyet\s+nghi|giao\s+uoc
        |phat\s+dong|yeu\s+cau|de\s+nghi|quyet\s+tam|giao\s+nhiem\s+vu|nham|de\s+thuc\s+hien|phan\s+cong|tap\s+trung|dat\s+muc\s+tieu
        |lich\s+(?:cong\s+tac|lam\s+viec|truc|tiep|hop|va)|(?<!dia\s)ban\s+(?:viec|nhiem|giai|phuong|bien|cong|ve)
        |tiep\s+tuc(?!\s+(?:duoc|phat\s+trien|tang|on\s+dinh|giu|duy\s+tri|dat|co|chuyen))|se|muc\s+tieu\s+den|can )
      # "nhiệm vụ trọng tâm", "triển khai", "kế hoạch": planned, unless the clause reports on it
    | (?P<weak> nhiem\s+vu|trien\s+khai|ke\s+hoach(?!\s+hoa)|chuong\s+trinh\s+cong\s+tac|muc\s+tieu(?!\s+quoc)|chi\s+tieu|giai\s+phap
        |trong\s+tam|du\s+toan|phuong\s+an|chuan\s+bi|ban\s+hanh|tang\s+cuong|day\s+manh|ra\s+quan
        |de\s+ra\s+(?:nhiem|phuong|giai|muc|ke|chi) )
      # "kỷ niệm 20 năm tái lập huyện (1997 - 2017)", "tập huấn công tác Mặt trận năm 2022"
    | (?P<aside> ky\s+niem|chao\s+mung|lap\s+thanh\s+tich|mung\s+(?:dang|xuan)|tap\s+huan|boi\s+duong|tuyen\s+(?:sinh|dung)|khai\s+giang
        |huong\s+ung|(?<!da\s)kiem\s+tra|giam\s+sat|tham\s+dinh|thong\s+bao|trao\s+(?:giai|tang)|ket\s+qua\s+(?:thi|trung|xet|bau|ky|so|boc)|thi\s+tuyen )
      # "Tổng kết Giải chạy Báo năm 2020", "Tổng kết Tháng hành động vì trẻ em năm 2021"
    | (?P<event> le\s+hoi|giai\s+(?:bong|chay|the\s+thao|cau\s+long|quan|co|viet|vo|dua|dau|bao|thuong|cup|boi|dien|vat)|hoi\s+thi
        |hoi\s+thao|hoi\s+dien|cuoc\s+thi|lien\s+hoan|chien\s+dich|thang\s+hanh\s+dong|thang\s+(?:thanh|an\s+toan|cao)|tuan\s+le|ngay\s+hoi
        |trai\s+he|ky\s+thi|festival|hoi\s+cho|hoi\s+khoe|le\s+(?:khai|ra|trao|don) )
      # "công tác giảm nghèo 2 tháng đầu năm", "tỷ lệ hộ nghèo năm 2021"
    | (?P<stock> cong\s+tac|t[yi]\s+le|tong\s+so|san\s+luong|thu\s+ngan\s+sach|thu\s+nhap|doanh\s+thu|gia\s+tri\s+san|diem\s+sang
        |noi\s+bat|dong\s+gop|thanh\s+cong\s+chung|(?:tong\s+)?quyet\s+toan|khoi\s+sac|dau\s+an|chuyen\s+bien|giai\s+ngan|phong\s+trao
        |buc\s+tranh|kim\s+ngach|so\s+(?:vu|ca|ho|thu|luot)|thu,\s*chi|kinh\s+te(?:\s*-\s*|,\s+|\s+)xa\s+hoi )
    )(?![a-z])""",
    re.VERBOSE,
)
CUES_SPELT = {"se": "sẽ", "can": "cần", "nham": "nhằm"}
# A new clause: from here on "nhiệm vụ" and "triển khai" plan again
CLAUSE = re.compile(r"[,;:]|(?<![a-z])va(?![a-z])|\s-\s")
# "mục tiêu, nhiệm vụ, giải pháp": a list goes on
LIST_GOES_ON = re.compile(r"\s*(?:,|va)?\s*(?:(?:cac|nhung|mot\s+so|va)\s+)*")

# Two periods side by side: "tháng 10 và tháng 11", "tháng 12, quý IV và cả năm 2021", "tháng 3 và sơ kết quý I"
JOIN = re.compile(
    r"""\s*(?: (?P<to>den(?:\s+het)?|-) | [,;&+](?:\s*va)? | va | cung(?:\s+voi)? )\s*
        (?:(?:ca|trong|cua)\s+)*
        (?P<again>(?:(?:so\s+ket|tong\s+ket|danh\s+gia|ket\s+qua|tinh\s+hinh|cong\s+tac|luy\s+ke|chung|trong|cua|ca)\s+)*)""",
    re.VERBOSE,
)

# A sentence ends at a stop or a new line; not inside a number, nor where a line breaks a period ("đầu năm⏎2023")
SENTENCE_END = re.compile(
    r"[.!?](?!\d)|\n(?!(?:(?<=nam\n)|(?<=thang\n)|(?<=quy\n)|(?<=tuan\n)|(?<=dau\n)|(?<=cuoi\n)|(?<=doan\n)|(?<=ky\n))\s*[a-z\d])"
)

# "05/01/2021", "ngày 5 tháng 6 năm 2020"; not that of a document that is cited ("số 45/KH-UBND ngày 12/02/2019")
FULL_DATE = re.compile(
    rf"(?<![\d/])(?P<day>\d{{1,2}})(?:\s?(?P<sep>[/.-])\s?(?P<month>\d{{1,2}})\s?(?P=sep)\s?|\s+thang\s+(?P<month_words>{MONTH})\s+nam\s+)"
    rf"(?P<year>{YEAR})"
)
CITED = re.compile(r"(?<![a-z])(?:so\s+\S*\d\S*|/[a-z-]+|nghi\s+quyet|quyet\s+dinh|ke\s+hoach|chi\s+thi)[^.;\n]{0,30}\s*$")
