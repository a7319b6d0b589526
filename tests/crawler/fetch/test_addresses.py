"""Which addresses are one page, and which are not: pairs, properties, and what is asked for."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from crawler.fetch.addresses import Forms, Site
from crawler.portals import load_portals
from tests.crawler.fetch.address_pairs import DIFFERENT, PLAIN, SAME

SITES = {name: portal().addresses for name, portal in load_portals().items()}
SITES[PLAIN] = Site("http", "vidu.example")

Pair = tuple[str, str, str, str]


def whole(site: str, address: str) -> str:
    return address if "://" in address.lower() else f"http://{SITES[site].host}{address}"


@pytest.mark.parametrize("pair", SAME, ids=lambda pair: f"{pair[0]}: {pair[3]}")
def test_two_addresses_of_one_page(pair: Pair) -> None:
    site, one, other, _ = pair
    assert SITES[site].canonical(whole(site, one)) == SITES[site].canonical(whole(site, other))


@pytest.mark.parametrize("pair", DIFFERENT, ids=lambda pair: f"{pair[0]}: {pair[3]}")
def test_addresses_of_two_pages(pair: Pair) -> None:
    site, one, other, _ = pair
    assert SITES[site].canonical(whole(site, one)) != SITES[site].canonical(whole(site, other))


def test_there_are_pairs_enough() -> None:
    assert len(SAME) + len(DIFFERENT) >= 170
    assert len(set(SAME + DIFFERENT)) == len(SAME + DIFFERENT)


def test_an_address_that_is_canonical_stays_readable() -> None:
    url = "http://vidu.example/tin/hội nghị tổng kết-1"
    assert SITES[PLAIN].canonical("https://www.vidu.example/tin/h%E1%BB%99i%20ngh%E1%BB%8B tổng kết-1/?utm_id=1") == url


# ---- properties --------------------------------------------------------------------------------------------

PIECES = [
    "http://", "https://", "vidu.example", "www.", ":443", ":80", ":99999", "/", "//", "..", ".", "\\", "tin", "hop",
    ".html", "?", "&", "&amp;", "=", "#", ";jsessionid=7C", ";", "(S(abc))", "print", "in-trang", "index.php", "vi",
    "en_US", "p=12", "id=5", "sid=8f14e45fceea167a5a36", "utm_source=x", "%", "%25", "%2F", "%E1%BB%99", "%E1%BB",
    "%99", "%C3", "%00", "%20", " ", "\u00ad", "\u0323", "o", "ộ", "\ud800", "[", "@", "-", "1134499",
    "1227/27461/54439/",
]  # fmt: skip
addresses = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=12).map(lambda parts: "http://vidu.example/" + "".join(parts)),
    st.text(max_size=40).map(lambda text: f"http://vidu.example/{text}"),
    st.text(max_size=40),
)
sites = st.sampled_from(sorted(SITES)).map(lambda name: Site("http", "vidu.example", (), SITES[name].forms))


@given(sites, addresses)
@example(SITES[PLAIN], "http://vidu.example/%E1%BB\u00ad%99")
@example(SITES["laocai"], "http://tplaocai.laocai.gov.vn/1/2/3/1134499/1/2")
def test_the_canonical_address_is_its_own_and_nothing_is_raised(site: Site, url: str) -> None:
    once = site.canonical(url)
    assert site.canonical(once) == once
    for ask in (site.owns, site.numbered, site.request):
        ask(url)
        ask(once)
    assert site.canonical(site.request(url)) == once


words = st.sampled_from("tin hop ban giao print in vi en xa index 1 9 4 thang".split())
slugs = st.lists(words, min_size=1, max_size=5).map("-".join)
slugs = slugs.filter(lambda slug: slug not in ("print", "vi", "en", "index", "ban-in"))
names = st.sampled_from("p id newsid article_id print s page".split())
numbers = st.integers(2, 9_999_999)
ARTICLES = {
    "laocai": st.builds("/{}/{}-{}".format, slugs, slugs, st.integers(100_000, 9_999_999)),
    "vanphuc": st.builds("/{}/-/asset_publisher/UByp2W88WPKe/content/{}".format, slugs, slugs),
    "backan": st.one_of(st.builds("/{}/".format, slugs), st.builds("/?p={}".format, numbers)),
    "thoxuan": st.builds("/web/trang-chu/{}/{}.html".format, slugs, slugs),
    "krongno": st.builds("/{}".format, slugs),
    PLAIN: st.one_of(
        st.builds("/{}/{}".format, slugs, slugs),
        st.builds("/{}?id={}".format, slugs, numbers),
        st.builds("/{}?sid={}".format, slugs, numbers),
        st.builds("/?{}={}".format, names, numbers),
    ),
}


@pytest.mark.parametrize("name", ARTICLES)
@given(data=st.data())
def test_no_two_articles_become_one(name: str, data: st.DataObject) -> None:
    one, other = data.draw(ARTICLES[name]), data.draw(ARTICLES[name])
    assume(one != other)
    site = SITES[name]
    assert site.canonical(whole(name, one)) != site.canonical(whole(name, other))
    assert site.canonical(whole(name, one)) == whole(name, one)


# ---- what is asked for -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "asked"),
    [
        ("/tin/hop/", "/tin/hop/"),
        ("/tin/hop?id=5&cat=2#top", "/tin/hop?id=5&cat=2#top"),
        ("/tin/hop/print/", "/tin/hop/"),
        ("/tin/hop?print=1&id=5", "/tin/hop?id=5"),
        ("/tin/hop;jsessionid=7C1E?id=5", "/tin/hop?id=5"),
        ("/(S(lit3py55t21z5v55vlm25s55))/tin/hop.aspx", "/tin/hop.aspx"),
        ("/tin/hop?fbclid=x", "/tin/hop"),
        ("/print/", "/"),
    ],
)
def test_a_session_a_tracker_and_a_print_view_are_not_asked_for(link: str, asked: str) -> None:
    assert SITES[PLAIN].request(whole(PLAIN, link)) == whole(PLAIN, asked)


def test_what_only_a_number_names_is_told() -> None:
    site = SITES["backan"]
    addresses = ["/?p=12", "/?p=x", "/tin/?p=12", "/", "/?page_id=12"]
    assert [site.numbered(whole("backan", address)) for address in addresses] == [True, False, False, False, False]
    assert not SITES["laocai"].numbered("http://tplaocai.laocai.gov.vn/?p=12")


@pytest.mark.parametrize(
    ("page", "other", "same"),
    [
        ("/tin/hop", "/thong-bao/hop", True),
        ("/tin/hop.html", "/hop", True),
        ("/tin/hop", "/tin/hop-1", False),
        ("/", "/", False),
        ("/tin/hop", "/", False),
    ],
)
def test_another_way_to_the_same_name(page: str, other: str, same: bool) -> None:
    assert SITES[PLAIN].same_name(whole(PLAIN, page), whole(PLAIN, other)) is same


def test_a_form_that_leads_back_to_itself_comes_to_an_end() -> None:
    turning = Site("http", "vidu.example", (), Forms(paths=((r"/a/(.+)", r"/b/\1"), (r"/b/(.+)", r"/a/\1"))))
    assert turning.canonical("http://vidu.example/a/hop") in ("http://vidu.example/a/hop", "http://vidu.example/b/hop")
