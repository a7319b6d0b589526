"""Bylines, sources, captions: the forms of PORTALS.md, and the lines that only look like them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from html import escape

import pytest

from crawler.extract.credits import Credit, is_caption_text, read_credit, signs_for_office
from storage.records import Article
from tests.crawler.extract.pages import PROSE, paragraphs, read, texts

# What stands before a name, and after it; all of it is on real pages, the misspelt ones too.
LABELS = """
    Tác giả | TÁC GIẢ | Tác giả bài viết | Thực hiện | Người viết | Người đưa tin | Biên soạn | Phóng viên | PV | CTV
    Tin, ảnh | TIN, ẢNH | Tin, ành | Tịn, ảnh | Tin - ảnh | Tin-ảnh | Tin/ảnh | Tin & ảnh | Tin và ảnh | Tin ảnh
    Bài, ảnh | Bài và ảnh | Bài, hình ảnh | Tin, bài | Tin bài | Tin, bài và ảnh | Tin | Tịn | Bài | Bài viết | Nội dung
    Tin, clip | Ảnh và bài | Tong hop | Tac gia | Tin, anh
"""
NAMES = {
    "Kim Ngân": ("Kim Ngân", None),
    "Kim Ngân.": ("Kim Ngân", None),
    "KIM NGÂN": ("KIM NGÂN", None),
    "K.N": ("K.N", None),
    "Hà": ("Hà", None),
    "PV": ("PV", None),
    "Kim Ngân – Thu Hà": ("Kim Ngân – Thu Hà", None),
    "Kim Ngân - Thu Hà": ("Kim Ngân - Thu Hà", None),
    "Kim Ngân, Thu Hà, Lê Sơn": ("Kim Ngân, Thu Hà, Lê Sơn", None),
    "Kim Ngân (Đài Truyền thanh huyện)": ("Kim Ngân", "Đài Truyền thanh huyện"),
    "Kim Ngân - Trung tâm VHTT": ("Kim Ngân", "Trung tâm VHTT"),
    "Kim Ngân — Trung tâm VHTT": ("Kim Ngân", "Trung tâm VHTT"),
}
# A line that says what it is, wherever it stands: (byline, source).
LABELLED = {
    "Tin, ảnh Kim Ngân": ("Kim Ngân", None),
    "Tin, ành Kim Ngân (Đài Truyền thanh huyện)": ("Kim Ngân", "Đài Truyền thanh huyện"),
    "Bài: Kim Ngân - Ảnh: Thu Hà": ("Kim Ngân, Thu Hà", None),
    "Tác giả: Kim Ngân (tổng hợp)": ("Kim Ngân", None),
    "Tác giả: Ban Biên tập": ("Ban Biên tập", None),
    "Nguồn: Báo Lào Cai": (None, "Báo Lào Cai"),
    "NGUỒN : BÁO LÀO CAI": (None, "BÁO LÀO CAI"),
    "Nguồn – Báo Lào Cai": (None, "Báo Lào Cai"),
    "Nguồn tin: Báo Lào Cai.": (None, "Báo Lào Cai"),
    "Nguồn bài viết: Báo Lào Cai": (None, "Báo Lào Cai"),
    "Nguồn tin: Kim Ngân": ("Kim Ngân", None),
    "Nguồn: Chi cục Kiểm lâm": (None, "Chi cục Kiểm lâm"),
    "Nguồn: https://baolaocai.vn/tin/bai-1.html": (None, "baolaocai.vn"),
    "Nguồn: baolaocai.vn": (None, "baolaocai.vn"),
    "Theo Báo Lào Cai": (None, "Báo Lào Cai"),
    "Theo: TTXVN": (None, "TTXVN"),
    "Theo chinhphu.vn": (None, "chinhphu.vn"),
    "Theo: http://molisa.example.vn": (None, "molisa.example.vn"),
}
# A line that is a credit only where it is set apart: the last one, to the right, in bold.
SET_APART = {
    "Kim Ngân": ("Kim Ngân", None),
    "Kim Ngân.": ("Kim Ngân", None),
    "Kim Ngân./.": ("Kim Ngân", None),
    "LÊ KIM NGÂN": ("LÊ KIM NGÂN", None),
    "Nguyễn Thị Ánh Nguyệt": ("Nguyễn Thị Ánh Nguyệt", None),
    "H' Yến Niê": ("H' Yến Niê", None),
    "H’Linh": ("H’Linh", None),
    "Điểu K'Ré": ("Điểu K'Ré", None),
    "Song Nguyên": ("Song Nguyên", None),
    "Hồ Quang": ("Hồ Quang", None),
    "Trường Giang": ("Trường Giang", None),
    "Kim Ngân và Thu Hà": ("Kim Ngân và Thu Hà", None),
    "Kim Ngân, Thu Hà, Lê Sơn": ("Kim Ngân, Thu Hà, Lê Sơn", None),
    "Kim Ngân (tổng hợp)": ("Kim Ngân", None),
    "Kim Ngân (T/h)": ("Kim Ngân", None),
    "Kim Ngân tổng hợp": ("Kim Ngân", None),
    "Kim Ngân – Trung tâm VH-TT&TT": ("Kim Ngân", "Trung tâm VH-TT&TT"),
    "Kim Ngân — Trung tâm VH-TT&TT": ("Kim Ngân", "Trung tâm VH-TT&TT"),
    "Kim Ngân-Trung tâm VH-TT&TT": ("Kim Ngân", "Trung tâm VH-TT&TT"),
    "Kim Ngân - Đài Truyền thanh huyện": ("Kim Ngân", "Đài Truyền thanh huyện"),
    "Kim Ngân; UBND xã Đồng Tâm": ("Kim Ngân", "UBND xã Đồng Tâm"),
    "Kim Ngân (Trung tâm Văn hóa)": ("Kim Ngân", "Trung tâm Văn hóa"),
    "Kim Ngân ( Trung tâm Văn hóa ).": ("Kim Ngân", "Trung tâm Văn hóa"),
    "Kim Ngân, Đài TT-TH": ("Kim Ngân", "Đài TT-TH"),
    "Kim Ngân - Công chức Văn hóa - Xã hội": ("Kim Ngân", "Công chức Văn hóa - Xã hội"),
    "Kim Ngân (CTV)": ("Kim Ngân", "CTV"),
    "PV": ("PV", None),
    "P.V": ("P.V", None),
    "CTV": ("CTV", None),
    "Ban Biên tập": (None, "Ban Biên tập"),
    "BBT": (None, "BBT"),
    "TRUNG TÂM VĂN HÓA": (None, "TRUNG TÂM VĂN HÓA"),
    "Trung tâm Văn hóa - Thông tin huyện": (None, "Trung tâm Văn hóa - Thông tin huyện"),
    "Đài truyền thanh xã": (None, "Đài truyền thanh xã"),
    "Văn phòng HĐND và UBND xã": (None, "Văn phòng HĐND và UBND xã"),
    "Đoàn TNCS Hồ Chí Minh xã Đồng Tâm": (None, "Đoàn TNCS Hồ Chí Minh xã Đồng Tâm"),
    "Hội LHPN xã": (None, "Hội LHPN xã"),
    "Công an xã Đồng Tâm": (None, "Công an xã Đồng Tâm"),
    "https://baolaocai.vn/tin/bai-1.html": (None, "baolaocai.vn"),
    "http://xa.example.gov.vn/tin/hop?id=5&p=2": (None, "xa.example.gov.vn"),
    "www.chinhphu.vn": (None, "chinhphu.vn"),
}
# Lines of an article that look like credits.
NEITHER = """
    Hội nghị | Việt Nam | Hà Nội | Đại hội đã thành công tốt đẹp | Đại hội đã thành công tốt đẹp. | Kế hoạch
    Hội nghị kết thúc tốt đẹp./. | Ban hành kèm theo nghị quyết | Bản đồ quy hoạch kèm theo | Nơi nhận: | Chủ Tịch
    Bạn đọc quan tâm xin liên hệ | Số hộ nghèo giảm | Công tác chuẩn bị | Trường hợp đặc biệt | Phòng, chống thiên tai
    Công an xã đã xử lý 3 vụ | Xin trân trọng cảm ơn | Nguồn vốn: ngân sách xã | Nguồn lực - con người | Trân trọng!
    Nguồn: ngân sách nhà nước. | Nguồn nước: giếng khoan | Nguồn kinh phí: xã hội hóa | Liên hệ: Lê Thị Sáu
    Thực hiện: Nghị quyết số 12 | Thực hiện: quý III năm 2024 | Người thực hiện: cán bộ một cửa | Thư ký: Lê Thị Sáu
    Theo báo cáo, 6 tháng đầu năm thu ngân sách đạt 55%. | Theo đó, các thôn nộp báo cáo trước ngày 25.
    Theo Kế hoạch số 12 của UBND huyện | Theo Luật Đất đai | Theo Chủ tịch UBND xã, lúa năm nay được mùa
    Theo dõi thêm trên loa truyền thanh | Theo ông Nguyễn Văn Hà, lúa năm nay được mùa | Bài học kinh nghiệm
    Tin tưởng vào sự lãnh đạo | Tin: xã đạt chuẩn nông thôn mới | Anh em xích lại gần nhau | Báo cáo kết quả
    Tổng hợp: 12 thôn đạt | Bài học: làm từ gốc | Ảnh: xem tệp đính kèm | Giải ba: đội thôn Hạ | Giải Nhất
    Hội nghị thống nhất cao | Đoàn kết là sức mạnh | ./. | Đài tưởng niệm được tu sửa. | Hội làng | Đài phun nước
    Phòng họp số 2 | Phòng bệnh hơn chữa bệnh | Sở thích đọc sách | Ban ngày nắng, ban đêm mưa | Báo động cấp 2
    Ban chấp hành gồm 15 đồng chí | Báo hiếu mẹ cha | Trường ca | Trường đạt chuẩn quốc gia | Cục diện mới
    Công an nhân dân vì nước quên thân | Cổng làng | Đoàn kết, kỷ cương, sáng tạo | Đoàn kết - Kỷ cương - Sáng tạo
    Thôn Thượng | Xã Đồng Tâm | Tỉnh Lào Cai | Thôn Thượng, xã Đồng Tâm | Đồng Tâm, ngày 26 tháng 4 năm 2024
    Tết Trung Thu | Chúc Mừng Năm Mới | Sông Hồng | Nông Thôn Mới | Nhiệm Vụ Trọng Tâm | Kết Luận | Cảm Ơn
    Hồ Chí Minh | Điện Biên Phủ | Nghị Quyết | Điều Khoản Thi Hành | Lời Kết | Mùa Xuân | Covid-19
    KẾ HOẠCH | THÔNG BÁO | CHỦ TỊCH | HỒ SƠ | LÝ DO
