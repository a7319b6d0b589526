"""WordPress: ``/<slug>/``, listings under ``/category/``, further pages at ``page/<number>/``; with plain addresses
``/?p=<number>``, ``/?cat=<number>``, ``&paged=<number>``.

One set of rules for the markups that Vietnamese sites use: classic themes, Flatsome, tagDiv's Newspaper (its own
templates and those made in its composer), block themes. Who posted an article is an account of the CMS ("admin"),
so no rule takes it for the byline. Its REST interface and its feed, where they are not switched off, name the posts,
tell when they were published, and which were changed since; what a post says is read from its page all the same.
"""

import re
from collections.abc import AsyncIterator, Iterator
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response, TextResponse

from crawler.extract import Rules
from crawler.fetch.addresses import Forms
from crawler.fetch.answers import base_url
from crawler.fetch.items import ListItem
from crawler.fetch.links import absolute, hrefs
from crawler.fetch.posts import posts_of, posts_url, rest_root
from crawler.fetch.turning import Turning, turning
from crawler.portal import PortalSpider

RULES = Rules(
    name="wordpress",
    fingerprint=(
        "article.post .entry-content", "body.single .entry-content", "article.type-post .entry-content",
        "article.post .td-post-content", "body.single .td-post-content", ".tdb_single_content",
        "body.single .wp-block-post-content", ".wp-block-post-title ~ .wp-block-post-content",
        "body.page .entry-content",
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
    not_article=(
        ("body.attachment, article.type-attachment", "the page of an attachment"),
        ("body.page", "a page that stands by itself, no post"),
        ("form.post-password-form", "it is protected by a password"),
    ),
)  # fmt: skip

# What WordPress serves beside posts: archives, feeds, attachments, other views of the same post.
_NO_POST = re.compile(
    r"/(?:category|tag|author|page|feed|comments|wp-[\w-]+|search)(?:/.*)?|/\d{4}(?:/\d{2}){0,2}(?:/page/.*)?/?"
    r"|.*/(?:print|feed|amp|embed|trackback|attachment|page/\d+)/?|.*\.(?:php|xml|jpe?g|png|gif|pdf|docx?)",
)

FORMS = Forms(
    paths=((r"(.+)/(?:comment-page-\d+|embed|trackback)/?", r"\1/"),),
    views=((r".*", r"replytocom|share|nb|like_comment|amp|noamp|doing_wp_cron"),),
    end="/",
    numbered=r"p=\d+",
)

_PAGED = re.compile(r"[?&;]paged=\d")
_MOST_REST_PAGES = 100


class WordpressSpider(PortalSpider):
    """Portals that run on WordPress."""

    platform = "wordpress"
    signs = (r"/wp-(?:content|includes)/", r"https://api\.w\.org/", r'name="generator"[^>]*WordPress')
    rules = (RULES,)
    forms = FORMS
    article_path = r"/(?:archives/)?(?:\d{4}/\d{2}/(?:\d{2}/)?)?[^/]+(?:/|\.html?)"
    item_css = ".post-item, article.post, .hentry"
    item_date_css = ".post-date, time.entry-date"
    pager = re.compile(r"/page/")

    def is_article(self, page: str) -> bool:
        """A post has a path of one slug, or at first no more than a number: ``?p=``."""
        return super().is_article(page) and not _NO_POST.fullmatch(urlsplit(page).path)

    def items(self, response: Response) -> Iterator[ListItem]:
        """As themes of our knowledge mark them; there are many more."""
        items = list(super().items(response))
        yield from items or self.alike(response)

    def has_more(self, response: Response, number: int) -> bool:
        return super().has_more(response, number) or self._plain(response).has_more(number)

    def page_address(self, response: Response, listing: str, number: int) -> str | None:
        return super().page_address(response, listing, number) or self._plain(response).address(number)

    def _plain(self, response: Response) -> Turning:
        """How pages are turned where addresses are plain: ``?cat=3&paged=2``."""
        text, base = response.text if isinstance(response, TextResponse) else "", base_url(response)
        urls = (absolute(base, unescape(href)) for href in hrefs(text) if _PAGED.search(href))
        return turning((("", url) for url in urls if url), response.url)

    async def start(self) -> AsyncIterator[Any]:
        async for request in super().start():
            yield request
        feed = "?feed=rss2" if any("?" in path for path in self.listings) else "feed/"
        for request in self.hints.ask([f"{self.scheme}://{self.host}/{feed}"]):
            yield request

    def parse_listing(self, response: Response, *args: Any, **kwargs: Any) -> Iterator[Any]:
        yield from super().parse_listing(response, *args, **kwargs)
        if request := self._rest_request(response):
            yield request

    def _rest_request(self, response: Response) -> Request | None:
        """For the posts as data, once a run, where a page says that there are any."""
        root = rest_root(response.text if isinstance(response, TextResponse) else "", _links(response), response.url)
        if not root or not self.addresses.owns(root) or root in self.asking.asked:
            return None
        self.asking.asked.add(root)
        return self._posts(root, 1)

    def _posts(self, root: str, number: int) -> Request:
        return Request(
            posts_url(root, number),
            callback=self.parse_posts,
            errback=self.hints.failed,
            cb_kwargs={"root": root, "number": number},
            priority=5,
            dont_filter=True,
        )

    def parse_posts(self, response: Response, root: str, number: int) -> Iterator[Any]:
        """A page of posts as data, those changed last first: read as far as they are unknown or changed since."""
        posts = list(posts_of(response.body))
        yield from self.hints.take([post for post, _ in posts], response)
        news = False
        for post, modified in posts:
            page = self.canonical(post.url)
            state = self.store.page(page) if self.store else None
            news |= state is None
            if state and modified and modified > state.last_checked:
                news = True
                yield from self.asking.again(page)
        if news and posts and number < _MOST_REST_PAGES and number < _pages(response):
            yield self._posts(root, number + 1)


def _pages(response: Response) -> int:
    """How many pages of posts there are, as WordPress says it."""
    said = response.headers.get("X-WP-TotalPages") or b""
    return int(said) if said.isdigit() else 1


def _links(response: Response) -> list[str]:
    """The links that an answer has in its headers."""
    return [value.decode("latin-1") for value in response.headers.getlist("Link")]
