"""Hữu Hòa and Vạn Phúc communes: Liferay asset publishers under a Vietnamese theme, one of them in English.

``[/en_US]/<page>/-/asset_publisher/<12 characters>/content/<slug>``, with the variants that Liferay makes of
every address: ``?inheritRedirect=…&redirect=…``, ``;jsessionid=…``, a pop-up for printing. The section's
heading stands twice on one line; captions are centred paragraphs.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from tests.replicas.content import Article, Category
from tests.replicas.markup import Style, body, esc, signature, style_of
from tests.replicas.site import Answer, ListingPage, Platform, Site, moved, number_of, shown
from tests.replicas.ticking import tick, views

MEDIA = "/documents/20182/0/"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

CONTENT = re.compile(r"/(?P<page>[^/]+)/-/asset_publisher/(?P<instance>\w{12})/content/(?P<slug>[^/]+)")
DETAILS = re.compile(r"/(?P<page>[^/]+)/-/details/\d+/[^/]+-(?P<number>\d+)")  # as in Bắc Ninh
VIEW_CONTENT = re.compile(r"/-/view_content/(?P<number>\d+)-[^/]*\.html")
SESSION = re.compile(r";jsessionid=[^/?]*")
LOCALE = re.compile(r"/(?:en_US|vi)(?=/|$)")


@dataclass(frozen=True, slots=True)
class Words:
    """The furniture's words in the language that a portal is set to."""

    locale: str
    skip: str
    sign_in: str
    published: str
    viewed: str
    related: str
    online: str
    today: str
    total: str
    date: str


VIETNAMESE = Words(
    locale="",
    skip="Truy cập nội dung luôn",
    sign_in="Đăng nhập",
    published="Ngày đăng",
    viewed="Lượt xem",
    related="Tin liên quan",
    online="Đang online",
    today="Hôm nay",
    total="Tổng lượt truy cập",
    date="date",
)
ENGLISH = Words(
    locale="/en_US",
    skip="Skip to main content",
    sign_in="Sign In",
    published="Publish date",
    viewed="View Count",
    related="Tin liên quan",  # the theme leaves its own words untranslated
    online="Online",
    today="Today",
    total="Total",
    date="date-en",
)


def respond(site: Site, path: str, query: Mapping[str, str]) -> Answer | None:
    path = LOCALE.sub("", SESSION.sub("", path), count=1) or "/"
    if path == "/":
        return Answer(_home(site))
    if path == "/lien-he":
        return Answer(_page(site, "Liên hệ", "<h2>Liên hệ</h2><p>Mọi ý kiến xin gửi về UBND xã.</p>"))
    if first := site.page(path.strip("/"), 1):
        return Answer(_listing(site, first, number_of(query.get(_cursor(first.category)))))
    if found := VIEW_CONTENT.fullmatch(path):
        article = site.by_number.get(int(found["number"]))
        return moved(address(site, article)) if article else None
    if found := DETAILS.fullmatch(path):
        return shown(article_page, site, site.by_number.get(int(found["number"])))
    found = CONTENT.fullmatch(path)
    page = print_view if query.get("p_p_state") == "pop_up" else article_page
    return found and shown(page, site, site.by_slug.get(found["slug"]))


def article_page(site: Site, article: Article, style: Style | None = None) -> str:
    """The page of an article, ticks unfilled. The article need not be one of the site's."""
    words = _words(site)
    here = address(site, article)
    back = quote(f"http://{site.portal.host}{words.locale}/{article.category.slug}", safe="")
    related = "\n".join(
        f'<li><a href="{address(site, other)}?inheritRedirect=true&amp;redirect={quote(here, safe="")}">'
        f"{esc(other.title)}</a>{_day(other, ' <em>({})</em>')}</li>"
        for other in site.related(article, 4)
    )
    heading = esc(article.category.name)
    main = f"""
<div class="portlet-boundary portlet-asset-publisher" id="p_p_id_{_portlet(article.category)}_">
<div class="portlet-topper">
<span class="portlet-title">{heading}</span> <span class="portlet-title-text">{heading}</span></div>
<div class="portlet-content">
{_asset(site, article, style or _style(article))}
<div class="asset-tools">
<a href="{here}?{_print_query(article)}" target="_blank">Bản in</a>
<a href="{here}?inheritRedirect=false&amp;redirect={back}">Quay lại</a>
<a href="https://www.facebook.com/sharer.php?u={quote(here, safe="")}">Facebook</a></div>
<div class="related-assets"><h3>{words.related}</h3><ul>
{related}
</ul></div>
</div></div>"""
    return _page(site, article.title, main)


