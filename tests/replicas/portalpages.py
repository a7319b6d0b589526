"""The ASP.NET portals of ``/portal/Pages``: the day in an article's address, one form around all, a zoom widget.

Listings are ``/portal/KenhTin/<name>.aspx`` or ``/portal/Pages/<name>.aspx``; links write the path in either case.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from tests.replicas.content import Article
from tests.replicas.markup import Style, body, esc, signature, style_of
from tests.replicas.site import Answer, ListingPage, Platform, Site, number_of, shown
from tests.replicas.ticking import tick

MEDIA = "/portal/Photos/2024-03-11/"

ARTICLE = re.compile(r"/portal/pages/\d{4}-\d{1,2}-\d{1,2}/(?P<name>[^/]+)\.aspx", re.IGNORECASE)
LISTING = re.compile(r"/portal/(?:KenhTin|Pages)/(?P<slug>[^/]+)\.aspx", re.IGNORECASE)


def respond(site: Site, path: str, query: Mapping[str, str]) -> Answer | None:
    if path in ("/", "/portal", "/portal/"):
        return Answer(_home(site))
    if path.lower() == "/portal/print.aspx":
        return shown(print_view, site, site.by_number.get(number_of(query.get("p"))))
    if found := ARTICLE.fullmatch(path):
        return shown(article_page, site, next((a for a in site.articles if _name(a) == found["name"]), None))
    found = LISTING.fullmatch(path)
    page = site.page(found["slug"], number_of(query.get("PageIndex"))) if found else None
    return Answer(_listing(site, page)) if page else None


def article_page(site: Site, article: Article, style: Style | None = None) -> str:
    """The page of an article, ticks unfilled."""
    style = style or _style(article)
    related = "\n".join(
        f'<li><a href="{address(site, other)}">{esc(other.title)}</a>{_day(other, " ({})")}</li>'
        for other in site.related(article, 3)
    )
    lead = f'<p class="tandan-p-article-news-summary"><b>{esc(article.lead)}</b></p>' if article.lead else ""
    main = f"""<div class="tandan-div-article"><h1 class="tandan-p-article-news-title">{esc(article.title)}</h1>
<p class="tandan-span-date-publish">{_day(article, "Đăng ngày {}", "%d - %m - %Y")}</p>
<p class="zoom"><a href="#">-</a> <span>100%</span> <a href="#">+</a></p>
<div class="article-content">{lead}
<div id="art-content">
{body(article, style)}
{signature(article, style)}
</div></div>
<p><a href="/portal/print.aspx?p={article.number}" rel="nofollow">In trang</a></p>
<div class="tandan-div-article-other"><h3>Tin liên quan</h3><ul>{related}</ul></div></div>"""
    return _page(site, article.title, main)


def print_view(site: Site, article: Article) -> str:
    return f"""<html><head><meta charset="utf-8"><title>Bản in</title></head><body><p>{esc(site.portal.site)}</p>
<h1>{esc(article.title)}</h1>{f"<p><b>{esc(article.lead)}</b></p>" if article.lead else ""}
{body(article, _style(article))}</body></html>"""


def missing(site: Site) -> str:
    return _page(site, "Thông báo", "<h2>Không tìm thấy trang</h2>")


def address(site: Site, article: Article) -> str:
    """The case of the path is that of whoever made the link; the day is without leading zeros."""
    folder = "pages" if article.choice(2, "case") == 0 else "Pages"
    published = article.published
    day = f"{published.year}-{published.month}-{published.day}" if published else "2024-1-2"
    return f"/portal/{folder}/{day}/{_name(article)}.aspx"


PLATFORM = Platform(respond, article_page, missing)


def _name(article: Article) -> str:
    """About 45 letters of the title as words, and a hash."""
    words = "-".join(part.capitalize() for part in article.slug.split("-"))[:45].strip("-")
    return f"{words}{zlib.crc32(article.id.encode()):08x}"


def _path(site: Site, slug: str) -> str:
    return f"/portal/{'Pages' if 'pages' in site.portal.traits else 'KenhTin'}/{slug}.aspx"


def _home(site: Site) -> str:
    boxes = "\n".join(
        f'<div class="box"><h2><a href="{_path(site, category.slug)}">{esc(category.name)}</a></h2>'
        f"{_items(site, site.within(category)[:3])}</div>"
        for category in site.portal.categories
    )
    return _page(site, "Trang chủ", boxes)


def _listing(site: Site, page: ListingPage) -> str:
    here = _path(site, page.category.slug)
    numbers = " ".join(
        f"<span>{n}</span>" if n == page.number else f'<a href="{here}?PageIndex={n}">{n}</a>'
        for n in range(1, page.last + 1)
    )
    main = f"""<div class="channel-head"><a href="{here}">{esc(page.category.name)}</a></div>
<div class="channel-list">{_items(site, page.articles)}</div><div class="paging">{numbers}</div>"""
    return _page(site, page.category.name, main)


def _items(site: Site, articles: Sequence[Article]) -> str:
    return "\n".join(
        f'<div class="channel-news"><img src="{MEDIA}{a.number}.jpg" alt=""><p class="channel-news-title">'
        f'<a href="{address(site, a)}">{esc(a.title)}</a></p>{_day(a, "<span class=date>{}</span>")}'
        f"<p>{esc(a.teaser[:140])}</p></div>"
        for a in articles
    )


def _day(article: Article, form: str, day: str = "%d/%m/%Y") -> str:
    if not article.published:
        return ""
    hour = " %H:%M:%S" if isinstance(article.published, datetime) else ""
    return form.format(article.published.strftime(f"{day}{hour}"))


def _style(article: Article) -> Style:
    return style_of(article, ("table", "em", "centred"), MEDIA)


def _page(site: Site, title: str, main: str) -> str:
    portal = site.portal
    menu = "".join(f'<li><a href="{_path(site, c.slug)}">{esc(c.name)}</a></li>' for c in portal.categories)
    return f"""<!DOCTYPE html>
<html lang="vi-VN"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<title>{esc(title)} - {esc(portal.site)}</title>
<link rel="stylesheet" href="/_layouts/15/tandan/portal.css"></head><body>
<form method="post" action="./" id="aspnetForm"><input type="hidden" name="__VIEWSTATE" value="/wEP{tick("stamp")}">
<div id="banner"><img src="/portal/Photos/banner.jpg" alt="banner"><p>{esc(portal.slogan)}</p></div>
<ul id="menu"><li><a href="/portal">Trang chủ</a></li>{menu}</ul><div class="today">{tick("date")}</div>
\x01
<div id="content"><div class="left">{main}</div><div class="right"><div class="box-stat"><h4>Thống kê truy cập</h4>
<p>Đang truy cập: {tick("online")}</p><p>Hôm nay: {tick("today")}</p><p>Tất cả: {tick("all")}</p></div></div></div>
\x01
<div id="footer"><p>{esc(portal.site)}</p><p>Điện thoại: 0000 000 000</p></div></form></body></html>"""
