"""Hà Nội's portals since 2025: ``/<category>/<slug>-<site><yymmddHHMMSSmmm>.htm``.

By the maker of large newspapers' sites, whose templates mark their parts with ``data-role``; other sites of his stamp
the full year. Listings are ``/<category>``; what follows their first page comes by a script alone, so the feeds that
pages declare matter more than elsewhere.
"""

from crawler.extract import Rules
from crawler.portal import PortalSpider

RULES = Rules(
    name="hanoi",
    fingerprint=("[data-role=content].detail-content", ".detail-content.afcbc-body"),
    title=("[data-role=title]", "h1.detail-title"),
    section=(".detail-cate a", "[data-role=cate-name]"),
    lead=("[data-role=sapo]", ".detail-sapo"),
    published=("[data-role=publishdate]", ".detail-time"),
    byline=(".detail-author", "[data-role=author]"),
    body=("[data-role=content]", ".detail-content"),
    captions=("figcaption", ".PhotoCMS_Caption"),
    drop=("[type=RelatedOneNews]", "[type=RelatedNews]", ".VCSortableInPreviewMode[type=link]", ".detail-tag"),
)


class HanoiSpider(PortalSpider):
    """Portals of Hà Nội, its departments, wards and communes, since 2025."""

    platform = "hanoi"
    signs = (
        r'class="[^"]*\bafcbc-body\b',
        r'data-role="publishdate"',
        r"\bbox-category-link",
        r"cdnchinhphu\.vn|mediacdn\.vn",
    )
    rules = (RULES,)
    article_path = r"(?:/[^/]+){0,2}/[^/]+-\d{10,18}\.html?"
