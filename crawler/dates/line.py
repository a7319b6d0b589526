"""The grammar of a date line: which dates a short line carries, and whether it is a date line at all.

A line is cut into tokens (see ``tokens``); only a line in which every token has its place gives dates, so
prose and stray numbers give none. Where the line as a whole has no such reading, its pieces are judged one
by one: a piece with a label of publication and a date counts, whatever stands beside it. What the dates are
worth is for ``published``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from crawler.dates.fold import Folded
from crawler.dates.forms import says_posted
from crawler.dates.tokens import FOREIGN_FIELD, next_token

LONGEST = 400
"""Characters; no line with a date and its furniture is longer, whatever is longer is prose."""

Label = Literal["published", "updated", "foreign"]

WHOLE = frozenset(
    """iso ymd dmy dayyear mixed spaced worded spelled reversed english american yearfirst monthfirst unixdate
    isoweek ordinal basic compact""".split()
)
PARTIAL = frozenset(("month", "wordmonth", "barmonth", "isomonth", "engmonth", "number"))
RELATIVE = frozenset(("ago", "farago", "nearday", "justnow"))
TIMES = frozenset(("clock", "hours", "meridiem", "dotclock"))
TIMED = frozenset(("iso", "basic", "unixdate"))
"""The dates that have their time inside them."""

_DATES = (WHOLE | PARTIAL | RELATIVE) - {"number"}
# So few digits, or so unusual a form, that only a label of publication makes a date of it …
_LABELLED_ONLY = frozenset(("barmonth", "compact", "ordinal", "wordmonth", "mixed"))
# … or anything that says that a day follows: a label, "ngày", a weekday, a time.
_INTRODUCED_ONLY = frozenset(("spaced", "dayyear"))

# Papers are sent and signed on days of their own: "công văn gửi ngày …" dates the paper.
_PAPERS = re.compile(
    r"(?:cong van|quyet dinh|van ban|bao cao|nghi quyet|nghi dinh|thong tu|chi thi|huong dan|ke hoach|giay moi"
    r"|to trinh|thong bao|luat|thu(?! hoach| ngan)|don(?! \w+ (?:tet|xuan)| tet| xuan))(?![a-z])"
)
_SENT = re.compile(rf"{_PAPERS.pattern}|(?:so lieu|du lieu|ho so|cau hoi|y kien|kien nghi|phan anh|danh sach)(?![a-z])")
_CITED = re.compile(
    r"(?:cong van|quyet dinh|nghi quyet|nghi dinh|thong tu|chi thi|ke hoach|to trinh|bao cao|thong bao)"
    r"\s+(?:so|ngay|lien|\d)"
)
# What opens a line that is no article's title: a place, the site's own name, a timetable, an address, a number.
_NO_TITLE = re.compile(
    r"(?:(?:tp|thanh pho|tinh|thi xa|thi tran)(?:\.? \w+){1,3}\s*(?:-|$)|chao mung|ky niem|huong ung|cong thong tin"
    r"|trang thong tin|cong ttdt|lich(?! su)|thoi (?:gian|han|diem|khoa)|han (?:nop|chot|cuoi|dang)|tuan (?:\d|tu|thu)"
    r"|(?:tu|den) (?:ngay|thang|\d)|hom (?:nay|qua)|so\s*:?\s*\d|so (?:ky hieu|hieu|tai khoan|dien thoai|the)"
    r"|ma (?:so|ho so|tin)|mst|dien thoai|dt:|sdt|tel|fax|hotline|dia chi|tai khoan|giay phep|ban quyen|copyright"
    r"|phien ban|version|trang \d|gia (?:vang|xang|lua|ca|\d)|ket qua xo|sinh|ngay(?! hoi)|tai ve|tep|file"
    r"|thu (?:hai|ba|tu|nam|sau|bay|\d)|anh(?: chup|:)|nguon|theo)(?![a-z])"
)
# 03/8 - 07/8/2020, 01.06.2020 ÷ 30.06.2020, 05/06/2020 đến ngày 10/06/2020
_RANGE = re.compile(
    r"\d[/.-]\d{1,4}\)?\s*(?:[÷~]|-+|den(?:\s+het)?(?:\s+ngay)?|to)\s*\(?\d{1,2}\s?[/.-]\s?\d{1,2}(?:[/.-]\d{4})?(?![\d:h])"
)
# Năm xuất bản: 2019, xuất bản năm 2019, published in 2019
_LABELLED_YEAR = re.compile(r"(?:(?::|xuat\s+ban)\s*|nam\s+|ed\s+in\s+)(?:19|20)\d\d$")
# The family names that are no other word: "Lê Hồng Phong Thứ bẩy ngày …" opens with an author.
_FAMILIES = frozenset(
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ ngô dương đinh trịnh phùng tạ tô vương".split()
)
_MOST_WORDS = 8
_SHORTEST_TITLE = 4
"""Words; shorter segments before a dash are places ("Hà Nội - 12/05/2020") as often as titles."""


@dataclass(slots=True)
class Dated:
    """A date of a line with what belongs to it; each part the token that said it."""

    match: re.Match[str]
    kind: str
    label: Label | None
    time: re.Match[str] | None = None
    zone: re.Match[str] | None = None
    weekday: re.Match[str] | None = None
    half: str | None = None

    def span(self) -> tuple[int, int]:
        """First and last position of the words that say the date, in the folded line."""
        start, end = self.match.span()
        for part in (self.time, self.zone, self.weekday):
            if part is not None:
                first, last = part.span()
                start, end = min(start, first), max(end, last)
        return start, end

    def words(self) -> str:
        """The folded words of the date itself."""
        return self.match.group()


@dataclass(slots=True)
class _Reading:
    """What has been met of a line so far."""

    dates: list[Dated] = field(default_factory=list)
    label: Label | None = None
    time: re.Match[str] | None = None
    weekday: re.Match[str] | None = None
    half: str | None = None
    glued: bool = False  # a "ngày" or "lúc" came before the date
    naming: bool = False  # words now are an author's or a source's name, or belong to a label of something else
    words: list[re.Match[str]] = field(default_factory=list)  # unknown words of this segment
    dated: bool = False  # this segment has a date
    numbers_behind: int = 0
    barred: bool = False  # this segment was opened by a bar
    places: int = 0  # segments of a few unknown words, set off by a dash
    titles: int = 0  # segments of many
    sections: int = 0
    refused: bool = False
    final: bool = False  # refused, and no piece of the line counts either


def dates_of_line(line: Folded) -> list[Dated]:
    """The dates that a date line carries, one or several in order; none where it is no date line."""
    plain = line.plain
    if len(plain) > LONGEST:
        return []
    reading = _read(line, 0, len(plain))
    dates = _accepted(reading, plain)
    if dates or reading.final or not _HAS_DATE.search(plain):
        return dates
    if _RANGE.search(plain):
        return []
    return _labelled_pieces(line) or _barred_piece(line) or _behind_a_title(line)


_HAS_DATE = re.compile(r"\d\s?[/.\\-]\s?\d{1,2}\s?(?:[/.\\-]|nam)\s?\d|thang|\d{8}|[a-y] \d|\d [a-z]{3}[a-z,.]* \d{4}")


# -- one reading from left to right -------------------------------------------------------------------


def _read(line: Folded, start: int, end: int, *, only: frozenset[str] | None = None) -> _Reading:
    """Read a line or a piece of it; with ``only``, up to the first token of another kind."""
    reading = _Reading()
    plain = line.plain
    while (token := next_token(plain, start, end)) is not None:
        start = token.end()
        kind = token.lastgroup or ""
        if only is not None and kind not in only:
            break
        if kind in _DATES:
            _meet_date(reading, token, kind)
        elif (meet := _MEET.get(kind, _meet_other)) is not None:
            meet(reading, token, line)
        if reading.refused:
            return reading
    _close_segment(reading, line, barred=reading.barred)
    return reading


def _meet_date(reading: _Reading, token: re.Match[str], kind: str) -> None:
    label = reading.label
    if kind in _LABELLED_ONLY and label is None:
        _meet_figure(reading, kind)
        return
    if kind in _INTRODUCED_ONLY and not (label or reading.weekday or reading.glued or reading.time):
        # "08 08 2019" is three numbers unless something says that it is a date; a time may still follow.
        following = next_token(token.string, token.end(), len(token.string))
        if following is None or following.lastgroup not in TIMES:
            reading.refused = True
            return
    reading.naming = False
    reading.dated = True
    reading.dates.append(Dated(token, kind, label, reading.time, None, reading.weekday, reading.half))
    reading.label = reading.time = reading.weekday = reading.half = None


def _meet_figure(reading: _Reading, kind: str) -> None:
    """Digits in the form of a date that no label makes one: an eight-digit number, ``06/2020``."""
    if reading.naming:
        return
    if kind == "compact" and reading.dates:
        reading.numbers_behind += 1
    else:
        reading.refused = True


def _meet_time(reading: _Reading, token: re.Match[str], _line: Folded) -> None:
    last = reading.dates[-1] if reading.dates else None
    if last is not None and last.time is None and reading.label is None and last.kind not in TIMED:
        last.time = token
    elif reading.time is None and (last is None or reading.label is not None):
        reading.time = token
    else:
        reading.refused = True  # "08:00 - 11:00": the hours of an event
    reading.naming = reading.naming and reading.label == "foreign"


def _meet_dotclock(reading: _Reading, token: re.Match[str], line: Folded) -> None:
    """``19.45`` is a time right behind a day or a "lúc"; elsewhere a number."""
    last = reading.dates[-1] if reading.dates else None
    if last is not None and last.kind in WHOLE and last.time is None and not reading.numbers_behind:
        last.time = token
    elif last is None and reading.glued and reading.time is None:
        reading.time = token
    else:
        _meet_number(reading, token, line)


def _meet_weekday(reading: _Reading, token: re.Match[str], _line: Folded) -> None:
    reading.naming = reading.naming and reading.label == "foreign"
    if reading.dates and reading.label is None and reading.dates[-1].weekday is None:
        reading.dates[-1].weekday = token
    else:
        reading.weekday = token


def _meet_half(reading: _Reading, token: re.Match[str], _line: Folded) -> None:
    reading.half = token.group()


def _meet_zone(reading: _Reading, token: re.Match[str], _line: Folded) -> None:
    if reading.dates:
        reading.dates[-1].zone = token


def _meet_label(reading: _Reading, token: re.Match[str], line: Folded) -> None:
    kind = token.lastgroup
    if kind == "published" and not _says_posted(token, line):
        _meet_other(reading, token, line)
        return
    if reading.words and not reading.dated:  # "quantri gửi vào …": a name before the verb
        first, last = reading.words[0].start(), reading.words[-1].end()
        named = len(reading.words) <= 5 and not _SENT.match(line.plain, first)
        if named and not any(char.isdigit() for char in line.plain[first:last]):
            reading.words.clear()
    if reading.label == "foreign":
        reading.time = reading.weekday = None
    reading.naming = False
    reading.label = "published" if kind == "published" or reading.label == "published" else "updated"


def _meet_foreign(reading: _Reading, _token: re.Match[str], _line: Folded) -> None:
    """``Hạn nộp``: the date that follows is no publication, and the words up to it belong to the label."""
    if reading.naming:
        return
    if not reading.dated:
        reading.words.clear()
    reading.label = "foreign"
    reading.naming = True


def _meet_related(reading: _Reading, token: re.Match[str], line: Folded) -> None:
    if reading.dates or reading.naming:
        _meet_other(reading, token, line)
    else:
        reading.refused = reading.final = True


def _meet_glue(reading: _Reading, token: re.Match[str], line: Folded) -> None:
    if reading.naming and reading.words:
        return
    reading.glued = True
    if reading.words:
        _meet_other(reading, token, line)


def _meet_number(reading: _Reading, token: re.Match[str], line: Folded) -> None:
    if reading.label == "published" and not reading.dates and _LABELLED_YEAR.search(line.plain, 0, token.end()):
        _meet_date(reading, token, "number")  # "Năm xuất bản: 2019": a year alone needs the word for it
    elif reading.naming and not reading.dates:
        return
    elif reading.dates:
        reading.numbers_behind += 1
    else:
        reading.refused = True  # no line opens with a number that nothing explains


def _meet_author(reading: _Reading, token: re.Match[str], line: Folded) -> None:
    if reading.words and not reading.dated:
        _meet_other(reading, token, line)
    else:
        reading.naming = True


def _meet_other(reading: _Reading, token: re.Match[str], line: Folded) -> None:
    if reading.naming:
        # "Nguồn: Quyết định số 12/QĐ-UBND ngày …" names a paper, and the date is the paper's.
        reading.refused = not reading.dates and _CITED.match(line.plain, token.start()) is not None
    else:
        reading.words.append(token)
        reading.refused = len(reading.words) > _MOST_WORDS


def _meet_bar(reading: _Reading, _token: re.Match[str], line: Folded) -> None:
    _close_segment(reading, line, barred=True)
    if not reading.dates:
        reading.places = 0  # "Tin tức - Sự kiện | 23/04/2021"
    reading.naming = reading.label == "foreign"
    reading.barred = True


def _meet_dash(reading: _Reading, _token: re.Match[str], line: Folded) -> None:
    if not reading.naming:
        _close_segment(reading, line, barred=reading.barred)
        reading.barred = False


def _meet_section(reading: _Reading, token: re.Match[str], line: Folded) -> None:
    if reading.words:
        _meet_other(reading, token, line)
    elif not reading.naming:
        reading.sections += 1


def _meet_counter(reading: _Reading, _token: re.Match[str], _line: Folded) -> None:
    reading.naming = False


_MEET = {
    "space": None,
    "clock": _meet_time,
    "hours": _meet_time,
    "meridiem": _meet_time,
    "dotclock": _meet_dotclock,
    "dayhalf": _meet_half,
    "weekday": _meet_weekday,
    "zone": _meet_zone,
    "dayzone": _meet_zone,
    "published": _meet_label,
    "updated": _meet_label,
    "foreign": _meet_foreign,
    "related": _meet_related,
    "glue": _meet_glue,
    "number": _meet_number,
    "author": _meet_author,
    "counter": _meet_counter,
    "counted": _meet_counter,
    "reading": _meet_counter,
    "tool": _meet_counter,
    "section": _meet_section,
    "bar": _meet_bar,
    "dash": _meet_dash,
}


def _says_posted(token: re.Match[str], line: Folded) -> bool:
    """Whether a label is one of publication: a folded ``dang`` need not be ``đăng``."""
    return "dang" not in token.group() or says_posted(line.cut(*token.span()))


def _close_segment(reading: _Reading, line: Folded, *, barred: bool) -> None:
    """Judge the unknown words of a segment: a name or a heading set off by itself may stand, prose not."""
    words, reading.words = reading.words, []
    dated, reading.dated = reading.dated, False
    if not words:
        return
    if any(char.isdigit() for word in words for char in word.group()):
        reading.refused = True
    elif dated:
        reading.refused = not _names_someone(words, reading.dates[-1], line)
    elif len(words) >= _SHORTEST_TITLE and not _opens_no_title(line.plain, words[0].start()):
        reading.titles += 0 if barred else 1
    elif not barred and not _opens_with_a_family(line):
        reading.places += 1


def _names_someone(words: list[re.Match[str]], dated: Dated, line: Folded) -> bool:
    """Whether the unknown words beside a date are who wrote the article or where it was taken from."""
    first, last = words[0].start(), words[-1].end()
    if first < dated.match.end():  # "HOÀNG MAI - MINH ĐỨC 16:35 02/05/2020"
        return _opens_with_a_family(line) and (dated.time is not None or dated.weekday is not None)
    if line.plain[first - 1 : first] == "(" and line.plain[last - 1] == ")":  # "17/12/2016 07:42 (GDVN)"
        return dated.time is not None or dated.label is not None
    # "Ngày đăng 24/07/2020 Lan Anh": behind a labelled date, capitalised words are a name.
    return dated.label is not None and all(line.cut(*word.span())[:1].isupper() for word in words)


def _opens_with_a_family(line: Folded) -> bool:
    return unicodedata.normalize("NFC", line.original.split(maxsplit=1)[0]).lower() in _FAMILIES


def _opens_no_title(plain: str, start: int) -> bool:
    return any(opening.match(plain, start) for opening in (_PAPERS, _NO_TITLE, FOREIGN_FIELD))


def _accepted(reading: _Reading, plain: str) -> list[Dated]:
    """The dates of a reading, where it is a date line's."""
    if reading.refused or not reading.dates or reading.numbers_behind > 3:
        return []
    dates = reading.dates
    if len(dates) > 1:
        if _RANGE.search(plain):
            reading.final = True
            return []
        dates = _absolute(dates)
    labels = {dated.label for dated in dates}
    if "foreign" in labels:
        dates = [dated for dated in dates if dated.label in {"published", "updated"}]
    if not dates:
        return []
    stands = not _odd(dates[0]) if labels != _UNLABELLED else _stands_unlabelled(dates[0], dates, reading, plain)
    return dates if stands else []


