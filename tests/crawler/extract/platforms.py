"""Small pages in the markup of platforms, as their templates make it, around a text of our own.

Each stands for one template (one version of a CMS, one theme) and holds what that template marks: the fields, and
the furniture around them that a reader of the article does not want.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

TITLE = "UBND xã Bình Lãng họp giao ban công tác tháng 3"
LEAD = "Chiều 27/3, UBND xã Bình Lãng họp giao ban tháng 3, bàn việc tháng 4 năm 2023."
BODY = (
    "Báo cáo tại cuộc họp nêu rõ: toàn xã đã gieo xong 318 ha lúa chiêm xuân, nạo vét 6 km kênh mương nội đồng và "
    "trồng mới 1.200 cây xanh ven đường liên thôn.",
    "Các đại biểu thảo luận nhiều về tiến độ làm đường thôn Hạ, việc cấp giấy chứng nhận quyền sử dụng đất và chuẩn "
    "bị cho hội làng.",
    "Kết luận cuộc họp, Chủ tịch UBND xã giao từng ngành chịu trách nhiệm đến cùng, báo cáo kết quả trước ngày 20/4.",
)
CAPTION = "Quang cảnh cuộc họp giao ban"
SECTION = "Tin hoạt động"
SITE = "Cổng thông tin điện tử xã Bình Lãng"

_PARAGRAPHS = "\n".join(f"<p>{text}</p>" for text in BODY)
_FIGURE = f'<figure><img src="/anh/hop.jpg" alt="hop.jpg"><figcaption>{CAPTION}</figcaption></figure>'
_WIDGETS = """<ul class="counter"><li>Đang truy cập: 4</li><li>Hôm nay: 312</li><li>Tổng lượt truy cập: 90.417</li></ul>
<div id="chan-trang"><p>Địa chỉ: thôn Trung, xã Bình Lãng. Điện thoại: 0000 000 000</p></div>"""
_MENU = '<ul class="menu"><li><a href="/">Trang chủ</a></li><li><a href="/gioi-thieu">Giới thiệu</a></li></ul>'


@dataclass(frozen=True)
class Sample:
    """A page and what it says besides title, lead and body, None where its template has no place for it."""

    rules: str
    html: str
    section: str | None = None
    published: str = "2023-03-27"
    caption: str | None = CAPTION
    views: int | None = None
    byline: str | None = None
    source: str | None = None
    attachments: tuple[tuple[str, str], ...] = ()
    marked: frozenset[str] = frozenset(("title", "body", "published"))


def _page(body: str, *, classes: str = "", head: str = "") -> str:
    return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{TITLE} - {SITE}</title>{head}</head>
<body class="{classes}">{_MENU}
{body}
{_WIDGETS}</body></html>"""


def _related(css: str, heading: str) -> str:
    items = "".join(
        f'<li><h4><a href="/tin/{n}.html">{title}</a></h4> <em>(1{n}/03/2023)</em></li>'
        for n, title in enumerate(("Bình Lãng trồng cây đầu xuân", "Xã tổ chức tiêm phòng cho trâu bò"))
    )
    return f'<div class="{css}"><p class="h3"><strong>{heading}</strong></p><ul class="related">{items}</ul></div>'


def nukeviet3() -> str:
    return _page(f"""<div class="news_column" style="padding:0 !important"><div id="news_detail"><h1>{TITLE}</h1>
<span class="time">Thứ hai - 27/03/2023 15:06</span>
<div class="control"><ul><li><a class="print" title="In ra" href="javascript: void(0)"></a></li></ul></div>
<div id="hometext"><div id="imghome" class="fl"><a href="/anh/hop.jpg"><img alt="hop" src="/anh/hop.jpg"></a>
<p><em>{CAPTION}</em></p></div>{LEAD}</div>
<div class="bodytext">{_PARAGRAPHS}</div>
<p style="text-align: right;"><strong>Tác giả bài viết: </strong>Lê Thị Mận</p>
<p style="text-align: right;"><strong>Nguồn tin: </strong>Đài Truyền thanh xã</p>
<p class="copyright">Ghi rõ nguồn khi phát hành lại thông tin từ website này.</p></div>
<div class="keywords"><strong>Từ khóa: </strong><a href="/tag/hop">giao ban</a></div>
<p><strong>Những tin mới hơn</strong></p>{_related("x", "Những tin cũ hơn")}</div>""")


