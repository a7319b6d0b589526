"""Bến Thành ward (Hồ Chí Minh City)."""

from spiders.platforms.wordpress import WordpressSpider


class BenThanh(WordpressSpider):
    name = "benthanh"
    host = "phuongbenthanh.gov.vn"
    site = "Phường Bến Thành, Thành phố Hồ Chí Minh"
    listings = ("/",)
