"""The named steps that make an archive's tables and bring older archives up to date.

To add a step, add a file to this folder: `m0099_words.py` is the step `0099_words`. It says

    STATEMENTS     a tuple of SQL statements, done in order
    fill(database) optional: what SQL alone cannot do, after them; it gets the `sqlite3.Connection`

Steps are done in the order of their names, all that are missing in one transaction: after a failure the
archive is as it was. So a step neither begins nor ends a transaction. Every table, view and column that it
makes gets its words in `storage.dictionary`.

A step that was released never changes, nor does its name: what comes later is a step of its own.
"""

from __future__ import annotations

import importlib
import pkgutil

import sqlite_utils
from sqlite_utils.migrations import Migrations

migrations = Migrations("giaoban")


def _add(module: str) -> None:
    """Register the step that the module of this name describes."""
    step = importlib.import_module(f"{__name__}.{module}")

    @migrations(name=module.removeprefix("m"))
    def apply(db: sqlite_utils.Database) -> None:
        for statement in step.STATEMENTS:
            db.conn.execute(statement)
        if hasattr(step, "fill"):
            step.fill(db.conn)


for _module in sorted(info.name for info in pkgutil.iter_modules(__path__)):
    _add(_module)

# Against an empty database every step is pending, so this lists them all.
STEPS = tuple(step.name for step in migrations.pending(sqlite_utils.Database(memory=True)))
