"""Small pages for the tests of the extractor: a portal's page around a body in a handful of lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from crawler.extract import Rules, extract
from storage.records import Article, Capture

SEEN = datetime(2026, 5, 1, tzinfo=UTC)
URL = "http://xa.example.gov.vn/tin-tuc/hop-giao-ban-1"
TITLE = "UBND xã Đồng Tâm họp giao ban công tác tháng 4"
# Three paragraphs of a meeting's report: enough for the generic extractor to see where the article is.
PROSE = (
    "Sáng ngày 26/4, UBND xã Đồng Tâm tổ chức hội nghị giao ban, đánh giá kết quả công tác tháng 4 và bàn nhiệm vụ "
    "trọng tâm của tháng 5.",
    "Theo báo cáo, bà con các thôn đã cấy xong 215 ha lúa, làm sạch 4 km kênh mương và quyên góp được 32 triệu đồng "
    "cho quỹ khuyến học của xã.",
    "Kết luận hội nghị, đồng chí Chủ tịch yêu cầu các ngành rà soát lại từng việc, phân công rõ người và báo cáo "
    "trước ngày 25 hằng tháng.",
)


def captured(
    body: str | bytes,
    *,
    content_type: str | None = "text/html; charset=utf-8",
    url: str = URL,
    title: str | None = None,
) -> Capture:
    """A capture of a body; ``title`` is the one in the list item that led there."""
    payload = body.encode() if isinstance(body, str) else body
    headers = (("Content-Type", content_type),) if content_type else ()
    return Capture("", url, url, SEEN, 200, headers, payload, listed_title=title)


def page(body: str, *, title: str = TITLE, head: str = "") -> str:
    """A portal's page: banner, menu, title, the body as it is given, related items, a counter, an imprint."""
    return f"""<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><title>{title} - Cổng thông tin xã Đồng Tâm</title>{head}</head><body>
<div class="banner"><a href="/"><img src="/banner.jpg" alt="image banner"></a></div>
<ul class="menu"><li><a href="/">Trang chủ</a></li><li><a href="/gioi-thieu">Giới thiệu</a></li></ul>
<div class="detail"><h1>{title}</h1>
<div class="text">
{body}
</div></div>
<div class="other-news"><h3>Tin liên quan</h3><ul>
<li><a href="/tin-2">Đồng Tâm ra quân làm thủy lợi đầu xuân</a></li>
<li><a href="/tin-3">Hội Phụ nữ xã gói bánh chưng tặng hộ nghèo</a></li></ul></div>
<div class="stat"><p>Thống kê truy cập</p><p>Hôm nay: 25</p><p>Tất cả: 1.234.567</p></div>
<div class="foot"><p>Địa chỉ: thôn Trung, xã Đồng Tâm</p></div>
</body></html>"""


def paragraphs(*texts: str) -> str:
    return "\n".join(f"<p>{text}</p>" for text in texts)


def read(body: str, rules: Sequence[Rules] = (), *, title: str = TITLE, head: str = "") -> Article:
    """The article of a portal's page with this body."""
    return extract(captured(page(body, title=title, head=head)), rules)


def texts(article: Article) -> list[str]:
    return [block.text for block in article.blocks]
