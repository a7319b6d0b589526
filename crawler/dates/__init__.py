"""Vietnamese (and plain) date text made into facts: published dates, days of meetings, periods covered.

Pure functions: no network, no database, no clock; the time of the capture is always given. Of storage
they know the records alone.
"""

from crawler.dates.address import published_in_url
from crawler.dates.bounds import bounds_of_text
from crawler.dates.choice import DISAGREEMENT, choose_published, weigh_published
from crawler.dates.covers import parse_covers
from crawler.dates.held import parse_held
from crawler.dates.neighbours import bounds_by_order
from crawler.dates.order import month_first_places, shown_order
from crawler.dates.published import parse_published

__all__ = [
    "DISAGREEMENT",
    "bounds_by_order",
    "bounds_of_text",
    "choose_published",
    "month_first_places",
    "parse_covers",
    "parse_held",
    "parse_published",
    "published_in_url",
    "shown_order",
    "weigh_published",
]
