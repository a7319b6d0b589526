"""High-tech farming in the province of Ninh Bình."""

from spiders.platforms.nukeviet import NukevietSpider


class NinhBinhFarming(NukevietSpider):
    name = "nongnghiepninhbinh"
    host = "nongnghiepcnc.ninhbinh.gov.vn"
    site = "Nông nghiệp công nghệ cao tỉnh Ninh Bình"
    listings = ("/ky-thuat-cong-nghe/",)
