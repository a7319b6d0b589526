"""Full text search as people type it, over the index that the archive keeps.

Finds, ranks and counts articles, and cuts snippets. What a query means is said in `query`; nothing is stored here.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice, takewhile
from typing import Any

from storage.query import Term, fts_expression, parse, words_of
from storage.spelling import fold, folded_spellings, spellings, words_pattern

# Up to so many hits are all ranked. Of more, bm25 takes longer than anyone waits (words that stand in most articles: a
# fifth of a second at 100,000) and says little, for words that stand everywhere weigh nothing: the newest are taken.
MANY = 500
NEWEST = 200
IN_TITLE = 100
# Where those have too few with the marks as typed (`hồi`, where everybody has `hội`), so many more are looked at.
LOOKED_AT = 1500
# Of the best so many it is asked whether the words stand side by side.
REFINED = 40

# So many files with the words are looked at; and what an article's own text is ahead of them in score.
IN_FILES = 100
IN_TEXT = 1000.0

SNIPPET_LETTERS = 200
MOST_SPOTS = 100
MARK = ("[", "]")


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a search, and by itself a listing; what is None or False narrows nothing.

    portal: stands on that portal.
    kind: the kind of meeting that it reports (`articles.kind`), with or without diacritics and hyphens: `giao-ban`.
    since, until: published then (days, months or years in ISO 8601, both included), as far as its date is known; an
        article whose date is not known is left out.
    meetings_only: is news of a meeting.
    """

    portal: str | None = None
    kind: str | None = None
    since: date | str | None = None
    until: date | str | None = None
    meetings_only: bool = False


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that an article offers for download: its number, and what the article calls it."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One article found, with the page of it that is shown; `score` is higher for the better.

    pieces: a stretch of its text, as text and words found by turns: `pieces[1::2]` are the words found.
    file: where the words stand in a file of the article's, and not in its own text: that file, which `pieces` is of.
    """

    id: int
    title: str
    kind: str | None
    portal: str
    url: str
    published: str | None
    pieces: tuple[str, ...]
    score: float
    file: FoundFile | None = None

    @property
    def snippet(self) -> str:
        """The same stretch in one piece, the words found in brackets."""
        return "".join(f"{MARK[0]}{piece}{MARK[1]}" if n % 2 else piece for n, piece in enumerate(self.pieces))


@dataclass(frozen=True, slots=True)
class Facets:
    """How many articles a search finds, and how many of them by value: of `portals` (one that stands on two counts
    in both), `years` of publication (latest first) and `kinds` of meeting, as (value, count); the value is None where
    the article has none."""

    total: int
    portals: tuple[tuple[str, int], ...]
    years: tuple[tuple[str | None, int], ...]
    kinds: tuple[tuple[str | None, int], ...]


def search(
    connection: sqlite3.Connection,
    query: str | None,
    *,
    filters: Filters | None = None,
    portal: str | None = None,
    since: date | str | None = None,
    until: date | str | None = None,
    limit: int = 20,
    offset: int = 0,
    newest: bool = False,
    files: bool = False,
) -> list[Hit]:
    """The articles that fit a query, best first, or newest first; `limit` of them after the first `offset`.

    `query.parse` says what a query is. Any text is one; a text without a word to look for finds nothing, and None,
    which is no query, every article that passes the filters, newest first. `portal`, `since` and `until` are a short
    way to say `filters`. Only articles that a page shows, or showed when it was last seen, are found.

    Best are those with most words as they were typed, marks included (`hòa` is hoà and `kỷ` is kỉ); of these those
    with most words in the title; of these those that have all words side by side, then by bm25. Where more than `MANY`
    articles fit, those with the words in the title and the newest by number stand for all, and the newer is the better.
    The same archive gives the same answer.

    `files`: behind all these come the articles that offer a file which has the words.
    """
    filters = filters or Filters(portal=portal, since=since, until=until)
    asked = None if query is None else parse(query)
    scope = _scope(connection, "" if asked is None else fts_expression(asked), filters)
    if limit < 1 or (asked is not None and not scope.expression):
        return []
    terms = [] if asked is None else list(asked.terms())
    wanted = [_wanted(term) for term in terms]
    first, last = offset, offset + limit
    if newest or not wanted:
        scored = [(0.0, row) for row in _rows(connection, _newest(connection, scope, last)[first:])]
        first = 0
    else:
        scored = _ranked(connection, scope, wanted, _side_by_side(terms), last)
    hits = [_hit(connection, row, score, wanted, filters.portal) for score, row in scored[first : first + limit]]
    if files and scope.expression and len(hits) < limit:
        known = set(matching_ids(connection, query, filters))
        before = max(0, offset - len(known))
        hits += _in_files(connection, scope.expression, filters, wanted, known)[before:][: limit - len(hits)]
    return hits


def matching_ids(connection: sqlite3.Connection, query: str | None, filters: Filters | None = None) -> Iterator[int]:
    """The numbers of all articles that `search` would find, in rising order, one by one: for a filter of others' work.

    Nothing is held in memory, so the archive is read while the numbers are asked for; one snapshot of it, whatever
    others write meanwhile.
    """
    expression = "" if query is None else fts_expression(parse(query))
    if query is not None and not expression:
        return
    scope = _scope(connection, expression, filters or Filters())
    for row in connection.execute(f"SELECT f.rowid FROM {scope.where} ORDER BY f.rowid", scope.values):
        yield row[0]


def facets(connection: sqlite3.Connection, query: str | None, filters: Filters | None = None) -> Facets:
    """Counts what `search` would find, by portal, year and kind."""
    filters = filters or Filters()
    expression = "" if query is None else fts_expression(parse(query))
    if query is not None and not expression:
        return Facets(0, (), (), ())
    scope = _scope(connection, expression, filters)
    years: Counter[str | None] = Counter()
    kinds: Counter[str | None] = Counter()
    for year, kind, times in connection.execute(_BY_YEAR_AND_KIND.format(scope.where), scope.values):
        years[year] += times
        kinds[kind] += times
    portals = [(row[0], row[1]) for row in connection.execute(_BY_PORTAL.format(scope.where), scope.values)]
    return Facets(
        years.total(),
        tuple((portal, times) for portal, times in portals if filters.portal in (None, portal)),
        tuple(sorted(years.items(), key=lambda item: item[0] or "", reverse=True)),
        tuple(sorted(kinds.items(), key=lambda item: (-item[1], item[0] or ""))),
    )


def _in_files(
    connection: sqlite3.Connection, expression: str, filters: Filters, wanted: list[_Wanted], known: set[int]
) -> list[Hit]:
    """The articles but for `known` that offer a file with the words, best first, each once with its best file."""
    scope = _scope(connection, "", filters)
    cursor = connection.cursor()
    cursor.row_factory = sqlite3.Row
    rows = cursor.execute(
        _IN_FILES.format(condition=scope.condition),
        {**scope.values, "expression": expression, "known": json.dumps(list(known)), "count": IN_FILES},
    )
    found: dict[int, tuple[float, sqlite3.Row]] = {}
    for row in rows:
        score = sum(bool(term.exact and term.exact.search(row["body"])) for term in wanted) + _below_one(-row["rank"])
        if row["id"] not in found or found[row["id"]][0] < score:
            found[row["id"]] = score, row
    return [
        replace(
            _hit(connection, row, score - IN_TEXT, wanted, filters.portal), file=FoundFile(row["file_id"], row["name"])
        )
        for score, row in sorted(found.values(), key=lambda scored: (-scored[0], scored[1]["id"]))
    ]


@dataclass(frozen=True, slots=True)
class _Scope:
    """What is searched: an expression (none: everything), and a condition in SQL that says it together with the
    filters; in it `f.rowid` is the number of an article."""

    expression: str
    condition: str
    values: dict[str, Any]

    @property
    def where(self) -> str:
        """All that fits, for a FROM."""
        source = "articles_fts AS f" if self.expression else "articles AS f INDEXED BY articles_narrow"
        return f"{source} WHERE {self.condition}"


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A term as patterns: to find it with whatever marks, and, where marks were typed, with just these."""

    loose: re.Pattern[str]
    exact: re.Pattern[str] | None


