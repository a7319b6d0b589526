"""What one run tells of a portal, judged against its past; and what is no reason for an alarm."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from crawler.health.front import front_of, registrable
from crawler.health.records import RULED, Before, Finding, Look, Observed, Past, Rhythm
from crawler.health.rules import judge
from crawler.health.silence import silence, working_days
from crawler.health.words import advert, gambling_links, is_foreign
from storage.records import Capture
from tests.crawler.health.world import CASINO

NOW = datetime(2026, 3, 20, 10, tzinfo=UTC)
LAST_MONTH = NOW - timedelta(days=30)
ALL = frozenset(RULED)
PAST = Past(
    runs=9,
    concerned=dict.fromkeys(RULED, 90),
    ruled=dict.fromkeys(RULED, 90),
    judged=80,
    titles=tuple(f"Huyện họp lần {n}" for n in range(90)),
    words=tuple(range(100, 190)),
)


def known(number: int, **told: object) -> Look:
    """A page that was read before and says what it said."""
    day = f"2026-02-{number % 20 + 1:02}"
    facts: dict[str, object] = {
        "url": f"http://x.vn/{number}", "capture": number, "kind": "unchanged", "at": NOW, "title": f"Tin {number}",
        "before": Before(f"Tin {number}", 120, day, LAST_MONTH), "words": 120, "published": day, "ruled": ALL,
        "text": number, "foreign": False,
    }  # fmt: skip
    return Look(**(facts | told))  # type: ignore[arg-type]


def new(number: int, **told: object) -> Look:
    return known(number, **({"kind": "new", "before": None} | told))


def found(*looks: Look, past: Past = PAST, **told: object) -> dict[str, Finding]:
    run = Observed(at=NOW, looks=looks, named=10, **told)  # type: ignore[arg-type]
    return {kind: verdict for kind, verdict in judge(run, past).items() if isinstance(verdict, Finding)}


WITNESSES = tuple(known(n) for n in range(1, 4))


def test_a_portal_that_is_as_it_was_is_well() -> None:
    assert not found(*WITNESSES, new(9))


def test_a_first_run_is_no_alarm() -> None:
    assert not found(*(new(n) for n in range(40)), past=Past())
    assert not found(*(new(n, ruled=frozenset(), published=None) for n in range(40)), past=Past())


def test_rules_that_match_no_more_are_a_redesign_and_what_is_new_is_held() -> None:
    looks = [known(n, ruled=frozenset(), kind="changed", words=110) for n in range(1, 4)]
    told = found(*looks, new(9, ruled=frozenset()))["redesign"]
    assert told.suspects == (1, 2, 3, 9)
    assert told.example == "http://x.vn/1"


def test_a_redesign_after_which_pages_say_what_they_said_holds_nothing() -> None:
    looks = [known(n, ruled=frozenset()) for n in range(1, 4)]
    assert found(*looks, new(9, ruled=frozenset()))["redesign"].suspects == ()


def test_notices_without_a_text_are_no_redesign() -> None:
    looks = [new(n, words=0, ruled=frozenset({"title", "published"}), foreign=None) for n in range(1, 9)]
    assert not found(*WITNESSES, *looks)


def test_known_texts_cut_short_are_found_and_short_notices_are_not() -> None:
    assert found(*(known(n, words=30, kind="changed") for n in range(1, 4)))["short"].suspects == (1, 2, 3)
    assert not found(*WITNESSES, *(new(n, words=35) for n in range(10, 14)))


def test_pages_that_all_say_the_same_are_found() -> None:
    told = found(*(known(n, text=7, kind="duplicate") for n in range(1, 4)))
    assert told["alike"].suspects == (1, 2, 3)


def test_titles_that_all_became_the_same_are_found_and_notices_of_one_name_are_not() -> None:
    looks = [known(n, title="Trang chủ", kind="changed") for n in range(1, 4)]
    assert "titles" in found(*looks)
    notices = [new(n, title="Giấy mời") for n in range(10, 20)]
    assert not found(*WITNESSES, *notices, past=Past(titles=("Giấy mời",) * 20 + PAST.titles, words=PAST.words))


def test_dates_that_are_all_today_are_found_where_authors_had_set_them() -> None:
    today = "2026-03-20"
    assert "dates" in found(*(known(n, published=today) for n in range(1, 4)))
    assert "dates" in found(*(known(n, published=None) for n in range(1, 4)))
    unproven = Before("Tin", 120, None, LAST_MONTH)  # it shows the day of its rendering, and always did
    assert not found(*(known(n, published=today, before=unproven) for n in range(1, 4)))


def test_a_failed_publishing_run_is_a_mass_loss_and_three_deletions_are_none() -> None:
    lost = tuple((f"http://x.vn/{n}", "the page is empty (0 bytes)") for n in range(50, 55))
    assert "mass-loss" in found(*WITNESSES, lost=lost)
    assert not found(*WITNESSES, lost=lost[:2])
    assert not found(*WITNESSES, lost=lost, same=20)


def test_every_link_dead_is_found() -> None:
    assert found(dead=6)["mass-loss"].words == "every one of 6 links to articles is dead"
    assert not found(*WITNESSES, dead=130)


def test_spam_is_found_on_one_page_and_a_raid_on_gamblers_is_none() -> None:
    assert advert("Nhà cái số một", CASINO)
    raid = (
        "Công an huyện vừa triệt phá đường dây đánh bạc, cá cược qua mạng. Các đối tượng lập nhà cái, nhận lô đề "
        "online, tài xỉu, xóc đĩa, rút tiền qua tài khoản. Công an đã khởi tố bốn bị can. Công an cảnh báo người dân "
        "không đăng ký tài khoản, không nạp tiền, vì đó là vi phạm pháp luật."
    )
    assert not advert("Triệt phá đường dây cá độ bóng đá", raid)
    assert found(*WITNESSES, new(9, advert=("casino",)))["spam"].example == "http://x.vn/9"


def test_hidden_links_to_casinos_are_found_and_the_portals_own_are_not() -> None:
    hidden = b'<div style="display:none">' + b'<a href="https://vui88.example/casino-%d">nha cai</a>' * 4
    page = hidden % (1, 2, 3, 4)
    assert len(gambling_links(page, "x.gov.vn")) == 4
    assert not gambling_links(page.replace(b"vui88.example", b"x.gov.vn"), "x.gov.vn")
    assert not gambling_links(b'<a href="https://bao.example/casino-bi-dong-cua">Tin</a>', "x.gov.vn")


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("The quick brown fox jumps over the lazy dog near the river bank. " * 8, True),
        ("Situs judi slot terpercaya dengan bonus besar untuk pemain baru. " * 8, True),
        ("Sáng nay, lãnh đạo huyện chủ trì cuộc họp bàn việc thu hoạch cà phê. " * 8, False),
        ("Ngay 5 thang 3, lanh dao huyen va cac xa da hop ban ve viec thu hoach cua nguoi dan trong vung. " * 6, False),
        ("Giấy mời", None),
    ],
)
def test_another_language_is_told_by_its_letters(text: str, foreign: bool | None) -> None:
    assert is_foreign(text) is foreign


def test_foreign_texts_are_found_where_there_were_none_and_an_english_section_is_none() -> None:
    looks = [new(n, foreign=True) for n in range(10, 14)]
    assert found(*WITNESSES, *looks)["foreign"].suspects == (10, 11, 12, 13)
    assert not found(*WITNESSES, *looks, past=Past(judged=80, foreign=20))


# ---- the entry page -------------------------------------------------------------------------------


PORTAL = "<html lang=vi><title>Huyện Tân An</title>" + "".join(
    f'<div class="khung-{n}"><p class="tin-{n}">Tin tức của huyện Tân An, hội nghị giao ban số {n} tại xã</p></div>'
    for n in range(20)
)


def front_page(source: str, url: str = "http://tanan.gov.vn/") -> object:
    return front_of(
        Capture("tanan", url, url, NOW, 200, (("Content-Type", "text/html; charset=utf-8"),), source.encode())
    )


def test_a_domain_for_sale_is_somebody_elses() -> None:
    past = Past(front=front_page(PORTAL))
    parked = front_page("<html><title>tanan.gov.vn</title><h1>This domain is for sale</h1><p>Buy this domain now</p>")
    assert "owner" in found(front=parked, past=past)


def test_a_stranger_on_the_domain_is_found_and_all_he_says_is_held() -> None:
    past = Past(front=front_page(PORTAL))
    shop = front_page(
        "<html lang=en><title>Best Shoes Shop</title>" + "<p>Buy cheap running shoes online today.</p>" * 30
    )
    assert found(new(1), front=shop, past=past)["owner"].suspects == (1,)


def test_a_new_look_is_no_new_owner() -> None:
    past = Past(front=front_page(PORTAL))
    assert "owner" not in found(
        *WITNESSES, front=front_page(PORTAL.replace("khung", "box").replace("tin-", "i-")), past=past
    )


def test_maintenance_in_the_place_of_the_portal_is_told_in_its_words() -> None:
    notice = front_page("<html><title>Thông báo</title><h1>Hệ thống đang bảo trì, mời quay lại sau</h1>")
    run = Observed(at=NOW, front=notice, named=0)
    told = judge(run, PAST)["closed"]
    assert isinstance(told, Finding)
    assert "maintenance" in told.words


@pytest.mark.parametrize(
    ("host", "name"),
    [("krongno.daknong.gov.vn", "daknong.gov.vn"), ("www.vui.com", "vui.com"), ("a.b.com.vn", "b.com.vn")],
)
def test_what_is_registered_of_a_name(host: str, name: str) -> None:
    assert registrable(host) == name


# ---- silence --------------------------------------------------------------------------------------


def workdays(start: date, end: date) -> tuple[date, ...]:
    days = (start + timedelta(days=n) for n in range((end - start).days + 1))
    return tuple(day for day in days if day.weekday() < 5)


def silent(news: tuple[date, ...], today: date, watched: date | None = None) -> bool:
    return isinstance(silence(Rhythm(news, watched or news[0], today)), Finding)


def test_a_quiet_week_is_no_silence_and_two_are() -> None:
    news = workdays(date(2026, 3, 2), date(2026, 4, 3))
    assert not silent(news, date(2026, 4, 12))
    assert silent(news, date(2026, 4, 17))


def test_nobody_works_over_tet() -> None:
    news = workdays(date(2026, 1, 2), date(2026, 2, 9))
    assert not silent(news, date(2026, 3, 8))
    assert silent(news, date(2026, 3, 18))
    assert working_days(date(2026, 2, 9), date(2026, 3, 3)) == 0


def test_a_portal_that_publishes_in_batches_may_be_silent_as_long_as_it_was() -> None:
    batches = tuple(date(2026, 3, 2) + timedelta(days=21 * n) for n in range(9))
    assert not silent(batches, batches[-1] + timedelta(days=35))
    assert silent(batches, batches[-1] + timedelta(days=60))


def test_one_that_was_silent_before_anybody_looked_is_what_it_is() -> None:
    news = workdays(date(2026, 3, 2), date(2026, 4, 3))
    assert not silent(news, date(2026, 6, 1), watched=date(2026, 5, 20))
