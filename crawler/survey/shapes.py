"""What the addresses of a portal's articles have in common, learned from those that its lists lead to. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence, Set

# A shape that fewer of the addresses have is one that happens to be linked: a file, a film, another site's page.
_SHARE = 0.04
_LEAST = 2
# A part of the path that is the same in so many addresses is part of their shape.
_SAME_IN = 4
_NUMBER = re.compile(r"\d+")
_NUMBERED_END = re.compile(r"(.*?)(-?)(\d{3,})")
_EXTENSION = re.compile(r"(.+)(\.(?:html?|aspx?|php|jsp))", re.IGNORECASE)
_FILE = re.compile(r".+\.(?:pdf|docx?|xlsx?|pptx?|zip|rar|7z|jpe?g|png|gif|mp[34]|xml|rss)", re.IGNORECASE)

_ANY = "[^/]+"

Shape = tuple[str, ...]


def article_path(paths: Iterable[str], listings: Iterable[str] = ()) -> str | None:
    """A pattern that fits the paths of articles, and of others hardly any; None where they have nothing in common.

    Args:
        paths: canonical paths that the items of lists have ("/tin-tuc/hop-giao-ban-1134499").
        listings: the paths of those lists: the names of categories are not the shape of an article.
    """
    categories = {(place, part) for path in listings for place, part in enumerate(path.strip("/").split("/"))}
    shapes: defaultdict[Shape, list[list[str]]] = defaultdict(list)
    known = [path for path in dict.fromkeys(paths) if path.strip("/") and not _FILE.fullmatch(path)]
    for path in known:
        parts = path.strip("/").split("/")
        shapes[_shape(parts)].append(parts)
    least = max(_LEAST, _SHARE * len(known)) if len(known) > _LEAST else 1
    patterns = [_pattern(shape, rows, categories) for shape, rows in shapes.items() if len(rows) >= least]
    kept = [one for one in patterns if not any(one != other and _is_within(one, other) for other in patterns)]
    return "|".join(sorted("/" + "/".join(parts) for parts in kept)) or None


def _shape(parts: Sequence[str]) -> Shape:
    """How many parts, which of them are numbers, how the last one ends."""
    name = _EXTENSION.fullmatch(parts[-1])
    stem = name[1] if name else parts[-1]
    if _NUMBER.fullmatch(stem):
        end = "number"
    else:
        numbered = _NUMBERED_END.fullmatch(stem)
        end = ("-number" if numbered[2] else "glued number") if numbered else "name"
    middle = ("number" if _NUMBER.fullmatch(part) else "name" for part in parts[:-1])
    return (*middle, end, name[2].lower() if name else "")


def _pattern(shape: Shape, rows: Sequence[Sequence[str]], categories: Set[tuple[int, str]]) -> tuple[str, ...]:
    """A pattern for each part of the path."""
    *middle, end, extension = shape
    parts = []
    for place, kind in enumerate(middle):
        first = rows[0][place]
        is_same = (
            len(rows) >= _SAME_IN and all(row[place] == first for row in rows) and (place, first) not in categories
        )
        parts.append(_literal(first) if is_same else r"\d+" if kind == "number" else _ANY)
    if end == "name":
        return (*parts, _ANY + _literal(extension))
    stems = [row[-1][: len(row[-1]) - len(extension)] for row in rows]
    digits = min(len(stem) - len(stem.rstrip("0123456789")) for stem in stems)
    before = {"number": "", "-number": "[^/]*-"}.get(end, "[^/]*")
    return (*parts, rf"{before}\d{{{digits},}}{_literal(extension)}")


def _literal(text: str) -> str:
    return re.escape(text).replace(r"\-", "-")


def _is_within(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether whatever fits one pattern fits the other, as far as is seen at a glance."""
    return len(one) == len(other) and all(theirs in (mine, _ANY) for mine, theirs in zip(one, other, strict=True))