_UNLABELLED: set[Label | None] = {None}


def _stands_unlabelled(first: Dated, dates: list[Dated], reading: _Reading, plain: str) -> bool:
    sure = any(dated.time or dated.kind in TIMED for dated in dates)
    if first.half and not first.time:
        return False  # "Chiều thứ Sáu, 05/06/2020": when something happened
    if reading.places and not sure:
        return False  # "Hà Nội - 12/05/2020": a place and a day
    if reading.titles and not (sure or (first.kind in WHOLE and not first.weekday)):
        return False  # "Cổng thông tin điện tử - Thứ Tư, 17/07/2024": a page's header
    if first.kind == "dmy" and not (sure or first.weekday) and not first.words()[-4:].isdigit():
        return False  # "12.05.20": three numbers, unless something says that it is a date
    if first.kind == "nearday" and (not sure or reading.numbers_behind):
        return False  # "Hôm nay: 123" is a visitor counter
    if first.kind in PARTIAL and (reading.numbers_behind or reading.places or reading.titles or reading.sections):
        return False
    if first.weekday and plain.rstrip().endswith("-") and not first.time:
        return False  # "Thứ 3, Ngày 16/07/2024 -": today's date in a page's header
    return not _odd(first)


def _odd(dated: Dated) -> bool:
    """``2 giờ trước 14:35``: no time of day goes with hours ago."""
    return dated.kind in {"ago", "farago", "justnow"} and dated.time is not None


