"""NukeViet 4: ``/<category>/<slug>-<id>.html``, listings ``/<category>/page-2/``, feeds on ``/rss/``.

Its traps: the same text under ``/print/…`` and ``/savefile/…``, and below ``/vi``; a hidden date for machines beside
the shown one; views in lists.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from tests.replicas.content import Article
from tests.replicas.markup import Style, body, esc, signature, style_of
from tests.replicas.site import Answer, ListingPage, Platform, Site, feed, number_of, shown
from tests.replicas.ticking import WEEKDAYS, tick, views

MEDIA = "/uploads/news/"
CLOCK = '<li><em class="fa fa-clock-o">&nbsp;</em> {}</li>'

ARTICLE = re.compile(r"/(?:(?P<view>print|savefile)/)?[^/]+/[^/]+-(?P<number>\d+)\.html")
LISTING = re.compile(r"/(?P<slug>[^/]+)(?:/page-(?P<page>\d+))?/?")


def respond(site: Site, path: str, query: Mapping[str, str]) -> Answer | None:
    path = re.sub(r"^(?:/index\.php)?(?:/vi)?(?=/|$)", "", path) or "/"
    if path == "/":
        return Answer(_home(site))
    if path == "/rss/":
        return Answer(_page(site, "Kênh RSS", f'<ul><li><a href="/{_first(site)}/rss/">Tin tức</a></li></ul>'))
    if path == f"/{_first(site)}/rss/":
        return feed(site, address)
    if found := ARTICLE.fullmatch(path):
        article = site.by_number.get(int(found["number"]))
        return shown(print_view if found["view"] else article_page, site, article)
    found = LISTING.fullmatch(path)
    page = site.page(found["slug"], number_of(found["page"])) if found else None
    return Answer(_listing(site, page)) if page else None


def article_page(site: Site, article: Article, style: Style | None = None) -> str:
    """The page of an article, ticks unfilled."""
    style = style or _style(article)
    category = article.category
    related = "\n".join(
        f'<li><em class="fa fa-angle-right"></em><h4><a href="{address(other)}">{esc(other.title)}</a></h4>'
        f"{_day(other, ' <em>({})</em>')}</li>"
        for other in site.related(article, 4)
    )
    lead = f'<div class="hometext m-bottom" itemprop="description">{esc(article.lead)}</div>' if article.lead else ""
    main = f"""<div class="breadcrumbs-wrap"><ul class="temp-breadcrumbs hidden"><li><a href="/">Trang nhất</a></li>
<li><a href="/{category.slug}/"><span class="txt">{esc(category.name)}</span></a></li></ul></div>
<div class="news_column panel panel-default" itemtype="http://schema.org/NewsArticle" itemscope><div class="panel-body">
<h1 class="title margin-bottom-lg" itemprop="headline">{esc(article.title)}</h1>
{_hidden_date(article)}
<div class="row margin-bottom-lg"><div class="col-md-12"><span class="h5">{_date_line(article)}</span></div>
<div class="col-md-12"><ul class="list-inline text-right">
<li><a title="In ra" rel="nofollow" href="{_view("print", article)}"><em class="fa fa-print"></em></a></li>
<li><a title="Lưu bài viết này" rel="nofollow" href="{_view("savefile", article)}"><em class="fa fa-save"></em></a></li>
</ul></div></div>
<div class="clearfix">{lead}</div>
<div id="news-bodyhtml" class="bodytext margin-bottom-lg">
{body(article, style)}
{signature(article, style)}
</div></div></div>
<div class="news_column panel panel-default"><div class="panel-body other-news">
<p class="h3"><strong>Những tin cũ hơn</strong></p>
<ul class="related list-inline">{related}</ul></div></div>"""
    return _page(site, article.title, main)


def print_view(site: Site, article: Article) -> str:
    return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{esc(article.title)}</title></head>
<body onload="window.print()"><div id="print"><strong>{esc(site.portal.site)}</strong><hr>
<h1>{esc(article.title)}</h1>{f"<p><b>{esc(article.lead)}</b></p>" if article.lead else ""}
{body(article, _style(article))}
<p>URL của bản tin này: http://{site.portal.host}{address(article)}</p></div></body></html>"""


def missing(site: Site) -> str:
    return _page(site, "Thông báo lỗi", "<div class='alert'>Truy vấn không tồn tại hoặc đã bị hủy bỏ!</div>")


def address(article: Article) -> str:
    return f"/{article.category.slug}/{article.slug}-{article.number}.html"


PLATFORM = Platform(respond, article_page, missing)


def _first(site: Site) -> str:
    return site.portal.categories[0].slug


def _view(name: str, article: Article) -> str:
    return f"/{name}{address(article)}"