def _scope(connection: sqlite3.Connection, expression: str, filters: Filters) -> _Scope:
    conditions = ["f.articles_fts MATCH :expression"] if expression else []
    values: dict[str, Any] = {"expression": expression, "portal": filters.portal}
    shown = "pages.article_id = f.rowid" + (" AND pages.portal = :portal" if filters.portal is not None else "")
    conditions.append(f"EXISTS (SELECT 1 FROM pages WHERE {shown})")
    narrow = []
    if filters.kind is not None:
        narrow.append("kind IN (SELECT value FROM json_each(:kinds))")
        values["kinds"] = json.dumps(_kinds(connection, filters.kind))
    # A date known to the month is kept where any day of the month would be; `until` includes its last day.
    if filters.since is not None:
        narrow.append("published >= substr(:since, 1, length(published))")
        values["since"] = str(filters.since)
    if filters.until is not None:
        narrow.append("substr(published, 1, length(:until)) <= :until")
        values["until"] = str(filters.until)
    if filters.meetings_only:
        narrow.append("is_meeting")
    if narrow:
        conditions.append(
            f"EXISTS (SELECT 1 FROM articles INDEXED BY articles_narrow WHERE id = f.rowid AND {' AND '.join(narrow)})"
        )
    return _Scope(expression, " AND ".join(conditions), values)


