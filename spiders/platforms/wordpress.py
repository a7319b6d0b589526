"""WordPress: ``/<slug>/``, listings under ``/category/``, further pages at ``page/<number>/``."""

import re
from urllib.parse import urlsplit

from crawler.extract import Rules
from crawler.portal import PortalSpider

RULES = Rules(
    name="wordpress",
    fingerprint=("article.post .entry-content", "body.single .entry-content"),
    title=("h1.entry-title",),
    section=(".cat-links a", ".breadcrumbs a:last-of-type"),
    published=("article time.entry-date[datetime]",),
    body=("article .entry-content", ".entry-content"),
    captions=("figure figcaption", ".wp-caption-text"),
    drop=(".share-bar", ".sharedaddy", ".jp-relatedposts", ".related-posts", ".post-navigation", "#comments"),
)

# What WordPress serves beside posts: archives, feeds, attachments, other views of the same post.
_NO_POST = re.compile(
    r"/(?:category|tag|author|page|feed|comments|wp-[\w-]+|search|\d{4}(?:/\d{2})?)(?:/.*)?"
    r"|.*/(?:print|feed|amp|embed|attachment|page/\d+)/?|.*\.(?:php|xml|jpe?g|png|gif|pdf|docx?)",
)


class WordpressSpider(PortalSpider):
    """Portals that run on WordPress."""

    platform = "wordpress"
    rules = (RULES,)
    article_path = r"/[^/]+/"
    item_css = ".post-item, article.post, .hentry"
    item_date_css = ".post-date, time.entry-date"
    pager = re.compile(r"/page/")

    def is_article(self, page: str) -> bool:
        """A post has a path of one slug; ``?p=`` and ``?attachment_id=`` lead to a page known otherwise."""
        return super().is_article(page) and not _NO_POST.fullmatch(urlsplit(page).path)

    def canonical_path(self, path: str) -> str:
        last = path.rsplit("/", 1)[-1]
        return path if path.endswith("/") or "." in last else f"{path}/"
