"""Hữu Hòa commune (Thanh Trì district, Hà Nội)."""

from spiders.platforms.liferay import LiferaySpider


class HuuHoa(LiferaySpider):
    name = "huuhoa"
    host = "huuhoa.thanhtri.hanoi.gov.vn"
    site = "Xã Hữu Hòa, huyện Thanh Trì, Hà Nội"
    listings = (
        "/hoat-ong-to-dan-pho",
        "/tin-tuc-su-kien",
        "/van-hoa-xa-hoi",
        "/chi-ao-ieu-hanh",
        "/thong-bao",
    )
