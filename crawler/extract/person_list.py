"""People and their offices in a stretch of a sentence: ``đồng chí A – UVBTV, Trưởng Ban …; đồng chí B, …``.

The stretch is cut at its commas, semicolons and dashes; each piece is a name, an office, an office with a name behind
it, others who came along, or what is none of these and ends the list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .meeting_text import one_of, plain_of
from .people import names_no_person
from .text import CAPITALS, SMALL

# The family names that most people have, of the Kinh and of the peoples of the highlands: a capitalised word that is
# one of them begins a name where an office stands before it.
_FAMILIES = frozenset(
    """
    nguyễn trần lê phạm huỳnh hoàng phan vũ võ đặng bùi đỗ hồ ngô dương lý đào đinh trịnh đoàn mai trương lâm phùng tô
    hà tạ cao lương lưu thái quách tống chu châu từ thân nghiêm kiều khổng khúc vương tăng doãn mạc văn đồng ninh ông
    bạch bành cù cung đàm đậu giang giáp hàn hứa khuất kim la lại lã lục lăng lường lò lèo mã ma mè mạch nhâm nông phí
    phương quan quản quàng sầm sử thạch thiều tiêu tòng tôn triệu trình ty vi viên xa xuân yên âu bế bàn cam cà cầm cấn
    cồ chẩu chảo chúng giàng hạng hảng hờ lầu lồ lù lự ly mùa phàn phù sùng tẩn tẩy thào thò tráng vàng vừ và điểu y k h
    ksor rơ siu nay kpă rah rcom đèo đới hầu ứng an cáp công diệp hạ khương liễu long lộc lữ nhữ ngọ nhan phó quang
    thi thịnh tưởng uông vưu vòng thẩm trà trầm trang tào tấn tất tán sơn chế bá hoa hán hồng thang hùng danh chử
    """.split()
)  # fmt: skip
_SYLLABLE = (
    rf"(?:[{CAPITALS}][’'][{CAPITALS}]?[{SMALL}]+|[{CAPITALS}][{SMALL}]+(?:[’'][{CAPITALS}{SMALL}]+)?"
    rf"|[{CAPITALS}](?![{CAPITALS}{SMALL}/&]))"
)
_OFFICES = one_of(
    r"""phó | chủ (?:tịch|nhiệm|tọa) | bí thư | trưởng | giám đốc | tổng (?:giám|bí|biên) | [uủ][yỷ] viên | chánh
    | (?:viện|cục|hiệu|thứ|bộ|tham mưu) trưởng | chi cục | chỉ huy | chính (?:ủy|trị viên) | thủ tướng
    | thường trực | (?:tỉnh|huyện|thành|quận|thị|đảng) [uủ][yỷ] viên | đại (?:biểu|diện) | tổ (?:trưởng|phó)
    | đội (?:trưởng|phó) | (?:trạm|hạt) trưởng | nguyên(?= \w) | quyền | thư ký | thành viên | uv\w* | [htđqx]uv
    | tvtu | tvhu | pct\w* | ct\w* | pbt\w* | bt\w* | tbt | p\. | phụ trách | chuyên viên | thẩm phán | kiểm sát
    | thay mặt | tham tán | trợ lý | cố vấn | tư lệnh | chủ hộ | người đứng đầu"""
)
_OFFICE = re.compile(rf"{_OFFICES}(?!\w)", re.IGNORECASE)
_NAME = re.compile(rf"{_SYLLABLE}(?:\s{_SYLLABLE}){{1,4}}")
_BEFORE_AN_OFFICE = re.compile(rf"\s(?={_OFFICES}(?!\w))", re.IGNORECASE)
_TRAILING = re.compile(rf"(?<!\w){_SYLLABLE}(?:\s{_SYLLABLE})*\s*$")
# đồng chí, các đồng chí, ông, bà, đ/c, and what may be put before them
_LED = re.compile(
    r"(?:(?:có|gồm|gồm có|là|và|cùng|cùng với|còn có|do|của|bởi|với|như|trong đó có)\s+)*"
    r"(?P<led>(?:các |hai |ba |những )?"
    r"(?:(?:đồng chí|đ/\s?c|đ\.c|đc|đ/|ông|bà|anh|chị|thầy|cô)(?!\w)\.?\s*(?:,\s*)?)+:?\s*)?"
)
_TITLES = one_of(
    r"""(?:đại|thượng|trung|thiếu) (?:tướng|tá|úy) | (?:pgs|gs|ts|ths|th\.s|bs|bscki+|cki+|ks|ls|nsưt|nsnd)[. ]\.?
    | thạc sĩ | tiến sĩ | bác sĩ | kỹ sư | luật sư | nhà (?:báo|giáo) | (?:phó )?giáo sư | linh mục | hòa thượng
    | thượng tọa | đại đức"""
)
_TITLE = re.compile(rf"(?:{_TITLES}[.\s]*)+")
# Of two words behind these, more are a place than a name: "xã Lê Lợi", "Huyện ủy Mai Sơn"; but not "Tỉnh ủy Lê Diễn".
_PLACE_WORD = re.compile(
    r"(?<!\w)(?:xã|phường|huyện|tỉnh|quận|thị trấn|thị xã|thành phố|tp|tx|tt|thôn|bản|ấp|buôn|làng|khu phố|tổ dân phố"
    r"|cụm|trường|khu)[.\s]*$"
)
_BODY_WORD = re.compile(r"(?<!\w)(?:(?:huyện|thành|tỉnh|thị|quận|đảng) ủy|ubnd|hđnd|đảng bộ|đoàn)\s*$")
_COMMONEST = frozenset("nguyễn trần lê phạm huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương đinh trịnh".split())
_NO_NAME = frozenset(("hồ chí minh", "trần hưng đạo", "bà rịa", "hà nội", "lý thường kiệt", "phan bội châu"))
# What no list of people has: times, places, what somebody did. The list ends before it, or begins behind it.
_OTHER_THINGS = one_of(
    r"""ngày | sáng | chiều | trưa | tối | hôm | vừa qua | tại | theo | trong | sau | trước | trên | nhằm | để | về
    | khi | từ | (?<!ban )tổ chức(?! (?:huyện|tỉnh|thành|thị|quận|nội|cán)) | họp | (?<!tâm )hội nghị | buổi | cuộc
    | phiên | kỳ họp | diễn ra | khai mạc | bế mạc | (?:tham |đến |tới |cùng )?dự(?! (?:án|toán|phòng|khuyết|bị))
    | tham gia | phát biểu | báo cáo(?! viên) | trình bày | thông qua | thảo luận | kết luận | nhấn mạnh | yêu cầu
    | đề nghị | cho biết | ghi nhận | tiếp (?:thu|xúc|đoàn) | đánh giá | triển khai | quán triệt | truyền đạt
    | làm việc | kiểm tra | thăm | trao | (?<!thư )ký | đọc | nêu | giao ban | (?:sơ|tổng) kết | được | đã | sẽ
    | đang | vừa | thay mặt | (?:dưới|với) sự | sự (?:chủ|tham|có) | do | thành phần | có mặt | (?<!ban )điều hành
    | là người | phối hợp | đối thoại"""
)
_STOP = re.compile(rf"(?<!\w){_OTHER_THINGS}(?!\w)|\d{{1,2}}/\d")
_LEADS = re.compile(r"(?<!\w)(?:các )?(?:đồng chí|đ/c|ông|bà)\s")
_ATTENDED = re.compile(r"(?<!\w)(?:dự|tham gia|có mặt|thành phần)(?!\w)")
# Bodies, which hold and attend meetings, and others who came along; after a comma they end the office before them.
_OTHERS = re.compile(
    one_of(
        """ubnd | hđnd | ủy ban | hội đồng | ban (?:thường vụ|chấp hành|chỉ đạo) | btv | bch | đảng bộ | sở | phòng
    | (?:huyện|thành|tỉnh|thị|quận|đảng) ủy | chi bộ | chính phủ | quốc hội | các (?!đồng|ông|bà|đ/) | đại biểu
    | lãnh đạo | cùng | toàn thể | hơn | gần"""
    )
    + r"(?!\w)"
)
_SIGN = rf"\s*[,;:()]\s*|\s+-+\s*|-+\s+|(?<=[{SMALL}])[–—-](?=[{CAPITALS}])|\s*[–—]\s*|\n+"
_WITH = one_of(
    rf"""(?:hai|ba|một số|các|những)\s | (?:các |toàn thể |tập thể )?(?:đồng chí|ông|bà|đ/c|lãnh đạo|đại diện)\s
    | {_OFFICES}(?!\w)"""
)
_JOINED = re.compile(rf"\s+(?:và|cùng|cũng|cùng với)\s+(?={_WITH})", re.IGNORECASE)
_JOINED_NAME = re.compile(rf"\s+(?:và|cùng)\s+(?={_SYLLABLE}\s{_SYLLABLE})")
_CUTS = (re.compile(_SIGN), _JOINED, _JOINED_NAME)
_LONGEST_LIST = 60  # pieces


@dataclass(frozen=True, slots=True)
class Person:
    """A name, its office as it is written (None where there is none), and from where to where both stand."""

    name: str
    role: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch between two cuts, and the sign before it."""

    start: int
    end: int
    sign: str