def nukeviet45(extra: str = "", css: str = "") -> str:
    """4.5, and with more beside the date the eGov theme."""
    return _page(f"""<div class="breadcrumbs-wrap"><ul class="breadcrumbs list-none"></ul>
<ul class="temp-breadcrumbs hidden"><li><a href="/"><span>Trang nhất</span></a></li>
<li><a href="/tin/"><span class="txt">{SECTION}</span></a></li></ul></div>
<div class="news_column panel panel-default{css}" itemtype="http://schema.org/NewsArticle" itemscope>
<div class="panel-body">
<h1 class="title margin-bottom-lg" itemprop="headline">{TITLE}</h1>
<div class="hidden hide d-none" itemprop="author" itemscope><span itemprop="name">admin</span></div>
<span class="hidden hide d-none" itemprop="datePublished">2023-03-27T15:06:00+07:00</span>
<span class="hidden hide d-none" itemprop="dateModified">2023-03-29T08:00:00+07:00</span>
<div class="row margin-bottom-lg newsdetailmetatop"><div class="col-md-12">
<span class="h5"><i class="fa fa-clock-o"></i>Thứ hai - 27/03/2023 15:06</span>{extra}</div>
<div class="col-md-12"><ul class="list-inline text-right"><li><a class="dimgray" title="In ra" href="#"><em
class="fa fa-print">&nbsp;</em></a></li></ul></div></div>
<div class="clearfix"><figure class="article left pointer"><div style="width:460px;"><p class="text-center"><img
alt="hop" src="/anh/hop.jpg" class="img-thumbnail"/></p><figcaption>{CAPTION}</figcaption></div></figure>
<div id="imgpreview" style="display:none"><p><img alt="hop" src="/anh/hop-to.jpg"/></p>
<figcaption>{CAPTION}</figcaption>
</div><div class="hometext m-bottom" itemprop="description">{LEAD}</div></div>
<div id="news-bodyhtml" class="bodytext margin-bottom-lg">{_PARAGRAPHS}</div>
<div class="panel panel-default"><div class="panel-heading"><strong>File đính kèm</strong></div>
<div class="list-group news-download-file"><div class="list-group-item"><span class="badge"><a href="#file-1"><i
class="fa fa-eye"></i></a></span><a href="/tin/hop-12.html?download=1&amp;id=0" download>Tải về : <strong>ke-hoach.pdf
</strong></a></div></div></div>
<div class="margin-bottom-lg"><p class="h5 text-right"><strong>Tác giả: </strong>Lê Thị Mận</p>
<p class="h5 text-right"><strong>Nguồn tin: </strong>Đài Truyền thanh xã</p></div>
<div class="alert alert-info margin-bottom-lg">Ghi rõ nguồn khi phát hành lại thông tin từ website này.</div></div>
</div>
<div class="news_column panel"><div class="panel-body"><form id="form3B" action=""><p id="stringrating">Tổng số điểm của
bài viết là: 5 trong 1 đánh giá</p></form></div></div>
<div class="news_column panel panel-default">{_related("panel-body other-news", "Những tin cũ hơn")}</div>""")


