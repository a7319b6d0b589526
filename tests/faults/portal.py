"""A portal whose articles are each one fault, and portals that are one fault all over."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tests.faults import faults
from tests.faults.server import NOT_FOUND, Asked, Fault, FaultServer, Wire, answer, redirect
from tests.replicas.content import load
from tests.replicas.server import page_of

HOST = "backancity.gov.vn"
ELSEWHERE = "nha-cai.example.com"
SECTIONS = ("tin-tuc", "kinh-te", "van-hoa-xa-hoi", "xay-dung-dang", "quoc-phong-an-ninh", "thong-bao")

_ARTICLES = [article for article in load()["backan"].articles if article.body]
#: Pages as they should be, by slug.
GOOD: Mapping[str, bytes] = {f"tin-lanh-{n}": page_of("backan", _ARTICLES[n]) for n in range(4)}
#: One more, for pages that differ from what they should be by their transport alone.
PAGE = page_of("backan", _ARTICLES[4])

COOKIE_STUB = (
    b'<html><body><script>document.cookie="D1N=4f2a9c11d0";window.location.reload(true);</script></body></html>'
)
CLOUDFLARE = (
    b"<html><head><title>Just a moment...</title></head><body><h1>backancity.gov.vn</h1><p>Checking if the site "
    b"connection is secure</p><script>window._cf_chl_opt={cType:'managed'};</script></body></html>"
)
CAPTCHA = (
    "<html><body><form>Xác nhận bạn không phải người máy<div class='g-recaptcha' data-sitekey='x'></div>"
    "<script src='https://www.google.com/recaptcha/api.js'></script></form></body></html>"
).encode()
LOGIN = (
    "<html><title>Đăng nhập</title><body><h1>Đăng nhập hệ thống</h1><form>Tên đăng nhập <input name=u> Mật khẩu "
    "<input type=password name=p></form></body></html>"
).encode()
MAINTENANCE = (
    "<html><title>Bảo trì</title><body><h1>Hệ thống đang bảo trì</h1><p>Vui lòng quay lại sau.</p></body></html>"
).encode()

#: Whatever names an address: a feed and its entries, a sitemap and its pages, pictures, files, frames, styles, links.
INSIDE = ("http://127.0.0.1:9", "http://10.0.0.5", "http://169.254.169.254", "http://[::1]", "http://kho.local")
LED_AWAY = (
    "".join(
        f'<link rel="alternate" type="application/rss+xml" href="{inside}/rss"><a href="{inside}/tin/">tin</a>'
        f'<img src="{inside}/a.png"><iframe src="{inside}/"></iframe><a href="{inside}/a.pdf">tệp</a>'
        for inside in INSIDE
    )
    + '<link rel="alternate" type="application/rss+xml" href="/feed/">'
)
ATTACHED = "".join(f'<a href="{inside}/bao-cao.pdf">Báo cáo</a><img src="{inside}/hop.jpg">' for inside in INSIDE)
FEED = (
    "<rss version='2.0'><channel><title>Tin</title>"
    + "".join(f"<item><title>Tin</title><link>{inside}/tin/</link></item>" for inside in INSIDE)
    + "</channel></rss>"
).encode()
SITEMAP = (
    "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
    + "".join(f"<url><loc>{inside}/tin/</loc></url>" for inside in INSIDE)
    + "</urlset>"
).encode()
ROBOTS = (
    "User-agent: *\nDisallow: /cam/\nCrawl-delay: 0.02\n"
    + "".join(f"Sitemap: {inside}/sitemap.xml\n" for inside in INSIDE)
    + f"Sitemap: http://{HOST}/sitemap.xml\n"
).encode()

#: What is wrong, by the slug of the article at which it is.
FAULTS: Mapping[str, Fault] = {
    "khong-byte": answer(b""),
    "nua-chung": faults.truncated(PAGE),
    "cat-ngang": faults.cut_short(page_of("backan", _ARTICLES[5])),
    "bang-ma-la": answer(page_of("backan", _ARTICLES[6]), content_type="text/html; charset=klingon"),
    "dau-trang-la": faults.raw(
        b"HTTP/1.1 200 OK\r\nno colon here\r\nX-Bad: \xff\xfe\x00\x01\r\nContent-Type: text/html\r\n"
        b"Connection: close\r\n\r\n" + page_of("backan", _ARTICLES[7])
    ),
    "dau-trang-hong": faults.raw(b"HTTP/1.1 200 OK\r\nX-B\xff\xfead: \x00\r\n\r\n" + PAGE),
    "nhi-phan": answer(bytes(range(256)) * 400),
    "mot-dong": answer(b"<html><body><p>" + b"a" * 10_000_000),
    "long-nhau": answer(b"<div>" * 200_000 + b"sau"),
    "vong-tron": redirect("/vong-tron/"),
    "vong-cookie": redirect("/vong-cookie/", set_cookie="phien=1"),
    "cat-noi": faults.reset,
    "khong-phai-http": faults.raw(b"<html>this is HTTP/0.9</html>\r\n"),
    "bom-gzip": faults.bomb("gzip"),
    "bom-br": faults.bomb("br"),
    "bom-zstd": faults.bomb("zstd"),
    "bom-deflate": faults.bomb("deflate"),
    "bom-trong-bom": faults.bomb("gzip, gzip"),
    "nhieu-lop": answer(b"x", content_encoding=", ".join(["gzip"] * 50)),
    "than-vo-tan": faults.endless_body,
    "dau-vo-tan": faults.endless_headers,
    "nho-giot": faults.drip,
    "im-lang": faults.silence,
    "ra-ngoai": redirect(f"http://{ELSEWHERE}/casino/"),
    "ve-may": redirect("http://127.0.0.1:9/"),
    "ve-dam-may": redirect("http://169.254.169.254/latest/meta-data/"),
    "ve-ten-so": redirect("http://2130706433/"),
    "ve-anh-xa": redirect("http://[::ffff:10.0.0.1]/"),
    "ve-tep": redirect("file:///etc/passwd"),
    "lam-moi": answer(b"<html><meta http-equiv='refresh' content='0;url=http://192.168.1.1/admin'></html>"),
    "loi-500": answer(b"<h1>500</h1>", "500 Internal Server Error"),
    "thu-cookie": answer(COOKIE_STUB),
    "dam-may-lua": answer(CLOUDFLARE, "403 Forbidden"),
    "ma-xac-nhan": answer(CAPTCHA),
    "dang-nhap": answer(LOGIN),
    "bao-tri": answer(MAINTENANCE),
    "cho-mot-chut": faults.after(
        1, answer(b"", "429 Too Many Requests", retry_after="1"), answer(page_of("backan", _ARTICLES[8]))
    ),
    "ban-mot-chut": faults.after(1, answer(b"", "503 Service Unavailable"), answer(page_of("backan", _ARTICLES[9]))),
}
#: Those that give an article all the same: only the way it came was odd.
STORED = {"cat-ngang", "bang-ma-la", "dau-trang-la", "cho-mot-chut", "ban-mot-chut"}


def listing(*slugs: str, more: str = "") -> bytes:
    items = "".join(
        f'<div class="post-item"><a href="/{slug}/">Hội nghị giao ban của thành phố: {slug}</a></div>' for slug in slugs
    )
    return f"<html><body><h1>Tin tức</h1>{items}{more}</body></html>".encode()


def month(path: str) -> bytes:
    """A calendar's month, with a way to the next and to the one before, for ever."""
    number = int(re.findall(r"\d+", path)[0])
    links = "".join(f'<a href="/lich-thang-{n}/">tháng {n}</a> ' for n in (number - 1, number + 1))
    return f"<html><body><h1>Lịch tháng {number}</h1>{links}</body></html>".encode()


