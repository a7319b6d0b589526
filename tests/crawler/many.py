"""Many small portals, with spiders of a few lines in a folder from which the command is started."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests import warm
from tests.crawler.conftest import Archive
from tests.crawler.extract.muongthin import page, title
from tests.replicas.server import HTML, ReplicaServer, Reply

ROOT = Path(__file__).parents[2]

SPIDER = """
from crawler.portal import PortalSpider


class Small(PortalSpider):
    name = "{name}"
    host = "{name}.example.gov.vn"
    site = "Xã {name}"
    listings = ("/tin-tuc/",)
    article_path = r"/bai-\\d+/?"
    item_css = ".item"
{more}
"""


class Many(Archive):
    """An archive whose command knows the portals of its own folder alone."""

    @classmethod
    def of(cls, folder: Path, server: ReplicaServer, portals: Mapping[str, str], articles: int = 4) -> Many:
        """``portals``: the names, and what the class of each has beside its facts."""
        made = cls(folder / "home", server.url)
        made.home.mkdir(parents=True)
        made.folder.mkdir()
        shutil.copytree(ROOT / "spiders" / "platforms", made.folder / "spiders" / "platforms")
        shutil.copy(ROOT / "spiders" / "__init__.py", made.folder / "spiders")
        for number, (name, more) in enumerate(portals.items()):
            made.write_spider(name, more)
            server.serve_pages(f"{name}.example.gov.vn", pages(range(number * articles, (number + 1) * articles)))
        return made

    @property
    def folder(self) -> Path:
        return self.home.parent / "started here"

    def write_spider(self, name: str, more: str = "") -> None:
        (self.folder / "spiders" / f"{name}.py").write_text(SPIDER.format(name=name, more=more), encoding="utf-8")

    def giaoban(self, *arguments: str, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
        return warm.run(arguments, self.surroundings, stdin=stdin, cwd=self.folder)

    def start(self, *arguments: str) -> warm.Started:
        """A crawl with a session of its own, which goes on."""
        command = ["crawl", "--proxy", self.proxy, "--json", *arguments]
        return warm.Started(command, self.surroundings, self.folder)

    def start_anew(self) -> subprocess.Popen[bytes]:
        """Likewise, in new processes."""
        command = [sys.executable, "-m", "crawler.cli.main", "crawl", "--proxy", self.proxy]
        return subprocess.Popen(command, env=self.surroundings, cwd=self.folder, start_new_session=True)

    @property
    def surroundings(self) -> dict[str, str]:
        return super().surroundings | {"PYTHONPATH": f"{self.folder}{os.pathsep}{ROOT}"}

    def articles(self, portal: str) -> int:
        [(number,)] = self.sql("SELECT count(*) FROM pages WHERE article_id NOT NULL AND portal = ?", portal)
        return int(number)


def pages(numbers: range) -> dict[str, Reply]:
    """A portal of these articles, by path."""
    items = "".join(f'<div class="item"><a href="/bai-{n}/">{title(n)}</a></div>' for n in numbers)
    listing = f"<html><head><meta charset=utf-8></head><body><h1>Tin tức</h1>{items}</body></html>"
    served = {f"/bai-{n}/": Reply(200, page(n).encode(), HTML) for n in numbers}
    return {"/tin-tuc/": Reply(200, listing.encode(), HTML)} | served
