"""Whether a text is news of a meeting, and of which kind.

A word alone tells nothing: *hội nghị* stands in laws, in invitations, in features that look back on a year, and as
the name of what a resolution is of. So the word must be what the title announces, or what the first sentences tell
as an event that took place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from storage.records import Said

from .meeting_text import Line, one_of

#: Every kind there is, the more telling of two words in one sentence first; the last four are what a meeting is called
#: where nothing says what it was for. ``giao ban`` is the regular briefing, ``tổng kết`` takes stock of a whole,
#: ``sơ kết`` of a part, ``kỳ họp`` is a council's session, ``phiên họp`` a sitting of a committee or a board.
KINDS = (
    "tiếp xúc cử tri", "họp báo", "giao ban", "đại hội", "kỳ họp", "tổng kết", "sơ kết", "phiên họp", "hội thảo",
    "tọa đàm", "tập huấn", "đối thoại", "quán triệt", "triển khai", "làm việc", "gặp mặt", "cuộc họp", "hội nghị",
)  # fmt: skip
_GENERAL = frozenset(("làm việc", "gặp mặt", "cuộc họp", "hội nghị"))
_MORE = frozenset(("làm việc", "gặp mặt"))  # visits and supervisions have them too: told alone they are no meeting
# Where the title has the word alone, and the text speaks of a meeting, it is one; the others may be work of a year.
_ANNOUNCE = frozenset(KINDS) - {"tổng kết", "sơ kết", "đại hội", "tập huấn", "đối thoại", "làm việc", "gặp mặt"}

# The words of each kind, in lower case and one spelling (``Line.plain``): what is looked for, what must match there.
_FORMS = tuple(
    (kind, word, re.compile(pattern + r"(?!\w)"))
    for kind, word, pattern in (
        ("tiếp xúc cử tri", "tiếp xúc", r"tiếp xúc (?:với )?(?:[^,.;]{0,30} )?cử tri"),
        ("tiếp xúc cử tri", "txct", "txct"),
        ("họp báo", "họp báo", "họp báo"),
        ("giao ban", "giao ban", "giao ban"),
        ("đại hội", "đại hội", r"đại hội(?! (?:đồng|đoàn kết|thể (?:dục|thao)|tdtt|khỏe))"),
        ("kỳ họp", "kỳ họp", "kỳ họp"),
        ("tổng kết", "tổng kết", r"tổng kết(?! thực tiễn)"),
        ("sơ kết", "sơ kết", "sơ kết"),
        ("phiên họp", "phiên", r"phiên (?:họp|thường kỳ|giải trình|chất vấn)"),
        ("hội thảo", "hội thảo", "hội thảo"),
        ("tọa đàm", "tọa đàm", "tọa đàm"),
        ("tập huấn", "tập huấn", "tập huấn"),
        ("đối thoại", "đối thoại", "đối thoại"),
        ("quán triệt", "hội nghị", r"hội nghị (?:[^\W\d]+[ ,]{1,2}){0,6}?quán triệt"),
        ("triển khai", "hội nghị", r"hội nghị (?:[^\W\d]+[ ,]{1,2}){0,4}?triển khai"),
        ("làm việc", "làm việc", r"làm việc (?:với|tại)|(?<=buổi )làm việc"),
        ("gặp mặt", "gặp mặt", "gặp mặt"),
        ("phiên họp", "họp", r"(?<!phiên )(?<!kỳ )họp (?:phiên|thường (?:kỳ|lệ|trực))"),
        ("cuộc họp", "cuộc họp", "cuộc họp"),
        ("cuộc họp", "buổi họp", "buổi họp"),
        (
            "cuộc họp",
            "họp",
            r"(?<!phiên )(?<!kỳ )(?<!cuộc )(?<!buổi )(?<!phù )(?<!sum )(?<!phòng )"
            r"họp(?! (?:báo|phiên|thường|lớp|chợ|mặt))",
        ),
        ("hội nghị", "hội nghị", "(?<!trung tâm )hội nghị"),
    )
)

# Before the word: it is another meeting that is spoken of, one to come, one that a paper is of, or many.
_OTHER = one_of(
    """trước | sau | từ sau | chuẩn bị(?: (?:cho|tổ chức|phục vụ|tốt|các điều kiện))* | phục vụ
    | trình(?: (?:\\S+ ){0,4}tại)? | của | cho | nghị quyết(?: (?:của|tại))? | hướng (?:tới|đến) | tiến tới
    | chào mừng | mừng | đón | văn kiện | bảo vệ | kế hoạch | an (?:ninh|toàn) | biên bản | tài liệu | lịch
    | giấy mời | nội dung | các | những | nhiều | mỗi | mọi | hàng loạt | số lượng | kết luận (?:của|tại|số) | theo
    | tinh thần | giữa (?:hai|\\d+) | báo cáo | bản | công tác | việc | chế độ | quy chế | quy định | ban tổ chức
    | kết quả | nhiệm kỳ | hằng | phòng | cuộc thi | được dự | ủy ban | kiến nghị | giải quyết | dự thảo
    | (?:sẽ|dự kiến|sắp(?! xếp))(?: (?:được|tổ chức|diễn ra|khai mạc|có))*"""
)
# "12 hội nghị" are many; "Cụm thi đua số 2 họp" is one.
_NUMBERED = ("thôn", "số", "phường", "quận", "bộ", "tổ", "phố", "lần", "khối", "xóm", "ấp", "ngày", "bản", "cụm")
_MANY = "".join(f"(?<!{word} )" for word in _NUMBERED) + r"\d{1,3}"
_ANOTHERS = re.compile(rf"(?:^|[\s(“\"])(?:{_OTHER}|{_MANY})(?: (?:cuộc|buổi|lần|đợt|lớp|tổ chức|khai mạc))?\s+$")

# Behind it: "giao ban tuần trước".
_BEFORE = re.compile(r"(?: [^\W\d]+){0,2} (?:tuần|tháng|quý|năm|lần|kỳ|hôm) (?:trước|ngoái)(?!\w)")

# Before the word, in its clause: somebody held it.
_HOLDS = one_of(
    """(?<!ban )(?<!việc )tổ chức | tiến hành | diễn ra | khai mạc | bế mạc | triệu tập | chủ (?:trì|tọa) | mở | họp
    | có (?:buổi|cuộc|phiên) | vừa | đã"""
)
_HELD = re.compile(rf"(?<!\w){_HOLDS}(?!\w)[^.;:]{{0,90}}$")
# Right before it: somebody came to it, or spoke at it.
_CAME = one_of(
    r"""tại | (?:tham |đến |tới |về |cùng )?dự | tham gia | chủ trì | (?:quang|toàn) cảnh | kết thúc
    | (?:phát biểu|kết luận|chỉ đạo|khai mạc|thảo luận|báo cáo)(?: [^\W\d]+){0,2}"""
)
_AT = re.compile(rf"(?<!\w){_CAME} (?:buổi |cuộc |lễ |phiên )?$")
# Behind it: it took place.
_TOOK_PLACE = one_of(
    """(?:được|do) [^.;:]{0,80}?tổ chức | diễn ra | khai mạc | bế mạc | nhằm đánh giá
    | (?:đã|được) (?:nghe|thông qua|thảo luận|đánh giá|tổ chức)"""
)
_WAS = re.compile(rf"[^.;:]{{0,90}}?(?<!\w){_TOOK_PLACE}(?!\w)")
# A body does it: "UBND huyện giao ban", "Sáng 5/6, Huyện ủy họp".
_DOES = frozenset(KINDS) - {"họp báo", "đại hội", "kỳ họp", "hội thảo", "quán triệt", "triển khai", "hội nghị"}
_DAY = re.compile(
    r"\d{1,2}\s?[/.-]\s?\d{1,2}(?!\d)|ngày \d|(?<!\w)(?:sáng|chiều|tối|hôm) (?:nay|qua)(?!\w)|vừa qua|vừa"
)
_JUST = re.compile(r"(?<!\w)(?:vừa|mới đây)(?!\w)")
_TO_COME = re.compile(r"(?<!\w)(?:sẽ|dự kiến|sắp(?! xếp))(?!\w)[^.;:]*$")
_COMING = re.compile(
    r"(?<!\w)(?:sẽ|dự kiến|sắp(?! xếp)) (?:được |chính thức )?(?:khai mạc|diễn ra|tổ chức|họp|tiến hành|xem xét)"
)
# A sentence that gives an example, or looks back.
_ASIDES = one_of(
    r"""điển hình | cụ thể | đồng thời | đến (?:thời điểm|nay|hết) | tính đến | từ đầu | trong đó | đặc biệt | trước đó
    | trước đây | tiêu biểu | bên cạnh | ngoài ra | hằng | hàng | mỗi | để | nhiều năm | thời gian qua | những năm
    | qua \d+ năm | định kỳ"""
)
_ASIDE = re.compile(rf"(?:\([^)]{{0,40}}\))?\W*{_ASIDES}(?!\w)")
_AT_ONCE = 60  # of a sentence that begins "Tại hội nghị"
_OCCASIONS = ("hội nghị", "buổi ", "cuộc ", "lớp ", "lễ ")
_ONLY_WORD = 300  # a text shorter than this may leave all to its title

# Titles of papers, of what is put up to be known or to be done; no report of a meeting begins so.
_PAPERS = one_of(
    r"""giấy mời | thư (?:mời|ngỏ|kêu gọi) | mời | thông (?:báo|cáo|tư|tri) | công (?:văn|điện|khai) | v/v | về việc
    | lịch | kế hoạch | quyết định | nghị (?:quyết|định) | chỉ thị | tờ trình | báo cáo(?! viên) | biên bản
    | đề (?:cương|án) | quy (?:chế|định|trình) | hướng dẫn | chương trình(?! (?:giao lưu|tọa đàm)) | dự thảo
    | danh sách | tài liệu | văn bản | luật | pháp lệnh | diễn văn | tham luận | toàn văn | tb | phiếu | mẫu
    | thể lệ | (?:bài|một số|nội dung) (?:bài |nội dung )?(?:phát biểu|tham luận|diễn văn|báo cáo|nghị quyết)
    | phát biểu (?:[^\W\d]+ ){0,4}của | infographic | hỏi | trả lời | giải đáp | phân công | đăng ký | hồ sơ
    | thủ tục | tuyển dụng | kết luận (?:số|thanh tra|kiểm tra)"""
)
_PAPER = re.compile(rf"\W*{_PAPERS}(?!\w)")
# A paper or an invitation under whatever title, by what its head has, or by how a line of it opens.
_PAPER_HAS = (
    "cộng hòa xã hội chủ nghĩa", "cộng hoà xã hội chủ nghĩa", "độc lập - tự do", "kính gửi", "kính mời", "nơi nhận"
)  # fmt: skip
_PAPER_OPENS = ("căn cứ ", "điều 1", "thời gian:", "thành phần:", "kính thưa", "thưa các", "thưa quý")
_HEAD = 900  # of a paper


@dataclass(frozen=True, slots=True)
class Named:
    """A word of a kind: where, and what it says."""

    kind: str
    start: int
    end: int


def names_any_kind(title: Line, opening: Line) -> bool:
    """Whether there is any word of a kind at all: most texts that are no news of a meeting have none."""
    return any(word in title.plain or word in opening.plain for _, word, _ in _FORMS)


def is_paper(title: Line, opening: Line) -> bool:
    """Whether a text is a paper, an announcement, an invitation or a speech, and no report."""
    if _PAPER.match(title.plain):
        return True
    head = opening.plain[:_HEAD]
    return any(words in head for words in _PAPER_HAS) or any(line.startswith(_PAPER_OPENS) for line in head.split("\n"))


def kind_of(title: Line, lines: Sequence[Line]) -> tuple[Said | None, list[Line]]:
    """Which kind of meeting a title and the first sentences of a text report; None where they report none.

    The title is asked first. Where it has no word of a kind, or only one that any meeting goes by, the first
    sentence that tells of a meeting as an event says more. Those sentences are given too.
    """
    announced = _best(_named(title))
    dated = any(_DAY.search(line.plain) for line in lines[:2])
    told = [(line, best) for line in lines if (best := _best(_told(line, dated=dated)))]
    if announced is None:
        chosen = next((t for t in told if dated or t[0] is lines[0] or _is_now(*t)), None)
        chosen = None if chosen and chosen[1].kind in _MORE else chosen
    elif not told and not _is_all_said(title, announced, lines):
        chosen = None
    elif told and announced.kind in _GENERAL and told[0][1].kind not in _GENERAL:
        chosen = told[0]
    else:
        chosen = (title, announced)
    return _said(*chosen) if chosen else None, [line for line, _ in told]


def _said(line: Line, named: Named) -> Said:
    return Said(named.kind, line.span(named.start, named.end))


def _best(found: Iterator[Named]) -> Named | None:
    """The most telling of several: one of a kind of its own before a general one, then the first."""
    return min(found, key=lambda named: (KINDS.index(named.kind), named.start), default=None)


def _named(line: Line) -> Iterator[Named]:
    """The words of kinds that are not another meeting's."""
    plain = line.plain
    for kind, word, form in _FORMS:
        start = plain.find(word)
        while start >= 0:
            match = form.match(plain, start)
            if match and not plain[start - 1 : start].isalnum() and not _is_anothers(plain, start, match.end()):
                yield Named(kind, start, match.end())
            start = plain.find(word, start + len(word))


