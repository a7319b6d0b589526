"""Đắk R'Lấp district (province of Đắk Nông)."""

from spiders.platforms.lacviet import LacvietSpider


class DakRLap(LacvietSpider):
    name = "dakrlap"
    host = "dakrlap.daknong.gov.vn"
    site = "Huyện Đắk R'Lấp, tỉnh Đắk Nông"
