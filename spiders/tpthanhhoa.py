"""Thanh Hóa city (province of Thanh Hóa)."""

from spiders.platforms.vnpt import VnptSpider


class ThanhHoaCity(VnptSpider):
    name = "tpthanhhoa"
    host = "tpthanhhoa.thanhhoa.gov.vn"
    site = "Thành phố Thanh Hóa"
    listings = ("/web/trang-chu/tin-tuc",)
