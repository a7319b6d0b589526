"""What differs between two texts, word by word, and between two sequences of blocks. Pure.

What is cosmetic (`similarity.normalise`) and the cut into paragraphs are no difference. The time that it
takes grows with the length of the texts, not with its square: few changes are found exactly (Myers), many
between words that stand in both texts once (patience), and what has nothing in common is not searched.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Literal, TypeVar

from storage.alphabet import NO_WIDTH
from storage.similarity import normalise

T = TypeVar("T", bound=Hashable)
ChangeKind = Literal["equal", "delete", "insert"]
BlockKind = Literal["equal", "edit", "delete", "insert", "moved"]


@dataclass(frozen=True, slots=True)
class Change:
    """A run of words that both texts have ("equal", as the later one writes it) or only one of them.

    The equal and inserted runs one after the other are the later text to the letter; the equal and deleted
    ones are the earlier one, but for what is cosmetic.
    """

    kind: ChangeKind
    text: str


@dataclass(frozen=True, slots=True)
class BlockChange:
    """A block of the later text, or one that only the earlier one had ("delete"), and what changed in it.

    "moved" is a block that both texts have, at another place; it stands where the later one has it.
    """

    kind: BlockKind
    changes: tuple[Change, ...]


def diff(before: str, after: str) -> tuple[Change, ...]:
    """How one text became the other; one equal run, or none, where nothing but the cosmetic differs."""
    if normalise(before) == normalise(after):
        return (Change("equal", after),) if after else ()
    return _changes(_compared(_words(before), _words(after)))


def diff_blocks(before: Sequence[str], after: Sequence[str]) -> tuple[BlockChange, ...]:
    """How the blocks of one text became those of the other, in the order of the later one.

    Blocks without a word are left out. Paragraphs joined or cut in two are equal where their words are.
    """
    old, new = ([text for text in texts if normalise(text)] for texts in (before, after))
    old_keys, new_keys = (list(map(normalise, texts)) for texts in (old, new))
    stays = _matches(old_keys, new_keys)
    moved = _once_in_both(old_keys, new_keys) - {old_keys[i] for i, _ in stays}
    blocks: list[BlockChange] = []
    for (i, j), (next_i, next_j) in pairwise([(-1, -1), *stays, (len(old), len(new))]):
        left = [old[at] for at in range(i + 1, next_i) if old_keys[at] not in moved]
        come = [(new[at], new_keys[at] in moved) for at in range(j + 1, next_j)]
        blocks += _between(left, come)
        if next_j < len(new):
            blocks.append(BlockChange("equal", (Change("equal", new[next_j]),)))
    return tuple(blocks)


# ---- words ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Word:
    """A word or a mark: as it is compared, as it stands with the space before it, the block that it is in."""

    key: str
    text: str
    block: int


# What belongs to the letter before it: marks that are written apart, characters of no width.
_WITH = f"\u0300-\u036f{NO_WIDTH}"
_WORD = re.compile(rf"\s*(?:[\w{_WITH}]+|[^\w\s][{_WITH}]*)")


def _words(text: str, block: int = 0) -> list[_Word]:
    found: list[_Word] = []
    keys: dict[str, str] = {}  # most words of a long text are not new
    held, end = "", 0
    for match in _WORD.finditer(text):
        held, end = held + match[0], match.end()
        if held not in keys:
            keys[held] = normalise(held)
        if key := keys[held]:
            # The beginning of a block is a space too: where paragraphs are joined there is one.
            spaced = not found or any(map(str.isspace, held))
            found.append(_Word(f" {key}" if spaced else key, held, block))
            held = ""
    rest = held + text[end:]
    if rest and found:
        found[-1] = _Word(found[-1].key, found[-1].text + rest, block)
    return found


@dataclass(frozen=True, slots=True)
class _Step:
    """A word that both texts have, that goes, or that comes; a word of both has its block in each of them."""

    kind: ChangeKind
    text: str
    old_block: int | None
    new_block: int | None


def _compared(old: Sequence[_Word], new: Sequence[_Word]) -> list[_Step]:
    """All words of both in order, what goes before what comes."""
    stays = _matches([word.key for word in old], [word.key for word in new])
    steps: list[_Step] = []
    i = j = 0
    for x, y in [*_readable(stays, len(old), len(new)), (len(old), len(new))]:
        steps += [_Step("delete", word.text, word.block, None) for word in old[i:x]]
        steps += [_Step("insert", word.text, None, word.block) for word in new[j:y]]
        steps += [_Step("equal", word.text, old[x].block, word.block) for word in new[y : y + 1]]
        i, j = x + 1, y + 1
    return steps


def _readable(stays: list[tuple[int, int]], old: int, new: int) -> Iterator[tuple[int, int]]:
    """Without the words that two passages have in common by chance, such as one "và" in the middle of each."""
    runs: list[list[tuple[int, int]]] = []
    for pair in stays:
        if runs and runs[-1][-1] == (pair[0] - 1, pair[1] - 1):
            runs[-1].append(pair)
        else:
            runs.append([pair])
    ends = [(0, 0), *((run[-1][0] + 1, run[-1][1] + 1) for run in runs)]
    starts = [*(run[0] for run in runs), (old, new)]
    gaps = [max(x - i, y - j) for (i, j), (x, y) in zip(ends, starts, strict=True)]
    for number, run in enumerate(runs):
        if len(run) > _BY_CHANCE or len(run) >= min(gaps[number], gaps[number + 1]):
            yield from run


_BY_CHANCE = 3


def _changes(steps: Iterable[_Step]) -> tuple[Change, ...]:
    return tuple(Change(kind, "".join(step.text for step in run)) for kind, run in groupby(steps, key=lambda s: s.kind))


def _between(old: Sequence[str], new: Sequence[tuple[str, bool]]) -> list[BlockChange]:
    """The changes of blocks none of which stays as it is; with each new one, whether it was moved here."""
    before = [word for block, text in enumerate(old) for word in _words(text, block)]
    after = [word for block, (text, moved) in enumerate(new) if not moved for word in _words(text, block)]
    # In the order of the later text: (its block, 0, an earlier block that is gone), (its block, 1, 0).
    laid = {
        (block, 1, 0): BlockChange("moved", (Change("equal", text),))
        for block, (text, moved) in enumerate(new)
        if moved
    }
    for place, steps in _laid_out(_kept_apart(_compared(before, after), before, after), len(new)).items():
        kinds = {step.kind for step in steps}
        laid[place] = BlockChange(kinds.pop() if len(kinds) == 1 else "edit", _changes(steps))
    return [laid[place] for place in sorted(laid)]


def _kept_apart(steps: Sequence[_Step], before: Sequence[_Word], after: Sequence[_Word]) -> list[_Step]:
    """Two blocks that have next to nothing in common, such as the full stop, are one that went and one that came."""
    old, new = (Counter(word.block for word in words) for words in (before, after))
    both = Counter((s.old_block, s.new_block) for s in steps if s.kind == "equal" and any(map(str.isalnum, s.text)))
    apart: list[_Step] = []
    for step in steps:
        i, j = step.old_block, step.new_block
        if i is None or j is None or both[i, j] >= _IN_COMMON * min(old[i], new[j]):
            apart.append(step)
        else:
            apart += [replace(step, kind="delete", new_block=None), replace(step, kind="insert", old_block=None)]
    order = {"equal": 0, "delete": 1, "insert": 2}
    runs = [list(run) for _, run in groupby(apart, key=lambda step: step.kind == "equal")]
    return [step for run in runs for step in sorted(run, key=lambda step: order[step.kind])]


_IN_COMMON = 0.2


def _laid_out(steps: Sequence[_Step], end: int) -> dict[tuple[int, int, int], list[_Step]]:
    """The steps by the block that they are shown in.

    A word that went is shown where the rest of its block is now. A block that went whole stands alone, unless
    words that are one block now stood on both sides of it.
    """
    rest: dict[int | None, int | None] = {}
    for step in steps:
        if step.kind == "equal":
            rest.setdefault(step.old_block, step.new_block)
    laid: dict[tuple[int, int, int], list[_Step]] = {}
    here, begun = -1, set[int | None]()
    for step, following in zip(steps, _following(steps, end), strict=True):
        place = (following, 1, 0)
        if step.kind == "equal":
            rest[step.old_block] = step.new_block
        elif step.kind == "delete":
            home = rest.get(step.old_block)
            if home is not None:
                place = (home, 1, 0)
            elif following != here:
                place = (following, 0, step.old_block or 0)
        shown = laid.setdefault(place, [])
        apart = step.kind == "delete" and shown and step.old_block not in begun
        shown.append(replace(step, text=f" {step.text}") if apart else step)
        begun.add(step.old_block)
        here = here if step.new_block is None else step.new_block
    return laid


def _following(steps: Sequence[_Step], end: int) -> list[int]:
    """Of each step the block of the later text that it, or the next that is in one, is in; `end` behind all of them."""
    blocks: list[int] = []
    for step in reversed(steps):
        end = end if step.new_block is None else step.new_block
        blocks.append(end)
    return blocks[::-1]


# ---- alignment -----------------------------------------------------------------------------------------

# So many words deleted and inserted are looked for exactly; a region that has more is divided first.
_MOST_EDITS = 256
# Comparisons that one region may cost: some for each of its words, and these.
_STEPS_A_WORD = 8
_STEPS = 20_000
# Regions of regions …: what has not come apart by then has little in common.
_DEEPEST = 6
# What stands once in both texts divides them: three words in a row, else one.
_ANCHORS = (3, 1)


def _matches(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """Positions at which both sequences have the same, rising in both; as many as can be found in time."""
    numbers: dict[str, int] = {}
    first, second = ([numbers.setdefault(key, len(numbers)) for key in keys] for keys in (a, b))
    found: list[tuple[int, int]] = []
    waiting = [(0, len(a), 0, len(b), 0)]
    while waiting:
        i, end_i, j, end_j, depth = waiting.pop()
        while i < end_i and j < end_j and first[i] == second[j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        while i < end_i and j < end_j and first[end_i - 1] == second[end_j - 1]:
            end_i, end_j = end_i - 1, end_j - 1
            found.append((end_i, end_j))
        if i == end_i or j == end_j:
            continue
        exact = _shortest(first[i:end_i], second[j:end_j])
        if exact is not None:
            found += [(i + x, j + y) for x, y in exact]
        elif depth < _DEEPEST:
            anchors = _anchors(first[i:end_i], second[j:end_j])
            found += [(i + x, j + y) for x, y in anchors]
            corners = [(i - 1, j - 1), *((i + x, j + y) for x, y in anchors), (end_i, end_j)]
            if anchors:
                waiting += [(x + 1, u, y + 1, v, depth + 1) for (x, y), (u, v) in pairwise(corners)]
    return sorted(found)


def _shortest(a: Sequence[int], b: Sequence[int]) -> list[tuple[int, int]] | None:
    """The positions that a shortest way from one sequence to the other keeps (Myers 1986); None if it is too far."""
    width, height = len(a), len(b)
    budget = _STEPS + _STEPS_A_WORD * (width + height)
    reached = {1: 0}
    history: list[dict[int, int]] = []
    for edits in range(min(_MOST_EDITS, width + height) + 1):
        history.append(dict(reached))
        for k in range(-edits + 2 * max(0, edits - height), edits - 2 * max(0, edits - width) + 1, 2):
            down = k == -edits or (k != edits and reached[k - 1] < reached[k + 1])
            x = reached[k + 1] if down else reached[k - 1] + 1
            start = x
            while x < width and x - k < height and a[x] == b[x - k]:
                x += 1
            reached[k] = x
            budget -= x - start + 1
            if x >= width and x - k >= height:
                return _way_back(history, width, height)
        if budget < 0:
            return None
    return None


def _way_back(history: list[dict[int, int]], x: int, y: int) -> list[tuple[int, int]]:
    kept = []
    for edits in range(len(history) - 1, -1, -1):
        reached, k = history[edits], x - y
        down = k == -edits or (k != edits and reached[k - 1] < reached[k + 1])
        from_k = k + 1 if down else k - 1
        from_x = reached[from_k]
        from_y = from_x - from_k
        while x > from_x and y > from_y and (x > 0 and y > 0):
            x, y = x - 1, y - 1
            kept.append((x, y))
        x, y = from_x, from_y
    return kept[::-1]


def _anchors(a: Sequence[int], b: Sequence[int]) -> list[tuple[int, int]]:
    """Where what stands once in each, in the same order in both, stands in them."""
    for length in _ANCHORS:
        first, second = (list(zip(*(side[at:] for at in range(length)), strict=False)) for side in (a, b))
        shared = _once_in_both(first, second)
        at = {run: place for place, run in enumerate(second) if run in shared}
        pairs = [(place, at[run]) for place, run in enumerate(first) if run in shared]
        if pairs:
            return _rising(pairs)
    return []


def _once_in_both(a: Sequence[T], b: Sequence[T]) -> set[T]:
    return {key for key, times in Counter(a).items() if times == 1} & {
        key for key, times in Counter(b).items() if times == 1
    }


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of pairs, which rise in the first number, that rises in the second too."""
    tops: list[int] = []
    holders: list[int] = []
    before: list[int | None] = []
    for at, (_, value) in enumerate(pairs):
        pile = bisect_left(tops, value)
        tops[pile : pile + 1] = [value]
        holders[pile : pile + 1] = [at]
        before.append(holders[pile - 1] if pile else None)
    chain = []
    last: int | None = holders[-1] if holders else None
    while last is not None:
        chain.append(pairs[last])
        last = before[last]
    return chain[::-1]
