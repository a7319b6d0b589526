"""Full text search as people type it, over the index that `schema` keeps.

Turns a query into FTS5's language, ranks what comes back, and cuts snippets. Nothing is stored here.
"""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from storage.rows import clean

# Column weights of bm25: title, body, folded. A word of the title says what the text is about.
WEIGHTS = (8.0, 1.0, 0.5)

# bm25 cannot tell `hội` from `hồi`; of its best this many, those with the letters as typed come first.
RANKED = 200

# More terms than anyone types; FTS5 has a limit of its own, and reaching it is an error.
MOST_TERMS = 40

SNIPPET_WORDS = 32
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
class Hit:
    """One article found, with the page of it that is shown; `score` is higher for the better.

    pieces: a stretch of its text, as text and words found by turns: `pieces[1::2]` are the words found.
    """

    id: int
    title: str
    kind: str | None
    portal: str
    url: str
    published: str | None
    pieces: tuple[str, ...]
    score: float

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


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase of a query; `prefix`: its last word is a beginning; `negative`: it must be absent."""

    words: tuple[str, ...]
    prefix: bool = False
    negative: bool = False


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
) -> list[Hit]:
    """The articles that fit a query, best first, or newest first; `limit` of them after the first `offset`.

    All words must occur; `"a phrase"`, `beginning*`, `this OR that`, `-without` and `NOT without` do what
    they look like. Any text is a query; one without a word to look for finds nothing, and None, which is no
    query, every article that passes the filters, newest first. `portal`, `since` and `until` are a short way
    to say `filters`. Only articles that a page shows, or showed when it was last seen, are found.
    """
    filters = filters or Filters(portal=portal, since=since, until=until)
    groups = [] if query is None else parse(query)
    expression = fts_expression(groups)
    if (query is not None and not expression) or limit < 1:
        return []
    newest = newest or query is None
    wanted = [term for group in groups for term in group if not term.negative]
    conditions, values = _conditions(connection, filters)
    statement = _RANKED if expression else _ALL
    order = "articles.best_known DESC, articles.id DESC" if newest else "rank"
    rows = connection.execute(
        f"{statement} WHERE {conditions} ORDER BY {order} LIMIT :count",
        {"expression": expression, "count": offset + limit if newest else max(offset + limit, RANKED), **values},
    ).fetchall()
    exact = [_exact(term) for term in wanted if _has_marks(term)]
    in_title = [_pattern(term) for term in wanted]
    scored = [(_score(row, exact, in_title), row) for row in rows]
    if not newest:
        scored.sort(key=lambda pair: -pair[0])
    return [_hit(connection, row, score, in_title, filters.portal) for score, row in scored[offset : offset + limit]]


def matching_ids(connection: sqlite3.Connection, query: str | None, filters: Filters | None = None) -> Iterator[int]:
    """The numbers of all articles that `search` would find, in rising order, one by one: for a filter of others' work.

    Nothing is held in memory, so the archive is read while the numbers are asked for; one snapshot of it, whatever
    others write meanwhile.
    """
    expression = "" if query is None else fts_expression(parse(query))
    if query is not None and not expression:
        return
    conditions, values = _conditions(connection, filters or Filters())
    statement = _MATCHING if expression else _EVERY
    for row in connection.execute(
        f"{statement} WHERE {conditions} ORDER BY articles.id", {"expression": expression, **values}
    ):
        yield row[0]


def facets(connection: sqlite3.Connection, query: str | None, filters: Filters | None = None) -> Facets:
    """Counts what `search` would find, by portal, year and kind."""
    filters = filters or Filters()
    found = list(matching_ids(connection, query, filters))
    values = {"found": json.dumps(found), "portal": filters.portal}
    return Facets(
        len(found),
        _counts(connection, _BY_PORTAL, values),
        _counts(connection, _BY_YEAR, values),
        _counts(connection, _BY_KIND, values),
    )


def parse(query: str) -> list[list[Term]]:
    """A query as groups of alternatives, all of which must hold: `a b OR c -d` is a, (b or c), not d."""
    groups: list[list[Term]] = []
    alternative = negative = False
    for token in _TOKEN.finditer(clean(query)):
        word = token["word"]
        if word in {"OR", "AND", "NOT"}:
            alternative = word == "OR" and bool(groups)
            negative = word == "NOT"
            continue
        words = tuple(_WORD.findall(token["phrase"] or word or ""))
        if not words:
            continue
        prefix = bool(token["star"]) or (word or "").endswith("*")
        term = Term(words, prefix, negative or bool(token["minus"]))
        if alternative and not term.negative and not groups[-1][0].negative:
            groups[-1].append(term)
        else:
            groups.append([term])
        alternative = negative = False
    return groups[:MOST_TERMS]


def fts_expression(groups: list[list[Term]]) -> str:
    """The groups in FTS5's language; empty where nothing is wanted (FTS5 cannot list what is absent)."""
    wanted = [group[:MOST_TERMS] for group in groups if not group[0].negative]
    unwanted = [group[0] for group in groups if group[0].negative]
    if not wanted:
        return ""
    expression = " AND ".join("(" + " OR ".join(map(_fts_term, group)) + ")" for group in wanted)
    if unwanted:
        expression = f"({expression}) NOT ({' OR '.join(map(_fts_term, unwanted))})"
    return expression


