"""Of what a day is told: of the event that a report is about, or of a paper, a feast, a deadline, a plan.

Judged by what stands before and behind the day in its sentence. Which days a text names is for ``named_days``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from crawler.dates.fold import Folded
from crawler.dates.named_days import HOUR, PART, NamedDays

_BEFORE, _BEHIND = 220, 160  # how much of a sentence is read

LONG_AGO = timedelta(days=300)
"""So far back, a day without a year is as likely one to come: only a clear sentence makes it the meeting's."""
HISTORY = timedelta(days=3 * 365)
"""So far back, a day with its year is more likely history than a report."""

_SENTENCE_END = re.compile(r"[.!?;](?=\s)|\n")
# "(CTTĐT) -", "HNP -", "* ": what an opening may begin with, beside the comma of a clause before
_BEFORE_A_CLAUSE = (",", ":", "-", ")", "]", "*", "+", ">", "|", "\u2022")
# vào, trong, lúc (ngày 5/6): what may stand between a day and the word that governs it
_ADVERB = re.compile(r"(?<![a-z])(?:vao|trong|luc|hoi|dung|khoang|suot|sang|va|ngay|buoi|(?:dau|cuoi)\s+gio)\s*$")
_PART = re.compile(PART)
# lúc 14 giờ 30, | từ 8h00 đến 11h30 | 7h30 -
_AT_AN_HOUR = re.compile(rf"(?:(?<![a-z])tu\s{{1,3}})?{HOUR}(?:\s?(?:-|den)\s?{HOUR})?\s?[,-]?\s{{0,3}}$")

# Nghị quyết số 11-NQ/TU ngày 3/2/2020; Kế hoạch số 12, ngày 5/5; Thông báo số: 603/TB-UBND ngày 2/12
_NUMBERED = re.compile(r"(?:\d[\w.]*\s?[/-]\s?[a-z][\w/.&-]*|so:?\s{1,3}[\w/.&-]+)\s?,?\s?(?:ra\s)?\(?$")
# Tính đến | trước | hạn chót | đề | là | cách đây 75 năm, | chiều mai, (ngày 15/5)
_OTHER_DAY = re.compile(
    r"""(?<![a-z])(?:
        den(?:\s+het)?|tinh(?:\s+toi)?|truoc|(?<!thu\s)sau|ke\s+tu|(?<!thu\s)(?<!dau\s)tu|het|han(?:\s+(?:chot|cuoi))?
      | (?:muon|cham)\s+nhat|hieu\s+luc|so\s+voi|du\s+kien|la|(?:duoc|da)\s+ky|cap\s+nhat|tu\s+tran|qua\s+doi|hy\s+sinh
      | (?<![a-z]\s)sinh|(?<!hoi\s)(?<!de\s)(?<!kien\s)nghi(?:\s+lien)?
      | (?:cach\s+day|truoc\s+do)[^.;]{0,30},
      | (?:ngay|sang|chieu|toi|trua)\s+mai\s?[,(]
    )\s?:?\s?$""",
    re.VERBOSE,
)
# (ngày 5/6) hằng năm | là … | tới đây | 14:35, of a date line
_OF_ANOTHER = re.compile(
    r"""[,)]?\s{0,3}(?:
        (?:hang\s+(?:nam|thang|tuan|quy)|hoac|den\s+nay|ve\s+viec|sap\s+toi|toi\s+(?:day|nay))(?![a-z])
      | \(?[|,-]?\s?\d{1,2}[:h]\d\d?(?!\d)
    ) | \)?\s{1,3}la(?![a-z])""",
    re.VERBOSE,
)
# (ngày 5/6) tới, …; not "tới dự hội nghị"
_COMING = re.compile(r"\)?\s{1,3}(?P<word>toi)\s{0,3}(?:[,.;:)]|$|tai(?![a-z]))")
# (Kế hoạch ngày 5/6) của UBND huyện; not "của đại hội"
_OF_A_BODY = re.compile(r"\s?,?\s?cua(?![a-z]|\s+(?:dai\s+hoi|ky\s+hop|hoi\s+(?:nghi|thi|thao|trai|dien)|le|giai))")
# Đông Sơn, (ngày 5 tháng 6 năm 2020⏎)
_PLACE = re.compile(r"(?:^|\|)\s?[^,.;:|]{1,40},\s?$")
_ENDS_ITS_LINE = re.compile(r"\s{0,3}(?:\n|\||$)")

