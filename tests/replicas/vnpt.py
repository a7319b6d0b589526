"""Thọ Xuân district: a VNPT portal of Thanh Hóa, ``/web/trang-chu/<category>/<sub>/<slug>.html``.

Known of it: the addresses (a category can hold ``amp;``), ``Đăng lúc: 30/11/2023 (GMT+7)``, a zoom widget
that says ``100%``, names of image files as lines of text, a signature pushed to the right with NBSP. The same
pages stand at an older host. Its charset is named by the page alone, and late.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from tests.replicas.content import Article, Category
from tests.replicas.markup import NBSP, Style, body, esc, paragraphs, signature, style_of
from tests.replicas.site import Answer, ListingPage, Platform, Site, moved, number_of, shown
from tests.replicas.ticking import tick

ROOT = "/web/trang-chu"
MEDIA = "/file/download/"
OTHER_HOST = "thoxuan.vn"
CHARSET_UNNAMED = "text/html"
CONTACT = "<h2>Liên hệ</h2><p>Mọi ý kiến xin gửi về Văn phòng HĐND và UBND huyện.</p>"


def respond(site: Site, path: str, query: Mapping[str, str]) -> Answer | None:
    answer = _route(site, path, query)
    return answer and replace(answer, content_type=CHARSET_UNNAMED)


def article_page(site: Site, article: Article, style: Style | None = None) -> str:
    """The page of an article, ticks unfilled. The article need not be one of the site's."""
    style = style or _style(article)
    lead = paragraphs([article.lead], article, style) if article.lead else ""
    others = list(site.related(article))
    if article.choice(2, "itself") == 0:  # on half of real pages an article stands among its own related ones
        others.insert(1, article)
    related = "\n".join(
        f'<li><a href="{address(other)}">{esc(other.title)}</a>{_day(other, "<i>({})</i>")}</li>' for other in others
    )
    date = _day(article, "<span class='date'>Đăng lúc: {} (GMT+7)</span>")
    main = f"""
<div class="path"><a href="{ROOT}">Trang chủ</a> &raquo;
<a href="{section(article.category)}">{esc(article.category.name)}</a></div>
<div class="news-detail">
<h2 class="news-title">{esc(article.title)}</h2>
<div class="news-date">{date}</div>
<div class="zoom"><a href="#" title="Thu nhỏ">-</a>
<span id="zoom-value">100%</span> <a href="#" title="Phóng to">+</a></div>
<div class="print"><a href="/print.aspx?p={article.number}" rel="nofollow">In bài viết</a>
<a href="http://{OTHER_HOST}{address(article)}">Liên kết cũ</a></div>
<div id="content-detail">
{lead}
{body(article, style)}
{_signature(article, style)}
</div></div>
<div class="rating">Đánh giá bài viết: <span>0</span> điểm</div>
<div class="related"><div class="head">Các tin khác</div><ul>
{related}
</ul></div>"""
    return _page(site, article.title, main)


def print_view(site: Site, article: Article) -> str:
    style = _style(article)
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<title>Bản in</title></head>
<body><table width="700" align="center"><tr><td><b>{esc(site.portal.site)}</b></td></tr>
<tr><td align="right"><i>Thọ Xuân, {tick("date")}</i></td></tr>
<tr><td><h2>{esc(article.title)}</h2>
{paragraphs([article.lead], article, style) if article.lead else ""}
{body(article, style)}
{_signature(article, style)}</td></tr></table></body></html>"""


def missing(site: Site) -> str:
    return _page(site, "Thông báo", "<h2>Thông báo</h2><p>Trang không tồn tại. <a href='/'>Về trang chủ</a></p>")


def section(category: Category) -> str:
    """The address of a listing."""
    return f"{ROOT}/{category.slug}/{category.sub}" if category.sub else f"{ROOT}/{category.slug}"


def address(article: Article) -> str:
    return f"{section(article.category)}/{article.slug}.html"


PLATFORM = Platform(respond, article_page, missing, other_hosts=(OTHER_HOST,))


def _route(site: Site, path: str, query: Mapping[str, str]) -> Answer | None:
    if path == "/":
        return moved(ROOT)
    if path.rstrip("/") == ROOT:
        return Answer(_home(site))
    if path == "/print.aspx":
        return shown(print_view, site, site.by_number.get(number_of(query.get("p", ""))))
    if path == f"{ROOT}/lien-he.html":
        return Answer(_page(site, "Liên hệ", CONTACT))
    for category in site.listings:
        if path == section(category):
            page = site.page(category.slug, number_of(query.get("page")))
            return Answer(_listing(site, page)) if page else None
    return shown(article_page, site, next((a for a in site.articles if path == address(a)), None))


def _home(site: Site) -> str:
    boxes = "\n".join(
        f'<div class="portlet"><div class="title"><a href="{section(category)}">{esc(category.name)}</a>'
        f"</div>"
        f"{_items(site.within(category)[:3])}</div>"
        for category in site.portal.categories
    )
    hot = "".join(f'<li><a href="http://{OTHER_HOST}{address(a)}">{esc(a.title)}</a></li>' for a in site.articles[:2])
    return _page(site, "Trang chủ", f'<div class="hot"><div class="title">Tin mới</div><ul>{hot}</ul></div>{boxes}')


def _listing(site: Site, page: ListingPage) -> str:
    name, here = esc(page.category.name), f"{section(page.category)}?page="
    numbers = " | ".join(
        str(n) if n == page.number else f'<a href="{here}{n}">{n}</a>' for n in range(1, page.last + 1)
    )
    main = f"""<div class="path"><a href="{ROOT}">Trang chủ</a> &raquo; {name}</div>
