"""Lào Cai city: a provincial CMS, ``/<category>/<slug>-<number>`` and an older form of the same address.

What is known of it is in the text of one page: an image banner before the title, a visitor counter into
which the signature runs. The rest is the common furniture of such portals.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from tests.replicas.content import Article
from tests.replicas.markup import Style, body, esc, signature, style_of
from tests.replicas.site import Answer, ListingPage, Platform, Site, number_of, shown
from tests.replicas.ticking import tick, views

MEDIA = "/upload/"
OLD_FORM = "/1227/27461/54439"

ARTICLE = re.compile(r"/[^/]+/[^/]*-(?P<number>\d{6,7})")  # /kinh-te/giao-ban-thang-11-1134499
OLD_ARTICLE = re.compile(rf"{OLD_FORM}/(?P<number>\d{{6,7}})/[^/]+/[^/]+")
PRINT = re.compile(r"/print/(?P<number>\d{6,7})\.html")


def respond(site: Site, path: str, query: Mapping[str, str]) -> Answer | None:
    if path == "/":
        return Answer(_home(site))
    if page := site.page(path.strip("/"), number_of(query.get("page"))):
        return Answer(_listing(site, page))
    if path == "/lien-he":
        return Answer(_page(site, "Liên hệ", CONTACT))
    for shape, view in ((PRINT, print_view), (OLD_ARTICLE, article_page), (ARTICLE, article_page)):
        if found := shape.fullmatch(path):
            return shown(view, site, site.by_number.get(int(found["number"])))
    return None


def article_page(site: Site, article: Article, style: Style | None = None) -> str:
    """The page of an article, ticks unfilled. The article need not be one of the site's."""
    style = style or _style(article)
    lead = f'<div class="sapo"><strong>{esc(article.lead)}</strong></div>' if article.lead else ""
    glued = style.glued and len(article.signature) == 1
    last = f"<b>{esc(article.signature[0])}</b>" if glued else signature(article, style)
    related = "\n".join(
        f'<li><a href="{address(other)}">{esc(other.title)}</a>{_day(other, " <span>({})</span>")}</li>'
        for other in site.related(article)
    )
    main = f"""
<div class="breadcrumb">
<a href="/">Trang chủ</a> » <a href="/{article.category.slug}">{esc(article.category.name)}</a></div>
<div class="detail-news">
<h1 class="title-detail">{esc(article.title)}</h1>
<div class="info-detail">{_date_line(article)}</div>
<div class="tools"><a href="/print/{article.number}.html" rel="nofollow">Bản in</a>
 <span>Xem với cỡ chữ :</span> <a href="#">A-</a> <a href="#">A</a> <a href="#">A+</a>
 <a href="https://www.facebook.com/sharer.php?u={address(article)}">Chia sẻ</a></div>
<div class="content-detail">
{lead}
{body(article, style)}
{last}{_counter() if glued else ""}</div>
</div>
<div class="other-news"><h3>Tin cùng chuyên mục</h3><ul>
{related}
</ul></div>
{"" if glued else f'<div class="tk">{_counter()}</div>'}"""
    return _page(site, article.title, main)


def print_view(site: Site, article: Article) -> str:
    lead = f"<p><b>{esc(article.lead)}</b></p>" if article.lead else ""
    return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{esc(article.title)}</title>
<meta name="robots" content="noindex"></head><body onload="window.print()">
<p>{esc(site.portal.site)}</p><p>Lào Cai, {tick("date")}</p><hr>
<h1>{esc(article.title)}</h1>
{lead}
{body(article, _style(article))}
{signature(article, _style(article))}
<hr><p>Nguồn: <a href="http://{site.portal.host}{address(article)}">http://{site.portal.host}{address(article)}</a></p>
</body></html>"""


def missing(site: Site) -> str:
    text = "<h2>Không tìm thấy trang</h2><p>Trang bạn tìm không tồn tại hoặc đã bị xóa.</p>"
    return _page(site, "Không tìm thấy trang", text)


def address(article: Article) -> str:
    """The address of an article; the slug is cut near 100 characters, wherever that falls."""
    return f"/{article.category.slug}/{article.slug[:100]}-{article.number}"


def old_address(article: Article) -> str:
    return f"{OLD_FORM}/{article.number}/{article.category.slug}/{article.slug[:100]}"


PLATFORM = Platform(respond, article_page, missing)

CONTACT = """<h2>Liên hệ</h2><form action="/lien-he" method="post"><p>Họ và tên <input name="ten"></p>
<p>Nội dung <textarea name="noi-dung"></textarea></p><button>Gửi</button></form>"""


def _home(site: Site) -> str:
    featured = "\n".join(
        f'<div class="slide"><a href="{old_address(a)}">'
        f'<img src="{MEDIA}thumb-{a.number}.jpg" alt="Ảnh đại diện"></a>'
        f'<h3><a href="{old_address(a)}">{esc(a.title)}</a></h3></div>'
        for a in site.articles[:3]
    )
    boxes = "\n".join(
        f'<div class="box"><h2><a href="/{category.slug}">{esc(category.name)}</a>'
        f"</h2>{_items(site.within(category)[:4])}</div>"
        for category in site.portal.categories
    )
    main = f'<div class="slider"><h2>Tin nổi bật</h2>{featured}</div>{boxes}<div class="tk">{_counter()}</div>'
    return _page(site, "Trang chủ", main)


def _listing(site: Site, page: ListingPage) -> str:
    name, here = esc(page.category.name), f"/{page.category.slug}?page="
    numbers = " ".join(
        f"<b>{n}</b>" if n == page.number else f'<a href="{here}{n}">{n}</a>' for n in range(1, page.last + 1)
    )
    following = f'<a class="next" href="{here}{page.number + 1}">Trang sau</a>' if page.number < page.last else ""
    main = f"""<div class="breadcrumb"><a href="/">Trang chủ</a> » {name}</div>
