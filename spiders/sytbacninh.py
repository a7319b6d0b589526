"""Department of Health (province of Bắc Ninh)."""

from spiders.platforms.liferay import LiferaySpider


class BacNinhHealth(LiferaySpider):
    name = "sytbacninh"
    host = "syt.bacninh.gov.vn"
    site = "Sở Y tế tỉnh Bắc Ninh"
    listings = ("/news",)
