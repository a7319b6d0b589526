"""Bắc Kạn city: WordPress, ``/<slug>/``, with ``/?p=<number>`` leading there.

No date stands in the text of an article; ``time.entry-date`` carries one, unseen, where the content gives it.
A share bar that reads ``EmailPrintAa``, related posts, recent posts, a comment form, a feed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from tests.replicas.content import Article
from tests.replicas.markup import Style, body, esc, paragraphs, signature, style_of
from tests.replicas.site import Answer, ListingPage, Platform, Site, feed, moment, moved, number_of, shown
from tests.replicas.ticking import tick

MEDIA = "/wp-content/uploads/"

CATEGORY = re.compile(r"/category/(?P<slug>[^/]+)(?:/page/(?P<page>\d+))?")
POST = re.compile(r"/(?P<slug>[^/]+?)(?P<print>/print)?")


def respond(site: Site, path: str, query: Mapping[str, str]) -> Answer | None:
    if path == "/":
        return _front(site, query)
    if path.rstrip("/") == "/feed":
        return feed(site, address)
    if path == "/wp-json/wp/v2/posts" and "rest" in site.portal.traits:
        return _posts(site, query)
    if not path.endswith("/"):
        return moved(f"{path}/") if respond(site, f"{path}/", query) else None
    path = path.rstrip("/")
    if path == "/lien-he":
        return Answer(
            _page(
                site,
                "Liên hệ",
                "<article class='page'><h1>Liên hệ</h1><p>Tổ 5, phường Đức Xuân.</p></article>",
            )
        )
    if found := CATEGORY.fullmatch(path):
        page = site.page(found["slug"], number_of(found["page"]))
        return Answer(_archive(site, page)) if page else None
    found = POST.fullmatch(path)
    return found and shown(print_view if found["print"] else article_page, site, site.by_slug.get(found["slug"]))


def article_page(site: Site, article: Article, style: Style | None = None) -> str:
    """The page of an article, ticks unfilled. The article need not be one of the site's."""
    style = style or _style(article)
    others = site.related(article, 4)
    related = "\n".join(
        f'<li><a href="{address(other)}" rel="bookmark">{esc(other.title)}</a>{_day(other)}</li>' for other in others
    )
    previous = "".join(f'<a href="/?p={other.number}">Bài trước</a>' for other in others[:1])
    category = article.category
    main = f"""
<div class="breadcrumbs">
<a href="/">Trang chủ</a> / <a href="/category/{category.slug}/">{esc(category.name)}</a></div>
<article id="post-{article.number}" class="post-{article.number} post type-post status-publish hentry">
<header class="entry-header"><h1 class="entry-title">{esc(article.title)}</h1>
<div class="entry-meta">{_time(article)}</div></header>
<div class="share-bar"><a href="#">Email</a><a href="{address(article)}print/">Print</a><a>Aa</a></div>
<div class="entry-content">
{paragraphs([article.lead], article, style) if article.lead else ""}
{body(article, style)}
{signature(article, style)}
</div>
<footer class="entry-footer">
<span class="cat-links">Chuyên mục:
<a href="/category/{category.slug}/" rel="category tag">{esc(category.name)}</a></span></footer>
</article>
<div class="related-posts"><h3>Bài viết liên quan</h3><ul>
{related}
</ul></div>
<nav class="post-navigation">{previous}</nav>
<div id="comments"><h3 id="reply-title">Viết bình luận</h3><form action="/wp-comments-post.php" method="post">
<p>Thư điện tử của bạn sẽ không được hiển thị công khai. Các trường bắt buộc được đánh dấu *</p>
<textarea name="comment"></textarea><input name="author"><input type="submit" value="Phản hồi"></form>
</div>"""
    head = f"""<link rel="canonical" href="http://{site.portal.host}{address(article)}" />
<link rel="shortlink" href="http://{site.portal.host}/?p={article.number}" />
<meta property="og:type" content="article" />
<meta property="og:title" content="{esc(article.title)} - {esc(site.portal.site)}" />
<meta property="og:site_name" content="{esc(site.portal.site)}" />"""
    return _page(site, article.title, main, head)


def print_view(site: Site, article: Article) -> str:
    style = _style(article)
    return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="UTF-8">
