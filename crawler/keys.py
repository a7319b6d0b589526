"""What a key of giaoban.toml may hold: kinds of values that say in words what they take, and refuse what they do not.

The keys themselves stand in ``config``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

# Of the metadata of a dataclass's field: where its `Key` stands.
KEY = "key"


class Kind(Protocol):
    """What values a key takes."""

    @property
    def takes(self) -> str:
        """In words, for a sentence: "a number of seconds from 0 to 3600"."""

    def read(self, value: Any) -> Any:
        """The value as the program wants it.

        Raises:
            ValueError: it is none of this kind; the message completes "KEY must be …".
        """


@dataclass(frozen=True, slots=True)
class Key:
    """What is known of a key beside its name and its default.

    Attributes:
        meaning: for the operator, in a line or two.
        kind: what it may hold.
        per_portal: whether ``[portals.NAME]`` may say it otherwise.
    """

    meaning: str
    kind: Kind
    per_portal: bool = False


def key(default: Any, meaning: str, kind: Kind, *, per_portal: bool = False) -> Any:
    """A field of ``Config``: its default, and what is known of it."""
    return field(default=default, metadata={KEY: Key(meaning, kind, per_portal)})


@dataclass(frozen=True, slots=True)
class Number:
    """A number of something; ``above`` where the least itself is too little, ``whole`` where there are no halves."""

    unit: str
    least: float
    most: float
    above: bool = False
    whole: bool = False

    @property
    def takes(self) -> str:
        limits = f"above {self.least} up to {self.most}" if self.above else f"from {self.least} to {self.most}"
        return f"a {'whole ' if self.whole else ''}number of {self.unit} {limits}"

    def read(self, value: Any) -> float:
        kinds = int if self.whole else int | float
        if isinstance(value, bool) or not isinstance(value, kinds) or not self.least <= value <= self.most:
            raise ValueError(self.takes)
        if self.above and value == self.least:
            raise ValueError(self.takes)
        return value if self.whole else float(value)


@dataclass(frozen=True, slots=True)
class Switch:
    """Yes or no."""

    takes = "true or false"

    def read(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise ValueError(self.takes)
        return value


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    words: tuple[str, ...]

    @property
    def takes(self) -> str:
        quoted = [f'"{word}"' for word in self.words]
        return f"{', '.join(quoted[:-1])} or {quoted[-1]}"

    def read(self, value: Any) -> str:
        if value not in self.words:
            raise ValueError(self.takes)
        return str(value)


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; ``form`` says of one that is not empty whether it will do, ``takes`` what will."""

    takes: str = "a text in quotes"
    form: Callable[[str], bool] = bool

    def read(self, value: Any) -> str:
        if not isinstance(value, str):
            raise ValueError(self.takes)
        if not all(character.isprintable() for character in value):
            raise ValueError("one line of text")
        if value and not self.form(value):
            raise ValueError(self.takes)
        return value


@dataclass(frozen=True, slots=True)
class Texts:
    """Several texts, each of which would do alone."""

    each: Text

    @property
    def takes(self) -> str:
        return f"a list, in brackets, of which each is {self.each.takes}"

    def read(self, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(value):
            raise ValueError(self.takes)
        try:
            return tuple(self.each.read(text) for text in value)
        except ValueError as error:
            raise ValueError(self.takes) from error
