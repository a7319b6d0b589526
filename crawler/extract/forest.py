"""A small forest of decision trees that tells text from furniture by how a block stands (``standing``).

The trees are a table (``forest.json``), made from pages and their truth by ``tests.benchmarks.train_blocks``. Here
they are only asked: for a verdict, quickly, and for its reasons, in words.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from .standing import FEATURES

_TABLE = Path(__file__).with_name("forest.json")
# A tree: [number of the feature, threshold, value here, tree up to the threshold, tree above it], or a leaf's value.
Tree = Any


def probability(row: Sequence[float]) -> float:
    """How sure it is that a block with these numbers is the article's text: 0 to 1."""
    return 1 / (1 + math.exp(-_sum()(*row)))


def reasons(row: Sequence[float], most: int = 3) -> list[str]:
    """What spoke most for the verdict, strongest first: "+1.9 share of the good text that is set the same way: 0.83".

    A feature's part is how much the value changes at the nodes that ask for it (Saabas, *Interpreting random forests*).
    """
    parts = [0.0] * len(FEATURES)
    for tree in _trees():
        node = tree
        while isinstance(node, list):
            feature, threshold, value, low, high = node
            node = low if row[feature] <= threshold else high
            parts[feature] += (node[2] if isinstance(node, list) else node) - value
    names = list(FEATURES.values())
    strongest = sorted(range(len(parts)), key=lambda i: -abs(parts[i]))[:most]
    return [f"{parts[i]:+.1f} {names[i]}: {round(float(row[i]), 2):g}" for i in strongest if abs(parts[i]) >= 0.05]


@lru_cache(maxsize=1)
def _trees() -> list[Tree]:
    table = json.loads(_TABLE.read_text(encoding="utf-8"))
    if table["features"] != list(FEATURES):
        raise RuntimeError(f"{_TABLE.name} was made for other features: make it anew (tests.benchmarks.train_blocks).")
    return list(table["trees"])


@lru_cache(maxsize=1)
def _sum() -> Callable[..., float]:
    """All trees as one expression: asked so, they take a tenth of the time that walking the table does."""
    arguments = ", ".join(FEATURES)
    source = f"lambda {arguments}: {' + '.join(_expression(tree) for tree in _trees())}"
    return eval(source, {"__builtins__": {}})  # type: ignore[no-any-return]  # numbers and our own names only


def _expression(tree: Tree) -> str:
    if not isinstance(tree, list):
        return repr(float(tree))
    feature, threshold, _, low, high = tree
    name = list(FEATURES)[int(feature)]
    return f"({_expression(low)} if {name} <= {float(threshold)!r} else {_expression(high)})"