def nukeviet5() -> str:
    return _page(f"""<div class="vstack gap-3 mb-4"><h1 class="mb-0">{TITLE}</h1>
<div class="row"><div class="col-md-6 text-body-secondary"><i class="fa-regular fa-clock">
</i> Thứ hai - 27/03/2023 15:06
</div></div>
<div class="clearfix"><figure class="figure float-start"><img src="/anh/hop.jpg" alt="hop"><figcaption
class="figure-caption fst-italic">{CAPTION}</figcaption></figure>
<div class="fw-bold" data-toggle="error-report">{LEAD}</div></div>
<nav class="news-toc"><div class="news-toc-title">Mục lục</div><ol><li><a href="#">Báo cáo</a></li></ol></nav>
<div class="richtext-container news-bodyhtml clearfix" data-toggle="error-report">{_PARAGRAPHS}</div>
<div class="card"><div class="card-header">File đính kèm</div><ul class="list-group"><li class="list-group-item"><a
href="/tin/hop-12.html?download=1&amp;id=0" download>Tải về : <strong>ke-hoach.pdf</strong></a></li></ul></div>
<div class="text-end"><p class="mb-1"><strong>Tác giả:</strong> Lê Thị Mận</p>
<p class="mb-1"><strong>Nguồn tin:</strong> Đài Truyền thanh xã</p></div></div>
<ul class="list-unstyled"><li><a href="/tin/1.html">Bình Lãng trồng cây đầu xuân</a> (26/03/2023)</li></ul>""")


def liferay_theme() -> str:
    return _page(f"""<div class="portlet-topper"><span class="portlet-title-text">{SECTION}</span></div>
<div class="asset_publisher_view_full_content"><div class="asset_title"><span>{TITLE}</span></div>
<div class="social-panel"><div class="asset-publish-date">
<span>Ngày đăng 27/03/2023 | 15:06&nbsp; | Lượt xem: 1235</span>
</div><div class="social-icon"><span class="mail_icon"><a href="javascript:sendMail();">Email</a></span>
<a href="#"> <b>A</b> <sup>-</sup></a></div></div>
<div class="asset-abstract"><div class="assetdesc"><span class="assetdesc-text">{LEAD}</span></div></div>
<div class="asset-full-content show-asset-title"><div class="asset-content"><div class="journal-content-article">
{_FIGURE}{_PARAGRAPHS}
<p>Tải <a href="/documents/20182/0/ke-hoach.pdf/0c9a77?t=1584">ke-hoach.pdf</a></p>
<p style="text-align: right;"><strong>Lê Thị Mận</strong></p></div>
<div class="asset-ratings">Đánh giá trung bình: 0 sao</div></div></div></div>
<div class="related-assets"><h3>Tin liên quan</h3><ul><li><a href="/a">Bình Lãng trồng cây đầu xuân</a></li></ul>
</div>""")


def liferay_stock() -> str:
    """6.2 as Liferay ships it, the title in a header of its own."""
    return _page(f"""<div class="portlet-boundary portlet-asset-publisher"><div class="taglib-header"><span
class="header-back-to"><a href="/tin">Trở về</a></span><h3 class="header-title"><span>{TITLE}</span></h3></div>
<div class="asset-full-content default-asset-publisher show-asset-title"><div class="asset-user-actions"><a
href="#">In</a></div><div class="asset-content" id="_101_INSTANCE_a"><div class="journal-content-article">
<p><strong>{LEAD}</strong></p>{_FIGURE}{_PARAGRAPHS}</div><br>
<div class="taglib-social-bookmarks"><ul><li><a href="#">Facebook</a></li></ul></div></div>
<div class="asset-metadata"><span class="metadata-entry metadata-publish-date">27/03/2023</span>
<span class="metadata-entry metadata-view-count">318 Lượt xem</span></div></div></div>""")


