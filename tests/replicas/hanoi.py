"""Hà Nội's portals since 2025: ``/<category>/<slug>-<site><yymmddHHMMSSmmm>.htm``, parts marked with ``data-role``.

Further pages of a listing come by a script alone; feeds name more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time

from tests.replicas.content import Article
from tests.replicas.markup import Style, body, esc, signature, style_of
from tests.replicas.site import Answer, Platform, Site, feed, shown
from tests.replicas.ticking import VIETNAM, tick

MEDIA = "/upload/4/2025/"
SITE_NUMBER = "4"

ARTICLE = re.compile(r"/[^/]+/[^/]+-(?P<stamp>\d{16})\.htm")


def respond(site: Site, path: str, query: Mapping[str, str]) -> Answer | None:
    if path == "/":
        return Answer(_home(site))
    if path == "/rss/home.rss":
        return feed(site, address)
    if found := ARTICLE.fullmatch(path):
        return shown(article_page, site, next((a for a in site.articles if _stamp(a) == found["stamp"]), None))
    page = site.page(path.strip("/"), 1)
    return Answer(_page(site, page.category.name, _list(site, page.category.name, page.articles))) if page else None


def article_page(site: Site, article: Article, style: Style | None = None) -> str:
    """The page of an article, ticks unfilled."""
    style = style or style_of(article, ("figure", "em"), MEDIA)
    lead = f'<h2 class="detail-sapo" data-role="sapo">{esc(article.lead)}</h2>' if article.lead else ""
    related = "".join(
        f'<li><a href="{address(other)}" title="{esc(other.title)}">{esc(other.title)}</a></li>'
        for other in site.related(article, 3)
    )
    main = f"""<div class="detail-cate"><a href="/{article.category.slug}">{esc(article.category.name)}</a></div>
<h1 class="detail-title" data-role="title">{esc(article.title)}</h1>
<div class="detail-time"><div data-role="publishdate">{_date(article, "%d/%m/%Y %H:%M GMT+7")}</div></div>
{lead}
<div class="detail-cmain"><div class="detail-content afcbc-body clearfix" data-role="content">
{body(article, style)}
{signature(article, style)}
</div></div>
<div class="detail-relate"><h3>Tin cùng chuyên mục</h3><ul>{related}</ul></div>"""
    return _page(site, article.title, main)


def missing(site: Site) -> str:
    return _page(site, "404", "<h1>Không tìm thấy đường dẫn này</h1>")


def address(article: Article) -> str:
    return f"/{article.category.slug}/{article.slug}-{_stamp(article)}.htm"


PLATFORM = Platform(respond, article_page, missing)


def _moment(article: Article) -> datetime:
    published = article.published
    assert published, "an address of this platform has the moment of its publication"
    return published if isinstance(published, datetime) else datetime.combine(published, time(8), VIETNAM)


def _stamp(article: Article) -> str:
    return f"{SITE_NUMBER}{_moment(article):%y%m%d%H%M%S}{article.number % 1000:03}"


def _date(article: Article, form: str) -> str:
    return _moment(article).strftime(form)


def _home(site: Site) -> str:
    return _page(
        site,
        "Trang chủ",
        "\n".join(_list(site, c.name, site.within(c)[:3], f"/{c.slug}") for c in site.portal.categories),
    )


def _list(site: Site, name: str, articles: Sequence[Article], link: str = "#") -> str:
    items = "\n".join(
        f'<div class="box-category-item"><a class="box-category-link-with-avatar" href="{address(a)}">'
        f'<img src="{MEDIA}{a.number}.jpg" alt="{esc(a.title)}"></a><div class="box-category-content">'
        f'<h3><a class="box-category-link-title" href="{address(a)}">{esc(a.title)}</a></h3>'
        f'<span class="time">{_date(a, "%d/%m/%Y")}</span><p>{esc(a.teaser[:140])}</p></div></div>'
        for a in articles
    )
    return f"""<div class="box-category"><h2><a href="{link}">{esc(name)}</a></h2>
<div class="box-category-middle">{items}</div><a class="view-more" href="javascript:;">Xem thêm</a></div>"""


def _page(site: Site, title: str, main: str) -> str:
    portal = site.portal
    menu = "".join(f'<li><a href="/{c.slug}">{esc(c.name)}</a></li>' for c in portal.categories)
    return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8">
<title>{esc(title)} | {esc(portal.site)}</title>
<link rel="alternate" type="application/rss+xml" href="/rss/home.rss" title="Trang chủ"></head><body>
<header class="header"><a href="/"><img src="/logo.svg" alt="{esc(portal.site)}"></a><p>{esc(portal.slogan)}</p>
<span class="today">{tick("date")}</span></header><nav><ul>{menu}</ul></nav>
\x01
<main><div class="container">{main}</div><aside class="sidebar">
<h4>Lượt truy cập</h4><p>Đang online: {tick("online")}</p>
<p>Tổng: {tick("all")}</p></aside></main>
\x01
<footer><p>{esc(portal.site)}</p><p>Ghi rõ nguồn khi trích dẫn thông tin</p></footer></body></html>"""