def _kinds(connection: sqlite3.Connection, typed: str) -> list[str]:
    """The kinds of meeting in the archive that someone means who types `giao ban`, `giao-ban` or `Giao Ban`."""
    meant = words_of(fold(typed))
    kinds = connection.execute("SELECT DISTINCT kind FROM articles WHERE kind IS NOT NULL")
    return [row[0] for row in kinds if words_of(fold(row[0])) == meant]


def _wanted(term: Term) -> _Wanted:
    folded = tuple(folded_spellings(word) for word in term.words)
    typed = tuple(spellings(word) for word in term.words)
    has_marks = any(fold(word) != word.lower() for word in term.words)
    return _Wanted(
        words_pattern(folded, marks=False, prefix=term.prefix),
        words_pattern(typed, marks=True, prefix=term.prefix) if has_marks else None,
    )


def _side_by_side(terms: list[Term]) -> re.Pattern[str]:
    """Finds all words of a query one after the other, with whatever marks."""
    words = tuple(folded_spellings(word) for term in terms for word in term.words)
    return words_pattern(words, marks=False, prefix=terms[-1].prefix)


def _newest(connection: sqlite3.Connection, scope: _Scope, count: int) -> list[int]:
    """The numbers of the newest that fit, by what is best known of their date."""
    if not scope.expression:
        return _ids(connection, f"{_BY_DATE} WHERE {scope.condition} {_DATE_ORDER} LIMIT :count", scope, count=count)
    found = _ids(connection, f"SELECT f.rowid FROM {scope.where} LIMIT :most", scope, most=MANY + 1)
    if len(found) > MANY:
        # Words that many articles have stand in many of the newest, so these are tried first.
        for window in (10 * count + 100, 100 * count + 1000):
            newest = f"{_BY_DATE} {_DATE_ORDER} LIMIT :window"
            statement = f"SELECT f.rowid FROM {scope.where} AND +f.rowid IN ({newest})"
            found = _ids(connection, statement, scope, window=window)
            if len(found) >= count:
                break
        else:
            found = _ids(connection, f"SELECT f.rowid FROM {scope.where}", scope)
    return _ids(connection, _SORTED, scope, found=json.dumps(found), count=count)


