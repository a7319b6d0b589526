"""Full text search as people type it, over the index that `schema` keeps.

Turns a query into FTS5's language, ranks what comes back, and cuts snippets. Nothing is stored here.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from dataclasses import dataclass
from datetime import date

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
class Hit:
    """One article found: `snippet` has the words found in brackets, `score` is higher for the better."""

    id: int
    title: str
    portal: str
    url: str
    published: str | None
    snippet: str
    score: float


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase of a query; `prefix`: its last word is a beginning; `negative`: it must be absent."""

    words: tuple[str, ...]
    prefix: bool = False
    negative: bool = False


def search(
    connection: sqlite3.Connection,
    query: str,
    *,
    portal: str | None = None,
    since: date | str | None = None,
    until: date | str | None = None,
    limit: int = 20,
    newest: bool = False,
) -> list[Hit]:
    """The articles that fit a query, best first, or newest first.

    All words must occur; `"a phrase"`, `beginning*`, `this OR that`, `-without` and `NOT without` do what
    they look like. Any text is a query; one without a word to look for finds nothing. `since` and
    `until` (days, included) keep articles published then, as far as their date is known. Only articles
    that a page shows, or showed when it was last seen, are found.
    """
    groups = parse(query)
    expression = fts_expression(groups)
    if not expression or limit < 1:
        return []
    wanted = [term for group in groups for term in group if not term.negative]
    order = "articles.best_known DESC, articles.id DESC" if newest else "rank"
    count = limit if newest else max(limit, RANKED)
    rows = connection.execute(
        _QUERY.format(order=order),
        {
            "expression": expression,
            "portal": portal,
            "since": None if since is None else str(since),
            "until": None if until is None else str(until),
            "count": count,
        },
    ).fetchall()
    exact = [_exact(term) for term in wanted if _has_marks(term)]
    in_title = [_pattern(term) for term in wanted]
    scored = [(_score(row, exact, in_title), row) for row in rows]
    if not newest:
        scored.sort(key=lambda pair: -pair[0])
    return [_hit(connection, row, score, in_title, portal) for score, row in scored[:limit]]


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
    as_typed = sum(bool(pattern.search(row["text"])) for pattern in exact)
    folded_title = fold(row["title"])
    titled = sum(bool(pattern.search(folded_title)) for pattern in in_title)
    share = titled / len(in_title) if in_title else 0.0
    return round(100.0 * as_typed + 10.0 * share - float(row["rank"]), 3)


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
        portal=page["portal"],
        url=page["url"],
        published=row["published"],
        snippet=_snippet(row["body"], terms),
        score=score,
    )


def _snippet(body: str, terms: list[re.Pattern[str]]) -> str:
    """The stretch of text around the first place where a term stands, the terms in it marked."""
    folded = fold(body)
    spots = sorted(match.span() for pattern in terms for match in pattern.finditer(folded))
    words = [match.span() for match in _NOT_SPACE.finditer(body)]
    if not words:
        return ""
    first = spots[0][0] if spots else 0
    at = next((n for n, (_, end) in enumerate(words) if end > first), 0)
    begin = max(0, at - SNIPPET_WORDS // 4)
    end = min(len(words), begin + SNIPPET_WORDS)
    start, stop = words[begin][0], words[end - 1][1]
    pieces, done = [], start
    for left, right in spots:
        if left >= done and right <= stop:
            pieces += [body[done:left], MARK[0], body[left:right], MARK[1]]
            done = right
    text = " ".join("".join([*pieces, body[done:stop]]).split())
    return ("… " if begin else "") + text + (" …" if end < len(words) else "")


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

# One part of a query: `-"hội nghị"*`, `giao`, `tháng*`, `OR`. A quote left open runs to the end.
_TOKEN = re.compile(
    r"""
    (?P<minus> (?<!\S)-)?
    (?: "(?P<phrase>[^"]*)(?:"|$)(?P<star>\*)?
      | (?P<word>[^\s"]+) )
    """,
    re.VERBOSE,
)

# A date known to the month is kept where any day of the month would be; `until` includes its last day.
_QUERY = """
    SELECT articles.id, articles.title, articles.body, articles.published,
           articles.title || char(10) || articles.body AS text, found.rank
    FROM (
        SELECT rowid, bm25(articles_fts, {weights}) AS rank
        FROM articles_fts WHERE articles_fts MATCH :expression
    ) AS found
    JOIN articles ON articles.id = found.rowid
    WHERE EXISTS (
        SELECT 1 FROM pages
        WHERE pages.article_id = articles.id AND (:portal IS NULL OR pages.portal = :portal)
    )
    AND (:since IS NULL OR articles.published >= substr(:since, 1, length(articles.published)))
    AND (:until IS NULL OR substr(articles.published, 1, length(:until)) <= :until)
    ORDER BY {{order}} LIMIT :count
""".format(weights=", ".join(map(str, WEIGHTS)))
