"""The machine that a benchmark ran on, in a line: figures without it mean little."""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path


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
