"""What a portal does to its articles over time, crawled: what is an edit, what another article, what is nothing.

A WordPress portal, published three times; every article has a way of its own to change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from storage.store import Store
from tests.crawler.conftest import Archive
from tests.once import once
from tests.replicas.server import ReplicaServer, Reply

HOST = "backancity.gov.vn"
TITLE = "Phường {n} họp giao ban công tác văn hóa tháng 3"
TEXT = (
    "Sáng ngày 5/3, Ủy ban nhân dân phường {n} họp giao ban công tác văn hóa, xã hội do Phó Chủ tịch chủ trì.",
    "Trong tháng, phường {n} sửa chữa {n} sân chơi, mở bốn lớp học bơi cho trẻ em và trồng thêm ba trăm cây xanh.",
    "Kết luận, chủ tọa đề nghị tổ {n} chuẩn bị tốt cho ngày hội “Đại đoàn kết” và báo cáo trước ngày hai mươi lăm.",
)
ANOTHER_TITLE = "Trạm y tế số {n} nhận thêm trang thiết bị"
ANOTHER = (
    "Nhân dịp đầu năm học, trạm y tế số {n} tiếp nhận máy siêu âm và hai tủ bảo quản vắc xin do bệnh viện trao tặng.",
    "Bác sĩ trưởng trạm cho biết, nhờ có máy mới, phụ nữ mang thai tổ {n} không phải đi xa để khám định kỳ nữa.",
)
APRIL = (
    "Chiều ngày 4/4, lãnh đạo phường {n} nghe các tổ báo cáo tiến độ giải phóng mặt bằng khu tái định cư mới.",
    "Ban quản lý chợ {n} trình bày phương án sắp xếp lại các sạp hàng, lắp thêm đèn và vòi nước chữa cháy.",
    "Các tổ được giao thu hồi những hòm thư góp ý cũ và thay bằng mã quét trước kỳ nghỉ lễ cuối tháng của phường {n}.",
)


@dataclass(frozen=True)
class State:
    """What an address shows: an article, or an answer in its place."""

    title: str = TITLE
    text: tuple[str, ...] = TEXT
    instead: Reply | None = None
    before: str = ""
    around: str = ""

    def reply(self, number: int) -> Reply:
        if self.instead:
            return self.instead
        title = self.title.format(n=number)
        text = "".join(f"<p>{paragraph.format(n=number)}</p>" for paragraph in self.text)
        page = f"""<html><head><title>{title} - Thành phố</title></head><body class="single">
            <ul class="menu"><li><a href="/">Trang chủ</a></li></ul>{self.before}
            <article class="post"><h1 class="entry-title">{title}</h1>
            <div class="entry-content">{text}</div></article>{self.around}</body></html>"""
        return Reply(200, page.encode())


AS_EVER = State()


def answer(status: int, body: str = "", location: str | None = None) -> State:
    return State(instead=Reply(status, body.encode(), location=location))


def edited(index: int, old: str, new: str) -> State:
    return State(text=tuple(t.replace(old, new) if at == index else t for at, t in enumerate(TEXT)))


RELATED = "".join(f'<li><a href="/luon-vay-{n}/">Phường {n} họp giao ban</a></li>' for n in (3, 1, 2))
FRONT = "".join(f'<section><h2><a href="/luon-vay-{n}/">Phường {n}</a></h2></section>' for n in range(1, 6))
SOFT_404 = "<html><body><h1>Không tìm thấy trang</h1><p>Trang bạn tìm không tồn tại hoặc đã bị xóa.</p></body></html>"

# By the name of the way: what the address shows at the second and at the third publishing, and what that makes of the
# page, in turn.
WAYS: dict[str, tuple[State, State, list[str]]] = {
    "spaces-and-quotes": (
        State(text=tuple(t.replace(" ", "&nbsp;", 3).replace("“", '"').replace("”", "&quot;") for t in TEXT)),
        State(text=tuple(t.replace(" ", "  ") for t in TEXT)),
        ["first"],
    ),
    "an-alt": (
        State(text=(f'<img src="/a.jpg" alt="Ảnh đại diện"> {TEXT[0]}', *TEXT[1:])),
        State(text=(f'<img src="/a.jpg" alt="Toàn cảnh"> {TEXT[0]}', *TEXT[1:])),
        ["first"],
    ),
    "a-counter-and-the-day": (
        State(before="<p>Thứ ba, ngày 10/3/2026 - 08:15</p>", around="<div>Đang online: 3 | Hôm nay: 112</div>"),
        State(before="<p>Thứ tư, ngày 11/3/2026 - 09:21</p><div>Đang online: 5 | Hôm nay: 340</div>"),
        ["first"],
    ),
    "related-items": (State(around=f"<h3>Tin liên quan</h3><ul>{RELATED}</ul>"), AS_EVER, ["first"]),
    "a-word": (edited(1, "bốn lớp", "năm lớp"), edited(1, "bốn lớp", "năm lớp"), ["first", "edit"]),
    "a-word-and-back": (edited(1, "bốn lớp", "năm lớp"), AS_EVER, ["first", "edit", "edit"]),
    "case-of-the-title": (State(TITLE.replace("văn hóa", "Văn hóa")), State(TITLE), ["first", "edit", "edit"]),
    "title-with-more": (State(f"[Cập nhật] {TITLE}"), State(f"[Cập nhật] {TITLE}"), ["first", "edit"]),
    "a-slip-in-the-title": (State(TITLE[:-1] + "4"), State(TITLE[:-1] + "4"), ["first", "edit"]),
    "another-title": (State("Trồng ba trăm cây bên bờ sông {n}"), AS_EVER, ["first", "edit", "edit"]),
    "shorter": (State(text=TEXT[:2]), State(text=TEXT[:2]), ["first", "edit"]),
    "another-article": (State(ANOTHER_TITLE, ANOTHER), State(ANOTHER_TITLE, ANOTHER), ["first", "reuse"]),
    "the-next-briefing": (State(TITLE[:-1] + "4", APRIL), State(TITLE[:-1] + "4", APRIL), ["first", "reuse"]),
    "a-briefing-of-others": (
        State("Phường {n} họp giao ban công tác nội chính", APRIL),
        State("Phường {n} họp giao ban công tác nội chính", APRIL),
        ["first", "reuse"],
    ),
    "emptied-and-healed": (State(text=()), AS_EVER, ["first", "reject", "back"]),
    "no-bytes-and-healed": (answer(200), AS_EVER, ["first", "reject", "back"]),
    "title-alone-first": (State(text=()), State(text=ANOTHER), ["reject", "first"]),
}
LOST = {
    "not-found": answer(404, "<h1>404 Not Found</h1>"),
    "gone": answer(410, "<h1>Gone</h1>"),
    "soft-404": answer(200, SOFT_404),
    "to-the-front-page": answer(302, location=f"http://{HOST}/"),
    "front-page": answer(200, f"<html><head><title>Trang chủ</title></head><body class='home'>{FRONT}</body></html>"),
}
# Ways for which the portal shows nothing at the first publishing, and those of the copies of a renamed article.
LATER = ("title-alone-first", "copied-to")
ALWAYS = [f"luon-vay-{number}" for number in range(1, 31)]


def published(turn: int) -> Mapping[str, Reply]:
    """All pages of the portal as of a publishing: 0, 1, 2; at 3 what was lost at 1 and 2 is back."""
    slugs = [*ALWAYS, *WAYS, *LOST, "copied-from", "copied-to"]
    shown: dict[str, tuple[int, State]] = {}
    for number, slug in enumerate(slugs, 100):
        if turn == 0 and slug in LATER:
            continue
        state = AS_EVER
        if slug in WAYS and turn:
            state = WAYS[slug][min(turn, 2) - 1]
        elif slug in LOST and turn in (1, 2):
            state = LOST[slug]
        shown[slug] = (number - (slug == "copied-to"), state)
    items = "".join(
        f'<div class="post-item"><h2><a href="/{slug}/">{state.title.format(n=n)}</a></h2></div>'
        for slug, (n, state) in shown.items()
    )
    pages = {f"/{slug}/": state.reply(number) for slug, (number, state) in shown.items()}
    return pages | {"/category/tin-tuc/": Reply(200, f"<html><body>{items}</body></html>".encode())}


@dataclass(frozen=True)
class Watched:
    """The archive after each publishing: (reports, histories of the pages by slug)."""

    reports: list[dict[str, Any]]
    histories: list[dict[str, dict[str, Any]]]
    archive: Archive


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Watched:
    return once(tmp_path_factory, "watched", watch)


def watch(folder: Path) -> Watched:
    seen = Watched([], [], Archive(folder, ""))
    with ReplicaServer() as server:
        seen.archive.proxy = server.url
        for turn in range(4):
            server.serve_pages(HOST, published(turn))
            seen.reports.append(seen.archive.crawl("backan", "--full")["portals"]["backan"])
            with Store(seen.archive.home / "articles.db", readonly=True) as store:
                urls = [state.url for state in store.pages("backan")]
                pages = [page for url in urls if (page := store.page_history(url))]
            seen.histories.append({page["url"].split("/")[3]: page for page in pages})
    return seen


def changes(page: dict[str, Any]) -> list[str]:
    return [state["change"] for state in page["states"]]


@pytest.mark.parametrize("way", WAYS)
def test_what_a_change_of_a_page_is(watched: Watched, way: str) -> None:
    assert changes(watched.histories[2][way]) == WAYS[way][2]
    assert changes(watched.histories[3][way]) == WAYS[way][2], "and nothing more is made of it later"


@pytest.mark.parametrize("how", LOST)
def test_a_page_that_vanished_is_gone_and_one_that_came_back_is_live_without_an_edit(
    watched: Watched, how: str
) -> None:
    before, lost, back = (watched.histories[turn][how] for turn in (0, 2, 3))
    [(article, words)] = watched.archive.sql(
        "SELECT article_id, (SELECT words FROM articles WHERE id = article_id) FROM pages WHERE url = ?", back["url"]
    )
    assert (before["status"], lost["status"], back["status"]) == ("live", "gone", "live")
    assert (article, words > 40) == (before["states"][0]["article"], True)
    assert not {"edit", "reuse"} & set(changes(back))


def test_a_loss_is_told_once(watched: Watched) -> None:
    assert sum(report["gone"] for report in watched.reports) == len(LOST)


def test_pages_that_nobody_touched_have_one_text(watched: Watched) -> None:
    assert {slug: changes(watched.histories[3][slug]) for slug in ALWAYS} == {slug: ["first"] for slug in ALWAYS}


def test_a_renamed_article_whose_old_copy_stays_is_one_article_on_two_pages(watched: Watched) -> None:
    old, new = (watched.histories[3][slug] for slug in ("copied-from", "copied-to"))
    assert old["status"] == new["status"] == "live"
    assert old["states"][0]["article"] == new["states"][0]["article"]


def test_a_page_put_up_with_a_title_alone_keeps_that_as_its_first_state(watched: Watched) -> None:
    first, filled = watched.histories[3]["title-alone-first"]["states"]
    assert first["reason"] == "no text under the title"
    assert first["capture"] != filled["capture"]
    raw = watched.archive.json("diff", f"http://{HOST}/title-alone-first/")["pages"][0]["states"][0]
    assert raw["title"].startswith("Phường")


def test_an_edit_taken_back_is_two_revisions_of_two_texts(watched: Watched) -> None:
    shown = watched.archive.sql(
        "SELECT article_id, previous_article_id FROM revisions WHERE url LIKE '%/a-word-and-back/' ORDER BY capture_id"
    )
    first, second = shown[0][0], shown[1][0]
    assert shown == [(first, None), (second, first), (first, second)]