def _ranked(
    connection: sqlite3.Connection, scope: _Scope, wanted: list[_Wanted], side_by_side: re.Pattern[str], count: int
) -> list[tuple[float, sqlite3.Row]]:
    """The best that fit, best first, with their scores: `count` at the least, where there are so many."""
    latest = f"SELECT f.rowid FROM {scope.where} ORDER BY f.rowid DESC LIMIT :most"
    found = _ids(connection, latest, scope, most=max(MANY, count) + 1)
    # The texts are read where their marks matter; else only of the best.
    statement = _ARTICLES if any(term.exact for term in wanted) else _TITLES
    if len(found) <= MANY:
        ranks = dict(map(tuple, connection.execute(f"SELECT f.rowid, f.rank FROM {scope.where}", scope.values)))
        rows = _rows(connection, found, statement)
        scored = [(_score(row, wanted) + _below_one(-ranks[row["id"]]), row) for row in rows]
    else:
        in_title = replace(scope, values={**scope.values, "expression": _in_title(scope.expression)})
        titled = _ids(connection, latest, in_title, most=max(IN_TITLE, count))
        scored = _by_age(_rows(connection, [*titled, *found[: max(NEWEST, count)]], statement), wanted)
        if statement == _ARTICLES and sum(score >= _AS_TYPED for score, _ in scored) < count:
            found = _ids(connection, latest, scope, most=max(LOOKED_AT, count))
            scored = _by_age(_rows(connection, [*titled, *found], statement), wanted)
    scored.sort(key=_best_first)
    best = scored[: max(count, REFINED)]
    if statement != _ARTICLES:
        rows = _rows(connection, [row["id"] for _, row in best])
        best = [(score, row) for (score, _), row in zip(best, rows, strict=True)]
    return sorted(((score + _nearness(row, side_by_side), row) for score, row in best), key=_best_first)


def _by_age(rows: list[sqlite3.Row], wanted: list[_Wanted]) -> list[tuple[float, sqlite3.Row]]:
    """Rows with their scores, the newer the better among equals."""
    rows.sort(key=lambda row: (row["best_known"] or "", row["id"]))
    return [(_score(row, wanted) + n / len(rows), row) for n, row in enumerate(rows)]


def _score(row: sqlite3.Row, wanted: list[_Wanted]) -> float:
    """How many terms stand as typed, and after that how many in the title."""
    exact = [term.exact for term in wanted if term.exact]
    as_typed = sum(bool(pattern.search(row["title"]) or pattern.search(row["body"])) for pattern in exact)
    titled = sum(bool(term.loose.search(row["title"])) for term in wanted) / len(wanted)
    return _AS_TYPED * as_typed + _TITLED * titled


def _nearness(row: sqlite3.Row, side_by_side: re.Pattern[str]) -> float:
    return _NEAR * (bool(side_by_side.search(row["title"])) + bool(side_by_side.search(row["body"])))


def _below_one(rank: float) -> float:
    return max(rank, 0.0) / (1.0 + max(rank, 0.0))


def _best_first(scored: tuple[float, sqlite3.Row]) -> tuple[float, int]:
    return -scored[0], -scored[1]["id"]


def _in_title(expression: str) -> str:
    """The same with all that is wanted in the title; what is not wanted must not stand in the text either."""
    titled = f"{{title}} : ({expression})"
    return f"({expression}) AND ({titled})" if " NOT " in expression else titled


def _ids(connection: sqlite3.Connection, statement: str, scope: _Scope, **values: Any) -> list[int]:
    return [row[0] for row in connection.execute(statement, {**scope.values, **values})]


def _rows(connection: sqlite3.Connection, ids: list[int], statement: str | None = None) -> list[sqlite3.Row]:
    """The articles of these numbers, each once, in this order."""
    cursor = connection.cursor()
    cursor.row_factory = sqlite3.Row
    rows = {row["id"]: row for row in cursor.execute(statement or _ARTICLES, [json.dumps(ids)])}
    return [rows[number] for number in dict.fromkeys(ids)]


def _hit(
    connection: sqlite3.Connection, row: sqlite3.Row, score: float, wanted: list[_Wanted], portal: str | None
) -> Hit:
    page = connection.execute(_PAGE, {"id": row["id"], "portal": portal}).fetchone()
    return Hit(
        id=row["id"],
        title=row["title"],
        kind=row["kind"],
        portal=page[0],
        url=page[1],
        published=row["published"],
        pieces=_snippet(row["body"], wanted),
        score=round(score, 3),
    )


