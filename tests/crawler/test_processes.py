"""The process that helps: Ctrl-C is none of its business, it does not outlive who started it, and nobody waits for it
once it is gone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.processes import Helper

PROGRAM = """
import math, os, time
from crawler.processes import Helper

if __name__ == "__main__":
    with Helper(math.sqrt) as helper:
        helper.ask([4.0])
        assert helper.answer() == [2.0]
        try:
            print(helper.number, flush=True)
            time.sleep(60)
        except KeyboardInterrupt:
            helper.ask([9.0])
            print(helper.answer(), flush=True)
"""
LONG = 1_000_000  # letters: more than a pipe takes before anybody reads


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
    assert program.communicate(timeout=20) == ("[3.0]\n", "")
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


def test_one_that_dies_over_its_answer_is_gone() -> None:
    with Helper(str.upper) as helper:
        helper.ask(["a"])
        assert helper.answer() == ["A"]
        helper.ask(["a" * LONG])
        time.sleep(0.3)  # it has begun to write, and nobody reads
        kill(helper)
        assert helper.answer() is None
        helper.ask(["b"])
        assert helper.answer() is None


def test_one_that_dies_before_it_is_asked_is_gone() -> None:
    with Helper(str.upper) as helper:
        helper.ask(["a"])
        assert helper.answer() == ["A"]
        kill(helper)
        helper.ask(["b" * LONG])
        assert helper.answer() is None


def test_one_that_nobody_reads_the_answer_of_ends_all_the_same() -> None:
    with Helper(str.upper) as helper:
        helper.ask(["a" * LONG])
    assert helper.number
    assert not is_there(helper.number)


def test_one_that_cannot_be_started_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: object) -> None:
        raise BlockingIOError("Resource temporarily unavailable")

    monkeypatch.setattr("multiprocessing.context.SpawnProcess._Popen", staticmethod(full))
    with Helper(str.upper) as helper:
        helper.ask(["a"])
        assert helper.answer() is None


def test_what_fails_there_fails_here() -> None:
    with Helper(int) as helper:
        helper.ask(["1", "x"])
        with pytest.raises(ValueError, match="x"):
            helper.answer()
        helper.ask(["2"])
        assert helper.answer() == [2]


def kill(helper: Helper[str, str]) -> None:
    assert helper.number
    os.kill(helper.number, signal.SIGKILL)


def is_there(number: int) -> bool:
    try:
        os.kill(number, 0)
        # Nobody may be left who asks how it ended.
        return "State:\tZ" not in Path(f"/proc/{number}/status").read_text() if Path("/proc").is_dir() else True
    except (ProcessLookupError, FileNotFoundError):
        return False
