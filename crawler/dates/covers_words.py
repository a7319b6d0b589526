"""The words around a period in a report: which forms periods take, what reports, what plans, what only names.

Patterns alone, for folded text (see ``fold``), each with an example as pages have it. What is made of them
stands in ``covers_forms`` (the periods) and ``covers_roles`` (the sentences).
"""

from __future__ import annotations

import re

from crawler.dates.fold import fold
from crawler.dates.forms import MONTH, NUMBER

_FLAGS = re.VERBOSE


def _said(pattern: str) -> str:
    """A pattern of Vietnamese words as one writes them, for folded text: a space stands for any white space."""
    return r"\b(?:" + fold(pattern).plain.replace("\n", " ").replace(" ", r"\s+") + r")\b"


def _before(pattern: str) -> str:
    """Words that stand right before a period."""
    return _said(pattern) + r"\s+$"


# --- Forms of periods ----------------------------------------------------------------------------------------

YEAR = r"(?:19|20)\d\d(?!\d)"

# "II/2017", "1 năm 2021", "3.2018", "I - 2019", "15, năm 2022", "I (năm 2024)", "7 tháng của năm 2022"
_OF_YEAR = rf"""(?:
    \s*(?P<open>\()?\s*,?\s*(?:(?:cua|trong)\s+)?nam\s+(?P<year>{YEAR})(?(open)\s*\))
    | (?:\s{{0,3}}[/-]\s{{0,3}}|\s?\.)(?P<year_short>{YEAR})(?!/) )"""
_AND = r"\s*(?:[,&-]|(?:va|den)\b)\s*"
# Numbers that follow a first one count as more of the same only where nothing that they could count follows:
# "tháng 10, 11 năm 2023" and "quý I, II/2023", but not "tháng 10, 11 hộ".
_NO_MORE = rf"(?=\s*(?:$|[.,;:)\n]|(?:cua|tai|tren|nam\s+{YEAR}|trong)\b)|\s*[/-]\s*{YEAR})"

# Where a period may begin; everything else is passed over. Whether it begins inside a word or a number is asked
# afterwards: a pattern that begins with its letters is searched faster.
UNIT = re.compile(
    rf"(?:thang|qu[yi]|tuan|nam|giai\s+doan|nhiem\s+k[yi]|tu\s+ngay)\b|{YEAR}\s*(?:-|den\b)\s*(?:nam\s+)?{YEAR}(?!\s*-)"
)
IN_A_WORD = re.compile(r"[a-z]|[\d/.-](?=\d)")
NUMBER_BEFORE = re.compile(rf"(?<![a-z\d/.,-])((?!tu\s|gieng|chap){NUMBER})\s+$")
COUNT_BEFORE = re.compile(r"(?<![a-z\d/.,-])(\d{1,2}|hai|ba|bon|nam|sau|bay|tam|chin|muoi)\s+$")

