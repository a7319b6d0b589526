"""Bylines, sources, captions: the forms of PORTALS.md, and the lines that only look like them."""

from __future__ import annotations

import pytest

from crawler.extract.credits import Credit, is_caption_text, is_name, read_credit
from storage.records import Article
from tests.crawler.extract.pages import PROSE, paragraphs, read, texts

# A line that says what it is, wherever it stands: (byline, source).
LABELLED = {
    "Tác giả: Kim Ngân": ("Kim Ngân", None),
    "TÁC GIẢ : KIM NGÂN": ("KIM NGÂN", None),
    "Tác giả bài viết: Kim Ngân": ("Kim Ngân", None),
    "Thực hiện: Kim Ngân": ("Kim Ngân", None),
    "Tin, ảnh: Kim Ngân": ("Kim Ngân", None),
    "Tin, ảnh Kim Ngân": ("Kim Ngân", None),
    "Tin, ành: Kim Ngân": ("Kim Ngân", None),
    "Tịn: Kim Ngân": ("Kim Ngân", None),
    "Bài, ảnh: Kim Ngân": ("Kim Ngân", None),
    "Bài và ảnh: Kim Ngân - Thu Hà": ("Kim Ngân - Thu Hà", None),
    "Tin bài: Kim Ngân": ("Kim Ngân", None),
    "PV: Kim Ngân": ("Kim Ngân", None),
    "Người viết: Kim Ngân.": ("Kim Ngân", None),
    "Tin và ảnh: Kim Ngân (Đài Truyền thanh huyện)": ("Kim Ngân", "Đài Truyền thanh huyện"),
    "Tác giả: Kim Ngân - Trung tâm VHTT": ("Kim Ngân", "Trung tâm VHTT"),
    "Nguồn: Báo Lào Cai": (None, "Báo Lào Cai"),
    "Nguồn tin: Báo Lào Cai.": (None, "Báo Lào Cai"),
    "Nguồn tin: Kim Ngân": ("Kim Ngân", None),
    "Nguồn: https://baolaocai.vn/tin/bai-1.html": (None, "baolaocai.vn"),
    "Theo Báo Lào Cai": (None, "Báo Lào Cai"),
    "Theo: TTXVN": (None, "TTXVN"),
}
# A line that is a credit only where it is set apart: the last one, to the right, in bold.
SET_APART = {
    "Kim Ngân": ("Kim Ngân", None),
    "Kim Ngân.": ("Kim Ngân", None),
    "Kim Ngân./.": ("Kim Ngân", None),
    "H' Yến Niê": ("H' Yến Niê", None),
    "Kim Ngân và Thu Hà": ("Kim Ngân và Thu Hà", None),
    "Kim Ngân – Trung tâm VH-TT&TT": ("Kim Ngân", "Trung tâm VH-TT&TT"),
    "Kim Ngân - Đài Truyền thanh huyện": ("Kim Ngân", "Đài Truyền thanh huyện"),
    "Kim Ngân; UBND xã Đồng Tâm": ("Kim Ngân", "UBND xã Đồng Tâm"),
    "Kim Ngân (Trung tâm Văn hóa)": ("Kim Ngân", "Trung tâm Văn hóa"),
    "Kim Ngân, Đài TT-TH": ("Kim Ngân", "Đài TT-TH"),
    "PV": ("PV", None),
    "CTV": ("CTV", None),
    "Ban Biên tập": (None, "Ban Biên tập"),
    "BBT": (None, "BBT"),
    "TRUNG TÂM VĂN HÓA": (None, "TRUNG TÂM VĂN HÓA"),
    "Đoàn TNCS Hồ Chí Minh xã Đồng Tâm": (None, "Đoàn TNCS Hồ Chí Minh xã Đồng Tâm"),
    "https://baolaocai.vn/tin/bai-1.html": (None, "baolaocai.vn"),
    "www.chinhphu.vn": (None, "chinhphu.vn"),
}
# Lines of an article that look like credits.
NEITHER = """
    Hội nghị | Việt Nam | Hà Nội | Đại hội đã thành công tốt đẹp | Đại hội đã thành công tốt đẹp. | Kế hoạch
    Hội nghị kết thúc tốt đẹp./. | Ban hành kèm theo nghị quyết | Bản đồ quy hoạch kèm theo | Nơi nhận: | Chủ Tịch
    Bạn đọc quan tâm xin liên hệ | Số hộ nghèo giảm | Công tác chuẩn bị | Trường hợp đặc biệt | Phòng, chống thiên tai
    Công an xã đã xử lý 3 vụ | Xin trân trọng cảm ơn | Nguồn vốn: ngân sách xã | Nguồn lực - con người
    Thực hiện: Nghị quyết số 12 | Theo báo cáo, 6 tháng đầu năm thu ngân sách đạt 55%. | Bài học kinh nghiệm
    Theo Kế hoạch số 12 của UBND huyện | Tin tưởng vào sự lãnh đạo | Anh em xích lại gần nhau | Báo cáo kết quả
    Hội nghị thống nhất cao | Đoàn kết là sức mạnh | ./. | Đài tưởng niệm được tu sửa.
"""