def fold(text: str) -> str:
    """Text without marks and case, đ as d, letter for letter: positions stay."""
    return "".join(map(_fold_letter, text))


def _fts_term(term: Term) -> str:
    quoted = f'"{" ".join(term.words)}"'
    return f"{quoted} *" if term.prefix else quoted


def _score(row: sqlite3.Row, exact: list[re.Pattern[str]], in_title: list[re.Pattern[str]]) -> float:
    """bm25, and ahead of all that: how many terms stand as typed, how many in the title."""
    text = f"{row['title']}\n{row['body']}"
    as_typed = sum(bool(pattern.search(text)) for pattern in exact)
    folded_title = fold(row["title"])
    titled = sum(bool(pattern.search(folded_title)) for pattern in in_title)
    share = titled / len(in_title) if in_title else 0.0
    return round(100.0 * as_typed + 10.0 * share - float(row["rank"]), 3)


def _conditions(connection: sqlite3.Connection, filters: Filters) -> tuple[str, dict[str, Any]]:
    """The filters as a condition of SQL on `articles`, and the values that it names."""
    conditions = ["EXISTS (SELECT 1 FROM pages WHERE pages.article_id = articles.id)"]
    values: dict[str, Any] = {}
    if filters.portal is not None:
        conditions = ["EXISTS (SELECT 1 FROM pages WHERE pages.article_id = articles.id AND pages.portal = :portal)"]
        values["portal"] = filters.portal
    if filters.kind is not None:
        conditions.append("articles.kind IN (SELECT value FROM json_each(:kinds))")
        values["kinds"] = json.dumps(_kinds(connection, filters.kind))
    # A date known to the month is kept where any day of the month would be; `until` includes its last day.
    if filters.since is not None:
        conditions.append("articles.published >= substr(:since, 1, length(articles.published))")
        values["since"] = str(filters.since)
    if filters.until is not None:
        conditions.append("substr(articles.published, 1, length(:until)) <= :until")
        values["until"] = str(filters.until)
    if filters.meetings_only:
        conditions.append("articles.is_meeting")
    return " AND ".join(conditions), values


def _kinds(connection: sqlite3.Connection, typed: str) -> list[str]:
    """The kinds of meeting in the archive that someone means who types `giao ban`, `giao-ban` or `Giao Ban`."""
    meant = _WORD.findall(fold(clean(typed)))
    kinds = connection.execute("SELECT DISTINCT kind FROM articles WHERE kind IS NOT NULL")
    return [row["kind"] for row in kinds if _WORD.findall(fold(row["kind"])) == meant]


def _counts(connection: sqlite3.Connection, statement: str, values: dict[str, Any]) -> tuple[tuple[Any, int], ...]:
    return tuple((row[0], row[1]) for row in connection.execute(statement, values))


def _hit(
    connection: sqlite3.Connection,
    row: sqlite3.Row,
    score: float,
    terms: list[re.Pattern[str]],
    portal: str | None,
) -> Hit:
    page = connection.execute(
        "SELECT portal, url FROM pages WHERE article_id = ? AND (? IS NULL OR portal = ?) "
        "ORDER BY status <> 'live', first_seen, id LIMIT 1",
        [row["id"], portal, portal],
    ).fetchone()
    return Hit(
        id=row["id"],
        title=row["title"],
        kind=row["kind"],
        portal=page["portal"],
        url=page["url"],
        published=row["published"],
        pieces=_snippet(row["body"], terms),
        score=score,
    )