# "6 tháng đầu năm 2020", "9 tháng năm 2020", "9 tháng", "6 tháng qua": from the word "tháng" on
MONTHS = re.compile(
    rf"""thang(?:
        \s+(?P<half>dau|cuoi)\b(?!\s+(?:tien|nam\s+hoc|nhiem|hoc|doi|thai)\b)(?:\s+(?:cua\s+)?nam\b)?
          (?:\s+(?P<half_year>{YEAR}))?
        | {_OF_YEAR}
        | \s+(?P<past>(?:vua\s+)?qua)\b
        | (?!\s*(?:[./-]|\d|(?:tuoi|mot|lan|tu|ke|tien|luong|nua|tet|sau|truoc|toi|lien|nghi)\b))
    )""",
    _FLAGS,
)
# "tháng 11", "tháng 11/2023", "tháng mười một năm 2023", "tháng 10, 11 năm 2023"
ONE_MONTH = re.compile(
    rf"""thang\s+(?!nam\s+{YEAR})(?P<first>{MONTH})(?!\s+lan\b)
        (?P<more>(?:{_AND}\d{{1,2}}(?!\d)){{1,11}}{_NO_MORE})?
        {_OF_YEAR}?
        (?!\d|\s*[/.-]\s*\d|\s+(?:am\s+lich|hang\s+nam|tuoi)\b)""",
    _FLAGS,
)
# "quý II/2017", "quý 1 năm 2021", "quý I và II năm 2020", "quí đầu năm 2021"
QUARTER = re.compile(
    rf"""qu[yi]\s+(?P<first>iv|i{{1,3}}|[1-4]|mot|hai|ba|bon|tu|dau(?:\s+tien)?|cuoi(?:\s+cung)?)(?![a-z\d%])
        (?P<more>(?:{_AND}(?:(?:iv|i{{1,3}})\b|[1-4](?![\d/%.,]?\d){_NO_MORE})){{1,3}})?
        {_OF_YEAR}?
        (?!\s*[/.]\s*\d)""",
    _FLAGS,
)
# "tuần 32", "tuần thứ 32 năm 2020", "tuần 32/2020"; not "tuần 3 buổi"; nor "tuần thứ 2 của tháng 3", whose days
# no two offices count alike
WEEK = re.compile(
    rf"""tuan\s+(?:(?:thu|le|so)\s+)?(?P<first>\d{{1,2}})(?!\d|\s*[/.-]\s*\d{{1,2}}(?!\d))
        {_OF_YEAR}?
        (?!\s*(?:,\s*|cua\s+|\()?thang\s|\s+(?:lan|buoi|ngay|tiet|gio|toi|hom|tuoi|thai)\b)""",
    _FLAGS,
)
# "năm 2021", "năm công tác 2021", "năm 2019 và năm 2020", "năm 2015 đến năm 2020", "năm 2021-2022"
ONE_YEAR = re.compile(
    rf"""nam\s+(?:(?:cong\s+tac|tai\s+chinh|ngan\s+sach)\s+)?(?P<first>{YEAR})
        (?P<more>(?:{_AND}(?:nam\s+)?{YEAR}(?!\s*[a-z]*\s+(?:ho|nguoi|luot|dong)\b)){{1,6}})?""",
    _FLAGS,
)
# "giai đoạn 2011-2020", "nhiệm kỳ 2021 - 2026", "giai đoạn từ năm 2011 đến năm 2020", "giai đoạn I (2021-2025)"
TERM = re.compile(
    rf"""(?:giai\s+doan|nhiem\s+k[yi])\s*(?:(?:[ivx]+|\d|cac\s+nam)\s*(?=[\s(]))?(?P<open>\()?\s*
        (?:tu\s+)?(?:nam\s+)?(?P<first>{YEAR})\s*(?:-|den)\s*(?:nam\s+)?(?P<last>{YEAR})(?(open)\s*\))""",
    _FLAGS,
)
# "2011 - 2021" behind "10 năm" or "3 năm thực hiện mô hình …"
YEARS = re.compile(rf"(?P<first>{YEAR})\s*(?:-|den)\s*(?:nam\s+)?(?P<last>{YEAR})(?!/)")
# "từ ngày 15/3 đến ngày 30/3/2018"
_DAY = rf"\d{{1,2}}[/.-]\d{{1,2}}(?:[/.-]{YEAR})?"
DAYS = re.compile(rf"tu\s+ngay\s+(?P<first>{_DAY})\s*(?:den(?:\s+het)?|-)\s*(?:ngay\s+)?(?P<last>{_DAY})(?![\d/.-]\d)")
# "từ đầu năm 2020 đến nay": from the word "năm" on, "từ đầu" before it
SO_FAR = re.compile(rf"nam(?:\s+(?P<year>{YEAR}))?\s+(?:cho\s+)?(?:den|toi)\s+nay\b")

