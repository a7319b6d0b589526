"""A connection to an archive's database, and what its transaction has yet to write into the index of stories.

New articles touch places all over that index. What they bring is kept until the end of the transaction, then written in
the order of the index: each place once, instead of once an article.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Unwritten:
    """Of the index of stories: `bands`, the articles (and their sketches) by band and hash, oldest first; and
    `stories`, of articles that a story was found for, by article."""

    bands: dict[tuple[int, int], list[tuple[int, int | None]]] = field(default_factory=dict)
    stories: dict[int, int] = field(default_factory=dict)

    def clear(self) -> None:
        self.bands.clear()
        self.stories.clear()


class Connection(sqlite3.Connection):
    """What `open_database` opens. `stories` reads and writes what is `unwritten`; nobody else needs to know."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.unwritten = Unwritten()