@pytest.mark.parametrize(("line", "credit"), LABELLED.items())
@pytest.mark.parametrize("set_apart", [False, True])
def test_a_labelled_credit_is_read_wherever_it_stands(
    line: str, credit: tuple[str | None, str | None], set_apart: bool
) -> None:
    assert read_credit(line, set_apart=set_apart) == Credit(*credit)


@pytest.mark.parametrize(("line", "credit"), SET_APART.items())
def test_a_bare_credit_is_read_only_where_it_is_set_apart(line: str, credit: tuple[str | None, str | None]) -> None:
    assert read_credit(line, set_apart=True) == Credit(*credit)
    assert not read_credit(line)


@pytest.mark.parametrize(
    "line", [line.strip() for row in NEITHER.splitlines() for line in row.split(" | ") if line.strip()]
)
def test_a_line_of_the_article_is_no_credit(line: str) -> None:
    assert not read_credit(line, set_apart=True)


@pytest.mark.parametrize("text", ["Kim Ngân", "Nguyễn Thị Ánh Nguyệt", "H' Yến Niê", "Đ. Hùng", "Lê Văn A"])
def test_capitalised_syllables_are_a_name(text: str) -> None:
    assert is_name(text)


@pytest.mark.parametrize("text", ["Hội nghị", "Hà Nội", "Ủy Ban Nhân Dân", "UBND xã", "Kim", "Kim Ngân nói", "12", ""])
def test_places_bodies_and_sentences_are_no_names(text: str) -> None:
    assert not is_name(text)


# -- on a page --------------------------------------------------------------------------------------


def credits(article: Article) -> tuple[str | None, str | None]:
    return article.byline, article.source


@pytest.mark.parametrize(("line", "credit"), (LABELLED | SET_APART).items())
def test_the_last_line_gives_the_credits_and_leaves_the_text(line: str, credit: tuple[str | None, str | None]) -> None:
    for markup in (f"<p>{line}</p>", f'<p align="right"><b>{line}</b></p>', f"<div><em>{line}</em></div>"):
        article = read(paragraphs(*PROSE) + markup)
        assert credits(article) == credit
        assert texts(article) == list(PROSE)


def test_a_byline_glued_to_the_counter_is_read() -> None:
    article = read(paragraphs(*PROSE, "<b>Kim Ngân</b><span>Thống kê truy cập</span>"))
    assert credits(article) == ("Kim Ngân", None)
    assert texts(article) == list(PROSE)


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Kim Ngân</p><p>( Trung tâm Văn hóa huyện )</p>",
        "<p>Kim Ngân<br>( Trung tâm Văn hóa huyện )</p>",
        '<p style="text-align:right"><b>Kim Ngân<br>(Trung tâm Văn hóa huyện)</b></p>',
        "<p>Kim Ngân</p><p>Nguồn: Trung tâm Văn hóa huyện</p>",
        "<p>Kim Ngân</p><p><i>(Nguồn: Trung tâm Văn hóa huyện)</i></p>",
    ],
)
def test_name_and_body_on_two_lines_are_byline_and_source(markup: str) -> None:
    article = read(paragraphs(*PROSE) + markup)
    assert credits(article) == ("Kim Ngân", "Trung tâm Văn hóa huyện")
    assert texts(article) == list(PROSE)