def liferay_hook() -> str:
    """The hook of the Ministry of Health."""
    return _page(f"""<div class="portlet-boundary portlet-asset-publisher"><div class="contentDetail">
<div class="col-md-12">
<h3 class="text-change-size">{TITLE}</h3></div><div class="clearfix"><div class="col-md-6">
<p class="time-post text-change-size">27/03/2023 | 15:06 PM</p></div>
<div class="col-md-6 text-right"><span>Thay đổi cỡ chữ</span></div></div>
<div class="contentDetail text-change-size mt15"><div class="journal-content-article"><p><strong>{LEAD}</strong></p>
{_FIGURE}{_PARAGRAPHS}</div></div></div>
<div class="clearfix"><div class="col-sm-12 tinlienquan"><h5>Tin mới</h5></div>
<div class="newsDifferent"><ul><li><a href="/a">Bình Lãng trồng cây đầu xuân</a></li></ul></div></div></div>""")


def wordpress_classic() -> str:
    return _page(
        f"""<article id="post-12" class="post-12 post type-post hentry"><header class="entry-header">
<h1 class="entry-title">{TITLE}</h1><div class="entry-meta"><span class="posted-on"><time class="entry-date published"
datetime="2023-03-27T15:06:00+07:00">27 tháng ba, 2023</time><time class="updated" datetime="2023-04-02T08:00:00+07:00">
2 tháng tư, 2023</time></span> <span class="byline">bởi <span class="author vcard">admin</span></span></div></header>
<div class="entry-content"><p><strong>{LEAD}</strong></p>
<div class="wp-caption aligncenter"><img src="/anh/hop.jpg" alt=""><p class="wp-caption-text">{CAPTION}</p></div>
{_PARAGRAPHS}<p style="text-align: right;"><strong>Lê Thị Mận</strong></p>
<div class="post-views content-post">
<span class="post-views-label">Lượt xem:</span> <span class="post-views-count">1.235
</span></div><div class="sharedaddy"><h3>Chia sẻ:</h3><ul><li><a href="#">Facebook</a></li></ul></div></div>
<footer><span class="cat-links"><a href="/category/tin/">{SECTION}</a></span></footer></article>
<nav class="post-navigation"><a href="/cu/">Bài trước: Bình Lãng trồng cây đầu xuân</a></nav>
<div id="comments"><h3>Để lại một bình luận</h3></div>""",
        classes="post-template-default single single-post",
    )


def wordpress_flatsome() -> str:
    return _page(
        f"""<article id="post-12" class="post-12 post type-post hentry"><div class="article-inner">
<header class="entry-header">
<h6 class="entry-category is-xsmall"><a href="/category/tin/" rel="category tag">{SECTION}</a></h6>
<h1 class="entry-title">{TITLE}</h1><div class="entry-meta uppercase is-xsmall"><span class="posted-on">Posted on <a
href="/hop/"><time class="entry-date published updated" datetime="2023-03-27T15:06:00+07:00">27/03/2023</time></a>
</span>
</div></header><div class="entry-content single-page"><p><strong>{LEAD}</strong></p>{_FIGURE}{_PARAGRAPHS}
<div class="blog-share text-center"><div class="social-icons"><a href="#">Facebook</a></div></div></div>
<div class="entry-author author-box"><h5 class="author-name">admin</h5><p>Quản trị trang tin của xã.</p></div></div>
</article>
<nav class="navigation-post"><div class="nav-previous"><a href="/cu/">Bình Lãng trồng cây đầu xuân</a></div></nav>""",
        classes="single single-post",
    )


def wordpress_newspaper() -> str:
    return _page(
        f"""<article id="post-12" class="post-12 post type-post"><div class="td-post-header"><ul class="td-category"><li
class="entry-category"><a href="/category/tin/">{SECTION}</a></li></ul><header class="td-post-title">
<h1 class="entry-title">{TITLE}</h1><p class="td-post-sub-title">{LEAD}</p><div class="td-module-meta-info">
<span class="td-post-date"><time class="entry-date updated td-module-date"
datetime="2023-03-27T15:06:00+07:00">27/03/2023</time></span><div class="td-post-views"><i class="td-icon-views"></i>
<span
class="td-nr-views-12">1235</span></div></div></header></div>
<div class="td-post-sharing td-post-sharing-top"><a href="#">Facebook</a></div>
<div class="td-post-content tagdiv-type">{_FIGURE}{_PARAGRAPHS}</div>
<footer><div class="td-block-row td-post-next-prev"><span>Bài trước</span><a href="/cu/">Bình Lãng trồng cây</a></div>
</footer></article>
<div class="td_block_related_posts"><h4>BÀI VIẾT LIÊN QUAN</h4><div class="td_module"><h3>
<a href="/a/">Xã tiêm phòng cho
trâu bò</a></h3><time class="entry-date updated td-module-date" datetime="2023-03-20T07:00:00+07:00">20/03/2023</time>
</div></div>""",
        classes="post-template-default single single-post td-standard-pack",
    )


