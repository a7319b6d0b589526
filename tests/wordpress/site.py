"""What the site says: the texts of two replica portals as an editor would put them into WordPress, and what nobody is
to see of it."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta, timezone
from html import escape
from typing import Any

from tests.replicas.content import Article, Element, load
from tests.replicas.documents import document
from tests.replicas.server import PICTURES, PIXEL

TITLE = "Trang thông tin điện tử xã Đồng Tâm"
PORTALS = ("backan", "huuhoa")
# Texts of another portal, in states that no reader may see.
VIETNAM = timezone(timedelta(hours=7))
UNSEEN = ("draft", "pending", "private", "future", "trash", "password")
_ABOUT = (
    "Xã Đồng Tâm nằm ở phía nam của huyện, có 9 thôn với 2.140 hộ dân. Nghề chính của bà con là trồng lúa, trồng chè "
    "và chăn nuôi gia cầm.\n\nTrụ sở Ủy ban nhân dân xã ở thôn Trung, mở cửa từ thứ Hai đến thứ Sáu."
)
_AS_STORED = "%Y-%m-%d %H:%M:%S"
_MAP_FILE = "ban-do-hanh-chinh.jpg"
_MAP = f'<a href="page:{_MAP_FILE}"><img src="file:{_MAP_FILE}" alt="" /></a>'
_COMMENT = "Cảm ơn ban biên tập, mong xã sớm cho biết lịch họp của thôn tôi."


@dataclass(frozen=True, slots=True)
class Post:
    """A post as ``php/fill.php`` takes it; ``files``: what is uploaded with it, and its caption."""

    key: str
    title: str
    slug: str
    content: str
    date: str
    category: str = ""
    type: str = "post"
    status: str = "publish"
    password: str = ""
    excerpt: str = ""
    sticky: bool = False
    tags: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)


def articles() -> dict[str, Article]:
    """The texts of published posts, by key."""
    return {
        f"{name}-{article.id}": article
        for name in PORTALS
        for article in load()[name].at(1)
        if article.body or article.lead
    }


def site(*, theme: str, permalinks: str, language: str) -> dict[str, Any]:
    """A site on a theme, with an address of posts such as ``/%postname%/``."""
    posts = (*_published(), *_unseen(), *_pages())
    return {
        "title": TITLE,
        "theme": theme,
        "permalinks": permalinks,
        "language": language,
        "options": {
            "timezone_string": "Asia/Ho_Chi_Minh",
            "date_format": "d/m/Y",
            "time_format": "H:i",
            "blogdescription": "Đoàn kết – Dân chủ – Đổi mới",
            "blog_public": "1",
        },
        "posts": [asdict(post) for post in posts],
        "files": {name: _file(name, caption) for post in posts for name, caption in post.files.items()},
    }


def _published() -> Iterator[Post]:
    day = datetime(2024, 3, 1, 7, 15, 20, tzinfo=VIETNAM)
    for number, (key, article) in enumerate(articles().items()):
        day += timedelta(days=11, hours=1, minutes=7, seconds=13)
        yield Post(
            key,
            article.title,
            article.slug,
            (_as_blocks if number % 3 else _as_of_old)(article),
            day.strftime(_AS_STORED),
            article.category.name.capitalize(),
            sticky=number == 4,
            excerpt=article.lead or "" if number % 5 == 0 else "",
            tags=("giao ban", "đoàn thể")[number % 2 :] if number % 4 else (),
            comments=(_COMMENT,) * (number % 3),
            files={element.file: element.text for element in article.body if element.file},
        )


def _unseen() -> Iterator[Post]:
    """A text in each state that is not for readers; the one that is protected lets its title be seen."""
    texts = (article for article in load()["thoxuan"].at(1) if article.body)
    for status, article in zip(UNSEEN, texts, strict=False):
        soon = datetime.now(VIETNAM) + timedelta(days=30)
        yield Post(
            status,
            article.title,
            article.slug,
            _as_blocks(article),
            soon.strftime(_AS_STORED) if status == "future" else "2025-02-03 08:00:00",
            "Tin tức – sự kiện",
            status="publish" if status == "password" else status,
            password="dong tam" if status == "password" else "",
            files={element.file: element.text for element in article.body if element.file},
        )


def _pages() -> Iterator[Post]:
    yield Post("gioi-thieu", "Giới thiệu về xã", "gioi-thieu", _ABOUT, "2024-01-02 08:00:00", type="page")
    yield Post(
        "ban-do",
        "Bản đồ các thôn",
        "ban-do-cac-thon",
        f"{_ABOUT}\n\n{_MAP}",
        "2024-01-02 09:00:00",
        type="page",
        files={_MAP_FILE: "Bản đồ hành chính xã Đồng Tâm, tỷ lệ 1:10.000"},
    )


def _as_blocks(article: Article) -> str:
    """As the block editor writes it."""
    lead = [Element("paragraph", article.lead)] if article.lead else []
    return "\n\n".join(map(_block, (*lead, *article.body)))


def _block(element: Element) -> str:
    text = escape(element.text, quote=False)
    rows = element.rows
    match element.kind:
        case "heading":
            return f"<!-- wp:heading -->\n<h2>{text}</h2>\n<!-- /wp:heading -->"
        case "list":
            items = "".join(f"<li>{escape(row[0], quote=False)}</li>" for row in rows)
            return f"<!-- wp:list -->\n<ul>{items}</ul>\n<!-- /wp:list -->"
        case "quote":
            return (
                f'<!-- wp:quote -->\n<blockquote class="wp-block-quote"><p>{text}</p></blockquote>\n<!-- /wp:quote -->'
            )
        case "table":
            return f'<!-- wp:table -->\n<figure class="wp-block-table">{_table(rows)}</figure>\n<!-- /wp:table -->'
        case "image":
            caption = f"<figcaption>{text}</figcaption>" if text else ""
            return (
                f'<!-- wp:image {{"linkDestination":"attachment"}} -->\n<figure class="wp-block-image">'
                f'<a href="page:{element.file}"><img src="file:{element.file}" alt=""/></a>{caption}</figure>\n'
                "<!-- /wp:image -->"
            )
        case "file":
            return (
                f'<!-- wp:file {{"href":"file:{element.file}"}} -->\n<div class="wp-block-file">'
                f'<a href="file:{element.file}">{text}</a><a href="file:{element.file}" '
                'class="wp-block-file__button" download>Tải về</a></div>\n<!-- /wp:file -->'
            )
        case _:
            return f"<!-- wp:paragraph -->\n<p>{text}</p>\n<!-- /wp:paragraph -->"


def _as_of_old(article: Article) -> str:
    """As the editor before 2018 wrote it: WordPress makes paragraphs of what stands between empty lines."""
    lead = [f"<strong>{escape(article.lead, quote=False)}</strong>"] if article.lead else []
    return "\n\n".join((*lead, *map(_of_old, article.body)))


def _of_old(element: Element) -> str:
    text = escape(element.text, quote=False)
    match element.kind:
        case "heading":
            return f"<h3>{text}</h3>"
        case "list":
            return (
                "<ul>\n" + "\n".join(f" \t<li>{escape(row[0], quote=False)}</li>" for row in element.rows) + "\n</ul>"
            )
        case "quote":
            return f"<blockquote>{text}</blockquote>"
        case "table":
            return _table(element.rows)
        case "image":
            image = f'<a href="page:{element.file}"><img class="size-full" src="file:{element.file}" alt="" /></a>'
            return f'[caption align="aligncenter" width="600"]{image} {text}[/caption]' if text else image
        case "file":
            return f'<a href="file:{element.file}">{text}</a>'
        case _:
            return text


def _table(rows: tuple[tuple[str, ...], ...]) -> str:
    lines = ("".join(f"<td>{escape(cell, quote=False)}</td>" for cell in row) for row in rows)
    return f"<table><tbody>{''.join(f'<tr>{line}</tr>' for line in lines)}</tbody></table>"


def _file(name: str, caption: str) -> str:
    content = PIXEL if name.endswith(PICTURES) else document(name, (caption, name))
    return base64.b64encode(content).decode()
