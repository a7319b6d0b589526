"""What comes in, some thousand things at a time; the texts of it that are new are prepared ahead of their turn."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeAlias

from storage.ahead import Ahead, Helper, one_ahead
from storage.indexed import Indexed, index_text
from storage.merging.incoming import ArticleIn, Unit

# Things in one transaction: a crawl of another portal waits no longer than for these, some two seconds.
BATCH = 2000

# Of fewer new texts a process has hardly started when they are done.
WORTH_A_PROCESS = 500

Batch: TypeAlias = Iterator[tuple[Unit, Indexed | None]]
"""Each thing, and what the indexes hold of it where it is a text that was prepared."""

Known: TypeAlias = Callable[[Iterable[str]], Container[str]]
"""Which of these texts, by their hashes, are in the archive already."""


def batches(units: Iterator[Unit], known: Known, helper: Helper[tuple[str, str], Indexed] | None) -> Iterator[Batch]:
    """The things that come in, batch by batch; `helper` prepares the next one while one is written."""
    some = iter(lambda: list(islice(units, BATCH)), [])
    if helper is None:
        return (((unit, None) for unit in batch) for batch in some)
    ahead = Ahead(helper, index_text)
    return one_ahead(_begun(batch, known, ahead) for batch in some)


def _begun(units: Sequence[Unit], known: Known, ahead: Ahead[tuple[str, str], Indexed]) -> Batch:
    texts = {unit.row["hash"]: (unit.row["title"], unit.row["body"]) for unit in units if isinstance(unit, ArticleIn)}
    here = known(texts)
    new = {content: text for content, text in texts.items() if content not in here}
    if len(new) < WORTH_A_PROCESS:
        return ((unit, None) for unit in units)
    return _paired(units, {*new}, ahead.begin([*new.values()]))


def _paired(units: Sequence[Unit], new: set[str], indexed: Iterator[Indexed]) -> Batch:
    for unit in units:
        if isinstance(unit, ArticleIn) and unit.row["hash"] in new:
            new.remove(unit.row["hash"])  # a file can have a text twice
            yield unit, next(indexed)
        else:
            yield unit, None
