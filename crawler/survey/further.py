"""How the further pages of lists are addressed where no link says it: guesses, and what proves one. Pure.

A pager that is made by a script, or that leads nowhere, leaves pages behind that a portal has all the same. A guess
counts only where it was tried, and brought articles that were seen nowhere before.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable

from crawler.fetch.turning import names_a_page

# The most common ones, in the place of "{}" the number.
_COMMON = ("page/{}/", "?page={}", "?trang={}")
# "href = base + '?PageIndex=' + n", "/tin-tuc/trang-"
_PARAMETER = re.compile(r"[?&](?:amp;)?(\w{1,24})=")
_PART = re.compile(r"""/(page|trang)([/-])(?=["'\d{$]|\s*\+)""", re.IGNORECASE)
# A list of fewer items is short, and has no second page.
FEWEST_ITEMS = 4
# Of a second page so many items were seen nowhere before.
_NEW = 2


def guesses(texts: Iterable[str]) -> list[str]:
    """Ways to write the address of a further page, behind that of the list, the likelier first: those that the pages
    speak of somewhere, then the common ones."""
    said: Counter[str] = Counter()
    for text in texts:
        said.update({f"?{name}={{}}" for name in _PARAMETER.findall(text) if names_a_page(name)})
        said.update({f"{part}{end}{{}}{'/' if end == '/' else ''}" for part, end in _PART.findall(text)})
    return list(dict.fromkeys((*(form for form, _ in said.most_common()), *_COMMON)))


def proves(first: Collection[str], second: Collection[str], seen: Collection[str]) -> bool:
    """Whether what was answered is the second page of a list: other articles than its first page has, and such as no
    page that was looked at lists. What is not there is often answered with the front page, or with the first.

    Args:
        first, second: what the two pages list. seen: what all pages list that were looked at.
    """
    news = {*second} - {*seen}
    return len(news) >= _NEW and len({*second} & {*first}) <= len(second) / 2