def _is_anothers(plain: str, start: int, end: int) -> bool:
    """Whether the words are of another meeting than the text reports: one before, one to come, many."""
    return bool(_ANOTHERS.search(plain, max(0, start - 40), start) or _BEFORE.match(plain, end))


def _told(line: Line, *, dated: bool) -> Iterator[Named]:
    """The same in a sentence that tells of it as an event that took place."""
    plain = line.plain
    if _ASIDE.match(plain):
        return
    for named in _named(line):
        left = max(0, named.start - 130)
        if not _TO_COME.search(plain, left, named.start) and (
            (dated and named.kind in _DOES)
            or _AT.search(plain, left, named.start)
            or _HELD.search(plain, left, named.start)
            or _was(plain, named.end)
        ):
            yield named


def _was(plain: str, end: int) -> bool:
    """Whether it is said behind the word that it took place, and not that it will."""
    match = _WAS.match(plain, end)
    return match is not None and not _COMING.search(match.group())


def _is_now(line: Line, named: Named) -> bool:
    """Whether a sentence without a day tells of what has just been: "vừa họp", "Tại buổi giao ban, …"."""
    if _JUST.search(line.plain):
        return True
    return named.start < _AT_ONCE and _AT.search(line.plain, 0, named.start) is not None


def _is_all_said(title: Line, announced: Named, lines: Sequence[Line]) -> bool:
    """Whether a title alone may report a meeting, of which the first sentences do not tell as an event."""
    if any(_COMING.search(line.plain) for line in lines[:2]):
        return False
    if announced.kind not in _ANNOUNCE and not any(word in title.plain for word in _OCCASIONS):
        return False
    if sum(len(line.text) for line in lines) < _ONLY_WORD:
        return True
    return any(word in line.plain for line in lines for _, word, _ in _FORMS)
