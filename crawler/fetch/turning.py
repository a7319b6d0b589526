"""How the pages of a listing are turned on a portal of which nobody said how: by what the links are. Pure.

Told by the address first (``?page=2``, ``/trang-2``), then by the words: numbers that count pages, "Trang sau". What is
turned by a script alone has one page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from crawler.dates.fold import fold

# "?page=2", "?trang=2", "?PageIndex=2", "&_101_INSTANCE_UByp2W88WPKe_cur=2"
_PARAMETER = re.compile(
    r"(?:.*[_.$-])?(?:paged?|pages|page_?(?:index|no|num|number)|p|pg|trang|so_?trang|cur|current_?page)", re.IGNORECASE
)
# SharePoint says behind which item a page begins: "?Paged=TRUE&p_ID=312&PageFirstRow=31".
_POSITION = re.compile(r"Paged(?:Prev)?|p_\w+|PageFirstRow|View", re.IGNORECASE)
# "/tin-tuc/page/2/", "/tin-tuc/trang-2.htm", "/tin-tuc-trang-2.html"
_PART = re.compile(r"(?:/|-)(?:page|trang|p)[/-]?(\d{1,5})(?=/|\.\w+$|$)", re.IGNORECASE)
_NEXT = re.compile(r"(?:trang )?(?:sau|ke tiep|tiep theo|tiep)|next(?: page)?")  # "the next (page)"
_ARROWS = re.compile(r"(?:»|›|>|→)+")
_EXTENSION = re.compile(r"\.(?:html?|aspx|php|jsp)$", re.IGNORECASE)
_DIGITS = re.compile(r"(\d+)")
# More digits than this are a year or a number of views, no page.
_MOST_DIGITS = 3
# What turns pages says less ("Trang tiếp theo").
_TITLE_WORDS = 4


@dataclass(frozen=True, slots=True)
class Series:
    """Addresses that differ in one number: what stands before and behind it, its value on page 1, its step."""

    before: str
    after: str
    first: int
    step: int

    def address(self, number: int) -> str:
        return f"{self.before}{self.first + (number - 1) * self.step}{self.after}"


@dataclass(frozen=True, slots=True)
class Turning:
    """Where the links of a page of a listing lead that turn its pages.

    Attributes:
        numbered: the address of each page that is linked by its number.
        following: where the link leads that says it is the next page.
        series: what the addresses of all pages have in common.
    """

    numbered: Mapping[int, str] = field(default_factory=dict)
    following: str | None = None
    series: Series | None = None

    def has_more(self, number: int) -> bool:
        """Whether another page follows page ``number``, which is the one at hand."""
        return any(found > number for found in self.numbered) or self.following is not None

    def address(self, number: int) -> str | None:
        """The address of a page of the listing; None where no link tells."""
        if number in self.numbered:
            return self.numbered[number]
        return self.series.address(number) if self.series else self.following


def turning(links: Iterable[tuple[str, str]], here: str) -> Turning:
    """What the links of a page, (text, absolute address), say of the other pages of the listing at ``here``."""
    known = [(text.strip(), url) for text, url in links]
    # "?p=12" names an article on one portal, and turns the pages of a list on another.
    articles = {url for text, url in known if len(text.split()) >= _TITLE_WORDS}
    others = [(text, url) for text, url in known if url != here and url not in articles]
    own = [(text, url) for text, url in others if _is_of(url, here)]
    if not own and (first := _first_page(others, here)):
        own = [(text, url) for text, url in others if url == first or _is_of(url, first)]
    by_address = {number: url for _, url in own if (number := _number(url)) is not None}
    by_text = {int(text): url for text, url in own if text.isdecimal() and len(text) <= _MOST_DIGITS and int(text)}
    numbered = by_address or by_text
    following = next((url for text, url in own if _says_next(text)), None)
    return Turning(numbered, following, _series(numbered))


def _first_page(links: Iterable[tuple[str, str]], here: str) -> str | None:
    """The first page of the listing of which ``here`` is a further one by its bare number ("/tin-tuc/2"): a link that
    says "1" leads there; None where there is none such."""
    return next((url for text, url in links if text == "1" and _is_of(here, url)), None)


def is_further_page(url: str, here: str) -> bool:
    """Whether an address is by its looks that of a further page of the listing at ``here``."""
    return (_number(url) or 0) > 1 and _is_of(url, here)


def names_a_page(parameter: str) -> bool:
    """Whether a parameter is called as one is that tells the number of a page."""
    return bool(_PARAMETER.fullmatch(parameter))


def further_address(listing: str, form: str, number: int) -> str:
    """The address of a further page of a listing, by the form that the portal has for what stands behind the listing's
    own: "page/{}/", "?trang={}"."""
    behind = form.format(number)
    if behind.startswith("?"):
        return f"{listing}&{behind[1:]}" if "?" in listing else f"{listing}{behind}"
    return f"{listing.partition('?')[0].rstrip('/')}/{behind}"


def _says_next(text: str) -> bool:
    words = fold(_ARROWS.sub("", text)).plain.strip()
    return bool(_NEXT.fullmatch(words)) if words else bool(_ARROWS.fullmatch(text))


def _number(url: str) -> int | None:
    """The number of the page that an address says it is."""
    parts = urlsplit(url)
    for name, value in parse_qsl(parts.query):
        if _PARAMETER.fullmatch(name) and re.fullmatch(r"\d{1,5}", value):
            return int(value)
    match = _PART.search(parts.path)
    return int(match[1]) if match else None


def _is_of(url: str, here: str) -> bool:
    """Whether an address can be one of a page of the listing at ``here``: below it, with all that names it."""
    theirs, ours = urlsplit(url), urlsplit(here)
    place, below = _place(ours.path), _place(theirs.path)
    if theirs.hostname != ours.hostname or not below.startswith(place):
        return False
    if not re.fullmatch(r"(?:[/_-]?\d{1,5})?", below.removeprefix(place)):
        return False
    told = {
        pair for pair in parse_qsl(ours.query) if not _PARAMETER.fullmatch(pair[0]) and not _POSITION.fullmatch(pair[0])
    }
    return told <= set(parse_qsl(theirs.query))


def _place(path: str) -> str:
    """The path of a listing, whichever of its pages it is of."""
    return _EXTENSION.sub("", _PART.sub("", path)).rstrip("/")


def _series(numbered: Mapping[int, str]) -> Series | None:
    """What the addresses have in common, where they differ in one number that grows with the page."""
    if not numbered:
        return None
    low, high = min(numbered), max(numbered)
    pieces, others = _DIGITS.split(numbered[low]), _DIGITS.split(numbered[high])
    if low == high:  # the only other page: the last number that is its own
        places = [at for at in range(1, len(pieces), 2) if int(pieces[at]) == low][-1:]
        step = 1
    else:
        places = [at for at, (one, other) in enumerate(zip(pieces, others, strict=False)) if one != other]
        step = _step(pieces, others, places, high - low)
    if len(places) != 1 or step < 1:
        return None
    at = places[0]
    return Series("".join(pieces[:at]), "".join(pieces[at + 1 :]), int(pieces[at]) - (low - 1) * step, step)


def _step(pieces: list[str], others: list[str], places: list[int], pages: int) -> int:
    """By how much the one number grows that differs; 0 where there is none such."""
    if len(pieces) != len(others) or len(places) != 1 or not places[0] % 2:
        return 0
    grown = int(others[places[0]]) - int(pieces[places[0]])
    return grown // pages if grown % pages == 0 else 0