# How every word of a period is spelt. Folded, "tháng sau" (next month) is "tháng sáu" (June), "thắng 3" a month,
# "quỹ một" a quarter and "Quảng Nam 2022" a year.
SPELT = frozenset(
    "tháng quý quí tuần năm giai đoạn nhiệm kỳ kì từ ngày đầu cuối tiên cùng của trong thứ lễ số và đến tới hết cho nay"
    " công tác tài chính ngân sách các vừa qua một hai ba tư bốn sáu bảy bẩy tám chín mười giêng chạp"
    " i ii iii iv v x vi".split()
)
TONED = re.compile("[À-ỹ\u0300-\u0303\u0306\u0309\u031b\u0323]")
"""A letter with a mark: only a text that has some can be asked how its words are spelt."""

# Two periods in one breath: "tháng 10 và tháng 11", "tháng 12, quý IV và cả năm 2021", "tháng 3 và sơ kết quý I"
JOIN = re.compile(
    r"""\s*(?: (?P<to>den(?:\s+het)?|-) | [,;&+](?:\s*va)? | va | cung(?:\s+voi)? )\s*
        (?:(?:ca|trong|cua)\s+)*
        (?P<again>(?:(?:so\s+ket|tong\s+ket|danh\s+gia|ket\s+qua|tinh\s+hinh|cong\s+tac|luy\s+ke|chung|trong|cua|ca)\s+)*)""",
    _FLAGS,
)

# --- What the words right beside a period make of it ----------------------------------------------------------

