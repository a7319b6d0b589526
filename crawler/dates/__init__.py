"""Vietnamese (and plain) date text made into facts: published dates, days of meetings, periods covered.

Pure functions: no network, no database, no clock; the time of the capture is always given. Of storage
they know the records alone.
"""

from crawler.dates.address import published_in_url
from crawler.dates.choice import choose_published
from crawler.dates.covers import parse_covers
from crawler.dates.held import parse_held
from crawler.dates.published import find_published, parse_published

__all__ = [
    "choose_published",
    "find_published",
    "parse_covers",
    "parse_held",
    "parse_published",
    "published_in_url",
]
