"""Bắc Kạn city (province of Bắc Kạn)."""

from spiders.platforms.wordpress import WordpressSpider


class BacKanCity(WordpressSpider):
    name = "backan"
    host = "backancity.gov.vn"
    site = "Thành phố Bắc Kạn"
    listings = (
        "/category/tin-tuc/",
        "/category/kinh-te/",
        "/category/van-hoa-xa-hoi/",
        "/category/xay-dung-dang/",
        "/category/quoc-phong-an-ninh/",
        "/category/thong-bao/",
    )