# "so với cùng kỳ năm 2019", "cao hơn mức của năm 2017", "gấp đôi tháng 7", "giảm từ 3,2% năm 2020 xuống …"
COMPARED = re.compile(
    rf"""(?:\b(?:so\s+voi|so\s+(?=cung)|cung\s+ky|cung\s+thoi\s+diem|hon|bang|gap\s+[\w,]+(?:\s+lan)?|vuot)|%\s+so)\s+
        (?:{_said("cùng kỳ|mức|của|với|các|trung bình|bình quân|kết quả|số liệu|cả")}\s+)*$
        | \btu\s+(?:muc\s+)?[\d.,]+\s*(?:%\s*|[a-z]+\s+){{0,3}}$""",
    _FLAGS,
)
# A moment, not a period: "vào tháng 3", "từ năm 2015", "trước quý II", "mỗi tháng một …", "rằm tháng Bảy",
# "diễn ra trong tháng 3", "hoàn thành trong tháng 9", "Cách mạng tháng Tám", "ngày mười tháng ba", "\"Tháng ba …"
MOMENT = re.compile(
    rf"""(?: \b(?P<word>tu|den|truoc|sau|sang|vao|hoi|giua|dau|cuoi|khoang|het|moi|hang|may|vai|ram|mung|mong|le)\s+
        | \b(?:cach\s+mang|tam\s+nhin|(?<!hoc\s)(?<!ve\s)(?<!dan\s)(?<!san\s)sinh)\s+
        | \b(?:ngay|mung|mong|ram)\s+(?:(?:mot|hai|ba|tu|bon|nam|sau|bay|tam|chin|muoi|ram)\s+)?
        | {_said("diễn ra|khai mạc|khai giảng|bắt đầu|tổ chức|hoàn thành|khánh thành|khởi công|ra đời|ra mắt")}
          \s+(?:(?:trong|vao)\s+)?
        | (?<![^\s(])"\s* )$""",
    _FLAGS,
)
# "hồi tháng 5" and not "văn hóa - xã hội tháng 5"; in a text without marks nobody can tell
MOMENT_SPELT = {
    "tu": "từ", "sau": "sau", "hoi": "hồi", "moi": "mỗi", "hang": "hàng hằng", "may": "mấy", "le": "lễ", "dau": "đầu",
    "vao": "vào", "den": "đến", "sang": "sang", "het": "hết",
}  # fmt: skip
UNSURE_WITHOUT_MARKS = frozenset(["hoi", "moi", "le", "sang", "sau", "may"])
TO_THE_END_OF = re.compile(r"\b(?:den\s+)?(?:het|den\s+cuoi)\s+$")  # "Đến hết quý III năm 2020"
# A day before its month: "ngày 5 tháng 6", "5, tháng 6"; before its year: "24/6 năm 2020"
DAY_BEFORE_MONTH = re.compile(r"(?<![\d.,/])\d{1,2}\s*(?:,\s*)?$")
DAY_BEFORE_YEAR = re.compile(r"\d[/.-]\d{1,2}\s*(?:,\s*)?$")
# "Luật Trẻ em năm 2016", "thành lập năm 1978", "xếp hạng di tích cấp quốc gia năm 1992"; "vụ xuân năm 2022",
# "tết Nguyên đán năm 2023"; "học kỳ II năm 2022"
_ACT = r"(?<!phap\s)(?<!ky\s)luat(?!\s+(?:gia|su)\b)|" + _said(
    "pháp lệnh|hiến pháp|nghị định|thông tư|quyết định|thành lập|tái lập|xếp hạng|xây dựng từ|tốt nghiệp|nhập ngũ"
)
_SEASON = _said(
    "vụ (?:đông xuân|xuân hè|hè thu|thu đông|chiêm xuân|xuân|mùa|đông|chiêm)|mùa (?:giải|khô|mưa|bão|hè|vụ|xuân)"
)
OF_AN_ACT = re.compile(rf"(?:{_ACT})(?:\s+[a-z\d/-]+){{0,6}}\s*[,(-]?\s*$")
OF_A_SEASON = re.compile(
    rf"""(?: {_SEASON} | \btet(?:\s+[a-z]+){{0,4}}
        | \bhoc\s+k[yi](?:\s+[ivx\d]+)? | {_said("năm học|niên khóa|niên độ|khóa học|khóa")} )\s*[,(-]?\s*$""",
    _FLAGS,
)
# "Giải diễn ra từ ngày 10/3 đến ngày 15/3"
OF_AN_EVENT = re.compile(_before("diễn ra|tổ chức|khai mạc|nghỉ|kéo dài|trưng bày"))
# Between a cue and "nhiệm kỳ 2021-2026": part of the name of a body, of an election, of a programme
OF_A_BODY = re.compile(_said("HĐND|hội đồng nhân dân|ban chấp hành|ủy viên|cấp ủy|ban thường vụ"))
OF_AN_ELECTION = re.compile(_said("bầu|bầu cử|ứng cử|đại biểu (?:quốc|HĐND|hội đồng)|đại hội điểm"))
OF_A_PROGRAMME = re.compile(_said("nghị quyết|đại hội|chương trình|đề án|kế hoạch|dự án|quy chế"))
# "bài thuốc quý 3 đời", "4 đoàn khách quý"
PRECIOUS = re.compile(
    _before(
        "thuốc|khách|đá|gỗ|quà|cây|loài|vật|hiếm|cao|yêu|thân|trân|đáng|liệu|sách|thú|gen|phú|vàng|doanh|ông|bà|anh|chị"
    )
)
# "Sơ kết 6 tháng thực hiện mô hình …": a length; "9 tháng thực hiện nhiệm vụ năm 2020" is a period
LENGTH_AFTER = re.compile(
    r"\s+"
    + _said("thực hiện|triển khai|vận hành|thi công|cao điểm|hoạt động|ra quân|đào tạo|tập huấn|thí điểm|từ")
    + r"(?!\s+"
    + _said("các|công tác|nhiệm vụ|kế hoạch|chỉ tiêu|mục tiêu|dự toán")
    + ")"
)
# "kéo dài 6 tháng", "khóa học 3 tháng", "định kỳ 6 tháng", "hỗ trợ 3 tháng", "đợt cao điểm 2 tháng"
LENGTH_BEFORE = re.compile(
    _before(
        "lớp|khóa|học|dài|hạn|gian|vòng|sau|cứ|mỗi|kỳ|hơn|gần|án|phạt|dự|được|suốt|thêm|hằng|trợ|trước|còn|tới|điểm|tuần"
    )
)
# "tháng 12 tới", "quý III sắp tới"
NEXT_AFTER = re.compile(r"\s+(?:sap\s+)?(?:toi|den)\b(?!\s+(?:thang|quy|nam|nay|tuan|het)\b)")
PAST_AFTER = re.compile(r"\s+(?:nam\s+)?(?:vua\s+)?qua\b")  # "tháng 11 vừa qua"
# "Công tác từ tháng 9/2020 đến tháng 02/2021: kết quả nổi bật"
RESULTS_AFTER = re.compile(r"\s*:\s*(?:nhung\s+)?" + _said("kết quả|thành tựu|dấu ấn|nhìn lại"))
# "Số vụ vi phạm tháng 11/2021 tăng 12 vụ"
RESULT_NEXT = re.compile(r"\s+(?:(?:da|uoc|deu)\s+)?(?:tang|giam|dat|vuot)\b")
# "anh", "chị", "gia đình" …: the story of one person
PERSON = re.compile(
    r"\s*,?\s*(?:"
    + _said("anh|em|cô giáo|thầy|cháu|bác|gia đình|đồng chí|ông")
    + r"|ba\s(?!con)|chi\s(?!bo|hoi|cuc|doan|nhanh|uy|tieu|phi|tra))"
)
# The opening of a sentence: nothing before it, a colon, a dash ("CTTĐT - Trong tháng 6"), or "trong" (in)
OPENING = re.compile(
    r"(?:^[\s\"'(*-]*|[:;]\s*|\s[-]\s+|,\s*(?=trong\s|qua\s))(?:"
    + _said("trong|qua|kết thúc|riêng|tính|tính chung|lũy kế|cộng dồn|đến|hết|suốt|chỉ|hai|ba|cả|sau|nhiệm kỳ")
    + r"\s+){0,3}$"
)
INSIDE = re.compile(_before("(?:trong|của|qua|cho|các)(?: cả)?"))
BARE = re.compile(r"[\s.,;:()\"]*(?:trong|qua|hai|ca|nay)?[\s.,;:()\"]*")  # beside a phrase that is the whole text