async def _otherwise(wire: Wire, asked: Asked) -> None:
    """A calendar without end, and a section of which every further page is the first one again."""
    if asked.path.startswith("/lich-thang-"):
        await answer(month(asked.path))(wire, asked)
    elif re.fullmatch(r"/category/kinh-te/page/\d+/", asked.path):
        await answer(_circle(int(asked.path.split("/")[-2])))(wire, asked)
    else:
        await NOT_FOUND(wire, asked)


def _circle(number: int) -> bytes:
    return listing("tin-lanh-0", more=f'<a href="/category/kinh-te/page/{number + 1}/">sau</a>')


def serve(server: FaultServer) -> None:
    """Puts up the portal of faults."""
    slugs = [*GOOD, *FAULTS]
    # Sound pages stand between: a portal that only failed would be given up.
    more = f'<a href="/lich-thang-500/">Lịch</a>{LED_AWAY}'
    server.put(HOST, "/category/tin-tuc/", answer(listing(*slugs, more=more)))
    for section in SECTIONS[1:]:
        server.put(HOST, f"/category/{section}/", answer(listing("tin-lanh-0")))
    server.put(HOST, "/category/kinh-te/", answer(_circle(1)))
    for slug, page in GOOD.items():
        server.put(HOST, f"/{slug}/", answer(page.replace(b"</p>", ATTACHED.encode() + b"</p>", 1)))
    server.put(HOST, "/feed/", answer(FEED, content_type="application/rss+xml"))
    server.put(HOST, "/sitemap.xml", answer(SITEMAP, content_type="application/xml"))
    for slug, fault in FAULTS.items():
        server.put(HOST, f"/{slug}/", fault)
    server.everywhere(HOST, _otherwise)
    server.put(HOST, "/robots.txt", answer(ROBOTS))


def serve_whole(server: FaultServer) -> None:
    """Puts up portals that do the same wherever one looks."""
    server.everywhere(HOST, answer(COOKIE_STUB))
    server.everywhere("tplaocai.laocai.gov.vn", answer(b"<h1>500</h1>", "500 Internal Server Error"))
    server.put("thoxuan.thanhhoa.gov.vn", "/robots.txt", answer(b"User-agent: giaoban\nDisallow: /\n"))
    busy = answer(b"", "503 Service Unavailable", retry_after="3600")
    server.everywhere("huuhoa.thanhtri.hanoi.gov.vn", busy)
    server.put("huuhoa.thanhtri.hanoi.gov.vn", "/robots.txt", NOT_FOUND)
    server.everywhere("vanphuc.thanhtri.hanoi.gov.vn", faults.silence)
    server.everywhere("krongno.daknong.gov.vn", faults.reset)
    server.everywhere("svhttdl.daknong.gov.vn", redirect(f"https://{ELSEWHERE}/"))
    server.put("svhttdl.daknong.gov.vn", "/robots.txt", NOT_FOUND)