def persons(text: str, start: int, end: int) -> list[Person]:
    """The people that a list names that begins at ``start``, to where it ends or something else is told."""
    return _Reader(text).read(_to_the_stop(text, start, start + len(text[start:end].rstrip(" .!?…\n"))))


def persons_before(text: str, start: int, end: int) -> list[Person]:
    """The people that a list names that ends at ``end``, from where it begins behind something else that is told."""
    return _Reader(text).read(_behind_the_stop(text, start, end))


def _to_the_stop(text: str, start: int, end: int) -> list[_Piece]:
    pieces: list[_Piece] = []
    for piece in _pieces(text, start, end):
        words = plain_of(text[piece.start : piece.end])
        stop = next(_stops(text, piece, words), None)
        if stop is None:
            pieces.append(piece)
            continue
        kept = words[: stop.start()].rstrip()
        if kept and not _OTHERS.match(words):
            pieces.append(_Piece(piece.start, piece.start + len(kept), piece.sign))
        break
    return pieces


def _behind_the_stop(text: str, start: int, end: int) -> list[_Piece]:
    kept: list[_Piece] = []
    for piece in reversed(list(_pieces(text, start, end))):
        words = plain_of(text[piece.start : piece.end])
        stops = list(_stops(text, piece, words))
        if not stops:
            kept.append(piece)
            continue
        begin = stops[-1].end()
        led = _LEADS.search(words, begin)
        if led and not _ATTENDED.search(words):
            kept.append(_Piece(piece.start + led.start(), piece.end, piece.sign))
        elif _OFFICE.match(words[begin:].lstrip()) and not _ATTENDED.search(words):
            kept.append(_Piece(piece.start + begin, piece.end, piece.sign))
        break
    return kept[::-1]


