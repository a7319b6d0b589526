"""Who held a meeting and where: ``Chiều 30/11, tại Hội trường UBND huyện, Huyện ủy tổ chức hội nghị …``.

The body is the subject of the verb that held it, or stands between *do* and *tổ chức*; a territory (*Huyện Thanh
Trì giao ban*) or a person is none. The place follows *tại* in a sentence that tells of the meeting; what is said of
another (*tại hội nghị*, *tại Kế hoạch số 5*) is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from storage.records import Said

from .meeting_text import Line, one_of

# How the names of bodies begin, in lower case and one spelling.
_BODIES = one_of(
    """thường trực(?: (?:huyện|thành|tỉnh|thị|quận|đảng|hđnd|hội đồng|ubnd|ủy ban|ban)) | (?:ban )?thường (?:vụ|trực)
    | btv | bch | bcđ | bchqs | ban (?:chấp hành|biên tập|chỉ (?:đạo|huy)|tuyên giáo|dân vận|tổ chức|nội chính
    |pháp chế|kinh tế|văn hóa|dân tộc|đại diện|quản lý|giám đốc|công tác|điều hành|vận động|an toàn|thi đua
    |tiếp công dân|bầu cử|bảo vệ|chqs) | ubnd | hđnd | ubmttq | mttq | ub mttq | mặt trận tổ quốc | ủy ban
    | hội đồng | (?:huyện|thành|tỉnh|thị|quận|đảng) ủy | đảng (?:bộ|đoàn) | chi bộ
    | (?:huyện|thành|tỉnh|thị|quận) đoàn | đoàn (?:đbqh|đại biểu|thanh niên|tncs|xã|phường|khối|trường)
    | tổ (?:đại biểu|công tác) | hội (?:lhpn|liên hiệp|phụ nữ|nông dân|cựu|ccb|chữ thập|khuyến|người|luật|nhà|đông
    |làm|nạn|cha mẹ|bảo trợ|doanh) | liên đoàn | tiểu ban | công (?:đoàn|an|ty)
    | bộ(?! (?:phận|máy|đội|mặt|tiêu|quy|thủ|môn|luật|sưu|sách)) | sở | phòng | chi cục | (?:tổng )?cục | trung tâm
    | văn phòng | viện | tòa án | kho bạc | bảo hiểm | bhxh | ngân hàng | agribank | nhcsxh | hạt kiểm lâm
    | thanh tra | trạm | trường(?! hợp) | cụm | khối | ngành | liên minh | hợp tác xã | htx | chính phủ | quốc hội
    | bộ chính trị | ban bí thư | lãnh đạo (?:ubnd|hđnd|huyện|thành) | vụ | học viện | bệnh viện | điện lực
    | câu lạc bộ | tổng công ty | tập đoàn"""
)
_IS_BODY = re.compile(rf"{_BODIES}(?!\w)")
# Where a clause, and with it the name of a body, may begin: behind a sign, a date, "do", "vừa qua".
_HEAD = re.compile(r"(?:^|[,;:.“\"\n]|\)\s?-?|\s-|/\d+\)?|\d{4}|(?<!\w)(?:do|nay|qua|đây))\s*", re.MULTILINE)
# The verb of a body that holds a meeting.
_BY_ITSELF = (
    "họp", "giao ban", "sơ kết", "tổng kết", "tọa đàm", "tiếp xúc", "đối thoại", "gặp mặt", "tập huấn", "hội ý",
    "làm việc với", "làm việc tại",
)  # fmt: skip
_HOLDS = re.compile(
    r"(?<!\w)(?:(?<!ban )(?<!việc )tổ chức|khai mạc|bế mạc|triệu tập|tiến hành|mở|có (?:buổi|cuộc|phiên)|"
    + "|".join(_BY_ITSELF)
    + r")(?!\w)"
)
# What is held, right behind the verb, or the verb holds it by itself.
_MEETINGS = one_of(
    """hội (?:nghị|thảo|đàm) | cuộc | buổi | phiên | kỳ | họp | giao ban | sơ kết | tổng kết | đại hội | tọa đàm
    | tập huấn | lớp | lễ | đối thoại | tiếp | gặp | quán | triển | học tập | diễn đàn | chương trình | hai | ba
    | thành công | thẩm tra"""
)
_HELD = re.compile(rf"\s*[“\"(]?(?:thành công |trọng thể |phiên |khai mạc |bế mạc )*{_MEETINGS}")
# Behind the name of a body, before the verb: when, how, with whom.
_ADVERBS = one_of(
    """đã | vừa | mới | long trọng | trọng thể | tiếp tục | chính thức | đồng loạt | phối hợp | kết hợp | cùng | gồm
    | khóa | nhiệm kỳ | lần thứ | tại | sáng | chiều | tối | trưa | ngày | hôm | vào | sẽ | phiên | trực tiếp
    | chủ trì | họp | ứng cử | bầu tại | đơn vị bầu | nhằm | để | theo | với sự | dưới | trong | được | đến
    | tham dự | dự | có"""
)
_LEAVES_OFF = re.compile(rf"\s*(?:,?\s*(?<!\w){_ADVERBS}(?!\w)|\(?(?:lần|mở rộng))")
_NO_BODY = re.compile(r"(?<!tp)(?<!tx)(?<!tt)[.!?;]\s|(?<!\w)(?:hội nghị|đồng chí|ông|bà|tham dự)(?!\w)")
_LONGEST, _FARTHEST = 170, 500

# tại (Hội trường UBND huyện)
_AT = re.compile(r"(?<!\w)(?:tại|ở)\s+(?!chỗ|đây|đó)")
# Rooms that meetings are held in, wherever in the sentence they are named; other places where "tại" opens its clause,
# or follows a date or the verb: "giao ban về ổ dịch tại xóm Bến" is no place of the meeting.
_HALLS = one_of(
    """hội trường | phòng họp | trụ sở | nhà (?:quốc hội|văn hóa|thi đấu|khách|sinh hoạt) | khách sạn | hội quán
    | đình | trung tâm (?:hội nghị|văn hóa|chính trị|bồi dưỡng)"""
)
_HALL = re.compile(rf"{_HALLS}(?!\w)")
_MAY_BE_WHERE = re.compile(
    r"(?:^\W*|[,;:)-]\s*|\d\s*|(?<!\w)(?:nay|qua|(?<!ban )tổ chức|diễn ra|khai mạc|tiến hành|họp|sáng|chiều|tối"
    r"|trọng thể|thành công|hội nghị|cuộc họp)\s+)$"
)
_PLACES = one_of(
    """nhà | trung tâm | sân | khu | ubnd | hđnd | (?:huyện|thành|tỉnh|đảng|thị|quận) ủy | xã | phường
    | thị (?:trấn|xã) | huyện | thành phố | tp | tỉnh | quận | thôn | bản | ấp | buôn | tổ dân phố | khối | xóm
    | trường | công ty | sở | bộ(?! phận) | văn phòng | công an | thủ đô | chùa | ủy ban | cơ quan | phòng | tầng
    | đơn vị bầu | rạp | bảo tàng | thư viện | bệnh viện | trạm | chi cục | cụm | doanh nghiệp"""
)
_PLACE = re.compile(rf"{_PLACES}(?!\w)")
_NO_PLACE = re.compile(
    one_of(
        r"""hội nghị | buổi | cuộc | kỳ | phiên | đại hội | điểm cầu | các | quyết định | nghị | kế hoạch | thông báo
    | công văn | điều | khoản | chỉ thị | báo cáo | luật | hội thảo | tọa đàm | lễ | lớp | chương trình | văn bản
    | kết luận | thời điểm | nhiều | những | một số | hai | ba | bốn | \d"""
    )
)
_BEHIND_A_PLACE = one_of(
    """đã | vừa | vào | ngày | sáng | chiều | tối | với | do | dưới | nhằm | để | diễn ra | (?<!ban )tổ chức | có
    | kết nối | kết hợp | theo | thông qua | về | đến | khai mạc | chủ trì | đồng chí | (?<!nhà )(?:ông|bà)
    | (?<!phòng )họp | sẽ | trong | từ | phối hợp | lúc | nơi | là | (?<!tâm )hội nghị | giai đoạn | cuộc | buổi
    | kỳ họp | phiên | được | giao ban | cho | bằng | cùng | nhân (?:dịp|kỷ) | và (?:trực tuyến|các) | lãnh đạo
    | thường trực | ban (?:thường|chỉ|chấp) | đại diện | đoàn | (?<!khu )(?<!nhà )làm việc | tiếp"""
)
_PLACE_ENDS = re.compile(rf"\s*(?:[,.;:()!?…\n“”\"]|\s-\s|(?<!\w){_BEHIND_A_PLACE}(?!\w))")
_THERE = re.compile(r",? (?:tham |cùng )?dự (?!và chủ)")  # "Tại huyện Y, dự hội nghị có …": where some of them were
_LONGEST_PLACE = 110


def organiser_of(lines: Sequence[Line]) -> Said | None:
    """The body that held the meeting which some sentences tell of; of several that worked together the first."""
    return next((said for line in lines if (said := _organiser(line))), None)


def place_of(lines: Sequence[Line]) -> Said | None:
    """Where the meeting which some sentences tell of was held."""
    return next((said for line in lines if (said := _place(line))), None)


def _organiser(line: Line) -> Said | None:
    plain = line.plain
    for verb in _HOLDS.finditer(plain):
        holds = verb.group() in _BY_ITSELF or _HELD.match(plain, verb.end())
        by = _last_by(plain, verb.start())
        if (holds or by is not None) and (said := _subject(line, verb.start(), by)):
            return said
    return None


def _last_by(plain: str, end: int) -> int | None:
    """Where what stands between "do" and the verb begins."""
    place = plain.rfind(" do ", max(0, end - _LONGEST), end)
    return None if place < 0 else place + len(" do ")


def _subject(line: Line, end: int, by: int | None) -> Said | None:
    """The body whose name leads up to a verb, what stands between the two left out."""
    plain = line.plain
    for start in _starts(line, max(0, end - _FARTHEST), end) if by is None else [by]:
        off = _LEAVES_OFF.search(plain, start, end)
        stop = start + len(plain[start : off.start() if off else end].rstrip(" ,;:-("))
        if (by is None or _IS_BODY.match(plain, start)) and _is_body(plain[start:stop]):
            return _said(line, start, stop)
    return None


def _starts(line: Line, left: int, end: int) -> Iterator[int]:
    """Where a body's name may begin: at the head of a clause, a capital first unless a comma or a day leads to it."""
    if _IS_BODY.match(line.plain, left, end):
        yield left
    for head in _HEAD.finditer(line.plain, left, end):
        start = head.end()
        led = head.group().strip()[-1:]
        capital = line.text[start : start + 1].isupper()
        if (capital or led in (",", "y", "a") or led.isdigit()) and _IS_BODY.match(line.plain, start, end):
            yield start


def _is_body(words: str) -> bool:
    return 2 < len(words) <= _LONGEST and not _NO_BODY.search(words)


def _place(line: Line) -> Said | None:
    plain = line.plain
    for at in _AT.finditer(plain):
        start = at.end()
        if not _is_where(line, at):
            continue
        end = _PLACE_ENDS.search(plain, start, start + _LONGEST_PLACE)
        stop = end.start() if end else len(plain)
        if 2 < stop - start <= _LONGEST_PLACE and not _THERE.match(plain, stop):
            return _said(line, start, stop)
    return None


def _is_where(line: Line, at: re.Match[str]) -> bool:
    """Whether what follows "tại" is a place, and the meeting's."""
    plain, start = line.plain, at.end()
    if _NO_PLACE.match(plain, start):
        return False
    if _HALL.match(plain, start):
        return True
    named = _PLACE.match(plain, start) or line.text[start : start + 1].isupper()
    return (
        bool(named)
        and plain.startswith("tại", at.start())
        and _MAY_BE_WHERE.search(plain, max(0, at.start() - 60), at.start()) is not None
    )


def _said(line: Line, start: int, end: int) -> Said:
    span = line.span(start, end)
    return Said(" ".join(span.text.split()), span)