def print_view(site: Site, article: Article) -> str:
    return f"""<!DOCTYPE html><html dir="ltr" lang="vi-VN"><head>
<title>{esc(article.title)} - {esc(site.portal.site)}</title>
<meta content="text/html; charset=UTF-8" http-equiv="content-type" /></head>
<body class="portal-popup"><div class="portlet-content">
{_asset(site, article, _style(article))}
</div><script>print();</script></body></html>"""


def missing(site: Site) -> str:
    text = '<div class="alert alert-error">Không tìm thấy</div><p>Tài nguyên được yêu cầu không tồn tại.</p>'
    return _page(site, "Trạng thái", text)


def address(site: Site, article: Article) -> str:
    page = f"{_words(site).locale}/{article.category.slug}"
    if "details" in site.portal.traits:
        return f"{page}/-/details/22511/{article.slug}-{article.number}"
    return f"{page}/-/asset_publisher/{instance(article.category)}/content/{article.slug}"


def instance(category: Category) -> str:
    """The twelve characters by which Liferay tells one publisher on a page from another."""
    digest = hashlib.sha256(category.slug.encode()).digest()
    return "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:12])


PLATFORM = Platform(respond, article_page, missing)


def _words(site: Site) -> Words:
    return ENGLISH if site.portal.name == "vanphuc" else VIETNAMESE


def _portlet(category: Category) -> str:
    return f"101_INSTANCE_{instance(category)}"


def _cursor(category: Category) -> str:
    """The query parameter that turns the pages of a listing."""
    return f"_{_portlet(category)}_cur"


def _print_query(article: Article) -> str:
    portlet = _portlet(article.category)
    window = "p_p_lifecycle=0&amp;p_p_state=pop_up&amp;p_p_mode=view"
    return f"p_p_id={portlet}&amp;{window}&amp;_{portlet}_viewMode=print"


def _asset(site: Site, article: Article, style: Style) -> str:
    lead = f'<div class="assetdesc-text">{esc(article.lead)}</div>' if article.lead else ""
    return f"""<div class="asset_publisher_view_full_content">
<div class="asset_title"><span>{esc(article.title)}</span></div>
<div class="asset-publish-date"><span>{_date_line(site, article)}</span></div>
{lead}
<div class="asset-full-content"><div class="asset-content"><div class="journal-content-article">
{body(article, style)}
{signature(article, style)}
</div></div></div>
</div>"""


def _date_line(site: Site, article: Article) -> str:
    """``Ngày đăng 24/07/2020 | 01:00  | Lượt xem: 1235``, with what there is of it."""
    words = _words(site)
    parts = []
    if article.published:
        parts.append(f"{words.published} {article.published:%d/%m/%Y}")
    if isinstance(article.published, datetime):
        parts.append(f"{article.published:%H:%M}&nbsp;")
    if article.views is not None:
        parts.append(f"{words.viewed}: {views(article.number, article.views)}")
    return " | ".join(parts)


def _home(site: Site) -> str:
    boxes = "\n".join(
        f'<div class="portlet"><h2>'
        f'<a href="{_words(site).locale}/{category.slug}">{esc(category.name)}</a></h2>'
        f"{_items(site, site.within(category)[:4])}</div>"
        for category in site.portal.categories
    )
    hot = "".join(
        f'<li><a href="{address(site, a)};jsessionid=7C1E{a.number}.node1">{esc(a.title)}</a></li>'
        for a in site.articles[:2]
    )
    older = "".join(
        f'<li><a href="/-/view_content/{a.number}-{a.slug}.html">{esc(a.title)}</a></li>' for a in site.articles[2:4]
    )
    return _page(site, "Trang chủ", f'<div class="hot"><h2>Tin nổi bật</h2><ul>{hot}{older}</ul></div>{boxes}')


