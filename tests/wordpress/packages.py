"""Debian's packages of WordPress, PHP and MariaDB, unpacked into a folder: nothing is installed, no service is started.

What the machine lacks of what they need comes along; Apache, on which the package `wordpress` insists, does not.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

PACKAGES = (
    "wordpress", "wordpress-l10n", "wordpress-theme-twentytwentyone", "wordpress-theme-twentytwentythree",
    "php-cli", "php-mysql", "php-mbstring", "php-xml", "mariadb-server-core",
)  # fmt: skip
_NOT_NEEDED = re.compile(r"(?:lib)?apache|javascript-common")
_TO_INSTALL = re.compile(r"^Inst (\S+)", re.MULTILINE)


class NotToBeHad(Exception):
    """The packages cannot be had on this machine; the message says why."""


def unpack(folder: Path) -> Path:
    """Downloads the packages and unpacks them; returns the folder that stands for ``/``.

    Raises:
        NotToBeHad: this is no Debian, or its packages cannot be reached.
    """
    archives, root = folder / "packages", folder / "root"
    archives.mkdir()
    root.mkdir()
    _run(["apt-get", "download", "--quiet", *_missing()], archives)
    for archive in archives.iterdir():
        _run(["dpkg-deb", "--extract", str(archive), str(root)], folder)
    return root


def _missing() -> list[str]:
    """The packages and what they need, as far as the machine does not have them."""
    asked = ["apt-get", "install", "--simulate", "--no-install-recommends", *PACKAGES]
    try:
        said = _run(asked)
    except NotToBeHad:
        _run(["apt-get", "update", "--quiet"])  # its lists are empty in most containers
        said = _run(asked)
    return [name for name in _TO_INSTALL.findall(said) if not _NOT_NEEDED.match(name)]


def _run(command: list[str], folder: Path | None = None) -> str:
    environment = os.environ | {"LC_ALL": "C"}
    try:
        return subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=True, timeout=300
        ).stdout
    except FileNotFoundError as error:
        raise NotToBeHad(f"there is no {command[0]}") from error
    except subprocess.SubprocessError as error:
        said = (getattr(error, "stderr", None) or str(error)).strip().splitlines()
        raise NotToBeHad(f"{' '.join(command[:2])}: {said[-1] if said else 'it failed'}") from error
