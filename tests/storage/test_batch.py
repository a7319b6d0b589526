"""Captures saved together are one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest

from storage.store import Store
from tests.storage.conftest import OTHER_TEXT, OTHER_TITLE, REF, article, capture


def count(store: Store) -> int:
    with sqlite3.connect(store.path) as other:
        rows: int = other.execute("SELECT count(*) FROM articles").fetchone()[0]
    return rows


def test_a_batch_is_stored_at_its_end(store: Store) -> None:
    with store.batch():
        store.save(capture(), article(), REF)
        store.save(capture("http://doisim.example/b"), article(OTHER_TITLE, OTHER_TEXT), REF)
        assert count(store) == 0
    assert count(store) == 2


def test_a_batch_of_which_a_part_fails_stores_nothing(store: Store) -> None:
    with pytest.raises(ValueError, match="portal"), store.batch():
        store.save(capture(), article(), REF)
        store.save(capture(portal=""), article(), REF)
    assert count(store) == 0
    store.save(capture(), article(), REF)
    assert count(store) == 1


def test_a_batch_of_one_page_seen_twice_is_one_page(store: Store, show: Callable[..., object]) -> None:
    with store.batch():
        show(article())
        show(article(), days=1)
    assert count(store) == 1
    assert len(list(store.pages("doisim"))) == 1


def test_the_full_text_index_of_a_batch_is_written_once(store: Store) -> None:
    """Written once an article it takes three times as long; any statement that is a savepoint would do that."""
    written = "SELECT count(*) FROM articles_fts_data"
    with store.batch():
        store.save(capture(), article(), REF)
        before = store.connection.execute(written).fetchone()[0]
        store.save(capture("http://doisim.example/b"), article(OTHER_TITLE, OTHER_TEXT), REF)
        assert store.connection.execute(written).fetchone()[0] == before
    assert store.connection.execute(written).fetchone()[0] > before