<title>{esc(article.title)} - Bản in</title>
<meta name="robots" content="noindex, nofollow"></head><body>
<p>- {esc(site.portal.site)} - http://{site.portal.host} -</p>
<h1>{esc(article.title)}</h1>
<div id="content">{paragraphs([article.lead], article, style) if article.lead else ""}
{body(article, style)}
{signature(article, style)}</div>
<p>In từ {esc(site.portal.site)}: http://{site.portal.host}{address(article)}</p>
<p>In lúc {tick("clock")}, {tick("date")}</p>
</body></html>"""


def missing(site: Site) -> str:
    text = "<section class='error-404'><h1>Không tìm thấy trang nào</h1><p>Không có gì ở đây.</p></section>"
    return _page(site, "Không tìm thấy trang", text)


def address(article: Article) -> str:
    return f"/{article.slug}/"


PLATFORM = Platform(respond, article_page, missing)


def _front(site: Site, query: Mapping[str, str]) -> Answer | None:
    if "p" in query:
        article = site.by_number.get(number_of(query["p"]))
        return moved(address(article)) if article else None
    sections = "\n".join(
        f'<section class="box"><h2><a href="/category/{category.slug}/">{esc(category.name)}</a></h2>'
        f"{_items(site.within(category)[:4])}</section>"
        for category in site.portal.categories
    )
    return Answer(_page(site, "Trang chủ", f'<div class="home">{sections}</div>'))


def _archive(site: Site, page: ListingPage) -> str:
    here = f"/category/{page.category.slug}/"
    links = [here, *(f"{here}page/{n}/" for n in range(2, page.last + 1))]
    numbers = " ".join(
        f'<span class="page-numbers current">{n}</span>'
        if n == page.number
        else f'<a class="page-numbers" href="{link}">{n}</a>'
        for n, link in enumerate(links, 1)
    )
    following = "".join(
        f'<a class="next page-numbers" href="{link}">Trang sau</a>' for link in links[page.number : page.number + 1]
    )
    title = f"Chuyên mục: {esc(page.category.name)}"
    main = f"""<header class="page-header"><h1 class="page-title">{title}</h1></header>
{_items(page.articles) or "<p>Chưa có bài viết.</p>"}
<nav class="navigation pagination">{numbers} {following}</nav>"""
    return _page(site, page.category.name, main)


def _items(articles: Sequence[Article]) -> str:
    return "\n".join(
        f'<div class="post-item"><a href="{address(a)}">'
        f'<img class="attachment-thumbnail" src="{MEDIA}{a.number}-150x150.jpg" alt=""></a>'
        f'<h2 class="entry-title"><a href="{address(a)}" rel="bookmark">{esc(a.title)}</a></h2>'
        f'<div class="entry-summary"><p>{esc(a.teaser[:150])} […]</p></div></div>'
        for a in articles
    )


def _posts(site: Site, query: Mapping[str, str]) -> Answer:
    """The posts as WordPress's REST interface tells them: the fields that a crawler asks for."""
    size, number = int(query.get("per_page", "10")), int(query.get("page", "1"))
    posts = [
        {
            "link": f"http://{site.portal.host}{address(a)}",
            "title": {"rendered": esc(a.title)},
            "date_gmt": _utc(a.published),
            "modified_gmt": _utc(a.published),
        }
        for a in site.articles
    ]
    told = json.dumps(posts[(number - 1) * size : number * size], ensure_ascii=False)
    return Answer(told, content_type="application/json; charset=UTF-8")


def _utc(published: datetime | date | None) -> str:
    return f"{moment(published).astimezone(UTC):%Y-%m-%dT%H:%M:%S}" if published else "2020-01-01T00:00:00"


def _time(article: Article) -> str:
    """The date as the theme leaves it in the markup, with no text for a reader."""
    if not article.published:
        return ""
    return f'<time class="entry-date published" datetime="{article.published.isoformat()}"></time>'


def _day(article: Article) -> str:
    return f' <span class="post-date">{article.published:%d/%m/%Y}</span>' if article.published else ""


def _style(article: Article) -> Style:
    return style_of(article, ("wordpress", "wordpress", "em", "table"), MEDIA)


def _rest_link(site: Site) -> str:
    """Where the posts are told as data, of portals that have not switched it off."""
    if "rest" not in site.portal.traits:
        return ""
    return f"\n<link rel='https://api.w.org/' href='http://{site.portal.host}/wp-json/' />"


def _page(site: Site, title: str, main: str, head: str = "") -> str:
    portal = site.portal
    menu = "".join(f'<li class="menu-item"><a href="/category/{c.slug}/">{esc(c.name)}</a></li>' for c in site.listings)
    recent = "".join(f'<li><a href="{address(a)}">{esc(a.title)}</a></li>' for a in site.articles[:5])
    return f"""<!DOCTYPE html>
<html lang="vi">
<head>
<meta charset="UTF-8" />
<title>{esc(title)} - {esc(portal.site)}</title>
{head}{_rest_link(site)}
<link rel="alternate" type="application/rss+xml" href="http://{portal.host}/feed/" />
<link rel="stylesheet" href="/wp-content/themes/congthongtin/style.css?ver=4.9.8" />
<script src="/wp-includes/js/jquery/jquery.js"></script>
</head>
<body class="single">
<a class="skip-link screen-reader-text" href="#content">Skip to content</a>
<header id="masthead"><p class="site-title"><a href="/">{esc(portal.site)}</a></p>
<p class="site-description">{esc(portal.slogan)}</p><p class="today">{tick("date")}</p>
<form role="search" action="/"><input type="search" name="s" placeholder="Tìm kiếm …"></form></header>
<nav id="site-navigation"><ul class="menu"><li><a href="/">Trang chủ</a></li>{menu}<li>
<a href="/lien-he/">Liên hệ</a></li></ul></nav>
\x01
<div id="content" class="site-content"><div id="primary"><main id="main">{main}</main></div>
<aside id="secondary" class="widget-area">
<section class="widget widget_recent_entries"><h2 class="widget-title">Bài viết mới</h2><ul>{recent}</ul>
</section>
<section class="widget"><h2 class="widget-title">Liên kết website</h2><ul>
<li><a href="http://backan.example.gov.vn/">Cổng thông tin tỉnh Bắc Kạn</a></li></ul></section>
<section class="widget"><h2 class="widget-title">Thống kê truy cập</h2>
<div class="textwidget">Đang truy cập: {tick("online")}<br>
Hôm nay: {tick("today")}<br>Hôm qua: {tick("yesterday")}<br>
Tháng hiện tại: {tick("month")}<br>Tổng lượt truy cập: {tick("all")}</div></section>
\x01
</aside></div>
<footer id="colophon"><p>{esc(portal.site)}</p>
<p>Địa chỉ: Tổ 5, phường Đức Xuân - Điện thoại: 0209 3 000 000</p>
<p>Theme: Cong Thong Tin by <a href="http://themes.example.com/">ThemesExample</a></p>
<a href="/wp-admin/">Đăng nhập</a></footer>
</body></html>"""