<div class="list-news">{_items(page.articles) or "<p>Đang cập nhật</p>"}</div>
<div class="pages">Trang: {numbers}</div>"""
    return _page(site, page.category.name, main)


def _items(articles: Sequence[Article]) -> str:
    return "\n".join(
        f'<div class="news-item"><img src="{MEDIA}{a.number}.jpg" alt="Ảnh đại diện">'
        f'<a class="news-link" href="{address(a)}">{esc(a.title)}</a> '
        f"{_day(a, '<span class=small>({})</span>')}"
        f"<div class='brief'>{esc(a.teaser[:140])}</div></div>"
        for a in articles
    )


def _signature(article: Article, style: Style) -> str:
    """A signature of two lines is pushed to the right with NBSP, as its editors do."""
    if len(article.signature) < 2:
        return signature(article, style)
    name, *body_of = map(esc, article.signature)
    return f"<p>{NBSP * 59}{name}</p>\n<p>{'&nbsp;' * 35}{' '.join(body_of)}</p>"


def _day(article: Article, form: str) -> str:
    if not article.published:
        return ""
    hour = f"{article.published:%H:%M} " if isinstance(article.published, datetime) else ""
    return form.format(f"{hour}{article.published:%d/%m/%Y}")


def _style(article: Article) -> Style:
    return style_of(article, ("em", "table", "plain", "centred"), MEDIA, named=True)


def _page(site: Site, title: str, main: str) -> str:
    portal = site.portal
    menu = "".join(
        f'<li><a href="{esc(section(category))}">{esc(category.name)}</a></li>' for category in site.listings
    )
    styles = "\n".join(
        f'<link rel="stylesheet" type="text/css" href="/html/themes/thanhhoa/{name}.css?browserId=other">'
        for name in (
            "aui",
            "main",
            "menu",
            "portlet",
            "news",
            "slide",
            "calendar",
            "footer",
            "print",
            "mobile",
            "icons",
        )
    )
    counters = "".join(
        f"<div class='row'><span>{label}:</span> <b>{tick(name)}</b></div>"
        for label, name in (
            ("Đang truy cập", "online"),
            ("Hôm nay", "today"),
            ("Hôm qua", "yesterday"),
            ("Tuần này", "week"),
            ("Tháng này", "month"),
            ("Tổng lượt truy cập", "all"),
        )
    )
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" lang="en-us">
<head>
{styles}
<script type="text/javascript">var themeDisplay = {{isSignedIn: function() {{ return false; }}}};</script>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<title>{esc(title)} - {esc(portal.site)}</title>
</head>
<body>
<form name="aspnetForm" method="post" action="{ROOT}" id="aspnetForm">
<input type="hidden" name="__VIEWSTATE" value="/wEPDwUKLTI2{tick("stamp")}" />
<div id="header"><img src="/html/themes/thanhhoa/banner.jpg" alt="banner"/><h1>{esc(portal.site)}</h1>
<p>{esc(portal.slogan)}</p><p class="today">{tick("date")}</p></div>
<ul class="nav">{menu}<li><a href="{ROOT}/lien-he.html">Liên hệ</a></li><li><a href="/admin">Đăng nhập</a>
</li></ul>
\x01
<table class="layout" width="100%"><tr><td class="center" valign="top">{main}</td>
<td class="right" valign="top">
<div class="portlet"><div class="title">Tìm kiếm</div><input name="keyword" type="text" /></div>
<div class="portlet"><div class="title">Liên kết website</div><select><option>-- Chọn --</option>
<option value="http://thanhhoa.example.gov.vn">Tỉnh Thanh Hóa</option></select>
<a href="http://thanhhoa.example.gov.vn/">Cổng thông tin tỉnh</a></div>
<div class="portlet"><div class="title">Thống kê truy cập</div>{counters}</div>
\x01
</td></tr></table>
<div id="footer"><p>{esc(portal.site)}</p><p>Địa chỉ: Khu 3, thị trấn Thọ Xuân, huyện Thọ Xuân</p>
<p>Điện thoại: 0237 3 000 000; Fax: 0237 3 000 001</p></div>
</form>
</body></html>"""
