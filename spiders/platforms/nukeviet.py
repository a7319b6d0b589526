"""NukeViet: ``/<category>/<slug>-<id>.html``, below the module's name where that is not the front page's.

From the templates of its news module (nukeviet/nukeviet, ``themes/*/modules/news/detail.tpl``): 3.x (``#news_detail``),
4.0 (``#hometext``, ``.bodytext``), 4.1 to 4.5 (``#news-bodyhtml``, the date of schema.org hidden beside the shown one),
its mobile theme, the theme of its portals for government (eGov: views beside the date), 5.0 (``.news-bodyhtml``).
Its lists have a dozen markups (``viewcat_*.tpl``), so their items are found by what they are. The same text stands at
``print/…``, ``savefile/…`` and ``sendmail/…``, and below ``/vi`` and ``/index.php`` where these can be left away.
"""

import re
from collections.abc import AsyncIterator, Iterator
from html import unescape
from typing import Any

from scrapy import Request
from scrapy.http import Response, TextResponse

from crawler.extract import Rules
from crawler.fetch.addresses import Forms
from crawler.fetch.answers import base_url
from crawler.fetch.links import absolute, hrefs
from crawler.portal import PortalSpider

RULES = Rules(
    name="nukeviet",
    fingerprint=("#news-bodyhtml", ".news-bodyhtml", ".news_column .bodytext", "#news_detail .bodytext"),
    title=(".news_column h1", ".vstack > h1"),
    # The trail that is read by machines ends at the article's category; the shown one is made by a script.
    section=(".temp-breadcrumbs li:last-child a",),
    lead=(".news_column .hometext", ".news_column #hometext", ".vstack [data-toggle=error-report]:not(.news-bodyhtml)"),
    published=(
        ".news_column [itemprop=datePublished]", ".news_column .h5", ".news_column .time",
        ".vstack .text-body-secondary",
    ),
    views=(".newsdetailmetatop .h5:has(.fa-eye)",),
    byline=(".news_column p.text-right", "#news_detail > p", ".vstack > .text-end > p"),
    source=(".news_column p.text-right", "#news_detail > p", ".vstack > .text-end > p"),
    body=(
        "#news-bodyhtml, .news_column figure.article",
        ".news-bodyhtml, .vstack > .clearfix > figure, .vstack > figure",
        ".news_column .bodytext",
    ),
    captions=("figure figcaption",),
    # "/tin-tuc/giao-ban-12.html?download=1&id=0"
    attachments=(".news-download-file a[href*='download=1'], .vstack > .card a[download]",),
    drop=(
        ".other-news", "ul.related", "#imgpreview", "#newsImgPreview", "#imagemodal", ".news-detail-player",
        ".news-toc", "#newsSendMailModal", ".socialicon", "#form3B", ".keywords", "#idcomment", ".news_column .alert",
        ".news_column .copyright",
    ),
    patterns=(
        ("byline", r"^(?:Tác giả(?: bài viết)?|Author)\s*:\s*(.+)"),
        ("source", r"^(?:Nguồn(?: tin)?|Source)\s*:\s*(.+)"),
        ("attachments", r":\s*(.+)"),
    ),
)  # fmt: skip

FORMS = Forms(
    paths=(
        (r"/index\.php((?:/.*)?)", r"\1"),
        (r"/vi((?:/.*)?)", r"\1"),
        (r"((?:/[^/]+)?)/(?:print|savefile|sendmail)(/.+)", r"\1\2"),
    ),
)

# "/tin-tuc/rss/", "/tin-tuc/rss/hoat-dong/", "/index.php?nv=news&op=rss"
_FEED = re.compile(r"/rss/|[?&]op=rss")


class NukevietSpider(PortalSpider):
    """Portals that run on NukeViet."""

    platform = "nukeviet"
    signs = (
        r'name="generator"[^>]*NukeViet',
        r"nv_(?:base_siteurl|lang_variable|name_variable|my_ofs)",
        r"/themes/\w+/js/nv\.",
    )
    rules = (RULES,)
    forms = FORMS
    article_path = r"(?:/[^/]+){0,2}/[^/]+-\d+\.html"
    pager = re.compile(r"/page-|[?&]page=")

    async def start(self) -> AsyncIterator[Any]:
        """The page that names its feeds, too."""
        async for request in super().start():
            yield request
        yield Request(
            f"{self.scheme}://{self.host}/rss/", callback=self.parse_feeds, errback=self.hints.failed, dont_filter=True
        )

    def parse_feeds(self, response: Response) -> Iterator[Any]:
        """The page that lists the feeds; on some portals a feed stands there itself."""
        text, base = response.text if isinstance(response, TextResponse) else "", base_url(response)
        feeds = [url for href in hrefs(text) if (url := absolute(base, unescape(href))) and _FEED.search(url)]
        yield from self.hints.ask(feeds) if feeds else self.hints.read_feed(response)