<h2 class="cate">{name}</h2>
{_items(page.articles) or "<p>Chuyên mục đang được cập nhật.</p>"}
<div class="paging">{numbers} {following}</div><div class="tk">{_counter()}</div>"""
    return _page(site, page.category.name, main)


def _items(articles: Sequence[Article]) -> str:
    return "\n".join(
        f'<div class="item"><a class="img" href="{address(a)}">'
        f'<img src="{MEDIA}thumb-{a.number}.jpg" alt="{esc(a.title)}"></a>'
        f'<h3><a href="{address(a)}">{esc(a.title)}</a></h3>{_day(a, "<span class=date>{}</span>")}'
        f"<p>{esc(a.teaser[:160])}</p></div>"
        for a in articles
    )


def _date_line(article: Article) -> str:
    """``14/01/2022 08:54 18 lượt xem``, or ``( Cập nhật lúc: 13/01/2020  )`` where only the day is known."""
    parts = []
    if isinstance(article.published, datetime):
        parts.append(f"{article.published:%d/%m/%Y %H:%M}")
    elif article.published:
        parts.append(f"( Cập nhật lúc: {article.published:%d/%m/%Y}&nbsp; )")
    if article.views is not None:
        parts.append(f"{views(article.number, article.views)} lượt xem")
    return " ".join(parts)


def _day(article: Article, form: str) -> str:
    return form.format(f"{article.published:%d/%m/%Y}") if article.published else ""


def _style(article: Article) -> Style:
    return style_of(article, ("figure", "em", "table", "plain"), MEDIA)


def _counter() -> str:
    rows = (("Đang online", "online"), ("Hôm nay", "today"), ("Trong tuần", "week"), ("Tất cả", "all"))
    return (
        '<span class="tk-title">Thống kê truy cập</span>\n<ul class="thong-ke">'
        + "".join(f"<li>• {label}: {tick(name)}</li>\n" for label, name in rows)
        + "</ul>"
    )


def _page(site: Site, title: str, main: str) -> str:
    portal = site.portal
    menu = "".join(f'<li><a href="/{c.slug}">{esc(c.name)}</a></li>' for c in site.listings)
    return f"""<!DOCTYPE html>
<html lang="vi">
<head>
<meta charset="utf-8">
<title>{esc(title)} - {esc(portal.site)}</title>
<link rel="stylesheet" href="/static/site.css">
<script>var today = new Date(); function search() {{ return true; }}</script>
</head>
<body>
<div id="banner"><img src="/static/banner.jpg" alt="image banner"><span class="alt">image banner</span></div>
<div id="top">{tick("date")} <a href="/admin/dang-nhap">Đăng nhập</a>
<form action="/tim-kiem" onsubmit="return search()"><input name="q" placeholder="Tìm kiếm"></form></div>
<ul id="menu"><li><a href="/">Trang chủ</a></li>{menu}<li><a href="/lien-he">Liên hệ</a></li></ul>
<marquee>{esc(portal.slogan)}</marquee>
\x01
<div id="main"><div class="col-left">{main}</div>
<div class="col-right">
<div class="widget"><h4>Liên kết website</h4><ul><li>
<a href="http://laocai.example.gov.vn/">Cổng thông tin tỉnh</a></li>
<li><a href="http://dichvucong.example.gov.vn/">Dịch vụ công trực tuyến</a></li></ul></div>
<div class="widget"><h4>Ý kiến thăm dò</h4><form><label><input type="radio" name="v"> Rất hài lòng</label>
<label><input type="radio" name="v"> Chưa hài lòng</label><button>Bình chọn</button></form></div>
<div class="widget"><h4>Thư viện ảnh</h4><img src="/static/thu-vien-1.jpg" alt="Responsive image"></div>
\x01
</div></div>
<div id="footer"><p>{esc(portal.site)}</p><p>Địa chỉ: Đường 30/4, phường Bắc Lệnh</p>
<p>Điện thoại: (0214) 3 000 000 - Email: vanphong@laocai.example.gov.vn</p>
<p>Giấy phép số 05/GP-TTĐT ngày 12/3/2018</p></div>
</body></html>"""
