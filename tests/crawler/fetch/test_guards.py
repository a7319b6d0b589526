"""What is of the public web, what is a trap, how long to wait: decided without a network."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.resolver import CachingThreadedResolver
from twisted.internet import defer
from twisted.python.failure import Failure

from crawler.fetch.patience import retry_after
from crawler.fetch.private import why_private
from crawler.fetch.resolver import GuardedResolver
from crawler.fetch.traps import FRUITLESS, SAME_NAME, Traps

PRIVATE = """
    127.0.0.1 127.1 127.0.0.1. 0.0.0.0 0 2130706433 0x7f.1 0177.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 100.64.0.1
    169.254.169.254 169.254.1.1 224.0.0.1 239.1.2.3 255.255.255.255 240.0.0.1 192.0.2.1 198.18.0.1 168.63.129.16
    [::1] [::] [fe80::1%25eth0] [fc00::1] [fd00:ec2::254] [ff02::1] [::ffff:127.0.0.1] [::ffff:7f00:1] [::127.0.0.1]
    [64:ff9b::10.0.0.1] [2002:7f00:1::] [2001:db8::1] localhost LOCALHOST printer kho.local a.internal x.home.arpa
    """.split()
PUBLIC = """
    113.160.1.1 8.8.8.8 [2001:4860:4860::8888] [::ffff:8.8.8.8] thoxuan.thanhhoa.gov.vn localhost.gov.vn 1.2.vn
    """.split()


@pytest.mark.parametrize("host", PRIVATE)
def test_what_is_not_of_the_public_web_is_known_however_it_is_written(host: str) -> None:
    assert why_private(host)


@pytest.mark.parametrize("host", PUBLIC)
def test_what_is_of_the_public_web_is_left_alone(host: str) -> None:
    assert why_private(host) is None


@given(st.ip_addresses(v=4))
def test_an_address_is_judged_alike_in_every_form_it_can_have(address: IPv4Address) -> None:
    number = int(address)
    forms = [str(address), str(number), hex(number), f"[::ffff:{address}]", f"[64:ff9b::{address}]"]
    assert len({why_private(form) is None for form in forms}) == 1


@given(st.one_of(st.ip_addresses(), st.text()))
def test_any_host_is_judged(host: IPv4Address | IPv6Address | str) -> None:
    said = why_private(str(host))
    assert said is None or said.isprintable() or not str(host).isprintable()


# -- names -------------------------------------------------------------------------------------------------


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What DNS says, one answer after another."""
    told: list[str] = []
    monkeypatch.setattr(CachingThreadedResolver, "getHostByName", lambda *_: defer.succeed(told.pop(0)))
    monkeypatch.setattr(GuardedResolver, "refused", {})
    monkeypatch.setattr(GuardedResolver, "_open", set())
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    yield told


def resolved(name: str) -> str | None:
    """The address that a connection would be made to; None where none would."""
    got: list[str | Failure] = []
    resolver = GuardedResolver.__new__(GuardedResolver)
    resolver.getHostByName(name).addBoth(got.append)
    return None if isinstance(got[0], Failure) else got[0]


def test_a_name_is_checked_each_time_it_is_used(answers: list[str]) -> None:
    answers += ["113.160.1.1", "127.0.0.1"]
    assert [resolved("huyen.example.vn"), resolved("huyen.example.vn")] == ["113.160.1.1", None]
    assert GuardedResolver.refused["huyen.example.vn"].endswith("127.0.0.1, an address of the machine itself")


def test_hosts_that_were_allowed_may_be_anywhere_and_those_below_them(answers: list[str]) -> None:
    GuardedResolver.allow(["huyen.example.vn"])
    answers += ["10.0.0.7"] * 3
    assert [resolved(name) for name in ("huyen.example.vn", "van-ban.huyen.example.vn", "nothuyen.example.vn")] == [
        "10.0.0.7",
        "10.0.0.7",
        None,
    ]


def test_the_proxy_is_the_operators_own_choice(answers: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://cong-ra.example.vn:3128")
    answers += ["10.0.0.1", "10.0.0.2"]
    assert [resolved("cong-ra.example.vn"), resolved("khac.example.vn")] == ["10.0.0.1", None]


# -- waiting -----------------------------------------------------------------------------------------------

NOW = datetime(2024, 2, 9, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        (b"120", 120),
        (b" 0 ", 0),
        (format_datetime(NOW + timedelta(minutes=2), usegmt=True).encode(), 120),
        (format_datetime(NOW - timedelta(days=1), usegmt=True).encode(), 0),
        (b"", None),
        (b"-5", None),
        (b"soon", None),
        (b"Fri, 32 Feb 2024 08:00:00 GMT", None),
        (b"\xff\xfe", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(said: bytes | None, seconds: float | None) -> None:
    assert retry_after(said, NOW) == seconds


@given(st.binary())
def test_any_retry_after_is_read(said: bytes) -> None:
    wait = retry_after(said, NOW)
    assert wait is None or wait >= 0


# -- traps -------------------------------------------------------------------------------------------------

HOST = "http://huyen.example.gov.vn"


def test_a_calendar_is_left_after_so_many_months_without_an_article() -> None:
    traps = Traps()
    for month in range(FRUITLESS):
        assert not traps.caught(f"{HOST}/lich/{month}/")
        traps.told(f"{HOST}/lich/{month}/", "rejected")
    assert "addresses without end" in str(traps.caught(f"{HOST}/lich/99/"))
    assert not traps.caught(f"{HOST}/tin-tuc/99/")


def test_numbers_that_lead_to_articles_now_and_then_are_asked_for() -> None:
    traps = Traps()
    for number in range(10 * FRUITLESS):
        traps.told(f"{HOST}/tin/{number}.html", "rejected" if number % 5 else "new")
    assert not traps.caught(f"{HOST}/tin/9999.html")


def test_a_session_in_the_path_multiplies_no_page() -> None:
    traps = Traps()
    for session in range(SAME_NAME):
        assert not traps.caught(f"{HOST}/s{session:08x}/hop-giao-ban.html")
        traps.told(f"{HOST}/s{session:08x}/hop-giao-ban.html", "duplicate")
    assert "one article at addresses without end" in str(traps.caught(f"{HOST}/s00ff/hop-giao-ban.html"))
    assert not traps.caught(f"{HOST}/s00ff/so-ket-quy-ba.html")


def test_articles_that_parameters_name_are_many_though_copies_are_among_them() -> None:
    traps = Traps()
    for number in range(10 * SAME_NAME):
        traps.told(f"{HOST}/?p={number}", "duplicate" if number % 3 == 0 else "new")
        traps.told(f"{HOST}/?m={number}", "rejected")
    assert not traps.caught(f"{HOST}/?p=9999")
    assert traps.caught(f"{HOST}/?m=9999")


def test_links_that_lead_ever_deeper_are_not_followed() -> None:
    assert "ever deeper" in str(Traps().caught(f"{HOST}/tin-tuc/tin-tuc/tin-tuc/hop.html"))
    assert not Traps().caught(f"{HOST}/tin-tuc/2020/2020/2020/tin-tuc/hop.html")


@given(st.lists(st.tuples(st.text(), st.sampled_from(["rejected", "duplicate", "new"])), max_size=20))
def test_any_address_is_taken(told: list[tuple[str, str]]) -> None:
    traps = Traps()
    for path, kind in told:
        traps.told(f"{HOST}/{path}", kind)
        traps.caught(f"{HOST}/{path}")
