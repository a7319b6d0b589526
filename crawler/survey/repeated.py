"""The items of a listing page of any portal, found by what they are: links that look alike, each with a title. Pure.

Grouping the links of a page by the path of tags that leads to them, and taking the group with the most to read, is the
old way of finding data records (B. Liu, R. Grossman, Y. Zhai: Mining Data Records in Web Pages, KDD 2003, in short).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from lxml.etree import _Element as Element

from crawler.dates import parse_published
from crawler.dates.fold import fold
from crawler.dates.quick import has_no_date
from crawler.extract.page import element_text, texts_of
from crawler.extract.text import clean
from crawler.fetch.items import ListItem, text_without
from crawler.fetch.links import absolute

# A title has this many words in the median; menus have one to three.
TITLE_WORDS = 4
# From so many items on links that look alike are a list whatever else they have; fewer may be by chance.
FEW = 3
_FEW_WEIGHT = 0.3
# What stands in these is on every page: menus, boxes beside the text, the foot.
_ASIDE = re.compile(
    r"nav|menu|footer|sidebar|aside|breadcrumb|widget|banner|related|lienquan|lien-quan|tinkhac|tin-khac|other|popular"
    r"|xemnhieu|docnhieu|right|slide|marquee|thongbao-box",
    re.IGNORECASE,
)
_ASIDE_TAGS = frozenset(("nav", "footer", "aside", "header", "marquee"))
_ASIDE_WEIGHT = 0.1
_DIGITS = re.compile(r"\d+")
# A date line is short; longer is a text that names a day.
_DATE_LETTERS = 60


@dataclass(frozen=True, slots=True)
class Record:
    """A link of a list, the element that holds all of its item, and the date text in that."""

    url: str
    title: str
    link: Element
    box: Element
    date: str | None


def listed(root: Element, base: str, seen: datetime, owns: Callable[[str], bool]) -> list[ListItem]:
    """The items of the list that a page is about, in order; none where no list stands out.

    Args:
        root: the page's tree. base: what its links are relative to. seen: when it was fetched.
        owns: whether an address is one of the portal.
    """
    best = next(iter(lists(root, base, seen, owns)), [])
    return [ListItem(record.url, record.title, record.date) for record in best]


def lists(root: Element, base: str, seen: datetime, owns: Callable[[str], bool]) -> list[list[Record]]:
    """All lists of a page, the one that it is most likely about first."""
    found = [_records(group, seen) for group in _groups(root, base, owns)]
    return sorted(found, key=_weight, reverse=True)


def _groups(root: Element, base: str, owns: Callable[[str], bool]) -> list[list[tuple[Element, str, str]]]:
    """Links that look alike, (element, address, text): of several to one address the one with most to read."""
    groups: defaultdict[tuple[str, ...], dict[str, tuple[Element, str, str]]] = defaultdict(dict)
    for link in root.iter("a"):
        url = absolute(base, link.get("href"))
        text = element_text(link) or clean(link.get("title") or "")
        if not url or url == base or not text or not owns(url):
            continue
        group = groups[_path(link)]
        if url not in group or len(text) > len(group[url][2]):
            group[url] = link, url, text
    found = (list(group.values()) for group in groups.values())
    return [group for group in found if _are_titles([text for _, _, text in group])]


def _are_titles(texts: Sequence[str]) -> bool:
    """Whether these can be titles: long enough, and each another ("Xem chi tiết" is none)."""
    return median(len(text.split()) for text in texts) >= TITLE_WORDS and len(set(texts)) > 0.7 * len(texts)


def _path(element: Element) -> tuple[str, ...]:
    """The tags and classes that lead to an element; numbers in names count items."""
    path = [element.tag]
    for above in element.iterancestors():
        path.append(f"{above.tag}.{_DIGITS.sub('', (above.get('class') or '').split(' ')[0])}")
    return tuple(path)


def _records(group: Iterable[tuple[Element, str, str]], seen: datetime) -> list[Record]:
    links = {link for link, _, _ in group}
    records = []
    for link, url, text in group:
        box = _box(link, links)
        dated, date = _date(box, link, seen)
        inside = dated is not None and dated is not link and dated in link.iter()
        title = text_without(link, dated) if inside else text
        records.append(Record(url, title, link, box, date))
    return records


def _box(link: Element, links: set[Element]) -> Element:
    """The largest element around a link that holds no other of its kind."""
    box = link
    for above in link.iterancestors():
        if above.tag in ("body", "html") or any(other is not link and other in links for other in above.iter("a")):
            break
        box = above
    return box


def _date(box: Element, link: Element, seen: datetime) -> tuple[Element | None, str | None]:
    """The date that an item shows, and the element that holds it and nothing else, where there is one: in the item's
    box, or, in markup without boxes, in what stands between its link and the next."""
    found = [(element, text) for element, text in _lines(box, link) if _is_date(text, seen)]
    if not found and box is link:
        found = [(None, text) for text in _behind(link) if _is_date(text, seen)]
    return min(found, key=lambda one: len(one[1]), default=(None, None))


def _lines(box: Element, link: Element) -> Iterable[tuple[Element | None, str]]:
    """What the parts of an item say, each with its element where that says no more."""
    for element in box.iter():
        if isinstance(element.tag, str) and element is not box:
            if element is not link:
                yield element, element_text(element)
            yield None, clean(element.tail or "")
        yield None, clean(element.text or "")


def _behind(link: Element) -> Iterable[str]:
    yield clean(link.tail or "")
    for sibling in link.itersiblings():
        if sibling.tag == "a" or (isinstance(sibling.tag, str) and sibling.find(".//a") is not None):
            return
        yield clean("".join(texts_of(sibling)))
        yield clean(sibling.tail or "")


def _is_date(text: str, seen: datetime) -> bool:
    if not text or len(text) > _DATE_LETTERS or has_no_date(fold(text).plain):
        return False
    return parse_published(text, seen=seen, evidence="listing").value is not None


def _weight(records: Sequence[Record]) -> float:
    """How much a list has to read: titles, teasers, dates; what stands in menus and beside the text weighs less."""
    if not records:
        return 0.0
    letters = sum(min(len(record.title), 150) + min(len(element_text(record.box)), 300) for record in records)
    dated = sum(record.date is not None for record in records)
    weight = letters * (1 + dated / len(records))
    if len(records) < FEW and dated < len(records):
        weight *= _FEW_WEIGHT
    return weight * (_ASIDE_WEIGHT if _is_aside(records[0].box) else 1.0)


def _is_aside(box: Element) -> bool:
    for above in (box, *box.iterancestors()):
        if above.tag in ("body", "html"):
            return False
        if above.tag in _ASIDE_TAGS or _ASIDE.search(f"{above.get('class') or ''} {above.get('id') or ''}"):
            return True
    return False
