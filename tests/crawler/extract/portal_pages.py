"""Pages that a portal serves with status 200 and that are no articles: each kind in the shapes of several platforms.

And the portal's whole page around a text, with menu, newest articles, counter and imprint, as on any of its pages.
"""

from __future__ import annotations

from html import escape

HEADLINES = (
    "Đồng Tâm ra quân làm thủy lợi đầu xuân",
    "Hội Phụ nữ xã gói bánh chưng tặng hộ nghèo",
    "Đoàn xã tu sửa nhà văn hóa thôn Thượng",
    "Trạm Y tế tiêm phòng cho trẻ dưới năm tuổi",
    "Trường Tiểu học khai giảng năm học mới",
    "Công an xã tập huấn chữa cháy cho các hộ kinh doanh",
    "Hội Nông dân trao vốn cho hai mươi hộ nuôi gà",
    "Hội Cựu chiến binh thăm nghĩa trang liệt sĩ",
    "Xã họp bàn việc làm đường thôn Hạ",
    "Thôn Trung đón danh hiệu làng văn hóa",
)
TEASERS = (
    "Sáng mùng sáu Tết, hơn ba trăm người dân các thôn đã có mặt trên cánh đồng Mả Đỏ để nạo vét kênh mương, chuẩn bị "
    "lấy nước cho vụ xuân năm nay…",
    "Hơn hai trăm chiếc bánh chưng được chị em gói và luộc ngay tại sân nhà văn hóa, sau đó chuyển đến tận tay các hộ "
    "nghèo trước ngày ông Công ông Táo...",
    "Trong hai ngày cuối tuần, bốn mươi đoàn viên quét vôi, sửa mái và trồng lại hàng cây quanh nhà văn hóa thôn, "
    "việc đã bàn từ cuối năm ngoái…",
)
SECTIONS = ("Trang chủ", "Giới thiệu", "Tin tức - Sự kiện", "Văn bản", "Thủ tục hành chính", "Thư viện ảnh", "Liên hệ")
SITE = "Cổng thông tin điện tử xã Đồng Tâm"
PASSWORD = (
    "<form action='/login' method='post'><label>Tên đăng nhập</label><input name='u'><label>Mật khẩu</label><input "
    "type='password'><button>Đăng nhập</button> <a href='/quen'>Quên mật khẩu?</a></form>"
)


def portal(body: str, *, title: str = SITE, header: str = "") -> str:
    """The portal's page around a body."""
    menu = "".join(f"<li><a href='/muc-{n}'>{name}</a></li>" for n, name in enumerate(SECTIONS))
    newest = "".join(f"<li><a href='/tin-{n}'>{headline}</a></li>" for n, headline in enumerate(HEADLINES[:5]))
    return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title></head><body>
