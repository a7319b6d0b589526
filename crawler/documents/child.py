"""The process that reads documents: a line of JSON in for each ({path, format}), a line of JSON out.

Started by ``reader``; what it must not exceed is set here, where no document has been opened yet.
"""

from __future__ import annotations

import json
import signal
import sys
from dataclasses import asdict
from pathlib import Path

from crawler.documents.texts import read_text, reader_of
from storage.records import FileText

MEMORY = 1 << 30


def main(seconds: int) -> None:
    """Reads documents until standard input ends; dies over one that takes more than ``seconds``."""
    _limit_memory()
    answers = sys.stdout
    sys.stdout = sys.stderr  # what a library prints is no answer
    for line in sys.stdin:
        task = json.loads(line)
        _die_after(seconds)
        try:
            text = read_text(Path(task["path"]), task["format"])
        except MemoryError:
            problem = "to read it takes more memory than a document may"
            text = FileText("unreadable", problem=problem, reader=reader_of(task["format"]))
        _die_after(0)
        answers.write(json.dumps(asdict(text)) + "\n")
        answers.flush()


def _limit_memory() -> None:
    try:
        import resource  # noqa: PLC0415  there is none on Windows

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    except (ImportError, ValueError, OSError):
        pass  # a system without the limit: the time limit holds all the same


def _die_after(seconds: int) -> None:
    """Even where whoever started this process is gone, and the document keeps a library busy for ever."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


if __name__ == "__main__":
    main(int(sys.argv[1]))
