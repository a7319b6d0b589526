"""Dates that the address of a page carries: the path's day, the stamps of two platforms.

Dates in slugs are the author's words, not the platform's, and are not read.
"""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urlsplit

from crawler.dates.facts import instant_fact, unix_fact
from crawler.dates.forms import VIETNAM, local
from crawler.dates.published import parse_published
from storage.records import DateFact

# /portal/Pages/2020-7-24/<slug>.aspx
_PATH_DAY = re.compile(r"/(\d{4}-\d{1,2}-\d{1,2})/")
# WordPress: /2020/07/24/<slug>/ and /2020/07/<slug>/, but not the month that a picture was uploaded in
_PATH_PARTS = re.compile(r"(?<!uploads)/((?:19|20)\d{2})/(\d{2})(?:/(\d{2}))?/[^/]*[a-z-]")
# Hanoi since 2025: /<category>/<slug>-<site><yymmddHHMMSSmmm>.htm
_STAMP = re.compile(r"-\d*(\d{12})\d{3}\.html?$")
# Liferay: /-/view-article/1/<ms>/<ms>
_EPOCH = re.compile(r"/view-article/(?:\d+/)*(\d{10})\d{3}/?$")


def published_in_url(url: str, *, seen: datetime) -> DateFact | None:
    """The date in an address, evidence ``url``; None where it has none.

    ``seen`` is when the page was captured, with its zone. A date that cannot be is a fact without a
    value, its problem in words. Stamps are in Vietnamese time, epoch milliseconds in UTC.
    """
    now = local(seen)
    try:
        path = urlsplit(url).path
    except ValueError:  # an address that is none
        return None
    if (day := _PATH_DAY.search(path)) is not None:
        return parse_published(day.group(1), seen=now, evidence="url")
    if (epoch := _EPOCH.search(path)) is not None:
        return unix_fact(int(epoch.group(1)), now, "url", epoch.group(1))
    if (stamp := _STAMP.search(path)) is not None:
        return _stamped(stamp.group(1), now)
    if (parts := _PATH_PARTS.search(path)) is not None:
        spelled = "-".join(part for part in parts.groups() if part)
        return parse_published(spelled, seen=now, evidence="url")
    return None


def _stamped(stamp: str, now: datetime) -> DateFact | None:
    """A stamp's instant; None where its digits make none, for ids of as many digits exist too."""
    try:
        moment = datetime.strptime(stamp, "%y%m%d%H%M%S").replace(tzinfo=VIETNAM)
    except ValueError:
        return None
    return instant_fact(moment, now, "url", stamp) if moment.year < 2069 else None
