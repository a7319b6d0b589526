"""The ASP.NET portals of ``/portal/Pages/<year>-<month>-<day>/<slug><hash or -id>.aspx``.

On SharePoint, by one maker: the provinces of Nam Định, Ninh Thuận, Điện Biên, Thanh Hoá, communes of Hà Tĩnh and Hưng
Yên, ministries. Known of the markup: one form around all, an ``h1`` or a paragraph named after the maker, the text in
``#art-content``, ``.article-content`` or ``.tandan-p-article-main``, "Đăng ngày 11 - 11 - 2023" and a zoom widget that
says "100%" between them. The address has the date too. Listings are ``/portal/KenhTin/<name>.aspx``, or pages like
articles without a day (``/portal/Pages/<name>.aspx``); their further pages are ``?PageIndex=2`` where there are links
to them, and come by a script where there are none. Print views are ``print.aspx?p=``.
"""

from crawler.extract import Rules
from crawler.fetch.addresses import Forms
from crawler.portal import PortalSpider

RULES = Rules(
    name="portalpages",
    fingerprint=(
        "#art-content", "form#aspnetForm .article-content", "form#form1 .article-content", ".tandan-p-article-main",
    ),
    title=(".tandan-p-article-news-title", ".tandan-title-view", ".article-content h1", "h1"),
    lead=(".tandan-p-article-news-summary",),
    body=("#art-content", ".article-content", ".tandan-p-article-main"),
    drop=(".tandan-div-article-other", ".social-share"),
    drop_text=(r"\d{2,3}\s*%",),
    patterns=(("published", r"(?:Đăng (?:ngày|lúc)|Ngày đăng|Cập nhật(?: (?:ngày|lúc))?)\s*:?\s*(\d.+)"),),
)  # fmt: skip

# SharePoint does not care for the case of a path; links do not either.
FORMS = Forms(
    paths=((r"(?i:/portal/pages)/(.+)", r"/portal/Pages/\1"), (r"(?i:/portal/kenhtin)/(.+)", r"/portal/KenhTin/\1"))
)


class PortalPagesSpider(PortalSpider):
    """Portals whose pages lie below ``/portal/Pages``."""

    platform = "portalpages"
    signs = (r"/portal/Pages/\d{4}-\d{1,2}-\d{1,2}/", r"/portal/KenhTin/", r"\btandan-[a-z]+-[a-z]+")
    rules = (RULES,)
    forms = FORMS
    article_path = r"/portal/Pages/(?:\d{4}-\d{1,2}-\d{1,2}|\d{4})/[^/]+\.aspx"
