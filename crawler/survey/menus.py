"""Which links of a portal most likely lead to listings of its news: those of menus, by what they are called. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from lxml.etree import _Element as Element

from crawler.extract.page import element_text
from crawler.extract.text import fold, words
from crawler.fetch.links import absolute

# A category has a short name; a longer one is a title.
_MOST_WORDS = 8
_MENU = re.compile(r"nav|menu|mega|dropdown|sitemap|category|chuyen-?muc|danh-?muc", re.IGNORECASE)
# So many links below one address are no chance.
_SEVERAL = 3
_MENU_TAGS = frozenset(("nav", "header"))

# What categories of news are called (PORTALS.md, and the menus of 140 hosts of it), without marks.
_NEWS = (
    "tin tuc", "tin", "su kien", "thoi su", "hoat dong", "chinh tri", "kinh te", "van hoa", "xa hoi", "xay dung dang",
    "dang doan the", "doan the", "mat tran", "quoc phong", "an ninh", "giao duc", "y te", "thong bao",
    "chi dao dieu hanh", "cai cach hanh chinh", "nong thon moi", "khoa giao", "du lich", "moi truong", "dia phuong",
    "chuyen doi so", "to dan pho", "tong hop", "trong huyen", "trong tinh", "trong nuoc", "phap luat", "nong nghiep",
    "doi song", "the thao", "news", "lao dong", "nguoi tot viec tot", "hoi nghi", "giao ban", "bien gioi", "dan toc",
    "ton giao", "khoa hoc",
)  # fmt: skip
# What else menus lead to.
_OTHER = (
    "gioi thieu", "lien he", "dang nhap", "dang ky", "so do", "so do cong", "sitemap", "rss", "van ban",
    "thu tuc hanh chinh", "dich vu cong", "hoi dap", "video", "thu vien anh", "hinh anh", "album", "audio",
    "lich cong tac", "danh ba", "co cau to chuc", "bo may", "ban do", "tro giup", "quen mat khau", "tim kiem",
    "trang chu", "login", "contact", "english", "gop y", "phan anh", "khao sat", "bau cu", "cong bao", "thu dien tu",
    "email",
)  # fmt: skip

# WordPress without permalinks: months, authors, tags, searches, feeds, and pages that stand by themselves.
_NO_LIST = re.compile(r"m|author|tag|s|feed|rest_route|page_id|attachment_id", re.IGNORECASE)
# What is listed by tag, by author and by month ("/2024/03/") is listed by category too.
_ELSEWHERE = re.compile(r"/(?:tags?|tu-khoa|author|tac-gia)/.*|.*/(?:19|20)\d\d(?:/\d\d?)?/?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MenuLink:
    """A link that may lead to a listing: ``score`` is higher for the likelier, negative for what hardly does.

    ``linked``: whether it is there, and does not only follow from others.
    """

    url: str
    name: str
    score: float
    linked: bool = True


def menu_links(root: Element, base: str, owns: Callable[[str], bool]) -> list[MenuLink]:
    """The links of a page that may be its menus', and what stands above several of its links, the likeliest listings
    first; each address once."""
    found: dict[str, MenuLink] = {}
    for link in root.iter("a"):
        url = absolute(base, link.get("href"))
        name = element_text(link)
        if not url or not owns(url) or not 0 < len(name.split()) <= _MOST_WORDS:
            continue
        one = MenuLink(url, name, _score(link, name, url))
        if url not in found or one.score > found[url].score:
            found[url] = one
    for one in _above(root, base, owns):
        if one.url not in found and f"{one.url}/" not in found:
            found[one.url] = one
    return sorted(found.values(), key=lambda one: -one.score)


def _above(root: Element, base: str, owns: Callable[[str], bool]) -> Iterator[MenuLink]:
    """What stands above several links in their addresses, and is called as news is: "/tin-tuc" of "/tin-tuc/y-te"."""
    urls = {url for link in root.iter("a") if (url := absolute(base, link.get("href"))) and owns(url)}
    above = Counter(url.rstrip("/").rpartition("/")[0] for url in urls)
    for url, count in above.items():
        name = re.sub(r"[-_]+", " ", urlsplit(url).path.rpartition("/")[2])
        if count >= _SEVERAL and (score := called(name)) > 0:
            yield MenuLink(url, name, score, linked=False)


def called(name: str) -> float:
    """How much a page is called as one of news is; less than nothing where it is called as what is none."""
    folded = f" {' '.join(words(fold(name)))} "
    if any(f" {other} " in folded for other in _OTHER):
        return -1.0
    return min(sum(f" {news} " in folded for news in _NEWS), 2)


def _score(link: Element, name: str, url: str) -> float:
    parts = urlsplit(url)
    if _ELSEWHERE.fullmatch(parts.path) or any(_NO_LIST.fullmatch(key) for key, _ in parse_qsl(parts.query)):
        return -1.0
    if not any(map(str.isalpha, name)):  # the number of a page; a day, which leads to what is of it
        return -1.0
    score = called(name)
    return score if score < 0 else score + (1.0 if _in_menu(link) else 0.0)


def _in_menu(link: Element) -> bool:
    return any(
        above.tag in _MENU_TAGS or _MENU.search(f"{above.get('class') or ''} {above.get('id') or ''}")
        for above in link.iterancestors()
    )
