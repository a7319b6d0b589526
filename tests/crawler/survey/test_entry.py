"""What giaoban.toml says stays as it is; a new portal is put beside it, or a person is told what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.config import load
from crawler.survey.entry import add_entry

PRIVATE = "allow_private = true\n"


def written(home: Path, before: str | None, spiders: str = "spiders") -> tuple[str | None, str]:
    """What is left for a person to do, and what stands in the file now."""
    if before is not None:
        (home / "giaoban.toml").write_text(before, encoding="utf-8")
    left = add_entry(home, "xa", home / spiders, PRIVATE)
    return left, (home / "giaoban.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("before", [None, "", "delay = 2 # chậm\n", "[portals.laocai]\ndelay = 3\n"])
@pytest.mark.parametrize("folder", ["spiders", 'của "tôi"', "a\\b"])
def test_the_folder_and_the_portal_are_named(tmp_path: Path, before: str | None, folder: str) -> None:
    left, after = written(tmp_path, before, folder)
    assert left is None
    assert (before or "") in after
    assert load(tmp_path).spiders == (folder,)
    assert load(tmp_path).of("xa").allow_private


def test_a_folder_that_is_named_already_is_named_once(tmp_path: Path) -> None:
    left, _ = written(tmp_path, 'spiders = ["spiders"]\n')
    assert (left, load(tmp_path).spiders) == (None, ("spiders",))
    assert load(tmp_path).of("xa").allow_private


def test_what_holds_for_the_portal_is_written_though_the_list_is_not(tmp_path: Path) -> None:
    before = 'spiders = [\n  "mine", # of the office\n]\n'
    left, after = written(tmp_path, before)
    assert left == f'add "spiders" to `spiders` in {tmp_path / "giaoban.toml"}'
    assert after.startswith(before)
    assert load(tmp_path).of("xa").allow_private


def test_a_file_that_cannot_be_added_to_stays_and_all_of_it_is_told(tmp_path: Path) -> None:
    before = "portals = {laocai = {delay = 2}}\n"
    left, after = written(tmp_path, before)
    assert after == before
    assert left is not None
    assert 'add `spiders = ["spiders"]`' in left
    assert "[portals.xa]" in left and "allow_private = true" in left