def wordpress_blocks() -> str:
    return _page(
        f"""<main class="wp-block-group"><h1 class="wp-block-post-title">{TITLE}</h1>
<div class="wp-block-post-date"><time datetime="2023-03-27T15:06:00+07:00">27 Tháng 3, 2023</time></div>
<div class="taxonomy-category wp-block-post-terms"><a href="/category/tin/" rel="tag">{SECTION}</a></div>
<div class="entry-content wp-block-post-content is-layout-constrained"><p><strong>{LEAD}</strong></p>
<figure class="wp-block-image"><img src="/anh/hop.jpg" alt="">
<figcaption class="wp-element-caption">{CAPTION}</figcaption>
</figure>{_PARAGRAPHS}</div>
<div class="wp-block-comments"><h2>Bình luận</h2></div></main>
<ul class="wp-block-post-template"><li><div class="wp-block-post-date">
<time datetime="2023-03-20T07:00:00+07:00">20 Tháng 3
</time></div></li></ul>""",
        classes="wp-singular post-template-default single single-post",
    )


def portal_pages() -> str:
    return _page(f"""<form method="post" action="./hop.aspx" id="aspnetForm"><h1 class="ten-cong">{SITE}</h1>
<div class="detail"><h1>{TITLE}</h1><p>Đăng ngày 27 - 03 - 2023</p><p>100%</p>
<div class="article-content"><div id="art-content"><p><strong>{LEAD}</strong></p>{_FIGURE}{_PARAGRAPHS}
<p>100 %</p></div></div></div>
<div class="tin-khac"><h3>Tin khác</h3><ul><li>
<a href="/portal/Pages/2023-3-20/cay.aspx">Bình Lãng trồng cây đầu xuân</a>
</li></ul></div></form>""")


def vnpt() -> str:
    return _page(f"""<div class="path">
<a href="/web/trang-chu">Trang chủ</a> &raquo; <a href="/web/trang-chu/tin">{SECTION}</a>
</div><div class="news-detail"><h2 class="news-title">{TITLE}</h2>
<div class="news-date"><span class="date">Đăng lúc: 27/03/2023 (GMT+7)</span></div><div class="zoom">100%</div>
<div id="content-detail"><p><strong>{LEAD}</strong></p>{_FIGURE}{_PARAGRAPHS}</div></div>
<div class="related"><div class="head">Các tin khác</div><ul><li><a href="/a">Bình Lãng trồng cây</a></li></ul>
</div>""")


def laocai() -> str:
    return _page(f"""<div class="breadcrumb"><a href="/">Trang chủ</a> » <a href="/tin">{SECTION}</a></div>
<div class="detail-news"><h1 class="title-detail">{TITLE}</h1>
<div class="info-detail">27/03/2023 15:06 | Lượt xem: 1.235</div><div class="tools"><a href="#">Bản in</a></div>
<div class="content-detail"><div class="sapo"><strong>{LEAD}</strong></div>{_FIGURE}{_PARAGRAPHS}</div></div>
<div class="other-news"><h3>Tin cùng chuyên mục</h3><ul><li><a href="/a">Bình Lãng trồng cây đầu xuân</a></li></ul>
</div>""")


