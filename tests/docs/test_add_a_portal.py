"""Every command of "Add a portal" is run as it stands there, against the replicas, one after another in one folder."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import warm
from tests.replicas.server import ReplicaServer

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "add-a-portal.md"
_BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)


def commands() -> list[tuple[str, list[str]]]:
    """The commands of the guide, in order, each with the lines that it is to print."""
    found: list[tuple[str, list[str]]] = []
    for line in "\n".join(_BLOCK.findall(GUIDE.read_text(encoding="utf-8"))).splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif line.strip():
            found[-1][1].append(line)
    return found


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, str]]]:
    """A folder that looks like a checkout, archives whose requests are turned to the replicas, and an environment."""
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copy(ROOT / "scrapy.cfg", folder)
    shutil.copytree(ROOT / "spiders", folder / "spiders", ignore=shutil.ignore_patterns("__pycache__"))
    with ReplicaServer() as replicas:
        for home in ("archive", "try", "giaoban-archive"):
            (folder / home).mkdir()
            (folder / home / "giaoban.toml").write_text(f'proxy = "{replicas.url}"\ndelay = 0\n', encoding="utf-8")
        environment = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
        environment |= {
            "PYTHONPATH": os.pathsep.join((str(folder), str(ROOT))),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PATH": os.pathsep.join((str(Path(sys.executable).parent), environment["PATH"])),
            "COLUMNS": "200",
        }
        yield folder, environment


def run(command: str, folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
    words = shlex.split(command)
    if words[0] == "giaoban":
        return warm.run(words[1:], environment, cwd=folder)
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, check=False)


def test_every_command_of_the_guide_does_what_it_says(checkout: tuple[Path, dict[str, str]]) -> None:
    folder, environment = checkout
    told = commands()
    assert len(told) >= 15
    for command, lines in told:
        done = run(command, folder, environment)
        said = done.stdout.decode()
        assert done.returncode == 0, f"{command}\n{said}\n{done.stderr.decode()}"
        for line in lines:
            assert line in said, f"{command} does not print {line!r}:\n{said}"
