"""Liferay's asset publisher under a Vietnamese theme: ``[/<locale>]/<page>/-/asset_publisher/<id>/content/<slug>``.

Markup from the theme's source (PORTALS.md). The locale in front and everything behind ``?`` (a way back,
a view) name the same page.
"""

import re

from crawler.extract import Rules
from crawler.portal import PortalSpider

RULES = Rules(
    name="liferay",
    fingerprint=(".asset_publisher_view_full_content", ".asset-full-content .asset-content"),
    title=(".asset_title span", ".asset_title"),
    section=(".portlet-topper", ".portlet-title-text"),
    lead=(".assetdesc-text",),
    published=(".asset-publish-date span", ".asset-publish-date"),
    body=(".asset-full-content .asset-content", ".asset-full-content", ".journal-content-article"),
    drop=(".asset-tools", ".related-assets", ".taglib-social-bookmarks", ".asset-related-assets"),
)

_LOCALE = re.compile(r"/[a-z]{2}(?:_[A-Z]{2})?(?=/)")


class LiferaySpider(PortalSpider):
    """Portals that publish through Liferay's asset publisher."""

    platform = "liferay"
    rules = (RULES,)
    article_path = r"/[^/]+/-/asset_publisher/\w{12}/content/[^/]+"
    item_css = ".asset-abstract, .asset-item, .news-item, .item"
    item_date_css = ".asset-date, .date, .date-en"
    pager = re.compile(r"[?&](?:amp;)?_101_INSTANCE_\w{12}_cur=")

    def canonical_path(self, path: str) -> str:
        return _LOCALE.sub("", path, count=1)
