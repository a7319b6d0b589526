"""Province of Điện Biên."""

from spiders.platforms.portalpages import PortalPagesSpider


class DienBien(PortalPagesSpider):
    name = "dienbien"
    host = "www.dienbien.gov.vn"
    site = "Tỉnh Điện Biên"
    listings = (
        "/portal/Pages/Tin-chi-dao-dieu-hanh.aspx",
        "/portal/Pages/Hoat-dong-lanh-dao-UBND-tinh.aspx",
        "/portal/Pages/Tin-tuc-su-kien.aspx",
        "/portal/Pages/Thong-tin-trong-tinh.aspx",
        "/portal/Pages/Hoat-dong-cua-cac-nganh-dia-phuong.aspx",
    )