def _absolute(dates: list[Dated]) -> list[Dated]:
    """Of relative and absolute dates the absolute; none where "hôm nay" makes them a header's clock."""
    relative = [dated for dated in dates if dated.kind in RELATIVE]
    if not relative:
        return dates
    absolute = [dated for dated in dates if dated.kind not in RELATIVE]
    posted = [dated for dated in absolute if dated.label in {"published", "updated"}]
    if posted or not absolute:
        return posted
    header = any(not dated.label and dated.words().endswith(("nay", "today")) for dated in relative)
    return [] if header else absolute  # "3 ngày trước (12/08/2024)"


# -- pieces of a line ---------------------------------------------------------------------------------

_MOST_PIECES = 12
_CUT = re.compile(
    r"\s*[|•·»\n;]\s*|\s+-+\s+"
    r"|\s+(?=(?:ngay|thoi\s+gian)\s+(?:dang|xuat\s+ban|gui|tao|dua|cap\s+nhat)(?:\s+(?:bai|tin|tai|len))?\s*:)"
)
_LABEL_LIKE = re.compile(r"(?:dang|ban|nha[tp]|gui|viet|tao|tin|bai|sua|hanh|bo|duyet|post|pub|crea|upd|sub|upl|rele)")
_BAR = re.compile(r"\s*[|•·»]\s*")
# A label with its colon is a field of a form; prose has no "Ngày đăng:".
_FIELD = re.compile(r"[\s(\[]*(?:(?:ngay|thoi\s+gian)\s+)?(?:dang|xuat\s+ban|date\s?posted|published)[a-z\s]{0,10}:")
_OF_A_FIELD = frozenset(
    ("published", "glue", "weekday", "clock", "hours", "meridiem", "dotclock", "zone", "dayzone", "space", "dayhalf")
) | (WHOLE - {"compact", "ordinal"})


