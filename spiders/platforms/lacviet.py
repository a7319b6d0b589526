"""SharePoint with LacViet parts, rendered to static files by an editor's tool: the portals of Đắk Nông.

Articles and listings are all ``/<slug>/``; what a page is, only the page can tell. Links in menus are
broken by the dozen, the pager's ``Trang sau`` leads to the front page, related lists name pages that no
listing has: so links on every page are followed, once. See PORTALS-OVER-TIME.md, of which this is the subject.
"""

import re
from urllib.parse import urlsplit

from scrapy.http import Response, TextResponse

from crawler.extract import Rules
from crawler.extract.text import clean
from crawler.portal import PortalSpider

RULES = Rules(
    name="lacviet",
    fingerprint=(
        "#s4-workspace1", "#part1 .Title", "#part1 .lv_description_mode1", ".noiDung .contents",
        "#UnionNews_Container_mode2",
    ),
    title=("#part1 p.Title", ".noiDung > .title", "p.Title"),
    section=(".ms-news-header .FolderTitle", ".div_header_tintuc"),
    lead=("#part1 p.sapo", ".noiDung > .moTaNgan", "#part1 b.lv_description_mode1"),
    published=(".ms-news-header .Time",),
    body=("#part1", ".noiDung"),
    drop=(
        "#part2", ".tbtinkhac", ".css_Xemtiep", ".news-tab-xemtiep", ".css_readCounter", ".css_printandback",
        ".css_linkstoweb", "#wm-ipp", "menu", "#LeftMenuWebName", ".noiDung > .title", "#part1 p.Title",
    ),
    not_article=(
        ("#UnionNews_Container_mode2", "the front page stands at this address"),
        ("td.TitleFront", "a listing page"),
        (".dvVBPL-title, td.DT_TTTHC, .vbpq-detail-col1", "a register of legal documents"),
    ),
)  # fmt: skip

# Listings hold ten items a page (one portal five, and that one has a pager).
_FULL_PAGE = 10

_NO_PAGE = re.compile(
    r"/(?:img|web|tag|_layouts|pages|lists|undefined|default|404|page|siteassets)(?:/.*)?|.*\.\w{2,11}", re.IGNORECASE
)


class LacvietSpider(PortalSpider):
    """Portals of Đắk Nông province."""

    platform = "lacviet"
    signs = (r'id="UnionNews_Container', r"class=[\"']?TitleFront", r"lv_description_mode", r'id="part1"')
    rules = (RULES,)
    listings = ("/", "/tin-tuc-su-kien/")
    article_path = r"/[^/]+(?:/[^/]+){0,3}"
    item_css = "td.TitleFront"
    item_date_css = ".ShowDate"

    def address(self, url: str) -> str:
        """With the slash that the server would send us to: half as many requests."""
        url = super().address(url)
        path = urlsplit(url).path
        return url if path.endswith("/") or "." in path.rsplit("/", 1)[-1] else f"{url}/"

    def is_article(self, page: str) -> bool:
        path = urlsplit(page).path
        return super().is_article(page) and not _NO_PAGE.fullmatch(path) and not re.search(r"/page/\d+$", path)

    def is_listing(self, response: Response) -> bool:
        return isinstance(response, TextResponse) and bool(response.css("td.TitleFront"))

    def has_more(self, response: Response, number: int) -> bool:
        """By the words of the pager, for its links all lead to the front page; a theme without a pager has
        further pages all the same, so a full page is reason to look for the next."""
        if pager := clean(" ".join(response.css("ul.pagination ::text, nav.pagination ::text").getall())):
            return "Trang sau" in pager
        return not response.css("ul.pagination") and len(response.css(self.item_css)) >= _FULL_PAGE

    def page_address(self, response: Response, listing: str, number: int) -> str | None:
        return f"{listing.rstrip('/')}/page/{number}/"