# The first of these after a period tells whether it is ahead, over, or only counted in.
_GOING_ON = "tiếp tục(?! (?:được|phát triển|tăng|ổn định|giữ|duy trì|đạt|có|chuyển))"
_AHEAD = _said(
    f"sẽ|phấn đấu|tập trung|{_GOING_ON}|dự kiến|cần|yêu cầu|đề nghị|quyết tâm|phải|đặt mục tiêu|đẩy mạnh|chuẩn bị"
    "|để (?:thực|hoàn)|triển khai|mục tiêu|là năm (?:đầu|bản lề)|khai mạc|lễ hội|giải (?:bóng|chạy|thể|cầu)"
    "|hội thi|ngày hội|diễn ra|tổ chức (?:lễ|hội thi|giải)"
)
_OVER = _said(
    "đã|đạt|vượt|hoàn thành|nhìn lại|kết quả|thành tựu|dấu ấn|bức tranh|khởi sắc|ghi nhận|nổi bật|điểm sáng|ước"
    "|không (?:xảy|có|để)|ổn định|thành công|bám sát|giữ vững|duy trì|tăng|giảm|chiếm"
)
_COUNTED = _said("được|nhiều|có thêm|còn|tốt") + r"|\d[\d.,]*(?![\d/.-])(?!\s*(?:thang|gio|h)\b)|\d+/\d+\s+[a-z]"
SIGN = re.compile(rf"\b(?<![/\d])(?:(?P<ahead>{_AHEAD})|(?P<over>{_OVER})|(?P<some>{_COUNTED}))")
STOP = re.compile(r"[;\n]|\.(?!\d)")  # no sign is looked for beyond
SIGNS_SPELT = {
    "da": "đã", "se": "sẽ", "dat": "đạt", "can": "cần", "phai": "phải", "tang": "tăng", "giam": "giảm", "duoc": "được",
    "uoc": "ước", "con": "còn", "tot": "tốt",
}  # fmt: skip

# --- What a sentence makes of the periods that follow ----------------------------------------------------------

