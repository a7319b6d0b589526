"""Documents read in a process of its own, which may hang, crash or eat memory without harm to anyone."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from crawler.documents.texts import reader_of
from storage.records import FileText

# The largest reports take a second or two.
SECONDS = 60


class TextReader:
    """Reads the texts of documents, one after another. A context manager; the process starts with the first."""

    def __init__(self, seconds: int = SECONDS) -> None:
        """``seconds``: what a document may take."""
        self.seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, path: Path, format_name: str) -> FileText:
        """The text of the file at ``path``; ``unreadable`` where reading it hung, or killed the process."""
        task = json.dumps({"path": str(path.absolute()), "format": format_name}) + "\n"
        process = self._started()
        assert process.stdin
        try:
            process.stdin.write(task.encode("ascii"))
            process.stdin.flush()
            answer = self._answer(process)
        except OSError:
            answer = b""
        if answer.endswith(b"\n"):
            shape: dict[str, Any] = json.loads(answer)
            return FileText(**shape)
        hung = answer == _LATE
        self.close()
        return FileText(
            "unreadable",
            problem=f"to read it takes more than {self.seconds} seconds" if hung else "its reader crashed over it",
            reader=reader_of(format_name),
        )

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            process, self._process = self._process, None
            process.kill()
            process.communicate()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(
                # It ends itself a little later than we would end it: for when nobody is left to do so.
                [sys.executable, "-m", "crawler.documents.child", str(self.seconds + 5)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                start_new_session=True,  # Ctrl-C is for whoever started us
            )
        return self._process

    def _answer(self, process: subprocess.Popen[bytes]) -> bytes:
        """A line; what came of one where the process died, ``_LATE`` where time ran out."""
        assert process.stdout
        out, last, pieces = process.stdout.fileno(), time.monotonic() + self.seconds, [b""]
        while not pieces[-1].endswith(b"\n"):
            ready, _, _ = select.select([out], [], [], max(0.0, last - time.monotonic()))
            if not ready:
                return _LATE
            pieces.append(os.read(out, 1 << 16))
            if not pieces[-1]:
                break
        return b"".join(pieces)


_LATE = b"late"
