"""The province of Thanh Hóa's delegation to the National Assembly, and its People's Council."""

from spiders.platforms.portalpages import PortalPagesSpider


class ThanhHoaAssembly(PortalPagesSpider):
    name = "dbndthanhhoa"
    host = "dbndthanhhoa.gov.vn"
    site = "Đoàn đại biểu Quốc hội và HĐND tỉnh Thanh Hóa"
    listings = ("/portal/KenhTin/Hoi-dong-nhan-dan-tinh.aspx",)