# Its cues, read from left to right: of each kind the phrases, the likelier kind first.
_PHRASES = {
    # "vượt kế hoạch", "thực hiện tốt nhiệm vụ", "Phòng Tài chính - Kế hoạch": say nothing new
    "nothing": r"(?:thực hiện|vượt|theo|đúng)(?: (?:tốt|các|thắng lợi|có hiệu quả|hiệu quả|mức|so với))*"
    r" (?:nhiệm vụ|kế hoạch|chỉ tiêu|mục tiêu|giải pháp|dự toán)"
    r" | tài chính[\s-]+kế hoạch | kế hoạch (?:và đầu tư|đầu tư|và tài chính) | báo cáo viên",
    # "đánh giá công tác quý I", "sơ kết 6 tháng", "Kết quả năm 2021"
    "reported": "đánh giá | sơ kết | tổng kết | kiểm điểm | nhìn lại | điểm lại | báo cáo | tình hình | thành tựu"
    " | biểu dương | khen thưởng | tổng hợp | ước (?:thực hiện|tính|kết quả) | (?<!lập\\s)thành tích"
    " | kết quả(?! (?:thi(?! (?:đua|hành))|trúng|xét tuyển|tuyển sinh|bầu cử|kỳ thi|xổ số|bốc thăm)\\b)",
    # "hoàn thành nhiệm vụ quý I" is reported, "phấn đấu hoàn thành …" is not
    "result": "hoàn thành | đạt được | đã đạt | ghi nhận | đạt kết quả"
    " | đã (?:[a-z]+ )?(?:triển khai|thực hiện|tập trung)",
    # "giao ban tuần 32"
    "briefing": "giao ban",
    # "phiên họp thường kỳ tháng 4": the meeting's own month
    "session": "phiên họp | họp (?:về|thường kỳ|ủy ban|UBND|phiên|báo) | phiên thường kỳ | sinh hoạt chi bộ",
    # "phương hướng quý III", "phấn đấu", "ký giao ước thi đua năm 2020", "lịch trực tháng 10"
    "planned": "phương hướng | phấn đấu | dự kiến | thời gian tới | hướng (?:tới|đến) | định hướng | quyết nghị"
    " | giao ước | phát động | yêu cầu | đề nghị | quyết tâm | giao nhiệm vụ | nhằm | để thực hiện | phân công"
    " | tập trung | đặt mục tiêu | mục tiêu đến | sẽ | cần | lịch (?:công tác|làm việc|trực|tiếp|họp|và)"
    " | (?<!địa\\s)(?<!trưởng\\s)(?<!phó\\s)bàn (?:việc|nhiệm vụ|giải pháp|phương|biện pháp|công tác|về)"
    f" | {_GOING_ON}",
    # "nhiệm vụ trọng tâm tháng 12": planned, unless the clause reports on it
    "weak": "nhiệm vụ | triển khai | kế hoạch(?! hóa) | chương trình công tác | mục tiêu(?! quốc) | chỉ tiêu"
    " | giải pháp | trọng tâm | dự toán | phương án | chuẩn bị | ban hành | tăng cường | đẩy mạnh | ra quân"
    " | đề ra (?:nhiệm|phương|giải|mục|kế|chỉ)",
    # "kỷ niệm 20 năm tái lập huyện (1997 - 2017)", "tập huấn công tác Mặt trận năm 2022"
    "aside": "kỷ niệm | chào mừng | lập thành tích | mừng (?:Đảng|xuân) | tập huấn | bồi dưỡng | tuyển (?:sinh|dụng)"
    " | khai giảng | hưởng ứng | giám sát | thẩm định | thông báo(?! kết) | trao (?:giải|tặng) | thi tuyển"
    " | kết quả (?:thi|trúng|xét|bầu|kỳ|xổ|bốc) | (?<!đã\\s)kiểm tra",
    # "Tổng kết Giải chạy Báo năm 2020", "Tổng kết Tháng hành động vì trẻ em năm 2021"
    "event": "lễ hội | hội thi | hội thao | hội diễn | cuộc thi | liên hoan | chiến dịch | tuần lễ | ngày hội"
    " | giải (?:bóng|chạy|thể thao|cầu lông|quần|cờ|việt|vô|đua|đấu|báo|thưởng|cúp|bơi|điền|vật) | trại hè | kỳ thi"
    " | tháng (?:hành động|thanh|an toàn|cao) | festival | hội chợ | hội khỏe | lễ (?:khai|ra|trao|đón)",
    # "công tác giảm nghèo 2 tháng đầu năm", "tỷ lệ hộ nghèo năm 2021"
    "stock": r"công tác | chỉ số | tỷ lệ | tỉ lệ | tổng số | sản lượng | thu ngân sách | thu nhập | doanh thu"
    r" | giá trị sản | điểm sáng | nổi bật | đóng góp | thành công chung | quyết toán | khởi sắc | dấu ấn | chuyển biến"
    r" | giải ngân | phong trào | bức tranh | kim ngạch | số (?:vụ|ca|hộ|thu|lượt) | kinh tế[\s,-]+xã hội | thu, chi",
}


