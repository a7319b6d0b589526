"""An explanation on a terminal: what the page is, then every block in page order with a mark in the gutter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.text import Text

from crawler.cli.output import shown
from crawler.extract import Entry, Explanation, Place

# The mark in the gutter: a block of the text, another part of the article, nothing of it.
_BLOCK, _PART, _DROPPED = "┃", "│", "·"
_STYLES = {
    "body": "green",
    "heading": "bold green",
    "title": "bold cyan",
    "caption": "magenta",
    "image": "magenta",
    "byline": "yellow",
    "attachment": "yellow",
    "date": "cyan",
    "dropped": "bright_black",
}
#: What a field is called where it is a part of the page.
PARTS_OF_FIELDS = {"title": "title", "published": "date"}
# Columns for what a line is called, and elements of a path.
_LABEL, _INNERMOST = 10, 3
# From which length on a text is shortened: one that is kept, one that is not, a value in the head.
_LONG_KEPT, _LONG_DROPPED, _LONG_VALUE = 320, 100, 160


def write_text(out: Console, explanation: Explanation, origin: str, *, show_all: bool, full: bool) -> None:
    """Writes an explanation for people.

    Args:
        origin: where the page came from, in words.
        show_all: the dropped blocks too. full: all of each text, and all evidence.
    """
    _head(out, explanation, origin, full)
    out.print()
    for entry in explanation.entries:
        if show_all or entry.part != "dropped":
            style = _STYLES.get(entry.part, "")
            mark = _BLOCK if entry.kept else _DROPPED if entry.part == "dropped" else _PART
            _write(out, Text(mark, style), Text(entry.part, style), _told(entry, full))
    out.print()
    out.print(Text(summary(explanation), "bold"), soft_wrap=True)


def _write(out: Console, mark: Text, label: Text, told: Text) -> None:
    """A text beside its label, wrapped, the mark before every line of it."""
    label.truncate(_LABEL, pad=True)
    for line in told.wrap(out, max(20, out.width - _LABEL - 3), overflow="fold"):
        line.rstrip()
        out.print(Text.assemble(mark, " ", label, " ", line), soft_wrap=True)
        label = Text(" " * _LABEL)


def summary(explanation: Explanation) -> str:
    """What was kept and what was dropped, in numbers: "kept 8 blocks of text, 312 words; dropped 96 …"."""
    kept = [entry for entry in explanation.entries if entry.kept]
    parts = Counter(entry.part for entry in explanation.entries if not entry.kept)
    dropped = [entry for entry in explanation.entries if entry.part == "dropped"]
    others = ", ".join(f"{part} {count}" if count > 1 else part for part, count in parts.items() if part != "dropped")
    told = [
        f"kept {_count(len(kept), 'block')} of text, {_count(_words(entry.left for entry in kept), 'word')}",
        f"for other fields {others}" if others else "",
        f"dropped {_count(len(dropped), 'block')}, {_count(_words(entry.text for entry in dropped), 'word')}",
    ]
    return "; ".join(filter(None, told))


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _words(texts: Iterable[str]) -> int:
    return sum(len(text.split()) for text in texts)


# -- the head ---------------------------------------------------------------------------------------


def _head(out: Console, explanation: Explanation, origin: str, full: bool) -> None:
    article = explanation.article
    out.print(Text(shown(article.title or "(no title)"), "bold"), soft_wrap=True)
    if article.not_article:
        out.print(Text(shown(f"No article: {article.not_article}"), "bold red"), soft_wrap=True)
    for label, value in _facts(explanation, origin, full):
        _write(out, Text(" "), Text(label, "dim"), value)


def _facts(explanation: Explanation, origin: str, full: bool) -> Iterator[tuple[str, Text]]:
    place = explanation.place
    yield "page", Text(shown(explanation.url or "(address not known)"))
    yield "", Text(shown(origin), "dim")
    yield "rules", _sourced(explanation.rules or "none", explanation.rules_why)
    if explanation.pages:
        yield "profile", Text(told_profile(explanation.pages))
    paths = place.paths if full else [_end_of(path) for path in place.paths]
    yield "text in", _sourced("\n".join(paths) or "nothing", told_place(place))
    for field in explanation.fields:
        value = "" if field.name == "title" else field.value if full else _shortened(field.value, _LONG_VALUE)
        yield field.name.replace("_", " "), _sourced(value, field.source)
    for number, date in enumerate(explanation.dates if len(explanation.dates) > 1 else ()):
        fact = date.fact
        told = f"{fact.value or 'no date'} from {fact.evidence}: “{fact.text}”"
        yield "" if number else "dates", _sourced(told, date.verdict)


def told_profile(pages: int) -> str:
    """What is known of the portal's other pages."""
    return f"what the portal repeats, learned from {_count(pages, 'page')}"


def _end_of(path: str) -> str:
    """The innermost elements of a path, which say the most."""
    names = path.split(" > ")
    return path if len(names) <= _INNERMOST + 1 else " > ".join(["…", *names[-_INNERMOST:]])


def told_place(place: Place) -> str:
    """By what the place of the text was found, why there, and how much of the text it holds."""
    if not place.found_by:
        return place.why
    return f"{place.found_by}: {place.why}, {place.share:.0%} of the page's running text"


def _sourced(value: str, source: str) -> Text:
    """A value, and behind it in brackets where it came from."""
    told = Text(shown(value))
    if source:
        told.append(f"{' ' if value else ''}[{shown(source)}]", "dim")
    return told


# -- the blocks -------------------------------------------------------------------------------------


def _told(entry: Entry, full: bool) -> Text:
    """A block's text and why it is what it is: of a dropped one on the same line."""
    dropped = entry.part == "dropped"
    text = entry.left or entry.text or entry.image or "(no text)"
    if not full:
        text = _shortened(text, _LONG_DROPPED if dropped else _LONG_KEPT)
    told = Text(shown(text), "dim" if dropped else _STYLES[entry.part] if entry.part == "heading" else "")
    if others := [field for field in entry.says if PARTS_OF_FIELDS.get(field) != entry.part]:
        told.append(f"  (says the {', '.join(others)})", "dim")
    # What speaks for a block that is kept is rarely asked for.
    evidence = "; ".join(entry.evidence if full or dropped else entry.evidence[:1])
    if why := ": ".join(filter(None, ("" if entry.reason == entry.part else entry.reason, evidence))):
        told.append("  ← " if dropped else "\n← ", "dim")
        told.append(shown(why), "dim italic")
    return told


def _shortened(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    cut = text.rfind(" ", longest // 2, longest)
    return f"{text[: cut if cut > 0 else longest]} …"
