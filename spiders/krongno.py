"""Krông Nô district (province of Đắk Nông)."""

from spiders.platforms.lacviet import LacvietSpider


class KrongNo(LacvietSpider):
    name = "krongno"
    host = "krongno.daknong.gov.vn"
    site = "Huyện Krông Nô, tỉnh Đắk Nông"
