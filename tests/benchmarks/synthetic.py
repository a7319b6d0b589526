"""Synthetic articles for measuring the archive: as long, as repetitive and as alike as briefings really are.

Made of our own phrases, one by one from their number: the same number gives the same article on any machine, and a
million of them need no memory. Of twenty articles one is a near-duplicate of an earlier one, as portals copy from
each other (title prefixed, byline added, last paragraph cut, words mended), and four are monthly briefings of a
series, which share half their words with their neighbours and tell something else all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from random import Random

from storage.records import Article, Block, Capture, CaptureRef, DateFact, Meeting, Said, Span

PORTALS = tuple(f"huyen{number:02}" for number in range(40))
START = datetime(2015, 1, 1, tzinfo=UTC)

# How many of a cycle are what; the rest are plain.
CYCLE, BRIEFINGS = 20, 4
_SERIES = 12


@dataclass(frozen=True, slots=True)
class Synthetic:
    """An article with its capture, and what it is: `copy_of` an earlier one, `series` of briefings, or plain."""

    article: Article
    capture: Capture
    ref: CaptureRef
    copy_of: int | None = None
    series: int | None = None


def synthetic(number: int) -> Synthetic:
    """The article of a number, from 0."""
    copy_of = _original(number)
    title, paragraphs, series = _told(number if copy_of is None else copy_of)
    if copy_of is not None:
        title, paragraphs, series = *_as_copied(title, paragraphs, Random(f"copy {number}")), None
    portal = PORTALS[number % len(PORTALS)]
    url = f"http://{portal}.example/tin-tuc/bai-{number}"
    seen = START + timedelta(minutes=number)
    day = (seen - timedelta(days=1)).date().isoformat()
    capture = Capture(portal, url, url, seen, 200, (("ETag", f'"{number:x}"'),), b"")
    article = Article(
        title=title,
        lead=paragraphs[0],
        blocks=tuple(Block("paragraph", text) for text in paragraphs),
        language="vi",
        byline="Thu Hà",
        published=DateFact(day, "day", "rule:vnpt", f"Đăng lúc: {day}"),
        meeting=Meeting(kind=_kind(title)),
        version="1",
        sources={"title": "rule:vnpt", "body": "rule:vnpt", "published": "rule:vnpt"},
    )
    ref = CaptureRef("giaoban-20150101T000000Z-1-00000.warc.gz", number * 9000, 9000, f"sha1:{number:032X}")
    return Synthetic(article, capture, ref, copy_of, series)


def _original(number: int) -> int | None:
    """The article that a number copies: one of the five hundred before it that is no copy itself."""
    if number % CYCLE or not number:
        return None
    back = Random(f"original {number}").randrange(1, min(number, 500) + 1)
    original = number - back
    return original + 1 if original % CYCLE == 0 else original


def _told(number: int) -> tuple[str, list[str], int | None]:
    series = _series(number)
    random = Random(number)
    if series is None:
        return _title(random), [_paragraph(random) for _ in range(random.randrange(3, 10))], None
    month = 1 + random.randrange(12)
    title = f"{_title(Random(f'series {series}'))} tháng {month}"
    kept = _series_paragraphs(series)
    # Three paragraphs of six that say what they say every month.
    return title, [paragraph for n in range(3) for paragraph in (kept[n], _paragraph(random))], series


def _series(number: int) -> int | None:
    cycle, place = divmod(number, CYCLE)
    return cycle // _SERIES * BRIEFINGS + place - 1 if 1 <= place <= BRIEFINGS else None


@lru_cache(maxsize=64)
def _series_paragraphs(series: int) -> tuple[str, ...]:
    random = Random(f"paragraphs of series {series}")
    return tuple(_paragraph(random) for _ in range(3))


def _as_copied(title: str, paragraphs: list[str], random: Random) -> tuple[str, list[str]]:
    """What another portal made of an article."""
    way = random.randrange(4)
    if way == 0:
        return f"(Tin tỉnh) {title}", paragraphs
    if way == 1:
        return title, [*paragraphs, f"{random.choice(_NAMES)} {random.choice(_NAMES)}"]
    if way == 2:
        return title, [*paragraphs[:-1], paragraphs[-1].split(". ")[0] + "."]
    words = " \n ".join(paragraphs).split(" ")
    for _ in range(random.randrange(1, 13)):
        words[random.randrange(len(words) // 10) * 10] = random.choice(_NAMES)
    return title, [text.strip() for text in " ".join(words).split("\n") if text.strip()]


def _title(random: Random) -> str:
    return f"{random.choice(_BODIES)} {random.choice(_HOLDS)} {random.choice(_THINGS)} {_place(random)}"


def _kind(title: str) -> Said | None:
    found = next((kind for kind in ("giao ban", "tổng kết", "sơ kết") if kind in title), None)
    return None if found is None else Said(found, Span("title", title.index(found), found))


def _place(random: Random) -> str:
    return " ".join(random.choices(_NAMES, k=2))


def _paragraph(random: Random) -> str:
    return " ".join(_sentence(random) for _ in range(2))


def _sentence(random: Random) -> str:
    parts = [random.choice(_OPENINGS), random.choice(_BODIES), *random.choices(_PHRASES, k=5), random.choice(_THINGS)]
    if random.random() < 0.3:
        parts.append(f"tại {_place(random)}")
    if random.random() < 0.3:
        parts.append(f"đạt {random.randrange(2, 100)},{random.randrange(10)}%")
    return " ".join(parts) + "."


_OPENINGS = (
    "Tại hội nghị giao ban,", "Sáng nay,", "Trong tháng,", "Theo báo cáo,", "Đồng chí chủ trì đề nghị",
    "Cũng tại hội nghị,", "Bên cạnh đó,", "Về văn hóa - xã hội,", "Kết luận hội nghị,", "Thời gian tới,",
    "Đến nay,", "Qua đánh giá,",
)  # fmt: skip
_BODIES = (
    "Ủy ban nhân dân huyện", "Thường trực Huyện ủy", "Hội đồng nhân dân thị trấn", "khối văn hóa - xã hội",
    "Ban Tuyên giáo", "Ủy ban Mặt trận Tổ quốc", "các cơ quan, đơn vị", "Hội Liên hiệp Phụ nữ", "Huyện đoàn",
    "Trung tâm Văn hóa", "Phòng Giáo dục và Đào tạo", "các xã, phường", "Trạm Y tế", "Công an huyện",
)  # fmt: skip
_HOLDS = (
    "họp giao ban", "tổ chức hội nghị tổng kết", "sơ kết", "tổ chức hội nghị giao ban", "triển khai", "họp bàn",
    "kiểm tra", "đánh giá kết quả", "tiếp tục đẩy mạnh", "tập trung chỉ đạo",
)  # fmt: skip
_THINGS = (
    "công tác giảm nghèo", "nhiệm vụ trọng tâm quý tới", "phong trào toàn dân đoàn kết", "chuyển đổi số ở cơ sở",
    "công tác tiêm chủng", "xây dựng nông thôn mới", "giữ gìn vệ sinh môi trường", "công tác khuyến học",
    "phòng cháy chữa cháy", "chăm sóc người có công", "cải cách hành chính", "thu ngân sách trên địa bàn",
    "tuyển quân năm tới", "vệ sinh an toàn thực phẩm", "ngày hội đại đoàn kết", "quản lý đất đai",
)  # fmt: skip
_VERBS = (
    "phối hợp", "hoàn thành", "rà soát", "tuyên truyền", "hướng dẫn", "củng cố", "nâng cao", "chuẩn bị", "bố trí",
    "vận động", "kịp thời", "chủ động", "khắc phục", "duy trì", "mở rộng", "tiếp nhận", "bàn giao", "sửa chữa",
    "ổn định", "phát huy", "thống kê", "giám sát", "quan tâm", "phân công", "khen thưởng",
)  # fmt: skip
_OBJECTS = (
    "hộ cận nghèo", "nhà văn hóa thôn", "sân bóng xã", "lớp học bơi", "đường liên thôn", "kênh mương nội đồng",
    "thẻ bảo hiểm", "đàn trâu bò", "vụ đông xuân", "trường mầm non", "đội văn nghệ", "chợ phiên", "thiết bị y tế",
    "hồ sơ trực tuyến", "tổ công nghệ", "quỹ vì người nghèo", "hàng cây xanh", "tuyến xe buýt", "câu lạc bộ thơ",
    "người cao tuổi", "bếp ăn bán trú", "điểm du lịch", "làng nghề mây tre", "rừng phòng hộ", "nước sạch bản xa",
)  # fmt: skip
_PHRASES = tuple(f"{verb} {thing}" for verb in _VERBS for thing in _OBJECTS)
_NAMES = tuple(
    first + rest
    for first in ("B", "Ch", "Đ", "G", "Kh", "L", "M", "Ng", "Ph", "Q", "S", "Th", "Tr", "V", "X")
    for rest in ("ạng", "àn", "ắc", "âm", "én", "ệp", "iềng", "inh", "òn", "ông", "ơi", "uổi", "ưng", "ường", "ỹ")
)
