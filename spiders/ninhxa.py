"""Ninh Xá ward (province of Bắc Ninh)."""

from spiders.platforms.liferay import LiferaySpider


class NinhXa(LiferaySpider):
    name = "ninhxa"
    host = "ninhxa.bacninh.gov.vn"
    site = "Phường Ninh Xá, tỉnh Bắc Ninh"
    listings = ("/news",)
