"""WordPress: ``/<slug>/``, listings under ``/category/``, further pages at ``page/<number>/``.

One set of rules for the markups that Vietnamese sites use: classic themes, Flatsome, tagDiv's Newspaper (its own
templates and those made in its composer), block themes. Who posted an article is an account of the CMS ("admin"),
so no rule takes it for the byline.
"""

import re
from urllib.parse import urlsplit

from crawler.extract import Rules
from crawler.fetch.addresses import Forms
from crawler.portal import PortalSpider

RULES = Rules(
    name="wordpress",
    fingerprint=(
        "article.post .entry-content", "body.single .entry-content", "article.type-post .entry-content",
        "article.post .td-post-content", "body.single .td-post-content", ".tdb_single_content",
        "body.single .wp-block-post-content", ".wp-block-post-title ~ .wp-block-post-content",
    ),
    title=(
        "h1.entry-title", "h1.tdb-title-text", "h1.wp-block-post-title", "article.post .entry-title",
        ".wp-block-post-title",
    ),
    section=(
        ".cat-links a", "article .entry-category a", ".td-post-category a", ".tdb-category .tdb-entry-category",
        ".wp-block-post-terms.taxonomy-category a", ".breadcrumbs a:last-of-type",
    ),
    lead=(".td-post-sub-title", ".tdb-sub-title"),
    published=(
        ".td-post-title time.entry-date[datetime]", ".tdb_single_date time[datetime]",
        ".posted-on time.published[datetime]", "article time.entry-date[datetime]",
        ".wp-block-post-date time[datetime]",
    ),
    views=(".post-views-count", ".td-post-views", ".tdb_single_post_views"),
    body=(
        ".td-post-content", ".tdb_single_content", "article.post .entry-content", "article .entry-content",
        ".wp-block-post-content", ".entry-content",
    ),
    captions=("figure figcaption", ".wp-caption-text"),
    drop=(
        ".share-bar", ".sharedaddy", ".jp-relatedposts", ".related-posts", ".yarpp-related", ".post-navigation",
        ".navigation-post", ".nav-links", "#comments", ".wp-block-comments", ".wp-block-post-navigation-link",
        ".blog-share", ".author-box", ".td-post-sharing", ".td-post-next-prev", ".td_block_related_posts",
        ".addtoany_share_save_container", ".heateor_sss_sharing_container", ".kk-star-ratings", ".post-ratings",
        ".post-views", "#ez-toc-container", "#toc_container", ".lwptoc", ".page-links", ".wp-block-latest-posts",
    ),
)  # fmt: skip

# What WordPress serves beside posts: archives, feeds, attachments, other views of the same post.
_NO_POST = re.compile(
    r"/(?:category|tag|author|page|feed|comments|wp-[\w-]+|search|\d{4}(?:/\d{2})?)(?:/.*)?"
    r"|.*/(?:print|feed|amp|embed|attachment|page/\d+)/?|.*\.(?:php|xml|jpe?g|png|gif|pdf|docx?)",
)

FORMS = Forms(
    views=((r".*", r"replytocom|share|nb|like_comment|amp|noamp|doing_wp_cron"),),
    end="/",
    numbered=r"p=\d+",
)


class WordpressSpider(PortalSpider):
    """Portals that run on WordPress."""

    platform = "wordpress"
    rules = (RULES,)
    forms = FORMS
    article_path = r"/[^/]+/"
    item_css = ".post-item, article.post, .hentry"
    item_date_css = ".post-date, time.entry-date"
    pager = re.compile(r"/page/")

    def is_article(self, page: str) -> bool:
        """A post has a path of one slug, or at first no more than a number: ``?p=``."""
        return super().is_article(page) and not _NO_POST.fullmatch(urlsplit(page).path)