def _listing(site: Site, first: ListingPage, number: int) -> str:
    """A page of a listing. Liferay answers with the last page to any number beyond it."""
    category = first.category
    page = site.page(category.slug, max(1, min(number, first.last))) or first
    portlet = _portlet(category)
    here = (
        f"{_words(site).locale}/{category.slug}?p_p_id={portlet}&amp;p_p_lifecycle=0&amp;p_p_state=normal"
        f"&amp;p_p_mode=view&amp;_{portlet}_delta={len(first.articles)}&amp;{_cursor(category)}="
    )
    before = f'<a class="prev" href="{here}{page.number - 1}">Trước</a>' if page.number > 1 else ""
    following = f'<a class="next" href="{here}{page.number + 1}">Sau</a>' if page.number < page.last else ""
    main = f"""<div class="portlet-boundary portlet-asset-publisher" id="p_p_id_{portlet}_">
<div class="portlet-topper"><span class="portlet-title">{esc(category.name)}</span></div>
{_items(site, page.articles) or '<div class="alert">Không có nội dung nào.</div>'}
<div class="taglib-page-iterator">{before} <span>Trang {page.number} / {page.last}</span> {following}</div>
</div>"""
    return _page(site, category.name, main)


def _items(site: Site, articles: Sequence[Article]) -> str:
    return "\n".join(
        f'<div class="asset-abstract"><img src="{MEDIA}{a.number}.jpg" alt="Ảnh đại diện"/>'
        f'<h3 class="asset-title"><a href="{address(site, a)}">{esc(a.title)}</a></h3>'
        f"{_day(a, '<div class=asset-date>{}</div>')}"
        f'<div class="asset-summary">{esc(a.teaser[:140])}</div></div>'
        for a in articles
    )


def _day(article: Article, form: str) -> str:
    return form.format(f"{article.published:%d/%m/%Y}") if article.published else ""


def _style(article: Article) -> Style:
    return style_of(article, ("centred", "centred", "table", "em"), MEDIA)


def _page(site: Site, title: str, main: str) -> str:
    portal, words = site.portal, _words(site)
    menu = "".join(f'<li><a href="{words.locale}/{c.slug}">{esc(c.name)}</a></li>' for c in site.listings)
    return f"""<!DOCTYPE html>
<html class="ltr" dir="ltr" lang="{"en-US" if words is ENGLISH else "vi-VN"}">
<head>
<title>{esc(title)} - {esc(portal.site)}</title>
<meta content="text/html; charset=UTF-8" http-equiv="content-type" />
<link rel="stylesheet" href="/o/hanoi-theme/css/main.css?browserId=other&amp;languageId=vi_VN" />
<script type="text/javascript">var Liferay = {{Browser: {{}}}}; Liferay.token = "{tick("stamp")}";</script>
</head>
<body class="controls-visible guest-site signed-out public-page site">
<a href="#main-content" id="skip-to-content">{words.skip}</a>
<header id="banner"><a class="logo" href="{words.locale or "/"}">
<img src="/o/hanoi-theme/images/banner.jpg" alt="banner"></a>
<span class="site-name">{esc(portal.site)}</span><p class="slogan">{esc(portal.slogan)}</p>
<span class="today">{tick(words.date)}</span> <a href="/c/portal/login">{words.sign_in}</a>
<form action="/tim-kiem"><input name="keywords" placeholder="Tìm kiếm"></form></header>
<nav id="navigation"><ul role="menubar"><li><a href="{words.locale or "/"}">Trang chủ</a></li>{menu}
<li><a href="{words.locale}/lien-he">Liên hệ</a></li></ul></nav>
\x01
<div id="content"><div class="columns-2" id="main-content" role="main">
<div class="portlet-column portlet-column-first">{main}</div>
<div class="portlet-column portlet-column-last">
<div class="portlet"><h4>Liên kết website</h4>
<a href="http://thanhtri.hanoi.example.gov.vn/">Huyện Thanh Trì</a>
<a href="http://hanoi.example.gov.vn/">Thành phố Hà Nội</a></div>
<div class="portlet"><h4>Thống kê truy cập</h4><table><tr><td>{words.online}</td><td>{tick("online")}</td>
</tr>
<tr><td>{words.today}</td><td>{tick("today")}</td></tr><tr><td>{words.total}</td><td>{tick("all")}</td>
</tr></table></div>
<div class="portlet"><h4>Ý kiến thăm dò</h4><p>0 người đã tham gia bình chọn</p></div>
\x01
</div></div></div>
<footer id="footer"><p>{esc(portal.site)}</p><p>Trụ sở: UBND xã - Điện thoại: (024) 3000 0000</p>
<p>Ghi rõ nguồn khi phát hành lại thông tin từ website này.</p></footer>
</body></html>"""