def _labelled_pieces(line: Folded) -> list[Dated]:
    """The dates of pieces that carry a label of their own, whatever the other pieces hold."""
    found: list[Dated] = []
    pieces = list(_pieces(line.plain, _CUT))
    if len(pieces) > _MOST_PIECES:
        return []
    for start, end in pieces:
        if not _LABEL_LIKE.search(line.plain, start, end):
            continue
        dates = _accepted(_read(line, start, end), line.plain[start:end]) if len(pieces) > 1 else []
        dates = [dated for dated in dates if dated.label]
        if not dates and _FIELD.match(line.plain, start, end):
            # "Ngày đăng: 05/06/2020 (3 phút nữa …": what follows a field's date does not matter.
            dates = [dated for dated in _read(line, start, end, only=_OF_A_FIELD).dates if dated.label == "published"]
        found += dates
    return found


def _barred_piece(line: Folded) -> list[Dated]:
    """The only date among pieces between bars: with a time, or beside nothing but titles."""
    pieces = list(_pieces(line.plain, _BAR))
    if not 1 < len(pieces) <= _MOST_PIECES:
        return []
    found: list[Dated] = []
    titled = True
    for start, end in pieces:
        reading = _read(line, start, end)
        if reading.label == "foreign" or any(dated.label == "foreign" for dated in reading.dates):
            return []
        dates = _accepted(reading, line.plain[start:end])
        if reading.dates and (found or not dates):
            return []
        found += dates
        furniture = bool(dates) or not reading.refused
        titled = titled and (furniture or _is_title(line.plain, start, end))
    sure = len(found) == 1 and found[0].kind in WHOLE and (found[0].time is not None or titled)
    return found if sure else []