def _snippet(body: str, terms: list[re.Pattern[str]]) -> tuple[str, ...]:
    """The stretch of text around the first place where a term stands: text and terms by turns."""
    folded = fold(body)
    spots = sorted(match.span() for pattern in terms for match in pattern.finditer(folded))
    words = [match.span() for match in _NOT_SPACE.finditer(body)]
    if not words:
        return ("",)
    first = spots[0][0] if spots else 0
    at = next((n for n, (_, end) in enumerate(words) if end > first), 0)
    begin = max(0, at - SNIPPET_WORDS // 4)
    end = min(len(words), begin + SNIPPET_WORDS)
    start, stop = words[begin][0], words[end - 1][1]
    pieces, done = [], start
    for left, right in spots:
        if left >= done and right <= stop:
            pieces += [body[done:left], body[left:right]]
            done = right
    pieces.append(body[done:stop])
    pieces = [_SPACE.sub(" ", piece) for piece in pieces]
    pieces[0] = ("… " if begin else "") + pieces[0]
    pieces[-1] += " …" if end < len(words) else ""
    return tuple(pieces)


def _pattern(term: Term) -> re.Pattern[str]:
    """Finds a term in folded text."""
    return _of_words([fold(word) for word in term.words], term.prefix)


def _exact(term: Term) -> re.Pattern[str]:
    """Finds a term with its marks as typed."""
    return _of_words(list(term.words), term.prefix)


def _of_words(words: list[str], prefix: bool) -> re.Pattern[str]:
    joined = r"[\W_]+".join(map(re.escape, words))
    return re.compile(rf"(?<![^\W_]){joined}" + ("" if prefix else r"(?![^\W_])"), re.IGNORECASE)


def _has_marks(term: Term) -> bool:
    return any(fold(word) != word.lower() for word in term.words)


def _fold_letter(letter: str) -> str:
    folded = _FOLDED.get(letter)
    if folded is None:
        base = unicodedata.normalize("NFD", letter)[0].lower()
        folded = _FOLDED[letter] = base if len(base) == 1 else letter
    return folded


_FOLDED = {"đ": "d", "Đ": "d"}

# Letters and digits as unicode61 sees them: an underscore is punctuation to it.
_WORD = re.compile(r"[^\W_]+")
_NOT_SPACE = re.compile(r"\S+")
_SPACE = re.compile(r"\s+")

# One part of a query: `-"hội nghị"*`, `giao`, `tháng*`, `OR`. A quote left open runs to the end.
_TOKEN = re.compile(
    r"""
    (?P<minus> (?<!\S)-)?
    (?: "(?P<phrase>[^"]*)(?:"|$)(?P<star>\*)?
      | (?P<word>[^\s"]+) )
    """,
    re.VERBOSE,
)

_COLUMNS = "articles.id, articles.title, articles.body, articles.kind, articles.published"
_ALL = f"SELECT {_COLUMNS}, 0.0 AS rank FROM articles"
_RANKED = f"""
    SELECT {_COLUMNS}, found.rank
    FROM (
        SELECT rowid, bm25(articles_fts, {", ".join(map(str, WEIGHTS))}) AS rank
        FROM articles_fts WHERE articles_fts MATCH :expression
    ) AS found
    JOIN articles ON articles.id = found.rowid
"""
_EVERY = "SELECT articles.id FROM articles"
_MATCHING = """
    SELECT articles.id
    FROM (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :expression) AS found
    JOIN articles ON articles.id = found.rowid
"""

_BY_PORTAL = """
    SELECT portal, count(DISTINCT article_id) AS times
    FROM json_each(:found) AS found JOIN pages ON pages.article_id = found.value
    WHERE :portal IS NULL OR portal = :portal GROUP BY portal ORDER BY times DESC, portal
"""
_BY_YEAR = """
    SELECT substr(published, 1, 4) AS year, count(*)
    FROM json_each(:found) AS found JOIN articles ON articles.id = found.value
    GROUP BY year ORDER BY year DESC
"""
_BY_KIND = """
    SELECT kind, count(*) AS times
    FROM json_each(:found) AS found JOIN articles ON articles.id = found.value
    GROUP BY kind ORDER BY times DESC, kind
"""
