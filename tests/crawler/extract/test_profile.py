"""What a portal repeats is no part of its articles; what its articles repeat is."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

import pytest

from crawler.extract import NOTHING_LEARNED, Profile, extract, extract_opened, learn, open_page
from storage.records import Article, Capture
from tests.benchmarks.bench_profile import replicas, score
from tests.crawler.extract.muongthin import HOTLINE, SLOGAN, VILLAGES, page, paragraphs, title
from tests.crawler.extract.pages import texts

SEEN = datetime(2026, 5, 1, tzinfo=UTC)


def captured(html: str, url: str) -> Capture:
    return Capture("", url, url, SEEN, 200, (("Content-Type", "text/html; charset=utf-8"),), html.encode())


def address(number: int) -> str:
    return f"http://muongthin.example.gov.vn/tin/{number}"


def learned(pages: Iterable[str], profile: Profile = NOTHING_LEARNED, first: int = 0) -> Profile:
    """A profile that learned these pages, each at an address of its own."""
    captures = (captured(html, address(first + number)) for number, html in enumerate(pages))
    return learn(profile, [opened.page for opened in map(open_page, captures) if opened.page])


def read(html: str, profile: Profile) -> Article:
    return extract(captured(html, address(0)), (), profile)


def repeated(html: str, profile: Profile) -> dict[str, str]:
    """The texts of a page that the portal repeats, with the evidence."""
    opened = open_page(captured(html, address(0)))
    extract_opened(opened, profile)
    assert opened.page
    return {piece.text: str(piece.repeated) for piece in opened.page.pieces if piece.repeated}


PORTAL = learned(map(page, range(12)))


# -- what goes ---------------------------------------------------------------------------------------


def test_what_every_page_repeats_is_no_part_of_an_article() -> None:
    assert texts(read(page(3), NOTHING_LEARNED)) != paragraphs(3)
    assert texts(read(page(3), PORTAL)) == paragraphs(3)


def test_a_page_that_was_not_learned_from_gains_as_well() -> None:
    assert texts(read(page(77), PORTAL)) == paragraphs(77)


def test_a_counter_is_the_same_line_whatever_its_digits() -> None:
    assert "Đã có 999.999 người ghé trang này" not in read(page(3).replace("1111", "999.999"), PORTAL).text
    assert "Đã có 1111 người ghé trang này" in read(page(3), NOTHING_LEARNED).text


def test_an_image_of_every_page_is_none_of_the_article() -> None:
    own = page(3, [*paragraphs(3), '<img src="/anh/muong-nuoc.jpg">'])
    assert "http://muongthin.example.gov.vn/anh/ho-tro.gif" in [i.url for i in read(own, NOTHING_LEARNED).images]
    assert [image.url for image in read(own, PORTAL).images] == ["http://muongthin.example.gov.vn/anh/muong-nuoc.jpg"]


def test_a_page_with_nothing_of_its_own_but_a_title_has_no_text() -> None:
    empty = page(50, [])
    assert read(empty, NOTHING_LEARNED).blocks
    assert read(empty, PORTAL).not_article == "no text under the title"


def test_a_heading_of_every_page_is_no_title() -> None:
    untitled = page(3).replace(f"<title>{title(3)} | ", "<title>")
    untitled = untitled.replace("<h2>", '<div class="title">').replace("</h2>", "</div>")
    assert read(untitled, NOTHING_LEARNED).title == SLOGAN
    assert read(untitled, PORTAL).title == title(3)


def test_a_line_whose_label_recurs_before_a_link_goes_whatever_it_links_to() -> None:
    def filed(number: int) -> str:
        return page(number, [*paragraphs(number), f'Xếp vào ngăn: <a href="/n">{VILLAGES[number % 9]}</a>'])

    assert texts(read(filed(3), learned(map(filed, range(12))))) == paragraphs(3)


def test_a_frame_of_two_pages_in_three_is_none_of_the_article() -> None:
    box = (
        "<div><p>Mời bạn đọc gửi ảnh đẹp về bản làng cho văn phòng xã, ảnh chọn được treo ở nhà sàn</p>"
        "<p>Ảnh gửi qua hòm thư đặt trước cổng chợ, mỗi phiên mở một lần vào buổi sáng sớm</p></div>"
    )
    profile = learned(page(n, frame=box if n % 3 else "") for n in range(21))
    assert "hòm thư" in read(page(4, frame=box), NOTHING_LEARNED).text
    assert texts(read(page(4, frame=box), profile)) == paragraphs(4)


def test_a_line_of_every_page_between_title_and_text_goes() -> None:
    long = "Bản {} cùng cả xã ra quân khơi thông kênh mương, chuẩn bị nước tưới cho vụ lúa đông xuân"

    def tooled(number: int) -> str:
        html = page(number, heading=long.format(VILLAGES[number % 9])).replace('<div class="c4">', "")
        return html.replace("</h2>", "</h2><p>Kéo sang phải cho chữ to lên</p>")

    assert "Kéo sang phải cho chữ to lên" in repeated(tooled(3), learned(map(tooled, range(12))))


def test_the_evidence_says_on_how_many_pages_it_stood() -> None:
    assert repeated(page(3), PORTAL)[HOTLINE] == "on 12 of 12 pages"


@pytest.mark.parametrize("disguised", [False, True], ids=["as they are", "in words and classes that nobody knows"])
def test_the_replicas_need_no_rules(disguised: bool) -> None:
    counters = re.compile(r"(?:online|truy cập|lượt xem|hôm nay|tuần này|tất cả|view count)\W*\d", re.IGNORECASE)
    for portal in replicas(disguised):
        opened = [open_page(capture) for capture in portal.captures]
        profile = learn(NOTHING_LEARNED, [one.page for one in opened if one.page])
        bodies = [texts(extract_opened(one, profile)) for one in opened]
        assert score(portal.wanted, bodies).f1 >= 0.99, portal.name
        assert not [line for body in bodies for line in body if counters.search(line)]


# -- what stays --------------------------------------------------------------------------------------


def portal_of(text: Callable[[int], Sequence[str]], number: int = 20) -> Profile:
    """What is learned of a portal whose articles have these texts."""
    return learned(page(n, text(n)) for n in range(number))


def assert_kept(text: Callable[[int], Sequence[str]], number: int = 20) -> None:
    profile = portal_of(text, number)
    assert all(texts(read(page(n, text(n)), profile)) == list(text(n)) for n in range(number))


def test_a_sentence_of_two_articles_in_three_stays() -> None:
    present = "Dự buổi ra quân có các đồng chí trong Ban Chấp hành Đảng bộ xã và trưởng các bản."
    assert_kept(lambda n: [present, *paragraphs(n)] if n % 3 else paragraphs(n))


def test_the_closing_line_of_most_reports_stays() -> None:
    closing = "Trên đây là kết quả trong tháng, xã báo cáo huyện biết"
    assert_kept(lambda n: [*paragraphs(n), closing] if n % 4 else paragraphs(n))


def test_a_sentence_between_paragraphs_stays_though_all_articles_have_it() -> None:
    between = "Bí thư Đảng ủy xã biểu dương bà con và nhắc các bản giữ sạch nguồn nước."
    assert_kept(lambda n: [*paragraphs(n)[:2], between, *paragraphs(n)[2:]])


def test_a_heading_between_paragraphs_stays_though_all_articles_have_it() -> None:
    assert_kept(
        lambda n: [*paragraphs(n)[:1], "1. Việc đã làm", *paragraphs(n)[1:2], "2. Việc tới", *paragraphs(n)[2:]]
    )


@pytest.mark.parametrize(
    "line", ["Lò Thị Ún", "Tin, ảnh: Quàng Văn Hặc", "Lò Thị Ún – Đài Truyền thanh xã", "Nguồn: Báo Điện Biên Phủ"]
)
def test_the_only_reporter_of_a_portal_keeps_the_byline(line: str) -> None:
    def signed(number: int) -> list[str]:
        return [*paragraphs(number), f'<span style="font-weight: bold">{line}</span>']

    article = read(page(3, signed(3)), portal_of(signed))
    assert texts(article) == paragraphs(3)
    assert line.endswith((article.byline or "", article.source or ""))
    assert article.byline or article.source


@pytest.mark.parametrize(
    "line", ['<a href="/tac-gia/un">Tin, ảnh: Lò Thị Ún</a>', 'Tác giả: <a href="/tac-gia/un">Lò Thị Ún</a>']
)
def test_a_byline_that_is_a_link_is_kept(line: str) -> None:
    def signed(number: int) -> list[str]:
        return [*paragraphs(number), line]

    assert read(page(3, signed(3)), portal_of(signed)).byline == "Lò Thị Ún"


def test_a_dateline_of_every_article_stays() -> None:
    assert_kept(lambda n: ["(Mường Thín) -", *paragraphs(n)])


def test_an_article_at_five_addresses_is_one() -> None:
    html = [page(3, frame=f"<p><a href='/tin/{n}'>{title(n)}</a></p>") for n in range(5)]
    profile = learned(html)
    assert not profile.speaks
    assert texts(read(html[0], learned(map(page, range(4, 16)), profile, first=5))) == paragraphs(3)


def test_a_page_captured_every_day_for_a_month_is_one() -> None:
    profile = learned(map(page, range(12)))
    for day in range(30):
        news = (
            f"<p>Hôm {day}, bản {name} có mưa nhỏ, gió nhẹ từ phía đèo thổi về, trời se lạnh.</p>" for name in VILLAGES
        )
        opened = open_page(captured(page(3, frame=f"<div>{''.join(news)}</div>"), address(3)))
        assert opened.page
        profile = learn(profile, [opened.page])
    assert profile.pages == 12
    assert texts(read(page(3), profile)) == paragraphs(3)


def test_fewer_than_five_articles_say_nothing() -> None:
    few = learned(map(page, range(4)))
    assert read(page(3), few) == read(page(3), NOTHING_LEARNED)


def test_the_title_of_an_article_that_other_pages_list_stays_its_title() -> None:
    listed = f"<div><h3>Nên đọc</h3><div><a href='/tin/3'>{title(3)}</a><p>{paragraphs(3)[0]}</p></div></div>"
    profile = learned(page(n, frame=listed) for n in range(12))
    article = read(page(3, frame=listed), profile)
    assert article.title == title(3)
    assert texts(article)[:3] == paragraphs(3)
    assert paragraphs(3)[0] not in texts(read(page(5, frame=listed), profile))


def test_a_title_is_another_thing_than_a_link_with_its_words() -> None:
    def plain(number: int) -> str:
        listed = "<div><div><a href='/tin/3'>Bản Mển dọn mương đầu mùa</a></div></div>"
        html = page(number, heading=f"Bản {VILLAGES[number % 9]} dọn mương đầu mùa", frame=listed)
        return html.replace("<h2>", "<div>").replace("</h2>", "</div>")

    article = read(plain(3), learned(map(plain, range(12))))
    assert (article.title, article.sources["title"]) == ("Bản Mển dọn mương đầu mùa", "generic")


def test_a_title_that_many_articles_have_is_a_title() -> None:
    def notice(number: int) -> str:
        heading = "Thông báo của Ủy ban nhân dân xã" if number % 2 else title(number)
        return page(number, heading=f"<a href='/tin/{number}'>{heading}</a>").replace(
            f"<title><a href='/tin/{number}'>", "<title>"
        )

    article = read(notice(3), learned(map(notice, range(20))))
    assert (article.title, article.sources["title"]) == ("Thông báo của Ủy ban nhân dân xã", "generic")


def test_the_letterhead_of_two_articles_in_three_stays() -> None:
    head = ("ỦY BAN NHÂN DÂN XÃ MƯỜNG THÍN", "Độc lập – Tự do – Hạnh phúc")

    def letter(number: int) -> list[str]:
        return [*head, *paragraphs(number)] if number % 3 else paragraphs(number)

    assert "Độc lập – Tự do – Hạnh phúc" in texts(read(page(4, letter(4)), portal_of(letter)))


def test_a_line_of_all_of_six_articles_may_be_chance() -> None:
    closing = "Bà con hẹn nhau tuần sau làm tiếp đoạn còn lại"
    assert closing in texts(read(page(3, [*paragraphs(3), closing]), portal_of(lambda n: [*paragraphs(n), closing], 6)))


def test_this_weeks_timetable_is_not_last_weeks() -> None:
    def week(number: int) -> str:
        return page(number, heading=f"Lịch công tác tuần {number} của lãnh đạo xã")

    assert read(week(3), learned(map(week, range(12)))).title == "Lịch công tác tuần 3 của lãnh đạo xã"


def test_bulletins_that_differ_in_their_figures_are_kept() -> None:
    def bulletin(number: int) -> list[str]:
        return [
            f"Đêm qua, trạm thủy văn đo được lượng mưa {number * 3} mm, nước suối lên {number} cm so với hôm trước.",
            f"Nhiệt độ: {number} - {number + 9} độ",
            f"Ngày mai mưa giảm dần, gió đông bắc cấp {number % 4 + 2}, bà con đi nương chú ý đường trơn và đá lăn.",
        ]

    assert_kept(bulletin)


def test_a_file_of_its_own_behind_the_same_words_is_an_attachment() -> None:
    def notice(number: int) -> list[str]:
        return [*paragraphs(number), f'<a href="/tep/thong-bao-{number}.pdf">Toàn văn ở đây</a>']

    profile = portal_of(notice)
    assert [file.url for file in read(page(3, notice(3)), profile).attachments] == [
        "http://muongthin.example.gov.vn/tep/thong-bao-3.pdf"
    ]


# -- how it is learned -------------------------------------------------------------------------------


def test_listings_and_articles_teach_beside_each_other() -> None:
    deeds = ("gặt giúp nhau", "sửa đường vào rẫy", "mở lớp dạy xòe", "đón đoàn khám bệnh", "dựng lại cầu treo")

    def listing(number: int) -> str:
        titles = (f"Bà con bản {name} {deeds[number % 5]} cùng bản {VILLAGES[number % 9]}" for name in VILLAGES)
        items = "".join(f'<p><a href="/tin/{n}">{title}</a></p>' for n, title in enumerate(titles))
        return page(number, [items, '<a href="/loc">Lọc theo phiên chợ</a>'], heading="Tin trong bản")

    profile = learned(html for n in range(20) for html in (page(n), listing(n)))
    assert {"Lọc theo phiên chợ", "Đất và người", HOTLINE} <= repeated(listing(30), profile).keys()
    assert texts(read(page(3), profile)) == paragraphs(3)


def test_page_by_page_or_all_at_once_is_the_same() -> None:
    one_by_one = NOTHING_LEARNED
    for number in range(40):
        one_by_one = learned([page(number)], one_by_one, first=number)
    assert one_by_one == learned(map(page, range(40)))


def test_a_new_design_is_learned_and_the_old_one_forgotten() -> None:
    def redesigned(number: int) -> str:
        return page(number).replace(HOTLINE, "Chợ phiên họp vào ngày rằm").replace("người ghé trang này", "lượt khách")

    profile = learned(map(page, range(200)))
    assert texts(read(redesigned(3), profile)) != paragraphs(3)
    profile = learned(map(redesigned, range(200, 350)), profile, first=200)
    assert texts(read(redesigned(3), profile)) == paragraphs(3)
    assert HOTLINE in texts(read(page(3), profile))


def test_memory_does_not_grow_with_the_pages() -> None:
    sizes = []
    profile = NOTHING_LEARNED
    for start in range(0, 1200, 100):
        profile = learned(map(page, range(start, start + 100)), profile, first=start)
        sizes.append(len(json.dumps(profile.as_json())))
    assert max(sizes) < 16_000
    assert max(sizes[6:]) <= max(sizes[:6])


def test_memory_does_not_grow_with_the_size_of_a_page() -> None:
    def register(number: int) -> str:
        return page(
            number,
            [f"Hộ thứ {n} của đợt {number}, bản {VILLAGES[n % 9]}, đã góp đủ ngày công cho xã." for n in range(3000)],
        )

    assert len(learned(map(register, range(8))).blocks) < 4000


def test_a_profile_comes_back_from_json_as_it_was() -> None:
    assert Profile.from_json(json.loads(json.dumps(PORTAL.as_json()))) == PORTAL


@pytest.mark.parametrize(
    "stored",
    [None, [], "x", {}, {"version": 0}, PORTAL.as_json() | {"version": 99}, PORTAL.as_json() | {"blocks": "AA"}],
)
def test_what_is_no_profile_of_this_version_is_learned_anew(stored: object) -> None:
    assert Profile.from_json(stored) == NOTHING_LEARNED
