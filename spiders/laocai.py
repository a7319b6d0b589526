"""Lào Cai city (province of Lào Cai)."""

from spiders.platforms.laocai import LaocaiSpider


class LaocaiCity(LaocaiSpider):
    name = "laocai"
    host = "tplaocai.laocai.gov.vn"
    site = "Thành phố Lào Cai"
    listings = (
        "/tin-tuc-su-kien",
        "/chinh-tri",
        "/kinh-te",
        "/van-hoa--xa-hoi",
        "/an-ninh--quoc-phong",
        "/cai-cach-hanh-chinh",
    )
