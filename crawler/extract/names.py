"""What the class and id of an element say: whether page furniture goes by such a name, and how surely.

A name is taken apart into words ("relatedPosts", "tin-lien-quan", "post__share_bar"), for portals write them
in every way. Knows names alone; how much of the text an element holds is for the rooms that ask.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from lxml.etree import _Element as Element

#: ``comments``: readers' words, never the article's. ``footer``: the foot of the portal, likewise. ``junk``: furniture
#: unless it holds the text itself. ``doubtful``: as often furniture as not; one sign among others.
NameKind = Literal["comments", "footer", "junk", "doubtful"]
#: The kinds that are furniture's, if what goes by them does not hold the text itself.
FURNITURE: frozenset[NameKind | None] = frozenset(("comments", "footer", "junk"))

_COMMENTS = frozenset("comment comments disqus respond replies binhluan".split())
_JUNK = frozenset(
    """
    cookie cookies consent gdpr onetrust modal popup newsletter signup outbrain taboola related relate recommended
    recommendation recommendations recommend breadcrumb breadcrumbs pagination paging pager social share shares sharing
    sharebar skiplink visuallyhidden lienquan tinkhac tbtinkhac othernews newsother sidebar nav navigation menu
    sronly screenreader toolbar toolbox rating vote poll print counter hitcount thongke truycap banner wm widget
    authorbox subscribe
    """.split()
)
_FOOTER = frozenset(("footer", "chantrang"))
_DOUBTFUL = frozenset(
    """
    more readmore also side aside foot header tag tags topic topics ad ads advert advertisement advertising promo
    promos promotion sponsor sponsored subscription copyright author authors bio byline meta timestamp date time
    caption credit credits gallery slideshow player video teaser card cards callout follow trending popular latest
    hidden paywall login register form tacgia chuthich
    """.split()
)
# Words that mean something only side by side: "lien-quan", "tin khác", "sign-up".
_PAIRS = frozenset(
    """
    binhluan chantrang lienquan tinkhac othernews newsother signup skiplink sronly readmore thongke truycap
    hitcount authorbox toolbox tacgia chuthich visuallyhidden screenreader
    """.split()
)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BREAK = re.compile(r"[^a-z]+")
# No element needs more of a name than this; a megabyte of class does not cost a second.
_LONGEST = 400


def name_of(element: Element) -> str:
    """Class and id of an element for people, short; "" where it has neither."""
    return " ".join(f"{element.get('class', '')[:40]} {element.get('id', '')[:40]}".split())[:40]


@lru_cache(maxsize=8192)
def name_kind(name: str) -> NameKind | None:
    """What kind of furniture goes by a name (class and id, a space between); None for all other names."""
    words = _BREAK.split(_HUMP.sub(" ", name[:_LONGEST]).lower())
    said = set(words)
    said.update(pair for pair in map("".join, pairwise(words)) if pair in _PAIRS)
    if not said.isdisjoint(_COMMENTS):
        return "comments"
    if not said.isdisjoint(_FOOTER):
        return "footer"
    if not said.isdisjoint(_JUNK):
        return "junk"
    return "doubtful" if not said.isdisjoint(_DOUBTFUL) else None
