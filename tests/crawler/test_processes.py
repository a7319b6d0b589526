"""The process that helps: Ctrl-C is none of its business, and it does not outlive who started it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

PROGRAM = """
import os, time
from crawler.processes import helper

if __name__ == "__main__":
    with helper() as process:
        print(process.submit(os.getpid).result(), flush=True)
        try:
            time.sleep(60)
        except KeyboardInterrupt:
            print(process.submit(pow, 2, 5).result(), flush=True)
"""


@pytest.fixture
def helped(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A program with a helper, in a group of its own, and the number of the helper's process."""
    program = tmp_path / "helped.py"
    program.write_text(PROGRAM)
    pipe = subprocess.PIPE
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    started = subprocess.Popen(
        [sys.executable, program], stdout=pipe, stderr=pipe, text=True, env=environment, start_new_session=True
    )
    assert started.stdout
    yield started, int(started.stdout.readline())
    started.kill()
    started.communicate()


def test_an_interrupt_of_the_whole_group_does_not_end_it(helped: tuple[subprocess.Popen[str], int]) -> None:
    program, number = helped
    os.killpg(program.pid, signal.SIGINT)
    assert program.communicate(timeout=20) == ("32\n", "")
    assert not is_there(number)


def test_it_ends_with_a_parent_that_is_killed(helped: tuple[subprocess.Popen[str], int]) -> None:
    program, number = helped
    assert is_there(number)
    program.kill()
    program.wait()
    until = time.monotonic() + 20
    while is_there(number) and time.monotonic() < until:
        time.sleep(0.02)
    assert not is_there(number)


def is_there(number: int) -> bool:
    try:
        os.kill(number, 0)
        # Nobody may be left who asks how it ended.
        return "State:\tZ" not in Path(f"/proc/{number}/status").read_text() if Path("/proc").is_dir() else True
    except (ProcessLookupError, FileNotFoundError):
        return False