# What these syllables are not, without their marks: phối hợp, hợp tác; Ban Tổ chức; tỷ lệ, điều lệ.
_MEET = r"(?<!phoi\s)(?<!phu\s)(?<!tong\s)hop(?!\s+(?:tac|dong|nhat|thuc|ly|phap|long|le))"  # họp
_MEETS = rf"(?<!ky\s)(?<!cuoc\s)(?<!phien\s)(?<!buoi\s){_MEET}"  # the verb alone
_LE = r"(?<!ty\s)(?<!dieu\s)(?<!thuong\s)le(?!\s+phi)"  # lễ
_HOLDS = r"(?<!ban\s)(?<!luat\s)(?<!cac\s)(?<!cong\stac\s)(?<!bo\smay\s)to\s+chuc"  # tổ chức, the verb
# The last of these before a day says of what it is told.
_GOVERNOR = re.compile(
    rf"""(?<![a-z])(?:
      (?P<happens>  # diễn ra, được tổ chức, khai mạc
          dien\s+ra|(?:duoc|da)\s(?:[a-z]+\s){{0,5}}to\s+chuc|tien\s+hanh|khai\s+(?:mac|giang|hoi|truong)|be\s+mac
        | khanh\s+thanh|ra\s+quan)
    | (?P<does>  # tổ chức, họp, làm việc, kiểm tra
          {_HOLDS}|{_MEETS}|chu\s+tri|giao\s+ban|(?:so|tong)\s+ket|(?<!nghi\s)lam\s+viec|tiep\s+xuc|kiem\s+tra
        | giam\s+sat|khao\s+sat|tap\s+huan|doi\s+thoai|gap\s+mat|phat\s+dong|dien\s+tap|ra\s+mat|ban\s+giao|tham\s+tra)
    | (?P<meeting>  # hội nghị, cuộc họp, kỳ họp, lễ
          hoi\s+(?:nghi|thao|thi|dien|trai)|(?:cuoc|ky)\s+hop|phien|buoi\s+[a-z]+|dai\s+hoi|toa\s+dam|{_LE})
    | (?P<cites>  # Quyết định, Luật, theo
          (?:quyet|nghi)\s+dinh|nghi\s+quyet|thong\s+(?:tu|bao)|chi\s+thi|ke\s+hoach|cong\s+(?:van|dien)|giay\s+moi
        | van\s+ban|huong\s+dan|to\s+trinh|bao\s+cao(?!\s+(?:tai|vien))|(?<!phap\s)(?<!ky\s)luat(?!\s+gia)|phap\s+lenh
        | bien\s+ban|de\s+an|can\s+cu|theo(?!\s+[a-z]+\s+[a-z]+\s+tai\s))
    | (?P<feast>  # kỷ niệm, chào mừng (ngày 20/11)
          ky\s+niem(?:[^.;,]{{0,60}}?\sthanh\s+lap)?|(?:chao\s+)?mung|huong\s+(?:toi|ung)|nhan\s+ngay|dip(?:\s+le)?
        | ngay\s+(?:sinh|truyen\s+thong|thanh\s+lap))
    | (?P<other>  # thông qua, xảy ra, thời hạn, lịch làm việc, đăng lúc
          thong\s+qua(?:\s+tai\s[^,.;]{{0,40}})?|ban\s+hanh|(?:tai|thanh)\s+lap|ra\s+doi|xay\s+ra|do\s+bo|phat\s+hien
        | hieu\s+luc|thi\s+hanh|ap\s+dung|hoan\s+thanh|duoc\s+nghi|lam\s+bu|thoi\s+(?:gian|han|diem)
        | han\s+(?:chot|cuoi|nop)|lich\s+(?:lam\s+viec|cong\s+tac|tiep|truc|hop)[^.;]{{0,80}}|chuan\s+bi|cach\s+day
        | (?:mat|cat|cup)\s+dien|ngung\s+cap|dang\s+(?:tin|luc)|cap\s+nhat|ngay\s+bau\s+cu|khoi\s+to|bo\s+nhiem
        | ket\s+nap|nhap\s+ngu)
    )(?![a-z])""",
    re.VERBOSE,
)
# sẽ, dự kiến, sắp (… ngày 30/6); but "…, đó là thông tin tại cuộc họp sáng 5/6"
_PLANNED = re.compile(r"(?<![a-z])(?:se|du\s+kien|sap|chuan\s+bi\s+cho)(?![a-z])(?![^.;]*,[^.;]*\stai\s)[^.;]{0,80}$")
_BY_A_PLAN = re.compile(r"(?<![a-z])theo\s+(?:ke\s+hoach|du\s+kien|lich)[^,.;]{0,20},\s?$")  # and no "đã" behind
_WILL_OR_ACTS = re.compile(
    rf"""(?<![a-z])(?:(?P<will>se|du\s+kien|sap)|da|vua|{_HOLDS}|{_MEETS}|dien\s+ra|(?:khai|be)\s+mac|chu\s+tri
      | (?<!nghi\s)lam\s+viec|gap\s+mat|tiep\s+xuc)(?![a-z])""",
    re.VERBOSE,
)
# Thực hiện kết luận … tại cuộc họp | Tiếp theo hội nghị (ngày 20/5): an earlier one
_EARLIER = re.compile(
    r"""\W*(?:thuc\s+hien|can\s+cu|tiep\s+(?:theo|noi)|sau|truoc\s+do|nhu\s+da|tren\s+co\s+so|thong\s+bao\s+ket\s+luan
      | theo(?!\s+(?:bao\s+cao|so\s+lieu|thong\s+tin|danh\s+gia)))(?![a-z])""",
    re.VERBOSE,
)
# (UBND huyện ngày 5/6) đã …, tổ chức …
_VERB_BEHIND = re.compile(rf"\s?,?\s?(?:da|vua|{_HOLDS}|{_MEETS}|khai\s+mac|tien\s+hanh|chu\s+tri)(?![a-z])")
# What the sentence that a day opens tells: the first of these says whether it is an event that people come to.
_TELLS = re.compile(
    rf"""(?<![a-z])(?:
      (?P<nothing>
          ban\s+hanh|(?:da|vua)\s+ky(?!\s+ket)|ky\s+(?:quyet|nghi|cong|van|ban)|phe\s+duyet|co\s+hieu\s+luc|het\s+han
        | (?:co|ra|gui|phat\s+hanh)\s+(?:van\s+ban|cong\s+(?:van|dien)|thong\s+bao|quyet\s+dinh|to\s+trinh|bao\s+cao)
        | xay\s+ra|do\s+bo|ghi\s+nhan(?!\s+(?:khong|su|nhung|cac))|phat\s+hien|nghi\s+(?:tet|le|hoc|bu)|duoc\s+nghi
        | ra\s+doi|qua\s+doi|tu\s+tran|(?:duoc|chinh\s+thuc)\s+thanh\s+lap|tai\s+lap|chia\s+tach
        | (?:mat|cat|cup)\s+dien|ngung\s+cap|treo\s+co
        | co\s+(?:them\s+)?[\d.]+\s+(?:ca|vu|truong\s+hop|nguoi|ho|con)|(?:da\s+)?thu\s+(?:ngan\s+sach|duoc)|gieo
        | mua\s+(?:lon|da|to|lu)|sat\s+lo|lu\s+(?:quet|ong)|bao\s+so|(?:vu|bi)\s+tai\s+nan|tam\s+(?:bao|ap\s+thap)
        | thanh\s+lap\s+(?:xa|phuong|thi|huyen|tinh))
    | (?P<event>
          {_HOLDS}|{_MEET}|dien\s+ra|hoi\s+(?:nghi|thi|thao|trai|dien)|dai\s+hoi|khai\s+(?:mac|giang|hoi|truong)
        | be\s+mac|chu\s+tri|giao\s+ban|(?<!nghi\s)lam\s+viec|(?:so|tong)\s+ket|kiem\s+tra|giam\s+sat|khao\s+sat
        | tiep\s+(?:xuc|cong|dan|doan|tuc)|gap|doi\s+thoai|toa\s+dam|tap\s+huan|boi\s+duong|phat\s+dong
        | ra\s+(?:quan|mat)|khanh\s+thanh|khoi\s+cong|(?<!phong\s)trao|tham|du(?!\s+(?:lich|lieu|an|toan|phong|bao))
        | dien\s+(?:tap|dan)|cong\s+bo|ban\s+giao|giao\s+(?:quan|luu)|hoc\s+tap|quan\s+triet|trien\s+khai|thao\s+luan
        | thi\s+dau|{_LE}|mit\s+tinh|tuyen\s+(?:duong|truyen)|sinh\s+hoat|dang\s+huong|vieng|mo\s+lop|phien|ky\s+ket)
    )(?![a-z])""",
    re.VERBOSE,
)
# sáng mùng 6 tháng Giêng (tức (ngày 27/1)): the lunar day stands where the other would
_LUNAR_TWIN = re.compile(rf"(?P<part>{PART}\s)?(?:ngay|m[uo]ng|ram)\s[^,.;()]{{1,40}}\(\s?tuc\s(?:la\s)?$")
_HAS_DONE = re.compile(r"(?<![a-z])da(?![a-z]|\s+(?:so|dang|phan))")  # đã; not đa số, đa dạng
# What may stand before the day that opens a text: nothing, a dateline, "Vừa qua,"
_LEADS = re.compile(r"[^a-z]*|[^,.;]{0,30}[-:)\]]\W*|(?:vua\s+qua|moi\s+day|hom)\W*")
_LUNAR_FEAST = re.compile(r"(?<![a-z])(?:le\s+hoi|khai\s+hoi|hoi\s+xuan|tet|am\s+lich|ram)(?![a-z])")