"""


def forms(lines: str) -> list[str]:
    return [form.strip() for line in lines.splitlines() for form in line.split(" | ") if form.strip()]


@pytest.mark.parametrize("label", forms(LABELS))
def test_a_name_behind_a_label_is_the_byline_wherever_it_stands(label: str) -> None:
    for name, credit in NAMES.items():
        for colon in (": ", " : ", ":"):
            for set_apart in (False, True):
                assert read_credit(f"{label}{colon}{name}", set_apart=set_apart) == Credit(*credit), name


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


@pytest.mark.parametrize("line", forms(NEITHER))
def test_a_line_of_the_article_is_no_credit(line: str) -> None:
    assert not read_credit(line, set_apart=True)


@pytest.mark.parametrize(
    "line", ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "CHỦ TỊCH", "(Đã ký)", "Chủ tịch UBND xã Đồng Tâm",
             "Nơi nhận:", "TRƯỞNG BAN", "Giám đốc"])  # fmt: skip
def test_what_stands_above_a_signature_is_known(line: str) -> None:
    assert signs_for_office(line)


@pytest.mark.parametrize(
    "line", ["Chủ tịch UBND xã kết luận hội nghị", "Kim Ngân", *PROSE, "Ký kết hợp tác", "Chủ trì"]
)
def test_a_line_that_speaks_of_an_office_signs_for_none(line: str) -> None:
    assert not signs_for_office(line)


# -- on a page --------------------------------------------------------------------------------------


def credits(article: Article) -> tuple[str | None, str | None]:
    return article.byline, article.source


WAYS: tuple[Callable[[str], str], ...] = (
    str,
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: text.replace(" ", "\u00a0"),
    lambda text: f"\u00a0\u00a0{text} \u00a0",
    lambda text: text.replace(" ", " \u200b"),
)
LAST = {
    "a paragraph": "{0}<p>{1}</p><p>{2}</p>",
    "to the right": '{0}<p>{1}</p><p align="right"><b>{2}</b></p><p>&nbsp;</p>',
    "in italics": "{0}<p>{1}</p><div><em>{2}</em></div>",
    "in a cell": "{0}<p>{1}</p><table><tr><td>{2}</td></tr></table>",
    "a line of the last paragraph": "{0}<p>{1}<br>{2}</p>",
    "behind an empty line": "{0}<p>{1}<br><br>{2}</p>",
}


@pytest.mark.parametrize(("line", "credit"), (LABELLED | SET_APART).items())
def test_the_last_line_gives_the_credits_and_leaves_the_text(line: str, credit: tuple[str | None, str | None]) -> None:
    for place, markup in LAST.items():
        for way in WAYS if place == "a paragraph" else (str,):
            article = read(markup.format(paragraphs(*PROSE[:2]), PROSE[2], escape(way(line), quote=False)))
            assert (credits(article), texts(article)) == (credit, list(PROSE)), place


@pytest.mark.parametrize("line", forms(NEITHER))
def test_a_last_line_that_is_no_credit_stays_in_the_text(line: str) -> None:
    article = read(paragraphs(*PROSE, line))
    assert credits(article) == (None, None)
    assert line in (*texts(article), *(caption.text for caption in article.captions), "./.")


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


NAMES_ALONE = "reading.py asks of the last line alone whether it is a name, not what stands above"


@pytest.mark.parametrize(
    "markup",
    [
        "<p>TM. ỦY BAN NHÂN DÂN</p><p>CHỦ TỊCH</p><p>(Đã ký)</p><p>Nguyễn Văn Hà</p>",
        "<p align='center'><b>KT. CHỦ TỊCH<br>PHÓ CHỦ TỊCH<br><br>Nguyễn Văn Hà</b></p>",
        "<p>Chủ tịch UBND xã</p><p>&nbsp;</p><p>Nguyễn Văn Hà</p>",
        "<p>Các em đoạt giải Nhất:</p><p>Nguyễn Văn Hà</p><p>Trần Thị Bưởi</p><p>Lê Văn Sáu</p>",
        "<p>Người trúng giải đặc biệt là:</p><p>Nguyễn Văn Hà</p>",
    ],
)
def test_who_signed_a_document_or_won_a_prize_did_not_write_the_article(markup: str) -> None:
    article = read(paragraphs(*PROSE) + markup)
    assert credits(article) == (None, None)
    assert "Nguyễn Văn Hà" in article.text


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Danh sách các em đoạt giải:</p><ul><li>Nguyễn Văn Hà</li><li>Lê Văn Sáu</li></ul>" + paragraphs(PROSE[0]),
        "<p>Danh sách:</p><p>1. Nguyễn Văn Hà</p><p>2. Lê Văn Sáu</p>",
        "<p>Danh sách:</p><p>- Nguyễn Văn Hà</p><p>- Lê Văn Sáu</p>",
        "<p>TRƯỞNG BAN TỔ CHỨC</p><p>Đã ký: Lê Văn Sáu</p>",
    ],
)
def test_a_list_of_names_is_text(markup: str) -> None:
    article = read(paragraphs(*PROSE) + markup)
    assert credits(article) == (None, None)
    assert "Lê Văn Sáu" in article.text


@pytest.mark.parametrize("opening", ["CTTĐT - ", "HNP - ", "(BNP) - ", "(Cổng TTĐT-AG)-", "CTTĐT – "])
def test_a_dateline_stays_before_the_lead(opening: str) -> None:
    """It is part of the lead, as the page shows it."""
    for markup in ("<p>{0}{1}</p>", "<p><b>{0}</b>{1}</p>", "<p><strong>{0}{1}</strong></p>"):
        assert read(markup.format(opening, PROSE[0]) + paragraphs(*PROSE[1:])).lead == opening + PROSE[0]


# -- captions ---------------------------------------------------------------------------------------

PICTURE = '<img src="/media/a1.jpg" alt="a1.jpg">'


CAPTIONS = """
    Quang cảnh hội nghị | Ảnh: Đại biểu dự họp | (ảnh: Đại biểu dự họp) | (Ảnh: Kim Ngân) | Ảnh: Kim Ngân
    Ảnh: Kim Ngân. | ẢNH: ĐẠI BIỂU DỰ HỌP | Ảnh : Đại biểu dự họp | Hình ảnh: Đại biểu dự họp
    Ảnh minh họa | Ảnh minh họa: Internet
    Đồng chí Bí thư phát biểu tại hội nghị | Hình 1: Sơ đồ | Hình 1. Sơ đồ tuyến đường
    Bà con làm đường (Ảnh: Kim Ngân) | Bà con thôn Thượng làm đường. Ảnh: Kim Ngân
    Bà con thôn Thượng làm đường - Ảnh: KN | Toàn cảnh buổi họp
    Lãnh đạo xã tặng quà gia đình bà Lê Thị Sáu, thôn Hạ
