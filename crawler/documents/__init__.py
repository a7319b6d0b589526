"""Documents that articles offer for download: what they are, and what a person reads in them.

Knows nothing of where they come from or where they lie.
"""

from crawler.documents.formats import FORMATS, Format, format_of, is_web_page
from crawler.documents.reader import TextReader
from crawler.documents.texts import reader_of

__all__ = ["FORMATS", "Format", "TextReader", "format_of", "is_web_page", "reader_of"]