def lacviet() -> str:
    return _page(f"""<form id="aspnetForm"><div id="s4-workspace1"><h1>{SITE}</h1><div class="ms-news-header"><span
class="FolderTitle">{SECTION}</span><table><tr><td class="Time">Thứ hai, 27 03 2023 15:06</td></tr></table></div>
<div id="part1"><p class="Title">{TITLE}</p><p class="sapo">{LEAD}</p>{_FIGURE}{_PARAGRAPHS}</div>
<div id="part2"><div class="tbtinkhac">TIN ĐÃ ĐƯA<ul><li><a href="/a/">{TITLE}</a></li></ul></div></div></div>
</form>""")


_BELOW = {"byline": "Lê Thị Mận", "source": "Đài Truyền thanh xã"}
_FILE = (("hop-12.html?download=1&id=0", "ke-hoach.pdf"),)
_ALL = frozenset(("title", "lead", "body", "published", "byline", "source"))
_MINUTE = "2023-03-27T15:06:00+07:00"

#: One page a template, by its name.
SAMPLES: dict[str, Callable[[], Sample]] = {
    "nukeviet 3": lambda: Sample("nukeviet", nukeviet3(), published=_MINUTE, marked=_ALL, **_BELOW),
    "nukeviet 4.5": lambda: Sample(
        "nukeviet",
        nukeviet45(),
        SECTION,
        _MINUTE,
        attachments=_FILE,
        marked=_ALL | {"section", "attachments"},
        **_BELOW,
    ),
    "nukeviet eGov": lambda: Sample(
        "nukeviet",
        nukeviet45(
            '<span class="h5"><i class="fa fa-eye"></i>1235</span><span class="h5"><i></i>7</span>', " newsdetail"
        ),
        SECTION,
        _MINUTE,
        views=1235,
        attachments=_FILE,
        marked=_ALL | {"section", "views"},
        **_BELOW,
    ),
    "nukeviet 5": lambda: Sample("nukeviet", nukeviet5(), None, _MINUTE, attachments=_FILE, marked=_ALL, **_BELOW),
    "liferay, a commune's theme": lambda: Sample(
        "liferay",
        liferay_theme(),
        SECTION,
        _MINUTE,
        views=1235,
        byline="Lê Thị Mận",
        attachments=(("ke-hoach.pdf/0c9a77?t=1584", "ke-hoach.pdf"),),
        marked=frozenset(("title", "section", "lead", "body", "published", "attachments")),
    ),
    "liferay 6.2": lambda: Sample(
        "liferay", liferay_stock(), views=318, marked=frozenset(("title", "body", "published", "views"))
    ),
    "liferay, the ministry's hook": lambda: Sample("liferay", liferay_hook(), published=_MINUTE),
    "wordpress, classic": lambda: Sample(
        "wordpress",
        wordpress_classic(),
        SECTION,
        _MINUTE,
        views=1235,
        byline="Lê Thị Mận",
        marked=frozenset(("title", "section", "body", "published", "views", "captions")),
    ),
    "wordpress, Flatsome": lambda: Sample("wordpress", wordpress_flatsome(), SECTION, _MINUTE),
    "wordpress, Newspaper": lambda: Sample(
        "wordpress",
        wordpress_newspaper(),
        SECTION,
        _MINUTE,
        views=1235,
        marked=frozenset(("title", "section", "lead", "body", "published", "views")),
    ),
    "wordpress, blocks": lambda: Sample("wordpress", wordpress_blocks(), SECTION, _MINUTE),
    "portal pages": lambda: Sample("portalpages", portal_pages()),
    "vnpt": lambda: Sample("vnpt", vnpt(), SECTION),
    "laocai": lambda: Sample(
        "laocai",
        laocai(),
        SECTION,
        _MINUTE,
        views=1235,
        marked=frozenset(("title", "section", "lead", "body", "published")),
    ),
    "lacviet": lambda: Sample(
        "lacviet", lacviet(), SECTION, _MINUTE, marked=frozenset(("title", "section", "lead", "body", "published"))
    ),
}
