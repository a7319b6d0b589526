"""Spiders that stand elsewhere: in a folder, named on the command line or in giaoban.toml; in another package."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from crawler import portals
from crawler.own_spiders import VARIABLE, know_spiders, spider_folders
from tests.crawler.conftest import Archive
from tests.replicas.server import ReplicaServer

NewArchive = Callable[[ReplicaServer], Archive]

SPIDER = """
from spiders.platforms.{module} import {base}


class Own({base}):
    name = "{name}"
    host = "{host}"
    site = "Một cổng của riêng ta"
    listings = ("/",)
"""
SLUG = "hoi-thao-ve-du-lieu-mo-cho-nong-nghiep"
NINH_BINH = SPIDER.format(
    module="nukeviet", base="NukevietSpider", name="cua-ta", host="khoahockythuat.ninhbinh.gov.vn"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Named as nothing that can be imported is."""
    made = tmp_path / "các spider của tôi"
    made.mkdir()
    (made / "cuata.py").write_text(NINH_BINH)
    return made


@pytest.fixture
def known(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The folder's spiders are known to this process."""
    monkeypatch.setenv(VARIABLE, "")
    path = list(sys.path)
    know_spiders([folder])
    yield
    sys.path[:] = path


def told() -> str:
    return "\n".join(map(str, portals.broken_spiders()))


def test_a_folder_named_for_one_command_is_loaded_beside_the_built_in_spiders(
    archive: NewArchive, replicas: ReplicaServer, folder: Path
) -> None:
    own = archive(replicas)
    names = [portal["name"] for portal in own.json("portals", "--spiders", str(folder))]
    assert {"cua-ta", "laocai"} <= set(names)
    assert "cua-ta" not in [portal["name"] for portal in own.json("portals")]


def test_what_a_portal_is_called_is_text_and_nothing_else(
    archive: NewArchive, replicas: ReplicaServer, folder: Path
) -> None:
    called = NINH_BINH.replace("cua-ta", "la").replace('site = "', 'site = "[/b] [red]x[/red] \\x1b[31m\\u202e ')
    (folder / "mine.py").write_text(called)
    run = archive(replicas).giaoban("portals", "--spiders", str(folder))
    assert run.returncode == 0, run.stderr
    said = run.stdout.decode()
    assert "[/b] [red]x[/red]" in said
    assert "\x1b" not in said and "\u202e" not in said


def test_a_portal_of_ones_own_is_crawled_and_all_of_it_is_known_later(
    archive: NewArchive, replicas: ReplicaServer, folder: Path
) -> None:
    own = archive(replicas)
    own.home.mkdir()
    folder.rename(own.home / "của ta")
    (own.home / "giaoban.toml").write_text('spiders = ["của ta"]\n', encoding="utf-8")
    report = own.crawl("cua-ta")["portals"]["cua-ta"]
    assert (report["result"], report["new"]) == ("ok", 3)
    shown = own.json("show", f"http://khoahockythuat.ninhbinh.gov.vn/vi/savefile/tin-hoat-dong/{SLUG}-2125.html")
    assert shown["title"] == "Hội thảo về dữ liệu mở cho nông nghiệp"
    run = own.giaoban("reextract", "cua-ta", "--all", "--jobs", "2")
    assert run.returncode == 0, run.stderr.decode()


def test_a_folder_that_is_not_there_is_told_and_stops_nothing(archive: NewArchive, replicas: ReplicaServer) -> None:
    own = archive(replicas)
    own.home.mkdir()
    (own.home / "giaoban.toml").write_text('spiders = ["nirgends"]\n')
    run = own.giaoban("portals")
    assert run.returncode == 0
    assert b"nirgends cannot be loaded: there is no such folder" in run.stderr
    assert b"laocai" in run.stdout
    assert own.giaoban("portals", "--spiders", "nirgends").returncode == 2


@pytest.mark.parametrize("value", ['"a folder"', "[1]", '[""]', "true"])
def test_what_is_no_list_of_folders_is_refused(archive: NewArchive, replicas: ReplicaServer, value: str) -> None:
    own = archive(replicas)
    own.home.mkdir()
    (own.home / "giaoban.toml").write_text(f"spiders = {value}\n")
    run = own.giaoban("portals")
    assert run.returncode == 2
    assert b"spiders must be a list" in run.stderr


@pytest.mark.usefixtures("known")
def test_files_that_are_no_spiders_and_broken_ones_stop_nothing(folder: Path) -> None:
    (folder / "broken.py").write_text("import nothing_of_the_kind\n")
    (folder / "half.py").write_text("class Half(:\n")
    (folder / "leaves.py").write_text("raise SystemExit(3)\n")
    (folder / "test_cuata.py").write_text("raise RuntimeError('a test')\n")
    (folder / "_draft.py").write_text("raise RuntimeError('a draft')\n")
    (folder / "notes.txt").write_text("no Python")
    portals._known.cache_clear()
    assert {"cua-ta", "laocai"} <= portals.load_portals().keys()
    assert "broken.py cannot be loaded: ModuleNotFoundError" in told()
    assert "half.py cannot be loaded: SyntaxError" in told()
    assert "leaves.py cannot be loaded: SystemExit" in told()
    assert len(portals.broken_spiders()) == 3


@pytest.mark.usefixtures("known")
def test_a_name_that_is_taken_is_told_and_the_first_keeps_it(folder: Path) -> None:
    (folder / "mine.py").write_text(NINH_BINH.replace("cua-ta", "laocai"))
    (folder / "twice.py").write_text(NINH_BINH)
    portals._known.cache_clear()
    assert portals.load_portals()["laocai"].host == "tplaocai.laocai.gov.vn"
    assert "mine.py cannot be loaded: the name 'laocai' is taken by spiders.laocai; that one is used" in told()
    assert "twice.py cannot be loaded: the name 'cua-ta' is taken by" in told()


@pytest.mark.usefixtures("known")
def test_a_spider_may_stand_on_a_base_in_its_own_folder(folder: Path) -> None:
    (folder / "nen_tang_rieng.py").write_text(
        "from crawler.portal import PortalSpider\n\n\nclass Base(PortalSpider):\n    platform = 'rieng'\n"
    )
    (folder / "tren_nen.py").write_text(
        "from nen_tang_rieng import Base\n\n\nclass On(Base):\n"
        "    name, host, site, listings = 'tren-nen', 'a.example', 'A', ('/',)\n"
    )
    portals._known.cache_clear()
    assert portals.load_portals()["tren-nen"].platform == "rieng"
    assert portals.load_platforms()["rieng"].__name__ == "Base"
    assert not portals.broken_spiders()


def test_a_package_names_its_spiders_by_entry_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "goi_spider"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "mot.py").write_text(NINH_BINH.replace("cua-ta", "trong-goi"))
    monkeypatch.syspath_prepend(str(tmp_path))
    entries = [
        EntryPoint("a", "goi_spider", portals.ENTRY_POINTS),
        EntryPoint("b", "goi_khong_co", portals.ENTRY_POINTS),
    ]
    monkeypatch.setattr(portals, "entry_points", lambda group: entries)
    portals._known.cache_clear()
    try:
        assert portals.load_portals()["trong-goi"].host == "khoahockythuat.ninhbinh.gov.vn"
        assert "goi_khong_co (giaoban.spiders) cannot be loaded: ModuleNotFoundError" in told()
    finally:
        portals._known.cache_clear()


def test_folders_are_known_once_and_to_the_processes_of_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "a"))
    know_spiders([tmp_path / "b", tmp_path / "a"])
    assert spider_folders() == (tmp_path / "a", tmp_path / "b")
