"""Two rows of one thing, of two archives, made one. Pure; which row is whose makes no difference to what comes out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

from storage.instants import moment
from storage.published import Known, PageDate, decided, merged_date
from storage.records import Weighed, weighed_json
from storage.rows import date_fact, dates

Row = Mapping[str, Any]

# What a page shows, and what of it follows from that: it all comes from the archive that saw it last.
_SHOWN = (
    "fetched_url", "title", "views", "etag", "last_modified", "listed_date", "listed_title", "published",
    "published_precision", "published_evidence", "published_text", "published_not_before", "published_not_after",
    "published_problem", "dates", "date_moved_from",
)  # fmt: skip
# Of these an older one is better than none.
_KEPT = ("views", "listed_date", "listed_title")


def portal(a: Row, b: Row) -> dict[str, Any]:
    """Two rows of `portals`: as the archive knows it that crawled it last, known for as long as either knew it."""
    earlier, later = _in_order(a, b, "last_crawled")
    first, _ = _in_order(a, b, "first_crawled")
    names = ("title", "platform")
    return {**later, **_either(later, earlier, names), "host": first["host"], "first_crawled": first["first_crawled"]}


def is_better_reading(one: Row, other: Row) -> bool:
    """Whether a row of `articles` is the better reading of a text: by a later extractor, else of an earlier page."""
    first, second = ((*reading_rank(row["extractor"], ""), row["first_seen"], _text(row)) for row in (one, other))
    return first < second


def reading_rank(extractor: str | None, gave: str | None) -> tuple[int, bool, str]:
    """How good a reading of a capture is, the best first: by the later extractor; one that gave an article (its hash);
    beyond that any order will do that is the same in both archives."""
    number = int(extractor) if extractor and extractor.isdecimal() else -1
    return (-number, gave is None, gave or "")


def page(a: Row, b: Row, *, a_shows: str | None, b_shows: str | None) -> tuple[dict[str, Any], str | None]:
    """Two rows of `pages`, and what each shows; returns the one that they make, and what it shows.

    Whether it is there at all the archive says that looked last, what it shows the one that saw it last.
    """
    earlier, later = _in_order(a, b, "last_checked", "last_seen")
    before, after = sorted(
        ((a, a_shows), (b, b_shows)), key=lambda one: (one[1] is not None, one[0]["last_seen"] or "", _text(one[0]))
    )
    row = dict(later)
    row |= {name: after[0][name] for name in _SHOWN}
    row |= _either(after[0], before[0], _KEPT)
    row["first_seen"] = min(a["first_seen"], b["first_seen"])
    row["last_seen"] = max(filter(None, (a["last_seen"], b["last_seen"])), default=None)
    row["last_changed"] = after[0]["last_changed"]
    row["missing_since"] = _missing_since(later, earlier, row["last_seen"])
    if before[1] is not None and before[1] == after[1]:
        row["last_changed"] = min(filter(None, (a["last_changed"], b["last_changed"])), default=None)
        row |= _date(before[0], after[0], row["last_changed"])
    return row, after[1]


def _missing_since(later: Row, earlier: Row, last_seen: str | None) -> str | None:
    """The first look that is known, since the page was last seen, that brought nothing."""
    if later["missing_since"] is None:
        return None
    looks = (earlier["missing_since"], later["missing_since"], later["last_checked"])
    return min((look for look in looks if look and look > (last_seen or "")), default=None)


def _date(before: Row, after: Row, first_shown: str | None) -> dict[str, Any]:
    """The date of a page that showed one text to both archives, `after` being the later to see it."""
    weighed = _weighed(after, before)
    known = Known(moment(first_shown or after["first_seen"]), None)
    date = merged_date(
        PageDate(date_fact(before), before["date_moved_from"]),
        PageDate(date_fact(after), after["date_moved_from"]),
        known,
        at_once=before["last_seen"] == after["last_seen"],
    )
    told = asdict(date.fact)
    columns = {f"published_{name}": told[name] for name in _DATE_COLUMNS}
    shapes = [
        {name: value for name, value in weighed_json(one).items() if value is not None}
        for one in decided(weighed, date.fact)
    ]
    return {
        **columns,
        "published": date.fact.value,
        "date_moved_from": date.moved_from,
        "dates": json.dumps(shapes, ensure_ascii=False, separators=(",", ":")),
    }


_DATE_COLUMNS = ("precision", "evidence", "text", "not_before", "not_after", "problem")


def _weighed(after: Row, before: Row) -> list[Weighed]:
    """What was weighed for a date in either archive, each once: what the later look weighed comes first."""
    weighed = list(dates(after))
    heard = {replace(one.fact, problem=None) for one in weighed}
    return weighed + [one for one in dates(before) if replace(one.fact, problem=None) not in heard]


def reject(a: Row, b: Row) -> dict[str, Any]:
    """Two rows of `rejects`. How often both archives met it together nobody knows: at least as often as either."""
    return {
        **_in_order(a, b, "last_seen")[1],
        "first_seen": min(a["first_seen"], b["first_seen"]),
        "times": max(a["times"], b["times"]),
    }


def listing(a: Row, b: Row) -> dict[str, Any]:
    """Two rows of `listings`: as it was read last."""
    earlier, later = _in_order(a, b, "read_at")
    swept = max(filter(None, (a["swept_at"], b["swept_at"])), default=None)
    return {**later, **_either(later, earlier, ("page_size",)), "swept_at": swept}


def attachment(a: Row, b: Row) -> dict[str, Any]:
    """Two rows of `attachments`, each with the `sha256` of its file: one with a file, else the one asked for last."""
    best = max(a, b, key=lambda row: (row["sha256"] is not None, row["last_checked"] or "", _text(row)))
    return {**best, "first_seen": min(a["first_seen"], b["first_seen"])}


def file(a: Row, b: Row) -> dict[str, Any]:
    """Two rows of `files`: one whose text was read, then one whose text is longest."""
    best = max(
        a, b, key=lambda row: (row["text_status"] is not None, len(row["text"]), row["reader"] or "", _text(row))
    )
    return {**best, "first_seen": min(a["first_seen"], b["first_seen"])}


def _in_order(a: Row, b: Row, *names: str) -> tuple[Row, Row]:
    """Two rows, the one with the later moments second; where those are the same, in an order that both archives see."""
    first, second = sorted((a, b), key=lambda row: (*(row[name] or "" for name in names), _text(row)))
    return first, second


def _either(first: Row, second: Row, names: Iterable[str]) -> dict[str, Any]:
    return {name: second[name] if first[name] is None else first[name] for name in names}


def _text(row: Row) -> str:
    return json.dumps(dict(row), ensure_ascii=False, sort_keys=True, default=str)
