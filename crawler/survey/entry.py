"""The entry of a new portal in giaoban.toml: added as text, so that what an operator wrote there stays as it is."""

from __future__ import annotations

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
    if "spiders" not in told:
        after = f'spiders = ["{folder}"]\n{before}{table}'
    elif folder in told["spiders"]:
        after = before + table
    else:
        return f'add "{folder}" to `spiders` in {path}'
    home.mkdir(parents=True, exist_ok=True)
    path.write_text(after, encoding="utf-8")
    try:
        load(home)
    except ConfigError:
        path.write_text(before, encoding="utf-8")
        return f'add `spiders = ["{folder}"]` to {path}'
    return None


def _from(home: Path, spiders: Path) -> str:
    """A folder as it is named from the archive's."""
    return Path(os.path.relpath(spiders.absolute(), home.absolute())).as_posix().replace('"', '\\"')
