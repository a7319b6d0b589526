"""The machine that a benchmark ran on, in a line: figures without it mean little."""

from __future__ import annotations

import ctypes
import os
import platform
import re
import sys
from contextlib import suppress
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36  # of linux/prctl.h


def adopt_orphans() -> None:
    """From now on processes that outlive the command which started them are this one's."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def wait_for_orphans() -> None:
    """Returns when this process has no more below it: what they used counts among its children's from then on."""
    with suppress(ChildProcessError):
        while True:
            os.wait()


def machine() -> str:
    """Processor, cores, Python, system, and the load before the run."""
    system = f"{platform.system()} {platform.machine()}"
    return (
        f"{_cpu()}, {os.cpu_count()} cores, Python {platform.python_version()}, {system}; "
        f"load before: {os.getloadavg()[0]:.2f}"
    )


def _cpu() -> str:
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        told = ""
    match = re.search(r"^model name\s*:\s*(.+)$", told, re.MULTILINE)
    return match[1] if match else platform.processor() or "an unknown CPU"
