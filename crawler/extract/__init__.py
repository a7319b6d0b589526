"""Extraction: the bytes of a page to an Article. No Scrapy, no network, no database, no clock."""

from .article import VERSION, Opened, extract, extract_opened, open_page
from .datelines import periods_of
from .explain import Entry, Explanation, Place, explain
from .profile import NOTHING_LEARNED, Profile, learn
from .ruled import unmatched
from .rules import Rules, RulesError

__all__ = [
    "NOTHING_LEARNED",
    "VERSION",
    "Entry",
    "Explanation",
    "Opened",
    "Place",
    "Profile",
    "Rules",
    "RulesError",
    "explain",
    "extract",
    "extract_opened",
    "learn",
    "open_page",
    "periods_of",
    "unmatched",
]