<div class="banner"><a href="/"><img src="/banner.jpg" alt="banner"></a></div>{header}<ul class="menu">{menu}</ul>
<div class="main">{body}</div>
<div class="side"><h3>Tin mới</h3><ul>{newest}</ul></div>
<div class="stat"><p>Thống kê truy cập</p><p>Hôm nay: 25</p><p>Tất cả: 1.234.567</p></div>
<div class="foot"><p>{SITE}</p><p>Địa chỉ: thôn Trung, xã Đồng Tâm</p><p>Điện thoại: 024 3000 0000</p>
<p>Chịu trách nhiệm chính: ông Lê Văn Sáu, Chủ tịch UBND xã</p></div></body></html>"""


def bare(body: str, title: str = "") -> str:
    """A page with nothing around its body, as servers and not portals send it."""
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>"


def items(markup: str, number: int = len(HEADLINES)) -> str:
    """So many items of a listing: {0} a number, {1} the headline, {2} the teaser, {3} the date."""
    return "".join(
        markup.format(n, HEADLINES[n % len(HEADLINES)], TEASERS[n % 3], f"{n + 1:02}/04/2024") for n in range(number)
    )


LINK = "<a href='/tin-{0}'>{1}</a>"
LISTINGS = {
    "headings and teasers": items(f"<div class='item'><h3>{LINK}</h3><p>{{2}}</p></div>"),
    "with dates, pictures and more": items(
        f"<div class='item'><a href='/tin-{{0}}'><img src='/t{{0}}.jpg'></a><h3>{LINK}</h3><span>{{3}}</span>"
        "<p>{2}</p><a href='/tin-{0}'>Xem tiếp</a></div>"
    ),
    "long headlines": items("<div><h3><a href='/tin-{0}'>{1} và {1}</a></h3><p>{2}</p></div>"),
    "long teasers": items(f"<div class='item'><h2>{LINK}</h2><p>{{2}} {{2}} {{2}}</p></div>"),
    "articles": items(f"<article><h2>{LINK}</h2><time datetime='2024-04-02'>{{3}}</time><p>{{2}}</p></article>"),
    "one block": items(f"<h3>{LINK}</h3><p>{{2}}</p>"),
    "items of a list": f"<ul>{items(f'<li>{LINK}<br>{{2}}</li>')}</ul>",
    "headlines with dates": f"<ul>{items(f'<li>{LINK} ({{3}})</li>')}</ul>",
    "headlines over dates": items(f"<p>{LINK}</p><p>{{3}} 08:30</p>"),
    "rows": f"<table>{items('<tr><td>{0}</td><td>' + LINK + '</td><td>{3}</td></tr>')}</table>",
    "rows with pictures": "<table>" + items(
        f"<tr><td><a href='/tin-{{0}}'><img src='/t{{0}}.jpg'></a></td><td>{LINK}<br>{{2}}</td></tr>"
    ) + "</table>",
    "a register": "<table><tr><th>Số</th><th>Ngày</th><th>Trích yếu</th></tr>"
    + items(f"<tr><td>{{0}}/QĐ-UBND</td><td>{{3}}</td><td>{LINK}</td></tr>") + "</table>",
    "cards": items("<div class='card'><a href='/tin-{0}'><img src='/t{0}.jpg' "
    "alt='{1}'><h5>{1}</h5></a><i>{3}</i></div>"),
    "cards that are links": items("<a class='card' href='/tin-{0}'><h5>{1}</h5><p>{2}</p></a>"),
    "five items and a pager": items(f"<div><h3>{LINK}</h3><p>{{2}}</p></div>", 5)
    + "<div class='paging'><a href='?p=1'>1</a> <a href='?p=2'>2</a> <a href='?p=3'>Trang sau</a></div>",
    "three items": items(f"<div><h3>{LINK}</h3><p>{{2}}</p></div>", 3),
}  # fmt: skip
FRONT_PAGES = {
    "boxes of sections": "".join(
        f"<div class='box'><h2><a href='/muc-{n}'>{section}</a></h2><h3><a href='/tin-{n}'>{HEADLINES[n]}</a></h3>"
        f"<p>{TEASERS[n % 3]}</p><ul>{items(f'<li>{LINK}</li>', 4)}</ul></div>"
        for n, section in enumerate(SECTIONS[1:5])
    ),
    "one leader and many headlines": f"<h2><a href='#'>{HEADLINES[0]}</a></h2><p>{TEASERS[0] * 3}</p>"
    + items(f"<h2>{LINK}</h2>", 8) + items(f"<div>{LINK}</div><h5>{{2}}</h5>", 4),
    "search results": "<h1>Kết quả tìm kiếm</h1><p>Tìm thấy 125 kết quả với từ khóa “giao ban”</p>"
    + items(f"<div>{LINK}<p>… {{2}} <b>giao ban</b> …</p></div>"),
    "a site map": "".join(
        f"<h3><a href='/muc-{n}'>{section}</a></h3><ul>{items(f'<li>{LINK}</li>', 5)}</ul>"
        for n, section in enumerate(SECTIONS[1:5])
    ),
    "a gallery": "<h1>Thư viện ảnh</h1>" + items("<div><a href='/anh-{0}'><img src='/a{0}.jpg'></a><p>{1}</p></div>"),
    "a gallery of figures": "<h1>Hội làng Đồng Tâm năm 2024</h1>"
    + items("<figure><img src='/a{0}.jpg'><figcaption>{1}</figcaption></figure>"),
    "pictures alone": "<h1>Hội làng Đồng Tâm năm 2024</h1>" + items("<div><img src='/a{0}.jpg' alt='a{0}.jpg'></div>"),
    "a video": "<h1>Video: Đồng Tâm vào hội</h1><iframe src='https://video.example/x'></iframe><ul>"
    + items("<li><a href='/video-{0}'>{1}</a> <span>0{0}:35</span></li>") + "</ul>",
    "a video player": "<h1>Video: Đồng Tâm vào hội</h1><video src='/v.mp4'>Không hỗ trợ</video><p>00:00 / 03:15</p>",
    "a form": "<h1>Liên hệ</h1><form><p>Họ và tên <input name='a'></p><p>Nội dung <textarea></textarea></p></form>",
}  # fmt: skip

# (title, text) of pages that say that something went wrong.
MISSING = (
    ("Không tìm thấy trang", "Trang bạn yêu cầu không tồn tại hoặc đã bị xóa. Vui lòng quay lại trang chủ."),
    ("Thông báo", "Không tìm thấy nội dung bạn yêu cầu."),
    ("Lỗi 404", "Rất tiếc, đường dẫn bạn truy cập không còn trên hệ thống. Mời bạn dùng ô tìm kiếm."),
    ("Thông báo lỗi", "Bài viết này đã bị gỡ hoặc chưa được xuất bản."),
    ("", "Không tìm thấy bài viết!"),
    ("Có lỗi xảy ra", "Đã xảy ra lỗi trong quá trình xử lý yêu cầu. Vui lòng thử lại sau."),
    ("Không có dữ liệu", "Không có bản ghi nào."),
    ("Dữ liệu không tồn tại", "Dữ liệu không tồn tại hoặc bạn không có quyền truy cập."),
    ("Truy cập bị từ chối", "Yêu cầu của bạn đã bị chặn bởi tường lửa của Sở. Mã sự cố: 1234567."),
    ("Page Not Found", "Sorry, but the page you were trying to view does not exist."),
    ("Oops!", "That page can’t be found. It looks like nothing was found here. Maybe try a search?"),
    ("The requested resource could not be found.", "http://xa.example.gov.vn/-/asset_publisher/abc/content/hop"),
    ("404 - File or directory not found.", "The resource you are looking for might have been removed or renamed."),
    ("500 - Internal server error.", "There is a problem with the resource you are looking for."),
    ("Service Unavailable", "HTTP Error 503. The service is unavailable."),
    ("Request Rejected", "The requested URL was rejected. Please consult with your administrator."),
    ("An unexpected error has occurred.", "Correlation ID: 8f1d0a9e-1111-2222-3333-444455556666"),
)
MAINTENANCE = (
    ("Xin lỗi", "Hệ thống đang bảo trì, xin quý khách vui lòng quay lại sau ít phút."),
    ("Bảo trì hệ thống", "Cổng thông tin điện tử đang được nâng cấp, dự kiến xong lúc 17 giờ. Mong bạn đọc thông cảm."),
    ("Website tạm ngừng hoạt động", "Trang tạm dừng để chuyển máy chủ theo thông báo của Sở."),
    ("Site Under Maintenance", "We are performing scheduled maintenance. We should be back online shortly."),
)
BROKEN = (
    ("Server Error in '/' Application.", "Runtime Error Description: An application error occurred on the server. The "
     "current settings prevent the details of the error from being viewed "
     "remotely, for security reasons."),
    ("Error establishing a database connection", ""),
    ("", "Fatal error: Uncaught Error: Call to undefined function connect() in /home/portal/index.php:12 Stack trace: "
     "#0 {main} thrown in /home/portal/index.php on line 12"),
    ("", "Warning: mysqli_connect(): (HY000/2002): Connection refused in /var/www/portal/db.php on line 8"),
    ("", "com.example.sql.jdbc.SQLServerException: Login failed for user 'portal'. at com.example.sql.Driver.connect"),
    ("OLE DB Provider for SQL Server error '80004005'", "Timeout expired, /include/conn.asp, line 7"),
)  # fmt: skip
STACK = bare(
    "<h1>Server Error in '/' Application.</h1><h2><i>Object reference not set to an instance of an "
    "object.</i></h2><b>Description: </b>An unhandled exception occurred during the execution of the request. Please "
    "review the stack trace for more information about the error.<br><br><b>Exception Details: "
    "</b>System.NullReferenceException: Object reference not set to an instance of an object.<br><br><b>Stack "
    "Trace:</b><br><table><tr><td><pre>"
    "[NullReferenceException: Object reference not set to an instance of an object.]\n   Portal.News.Page_Load() +112"
    "</pre></td></tr></table><b>Version Information:</b> Version:4.0.30319",
    "Object reference not set to an instance of an object.",
)
# By the reason: what stands in the way of the article.
WALLS = {
    "a login page": (
        portal("<h1>Đăng nhập</h1><p>Bạn phải đăng nhập mới xem được nội dung này.</p>" + PASSWORD),
        portal("<h2>Đăng nhập hệ thống</h2><p>Nội dung này chỉ dành cho thành viên, mời đồng chí dùng tài khoản công "
               "vụ do Sở cấp.</p>" + PASSWORD),
        portal("<h1>Xã họp giao ban</h1><p>Vui lòng đăng nhập để xem nội dung bài viết.</p>" + PASSWORD),
        portal("<h1>Xã họp giao ban</h1><p>Vui lòng <a href='/login'>đăng nhập</a> để tiếp tục.</p>"),
        portal("<h1>Cổng xác thực</h1><p>Mời đồng chí đăng nhập bằng tài khoản thư điện tử công vụ của tỉnh; mật khẩu "
               "do Sở cấp, ai quên thì liên hệ bộ phận kỹ thuật.</p>" + PASSWORD),
        bare("<h1>Sign In</h1><p>Please sign in with your account to continue.</p><form><input "
             "type='password'></form>"),
    ),
    "a check for robots": (
        bare("<h1>xa.example.gov.vn</h1><h2>Checking your browser before accessing xa.example.gov.vn.</h2><p>This "
             "process is automatic. Your browser will redirect to your requested content shortly.</p><p>Ray ID: "
             "8a1b2c</p>"),
        bare("<h1>xa.example.gov.vn</h1><p>Verifying you are human. This may take a few seconds.</p><p>The site needs "
             "to review the security of your connection before proceeding.</p>", "Just a moment..."),
        bare("<h1>Sorry, you have been blocked</h1><h2>You are unable to access xa.example.gov.vn</h2><p>This website "
             "is using a security service to protect itself from attacks. The action you just performed triggered it. "
             "Several actions could do so, a certain word or phrase or malformed data among them.</p><p>You can write "
             "to the owner of the site to let them know that you were blocked, with what you were doing when this "
             "page came up.</p>"),
        bare("<h1>Xác minh bạn không phải là robot</h1><p>Hệ thống phát hiện lưu lượng truy cập bất thường từ địa chỉ "
             "của bạn. Vui lòng nhập mã bên dưới để tiếp tục.</p><form><img src='/captcha.png'><input "
             "name='code'></form>"),
    ),
    "a page that needs a browser": (
        bare("<p>Please enable JavaScript to continue using this application.</p><div id='app'></div>", SITE),
        bare("<p>Trình duyệt của bạn không hỗ trợ JavaScript hoặc JavaScript đã bị tắt. Vui lòng bật JavaScript để "
             "xem trang này.</p>", SITE),
        portal("<div id='app'>Đang tải dữ liệu...</div>"),
    ),
    "a domain with no portal": (
        bare("<h1>dongtam.example</h1><p>This domain may be for sale.</p><ul><li><a href='/a'>Cheap "
             "flights</a></li><li><a href='/b'>Web hosting</a></li></ul><p>The Sponsored Listings displayed above are "
             "served automatically by a third party, which has nothing to do with the owner of the domain, nor the "
             "owner with it.</p>"),
        bare("<h1>Tên miền này đã hết hạn</h1><p>Tên miền dongtam.example đã hết hạn sử dụng. Vui lòng liên hệ nhà "
             "đăng ký để gia hạn.</p>"),
        bare("<h1>Website đang xây dựng</h1><p>Tài khoản hosting của tên miền này đã bị tạm ngưng, quý khách vui lòng "
             "liên hệ nhà cung cấp dịch vụ.</p>"),
        bare("<h1>Account Suspended</h1><p>This Account has been suspended.</p><p>Contact your hosting provider for "
             "more information on how to have it opened again.</p>"),
    ),
    "a server's own page": (
        bare("<h1>Apache2 Ubuntu Default Page</h1><p>It works!</p><p>This is the default welcome page used to test "
             "the correct operation of the server after installation. If you can read this page, it is working "
             "properly.</p>"),
        bare("<h1>Welcome to nginx!</h1><p>If you see this page, the web server is successfully installed and "
             "working. Further configuration is required before it serves anything else to anybody.</p>"),
    ),
    "a question about cookies": (
        bare("<h1>Before you continue</h1><p>We use cookies and data to deliver and maintain our services, track "
             "outages and protect against spam, fraud and abuse.</p><button>Accept all</button>"),
        bare("<h1>Chúng tôi sử dụng cookie</h1><p>Trang web này sử dụng cookie để nâng cao trải nghiệm của bạn. Bằng "
             "cách nhấn “Đồng ý”, bạn cho phép chúng tôi làm việc đó.</p><button>Đồng ý</button>"),
    ),
    "a page that sends elsewhere": (
        bare("<p>Trang đang được chuyển hướng, nếu trình duyệt không tự chuyển xin bấm <a href='/moi'>vào đây</a> để "
             "đến trang mới của xã.</p>", "Chuyển hướng"),
    ),
}  # fmt: skip


def said(title: str, text: str) -> str:
    return (f"<h1>{escape(title)}</h1>" if title else "") + (f"<p>{escape(text)}</p>" if text else "")
