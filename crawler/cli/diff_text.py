"""A difference for people: what went and what came, in colour on a terminal, between marks elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from crawler.cli.output import shown

# Words of what did not change that are shown before and behind what did.
_AROUND = 8
_MARKS = {"delete": ("[-", "-]", "red strike"), "insert": ("{+", "+}", "green underline")}
_GUTTER = {"equal": " ", "edit": "~", "delete": "-", "insert": "+", "moved": ">"}
_CHANGES = {
    "first": "first text",
    "edit": "edited",
    "reuse": "another article at this address",
    "back": "back again",
    "reject": "no article",
    "absent": "not there",
}


class Writer:
    """Writes differences (in the JSON of `storage.difference`) on a console; ``full``: all that did not change too."""

    def __init__(self, out: Console, *, full: bool) -> None:
        self.out = out
        self.full = full
        self.colour = out.color_system is not None

    def pages(self, pages: Iterable[Mapping[str, Any]]) -> None:
        """The histories of pages."""
        for number, page in enumerate(pages):
            if number:
                self._line("")
            self._line(f"{page['url']}", "bold")
            moved = f" to {page['moved_to']}" if page["moved_to"] else ""
            self._line(f"{page['portal']}, {page['status']}{moved}, last looked at {page['last_checked']}", "dim")
            for state in page["states"]:
                self._state(state)

    def pair(self, found: Mapping[str, Any]) -> None:
        """Two articles, and what differs between them."""
        if "url" in found:
            self._line(f"{found['url']}: on {found['at']}, and now", "bold")
        for which, mark in (("before", "-"), ("after", "+")):
            self._line(f"{mark} {found[which]['id']}: {found[which]['title']}", "bold")
        if "url" not in found:
            self._line(f"  {likeness_in_words(found)}", "dim")
        self._difference(found["difference"])

    def _state(self, state: Mapping[str, Any]) -> None:
        said = f"{state['from']}  {_CHANGES[state['change']]}"
        until = f" (until {state['until']})" if state["until"] != state["from"] else ""
        self._line("")
        if state["article"] is None:
            looks = f", {state['looks']} looks" if state["looks"] > 1 else ""
            title = f", {state['title']}" if state["title"] else ""
            self._line(f"{said}: {state['reason'] or 'the reason was not kept'}{title}{looks}{until}")
            return
        self._line(f"{said}: {state['article']}, {state['title']}{until}", "bold")
        if state["difference"]:
            self._difference(state["difference"])

    def _difference(self, found: Mapping[str, Any]) -> None:
        self._line(f"  {'; '.join(found['short']) or 'no difference but what is cosmetic'}", "yellow")
        if self.full or any(change["kind"] != "equal" for change in found["title"]):
            self._changes("=", found["title"])
        same = 0
        for block in found["blocks"]:
            if block["kind"] == "equal" and not self.full:
                same += 1
                continue
            same = self._skipped(same)
            self._changes(_GUTTER[block["kind"]], block["changes"])
        self._skipped(same)
        for field in found["fields"]:
            changes = [("delete", field["before"]), ("insert", field["after"])]
            self._changes(f"{field['field']}:", [{"kind": kind, "text": text} for kind, text in changes if text])

    def _skipped(self, blocks: int) -> int:
        if blocks:
            self._line(f"    … {blocks} {'paragraph' if blocks == 1 else 'paragraphs'} as before", "dim")
        return 0

    def _changes(self, gutter: str, changes: Sequence[Mapping[str, str]]) -> None:
        line = Text(f"  {gutter} ")
        for number, change in enumerate(changes):
            text = shown(change["text"])
            if change["kind"] == "equal":
                line.append(text if self.full or len(changes) == 1 else _around(text, number, len(changes)))
                continue
            opened, closed, style = _MARKS[change["kind"]]
            words = text.strip()
            before = text[: len(text) - len(text.lstrip())]
            behind = text[len(before) + len(words) :]
            line.append(before)
            line.append(words if self.colour else f"{opened}{words}{closed}", style)
            line.append(behind)
        self.out.print(line, soft_wrap=True)

    def _line(self, text: str, style: str = "") -> None:
        self.out.print(Text(shown(text), style), soft_wrap=True)


def _around(text: str, number: int, runs: int) -> str:
    """Of an equal run the words next to what changed."""
    words = text.split()
    head, tail = (0 if number == 0 else _AROUND), (0 if number == runs - 1 else _AROUND)
    if len(words) <= head + tail + 2:
        return text
    first = " ".join(words[:head])
    last = " ".join(words[-tail:]) if tail else ""
    begin = " " if text[:1].isspace() and head else ""
    end = " " if text[-1:].isspace() and tail else ""
    return f"{begin}{first}{' ' if head else ''}…{' ' if tail else ''}{last}{end}"


def likeness_in_words(found: Mapping[str, Any]) -> str:
    """Why two articles are one story, or not, with the figures it was decided by."""
    verdict = "one story" if found["same_story"] else "no story of these two alone"
    return f"{verdict}: {found['reason']} (alike {found['jaccard']:.2f}, held {found['containment']:.2f})"