"""
UNDER_A_PICTURE = {
    "two paragraphs": "<p>{0}</p><p>{1}</p>",
    "two lines": "<p>{0}<br>{1}</p>",
    "centred, in italics": '<p align="center">{0}</p><p align="center"><em>{1}</em></p>',
    "a figure": "<figure>{0}<figcaption>{1}</figcaption></figure>",
    "two rows": '<table><tr><td>{0}</td></tr><tr><td style="text-align:center">{1}</td></tr></table>',
    "by class": '<div>{0}<p class="wp-caption-text">{1}</p></div>',
    "twice": '<p align="center">{0}</p><p align="center">{1}</p><p align="center">{1}</p>',
    "behind an empty line": "<p>{0}</p><p>&nbsp;</p><p>{1}</p>",
}


@pytest.mark.parametrize("caption", forms(CAPTIONS))
@pytest.mark.parametrize("markup", UNDER_A_PICTURE.values(), ids=UNDER_A_PICTURE)
def test_a_line_under_a_picture_is_its_caption_and_no_text(markup: str, caption: str) -> None:
    for way in WAYS:
        picture = markup.format(PICTURE, way(caption))
        for body in (paragraphs(*PROSE[:2]) + picture + paragraphs(PROSE[2]), paragraphs(*PROSE) + picture):
            article = read(body)
            assert [(c.text, c.image) for c in article.captions] == [(caption, "http://xa.example.gov.vn/media/a1.jpg")]
            assert (texts(article), credits(article)) == (list(PROSE), (None, None))


@pytest.mark.parametrize("markup", ["<p>{0}</p><p>{1}</p>", "<p>{0}<br>{1}</p>"])
def test_a_caption_may_end_in_a_full_stop(markup: str) -> None:
    article = read(paragraphs(*PROSE[:2]) + markup.format(PICTURE, "Quang cảnh hội nghị.") + paragraphs(PROSE[2]))
    assert [caption.text for caption in article.captions] == ["Quang cảnh hội nghị."]


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
