"""The provincial CMS of Lào Cai (also Ninh Bình, Hải Phòng, Trà Vinh): ``/<category>/<slug>-<number>``.

An older form of the same page is ``/1227/27461/54439/<number>/<category>/<slug>``. Its live markup was never
seen by us: the selectors are those of the replica and of kin, and the generic extractor carries the rest.
"""

import re

from crawler.extract import Rules
from crawler.fetch.addresses import Forms
from crawler.portal import PortalSpider

RULES = Rules(
    name="laocai",
    fingerprint=(".detail-news .content-detail", "h1.title-detail ~ .content-detail"),
    title=("h1.title-detail",),
    section=(".breadcrumb > a:last-of-type",),
    lead=(".content-detail > .sapo",),
    published=(".info-detail",),
    body=(".content-detail",),
    drop=(".content-detail .tk", ".other-news", ".detail-news .tools"),
)

# The old form as the new one: a slug is the same in both, cut near 100 characters.
FORMS = Forms(paths=((r"/\d+/\d+/\d+/(\d{6,7})/([^/]+)/([^/]+)", r"/\2/\3-\1"),))


class LaocaiSpider(PortalSpider):
    """Portals of the Lào Cai family."""

    platform = "laocai"
    signs = (
        r'class="detail-news"|class="content-detail"',
        r'href="[^"]*/\d+/\d+/\d+/\d{6,7}/[^/"]+/[^/"]+"',
        r'href="(?:https?://[^/"]+)?/[a-z0-9-]+/[a-z0-9-]+-\d{6,7}"',
    )
    rules = (RULES,)
    forms = FORMS
    article_path = r"/[^/]+/[^/]*-\d{6,7}"
    item_css = ".item"
    item_date_css = ".date"
    pager = re.compile(r"[?&]page=")
