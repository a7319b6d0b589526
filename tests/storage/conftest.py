"""What the tests of the archive share: an open store, and short ways to say "this page showed that"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from storage.records import NO_DATE, Article, Block, Capture, CaptureRef, DateFact, Outcome
from storage.store import Store

START = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
DAY = timedelta(days=1)

TITLE = "Thị trấn Đồi Sim họp giao ban công tác văn hóa quý III"
TEXT = (
    "Sáng 5/10, tại nhà văn hóa thị trấn, Ủy ban nhân dân thị trấn Đồi Sim họp giao ban công tác văn "
    "hóa, xã hội quý III. Đồng chí Phó Chủ tịch phụ trách khối chủ trì cuộc họp, cùng dự có các tổ "
    "trưởng dân phố. Trong quý, toàn thị trấn sửa chữa hai sân chơi, mở bốn lớp học bơi cho trẻ em và "
    "trồng thêm ba trăm cây xanh dọc bờ kênh. Kết luận cuộc họp, đồng chí đề nghị các tổ chuẩn bị tốt "
    "cho ngày hội đại đoàn kết, rà soát danh sách người cao tuổi và báo cáo trước ngày hai mươi lăm hằng "
    "tháng."
)
OTHER_TITLE = "Trạm y tế nhận thêm trang thiết bị"
OTHER_TEXT = (
    "Nhân dịp đầu năm học, trạm y tế phường Bến Tre Xanh tiếp nhận một máy siêu âm và hai tủ bảo quản vắc "
    "xin do bệnh viện tỉnh trao tặng. Bác sĩ trưởng trạm cho biết, nhờ có máy mới, phụ nữ mang thai không "
    "phải đi xa để khám định kỳ. Lễ bàn giao diễn ra gọn nhẹ, có đại diện hội chữ thập đỏ chứng kiến."
)


def article(title: str = TITLE, text: str = TEXT, published: str | None = None, **fields: Any) -> Article:
    """An article of one block a line; `published` is an ISO date, to the day or to the minute."""
    fact = NO_DATE
    if published:
        fact = DateFact(published, "minute" if "T" in published else "day", "text", f"Ngày {published}")
    blocks = tuple(Block("paragraph", line) for line in text.split("\n") if line)
    return Article(title=title, blocks=blocks, published=fact, **fields)


def capture(url: str = "http://doisim.example/a", days: float = 0, **fields: Any) -> Capture:
    """A capture of a page, so many days after the start."""
    values = {"portal": "doisim", "url": url, "page": url, "fetched_at": START + days * DAY, "status": 200}
    return Capture(**{**values, "headers": (), "body": b"<html>", **fields})


REF = CaptureRef("giaoban-x.warc.gz", 100, 200, "sha1:AAAA")

Show = Callable[..., Outcome]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "articles.db") as opened:
        yield opened


@pytest.fixture
def show(store: Store) -> Show:
    """`show(article, url, days)`: the page shows this article, so many days after the start."""

    def save(shown: Article, url: str = "http://doisim.example/a", days: float = 0, **fields: Any) -> Outcome:
        return store.save(capture(url, days, **fields), shown, REF)

    return save
