"""What several formats ask of an article's JSON: the page that stands for it, and its facts in a flat row."""

from __future__ import annotations

from typing import Any

Shape = dict[str, Any]

# Columns of a flat row, in order, and what kind each is: whole, text, day, moment, truth or list (of texts).
COLUMNS = {
    "id": "whole",
    "hash": "text",
    "story": "whole",
    "title": "text",
    "section": "text",
    "lead": "text",
    "text": "text",
    "byline": "text",
    "source": "text",
    "language": "text",
    "published": "text",
    "published_precision": "text",
    "published_evidence": "text",
    "published_text": "text",
    "best_known": "text",
    "is_meeting": "truth",
    "kind": "text",
    "held_from": "day",
    "held_to": "day",
    "covers_from": "day",
    "covers_to": "day",
    "place": "text",
    "organiser": "text",
    "chairs": "list",
    "portal": "text",
    "url": "text",
    "status": "text",
    "portals": "list",
    "urls": "list",
    "views": "whole",
    "first_seen": "moment",
    "attachments": "list",
    "extractor": "text",
}


def main_page(article: Shape) -> Shape | None:
    """The page that stands for an article: the first that shows it and is live; else the first. None where there is
    none."""
    pages: list[Shape] = article["pages"]
    return min(pages, key=lambda page: _RANK.get(page["status"], 1), default=None)


def flat(article: Shape) -> Shape:
    """An article as `article_shapes` gives it whole, as one row of `COLUMNS`."""
    page = main_page(article) or {}
    meeting = article["meeting"] or {}
    published = article["published"]
    held, covers = article["held_on"] or {}, article["covers"] or {}
    row = {name: article.get(name) for name in COLUMNS}
    return row | {
        "published": published["value"],
        "published_precision": published["precision"],
        "published_evidence": published["evidence"],
        "published_text": published["text"],
        "kind": _value(meeting.get("kind")),
        "held_from": held.get("from"),
        "held_to": held.get("to"),
        "covers_from": covers.get("from"),
        "covers_to": covers.get("to"),
        "place": _value(meeting.get("place")),
        "organiser": _value(meeting.get("organiser")),
        "chairs": [chair["name"] for chair in meeting.get("chairs", ())],
        **{name: page.get(name) for name in ("portal", "url", "status")},
        "portals": list(dict.fromkeys(page["portal"] for page in article["pages"])),
        "urls": [page["url"] for page in article["pages"]],
        "attachments": [attachment["url"] for attachment in article["attachments"]],
        "extractor": article["extractor"]["version"],
    }


def _value(said: Shape | None) -> str | None:
    return said["value"] if said else None


# Pages of one status keep their order, which is that in which they were first seen.
_RANK = {"live": 0, "changed": 2}
