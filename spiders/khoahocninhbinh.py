"""Science and technology in the province of Ninh Bình."""

from spiders.platforms.nukeviet import NukevietSpider


class NinhBinhScience(NukevietSpider):
    name = "khoahocninhbinh"
    host = "khoahockythuat.ninhbinh.gov.vn"
    site = "Thông tin khoa học kỹ thuật tỉnh Ninh Bình"
    listings = ("/nghien-cuu-trien-khai/",)
