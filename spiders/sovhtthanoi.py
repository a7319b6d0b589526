"""Department of Culture and Sports (Hà Nội)."""

from spiders.platforms.wordpress import WordpressSpider


class HanoiCulture(WordpressSpider):
    name = "sovhtthanoi"
    host = "sovhtt.hanoi.gov.vn"
    site = "Sở Văn hóa và Thể thao Hà Nội"
    listings = ("/",)
