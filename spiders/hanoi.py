"""Hà Nội, the city itself."""

from spiders.platforms.hanoi import HanoiSpider


class HanoiCity(HanoiSpider):
    name = "hanoi"
    host = "hanoi.gov.vn"
    site = "Thành phố Hà Nội"
    listings = ("/tin-tuc-su-kien-noi-bat", "/tin-so-nganh")