def _hidden_date(article: Article) -> str:
    if not isinstance(article.published, datetime):
        return ""
    return f'<span class="hidden d-none" itemprop="datePublished">{article.published.isoformat()}</span>'


def _date_line(article: Article) -> str:
    if isinstance(article.published, datetime):
        weekday = WEEKDAYS[article.published.weekday()]
        return f'<i class="fa fa-clock-o"></i> {weekday} - {article.published:%d/%m/%Y %H:%M}'
    return _day(article, '<i class="fa fa-clock-o"></i> {}')


def _home(site: Site) -> str:
    boxes = "\n".join(
        f'<div class="news_column"><div class="panel-heading"><h2 class="cat-icon"><a href="/{category.slug}/">'
        f"{esc(category.name)}</a></h2></div>{_items(site.within(category)[:3])}</div>"
        for category in site.portal.categories
    )
    hot = "".join(f'<li><a href="/vi{address(a)}">{esc(a.title)}</a></li>' for a in site.articles[:2])
    return _page(site, "Trang nhất", f'<div class="block-hot"><ul>{hot}</ul></div>{boxes}')


def _listing(site: Site, page: ListingPage) -> str:
    here = f"/{page.category.slug}/"
    links = "".join(
        f'<li class="active"><a href="#">{n}</a></li>'
        if n == page.number
        else f'<li><a href="{here if n == 1 else f"{here}page-{n}/"}">{n}</a></li>'
        for n in range(1, page.last + 1)
    )
    main = f"""<div class="news_column"><div class="alert alert-info"><h1>{esc(page.category.name)}</h1></div></div>
<div class="news_column">{_items(page.articles)}</div>
<div class="text-center"><ul class="pagination">{links if page.last > 1 else ""}</ul></div>"""
    return _page(site, page.category.name, main)


def _items(articles: Sequence[Article]) -> str:
    return "\n".join(
        f'<div class="panel panel-default"><div class="panel-body"><a href="{address(a)}" title="{esc(a.title)}">'
        f'<img alt="" src="{MEDIA}{a.number}.jpg" class="img-thumbnail pull-left imghome"></a>'
        f'<h3><a href="{address(a)}" title="{esc(a.title)}">{esc(a.title)}</a></h3>'
        f'<div class="text-muted"><ul class="list-unstyled list-inline">'
        f"{_day(a, CLOCK)}"
        f'<li><em class="fa fa-eye">&nbsp;</em> Đã xem: {views(a.number, 40)}</li></ul></div>'
        f"<p>{esc(a.teaser[:150])}</p></div></div>"
        for a in articles
    )


def _day(article: Article, form: str) -> str:
    return form.format(f"{article.published:%d/%m/%Y}") if article.published else ""


def _style(article: Article) -> Style:
    return style_of(article, ("figure", "table", "em"), MEDIA)


def _page(site: Site, title: str, main: str) -> str:
    portal = site.portal
    menu = "".join(f'<li><a href="/{c.slug}/">{esc(c.name)}</a></li>' for c in portal.categories)
    return f"""<!DOCTYPE html>
<html lang="vi" xmlns="http://www.w3.org/1999/xhtml"><head>
<title>{esc(title)} - {esc(portal.site)}</title>
<meta charset="utf-8"><meta name="generator" content="NukeViet v4.5">
<link rel="alternate" type="application/rss+xml" href="/{_first(site)}/rss/" title="Tin tức">
<script>var nv_base_siteurl="/",nv_lang_data="vi",nv_name_variable="nv",nv_my_ofs=7;</script>
</head><body>
<header><a href="/" title="{esc(portal.site)}"><img src="/uploads/banner.png" alt="{esc(portal.site)}"></a>
<p>{esc(portal.slogan)}</p></header>
<nav id="menusite"><ul class="nav navbar-nav"><li><a href="/">Trang nhất</a></li>{menu}
<li><a href="/contact/">Liên hệ</a></li></ul></nav><span class="current-time">{tick("date")}</span>
\x01
<section><div class="row"><div class="col-md-16">{main}</div>
<div class="col-md-8"><div class="panel panel-primary"><div class="panel-heading">Thống kê</div>
<div class="panel-body"><ul class="counter list-none display-table">
<li><span>Đang truy cập</span><span>{tick("online")}</span></li>
<li><span>Hôm nay</span><span>{tick("today")}</span></li>
<li><span>Tháng hiện tại</span><span>{tick("month")}</span></li>
<li><span>Tổng lượt truy cập</span><span>{tick("all")}</span></li></ul></div></div></div></div></section>
\x01
<footer id="footer"><p>{esc(portal.site)}</p><p>Ghi rõ nguồn khi phát hành lại thông tin từ website này</p></footer>
</body></html>"""
