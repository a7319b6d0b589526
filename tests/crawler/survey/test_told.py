"""What sitemaps and feeds tell of a portal: which addresses are articles', and where those may be listed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fetch.addresses import Site
from crawler.fetch.items import ListItem
from crawler.fetch.sitemaps import Entry
from crawler.survey.told import articles_among, first_of, put_together

HOST = "http://xa.example.gov.vn"
SITE = Site("http", "xa.example.gov.vn")


@pytest.mark.parametrize(
    ("articles", "others"),
    [
        (
            ["/hop-giao-ban-thang-5-nam-2024-cua-xa/", "/khai-giang-nam-hoc-moi-o-truong/"],
            ["/", "/gioi-thieu/", "/cai-cach-hanh-chinh/", "/tin-tuc-su-kien/"],
        ),
        (["/kinh-te/thu-ngan-sach-113449", "/y-te/tiem-chung-120001.html"], ["/kinh-te", "/y-te", "/lien-he.html"]),
        (["/?p=12", "/?p=13"], ["/?page_id=4", "/?cat=3", "/?m=202403", "/?attachment_id=9"]),
        (["/chi-tiet.aspx?id=12", "/chi-tiet.aspx?id=13"], ["/chuyen-muc.aspx?catid=12", "/lien-he.aspx"]),
        # Names no longer than those of categories, where there are none that are surer.
        (["/tin/hop-giao-ban-xa", "/tin/le-khai-giang-truong"], ["/tin", "/gioi-thieu"]),
    ],
)
def test_an_article_is_known_by_its_number_or_by_a_name_as_long_as_a_title(
    articles: list[str], others: list[str]
) -> None:
    urls = [HOST + path for path in (*others, *articles)]
    assert articles_among(urls) == ([HOST + path for path in articles], [HOST + path for path in others])


def lists(*articles: str, others: tuple[str, ...] = ()) -> list[str]:
    items = [ListItem(HOST + path) for path in articles]
    told = put_together(items, [], [], [HOST + path for path in others], SITE.canonical)
    return [one.url.removeprefix(HOST) for one in told.lists]


def test_what_stands_above_most_articles_may_list_them() -> None:
    found = lists("/tin/y-te/a.html", "/tin/kinh-te/b.html", "/tin/kinh-te/c.html", others=("/lien-he", "/su-kien"))
    assert found == ["/tin/kinh-te", "/tin/y-te", "/su-kien", "/tin"]


def test_days_and_portlets_list_nothing() -> None:
    assert lists("/tin/2024/03/a") == ["/tin"]
    assert lists("/thon/-/asset_publisher/UByp2W88WPKe/content/a") == ["/thon"]
    assert lists("/a/", "/?p=3") == []


def test_of_an_index_news_and_categories_come_first() -> None:
    names = ("page-1", "post_tag-1", "category-1", "post-1", "post-2")
    entries = [Entry(f"{HOST}/{name}.xml", f"2024-01-0{at + 1}") for at, name in enumerate(names)]
    read = [entry.url.rsplit("/", 1)[-1] for entry in first_of(entries, 3)]
    assert read == ["post-2.xml", "category-1.xml", "post-1.xml"]


paths = st.from_regex(r"(/[\w%.(*+\[-]{0,12}){1,4}(\?[a-z]{1,4}=[0-9a-z&=]{0,6})?", fullmatch=True)


@given(st.lists(paths, max_size=6))
def test_any_addresses_are_read_without_harm(found: list[str]) -> None:
    urls = [HOST + path for path in found]
    articles, others = articles_among(urls)
    assert set(articles) | set(others) == set(urls) and not set(articles) & set(others)
    told = put_together([*map(ListItem, articles)], [], [], others, SITE.canonical)
    assert all(SITE.owns(one.url) for one in told.lists)
    for item in told.articles:
        told.likeness.fits(SITE.canonical(item.url))
