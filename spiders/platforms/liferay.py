"""Liferay's asset publisher: ``[/<locale>]/<page>/-/asset_publisher/<id>/content/<slug>``.

Three markups, from source: the theme of Hà Nội's communes (``full_content.jsp`` with ``asset_title``), the hook of the
Ministry of Health and Tây Ninh (``contentDetail``, ``time-post``), and Liferay's own of 6.1 to 7.4. The locale in front
and everything behind ``?`` (a way back, a view) name the same page. Some portals have other forms:
``…/content/id/<n>``, ``/-/view_content/<id>-…``, ``/news/-/details/<group>/<slug>-<id>``,
``/-/news/<id>/<slug>.html``, ``/-/view-article/1/<ms>/<ms>``, and ``/-/<slug>`` for what has a page of its own.
"""

import re
from collections.abc import Iterator

from scrapy.http import Response

from crawler.extract import Rules
from crawler.fetch.addresses import Forms
from crawler.fetch.items import ListItem
from crawler.portal import PortalSpider

RULES = Rules(
    name="liferay",
    fingerprint=(
        ".asset_publisher_view_full_content", ".asset-full-content .asset-content",
        ".contentDetail .time-post", ".contentDetail .journal-content-article",
    ),
    title=(
        ".asset_title span", ".asset_title", ".asset-full-content .asset-title",
        ".portlet-asset-publisher .header-title", ".portlet-asset-publisher h1.entry-title",
        ".contentDetail h3.text-change-size",
    ),
    section=(".portlet-topper", ".portlet-title-text"),
    lead=(".asset_publisher_view_full_content .assetdesc-text",),
    published=(
        ".asset-publish-date span", ".asset-publish-date", ".contentDetail .time-post",
        ".asset-metadata .metadata-publish-date", ".asset-full-content .metadata-publish-date",
    ),
    views=(".asset-metadata .metadata-view-count", ".asset-full-content .metadata-view-count"),
    body=(
        ".asset-full-content .asset-content", ".asset-full-content",
        ".contentDetail .journal-content-article", ".contentDetail .contentDetail",
    ),
    # "/documents/20182/0/ke-hoach.pdf/0c9a…?t=…": the name of a file is not the end of its address.
    attachments=(
        ".journal-content-article a[href*='.pdf/'], .journal-content-article a[href*='.doc/'],"
        " .journal-content-article a[href*='.docx/'], .journal-content-article a[href*='.xls/'],"
        " .journal-content-article a[href*='.xlsx/'], .journal-content-article a[href*='.rar/'],"
        " .journal-content-article a[href*='.zip/']",
    ),
    drop=(
        ".asset-tools", ".related-assets", ".asset-related-assets", ".taglib-social-bookmarks", ".social-icon",
        ".asset-flag", ".asset-ratings", ".taglib-ratings", ".asset-more", ".asset-user-actions", ".lfr-meta-actions",
        ".asset-metadata", ".asset-links", ".taglib-asset-links", ".taglib-discussion", ".tinlienquan",
        ".newsDifferent",
    ),
)  # fmt: skip

FORMS = Forms(
    paths=((r"(?:/(?:vi|en|fr|zh|ja|ko|ru)(?:[_-][A-Z]{2})?)+((?:/.+)?)", r"\1"),),
    # "?_101_INSTANCE_UByp2W88WPKe_cur=2" turns the pages of the list beside an article.
    views=((r".*/-/.+", r"plidlayout|_\w+_INSTANCE_\w+|_\w+_redirect"),),
)


# What stands behind "/-/" on the page of an article.
_ARTICLE = (
    r"asset_publisher/\w{4,12}/(?:content|document)/(?:id/)?[^/]+(?:/\d+)?",
    r"view_content/\d+-[^/]+",
    r"details/\d+/[^/]+-\d+",
    r"news/\d+/[^/]+",
    r"view-article/\d+/\d+/\d+",
    r"[^/]*-[^/]*",
)


class LiferaySpider(PortalSpider):
    """Portals that publish through Liferay's asset publisher."""

    platform = "liferay"
    signs = (
        r"\bLiferay\.(?:Browser|authToken|currentURL)",
        r"portlet-asset-publisher",
        r"/-/asset_publisher/\w+/content/",
    )
    rules = (RULES,)
    forms = FORMS
    article_path = rf"(?:/[^/]+){{0,4}}/-/(?:{'|'.join(_ARTICLE)})"
    item_css = ".asset-abstract, .asset-item, .news-item, .item"
    item_date_css = ".asset-date, .date, .date-en"
    pager = re.compile(
        r"[?&](?:amp;)?_(?:101|com_liferay_asset_publisher_web_portlet_AssetPublisherPortlet)_INSTANCE_\w{4,12}_cur="
    )

    def items(self, response: Response) -> Iterator[ListItem]:
        """As themes of our knowledge mark them; there are many more."""
        items = list(super().items(response))
        yield from items or self.alike(response)
