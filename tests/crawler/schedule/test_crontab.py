"""Lines for cron: read right by cron and the shell behind it, and nobody else's line touched."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from crawler.schedule.crontab import ScheduleError, block, line, ours, replaced
from crawler.schedule.plan import Visit

VISIT = Visit("laocai", "6h", "as giaoban.toml says", 75)
HOME = Path("/srv/giao ban")


def run_by_cron(command: bytes, *, takes_backslash: bool) -> bytes:
    """What cron gives to the shell of a command: all up to the first % that no backslash stands before."""
    given, rest = b"", command
    while rest:
        if rest.startswith(b"\\%"):
            given, rest = given + (b"%" if takes_backslash else b"\\%"), rest[2:]
        elif rest.startswith(b"%"):
            break
        else:
            given, rest = given + rest[:1], rest[1:]
    return given


# What a folder may be called, but for a backslash and characters that are none to see.
NAMES = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters="/\\") | st.sampled_from(" %'\"$`;&~"), min_size=1
)


@given(NAMES, st.booleans())
@limits(max_examples=40)
def test_any_folder_reaches_giaoban_through_cron_and_shell(name: str, takes_backslash: bool) -> None:
    written = line(VISIT, ["printf", r"[%s]"], Path("/srv") / name)
    *when, command = written.split(b" ", 5)
    assert when == [b"15", b"1,7,13,19", b"*", b"*", b"*"]
    shell = ["/bin/sh", "-c", run_by_cron(command, takes_backslash=takes_backslash)]
    said = subprocess.run(shell, capture_output=True, check=True, env={}).stdout.decode()
    assert said == f"[crawl][laocai][--quiet][--home][/srv/{name}]"


@pytest.mark.parametrize("name", ["a\nb", "a\\b", "x" * 990])
def test_what_cron_cannot_be_told_is_refused(name: str) -> None:
    with pytest.raises(ScheduleError):
        line(VISIT, ["/opt/giaoban"], Path("/srv") / name)


# Whatever a user has: comments, variables, lines without sense, without UTF-8.
CRONTABS = st.lists(st.binary(max_size=20).map(lambda text: text.replace(b"\n", b"") + b"\n"), max_size=5).map(b"".join)


@given(CRONTABS, CRONTABS)
def test_what_others_wrote_stays_byte_for_byte(before: bytes, after: bytes) -> None:
    lines = block([VISIT], ["/opt/giaoban"], HOME)
    theirs = replaced(before, HOME, lines) + after
    assert theirs.startswith(before) and theirs.endswith(after)
    changed = replaced(theirs, HOME, block([], ["/opt/giaoban"], HOME))
    assert replaced(changed, HOME, lines) == theirs  # in the place of the former
    assert replaced(theirs, HOME, b"") == before + after


def test_a_last_line_without_an_end_is_ended() -> None:
    lines = block([VISIT], ["/opt/giaoban"], HOME)
    assert replaced(b"@daily true", HOME, lines) == b"@daily true\n" + lines


def test_two_archives_have_a_block_each() -> None:
    other = Path("/srv/giao")
    lines = [block([VISIT], ["/opt/giaoban"], home) for home in (HOME, other)]
    both = replaced(replaced(b"", HOME, lines[0]), other, lines[1])
    assert [ours(both, home) for home in (HOME, other)] == lines
    assert replaced(both, HOME, b"") == lines[1]


@pytest.mark.parametrize("spoil", [b"# BEGIN", b"# END"])
def test_a_block_that_someone_cut_is_left_alone(spoil: bytes) -> None:
    lines = block([VISIT], ["/opt/giaoban"], HOME)
    cut = b"".join(each for each in lines.splitlines(keepends=True) if not each.startswith(spoil))
    for crontab in (cut, lines + lines):
        with pytest.raises(ScheduleError, match="crontab -e"):
            replaced(crontab, HOME, b"")
