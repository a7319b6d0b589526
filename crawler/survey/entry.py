"""The entry of a new portal in giaoban.toml: added as text, so that what an operator wrote there stays as it is."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path

from crawler.config import FILE, ConfigError, load

_PORTAL = """
[portals.{name}]
# What holds for this portal alone, such as: delay = 2.0
"""


def add_entry(home: Path, name: str, spiders: Path, settings: str = "") -> str | None:
    """Names a folder of spiders, and a portal in it, in the giaoban.toml of an archive.

    Args:
        settings: lines of the portal's own table.

    Returns:
        What a person has to write there, in words, where it cannot be added; None where it was.

    Raises:
        OSError: the file cannot be written.
    """
    path, folder = home / FILE, _from(home, spiders)
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    told = tomllib.loads(before)
    table = "" if name in told.get("portals", {}) else _PORTAL.format(name=name) + settings
    named = folder in told.get("spiders", ())
    first = "" if "spiders" in told else f"spiders = [{_quoted(folder)}]\n"
    home.mkdir(parents=True, exist_ok=True)
    path.write_text(first + before + table, encoding="utf-8")
    try:
        load(home)
    except ConfigError:
        path.write_text(before, encoding="utf-8")
        return f"add `spiders = [{_quoted(folder)}]` to {path}" + (f", and{table}" if table else "")
    return None if first or named else f"add {_quoted(folder)} to `spiders` in {path}"


def _from(home: Path, spiders: Path) -> str:
    """A folder as it is named from the archive's."""
    return Path(os.path.relpath(spiders.absolute(), home.absolute())).as_posix()


def _quoted(text: str) -> str:
    """A text as TOML has it: what JSON escapes TOML escapes likewise, and U+007F too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
