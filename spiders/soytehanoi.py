"""Department of Health (Hà Nội)."""

from spiders.platforms.liferay import LiferaySpider


class HanoiHealth(LiferaySpider):
    name = "soytehanoi"
    host = "soyte.hanoi.gov.vn"
    site = "Sở Y tế Hà Nội"
    listings = ("/tin-tuc-su-kien-noi-bat",)
