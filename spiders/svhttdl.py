"""Department of Culture, Sports and Tourism (province of Đắk Nông)."""

from spiders.platforms.lacviet import LacvietSpider


class CultureDepartment(LacvietSpider):
    name = "svhttdl"
    host = "svhttdl.daknong.gov.vn"
    site = "Sở Văn hóa, Thể thao và Du lịch tỉnh Đắk Nông"
