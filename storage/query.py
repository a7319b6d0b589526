"""A query as people type it, understood and put into FTS5's language. Any text is a query. No SQL here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product

from storage.rows import clean
from storage.spelling import folded_spellings

# More terms, and deeper brackets, than anyone types; FTS5 has limits of its own, and reaching them is an error.
MOST_TERMS = 40
MOST_DEPTH = 12

# No word of a text is longer; a pattern of each letter's spellings would take a second for some thousands of them.
LONGEST_WORD = 200

# Spellings of one phrase that are looked for: four words of it may be written with y or with i.
MOST_SPELLINGS = 16


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase; `prefix`: its last word is a beginning."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """Of each group of `wanted` at least one alternative must hold, and none of `unwanted`."""

    wanted: tuple[tuple[Term | Query, ...], ...] = ()
    unwanted: tuple[Term | Query, ...] = ()

    def terms(self) -> Iterator[Term]:
        """All terms that are wanted, from left to right."""
        for alternatives in self.wanted:
            for alternative in alternatives:
                if isinstance(alternative, Term):
                    yield alternative
                else:
                    yield from alternative.terms()


def parse(text: str) -> Query:
    """What a text asks for: `a b OR c -d` is a, (b or c), not d; brackets group: `(a b) OR c`.

    OR binds closer than a space. `"a phrase"`, `beginning*`, `-without` and `NOT without` are what they look like; AND
    changes nothing. What makes no sense (a bracket or quote left open, an OR at the end) is read as if it were not
    there.
    """
    return _Parser(clean(text)).query()


def fts_expression(query: Query) -> str:
    """The query in FTS5's language, for an index that holds the text with đ as d; empty where nothing is wanted (FTS5
    cannot list what is absent). A word that others write with y for i, or i for y, is looked for in both spellings.
    """
    expression = " AND ".join(map(_alternatives, query.wanted))
    if expression and query.unwanted:
        expression = f"({expression}) NOT {_alternatives(query.unwanted)}"
    return expression


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, as the index takes it apart."""
    return tuple(word[:LONGEST_WORD] for word in _WORD.findall(clean(text)))


def _alternatives(alternatives: tuple[Term | Query, ...]) -> str:
    parts = (_fts_term(one) if isinstance(one, Term) else f"({fts_expression(one)})" for one in alternatives)
    return f"({' OR '.join(parts)})"


def _fts_term(term: Term) -> str:
    *first, last = [folded_spellings(word) for word in term.words]
    spelt = [" ".join(words) for words in islice(product(*first, last), MOST_SPELLINGS)]
    # Another spelling of a beginning is a whole word: who types ky* means kỷ too, and kỉ, but not kinh.
    beginnings = [term.prefix and words.endswith(last[0]) for words in spelt]
    return " OR ".join(f'"{words}"' + (" *" if begins else "") for words, begins in zip(spelt, beginnings, strict=True))


class _Parser:
    """Reads a text from left to right, one token at a time."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_TOKEN.finditer(text))[::-1]
        self._terms = 0

    def query(self, depth: int = 0) -> Query:
        """What stands from here to the end of the bracket, or of the text."""
        wanted: list[tuple[Term | Query, ...]] = []
        unwanted: list[Term | Query] = []
        alternative = negative = False
        while self._tokens and self._terms < MOST_TERMS:
            token = self._tokens.pop()
            if token["close"] and depth:
                break
            if token["word"] in _OPERATORS:
                alternative = token["word"] == "OR" and bool(wanted)
                negative = token["word"] == "NOT"
                continue
            found = self._unit(token, depth)
            if found is None:
                continue
            if negative or token["minus"]:
                unwanted.append(found)
            elif isinstance(found, Query) and not found.wanted:
                unwanted += found.unwanted
            elif alternative:
                wanted[-1] = (*wanted[-1], found)
            else:
                wanted.append((found,))
            alternative = negative = False
        return Query(tuple(wanted), tuple(one for one in unwanted if isinstance(one, Term) or one.wanted))

    def _unit(self, token: re.Match[str], depth: int) -> Term | Query | None:
        """The term, or the bracket, that a token begins; None where there is no word in it."""
        if token["open"]:
            return self.query(depth + 1) if depth < MOST_DEPTH else None
        words = words_of(token["phrase"] or token["word"] or "")
        if not words:
            return None
        self._terms += 1
        return Term(words, bool(token["star"]) or (token["word"] or "").endswith("*"))


_OPERATORS = {"OR", "AND", "NOT"}

# Letters and digits as unicode61 sees them: an underscore is punctuation to it.
_WORD = re.compile(r"[^\W_]+")

# One part of a query: `-"hội nghị"*`, `giao`, `tháng*`, `OR`, `-(`, `)`. A quote left open runs to the end.
_TOKEN = re.compile(
    r"""
    (?P<minus> (?<![^\s(])-)?
    (?: (?P<open> \()
      | (?P<close> \))
      | "(?P<phrase>[^"]*)(?:"|$)(?P<star>\*)?
      | (?P<word>[^\s"()]+) )
    """,
    re.VERBOSE,
)