# Of a title "(15:06 06/04/2019)", "(14/07/2020)", "- 08/10/2020 16:20", "- 12/9/2020" is the end.
_CLOCK = r"\d{1,2}\s?[:h]\s?\d{2}(?::\d{2})?"
_DAY = r"\d{1,2}([/.-])\d{1,2}\%d\d{4}"
_TIMED_END = rf"(?P<timed>{_CLOCK}[\s,|-]+{_DAY % 2}|{_DAY % 3}[\s,|-]+{_CLOCK})"
_END = re.compile(rf"\(\s*(?:{_TIMED_END}|\d\d([/.-])\d\d\4\d{{4}})\s*\)\s*$")
_DASH_END = re.compile(rf"\s-+\s+(?:{_TIMED_END}|{_DAY % 4})\s*$")
_LATEST_END = 45
_DAY_LIKE = re.compile(r"\d\s?[/.]\s?\d|\d-\d\d?(?!\d)|\d{5}")
_RELATED_HEAD = re.compile(
    r"(?:cac |nhung )?(?:tin|bai)(?: viet)? (?:lien quan|khac|cu hon|moi hon|da dua)|(?:thoi )?han |ngay "
)


def _behind_a_title(line: Folded) -> list[Dated]:
    """The date at the end of a title, in brackets or behind a dash: the words of the title do not matter."""
    plain = line.plain
    begin = max(0, len(plain) - _LATEST_END)
    bracket = _END.search(plain, begin)
    end = bracket or _DASH_END.search(plain, begin)
    if end is None or "\n" in plain[: end.start()].strip() or _RELATED_HEAD.match(plain.lstrip()):
        return []
    timed = end.group("timed") is not None
    titled = _is_title(plain, 0, end.start()) and (timed or not _DAY_LIKE.search(plain, 0, end.start()))
    if not titled and not (bracket and timed):
        return []
    last = len(plain.rstrip(") \t\n\u00a0")) if bracket else len(plain)
    return _accepted(_read(line, end.start() + 1, last), "")


def _is_title(plain: str, start: int, end: int) -> bool:
    head = plain[start:end].strip()
    longest = max(len(part.split()) for part in head.split(" - "))  # "Bà Rịa - Vũng Tàu" is a place of four words
    return longest >= _SHORTEST_TITLE and head[:1].isalnum() and not _opens_no_title(head, 0)


def _pieces(plain: str, cut: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    start = 0
    for bar in cut.finditer(plain):
        yield start, bar.start()
        start = bar.end()
    yield start, len(plain)