def _stops(text: str, piece: _Piece, words: str) -> Iterator[re.Match[str]]:
    """What ends a list in a piece of it; a capital within the piece begins a name: "Nguyễn Văn Sáng", "Ban Tổ chức"."""
    for stop in _STOP.finditer(words):
        if not text[piece.start + stop.start()].isupper() or not words[: stop.start()].strip():
            yield stop


def _pieces(text: str, start: int, end: int) -> Iterator[_Piece]:
    place, sign = start, ""
    for left, right in sorted(cut.span() for pattern in _CUTS for cut in pattern.finditer(text, start, end)):
        if left < place:
            continue
        if text[place:left].strip():
            yield _Piece(place, left, sign)
        place, sign = right, text[left:right].strip()
    if text[place:end].strip():
        yield _Piece(place, end, sign)


@dataclass
class _Reader:
    """People as the pieces of a list give them, one piece after another.

    Attributes:
        name: of the person being read, offices likewise. office_first: they stood before the name.
        led: "đồng chí" or the like was read, so a name alone is somebody's.
        shared: the office of all whose names follow: "các đồng chí Phó Chủ tịch: A, B".
    """

    text: str
    people: list[Person] = field(default_factory=list)
    name: tuple[int, int] | None = None
    offices: list[tuple[int, int]] = field(default_factory=list)
    office_first: bool = False
    led: bool = False
    shared: str = ""

    def read(self, pieces: list[_Piece]) -> list[Person]:
        for piece in pieces[:_LONGEST_LIST]:
            self._take(piece)
        self._close()
        return self.people

    def _take(self, piece: _Piece) -> None:
        start, end = piece.start, piece.end
        start += len(self.text[start:end]) - len(self.text[start:end].lstrip())
        if piece.sign == ":" and self.name is None and self.offices:
            self.shared = self.text[slice(*self.offices[-1])].strip()
        if piece.sign == ";":
            self._close()
        plain = plain_of(self.text[start:end])
        led = _LED.match(plain)
        introduced = led is not None and led["led"] is not None
        self.led = self.led or introduced
        begin = start + (led.end() if led else 0)
        if title := _TITLE.match(plain_of(self.text[begin:end])):
            begin, introduced = begin + title.end(), True
        if name := self._name_at(begin, end, introduced=introduced):
            self._begin(name, introduced=introduced)
            if rest := self.text[name[1] : end].strip():
                self.offices.append((self.text.index(rest, name[1]), end))
        elif _OFFICE.match(plain_of(self.text[begin:end])):
            self._take_office(begin, end, introduced=introduced)
        elif self.offices and (piece.sign.strip("-–—") == "" or not _OTHERS.match(plain)):
            self._go_on(end)

    def _begin(self, name: tuple[int, int], *, introduced: bool) -> None:
        """A name; the offices before it are its own where nobody else has them: "Chủ tịch UBND thị xã - Trần Úc"."""
        follows = self.name is None and not introduced and not self.shared
        if not follows:
            self._close()
        self.name, self.office_first = name, bool(self.offices)

    def _take_office(self, begin: int, end: int, *, introduced: bool = False) -> None:
        name = self._name_behind(begin, end)
        if name is None or (self.name and not self.office_first and self.text[slice(*name)].count(" ") < 2):
            if introduced:
                self._close()
            self.offices.append((begin, end))
            return
        if self.name is not None:
            self._close()
        self.offices.append((begin, name[0]))
        self.name, self.office_first = name, True

    def _go_on(self, end: int) -> None:
        """The office before a comma or a dash goes on: "Giám đốc Sở Văn hóa, Thể thao và Du lịch"."""
        begin = self.offices.pop()[0]
        self._take_office(begin, end)

    def _close(self) -> None:
        """Put down the person read so far; offices without a name are nobody's."""
        if self.name is not None:
            start, end = self.name
            own = [office for office in self.offices if (office[0] < start) == self.office_first]
            role = self.text[own[0][0] : own[-1][1]].strip(" .,;:-–—\n\u00a0") if own else self.shared
            role = role if role.count("(") == role.count(")") else role.partition("(")[0].rstrip()
            if self.offices:
                start, end = min(start, self.offices[0][0]), max(end, self.offices[-1][1])
            self.people.append(Person(" ".join(self.text[slice(*self.name)].split()), role or None, start, end))
        self.name, self.offices, self.office_first = None, [], False

    def _name_at(self, start: int, end: int, *, introduced: bool) -> tuple[int, int] | None:
        """The name that a piece begins with, and is alone or has an office behind it."""
        match = _NAME.match(self.text, start, end)
        if match is None or _OFFICE.match(match.group()):
            return None
        words = match.group()
        if office := _BEFORE_AN_OFFICE.search(words):
            words = words[: office.start()]
        rest = self.text[start + len(words) : end].strip()
        if " " not in words or (rest and not _OFFICE.match(rest)) or names_no_person(words):
            return None
        if not introduced and not self.led and plain_of(words.split()[0]) not in _FAMILIES:
            return None
        return (start, start + len(words))

    def _name_behind(self, start: int, end: int) -> tuple[int, int] | None:
        """The name that stands behind the office that a piece begins with."""
        run = _TRAILING.search(self.text[start:end])
        if run is None:
            return None
        words = [(word.start() + start + run.start(), word.group()) for word in re.finditer(r"\S+", run.group())]
        starts = [i for i, (_, word) in enumerate(words) if plain_of(word) in _FAMILIES and 2 <= len(words) - i <= 5]
        if not starts:
            return None
        first, before = starts[0], plain_of(self.text[start : words[0][0]])
        if first == 0 and _PLACE_WORD.search(before):
            first = next((i for i in reversed(starts) if i > 1), 0)  # places are of two words and more
            name = " ".join(word for _, word in words[first:]).lower()
            if first == 0 and (len(words) < 3 or name in _NO_NAME):
                return None
        elif len(words) == 2 and plain_of(words[0][1]) not in _COMMONEST and _BODY_WORD.search(before):
            return None
        begin, stop = words[first][0], words[-1][0] + len(words[-1][1])
        return None if begin == start or names_no_person(self.text[begin:stop]) else (begin, stop)
