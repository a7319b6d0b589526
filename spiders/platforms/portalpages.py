"""The ASP.NET portals of ``/portal/Pages/<year>-<month>-<day>/<slug><hash or -id>.aspx``. No spider yet.

On SharePoint, by one maker: the provinces of Nam Định, Ninh Thuận, Điện Biên, Thanh Hoá, communes of Hà Tĩnh and Hưng
Yên, ministries. Known of the markup: one form around all, an ``h1``, the text in ``#art-content`` or
``.article-content``, "Đăng ngày 11 - 11 - 2023" and a zoom widget that says "100%" between them. The address has the
date too. Listings are ``/portal/KenhTin/<name>.aspx``, print views ``print.aspx?p=``.
"""

from crawler.extract import Rules

RULES = Rules(
    name="portalpages",
    fingerprint=("#art-content", "form#aspnetForm .article-content", "form#form1 .article-content"),
    title=(".article-content h1", "h1"),
    body=("#art-content", ".article-content"),
    drop_text=(r"\d{2,3}\s*%",),
    patterns=(("published", r"(?:Đăng (?:ngày|lúc)|Ngày đăng|Cập nhật(?: (?:ngày|lúc))?)\s*:?\s*(\d.+)"),),
)