@pytest.mark.parametrize("last", ["Hội nghị đã thành công tốt đẹp.", "(Có danh sách kèm theo)", "(đang cập nhật)",
                                  "Hội nghị kết thúc vào 11 giờ cùng ngày./."])  # fmt: skip
def test_a_short_last_sentence_is_text(last: str) -> None:
    article = read(paragraphs(*PROSE, last))
    assert credits(article) == (None, None)
    assert texts(article) == [*PROSE, last]


def test_a_name_within_the_text_is_no_byline() -> None:
    article = read(paragraphs(PROSE[0], "Nguyễn Thị Hoa", *PROSE[1:]))
    assert credits(article) == (None, None)
    assert "Nguyễn Thị Hoa" in texts(article)


@pytest.mark.parametrize("opening", ["CTTĐT - ", "HNP - ", "(BNP) - ", "(Cổng TTĐT-AG)-"])
def test_a_dateline_before_the_lead_does_not_cost_the_lead(opening: str) -> None:
    assert (read(paragraphs(opening + PROSE[0], *PROSE[1:])).lead or "").endswith(PROSE[0])


# -- captions ---------------------------------------------------------------------------------------

PICTURE = '<img src="/media/a1.jpg" alt="a1.jpg">'


@pytest.mark.parametrize("caption", ["Quang cảnh hội nghị", "Ảnh: Đại biểu dự họp", "(ảnh: Đại biểu dự họp)",
                                     "Đồng chí Bí thư phát biểu tại hội nghị", "Hình 1: Sơ đồ"])  # fmt: skip
@pytest.mark.parametrize(
    "markup",
    [
        "<p>{0}</p><p>{1}</p>",
        "<p>{0}<br>{1}</p>",
        '<p align="center">{0}</p><p align="center"><em>{1}</em></p>',
        "<figure>{0}<figcaption>{1}</figcaption></figure>",
        '<table><tr><td>{0}</td></tr><tr><td style="text-align:center">{1}</td></tr></table>',
        '<div>{0}<p class="wp-caption-text">{1}</p></div>',
        '<p align="center">{0}</p><p align="center">{1}</p><p align="center">{1}</p>',
    ],
)
def test_a_line_under_a_picture_is_its_caption_and_no_text(markup: str, caption: str) -> None:
    article = read(paragraphs(*PROSE[:2]) + markup.format(PICTURE, caption) + paragraphs(PROSE[2]))
    assert [(c.text, c.image) for c in article.captions] == [(caption, "http://xa.example.gov.vn/media/a1.jpg")]
    assert texts(article) == list(PROSE)


def test_the_paragraph_after_a_picture_without_caption_is_text() -> None:
    article = read(paragraphs(PROSE[0]) + f"<p>{PICTURE}</p>" + paragraphs(*PROSE[1:]))
    assert article.captions == ()
    assert texts(article) == list(PROSE)


def test_the_lead_under_the_first_picture_is_the_lead() -> None:
    article = read(f"<p>{PICTURE}</p>" + paragraphs(*PROSE))
    assert article.lead == PROSE[0]


@pytest.mark.parametrize("line", ["Quang cảnh hội nghị", "Các đại biểu dự hội nghị", "Ông Hà phát biểu tại hội nghị"])
def test_what_captions_say_is_known(line: str) -> None:
    assert is_caption_text(line)


@pytest.mark.parametrize("line", [*PROSE, "Kết quả như sau:", "Nhiệm vụ tháng 5", "Quang cảnh hội nghị rất sôi nổi."])
def test_sentences_and_headings_are_no_captions(line: str) -> None:
    assert not is_caption_text(line)
