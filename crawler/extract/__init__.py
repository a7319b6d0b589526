"""Extraction: the bytes of a page to an Article. No Scrapy, no network, no database, no clock."""

from .article import VERSION, extract
from .explain import Entry, Explanation, Place, explain
from .rules import Rules

__all__ = ["VERSION", "Entry", "Explanation", "Place", "Rules", "explain", "extract"]
