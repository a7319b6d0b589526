"""A disk that is full: whatever writes says so and ends, nothing stored is lost, and with room again it is completed.

On file systems of their own, of a few hundred kilobytes; who may not mount one leaves these tests out.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.store import Store
from tests.crawler.conftest import Archive
from tests.once import copy_of
from tests.replicas.server import ReplicaServer


class Disk:
    """A file system in memory, whose size can be changed while it is in use."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self._mount("size=64m")

    def leave(self, kilobytes: int) -> None:
        """Make it so small that this much is free."""
        used = shutil.disk_usage(self.folder).used // 1024
        self._mount(f"remount,size={used + kilobytes}k")

    def make_room(self) -> None:
        self._mount("remount,size=64m")

    def _mount(self, options: str) -> None:
        command = ["mount", "-t", "tmpfs", "-o", options, "giaoban-test", str(self.folder)]
        subprocess.run(command, check=True, capture_output=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    folder = tmp_path / "disk"
    try:
        disk = Disk(folder)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no file system can be mounted here: {error}")
    try:
        yield disk
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def says_that_it_is_full(archive: Archive, *arguments: str) -> None:
    run = archive.giaoban(*arguments)
    told = run.stderr.decode()
    assert run.returncode == 3, told
    assert "No room left on the disk" in told or "No space left on device" in told
    assert "Traceback" not in told


def is_sound(archive: Archive) -> bool:
    """Whether nothing that was stored is damaged."""
    return archive.giaoban("verify", "--full").returncode == 0


def test_a_crawl(disk: Disk, replicas: ReplicaServer, crawled: Archive) -> None:
    archive = Archive(disk.folder / "home", replicas.url)
    Store(archive.home / "articles.db").close()
    disk.leave(kilobytes=250)
    crawl = ("crawl", "backan", "--delay", "0", "--proxy", replicas.url)
    says_that_it_is_full(archive, *crawl)
    assert is_sound(archive)
    disk.make_room()
    assert archive.giaoban(*crawl).returncode == 0
    assert b"no good end" not in archive.giaoban("status").stdout
    assert is_sound(archive)
    texts = (
        "SELECT url, hash FROM pages LEFT JOIN articles ON articles.id = article_id WHERE portal = 'backan' ORDER BY 1"
    )
    assert archive.sql(texts) == crawled.sql(texts)


def test_a_backup(disk: Disk, crawled: Archive) -> None:
    copy = Archive(disk.folder / "backup", "")
    disk.leave(kilobytes=1_500)
    says_that_it_is_full(crawled, "backup", str(copy.home))
    disk.make_room()
    assert crawled.json("backup", str(copy.home))["problems"] == []
    disk.leave(kilobytes=100)
    says_that_it_is_full(crawled, "backup", str(copy.home))
    assert is_sound(copy)


def test_a_repair(disk: Disk, crawled: Archive) -> None:
    archive = Archive(copy_of(crawled.home, disk.folder / "home"), "")
    before = (archive.home / "articles.db").read_bytes()
    disk.leave(kilobytes=900)
    says_that_it_is_full(archive, "repair", "--rebuild", "--jobs", "1")
    assert (archive.home / "articles.db").read_bytes() == before
    assert not (archive.home / "repair.part").exists()


def test_an_import(disk: Disk, crawled: Archive) -> None:
    archive = Archive(disk.folder / "home", "")
    Store(archive.home / "articles.db").close()
    disk.leave(kilobytes=1_000)
    says_that_it_is_full(archive, "import", str(crawled.home))
    assert is_sound(archive)
    disk.make_room()
    assert archive.giaoban("import", str(crawled.home)).returncode == 0
    assert is_sound(archive)
    assert archive.sql("SELECT count(*) FROM captures") == crawled.sql("SELECT count(*) FROM captures")


def test_a_reextract(disk: Disk, crawled: Archive) -> None:
    archive = Archive(copy_of(crawled.home, disk.folder / "home"), "")
    disk.leave(kilobytes=40)
    says_that_it_is_full(archive, "reextract", "--all", "--jobs", "1")
    assert is_sound(archive)
    disk.make_room()
    assert archive.giaoban("reextract", "backan", "--all", "--jobs", "1").returncode == 0
    assert is_sound(archive)
