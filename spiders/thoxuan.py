"""Thọ Xuân district (province of Thanh Hóa); thoxuan.vn serves the same pages."""

from spiders.platforms.vnpt import VnptSpider


class ThoXuan(VnptSpider):
    name = "thoxuan"
    host = "thoxuan.thanhhoa.gov.vn"
    aliases = ("thoxuan.vn",)
    site = "Huyện Thọ Xuân, tỉnh Thanh Hóa"
    listings = (
        "/web/trang-chu/tin-tuc-su-kien-trong-huyen/van-hoa-the-thao",
        "/web/trang-chu/tin-chi-dao-dieu-hanh/kinh-te-chinh-tri",
        "/web/trang-chu/an-ninh-trat-tu/quoc-phong-an-ninh",
        "/web/trang-chu/y-te-amp;-giao-duc/tin-nganh",
        "/web/trang-chu/cai-cach-hanh-chinh/chuyen-doi-so",
    )
