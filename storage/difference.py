"""What differs between two articles: title, text and fields word by word, and the whole of it in a few words. Pure.

Works on articles in the documented JSON (`Article.as_json`, `Store.article`). How words are compared is the
business of `diff`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from storage.diff import BlockChange, Change, diff, diff_blocks
from storage.similarity import normalise, words

# What of an article is told beside title and text.
FIELDS = ("section", "byline", "source", "published", "attachments")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that says another thing; None where it said nothing."""

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """All that two articles do not have in common, and around it what they do."""

    title: tuple[Change, ...]
    blocks: tuple[BlockChange, ...]
    fields: tuple[FieldChange, ...]

    @property
    def words(self) -> tuple[int, int]:
        """How many words of title and text went, and how many came."""
        changes = [*self.title, *(change for block in self.blocks for change in block.changes)]
        gone, come = (
            sum(len(words(change.text)) for change in changes if change.kind == kind) for kind in ("delete", "insert")
        )
        return gone, come

    @property
    def of_text(self) -> bool:
        """Whether title or text differ, by more than the cosmetic."""
        return any(change.kind != "equal" for change in self.title) or any(
            block.kind != "equal" for block in self.blocks
        )

    def as_json(self) -> dict[str, Any]:
        gone, come = self.words
        return {
            "short": in_short(self),
            "words": {"deleted": gone, "inserted": come},
            "title": _changes_json(self.title),
            "blocks": [{"kind": block.kind, "changes": _changes_json(block.changes)} for block in self.blocks],
            "fields": [{"field": f.field, "before": f.before, "after": f.after} for f in self.fields],
        }


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> Difference:
    """What changed from one article to the other, both in the documented JSON."""
    texts = ([block["text"] for block in article["blocks"]] for article in (before, after))
    return Difference(diff(before["title"], after["title"]), diff_blocks(*texts), tuple(_fields(before, after)))


def in_short(found: Difference) -> list[str]:
    """What differs, in a phrase for each thing: "the title begins with “HNP - ”", "the last paragraph is missing"."""
    told = [*_of_title(found.title), *_of_blocks(found.blocks)]
    edited = [change for block in found.blocks if block.kind == "edit" for change in block.changes]
    gone, come = (sum(len(words(c.text)) for c in edited if c.kind == kind) for kind in ("delete", "insert"))
    if edited:
        told.append(_counted(max(gone, come), "word differs", "words differ") if gone or come else "marks differ")
    return told + [_of_field(change) for change in found.fields]


def _fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterable[FieldChange]:
    for field in FIELDS:
        old, new = _said(before.get(field)), _said(after.get(field))
        if normalise(old or "") != normalise(new or ""):
            yield FieldChange(field, old, new)


def _said(value: Any) -> str | None:
    """A field as text: of a date its value, of files their names."""
    if isinstance(value, Mapping):
        value = value.get("value")
    elif isinstance(value, list):
        value = ", ".join(file["name"] for file in value)
    return value or None


def _changes_json(changes: Iterable[Change]) -> list[dict[str, str]]:
    return [{"kind": change.kind, "text": change.text} for change in changes]


def _of_title(changes: Sequence[Change]) -> list[str]:
    kinds = [change.kind for change in changes]
    if set(kinds) <= {"equal"}:
        return []
    told = {"insert": ("begins with", "ends with"), "delete": ("no longer begins with", "no longer ends with")}
    if len(kinds) == 2 and "equal" in kinds:
        at = 1 - kinds.index("equal")
        return [f"the title {told[kinds[at]][at]} {_quoted(changes[at].text)}"]
    if "equal" not in kinds:
        return ["the title is another"]
    return [_counted(_most(changes), "word of the title differs", "words of the title differ")]


def _of_blocks(blocks: Sequence[BlockChange]) -> list[str]:
    told = []
    for kind, single, plural in (
        ("delete", "is missing", "are missing"),
        ("insert", "was added", "were added"),
        ("moved", "was moved", "were moved"),
    ):
        at = [place for place, block in enumerate(blocks) if block.kind == kind]
        if not at:
            continue
        ends = "first " if at[-1] == len(at) - 1 else "last " if at[0] == len(blocks) - len(at) else ""
        many = f"{len(at)} paragraphs {plural}"
        if len(at) == 1:
            text = _quoted(blocks[at[0]].changes[0].text)
            told.append(f"{f'the {ends}' if ends else 'a '}paragraph {single}: {text}")
        else:
            told.append(f"the {ends}{many}" if ends and len(at) < len(blocks) else many)
    return told


def _of_field(change: FieldChange) -> str:
    name = {"published": "date", "attachments": "list of files"}.get(change.field, change.field)
    if change.before is None:
        return f"a {name} was added: {_quoted(change.after or '')}"
    if change.after is None:
        return f"the {name} is missing: {_quoted(change.before)}"
    return f"the {name} is {_quoted(change.after)}, was {_quoted(change.before)}"


def _most(changes: Iterable[Change]) -> int:
    """Words that went or came, whichever are more; a mark counts as one."""
    counts = {"delete": 0, "insert": 0, "equal": 0}
    for change in changes:
        counts[change.kind] += len(words(change.text))
    return max(1, counts["delete"], counts["insert"])


def _counted(number: int, single: str, plural: str) -> str:
    return f"{number} {single if number == 1 else plural}"


def _quoted(text: str, most: int = 60) -> str:
    """A text between quotes, its middle left out where it is long."""
    plain = " ".join(text.split())
    return f"“{plain}”" if len(plain) <= most else f"“{plain[: most - 20].rstrip()} … {plain[-18:].lstrip()}”"
