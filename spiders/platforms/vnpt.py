"""The VNPT portal of Thanh Hóa's districts: ``/web/trang-chu/<category>[/<sub>]/<slug>.html``.

Categories can hold a stray ``amp;``. Live markup never seen by us; see ``laocai``.
"""

import re

from crawler.extract import Rules
from crawler.portal import PortalSpider

RULES = Rules(
    name="vnpt",
    fingerprint=(".news-detail #content-detail", ".news-detail h2.news-title"),
    title=(".news-detail h2.news-title",),
    section=(".path > a:last-of-type",),
    published=(".news-detail .news-date",),
    body=(".news-detail #content-detail",),
    drop=(".news-detail .zoom", ".news-detail .print", ".related", ".rating"),
    # "Đăng lúc: 30/11/2023 (GMT+7)"
    patterns=(("published", r"(?:Đăng lúc|Ngày đăng)\s*:\s*(.+)"),),
)


class VnptSpider(PortalSpider):
    """District portals of Thanh Hóa."""

    platform = "vnpt"
    signs = (r'href="[^"]*/web/trang-chu/[^"]+\.html',)
    rules = (RULES,)
    article_path = r"/web/trang-chu/[^/]+(?:/[^/]+)?/[^/]+\.html"
    item_css = ".news-item"
    item_date_css = ".small"
    pager = re.compile(r"[?&]page=")
