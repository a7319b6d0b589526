"""The ``giaoban`` command from its first moment: what Ctrl-C does while the rest of it is loaded."""

from __future__ import annotations

import os
import signal
import sys


def main() -> None:
    """Loads the command, which takes a quarter of a second, and runs it; see ``crawler.cli.main``."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else it is ignored, as under nohup
        signal.signal(signal.SIGINT, _stop)
    from crawler.cli import main as command  # noqa: PLC0415  what takes so long

    try:
        if signal.getsignal(signal.SIGINT) is _stop:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        command.main()
    except KeyboardInterrupt:  # before it looks for one, or after
        _stop()


def _stop(*_: object) -> None:
    """As ``crawler.cli.main`` ends a command that is stopped."""
    if sys.stderr:
        sys.stderr.write("giaoban: stopped\n")
        sys.stderr.flush()
    os._exit(130)
