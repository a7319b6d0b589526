"""Department of Agriculture and Rural Development (Hải Phòng)."""

from spiders.platforms.laocai import LaocaiSpider


class HaiPhongAgriculture(LaocaiSpider):
    name = "sonnptnthaiphong"
    host = "sonnptnt.haiphong.gov.vn"
    site = "Sở Nông nghiệp và Phát triển nông thôn Hải Phòng"
    listings = ("/trong-trot-va-bao-ve-thuc-vat",)
