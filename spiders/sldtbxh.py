"""Department of Labour, Invalids and Social Affairs (province of Đắk Nông)."""

from spiders.platforms.lacviet import LacvietSpider


class LabourDepartment(LacvietSpider):
    name = "sldtbxh"
    host = "sldtbxh.daknong.gov.vn"
    site = "Sở Lao động, Thương binh và Xã hội tỉnh Đắk Nông"