def is_told_of_the_event(line: Folded, days: NamedDays, published: date | None) -> bool:
    """Whether a day is said of the meeting, or of whatever event the report is about."""
    here = _look_around(line, days)
    if _is_anothers(here) or _is_planned(here):
        return False
    governor = _governor(here.before)
    back = published - days.first if published is not None else timedelta(0)
    if here.opens_a_clause:
        return _opens_a_report(here, governor, doubtful=back > (LONG_AGO if days.yearless else HISTORY))
    return not (days.yearless and back > LONG_AGO) and _is_governed_by_an_event(here, governor)


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What stands around a day in its sentence.

    Attributes:
        before: from the start of the sentence, without an hour, "vào" or "trong" at its end.
        behind: to the end of the sentence.
        at_a_part: it begins with a part of the day.
        exact: it has a part of the day or an hour: it is the day of some event.
        opens_a_clause: nothing, a dateline or a comma stands before it.
        opens_the_text: its sentence is the first.
    """

    line: Folded
    days: NamedDays
    before: str
    behind: str
    at_a_part: bool
    exact: bool
    opens_a_clause: bool
    opens_the_text: bool


def _look_around(line: Folded, days: NamedDays) -> _Surroundings:
    plain = line.plain
    left = max(0, days.start - _BEFORE)
    starts = [end.end() for end in _SENTENCE_END.finditer(plain, left, days.start)]
    start = starts[-1] if starts else left
    before, hours = _AT_AN_HOUR.subn("", plain[start : days.start])
    while (adverb := _ADVERB.search(before)) is not None:
        before = before[: adverb.start()]
    twin = _LUNAR_TWIN.search(before)
    if twin is not None:
        before = before[: twin.start()]
    bare = before.rstrip(" \"'(")
    opens = not bare or bare.endswith(_BEFORE_A_CLAUSE)
    end = _SENTENCE_END.search(plain, days.end, days.end + _BEHIND)
    # "mo rong sang 5/6 xa": without marks it may be "sang" (over), "tới" (to)
    may_be_another = line.original.isascii() and not opens and plain.startswith(("sang", "toi"), days.start)
    return _Surroundings(
        line,
        days,
        before,
        plain[days.end : end.start() if end else days.end + _BEHIND],
        at_a_part=_PART.match(plain, days.start) is not None,
        exact=bool(hours) or (twin is not None and twin["part"] is not None) or (days.exact and not may_be_another),
        opens_a_clause=opens,
        opens_the_text=not plain[:start].strip(),
    )


def _is_anothers(here: _Surroundings) -> bool:
    """A paper's, a deadline's, a feast of every year: by the words that stand right beside."""
    plain, end = here.line.plain, here.days.end
    if _OTHER_DAY.search(here.before) or _OF_ANOTHER.match(plain, end):
        return True
    numbered = _NUMBERED.search(here.before)
    if numbered and (not here.exact or ("/" in numbered.group() and not here.at_a_part)):
        return True
    coming = _COMING.match(plain, end)
    if coming and here.line.as_written(*coming.span("word")) != "tối":
        return True
    return here.days.lunar and _LUNAR_FEAST.search(here.before + here.behind) is not None


def _is_planned(here: _Surroundings) -> bool:
    if _PLANNED.search(here.before):
        return True
    first = _WILL_OR_ACTS.search(here.behind)
    if _BY_A_PLAN.search(here.before) and (first is None or first.group() != "da"):
        return True
    return here.opens_a_clause and first is not None and first["will"] is not None


def _governor(before: str) -> str | None:
    """The kind of the last word before a day that says of what it is told."""
    kind, place = None, 0
    for word in _GOVERNOR.finditer(before):
        in_a_title = (
            word.lastgroup in ("does", "meeting") and kind == "cites" and "," not in before[place : word.start()]
        )
        if not in_a_title:  # "Kế hoạch tổ chức hội nghị" is a paper still
            kind, place = word.lastgroup, word.start()
    return kind


def _opens_a_report(here: _Surroundings, governor: str | None, *, doubtful: bool) -> bool:
    """Of a day at the head of a sentence or behind a comma: ``Chào mừng ngày lễ, sáng 5/6, huyện họp``."""
    if _is_of_a_label(here, governor) or _is_a_head(here):
        return False
    days, by_event = here.days, governor in ("happens", "does", "meeting")
    if not here.exact and not by_event and _OF_A_BODY.match(here.line.plain, days.end):
        return False
    told = _TELLS.search(here.behind)
    if told is not None:
        return told["event"] is not None or governor == "happens"
    if by_event or not here.behind.strip(" .,"):  # a phrase and no more
        return True
    if _HAS_DONE.search(here.behind) is not None:
        return True
    if doubtful or days.bounded:
        return False
    several = days.first != days.last
    leads = here.opens_the_text and not days.relative and _LEADS.fullmatch(here.before) is not None
    return here.exact or several or leads


def _is_of_a_label(here: _Surroundings, governor: str | None) -> bool:
    """``Thời gian: 8h00, ngày 5/6``; ``chào mừng các ngày lễ: ngày 30/4``; ``Luật Đất đai (sửa đổi) ngày 5/6``."""
    label = here.before.rstrip()[-1:]
    if label == ":":
        return governor in ("feast", "other", "cites")
    return label in ("-", ")") and governor == "cites" and not here.exact


def _is_a_head(here: _Surroundings) -> bool:
    """``Đông Sơn, ngày 5 tháng 6 năm 2020⏎QUYẾT ĐỊNH``; ``Thứ Sáu, 5/6/2020⏎…``: of a paper or a page."""
    plain, end = here.line.plain, here.days.end
    if here.at_a_part or not _ENDS_ITS_LINE.match(plain, end):
        return False
    return _PLACE.search(here.before) is not None or (not here.before.strip() and plain[end:].strip() != "")


def _is_governed_by_an_event(here: _Surroundings, governor: str | None) -> bool:
    """Of a day within a clause: ``Hội nghị diễn ra vào sáng 5/6``, ``UBND huyện sáng 5/6 đã họp``."""
    if governor == "happens":
        return True
    if governor in ("does", "meeting"):
        return not (governor == "meeting" and _EARLIER.match(here.before))
    if governor == "other":
        return False
    told = _TELLS.search(here.behind)
    if told is not None and told["nothing"]:
        return False
    return (here.exact and here.at_a_part) or (governor is None and _VERB_BEHIND.match(here.behind) is not None)