def _snippet(body: str, wanted: list[_Wanted]) -> tuple[str, ...]:
    """The first stretch of a text in which most of the terms stand: text and terms by turns."""
    spots = sorted((*match.span(), n) for n, term in enumerate(wanted) for match in _spots(body, term))
    first = max(range(len(spots)), key=lambda n: (_terms_near(spots, n), -n), default=None)
    begin = 0 if first is None else max(0, min(spots[first][0] - SNIPPET_LETTERS // 4, len(body) - SNIPPET_LETTERS))
    start = body.rfind(" ", 0, begin) + 1 if begin else 0
    stop = _to_space(body, start + SNIPPET_LETTERS)
    pieces, done = [], start
    for left, right, _ in spots:
        if left >= done and right <= stop:
            pieces += [body[done:left], body[left:right]]
            done = right
    pieces.append(body[done:stop])
    pieces = [_SPACE.sub(" ", piece) for piece in pieces]
    pieces[0] = "… " + pieces[0] if start else pieces[0]
    pieces[-1] = pieces[-1] + " …" if stop < len(body) else pieces[-1]
    return tuple(pieces)


def _spots(body: str, term: _Wanted) -> list[re.Match[str]]:
    """Where a term stands: with the marks as typed, or else with others."""
    exact = islice(term.exact.finditer(body), MOST_SPOTS) if term.exact else ()
    return list(exact) or list(islice(term.loose.finditer(body), MOST_SPOTS))


def _terms_near(spots: list[tuple[int, int, int]], first: int) -> int:
    """How many different terms stand in the stretch that begins at a spot."""
    until = spots[first][0] + SNIPPET_LETTERS * 3 // 4
    return len({n for _, right, n in takewhile(lambda spot: spot[1] <= until, spots[first:])})


def _to_space(body: str, at: int) -> int:
    """The end of the word that a place is in."""
    space = body.find(" ", at)
    return len(body) if at >= len(body) or space < 0 else space


# What weighs in a score: a term with the marks as typed before all titles, a title before words side by side.
_AS_TYPED, _TITLED, _NEAR = 100.0, 40.0, 1.5

# All white space but for single spaces, which nearly all is.
_SPACE = re.compile(r"\s{2,}|[^\S ]")

# The long rows of articles are read only as far as they are needed.
_FOUND = """
    FROM json_each(?) AS found CROSS JOIN articles AS narrow INDEXED BY articles_narrow ON narrow.id = found.value
    CROSS JOIN articles AS long ON long.id = narrow.id
"""
_TITLES = f"SELECT long.id, long.title, narrow.best_known {_FOUND}"
_ARTICLES = f"SELECT long.id, long.title, narrow.best_known, narrow.kind, narrow.published, long.body {_FOUND}"
_BY_DATE = "SELECT f.rowid FROM articles AS f INDEXED BY articles_best_known"
_DATE_ORDER = "ORDER BY f.best_known DESC, f.rowid DESC"
_SORTED = """
    SELECT id FROM articles INDEXED BY articles_narrow WHERE id IN (SELECT value FROM json_each(:found))
    ORDER BY best_known DESC, id DESC LIMIT :count
"""
_PAGE = """
    SELECT portal, url FROM pages WHERE article_id = :id AND (:portal IS NULL OR portal = :portal)
    ORDER BY status <> 'live', first_seen, id LIMIT 1
"""
_BY_PORTAL = """
    SELECT shown.portal, count(DISTINCT shown.article_id) AS times
    FROM (SELECT f.rowid AS id FROM {}) AS found CROSS JOIN pages AS shown ON shown.article_id = found.id
    GROUP BY shown.portal ORDER BY times DESC, shown.portal
"""
_BY_YEAR_AND_KIND = """
    SELECT substr(published, 1, 4), kind, count(*)
    FROM (SELECT f.rowid AS id FROM {}) AS found CROSS JOIN articles INDEXED BY articles_narrow USING (id)
    GROUP BY 1, 2
"""

_IN_FILES = """
    SELECT f.id, f.title, f.kind, f.published, files.text AS body, files.id AS file_id,
           article_attachments.name, found.rank
    FROM (SELECT rowid, rank FROM files_fts WHERE files_fts MATCH :expression) AS found
    JOIN files ON files.id = found.rowid
    JOIN attachments ON attachments.file_id = files.id
    JOIN article_attachments ON article_attachments.attachment_id = attachments.id
    JOIN articles AS f ON f.id = article_attachments.article_id
    WHERE f.id NOT IN (SELECT value FROM json_each(:known)) AND {condition}
    ORDER BY found.rank, f.id, article_attachments.position LIMIT :count
"""
