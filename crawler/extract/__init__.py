"""Extraction: the bytes of a page to an Article. No Scrapy, no network, no database, no clock."""

from .article import VERSION, extract
from .ruled import unmatched
from .rules import Rules, RulesError

__all__ = ["VERSION", "Rules", "RulesError", "extract", "unmatched"]
