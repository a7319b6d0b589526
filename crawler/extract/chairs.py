"""Who chaired a meeting: ``Đồng chí X, chức danh, chủ trì hội nghị``, in the forms that local news has for it.

The people stand before the verb (``đồng chí A – Bí thư; đồng chí B – Chủ tịch đồng chủ trì``), behind it (``Chủ trì
hội nghị có các đồng chí: A, Bí thư; B, …``, ``dưới sự chủ trì của …``) or between (``do ông A chủ trì``). Somebody who
spoke, concluded or attended did not chair; an office without a name is nobody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from storage.records import Chair

from .meeting_text import Line, one_of, sentence_around
from .person_list import Person, persons, persons_before

_MOST = 12  # so many chair no meeting: the list is of those who came
_LOOKED_AT = 24  # mentions in one text
_REACH = 900  # how much of a sentence is read to either side of the verb
_OPENING = 2400  # where a text says who chaired; further down it tells what was said

_CHAIRS = re.compile(
    r"(?:chủ (?:trì|tọa)|(?<!ban )điều hành(?=\s+(?:hội nghị|cuộc họp|buổi|phiên|kỳ họp|đại hội)|[.;]))(?!\w)"
)
# What may be chaired; or the clause ends, or goes on with where, how, and what else the chair did.
_MEETINGS = one_of(
    """các | những | buổi | cuộc | phiên | kỳ | hội | họp | đại | tọa | giao | lễ | điểm | đầu | lớp | diễn | đối
    | tiếp | làm | sơ | tổng | gặp"""
)
_CHAIRED = re.compile(
    r"\s*(?:$|[.,;:()!?…\n]|và (?!phối)|(?:có|gồm|là|do|tại|cùng|cho|với|để|thông|vào|theo|bằng|ở)(?!\w)"
    rf"|{_MEETINGS}(?!\w))"
)
_ASSIGNED = re.compile(r"\s*,?\s*(?:phối hợp|tham mưu|soạn thảo|xây dựng|đề tài)")
# Another time, another meeting, or a task given.
_ELSEWHERE = one_of(
    """sẽ | từng | được giao | phân công | giao(?! ban)(?: cho)? | thường xuyên | không | trước đó | trước đây
    | đề nghị | yêu cầu"""
)
_NOT_THIS = re.compile(rf"(?<!\w){_ELSEWHERE}(?:\s+[^\W\d]+){{0,3}}\s+$")
_EARLIER = re.compile(r"\W*(?:trước (?:đó|đây)|(?:hôm|tuần|tháng|năm|kỳ) trước)(?!\w)")
# The verb opens its clause, perhaps behind what else they did: the people stand behind it.
_OPENERS = one_of("đoàn | cùng | đồng | dự | tham gia | đến | tới | có | và | trực tiếp | là | chỉ đạo")
_OPENS = re.compile(rf"(?:^|[-.,;:(]\s*|(?<!\w){_OPENERS}\s+)+$")
# Between the people and the verb: "đã", "cùng"; "đến dự và", "dự, chỉ đạo và".
_WENT = re.compile(
    r"(?:[\s,]*(?:(?:đã|tới|đến|tham|cùng)\s+)*(?:dự|tham gia)(?:,? (?:và )?chỉ đạo)?(?:\s+và)?[\s,]*)+"
    r"(?:(?:và|trực tiếp|cùng)\s+)*$"
)
_OWN_VERB = re.compile(r"[\s,]*(?:(?:đã|cùng|đồng|trực tiếp|vừa|và|là|tham gia|cùng nhau|người)[\s,]+)+$")
_OF = re.compile(r"(?:,? (?:và )?(?:chỉ đạo|điều hành)[^,.;:]{0,30}?)?\s+của\s+")
# "Chủ trì hội nghị (tại điểm cầu huyện) có các đồng chí …": from the verb to where the people begin.
_TO_PEOPLE = re.compile(
    r"[^.;:]{0,110}?(?:(?<!\w)(?:có|gồm(?: có)?|là|do)(?!\w)\s*:?|:|,(?=\s*(?:các )?(?:đồng chí|đ/c|ông|bà)(?!\w)))\s*"
)
_OBJECT = re.compile(
    r"\s+(?:các |những )?(?:hội|buổi|cuộc|phiên|kỳ|đại|tọa|lễ|họp)"
    r"(?:\s+(?:nghị|họp|hội|thảo|đàm|giao ban|làm việc|đối thoại))?"
)


def chairs_of(text: Line) -> list[Chair]:
    """Those who chaired the meeting that a title or a text reports, in their order, each once.

    Where the opening names somebody, what is told further down is of another meeting, or the same again.
    """
    found: dict[str, Chair] = {}
    for start, end in _mentions(text.plain):
        if found and start > _OPENING:
            break
        sentence, place = sentence_around(text, start, end, _REACH)
        for chair in _around(sentence, place, place + end - start):
            found.setdefault(chair.name.casefold(), chair)
    return list(found.values()) if len(found) <= _MOST else []


def _mentions(plain: str) -> list[tuple[int, int]]:
    """Where somebody is said to chair, the first of them."""
    if "chủ t" not in plain and "điều hành" not in plain:
        return []
    return [mention.span() for mention in islice(_CHAIRS.finditer(plain), _LOOKED_AT)]


def _around(line: Line, start: int, end: int) -> list[Chair]:
    """Whom the verb at a place of a sentence says to have chaired."""
    plain = line.plain
    if _EARLIER.match(plain) or _ASSIGNED.match(plain, end) or _NOT_THIS.search(plain, max(0, start - 60), start):
        return []
    if plain[:start].endswith("sự ") and (of := _OF.match(plain, end)):
        return _chairs(line, persons(line.text, of.end(), len(plain)), start, end)
    if not _CHAIRED.match(plain, end):
        return []
    if before := persons_before(line.text, 0, _subject_end(plain, start)):
        return _chairs(line, before, start, _end_of_object(plain, end))
    if _OPENS.search(plain, max(0, start - 40), start) and (way := _TO_PEOPLE.match(plain, end)):
        return _chairs(line, persons(line.text, way.end(), len(plain)), start, end)
    return []


def _subject_end(plain: str, start: int) -> int:
    """Where the subject of the verb ends: before "đã", "cùng", "dự và" and the like."""
    for pattern in (_OWN_VERB, _WENT):
        if match := pattern.search(plain, max(0, start - 60), start):
            start = match.start()
    return start


def _end_of_object(plain: str, end: int) -> int:
    match = _OBJECT.match(plain, end)
    return match.end() if match else end


def _chairs(line: Line, people: Sequence[Person], start: int, end: int) -> list[Chair]:
    """Each with the shortest words that hold both who it was and that they chaired."""
    return [
        Chair(person.name, person.role, line.span(min(person.start, start), max(person.end, end))) for person in people
    ]
