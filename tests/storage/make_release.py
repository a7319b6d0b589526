"""Makes the fixture of a release: `python tests/storage/make_release.py`, at the commit that was released.

It crawls three small replica portals in both their states with the code that it finds (so there are edits,
pages that are gone, a reject, a text on two portals), and writes the database as SQL to `released/<last
step>.sql.xz`. `test_released.py` opens it with the giaoban of its day from then on. Never make one again:
what a release wrote, it wrote.

It is a program by itself so that an older commit can make its fixture too: `PYTHONPATH=<that commit> python
<this file>`.
"""

from __future__ import annotations

import lzma
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from tests.replicas.content import CONTENT
from tests.replicas.server import ReplicaServer

RELEASED = Path(__file__).with_name("released")
# Few, so that a fixture is small: an edit, one added later and one gone of each kind, a title alone, no date, a text
# that two portals have.
ARTICLES = {
    "laocai": """so-ket-6-thang-2022 tap-huan-to-cong-nghe-so giao-ban-bi-thu-chi-bo video-hoi-nghi-trien-khai-2023
                 giao-ban-thang-2-2023 khai-giang-truong-van-hoa ret-dam-ret-hai""",
    "huuhoa": "hh-04 lich-tiep-cong-dan giao-ban-truong-thon",
    "vanphuc": "hh-04-dang-lai co-tuong-dau-xuan-2019 thong-bao-cat-nuoc-2022 ra-quan-tong-ve-sinh-2022",
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder, "archive")
        with ReplicaServer(content=_few(Path(folder, "content"))) as server:
            for state in (1, 2):
                server.set_state(state)
                _crawl(home, server.url)
        with closing(sqlite3.connect(home / "articles.db")) as database:
            _whole(database)
            [(step,)] = database.execute("SELECT max(name) FROM _sqlite_migrations WHERE migration_set = 'giaoban'")
            path = RELEASED / f"{step}.sql.xz"
            path.write_bytes(lzma.compress("\n".join(_dump(database)).encode(), preset=9))
    print(f"{path}: {path.stat().st_size:,} bytes")


def _few(folder: Path) -> Path:
    """A folder of content for the replicas that has ARTICLES alone."""
    folder.mkdir()
    for portal, names in ARTICLES.items():
        head, *articles = (CONTENT / f"{portal}.toml").read_text(encoding="utf-8").split("[[article]]\n")
        kept = [text for text in articles if re.match(r'id = "([^"]+)"', text)[1] in names.split()]
        (folder / f"{portal}.toml").write_text("[[article]]\n".join([head, *kept]), encoding="utf-8")
    return folder


def _crawl(home: Path, proxy: str) -> None:
    command = [sys.executable, "-m", "crawler.cli.main", "crawl", *ARTICLES, "--full", "--quiet"]
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    subprocess.run([*command, "--home", home, "--delay", "0", "--proxy", proxy], check=True, env=environment)


def _dump(database: sqlite3.Connection) -> Iterator[str]:
    """The SQL of everything. A virtual table has its rows in its shadow tables, where they are dumped already."""
    [mark] = database.execute("PRAGMA application_id").fetchone()
    yield f"PRAGMA application_id = {mark};"
    virtual = [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL%'")]
    for statement in database.iterdump():
        if not statement.startswith(tuple(f'INSERT INTO "{name}" ' for name in virtual)):
            yield statement


def _whole(database: sqlite3.Connection) -> None:
    """Stop where the archive has not got what the tests ask of it."""
    for query in (
        "SELECT 1 FROM captures WHERE change = 'edit'",
        "SELECT 1 FROM pages WHERE status = 'gone'",
        "SELECT 1 FROM rejects",
        "SELECT 1 FROM articles WHERE published IS NULL",
        "SELECT 1 FROM pages GROUP BY article_id HAVING count(DISTINCT portal) > 1",
    ):
        if not database.execute(query).fetchone():
            raise SystemExit(f"The crawl brought nothing for: {query}")


if __name__ == "__main__":
    main()
