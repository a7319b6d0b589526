"""The folders that hold spiders of an operator's own, for this process and those that it starts. No Scrapy here."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

# Set for the processes that a command starts; an operator may set it too.
VARIABLE = "GIAOBAN_SPIDERS"


def know_spiders(folders: Iterable[Path]) -> None:
    """From now on the spiders in these folders are known beside the built-in ones."""
    named = dict.fromkeys((*spider_folders(), *(folder.resolve() for folder in folders)))
    os.environ[VARIABLE] = os.pathsep.join(map(str, named))


def spider_folders() -> tuple[Path, ...]:
    """The folders whose spiders are known beside the built-in ones, in the order in which they were named."""
    return tuple(Path(folder) for folder in os.environ.get(VARIABLE, "").split(os.pathsep) if folder)
