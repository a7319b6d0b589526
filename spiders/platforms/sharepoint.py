"""SharePoint at work, with LacViet parts or its own: articles are ``….aspx``, and every portal has its own way to them.

Lists, items and addresses are found by what they are, as of the generic base. The pages of SharePoint's own lists are
turned by scripts that name the address (``?Paged=TRUE&p_ID=…&PageFirstRow=…``); how LacViet's are is not known beyond
links that count them (``?page=2``), and a form that is sent back (``__doPostBack``) is not sent. The markup of articles
is that of the portals of Đắk Nông, rendered from the same parts; where a page has none of it, the rules do not hold.
"""

import re
from urllib.parse import urlsplit

from spiders.platforms.generic import GenericSpider
from spiders.platforms.lacviet import RULES

# The back office, and the forms of lists; what an item of one shows may be an article.
_NO_PAGE = re.compile(
    r"(?:/[^/]+)*/_(?:layouts|catalogs|vti_\w+|controltemplates|forms)(?:/.*)?|.*/(?:allitems|editform|newform)\.aspx",
    re.IGNORECASE,
)


class SharepointSpider(GenericSpider):
    """Portals that run on SharePoint."""

    platform = "sharepoint"
    signs = (
        r'name="?GENERATOR"?[^>]*Microsoft SharePoint',
        r"\b_spPageContextInfo\b|\bMSOWebPartPage_",
        r"/_layouts/(?:15/)?\d{4}/",
    )
    rules = (RULES,)

    def is_article(self, page: str) -> bool:
        return super().is_article(page) and not _NO_PAGE.fullmatch(urlsplit(page).path)
