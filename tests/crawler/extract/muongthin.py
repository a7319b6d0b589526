"""The portal of a commune, as many articles as are asked for, whose furniture only its repetition gives away.

No list has its words, no class has a name, and some of it stands among the paragraphs.
"""

from __future__ import annotations

from collections.abc import Iterable

VILLAGES = ("Nà Ố", "Pom Lót", "Huổi Cáy", "Mển", "Co Líu", "Thanh Minh", "Phiêng Ban", "Tà Lèng", "Nậm Pọng")
# Furniture in words that no list has, where structure does not tell it from the text.
HOTLINE = "Thấy khói trên rừng, bà con gọi ngay trạm kiểm lâm, số máy 114"
SLOGAN = "Mường Thín – hoa ban nở quanh năm"
IMPRINT = "Trang của xã Mường Thín do văn phòng xã trông coi, góp lời xin gửi về nhà sàn trung tâm, bản Nà Ố."


def title(number: int) -> str:
    return f"Bản {VILLAGES[number % 9]} dọn mương đợt {number}"


def paragraphs(number: int) -> list[str]:
    """The text of an article, like that of no other."""
    village = VILLAGES[number % 9]
    return [
        f"Sáng thứ bảy, {number + 20} hộ bản {village} cùng xuống đồng khơi {number + 3} con mương dẫn nước từ suối.",
        f"Trưởng bản {village} nói ruộng bậc thang phía trên đã có nước sau {number + 2} ngày, kịp gieo mạ vụ này.",
        f"Xã cấp thêm {number * 2 + 5} bao xi măng để bà con đắp bờ, phần công do dân bản {village} tự góp.",
    ]


def page(number: int, text: Iterable[str] | None = None, *, heading: str | None = None, frame: str = "") -> str:
    """The page of an article: everything but its title and text stands on every page, the counter with other digits."""
    text = paragraphs(number) if text is None else text
    heading = heading or title(number)
    return f"""<!DOCTYPE html><html lang="vi"><head><title>{heading} | Xã Mường Thín</title></head><body>
<div class="c1"><a href="/"><img src="/anh/hoa-ban.png" alt=""></a><h1>{SLOGAN}</h1></div>
<div class="c2"><div><a href="/dat">Đất và người</a></div><div><a href="/cho">Chợ phiên</a></div>
<div><a href="/hoi">Hỏi đáp cùng xã</a></div></div>
<div class="c3"><h2>{heading}</h2><div class="c4">
<p>{HOTLINE}</p>
{"".join(f"<p>{line}</p>" for line in text)}
<p>Đã có {number * 37 + 1000} người ghé trang này</p><img src="/anh/ho-tro.gif" alt="">
</div>{frame}</div>
<div class="c5"><p>{IMPRINT}</p><p>Văn phòng: 0215 388 200</p></div></body></html>"""
