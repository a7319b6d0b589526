"""SharePoint with LacViet parts as Đắk Nông's portals had it, rendered to static files: ``/<slug>/`` for everything.

Listings are ``/tin-tuc-su-kien/`` and the front page; their pages ``/page/2/``, the pager's words without a link that
leads anywhere. The only ``h1`` is the site's name; what was sent already (``TIN ĐÃ ĐƯA``) names the page itself too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from tests.replicas.content import Article, Category
from tests.replicas.markup import Style, body, esc, signature, style_of
from tests.replicas.site import Answer, ListingPage, Platform, Site, moved, number_of, shown
from tests.replicas.ticking import tick

MEDIA = "/img/"
NEWS = Category("tin-tuc-su-kien", "Tin tức - Sự kiện")

LISTING = re.compile(r"/(?P<slug>[^/]+)/(?:page/(?P<page>\d+)/)?")


def respond(site: Site, path: str, query: Mapping[str, str]) -> Answer | None:
    if path == "/":
        return Answer(_page(site, _items(site.articles[:4]) + _pager("", 1, 1)))
    if not path.endswith("/"):
        return moved(f"{path}/")
    found = LISTING.fullmatch(path)
    if found and (page := site.page(found["slug"], number_of(found["page"]))):
        return Answer(_listing(site, page))
    return shown(article_page, site, site.by_slug.get(path.strip("/")))


def article_page(site: Site, article: Article, style: Style | None = None) -> str:
    """The page of an article, ticks unfilled."""
    style = style or style_of(article, ("table", "em", "plain"), MEDIA)
    lead = f'<p class="sapo">{esc(article.lead)}</p>' if article.lead else ""
    sent = "".join(
        f'<li><a href="{address(other)}">{esc(other.title)}</a> {_day(other, "({})")}</li>'
        for other in (article, *site.related(article, 3))
    )
    main = f"""<table class="ms-news-header"><tr><td class="FolderTitle">{esc(article.category.name)}</td>
<td class="Time">{_day(article, "{}")}</td></tr></table>
<div id="part1"><p class="Title">{esc(article.title)}</p>
{lead}
{body(article, style)}
{signature(article, style)}
</div>
<div id="part2"><div class="tbtinkhac">TIN ĐÃ ĐƯA</div><ul>{sent}</ul></div>"""
    return _page(site, main)


def missing(site: Site) -> str:
    return "<h1>EasyWeb</h1><h3>Default 404 Not Found Page</h3>"


def address(article: Article) -> str:
    return f"/{article.slug}/"


PLATFORM = Platform(respond, article_page, missing)


def _listing(site: Site, page: ListingPage) -> str:
    return _page(site, _items(page.articles) + _pager(page.category.slug, page.number, page.last))


def _pager(slug: str, number: int, last: int) -> str:
    words = [*(["Trang trước"] if number > 1 else []), *(["Trang sau"] if number < last else [])]
    return '<ul class="pagination">' + "".join(f'<li><a href="/">{word}</a></li>' for word in words) + "</ul>"


def _items(articles: Sequence[Article]) -> str:
    rows = "\n".join(
        f'<tr><td class="TitleFront"><a href="{address(a)}">{esc(a.title)}</a> '
        f'<span class="ShowDate">{_day(a, "({})")}</span><div>{esc(a.teaser[:140])}</div></td></tr>'
        for a in articles
    )
    return f'<table class="lv_tbl_news">{rows}</table>'


def _day(article: Article, form: str) -> str:
    if not article.published:
        return ""
    hour = " %H:%M" if isinstance(article.published, datetime) else ""
    return form.format(article.published.strftime(f"%d/%m/%Y{hour}"))


def _page(site: Site, main: str) -> str:
    portal = site.portal
    menu = "".join(f'<li><a href="/{c.slug}/">{esc(c.name)}</a></li>' for c in (NEWS, *portal.categories))
    return f"""<!DOCTYPE html><html lang="en-us"><head>
<title>Trang chủ - {esc(portal.site)}</title><meta charset="utf-8">
</head><body><div id="s4-workspace1"><h1 class="site-name">{esc(portal.site)}</h1><p>{esc(portal.slogan)}</p>
<ul class="menu-top"><li><a href="/">Trang chủ</a></li>{menu}<li><a href="">Liên hệ</a></li></ul>
<span>{tick("date")}</span>
\x01
<div class="main">{main}</div>
<div class="right"><div>Số lượt người xem: <b>{tick("all")}</b></div></div>
\x01
<div class="footer"><p>{esc(portal.site)}</p><p>Giấy phép xuất bản số 12/GP-STTTT</p></div></div></body></html>"""
