"""Vạn Phúc commune (Thanh Trì district, Hà Nội); its portal is set to the English locale."""

from spiders.platforms.liferay import LiferaySpider


class VanPhuc(LiferaySpider):
    name = "vanphuc"
    host = "vanphuc.thanhtri.hanoi.gov.vn"
    site = "Xã Vạn Phúc, huyện Thanh Trì, Hà Nội"
    listings = (
        "/en_US/tin-tuc",
        "/en_US/hoat-ong-cua-xa",
        "/en_US/hoat-ong-oan-the",
        "/en_US/bai-viet-chuyen-sau",
        "/en_US/thong-bao",
    )
