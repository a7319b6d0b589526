"""WARC files from end to end: every record, and what lies behind damage."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.records import CaptureRef, Note
from storage.warc import WarcWriter
from storage.warcfile import scan
from tests.storage.conftest import capture

PAGE = capture("http://doisim.example/a", body="<p>Họp giao ban</p>".encode() * 50)
NOTE = Note("portal run", "doisim", datetime(2026, 11, 22, 15, 30, tzinfo=UTC), {"looked_at": 3, "tên": "Đồi Sim"})


def written(folder: Path, pages: int = 4) -> tuple[Path, list[CaptureRef]]:
    """A file of so many pages, then a note."""
    with WarcWriter(folder) as writer:
        refs = [writer.write(replace(PAGE, body=PAGE.body + b"%d" % number)) for number in range(pages)]
        writer.note(NOTE)
    [path] = folder.iterdir()
    return path, refs


def test_a_note_comes_back_as_it_was(tmp_path: Path) -> None:
    path, refs = written(tmp_path)
    stretches = list(scan(path))
    assert [stretch.note for stretch in stretches if stretch.note] == [NOTE]
    assert [stretch.ref for stretch in stretches if stretch.ref] == refs
    assert stretches[-1].end == path.stat().st_size
    assert not any(stretch.problem for stretch in stretches)


def test_it_can_be_read_from_any_record_on(tmp_path: Path) -> None:
    path, refs = written(tmp_path)
    assert [stretch.ref for stretch in scan(path, refs[2].offset) if stretch.ref] == refs[2:]


@pytest.mark.parametrize("junk", [b"\x00", b"\x1f\x8b\x08\x1f\x8b\x08junk", b"x" * 400_000])
def test_behind_damage_the_next_record_is_found(tmp_path: Path, junk: bytes) -> None:
    path, refs = written(tmp_path)
    data = path.read_bytes()
    broken = refs[1].offset + refs[1].length // 2
    path.write_bytes(data[:broken] + junk + data[broken + 8 :])
    stretches = list(scan(path))
    assert [stretch.ref and stretch.ref.digest for stretch in stretches if stretch.ref] == [
        ref.digest for number, ref in enumerate(refs) if number != 1
    ]
    [damage] = [stretch for stretch in stretches if stretch.problem]
    assert (damage.offset, damage.torn) == (refs[1].offset, False)


EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=40)), min_size=1, max_size=3)


@given(EDITS)
def test_whatever_happens_to_a_file_it_is_told_from_end_to_end(edits: list[tuple[float, int, bytes]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, _ = written(Path(folder), pages=2)
        content = bytearray(path.read_bytes())
        for where, taken, put in edits:
            at = round(where * len(content))
            content[at : at + taken] = put
        path.write_bytes(content)
        stretches = list(scan(path))
    assert stretches[0].offset == 0
    assert stretches[-1].end == len(content)
    assert [stretch.offset for stretch in stretches[1:]] == [stretch.end for stretch in stretches[:-1]]