def _by_first_word(phrases: dict[str, str]) -> dict[str, re.Pattern[str]]:
    """One pattern for each word that a phrase begins with; the group that matches names the kind.

    A sentence has hundreds of words and few of these: looking a word up is much faster than trying all phrases.
    """
    found: dict[str, dict[str, list[str]]] = {}
    for kind, listed in phrases.items():
        for phrase in listed.split(" | "):
            heads = re.match(r"(?:\(\?<![^)]*\))*(?:\(\?:([a-z |]+)\)|([a-z]+))", fold(phrase).plain)
            assert heads is not None, phrase
            for head in {words.split()[0] for words in (heads[1] or heads[2]).split("|")}:
                found.setdefault(head, {}).setdefault(kind, []).append(phrase)
    return {
        head: re.compile("|".join(f"(?P<{kind}>{_said('|'.join(listed))})" for kind, listed in kinds.items()))
        for head, kinds in found.items()
    }


CUES = _by_first_word(_PHRASES)
WORD = re.compile("[a-z]+")
RUN_BY_AN_OFFICE = re.compile(_said("công tác|quản lý"))  # "kết quả công tác lễ hội năm 2023"
CUES_SPELT = {"se": "sẽ", "can": "cần", "nham": "nhằm"}
# A new clause: from here on "nhiệm vụ" and "triển khai" plan again
CLAUSE = re.compile(r"[,;:]|\bva\b|\s-\s")
# "mục tiêu, nhiệm vụ, giải pháp": a list goes on
LIST_GOES_ON = re.compile(r"\s*(?:,|va)?\s*(?:(?:cac|nhung|mot\s+so|va)\s+)*")
# A sentence ends at a stop or a new line; not inside a number, nor where a line breaks a period ("đầu năm⏎2023")
SENTENCE_END = re.compile(
    r"[.!?](?!\d)|\n(?!(?:(?<=nam\n)|(?<=thang\n)|(?<=quy\n)|(?<=tuan\n)|(?<=dau\n)|(?<=cuoi\n)|(?<=doan\n)|(?<=ky\n))"
    r"\s*[a-z\d])"
)

# --- Which year is now ----------------------------------------------------------------------------------------

# "05/01/2021", "ngày 5 tháng 6 năm 2020"; not that of a document that is cited ("số 45/KH-UBND ngày 12/02/2019")
FULL_DATE = re.compile(
    rf"""(?<![\d/])(?P<day>\d{{1,2}})
        (?: \s?(?P<sep>[/.-])\s?(?P<month>\d{{1,2}})\s?(?P=sep)\s? | \s+thang\s+(?P<month_words>{MONTH})\s+nam\s+ )
        (?P<year>{YEAR})""",
    _FLAGS,
)
CITED = re.compile(
    r"(?:\bso\s+\S*\d\S*|/[a-z-]+|" + _said("nghị quyết|quyết định|kế hoạch|chỉ thị") + r")[^,.;\n]{0,30}\s*$"
)
